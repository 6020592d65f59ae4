//! The heap, counted by thread: the library works on its caller's, so that servers on other threads do not count.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

thread_local! {
    static NOW: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

fn count(change: isize) {
    let now = NOW.get() + change;
    NOW.set(now);
    PEAK.set(PEAK.get().max(now));
}

// SAFETY: it passes everything on to the system's allocator; the counters allocate nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        // SAFETY: as above.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// What this thread holds more, or less, after something than before. Not every test that counts the heap needs it.
#[allow(dead_code)]
pub fn change_by<T>(run: impl FnOnce() -> T) -> (isize, T) {
    let begin = NOW.get();
    let result = run();
    (NOW.get() - begin, result)
}

/// The most that this thread holds while something runs, beyond what it held before.
pub fn peak_of(run: impl FnOnce()) -> isize {
    let begin = NOW.get();
    PEAK.set(begin);
    run();
    PEAK.get() - begin
}
