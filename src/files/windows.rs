//! Windows. Paths become UTF-16 in the standard library, which also makes long ones work.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::mem;
use std::os::windows::fs::{FileExt, OpenOptionsExt};
use std::os::windows::io::{AsRawHandle, BorrowedHandle, RawHandle};
use std::path::Path;
use std::thread;
use std::time::Duration;

use windows_sys::Win32::Foundation::{
    ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, FILETIME, GENERIC_WRITE, HANDLE,
};
use windows_sys::Win32::Storage::FileSystem::{
    BY_HANDLE_FILE_INFORMATION, FILE_ATTRIBUTE_DIRECTORY, FILE_FLAG_BACKUP_SEMANTICS, FILE_SHARE_DELETE,
    FILE_TYPE_DISK, FILE_TYPE_UNKNOWN, GetFileInformationByHandle, GetFileType, SECURITY_IDENTIFICATION,
    WRITE_DAC,
};

use super::{Found, access};
use crate::files::Stamp;

/// How often a replacement or removal is tried, and the time between. Scanners and indexers open files that were just
/// written, for a moment and without leave for others to replace or remove them.
const TRIES: u32 = 20;
const BETWEEN_TRIES: Duration = Duration::from_millis(10);

/// From 1601, where Windows counts from, to 1970, in steps of 100 ns (MS-DTYP, section 2.3.3, FILETIME).
const UNIX_EPOCH_TICKS: i64 = 116_444_736_000_000_000;

/// Opens what is to be read. Others may write to it, rename and delete it meanwhile, as everywhere else.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        // Without it a folder could not be opened, and so not be named as what is wrong.
        .custom_flags(FILE_FLAG_BACKUP_SEMANTICS)
        // The path may name a pipe, whose server must not act with the caller's rights.
        .security_qos_flags(SECURITY_IDENTIFICATION)
        .open(path)
}

/// Reads at an offset. It moves the position of the handle, and of all that were duplicated from it.
pub(crate) fn read_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    file.seek_read(buffer, offset)
}

/// What an open file is, and its stamp now.
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

/// The stamp of what stands at a path now.
pub(crate) fn stamp_at(path: &Path) -> io::Result<Stamp> {
    // No access at all: enough to look at it, and refused by nobody who has it open.
    let file = OpenOptions::new().access_mode(0).custom_flags(FILE_FLAG_BACKUP_SEMANTICS).open(path)?;
    information(&file).map(|information| stamp(&information))
}

fn information(file: &File) -> io::Result<BY_HANDLE_FILE_INFORMATION> {
    // SAFETY: numbers alone, for which zeros are values.
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
    // SAFETY: it fails for what is not an open handle of a file.
    unsafe { GetFileType(handle) }
}

/// Another owner of what a handle of the caller's stands for. The error says why there is none.
pub(crate) fn duplicate(handle: u64) -> Result<File, String> {
    let address = usize::try_from(handle).map_err(|error| error.to_string())?;
    let handle = address as RawHandle;
    // -1, which stands for no file, would be duplicated as the handle of this process, and NULL as nothing.
    if kind(handle) == FILE_TYPE_UNKNOWN {
        return Err(io::Error::last_os_error().to_string());
    }
    // SAFETY: only DuplicateHandle() sees the value, which fails for one that is not open.
    let borrowed = unsafe { BorrowedHandle::borrow_raw(handle) };
    borrowed.try_clone_to_owned().map(File::from).map_err(|error| error.to_string())
}

/// Creates a file that only its owner can read, where the file system and the server of a share let it be so.
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    // Made anew, so that nothing that stood there decides who may read it.
    match remove(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    // Nobody can open it before it is known who may, but rename it, as `replace` does.
    options.write(true).create_new(true).share_mode(FILE_SHARE_DELETE);
    let file = match options.clone().access_mode(GENERIC_WRITE | WRITE_DAC).open(path) {
        // Who may write on a share may not always say who else may.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return options.open(path),
        file => file?,
    };
    // FAT has no owners; what fails here leaves the file as the folder makes it.
    let _ = access::leave_to_owner(&file);
    Ok(file)
}

/// Has a file that was just written, under a path in the same folder, take the place of another, if there is one. When
/// the machine dies meanwhile, one of them is there.
pub(crate) fn replace(file: File, fresh: &Path, path: &Path) -> io::Result<()> {
    file.sync_all()?;
    persist(|| fs::rename(fresh, path))?;
    // NTFS writes its journal up to the last change of a file that is flushed, and that is the rename.
    file.sync_all()
}

/// Removes a file.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    persist(|| fs::remove_file(path))
}

/// Tries again what somebody else's handle forbids for the moment.
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
