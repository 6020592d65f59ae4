//! Whole uploads in one call: every source, kind and size, and sources that fail.

use std::fs::{self, File};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use graph_upload::ffi::item::GU_INTEGRITY_VERIFIED;
use graph_upload::ffi::source::{GU_READ_FAILED, GU_READ_STOP};
use graph_upload::ffi::status::*;
use graph_upload_simulator::model::kind::Kind;

use crate::both;
use crate::front::{Failure, From, Front, Place, Stored, Whole, file, unique};
use crate::kinds::places;
use crate::world::World;

/// All sources of these bytes; the folder holds the files among them.
fn sources(folder: &Path, bytes: &[u8]) -> Vec<(&'static str, From)> {
    let path = folder.join(unique("größe"));
    fs::write(&path, bytes).expect("written");
    let open = Arc::new(File::open(&path).expect("opened"));
    let memory: Arc<[u8]> = bytes.into();
    let again = Arc::clone(&memory);
    vec![
        ("path", From::Path(path)),
        ("descriptor", From::Open(open)),
        ("memory", From::Memory(Arc::clone(&memory))),
        (
            "read at",
            From::ReadAt(bytes.len() as u64, Arc::new(move |offset, buffer| give(&memory, offset, buffer))),
        ),
        ("read on", forward(again)),
    ]
}

/// At most 70,001 bytes at once, so that reads end where no buffer does.
fn give(bytes: &[u8], offset: u64, buffer: &mut [u8]) -> i32 {
    let rest = &bytes[offset as usize..];
    let count = rest.len().min(buffer.len()).min(70_001);
    buffer[..count].copy_from_slice(&rest[..count]);
    count as i32
}

fn forward(bytes: Arc<[u8]>) -> From {
    let (size, mut at) = (bytes.len() as u64, 0);
    From::Read(
        size,
        Arc::new(Mutex::new(move |buffer: &mut [u8]| {
            let count = give(&bytes, at, buffer);
            at += count as u64;
            count
        })),
    )
}

fn upload(front: &dyn Front, world: &World, place: Place, whole: &Whole) -> Result<Stored, Failure> {
    let (stored, result) = front.upload(&world.setup, &place.into(), whole, None);
    result.map(|()| stored.expect("an item beside success"))
}

/// Fails, leaves nothing at the service, and says so.
fn refused(front: &dyn Front, world: &World, from: From) -> Failure {
    let target = world.target();
    let (stored, result) = front.upload(&world.setup, &target, &Whole::of(from), None);
    let failure = result.expect_err("it cannot be uploaded");
    assert!(stored.is_none() && !failure.in_doubt, "{failure:?}");
    assert_eq!((world.stored().len(), world.service.sessions().len()), (0, 0), "{failure:?}");
    failure
}

both! {
    fn every_source_kind_and_size(front) {
        let folder = tempfile::tempdir().expect("a folder");
        for (place, piece) in places() {
            let piece = piece as usize;
            let smallest = usize::from(matches!(place, Place::Print { .. }));
            for size in [smallest, 1, 3 << 20, piece, piece + 1, 2 * piece + 12_345] {
                let file = file(size);
                for (name, from) in sources(folder.path(), &file) {
                    let world = World::new();
                    let stored = upload(front, &world, place, &Whole::of(from)).unwrap_or_else(|failure| {
                        panic!("{name}, {size} bytes to {place:?}: {failure:?}")
                    });
                    let there = world.stored_at(place);
                    assert_eq!((there.len(), &there[0].id), (1, &stored.id), "{name} {place:?}");
                    assert!(there[0].bytes() == file, "{name}, {size} bytes to {place:?}: other bytes are stored");
                    assert_eq!(world.service.sessions().len(), 0);
                    assert_eq!(world.service.violations(), Vec::<String>::new());
                }
            }
        }
    }

    fn the_short_form(front) {
        let world = World::with_tls();
        let (folder, file) = (tempfile::tempdir().expect("a folder"), file(5_000_000));
        let path = folder.path().join("große Datei.bin");
        fs::write(&path, &file).expect("written");
        let stored = front.upload_file(&world.setup, &world.target(), &path).expect("uploaded");
        world.assert_stored(&stored.id, &file);
        let failure = front.upload_file(&world.setup, &world.target(), &folder.path().join("none")).unwrap_err();
        assert_eq!(failure.status, GU_ERR_SOURCE_UNREADABLE);
    }

    fn bytes_are_sent_again_from_every_source(front) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = file(9_000_000);
        for faults in [
            ["piece:1=cut:1000000", "piece:2=lose", "last=cut-keep:5"],
            ["piece:2=503", "piece:3=cut:3", "last=lose"],
        ] {
            for (name, from) in sources(folder.path(), &file) {
                let world = World::new();
                world.service.script(faults.iter().map(|text| text.parse().expect("a fault")).collect());
                let (stored, result) = front.upload(&world.setup, &world.target(), &Whole::of(from), None);
                result.unwrap_or_else(|failure| panic!("{name}: {failure:?}"));
                world.assert_stored(&stored.expect("an item").id, &file);
            }
        }
    }

    fn a_forward_source_that_is_asked_too_far_back_says_so(front) {
        let bytes: Arc<[u8]> = file(9_000_000).into();
        let world = World::new();
        world.service.script(vec!["piece:2=rewind:0".parse().expect("a fault")]);
        let failure = refused(front, &world, forward(bytes));
        assert_eq!((failure.status, failure.offset), (GU_ERR_REWIND, 0), "{failure:?}");
        assert!(failure.message.contains("only goes forward"), "{failure:?}");
    }

    fn a_forward_source_cannot_start_over_once_it_is_far(front) {
        let world = World::new();
        let whole = Whole::of(forward(file(9_000_000).into()));
        let place = Place::DrivePath { drive: None, path: "twice.bin" };
        upload(front, &world, place, &whole).expect("uploaded");
        let other = Place::Message { user: None, folder: None, message: "m", name: "n" };
        let failure = upload(front, &world, other, &whole).unwrap_err();
        assert!([GU_ERR_REWIND, GU_ERR_SOURCE_SHORT].contains(&failure.status), "{failure:?}");
    }

    fn a_file_that_changes_under_way_is_not_stored(front) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("changes");
        type Change = fn(&Path);
        let changes: [(&str, Change); 4] = [
            ("modified", |path| {
                let open = File::options().write(true).open(path).expect("opened");
                open.set_modified(std::time::SystemTime::UNIX_EPOCH).expect("set");
            }),
            ("bytes and now has", |path| {
                File::options().write(true).open(path).expect("opened").set_len(1).expect("set");
            }),
            ("replaced by another file", |path| {
                fs::copy(path, path.with_extension("new")).expect("copied");
                fs::rename(path.with_extension("new"), path).expect("renamed");
            }),
            ("examined", |path| fs::remove_file(path).expect("removed")),
        ];
        for (words, change) in changes {
            fs::write(&path, file(9_000_000)).expect("written");
            let world = World::on_a_link(20_000_000);
            let mut whole = Whole::of(From::Path(path.clone()));
            let changed = path.clone();
            // The first piece is confirmed: the change comes while the second one is sent.
            let once = AtomicU64::new(0);
            whole.watch = Some(Arc::new(move |progress| {
                if progress.confirmed > 0 && once.fetch_add(1, Ordering::SeqCst) == 0 {
                    change(&changed);
                }
                true
            }));
            let (stored, result) = front.upload(&world.setup, &world.target(), &whole, None);
            let failure = result.expect_err(words);
            assert_eq!((stored, failure.status, failure.in_doubt), (None, GU_ERR_SOURCE_CHANGED, false), "{failure:?}");
            assert!(failure.message.contains(words), "{failure:?}");
            assert_eq!((world.stored().len(), world.service.sessions().len(), world.count(Kind::Delete)), (0, 0, 1));
        }
    }

    fn answers_of_callbacks_are_checked(front) {
        type Answer = fn(u64, usize) -> i32;
        let cases: [(&str, Answer, i32); 6] = [
            ("more than", |_, length| length as i32 + 1, GU_ERR_SOURCE_UNREADABLE),
            ("", |_, _| GU_READ_FAILED, GU_ERR_SOURCE_UNREADABLE),
            ("", |_, _| -77, GU_ERR_SOURCE_UNREADABLE),
            ("asked to stop", |_, _| GU_READ_STOP, GU_ERR_CANCELLED),
            ("ended at byte 0", |_, _| 0, GU_ERR_SOURCE_SHORT),
            ("ended at byte", |at, length| if at < 4_000_000 { length as i32 } else { 0 }, GU_ERR_SOURCE_SHORT),
        ];
        for (words, read, status) in cases {
            for size in [10, 9_000_000] {
                if size == 10 && words == "ended at byte" {
                    continue;
                }
                let answers = move |at: u64, buffer: &mut [u8]| read(at, buffer.len());
                let failure = refused(front, &World::new(), From::ReadAt(size, Arc::new(answers)));
                assert_eq!(failure.status, status, "{failure:?}");
                assert!(failure.message.contains(words) || words == "more than", "{failure:?}");
                let mut at = 0;
                let failure = refused(front, &World::new(), From::Read(size, Arc::new(Mutex::new(move |buffer: &mut [u8]| {
                    let answer = read(at, buffer.len());
                    at += answer.max(0) as u64;
                    answer
                }))));
                assert_eq!(failure.status, status, "{failure:?}");
            }
        }
    }

    fn what_cannot_be_uploaded_is_refused_before_anything_is_sent(front) {
        let folder = tempfile::tempdir().expect("a folder");
        for (from, words) in [
            (From::Path(folder.path().into()), "folder"),
            (From::Path("/dev/zero".into()), "length is not known"),
            (From::Path("/proc/self/status".into()), "length is not known"),
            (From::Path(folder.path().join("none")), "could not be opened"),
            (From::ReadAt((25 << 20) + 1, Arc::new(|_, _| 1)), "at most 26214400"),
        ] {
            let world = World::new();
            let failure = refused(front, &world, from);
            assert!(failure.message.contains(words), "{failure:?}");
            assert_eq!(world.service.requests().len(), 0);
        }
        let world = World::new();
        let nothing = Whole { from: None, ..Whole::of(From::Memory(Arc::new([]))) };
        let (_, result) = front.upload(&world.setup, &world.target(), &nothing, None);
        assert_eq!(result.unwrap_err().status, GU_ERR_STATE);
    }

    fn an_upload_can_run_again(front) {
        let (world, bytes) = (World::new(), file(4_000_000));
        let whole = Whole::of(From::Memory(bytes.clone().into()));
        for name in ["one", "two"] {
            let place = Place::Todo { user: None, list: "l", task: unique("t"), name };
            upload(front, &world, place, &whole).expect("uploaded");
            assert!(world.stored_at(place)[0].bytes() == bytes);
        }
    }

    fn an_empty_file_in_a_drive_is_verified(front) {
        let world = World::new();
        let place = Place::DrivePath { drive: None, path: "empty" };
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&seen);
        let mut whole = Whole::of(From::Memory(Arc::new([])));
        whole.watch = Some(Arc::new(move |progress| {
            sink.lock().expect("not poisoned").push(progress.total);
            true
        }));
        let stored = upload(front, &world, place, &whole).expect("uploaded");
        assert_eq!((world.stored_at(place)[0].size, stored.integrity), (0, GU_INTEGRITY_VERIFIED));
        assert_eq!(*seen.lock().expect("not poisoned"), [0], "the end is told, once");
    }
}
