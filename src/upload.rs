//! A whole upload in one call: from a source to the stored file.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::client::{Client, LogLevel};
use crate::driver::{Drive, Feed, Rest, TIDY_UP, catch_up};
use crate::error::{Error, Status};
use crate::integrity::{self, Evidence, Integrity, RunningHash};
use crate::progress::{Meter, Progress, ProgressCallback};
use crate::protocol::item::Item;
use crate::protocol::problem::source_error;
use crate::protocol::{self, Window};
use crate::saved::{Keeper, Record, SealingKey, StateFile};
use crate::source::{Content, Opened, Source, SourceError, Stamp};
use crate::target::{Rules, Target, check_size};
use crate::transport::Cancel;

/// Takes reports; answers whether to go on. Unlike that of a session it is used for one run after the other.
pub type SharedProgressCallback = Arc<dyn Fn(Progress) -> bool + Send + Sync>;

/// What becomes of the upload session when the caller cancels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnCancel {
    /// It is deleted, unless the last byte was sent already.
    Discard,
    /// It stays until it expires.
    Keep,
}

/// The settings of a whole upload. It can be run any number of times, for any client and target.
#[derive(Clone, Default)]
pub struct Upload {
    content: Option<Arc<dyn Content>>,
    progress: Option<SharedProgressCallback>,
    on_cancel: Option<OnCancel>,
    differs_is_error: bool,
    state_file: Option<StateFile>,
    key: Option<SealingKey>,
    /// What the last run has left at the service that the next one can go on from.
    left: Arc<Mutex<Option<Record>>>,
}

/// What a run came to.
#[derive(Debug)]
pub struct Outcome {
    /// The stored file. It is there beside an error when it is stored but differs from what was sent.
    pub item: Option<Item>,
    /// What went wrong.
    pub error: Option<Error>,
}

impl Outcome {
    /// The stored file, or the error.
    pub fn into_result(self) -> Result<Item, Error> {
        match (self.error, self.item) {
            (Some(error), _) => Err(error),
            (None, Some(item)) => Ok(item),
            (None, None) => Err(Error::bug("an upload ended with nothing")),
        }
    }
}

impl Upload {
    /// An upload without a source.
    pub fn new() -> Self {
        Self::default()
    }

    /// An upload of this content.
    pub fn of(content: impl Content + 'static) -> Self {
        Self { content: Some(Arc::new(content)), ..Self::new() }
    }

    /// What is uploaded. What an earlier run of another content has left is forgotten.
    pub fn set_content(&mut self, content: impl Content + 'static) {
        self.left = Arc::default();
        self.content = Some(Arc::new(content));
    }

    /// Who is told how far it is.
    pub fn set_progress(&mut self, callback: Option<SharedProgressCallback>) {
        self.progress = callback;
    }

    /// What becomes of the upload session when the caller cancels. Without a wish it is kept where there is a state
    /// file to go on from, and else discarded.
    pub fn set_on_cancel(&mut self, what: OnCancel) {
        self.on_cancel = Some(what);
    }

    /// Whether [`Integrity::Differs`] is an error. The file stays stored in either case.
    pub fn set_differs_is_error(&mut self, is_error: bool) {
        self.differs_is_error = is_error;
    }

    /// Where the upload is saved while it runs, so that a later run goes on with it. Removed at its end.
    pub fn set_state_file(&mut self, file: Option<StateFile>) {
        self.state_file = file;
    }

    /// What the state file is sealed with.
    pub fn set_sealing_key(&mut self, key: Option<SealingKey>) {
        self.key = key;
    }

    /// Uploads the content: in one request or by an upload session, as kind and size ask for. Blocks.
    pub fn run(&self, client: &Client, target: &dyn Target, cancel: Option<&Cancel>) -> Outcome {
        match self.store(client, target, cancel) {
            Ok(item) => {
                let error = self.objection(&item);
                Outcome { item: Some(item), error }
            }
            Err(error) => Outcome { item: None, error: Some(error) },
        }
    }

    fn store(&self, client: &Client, target: &dyn Target, cancel: Option<&Cancel>) -> Result<Item, Error> {
        let content = self.content.as_ref().ok_or_else(|| Error::state("upload: no source was set"))?;
        let opened = content.open()?;
        check_size(target.rules(), opened.size)?;
        let keeper = self.state_file.clone().map(|file| Keeper::new(file, self.key.clone(), opened.stamp));
        let saved = keeper.as_ref().map(Keeper::read).transpose()?.flatten();
        let saved = saved.or_else(|| self.take_left(client, target));
        let mut run = Run::new(client, target, opened, keeper, cancel);
        let told = self.progress.clone();
        run.meter
            .set_callback(told.map(|told| -> ProgressCallback { Box::new(move |progress| told(progress)) }));
        let result = match saved {
            None => run.finish(),
            Some(record) => run.resume(&record).and_then(|()| run.finish()),
        };
        match result {
            Ok(item) => {
                run.forget();
                Ok(item)
            }
            Err(error) => {
                self.wind_up(&mut run, &error);
                Err(error)
            }
        }
    }

    /// What the last run has left, if it was for this target.
    fn take_left(&self, client: &Client, target: &dyn Target) -> Option<Record> {
        let left = self.left.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        left.upload.is_of(&client.plan(target, left.upload.size())).then_some(left)
    }

    /// Leaves behind what a later run can go on from, and nothing else.
    fn wind_up(&self, run: &mut Run<'_>, error: &Error) {
        let saved = run.keeper.is_some();
        let kept = match (error.status(), self.on_cancel) {
            (Status::SourceChanged, _) => false,
            (Status::Cancelled, Some(OnCancel::Discard)) => false,
            (Status::Cancelled, Some(OnCancel::Keep)) => true,
            _ => saved && !run.upload.is_over(),
        };
        if error.status() == Status::SavedState {
            return;
        }
        if error.details().in_doubt || kept {
            *self.left.lock().unwrap_or_else(PoisonError::into_inner) = run.record();
            return;
        }
        run.tidy_up();
        run.forget();
    }

    fn objection(&self, item: &Item) -> Option<Error> {
        let wrong = self.differs_is_error && item.integrity == Integrity::Differs;
        wrong.then(|| {
            Error::new(
                Status::Differs,
                "the file is stored, but the service reports another size or hash than that of the bytes sent",
            )
        })
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("has_content", &self.content.is_some())
            .field("on_cancel", &self.on_cancel)
            .field("differs_is_error", &self.differs_is_error)
            .field("state_file", &self.state_file)
            .finish_non_exhaustive()
    }
}

/// One run.
struct Run<'a> {
    client: &'a Client,
    target: &'a dyn Target,
    upload: protocol::Upload,
    whole: Whole,
    stamp: Option<Stamp>,
    meter: Meter,
    hash: Option<RunningHash>,
    keeper: Option<Keeper>,
    cancel: Option<&'a Cancel>,
}

impl<'a> Run<'a> {
    fn new(
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
    fn resume(&mut self, record: &Record) -> Result<(), Error> {
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

    fn finish(&mut self) -> Result<Item, Error> {
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
    fn record(&self) -> Option<Record> {
        Some(Record::new(self.upload.save()?, self.stamp, self.hash.as_ref()))
    }

    /// Deletes the session that an upload leaves behind, so that it does not lock the file's name. Tried once.
    fn tidy_up(&mut self) {
        self.meter.set_callback(None);
        self.drive(None, Some(TIDY_UP)).abandon();
    }

    /// Removes the state file. One that stays behind does no harm: the next run finds its session gone.
    fn forget(&mut self) {
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

/// A hash to feed, where the kind's items can be compared with it.
pub(crate) fn running_hash(rules: &Rules) -> Option<RunningHash> {
    (rules.evidence == Evidence::SizeAndHash).then(RunningHash::default)
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
