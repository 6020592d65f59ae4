//! Memory does not grow with the file, and little with the number of jobs.

#[path = "support/heap.rs"]
mod heap;

use graph_upload::client::{Client, Options};
use graph_upload::credentials::{TokenSource, check_token};
use graph_upload::job::{Job, Queue};
use graph_upload::saved::StateFile;
use graph_upload::session::Session;
use graph_upload::source::{FileContent, Stream};
use graph_upload::upload::Upload;
use graph_upload_core::kinds::{DriveItem, TodoTask};
use graph_upload_simulator::model::kind::Kind;
use graph_upload_simulator::model::message::Role;
use graph_upload_simulator::{Options as SimulatorOptions, Simulator};

use heap::{change_by, peak_of};

const SIZE: usize = 25 * 1024 * 1024;
const PIECE: usize = 3_932_160;

/// A service, and a client for it.
fn service(plain: bool) -> (Simulator, Client) {
    let service =
        Simulator::start(SimulatorOptions { plain, discard_bytes: true, ..SimulatorOptions::strict() })
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

/// Uploads in puts of `put` bytes and answers the peak of the heap since the client was made.
fn by_puts(plain: bool, put: usize) -> isize {
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
    assert_eq!(service.violations(), Vec::<String>::new());
    peak
}

/// Uploads a stream of this size, by way of its spool.
fn by_stream(plain: bool, size: u64) -> isize {
    let (_service, client) = service(plain);
    let target = DriveItem::by_path(None, "n").expect("lawful");
    let mut rest = size;
    let upload = Upload::of(Stream::new(move |buffer| {
        let count = usize::try_from(rest).unwrap_or(usize::MAX).min(buffer.len());
        buffer[..count].fill(7);
        rest -= count as u64;
        Ok(count)
    }));
    peak_of(|| {
        let item = upload.run(&client, &target, None).into_result().expect("uploaded");
        assert_eq!(item.size, Some(size));
    })
}

/// Uploads a file of this size to a drive, whose pieces grow to 60 MB, and with a state file.
fn by_path(plain: bool, size: u64) -> isize {
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

#[test]
fn the_heap_stays_small_whatever_the_size() {
    const SMALL: isize = 256 * 1024;
    for plain in [true, false] {
        let (at_once, gathered) = (by_puts(plain, SIZE), by_puts(plain, 4096));
        let files = [16 << 20, 400 << 20].map(|size| by_path(plain, size));
        let streams = [16 << 20, 200 << 20].map(|size| by_stream(plain, size));
        println!("plain {plain}: {at_once} bytes at once, {gathered} in puts of 4 KiB, {files:?} from files");
        println!("plain {plain}: {streams:?} from streams");
        assert!(at_once < SMALL, "plain {plain}: {at_once} bytes from the caller's memory");
        assert!(gathered < PIECE as isize + SMALL, "plain {plain}: {gathered} bytes in puts of 4 KiB");
        assert!(files.iter().all(|peak| *peak < SMALL), "plain {plain}: {files:?} bytes from files");
        assert!(files[0].abs_diff(files[1]) < 32 * 1024, "plain {plain}: {files:?} grows with the file");
        assert!(streams.iter().all(|peak| *peak < SMALL), "plain {plain}: {streams:?} bytes from streams");
        assert!(
            streams[0].abs_diff(streams[1]) < 32 * 1024,
            "plain {plain}: {streams:?} grows with the stream"
        );
    }
}

/// What a C program submits: a file by its path, a target of its own, and a context of two words. Nothing else of it is
/// kept.
fn submit(queue: &Queue, number: usize) {
    let folder = "Documents/Correspondence/2026/Incoming mail";
    let upload = Upload::of(FileContent::at(format!("/home/someone/{folder}/scan-{number:06}.pdf")));
    let target = DriveItem::by_path(None, &format!("{folder}/scan-{number:06}.pdf")).expect("lawful");
    let context = Box::new((number, number));
    queue.submit(&upload, &target, Some(context)).expect("submitted");
}

#[test]
fn a_job_that_waits_takes_less_than_a_kibibyte() {
    const JOBS: usize = 100_000;
    let (_service, client) = service(true);
    // What a first queue starts for good is not a job's.
    drop(Queue::new(&client, 8).expect("made"));
    let (left, ()) = change_by(|| {
        let queue = Queue::new(&client, 8).expect("made");
        queue.pause().expect("ours");
        let (held, ()) = change_by(|| (0..JOBS).for_each(|number| submit(&queue, number)));
        println!("a job that waits takes {} bytes", held / JOBS as isize);
        assert!(held <= 1024 * JOBS as isize, "{JOBS} jobs take {held} bytes");
        let progress = queue.progress().expect("ours");
        assert_eq!((progress.paused, progress.running), (JOBS as u64, 0));
        queue.cancel().expect("ours");
        let mut ended = std::iter::from_fn(|| queue.next(None, None).expect("fetched"));
        assert!(ended.by_ref().take(JOBS / 2).all(|job: Job| job.outcome().is_some()));
    });
    assert!(left < 1024, "{left} bytes are left of {JOBS} jobs");
}
