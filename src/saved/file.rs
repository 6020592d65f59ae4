//! The state file: always the last state that was written completely, even after a crash.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::files;
use crate::saved::envelope::MAX_BYTES;
use graph_upload_core::error::{Error, Status};
use graph_upload_core::secret::Secret;

/// The place of one saved upload.
#[derive(Debug, Clone)]
pub struct StateFile {
    path: PathBuf,
}

impl StateFile {
    /// The file at a path, which need not exist.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Reads the last state; `None` if there is none.
    pub fn read(&self) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let mut bytes = Zeroizing::new(Vec::new());
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed("read", &error)),
        };
        // Wiping requires that the vector does not move, so room for the usual length is reserved
        // at once.
        bytes.reserve_exact(64 * 1024);
        file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(|error| failed("read", &error))?;
        Ok(Some(bytes))
    }

    /// Replaces the state. After a crash either the old or the new one exists.
    pub fn write(&self, text: &Secret) -> Result<(), Error> {
        let fresh = self.beside();
        let written = files::create_private(&fresh).and_then(|mut file| {
            file.write_all(text.expose().as_bytes())?;
            files::replace(file, &fresh, &self.path)
        });
        if let Err(error) = written {
            // How far it got decides whether it exists.
            let _ = files::remove(&fresh);
            return Err(failed("written", &error));
        }
        Ok(())
    }

    /// Removes the file, if it exists.
    pub fn remove(&self) -> Result<(), Error> {
        match files::remove(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed("removed", &error)),
            _ => Ok(()),
        }
    }

    /// A name in the same folder, because a rename cannot leave the file system. A file that a
    /// killed process leaves under it is replaced by the next write.
    fn beside(&self) -> PathBuf {
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(".new");
        self.path.with_file_name(name)
    }
}

fn failed(what: &str, error: &io::Error) -> Error {
    Error::new(Status::SavedState, format!("the state file could not be {what}: {error}"))
        .with(|details| details.os_error = error.raw_os_error().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_last_state_is_there_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = StateFile::at(folder.path().join("états"));
        assert!(file.read().unwrap().is_none());
        for text in ["one", "two and longer", "3"] {
            file.write(&Secret::new(text)).unwrap();
            assert_eq!(file.read().unwrap().unwrap().as_slice(), text.as_bytes());
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&file.path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
        file.remove().unwrap();
        file.remove().unwrap();
        assert!(file.read().unwrap().is_none());
    }

    #[test]
    fn what_a_killed_process_left_is_no_obstacle() {
        let folder = tempfile::tempdir().unwrap();
        let file = StateFile::at(folder.path().join("state"));
        fs::write(file.beside(), b"half").unwrap();
        file.write(&Secret::new("whole")).unwrap();
        assert_eq!(file.read().unwrap().unwrap().as_slice(), b"whole");
    }

    #[test]
    fn failures_name_the_file_and_leave_the_old_state() {
        let folder = tempfile::tempdir().unwrap();
        let nowhere = StateFile::at(folder.path().join("none/state"));
        let error = nowhere.write(&Secret::new("text")).unwrap_err();
        assert_eq!((error.status(), error.details().os_error), (Status::SavedState, 2));
        let is_folder = StateFile::at(folder.path());
        assert!(is_folder.read().is_err());
        assert!(is_folder.write(&Secret::new("text")).is_err());
        assert!(is_folder.remove().is_err());
    }
}
