//! Memory does not grow with the file.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{AtomicI64, Ordering};

use graph_upload::client::{Client, Options};
use graph_upload::credentials::{TokenSource, check_token};
use graph_upload::saved::StateFile;
use graph_upload::session::Session;
use graph_upload::source::FileContent;
use graph_upload::target::{DriveItem, TodoTask};
use graph_upload::upload::Upload;
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

/// A service, and a client for it.
fn service(plain: bool) -> (Simulator, Client) {
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
    (service, client)
}

/// The peak of the heap while something runs.
fn peak_of(run: impl FnOnce()) -> i64 {
    NOW.store(0, Ordering::Relaxed);
    PEAK.store(0, Ordering::Relaxed);
    COUNTED.set(true);
    run();
    COUNTED.set(false);
    PEAK.load(Ordering::Relaxed)
}

/// Uploads in puts of `put` bytes and answers the peak of the heap since the client was made.
fn by_puts(plain: bool, put: usize) -> i64 {
    let (service, client) = service(plain);
    let target = TodoTask::new(None, "l", "t", "n").expect("lawful");
    let file = vec![7; SIZE];
    let peak = peak_of(|| {
        let session = Session::create(&client, &target, SIZE as u64, None).expect("created");
        for (index, bytes) in file.chunks(put).enumerate() {
            session.put((index * put) as u64, bytes, None).expect("put");
        }
        session.finish(None).expect("finished");
    });
    let pieces = service.requests().iter().filter(|request| request.kind == Kind::Piece).count();
    assert_eq!(pieces, SIZE.div_ceil(PIECE));
    peak
}

/// Uploads a file of this size to a drive, whose pieces grow to 60 MB, and with a state file.
fn by_path(plain: bool, size: u64) -> i64 {
    let (_service, client) = service(plain);
    let target = DriveItem::by_path(None, "n").expect("lawful");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("file");
    std::fs::File::create(&path).and_then(|file| file.set_len(size)).expect("a sparse file");
    let mut upload = Upload::of(FileContent::at(&path));
    upload.set_state_file(Some(StateFile::at(folder.path().join("state"))));
    peak_of(|| {
        let item = upload.run(&client, &target, None).into_result().expect("uploaded");
        assert_eq!(item.size, Some(size));
    })
}

/// One test, since what is counted belongs to the whole process.
#[test]
fn the_heap_stays_small_whatever_the_size() {
    const SMALL: i64 = 256 * 1024;
    for plain in [true, false] {
        let (at_once, gathered) = (by_puts(plain, SIZE), by_puts(plain, 4096));
        let files = [16 << 20, 400 << 20].map(|size| by_path(plain, size));
        println!("plain {plain}: {at_once} bytes at once, {gathered} in puts of 4 KiB, {files:?} from files");
        assert!(at_once < SMALL, "plain {plain}: {at_once} bytes from the caller's memory");
        assert!(gathered < PIECE as i64 + SMALL, "plain {plain}: {gathered} bytes in puts of 4 KiB");
        assert!(files.iter().all(|peak| *peak < SMALL), "plain {plain}: {files:?} bytes from files");
        assert!(files[0].abs_diff(files[1]) < 32 * 1024, "plain {plain}: {files:?} grows with the file");
    }
}
