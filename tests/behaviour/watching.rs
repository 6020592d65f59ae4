//! Whole uploads under watch: what progress tells, and how cancelling ends them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use graph_upload::ffi::status::*;
use graph_upload::net::Cancel;
use graph_upload::progress::Progress;
use graph_upload_simulator::Recorded;
use graph_upload_simulator::model::kind::Kind;

use crate::both;
use crate::front::{Failure, From, Front, Place, Whole, file};
use crate::world::{PIECE, World};

/// Waits for this long are meant never to be waited out.
const FAR: Duration = Duration::from_secs(30);

/// What was told, and when.
type Told = Arc<Mutex<Vec<(Instant, Progress)>>>;

fn watched(bytes: &[u8]) -> (Whole, Told) {
    let told = Told::default();
    let sink = Arc::clone(&told);
    let watch = move |progress| {
        sink.lock().expect("not poisoned").push((Instant::now(), progress));
        true
    };
    (Whole { watch: Some(Arc::new(watch)), ..Whole::of(From::Memory(bytes.into())) }, told)
}

/// Uploads 5 MB and cancels once a request of this kind has come to the service.
fn cancelled_at(front: &dyn Front, world: &World, fault: &str, kind: Kind, keep: bool) -> Failure {
    if !fault.is_empty() {
        world.service.script(vec![fault.parse().expect("a fault")]);
    }
    let whole =
        Whole { keep_on_cancel: Some(keep), ..Whole::of(From::Memory(file(PIECE + 1_000_000).into())) };
    let cancel = Cancel::new().expect("a descriptor");
    let other = cancel.clone();
    let service = Arc::clone(&world.service);
    let watcher = std::thread::spawn(move || {
        let arrived = |request: &Recorded| request.kind == kind;
        let seen = service.wait_for(FAR, |state| state.requests.iter().any(arrived));
        other.request();
        seen
    });
    let begin = Instant::now();
    let (stored, result) = front.upload(&world.setup, &world.target(), &whole, Some(&cancel));
    assert!(watcher.join().expect("no panic"), "{fault}: the request did not come");
    assert!(begin.elapsed() < FAR, "{fault}: cancelling came to nothing");
    assert_eq!(stored, None);
    let failure = result.expect_err("cancelled");
    assert_eq!(failure.status, GU_ERR_CANCELLED, "{fault}: {failure:?}");
    failure
}

both! {
    fn progress_tells_sent_and_confirmed_and_how_long_it_takes(front) {
        let world = World::on_a_link(8_000_000);
        let bytes = file(2 * PIECE + 2_000_000);
        let (whole, told) = watched(&bytes);
        let (_, result) = front.upload(&world.setup, &world.target(), &whole, None);
        result.expect("uploaded");
        let told = told.lock().expect("not poisoned");
        let total = bytes.len() as u64;
        let (_, last) = told.last().expect("it was told");
        assert_eq!((last.sent, last.confirmed, last.total), (total, total, total));
        for (_, now) in told.iter() {
            assert!(now.confirmed <= now.sent && now.sent <= total && now.total == total, "{now:?}");
            assert_eq!(now.waits_ms, None);
        }
        for pair in told.windows(2) {
            let ((before, first), (after, second)) = (&pair[0], &pair[1]);
            assert!(first.sent <= second.sent && first.confirmed <= second.confirmed, "{pair:?}");
            let end = second.confirmed == total;
            assert!(end || *after - *before >= Duration::from_millis(90), "more than ten times a second: {pair:?}");
        }
        assert!(told.iter().any(|(_, now)| now.sent > now.confirmed + 500_000), "sent is told apart: {told:?}");
        let speeds: Vec<_> = told.iter().filter_map(|(_, now)| now.bytes_per_second).collect();
        // The link bounds it from above; a busy machine may make it slower.
        assert!(!speeds.is_empty() && speeds.iter().all(|speed| (1..=24_000_000).contains(speed)), "{speeds:?}");
        let slowest = told.iter().filter_map(|(_, now)| now.time_left_ms).max();
        assert!(slowest.is_some_and(|left| (1..600_000).contains(&left)), "{slowest:?}");
    }

    fn bytes_that_are_sent_again_take_nothing_back(front) {
        let world = World::on_a_link(16_000_000);
        world.service.script(vec!["piece:2=cut:2000000".parse().expect("a fault")]);
        let bytes = file(3 * PIECE);
        let (whole, told) = watched(&bytes);
        let (stored, result) = front.upload(&world.setup, &world.target(), &whole, None);
        result.expect("uploaded");
        world.assert_stored(&stored.expect("an item").id, &bytes);
        let told = told.lock().expect("not poisoned");
        assert!(told.windows(2).all(|pair| pair[0].1.sent <= pair[1].1.sent), "{told:?}");
    }

    fn inline_uploads_tell_progress_in_bytes_of_the_file(front) {
        let world = World::on_a_link(4_000_000);
        let bytes = file(2_500_000);
        let place = Place::Message { user: None, folder: None, message: "m", name: "small" };
        let (whole, told) = watched(&bytes);
        let (_, result) = front.upload(&world.setup, &place.into(), &whole, None);
        result.expect("uploaded");
        assert_eq!(world.count(Kind::Piece), 0, "it goes in one request");
        let told = told.lock().expect("not poisoned");
        let within = |now: &Progress| now.sent > 100_000 && now.sent < 2_400_000;
        assert!(told.iter().any(|(_, now)| within(now)), "{told:?}");
        assert!(told.iter().all(|(_, now)| now.sent <= 2_500_000), "{told:?}");
    }

    fn a_wait_is_told(front) {
        let world = World::new();
        world.service.script(vec!["piece:2=429;retry-after: 1.5".parse().expect("a fault")]);
        let (whole, told) = watched(&file(2 * PIECE));
        let (_, result) = front.upload(&world.setup, &world.target(), &whole, None);
        result.expect("uploaded");
        let told = told.lock().expect("not poisoned");
        let waits: Vec<_> = told.iter().filter_map(|(_, now)| now.waits_ms).collect();
        assert!(waits.len() >= 2, "{told:?}");
        assert!(waits.windows(2).all(|pair| pair[0] > pair[1]) && waits[0] <= 1_650, "{waits:?}");
        assert!(told.iter().all(|(_, now)| now.waits_ms.is_none() || now.confirmed == PIECE as u64));
    }

    fn the_answer_of_progress_cancels(front) {
        let world = World::on_a_link(20_000_000);
        let (mut whole, _) = watched(&file(3 * PIECE));
        whole.watch = Some(Arc::new(|progress| progress.confirmed == 0));
        let (stored, result) = front.upload(&world.setup, &world.target(), &whole, None);
        let failure = result.expect_err("cancelled");
        assert_eq!((stored, failure.status, failure.in_doubt), (None, GU_ERR_CANCELLED, false));
        assert!(failure.offset >= PIECE as u64, "{failure:?}");
        assert_eq!((world.stored().len(), world.service.sessions().len()), (0, 0));
        let waiting = World::new();
        waiting.service.script(vec!["piece:1=429;retry-after: 50".parse().expect("a fault")]);
        whole.watch = Some(Arc::new(|progress| progress.waits_ms.is_none()));
        let (_, result) = front.upload(&waiting.setup, &waiting.target(), &whole, None);
        assert_eq!(result.expect_err("cancelled").status, GU_ERR_CANCELLED);
    }

    fn cancelling_in_every_phase(front) {
        for (fault, kind, doubt) in [
            ("look-up=delay:600000", Kind::LookUp, false),
            ("look-up=429;retry-after: 50", Kind::LookUp, false),
            ("create=delay:600000", Kind::Create, false),
            ("create=429;retry-after: 50", Kind::Create, false),
            ("piece:1=stall:100000", Kind::Piece, false),
            ("piece:1=delay:600000", Kind::Piece, false),
            ("piece:1=503;retry-after: 50", Kind::Piece, false),
            ("piece:1=lose", Kind::Status, false),
        ] {
            for keep in [false, true] {
                let world = World::with_tls();
                if kind == Kind::Status {
                    world.service.script(vec![fault.parse().expect("a fault"), "status=delay:600000".parse().expect("one")]);
                }
                let fault = if kind == Kind::Status { "" } else { fault };
                let failure = cancelled_at(front, &world, fault, kind, keep);
                assert_eq!(failure.in_doubt, doubt, "{fault}: {failure:?}");
                assert_eq!(world.stored().len(), 0);
                let known = !matches!(kind, Kind::LookUp | Kind::Create);
                // A session whose creation was not answered is nobody's, if it was made at all.
                let left = world.service.sessions().len();
                let unseen = kind == Kind::Create && left <= 1;
                assert!(unseen || left == usize::from(known && keep), "{fault}, kept: {keep}: {left} are left");
                assert_eq!(world.count(Kind::Delete), usize::from(known && !keep), "{fault}, kept: {keep}");
            }
        }
    }

    fn after_the_last_byte_a_cancelled_upload_is_in_doubt(front) {
        for keep in [false, true] {
            let world = World::new();
            world.service.script(vec!["last=delay:600000".parse().expect("a fault")]);
            let whole = Whole { keep_on_cancel: Some(keep), ..Whole::of(From::Memory(file(1_000).into())) };
            let cancel = Cancel::new().expect("a descriptor");
            let failure = std::thread::scope(|scope| {
                let call = scope.spawn(|| front.upload(&world.setup, &world.target(), &whole, Some(&cancel)));
                let whole = |request: &Recorded| request.kind == Kind::Piece && request.body_length == 1_000;
                assert!(world.service.wait_for(FAR, |state| state.requests.iter().any(whole)));
                cancel.request();
                call.join().expect("no panic").1.expect_err("cancelled")
            });
            assert_eq!((failure.status, failure.in_doubt), (GU_ERR_CANCELLED, true), "{failure:?}");
            assert_eq!(world.count(Kind::Delete), 0, "what may be stored is not deleted");
        }
    }

    fn an_upload_that_is_run_again_finds_out(front) {
        for (faults, kind, count, recovered) in [
            (vec!["last=lose", "status=delay:600000"], Kind::Status, 1, true),
            (vec!["last=stall:100"], Kind::Piece, 2, false),
        ] {
            let world = World::new();
            world.service.script(faults.iter().map(|fault| fault.parse().expect("a fault")).collect());
            let bytes = file(PIECE + 1_000);
            let whole = Whole { keep_on_cancel: Some(true), ..Whole::of(From::Memory(bytes.clone().into())) };
            let upload = front.prepare(&whole).expect("prepared");
            let cancel = Cancel::new().expect("a descriptor");
            let (other, service) = (cancel.clone(), Arc::clone(&world.service));
            let watcher = std::thread::spawn(move || {
                let of_kind = |request: &&Recorded| request.kind == kind;
                service.wait_for(FAR, |state| state.requests.iter().filter(of_kind).count() == count);
                other.request();
            });
            let (_, result) = upload.run(&world.setup, &world.target(), Some(&cancel));
            watcher.join().expect("no panic");
            assert_eq!(result.expect_err("cancelled").status, GU_ERR_CANCELLED);
            let (stored, result) = upload.run(&world.setup, &world.target(), None);
            result.unwrap_or_else(|failure| panic!("{faults:?}: {failure:?}"));
            let stored = stored.expect("an item");
            world.assert_stored(&stored.id, &bytes);
            assert_eq!((stored.recovered, world.count(Kind::Create)), (recovered, 1), "{faults:?}");
        }
    }

    fn other_bytes_are_not_mixed_into_what_was_left(front) {
        let world = World::new();
        world.service.script(vec!["piece:2=stall:1000".parse().expect("a fault")]);
        let size = 3 * PIECE;
        let (old, new) = (file(size), vec![7; size]);
        let served = Arc::new(Mutex::new(old));
        let read = Arc::clone(&served);
        let from = From::ReadAt(
            size as u64,
            Arc::new(move |offset: u64, buffer: &mut [u8]| {
                let bytes = read.lock().expect("not poisoned");
                buffer.copy_from_slice(&bytes[offset as usize..offset as usize + buffer.len()]);
                buffer.len() as i32
            }),
        );
        let upload = front.prepare(&Whole { keep_on_cancel: Some(true), ..Whole::of(from) }).expect("prepared");
        let cancel = Cancel::new().expect("a descriptor");
        let (other, service) = (cancel.clone(), Arc::clone(&world.service));
        let watcher = std::thread::spawn(move || {
            let piece = |request: &&Recorded| request.kind == Kind::Piece;
            service.wait_for(FAR, |state| state.requests.iter().filter(piece).count() == 2);
            other.request();
        });
        let (_, result) = upload.run(&world.setup, &world.target(), Some(&cancel));
        watcher.join().expect("no panic");
        assert_eq!(result.expect_err("cancelled").status, GU_ERR_CANCELLED);
        // Another target in between makes it forget nothing.
        let elsewhere = Place::DrivePath { drive: None, path: "other.bin" };
        upload.run(&world.setup, &elsewhere.into(), None).1.expect("uploaded");
        *served.lock().expect("not poisoned") = new.clone();
        let (_, result) = upload.run(&world.setup, &world.target(), None);
        let failure = result.expect_err("they are other bytes");
        assert_eq!((failure.status, failure.in_doubt), (GU_ERR_SOURCE_CHANGED, false), "{failure:?}");
        assert_eq!((world.stored().len(), world.service.sessions().len()), (0, 0));
        let (stored, result) = upload.run(&world.setup, &world.target(), None);
        result.expect("uploaded");
        world.assert_stored(&stored.expect("an item").id, &new);
    }

    fn a_callback_can_raise_the_flag(front) {
        let world = World::new();
        let cancel = Cancel::new().expect("a descriptor");
        let (inside, reads) = (cancel.clone(), Arc::new(AtomicU64::new(0)));
        let counted = Arc::clone(&reads);
        let bytes = file(2 * PIECE);
        let read = move |offset: u64, buffer: &mut [u8]| {
            if counted.fetch_add(1, Ordering::SeqCst) == 3 {
                inside.request();
            }
            buffer.copy_from_slice(&bytes[offset as usize..offset as usize + buffer.len()]);
            buffer.len() as i32
        };
        let whole = Whole::of(From::ReadAt(2 * PIECE as u64, Arc::new(read)));
        let (_, result) = front.upload(&world.setup, &world.target(), &whole, Some(&cancel));
        assert_eq!(result.expect_err("cancelled").status, GU_ERR_CANCELLED);
        let before_end = 2 * PIECE as u64 / (64 * 1024);
        assert!(reads.load(Ordering::SeqCst) < before_end, "it went on reading");
        assert_eq!((world.stored().len(), world.service.sessions().len()), (0, 0));
    }

    fn a_flag_that_is_raised_already_sends_nothing(front) {
        let world = World::new();
        let cancel = Cancel::new().expect("a descriptor");
        cancel.request();
        let whole = Whole::of(From::Memory(file(10).into()));
        let (_, result) = front.upload(&world.setup, &world.target(), &whole, Some(&cancel));
        assert_eq!(result.expect_err("cancelled").status, GU_ERR_CANCELLED);
        assert_eq!(world.service.requests().len(), 0);
    }
}
