//! What has happened in a schedule, as far as it decides how the upload may end.

use std::collections::BTreeSet;

use graph_upload_core::graph::request::{Purpose, Request};
use graph_upload_core::graph::response::{BodyEnd, NoResponse, Response, Sent};

use graph_upload_core::kinds::Conflict;

use crate::fault::{Fault, is_passing};
use crate::place::Object;
use crate::schedule::{Caller, Schedule};
use crate::world::source_bytes;

/// A wait that no upload sits out beside others within its half hour.
pub const LONG_WAIT_MS: u64 = 300_000;

#[derive(Debug, Default)]
pub struct Facts {
    /// Exchanges that met a fault or were refused.
    pub adversities: u32,
    /// How many exchanges met a fault.
    faults: u32,
    /// The last answer told where the session stands.
    told: bool,
    /// How many pieces the service did not want, though it had told what it wants and no fault met them.
    misplaced: u32,
    /// How many lives have ended in the middle.
    pub deaths: u32,
    /// Why the file need not end stored.
    pub excuse: Option<&'static str>,
    /// Why the outcome may end unknown.
    pub doubt: Option<&'static str>,
    /// A last piece has left, or may have left in a life that nobody remembers. An error that ends an attempt in a
    /// session that lives is in doubt then.
    pub last_sent: bool,
    /// Something between has sent a request twice.
    pub doubled: bool,
    /// It goes on from a state that is older than its last session.
    pub outdated: bool,
    /// How often the creation of a session was asked for.
    pub creations: u32,
    /// Another writer was at the name since the upload began.
    pub shared: bool,
    /// It has gone on in a later life that does not know what was there before.
    pub resumed_unlooked: bool,
    /// A session may be left behind: its deletion, or its creation, went wrong.
    pub session_left: bool,
    /// How many sessions were open when the client was through.
    pub open_sessions: usize,
    /// The client was told to be quiet until then.
    pub quiet_until: u64,
    /// The objects that hold our file now.
    pub ours: Vec<String>,
    /// How often our file was stored.
    pub stores: usize,
    /// How often it may have been stored once more over itself: under `replace` a session that is not found is not waited
    /// for, as the file stays one and whole.
    pub replaced: usize,
    /// How often another writer has removed it.
    pub removed: usize,
    /// The last answer, or none, did not tell where the session stands.
    position_unknown: bool,
    /// How many attempts in a row have failed in this call.
    row: u32,
    /// How often the session was rewound.
    pub rewinds: u32,
    /// The token was refused once already.
    pub token_died: bool,
    /// How often a piece was refused that passes when it comes again.
    pub mistakes: u32,
    /// How often something between has answered with a page.
    pub pages: u32,
    /// How many sessions were made.
    pub made: u32,
    sent: u64,
    sent_in_session: u64,
    rewound: u64,
    largest: u64,
    size: u64,
    seen: BTreeSet<(String, usize)>,
}

impl Facts {
    /// Nothing has happened yet to a file of this size.
    pub fn new(size: u64) -> Self {
        Self { size, ..Self::default() }
    }

    /// Whether the upload had to end stored.
    pub fn must_be_stored(&self, schedule: &Schedule) -> bool {
        let adopted = schedule.caller == Caller::Adopts && self.adversities + self.deaths > 0;
        self.excuse.is_none() && !adopted && self.adversities + self.deaths < schedule.policy.attempts
    }

    /// Whether the budget was enough for all that happened.
    pub fn within_budget(&self, schedule: &Schedule) -> bool {
        self.adversities < schedule.policy.attempts
    }

    /// How many bytes were sent too much, if so.
    pub fn sent_too_much(&self) -> Option<u64> {
        let faults = u64::from(self.adversities + self.deaths);
        self.sent.checked_sub(self.size + self.rewound + faults * self.largest).filter(|more| *more > 0)
    }

    /// How many sessions were made that no fault explains.
    pub fn sessions_too_many(&self) -> Option<u32> {
        self.made.checked_sub(1 + self.adversities + self.deaths).filter(|more| *more > 0)
    }

    /// How many pieces were sent that the service did not want, which no fault explains.
    pub fn misplaced_too_many(&self) -> Option<u32> {
        self.misplaced.checked_sub(self.faults + self.deaths).filter(|more| *more > 0)
    }

    /// An upload goes on from what was saved, which does not tell what became of its last piece.
    pub fn resumed(&mut self, schedule: &Schedule) {
        if schedule.is_unlooked() {
            self.doubt("nobody knows what was there before this life");
            self.resumed_unlooked = true;
            // What cannot be told from the file goes once more over itself.
            self.replaced += usize::from(schedule.place.conflict() == Some(Conflict::Replace));
        }
        self.last_sent = true;
        self.position_unknown = true;
        self.row = 0;
    }

    /// A call of the caller's begins, with a new budget.
    pub fn call_begins(&mut self) {
        self.row = 0;
    }

    /// A request is about to leave.
    pub fn check_request(&mut self, now: u64, request: &Request) {
        let blind = self.position_unknown && matches!(request.purpose, Purpose::Piece { .. });
        assert!(!blind, "a piece leaves, and where the session stands is not known");
        let tidying_up = request.purpose == Purpose::Discard;
        assert!(
            tidying_up || now >= self.quiet_until,
            "a request before the time that the service asked for"
        );
    }

    pub fn note_response(&mut self, now: u64, wait: Option<u64>) {
        if let Some(wait) = wait {
            self.quiet_until = self.quiet_until.max(now + wait);
            if wait > LONG_WAIT_MS {
                self.excuse("the service asked for a long wait");
                self.doubt("the service asked for a long wait");
            }
        }
    }

    pub fn note_exchange(
        &mut self,
        schedule: &Schedule,
        request: &Request,
        fault: Option<&Fault>,
        result: &Result<Response, NoResponse>,
    ) {
        let refused = result.as_ref().map_or(true, |response| response.status >= 300);
        let absent = |response: &Response| request.purpose == Purpose::LookUp && response.status == 404;
        let harmed = fault.is_some() || refused && !result.as_ref().is_ok_and(absent);
        if harmed {
            self.adversities += 1;
        }
        self.note_place(request, fault, result);
        self.note_position(request, result);
        self.note_row(schedule, request, result);
        if let Some(fault) = fault {
            self.note_fault(schedule, request, fault);
        }
        self.note_bytes(request, fault, result.as_ref().is_ok_and(|response| response.status < 300));
        if matches!(request.purpose, Purpose::Piece { last: true, .. }) && fault != Some(&Fault::NotSent) {
            self.last_sent = true;
        }
        let not_found = result.as_ref().is_ok_and(|response| matches!(response.status, 404 | 410));
        let replaces = schedule.place.conflict() == Some(Conflict::Replace);
        if not_found && replaces && matches!(request.purpose, Purpose::Piece { last: true, .. }) {
            self.replaced += 1;
        }
        let untold = result.as_ref().is_ok_and(|response| matches!(response.status, 404 | 405));
        if untold && request.purpose == Purpose::Status && !schedule.can_rewind() {
            self.excuse("the source could not go back, and the session did not tell where it stood");
        }
        let harmed = fault.is_some() || refused;
        let gone = result.as_ref().is_ok_and(says_gone);
        match request.purpose {
            Purpose::Discard if harmed => {
                self.session_left = true;
                self.doubt("a session could not be deleted");
            }
            Purpose::Create if harmed => self.session_left = true,
            // Nobody deletes what is said not to be there.
            Purpose::Piece { .. } | Purpose::Status | Purpose::Commit if gone => self.session_left = true,
            _ => {}
        }
    }

    /// Who has been told what is missing sends nothing else.
    fn note_place(
        &mut self,
        request: &Request,
        fault: Option<&Fault>,
        result: &Result<Response, NoResponse>,
    ) {
        self.faults += u32::from(fault.is_some());
        let is_piece = matches!(request.purpose, Purpose::Piece { .. });
        let unwanted = result.as_ref().is_ok_and(|response| response.status == 416);
        self.misplaced += u32::from(is_piece && unwanted && self.told && fault.is_none());
        if is_piece || request.purpose == Purpose::Status {
            self.told = result.as_ref().is_ok_and(|response| response.status < 300);
        }
    }

    /// After an answer that does not tell where the session stands, or none, only asking helps.
    fn note_position(&mut self, request: &Request, result: &Result<Response, NoResponse>) {
        match (&request.purpose, result) {
            (Purpose::Piece { .. }, Err(lost)) if lost.sent != Sent::Nothing => self.position_unknown = true,
            // To Do's token and the form of its URL are settled without a question.
            (Purpose::Piece { .. }, Ok(response))
                if is_passing(response.status) || response.status >= 300 && !request.token =>
            {
                self.position_unknown = true;
            }
            (Purpose::Status, Ok(response)) if is_passing(response.status) => {}
            (Purpose::Status, Ok(response)) if response.end == BodyEnd::Whole || response.status >= 300 => {
                self.position_unknown = false;
            }
            (Purpose::Create, Ok(_)) => self.position_unknown = false,
            _ => {}
        }
    }

    /// Attempts in a row within a call that were not answered, or told to come again, are limited by the budget; when it
    /// is used up, a look may follow.
    fn note_row(&mut self, schedule: &Schedule, request: &Request, result: &Result<Response, NoResponse>) {
        match result {
            _ if request.purpose == Purpose::Discard => {}
            Ok(response) if response.status < 300 => self.row = 0,
            Ok(response) if !is_passing(response.status) => {}
            Err(lost) if lost.reused => {}
            _ => self.row += 1,
        }
        assert!(self.row <= schedule.policy.attempts + 1, "{} attempts in a row", self.row);
    }

    fn note_bytes(&mut self, request: &Request, fault: Option<&Fault>, made: bool) {
        let bytes = match fault {
            Some(Fault::NotSent) => 0,
            Some(Fault::Broken { at, .. }) => *at,
            _ => source_bytes(request),
        };
        self.largest = self.largest.max(bytes);
        self.sent += bytes;
        self.sent_in_session += bytes;
        if request.purpose == Purpose::Create {
            self.creations += 1;
            self.made += u32::from(made);
            self.rewound += std::mem::take(&mut self.sent_in_session);
        }
        if matches!(fault, Some(Fault::Rewound(_) | Fault::LetsGo | Fault::Lies(_))) {
            self.rewound += self.size;
        }
    }

    /// Nothing comes from this client any more, and these sessions are open.
    pub fn note_sessions(&mut self, open: usize) {
        self.open_sessions = open;
    }

    /// What is stored now. Our file is never there twice, and never in part.
    pub fn note_objects(&mut self, objects: &[Object], source: u64, size: u64) {
        let before = std::mem::take(&mut self.ours);
        for object in objects {
            for version in object.ours(source, size) {
                assert!(
                    object.versions[version].is_start_of(source, size),
                    "a stored file is not the source: {object:?}"
                );
                self.ours.push(object.id.clone());
                if self.seen.insert((object.id.clone(), version)) {
                    self.stores += 1;
                }
            }
        }
        self.removed += before.iter().filter(|id| !self.ours.contains(id)).count();
        if self.outdated {
            return;
        }
        let objects: BTreeSet<_> = self.ours.iter().collect();
        assert!(objects.len() <= 1, "the file is stored more than once: {:?}", self.ours);
        assert!(self.stores <= 1 + self.removed + self.replaced, "the file was stored {} times", self.stores);
    }
}

/// Whether a response says that there is no such session.
fn says_gone(response: &Response) -> bool {
    let code = b"uploadSessionNotFound";
    matches!(response.status, 404 | 405 | 410)
        || response.status == 400 && response.body.windows(code.len()).any(|window| window == code)
}
