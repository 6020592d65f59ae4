//! The core against the simulator's model, in one process and in virtual time: a service that is lawful, and a network
//! that loses, delays and refuses at random. Whatever happens, an upload ends as exactly one of stored once and whole,
//! not stored, or not known; and what it calls stored or not stored is true.

use std::collections::BTreeMap;
use std::sync::Arc;

use fastrand::Rng;
use graph_upload::error::Error;
use graph_upload::protocol::clouds::GLOBAL_GRAPH;
use graph_upload::protocol::endpoint::{Endpoint, Version};
use graph_upload::protocol::item::Item;
use graph_upload::protocol::reply::{BodyEnd, Lost, LostWhy, Reply, Sent};
use graph_upload::protocol::request::{Body, Purpose, Request};
use graph_upload::protocol::retry::Policy;
use graph_upload::protocol::{Plan, Step, Upload, Window};
use graph_upload::target::{
    Commit, Conflict, DriveItem, OutlookItem, PrintDocument, Property, Target, TodoTask,
};
use graph_upload_simulator::model::config::Config;
use graph_upload_simulator::model::content::Content;
use graph_upload_simulator::model::message::{self, Head, Response, Role};
use graph_upload_simulator::service::Service;

/// The client's clock begins here; the service's own begins elsewhere.
const CLIENT_EPOCH: u64 = 1_000;
const SERVICE_EPOCH: u64 = 1_700_000_000_000;

/// The file's bytes are the source with this number.
const SOURCE: u64 = 1;

/// How many schedules a run of the tests tries; `GU_SEEDS` asks for another number.
const SEEDS: u64 = 20_000;

/// One upload over a bad network.
struct World {
    rng: Rng,
    service: Service,
    upload: Upload,
    size: u64,
    /// The last piece makes no file.
    deferred: bool,
    now: u64,
    faults_left: u32,
    /// What every last piece is refused with, if it is.
    endless: Option<u16>,
    transcript: Vec<String>,
}

/// How an upload ended.
enum End {
    Stored(Item),
    Failed(Error),
}

impl World {
    fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let target = target(&mut rng);
        let rules = target.rules();
        let smallest = if rules.inline_max.is_some() { 0 } else { 1 };
        let piece = rules.piece.multiple.max(327_680);
        let size = [smallest, 1, 2 * piece, 3 * piece + 7, 5_000_000][rng.usize(..5)];
        // Pieces that follow the link, where the kind has such.
        let follows = rules.piece.first < rules.piece.max && rng.bool();
        let size = if follows && rng.bool() { 45_000_000 + rng.u64(..5) } else { size };
        let plan = Plan {
            target: target.share(),
            endpoint: Arc::new(Endpoint::new(GLOBAL_GRAPH, Version::V1, "test", false).expect("lawful")),
            size,
            policy: Policy::default(),
            piece: (!follows).then_some(if size > 4_000_000 { 5 * piece } else { piece }),
            seed,
        };
        let mut upload = Upload::new(plan);
        upload.allow_commit();
        upload.let_pieces_grow();
        let faults_left = rng.u32(..5);
        let service = Service::new(Config { token: "token".into(), ..Config::default() });
        let deferred = target.commit_form() != Commit::LastPiece;
        let endless = (rng.u32(..16) == 0).then(|| [429, 500, 503, 504][rng.usize(..4)]);
        let transcript = Vec::new();
        Self { rng, service, upload, size, deferred, now: CLIENT_EPOCH, faults_left, endless, transcript }
    }

    /// Runs to the end, as a caller would that never gives up by itself.
    fn run(&mut self) -> End {
        for _ in 0..5_000 {
            match self.upload.step(self.now, Window { start: 0, end: self.size }) {
                Step::Request(request) => self.exchange(&request),
                Step::Wait { until } => {
                    assert!(until > self.now);
                    self.now = until;
                }
                Step::Done(item) => return End::Stored(item),
                Step::Paused(error) | Step::Failed(error) => return End::Failed(error),
                other => panic!("{other:?}\n{}", self.transcript.join("\n")),
            }
        }
        panic!("an upload without an end\n{}", self.transcript.join("\n"));
    }

    fn exchange(&mut self, request: &Request) {
        self.now += 10;
        self.transcript.push(format!("{:?}", request.purpose));
        match self.fault(request) {
            Some(Fault::Refused(status)) => self.refuse(status),
            Some(Fault::NotSent) => self.lose(Sent::Nothing),
            Some(Fault::Broken) => {
                let part = self.rng.u64(..request.body.len());
                self.serve(request, part);
                self.lose(Sent::Part);
            }
            Some(Fault::ReplyLost) => {
                self.serve(request, request.body.len());
                self.lose(Sent::All);
            }
            Some(Fault::ReplyReplaced(status)) => {
                self.serve(request, request.body.len());
                self.reply(Response::empty(status));
            }
            Some(Fault::ShowsLate(ms)) => {
                self.service.model.delay_next_commit(ms);
                let response = self.serve(request, request.body.len());
                self.reply(response);
            }
            None => {
                let response = self.serve(request, request.body.len());
                self.reply(response);
            }
        }
    }

    fn fault(&mut self, request: &Request) -> Option<Fault> {
        if let (Some(status), Purpose::Piece { last: true, .. }) = (self.endless, &request.purpose) {
            return Some(Fault::Refused(status));
        }
        if self.faults_left == 0 || self.rng.u32(..4) > 0 {
            return None;
        }
        self.faults_left -= 1;
        let fault = match self.rng.u32(..6) {
            0 => Fault::Refused([408, 423, 429, 500, 503, 504, 509][self.rng.usize(..7)]),
            1 => Fault::NotSent,
            2 if matches!(&request.body, Body::Bytes(range) if !range.is_empty()) => Fault::Broken,
            3 => Fault::ReplyReplaced([500, 502, 503, 504][self.rng.usize(..4)]),
            4 if self.makes_the_file(&request.purpose) => {
                Fault::ShowsLate([2_000, 20_000, 50_000][self.rng.usize(..3)])
            }
            _ => Fault::ReplyLost,
        };
        self.transcript.push(format!("    {fault:?}"));
        Some(fault)
    }

    fn makes_the_file(&self, purpose: &Purpose) -> bool {
        purpose.commits() && !(self.deferred && matches!(purpose, Purpose::Piece { .. }))
    }

    /// Lets the service see a request with so many bytes of its body.
    fn serve(&mut self, request: &Request, bytes: u64) -> Response {
        let outcome = self.service.exchange(SERVICE_EPOCH + self.now, &as_served(request, bytes));
        outcome.reply.unwrap_or_else(|| Response::empty(503))
    }

    /// Answers before anything is done, at times with a wish how long to wait.
    fn refuse(&mut self, status: u16) {
        let mut response = Response::empty(status);
        if self.rng.bool() {
            let wait = ["0", "3", "2.5", "90"][self.rng.usize(..4)];
            response.headers.push(("retry-after".to_owned(), wait.to_owned()));
        }
        self.reply(response);
    }

    fn reply(&mut self, response: Response) {
        self.transcript.push(format!("    {} {}", response.status, String::from_utf8_lossy(&response.body)));
        let reply = Reply {
            status: response.status,
            headers: response.headers,
            body: response.body,
            end: BodyEnd::Whole,
            early: false,
        };
        self.upload.on_reply(self.now, &reply);
    }

    fn lose(&mut self, sent: Sent) {
        let lost = Lost { why: LostWhy::Closed, sent, detail: String::new(), os_error: 0 };
        self.upload.on_lost(self.now, &lost);
    }

    /// What is stored: the ids of the files, and whether each is the source, whole.
    fn stored(&mut self) -> Vec<(String, bool)> {
        // Late enough that everything shows.
        self.service.model.settle(SERVICE_EPOCH + self.now + 1_000_000);
        let whole = |content: &Content| content.is_start_of(SOURCE, self.size);
        let model = &mut self.service.model;
        let mut found = Vec::new();
        for one in
            model.todo_attachments("me", "l", "t").iter().chain(model.outlook_attachments("me/messages/m"))
        {
            found.push((one.id.clone(), whole(&one.content)));
        }
        for item in model.drive_items("me/drive/root:/folder") {
            found.extend(item.newest().map(|version| (item.id.clone(), whole(&version.content))));
        }
        if let Some(document) = model.print_document("printers/p/jobs/j/documents/d") {
            found.push((document.id.clone(), whole(&document.content)));
        }
        found
    }
}

/// What goes wrong with one exchange.
#[derive(Debug)]
enum Fault {
    /// The service refuses before it does anything.
    Refused(u16),
    /// Nothing leaves.
    NotSent,
    /// The connection breaks in the body; the service keeps what it got.
    Broken,
    /// The service does it, and its reply is lost.
    ReplyLost,
    /// The service does it, and something between answers in its place.
    ReplyReplaced(u16),
    /// The service assembles the file only so many milliseconds later.
    ShowsLate(u64),
}

fn target(rng: &mut Rng) -> Box<dyn Target> {
    let conflict = [Conflict::Fail, Conflict::Replace, Conflict::Rename][rng.usize(..3)];
    match rng.u32(..6) {
        0 | 1 => Box::new(TodoTask::new(None, "l", "t", "n").expect("lawful")),
        2 => Box::new(OutlookItem::message(None, None, "m", "n").expect("lawful")),
        3 => Box::new(PrintDocument::of_printer("p", "j", "d", "n").expect("lawful")),
        deferred => {
            let mut item = DriveItem::by_path(None, "folder/n.bin").expect("lawful");
            item.set(Property::Conflict(conflict)).expect("drives have it");
            if deferred == 5 {
                item.set(Property::Commit(Commit::ByHost)).expect("drives have it");
            }
            Box::new(item)
        }
    }
}

/// A request as the service sees it.
fn as_served(request: &Request, bytes: u64) -> message::Request {
    let url = request.url.expose();
    let (host, target) = url.split_at(url[8..].find('/').map_or(url.len(), |slash| slash + 8));
    let role = Role::ALL.into_iter().find(|role| Config::default().hosts.base(*role) == host);
    let mut headers: Vec<_> =
        request.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    if request.token {
        headers.push(("Authorization".to_owned(), "Bearer token".to_owned()));
    }
    if request.body.is_empty()
        && request.header("Content-Length").is_none()
        && request.method.as_str() != "GET"
    {
        headers.push(("Content-Length".to_owned(), "0".to_owned()));
    }
    let body = match &request.body {
        Body::Empty => message::Body::Empty,
        Body::Text(text) => message::Body::Text(text.clone().into_bytes()),
        Body::Bytes(range) => message::Body::Content(Content::from_source(SOURCE, range.start, bytes)),
        Body::Base64 { prefix, range, suffix } => message::Body::Base64 {
            prefix: prefix.clone(),
            content: Content::from_source(SOURCE, range.start, range.end - range.start),
            suffix: suffix.clone(),
        },
    };
    let role = role.unwrap_or_else(|| panic!("a request to {host}"));
    let head = Head { role, method: request.method.as_str().to_owned(), target: target.to_owned(), headers };
    message::Request { head, body }
}

/// Why an ending is untrue, if it is.
fn untruth(end: &End, stored: &[(String, bool)]) -> Option<&'static str> {
    match (end, stored) {
        (_, stored) if stored.iter().any(|(_, whole)| !whole) => Some("a file that is not the source"),
        (_, [_, _, ..]) => Some("more than one file"),
        (End::Stored(_), []) => Some("called stored, and nothing is there"),
        (End::Stored(item), [(id, _)]) if item.id != *id => Some("the id of another file"),
        (End::Failed(error), [_]) if !error.details().in_doubt => Some("called not stored, and it is there"),
        _ => None,
    }
}

#[test]
fn what_an_upload_says_of_its_end_is_true() {
    let seeds = std::env::var("GU_SEEDS").map_or(SEEDS, |seeds| seeds.parse().expect("a number"));
    let mut ends = BTreeMap::new();
    let mut endless = 0;
    for seed in 0..seeds {
        let mut world = World::new(seed);
        let end = world.run();
        let stored = world.stored();
        if let Some(untruth) = untruth(&end, &stored) {
            panic!("seed {seed}: {untruth}: {stored:?}\n{}", world.transcript.join("\n"));
        }
        assert_eq!(world.service.model.violations(), &[] as &[String], "seed {seed}");
        endless += u64::from(world.endless.is_some());
        let said = match end {
            End::Stored(item) if item.recovered => "stored, found by looking",
            End::Stored(_) => "stored",
            End::Failed(error) if error.details().in_doubt => "not known",
            End::Failed(_) => "not stored",
        };
        *ends.entry((world.upload.rules().kind, said)).or_insert(0) += 1;
    }
    println!("{ends:#?}");
    let stored: u64 =
        ends.iter().filter(|((_, said), _)| said.starts_with("stored")).map(|(_, count)| count).sum();
    assert!(stored * 100 > (seeds - endless) * 95, "giving up early is a fault too: {ends:?}");
}
