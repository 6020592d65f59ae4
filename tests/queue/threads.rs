//! A process that can start no thread, while a queue needs its first one.

use std::env;
use std::process::Command;
use std::sync::{Arc, Barrier, Mutex};

use graph_upload::Upload;
use graph_upload::job::{Queue, Stage};
use graph_upload::source::FileContent;
use graph_upload_core::error::Status;
use graph_upload_simulator::faults::Fault;
use graph_upload_simulator::model::kind::Kind;

use crate::world::{PIECE, World, bytes, drive, fetch_all, submit};

const CHILD: &str = "GU_NO_THREADS";

/// Large enough that the system keeps none of an ended thread for the next one, which would then need no memory.
const STACK: u64 = 256 << 20;

/// How often two threads meet.
const ROUNDS: u32 = 20;

/// Runs a test of this file in a process of its own, as it takes memory from all threads. Answers whether this is it.
fn is_child(test: &str) -> bool {
    if env::var_os(CHILD).is_some() {
        return true;
    }
    let ran = Command::new(env::current_exe().expect("this program"))
        .args([&format!("threads::{test}"), "--exact", "--nocapture"])
        .env(CHILD, "1")
        .env("RUST_MIN_STACK", STACK.to_string())
        .status()
        .expect("it starts");
    assert!(ran.success());
    false
}

/// Does something while the process has memory for everything but the stack of one more thread.
fn without_threads<T>(act: impl FnOnce() -> T) -> T {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let before = getrlimit(Resource::As);
    let status = std::fs::read_to_string("/proc/self/status").expect("read");
    let kib = status.lines().find_map(|line| line.strip_prefix("VmSize:")?.strip_suffix("kB"));
    let kib: u64 = kib.and_then(|kib| kib.trim().parse().ok()).expect("a number");
    let mut limit = before;
    limit.current = Some(kib * 1024 + STACK / 2);
    setrlimit(Resource::As, limit).expect("lowered");
    let result = act();
    setrlimit(Resource::As, before).expect("as before");
    result
}

#[test]
fn who_continues_a_queue_is_told_and_nothing_is_lost() {
    if !is_child("who_continues_a_queue_is_told_and_nothing_is_lost") {
        return;
    }
    let world = World::new();
    let queue = world.queue(2);
    queue.pause().expect("ours");
    let jobs = ["a", "b", "c"].map(|name| submit(&queue, name, PIECE + 1));
    jobs[0].pause().expect("ours");
    without_threads(|| {
        for error in [queue.resume(), jobs[0].resume(), queue.resume()].map(Result::unwrap_err) {
            assert_eq!(error.status(), Status::Resources, "{error}");
            assert_ne!(error.details().os_error, 0);
        }
        let refused = queue.submit(&Upload::of(bytes(1)), &drive("d"), None).expect_err("no thread");
        assert_eq!(refused.status(), Status::Resources);
        assert!(jobs.iter().all(|job| job.stage().expect("ours") == Stage::Waiting));
    });
    assert_eq!(queue.progress().expect("ours").waiting, 3);
    queue.resume().expect("there are threads again");
    assert!(fetch_all(&queue).iter().all(|job| job.outcome().is_some_and(|outcome| outcome.error.is_none())));
    assert_eq!(world.names(), ["a", "b", "c"]);
}

/// Jobs that an earlier process has begun, in a folder.
struct Begun {
    folder: tempfile::TempDir,
}

impl Begun {
    fn new(world: &World, names: &[&str]) -> Self {
        let begun = Self { folder: tempfile::tempdir().expect("a folder") };
        let faults = world.service.script(vec!["piece:*=503".parse::<Fault>().expect("a fault")]);
        let queue = begun.queue(world);
        for name in names {
            let path = begun.folder.path().join(name);
            std::fs::write(&path, bytes(3 * PIECE)).expect("written");
            queue.submit(&Upload::of(FileContent::at(path)), &drive(name), None).expect("submitted");
        }
        queue.resume().expect("ours");
        world.wait_for(Kind::Piece, names.len());
        drop(queue);
        assert!(world.service.disarm(faults[0]));
        begun
    }

    /// A paused queue with these jobs.
    fn queue(&self, world: &World) -> Queue {
        let queue = world.queue(16);
        queue.pause().expect("ours");
        queue.set_state_folder(&self.folder.path().join("state"), None).expect("opened");
        queue
    }
}

#[test]
fn two_that_cancel_at_once_end_each_job_once() {
    if !is_child("two_that_cancel_at_once_end_each_job_once") {
        return;
    }
    let world = World::new();
    let names: Vec<String> = (0..16).map(|number| format!("{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let place = Begun::new(&world, &names);
    let (first, second, now) = (Barrier::new(3), Barrier::new(3), Mutex::new(None::<Arc<Queue>>));
    let queue = || now.lock().expect("no panic").clone().expect("it is there");
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..ROUNDS {
                    first.wait();
                    queue().cancel().expect("ours");
                    second.wait();
                }
            });
        }
        for _ in 0..ROUNDS {
            *now.lock().expect("no panic") = Some(Arc::new(place.queue(&world)));
            without_threads(|| {
                first.wait();
                second.wait();
            });
            let numbers = queue().progress().expect("ours");
            assert_eq!((fetch_all(&queue()).len(), numbers.failed), (16, 16));
            now.lock().expect("no panic").take();
        }
    });
}

#[test]
fn a_job_of_an_earlier_process_is_cancelled_in_doubt_and_can_go_on() {
    if !is_child("a_job_of_an_earlier_process_is_cancelled_in_doubt_and_can_go_on") {
        return;
    }
    let world = World::new();
    let place = Begun::new(&world, &["a"]);
    let queue = place.queue(&world);
    without_threads(|| queue.cancel().expect("ours"));
    let ended = fetch_all(&queue);
    let error = ended[0].outcome().and_then(|outcome| outcome.error.as_ref()).expect("cancelled");
    assert_eq!((ended.len(), error.status(), error.details().in_doubt), (1, Status::Cancelled, true));
    drop((ended, queue));

    let queue = place.queue(&world);
    queue.resume().expect("ours");
    assert_eq!(fetch_all(&queue).len(), 1, "it is still in the folder");
    assert_eq!(world.names(), ["a"]);
}
