//! Uploads to be run, and the least time that the limits allow.

use graph_upload_core::policy::governor::Ask;
use graph_upload_core::policy::retry::Millis;
use graph_upload_core::policy::throttle::Scope;

use crate::service::Takes;
use crate::world::{Plan, Step};

/// An upload with many requests at once.
pub const FLOOD: u64 = 0;

const MIB: u64 = 1024 * 1024;
const PIECE: u64 = 15 * MIB / 4;
const WINDOW_BYTES: u64 = 150 * MIB;
const WINDOW: Millis = 300_000;
const MINUTE: Millis = 60_000;

/// Plans, and the least time they take.
pub type Timed = (Vec<Plan>, Millis);

fn step(who: u64, scope: &Scope, line: Option<&str>, bytes: u64, takes_ms: Millis) -> Step {
    let ask = Ask { scope: scope.clone(), line: line.map(str::to_owned), bytes, late: false, who };
    Step { ask, takes_ms }
}

/// An attachment: its session is made in line, so is the last piece, which goes to another origin in Outlook.
fn attachment(rng: &mut fastrand::Rng, who: u64, mailbox: &str, message: u64, pieces: u64) -> Vec<Step> {
    let graph = Scope::new("https://graph", mailbox);
    let origin = if message.is_multiple_of(2) { "https://outlook" } else { "https://graph" };
    let (put, line) = (Scope::new(origin, mailbox), format!("{mailbox}/{message}"));
    let mut steps = vec![
        step(who, &graph, None, 0, rng.u64(50..500)),
        step(who, &graph, Some(&line), 0, rng.u64(50..500)),
    ];
    for piece in 1..=pieces {
        let line = Some(line.as_str()).filter(|_| piece == pieces);
        steps.push(step(who, &put, line, PIECE, rng.u64(200..4_000)));
    }
    steps
}

fn file(rng: &mut fastrand::Rng, who: u64, pieces: u64) -> Vec<Step> {
    let (graph, share) =
        (Scope::new("https://graph", "drive-item"), Scope::new("https://share", "drive-item"));
    let mut steps = vec![step(who, &graph, None, 0, rng.u64(50..500))];
    steps.extend((0..pieces).map(|_| step(who, &share, None, 10 * MIB, rng.u64(100..4_000))));
    steps
}

/// Uploads to mailboxes and drives, some of which are late for a while, and one that floods its mailbox with requests.
pub fn mixed(seed: u64) -> Vec<Plan> {
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut plans = Vec::new();
    for who in 1..=rng.u64(10..40) {
        let pieces = rng.u64(1..12);
        let mut steps = match rng.u32(0..4) {
            0 => file(&mut rng, who, pieces),
            kind => {
                let message = rng.u64(0..4);
                attachment(&mut rng, who, ["me", "users/u", "me"][kind as usize - 1], message, pieces)
            }
        };
        if rng.u32(0..4) == 0 {
            let since = rng.usize(..steps.len());
            steps[since..].iter_mut().for_each(|step| step.ask.late = step.ask.bytes > 0);
        }
        plans.push(Plan { starts: rng.u64(0..20_000), steps });
    }
    let me = Scope::new("https://graph", "me");
    for _ in 0..30 {
        let steps = (0..5).map(|_| step(FLOOD, &me, None, 0, rng.u64(50..500))).collect();
        plans.push(Plan { starts: rng.u64(0..20_000), steps });
    }
    plans
}

/// Requests without bytes to one mailbox: four at once is all there is.
pub fn mailbox_requests(seed: u64) -> Timed {
    let mut rng = fastrand::Rng::with_seed(seed);
    let me = Scope::new("https://graph", "me");
    let steps =
        |who, rng: &mut fastrand::Rng| (0..8).map(|_| step(who, &me, None, 0, rng.u64(50..500))).collect();
    let plans: Vec<Plan> = (1..=24).map(|who| Plan { starts: 0, steps: steps(who, &mut rng) }).collect();
    let sum: Millis = plans.iter().flat_map(|plan| &plan.steps).map(|step| step.takes_ms).sum();
    (plans, sum / 4)
}

/// More bytes to one mailbox than a window takes.
pub fn mailbox_bytes(seed: u64) -> Timed {
    let mut rng = fastrand::Rng::with_seed(seed);
    let pieces = rng.u64(8..12);
    let plans: Vec<Plan> =
        (0..16).map(|who| Plan { starts: 0, steps: attachment(&mut rng, who, "me", who, pieces) }).collect();
    let windows = (16 * pieces * PIECE - 1) / WINDOW_BYTES;
    (plans, windows * WINDOW)
}

/// The same to a mailbox that takes less than is documented, and says so by refusals alone. Each of its waits is rounded up
/// to a second.
pub fn mailbox_of_few_bytes(seed: u64, takes: Takes) -> Timed {
    let (plans, _) = mailbox_bytes(seed);
    let sum: u64 = plans.iter().flat_map(|plan| &plan.steps).map(|step| step.ask.bytes).sum();
    (plans, (sum - 1) / takes.bytes * takes.window)
}

/// More requests to a tenant than it serves in a minute.
pub fn tenant(seed: u64, units_per_minute: u64) -> Timed {
    let mut rng = fastrand::Rng::with_seed(seed);
    let share = Scope::new("https://share", "drive-item");
    let steps = |who, rng: &mut fastrand::Rng| {
        (0..120).map(|_| step(who, &share, None, 1, rng.u64(50..400))).collect()
    };
    let plans: Vec<Plan> = (1..=60).map(|who| Plan { starts: 0, steps: steps(who, &mut rng) }).collect();
    // 7200 requests of two units each; the last minute has to begin, no more.
    (plans, (7_200 * 2 / units_per_minute - 1) * MINUTE)
}
