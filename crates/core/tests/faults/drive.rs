//! The loop of `src/driver.rs`, over the world instead of a transport.

use graph_upload_core::error::Error;
use graph_upload_core::graph::item::Item;
use graph_upload_core::graph::request::{Body, Purpose, Request};
use graph_upload_core::graph::running_hash::RunningHash;
use graph_upload_core::kinds::Evidence;
use graph_upload_core::kinds::integrity;
use graph_upload_core::upload::{Step, Upload};

use crate::kept;
use crate::mistaken::{self, Mistaken};
use crate::source::Feed;
use crate::world::World;

/// How the loop ends.
pub enum Rest {
    Done(Item),
    NeedBytes,
    Rewind(u64),
    Discarded,
}

/// Why it ended otherwise.
pub enum Stop {
    Error(Error),
    /// The process is no more.
    Death,
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Error(error)
    }
}

/// An upload on its way, and what belongs to it.
pub struct Drive {
    pub upload: Mistaken,
    pub feed: Feed,
    pub hash: Option<RunningHash>,
    /// The text that is left for a later life, where one is kept.
    pub file: Option<Option<String>>,
}

impl Drive {
    pub fn run(&mut self, world: &mut World) -> Result<Rest, Stop> {
        loop {
            self.tell_hash();
            let step = self.upload.step(world.now, self.feed.window());
            world.pin_step(&step);
            for note in self.upload.take_notes() {
                world.tell(|_| format!("  - {note}"));
            }
            let unfinished = matches!(step, Step::Request(_) | Step::Wait { .. } | Step::NeedToken);
            if unfinished && world.cancels() {
                self.upload.not_sent();
                return Err(self.upload.interrupted().into());
            }
            match step {
                Step::Request(request) => self.exchange(world, &request)?,
                Step::Wait { until } => {
                    world.wait(until);
                    if world.dies() {
                        return Err(Stop::Death);
                    }
                }
                Step::NeedToken => self.upload.on_token(world.renew_token()),
                Step::NeedBytes { .. } => return Ok(Rest::NeedBytes),
                Step::Rewind { to } => return Ok(Rest::Rewind(to)),
                Step::Done(item) => return Ok(Rest::Done(item)),
                Step::Discarded => return Ok(Rest::Discarded),
                Step::Paused(error) | Step::Failed(error) => return Err(error.into()),
            }
        }
    }

    /// Deletes the session that is left, if there is one, and answers whether none is left then. Tried once.
    pub fn abandon(&mut self, world: &mut World) -> Result<bool, Stop> {
        self.upload.discard();
        world.facts.quiet_until = 0;
        match self.upload.step(world.now, self.feed.window()) {
            Step::Discarded => return Ok(true),
            Step::Request(request) if request.purpose == Purpose::Discard => {
                self.exchange(world, &request)?;
            }
            _ => {}
        }
        Ok(self.upload.is_over())
    }

    /// Once every byte was hashed, the core can tell the file from others.
    fn tell_hash(&mut self) {
        let hash = self.hash.as_ref().filter(|_| !self.upload.knows_hash());
        if let Some(hash) = hash.and_then(|hash| hash.of_file(self.upload.size())) {
            self.upload.set_hash(hash);
        }
    }

    fn exchange(&mut self, world: &mut World, request: &Request) -> Result<(), Stop> {
        if world.dies() {
            return Err(Stop::Death);
        }
        if request.purpose.is_saved_before() {
            self.keep();
        }
        if world.dies() {
            return Err(Stop::Death);
        }
        let (feed, hash, mistake) = (&mut self.feed, &mut self.hash, self.upload.mistake());
        let mut read = |bytes: u64| {
            if let Body::Bytes(range) | Body::Base64 { range, .. } = &request.body {
                if let Some(hash) = hash {
                    mistaken::hash_again(mistake, hash, range.start..range.start + bytes);
                }
                feed.read(range.start, bytes, hash.as_mut());
            }
        };
        let result = world.exchange(request, &mut read);
        if world.dies() {
            return Err(Stop::Death);
        }
        let before = self.upload.state_name();
        match &result {
            Ok(reply) => self.upload.on_reply(world.now, reply),
            Err(lost) => self.upload.on_lost(world.now, lost),
        }
        world.note_walked(before, &result, self.upload.state_name());
        world.pin_saved(&self.upload);
        if request.purpose == Purpose::Create {
            self.keep();
        }
        Ok(())
    }

    /// Brings the state file up to date, where there is one.
    pub fn keep(&mut self) {
        if let Some(file) = &mut self.file
            && let Some(saved) = self.upload.save()
        {
            *file = Some(kept::write(&saved, self.hash.as_ref()));
        }
    }

    /// The item, compared with the bytes that were sent.
    pub fn compared(&self, mut item: Item, size: u64) -> Item {
        let hash = self.hash.as_ref().and_then(|hash| hash.of_file(size));
        item.integrity = integrity::compare(self.upload.rules(), &item, size, hash.as_deref());
        item
    }
}

/// A hash to feed, where the kind's items can be compared with it.
pub fn running_hash(upload: &Upload) -> Option<RunningHash> {
    (upload.rules().evidence == Evidence::SizeAndHash).then(RunningHash::default)
}
