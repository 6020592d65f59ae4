//! A whole upload in one call: from a source to the stored file.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::client::Client;
use crate::driver::{Drive, Feed, Rest};
use crate::error::{Error, Status};
use crate::integrity::{self, Evidence, Integrity, RunningHash};
use crate::progress::{Meter, Progress, ProgressCallback};
use crate::protocol::item::Item;
use crate::protocol::{self, Window};
use crate::source::{Content, Opened, Source, SourceError};
use crate::target::{Rules, Target, check_size};
use crate::transport::Cancel;

/// How long the deletion of a session that is given up may take. It comes after an error, when nobody wants to wait.
const TIDY_UP: Duration = Duration::from_secs(2);

/// Takes reports; answers whether to go on. Unlike that of a session it is used for one run after the other.
pub type SharedProgressCallback = Arc<dyn Fn(Progress) -> bool + Send + Sync>;

/// What becomes of the upload session when the caller cancels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnCancel {
    /// It is deleted, unless the last byte was sent already.
    #[default]
    Discard,
    /// It stays until it expires.
    Keep,
}

/// The settings of a whole upload. It can be run any number of times, for any client and target.
#[derive(Clone)]
pub struct Upload {
    content: Option<Arc<dyn Content>>,
    progress: Option<SharedProgressCallback>,
    on_cancel: OnCancel,
    differs_is_error: bool,
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
        Self { content: None, progress: None, on_cancel: OnCancel::default(), differs_is_error: false }
    }

    /// An upload of this content.
    pub fn of(content: impl Content + 'static) -> Self {
        Self { content: Some(Arc::new(content)), ..Self::new() }
    }

    /// What is uploaded.
    pub fn set_content(&mut self, content: impl Content + 'static) {
        self.content = Some(Arc::new(content));
    }

    /// Who is told how far it is.
    pub fn set_progress(&mut self, callback: Option<SharedProgressCallback>) {
        self.progress = callback;
    }

    /// What becomes of the upload session when the caller cancels.
    pub fn set_on_cancel(&mut self, what: OnCancel) {
        self.on_cancel = what;
    }

    /// Whether [`Integrity::Differs`] is an error. The file stays stored in either case.
    pub fn set_differs_is_error(&mut self, is_error: bool) {
        self.differs_is_error = is_error;
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
        let Opened { source, size, .. } = content.open()?;
        check_size(target.rules(), size)?;
        let mut run = Run::new(client, target, source, size, cancel);
        run.meter.set_callback(
            self.progress.clone().map(|told| -> ProgressCallback { Box::new(move |p| told(p)) }),
        );
        match run.finish() {
            Ok(item) => Ok(item),
            Err(error) => {
                let kept = error.status() == Status::Cancelled && self.on_cancel == OnCancel::Keep;
                if !kept && !error.details().in_doubt {
                    run.tidy_up();
                }
                Err(error)
            }
        }
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

impl Default for Upload {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("has_content", &self.content.is_some())
            .field("on_cancel", &self.on_cancel)
            .field("differs_is_error", &self.differs_is_error)
            .finish_non_exhaustive()
    }
}

/// One run.
struct Run<'a> {
    client: &'a Client,
    upload: protocol::Upload,
    whole: Whole,
    meter: Meter,
    hash: Option<RunningHash>,
    cancel: Option<&'a Cancel>,
}

impl<'a> Run<'a> {
    fn new(
        client: &'a Client,
        target: &dyn Target,
        mut source: Box<dyn Source>,
        size: u64,
        cancel: Option<&'a Cancel>,
    ) -> Self {
        let mut upload = protocol::Upload::new(client.plan(target, size));
        upload.allow_commit();
        source.keep(upload.piece_bytes());
        let hash = running_hash(upload.rules());
        Self { client, upload, whole: Whole { source, size }, meter: Meter::new(size), hash, cancel }
    }

    fn finish(&mut self) -> Result<Item, Error> {
        match self.drive(self.cancel, None).run()? {
            Rest::Done(mut item) => {
                let hash = self.hash.as_ref().and_then(|hash| hash.of_file(self.whole.size));
                item.integrity =
                    integrity::compare(self.upload.rules(), &item, self.whole.size, hash.as_deref());
                Ok(item)
            }
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

    /// Deletes the session that an upload leaves behind, so that it does not lock the file's name. Tried once.
    fn tidy_up(&mut self) {
        self.meter.set_callback(None);
        self.drive(None, Some(TIDY_UP)).abandon();
    }

    fn drive<'b>(&'b mut self, cancel: Option<&'b Cancel>, patience: Option<Duration>) -> Drive<'b> {
        Drive {
            client: self.client,
            upload: &mut self.upload,
            source: &mut self.whole,
            cancel,
            meter: &mut self.meter,
            hash: self.hash.as_mut(),
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
}

impl Feed for Whole {
    fn window(&self) -> Window {
        Window { start: self.source.earliest(), end: self.size }
    }
}
