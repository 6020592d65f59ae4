//! A queue that is saved in a folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use graph_upload::job::{Job, Queue, Room};
use graph_upload::saved::SealingKey;
use graph_upload::source::FileContent;
use graph_upload::{Status, Upload};
use graph_upload_simulator::faults::Action;
use graph_upload_simulator::model::kind::Kind;

use crate::world::{LONG, World, bytes, drive, fetch_all, submit, upload};

struct Place {
    folder: tempfile::TempDir,
    key: Option<SealingKey>,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), key: None }
    }

    fn file(&self, name: &str, size: u64) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes(size)).expect("written");
        path
    }

    fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    /// A paused queue that is saved here.
    fn queue(&self, world: &World) -> Queue {
        let queue = world.queue(1);
        queue.pause().expect("ours");
        queue.set_state_folder(&self.state(), self.key.clone()).expect("opened");
        queue
    }

    /// The jobs that are saved here.
    fn jobs(&self) -> Vec<String> {
        let entries = fs::read_dir(self.state()).expect("it is there");
        let names = entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"));
        let mut names: Vec<String> = names.filter(|name| name != "lock" && name != "done").collect();
        names.sort();
        names
    }
}

fn put(queue: &Queue, path: &Path, name: &str) -> Job {
    queue.submit(&Upload::of(FileContent::at(path)), &drive(name), None).expect("submitted")
}

fn assert_stored(jobs: &[Job]) {
    for job in jobs {
        let outcome = job.outcome().expect("it has ended");
        assert!(outcome.error.is_none(), "{:?}", outcome.error);
    }
}

#[test]
fn what_has_not_ended_goes_on_in_the_order_of_submission() {
    for key in [None, Some(SealingKey::new(&[7; 32]).expect("32 bytes"))] {
        let world = World::new();
        let place = Place { key, ..Place::new() };
        let paths = [place.file("a", 10), place.file("b", 700_000), place.file("c", 0)];
        let queue = place.queue(&world);
        for (path, name) in paths.iter().zip(["a", "b", "c"]) {
            put(&queue, path, name);
        }
        drop(queue);
        assert_eq!(place.jobs().len(), 3);
        let queue = place.queue(&world);
        queue.resume().expect("ours");
        let ended = fetch_all(&queue);
        assert_stored(&ended);
        let stored: Vec<&Path> = ended.iter().filter_map(Job::path).collect();
        assert_eq!(stored, paths);
        assert_eq!((place.jobs(), world.names()), (Vec::new(), vec!["a".into(), "b".into(), "c".into()]));
    }
}

#[test]
fn a_job_goes_on_where_the_last_process_left_it() {
    let world = World::new();
    let place = Place::new();
    let path = place.file("a", 5_000_000);
    world.service.script(vec!["piece:6=stall:9".parse().expect("a fault")]);
    let queue = place.queue(&world);
    queue.resume().expect("ours");
    put(&queue, &path, "a");
    world.wait_for(Kind::Piece, 6);
    drop(queue);
    assert_eq!(world.service.sessions().len(), 1, "its session is kept");
    let sent = world.count(Kind::Piece);
    let queue = place.queue(&world);
    queue.resume().expect("ours");
    assert_stored(&fetch_all(&queue));
    assert!(world.count(Kind::Piece) < sent + 14, "it did not begin again");
    assert_eq!(world.count(Kind::Create), 1);
    assert!(place.jobs().is_empty() && world.service.sessions().is_empty());
}

#[test]
fn what_is_submitted_again_is_not_stored_twice() {
    let world = World::new();
    let place = Place::new();
    let (done, waiting) = (place.file("done", 10), place.file("waiting", 10));
    let queue = place.queue(&world);
    queue.resume().expect("ours");
    let id = put(&queue, &done, "done");
    id.wait(LONG, None).expect("it ends");
    let id = id.outcome().and_then(|outcome| outcome.item.as_ref()).expect("stored").id.clone();
    queue.pause().expect("ours");
    put(&queue, &waiting, "waiting");
    drop(queue);
    let queue = place.queue(&world);
    let requests = world.service.requests().len();
    let again = put(&queue, &done, "done");
    let item = again.outcome().and_then(|outcome| outcome.item.as_ref()).expect("it has ended");
    assert_eq!((&item.id, item.size, item.recovered), (&id, Some(10), true));
    assert_eq!(world.service.requests().len(), requests);
    let progress = again.progress().expect("ours");
    assert_eq!((progress.sent, progress.confirmed, progress.total), (10, 10, 10));
    let waits = queue.submit(&Upload::of(FileContent::at(&waiting)), &drive("waiting"), Some(Box::new(5)));
    let waits = waits.expect("submitted");
    assert!(waits.attached().is_some_and(|attached| attached.is::<i32>()));
    queue.resume().expect("ours");
    assert_eq!(fetch_all(&queue).len(), 2);
    assert_stored(&[waits]);
    fs::write(&done, bytes(11)).expect("written");
    let changed = put(&queue, &done, "done");
    changed.wait(LONG, None).expect("it ends");
    // It is not taken for what it was: only the service says that the name is taken.
    let error = changed.outcome().and_then(|outcome| outcome.error.as_ref());
    assert_eq!(error.map(|error| error.status()), Some(Status::Conflict));
}

#[test]
fn what_is_submitted_again_needs_no_room() {
    let world = World::new();
    let place = Place::new();
    let paths = ["a", "b", "c"].map(|name| (place.file(name, 10), name));
    let queue = place.queue(&world);
    paths.iter().for_each(|(path, name)| drop(put(&queue, path, name)));
    drop(queue);
    let queue = place.queue(&world);
    queue.set_room(Room { most: Some(1), wait: Some(Duration::ZERO) }).expect("ours");
    paths.iter().for_each(|(path, name)| drop(put(&queue, path, name)));
    assert_eq!(place.jobs().len(), 3);
    let full = queue.submit(&Upload::of(FileContent::at(place.file("d", 1))), &drive("d"), None);
    assert_eq!((full.expect_err("full").status(), place.jobs().len()), (Status::Busy, 3));
    queue.resume().expect("ours");
    assert_stored(&fetch_all(&queue));
    assert_eq!((place.jobs(), world.names().len()), (Vec::new(), 3));
}

#[test]
fn a_file_that_is_submitted_twice_in_each_process_leaves_two_jobs() {
    let world = World::new();
    let place = Place::new();
    let path = place.file("a", 10);
    for _ in 0..3 {
        let queue = place.queue(&world);
        put(&queue, &path, "a");
        put(&queue, &path, "a");
        drop(queue);
        assert_eq!(place.jobs().len(), 2);
    }
}

#[test]
fn of_two_same_jobs_the_second_stores_nothing() {
    let world = World::new();
    let place = Place::new();
    let path = place.file("a", 10);
    let queue = place.queue(&world);
    let jobs = [put(&queue, &path, "a"), put(&queue, &path, "a")];
    queue.resume().expect("ours");
    fetch_all(&queue);
    assert_stored(&jobs);
    assert_eq!((world.count(Kind::Create), jobs[1].progress().expect("ours").confirmed), (1, 10));
    assert!(place.jobs().is_empty());
}

#[test]
fn a_job_that_has_failed_goes_on_when_it_is_submitted_again() {
    let world = World::new();
    let place = Place::new();
    let path = place.file("a", 1_000_000);
    world.service.script(vec!["piece:3=507".parse().expect("a fault")]);
    let queue = place.queue(&world);
    queue.resume().expect("ours");
    put(&queue, &path, "a");
    let failed = fetch_all(&queue);
    let error = failed[0].outcome().and_then(|outcome| outcome.error.as_ref()).expect("it failed");
    assert!(error.details().session_kept, "{error:?}");
    assert_eq!(place.jobs().len(), 1);
    queue.pause().expect("ours");
    queue.set_room(Room { most: Some(1), wait: Some(Duration::ZERO) }).expect("ours");
    put(&queue, &place.file("b", 10), "b");
    let again = Upload::of(FileContent::at(&path));
    let full = queue.submit(&again, &drive("a"), None).expect_err("there is no room");
    assert_eq!((full.status(), place.jobs().len()), (Status::Busy, 2));
    queue.set_room(Room::default()).expect("ours");
    put(&queue, &path, "a");
    assert_eq!(place.jobs().len(), 2, "it is the same job");
    queue.resume().expect("ours");
    assert_stored(&fetch_all(&queue));
    assert_eq!((world.count(Kind::Create), place.jobs()), (2, Vec::new()), "in its session");
}

#[test]
fn a_folder_that_somebody_empties_loses_no_file() {
    let world = World::new();
    let place = Place::new();
    let queue = place.queue(&world);
    let jobs = ["a", "b"].map(|name| put(&queue, &place.file(name, 700_000), name));
    for name in place.jobs() {
        fs::remove_file(place.state().join(name)).expect("removed");
    }
    queue.resume().expect("ours");
    fetch_all(&queue);
    assert_stored(&jobs);
    assert!(place.jobs().is_empty() && world.service.sessions().is_empty());
    fs::remove_dir_all(place.state()).expect("removed");
    let upload = Upload::of(FileContent::at(place.file("c", 10)));
    let refused = queue.submit(&upload, &drive("c"), None).expect_err("it cannot be saved");
    assert_eq!(refused.status(), Status::SavedState);
    assert_eq!(world.names(), ["a", "b"]);
}

/// Nothing tells whether the earlier process has sent the last piece.
#[test]
fn a_job_of_an_earlier_process_that_is_cancelled_may_be_stored() {
    let world = World::new();
    let place = Place::new();
    let path = place.file("a", 5_000_000);
    world.service.script(vec!["piece:6=stall:9".parse().expect("a fault")]);
    let queue = place.queue(&world);
    queue.resume().expect("ours");
    put(&queue, &path, "a");
    world.wait_for(Kind::Piece, 6);
    drop(queue);
    assert_eq!(world.service.sessions().len(), 1, "its session is kept");
    // Whoever only drops a queue leaves all as it is.
    drop(place.queue(&world));
    assert_eq!((world.service.sessions().len(), place.jobs().len()), (1, 1));
    let queue = place.queue(&world);
    queue.cancel().expect("ours");
    let ended = fetch_all(&queue);
    let error = ended[0].outcome().and_then(|outcome| outcome.error.as_ref()).expect("it was cancelled");
    assert_eq!((error.status(), error.details().in_doubt), (Status::Cancelled, true));
    assert!(place.jobs().is_empty(), "it is given up");
}

#[test]
fn a_cancelled_job_leaves_nothing_behind() {
    let world = World::new();
    let place = Place::new();
    world.always(Kind::Piece, Action::Stall(9));
    let queue = place.queue(&world);
    let jobs = ["a", "b"].map(|name| put(&queue, &place.file(name, 5_000_000), name));
    jobs[1].cancel().expect("ours");
    assert_eq!(place.jobs().len(), 1);
    queue.resume().expect("ours");
    world.wait_for(Kind::Piece, 1);
    queue.cancel().expect("ours");
    jobs[0].wait(LONG, None).expect("it ends");
    assert!(place.jobs().is_empty() && world.service.sessions().is_empty());
}

#[test]
fn a_job_that_cannot_succeed_is_not_tried_again() {
    let world = World::new();
    let place = Place::new();
    let queue = place.queue(&world);
    let gone = place.file("gone", 10);
    put(&queue, &gone, "gone");
    fs::remove_file(gone).expect("removed");
    queue.resume().expect("ours");
    let ended = fetch_all(&queue);
    let error = ended[0].outcome().and_then(|outcome| outcome.error.as_ref()).expect("it failed");
    assert_eq!(error.status(), Status::SourceUnreadable);
    assert!(place.jobs().is_empty());
}

#[test]
fn what_cannot_be_saved_is_refused() {
    let world = World::new();
    let place = Place::new();
    let queue = place.queue(&world);
    let refused = queue.submit(&upload(10), &drive("a"), None).expect_err("not a path");
    assert_eq!(refused.status(), Status::Argument);
    let other = world.queue(1);
    let busy = other.set_state_folder(&place.state(), None).expect_err("it is used");
    assert_eq!(busy.status(), Status::Busy);
    let twice = queue.set_state_folder(&place.state(), None).expect_err("it has one");
    assert_eq!(twice.status(), Status::State);
    submit(&other, "a", 10);
    let late = other.set_state_folder(&place.folder.path().join("other"), None).expect_err("late");
    assert_eq!(late.status(), Status::State);
    put(&queue, &place.file("b", 10), "b");
    drop(queue);
    let key = SealingKey::new(&[1; 32]).expect("32 bytes");
    let wrong = world.queue(1).set_state_folder(&place.state(), Some(key)).expect_err("not sealed");
    assert_eq!(wrong.status(), Status::SavedState);
    assert!(wrong.to_string().contains(".job"), "{wrong}");
    let file = world.queue(1).set_state_folder(&place.file("file", 1), None).expect_err("no folder");
    assert_eq!(file.status(), Status::SavedState);
}
