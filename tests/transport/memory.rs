//! What an exchange allocates, counted on its thread.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use crate::support::*;

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

fn peak(transport: &graph_upload::transport::Transport, url: &str, length: u64) -> isize {
    let begin = NOW.get();
    PEAK.set(begin);
    assert_eq!(run(transport, &put(url, length)).unwrap().status, 200);
    PEAK.get() - begin
}

#[test]
fn memory_does_not_grow_with_the_body() {
    let script = |mut stream: std::net::TcpStream| {
        for length in [1 << 20, 64 << 20] {
            read_head(&mut stream);
            assert_eq!(
                std::io::copy(&mut std::io::Read::take(&mut stream, length), &mut std::io::sink()).unwrap(),
                length
            );
            ok(&mut stream);
        }
    };
    let server = Server::once(script);
    let transport = transport(|_| {});
    let small = peak(&transport, &server.url("/a"), 1 << 20);
    let large = peak(&transport, &server.url("/a"), 64 << 20);
    server.end();
    assert!(small < 160 * 1024, "{small}");
    assert!(large <= small, "{large} after {small}");
}
