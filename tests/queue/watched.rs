//! The descriptor of a queue, and what the system has given it.

use std::time::{Duration, Instant};

use graph_upload::client::TimeLimit;
use graph_upload_simulator::faults::Action;
use graph_upload_simulator::model::kind::Kind;

use crate::world::{LONG, World, fetch_all, submit};

/// Whether the descriptor is readable within a time.
fn is_readable(handle: i64, time: Duration) -> bool {
    let fd = i32::try_from(handle).expect("a descriptor");
    let mut watched = libc::pollfd { fd, events: libc::POLLIN, revents: 0 };
    let ms = i32::try_from(time.as_millis()).expect("short");
    // SAFETY: one entry is given, and it lives until the call returns.
    unsafe { libc::poll(&mut watched, 1, ms) == 1 }
}

#[test]
fn it_is_readable_while_a_job_waits_to_be_fetched() {
    let world = World::new();
    let queue = world.queue(2);
    let handle = queue.handle().expect("ours");
    assert!(!is_readable(handle, Duration::ZERO));
    let jobs = ["a", "b"].map(|name| submit(&queue, name, 10));
    assert!(is_readable(handle, LONG.unwrap()));
    jobs.iter().for_each(|job| {
        while job.outcome().is_none() {
            std::thread::yield_now()
        }
    });
    assert!(queue.next(Some(Duration::ZERO), None).expect("ours").is_some());
    assert!(is_readable(handle, Duration::ZERO), "there is another one");
    assert!(queue.next(Some(Duration::ZERO), None).expect("ours").is_some());
    assert!(!is_readable(handle, Duration::ZERO));
    let waited_for = submit(&queue, "c", 10);
    waited_for.wait(LONG, None).expect("it ends");
    assert!(!is_readable(handle, Duration::ZERO), "whoever has waited for it knows");
}

/// Cancels a job whose piece is stuck, which a time limit would end after 25 s, and answers how long it takes until the
/// descriptor says so.
fn cancel_a_stall(world: &World, round: usize) -> Duration {
    let queue = world.queue(1);
    let job = submit(&queue, &format!("{round}"), 5_000_000);
    world.wait_for(Kind::Piece, round);
    let begin = Instant::now();
    job.cancel().expect("ours");
    assert!(is_readable(queue.handle().expect("ours"), LONG.unwrap()));
    let took = begin.elapsed();
    let ended = queue.next(Some(Duration::ZERO), None).expect("ours").expect("it is there");
    assert!(ended.outcome().is_some_and(|outcome| outcome.item.is_none()));
    assert!(fetch_all(&queue).is_empty());
    took
}

#[test]
fn a_cancelled_stall_wakes_whoever_watches() {
    const ROUNDS: usize = 20;
    let world = World::configured(
        |_| {},
        |options| options.set_time_limit(TimeLimit::Stall, 25_000).expect("lawful"),
    );
    world.always(Kind::Piece, Action::Stall(9));
    let most = (1..=ROUNDS).map(|round| cancel_a_stall(&world, round)).max().unwrap_or_default();
    println!("{ROUNDS} stalled jobs ended at most {most:?} after their cancellation");
}

/// The descriptors of this process. Other tests open theirs meanwhile, so this one counts those of a child.
#[test]
fn queues_that_are_gone_leave_nothing() {
    const CHILD: &str = "GU_QUEUES";
    if std::env::var_os(CHILD).is_none() {
        let test = ["watched::queues_that_are_gone_leave_nothing", "--exact", "--nocapture"];
        let this = std::env::current_exe().expect("this program");
        let status = std::process::Command::new(this).args(test).env(CHILD, "1").status().expect("it starts");
        assert!(status.success());
        return;
    }
    let entries = |path: &str| std::fs::read_dir(path).expect("proc is there").count();
    let have = || (entries("/proc/self/fd"), entries("/proc/self/task"));
    let world = World::new();
    let begin = have();
    for number in 0..10_000 {
        let queue = world.queue(4);
        if number % 100 == 0 {
            submit(&queue, "a", 10).wait(LONG, None).expect("it ends");
        }
    }
    let (descriptors, threads) = have();
    // The client and the simulator keep one connection, with a thread.
    assert!(descriptors <= begin.0 + 8 && threads <= begin.1 + 4, "{begin:?}, then {descriptors} {threads}");
}
