//! Keeps the code of the library where it is, for the threads that outlive a call: the host may unload the library
//! meanwhile.

/// To be called before such a thread begins. It cannot be taken back.
#[cfg(windows)]
pub(super) fn stay() {
    use std::ptr;
    use windows_sys::Win32::System::LibraryLoader::{
        GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, GET_MODULE_HANDLE_EX_FLAG_PIN, GetModuleHandleExW,
    };
    let mut module = ptr::null_mut();
    let how = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN;
    // SAFETY: with this flag the name is an address, that of a function in this very module; it can only fail for
    // addresses outside of every module.
    unsafe { GetModuleHandleExW(how, stay as *const u16, &mut module) };
}

/// Elsewhere the linker says so, see build.rs.
#[cfg(not(windows))]
pub(super) fn stay() {}
