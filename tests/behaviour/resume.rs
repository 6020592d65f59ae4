//! Uploads that go on in another life: with a state file, and with a saved session.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use graph_upload::ffi::item::GU_INTEGRITY_VERIFIED;
use graph_upload::ffi::status::*;
use graph_upload::ffi::target::GU_KIND_DRIVE_ITEM;
use graph_upload::net::Cancel;
use graph_upload_core::kinds::{Commit, Property};
use graph_upload_simulator::Recorded;
use graph_upload_simulator::model::kind::Kind;

use crate::both;
use crate::front::{Failure, From, Front, Place, Stored, Target, Whole, file, unique};
use crate::kinds::places;
use crate::world::World;

const KEY: [u8; 32] = [7; 32];

/// A folder with a file to upload, and a place for its state.
struct Desk {
    _folder: tempfile::TempDir,
    file: PathBuf,
    state: PathBuf,
    bytes: Vec<u8>,
}

impl Desk {
    fn new(size: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, bytes) = (folder.path().join("file"), file(size));
        fs::write(&path, &bytes).expect("written");
        Self { file: path, state: folder.path().join("state"), _folder: folder, bytes }
    }

    fn whole(&self) -> Whole {
        Whole::of(From::Path(self.file.clone())).saved_in(&self.state)
    }
}

fn drive() -> Target {
    Place::DrivePath { drive: None, path: "kept.bin" }.into()
}

/// Runs an upload and cancels it when `count` requests of a kind have come to the service.
fn interrupted(
    front: &dyn Front,
    world: &World,
    target: &Target,
    whole: &Whole,
    kind: Kind,
    count: usize,
) -> Failure {
    let cancel = Cancel::new().expect("a descriptor");
    let (other, service) = (cancel.clone(), Arc::clone(&world.service));
    let far = std::time::Duration::from_secs(60);
    let watcher = std::thread::spawn(move || {
        let came = service.wait_for(far, |state| {
            let whole = |request: &&Recorded| kind != Kind::Create || request.body_length > 0;
            state.requests.iter().filter(whole).filter(|request| request.kind == kind).count() >= count
        });
        other.request();
        came
    });
    let (_, result) = front.upload(&world.setup, target, whole, Some(&cancel));
    assert!(watcher.join().expect("no panic"), "it did not come so far");
    let failure = result.expect_err("interrupted");
    assert_eq!(failure.status, GU_ERR_CANCELLED, "{failure:?}");
    failure
}

fn finished(front: &dyn Front, world: &World, target: &Target, whole: &Whole, bytes: &[u8]) -> Stored {
    let (stored, result) = front.upload(&world.setup, target, whole, None);
    result.unwrap_or_else(|failure| panic!("{target:?}: {failure:?}"));
    let stored = stored.expect("an item");
    let there = world.stored_at(target.place);
    assert_eq!((there.len(), &there[0].id), (1, &stored.id), "{target:?}");
    assert!(there[0].bytes() == bytes, "{target:?}: other bytes are stored");
    assert_eq!(world.service.violations(), Vec::<String>::new());
    stored
}

fn refused(front: &dyn Front, world: &World, target: &Target, whole: &Whole) -> Failure {
    let (stored, result) = front.upload(&world.setup, target, whole, None);
    assert_eq!(stored, None);
    result.expect_err("refused")
}

fn copied(from: &Path, to: &Path) {
    let modified = fs::metadata(from).expect("there").modified().expect("known");
    fs::copy(from, to).expect("copied");
    fs::File::options().write(true).open(to).expect("opened").set_modified(modified).expect("set");
}

both! {
    fn every_kind_goes_on_where_the_service_stands(front) {
        for (place, piece) in places() {
            for key in [None, Some(KEY)] {
                let world = World::new();
                let desk = Desk::new(3 * piece as usize + 1_000);
                let target = Target::from(place);
                let whole = Whole { key, ..desk.whole() };
                world.service.script(vec!["piece:2=stall:1000".parse().expect("a fault")]);
                let failure = interrupted(front, &world, &target, &whole, Kind::Piece, 2);
                assert!(!failure.in_doubt);
                let text = fs::read(&desk.state).expect("the state is there");
                let url = b"uploadSession";
                assert!(key.is_none() || !text.windows(url.len()).any(|part| part == url), "it is sealed");
                let stored = finished(front, &world, &target, &whole, &desk.bytes);
                assert!(!desk.state.exists(), "{place:?}: the state is left behind");
                assert_eq!((world.count(Kind::Create), world.service.sessions().len()), (1, 0), "{place:?}");
                let first: Vec<_> = world.requests(Kind::Piece).iter().map(|piece| piece.header("content-range").map(str::to_owned)).collect();
                assert_eq!(first.iter().filter(|range| **range == first[0]).count(), 1, "what was confirmed is not sent again");
                if matches!(place, Place::DrivePath { .. }) {
                    assert_eq!(stored.integrity, GU_INTEGRITY_VERIFIED);
                }
            }
        }
    }

    fn a_last_response_that_no_life_has_seen_is_looked_for(front) {
        let size = 11_000_000;
        for target in [drive(), World::new().target(), Place::Message { user: None, folder: None, message: unique("m"), name: "n" }.into()] {
            let (world, desk) = (World::new(), Desk::new(size));
            world.service.script(vec!["last=delay:600000".parse().expect("a fault")]);
            let pieces = if target.place_is_drive() { 2 } else { 3 };
            let failure = interrupted(front, &world, &target, &desk.whole(), Kind::Piece, pieces);
            // Whether the last byte had left by then is the kernel's to say.
            assert!(desk.state.exists(), "{failure:?}");
            world.service.clear_script();
            finished(front, &world, &target, &desk.whole(), &desk.bytes);
            assert!(!desk.state.exists());
            assert_eq!(world.service.sessions().len(), 0);
        }
    }

    fn an_inline_request_that_may_have_been_sent_is_not_repeated_blindly(front) {
        let place = Place::Message { user: None, folder: None, message: unique("m"), name: "small" };
        let (world, desk) = (World::new(), Desk::new(2_000_000));
        world.service.script(vec!["inline=delay:600000".parse().expect("a fault")]);
        interrupted(front, &world, &place.into(), &desk.whole(), Kind::Inline, 1);
        world.service.clear_script();
        let stored = finished(front, &world, &place.into(), &desk.whole(), &desk.bytes);
        assert!(world.count(Kind::Inline) == 2 || stored.recovered);
    }

    fn a_session_whose_creation_was_not_seen_is_remembered(front) {
        let (world, desk) = (World::new(), Desk::new(11_000_000));
        world.service.script(vec!["create=delay:600000".parse().expect("a fault")]);
        interrupted(front, &world, &drive(), &desk.whole(), Kind::Create, 1);
        let saved = fs::read_to_string(&desk.state).expect("saved before it was asked for");
        assert!(saved.contains(r#""creation_unseen":true"#), "{saved}");
    }

    fn a_changed_file_is_refused_and_begins_anew_next_time(front) {
        type Change = fn(&Desk);
        let changes: [(&str, Change); 3] = [
            ("modified", |desk| fs::write(&desk.file, file(desk.bytes.len())).expect("written")),
            ("bytes and now has", |desk| fs::write(&desk.file, b"short").expect("written")),
            ("bytes differ from those", |desk| {
                let mut other = desk.bytes.clone();
                other[5] ^= 1;
                let copy = desk.file.with_extension("copy");
                fs::write(&copy, &other).expect("written");
                let modified = fs::metadata(&desk.file).expect("there").modified().expect("known");
                fs::File::options().write(true).open(&copy).expect("opened").set_modified(modified).expect("set");
                fs::rename(&copy, &desk.file).expect("renamed");
            }),
        ];
        for (words, change) in changes {
            let (world, desk) = (World::new(), Desk::new(40_000_000));
            world.service.script(vec!["piece:2=stall:1000".parse().expect("a fault")]);
            interrupted(front, &world, &drive(), &desk.whole(), Kind::Piece, 2);
            change(&desk);
            let failure = refused(front, &world, &drive(), &desk.whole());
            assert_eq!((failure.status, failure.in_doubt), (GU_ERR_SOURCE_CHANGED, false), "{failure:?}");
            assert!(failure.message.contains(words), "{failure:?}");
            assert_eq!((world.service.sessions().len(), desk.state.exists()), (0, false), "{words}");
            let now = fs::read(&desk.file).expect("read");
            finished(front, &world, &drive(), &desk.whole(), &now);
        }
    }

    fn a_copy_with_the_same_bytes_goes_on(front) {
        let (world, desk) = (World::new(), Desk::new(40_000_000));
        world.service.script(vec!["piece:2=stall:1000".parse().expect("a fault")]);
        interrupted(front, &world, &drive(), &desk.whole(), Kind::Piece, 2);
        let copy = desk.file.with_extension("copy");
        copied(&desk.file, &copy);
        let whole = Whole::of(From::Path(copy)).saved_in(&desk.state);
        let stored = finished(front, &world, &drive(), &whole, &desk.bytes);
        assert_eq!((stored.integrity, world.count(Kind::Create)), (GU_INTEGRITY_VERIFIED, 1));
    }

    fn memory_and_streams_go_on_when_their_bytes_are_the_same(front) {
        let world = World::new();
        let desk = Desk::new(40_000_000);
        let bytes: Arc<[u8]> = desk.bytes.clone().into();
        let stream = || {
            let (bytes, mut at) = (Arc::clone(&bytes), 0);
            From::Read(bytes.len() as u64, Arc::new(std::sync::Mutex::new(move |buffer: &mut [u8]| {
                let count = buffer.len().min(bytes.len() - at);
                buffer[..count].copy_from_slice(&bytes[at..at + count]);
                at += count;
                count as i32
            })))
        };
        for from in [&(|| From::Memory(Arc::clone(&bytes))) as &dyn Fn() -> From, &stream] {
            let target = Target::from(Place::DrivePath { drive: None, path: unique("kept") });
            world.service.clear_requests();
            world.service.script(vec!["piece:2=stall:1000".parse().expect("a fault")]);
            interrupted(front, &world, &target, &Whole::of(from()).saved_in(&desk.state), Kind::Piece, 2);
            let (stored, result) = front.upload(&world.setup, &target, &Whole::of(from()).saved_in(&desk.state), None);
            result.expect("uploaded");
            assert_eq!(stored.expect("an item").integrity, GU_INTEGRITY_VERIFIED);
            assert_eq!(world.count(Kind::Create), 1);
        }
    }

    fn states_that_cannot_be_used_send_nothing_and_stay(front) {
        let (world, desk) = (World::new(), Desk::new(24_000_000));
        world.service.script(vec!["piece:2=stall:1000".parse().expect("a fault")]);
        interrupted(front, &world, &drive(), &desk.whole(), Kind::Piece, 2);
        let good = fs::read(&desk.state).expect("there");
        let newer = [b"graph-upload-state 9 ", &good[b"graph-upload-state 1 ".len()..]].concat();
        let mut damaged = good.clone();
        damaged[100] ^= 4;
        world.service.clear_requests();
        for (bytes, words) in [
            (&good[..good.len() / 2], "cut short"),
            (&damaged, "damaged"),
            (&newer, "version 9"),
            (b"{}", "not one of this library's"),
            (b"", "not one of this library's"),
        ] {
            fs::write(&desk.state, bytes).expect("written");
            let failure = refused(front, &world, &drive(), &desk.whole());
            assert_eq!(failure.status, GU_ERR_SAVED_STATE, "{failure:?}");
            assert!(failure.message.contains(words), "{failure:?}");
            assert_eq!(fs::read(&desk.state).expect("it stays"), bytes);
        }
        fs::write(&desk.state, &good).expect("written");
        let elsewhere = Target::from(Place::DrivePath { drive: None, path: "other.bin" });
        for (target, whole, words) in [
            (elsewhere, desk.whole(), "another target"),
            (world.target(), desk.whole(), "another kind"),
            (drive(), Whole { key: Some(KEY), ..desk.whole() }, "not sealed"),
        ] {
            let failure = refused(front, &world, &target, &whole);
            assert_eq!(failure.status, GU_ERR_SAVED_STATE, "{failure:?}");
            assert!(failure.message.contains(words), "{failure:?}");
        }
        let mut other_cloud = World::new();
        other_cloud.setup.base_url = "https://graph.microsoft.us".into();
        let failure = refused(front, &other_cloud, &drive(), &desk.whole());
        assert!(failure.message.contains("another cloud"), "{failure:?}");
        assert_eq!(world.service.requests().len(), 0, "nothing was sent on account of them");
        finished(front, &world, &drive(), &desk.whole(), &desk.bytes);
    }

    fn a_state_file_that_cannot_be_written_ends_the_upload(front) {
        let (world, desk) = (World::new(), Desk::new(1_000));
        let whole = desk.whole().saved_in(&desk.state.join("no such folder/state"));
        let failure = refused(front, &world, &drive(), &whole);
        assert_eq!(failure.status, GU_ERR_SAVED_STATE, "{failure:?}");
        assert_eq!(world.count(Kind::Create), 0, "nothing is begun that could not be gone on with");
    }

    fn a_state_of_a_finished_upload_finds_the_file(front) {
        let (world, desk) = (World::new(), Desk::new(11_000_000));
        let kept = desk.state.with_extension("kept");
        let mut whole = desk.whole();
        let (from, to) = (desk.state.clone(), kept.clone());
        // What a process that dies between the last response and its end leaves behind.
        whole.watch = Some(Arc::new(move |progress| {
            if progress.confirmed == progress.total {
                fs::copy(&from, &to).expect("copied");
            }
            true
        }));
        let first = finished(front, &world, &drive(), &whole, &desk.bytes);
        let again = Whole::of(From::Path(desk.file.clone())).saved_in(&kept);
        let second = finished(front, &world, &drive(), &again, &desk.bytes);
        assert_eq!((&second.id, second.recovered, second.integrity), (&first.id, true, GU_INTEGRITY_VERIFIED));
        assert!(!kept.exists());
    }

    fn cancelling_can_discard_in_spite_of_a_state_file(front) {
        let (world, desk) = (World::new(), Desk::new(40_000_000));
        world.service.script(vec!["piece:2=stall:1000".parse().expect("a fault")]);
        let whole = Whole { keep_on_cancel: Some(false), ..desk.whole() };
        interrupted(front, &world, &drive(), &whole, Kind::Piece, 2);
        assert_eq!((world.service.sessions().len(), desk.state.exists()), (0, false));
    }

    fn an_upload_that_the_service_refuses_leaves_no_state(front) {
        let (world, desk) = (World::new(), Desk::new(11_000_000));
        world.service.script(vec!["piece:2x9=403".parse().expect("a fault")]);
        let failure = refused(front, &world, &drive(), &desk.whole());
        assert_eq!(failure.status, GU_ERR_DENIED, "{failure:?}");
        assert_eq!((world.service.sessions().len(), desk.state.exists()), (0, false));
    }

    fn a_patience_that_ends_leaves_all_to_go_on_from(front) {
        let (mut world, desk) = (World::new(), Desk::new(40_000_000));
        world.setup.attempts = 2;
        world.service.script(vec!["piece:2x9=503".parse().expect("a fault")]);
        let failure = refused(front, &world, &drive(), &desk.whole());
        assert_eq!((failure.status, failure.in_doubt), (GU_ERR_SERVER, false), "{failure:?}");
        assert_eq!((world.service.sessions().len(), desk.state.exists()), (1, true));
        world.service.clear_script();
        finished(front, &world, &drive(), &desk.whole(), &desk.bytes);
        assert_eq!(world.count(Kind::Create), 1);
    }

    fn sessions_are_saved_and_resumed(front) {
        for (place, piece) in places() {
            for key in [None, Some(KEY)] {
                let (world, target) = (World::new(), Target::from(place));
                let bytes = file(2 * piece as usize + 500);
                let session = front.create(&world.setup, &target, bytes.len() as u64, None).expect("created");
                session.put(0, &bytes[..piece as usize + 100], None).expect("put");
                let saved = session.save(key).expect("saved");
                drop(session);
                let session = front.resume(&world.setup, Some(&target), &saved, key).expect("resumed");
                assert_eq!((session.confirmed(), session.next_offset()), (piece, piece));
                session.put_all(&bytes, 100_000).expect("put");
                let stored = session.finish(None).expect("finished");
                assert!(session.save(key).is_err(), "there is nothing to save any more");
                let there = world.stored_at(place);
                assert!(there.len() == 1 && there[0].id == stored.id && there[0].bytes() == bytes);
                if matches!(place, Place::DrivePath { .. }) {
                    assert_eq!(stored.integrity, GU_INTEGRITY_VERIFIED);
                }
                // A state of an upload that has ended meanwhile: the file is found.
                let late = front.resume(&world.setup, Some(&target), &saved, key).expect("resumed");
                let again = late.finish(None).expect("found");
                assert_eq!((&again.id, again.recovered), (&stored.id, true), "{place:?}");
            }
        }
    }

    fn a_small_file_that_was_put_after_it_was_saved_is_looked_for(front) {
        let place = Place::Message { user: None, folder: None, message: unique("m"), name: "small" };
        let (world, bytes) = (World::new(), file(2_000_000));
        let session = front.create(&world.setup, &place.into(), bytes.len() as u64, None).expect("created");
        let saved = session.save(None).expect("saved");
        session.put_all(&bytes, 1 << 20).expect("put");
        drop(session);
        let again = front.resume(&world.setup, Some(&place.into()), &saved, None).expect("resumed");
        assert!(again.finish(None).expect("found").recovered);
        assert_eq!((world.count(Kind::Inline), world.stored_at(place).len()), (1, 1));
    }

    fn a_file_that_changed_after_it_was_stored_is_looked_for(front) {
        let (world, desk) = (World::new(), Desk::new(11_000_000));
        world.service.script(vec![
            "last=lose".parse().expect("a fault"),
            "status=delay:600000".parse().expect("a fault"),
        ]);
        let failure = interrupted(front, &world, &drive(), &desk.whole(), Kind::Status, 1);
        assert!(failure.in_doubt, "{failure:?}");
        world.service.clear_script();
        fs::write(&desk.file, b"another one").expect("written");
        let failure = refused(front, &world, &drive(), &desk.whole());
        assert_eq!((failure.status, failure.in_doubt), (GU_ERR_SOURCE_CHANGED, false), "{failure:?}");
        let stored = world.stored_at(drive().place);
        assert!(stored[0].bytes() == desk.bytes && failure.message.contains(&stored[0].id), "{failure:?}");
        assert!(!desk.state.exists(), "the next run begins anew");
    }

    fn a_taken_name_is_settled_in_another_life(front) {
        let (world, desk) = (World::new(), Desk::new(11_000_000));
        world.service.script(vec!["last=507".parse().expect("a fault")]);
        let failure = refused(front, &world, &drive(), &desk.whole());
        assert_eq!(failure.status, GU_ERR_QUOTA, "{failure:?}");
        assert!(desk.state.exists(), "the session is worth keeping");
        world.service.clear_script();
        finished(front, &world, &drive(), &desk.whole(), &desk.bytes);
        assert_eq!(world.count(Kind::Create), 1, "its bytes need not go again");
    }

    fn an_upload_url_is_saved_as_soon_as_it_is_known(front) {
        let (world, desk) = (World::new(), Desk::new(11_000_000));
        world.service.script(vec!["piece:1=delay:600000".parse().expect("a fault")]);
        let seen = desk.state.clone();
        let mut whole = desk.whole();
        whole.watch = Some(Arc::new(move |_| !fs::read_to_string(&seen).is_ok_and(|text| text.contains(r#""session""#))));
        let failure = refused(front, &world, &drive(), &whole);
        assert_eq!((failure.status, world.count(Kind::Piece)), (GU_ERR_CANCELLED, 0), "before any piece: {failure:?}");
    }

    fn a_session_that_could_not_be_deleted_is_deleted_by_the_next_run(front) {
        let (world, desk) = (World::new(), Desk::new(40_000_000));
        world.service.script(vec![
            "piece:2=stall:1000".parse().expect("a fault"),
            "delete:1=503".parse().expect("a fault"),
        ]);
        let whole = Whole { keep_on_cancel: Some(false), ..desk.whole() };
        interrupted(front, &world, &drive(), &whole, Kind::Piece, 2);
        assert_eq!((world.service.sessions().len(), desk.state.exists()), (1, true));
        world.service.clear_script();
        finished(front, &world, &drive(), &desk.whole(), &desk.bytes);
        assert_eq!((world.service.sessions().len(), desk.state.exists()), (0, false));
    }

    fn sessions_that_someone_else_made_are_saved_too(front) {
        let world = World::new();
        let bytes = file(11_000_000);
        let target = Target { properties: vec![Property::Commit(Commit::LastPiece)], ..drive() };
        let made = front.create(&world.setup, &target, bytes.len() as u64, None).expect("created");
        let url = world.service.sessions()[0].url.clone();
        let session = front.adopt(&world.setup, GU_KIND_DRIVE_ITEM, &url, bytes.len() as u64).expect("adopted");
        session.put(0, &bytes[..10_485_760], None).expect("put");
        let saved = session.save(None).expect("saved");
        drop((made, session));
        let session = front.resume(&world.setup, None, &saved, None).expect("resumed");
        session.put_all(&bytes, 1 << 20).expect("put");
        let stored = session.finish(None).expect("finished");
        assert_eq!(stored.integrity, GU_INTEGRITY_VERIFIED);
        assert!(front.resume(&world.setup, Some(&drive()), &saved, None).is_err(), "it has no target");
    }
}

impl Target {
    fn place_is_drive(&self) -> bool {
        matches!(self.place, Place::DrivePath { .. })
    }
}
