//! Walks an upload to where a test begins, and reads like a conversation.

use std::ops::Range;
use std::sync::Arc;

use graph_upload_core::error::Error;
use graph_upload_core::graph::clouds::GLOBAL_GRAPH;
use graph_upload_core::graph::endpoint::{Endpoint, Version};
use graph_upload_core::graph::item::Item;
use graph_upload_core::graph::reply::{BodyEnd, Lost, LostWhy, Reply, Sent};
use graph_upload_core::graph::request::{Purpose, Request};
use graph_upload_core::kinds::{Adopted, Rules, Target, TodoTask};
use graph_upload_core::policy::retry::Policy;
use graph_upload_core::upload::{Plan, SavedUpload, Step, Upload, Window};

/// The upload URL of the sessions that are created here.
pub const URL: &str = "https://graph.microsoft.com/v1.0/users/u/todo/lists/l/tasks/t/attachmentSessions/s=";

/// A conversation between the core and a service that the test speaks for.
pub struct Walk {
    pub upload: Upload,
    pub now: u64,
    pub window: Window,
    size: u64,
}

/// A reply without headers.
pub fn reply(status: u16, body: &str) -> Reply {
    Reply { status, headers: Vec::new(), body: body.as_bytes().to_vec(), end: BodyEnd::Whole, early: false }
}

/// The same with a body that broke off.
pub fn cut(mut reply: Reply) -> Reply {
    reply.end = BodyEnd::Cut;
    reply
}

/// A reply with one header.
pub fn with_header(mut reply: Reply, name: &str, value: &str) -> Reply {
    reply.headers.push((name.to_owned(), value.to_owned()));
    reply
}

/// A progress reply that asks for `start` next.
pub fn wants(start: u64) -> Reply {
    reply(200, &format!(r#"{{"NextExpectedRanges":["{start}"]}}"#))
}

/// The last reply.
pub fn stored() -> Reply {
    with_header(reply(201, ""), "Location", "https://graph.microsoft.com/x/Attachments('id=')")
}

/// A list of attachments by id, all of the right name.
pub fn list(ids: &[&str]) -> Reply {
    let entries: Vec<_> = ids.iter().map(|id| format!(r#"{{"id":"{id}","name":"n","size":200}}"#)).collect();
    reply(200, &format!(r#"{{"value":[{}]}}"#, entries.join(",")))
}

impl Walk {
    /// An upload of `size` bytes in pieces of `piece`, before its first request. All bytes are at hand.
    pub fn new(size: u64, piece: u64) -> Self {
        let mut walk = Self::without_leave(size, piece);
        walk.upload.allow_commit();
        walk
    }

    /// The same, without the leave to store an empty file.
    pub fn without_leave(size: u64, piece: u64) -> Self {
        Self::to(&TodoTask::new(None, "l", "t", "n").expect("lawful"), size, piece)
    }

    /// An upload to any target, without the leave to make the file.
    pub fn to(target: &dyn Target, size: u64, piece: u64) -> Self {
        Self::with(Upload::new(Self::plan(target, size, piece)), size)
    }

    /// The same, with another patience.
    pub fn with_policy(target: &dyn Target, size: u64, piece: u64, policy: Policy) -> Self {
        Self::with(Upload::new(Plan { policy, ..Self::plan(target, size, piece) }), size)
    }

    /// The same in pieces of 5 of 10 bytes, with another seed.
    pub fn seeded(target: &dyn Target, seed: u64) -> Self {
        Self::with(Upload::new(Plan { seed, ..Self::plan(target, 10, 5) }), 10)
    }

    /// The same, in pieces that follow the link.
    pub fn on_a_link(target: &dyn Target, size: u64) -> Self {
        let mut walk = Self::with(Upload::new(Plan { piece: None, ..Self::plan(target, size, 1) }), size);
        walk.upload.let_pieces_grow();
        walk
    }

    /// An upload that goes on with someone else's upload URL.
    pub fn adopt(rules: &'static Rules, url: &str, size: u64, piece: u64) -> Result<Self, Error> {
        let upload = Upload::adopt(Self::plan(&Adopted(rules), size, piece), url)?;
        Ok(Self::with(upload, size))
    }

    /// An upload that goes on after an earlier life.
    pub fn resume(target: &dyn Target, size: u64, piece: u64, saved: &SavedUpload) -> Result<Self, Error> {
        Ok(Self::with(Upload::resume(Self::plan(target, size, piece), saved)?, size))
    }

    /// An upload with a plan of its own.
    pub fn of(plan: Plan, size: u64) -> Self {
        Self::with(Upload::new(plan), size)
    }

    fn with(upload: Upload, size: u64) -> Self {
        Self { upload, now: 1_000, window: Window { start: 0, end: size }, size }
    }

    pub fn plan(target: &dyn Target, size: u64, piece: u64) -> Plan {
        Plan {
            target: target.share(),
            endpoint: Arc::new(Endpoint::new(GLOBAL_GRAPH, Version::V1, "test", false).expect("lawful")),
            size,
            policy: Policy::default(),
            piece: Some(piece),
            seed: 7,
        }
    }

    /// The same, with a session that has accepted nothing yet and nothing of that name at the target.
    pub fn created(size: u64, piece: u64) -> Self {
        let mut walk = Self::new(size, piece);
        walk.look_up(&list(&[]));
        walk.create();
        walk
    }

    /// Answers the creation of a session.
    pub fn create(&mut self) {
        self.create_at(URL);
    }

    /// Answers the creation of a session with this URL.
    pub fn create_at(&mut self, url: &str) -> Request {
        let request = self.expect(Purpose::Create);
        self.reply(&reply(200, &format!(r#"{{"uploadUrl":"{url}","nextExpectedRanges":["0-"]}}"#)));
        request
    }

    /// How many bytes the file has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The next step; waits are jumped over.
    pub fn step(&mut self) -> Step {
        loop {
            match self.upload.step(self.now, self.window) {
                Step::Wait { until } => self.now = until,
                step => return step,
            }
        }
    }

    /// How long the next step makes wait.
    pub fn wait(&mut self) -> u64 {
        match self.upload.step(self.now, self.window) {
            Step::Wait { until } => until - self.now,
            _ => 0,
        }
    }

    /// The next request.
    pub fn request(&mut self) -> Request {
        match self.step() {
            Step::Request(request) => request,
            other => panic!("a request was due, not {other:?}"),
        }
    }

    /// The next request, which is for this purpose.
    pub fn expect(&mut self, purpose: Purpose) -> Request {
        let request = self.request();
        assert_eq!(request.purpose, purpose);
        request
    }

    /// The next request, which sends these bytes.
    pub fn piece(&mut self, range: Range<u64>) -> Request {
        let last = range.end == self.size;
        self.expect(Purpose::Piece { range, last })
    }

    pub fn reply(&mut self, reply: &Reply) {
        self.upload.on_reply(self.now, reply);
    }

    pub fn lose(&mut self, why: LostWhy, sent: Sent) {
        self.upload.on_lost(self.now, &Lost::new(why, sent));
    }

    /// Answers a question where the session stands.
    pub fn status(&mut self, reply: &Reply) {
        self.expect(Purpose::Status);
        self.reply(reply);
    }

    /// The next step, which comes after an answer to the status question if one is asked.
    pub fn step_after_status(&mut self, reply: &Reply) -> Step {
        match self.step() {
            Step::Request(request) if request.purpose == Purpose::Status => {
                self.reply(reply);
                Step::Wait { until: self.now }
            }
            step => step,
        }
    }

    /// Answers a look at the target.
    pub fn look_up(&mut self, reply: &Reply) {
        self.expect(Purpose::LookUp);
        self.reply(reply);
    }

    /// Answers the deletion of the session.
    pub fn deleted(&mut self) {
        self.expect(Purpose::Discard);
        self.reply(&reply(204, ""));
    }

    pub fn done(&mut self) -> Item {
        match self.step() {
            Step::Done(item) => item,
            other => panic!("the upload was to be done, not {other:?}"),
        }
    }

    pub fn failed(&mut self) -> Error {
        match self.step() {
            Step::Failed(error) => error,
            other => panic!("the upload was to fail, not {other:?}"),
        }
    }

    pub fn paused(&mut self) -> Error {
        match self.step() {
            Step::Paused(error) => error,
            other => panic!("the upload was to pause, not {other:?}"),
        }
    }
}
