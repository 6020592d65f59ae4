//! Unix.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::os::fd::BorrowedFd;
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::Path;

use super::Found;
use crate::files::Stamp;

/// Opens what is to be read.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    // Opening a pipe that nobody writes to must not hang.
    OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open(path)
}

/// Reads at an offset.
pub(crate) fn read_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    file.read_at(buffer, offset)
}

/// What an open file is, and its stamp now.
pub(crate) fn examine(file: &File) -> io::Result<Found> {
    let metadata = file.metadata()?;
    Ok(match metadata.file_type() {
        kind if kind.is_dir() => Found::Folder,
        kind if kind.is_file() => Found::File(stamp(&metadata)),
        _ => Found::Other,
    })
}

/// The stamp of what stands at a path now.
pub(crate) fn stamp_at(path: &Path) -> io::Result<Stamp> {
    fs::metadata(path).map(|metadata| stamp(&metadata))
}

fn stamp(metadata: &Metadata) -> Stamp {
    let modified = i128::from(metadata.mtime()) * 1_000_000_000 + i128::from(metadata.mtime_nsec());
    let limited = modified.clamp(i64::MIN.into(), i64::MAX.into());
    Stamp {
        size: metadata.len(),
        modified_ns: i64::try_from(limited).unwrap_or_default(),
        identity: (metadata.dev(), metadata.ino()),
    }
}

/// Another owner of what a number of the caller's stands for. The error says why there is none.
pub(crate) fn duplicate(handle: u64) -> Result<File, String> {
    let descriptor = i32::try_from(handle).map_err(|error| error.to_string())?;
    // SAFETY: only fcntl() sees the number, which answers EBADF for one that is not open; -1, which BorrowedFd must
    // not hold, cannot come out of an unsigned number.
    let borrowed = unsafe { BorrowedFd::borrow_raw(descriptor) };
    borrowed.try_clone_to_owned().map(File::from).map_err(|error| error.to_string())
}

/// Creates a file that only its owner can read.
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    // Made anew, so that nothing that stood there decides who may read it.
    match remove(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Removes a file.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
}

/// Has a file that was just written, under a path in the same folder, take the place of another, if there is one. When
/// the machine dies meanwhile, one of them is there.
pub(crate) fn replace(file: File, fresh: &Path, path: &Path) -> io::Result<()> {
    file.sync_all()?;
    fs::rename(fresh, path)?;
    // Makes the rename itself last (fsync(2): the entry in the folder needs a call of its own).
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
