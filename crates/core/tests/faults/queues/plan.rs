//! What a seed decides of a queue: its jobs, the service's ways, and what its caller does when.

use fastrand::Rng;
use graph_upload_core::kinds::Conflict;
use graph_upload_core::policy::baseline::RoundTrips;
use graph_upload_core::policy::governor::Limits;
use graph_upload_core::policy::retry::Policy;
use graph_upload_simulator::model::config::Config;

use super::host::POLL_MS;
use crate::place::{Place, Sort};
use crate::schedule::{self, Caller, Menu, Schedule};

const MIB: u64 = 1024 * 1024;

/// What the caller of a queue does. Jobs have their numbers in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Submit(usize),
    Pause(usize),
    Continue(usize),
    PauseAll,
    ContinueAll,
    Cancel {
        job: usize,
        gives_up: bool,
    },
    ToFront(usize),
    /// The process ends, and another one goes on so many milliseconds later.
    Death {
        down_ms: u64,
    },
}

/// A queue.
pub struct Plan {
    pub at_once: usize,
    pub limits: Limits,
    /// How many bytes a link takes in a second that all requests share; `None` if it is no matter.
    pub link: Option<u64>,
    pub config: Config,
    pub schedules: Vec<Schedule>,
    /// In the order of time.
    pub actions: Vec<(u64, Action)>,
}

impl Plan {
    pub fn draw(rng: &mut Rng) -> Self {
        // What may run at once is small in files as well, as the model counts bytes.
        let piece = [16, 100, 1_000][rng.usize(..3)];
        let mut config = schedule::config(rng, piece);
        // Of more pages than are read an upload says that its outcome may stay unknown.
        config.page_size = 10;
        let jobs = [1, 4, 12, 50][rng.usize(..4)];
        let jobs = rng.usize(1..=jobs);
        let calm = rng.u32(..4) == 0;
        let mut schedules: Vec<Schedule> = Vec::new();
        for source in 1..=jobs as u64 {
            let schedule = job(rng, &config, piece, source, calm);
            schedules.push(unlike(schedules.as_slice(), schedule));
        }
        Self {
            at_once: rng.usize(1..=8),
            limits: limits(rng),
            link: None,
            schedules,
            actions: actions(rng, jobs),
            config,
        }
    }
}

/// Windows that a few large attachments fill, some of which last longer than an upload tries to make progress. A ticket is
/// seen seldom, as nothing but time passes while it waits.
fn limits(rng: &mut Rng) -> Limits {
    let mailbox_bytes = [150 * MIB, 6 * MIB, 4 * MIB][rng.usize(..3)];
    let mailbox_window_ms = [300_000, 300_000, 2_400_000][rng.usize(..3)];
    Limits { mailbox_bytes, mailbox_window_ms, stale_ms: 4 * POLL_MS, ..Limits::default() }
}

fn job(rng: &mut Rng, config: &Config, piece: u64, source: u64, calm: bool) -> Schedule {
    let sort = [Sort::Todo, Sort::Todo, Sort::Message, Sort::Message, Sort::Event, Sort::Path, Sort::Path]
        [rng.usize(..7)];
    let place = Place::among_others(rng, sort, source);
    let (size, piece) = sizes(rng, place.target.rules().session_min, piece);
    let menu = [Menu::Passing, Menu::Passing, Menu::Passing, Menu::Any, Menu::Any, Menu::Endless];
    Schedule {
        size,
        piece,
        caller: Caller::Whole,
        menu: if calm { Menu::Passing } else { menu[rng.usize(..6)] },
        saves: true,
        faults: if calm { 0 } else { rng.u32(..5) },
        rarity: rng.u32(2..12),
        // A process dies with all its jobs.
        deaths: 0,
        mortality: 1,
        tries: 0,
        policy: Policy::default(),
        config: config.clone(),
        renews: true,
        taken: rng.u32(..4) == 0,
        round_trips: RoundTrips::ALL,
        lookalike: false,
        locked_ms: None,
        place,
    }
}

/// The job with another size, where an earlier one has its size. The bytes of all sources are the same, and a copy that takes
/// the place of a name cannot be told from the file.
fn unlike(others: &[Schedule], mut job: Schedule) -> Schedule {
    let takes_another = |job: &Schedule| job.place.conflict() == Some(Conflict::Rename) && job.taken;
    let is_like = |job: &Schedule, other: &Schedule| {
        other.size == job.size && (takes_another(job) || takes_another(other))
    };
    while others.iter().any(|other| is_like(&job, other)) {
        job.size += 1;
    }
    job
}

/// A size, and the size of pieces: some in one piece, some in many.
fn sizes(rng: &mut Rng, session_min: u64, piece: u64) -> (u64, u64) {
    match session_min {
        least @ 2.. if rng.u32(..3) == 0 => (least + rng.u64(..6_000), rng.u64(least / 4..least + 4_000)),
        2.. => (rng.u64(1..1_000), piece),
        _ if rng.u32(..8) == 0 => (rng.u64(20 * piece..40 * piece), piece),
        _ => (rng.u64(1..=4 * piece), piece),
    }
}

/// What the caller does: within seconds in some queues, within hours in others.
fn actions(rng: &mut Rng, jobs: usize) -> Vec<(u64, Action)> {
    let within = [2_000, 60_000, 1_200_000, 7_200_000][rng.usize(..4)];
    let mut actions: Vec<_> = (0..jobs).map(|job| (0, Action::Submit(job))).collect();
    for (at, _) in &mut actions {
        *at = if rng.u32(..8) == 0 { rng.u64(..within) } else { 0 };
    }
    for _ in 0..rng.usize(..=jobs.min(12)) {
        let (at, job) = (rng.u64(..within), rng.usize(..jobs));
        // Longer than an upload tries to make progress, at times.
        let most = [1_000, 100_000, 8_000_000][rng.usize(..3)];
        let later = at + rng.u64(1..most);
        match rng.u32(..10) {
            0..=3 => actions.extend([(at, Action::Pause(job)), (later, Action::Continue(job))]),
            4 => actions.extend([(at, Action::PauseAll), (later, Action::ContinueAll)]),
            5..=7 => actions.push((at, Action::ToFront(job))),
            _ => actions.push((at, Action::Cancel { job, gives_up: rng.bool() })),
        }
    }
    for _ in 0..[0, 0, 1, 3][rng.usize(..4)] {
        let down_ms = [0, 500, 20_000, 1_200_000, 8_000_000][rng.usize(..5)];
        actions.push((rng.u64(..within), Action::Death { down_ms }));
    }
    actions.sort_by_key(|(at, _)| *at);
    actions
}
