//! An upload that makes one mistake. It stands between the core and the loop, and changes what
//! goes in and comes out: the plan, the responses, what is saved, and the requests, some of which
//! are answered here and never leave. Without a mistake everything passes as it is.

use std::ops::{Deref, DerefMut, Range};

use graph_upload_core::error::Error;
use graph_upload_core::graph::json;
use graph_upload_core::graph::ranges::Missing;
use graph_upload_core::graph::request::Purpose;
use graph_upload_core::graph::response::{NoResponse, Response, Sent};
use graph_upload_core::graph::running_hash::RunningHash;
use graph_upload_core::kinds::Conflict;
use graph_upload_core::policy::baseline::{self, BaselineRule};
use graph_upload_core::policy::retry::Policy;
use graph_upload_core::upload::{Input, Machine, Output, Plan, SavedUpload, Window};
use serde_json::{Value, json};

use crate::forged;
use crate::mistake::Mistake;
use crate::source;

/// An upload, which makes a mistake if it is told to.
pub struct Mistaken {
    upload: Machine,
    plan: Plan,
    window: Window,
    mistake: Option<Mistake>,
    memory: Memory,
}

/// What has happened, as far as a mistake depends on it.
#[derive(Default)]
struct Memory {
    /// What the last request was for.
    asked: Option<Purpose>,
    /// Only looks have left, so that what they find was there before.
    untouched: bool,
    /// It goes on with an earlier life, and the session was not asked yet.
    resumed: bool,
    /// The end of what was sent in this session.
    sent: u64,
    /// How much this session held at best.
    held: u64,
    /// The service has said that the file is stored.
    stored: bool,
    /// The response after which it goes wrong has come.
    misled: bool,
}

impl Deref for Mistaken {
    type Target = Machine;

    fn deref(&self) -> &Machine {
        &self.upload
    }
}

impl DerefMut for Mistaken {
    fn deref_mut(&mut self) -> &mut Machine {
        &mut self.upload
    }
}

/// The calls of [`Machine`] that a mistake changes. The others are those of [`Machine`] itself.
impl Mistaken {
    pub fn new(plan: Plan, mistake: Option<Mistake>) -> Self {
        let memory = Memory { untouched: true, ..Memory::default() };
        let plan = planned(plan, mistake);
        Self::with(Machine::new(plan.clone()), plan, mistake, memory)
    }

    pub fn adopt(plan: Plan, url: &str, mistake: Option<Mistake>) -> Result<Self, Error> {
        let plan = planned(plan, mistake);
        Ok(Self::with(Machine::adopt(plan.clone(), url)?, plan, mistake, Memory::default()))
    }

    pub fn resume(plan: Plan, saved: &SavedUpload, mistake: Option<Mistake>) -> Result<Self, Error> {
        let memory = Memory { resumed: true, ..Memory::default() };
        let plan = planned(plan, mistake);
        Ok(Self::with(Machine::resume(plan.clone(), saved)?, plan, mistake, memory))
    }

    pub fn poll(&mut self, now: u64) -> Output {
        loop {
            let mut request = match self.upload.poll(now) {
                Output::Send(request) => request,
                output => return output,
            };
            if self.forgets_sessions(now, &request.purpose) {
                continue;
            }
            let answer = self.answer(&request.purpose);
            self.memory.note_request(&request.purpose);
            match answer {
                Some(response) => self.upload.handle(now, Input::Response(&response)),
                None => {
                    request.token |= self.makes(Mistake::TokenEverywhere);
                    return Output::Send(request);
                }
            }
        }
    }

    pub fn handle(&mut self, now: u64, input: Input<'_>) {
        match input {
            Input::Response(response) => self.on_response(now, response),
            Input::NoResponse(lost) => self.on_no_response(now, lost),
            // After a call without an error the next one keeps what is left of the budget. A call in which nothing was
            // done does not count as one, so that calling twice renews the budget.
            Input::Resume | Input::Finish if self.makes(Mistake::CallsRenew) => {
                self.upload.handle(now, Input::Resume);
                self.upload.handle(now, input);
            }
            Input::Offer(window) => {
                self.window = window;
                self.upload.handle(now, input);
            }
            input => self.upload.handle(now, input),
        }
    }

    pub fn save(&self) -> Option<SavedUpload> {
        self.upload.save().map(|saved| self.missaved(saved))
    }

    pub fn save_ahead(&self) -> Option<SavedUpload> {
        self.upload.save_ahead().map(|saved| self.missaved(saved))
    }
}

impl Mistaken {
    fn with(upload: Machine, plan: Plan, mistake: Option<Mistake>, memory: Memory) -> Self {
        Self { upload, plan, window: Window::default(), mistake, memory }
    }

    fn on_response(&mut self, now: u64, response: &Response) {
        let Some(mistake) = self.mistake else { return self.upload.handle(now, Input::Response(response)) };
        self.memory.note_response(mistake, response);
        let response = self.misread(mistake, response);
        self.upload.handle(now, Input::Response(&response));
    }

    fn on_no_response(&mut self, now: u64, lost: &NoResponse) {
        let blind = match &self.memory.asked {
            Some(Purpose::Piece { range, .. }) => {
                let sent = if lost.sent == Sent::Nothing { 0 } else { range.end };
                self.memory.sent = self.memory.sent.max(sent);
                self.makes(Mistake::BlindPiece)
            }
            Some(Purpose::Inline) => self.makes(Mistake::BlindInline),
            Some(Purpose::Commit) => self.makes(Mistake::BlindCommit),
            _ => false,
        };
        let sent = if blind { Sent::Nothing } else { lost.sent };
        self.upload.handle(now, Input::NoResponse(&NoResponse { sent, ..lost.clone() }));
    }

    pub fn mistake(&self) -> Option<Mistake> {
        self.mistake
    }

    fn makes(&self, mistake: Mistake) -> bool {
        self.mistake == Some(mistake)
    }

    /// The answer to a request that does not leave.
    fn answer(&self, purpose: &Purpose) -> Option<Response> {
        use Mistake::{BlindRestart, NoBaseline, RefusalsUnlooked, ResumesBlindly, SessionLeft, StatusAlone};
        let memory = &self.memory;
        match (self.mistake?, purpose) {
            (NoBaseline, Purpose::LookUp) if memory.untouched => Some(forged::nothing_there()),
            (BlindRestart | RefusalsUnlooked, Purpose::LookUp) if memory.misled => {
                Some(forged::nothing_there())
            }
            (StatusAlone, Purpose::Status) if memory.misled => Some(forged::refused()),
            (ResumesBlindly, Purpose::Status) if memory.resumed => {
                Some(forged::missing(self.upload.position().confirmed, self.plan.size))
            }
            (SessionLeft, Purpose::Discard) => Some(forged::deleted()),
            _ => None,
        }
    }

    /// The response as the core gets it.
    fn misread(&mut self, mistake: Mistake, response: &Response) -> Response {
        let success = (200..300).contains(&response.status);
        match (mistake, &self.memory.asked) {
            (Mistake::RetryAfterIgnored, _) => forged::without_wait(response),
            (Mistake::OwnOffsets, Some(Purpose::Piece { .. } | Purpose::Status)) if self.memory.sent > 0 => {
                forged::with_missing(response, self.memory.sent, self.plan.size)
            }
            (Mistake::RewindsIgnored, Some(Purpose::Piece { .. } | Purpose::Status)) => self.held(response),
            (Mistake::AnySuccess, Some(Purpose::Piece { last: true, .. })) if success => {
                forged::stored(response)
            }
            (Mistake::AnyOfTheName, Some(Purpose::LookUp)) if !self.memory.untouched => {
                forged::all_changed(response)
            }
            (Mistake::NoTimeBound, Some(Purpose::LookUp)) => forged::stored_just_now(response),
            (Mistake::NamesAsBytes, Some(Purpose::LookUp)) => forged::ascii_only(response),
            _ => response.clone(),
        }
    }

    /// The response with no byte missing that was held before.
    fn held(&mut self, response: &Response) -> Response {
        let size = self.plan.size;
        let body = json::body(response);
        let ranges = body.as_ref().and_then(|body| json::member(body, "nextExpectedRanges"));
        let Some(missing) = Missing::parse(ranges, size) else { return response.clone() };
        let start = missing.start().unwrap_or(size);
        if start < self.memory.held {
            return forged::with_missing(response, self.memory.held, size);
        }
        self.memory.held = start;
        response.clone()
    }

    fn missaved(&self, saved: SavedUpload) -> SavedUpload {
        match self.mistake {
            Some(Mistake::BaselineUnsaved) => forged::saved_with(&saved, "before", Value::Null),
            Some(Mistake::CreationUnsaved) => forged::saved_with(&saved, "creation_unseen", json!(false)),
            _ => saved,
        }
    }

    /// Goes on, before another session is created, as an upload that has had none.
    fn forgets_sessions(&mut self, now: u64, purpose: &Purpose) -> bool {
        if !self.makes(Mistake::SessionsUncounted) || *purpose != Purpose::Create {
            return false;
        }
        let Some(saved) = self.upload.save().filter(|saved| !forged::has_none(saved, "ended")) else {
            return false;
        };
        let saved = forged::saved_with(&saved, "ended", json!([]));
        self.upload = Machine::resume(self.plan.clone(), &saved).expect("it was saved here");
        self.upload.handle(now, Input::Finish);
        self.upload.handle(now, Input::Offer(self.window));
        true
    }
}

impl Memory {
    fn note_request(&mut self, purpose: &Purpose) {
        self.asked = Some(purpose.clone());
        if *purpose == Purpose::LookUp {
            return;
        }
        self.untouched = false;
        self.resumed = false;
        self.misled &= matches!(purpose, Purpose::Status | Purpose::Discard);
        if *purpose == Purpose::Create {
            (self.sent, self.held, self.stored) = (0, 0, false);
        }
    }

    fn note_response(&mut self, mistake: Mistake, response: &Response) {
        let Some(asked) = &self.asked else { return };
        if let Purpose::Piece { range, .. } = asked {
            self.sent = self.sent.max(range.end);
        }
        self.stored |= asked.commits() && response.status == 201;
        let refused = (400..500).contains(&response.status);
        self.misled |= match mistake {
            Mistake::BlindRestart => *asked == Purpose::Status && refused && !self.stored,
            Mistake::RefusalsUnlooked => asked.commits() && refused,
            Mistake::StatusAlone => {
                matches!(asked, Purpose::Piece { .. }) && matches!(response.status, 401 | 403 | 412)
            }
            _ => false,
        };
    }
}

fn rule_of(plan: &Plan) -> BaselineRule {
    baseline::rule(&*plan.target, plan.size, plan.round_trips)
}

fn planned(plan: Plan, mistake: Option<Mistake>) -> Plan {
    let replaces = plan.target.conflict() == Some(Conflict::Replace);
    match mistake {
        // The request goes again after a look, as if all were over by then.
        Some(Mistake::ReplaceGuaranteed) if replaces && rule_of(&plan) == BaselineRule::Since => {
            Plan { policy: Policy { settle_ms: 0, ..plan.policy }, ..plan }
        }
        Some(mistake) => Plan { policy: mistake.policy(plan.policy), ..plan },
        None => plan,
    }
}

/// Feeds bytes of a piece that are in the hash already, where that is the mistake.
pub fn hash_again(mistake: Option<Mistake>, hash: &mut RunningHash, piece: Range<u64>) {
    let again = hash.high().min(piece.end).saturating_sub(piece.start);
    if mistake == Some(Mistake::HashedTwice) && again > 0 {
        hash.feed(hash.high(), source::bytes(piece.start, again));
    }
}
