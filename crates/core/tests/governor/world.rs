//! Many uploads over one governor, in virtual time.

use graph_upload_core::policy::governor::{Ask, Limits, Slot, Ticket, Turn, Why};
use graph_upload_core::policy::retry::Millis;

use crate::gate::{Defect, Gate};
use crate::oracle::Oracle;
use crate::plans::FLOOD;
use crate::service::{Service, Verdict};

/// How often a waiting request is polled at least.
const POLL_MS: Millis = 400;
/// What never ends is stopped here.
const LONGEST: Millis = 3 * 60 * 60_000;

/// One request of an upload.
#[derive(Debug, Clone)]
pub struct Step {
    pub ask: Ask,
    pub takes_ms: Millis,
}

/// Requests one after another.
#[derive(Debug, Clone)]
pub struct Plan {
    pub starts: Millis,
    pub steps: Vec<Step>,
}

enum State {
    Rests { until: Millis },
    Waits { ticket: Ticket, id: u64 },
    Out { slot: Slot, id: u64, counts: Option<Millis>, ends: Millis, verdict: Verdict },
    Over,
}

struct Upload {
    plan: Plan,
    at: usize,
    /// How often the request at hand was refused.
    refused: u32,
    state: State,
}

/// What happens besides: how likely each is per step of the simulation, in 1/1000.
#[derive(Debug, Clone, Copy, Default)]
pub struct Weather {
    pub cancels: u32,
    pub pauses: u32,
    pub deaths: u32,
    pub breaks: u32,
    pub refuses: u32,
}

pub struct World {
    rng: fastrand::Rng,
    now: Millis,
    gate: Gate,
    uploads: Vec<Upload>,
    next: u64,
    weather: Weather,
    pub service: Service,
    pub oracle: Oracle,
    /// The most refusals of one request.
    pub most_refused: u32,
}

impl World {
    pub fn new(seed: u64, plans: Vec<Plan>, weather: Weather, defect: Option<Defect>) -> Self {
        let upload =
            |plan: Plan| Upload { state: State::Rests { until: plan.starts }, plan, at: 0, refused: 0 };
        Self {
            rng: fastrand::Rng::with_seed(seed),
            now: 0,
            gate: Gate::new(defect),
            uploads: plans.into_iter().map(upload).collect(),
            next: 0,
            weather,
            service: Service::default(),
            oracle: Oracle::new(&Limits::default()),
            most_refused: 0,
        }
    }

    /// Runs until all uploads are over, or something is wrong. Answers when that is.
    pub fn run(&mut self) -> Millis {
        while let Some(next) = self.next_time().filter(|next| *next < LONGEST) {
            if !self.oracle.wrong.is_empty() || !self.service.wrong.is_empty() {
                return self.now;
            }
            self.now = next;
            self.happens();
            // Twice, as those who leave let others in.
            for _ in 0..2 {
                let mut order: Vec<usize> = (0..self.uploads.len()).collect();
                self.rng.shuffle(&mut order);
                order.into_iter().for_each(|at| self.turn(at));
            }
            self.oracle.time_passes(self.now);
        }
        if self.next_time().is_some() {
            self.oracle.wrong.push(format!("{}: it never ends", self.now));
        }
        self.oracle.is_over(self.gate.running());
        self.now
    }

    fn next_time(&self) -> Option<Millis> {
        let times = self.uploads.iter().filter_map(|upload| match &upload.state {
            State::Rests { until } => Some(*until),
            State::Waits { .. } => Some(self.now + POLL_MS),
            State::Out { counts, ends, .. } => Some(counts.unwrap_or(*ends)),
            State::Over => None,
        });
        times.min().map(|time| time.max(self.now + 1))
    }

    fn chance(&mut self, thousandths: u32) -> bool {
        thousandths > 0 && self.rng.u32(0..1_000) < thousandths
    }

    /// What befalls an upload by chance.
    fn happens(&mut self) {
        let at = self.rng.usize(..self.uploads.len());
        let Weather { cancels, pauses, deaths, breaks, refuses } = self.weather;
        let (cancelled, paused) = (self.chance(cancels), self.chance(pauses));
        let (mut dies, broken) = (self.chance(deaths), self.chance(breaks));
        // Behind one that has died, others of the same upload are kept for a while.
        dies &= self.uploads[at].plan.steps[0].ask.who != FLOOD;
        if self.chance(refuses) && matches!(self.uploads[at].state, State::Out { .. }) {
            let ms = self.rng.u64(1_000..30_000);
            let ask = self.ask(at);
            self.service.refuse(self.now, &ask, ms);
        }
        if !(cancelled || paused || dies || broken) || matches!(self.uploads[at].state, State::Over) {
            return;
        }
        let rest = self.now + self.rng.u64(1..60_000);
        let over = if cancelled || dies { State::Over } else { State::Rests { until: rest } };
        match std::mem::replace(&mut self.uploads[at].state, over) {
            State::Waits { ticket, id } => {
                self.oracle.withdrawn(id);
                match dies {
                    // Whoever has died does not withdraw.
                    true => drop(ticket),
                    false => self.gate.withdraw(self.now, ticket),
                }
            }
            State::Out { slot, id, counts, .. } => {
                let ask = self.ask(at);
                if counts.is_some() {
                    self.oracle.counts(self.now, &ask);
                }
                self.oracle.ended(id);
                self.service.breaks(&ask);
                self.gate.give_back(self.now, slot, None);
            }
            State::Rests { .. } | State::Over => {}
        }
    }

    fn ask(&self, at: usize) -> Ask {
        let upload = &self.uploads[at];
        upload.plan.steps[upload.at].ask.clone()
    }

    fn turn(&mut self, at: usize) {
        let now = self.now;
        let state = std::mem::replace(&mut self.uploads[at].state, State::Over);
        self.uploads[at].state = match state {
            State::Rests { until } if until <= now => self.asks(at),
            State::Waits { ticket, id } => self.polls(at, ticket, id),
            State::Out { slot, id, counts: Some(counts), ends, verdict } if counts <= now => {
                let ask = self.ask(at);
                self.oracle.counts(now, &ask);
                State::Out { slot, id, counts: None, ends, verdict }
            }
            State::Out { slot, id, counts: None, ends, verdict } if ends <= now => {
                self.ends(at, slot, id, verdict)
            }
            state => state,
        };
    }

    fn asks(&mut self, at: usize) -> State {
        let ask = self.ask(at);
        let ticket = self.gate.ask(self.now, &ask);
        let id = self.next;
        self.next += 1;
        self.oracle.asked(id, &ask);
        self.polls(at, ticket, id)
    }

    fn polls(&mut self, at: usize, ticket: Ticket, id: u64) -> State {
        let (ask, takes) = (self.ask(at), self.uploads[at].plan.steps[self.uploads[at].at].takes_ms);
        match self.gate.poll(self.now, ticket, &ask) {
            Turn::Go(slot) => {
                self.oracle.granted(self.now, id, &ask);
                let verdict = self.service.begins(self.now, &ask);
                let counts = Some(self.now + self.rng.u64(1..takes));
                State::Out { slot, id, counts, ends: self.now + takes, verdict }
            }
            // Those who have to be quiet come back a little apart from each other.
            Turn::Wait { ticket, until: Some(until), why: Why::Quiet } => {
                self.gate.withdraw(self.now, ticket);
                self.oracle.withdrawn(id);
                State::Rests { until: until + self.rng.u64(0..=(until - self.now) / 10) }
            }
            Turn::Wait { ticket, .. } => State::Waits { ticket, id },
        }
    }

    fn ends(&mut self, at: usize, slot: Slot, id: u64, verdict: Verdict) -> State {
        let ask = self.ask(at);
        let response = self.service.ends(self.now, &ask, verdict);
        self.oracle.ended(id);
        self.gate.give_back(self.now, slot, Some(&response));
        let upload = &mut self.uploads[at];
        if verdict != Verdict::Served {
            upload.refused += 1;
            self.most_refused = self.most_refused.max(upload.refused);
            let until = self.gate.quiet_until(self.now, &ask.scope);
            return State::Rests { until: until.unwrap_or(self.now + self.rng.u64(1..2_000)) };
        }
        (upload.at, upload.refused) = (upload.at + 1, 0);
        match upload.at < upload.plan.steps.len() {
            true => State::Rests { until: self.now + 1 },
            false => State::Over,
        }
    }
}
