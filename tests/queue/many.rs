//! Many jobs of all kinds, eight at once, while faults happen: each ends, and what it says of its end is what the service
//! has. `GU_JOBS` says how many, `GU_SEED` which.

use std::env;

use graph_upload::client::{Options, TimeLimit};
use graph_upload_simulator::faults::Fault;
use graph_upload_simulator::model::drive::rules::Flavour;
use graph_upload_simulator::model::kind::Kind;

use crate::jobs::One;
use crate::world::{World, fetch_all};

/// How many jobs a run of the tests has.
const JOBS: usize = 200;

fn number(name: &str, usual: u64) -> u64 {
    env::var(name).map_or(usual, |text| text.parse().expect("a number"))
}

/// Time limits that pass soon, and as many attempts as it takes: one request in six fails, and chance deals them out.
fn hurried(options: &mut Options) {
    for limit in [TimeLimit::Stall, TimeLimit::Response, TimeLimit::CommitResponse] {
        options.set_time_limit(limit, 1_000).expect("lawful");
    }
    options.set_backoff(1, 20).expect("lawful");
    options.set_retry_budget(40, 600_000).expect("lawful");
    options.set_settle_time(1_500).expect("lawful");
}

/// Faults for one in six of the requests, in no order.
fn script(jobs: usize, chance: &mut fastrand::Rng) -> Vec<Fault> {
    let kinds = [("create", 1), ("piece", 3), ("last", 1), ("inline", 1), ("look-up", 1), ("status", 1)];
    let whats = [
        "503;retry-after: 0.02",
        "500",
        "lose",
        "cut:100",
        "cut-keep:1000",
        "after:502",
        "truncate:9",
        "early:503",
        "429",
        "stall:10",
    ];
    let mut script = Vec::new();
    for (kind, per_job) in kinds {
        for nth in 1..jobs * per_job {
            let what = whats.get(chance.usize(..6 * whats.len()));
            // A stall takes the time of its limit: there are fewer.
            let what = what.filter(|what| !what.starts_with("stall") || chance.u8(..3) == 0);
            script.extend(what.map(|what| format!("{kind}:{nth}={what}").parse().expect("a fault")));
        }
    }
    script
}

/// Sessions of which a client has learned: those that are left without its knowing are of creations whose response was
/// lost.
fn known_sessions(world: &World) -> Vec<String> {
    let requests = world.service.requests();
    let is_unseen = |name: &str| {
        requests.iter().any(|request| {
            let fault = request.fault.as_deref().unwrap_or_default();
            let hides = ["lose", "after", "truncate"].iter().any(|what| fault.contains(what));
            request.kind == Kind::Create && request.target.contains(name) && hides
        })
    };
    let names = world.service.sessions().into_iter().map(|session| session.name);
    names.filter(|name| !is_unseen(name)).collect()
}

#[test]
fn whatever_happens_each_ends_and_tells_the_truth() {
    let jobs = usize::try_from(number("GU_JOBS", JOBS as u64)).expect("few");
    let seed = number("GU_SEED", fastrand::u64(..));
    println!("seed {seed}");
    let mut chance = fastrand::Rng::with_seed(seed);
    // Where a session whose creation was not seen locks no name.
    let world = World::configured(|config| config.drive.flavour = Flavour::Personal, hurried);
    world.service.script(script(jobs, &mut chance));
    let (queue, folder) = (world.queue(8), tempfile::tempdir().expect("a folder"));
    let all: Vec<One> = (0..jobs).map(|number| One::new(number, &mut chance)).collect();
    let submitted: Vec<_> = all.iter().map(|one| one.submit(&queue, folder.path())).collect();
    assert_eq!(fetch_all(&queue).len(), jobs, "each ends once");
    world.service.clear_script();

    let wrong: Vec<String> =
        all.iter().zip(&submitted).filter_map(|(one, job)| one.untruth(&world, job)).collect();
    assert_eq!(wrong, [""; 0], "seed {seed}");
    assert_eq!(world.service.violations(), Vec::<String>::new(), "seed {seed}");
    assert_eq!(known_sessions(&world), [""; 0], "seed {seed}");
    let progress = queue.progress().expect("ours");
    println!("{} stored, {} not, and {} faults", progress.stored, progress.failed, world.faults());
    assert!(progress.failed * 50 <= jobs as u64, "giving up early is a fault too: {progress:?}");
    assert!(world.faults() * 10 > jobs, "there were few faults");
}
