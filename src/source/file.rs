//! Files, read at offsets and checked for changes.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::files::{self, Found};
use crate::source::{Content, Opened, Source, SourceError, Stamp};
use graph_upload_core::error::{Error, Status};

/// How often, in bytes, a file is checked for changes, so that a long upload does not continue in
/// vain.
const CHECK_EVERY: u64 = 1 << 20;

/// A file, by path or already open.
#[derive(Debug)]
pub enum FileContent {
    /// Opened when an upload begins. Shared with the job of a queue.
    Path(Arc<Path>),
    /// Open; its position is not used, and moves on Windows only.
    Open(File),
}

impl FileContent {
    /// The file at a path, opened when the upload begins.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self::Path(path.into().into())
    }

    fn file(&self) -> io::Result<(File, Option<Arc<Path>>)> {
        match self {
            FileContent::Path(path) => Ok((files::open(path)?, Some(Arc::clone(path)))),
            FileContent::Open(file) => Ok((file.try_clone()?, None)),
        }
    }

    /// Virtual files, such as in `/proc`, have bytes but no size.
    fn has_bytes(&self, file: &File) -> Result<bool, Error> {
        let read = files::read_at(file, 0, &mut [0]).map_err(|error| self.unreadable("read", &error))?;
        Ok(read > 0)
    }

    fn unreadable(&self, what: &str, error: &io::Error) -> Error {
        let message = match self {
            FileContent::Path(path) => format!("the source {} could not be {what}: {error}", path.display()),
            FileContent::Open(_) => format!("the source could not be {what}: {error}"),
        };
        Error::new(Status::SourceUnreadable, message)
            .with(|details| details.os_error = error.raw_os_error().unwrap_or(0))
    }
}

impl Content for FileContent {
    fn open(&self) -> Result<Opened, Error> {
        let (file, path) = self.file().map_err(|error| self.unreadable("opened", &error))?;
        let stamp = match files::examine(&file).map_err(|error| self.unreadable("examined", &error))? {
            Found::File(stamp) => stamp,
            Found::Folder => {
                return Err(Error::argument("source: it is a folder; only files can be uploaded"));
            }
            Found::Other => return Err(unknown_length()),
        };
        if stamp.size == 0 && self.has_bytes(&file)? {
            return Err(unknown_length());
        }
        let source = FileSource { file, path, stamp, checked: 0 };
        Ok(Opened { source: Box::new(source), size: stamp.size, stamp: Some(stamp) })
    }

    fn path(&self) -> Option<&Arc<Path>> {
        match self {
            FileContent::Path(path) => Some(path),
            FileContent::Open(_) => None,
        }
    }

    fn size_hint(&self) -> Option<u64> {
        let metadata = match self {
            FileContent::Path(path) => path.metadata(),
            FileContent::Open(file) => file.metadata(),
        };
        metadata.ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len())
    }
}

/// The error for a source of unknown length.
pub(crate) fn unknown_length() -> Error {
    Error::argument(
        "source: its length is not known in advance (it is a pipe, a device or the like), and the service has to be \
         told the whole size with the first byte; set it as a stream, or give the size together with a callback",
    )
}

struct FileSource {
    file: File,
    /// The path it was opened by; another file may be there later.
    path: Option<Arc<Path>>,
    stamp: Stamp,
    /// Up to where the bytes are known to be of the file as it was opened.
    checked: u64,
}

impl FileSource {
    fn check(&self) -> Result<(), SourceError> {
        let gone = |error: io::Error| SourceError::Changed(format!("it can no longer be examined ({error})"));
        let Found::File(open) = files::examine(&self.file).map_err(gone)? else {
            return Err(SourceError::Changed("it is no longer a file".into()));
        };
        let there = match &self.path {
            Some(path) => files::stamp_at(path).map_err(gone)?,
            None => open,
        };
        match self.stamp.difference(&open).or_else(|| self.stamp.difference(&there)) {
            Some(what) => Err(SourceError::Changed(what)),
            None => Ok(()),
        }
    }
}

impl Source for FileSource {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        let count = loop {
            match files::read_at(&self.file, offset, buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result.map_err(|error| SourceError::Unreadable(error.to_string()))?,
            }
        };
        let end = offset + count as u64;
        // The last byte is checked before it is sent, so no mixture of two states can be completed
        // at the service.
        let due = count == 0 || end >= self.stamp.size || end >= self.checked.saturating_add(CHECK_EVERY);
        if due || offset < self.checked {
            self.check()?;
            self.checked = end;
        }
        if count == 0 { Err(SourceError::Short { at: offset }) } else { Ok(count) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::path::Path;

    fn opened(content: &FileContent) -> Opened {
        content.open().unwrap()
    }

    fn changed(result: Result<usize, SourceError>) -> String {
        match result {
            Err(SourceError::Changed(what)) => what,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_change_under_way_is_noticed_before_the_last_byte() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("größe");
        let content = FileContent::at(&path);
        let old = std::time::SystemTime::UNIX_EPOCH;
        let changes: [(&str, &dyn Fn()); 5] = [
            ("modified", &|| std::fs::write(&path, b"0123456780").unwrap()),
            ("now has 11", &|| File::options().append(true).open(&path).unwrap().write_all(b"x").unwrap()),
            ("now has 4", &|| File::options().write(true).open(&path).unwrap().set_len(4).unwrap()),
            ("replaced", &|| {
                std::fs::write(folder.path().join("new"), b"0123456789").unwrap();
                std::fs::rename(folder.path().join("new"), &path).unwrap();
            }),
            ("examined", &|| std::fs::remove_file(&path).unwrap()),
        ];
        for (words, change) in changes {
            std::fs::write(&path, b"0123456789").unwrap();
            File::options().write(true).open(&path).unwrap().set_modified(old).unwrap();
            let mut source = opened(&content).source;
            assert_eq!(source.read_at(2, &mut [0; 3]), Ok(3));
            change();
            let what = changed(source.read_at(5, &mut [0; 5]));
            assert!(what.contains(words), "{what}");
        }
    }

    #[test]
    fn an_open_file_is_read_past_its_own_position_and_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, b"0123456789").unwrap();
        let content = FileContent::Open(File::open(&path).unwrap());
        std::fs::remove_file(&path).unwrap();
        for _ in 0..2 {
            let Opened { mut source, size, stamp } = opened(&content);
            let mut buffer = [0; 10];
            assert_eq!((size, source.read_at(0, &mut buffer)), (10, Ok(10)));
            assert_eq!((&buffer, stamp.unwrap().size), (b"0123456789", 10));
        }
    }

    #[test]
    fn what_has_no_length_is_refused() {
        let refused = |path: &Path| FileContent::at(path).open().err().unwrap();
        let folder = tempfile::tempdir().unwrap();
        assert!(refused(folder.path()).to_string().contains("folder"));
        let pipe = folder.path().join("pipe");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        for path in [pipe.as_path(), Path::new("/dev/zero"), Path::new("/proc/self/status")] {
            let error = refused(path);
            assert_eq!(error.status(), Status::Argument);
            assert!(error.to_string().contains("length is not known"), "{error}");
        }
        let none = folder.path().join("none");
        let error = refused(&none);
        assert!(
            error.to_string().contains(&format!("source {} could not be opened", none.display())),
            "{error}"
        );
        assert_eq!((error.status(), error.details().os_error), (Status::SourceUnreadable, libc::ENOENT));
    }
}
