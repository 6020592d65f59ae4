//! The order of many uploads: which job runs next, and what a pause or a cancellation does to each. Knows no threads: the
//! host asks for the next job whenever it can run one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The number of a job in its queue, from 1 on.
pub type JobId = u64;

/// Where a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// It waits for its turn.
    Waiting,
    /// It runs. A paused job runs until its request under way has ended.
    Running,
    /// It is paused.
    Paused,
    /// It has ended.
    Ended,
}

/// What the host has to do to cancel a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancelling {
    /// Nothing was sent for it: it has ended, and was taken out.
    Ended,
    /// It runs, or will be given out next so that it can tidy up: raise its flag.
    Raise,
    /// There is no such job.
    Unknown,
}

/// Jobs that have not ended. The oldest goes first, unless another one was put in front.
#[derive(Debug)]
pub struct Order<T> {
    jobs: HashMap<JobId, Entry<T>>,
    /// Who waits, by place.
    ready: BTreeMap<i64, JobId>,
    /// The places of those among them that were cancelled: they go though all are paused.
    tidying: BTreeSet<i64>,
    first: i64,
    last: i64,
    last_id: JobId,
    is_paused: bool,
    running: usize,
}

#[derive(Debug)]
struct Entry<T> {
    job: T,
    place: i64,
    stage: Stage,
    /// Whether it is to stay, or become, paused on its own account.
    is_held: bool,
    has_begun: bool,
    /// An earlier process may have sent something for it.
    was_begun: bool,
    is_cancelled: bool,
}

impl<T> Default for Order<T> {
    fn default() -> Self {
        Self {
            jobs: HashMap::new(),
            ready: BTreeMap::new(),
            tidying: BTreeSet::new(),
            first: 0,
            last: 0,
            last_id: 0,
            is_paused: false,
            running: 0,
        }
    }
}

impl<T: Clone> Order<T> {
    /// The number that the next job gets.
    pub fn next_id(&self) -> JobId {
        self.last_id + 1
    }

    /// Adds a job at the end.
    pub fn submit(&mut self, job: T) -> JobId {
        self.add(job, false)
    }

    /// Adds a job at the end that an earlier process has begun. It is given out also when it is cancelled before it runs: its
    /// file may be stored, or a session may be left.
    pub fn submit_begun(&mut self, job: T) -> JobId {
        self.add(job, true)
    }

    fn add(&mut self, job: T, was_begun: bool) -> JobId {
        self.last_id += 1;
        self.last += 1;
        let (id, place) = (self.last_id, self.last);
        let stage = Stage::Waiting;
        let (is_held, has_begun, is_cancelled) = (false, false, false);
        let entry = Entry { job, place, stage, is_held, has_begun, was_begun, is_cancelled };
        self.jobs.insert(id, entry);
        self.ready.insert(place, id);
        id
    }

    /// The job to run now. While all are paused only what was cancelled is given out, as it has to tidy up.
    pub fn take_next(&mut self) -> Option<(JobId, T)> {
        let place = match self.is_paused {
            false => *self.ready.first_key_value()?.0,
            true => *self.tidying.first()?,
        };
        let id = self.leave(place)?;
        let entry = self.jobs.get_mut(&id)?;
        (entry.stage, entry.has_begun) = (Stage::Running, true);
        self.running += 1;
        Some((id, entry.job.clone()))
    }

    /// Whether a job that runs is to rest as soon as no request of it is under way.
    pub fn is_to_rest(&self, id: JobId) -> bool {
        self.jobs.get(&id).is_some_and(|entry| self.rests(entry))
    }

    fn rests(&self, entry: &Entry<T>) -> bool {
        (entry.is_held || self.is_paused) && !entry.is_cancelled
    }

    /// A job that ran has come to rest. It waits once more where it was continued meanwhile.
    pub fn rested(&mut self, id: JobId) -> Option<Stage> {
        self.running -= usize::from(self.stage(id) == Some(Stage::Running));
        let is_held = self.jobs.get(&id).map(|entry| entry.is_held && !entry.is_cancelled)?;
        Some(if is_held { self.put_aside(id) } else { self.put_back(id) })
    }

    /// A job has ended; it is taken out.
    pub fn ended(&mut self, id: JobId) -> Option<T> {
        let entry = self.jobs.remove(&id)?;
        match entry.stage {
            Stage::Running => self.running -= 1,
            Stage::Waiting => drop(self.leave(entry.place)),
            Stage::Paused | Stage::Ended => {}
        }
        Some(entry.job)
    }

    /// Pauses a job, and says where it is now.
    pub fn pause(&mut self, id: JobId) -> Option<Stage> {
        let entry = self.jobs.get_mut(&id)?;
        entry.is_held = true;
        let rests = !entry.is_cancelled && entry.stage == Stage::Waiting;
        Some(if rests { self.put_aside(id) } else { entry.stage })
    }

    /// Continues a job, and says where it is now.
    pub fn resume(&mut self, id: JobId) -> Option<Stage> {
        let entry = self.jobs.get_mut(&id)?;
        entry.is_held = false;
        let stage = entry.stage;
        Some(if stage == Stage::Paused { self.put_back(id) } else { stage })
    }

    /// Cancels a job.
    pub fn cancel(&mut self, id: JobId) -> Cancelling {
        let Some(entry) = self.jobs.get_mut(&id) else { return Cancelling::Unknown };
        if !entry.has_begun && !entry.was_begun {
            self.ended(id);
            return Cancelling::Ended;
        }
        entry.is_cancelled = true;
        if matches!(entry.stage, Stage::Paused | Stage::Waiting) {
            self.put_back(id);
        }
        Cancelling::Raise
    }

    /// Lets a job go before all others that wait, also when it is continued later.
    pub fn to_front(&mut self, id: JobId) -> bool {
        let Some(entry) = self.jobs.get_mut(&id) else { return false };
        let before = entry.place;
        entry.place = self.first;
        self.first -= 1;
        if self.leave(before).is_some() {
            self.put_back(id);
        }
        true
    }

    /// Pauses all jobs, those submitted later included.
    pub fn pause_all(&mut self) {
        self.is_paused = true;
    }

    /// Continues all jobs, also those that were paused one by one.
    pub fn resume_all(&mut self) {
        self.is_paused = false;
        let ids: Vec<JobId> = self.jobs.keys().copied().collect();
        for id in ids {
            self.resume(id);
        }
    }

    /// Where a job is; `None` once it has ended.
    pub fn stage(&self, id: JobId) -> Option<Stage> {
        let entry = self.jobs.get(&id)?;
        let waits = entry.stage == Stage::Waiting && self.is_paused && !entry.is_cancelled;
        Some(if waits { Stage::Paused } else { entry.stage })
    }

    /// A job that has not ended.
    pub fn job(&self, id: JobId) -> Option<&T> {
        self.jobs.get(&id).map(|entry| &entry.job)
    }

    /// Whether a job runs, or has run and rests, in this process.
    pub fn has_begun(&self, id: JobId) -> bool {
        self.jobs.get(&id).is_some_and(|entry| entry.has_begun)
    }

    /// The jobs that have not ended, in no order.
    pub fn jobs(&self) -> impl Iterator<Item = (JobId, &T)> {
        self.jobs.iter().map(|(id, entry)| (*id, &entry.job))
    }

    /// How many jobs have not ended.
    pub fn len(&self) -> usize {
        self.jobs.len()
    }

    /// Whether all jobs have ended.
    pub fn is_empty(&self) -> bool {
        self.jobs.is_empty()
    }

    /// How many jobs could run now.
    pub fn ready(&self) -> usize {
        match self.is_paused {
            false => self.ready.len(),
            true => self.tidying.len(),
        }
    }

    /// How many jobs run.
    pub fn running(&self) -> usize {
        self.running
    }

    fn put_aside(&mut self, id: JobId) -> Stage {
        if let Some(entry) = self.jobs.get_mut(&id) {
            entry.stage = Stage::Paused;
            let place = entry.place;
            self.leave(place);
        }
        Stage::Paused
    }

    fn leave(&mut self, place: i64) -> Option<JobId> {
        self.tidying.remove(&place);
        self.ready.remove(&place)
    }

    fn put_back(&mut self, id: JobId) -> Stage {
        if let Some(entry) = self.jobs.get_mut(&id) {
            entry.stage = Stage::Waiting;
            self.ready.insert(entry.place, id);
            if entry.is_cancelled {
                self.tidying.insert(entry.place);
            }
        }
        Stage::Waiting
    }
}

#[cfg(test)]
mod tests;
