//! What has to hold of the order and of pauses, from what the caller did and the threads began alone.

use std::collections::HashMap;

use graph_upload_core::policy::throttle::Scope;

/// A job as the caller knows it.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    runs: bool,
    is_held: bool,
    is_cancelled: bool,
}

/// Watches a queue.
#[derive(Default)]
pub struct Watch {
    /// Who has not ended, in the order in which they are to go: as they were submitted, but for those moved to the front.
    order: Vec<usize>,
    known: HashMap<usize, Known>,
    all_paused: bool,
    /// Scopes that the service wants to be left alone, since when and until when.
    quiet: HashMap<Scope, (u64, u64)>,
    pub wrong: Vec<String>,
}

impl Watch {
    pub fn submitted(&mut self, job: usize) {
        self.order.push(job);
        self.known.insert(job, Known::default());
    }

    pub fn moved_to_front(&mut self, job: usize) {
        if self.known.contains_key(&job) {
            self.order.retain(|other| *other != job);
            self.order.insert(0, job);
        }
    }

    pub fn held(&mut self, job: usize, is_held: bool) {
        self.known.entry(job).and_modify(|known| known.is_held = is_held);
    }

    pub fn all_held(&mut self, are_held: bool) {
        self.all_paused = are_held;
        if !are_held {
            self.known.values_mut().for_each(|known| known.is_held = false);
        }
    }

    pub fn cancelled(&mut self, job: usize) {
        self.known.entry(job).and_modify(|known| known.is_cancelled = true);
    }

    /// A thread begins with a job, or goes on with it. Nobody who could run may stand before it.
    pub fn taken(&mut self, now: u64, job: usize) {
        match self.known.get(&job) {
            None => self.wrong.push(format!("{now}: job {job} runs again")),
            Some(known) if known.runs => self.wrong.push(format!("{now}: job {job} runs already")),
            Some(known) if self.is_paused(known) => self.wrong.push(format!("{now}: job {job} is paused")),
            Some(_) => {}
        }
        if let Some(first) = self.first_ready().filter(|first| *first != job) {
            self.wrong.push(format!("{now}: job {job} goes before job {first}"));
        }
        self.known.entry(job).and_modify(|known| known.runs = true);
    }

    pub fn rested(&mut self, job: usize) {
        self.known.entry(job).and_modify(|known| known.runs = false);
    }

    pub fn ended(&mut self, job: usize) {
        self.known.remove(&job);
        self.order.retain(|other| *other != job);
    }

    /// A thread has nothing to do.
    pub fn is_idle(&mut self, now: u64) {
        if let Some(first) = self.first_ready() {
            self.wrong.push(format!("{now}: a thread is idle, and job {first} could run"));
        }
    }

    /// A request of a job leaves, other than one that tidies up.
    pub fn sends(&mut self, now: u64, job: usize, scope: &Scope) {
        if self.known.get(&job).is_some_and(|known| self.is_paused(known)) {
            self.wrong.push(format!("{now}: job {job} sends while it is paused"));
        }
        if self.quiet.get(scope).is_some_and(|(since, until)| *since < now && now < *until) {
            self.wrong.push(format!("{now}: job {job} sends where the service wants to be left alone"));
        }
    }

    /// The service wants a scope to be left alone until then.
    pub fn quiet(&mut self, now: u64, scope: &Scope, until: u64) {
        let quiet = self.quiet.entry(scope.clone()).or_insert((now, until));
        *quiet = if quiet.1 <= now { (now, until) } else { (quiet.0, until.max(quiet.1)) };
    }

    /// The process has ended, and knows nothing any more but what was submitted to it.
    pub fn dies(&mut self) {
        *self = Self { wrong: std::mem::take(&mut self.wrong), ..Self::default() };
    }

    /// Whether all jobs have ended.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    fn is_paused(&self, known: &Known) -> bool {
        (known.is_held || self.all_paused) && !known.is_cancelled
    }

    fn first_ready(&self) -> Option<usize> {
        let ready =
            |job: &usize| self.known.get(job).is_some_and(|known| !known.runs && !self.is_paused(known));
        self.order.iter().copied().find(ready)
    }
}
