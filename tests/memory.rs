//! Memory does not grow with the file.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{AtomicI64, Ordering};

use graph_upload::client::{Client, Options};
use graph_upload::credentials::{TokenSource, check_token};
use graph_upload::session::Session;
use graph_upload::target::TodoTask;
use graph_upload_simulator::model::kind::Kind;
use graph_upload_simulator::model::message::Role;
use graph_upload_simulator::{Options as SimulatorOptions, Simulator};

const SIZE: usize = 25 * 1024 * 1024;
const PIECE: usize = 3_932_160;

/// Counts what the thread of the test allocates. The library works on its caller's thread, the simulator on others.
struct Counting;

static NOW: AtomicI64 = AtomicI64::new(0);
static PEAK: AtomicI64 = AtomicI64::new(0);

thread_local! {
    static COUNTED: Cell<bool> = const { Cell::new(false) };
}

fn count(bytes: i64) {
    if COUNTED.get() {
        let now = NOW.fetch_add(bytes, Ordering::Relaxed) + bytes;
        PEAK.fetch_max(now, Ordering::Relaxed);
    }
}

// SAFETY: everything is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as i64);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-(layout.size() as i64));
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Uploads in puts of `put` bytes and answers the peak of the heap since the client was made.
fn peak(plain: bool, put: usize) -> i64 {
    let service =
        Simulator::start(SimulatorOptions { plain, discard_bytes: true, ..SimulatorOptions::default() })
            .expect("a free port");
    let mut options = Options::new();
    options.set_base_url(&service.root(Role::Graph)).expect("lawful");
    options.set_loopback(true);
    options.set_token(TokenSource::Fixed(check_token(&service.token()).expect("lawful")));
    if let Some(pem) = service.ca_pem() {
        options.add_ca_pem(pem.as_bytes()).expect("a certificate");
        options.set_platform_roots(false);
    }
    let client = Client::new(&options).expect("made");
    let target = TodoTask::new(None, "l", "t", "n").expect("lawful");
    let file = vec![7; SIZE];
    NOW.store(0, Ordering::Relaxed);
    PEAK.store(0, Ordering::Relaxed);
    COUNTED.set(true);
    let session = Session::create(&client, &target, SIZE as u64, None).expect("created");
    for (index, bytes) in file.chunks(put).enumerate() {
        session.put((index * put) as u64, bytes, None).expect("put");
    }
    session.finish(None).expect("finished");
    COUNTED.set(false);
    let pieces = service.requests().iter().filter(|request| request.kind == Kind::Piece).count();
    assert_eq!(pieces, SIZE.div_ceil(PIECE));
    PEAK.load(Ordering::Relaxed)
}

/// One test, since what is counted belongs to the whole process.
#[test]
fn the_heap_stays_small_whatever_the_size() {
    for plain in [true, false] {
        let at_once = peak(plain, SIZE);
        let gathered = peak(plain, 4096);
        println!("plain {plain}: {at_once} bytes at once, {gathered} bytes in puts of 4 KiB");
        assert!(at_once < 256 * 1024, "plain {plain}: {at_once} bytes from the caller's memory");
        assert!(gathered < PIECE as i64 + 256 * 1024, "plain {plain}: {gathered} bytes in puts of 4 KiB");
    }
}
