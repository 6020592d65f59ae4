//! Unix.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::os::fd::BorrowedFd;
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::{FlockOperation, flock};

use super::Found;
use crate::files::Stamp;
use crate::host;

/// Opens a file for reading.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    // Opening a pipe without a writer must not block.
    OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open(path)
}

/// Reads at an offset.
pub(crate) fn read_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    file.read_at(buffer, offset)
}

/// Examines an open file.
pub(crate) fn examine(file: &File) -> io::Result<Found> {
    let metadata = file.metadata()?;
    Ok(match metadata.file_type() {
        kind if kind.is_dir() => Found::Folder,
        kind if kind.is_file() => Found::File(stamp(&metadata)),
        _ => Found::Other,
    })
}

/// The stamp of the file at a path.
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

/// Duplicates a descriptor of the caller's. The error says why that failed.
pub(crate) fn duplicate(handle: u64) -> Result<File, String> {
    let descriptor = i32::try_from(handle).map_err(|error| error.to_string())?;
    // SAFETY: only fcntl() sees the number, which answers EBADF for one that is not open; -1, which BorrowedFd must
    // not hold, cannot come out of an unsigned number.
    let borrowed = unsafe { BorrowedFd::borrow_raw(descriptor) };
    borrowed.try_clone_to_owned().map(File::from).map_err(|error| error.to_string())
}

/// Creates a file that only its owner can read.
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    // Created anew, so that the permissions of an existing file do not apply.
    match remove(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Opens a file that only its owner can read, to read it and to write at its end, and creates it where there is none.
pub(crate) fn append_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path)
}

/// Creates a folder that only its owner can use, unless it is there.
pub(crate) fn create_private_folder(path: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = path.ancestors().take_while(|folder| !folder.exists()).collect();
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    missing.into_iter().filter(|folder| !folder.as_os_str().is_empty()).try_for_each(sync_name)
}

/// Makes the name of a file or a folder durable (fsync(2): the directory needs a call of its own).
fn sync_name(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// A locked file. The lock ends with it.
#[derive(Debug)]
pub(crate) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing alone leaves the lock to a child that was forked and has not yet executed its program (flock(2)).
        // Where this fails, the lock ends when the last of them closes the file.
        let _ = flock(&self.0, FlockOperation::Unlock);
    }
}

/// Locks a file against other processes; `None` if another has locked it.
pub(crate) fn lock(path: &Path) -> io::Result<Option<Lock>> {
    let file = append_private(path)?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Some(Lock(file))),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Creates a file without a name, which its owner alone can reach: it is gone when that is, also by a kill.
pub(crate) fn create_nameless(folder: &Path) -> io::Result<File> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        use rustix::fs::{Mode, OFlags};
        // With O_EXCL nobody can give it a name later.
        let flags = OFlags::TMPFILE | OFlags::EXCL | OFlags::RDWR | OFlags::CLOEXEC;
        if let Ok(file) = rustix::fs::open(folder, flags, Mode::RUSR | Mode::WUSR) {
            return Ok(file.into());
        }
        // Not every file system can (open(2), O_TMPFILE); where it is the folder, that shows below too.
    }
    create_unlinked(folder)
}

fn create_unlinked(folder: &Path) -> io::Result<File> {
    let path = folder.join(format!("graph-upload-{:016x}", host::random()));
    let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path)?;
    remove(&path)?;
    Ok(file)
}

/// Writes all of these bytes at an offset.
pub(crate) fn write_at(file: &File, offset: u64, bytes: &[u8]) -> io::Result<()> {
    // A write beyond this limit would raise SIGXFSZ, which ends the process unless that expects it.
    let most = rustix::process::getrlimit(rustix::process::Resource::Fsize).current;
    if most.is_some_and(|most| most < offset + bytes.len() as u64) {
        return Err(io::Error::from_raw_os_error(libc::EFBIG));
    }
    file.write_all_at(bytes, offset)
}

/// Whether a file was opened for reading. The end of a pipe that was not would never have anything to read.
pub(crate) fn is_readable(file: &File) -> io::Result<bool> {
    let flags = rustix::fs::fcntl_getfl(file)?;
    let mode = flags & (rustix::fs::OFlags::WRONLY | rustix::fs::OFlags::RDWR);
    Ok(mode != rustix::fs::OFlags::WRONLY)
}

/// Removes a file.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
}

/// Replaces a file with one just written in the same folder. After a crash one of them exists.
pub(crate) fn replace(file: File, fresh: &Path, path: &Path) -> io::Result<()> {
    file.sync_all()?;
    fs::rename(fresh, path)?;
    sync_name(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_lock_ends_though_a_child_has_its_file_open() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let held = lock(&path).unwrap().unwrap();
        let inherited = held.0.try_clone().unwrap();
        assert!(lock(&path).unwrap().is_none());
        drop(held);
        assert!(lock(&path).unwrap().is_some());
        drop(inherited);
    }

    #[test]
    fn where_no_file_can_be_nameless_its_name_is_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let file = create_unlinked(folder.path()).unwrap();
        write_at(&file, 0, b"abc").unwrap();
        let metadata = file.metadata().unwrap();
        assert_eq!((metadata.nlink(), metadata.len()), (0, 3));
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
