//! What runs when, and how many wait.

use std::sync::Arc;
use std::time::Duration;

use graph_upload::job::{Queue, Room, Stage};
use graph_upload::{Status, Upload};
use graph_upload_simulator::faults::Action;
use graph_upload_simulator::model::kind::Kind;

use crate::world::{LONG, World, bytes, drive, fetch_all, submit, todo, upload};

#[test]
fn all_that_is_submitted_is_stored() {
    let world = World::new();
    let queue = world.queue(4);
    let sizes = [0, 1, 5_000, 400_000, 1_000_000, 3_000_000];
    let file = bytes(3_000_000);
    for (number, size) in sizes.into_iter().enumerate() {
        let upload = Upload::of(Arc::<[u8]>::from(&file[..size]));
        queue.submit(&upload, &drive(&format!("{number}.bin")), None).expect("submitted");
        if size > 0 {
            queue.submit(&upload, &todo(&format!("t{number}")), None).expect("submitted");
        }
    }
    let ended = fetch_all(&queue);
    assert_eq!(ended.len(), 11);
    for job in &ended {
        let outcome = job.outcome().expect("it has ended");
        assert!(outcome.item.is_some() && outcome.error.is_none(), "{:?}", outcome.error);
        assert_eq!(job.stage().expect("ours"), Stage::Ended);
    }
    assert_eq!(world.names().len(), sizes.len());
    let progress = queue.progress().expect("ours");
    let total = sizes.iter().sum::<usize>() as u64 * 2;
    assert_eq!((progress.stored, progress.failed, progress.waiting), (11, 0, 0));
    assert_eq!([progress.total, progress.sent, progress.confirmed], [total; 3]);
    assert_eq!(world.service.violations(), Vec::<String>::new());
    assert!(world.service.sessions().is_empty());
}

#[test]
fn one_at_a_time_goes_by_age_and_what_was_put_in_front() {
    let world = World::new();
    let queue = world.queue(1);
    queue.pause().expect("ours");
    let jobs = ["a", "b", "c", "d"].map(|name| submit(&queue, name, 100));
    jobs[2].move_to_front().expect("ours");
    queue.resume().expect("ours");
    let ended: Vec<u64> = fetch_all(&queue).iter().map(|job| job.id()).collect();
    assert_eq!(ended, [3, 1, 2, 4]);
}

#[test]
fn no_more_run_at_once_than_asked() {
    for at_once in [1, 3] {
        let world = World::new();
        let queue = world.queue(at_once);
        world.always(Kind::Create, Action::Stall(0));
        for number in 0..6 {
            submit(&queue, &number.to_string(), 5_000_000);
        }
        world.wait_for(Kind::Create, at_once);
        let progress = queue.progress().expect("ours");
        assert_eq!((progress.running, progress.waiting), (at_once as u64, 6 - at_once as u64));
        drop(queue);
    }
}

#[test]
fn a_full_queue_refuses_or_waits() {
    let world = World::new();
    let queue = world.queue(1);
    queue.pause().expect("ours");
    queue.set_room(Room { most: Some(2), wait: Some(Duration::ZERO) }).expect("ours");
    submit(&queue, "a", 10);
    submit(&queue, "b", 10);
    let refused = queue.submit(&upload(10), &drive("c"), None).expect_err("it is full");
    assert_eq!(refused.status(), Status::Busy);
    assert!(refused.to_string().contains("2 jobs"), "{refused}");
    queue.set_room(Room { most: Some(2), wait: None }).expect("ours");
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| submit(&queue, "c", 10).wait(LONG, None));
        queue.resume().expect("ours");
        waiting.join().expect("no panic").expect("it has ended");
    });
    assert_eq!(world.names(), ["a", "b", "c"]);
}

#[test]
fn what_cannot_be_submitted() {
    let world = World::new();
    for at_once in [0, 257, usize::MAX] {
        let error = Queue::new(&world.client, at_once).expect_err("out of range");
        assert_eq!(error.status(), Status::Argument);
        assert!(error.to_string().contains("1 to 256"), "{error}");
    }
    let queue = world.queue(1);
    let error = queue.submit(&Upload::new(), &drive("a"), None).expect_err("no source");
    assert_eq!(error.status(), Status::State);
    assert!(queue.next(None, None).expect("ours").is_none(), "nothing is left, so nothing is waited for");
}
