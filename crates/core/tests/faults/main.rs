//! The core against the simulator's model, in one process and in virtual time: whatever goes wrong, what an upload says
//! of its end is true, and it does not give up early.
//!
//! A seed decides everything; see `schedule` for what is drawn. `GU_SEEDS` says how many are tried, `GU_SEED` which one is
//! told.

mod drive;
mod excuses;
mod facts;
mod fault;
mod forged;
mod kept;
mod life;
mod mistake;
mod mistaken;
mod network;
mod oracle;
mod pins;
mod place;
mod puts;
mod queues;
mod report;
mod schedule;
mod source;
mod states;
mod whole;
mod wire;
mod world;

use mistake::Mistake;

/// How many schedules are tried where nobody says.
const SEEDS: u64 = 20_000;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}

#[test]
fn what_an_upload_says_of_its_end_is_true() {
    let seeds = number("GU_SEEDS").unwrap_or(SEEDS);
    let started = std::time::Instant::now();
    match report::run_many(number("GU_FIRST").unwrap_or(0), seeds) {
        Ok(tally) => {
            report::print(&tally);
            println!("{seeds} schedules in {:.1} s", started.elapsed().as_secs_f64());
        }
        Err(wrong) => panic!("{}", report::story(&wrong, None)),
    }
}

/// Goes on where another would stop, and says how often what went wrong, with the first seeds of each.
#[test]
#[ignore = "for whoever changes the oracle or the protocol"]
fn survey() {
    let seeds = number("GU_SEEDS").unwrap_or(SEEDS);
    let mut wrongs = std::collections::BTreeMap::<String, Vec<u64>>::new();
    report::quietly(|| {
        for wrong in (0..seeds).filter_map(|seed| report::run(seed).err()) {
            wrongs.entry(wrong.why.chars().take(60).collect()).or_default().push(wrong.seed);
        }
    });
    for (why, seeds) in wrongs {
        println!("{:6} {why}: {:?}", seeds.len(), &seeds[..seeds.len().min(6)]);
    }
}

/// Tells the story of the schedule that `GU_SEED` names, with the mistake that `GU_MISTAKE` names.
#[test]
fn one() {
    let Some(seed) = number("GU_SEED") else { return };
    let mistake = std::env::var("GU_MISTAKE").ok();
    let mistake = mistake.map(|name| Mistake::named(&name).expect("a mistake"));
    let result = report::run_with(seed, mistake);
    let why = result.as_ref().map_or_else(|wrong| wrong.why.clone(), |ended| format!("{ended:?}"));
    println!("{}", report::story(&report::Wrong { seed, why }, mistake));
    assert!(result.is_ok(), "see above");
}
