//! File permissions on Windows.

use std::fs::File;
use std::io;
use std::mem;
use std::os::windows::io::AsRawHandle;
use std::ptr;

use windows_sys::Win32::Foundation::{ERROR_SUCCESS, LocalFree};
use windows_sys::Win32::Security::Authorization::{
    EXPLICIT_ACCESS_W, GetSecurityInfo, SE_FILE_OBJECT, SET_ACCESS, SetEntriesInAclW, TRUSTEE_IS_SID,
};
use windows_sys::Win32::Security::{
    ACL, DACL_SECURITY_INFORMATION, InitializeSecurityDescriptor, NO_INHERITANCE, OWNER_SECURITY_INFORMATION,
    PROTECTED_DACL_SECURITY_INFORMATION, PSID, SE_DACL_PROTECTED, SECURITY_DESCRIPTOR,
    SetKernelObjectSecurity, SetSecurityDescriptorControl, SetSecurityDescriptorDacl,
};
use windows_sys::Win32::Storage::FileSystem::FILE_ALL_ACCESS;
use windows_sys::Win32::System::SystemServices::SECURITY_DESCRIPTOR_REVISION;

/// Memory allocated by the system for its caller.
struct Local<T>(*mut T);

impl<T> Drop for Local<T> {
    fn drop(&mut self) {
        // SAFETY: the system's own allocation, or NULL, which LocalFree ignores; freed nowhere
        // else.
        unsafe { LocalFree(self.0.cast()) };
    }
}

/// Removes all access to a file except the owner's, including inherited access. The file must have
/// been opened with the right to do that.
pub(super) fn leave_to_owner(file: &File) -> io::Result<()> {
    let handle = file.as_raw_handle();
    let (mut owner, mut all): (PSID, _) = (ptr::null_mut(), Local(ptr::null_mut()));
    // SAFETY: the handle is open for as long as it is borrowed, and the places live until the call returns.
    check(unsafe {
        let none = ptr::null_mut();
        GetSecurityInfo(
            handle,
            SE_FILE_OBJECT,
            OWNER_SECURITY_INFORMATION,
            &mut owner,
            none,
            none.cast(),
            none.cast(),
            &mut all.0,
        )
    })?;
    let list = list_of(owner)?;
    // SAFETY: numbers and pointers, for which zeros are values; all that is written to it comes from the next calls.
    let mut descriptor: SECURITY_DESCRIPTOR = unsafe { mem::zeroed() };
    let place = ptr::from_mut(&mut descriptor).cast();
    let what = DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION;
    // SAFETY: as above; the descriptor and the list it points to live until the last call returns.
    let done = unsafe {
        InitializeSecurityDescriptor(place, SECURITY_DESCRIPTOR_REVISION) != 0
            && SetSecurityDescriptorDacl(place, 1, list.0, 0) != 0
            && SetSecurityDescriptorControl(place, SE_DACL_PROTECTED, SE_DACL_PROTECTED) != 0
            && SetKernelObjectSecurity(handle, what, place) != 0
    };
    if done { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// An access control list that grants everything to one account and nothing to others.
fn list_of(owner: PSID) -> io::Result<Local<ACL>> {
    // SAFETY: numbers and pointers, for which zeros are values.
    let mut entry: EXPLICIT_ACCESS_W = unsafe { mem::zeroed() };
    entry.grfAccessPermissions = FILE_ALL_ACCESS;
    entry.grfAccessMode = SET_ACCESS;
    entry.grfInheritance = NO_INHERITANCE;
    entry.Trustee.TrusteeForm = TRUSTEE_IS_SID;
    entry.Trustee.ptstrName = owner.cast();
    let mut list = Local(ptr::null_mut());
    // SAFETY: one entry is given, and what it points to is the caller's for the time of this call.
    check(unsafe { SetEntriesInAclW(1, &entry, ptr::null(), &mut list.0) })?;
    Ok(list)
}

fn check(result: u32) -> io::Result<()> {
    if result == ERROR_SUCCESS { Ok(()) } else { Err(io::Error::from_raw_os_error(result.cast_signed())) }
}
