//! The governor under many uploads at once, in virtual time: no limit is exceeded, no slot is lost, nobody starves, and
//! nothing takes much longer than the limits make it. Governors with a defect are found.

mod gate;
mod oracle;
mod plans;
mod service;
mod world;

use gate::Defect;
use plans::{mailbox_bytes, mailbox_of_few_bytes, mailbox_requests, mixed, tenant};
use service::{Takes, UNITS};
use world::{Weather, World};

const SEEDS: u64 = 60;

const STORM: Weather = Weather { cancels: 3, pauses: 5, deaths: 3, breaks: 5, refuses: 2 };

/// How many requests come back at the same time at most.
const AT_ONCE: u32 = 4;

/// What a mailbox takes as Microsoft documents it, and one that takes less.
const DOCUMENTED: Takes = Takes { at_once: 4, bytes: 150 * 1024 * 1024, window: 300_000 };
const FEW: Takes = Takes { at_once: 4, bytes: 75 * 1024 * 1024, window: 300_000 };

/// Runs uploads of all sorts in bad weather. Answers what was wrong.
fn storm(seed: u64, defect: Option<Defect>) -> Vec<String> {
    let mut world = World::new(seed, mixed(seed), STORM, defect);
    world.service.at_once = Some(6).filter(|_| seed.is_multiple_of(2));
    world.run();
    let mut wrong = std::mem::take(&mut world.oracle.wrong);
    wrong.append(&mut world.service.wrong);
    wrong
}

fn assert_right(seed: u64, wrong: &[String]) {
    assert!(
        wrong.is_empty(),
        "seed {seed}: {} times, first {:#?}",
        wrong.len(),
        &wrong[..wrong.len().min(5)]
    );
}

#[test]
fn whatever_happens_no_limit_is_exceeded_and_nobody_starves() {
    for seed in 0..SEEDS {
        assert_right(seed, &storm(seed, None));
    }
}

/// What only shows in time: how long uploads take in fair weather, against the least that the limits allow, and how often
/// they were refused.
fn fair(seed: u64, defect: Option<Defect>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (what, takes, (plans, least)) in [
        ("requests of a mailbox", DOCUMENTED, mailbox_requests(seed)),
        ("bytes of a mailbox", DOCUMENTED, mailbox_bytes(seed)),
        ("few bytes of a mailbox", FEW, mailbox_of_few_bytes(seed, FEW)),
        ("units of a tenant", DOCUMENTED, tenant(seed, UNITS)),
    ] {
        let mut world = World::new(seed, plans, Weather::default(), defect);
        world.service.takes = Some(takes);
        let took = world.run();
        wrong.append(&mut world.oracle.wrong);
        wrong.append(&mut world.service.wrong);
        if took > least + least / 5 {
            wrong.push(format!("{what} took {took} ms, and {least} ms are possible"));
        }
        println!(
            "{seed} {what}: {took} of {least} ms, {} refusals, at most {} of one",
            world.service.refusals, world.most_refused
        );
        if takes == DOCUMENTED && world.service.refusals > 0 {
            wrong.push(format!("{what}: {} refusals", world.service.refusals));
        }
        // Others that come back at the same time may be served before it.
        if world.most_refused > AT_ONCE {
            wrong.push(format!("{what}: {} refusals of one request", world.most_refused));
        }
    }
    wrong
}

#[test]
fn in_fair_weather_nothing_is_refused_and_it_takes_little_longer_than_possible() {
    for seed in 0..SEEDS / 6 {
        assert_right(seed, &fair(seed, None));
    }
}

#[test]
fn each_defect_is_found() {
    use Defect::{
        Deaf, Flooded, LateAlone, LateUnheard, Lost, NoWindow, OneMore, Slow, Starved, TwoAtOneMessage,
    };
    for (defect, says) in [
        (Lost, "lost"),
        (TwoAtOneMessage, "two at"),
        (OneMore, "more than 4"),
        (NoWindow, "more bytes"),
        (Starved, "again and again"),
        (Flooded, "again and again"),
        (Deaf, "left alone"),
        (Slow, "are possible"),
        (LateUnheard, "takes from a late upload"),
        (LateAlone, "again and again"),
    ] {
        let found = |wrong: Vec<String>| wrong.iter().any(|wrong| wrong.contains(says));
        let seen = (0..SEEDS).any(|seed| found(storm(seed, Some(defect))) || found(fair(seed, Some(defect))));
        assert!(seen, "{defect:?}");
    }
}
