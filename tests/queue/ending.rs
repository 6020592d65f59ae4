//! How jobs end before their time, and what outlives what.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use graph_upload::job::{Job, Stage};
use graph_upload::{Cancel, Status};
use graph_upload_simulator::faults::Action;
use graph_upload_simulator::model::kind::Kind;

use crate::world::{LONG, World, drive, fetch_all, submit, upload};

fn status(job: &Job) -> Option<Status> {
    job.outcome().map(|outcome| outcome.error.as_ref().expect("it failed").status())
}

fn stalling(world: &World) {
    world.always(Kind::Piece, Action::Stall(9));
}

#[test]
fn one_that_waits_ends_at_once_and_one_that_runs_is_interrupted() {
    let world = World::new();
    stalling(&world);
    let queue = world.queue(1);
    let jobs = ["a", "b", "c"].map(|name| submit(&queue, name, 5_000_000));
    world.wait_for(Kind::Piece, 1);
    jobs[1].cancel().expect("ours");
    assert_eq!(status(&jobs[1]), Some(Status::Cancelled));
    jobs[0].cancel().expect("ours");
    jobs[0].cancel().expect("once is enough");
    jobs[0].wait(LONG, None).expect("it ends");
    assert_eq!(status(&jobs[0]), Some(Status::Cancelled));
    queue.cancel().expect("ours");
    let ended: Vec<u64> = fetch_all(&queue).iter().map(Job::id).collect();
    assert_eq!(ended, [2, 3], "a job that was waited for is not fetched again");
    assert!(world.names().is_empty() && world.service.sessions().is_empty());
    assert_eq!(queue.progress().expect("ours").failed, 3);
}

#[test]
fn dropping_a_queue_cancels_and_waits() {
    let world = World::new();
    stalling(&world);
    let queue = world.queue(2);
    let jobs: Vec<Job> = (0..5).map(|number| submit(&queue, &number.to_string(), 5_000_000)).collect();
    world.wait_for(Kind::Piece, 2);
    drop(queue);
    for job in &jobs {
        assert_eq!(status(job), Some(Status::Cancelled));
        assert_eq!(job.stage().expect("ours"), Stage::Ended);
        job.cancel().expect("there is nothing to cancel");
        job.pause().expect("there is nothing to pause");
        job.wait(None, None).expect("it has ended");
    }
    assert!(world.service.sessions().is_empty(), "what was begun is tidied up");
}

#[test]
fn no_job_begins_while_all_are_cancelled() {
    let world = World::new();
    stalling(&world);
    let queue = world.queue(4);
    let upload = upload(1_000_000);
    for number in 0..2_000 {
        queue.submit(&upload, &drive(&number.to_string()), None).expect("submitted");
    }
    world.wait_for(Kind::Piece, 4);
    queue.cancel().expect("ours");
    assert_eq!(fetch_all(&queue).len(), 2_000);
    assert_eq!((world.count(Kind::Create), world.service.sessions().len()), (4, 0));
}

#[test]
fn what_is_attached_lives_as_long_as_the_job() {
    struct Counted(Arc<AtomicUsize>);
    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    let world = World::new();
    let gone = Arc::new(AtomicUsize::new(0));
    let attached = || Some(Box::new(Counted(Arc::clone(&gone))) as Box<_>);
    let queue = world.queue(1);
    let kept = queue.submit(&upload(10), &drive("a"), attached()).expect("submitted");
    drop(queue.submit(&upload(10), &drive("b"), attached()).expect("submitted"));
    let refused = queue.submit(&graph_upload::Upload::new(), &drive("c"), attached());
    assert!(refused.is_err());
    assert_eq!(gone.load(Ordering::SeqCst), 1, "what was refused is dropped");
    let fetched = fetch_all(&queue);
    assert!(fetched.iter().all(|job| job.attached().is_some_and(|attached| attached.is::<Counted>())));
    drop(fetched);
    assert_eq!(gone.load(Ordering::SeqCst), 2);
    drop((queue, kept));
    assert_eq!(gone.load(Ordering::SeqCst), 3);
}

#[test]
fn a_callback_may_use_the_queue_that_it_runs_on() {
    let world = World::new();
    let queue = Arc::new(world.queue(1));
    let inner = Arc::clone(&queue);
    let mut outer = upload(10);
    let submitted = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&submitted);
    outer.set_progress(Some(Arc::new(move |_| {
        if count.fetch_add(1, Ordering::SeqCst) == 0 {
            submit(&inner, "inner", 10);
            assert!(inner.progress().is_ok_and(|progress| progress.running == 1));
        }
        true
    })));
    queue.submit(&outer, &drive("outer"), None).expect("submitted");
    assert_eq!(fetch_all(&queue).len(), 2);
    assert_eq!(world.names(), ["inner", "outer"]);
}

#[test]
fn a_callback_may_drop_its_queue_and_go_on() {
    let world = World::new();
    let queue = Arc::new(Mutex::new(Some(world.queue(2))));
    let job = Arc::new(OnceLock::<Job>::new());
    let (inner, own) = (Arc::clone(&queue), Arc::clone(&job));
    let mut upload = upload(10);
    upload.set_progress(Some(Arc::new(move |_| {
        let taken = inner.lock().expect("whole").take();
        drop(taken);
        let job = own.get().expect("it runs when it is known");
        job.pause().and_then(|()| job.resume()).expect("ours");
        true
    })));
    {
        let queue = queue.lock().expect("whole");
        let queue = queue.as_ref().expect("it is dropped when a job runs");
        queue.pause().expect("ours");
        job.set(queue.submit(&upload, &drive("a"), None).expect("submitted")).expect("once");
        queue.resume().expect("ours");
    }
    let job = job.get().expect("it was set");
    job.wait(LONG, None).expect("it ends");
    assert_eq!(status(job), Some(Status::Cancelled));
}

#[test]
fn a_callback_that_panics_ends_its_job_alone() {
    let world = World::new();
    let queue = world.queue(1);
    let mut bad = upload(10);
    bad.set_progress(Some(Arc::new(|_| panic!("a callback's"))));
    let bad = queue.submit(&bad, &drive("bad"), None).expect("submitted");
    let good = submit(&queue, "good", 10);
    good.wait(LONG, None).expect("it ends");
    assert!(good.outcome().is_some_and(|outcome| outcome.item.is_some()));
    let error = bad.outcome().and_then(|outcome| outcome.error.as_ref()).expect("it failed");
    assert_eq!((error.status(), error.details().in_doubt), (Status::Bug, true));
}

#[test]
fn waiting_ends_with_the_time_or_the_flag() {
    let world = World::new();
    stalling(&world);
    let queue = world.queue(1);
    let job = submit(&queue, "a", 5_000_000);
    let soon = Some(Duration::from_millis(1));
    assert_eq!(job.wait(soon, None).expect_err("it goes on").status(), Status::Timeout);
    assert!(queue.next(soon, None).expect("ours").is_none());
    let flag = Cancel::new().expect("a descriptor");
    flag.request();
    assert_eq!(job.wait(None, Some(&flag)).expect_err("raised").status(), Status::Cancelled);
    assert_eq!(queue.next(None, Some(&flag)).expect_err("raised").status(), Status::Cancelled);
    assert!(job.outcome().is_none(), "the job goes on");
}
