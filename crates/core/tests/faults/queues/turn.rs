//! The turns of a thread: what the upload of its job wants, and what comes of it.

use graph_upload_core::error::Error;
use graph_upload_core::graph::request::{Purpose, Request};
use graph_upload_core::graph::response::{NoResponse, Response, Sent};
use graph_upload_core::graph::retry_after::retry_after_ms;
use graph_upload_core::policy::governor::{Ask, Ended, Turn, Why};
use graph_upload_core::policy::throttle::spread_ms;
use graph_upload_core::upload::{Grant, Input, Output, Permit, WaitsFor};

use super::defect::Defect;
use super::host::{Doing, Flight, Held, Host};
use crate::drive::Stop;
use crate::facts::LONG_WAIT_MS;
use crate::life::End;

impl Host {
    /// A thread does what it can now. Answers whether it got on.
    pub fn turn(&mut self, thread: usize) -> bool {
        let Some((job, doing)) = self.threads[thread].take() else { return self.takes(thread) };
        let next = match doing {
            Doing::Polls => self.polls(thread, job),
            Doing::Asks { ticket, ask, number, .. } if self.stops_waiting(job) => {
                self.gate.withdraw(self.now, ticket, &ask);
                self.permits.withdrawn(number);
                Some(Doing::Polls)
            }
            Doing::Asks { ticket, ask, number, .. } => {
                let turn = self.gate.poll(self.now, ticket, &ask);
                self.told(thread, job, ask, number, turn)
            }
            Doing::Sleeps { until } if until <= self.now || self.stops_waiting(job) => Some(Doing::Polls),
            Doing::Sends(flight) if flight.arrives.is_some_and(|at| at <= self.now) => {
                Some(self.arrives(job, *flight))
            }
            Doing::Sends(flight) if flight.arrives.is_none() && flight.ends <= self.now => {
                Some(self.comes_back(job, *flight))
            }
            Doing::Ends { at, end } if at <= self.now => self.ends(job, end),
            doing => {
                self.threads[thread] = Some((job, doing));
                return false;
            }
        };
        let waits = matches!(next, Some(Doing::Asks { .. } | Doing::Sleeps { .. }));
        self.threads[thread] = next.map(|next| (job, next));
        !waits
    }

    fn takes(&mut self, thread: usize) -> bool {
        let Some((_, job)) = self.line.take_next() else { return false };
        self.watch.taken(self.now, job);
        if !self.watch.wrong.is_empty() {
            return true;
        }
        let (pauses, who) = (!self.makes(Defect::ClockRuns), self.number());
        let job_now = self.job(job);
        job_now.who = who;
        let doing = match job_now.goes_on(pauses) {
            Ok(()) => Doing::Polls,
            Err(Stop::Error(error)) => self.fails(job, error),
            Err(Stop::Death) => unreachable!("a host dies with all its jobs"),
        };
        self.threads[thread] = Some((job, doing));
        true
    }

    /// Whether what a job waits for is not wanted any more.
    fn stops_waiting(&self, job: usize) -> bool {
        let job = &self.jobs[job];
        job.is_cancelled || self.line.is_to_rest(job.id)
    }

    fn polls(&mut self, thread: usize, job: usize) -> Option<Doing> {
        let at = self.job(job);
        let drive = at.drive.as_mut().expect("it runs");
        if at.is_cancelled && at.tidies_up_after.is_none() {
            drive.tell(&at.world, Input::Cancel);
        }
        let output = drive.poll(&mut at.world);
        let may_rest = matches!(output, Output::Permit(_) | Output::Wait { .. });
        if at.tidies_up_after.is_some() {
            return self.tidies_up(thread, job, output);
        }
        match may_rest && self.line.is_to_rest(self.jobs[job].id) {
            true => self.rests(job),
            false => self.follows(thread, job, output),
        }
    }

    fn follows(&mut self, thread: usize, job: usize, output: Output) -> Option<Doing> {
        let at = self.job(job);
        let drive = at.drive.as_mut().expect("it runs");
        match output {
            Output::Permit(permit) => self.asks(thread, job, permit),
            Output::Wait { until, why } => {
                let wait = until - drive.now(&at.world);
                let spread = if why.reason == WaitsFor::Throttled { spread_ms(wait) } else { 0 };
                Some(Doing::Sleeps { until: self.now + wait + self.rng.u64(..=spread) })
            }
            Output::Send(request) => Some(self.sends(thread, job, request)),
            Output::Done(item) => {
                let end = End::Stored(drive.done(item, at.world.schedule.size));
                Some(self.writes(end))
            }
            Output::Paused(error) | Output::Failed(error) => Some(self.fails(job, error)),
            output => self.answers(job, output),
        }
    }

    fn answers(&mut self, job: usize, output: Output) -> Option<Doing> {
        let at = self.job(job);
        let answered = at.drive.as_mut().expect("it runs").answer(&mut at.world, output);
        assert!(answered.is_ok(), "a host dies with all its jobs");
        Some(Doing::Polls)
    }

    /// The time in which what is saved is brought up to date. The process may end meanwhile.
    fn writes(&mut self, end: End) -> Doing {
        Doing::Ends { at: self.now + self.rng.u64(1..20), end }
    }

    fn fails(&mut self, job: usize, error: Error) -> Doing {
        let at = self.job(job);
        if at.winds_up(&error) {
            at.tidies_up_after = Some(error);
            return Doing::Polls;
        }
        self.writes(End::Failed(error))
    }

    /// Deletes the session that is left. Tried once, without waiting for a slot.
    fn tidies_up(&mut self, thread: usize, job: usize, output: Output) -> Option<Doing> {
        let at = self.job(job);
        let is_discarding = at.drive.as_ref().expect("it runs").upload.is_discarding();
        match output {
            Output::Permit(Permit { scope, line, bytes, late }) if is_discarding => {
                let ask = Ask { scope, line, bytes, late, who: at.who };
                self.slots[thread] = Some(self.takes_slot(ask));
                self.grants(job, Grant::Now);
                Some(Doing::Polls)
            }
            Output::Token { rejected: false, .. } | Output::Persist if is_discarding => {
                self.answers(job, output)
            }
            Output::Send(request) if is_discarding => Some(self.sends(thread, job, request)),
            _ => Some(self.tidied_up(job)),
        }
    }

    fn tidied_up(&mut self, job: usize) -> Doing {
        let at = self.job(job);
        let drive = at.drive.as_mut().expect("it runs");
        match drive.upload.is_over() {
            true => drive.file = Some(None),
            false => drive.keep(),
        }
        let error = at.tidies_up_after.clone().expect("it tidies up");
        self.writes(End::Failed(error))
    }

    fn grants(&mut self, job: usize, grant: Grant) {
        let at = self.job(job);
        at.drive.as_mut().expect("it runs").tell(&at.world, Input::Permit(grant));
    }

    fn asks(&mut self, thread: usize, job: usize, permit: Permit) -> Option<Doing> {
        assert!(self.slots[thread].is_none(), "what was granted has not left");
        let Permit { scope, line, bytes, late } = permit;
        let ask = Ask { scope, line, bytes, late, who: self.jobs[job].who };
        let number = self.number();
        let ticket = self.gate.ask(self.now, &ask);
        self.permits.asked(number, &ask);
        let turn = self.gate.poll(self.now, ticket, &ask);
        self.told(thread, job, ask, number, turn)
    }

    /// What the governor says to a request.
    fn told(&mut self, thread: usize, job: usize, ask: Ask, number: u64, turn: Turn) -> Option<Doing> {
        match turn {
            Turn::Go(slot) => {
                self.permits.granted(self.now, number, &ask);
                self.slots[thread] = Some(Held { slot, ask, number });
                self.grants(job, Grant::Now);
                Some(Doing::Polls)
            }
            Turn::Wait { ticket, until: Some(until), why: Why::Quiet } => {
                self.gate.withdraw(self.now, ticket, &ask);
                self.permits.withdrawn(number);
                self.jobs[job].asked = Some(ask.scope);
                let rested = self.jobs[job].drive.as_ref().expect("it runs").rested;
                self.grants(job, Grant::NotBefore(until - rested));
                Some(Doing::Polls)
            }
            Turn::Wait { ticket, until, .. } => Some(Doing::Asks { ticket, ask, number, until }),
        }
    }

    fn rests(&mut self, job: usize) -> Option<Doing> {
        let now = self.now;
        let at = self.job(job);
        at.rests_since = Some(now);
        at.world.tell(|_| "rests".into());
        let id = at.id;
        self.line.rested(id);
        self.watch.rested(job);
        None
    }

    fn sends(&mut self, thread: usize, job: usize, request: Request) -> Doing {
        let held = self.slots[thread].take().unwrap_or_else(|| self.goes_without(job, &request));
        if request.purpose != Purpose::Discard {
            self.watch.sends(self.now, job, &held.ask.scope);
        }
        self.job(job).world.leaves(&request);
        let arrives = self.now + self.crossing(held.ask.bytes) + self.rng.u64(1..50);
        let ends = arrives + self.rng.u64(1..50);
        Doing::Sends(Box::new(Flight { request, held, arrives: Some(arrives), ends, result: None }))
    }

    /// The deletion of a session goes out although its scope is to be quiet. Nothing else does.
    fn goes_without(&mut self, job: usize, request: &Request) -> Held {
        assert_eq!(request.purpose, Purpose::Discard, "it leaves without a slot");
        let scope = self.jobs[job].asked.clone().expect("it has asked");
        self.takes_slot(Ask { scope, line: None, bytes: 0, late: false, who: self.jobs[job].who })
    }

    /// A slot for a request that does not wait.
    fn takes_slot(&mut self, ask: Ask) -> Held {
        Held { slot: self.gate.take(self.now, &ask), ask, number: self.number() }
    }

    /// A request reaches the service, or meets a fault.
    pub fn arrives(&mut self, job: usize, mut flight: Flight) -> Doing {
        self.jobs[job].world.now = self.now;
        let result = self.jobs[job].at(&mut self.model, |job| {
            let drive = job.drive.as_mut().expect("it runs");
            let mut read = drive.reader(&flight.request);
            job.world.arrives(&flight.request, &mut read)
        });
        let unsent = result.0.as_ref().is_err_and(|lost| lost.sent == Sent::Nothing);
        if !unsent {
            self.permits.counts(self.now, &flight.held.ask);
        }
        (flight.arrives, flight.result) = (None, Some(result));
        Doing::Sends(Box::new(flight))
    }

    /// A request is over for the client.
    pub fn comes_back(&mut self, job: usize, flight: Flight) -> Doing {
        let Flight { request, held: Held { slot, ask, number }, result, .. } = flight;
        let (result, fault) = result.expect("it has arrived");
        self.jobs[job].world.now = self.now;
        self.jobs[job].at(&mut self.model, |job| job.world.after(&request, fault.as_ref(), &result));
        if let Ok(response) = &result {
            self.hears(job, &ask, response);
        }
        self.permits.ended(number);
        self.gate.give_back(self.now, slot, ended(&result));
        let at = self.job(job);
        at.drive.as_mut().expect("it runs").answered(&mut at.world, &result);
        match at.tidies_up_after {
            Some(_) if request.purpose == Purpose::Discard => self.tidied_up(job),
            _ => Doing::Polls,
        }
    }

    /// What a response means for others. Who is held back by what others are told for too long gives up.
    fn hears(&mut self, job: usize, ask: &Ask, response: &Response) {
        if response.status < 300 {
            self.jobs[job].held_back = 0;
        }
        let Some(wait) = retry_after_ms(response).filter(|_| matches!(response.status, 429 | 503 | 509))
        else {
            return;
        };
        self.watch.quiet(self.now, &ask.scope, self.now + wait);
        for job in self.jobs.iter_mut().filter(|job| job.end.is_none()) {
            job.held_back += wait;
            if wait > LONG_WAIT_MS || job.held_back > job.world.schedule.policy.elapsed_ms / 2 {
                job.world.facts.excuse("others were told to wait for long");
                job.world.facts.doubt("others were told to wait for long");
            }
        }
    }

    fn ends(&mut self, job: usize, end: End) -> Option<Doing> {
        let at = self.job(job);
        at.world.tell(|_| format!("= {end:?}"));
        at.ends(end);
        let id = at.id;
        self.line.ended(id);
        self.watch.ended(job);
        None
    }

    fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }
}

/// What a result is to the governor.
pub fn ended(result: &Result<Response, NoResponse>) -> Ended<'_> {
    match result {
        Ok(response) => Ended::Answered(response),
        Err(lost) if lost.sent == Sent::Nothing => Ended::Unsent,
        Err(_) => Ended::NoResponse,
    }
}
