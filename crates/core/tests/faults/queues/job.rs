//! A job of the queue: an upload in one call, as `src/upload/` does it for `src/job/`, with what is saved of it.

use std::mem;

use graph_upload_core::error::{Error, Status};
use graph_upload_core::graph::running_hash::RunningHash;
use graph_upload_core::policy::order::JobId;
use graph_upload_core::policy::throttle::Scope;
use graph_upload_core::upload::Input;
use graph_upload_simulator::model::Model;

use crate::drive::{Drive, Stop};
use crate::life::{End, plan};
use crate::mistaken::Mistaken;
use crate::source::Feed;
use crate::whole;
use crate::world::World;

/// A job.
pub struct Job {
    /// What is known of its upload. The model in it is not the service, but for the time of [`Job::at`].
    pub world: World,
    /// Its number in the order of this process.
    pub id: JobId,
    /// Its file in the folder of the queue, and what is saved in it of its upload.
    pub file: Option<Option<String>>,
    /// Its upload, from its first turn in this process on.
    pub drive: Option<Drive>,
    pub rests_since: Option<u64>,
    pub is_cancelled: bool,
    pub gives_up: bool,
    /// It tidies up, and then ends with this.
    pub tidies_up_after: Option<Error>,
    /// By which the governor knows it.
    pub who: u64,
    /// For how long others were told to wait since it made progress.
    pub held_back: u64,
    /// The scope that had to be quiet when it last asked.
    pub asked: Option<Scope>,
    pub end: Option<End>,
}

impl Job {
    pub fn new(world: World) -> Self {
        Self {
            world,
            id: 0,
            file: None,
            drive: None,
            rests_since: None,
            is_cancelled: false,
            gives_up: false,
            tidies_up_after: None,
            who: 0,
            held_back: 0,
            asked: None,
            end: None,
        }
    }

    /// Does something at the service.
    pub fn at<T>(&mut self, model: &mut Model, act: impl FnOnce(&mut Self) -> T) -> T {
        mem::swap(&mut self.world.model, model);
        let result = act(self);
        mem::swap(&mut self.world.model, model);
        result
    }

    /// Goes on from where it rests, or from what is saved, or from nothing. `pauses` is whether its rest is no time to it.
    pub fn goes_on(&mut self, pauses: bool) -> Result<(), Stop> {
        if let Some(drive) = &mut self.drive {
            let rested = self.rests_since.take().map_or(0, |since| self.world.now - since);
            drive.rested += if pauses { rested } else { 0 };
            return Ok(());
        }
        self.world.facts.call_begins();
        let size = self.world.schedule.size;
        let saved = self.file.clone().flatten();
        let drive = self.drive.insert(Drive {
            upload: Mistaken::new(plan(&mut self.world), None),
            feed: Feed::Whole { size },
            hash: Some(RunningHash::default()),
            file: Some(saved.clone()),
            rested: 0,
        });
        whole::make_ready(drive, &self.world);
        match saved {
            Some(text) => whole::adopt(drive, &mut self.world, &text),
            None => Ok(()),
        }
    }

    /// Its call ends with an error. Answers whether it tidies up first.
    pub fn winds_up(&mut self, error: &Error) -> bool {
        let drive = self.drive.as_mut().expect("it runs");
        let kept = match error.status() {
            Status::Cancelled => !self.gives_up,
            Status::SavedState => false,
            _ => !drive.upload.is_over(),
        };
        if error.details().in_doubt || kept {
            drive.keep();
            return false;
        }
        drive.tell(&self.world, Input::Discard);
        self.world.facts.quiet_until = 0;
        true
    }

    /// It has ended, and what is saved of it goes unless a later process can go on with it.
    pub fn ends(&mut self, end: End) {
        let drive = self.drive.take();
        let goes_on = match (&end, &drive) {
            (End::Failed(error), Some(drive)) => error.details().in_doubt || !drive.upload.is_over(),
            (End::Failed(_), None) => true,
            _ => false,
        };
        self.file = match drive {
            Some(drive) => drive.file,
            None => self.file.take(),
        };
        if self.gives_up || !goes_on {
            self.file = None;
        }
        self.tidies_up_after = None;
        self.end = Some(end);
    }

    /// The process has ended. What is saved stays, and whoever was under way knows nothing but that.
    pub fn dies(&mut self) {
        if let Some(drive) = self.drive.take() {
            self.file = drive.file;
            self.world.facts.deaths += 1;
            self.world.tell(|_| "† the process ends".into());
        }
        self.world.facts.quiet_until = 0;
        (self.id, self.rests_since, self.tidies_up_after) = (0, None, None);
        (self.is_cancelled, self.gives_up, self.held_back) = (false, false, 0);
    }
}
