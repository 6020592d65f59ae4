//! The order of the jobs, or one with a defect.

use graph_upload_core::policy::order::{Cancelling, JobId, Order, Stage};

use super::defect::Defect;

/// An order with at most one defect. The jobs are known by their numbers in the plan.
pub struct Line {
    order: Order<usize>,
    defect: Option<Defect>,
    taken: Vec<(JobId, usize)>,
}

impl Line {
    pub fn new(defect: Option<Defect>) -> Self {
        Self { order: Order::default(), defect, taken: Vec::new() }
    }

    pub fn submit(&mut self, job: usize, was_begun: bool) -> JobId {
        match was_begun {
            true => self.order.submit_begun(job),
            false => self.order.submit(job),
        }
    }

    pub fn take_next(&mut self) -> Option<(JobId, usize)> {
        if self.makes(Defect::TwoThreads)
            && let Some(taken) =
                self.taken.iter().find(|(id, _)| self.order.stage(*id) == Some(Stage::Running))
        {
            return Some(*taken);
        }
        if self.makes(Defect::Starved) {
            let waits = |id: &JobId| self.order.stage(*id) == Some(Stage::Waiting);
            let youngest = self.order.jobs().map(|(id, _)| id).filter(waits).max();
            if let Some(id) = youngest {
                self.order.to_front(id);
            }
        }
        let taken = self.order.take_next()?;
        self.taken.push(taken);
        Some(taken)
    }

    pub fn is_to_rest(&self, id: JobId) -> bool {
        !self.makes(Defect::PausedSends) && self.order.is_to_rest(id)
    }

    pub fn rested(&mut self, id: JobId) -> Option<Stage> {
        self.order.rested(id)
    }

    pub fn ended(&mut self, id: JobId) -> Option<usize> {
        self.order.ended(id)
    }

    pub fn pause(&mut self, id: JobId) -> Option<Stage> {
        self.order.pause(id)
    }

    pub fn resume(&mut self, id: JobId) -> Option<Stage> {
        self.order.resume(id)
    }

    pub fn pause_all(&mut self) {
        self.order.pause_all();
    }

    pub fn resume_all(&mut self) {
        self.order.resume_all();
    }

    pub fn cancel(&mut self, id: JobId) -> Cancelling {
        self.order.cancel(id)
    }

    pub fn move_to_front(&mut self, id: JobId) -> bool {
        self.makes(Defect::FrontIgnored) || self.order.to_front(id)
    }

    fn makes(&self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }
}
