//! Jobs that are paused and go on.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Once};

use graph_upload::Upload;
use graph_upload::job::{Job, Queue, Stage};
use graph_upload::source::{ReadAt, Stream};
use graph_upload_core::error::Status;
use graph_upload_simulator::faults::Fault;
use graph_upload_simulator::model::kind::Kind;

use crate::world::{LONG, PIECE, World, drive, fetch_all, submit};

/// A job that pauses its queue while the second of its four pieces is read, and rests before the third.
fn paused_in_the_middle(queue: &Arc<Queue>, name: &str) -> Job {
    let inner = Arc::downgrade(queue);
    let once = Once::new();
    let content = ReadAt::new(4 * PIECE, move |offset, buffer| {
        if offset >= PIECE {
            once.call_once(|| inner.upgrade().expect("it waits for the job").pause().expect("ours"));
        }
        buffer.fill(7);
        Ok(buffer.len())
    });
    let paused = Upload::of(content);
    let job = queue.submit(&paused, &drive(name), None).expect("submitted");
    wait_for_pause(&job);
    job
}

fn wait_for_pause(job: &Job) {
    while job.stage().expect("ours") != Stage::Paused {
        assert!(job.outcome().is_none(), "{:?}", job.outcome());
        std::thread::yield_now();
    }
}

/// The content of a file on the drive.
fn stored(world: &World, name: &str) -> Vec<u8> {
    let files = world.service.drive_files("me/drive/root");
    files.iter().find(|file| file.name == name).expect("stored").bytes().to_vec()
}

/// A job that reads a stream of ten parts, and pauses its queue in the third one.
fn paused_in_its_stream(queue: &Arc<Queue>, name: &str) -> (Job, Arc<AtomicU64>) {
    let (inner, reads) = (Arc::downgrade(queue), Arc::new(AtomicU64::new(0)));
    let counted = Arc::clone(&reads);
    let stream = Stream::new(move |buffer| {
        let read = counted.fetch_add(1, Ordering::SeqCst) + 1;
        if read == 3 {
            inner.upgrade().expect("it waits for the job").pause().expect("ours");
        }
        let part = if read <= 10 { 1_000 } else { 0 };
        buffer[..part].fill(read as u8);
        Ok(part)
    });
    let job = queue.submit(&Upload::of(stream), &drive(name), None).expect("submitted");
    wait_for_pause(&job);
    (job, reads)
}

#[test]
fn a_stream_is_read_no_further_in_a_pause_and_goes_on_where_it_was() {
    let world = World::new();
    let queue = Arc::new(world.queue(1));
    let (job, reads) = paused_in_its_stream(&queue, "a");
    assert_eq!((reads.load(Ordering::SeqCst), world.names().len()), (3, 0));
    job.pause().expect("ours");
    queue.resume().expect("ours");
    job.pause().expect("ours");
    let other = submit(&queue, "b", 10);
    other.wait(LONG, None).expect("it has the thread of the paused one");
    job.resume().expect("ours");
    job.wait(LONG, None).expect("it ends");
    let parts: Vec<u8> = (1..=10).flat_map(|part| [part; 1_000]).collect();
    assert!(reads.load(Ordering::SeqCst) == 11 && stored(&world, "a") == parts);
}

#[test]
fn a_job_that_is_paused_in_its_stream_can_be_cancelled() {
    let world = World::new();
    let queue = Arc::new(world.queue(1));
    let (job, reads) = paused_in_its_stream(&queue, "a");
    job.cancel().expect("ours");
    job.wait(LONG, None).expect("it ends, though the queue is paused");
    let error = job.outcome().expect("it has ended").error.as_ref().expect("it was cancelled");
    assert_eq!((error.status(), error.details().in_doubt), (Status::Cancelled, false));
    assert_eq!((reads.load(Ordering::SeqCst), world.service.requests().len()), (3, 0));
}

#[cfg(unix)]
#[test]
fn a_pipe_that_gives_nothing_is_left_in_a_pause() {
    use std::io::Write;
    use std::os::fd::OwnedFd;
    let world = World::new();
    let queue = world.queue(1);
    let (read, mut write) = std::io::pipe().expect("a pipe");
    let stream = Stream::from_file(OwnedFd::from(read).into()).expect("open");
    let job = queue.submit(&Upload::of(stream), &drive("a"), None).expect("submitted");
    write.write_all(b"be").expect("written");
    while job.progress().expect("ours").spooled < 2 {
        std::thread::yield_now();
    }
    job.pause().expect("ours");
    wait_for_pause(&job);
    submit(&queue, "b", 10).wait(LONG, None).expect("it has the thread of the paused one");
    write.write_all(b"fore").expect("written");
    drop(write);
    job.resume().expect("ours");
    job.wait(LONG, None).expect("it ends");
    assert_eq!(stored(&world, "a"), b"before");
}

#[test]
fn a_pause_keeps_session_and_connection() {
    let world = World::new();
    let queue = Arc::new(world.queue(1));
    let job = paused_in_the_middle(&queue, "a");
    assert_eq!((world.count(Kind::Piece), world.service.sessions().len()), (2, 1));
    assert_eq!(queue.progress().expect("ours").paused, 1);
    let connections = world.service.connections();
    queue.resume().expect("ours");
    assert_eq!(fetch_all(&queue).len(), 1);
    assert!(job.outcome().is_some_and(|outcome| outcome.item.is_some()));
    assert_eq!(world.count(Kind::Piece), 4, "nothing was sent again");
    assert_eq!(world.service.connections(), connections);
}

#[test]
fn a_paused_job_leaves_its_thread_to_others() {
    let world = World::new();
    let queue = Arc::new(world.queue(1));
    let paused = paused_in_the_middle(&queue, "a");
    paused.pause().expect("ours");
    queue.resume().expect("ours");
    paused.pause().expect("ours");
    let other = submit(&queue, "b", 10);
    other.wait(LONG, None).expect("it ends");
    paused.resume().expect("ours");
    paused.wait(LONG, None).expect("it ends");
    assert_eq!(world.names(), ["a", "b"]);
}

#[test]
fn a_paused_job_can_be_cancelled_and_tidies_up() {
    let world = World::new();
    let queue = Arc::new(world.queue(1));
    let job = paused_in_the_middle(&queue, "a");
    job.cancel().expect("ours");
    job.wait(LONG, None).expect("it ends, though the queue is paused");
    assert!(world.service.sessions().is_empty() && world.names().is_empty());
}

#[test]
fn a_wait_is_paused_at_once_and_the_budget_stands_still() {
    let world = World::new();
    let queue = world.queue(1);
    world.service.script(vec!["create=429;retry-after: 60".parse::<Fault>().expect("a fault")]);
    let job = submit(&queue, "a", 5_000_000);
    while job.progress().expect("ours").waits_ms.is_none() {
        assert!(job.outcome().is_none(), "{:?}", job.outcome());
        std::thread::yield_now();
    }
    job.pause().expect("ours");
    while job.stage().expect("ours") == Stage::Running {
        std::thread::yield_now();
    }
    assert_eq!(job.stage().expect("ours"), Stage::Paused);
    drop(queue);
    assert!(job.outcome().is_some(), "a paused job ends with its queue");
}
