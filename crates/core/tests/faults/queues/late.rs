//! A large file among small ones on a slow link: with an even share of it, its session expires before it is sent.

use fastrand::Rng;
use graph_upload_core::policy::baseline::RoundTrips;
use graph_upload_core::policy::governor::Limits;
use graph_upload_core::policy::retry::Policy;
use graph_upload_simulator::model::config::Config;
use graph_upload_simulator::model::drive::rules::Flavour;

use super::defect::Defect;
use super::host::Host;
use super::judge;
use super::plan::{Action, Plan};
use crate::place::{Place, Sort};
use crate::report::Tally;
use crate::schedule::{self, Caller, Menu, Schedule};

const SEEDS: u64 = 10;
const PIECE: u64 = 1_000;
/// In bytes per second.
const LINK: u64 = 1_000;
const SESSION_MS: u64 = 2_000_000;
/// Within the life of a session half of the link takes a million bytes, and an eighth a quarter of a million.
const LARGE: u64 = 600_000;
const SMALL: u64 = 50_000;

fn config(rng: &mut Rng) -> Config {
    let mut config = schedule::config(rng, PIECE);
    (config.page_size, config.hidden_requests, config.date_shift_ms) = (10, 0, 0);
    config.drive.flavour = Flavour::Personal;
    config.drive.personal_lifetime_ms = SESSION_MS;
    config
}

fn file(rng: &mut Rng, config: &Config, source: u64, size: u64) -> Schedule {
    Schedule {
        size,
        piece: PIECE,
        caller: Caller::Whole,
        menu: Menu::Passing,
        saves: true,
        faults: 0,
        rarity: 1,
        deaths: 0,
        mortality: 1,
        tries: 0,
        policy: Policy::default(),
        config: config.clone(),
        renews: true,
        taken: false,
        locked_ms: None,
        round_trips: RoundTrips::ALL,
        lookalike: false,
        place: Place::among_others(rng, Sort::Path, source),
    }
}

/// A large file and forty small ones, eight at once.
fn plan(rng: &mut Rng) -> Plan {
    let config = config(rng);
    let sizes = (1..=41).map(|source| (source, if source == 1 { LARGE } else { SMALL + source }));
    let schedules: Vec<_> = sizes.map(|(source, size)| file(rng, &config, source, size)).collect();
    let actions = (0..schedules.len()).map(|job| (0, Action::Submit(job))).collect();
    Plan { at_once: 8, limits: Limits::default(), link: Some(LINK), config, schedules, actions }
}

/// How many sessions the large file took, and how long all of them.
fn run(seed: u64, defect: Option<Defect>) -> Result<(u32, u64), String> {
    let mut rng = Rng::with_seed(seed);
    let plan = plan(&mut rng);
    let mut host = Host::of(plan, rng, false, defect);
    let began = host.now;
    judge(&mut host, &mut Tally::new())?;
    Ok((host.jobs[0].world.facts.creations, host.now - began))
}

#[test]
fn a_late_upload_gets_through_in_one_session_and_the_others_as_well() {
    // All bytes over the link, and what a request takes besides.
    let least = (LARGE + 40 * SMALL) * 1_000 / LINK;
    for seed in 0..SEEDS {
        let (sessions, took) = run(seed, None).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
        println!("{seed}: {sessions} sessions, {took} of {least} ms");
        assert_eq!(sessions, 1, "seed {seed}");
    }
}

#[test]
fn with_an_even_share_it_does_not() {
    let found = run(0, Some(Defect::LateUnheard));
    assert!(found.is_err_and(|why| why.contains("takes from a late upload")));
}
