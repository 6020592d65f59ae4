//! Files that a slow link does not send within the life of an upload session.

use std::sync::{Arc, Mutex};

use graph_upload::ffi::status::GU_ERR_EXPIRED;
use graph_upload_simulator::model::kind::Kind;

use crate::both;
use crate::front::{From, Whole, file};
use crate::world::World;

/// Two thirds of a second on the link below.
const PIECE: u64 = 655_360;

/// Sessions of some seconds behind a link that sends 1,000,000 bytes in one of them.
fn world(life_ms: u64) -> World {
    let mut world = World::with(|config| {
        config.link.bytes_per_second = Some(1_000_000);
        config.todo.lifetime_ms = life_ms;
    });
    world.setup.piece = Some(PIECE);
    world
}

both! {
    fn each_session_would_expire_at_the_same_place(front) {
        let mut world = world(6_000);
        let (log, numbers) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(Vec::new())));
        let (lines, told) = (Arc::clone(&log), Arc::clone(&numbers));
        world.setup.log = Some(Arc::new(move |line: &str| {
            lines.lock().expect("not poisoned").push(line.to_owned());
        }));
        let watch = move |progress: graph_upload::progress::Progress| {
            told.lock().expect("not poisoned").push(progress.late_by_ms);
            true
        };
        let bytes = file(25_000_000);
        let whole = Whole { watch: Some(Arc::new(watch)), ..Whole::of(From::Memory(bytes.into())) };
        let (stored, result) = front.upload(&world.setup, &world.target(), &whole, None);
        let failure = result.expect_err("it cannot be sent");
        assert_eq!((stored, failure.status, failure.in_doubt), (None, GU_ERR_EXPIRED, false), "{failure:?}");
        let says = "the file cannot be sent within the life of an upload session: it has 25000000 bytes";
        assert!(failure.message.starts_with(says), "{failure:?}");
        // More than two where a busy machine made the first ones slower than the link; without an end there would be one
        // every six seconds for as long as the budget lasts.
        assert!((2..=6).contains(&world.count(Kind::Create)), "{failure:?}");
        assert_eq!((world.stored().len(), world.service.sessions().len()), (0, 0));

        let log = log.lock().expect("not poisoned");
        let warned = |line: &&String| line.contains("at this speed the file cannot be sent within the life of a session");
        assert!(log.iter().any(|line| warned(&line)), "{log:?}");
        let numbers = numbers.lock().expect("not poisoned");
        assert_eq!(numbers.first(), Some(&None), "nothing is known at first");
        assert!(numbers.iter().any(|late| late.is_some_and(|late| late > 5_000)), "{numbers:?}");
    }

    fn a_file_that_is_sent_in_time(front) {
        let world = world(600_000);
        let numbers = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&numbers);
        let watch = move |progress: graph_upload::progress::Progress| {
            told.lock().expect("not poisoned").push(progress.late_by_ms);
            true
        };
        let bytes = file(2_000_000);
        let whole = Whole { watch: Some(Arc::new(watch)), ..Whole::of(From::Memory(bytes.clone().into())) };
        let (stored, result) = front.upload(&world.setup, &world.target(), &whole, None);
        result.expect("uploaded");
        world.assert_stored(&stored.expect("an item").id, &bytes);
        let numbers = numbers.lock().expect("not poisoned");
        assert!(numbers.iter().all(|late| late.is_none_or(|late| late == 0)), "{numbers:?}");
    }
}
