//! What a scenario needs of the library, whichever way it is called.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use graph_upload::net::Cancel;
use graph_upload_core::kinds::Property;

/// How a client is set up.
#[derive(Clone)]
pub struct Setup {
    pub base_url: String,
    pub ca_pem: Option<String>,
    pub beta: bool,
    pub immutable_ids: bool,
    pub loopback: bool,
    pub token: Tokens,
    pub attempts: u32,
    pub settle_ms: u64,
    /// The first and the longest backoff.
    pub backoff_ms: (u64, u64),
    /// The limits on stalls and responses, if others than usual.
    pub limit_ms: Option<u64>,
    pub piece: Option<u64>,
    /// The largest file that goes in one request.
    pub one_request: u64,
    /// Whether nothing is looked at before.
    pub quick: bool,
    /// Whether what is locked is waited for.
    pub waits_for_locks: bool,
    /// Takes the lines of the log.
    pub log: Option<Log>,
}

pub type Log = Arc<dyn Fn(&str) + Send + Sync>;

/// Where the token comes from.
#[derive(Clone)]
pub enum Tokens {
    Fixed(String),
    /// A callback; it is told whether the last one was refused.
    Callback(Arc<dyn Fn(bool) -> Option<String> + Send + Sync>),
    None,
}

/// A place to upload to, and what is said of the file.
#[derive(Debug, Clone)]
pub struct Target {
    pub place: Place,
    pub properties: Vec<Property>,
}

/// The constructors of targets.
#[derive(Debug, Clone, Copy)]
pub enum Place {
    Todo {
        user: Option<&'static str>,
        list: &'static str,
        task: &'static str,
        name: &'static str,
    },
    Message {
        user: Option<&'static str>,
        folder: Option<&'static str>,
        message: &'static str,
        name: &'static str,
    },
    Event {
        user: Option<&'static str>,
        calendar: Option<&'static str>,
        event: &'static str,
        name: &'static str,
    },
    GroupPost {
        group: &'static str,
        thread: &'static str,
        post: &'static str,
        name: &'static str,
    },
    GroupEvent {
        group: &'static str,
        by_calendar: bool,
        event: &'static str,
        name: &'static str,
    },
    GroupPostInReplyTo {
        group: &'static str,
        conversation: Option<&'static str>,
        thread: &'static str,
        post: &'static str,
        name: &'static str,
    },
    DrivePath {
        drive: Option<&'static str>,
        path: &'static str,
    },
    DriveChild {
        drive: Option<&'static str>,
        folder: &'static str,
        name: &'static str,
    },
    DriveSpecial {
        drive: Option<&'static str>,
        special: &'static str,
        path: &'static str,
    },
    DriveItem {
        drive: Option<&'static str>,
        item: &'static str,
    },
    DriveShare {
        share: &'static str,
    },
    Print {
        printer: &'static str,
        job: &'static str,
        document: &'static str,
        name: &'static str,
    },
    PrintShare {
        share: &'static str,
        job: &'static str,
        document: &'static str,
        name: &'static str,
    },
}

impl std::convert::From<Place> for Target {
    fn from(place: Place) -> Self {
        Self { place, properties: Vec::new() }
    }
}

/// A To Do task and the file's name, as most scenarios use it.
#[derive(Clone)]
pub struct Todo {
    pub user: Option<&'static str>,
    pub list: &'static str,
    pub task: &'static str,
    pub name: &'static str,
    pub content_type: Option<&'static str>,
}

impl std::convert::From<&Todo> for Target {
    fn from(todo: &Todo) -> Self {
        let Todo { user, list, task, name, content_type } = *todo;
        let properties = content_type.map(|text| Property::ContentType(text.into())).into_iter().collect();
        Self { place: Place::Todo { user, list, task, name }, properties }
    }
}

/// A failed call.
#[derive(Debug, Clone)]
pub struct Failure {
    pub status: i32,
    pub message: String,
    pub in_doubt: bool,
    pub offset: u64,
    pub http_status: u32,
    #[allow(dead_code, reason = "read by tests/field")]
    pub said: Box<Said>,
}

/// What the response said that caused an error.
#[allow(dead_code, reason = "read by tests/field")]
#[derive(Debug, Clone)]
pub struct Said {
    pub service_code: String,
    pub request_id: String,
    pub host: String,
    pub diagnostics: String,
    pub claims: String,
}

/// A stored file.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    pub id: String,
    pub name: String,
    pub recovered: bool,
    /// A GU_INTEGRITY_ value.
    pub integrity: i32,
}

/// What a whole upload is made from. Callbacks answer as those of C do: a count, or a GU_READ_ value.
#[derive(Clone)]
pub enum From {
    Path(PathBuf),
    Open(Arc<File>),
    Memory(Arc<[u8]>),
    ReadAt(u64, Arc<ReadAt>),
    /// Each byte once.
    Read(u64, Arc<Mutex<ReadOn>>),
    /// Each byte once, until there are none.
    #[allow(dead_code, reason = "not read by tests/field")]
    Stream(Arc<Mutex<ReadOn>>),
    #[allow(dead_code, reason = "not read by tests/field")]
    StreamOf(Arc<File>),
}

pub type ReadAt = dyn Fn(u64, &mut [u8]) -> i32 + Send + Sync;
pub type ReadOn = dyn FnMut(&mut [u8]) -> i32 + Send;

/// Takes progress and answers whether to go on.
pub type Watch = Arc<dyn Fn(graph_upload::progress::Progress) -> bool + Send + Sync>;

/// A whole upload.
#[derive(Clone)]
pub struct Whole {
    pub from: Option<From>,
    pub watch: Option<Watch>,
    /// Without a wish the library decides.
    pub keep_on_cancel: Option<bool>,
    pub differs_is_error: bool,
    pub state_file: Option<PathBuf>,
    pub key: Option<[u8; 32]>,
    pub spool_folder: Option<PathBuf>,
    pub spool_max: Option<u64>,
}

impl Whole {
    pub fn of(from: From) -> Self {
        Self {
            from: Some(from),
            watch: None,
            keep_on_cancel: None,
            differs_is_error: false,
            state_file: None,
            key: None,
            spool_folder: None,
            spool_max: None,
        }
    }

    /// The same, saved in a file.
    pub fn saved_in(self, path: &Path) -> Self {
        Self { state_file: Some(path.into()), ..self }
    }
}

/// What progress was told: sent, confirmed, total.
pub type Progress = [u64; 3];

/// Takes progress and answers whether to go on.
pub type OnProgress = Box<dyn FnMut(Progress) -> bool + Send>;

/// One way to call the library.
pub trait Front: Sync {
    fn create(
        &self,
        setup: &Setup,
        target: &Target,
        size: u64,
        cancel: Option<&Cancel>,
    ) -> Result<Box<dyn Session>, Failure>;

    /// Makes ready to upload all at once, any number of times.
    fn prepare(&self, whole: &Whole) -> Result<Box<dyn Prepared>, Failure>;

    /// Uploads the file at a path, the short way.
    fn upload_file(&self, setup: &Setup, target: &Target, path: &Path) -> Result<Stored, Failure>;

    /// Goes on with a saved upload; without a target where its upload URL came from elsewhere.
    fn resume(
        &self,
        setup: &Setup,
        target: Option<&Target>,
        saved: &[u8],
        key: Option<[u8; 32]>,
    ) -> Result<Box<dyn Session>, Failure>;

    /// Goes on with an upload URL; `kind` is a GU_KIND_ value.
    fn adopt(&self, setup: &Setup, kind: i32, url: &str, size: u64) -> Result<Box<dyn Session>, Failure>;
}

/// What an upload that ran leaves: an item may come beside the error.
pub type Ended = (Option<Stored>, Result<(), Failure>);

/// A whole upload that can be run.
pub trait Prepared {
    fn run(&self, setup: &Setup, target: &Target, cancel: Option<&Cancel>) -> Ended;
}

impl dyn Front + '_ {
    /// Uploads all at once.
    pub fn upload(&self, setup: &Setup, target: &Target, whole: &Whole, cancel: Option<&Cancel>) -> Ended {
        match self.prepare(whole) {
            Ok(prepared) => prepared.run(setup, target, cancel),
            Err(failure) => (None, Err(failure)),
        }
    }
}

/// An upload under way.
pub trait Session: Send + Sync {
    fn put(&self, offset: u64, bytes: &[u8], cancel: Option<&Cancel>) -> Result<(), Failure>;
    fn finish(&self, cancel: Option<&Cancel>) -> Result<Stored, Failure>;
    fn refresh(&self) -> Result<(), Failure>;
    fn save(&self, key: Option<[u8; 32]>) -> Result<Vec<u8>, Failure>;
    fn discard_with(&self, cancel: Option<&Cancel>) -> Result<(), Failure>;
    fn confirmed(&self) -> u64;
    fn next_offset(&self) -> u64;
    fn expires_ms(&self) -> u64;
    fn on_progress(&self, told: OnProgress);
}

impl dyn Session {
    pub fn discard(&self) -> Result<(), Failure> {
        self.discard_with(None)
    }

    /// Puts the rest of a file in pieces of `length`, going back when the service wants bytes again.
    pub fn put_all(&self, file: &[u8], length: usize) -> Result<(), Failure> {
        loop {
            let from = self.next_offset() as usize;
            if from == file.len() {
                return Ok(());
            }
            let bytes = &file[from..file.len().min(from + length)];
            match self.put(from as u64, bytes, None) {
                Err(failure) if failure.status == graph_upload::ffi::status::GU_ERR_REWIND => {}
                result => result?,
            }
        }
    }
}

/// Bytes that show where they belong.
pub fn file(size: usize) -> Vec<u8> {
    (0..size as u64).map(|at| (at ^ (at >> 8) ^ (at >> 16).wrapping_mul(31)) as u8).collect()
}

/// A name that no other scenario uses.
pub fn unique(prefix: &str) -> &'static str {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let name = format!("{prefix}-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    Box::leak(name.into_boxed_str())
}
