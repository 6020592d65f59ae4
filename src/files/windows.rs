//! Windows. The standard library converts paths to UTF-16 and makes long ones work.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::mem;
use std::os::windows::fs::{FileExt, OpenOptionsExt};
use std::os::windows::io::{AsRawHandle, BorrowedHandle, RawHandle};
use std::path::Path;
use std::thread;
use std::time::Duration;

use windows_sys::Win32::Foundation::{
    ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, FILETIME, GENERIC_READ, GENERIC_WRITE, HANDLE,
};
use windows_sys::Win32::Storage::FileSystem::{
    BY_HANDLE_FILE_INFORMATION, FILE_ATTRIBUTE_DIRECTORY, FILE_ATTRIBUTE_TEMPORARY,
    FILE_FLAG_BACKUP_SEMANTICS, FILE_FLAG_DELETE_ON_CLOSE, FILE_SHARE_DELETE, FILE_TYPE_DISK,
    FILE_TYPE_UNKNOWN, GetFileInformationByHandle, GetFileType, SECURITY_IDENTIFICATION, WRITE_DAC,
};

use super::{Found, access};
use crate::files::Stamp;
use crate::host;

/// Number of attempts at a replacement or removal, and the time between them. Scanners and indexers
/// open new files for a moment without sharing the right to replace or remove them.
const TRIES: u32 = 20;
const BETWEEN_TRIES: Duration = Duration::from_millis(10);

/// From 1601, the epoch of Windows, to 1970, in steps of 100 ns (MS-DTYP, section 2.3.3, FILETIME).
const UNIX_EPOCH_TICKS: i64 = 116_444_736_000_000_000;

/// Opens a file for reading. Others may write, rename and delete it meanwhile, as on other systems.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        // Without it a folder could not be opened, and the error could not say that it is one.
        .custom_flags(FILE_FLAG_BACKUP_SEMANTICS)
        // If the path names a pipe, its server must not act with the caller's rights.
        .security_qos_flags(SECURITY_IDENTIFICATION)
        .open(path)
}

/// Reads at an offset. Moves the position of the handle and of its duplicates.
pub(crate) fn read_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    file.seek_read(buffer, offset)
}

/// Examines an open file.
pub(crate) fn examine(file: &File) -> io::Result<Found> {
    if kind(file.as_raw_handle()) != FILE_TYPE_DISK {
        return Ok(Found::Other);
    }
    let information = information(file)?;
    if information.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY != 0 {
        return Ok(Found::Folder);
    }
    Ok(Found::File(stamp(&information)))
}

/// The stamp of the file at a path.
pub(crate) fn stamp_at(path: &Path) -> io::Result<Stamp> {
    // No access: enough for examining, and never refused because of another handle.
    let file = OpenOptions::new().access_mode(0).custom_flags(FILE_FLAG_BACKUP_SEMANTICS).open(path)?;
    information(&file).map(|information| stamp(&information))
}

fn information(file: &File) -> io::Result<BY_HANDLE_FILE_INFORMATION> {
    // SAFETY: numbers only, for which zeros are valid.
    let mut information = unsafe { mem::zeroed() };
    // SAFETY: the handle is open for as long as it is borrowed, and the place lives until the call returns.
    let done = unsafe { GetFileInformationByHandle(file.as_raw_handle(), &mut information) };
    if done == 0 { Err(io::Error::last_os_error()) } else { Ok(information) }
}

fn stamp(information: &BY_HANDLE_FILE_INFORMATION) -> Stamp {
    let wide = |high: u32, low: u32| u64::from(high) << 32 | u64::from(low);
    let FILETIME { dwLowDateTime, dwHighDateTime } = information.ftLastWriteTime;
    let ticks = wide(dwHighDateTime, dwLowDateTime).cast_signed();
    Stamp {
        size: wide(information.nFileSizeHigh, information.nFileSizeLow),
        modified_ns: ticks.saturating_sub(UNIX_EPOCH_TICKS).saturating_mul(100),
        identity: (
            information.dwVolumeSerialNumber.into(),
            wide(information.nFileIndexHigh, information.nFileIndexLow),
        ),
    }
}

fn kind(handle: HANDLE) -> u32 {
    // SAFETY: it fails for anything but an open file handle.
    unsafe { GetFileType(handle) }
}

/// Duplicates a handle of the caller's. The error says why that failed.
pub(crate) fn duplicate(handle: u64) -> Result<File, String> {
    let address = usize::try_from(handle).map_err(|error| error.to_string())?;
    let handle = address as RawHandle;
    // -1, the invalid handle, would be duplicated as this process's handle, and NULL as nothing.
    if kind(handle) == FILE_TYPE_UNKNOWN {
        return Err(io::Error::last_os_error().to_string());
    }
    // SAFETY: only DuplicateHandle() reads the value; it fails if that is no open handle.
    let borrowed = unsafe { BorrowedHandle::borrow_raw(handle) };
    borrowed.try_clone_to_owned().map(File::from).map_err(|error| error.to_string())
}

/// Creates a file that only its owner can read, if the file system and the server of a share allow
/// that.
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    // Created anew, so that the permissions of an existing file do not apply.
    match remove(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    // Others cannot open it before its permissions are set, only rename it, as `replace` does.
    options.write(true).create_new(true).share_mode(FILE_SHARE_DELETE);
    let file = match options.clone().access_mode(GENERIC_WRITE | WRITE_DAC).open(path) {
        // The right to write to a share need not include the right to change permissions.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return options.open(path),
        file => file?,
    };
    // FAT has no owners; after a failure the file keeps the permissions of its folder.
    let _ = access::leave_to_owner(&file);
    Ok(file)
}

/// Opens a file that only its owner can read, to read it and to write at its end, and creates it where there is none.
pub(crate) fn append_private(path: &Path) -> io::Result<File> {
    if !path.exists() {
        drop(create_private(path)?);
    }
    OpenOptions::new().read(true).append(true).create(true).open(path)
}

/// Creates a folder, unless it is there. What is put into it is private file by file.
pub(crate) fn create_private_folder(path: &Path) -> io::Result<()> {
    std::fs::create_dir_all(path)
}

/// A file that nobody else can open meanwhile.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

/// Locks a file against other processes; `None` if another has locked it.
pub(crate) fn lock(path: &Path) -> io::Result<Option<Lock>> {
    use windows_sys::Win32::Foundation::ERROR_SHARING_VIOLATION;
    match OpenOptions::new().write(true).create(true).truncate(false).share_mode(0).open(path) {
        Ok(_file) => Ok(Some(Lock { _file })),
        Err(error) if error.raw_os_error() == Some(ERROR_SHARING_VIOLATION as i32) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Replaces a file with one just written in the same folder. After a crash one of them exists.
pub(crate) fn replace(file: File, fresh: &Path, path: &Path) -> io::Result<()> {
    file.sync_all()?;
    persist(|| fs::rename(fresh, path))?;
    // NTFS flushes its journal up to the last change of a flushed file, which is the rename.
    file.sync_all()
}

/// Creates a file that nobody else can open and that is gone when its owner is, also by a kill. It has a name until then.
pub(crate) fn create_nameless(folder: &Path) -> io::Result<File> {
    let path = folder.join(format!("graph-upload-{:016x}", host::random()));
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true).share_mode(0);
    options.attributes(FILE_ATTRIBUTE_TEMPORARY).custom_flags(FILE_FLAG_DELETE_ON_CLOSE);
    let wanted = GENERIC_READ | GENERIC_WRITE | WRITE_DAC;
    let file = match options.clone().access_mode(wanted).open(&path) {
        // Who may write on a share may not always say who else may.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return options.open(&path),
        file => file?,
    };
    // As for `create_private`.
    let _ = access::leave_to_owner(&file);
    Ok(file)
}

/// Writes all of these bytes at an offset.
pub(crate) fn write_at(file: &File, mut offset: u64, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = file.seek_write(bytes, offset)?;
        if count == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        offset += count as u64;
        bytes = &bytes[count..];
    }
    Ok(())
}

/// Whether a file was opened for reading. There is no documented way to ask; reading says so at once.
pub(crate) fn is_readable(_: &File) -> io::Result<bool> {
    Ok(true)
}

/// Removes a file.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    persist(|| fs::remove_file(path))
}

/// Retries while another process's handle forbids the operation.
fn persist(mut change: impl FnMut() -> io::Result<()>) -> io::Result<()> {
    let mut tries = 1;
    loop {
        match change() {
            Err(error) if is_momentary(&error) && tries < TRIES => thread::sleep(BETWEEN_TRIES),
            result => return result,
        }
        tries += 1;
    }
}

fn is_momentary(error: &io::Error) -> bool {
    let code = error.raw_os_error().map(i32::cast_unsigned);
    matches!(code, Some(ERROR_ACCESS_DENIED | ERROR_SHARING_VIOLATION))
}
