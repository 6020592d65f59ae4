use std::collections::HashSet;

use super::*;

fn names(order: &mut Order<&'static str>) -> Vec<&'static str> {
    std::iter::from_fn(|| order.take_next().map(|(_, job)| job)).collect()
}

fn three() -> (Order<&'static str>, [JobId; 3]) {
    let mut order = Order::default();
    let ids = ["a", "b", "c"].map(|job| order.submit(job));
    (order, ids)
}

#[test]
fn the_oldest_goes_first_unless_another_is_put_in_front() {
    assert_eq!(names(&mut three().0), ["a", "b", "c"]);
    let (mut order, [a, b, c]) = three();
    assert!(order.to_front(b) && order.to_front(c));
    assert_eq!(names(&mut order), ["c", "b", "a"]);
    assert_eq!(order.running(), 3);
    assert!(order.to_front(a), "one that runs is first when it comes back");
    assert!(!order.to_front(9));
}

#[test]
fn a_paused_job_keeps_its_place() {
    let (mut order, [a, b, _]) = three();
    assert_eq!((order.pause(a), order.pause(b)), (Some(Stage::Paused), Some(Stage::Paused)));
    assert_eq!(names(&mut order), ["c"]);
    assert_eq!((order.resume(b), order.resume(a)), (Some(Stage::Waiting), Some(Stage::Waiting)));
    assert_eq!(names(&mut order), ["a", "b"]);
    assert_eq!((order.pause(9), order.resume(9), order.rested(9)), (None, None, None));
}

#[test]
fn a_job_that_runs_rests_when_it_can() {
    let (mut order, [a, ..]) = three();
    assert_eq!(order.take_next(), Some((a, "a")));
    assert!(!order.is_to_rest(a));
    assert_eq!(order.pause(a), Some(Stage::Running));
    assert!(order.is_to_rest(a));
    assert_eq!((order.rested(a), order.running()), (Some(Stage::Paused), 0));
    assert_eq!(order.resume(a), Some(Stage::Waiting));
    assert_eq!(order.take_next(), Some((a, "a")), "it goes on before younger ones");
    order.pause(a);
    order.resume(a);
    assert!(!order.is_to_rest(a));
    assert_eq!(order.rested(a), Some(Stage::Waiting), "continued between the two");
}

#[test]
fn all_can_be_paused_and_continued() {
    let (mut order, [a, b, c]) = three();
    order.take_next();
    order.pause(c);
    order.pause_all();
    let d = order.submit("d");
    assert!(order.ready() == 0 && order.take_next().is_none() && order.is_to_rest(a));
    assert_eq!(
        [a, b, c, d].map(|id| order.stage(id)),
        [Stage::Running, Stage::Paused, Stage::Paused, Stage::Paused].map(Some)
    );
    assert_eq!(order.rested(a), Some(Stage::Waiting), "it is not paused on its own account");
    order.resume_all();
    assert_eq!(names(&mut order), ["a", "b", "c", "d"]);
}

#[test]
fn cancelling() {
    let (mut order, [a, b, c]) = three();
    order.take_next();
    order.take_next();
    order.pause(b);
    order.rested(b);
    order.pause_all();
    assert_eq!(order.cancel(c), Cancelling::Ended, "nothing was sent for it");
    assert_eq!((order.cancel(c), order.len()), (Cancelling::Unknown, 2));
    assert_eq!(order.cancel(a), Cancelling::Raise);
    assert!(!order.is_to_rest(a), "it ends");
    assert_eq!(order.cancel(b), Cancelling::Raise);
    assert_eq!(order.ready(), 1);
    assert_eq!(order.take_next(), Some((b, "b")), "it has to tidy up, though all are paused");
    assert_eq!((order.ended(a), order.ended(b), order.ended(b)), (Some("a"), Some("b"), None));
    assert!(order.is_empty() && order.running() == 0 && order.ready() == 0);
}

#[test]
fn what_an_earlier_process_has_begun_tidies_up() {
    let mut order = Order::default();
    let (begun, new) = (order.submit_begun("begun"), order.submit("new"));
    order.pause_all();
    assert!(!order.has_begun(begun));
    assert_eq!((order.cancel(new), order.cancel(begun)), (Cancelling::Ended, Cancelling::Raise));
    assert_eq!(order.take_next(), Some((begun, "begun")));
}

/// Whatever is done, no job is lost or given out twice at once, and the counts are right.
#[test]
fn any_calls_in_any_order() {
    for seed in 0..if cfg!(miri) { 20 } else { 200 } {
        let mut chance = fastrand::Rng::with_seed(seed);
        let (mut order, mut running, mut alive) = (Order::default(), HashSet::new(), HashSet::new());
        for _ in 0..200 {
            let id = chance.u64(1..=order.next_id());
            match chance.u8(0..12) {
                0..=2 => assert!(alive.insert(order.submit(()))),
                3..=4 => {
                    let could = order.ready() > 0;
                    let next = order.take_next();
                    assert_eq!(next.is_some(), could);
                    assert!(next.is_none_or(|(id, ())| alive.contains(&id) && running.insert(id)));
                }
                5 => drop(order.pause(id)),
                6 => drop(order.resume(id)),
                7 => drop(order.to_front(id)),
                8 => match order.cancel(id) {
                    Cancelling::Ended => assert!(alive.remove(&id) && !running.contains(&id)),
                    Cancelling::Raise => assert!(alive.contains(&id)),
                    Cancelling::Unknown => assert!(!alive.contains(&id)),
                },
                9 => order.pause_all(),
                10 => order.resume_all(),
                _ if running.remove(&id) => match order.is_to_rest(id) {
                    true => assert!(order.rested(id).is_some()),
                    false => assert!(order.ended(id).is_some() && alive.remove(&id)),
                },
                _ => {}
            }
            assert_eq!((order.len(), order.running()), (alive.len(), running.len()));
        }
        order.resume_all();
        for id in running.drain() {
            order.rested(id);
        }
        let rest: HashSet<_> = std::iter::from_fn(|| order.take_next().map(|(id, ())| id)).collect();
        assert_eq!(rest, alive, "each that is left can still run");
    }
}

#[test]
fn a_job_is_there_until_it_has_ended() {
    let (mut order, [a, b, c]) = three();
    let listed = |order: &Order<&'static str>| {
        let mut jobs: Vec<_> = order.jobs().map(|(id, job)| (id, *job)).collect();
        jobs.sort_unstable();
        jobs
    };
    assert_eq!(listed(&order), [(a, "a"), (b, "b"), (c, "c")]);
    assert_eq!((order.len(), order.is_empty(), order.job(b)), (3, false, Some(&"b")));
    assert!(!order.has_begun(a));
    assert_eq!(order.take_next(), Some((a, "a")));
    assert!(order.has_begun(a) && !order.has_begun(b));
    for (id, job) in [(a, "a"), (c, "c"), (b, "b")] {
        assert_eq!(order.ended(id), Some(job));
        assert_eq!((order.ended(id), order.job(id), order.stage(id)), (None, None, None));
    }
    assert_eq!((listed(&order), order.len(), order.is_empty()), (vec![], 0, true));
}
