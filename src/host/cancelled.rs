//! POSIX thread cancellation. It would unwind out of a call, which Rust answers by aborting the
//! process. Miri does not support cancellation.

/// Disables cancellation of this thread until dropped. A request made meanwhile takes effect
/// afterwards.
pub(crate) struct NotCancelled {
    #[cfg(all(unix, not(miri)))]
    before: std::ffi::c_int,
}

#[cfg(all(unix, not(miri)))]
mod system {
    use std::ffi::c_int;

    #[cfg(target_vendor = "apple")]
    pub const DISABLE: c_int = 0;
    #[cfg(not(target_vendor = "apple"))]
    pub const DISABLE: c_int = 1;

    // Missing in the libc crate.
    unsafe extern "C" {
        pub fn pthread_setcancelstate(state: c_int, before: *mut c_int) -> c_int;
    }
}

impl NotCancelled {
    pub fn begin() -> Self {
        #[cfg(all(unix, not(miri)))]
        {
            let mut before = system::DISABLE;
            // SAFETY: the place may be written. It fails only for an unknown state.
            unsafe { system::pthread_setcancelstate(system::DISABLE, &mut before) };
            Self { before }
        }
        #[cfg(not(all(unix, not(miri))))]
        {
            Self {}
        }
    }
}

impl Drop for NotCancelled {
    fn drop(&mut self) {
        #[cfg(all(unix, not(miri)))]
        // SAFETY: restores the old state. Not a cancellation point, unless the host has enabled
        // asynchronous cancellation, which may end the thread anywhere.
        unsafe {
            system::pthread_setcancelstate(self.before, &mut 0);
        }
    }
}
