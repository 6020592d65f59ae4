//! Runs many schedules, counts how they end, and tells the story of one.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use crate::life::{self, End};
use crate::mistake::Mistake;
use crate::oracle;
use crate::pins::Digest;
use crate::states::Walked;
use crate::world::World;

/// How many schedules ended how, by kind.
pub type Tally = BTreeMap<(&'static str, &'static str), u64>;

/// A schedule that went wrong.
pub struct Wrong {
    pub seed: u64,
    pub why: String,
}

/// Runs one schedule.
pub fn run(seed: u64) -> Result<(&'static str, &'static str), Wrong> {
    run_with(seed, None)
}

/// Runs one schedule with a client that makes a mistake.
pub fn run_with(seed: u64, mistake: Option<Mistake>) -> Result<(&'static str, &'static str), Wrong> {
    let mut world = World::new(seed, false);
    world.mistake = mistake;
    judge(seed, &mut world)
}

/// What leads from one state to another in a schedule.
pub fn walked(seed: u64) -> Walked {
    let mut world = World::new(seed, false);
    world.walked = Some(Walked::default());
    // Whether it is right is another test's matter.
    let _ = judge(seed, &mut world);
    world.walked.take().expect("it was put there")
}

/// All that is said in one schedule, as a digest.
pub fn digest(seed: u64) -> Digest {
    let mut world = World::new(seed, false);
    world.digest = Some(Digest::new());
    // Whether it is right is another test's matter.
    let _ = judge(seed, &mut world);
    world.digest.take().expect("it was put there")
}

fn judge(seed: u64, world: &mut World) -> Result<(&'static str, &'static str), Wrong> {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let end = life::run(world);
        world.tell(|_| match &end {
            End::Stored(item) => format!("= stored: {item:?}"),
            End::Failed(error) => {
                format!("= {:?}, in doubt: {}: {error}", error.status(), error.details().in_doubt)
            }
            end => format!("= {end:?}"),
        });
        world.run_out();
        match oracle::untruth(world, &end) {
            Some(why) => Err(Wrong { seed, why }),
            None => Ok((world.schedule.place.target.rules().kind, said(&end))),
        }
    }));
    outcome.unwrap_or_else(|panic| Err(Wrong { seed, why: words(&*panic) }))
}

/// What a panic says.
pub fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

/// How an ending counts.
pub fn said(end: &End) -> &'static str {
    match end {
        End::Stored(item) if item.recovered => "stored, found by looking",
        End::Stored(_) => "stored",
        End::Failed(error) if error.details().in_doubt => "unknown",
        End::Failed(_) | End::Discarded => "not stored",
        End::Died => "process ended, nothing saved",
    }
}

/// The story of a schedule, with how to read it again.
pub fn story(wrong: &Wrong, mistake: Option<Mistake>) -> String {
    let again = mistake.map(|mistake| format!("GU_MISTAKE={mistake:?} ")).unwrap_or_default();
    let mut world = World::new(wrong.seed, true);
    world.mistake = mistake;
    let _ = quietly(|| judge(wrong.seed, &mut world));
    format!(
        "{}\n\nseed {}: {}\nfacts: {:?}\nagain: {again}GU_SEED={} cargo test -p graph-upload-core --test faults one -- --nocapture\n",
        world.transcript(),
        wrong.seed,
        wrong.why,
        world.facts,
        wrong.seed
    )
}

/// Runs the schedules of all seeds from `first` on, on all cores, up to the first that goes wrong.
pub fn run_many(first: u64, seeds: u64) -> Result<Tally, Wrong> {
    run_all(first, seeds, 100, |seed, tally| {
        *tally.entry(run(seed)?).or_insert(0) += 1;
        Ok(())
    })
}

/// The same with whatever a seed decides, so many at a time.
pub fn run_all(
    first: u64,
    seeds: u64,
    at_a_time: u64,
    run: impl Fn(u64, &mut Tally) -> Result<(), Wrong> + Sync,
) -> Result<Tally, Wrong> {
    quietly(|| run_on_all_cores(first, seeds, at_a_time, &run))
}

/// Runs something whose panics are findings, told with their seeds.
pub fn quietly<T>(run: impl FnOnce() -> T) -> T {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let result = run();
    std::panic::set_hook(hook);
    result
}

fn run_on_all_cores(
    first: u64,
    seeds: u64,
    at_a_time: u64,
    run: &(impl Fn(u64, &mut Tally) -> Result<(), Wrong> + Sync),
) -> Result<Tally, Wrong> {
    let (next, stop) = (AtomicU64::new(first), AtomicBool::new(false));
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let results: Vec<Result<Tally, Wrong>> = thread::scope(|scope| {
        let work = || -> Result<Tally, Wrong> {
            let mut tally = Tally::new();
            while !stop.load(Ordering::Relaxed) {
                let from = next.fetch_add(at_a_time, Ordering::Relaxed);
                let to = (from + at_a_time).min(first + seeds);
                if from >= to {
                    break;
                }
                for seed in from..to {
                    run(seed, &mut tally).inspect_err(|_| stop.store(true, Ordering::Relaxed))?;
                }
            }
            Ok(tally)
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().expect("panics are caught")).collect()
    });
    let mut all = Tally::new();
    for tally in results {
        for (key, count) in tally? {
            *all.entry(key).or_insert(0) += count;
        }
    }
    Ok(all)
}

/// The shares, a line for each kind.
pub fn print(tally: &Tally) {
    let kinds: std::collections::BTreeSet<_> = tally.keys().map(|(kind, _)| *kind).collect();
    for kind in kinds {
        let of_kind = || tally.iter().filter(|((one, _), _)| *one == kind);
        let all: u64 = of_kind().map(|(_, count)| count).sum();
        let shares: Vec<String> = of_kind()
            .map(|((_, said), count)| format!("{said} {:.1} %", *count as f64 * 100.0 / all as f64))
            .collect();
        println!("{kind:20} {all:>8}: {}", shares.join(" · "));
    }
}
