//! Files as the operating systems have them: what the standard library does not offer, or offers for one system alone.
//!
//! Each system's file has the items that are taken from it here, and nothing else.

#[cfg(windows)]
mod access;
mod stamp;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

pub(crate) use system::{create_private, duplicate, examine, open, read_at, remove, replace, stamp_at};

pub use stamp::Stamp;

/// What something that was opened turns out to be.
#[derive(Debug)]
pub(crate) enum Found {
    File(Stamp),
    Folder,
    /// A pipe, a device or the like, which has no length.
    Other,
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::io::Write;

    use super::*;

    fn stamp(file: &File) -> Stamp {
        match examine(file).unwrap() {
            Found::File(stamp) => stamp,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_file_is_known_by_its_handle_and_by_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("größe"), folder.path().join("other"));
        fs::write(&path, b"0123456789").unwrap();
        fs::write(&other, b"0123456789").unwrap();
        let file = open(&path).unwrap();
        assert_eq!((stamp(&file).size, stamp_at(&path).unwrap()), (10, stamp(&file)));
        assert_ne!(stamp(&file).identity, stamp_at(&other).unwrap().identity);
        assert_ne!(stamp(&file).identity, (0, 0));
        assert!(matches!(examine(&open(folder.path()).unwrap()).unwrap(), Found::Folder));
        fs::rename(&other, &path).unwrap();
        assert_ne!(stamp(&file).identity, stamp_at(&path).unwrap().identity);
    }

    #[test]
    fn a_replaced_file_is_the_new_one_also_for_who_has_it_open() {
        let folder = tempfile::tempdir().unwrap();
        let (fresh, path) = (folder.path().join("new"), folder.path().join("old"));
        fs::write(&path, b"old").unwrap();
        let reader = File::open(&path).unwrap();
        let mut file = create_private(&fresh).unwrap();
        file.write_all(b"fresh").unwrap();
        let created = stamp(&file).identity;
        replace(file, &fresh, &path).unwrap();
        assert_eq!((fs::read(&path).unwrap(), fresh.exists()), (b"fresh".to_vec(), false));
        assert_eq!(stamp_at(&path).unwrap().identity, created);
        drop(reader);
    }

    #[test]
    fn what_is_not_open_is_no_file() {
        for handle in [12_345_678, u64::MAX, u64::from(u32::MAX)] {
            duplicate(handle).unwrap_err();
        }
    }
}
