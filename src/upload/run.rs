//! One run of a whole upload.

use std::time::Duration;

use crate::client::{Client, LogLevel};
use crate::driver::{Drive, Feed, Rest, TIDY_UP, catch_up};
use crate::error::{Error, Status};
use crate::integrity::{self, Evidence, RunningHash};
use crate::progress::Meter;
use crate::protocol::item::Item;
use crate::protocol::problem::source_error;
use crate::protocol::{self, Window};
use crate::saved::{Keeper, Record};
use crate::source::{Opened, Source, SourceError, Stamp};
use crate::target::Target;
use crate::transport::Cancel;
use crate::upload::running_hash;

/// One run.
pub(super) struct Run<'a> {
    client: &'a Client,
    target: &'a dyn Target,
    pub upload: protocol::Upload,
    whole: Whole,
    stamp: Option<Stamp>,
    pub meter: Meter,
    hash: Option<RunningHash>,
    pub keeper: Option<Keeper>,
    cancel: Option<&'a Cancel>,
}

impl<'a> Run<'a> {
    pub fn new(
        client: &'a Client,
        target: &'a dyn Target,
        opened: Opened,
        keeper: Option<Keeper>,
        cancel: Option<&'a Cancel>,
    ) -> Self {
        let Opened { mut source, size, stamp } = opened;
        let mut upload = protocol::Upload::new(client.plan(target, size));
        upload.allow_commit();
        if source.can_reread() {
            upload.let_pieces_grow();
        }
        source.keep(upload.piece_bytes());
        // A later run compares the source with it, whatever the service tells of its items.
        let hash = if keeper.is_some() { Some(RunningHash::default()) } else { running_hash(upload.rules()) };
        let whole = Whole { source, size };
        Self { client, target, upload, whole, stamp, meter: Meter::new(size), hash, keeper, cancel }
    }

    /// Goes on where an earlier run has stopped, if the source is still what it was.
    pub fn resume(&mut self, record: &Record) -> Result<(), Error> {
        let size = record.upload.size();
        self.upload = protocol::Upload::resume(self.client.plan(self.target, size), &record.upload)?;
        if size != self.whole.size {
            let what = format!("it had {size} bytes and now has {}", self.whole.size);
            return Err(self.changed(Some(what)));
        }
        self.upload.allow_commit();
        self.whole.source.keep(self.upload.piece_bytes());
        let hash = record.hash()?.unwrap_or_default();
        match (record.source, self.stamp) {
            (Some(then), Some(now)) if then == now => {}
            (Some(then), Some(now)) if then.is_rewritten(&now) => {
                return Err(self.changed(then.difference(&now)));
            }
            // A copy, a file on another machine, or bytes without a file: only reading them again can tell.
            _ => self.compare(&hash)?,
        }
        self.hash = Some(hash);
        Ok(())
    }

    /// Fails unless the source begins with the bytes that an earlier run has hashed.
    fn compare(&mut self, earlier: &RunningHash) -> Result<(), Error> {
        let mut now = RunningHash::default();
        let read = catch_up(&mut now, &mut self.whole, earlier.high(), self.cancel);
        read.map_err(|error| self.upload.with_facts(source_error(&error)))?;
        if now.state() == earlier.state() {
            return Ok(());
        }
        Err(self.changed(Some("its bytes are not those that were sent".into())))
    }

    /// The source is not what an earlier run has sent. What that has sent last may be stored all the same.
    fn changed(&self, what: Option<String>) -> Error {
        let error = self.upload.with_facts(source_error(&SourceError::Changed(what.unwrap_or_default())));
        let doubt = "; the file as it was may be stored, so the state file stays: remove it to begin anew";
        error.with(|details| {
            if details.in_doubt {
                details.message.push_str(doubt);
            }
        })
    }

    pub fn finish(&mut self) -> Result<Item, Error> {
        match self.drive(self.cancel, None).run()? {
            Rest::Done(item) => Ok(self.compared(item)),
            Rest::Rewind(to) => {
                let message = format!(
                    "the service wants the bytes from {to} on again, and the source only goes forward: it has none \
                     before {} any more",
                    self.whole.source.earliest()
                );
                let error = self.upload.with_facts(Error::new(Status::Rewind, message));
                Err(error.with(|details| details.offset = to))
            }
            rest => Err(Error::bug(format!("a whole upload came to rest with {rest:?}"))),
        }
    }

    fn compared(&mut self, mut item: Item) -> Item {
        let (rules, size) = (self.upload.rules(), self.whole.size);
        if let Some(hash) = self.hash.as_mut().filter(|_| rules.evidence == Evidence::SizeAndHash) {
            // What an earlier run has sent last was not hashed yet. Without it nothing can be verified, but the file
            // is stored all the same.
            let _ = catch_up(hash, &mut self.whole, size, self.cancel);
        }
        let hash = self.hash.as_ref().and_then(|hash| hash.of_file(size));
        item.integrity = integrity::compare(rules, &item, size, hash.as_deref());
        item
    }

    /// What a later run needs.
    pub fn record(&self) -> Option<Record> {
        Some(Record::new(self.upload.save()?, self.stamp, self.hash.as_ref()))
    }

    /// Deletes the session that an upload leaves behind, so that it does not lock the file's name. Tried once.
    pub fn tidy_up(&mut self) {
        self.meter.set_callback(None);
        self.drive(None, Some(TIDY_UP)).abandon();
    }

    /// Removes the state file. One that stays behind does no harm: the next run finds its session gone.
    pub fn forget(&mut self) {
        if let Some(Err(error)) = self.keeper.as_mut().map(Keeper::remove) {
            self.client.log().write(LogLevel::Warning, || error.to_string());
        }
    }

    fn drive<'b>(&'b mut self, cancel: Option<&'b Cancel>, patience: Option<Duration>) -> Drive<'b> {
        Drive {
            client: self.client,
            upload: &mut self.upload,
            source: &mut self.whole,
            cancel,
            meter: &mut self.meter,
            hash: self.hash.as_mut(),
            keeper: self.keeper.as_mut(),
            patience,
        }
    }
}

/// A source that has the whole file, but for what it cannot give any more.
struct Whole {
    source: Box<dyn Source>,
    size: u64,
}

impl Source for Whole {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        self.source.read_at(offset, buffer)
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
