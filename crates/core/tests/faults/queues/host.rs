//! A process that runs many uploads, as `src/job/` and `src/client/slots/` do it, in virtual time: threads that take one job
//! after the other, and wait for the governor.

use std::collections::VecDeque;

use fastrand::Rng;
use graph_upload_core::graph::request::Request;
use graph_upload_core::graph::response::{NoResponse, Response};
use graph_upload_core::policy::governor::{Ask, Limits, Slot, Ticket};
use graph_upload_simulator::model::Model;

use super::defect::Defect;
use super::gate::Gate;
use super::job::Job;
use super::line::Line;
use super::permits::Oracle;
use super::plan::{Action, Plan};
use super::watch::Watch;
use crate::fault::Fault;
use crate::life::End;
use crate::world::{CLIENT_EPOCH, World};

/// How often a request that waits is polled.
pub const POLL_MS: u64 = 4_000;
/// What has not ended by then never ends.
const LONGEST_MS: u64 = 30 * 24 * 3_600_000;

/// What a thread does with its job.
pub enum Doing {
    /// It asks the upload what it wants.
    Polls,
    /// A request waits for its slot. The number is the simulation's.
    Asks {
        ticket: Ticket,
        ask: Ask,
        number: u64,
        until: Option<u64>,
    },
    Sleeps {
        until: u64,
    },
    Sends(Box<Flight>),
    /// It brings what is saved up to date.
    Ends {
        at: u64,
        end: End,
    },
}

/// What a request was granted, what it had asked for, and its number.
pub struct Held {
    pub slot: Slot,
    pub ask: Ask,
    pub number: u64,
}

/// A request under way.
pub struct Flight {
    pub request: Request,
    pub held: Held,
    /// When it reaches the service, until it has.
    pub arrives: Option<u64>,
    pub ends: u64,
    pub result: Option<(Result<Response, NoResponse>, Option<Fault>)>,
}

/// The process, the service, and what watches both.
pub struct Host {
    pub rng: Rng,
    pub now: u64,
    pub model: Model,
    pub limits: Limits,
    pub link: Option<u64>,
    pub defect: Option<Defect>,
    pub jobs: Vec<Job>,
    pub line: Line,
    pub gate: Gate,
    /// What a request has been granted and has not sent yet, by thread.
    pub slots: Vec<Option<Held>>,
    pub threads: Vec<Option<(usize, Doing)>>,
    pub actions: VecDeque<(u64, Action)>,
    pub permits: Oracle,
    pub watch: Watch,
    pub numbers: u64,
    /// What the caller did, where it is told.
    pub told: Option<Vec<String>>,
}

impl Host {
    pub fn new(seed: u64, tells: bool, defect: Option<Defect>) -> Self {
        let mut rng = Rng::with_seed(seed);
        let plan = Plan::draw(&mut rng);
        Self::of(plan, rng, tells, defect)
    }

    pub fn of(plan: Plan, mut rng: Rng, tells: bool, defect: Option<Defect>) -> Self {
        let Plan { at_once, limits, link, config, schedules, actions } = plan;
        let mut model = Model::new(config);
        let job = |schedule| {
            let mut world = World::of(schedule, rng.fork(), &mut model, tells);
            world.is_shared = true;
            Job::new(world)
        };
        let jobs = schedules.into_iter().map(job).collect();
        let actions = actions.into_iter().map(|(at, action)| (CLIENT_EPOCH + at, action)).collect();
        Self {
            now: CLIENT_EPOCH,
            line: Line::new(defect),
            gate: Gate::new(limits.clone(), defect),
            permits: Oracle::new(&limits),
            watch: Watch::default(),
            slots: (0..at_once).map(|_| None).collect(),
            threads: (0..at_once).map(|_| None).collect(),
            numbers: 0,
            told: tells.then(Vec::new),
            rng,
            model,
            limits,
            link,
            defect,
            jobs,
            actions,
        }
    }

    /// Runs until all jobs have ended, or something is wrong.
    pub fn run(&mut self) -> Result<(), String> {
        while self.now < LONGEST_MS {
            self.acts();
            self.arrive_late();
            self.turns();
            self.permits.time_passes(self.now);
            let mut wrong = self.watch.wrong.iter().chain(&self.permits.wrong);
            if let Some(wrong) = wrong.next() {
                return Err(wrong.clone());
            }
            match self.next_time() {
                Some(next) => self.now = next.max(self.now + 1),
                None if self.watch.is_empty() => return self.is_over(),
                // Nobody else continues what is paused.
                None => self.actions.push_back((self.now + 1, Action::ContinueAll)),
            }
        }
        Err("it never ends".to_owned())
    }

    /// All threads, again and again as long as one gets on, as those that leave let others in.
    fn turns(&mut self) {
        let mut order: Vec<usize> = (0..self.threads.len()).collect();
        let mut gets_on = true;
        while gets_on && self.watch.wrong.is_empty() {
            self.rng.shuffle(&mut order);
            gets_on = order.iter().fold(false, |gets_on, thread| self.turn(*thread) | gets_on);
        }
        if self.threads.iter().any(Option::is_none) {
            self.watch.is_idle(self.now);
        }
    }

    fn next_time(&self) -> Option<u64> {
        let threads = self.threads.iter().flatten().map(|(_, doing)| match doing {
            Doing::Polls => self.now,
            Doing::Asks { until, .. } => until.unwrap_or(u64::MAX).min(self.now + POLL_MS),
            Doing::Sleeps { until } => *until,
            Doing::Sends(flight) => flight.arrives.unwrap_or(flight.ends),
            Doing::Ends { at, .. } => *at,
        });
        let late = self.jobs.iter().flat_map(|job| &job.world.late).map(|(due, _)| *due);
        let actions = self.actions.front().map(|(at, _)| *at);
        threads.chain(late).chain(actions).min()
    }

    /// How long the link takes for so many bytes more, as it is shared now.
    pub fn crossing(&self, bytes: u64) -> u64 {
        let crosses = |doing: &Doing| matches!(doing, Doing::Sends(flight) if flight.arrives.is_some() && flight.held.ask.bytes > 0);
        let others = self.threads.iter().flatten().filter(|(_, doing)| crosses(doing)).count() as u64;
        self.link.map_or(0, |link| bytes * 1_000 * (others + 1) / link)
    }

    pub fn arrive_late(&mut self) {
        let Self { jobs, model, now, .. } = self;
        for job in jobs.iter_mut().filter(|job| job.world.late.iter().any(|(due, _)| *due <= *now)) {
            job.world.now = *now;
            job.at(model, |job| job.world.arrive());
        }
    }

    fn is_over(&mut self) -> Result<(), String> {
        self.permits.is_over(self.gate.running());
        match self.permits.wrong.first() {
            Some(wrong) => Err(wrong.clone()),
            None => Ok(()),
        }
    }

    pub fn tell(&mut self, line: impl FnOnce() -> String) {
        let now = self.now;
        if let Some(told) = &mut self.told {
            told.push(format!("{now:>9} {}", line()));
        }
    }

    /// The job, at this time.
    pub fn job(&mut self, job: usize) -> &mut Job {
        self.jobs[job].world.now = self.now;
        &mut self.jobs[job]
    }

    pub fn makes(&self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }
}
