//! What a later call or a later run finds.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use graph_upload::ffi::status::*;
use graph_upload_core::kinds::Conflict;
use graph_upload_simulator::model::kind::Kind;

use crate::c_front::CFunctions;
use crate::front::{From, Front, Whole, file};
use crate::rust_front::RustApi;
use crate::support::{DRIVE, MESSAGE, Sample, TODO, refusal};
use crate::world::World;

const FRONTS: [&dyn Front; 2] = [&RustApi, &CFunctions];

/// Nothing tells the outcome of the last piece until the budget ends.
fn without_an_outcome(sample: Sample, stored: bool) -> Sample {
    let last = if stored { "last:1=after:503" } else { "last:1=cut:10" };
    sample.script(last).script("last:*=503").script("status:*=503").script("look-up:2x999=503")
}

/// The file shrank, and the old upload turns out to be stored: progress stays within the new file.
#[test]
fn a_file_that_shrank_after_an_upload_without_an_outcome() {
    for front in FRONTS {
        let sample = without_an_outcome(Sample::drive(3), true);
        let mut world = sample.world();
        world.setup.attempts = 2;
        let folder = tempfile::tempdir().expect("a folder");
        let (path, state) = (folder.path().join("file"), folder.path().join("state"));
        fs::write(&path, file(sample.size)).expect("written");
        let whole = Whole::of(From::Path(path.clone())).saved_in(&state);
        let first = front.upload(&world.setup, &sample.target(), &whole, None).1.expect_err("no outcome");
        assert!(first.in_doubt, "{first:?}");
        assert!(state.exists());

        world.service.clear_script();
        fs::write(&path, &file(sample.size)[..sample.size / 2]).expect("written");
        let within = Arc::new(AtomicBool::new(true));
        let told = Arc::clone(&within);
        let watch = Arc::new(move |progress: graph_upload::progress::Progress| {
            let fits = progress.sent <= progress.total && progress.confirmed <= progress.total;
            told.fetch_and(fits, Ordering::SeqCst);
            true
        });
        let whole = Whole { watch: Some(watch), ..whole };
        let second = front.upload(&world.setup, &sample.target(), &whole, None).1.expect_err("another file");
        assert!(within.load(Ordering::SeqCst), "progress above the total");
        assert_eq!((second.status, second.in_doubt), (GU_ERR_SOURCE_CHANGED, false), "{second:?}");
        assert_eq!(world.stored_at(DRIVE).len(), 1);
    }
}

/// The last piece is lost and not stored, and the service is away for longer than the budget: the caller is told to put
/// the bytes again, goes on, and nothing is in doubt.
#[test]
fn a_last_piece_that_is_lost_is_put_again_by_a_later_call() {
    for front in FRONTS {
        for place in [DRIVE, MESSAGE, TODO] {
            let sample = without_an_outcome(Sample::at(place, 3), false);
            let mut world = sample.world();
            world.setup.attempts = 3;
            let file = file(sample.size);
            let session =
                front.create(&world.setup, &sample.target(), file.len() as u64, None).expect("created");
            let failure = session.put_all(&file, 1 << 20).expect_err("away");
            // How much of the piece the system had taken when it was cut is not known here.
            assert_eq!(failure.http_status, 503, "{failure:?}");
            world.service.clear_script();
            let missing = session.finish(None).expect_err("it was not stored");
            let last = file.len() as u64 / 5 * 4;
            let asked = world.service.requests();
            assert!(!missing.in_doubt && missing.offset >= last, "{place:?}: {missing:?} after {asked:?}");
            assert_eq!(missing.status, GU_ERR_INCOMPLETE, "{place:?}: {missing:?}");
            session.put_all(&file, 1 << 20).expect("put");
            session.finish(None).expect("stored");
            assert!(world.stored_at(place)[0].bytes() == file, "the stored bytes differ");
            assert_eq!((world.stored_at(place).len(), world.service.sessions().len()), (1, 0));
        }
    }
}

/// A run that ended in a conflict at the last piece is continued where it was: the pieces are not sent again.
#[test]
fn a_run_that_ended_in_a_conflict_goes_on_in_its_session() {
    for front in FRONTS {
        let sample = Sample::drive(3)
            .conflict(Conflict::Replace)
            .on("last:*", refusal(412, "resourceModified", "ETag does not match"));
        let world = sample.world();
        let folder = tempfile::tempdir().expect("a folder");
        let whole = Whole::of(From::Memory(file(sample.size).into())).saved_in(&folder.path().join("state"));
        let failure = front.upload(&world.setup, &sample.target(), &whole, None).1.expect_err("refused");
        assert_eq!((failure.status, failure.http_status), (GU_ERR_CONFLICT, 412), "{failure:?}");
        world.service.clear_script();
        world.service.clear_requests();
        front.upload(&world.setup, &sample.target(), &whole, None).1.expect("stored");
        assert_eq!((pieces(&world), world.count(Kind::Create)), (1, 0), "the last piece alone");
        assert!(world.stored_at(DRIVE)[0].bytes() == file(sample.size), "the stored bytes differ");
    }
}

/// A business drive locks the name for as long as a session is open.
#[test]
fn an_upload_that_was_denied_leaves_no_session_behind() {
    for front in FRONTS {
        let sample = Sample::drive(3).on("piece:2x99", refusal(403, "accessDenied", "Access denied"));
        let world = sample.world();
        let whole = Whole::of(From::Memory(file(sample.size).into()));
        let failure = front.upload(&world.setup, &sample.target(), &whole, None).1.expect_err("denied");
        assert_eq!(failure.status, GU_ERR_DENIED, "{failure:?}");
        world.service.clear_script();
        front.upload(&world.setup, &sample.target(), &whole, None).1.expect("the name is not locked");
        assert_eq!(world.service.sessions().len(), 0);
    }
}

fn pieces(world: &World) -> usize {
    world.count(Kind::Piece)
}
