//! A heap that wipes what is freed, once it is told to: what the search finds then is still held by somebody.

use std::alloc::{GlobalAlloc, Layout, System};
use std::slice;
use std::sync::atomic::{AtomicBool, Ordering};

use zeroize::Zeroize;

static WIPES: AtomicBool = AtomicBool::new(false);

struct Wiping;

// SAFETY: it passes everything on to the system's allocator.
unsafe impl GlobalAlloc for Wiping {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        if WIPES.load(Ordering::Relaxed) {
            // SAFETY: the block is the caller's until it is given back, and any bytes may be written to it.
            unsafe { slice::from_raw_parts_mut(at.cast::<std::mem::MaybeUninit<u8>>(), layout.size()) }
                .zeroize();
        }
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static HEAP: Wiping = Wiping;

/// From now on, what is freed is wiped.
pub fn wipe_what_is_freed() {
    WIPES.store(true, Ordering::Relaxed);
}

/// Whether it is.
pub fn wipes() -> bool {
    WIPES.load(Ordering::Relaxed)
}
