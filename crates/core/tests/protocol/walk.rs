//! Walks an upload to where a test begins, and reads like a conversation.

use std::ops::Range;
use std::sync::Arc;

use graph_upload_core::error::Error;
use graph_upload_core::graph::clouds::GLOBAL_GRAPH;
use graph_upload_core::graph::endpoint::{Endpoint, Version};
use graph_upload_core::graph::item::Item;
use graph_upload_core::graph::request::{Purpose, Request};
use graph_upload_core::graph::response::{BodyEnd, Cause, NoResponse, Response, Sent};
use graph_upload_core::kinds::{Adopted, Rules, Target, TodoTask};
use graph_upload_core::policy::baseline::RoundTrips;
use graph_upload_core::policy::retry::Policy;
use graph_upload_core::policy::throttle::Scope;
use graph_upload_core::upload::{
    Event, Grant, Input, Machine, Output, Permit, Plan, SavedUpload, TokenAnswer, Window,
};

/// The upload URL of the sessions that are created here.
pub const URL: &str = "https://graph.microsoft.com/v1.0/users/u/todo/lists/l/tasks/t/attachmentSessions/s=";

/// A conversation between the core and a service that the test speaks for.
pub struct Walk {
    pub upload: Machine,
    pub now: u64,
    pub window: Window,
    /// What the upload has told for a log.
    pub notes: Vec<String>,
    /// What is throttled together with the last request.
    pub scope: Option<Scope>,
    /// How many bytes of the file the last permit was for.
    pub bytes: u64,
    /// Whether that upload was late.
    pub late: bool,
    /// What it has told, and nobody has asked for yet.
    told: Option<Output>,
    size: u64,
}

/// A response without headers.
pub fn response(status: u16, body: &str) -> Response {
    Response {
        status,
        headers: Vec::new(),
        body: body.as_bytes().to_vec(),
        end: BodyEnd::Whole,
        early: false,
    }
}

/// The same with a body that broke off.
pub fn cut(mut response: Response) -> Response {
    response.end = BodyEnd::Cut;
    response
}

/// A response with one header.
pub fn with_header(mut response: Response, name: &str, value: &str) -> Response {
    response.headers.push((name.to_owned(), value.to_owned()));
    response
}

/// A progress response that asks for `start` next.
pub fn wants(start: u64) -> Response {
    response(200, &format!(r#"{{"NextExpectedRanges":["{start}"]}}"#))
}

/// The last response.
pub fn stored() -> Response {
    with_header(response(201, ""), "Location", "https://graph.microsoft.com/x/Attachments('id=')")
}

/// A list of attachments by id, all of the right name.
pub fn list(ids: &[&str]) -> Response {
    let entries: Vec<_> = ids.iter().map(|id| format!(r#"{{"id":"{id}","name":"n","size":200}}"#)).collect();
    response(200, &format!(r#"{{"value":[{}]}}"#, entries.join(",")))
}

impl Walk {
    /// An upload of `size` bytes in pieces of `piece`, before its first request. All bytes are at hand.
    pub fn new(size: u64, piece: u64) -> Self {
        let mut walk = Self::without_leave(size, piece);
        walk.finish();
        walk
    }

    /// The same, without the leave to store an empty file.
    pub fn without_leave(size: u64, piece: u64) -> Self {
        Self::to(&TodoTask::new(None, "l", "t", "n").expect("lawful"), size, piece)
    }

    /// An upload to any target, without the leave to make the file.
    pub fn to(target: &dyn Target, size: u64, piece: u64) -> Self {
        Self::with(Machine::new(Self::plan(target, size, piece)), size)
    }

    /// The same, with another patience.
    pub fn with_policy(target: &dyn Target, size: u64, piece: u64, policy: Policy) -> Self {
        Self::with(Machine::new(Plan { policy, ..Self::plan(target, size, piece) }), size)
    }

    /// The same in pieces of 5 of 10 bytes, with another seed.
    pub fn seeded(target: &dyn Target, seed: u64) -> Self {
        Self::with(Machine::new(Plan { seed, ..Self::plan(target, 10, 5) }), 10)
    }

    /// The same, in pieces that follow the link.
    pub fn on_a_link(target: &dyn Target, size: u64) -> Self {
        let mut walk = Self::with(Machine::new(Plan { piece: None, ..Self::plan(target, size, 1) }), size);
        walk.upload.let_pieces_grow();
        walk
    }

    /// An upload that goes on with someone else's upload URL.
    pub fn adopt(rules: &'static Rules, url: &str, size: u64, piece: u64) -> Result<Self, Error> {
        let upload = Machine::adopt(Self::plan(&Adopted(rules), size, piece), url)?;
        Ok(Self::with(upload, size))
    }

    /// The same, with fewer round trips.
    pub fn with_trips(target: &dyn Target, size: u64, piece: u64, trips: RoundTrips) -> Self {
        Self::of(Plan { round_trips: trips, ..Self::plan(target, size, piece) }, size)
    }

    /// An upload that goes on after an earlier life.
    pub fn resume(target: &dyn Target, size: u64, piece: u64, saved: &SavedUpload) -> Result<Self, Error> {
        Self::resume_plan(Self::plan(target, size, piece), saved)
    }

    /// The same, with a plan of its own.
    pub fn resume_plan(plan: Plan, saved: &SavedUpload) -> Result<Self, Error> {
        let size = plan.size;
        Ok(Self::with(Machine::resume(plan, saved)?, size))
    }

    /// An upload with a plan of its own.
    pub fn of(plan: Plan, size: u64) -> Self {
        Self::with(Machine::new(plan), size)
    }

    fn with(upload: Machine, size: u64) -> Self {
        let window = Window { start: 0, end: size };
        Self {
            upload,
            now: 1_000,
            window,
            notes: Vec::new(),
            scope: None,
            bytes: 0,
            late: false,
            told: None,
            size,
        }
    }

    pub fn plan(target: &dyn Target, size: u64, piece: u64) -> Plan {
        Plan {
            target: target.share(),
            endpoint: Arc::new(Endpoint::new(GLOBAL_GRAPH, Version::V1, "test", false).expect("lawful")),
            size,
            policy: Policy::default(),
            piece: Some(piece),
            round_trips: RoundTrips::ALL,
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
        self.response(&response(200, &format!(r#"{{"uploadUrl":"{url}","nextExpectedRanges":["0-"]}}"#)));
        request
    }

    /// How many bytes the file has.
    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn handle(&mut self, input: Input<'_>) {
        self.told = None;
        self.upload.handle(self.now, input);
    }

    /// What the upload wants, of a host that saves it, has a token, and lets its requests go.
    fn poll(&mut self) -> Output {
        match self.told.take() {
            Some(output) => output,
            None => self.poll_as(|_| Grant::Now),
        }
    }

    /// The same of a host that grants its requests so.
    pub fn poll_as(&mut self, mut grant: impl FnMut(&Permit) -> Grant) -> Output {
        self.told = None;
        self.upload.handle(self.now, Input::Offer(self.window));
        loop {
            let answer = match self.upload.poll(self.now) {
                Output::Event(event) => {
                    self.notes.extend(note(event));
                    continue;
                }
                Output::Permit(permit) => {
                    let grant = grant(&permit);
                    (self.scope, self.bytes, self.late) = (Some(permit.scope), permit.bytes, permit.late);
                    Input::Permit(grant)
                }
                Output::Token { rejected: false, .. } => Input::Token(TokenAnswer::Ready),
                Output::Persist => Input::Persisted(Ok(())),
                output => return output,
            };
            self.upload.handle(self.now, answer);
        }
    }

    /// What comes next; waits are jumped over.
    pub fn next(&mut self) -> Output {
        loop {
            match self.poll() {
                Output::Wait { until, .. } => self.now = until,
                output => return output,
            }
        }
    }

    /// The error that the call has ended with, if it has.
    pub fn error(&mut self) -> Option<Error> {
        match self.next() {
            Output::Paused(error) => Some(error),
            output => {
                self.told = Some(output);
                None
            }
        }
    }

    /// How long the upload waits now.
    pub fn wait(&mut self) -> u64 {
        let output = self.poll();
        let wait = match output {
            Output::Wait { until, .. } => until - self.now,
            _ => 0,
        };
        self.told = Some(output);
        wait
    }

    /// The next request.
    pub fn request(&mut self) -> Request {
        match self.next() {
            Output::Send(request) => request,
            other => panic!("a request was due, not {other:?}"),
        }
    }

    /// Another call of the caller's.
    pub fn again(&mut self) {
        self.handle(Input::Resume);
    }

    /// Another one, in which the file may be made.
    pub fn finish(&mut self) {
        self.handle(Input::Finish);
    }

    /// The caller gives up.
    pub fn discard(&mut self) {
        self.handle(Input::Discard);
    }

    /// Another token is wanted, and there is one or not.
    pub fn token(&mut self, answer: TokenAnswer) {
        let wanted = self.next();
        assert!(matches!(wanted, Output::Token { rejected: true, .. }), "{wanted:?}");
        self.handle(Input::Token(answer));
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

    pub fn response(&mut self, response: &Response) {
        self.handle(Input::Response(response));
    }

    pub fn lose(&mut self, why: Cause, sent: Sent) {
        self.handle(Input::NoResponse(&NoResponse::new(why, sent)));
    }

    /// Answers a question where the session stands.
    pub fn status(&mut self, response: &Response) {
        self.expect(Purpose::Status);
        self.response(response);
    }

    /// Answers a look at the target.
    pub fn look_up(&mut self, response: &Response) {
        self.expect(Purpose::LookUp);
        self.response(response);
    }

    /// Answers the deletion of the session.
    pub fn deleted(&mut self) {
        self.expect(Purpose::Discard);
        self.response(&response(204, ""));
    }

    pub fn done(&mut self) -> Item {
        match self.next() {
            Output::Done(item) => item,
            other => panic!("the upload was to be done, not {other:?}"),
        }
    }

    pub fn failed(&mut self) -> Error {
        match self.next() {
            Output::Failed(error) => error,
            other => panic!("the upload was to fail, not {other:?}"),
        }
    }

    pub fn paused(&mut self) -> Error {
        match self.next() {
            Output::Paused(error) => error,
            other => panic!("the upload was to pause, not {other:?}"),
        }
    }
}

/// What is for a log.
fn note(event: Event) -> Option<String> {
    match event {
        Event::Note(text) => Some(text),
        Event::Confirmed(_) => None,
        Event::Late(late) => Some(late.to_string()),
    }
}
