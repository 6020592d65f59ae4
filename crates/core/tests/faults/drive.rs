//! The loop of `src/driver.rs`, over the world instead of a transport.

use graph_upload_core::error::Error;
use graph_upload_core::graph::item::Item;
use graph_upload_core::graph::request::{Body, Request};
use graph_upload_core::graph::response::{NoResponse, Response};
use graph_upload_core::graph::running_hash::RunningHash;
use graph_upload_core::kinds::Evidence;
use graph_upload_core::kinds::integrity;
use graph_upload_core::upload::{Event, Grant, Input, Machine, Output, TokenAnswer};

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
    /// How long it has rested, which is no time to the upload.
    pub rested: u64,
}

impl Drive {
    pub fn run(&mut self, world: &mut World) -> Result<Rest, Stop> {
        loop {
            match self.poll(world) {
                Output::Bytes { .. } => return Ok(Rest::NeedBytes),
                Output::Rewind { to } => return Ok(Rest::Rewind(to)),
                Output::Done(item) => return Ok(Rest::Done(item)),
                Output::Discarded => return Ok(Rest::Discarded),
                Output::Paused(error) | Output::Failed(error) => return Err(error.into()),
                output if may_be_cancelled(&output) && world.cancels() => {
                    self.tell(world, Input::Cancel);
                }
                output => self.answer(world, output)?,
            }
        }
    }

    /// Deletes the session that is left, if there is one, and answers whether none is left then. Tried once.
    pub fn abandon(&mut self, world: &mut World) -> Result<bool, Stop> {
        self.tell(world, Input::Discard);
        world.facts.quiet_until = 0;
        while self.upload.is_discarding() {
            match self.poll(world) {
                Output::Permit(permit) => self.answer(world, Output::Permit(permit))?,
                Output::Token { rejected: false, claims } => {
                    self.answer(world, Output::Token { rejected: false, claims })?;
                }
                Output::Send(request) => {
                    self.exchange(world, &request)?;
                    break;
                }
                _ => break,
            }
        }
        Ok(self.upload.is_over())
    }

    /// What the upload wants, after what it tells.
    pub fn poll(&mut self, world: &mut World) -> Output {
        self.tell_hash();
        self.upload.set_lag(self.rested);
        self.tell(world, Input::Offer(self.feed.window()));
        let mut notes = Vec::new();
        let output = loop {
            match self.upload.poll(self.now(world)) {
                Output::Event(Event::Note(note)) => notes.push(note),
                Output::Event(Event::Late(late)) => notes.push(late.to_string()),
                Output::Event(Event::Confirmed(_)) => {}
                output => break output,
            }
        };
        world.pin_output(&output);
        for note in notes {
            world.tell(|_| format!("  - {note}"));
        }
        output
    }

    /// Gives the upload what it wants.
    pub fn answer(&mut self, world: &mut World, output: Output) -> Result<(), Stop> {
        match output {
            Output::Wait { until, .. } => {
                world.wait(until);
                if world.dies() {
                    return Err(Stop::Death);
                }
            }
            Output::Permit(_) => {
                if world.dies() {
                    return Err(Stop::Death);
                }
                self.tell(world, Input::Permit(Grant::Now));
            }
            Output::Token { rejected, .. } => {
                let renewed = !rejected || world.renew_token();
                let answer = if renewed { TokenAnswer::Ready } else { TokenAnswer::NoOther };
                self.tell(world, Input::Token(answer));
            }
            Output::Persist => {
                self.keep();
                self.tell(world, Input::Persisted(Ok(())));
            }
            Output::Send(request) => self.exchange(world, &request)?,
            output => panic!("an end was answered: {output:?}"),
        }
        Ok(())
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
        let result = world.exchange(request, &mut self.reader(request));
        if world.dies() {
            return Err(Stop::Death);
        }
        self.answered(world, &result);
        Ok(())
    }

    /// Reads so many bytes of the source as leave with a request.
    pub fn reader(&mut self, request: &Request) -> impl FnMut(u64) {
        let (feed, hash, mistake) = (&mut self.feed, &mut self.hash, self.upload.mistake());
        let range = match &request.body {
            Body::Bytes(range) | Body::Base64 { range, .. } => Some(range.clone()),
            Body::Empty | Body::Text(_) => None,
        };
        move |bytes| {
            let Some(range) = &range else { return };
            if let Some(hash) = hash {
                mistaken::hash_again(mistake, hash, range.start..range.start + bytes);
            }
            feed.read(range.start, bytes, hash.as_mut());
        }
    }

    /// Tells the upload what came of its request.
    pub fn answered(&mut self, world: &mut World, result: &Result<Response, NoResponse>) {
        let before = self.upload.state_name();
        match result {
            Ok(response) => self.tell(world, Input::Response(response)),
            Err(lost) => self.tell(world, Input::NoResponse(lost)),
        }
        world.note_walked(before, result, self.upload.state_name());
        world.pin_saved(&self.upload);
    }

    /// Tells the upload something.
    pub fn tell(&mut self, world: &World, input: Input<'_>) {
        self.upload.handle(self.now(world), input);
    }

    /// What the upload takes for the time.
    pub fn now(&self, world: &World) -> u64 {
        world.now - self.rested
    }

    /// Brings the state file up to date, where there is one.
    pub fn keep(&mut self) {
        if let Some(file) = &mut self.file
            && let Some(saved) = self.upload.save()
        {
            *file = Some(kept::write(&saved, self.hash.as_ref()));
        }
    }

    /// The item, compared with the bytes of the whole source.
    pub fn done(&mut self, item: Item, size: u64) -> Item {
        if let Some(hash) = &mut self.hash {
            self.feed.catch_up(hash, size);
        }
        self.compared(item, size)
    }

    /// The item, compared with the bytes that were sent.
    pub fn compared(&self, mut item: Item, size: u64) -> Item {
        let hash = self.hash.as_ref().and_then(|hash| hash.of_file(size));
        item.integrity = integrity::compare(self.upload.rules(), &item, size, hash.as_deref());
        item
    }
}

/// Whether the caller may cancel here: before each request, wait and new token.
fn may_be_cancelled(output: &Output) -> bool {
    matches!(output, Output::Permit(_) | Output::Wait { .. } | Output::Token { rejected: true, .. })
}

/// A hash to feed, where the kind's items can be compared with it.
pub fn running_hash(upload: &Machine) -> Option<RunningHash> {
    (upload.rules().evidence == Evidence::SizeAndHash).then(RunningHash::default)
}
