//! The file that a stream is read into: bounded, and gone when nobody has it any more.

use std::env;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::files;
use crate::source::{Opened, Source, SourceError};
use graph_upload_core::error::{Error, Status};

/// How much of a stream is spooled where nothing else is set: 1 GiB.
pub const DEFAULT_SPOOL_BYTES: u64 = 1 << 30;

/// Where streams are spooled, and how much of them.
#[derive(Debug, Clone)]
pub struct SpoolSettings {
    /// The folder of the file; that of the system for temporary files if there is none.
    pub folder: Option<PathBuf>,
    /// The longest stream.
    pub max_bytes: u64,
}

impl Default for SpoolSettings {
    fn default() -> Self {
        Self { folder: None, max_bytes: DEFAULT_SPOOL_BYTES }
    }
}

/// The bytes that a stream has given so far.
#[derive(Debug)]
pub(super) struct Spool {
    file: Arc<File>,
    folder: PathBuf,
    size: u64,
}

impl Spool {
    /// An empty one. Nothing has to be read to know that there can be none.
    pub fn create(folder: Option<&Path>) -> Result<Self, Error> {
        let folder = folder.map_or_else(env::temp_dir, Path::to_owned);
        match files::create_nameless(&folder) {
            Ok(file) => Ok(Self { file: Arc::new(file), folder, size: 0 }),
            Err(error) => Err(no_room("created", &folder, &error, Status::Argument)),
        }
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds bytes. Where that fails none is added, and the same can be tried again.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let written = files::write_at(&self.file, self.size, bytes);
        written.map_err(|error| no_room("written", &self.folder, &error, Status::Resources))?;
        self.size += bytes.len() as u64;
        Ok(())
    }

    /// All that was added, as a source.
    pub fn opened(&self) -> Opened {
        let source = SpoolSource { file: Arc::clone(&self.file), size: self.size };
        Opened { source: Box::new(source), size: self.size, stamp: None }
    }
}

/// The error for a spool file. What this machine lacks can be made free, and anything else is another matter.
fn no_room(what: &str, folder: &Path, error: &io::Error, otherwise: Status) -> Error {
    let (place, setter) = (folder.display(), "gu_upload_set_spool_folder()");
    let message = format!(
        "the spool file of the stream could not be {what} in the folder {place}: {error}; see {setter}"
    );
    Error::new(if is_lacking(error) { Status::Resources } else { otherwise }, message)
        .with(|details| details.os_error = error.raw_os_error().unwrap_or(0))
}

#[cfg(unix)]
fn is_lacking(error: &io::Error) -> bool {
    use libc::{EDQUOT, EMFILE, ENFILE, ENOMEM, ENOSPC};
    matches!(error.raw_os_error(), Some(ENOSPC | EDQUOT | EMFILE | ENFILE | ENOMEM))
}

#[cfg(windows)]
fn is_lacking(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::OutOfMemory
    )
}

struct SpoolSource {
    file: Arc<File>,
    size: u64,
}

impl Source for SpoolSource {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        let rest = usize::try_from(self.size.saturating_sub(offset)).unwrap_or(usize::MAX);
        let room = rest.min(buffer.len());
        loop {
            match files::read_at(&self.file, offset, &mut buffer[..room]) {
                Ok(0) => return Err(SourceError::Short { at: offset }),
                Ok(count) => return Ok(count),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(SourceError::Unreadable(format!("its spool file: {error}"))),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn what_was_added_is_read_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut spool = Spool::create(Some(folder.path())).unwrap();
        spool.append(b"0123").unwrap();
        let Opened { mut source, size, .. } = spool.opened();
        spool.append(b"456789").unwrap();
        let mut buffer = [0; 8];
        assert_eq!((size, source.read_at(1, &mut buffer), &buffer[..3]), (4, Ok(3), &b"123"[..]));
        assert_eq!(source.read_at(4, &mut buffer), Err(SourceError::Short { at: 4 }));
        let mut source = spool.opened().source;
        assert_eq!((spool.size(), source.read_at(2, &mut buffer), &buffer), (10, Ok(8), b"23456789"));
        drop(spool);
        assert_eq!(source.read_at(9, &mut buffer), Ok(1), "a source outlives what it was opened from");
        drop(source);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_folder_that_cannot_be_used_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, b"").unwrap();
        for (place, os_error) in [(folder.path().join("none"), libc::ENOENT), (file, libc::ENOTDIR)] {
            let error = Spool::create(Some(&place)).unwrap_err();
            assert_eq!((error.status(), error.details().os_error), (Status::Argument, os_error));
            let text = error.to_string();
            assert!(text.contains(place.to_str().unwrap()) && text.contains("spool_folder"), "{text}");
        }
    }

    #[test]
    fn what_a_disk_lacks_is_told_from_what_is_wrong() {
        let status = |code| {
            let error = io::Error::from_raw_os_error(code);
            no_room("created", Path::new("/"), &error, Status::Argument).status()
        };
        assert_eq!([libc::ENOSPC, libc::EMFILE].map(status), [Status::Resources; 2]);
        assert_eq!([libc::EACCES, libc::EROFS].map(status), [Status::Argument; 2]);
    }
}
