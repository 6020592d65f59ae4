//! The context of a callback, and how callbacks are called.

use std::ffi::c_void;

use crate::host::calling_back;

/// Frees what a callback's `context` points to.
///
/// Called exactly once, when the library will not call the callback any more, and also when the call that sets the
/// callback fails. Called on the thread that frees the handle, or on that of the last call that used it.
pub type gu_destroy_callback = Option<unsafe extern "C" fn(context: *mut c_void)>;

/// The same function, called as one that may unwind. None may, but then the end of the process is certain, and not whatever
/// comes of a promise to the compiler that does not hold.
macro_rules! unwinding {
    ($callback:expr, fn($($argument:ty),*) -> $answer:ty) => {
        // SAFETY: the two types differ in nothing but what may come out of the function.
        unsafe {
            std::mem::transmute::<
                unsafe extern "C" fn($($argument),*) -> $answer,
                unsafe extern "C-unwind" fn($($argument),*) -> $answer,
            >($callback)
        }
    };
}
pub(super) use unwinding;

/// The caller's pointer for a callback, and who frees what it points to.
pub(super) struct Context {
    pointer: *mut c_void,
    destroy: gu_destroy_callback,
}

// SAFETY: the header promises that the callbacks may be called with it on the threads of blocking calls.
unsafe impl Send for Context {}
// SAFETY: as above; the library itself never looks at what the pointer points to.
unsafe impl Sync for Context {}

impl Context {
    pub fn new(pointer: *mut c_void, destroy: gu_destroy_callback) -> Self {
        Self { pointer, destroy }
    }

    /// The pointer as it was given.
    pub fn pointer(&self) -> *mut c_void {
        self.pointer
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        if let Some(destroy) = self.destroy {
            let destroy = unwinding!(destroy, fn(*mut c_void) -> ());
            // SAFETY: the header promises a function of this type; this is the only call of it for this pointer.
            calling_back(None, || unsafe { destroy(self.pointer) });
        }
    }
}
