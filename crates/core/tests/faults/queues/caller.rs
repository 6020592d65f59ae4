//! What the caller of a queue does, and the end of its process.

use graph_upload_core::error::{Error, Status};
use graph_upload_core::graph::response::{Cause, NoResponse, Sent};
use graph_upload_core::policy::governor::Ended;
use graph_upload_core::policy::order::Cancelling;

use super::defect::Defect;
use super::gate::Gate;
use super::host::{Doing, Flight, Held, Host};
use super::line::Line;
use super::permits::Oracle;
use super::plan::Action;
use crate::fault::Fault;
use crate::life::End;

impl Host {
    /// The caller does what is due.
    pub fn acts(&mut self) {
        while self.actions.front().is_some_and(|(at, _)| *at <= self.now)
            && let Some((_, action)) = self.actions.pop_front()
        {
            self.tell(|| format!("{action:?}"));
            self.act(action);
        }
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Submit(job) => self.submit(job, Some(None)),
            Action::Pause(job) => {
                self.line.pause(self.jobs[job].id);
                self.watch.held(job, true);
            }
            Action::Continue(job) => {
                self.line.resume(self.jobs[job].id);
                self.watch.held(job, false);
            }
            Action::PauseAll => {
                self.line.pause_all();
                self.watch.all_held(true);
            }
            Action::ContinueAll => {
                self.line.resume_all();
                self.watch.all_held(false);
            }
            Action::ToFront(job) => {
                if self.line.move_to_front(self.jobs[job].id) {
                    self.watch.moved_to_front(job);
                }
            }
            Action::Cancel { job, gives_up } => self.cancel(job, gives_up),
            Action::Death { down_ms } => self.dies(down_ms),
        }
    }

    fn submit(&mut self, job: usize, file: Option<Option<String>>) {
        let id = self.line.submit(job, matches!(file, Some(Some(_))));
        let at = self.job(job);
        (at.id, at.file, at.end) = (id, file, None);
        self.watch.submitted(job);
    }

    fn cancel(&mut self, job: usize, gives_up: bool) {
        let cancelling = self.line.cancel(self.jobs[job].id);
        if cancelling == Cancelling::Unknown {
            return;
        }
        let at = self.job(job);
        at.gives_up |= gives_up;
        at.world.facts.cancelled();
        match cancelling {
            Cancelling::Ended => {
                let error = Error::new(Status::Cancelled, "the caller cancelled before the upload began");
                at.ends(End::Failed(error));
                self.watch.ended(job);
            }
            _ => {
                at.is_cancelled = true;
                self.watch.cancelled(job);
                self.cut_off(job);
            }
        }
    }

    /// A request of a job that is cancelled ends now. What was not there yet may get there all the same.
    fn cut_off(&mut self, job: usize) {
        let of_job = |thread: &Option<(usize, Doing)>| matches!(thread, Some((other, Doing::Sends(_))) if *other == job);
        let Some(thread) = self.threads.iter().position(of_job) else { return };
        if self.jobs[job].tidies_up_after.is_some() {
            return;
        }
        let Some((_, Doing::Sends(flight))) = self.threads[thread].take() else { return };
        let mut flight = self.lands(job, *flight);
        let sent = if flight.arrives.is_none() { Sent::All } else { Sent::Part };
        let lost = NoResponse::new(Cause::Cancelled, sent);
        flight.result = Some((Err(lost), Some(Fault::Cancelled)));
        let next = self.comes_back(job, flight);
        self.threads[thread] = Some((job, next));
    }

    /// Nobody waits for a request any more. It reaches the service, or it does not.
    fn lands(&mut self, job: usize, flight: Flight) -> Flight {
        if flight.arrives.is_none() || self.rng.bool() {
            return flight;
        }
        match self.arrives(job, flight) {
            Doing::Sends(flight) => *flight,
            _ => unreachable!("it is under way"),
        }
    }

    /// The process ends, and another one begins with what is saved.
    fn dies(&mut self, down_ms: u64) {
        let threads = std::mem::take(&mut self.threads);
        self.threads = threads.iter().map(|_| None).collect();
        for (job, doing) in threads.into_iter().flatten() {
            if let Doing::Sends(flight) = doing {
                self.dies_under_way(job, *flight);
            }
        }
        self.now += down_ms;
        self.slots.iter_mut().for_each(|slot| *slot = None);
        self.line = Line::new(self.defect);
        self.gate = Gate::new(self.limits.clone(), self.defect);
        self.permits = Oracle::new(&self.limits);
        self.watch.dies();
        self.arrive_late();
        (0..self.jobs.len()).for_each(|job| self.job(job).dies());
        self.restore();
    }

    fn dies_under_way(&mut self, job: usize, flight: Flight) {
        let Flight { request, held: Held { slot, number, .. }, result, .. } = self.lands(job, flight);
        self.permits.ended(number);
        self.gate.give_back(self.now, slot, Ended::NoResponse);
        if let Some((result, fault)) = result {
            self.jobs[job].world.now = self.now;
            self.jobs[job].at(&mut self.model, |job| job.world.after(&request, fault.as_ref(), &result));
        }
    }

    /// The jobs whose files are there, in the order in which they were submitted.
    fn restore(&mut self) {
        let mut lost = self.makes(Defect::JobLost);
        for job in 0..self.jobs.len() {
            let at = &mut self.jobs[job];
            if matches!(at.end, Some(End::Stored(_))) && self.defect == Some(Defect::RunsAgain) {
                self.line.submit(job, false);
            }
            let Some(file) = at.file.take() else { continue };
            if std::mem::take(&mut lost) {
                continue;
            }
            self.submit(job, Some(file));
        }
    }
}
