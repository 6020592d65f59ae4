//! One run of a whole upload.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::client::{Client, LogLevel};
use crate::driver::{Clock, Drive, Feed, Rest, TIDY_UP, catch_up};
use crate::host::calling_back;
use crate::net::Cancel;
use crate::progress::Meter;
use crate::saved::{Keeper, Record};
use crate::source::{Opened, Source, SourceError, Stamp};
use graph_upload_core::error::{Error, Status};
use graph_upload_core::graph::item::Item;
use graph_upload_core::graph::running_hash::RunningHash;
use graph_upload_core::kinds::Evidence;
use graph_upload_core::kinds::Target;
use graph_upload_core::kinds::integrity;
use graph_upload_core::policy::errors::of_source;
use graph_upload_core::policy::retry::Millis;
use graph_upload_core::upload::{Input, Machine, Window};

/// What a run has come to.
pub(super) enum Way {
    Stored(Item),
    /// It is to go on later.
    Resting,
}

/// One run. It owns what it needs, so that it can rest and go on elsewhere.
pub(crate) struct Run {
    client: Client,
    target: Arc<dyn Target>,
    pub upload: Machine,
    whole: Whole,
    stamp: Option<Stamp>,
    /// The source's stamp when an earlier run began, until it is compared.
    earlier: Option<Option<Stamp>>,
    pub meter: Meter,
    hash: RunningHash,
    pub keeper: Option<Keeper>,
    cancel: Option<Cancel>,
    /// Stands still while it rests.
    clock: Clock,
}

impl Run {
    pub fn new(
        client: &Client,
        target: Arc<dyn Target>,
        opened: Opened,
        keeper: Option<Keeper>,
        cancel: Option<&Cancel>,
    ) -> Self {
        let Opened { source, size, stamp } = opened;
        let upload = Machine::new(client.plan_of_whole(&*target, size, keeper.is_some()));
        let (client, cancel) = (client.clone(), cancel.cloned());
        let whole = Whole { source, size };
        let meter = Meter::new(size);
        // A later run compares the source with the hash, whatever the service reports.
        let hash = RunningHash::default();
        let mut run = Self {
            client,
            target,
            upload,
            whole,
            stamp,
            earlier: None,
            meter,
            hash,
            keeper,
            cancel,
            clock: Clock::default(),
        };
        run.make_ready();
        run
    }

    fn make_ready(&mut self) {
        self.upload.handle(self.now(), Input::Finish);
        if self.whole.source.can_reread() {
            self.upload.let_pieces_grow();
        }
        self.whole.source.keep(self.upload.piece_bytes());
    }

    /// How many bytes the file has.
    pub fn size(&self) -> u64 {
        self.whole.size
    }

    /// Resumes from what an earlier run has left.
    pub fn adopt(&mut self, record: &Record) -> Result<(), Error> {
        let (size, outlives) = (record.upload.size(), self.keeper.is_some());
        let plan = self.client.plan_of_whole(&*self.target, size, outlives);
        self.hash = record.hash()?.unwrap_or_default();
        self.upload = Machine::resume(plan, &record.upload)?;
        self.earlier = Some(record.source);
        self.make_ready();
        Ok(())
    }

    /// Fails unless the source is still what the earlier run has sent.
    fn compare_source(&mut self) -> Result<(), Error> {
        let Some(earlier) = self.earlier else { return Ok(()) };
        let (then, now) = (self.upload.size(), self.whole.size);
        if then != now {
            return Err(changed(Some(format!("it had {then} bytes and now has {now}"))));
        }
        match (earlier, self.stamp) {
            (Some(then), Some(now)) if then == now => {}
            (Some(then), Some(now)) if then.is_rewritten(&now) => return Err(changed(then.difference(&now))),
            // A copy, a file on another machine, or bytes without a file: only reading them again
            // can tell.
            _ => self.compare_bytes()?,
        }
        self.earlier = None;
        Ok(())
    }

    /// Hashes the whole source, where nothing else tells what an earlier run may have stored. Without it that stays
    /// unknown.
    fn hash_whole(&mut self) {
        if self.upload.wants_hash() && self.whole.source.can_reread() {
            let _ = catch_up(&mut self.hash, &mut self.whole, self.upload.size(), self.cancel.as_ref());
        }
    }

    /// Fails unless the source begins with the bytes that an earlier run has hashed.
    fn compare_bytes(&mut self) -> Result<(), Error> {
        if !self.whole.source.can_reread() && self.whole.source.earliest() > 0 {
            // The stream of the earlier run itself: it has no other bytes.
            return Ok(());
        }
        let mut now = RunningHash::default();
        let read = catch_up(&mut now, &mut self.whole, self.hash.high(), self.cancel.as_ref());
        read.map_err(|error| self.upload.with_doubt(of_source(&error)))?;
        match now.state() == self.hash.state() {
            true => Ok(()),
            false => Err(changed(Some("its bytes differ from those that were sent".into()))),
        }
    }

    /// Ends the upload of a changed source. The last piece of an earlier run may have stored the
    /// old content.
    pub fn give_up_old(&mut self, error: Error) -> Error {
        if !self.upload.with_doubt(error.clone()).details().in_doubt {
            if self.tidy_up() {
                self.forget();
            } else {
                self.keep();
            }
            return error;
        }
        self.upload.handle(self.now(), Input::Discard);
        let end = self.drive(None).run();
        match end {
            Ok(Rest::Done(item)) => {
                self.forget();
                let stored = format!("; as it was before, it is stored with the id {}", item.id);
                error.with(|details| details.message.push_str(&stored))
            }
            Ok(_) => {
                self.forget();
                error
            }
            Err(other) => {
                self.keep();
                let doubt = format!("; as it was before, it may be stored: {other}");
                error.with(|details| {
                    details.message.push_str(&doubt);
                    details.in_doubt = true;
                })
            }
        }
    }

    /// Runs to its end, or until it is to rest.
    pub(super) fn go_on(&mut self, rest: Option<&AtomicBool>) -> Result<Way, Error> {
        self.clock.goes_on(self.client.now());
        self.compare_source()?;
        self.hash_whole();
        let came_to = match rest {
            Some(rest) => self.drive(None).run_or_rest(rest)?,
            None => Some(self.drive(None).run()?),
        };
        let Some(came_to) = came_to else {
            self.clock.stands_still(self.client.now());
            return Ok(Way::Resting);
        };
        match came_to {
            Rest::Done(item) => Ok(Way::Stored(self.compared(item))),
            Rest::Rewind(to) => {
                let message = format!(
                    "the service wants the bytes from {to} on again, and the source only goes forward: it has none \
                     before {} any more",
                    self.whole.source.earliest()
                );
                let error = self.upload.with_doubt(Error::new(Status::Rewind, message));
                Err(error.with(|details| details.offset = to))
            }
            rest => Err(Error::bug(format!("a whole upload came to rest with {rest:?}"))),
        }
    }

    fn compared(&mut self, mut item: Item) -> Item {
        let (rules, size) = (self.upload.rules(), self.whole.size);
        if rules.evidence == Evidence::SizeAndHash {
            // What an earlier run has sent last was not hashed yet. Without it nothing can be verified, but the file
            // is stored all the same.
            let _ = catch_up(&mut self.hash, &mut self.whole, size, self.cancel.as_ref());
        }
        item.integrity = integrity::compare(rules, &item, size, self.hash.of_file(size).as_deref());
        item
    }

    /// The state for a later run.
    pub fn record(&self) -> Option<Record> {
        let source = self.earlier.unwrap_or(self.stamp);
        Some(Record::new(self.upload.save()?, source, Some(&self.hash)))
    }

    /// Updates the state file. If that fails, an older state remains, which is valid too.
    pub fn keep(&mut self) {
        let Some(keeper) = &mut self.keeper else { return };
        keeper.set_source(self.earlier.unwrap_or(self.stamp));
        if let Err(error) = keeper.write(&self.upload, Some(&self.hash)) {
            self.client.log().write(LogLevel::Warning, || error.to_string());
        }
    }

    /// Deletes the remaining session, so that it does not lock the file's name. Tried once; returns
    /// whether none remains.
    pub fn tidy_up(&mut self) -> bool {
        drop(self.meter.set_callback(None));
        self.drive(Some(TIDY_UP)).abandon()
    }

    /// Removes the state file. One that remains is harmless: the next run finds its session gone.
    pub fn forget(&mut self) {
        if let Some(Err(error)) = self.keeper.as_mut().map(Keeper::remove) {
            self.client.log().write(LogLevel::Warning, || error.to_string());
        }
    }

    /// The same once the file is stored.
    pub fn stored(&mut self, item: &Item) {
        if let Some(Err(error)) = self.keeper.as_mut().map(|keeper| keeper.stored(item)) {
            self.client.log().write(LogLevel::Warning, || error.to_string());
        }
    }

    fn now(&self) -> Millis {
        self.clock.read(self.client.now())
    }

    fn drive<'b>(&'b mut self, time_limit: Option<Duration>) -> Drive<'b> {
        Drive {
            // Tidying up comes after a cancellation.
            cancel: self.cancel.as_ref().filter(|_| time_limit.is_none()),
            hash: Some(&mut self.hash),
            keeper: self.keeper.as_mut(),
            time_limit,
            clock: self.clock,
            ..Drive::new(&self.client, &mut self.upload, &mut self.whole, &mut self.meter)
        }
    }
}

/// A source of the whole file, except what it can no longer give.
struct Whole {
    source: Box<dyn Source + Send>,
    size: u64,
}

impl Source for Whole {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        calling_back(None, || self.source.read_at(offset, buffer))
    }

    fn earliest(&self) -> u64 {
        self.source.earliest()
    }
}

impl Feed for Whole {
    fn window(&self) -> Window {
        Window { start: self.source.earliest(), end: self.size }
    }
}

fn changed(what: Option<String>) -> Error {
    of_source(&SourceError::Changed(what.unwrap_or_default()))
}
