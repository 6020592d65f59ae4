//! Faults on the way, scripted: the file is stored once and whole, or the error says what is known.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use graph_upload::ffi::status::*;
use graph_upload::net::Cancel;
use graph_upload_simulator::Recorded;
use graph_upload_simulator::faults::{Action, Fault, FaultResponse};
use graph_upload_simulator::model::kind::Kind;

use crate::both;
use crate::front::{Front, Session, Stored, Tokens, file};
use crate::world::{PIECE, World};

/// Uploads two pieces and a bit while `faults` happen.
fn upload(front: &dyn Front, world: &World, faults: Vec<Fault>) -> Stored {
    upload_beside(front, world, faults, 0)
}

/// The same, where so many sessions are created whose URL never arrives.
fn upload_beside(front: &dyn Front, world: &World, faults: Vec<Fault>, sessions: usize) -> Stored {
    world.service.script(faults);
    let file = file(2 * PIECE + 77);
    let session = front.create(&world.setup, &world.target(), file.len() as u64, None).expect("created");
    session.put_all(&file, 1 << 20).expect("put");
    let stored = session.finish(None).expect("finished");
    world.assert_stored_beside(&stored.id, &file, sessions);
    stored
}

fn parsed(faults: &[&str]) -> Vec<Fault> {
    faults.iter().map(|text| text.parse().expect("a fault")).collect()
}

both! {
    fn passing_faults_at_every_request(front) {
        for kind in ["look-up", "create", "piece:1", "piece:2", "last"] {
            for what in ["503;retry-after: 0.01", "429", "500", "504", "lose", "cut:0", "truncate:20"] {
                let world = World::new();
                let unseen = usize::from(kind == "create" && ["lose", "truncate:20"].contains(&what));
                let stored = upload_beside(front, &world, parsed(&[&format!("{kind}={what}")]), unseen);
                assert!(!stored.recovered || kind == "last");
            }
        }
    }

    fn a_piece_that_broke_off_goes_on_where_the_service_stands(front) {
        for what in ["cut:1000000", "cut-keep:1000000", "keep:1000001", "cut-keep:1"] {
            let world = World::new();
            upload(front, &world, parsed(&[&format!("piece:2={what}")]));
        }
    }

    fn several_faults_in_one_upload(front) {
        let world = World::new();
        upload(front, &world, parsed(&["piece:1=cut-keep:7", "status:1=502", "piece:2=lose", "status:3=lose", "last=503"]));
    }

    fn responses_before_the_body_is_sent(front) {
        for what in ["early:503", "hold:503", "early:429;retry-after: 0.02"] {
            let world = World::with_tls();
            upload(front, &world, parsed(&[&format!("piece:2={what}")]));
        }
    }

    fn a_lost_last_response_is_found_and_not_doubled(front) {
        let world = World::new();
        let stored = upload(front, &world, parsed(&["last=lose"]));
        assert!(stored.recovered);
    }

    fn a_lost_response_to_the_inline_request_is_found_and_not_doubled(front) {
        let world = World::new();
        world.service.script(parsed(&["inline=lose"]));
        let session = front.create(&world.setup, &world.target(), 0, None).expect("created");
        let stored = session.finish(None).expect("finished");
        assert!(stored.recovered);
        world.assert_stored(&stored.id, &[]);
    }

    fn an_older_file_of_the_same_name_is_not_ours(front) {
        let world = World::new();
        let session = front.create(&world.setup, &world.target(), 0, None).expect("created");
        session.finish(None).expect("the older one");
        world.service.script(parsed(&["last=lose"]));
        let file = file(99);
        let session = front.create(&world.setup, &world.target(), 99, None).expect("created");
        session.put_all(&file, 99).expect("put");
        let stored = session.finish(None).expect("finished");
        assert!(stored.recovered);
        let all = world.stored();
        assert_eq!(all.len(), 2);
        assert!(all.iter().any(|one| one.id == stored.id && one.bytes() == file));
    }

    fn another_file_of_the_same_name_is_not_ours_by_its_size(front) {
        // Ours shows a moment after its commit; the other one, which came meanwhile, is seen first.
        let mut world = World::with(|config| config.visible_after_ms = 60);
        world.setup.settle_ms = 6_000;
        let address = format!("me/todo/lists/list=/tasks/{}/attachments/größe.txt", world.todo.task);
        for (other, size) in [(2, 200_000), (200_000, 2)] {
            world.service.script(parsed(&[&format!("create=other-writes:{other}:{address}"), "last=lose"]));
            world.service.advance(Duration::from_secs(1));
            let file = file(size);
            let session = front.create(&world.setup, &world.target(), file.len() as u64, None).expect("created");
            world.service.advance(Duration::from_secs(1));
            session.put_all(&file, PIECE).expect("put");
            let stored = session.finish(None).expect("finished");
            assert!(stored.recovered);
            let ours = world.stored().into_iter().find(|one| one.id == stored.id).expect("there");
            assert!(ours.bytes() == file, "{} bytes of somebody else are called ours", ours.size);
        }
    }

    fn a_forgotten_session_is_put_again_from_the_start(front) {
        let world = World::new();
        world.service.script(parsed(&["piece:2=forget"]));
        let file = file(2 * PIECE + 77);
        let session = front.create(&world.setup, &world.target(), file.len() as u64, None).expect("created");
        session.put(0, &file[..PIECE], None).expect("put");
        let failure = session.put(PIECE as u64, &file[PIECE..], None).expect_err("the session is gone");
        assert_eq!((failure.status, failure.offset), (GU_ERR_REWIND, 0), "{failure:?}");
        assert_eq!(session.next_offset(), 0);
        session.put_all(&file, PIECE).expect("put");
        let stored = session.finish(None).expect("finished");
        world.assert_stored(&stored.id, &file);
    }

    fn a_service_that_rewinds_gets_its_bytes_again(front) {
        let world = World::new();
        upload(front, &world, parsed(&["piece:2=rewind:1000"]));
    }

    fn the_patience_ends_and_the_next_call_goes_on(front) {
        let mut world = World::new();
        world.setup.attempts = 3;
        world.service.script(parsed(&["piece:1x3=503", "status:1x3=503"]));
        let file = file(100);
        let session = front.create(&world.setup, &world.target(), 100, None).expect("created");
        let failure = session.put(0, &file, None).expect_err("busy for too long");
        assert_eq!((failure.status, failure.http_status), (GU_ERR_OUTCOME_UNKNOWN, 503), "{failure:?}");
        assert!(failure.in_doubt, "the one piece is also the last");
        world.service.clear_script();
        let failure = session.finish(None).expect_err("it was not stored");
        assert_eq!((failure.status, failure.offset), (GU_ERR_INCOMPLETE, 0), "{failure:?}");
        session.put_all(&file, 100).expect("put");
        let stored = session.finish(None).expect("finished");
        world.assert_stored(&stored.id, &file);
    }

    fn a_session_out_of_reach_does_not_hide_a_file_that_is_stored(front) {
        let mut world = World::new();
        world.setup.attempts = 2;
        world.service.script(vec![
            Fault::on_last_piece().lose_response(),
            Fault::on(Kind::Status).always().instead(FaultResponse::new(503)),
        ]);
        let session = front.create(&world.setup, &world.target(), 100, None).expect("created");
        session.put_all(&file(100), 100).expect("put");
        let stored = session.finish(None).expect("found");
        assert!(stored.recovered);
        world.assert_stored(&stored.id, &file(100));
    }

    fn an_outcome_that_cannot_be_found_out_is_looked_for_again(front) {
        let mut world = World::new();
        world.setup.attempts = 2;
        world.service.script(vec![
            Fault::on_last_piece().lose_response(),
            Fault::on(Kind::Status).always().instead(FaultResponse::new(503)),
            // All but the look before the upload.
            Fault::on(Kind::LookUp).nth(2).times(100).instead(FaultResponse::new(503)),
        ]);
        let file = file(100);
        let session = front.create(&world.setup, &world.target(), 100, None).expect("created");
        let failure = session.put(0, &file, None).expect_err("nothing could be asked");
        assert_eq!((failure.status, failure.in_doubt), (GU_ERR_OUTCOME_UNKNOWN, true));
        world.service.clear_script();
        let stored = session.finish(None).expect("found");
        assert!(stored.recovered);
        world.assert_stored(&stored.id, &file);
    }

    fn a_session_that_is_not_handed_over_is_deleted(front) {
        let mut world = World::new();
        world.setup.attempts = 2;
        world.service.script(vec![
            Fault::on(Kind::Create).act(Action::Ranges(vec!["7-".into()])),
            Fault::on(Kind::Status).always().instead(FaultResponse::new(503)),
        ]);
        let failure = front.create(&world.setup, &world.target(), 100, None).err().expect("no position");
        assert_eq!((failure.status, failure.http_status), (GU_ERR_SERVER, 503), "{failure:?}");
        let deleted = world.requests(Kind::Delete);
        assert_eq!(deleted.iter().map(|request| request.status).collect::<Vec<_>>(), [Some(204)]);
    }

    fn a_token_that_expires_is_asked_for_anew(front) {
        let mut world = World::new();
        let service = Arc::clone(&world.service);
        let asked = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&asked);
        world.setup.token = Tokens::Callback(Arc::new(move |rejected| {
            told.lock().expect("not poisoned").push(rejected);
            Some(service.token())
        }));
        upload(front, &world, parsed(&["piece:2=rotate-token"]));
        assert_eq!(*asked.lock().expect("not poisoned"), [false, true]);
        let ranges: Vec<_> = world
            .requests(Kind::Piece)
            .iter()
            .map(|request| (request.status, request.header("content-range").unwrap_or_default().to_owned()))
            .collect();
        let refused = ranges.iter().position(|(status, _)| *status == Some(401)).expect("the old token is refused");
        assert_eq!(ranges[refused].1, ranges[refused + 1].1, "the same range goes again");
    }

    fn a_token_that_stays_refused_is_the_callers_to_mend(front) {
        let mut world = World::new();
        world.setup.token = Tokens::Fixed("another".into());
        let failure = front.create(&world.setup, &world.target(), 10, None).err().expect("refused");
        assert_eq!((failure.status, failure.http_status), (GU_ERR_SIGN_IN, 401));
        let calls = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&calls);
        world.setup.token = Tokens::Callback(Arc::new(move |_| {
            Some(format!("wrong-{}", counted.fetch_add(1, Ordering::SeqCst)))
        }));
        let failure = front.create(&world.setup, &world.target(), 10, None).err().expect("refused");
        assert_eq!(failure.status, GU_ERR_SIGN_IN);
        assert_eq!(calls.load(Ordering::SeqCst), 4, "each refusal of a token that was sent twice asks for another");
        world.setup.token = Tokens::Callback(Arc::new(|_| None));
        let failure = front.create(&world.setup, &world.target(), 10, None).err().expect("no token");
        assert_eq!(failure.status, GU_ERR_SIGN_IN);
        world.setup.token = Tokens::None;
        let failure = front.create(&world.setup, &world.target(), 10, None).err().expect("no token");
        assert_eq!(failure.status, GU_ERR_SIGN_IN);
    }

    fn refusals_are_told_as_what_they_are(front) {
        for (text, status, asked) in [
            ("create=403;body={\"error\":{\"code\":\"ErrorAccessDenied\"}}", GU_ERR_DENIED, 1),
            // What was just made shows late.
            ("create:*=404", GU_ERR_NOT_FOUND, 3),
            ("create=507", GU_ERR_QUOTA, 1),
            ("create=409", GU_ERR_CONFLICT, 1),
            ("create=302;location: https://evil.example/", GU_ERR_UNEXPECTED_RESPONSE, 1),
        ] {
            let world = World::new();
            world.service.script(parsed(&[text]));
            let failure = front.create(&world.setup, &world.target(), 10, None).err().expect("refused");
            assert_eq!(failure.status, status, "{failure:?}");
            assert_eq!(world.count(Kind::Create), asked);
        }
    }

    fn discarding_leaves_nothing(front) {
        let world = World::new();
        let file = file(PIECE + 10);
        let session = front.create(&world.setup, &world.target(), file.len() as u64, None).expect("created");
        session.put(0, &file[..PIECE], None).expect("put");
        assert_eq!(world.service.sessions().len(), 1);
        session.discard().expect("discarded");
        session.discard().expect("again");
        assert_eq!((world.service.sessions().len(), world.stored().len()), (0, 0));
        assert_eq!(session.put(PIECE as u64, &file[PIECE..], None).expect_err("over").status, GU_ERR_STATE);
        assert_eq!(session.finish(None).expect_err("over").status, GU_ERR_STATE);
    }

    fn discarding_with_a_raised_flag_changes_nothing(front) {
        let world = World::new();
        let file = file(PIECE + 10);
        let session = front.create(&world.setup, &world.target(), file.len() as u64, None).expect("created");
        let cancel = Cancel::new().expect("a descriptor");
        cancel.request();
        assert_eq!(session.discard_with(Some(&cancel)).expect_err("raised").status, GU_ERR_CANCELLED);
        assert_eq!(world.service.sessions().len(), 1);
        session.put_all(&file, PIECE).expect("put");
        let stored = session.finish(None).expect("finished");
        world.assert_stored(&stored.id, &file);
    }

    fn a_discard_that_failed_is_ended_by_another(front) {
        let mut world = World::new();
        world.setup.attempts = 1;
        world.service.script(parsed(&["delete=503"]));
        let session = front.create(&world.setup, &world.target(), 10, None).expect("created");
        assert_eq!(session.discard().expect_err("busy").status, GU_ERR_SERVER);
        assert_eq!(session.put(0, &[0; 10], None).expect_err("being discarded").status, GU_ERR_STATE);
        assert_eq!(session.finish(None).expect_err("being discarded").status, GU_ERR_STATE);
        session.discard().expect("discarded");
        assert_eq!((world.service.sessions().len(), world.stored().len()), (0, 0));
    }

    fn discarding_a_stored_file_says_so(front) {
        let world = World::new();
        let session = front.create(&world.setup, &world.target(), 3, None).expect("created");
        session.put(0, b"abc", None).expect("put");
        assert_eq!(session.discard().expect_err("stored").status, GU_ERR_STORED);
        let stored = session.finish(None).expect("finished");
        world.assert_stored(&stored.id, b"abc");
    }

    fn refreshing_tells_the_position(front) {
        let world = World::new();
        let file = file(PIECE + 10);
        let session = front.create(&world.setup, &world.target(), file.len() as u64, None).expect("created");
        session.put(0, &file[..PIECE], None).expect("put");
        world.service.script(parsed(&["status=rewind:5"]));
        let failure = session.refresh().expect_err("the service went back");
        assert_eq!((failure.status, session.confirmed(), session.next_offset()), (GU_ERR_REWIND, 5, 5));
        session.refresh().expect("nothing new");
        session.put_all(&file, PIECE).expect("put");
        let stored = session.finish(None).expect("finished");
        world.assert_stored(&stored.id, &file);
    }

    fn cancelling_while_the_response_is_awaited(front) {
        let world = World::with_tls();
        world.service.script(vec![Fault::on_last_piece().delay_ms(600_000)]);
        let file = file(50);
        let session = front.create(&world.setup, &world.target(), 50, None).expect("created");
        let cancel = Cancel::new().expect("a descriptor");
        let failure = cancelled_once_sent(&world, session.as_ref(), &file, &cancel, false);
        assert_eq!((failure.status, failure.in_doubt), (GU_ERR_CANCELLED, true), "{failure:?}");
        assert_eq!(session.finish(Some(&cancel)).expect_err("still raised").status, GU_ERR_CANCELLED);
    }

    fn cancelling_while_waiting_for_the_service(front) {
        let world = World::new();
        world.service.script(parsed(&["piece:*=429;retry-after: 50"]));
        let session = front.create(&world.setup, &world.target(), 50, None).expect("created");
        let cancel = Cancel::new().expect("a descriptor");
        let begin = Instant::now();
        let failure = cancelled_once_sent(&world, session.as_ref(), &file(50), &cancel, true);
        assert_eq!(failure.status, GU_ERR_CANCELLED, "{failure:?}");
        assert!(begin.elapsed() < Duration::from_secs(30), "the wait of 50 s was not cut short");
        world.service.clear_script();
    }

    fn a_progress_callback_can_stop(front) {
        let world = World::new();
        let file = file(2 * PIECE);
        let session = front.create(&world.setup, &world.target(), file.len() as u64, None).expect("created");
        session.on_progress(Box::new(|_| false));
        let failure = session.put(0, &file, None).expect_err("stopped");
        assert_eq!(failure.status, GU_ERR_CANCELLED, "{failure:?}");
        session.on_progress(Box::new(|_| true));
        session.put_all(&file, PIECE).expect("put");
        let stored = session.finish(None).expect("finished");
        world.assert_stored(&stored.id, &file);
    }
}

/// Puts a file and raises the flag once its piece has arrived, or once that was `answered` to.
fn cancelled_once_sent(
    world: &World,
    session: &dyn Session,
    file: &[u8],
    cancel: &Cancel,
    answered: bool,
) -> crate::front::Failure {
    std::thread::scope(|scope| {
        let call = scope.spawn(|| session.put(0, file, Some(cancel)).expect_err("cancelled"));
        let arrived = world.service.wait_for(Duration::from_secs(20), |state| {
            let piece = |request: &Recorded| request.kind == Kind::Piece && request.body_length == 50;
            state.requests.iter().any(|request| piece(request) && (request.done || !answered))
        });
        assert!(arrived, "the piece did not arrive");
        assert_eq!(session.next_offset(), 0, "numbers can be asked meanwhile");
        let busy = session.put(0, file, None).expect_err("busy");
        assert_eq!(busy.status, GU_ERR_BUSY);
        cancel.request();
        call.join().expect("no panic")
    })
}
