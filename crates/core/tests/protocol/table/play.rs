//! Plays the scripts of the tables.
//!
//! A script is a conversation: turns between semicolons, each a request that has to come and the answer that it gets,
//! or something that has to be seen. Offsets are those of a file of 10 bytes in pieces of 5; kinds whose limits forbid
//! that count in larger units.
//!
//! | Request | |
//! |---|---|
//! | `POST` | creates a session · `LOOK` looks at the target · `PUT 0..5` sends a piece, `PUT` any · `GET` asks the session |
//! | `COMMIT` | makes the file from the session · `INLINE` sends the whole file · `DELETE` ends the session |
//!
//! `LOOK*7` is seven looks with the same answer, and `PUTS` all pieces that come. A piece can be answered `taken`, as its
//! kind does it, the last one with the file. Else an answer is a status with any of `wants N`, `wants none`, `item`,
//! `url`, `{code}`, `page` (a web page in place of the service's answer), `claims` (a claims challenge),
//! `after=SECONDS`, `date=SECONDS` (the same as a date), `early` and `cut`; or `lost`, `half` (lost in the body),
//! `unsent`, `unreadable` (the source fails); or for a look `nothing`, `ours`, `two`, `other` (of another size), `folder`. Behind `ours` and `other` `new` or
//! `old` may say when it was stored, by the service's clock: just now, or an hour ago.
//!
//! Seen can be `done`, `found` (done by looking), `paused Status`, `failed Status`, with `?` behind it when the file may
//! be stored, `wait MS` or `wait MIN..MAX`, `token` (wanted, and there is another one), `no token` (there is none) and
//! `bytes`. Behind the status of an error may stand its HTTP status, its `{code}`, and `says` with words of its message.
//! `again` is another call of the caller's, `discard` his wish to give up, `refresh` his question. `dies` ends the
//! process; the upload goes on from what was saved.

use std::panic::catch_unwind;

use graph_upload_core::error::Error;
use graph_upload_core::graph::request::Purpose;
use graph_upload_core::graph::response::{Cause, Sent};
use graph_upload_core::graph::source::SourceError;
use graph_upload_core::kinds::{
    Adopted, Commit, Conflict, DriveItem, OutlookItem, PrintDocument, Property, Target, TodoTask, drive,
    outlook,
};
use graph_upload_core::policy::baseline::RoundTrips;
use graph_upload_core::upload::{Input, Output, Plan, TokenAnswer, Window};

use crate::walk::{URL, Walk, response};

const BUSINESS: &str = "https://contoso-my.sharepoint.com/_api/x/uploadSession?guid='1'&tempauth=e30.x";
const OUTLOOK: &str = "https://outlook.office.com/api/v2.0/Users('a@b')/AttachmentSessions('S=')?authtoken=x";
const PRINT: &str = "https://print.print.microsoft.com/uploadSessions/1?tempauthtoken=x";

/// The most requests that follow each other without a pause: for each halving of a piece that is too large there are two.
const UNPAUSED: usize = 20;

/// A row: what happens, to which kind of target, and the conversation.
pub type Row = (&'static str, &'static str, &'static str);

/// Plays rows, each from a fresh upload, and names all that go wrong.
pub fn play(rows: &[Row]) {
    let wrong: Vec<_> = rows
        .iter()
        .filter(|(name, kind, script)| catch_unwind(|| Stage::set(kind, name).play_all(script)).is_err())
        .collect();
    assert!(wrong.is_empty(), "wrong rows: {wrong:#?}");
}

/// Half of the file is held, and the other half is sent.
pub fn at_the_last_piece(script: &str) -> &'static str {
    format!("PUT 0..5: taken; PUT 5..10: {script}").leak()
}

/// One row being played.
pub struct Stage {
    pub walk: Walk,
    pub(super) row: String,
    turn: String,
    /// What the last request was for.
    pub(super) sent: Option<Purpose>,
    kind: String,
    /// How many bytes an offset of the script stands for.
    unit: u64,
    pub(super) url: &'static str,
    /// Whether a look brings a list, and the last response a `Location`.
    pub(super) lists: bool,
    pub(super) attachments: bool,
}

impl Stage {
    /// A walk to a target of this kind. `new` in front leaves it before its first request, or else there is a session
    /// already, and nothing of that name at the target.
    pub fn set(kind: &str, row: &str) -> Self {
        let (new, kind) = match kind.strip_prefix("new ") {
            Some(kind) => (true, kind),
            None => (false, kind),
        };
        let mut stage = Self::unopened(kind, row);
        stage.walk.finish();
        if !new && !kind.starts_with("adopted") {
            stage.play("LOOK: nothing");
            stage.play("POST: 200 url");
        }
        stage
    }

    fn unopened(kind: &str, row: &str) -> Self {
        let (unit, url, lists, attachments) = match kind {
            "todo" | "todo-empty" => (1, URL, true, true),
            "outlook" | "outlook-small" | "adopted-outlook" => (524_288, OUTLOOK, true, true),
            "drive-rename" | "drive-rename-empty" | "once-drive-rename" => (1, BUSINESS, true, false),
            "quick-todo-empty" => (1, URL, true, true),
            "drive-large" => (327_680, BUSINESS, false, false),
            "print" => (1, PRINT, false, false),
            _ => (1, BUSINESS, false, false),
        };
        let size = match kind {
            "todo-empty"
            | "quick-todo-empty"
            | "drive-empty"
            | "drive-rename-empty"
            | "drive-replace-empty" => 0,
            "outlook-small" => 5,
            _ => 10 * unit,
        };
        let walk = match kind {
            "adopted" => Walk::adopt(&drive::RULES, BUSINESS, size, 5 * unit).expect("lawful"),
            "adopted-outlook" => Walk::adopt(&outlook::RULES, OUTLOOK, size, 5 * unit).expect("lawful"),
            _ => Walk::with_trips(&*target(kind), size, 5 * unit, trips(kind)),
        };
        let (row, kind) = (row.to_owned(), kind.to_owned());
        Self { walk, row, turn: String::new(), sent: None, kind, unit, url, lists, attachments }
    }

    pub fn play_all(&mut self, script: &str) {
        for turn in script.split(';').map(str::trim).filter(|turn| !turn.is_empty()) {
            self.turn = turn.to_owned();
            self.play(turn);
        }
    }

    fn play(&mut self, turn: &str) {
        let is_request = turn.starts_with(|first: char| first.is_ascii_uppercase());
        let Some((request, answer)) = turn.split_once(':').filter(|_| is_request) else {
            return self.see(turn);
        };
        if request == "PUTS" {
            return self.play_pieces(answer.trim());
        }
        let (request, times) = match request.split_once('*') {
            Some((request, times)) => (request, times.parse().expect("a count")),
            None => (request, 1),
        };
        for _ in 0..times {
            self.expect(request.trim());
            self.answer(answer.trim());
        }
    }

    fn play_pieces(&mut self, answer: &str) {
        while let Output::Send(sent) = self.walk.next() {
            let Purpose::Piece { .. } = sent.purpose else { return };
            self.sent = Some(sent.purpose);
            self.answer(answer);
        }
    }

    fn expect(&mut self, request: &str) {
        let step = self.walk.next();
        let Output::Send(sent) = step else { panic!("{}: at '{}': {step:?}", self.row, self.turn) };
        self.sent = Some(sent.purpose.clone());
        let words: Vec<&str> = request.split_whitespace().collect();
        let purpose = match words[..] {
            ["POST"] => Purpose::Create,
            ["LOOK"] => Purpose::LookUp,
            ["GET"] => Purpose::Status,
            ["COMMIT"] => Purpose::Commit,
            ["INLINE"] => Purpose::Inline,
            ["DELETE"] => Purpose::Discard,
            ["PUT"] if matches!(sent.purpose, Purpose::Piece { .. }) => sent.purpose.clone(),
            ["PUT", range] => {
                let (start, end) = range.split_once("..").expect("a range");
                let range = self.offset(start)..self.offset(end);
                let last = matches!(sent.purpose, Purpose::Piece { last: true, .. });
                Purpose::Piece { range, last }
            }
            _ => panic!("{}: '{request}' is no request", self.row),
        };
        assert_eq!(sent.purpose, purpose, "{}: at '{}'", self.row, self.turn);
    }

    /// Units are even, so that halves are whole numbers of bytes.
    pub(super) fn offset(&self, text: &str) -> u64 {
        let (whole, half) = text.strip_suffix(".5").map_or((text, 0), |whole| (whole, self.unit / 2));
        whole.parse::<u64>().expect("an offset") * self.unit + half
    }

    fn answer(&mut self, answer: &str) {
        match answer {
            "lost" => self.walk.lose(Cause::Closed, Sent::All),
            "half" => self.walk.lose(Cause::Closed, Sent::Part),
            "unreadable" => {
                self.walk.lose(Cause::Source(SourceError::Unreadable("a fault".into())), Sent::Part);
            }
            "unsent" => self.walk.lose(Cause::Connect, Sent::Nothing),
            "nothing" if self.lists => self.walk.response(&response(200, r#"{"value":[]}"#)),
            // The document is there before its content is.
            "nothing" if self.url == PRINT => self.walk.response(&response(200, r#"{"id":"I","size":0}"#)),
            "nothing" => self.walk.response(&response(404, "")),
            "taken" => {
                let response = self.taken();
                self.walk.response(&response);
            }
            "ours" | "two" | "other" | "folder" | "ours new" | "ours old" | "other new" | "other old" => {
                let response = self.found(answer);
                self.walk.response(&response);
            }
            _ => {
                let response = self.response(answer);
                self.walk.response(&response);
            }
        }
    }

    /// Answers every request until the upload ends or rests, and says how. Tokens are renewed as often as is asked for.
    /// Only pieces that are taken may follow each other for long without a pause.
    pub fn until_it_ends(&mut self, answer: &mut dyn FnMut(&Purpose) -> &'static str) -> String {
        let (mut since, mut unpaused) = (self.walk.now, 0);
        loop {
            match self.walk.next() {
                Output::Send(request) => {
                    let answer = answer(&request.purpose);
                    unpaused = if self.walk.now > since { 0 } else { unpaused };
                    since = self.walk.now;
                    unpaused += usize::from(answer != "taken");
                    assert!(unpaused <= UNPAUSED, "{}: no pause before {:?}", self.row, request.purpose);
                    self.sent = Some(request.purpose);
                    self.answer(answer);
                }
                Output::Token { .. } => self.walk.handle(Input::Token(TokenAnswer::Ready)),
                end => return shown(&end),
            }
        }
    }

    /// The same for a caller who gives a piece with each call, and the bytes again where they are wanted.
    pub fn in_calls(&mut self, answer: &mut dyn FnMut(&Purpose) -> &'static str) -> String {
        let step = 5 * self.unit;
        self.walk.window = Window { start: 0, end: step };
        loop {
            let end = self.until_it_ends(answer);
            match self.walk.next() {
                Output::Bytes { from } => self.walk.window = Window { start: from, end: from + step },
                Output::Rewind { to } => self.walk.window = Window { start: to, end: to + step },
                _ => return end,
            }
            self.walk.again();
        }
    }

    /// Another call of the caller's.
    pub fn call_again(&mut self) {
        self.walk.again();
        self.walk.finish();
    }

    fn see(&mut self, seen: &str) {
        let context = format!("{}: at '{seen}'", self.row);
        let (what, rest) = seen.split_once(' ').unwrap_or((seen, ""));
        match what {
            "again" => self.call_again(),
            "dies" => {
                let saved = self.walk.upload.save().expect("under way");
                let size = self.walk.size();
                let target = target(&self.kind);
                let plan = Walk::plan(&*target, size, 5 * self.unit);
                let plan = Plan { round_trips: trips(&self.kind), ..plan };
                self.walk = Walk::resume_plan(plan, &saved).expect("the same");
                self.walk.finish();
            }
            "discard" => self.walk.discard(),
            "refresh" => self.walk.handle(Input::Refresh),
            "wait" => {
                let wait = self.walk.wait();
                let (least, most) = rest.split_once("..").unwrap_or((rest, rest));
                let range = least.parse().expect("a time")..=most.parse().expect("a time");
                assert!(range.contains(&wait), "{context}: {wait}");
            }
            "token" => self.walk.token(TokenAnswer::Ready),
            "no" => self.walk.token(TokenAnswer::NoOther),
            _ => {
                let step = self.walk.next();
                let words: Vec<&str> = seen.splitn(3, ' ').collect();
                let end = words[..words.len().min(2)].join(" ");
                assert_eq!(shown(&step), end, "{context}: {step:?}");
                if let Some(details) = words.get(2) {
                    let (Output::Paused(error) | Output::Failed(error)) = step else { panic!("{context}") };
                    assert_told(&error, details, &context);
                }
            }
        }
    }
}

/// What an error tells of the response that has decided: its HTTP status, its `{code}`, `says` and words.
fn assert_told(error: &Error, expected: &str, context: &str) {
    let (facts, words) = expected.split_once("says ").unwrap_or((expected, ""));
    assert!(error.to_string().contains(words), "{context}: {error}");
    for fact in facts.split_whitespace() {
        match fact.strip_prefix('{').and_then(|fact| fact.strip_suffix('}')) {
            Some(code) => assert_eq!(error.details().service_code(), code, "{context}: {error}"),
            None => assert_eq!(error.details().http_status.to_string(), fact, "{context}: {error}"),
        }
    }
}

fn shown(step: &Output) -> String {
    let error = |error: &graph_upload_core::error::Error| {
        let doubt = if error.details().in_doubt { "?" } else { "" };
        format!("{:?}{doubt}", error.status())
    };
    match step {
        Output::Done(item) if item.recovered => "found".into(),
        Output::Done(_) => "done".into(),
        Output::Paused(why) => format!("paused {}", error(why)),
        Output::Failed(why) => format!("failed {}", error(why)),
        Output::Bytes { .. } => "bytes".into(),
        Output::Discarded => "discarded".into(),
        other => format!("{other:?}"),
    }
}

/// Which round trips an upload saves: `once-` goes in one request where it can, `quick-` by the quick rule, also when
/// another process goes on with it.
fn trips(kind: &str) -> RoundTrips {
    match kind.split_once('-') {
        Some(("once", _)) => RoundTrips::default(),
        Some(("quick", _)) => RoundTrips { quick: true, outlives: true, ..RoundTrips::default() },
        _ => RoundTrips::ALL,
    }
}

pub fn target(kind: &str) -> Box<dyn Target> {
    let file = |properties: &[Property]| {
        let mut item = DriveItem::by_path(None, "Docs/n").expect("lawful");
        for property in properties {
            item.set(property.clone()).expect("drives have it");
        }
        Box::new(item)
    };
    match kind.strip_prefix("once-").or(kind.strip_prefix("quick-")).unwrap_or(kind) {
        "todo" | "todo-empty" => Box::new(TodoTask::new(None, "l", "t", "n").expect("lawful")),
        "outlook" | "outlook-small" => Box::new(OutlookItem::message(None, None, "M", "n").expect("lawful")),
        "print" => Box::new(PrintDocument::of_printer("p", "j", "d", "n").expect("lawful")),
        "drive" | "drive-empty" | "drive-large" => file(&[]),
        "drive-rename" | "drive-rename-empty" => file(&[Property::Conflict(Conflict::Rename)]),
        "drive-replace" | "drive-replace-empty" => file(&[Property::Conflict(Conflict::Replace)]),
        "drive-deferred" => file(&[Property::Commit(Commit::UploadUrl)]),
        "drive-dated" => file(&[Property::Modified(1_000)]),
        "drive-if-match" => file(&[Property::Conflict(Conflict::Replace), Property::IfMatch("a".into())]),
        "drive-source" => file(&[Property::Commit(Commit::SourceUrl)]),
        "adopted" => Box::new(Adopted(&drive::RULES)),
        "adopted-outlook" => Box::new(Adopted(&outlook::RULES)),
        kind => panic!("no kind '{kind}'"),
    }
}
