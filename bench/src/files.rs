//! The files that are uploaded.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// A file of this size, without blocks of its own on the disk, and in memory already as far as it may stay there.
pub fn file(folder: &Path, bytes: u64) -> io::Result<PathBuf> {
    let path = folder.join(format!("file-{bytes}"));
    make(&path, bytes)?;
    Ok(path)
}

/// A folder of so many such files, named f0, f1 and so on, and nothing else. The path ends in a slash.
pub fn folder(folder: &Path, bytes: u64, count: u64) -> io::Result<PathBuf> {
    let path = folder.join(format!("files-{bytes}-{count}")).join("");
    fs::create_dir_all(&path)?;
    for number in 0..count {
        make(&path.join(format!("f{number}")), bytes)?;
    }
    Ok(path)
}

fn make(path: &Path, bytes: u64) -> io::Result<()> {
    const KEPT: u64 = 2 << 30;
    if fs::metadata(path).map(|known| known.len()).ok() == Some(bytes) {
        return Ok(());
    }
    File::create(path)?.set_len(bytes)?;
    if bytes <= KEPT {
        io::copy(&mut File::open(path)?, &mut io::sink())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_as_many_files_as_asked_for() {
        let own = std::env::temp_dir().join(format!("graph-upload-bench-files-{}", std::process::id()));
        let path = folder(&own, 7, 3).unwrap();
        assert!(path.to_string_lossy().ends_with('/'), "{path:?}");
        let mut found: Vec<(String, u64)> = fs::read_dir(&path)
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| (entry.file_name().into_string().unwrap(), entry.metadata().unwrap().len()))
            .collect();
        found.sort();
        assert_eq!(found, ["f0", "f1", "f2"].map(|name| (name.to_owned(), 7)));
        fs::remove_dir_all(own).unwrap();
    }
}
