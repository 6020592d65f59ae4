//! Keeps the library loaded for threads that outlive a call, even if the host unloads it meanwhile.

/// Call before starting such a thread. It cannot be undone.
#[cfg(windows)]
pub(super) fn stay() {
    use std::ptr;
    use windows_sys::Win32::System::LibraryLoader::{
        GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, GET_MODULE_HANDLE_EX_FLAG_PIN, GetModuleHandleExW,
    };
    let mut module = ptr::null_mut();
    let how = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN;
    // SAFETY: with this flag the name is an address, that of a function in this module; the call
    // fails only for addresses outside of every module.
    unsafe { GetModuleHandleExW(how, stay as *const u16, &mut module) };
}

/// Elsewhere the linker does it, see build.rs.
#[cfg(not(windows))]
pub(super) fn stay() {}
