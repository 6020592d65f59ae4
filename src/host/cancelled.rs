//! Cancelling of threads, as POSIX has it: it would end a call in the middle, by unwinding that Rust answers with the end of
//! the process. Miri knows no cancelling, and has nobody who would ask for it.

/// Keeps this thread from being cancelled until it is dropped. What was asked for meanwhile comes afterwards.
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
            // SAFETY: the place may be written. It fails for an unknown state alone.
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
        // SAFETY: puts back what was there. It is no point at which a thread ends, unless the host has asked for
        // asynchronous cancelling, which may end it anywhere.
        unsafe {
            system::pthread_setcancelstate(self.before, &mut 0);
        }
    }
}
