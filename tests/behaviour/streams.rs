//! Sources of unknown size: a stream is read to its end first, and uploaded from its spool.

use std::fs::{self, File};
use std::io::Write;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use graph_upload::ffi::item::GU_INTEGRITY_VERIFIED;
use graph_upload::ffi::source::{GU_READ_FAILED, GU_READ_STOP};
use graph_upload::ffi::status::*;
use graph_upload::net::Cancel;
use graph_upload::progress::Progress;
use graph_upload_core::upload::WaitsFor;
use graph_upload_simulator::Recorded;
use graph_upload_simulator::model::kind::Kind;

use crate::both;
use crate::front::{From, Place, Prepared, Setup, Target, Whole, file};
use crate::world::{PIECE, World};

/// Waits for this long are meant never to be waited out.
const FAR: Duration = Duration::from_secs(60);

fn drive() -> Target {
    Place::DrivePath { drive: None, path: "streamed.bin" }.into()
}

/// A callback that gives these bytes, at most 70,001 at once, and then an answer again and again.
fn ending(bytes: Vec<u8>, end: i32) -> From {
    let mut at = 0;
    From::Stream(Arc::new(Mutex::new(move |buffer: &mut [u8]| {
        let count = (bytes.len() - at).min(buffer.len()).min(70_001);
        buffer[..count].copy_from_slice(&bytes[at..at + count]);
        at += count;
        if count == 0 { end } else { count as i32 }
    })))
}

fn stream(bytes: &[u8]) -> From {
    ending(bytes.to_vec(), 0)
}

fn pipe() -> (From, std::io::PipeWriter) {
    let (read, write) = std::io::pipe().expect("a pipe");
    (From::StreamOf(Arc::new(File::from(OwnedFd::from(read)))), write)
}

/// Stored, once and whole.
fn run_to_end(prepared: &dyn Prepared, world: &World, bytes: &[u8]) {
    let (stored, result) = prepared.run(&world.setup, &drive(), None);
    result.unwrap_or_else(|failure| panic!("{} bytes: {failure:?}", bytes.len()));
    let there = world.stored_at(drive().place);
    assert_eq!(there.len(), 1);
    assert!(there[0].bytes() == bytes, "other bytes are stored");
    assert_eq!(stored.map(|stored| stored.integrity), Some(GU_INTEGRITY_VERIFIED));
    assert_eq!((world.service.sessions().len(), world.service.violations()), (0, Vec::new()));
}

/// Raises a flag as soon as it is told that a stream is read and so much of it was.
fn cancelling_at(bytes: u64, cancel: &Cancel) -> Arc<dyn Fn(Progress) -> bool + Send + Sync> {
    let cancel = cancel.clone();
    Arc::new(move |progress| {
        if progress.waits_for == WaitsFor::Source && progress.spooled >= bytes {
            cancel.request();
        }
        true
    })
}

/// Runs an upload in small pieces, and cancels it when the third of them comes to the service.
fn interrupted(prepared: &dyn Prepared, world: &World) {
    world.service.script(vec!["piece:3=stall:1000".parse().expect("a fault")]);
    let setup = Setup { piece: Some(327_680), ..world.setup.clone() };
    let cancel = Cancel::new().expect("a descriptor");
    let (other, service) = (cancel.clone(), Arc::clone(&world.service));
    let watcher = std::thread::spawn(move || {
        let is_piece = |request: &&Recorded| request.kind == Kind::Piece;
        let came = service.wait_for(FAR, |state| state.requests.iter().filter(is_piece).count() >= 3);
        other.request();
        came
    });
    let failure = prepared.run(&setup, &drive(), Some(&cancel)).1.expect_err("cancelled");
    assert!(watcher.join().expect("no panic"), "it did not come so far");
    assert_eq!(failure.status, GU_ERR_CANCELLED, "{failure:?}");
}

both! {
    fn streams_of_every_size_are_stored(front) {
        let folder = tempfile::tempdir().expect("a folder");
        for size in [0, 1, 65_536, PIECE + 12_345] {
            let bytes = file(size);
            let (piped, mut write) = pipe();
            let written = bytes.clone();
            let writer = std::thread::spawn(move || write.write_all(&written));
            let path = folder.path().join("file");
            fs::write(&path, &bytes).expect("written");
            let open = From::StreamOf(Arc::new(File::open(&path).expect("opened")));
            for from in [stream(&bytes), piped, open] {
                let spool = tempfile::tempdir().expect("a folder");
                let mut whole = Whole::of(from);
                whole.spool_folder = Some(spool.path().into());
                let prepared = front.prepare(&whole).unwrap_or_else(|failure| panic!("{failure:?}"));
                run_to_end(prepared.as_ref(), &World::new(), &bytes);
                assert_eq!(fs::read_dir(spool.path()).expect("there").count(), 0, "it has no name");
                // The spool is there for as long as the upload.
                run_to_end(prepared.as_ref(), &World::new(), &bytes);
            }
            writer.join().expect("no panic").expect("written");
        }
    }

    fn progress_tells_first_what_is_read_and_then_what_is_sent(front) {
        let (world, bytes) = (World::new(), file(2 * PIECE));
        let told = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&told);
        let mut whole = Whole::of(stream(&bytes));
        whole.watch = Some(Arc::new(move |progress| {
            sink.lock().expect("not poisoned").push(progress);
            true
        }));
        run_to_end(front.prepare(&whole).expect("prepared").as_ref(), &world, &bytes);
        let told = told.lock().expect("not poisoned");
        let reads = |progress: &Progress| progress.waits_for == WaitsFor::Source;
        let sending = told.iter().position(|progress| !reads(progress)).expect("it was sent");
        let (reading, sent) = told.split_at(sending);
        assert!(!reading.is_empty() && reading.iter().all(|now| reads(now) && now.total == 0 && now.sent == 0));
        assert!(reading.windows(2).all(|two| two[0].spooled <= two[1].spooled), "{reading:?}");
        assert!(sent.iter().all(|now| !reads(now) && now.total == bytes.len() as u64 && now.spooled == 0));
    }

    fn the_limit_is_exact_and_named(front) {
        let bytes = file(100_000);
        for (max, fits) in [(100_000, true), (99_999, false)] {
            let world = World::new();
            let whole = Whole { spool_max: Some(max), ..Whole::of(stream(&bytes)) };
            let prepared = front.prepare(&whole).expect("prepared");
            if fits {
                run_to_end(prepared.as_ref(), &world, &bytes);
                continue;
            }
            let failure = prepared.run(&world.setup, &drive(), None).1.expect_err("too long");
            assert_eq!((failure.status, failure.in_doubt), (GU_ERR_TOO_LARGE, false), "{failure:?}");
            for words in ["99999", "gu_upload_set_spool_max_bytes()", "100000 bytes that were read are kept"] {
                assert!(failure.message.contains(words), "{failure:?}");
            }
            assert_eq!(world.service.requests().len(), 0);
        }
    }

    fn what_a_kind_never_takes_is_not_read_to_its_end(front) {
        let world = World::new();
        let endless = From::Stream(Arc::new(Mutex::new(|buffer: &mut [u8]| buffer.len() as i32)));
        let failure = front.upload(&world.setup, &world.target(), &Whole::of(endless), None).1;
        let failure = failure.expect_err("too long");
        assert_eq!((failure.status, world.service.requests().len()), (GU_ERR_TOO_LARGE, 0));
        assert!(failure.message.contains("at most 26214400") && failure.message.contains("are kept"), "{failure:?}");
    }

    fn a_silent_pipe_is_cancelled_and_read_on(front) {
        let (world, bytes) = (World::new(), file(300_000));
        let (piped, mut write) = pipe();
        let cancel = Cancel::new().expect("a descriptor");
        let mut whole = Whole::of(piped);
        whole.watch = Some(cancelling_at(1_000, &cancel));
        write.write_all(&bytes[..1_000]).expect("a pipe holds that");
        let prepared = front.prepare(&whole).expect("prepared");
        for words in ["1000 bytes of the stream", "1000 bytes of the stream"] {
            let failure = prepared.run(&world.setup, &drive(), Some(&cancel)).1.expect_err("cancelled");
            assert_eq!((failure.status, failure.in_doubt), (GU_ERR_CANCELLED, false), "{failure:?}");
            assert!(failure.message.contains(words), "{failure:?}");
        }
        let rest = bytes[1_000..].to_vec();
        let writer = std::thread::spawn(move || write.write_all(&rest));
        run_to_end(prepared.as_ref(), &world, &bytes);
        writer.join().expect("no panic").expect("written");
    }

    fn a_silent_pipe_ends_at_a_deadline_by_a_poll_and_by_progress(front) {
        for how in ["deadline", "poll", "progress"] {
            let (world, (piped, _write)) = (World::new(), pipe());
            let cancel = Cancel::new().expect("a descriptor");
            let mut whole = Whole::of(piped);
            match how {
                "deadline" => cancel.set_deadline(Some(Duration::from_millis(30))),
                "poll" => {
                    let asked = AtomicBool::new(false);
                    cancel.set_poll(Some(Arc::new(move || !asked.swap(true, Ordering::SeqCst))));
                }
                _ => {
                    // The second report comes though nothing has.
                    let told = AtomicBool::new(false);
                    whole.watch = Some(Arc::new(move |_| !told.swap(true, Ordering::SeqCst)));
                }
            }
            let failure = front.upload(&world.setup, &drive(), &whole, Some(&cancel)).1.expect_err(how);
            assert_eq!((failure.status, world.service.requests().len()), (GU_ERR_CANCELLED, 0), "{how}: {failure:?}");
        }
    }

    fn a_callback_that_fails_half_way_is_no_end(front) {
        for (end, status) in [(GU_READ_FAILED, GU_ERR_SOURCE_UNREADABLE), (GU_READ_STOP, GU_ERR_CANCELLED)] {
            let world = World::new();
            let prepared = front.prepare(&Whole::of(ending(file(5_000), end))).expect("prepared");
            let failure = prepared.run(&world.setup, &drive(), None).1.expect_err("it fails");
            assert_eq!(failure.status, status, "{failure:?}");
            assert!(failure.message.contains("5000 bytes of the stream were read"), "{failure:?}");
            let later = prepared.run(&world.setup, &drive(), None).1.expect_err("it stays so");
            assert_eq!((later.status, world.service.requests().len()), (GU_ERR_STATE, 0), "{later:?}");
        }
    }

    fn a_run_that_failed_is_repeated_from_the_spool(front) {
        let (world, bytes) = (World::new(), file(3 * PIECE));
        let whole = Whole { keep_on_cancel: Some(true), ..Whole::of(stream(&bytes)) };
        let prepared = front.prepare(&whole).expect("prepared");
        interrupted(prepared.as_ref(), &world);
        assert_eq!(world.service.sessions().len(), 1);
        run_to_end(prepared.as_ref(), &world, &bytes);
        assert_eq!(world.count(Kind::Create), 1, "the session of the first run was gone on with");
    }

    fn another_life_goes_on_with_the_same_bytes_alone(front) {
        for later in ["the same", "other", "longer"] {
            let (world, bytes) = (World::new(), file(3 * PIECE));
            let folder = tempfile::tempdir().expect("a folder");
            let prepared = |bytes: &[u8]| {
                let whole = Whole::of(stream(bytes)).saved_in(&folder.path().join("state"));
                front.prepare(&whole).expect("prepared")
            };
            interrupted(prepared(&bytes).as_ref(), &world);
            let mut again = bytes.clone();
            match later {
                "other" => again[0] ^= 1,
                "longer" => again.push(0),
                _ => {}
            }
            let second = prepared(&again);
            if later != "the same" {
                let failure = second.run(&world.setup, &drive(), None).1.expect_err(later);
                let left = world.service.sessions().len();
                assert_eq!((failure.status, left), (GU_ERR_SOURCE_CHANGED, 0), "{failure:?}");
            }
            run_to_end(second.as_ref(), &world, &again);
            assert_eq!(world.count(Kind::Create), if later == "the same" { 1 } else { 2 });
        }
    }

    fn a_folder_that_cannot_be_used_costs_no_byte(front) {
        let (world, folder) = (World::new(), tempfile::tempdir().expect("a folder"));
        let mut whole = Whole::of(From::Stream(Arc::new(Mutex::new(|_: &mut [u8]| panic!("it is read")))));
        whole.spool_folder = Some(folder.path().join("none"));
        let failure = front.upload(&world.setup, &drive(), &whole, None).1.expect_err("there is no such folder");
        assert_eq!((failure.status, world.service.requests().len()), (GU_ERR_ARGUMENT, 0), "{failure:?}");
        assert!(failure.message.contains("gu_upload_set_spool_folder()"), "{failure:?}");
    }
}
