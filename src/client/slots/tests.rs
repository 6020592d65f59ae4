use std::sync::Barrier;
use std::sync::atomic::AtomicU32;
use std::thread;

use super::*;
use graph_upload_core::graph::response::{BodyEnd, Response};
use graph_upload_core::policy::throttle::Scope;

/// Longer than any test takes.
const PATIENCE: Duration = Duration::from_secs(600);

fn slots() -> Slots {
    Slots::new(Instant::now())
}

fn ask(line: Option<&str>, who: u64) -> Ask {
    Ask { scope: Scope::new("o", "me"), line: line.map(str::to_owned), bytes: 0, late: false, who }
}

fn goes(entered: Entered<'_>) -> Place<'_> {
    match entered {
        Entered::Goes(place) => place,
        Entered::Quiet(until) => panic!("quiet until {until}"),
        Entered::Stopped => panic!("stopped"),
    }
}

fn enter<'a>(slots: &'a Slots, line: Option<&str>) -> Place<'a> {
    goes(slots.enter(ask(line, slots.upload()), PATIENCE, |_, _| true))
}

/// Has eight threads enter again and again. Answers how many were inside at the same time.
fn most_inside(line: Option<&str>) -> u32 {
    let (slots, inside, most) = (slots(), AtomicU32::new(0), AtomicU32::new(0));
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..100 {
                    let place = enter(&slots, line);
                    most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    thread::yield_now();
                    inside.fetch_sub(1, Ordering::SeqCst);
                    drop(place);
                }
            });
        }
    });
    let state = slots.lock();
    assert_eq!((state.governor.running(), state.held.len(), state.waiting.len()), (0, 0, 0));
    most.load(Ordering::SeqCst)
}

#[test]
fn one_at_a_time_at_a_message_and_nobody_is_forgotten() {
    assert_eq!(most_inside(Some("m")), 1);
}

#[test]
fn four_at_a_time_in_a_mailbox() {
    assert!(most_inside(None) <= 4);
    let (slots, all, done) = (slots(), Barrier::new(5), Barrier::new(5));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let _place = enter(&slots, None);
                all.wait();
                done.wait();
            });
        }
        all.wait();
        let entered = slots.enter(ask(None, 9), PATIENCE, |why, _| {
            assert_eq!(why, Why::AtOnce);
            false
        });
        let stopped = matches!(entered, Entered::Stopped);
        done.wait();
        assert!(stopped, "a fifth");
    });
}

#[test]
fn other_messages_and_ones_own_thread_do_not_wait() {
    let slots = slots();
    let first = enter(&slots, Some("m"));
    let no_wait = |line| goes(slots.enter(ask(Some(line), 9), PATIENCE, |_, _| unreachable!("it waits")));
    let places: Vec<_> = ["n", "m", "m", "m", "m"].map(no_wait).into();
    assert_eq!(slots.lock().governor.running(), 6);
    drop((first, places));
    assert_eq!(slots.lock().governor.running(), 0);
}

#[test]
fn whoever_does_not_want_to_wait_leaves_the_queue() {
    let slots = slots();
    let _first = enter(&slots, Some("m"));
    thread::scope(|scope| {
        let slots = &slots;
        let waited = scope.spawn(move || {
            let mut looks = 0;
            let entered = slots.enter(ask(Some("m"), 9), PATIENCE, |why, rest| {
                assert!(why == Why::Line && rest <= PATIENCE);
                looks += 1;
                looks < 3
            });
            matches!(entered, Entered::Stopped)
        });
        assert!(waited.join().expect("no panic"));
    });
    assert!(slots.lock().waiting.is_empty());
}

#[test]
fn those_who_stand_still_are_not_waited_for_for_ever() {
    let slots = slots();
    let mut first = enter(&slots, Some("m"));
    let moves = first.leaves();
    thread::scope(|scope| {
        let slots = &slots;
        let second = |moves: Option<Moves<'_>>| {
            let mut looks = 0;
            let time_limit = Duration::from_millis(if moves.is_some() { 600_000 } else { 20 });
            let entered = slots.enter(ask(Some("m"), 9), time_limit, |_, rest| {
                if let Some(moves) = &moves {
                    moves.now();
                    assert!(rest > time_limit / 2, "what moves is waited for");
                }
                looks += 1;
                moves.is_none() || looks < 3
            });
            matches!(entered, Entered::Goes(_))
        };
        let moving = scope.spawn(move || second(Some(moves)));
        assert!(!moving.join().expect("no panic"));
        let still = scope.spawn(move || second(None));
        assert!(still.join().expect("no panic"));
    });
}

/// After `longjmp()` nothing of the thread is dropped.
#[test]
fn whoever_leaves_a_callback_without_returning_loses_its_place() {
    let slots = slots();
    thread::scope(|scope| {
        scope.spawn(|| {
            let place = enter(&slots, Some("m"));
            place.left().leave();
            std::mem::forget(place);
        });
    });
    let waiting = slots.queue(&ask(Some("m"), 9)).expect("another thread's");
    waiting.left.leave();
    std::mem::forget(waiting);
    let place = goes(slots.enter(ask(Some("m"), 10), PATIENCE, |_, _| unreachable!("it waits")));
    let state = slots.lock();
    assert_eq!((state.governor.running(), state.held.len(), state.waiting.len()), (1, 1, 0));
    drop((state, place));
}

#[test]
fn what_the_service_says_is_heard_and_the_rest_is_given_back() {
    let slots = slots();
    let answer = |status| Response {
        status,
        headers: vec![("Retry-After".into(), "600".into())],
        body: Vec::new(),
        end: BodyEnd::Whole,
        early: false,
    };
    enter(&slots, Some("m")).ends(&Ok(answer(200)));
    enter(&slots, Some("m")).ends(&Ok(answer(429)));
    let entered = slots.enter(ask(None, 9), PATIENCE, |_, _| unreachable!("it is quiet"));
    assert!(matches!(entered, Entered::Quiet(until) if until >= 600_000));
    let place = goes(slots.take(ask(Some("m"), 9)));
    assert_eq!(slots.lock().governor.running(), 1);
    drop(place);
    assert_eq!(slots.lock().governor.running(), 0);
}
