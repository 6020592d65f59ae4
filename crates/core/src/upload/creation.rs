//! Before the first byte: what stands at the target already, and the new session.

use crate::defect::{Defect, is_made};
use crate::error::{Error, Status};
use crate::graph::json;
use crate::graph::problem::Problem;
use crate::graph::ranges::Holes;
use crate::graph::reply::{BodyEnd, Reply};
use crate::graph::request::Purpose;
use crate::kinds::{Commit, Conflict};
use crate::policy::errors;
use crate::policy::refusal::{Asked, Meaning};
use crate::policy::retry::Millis;
use crate::upload::absent::{Absent, Again};
use crate::upload::asking::doing;
use crate::upload::ending::{After, Older};
use crate::upload::listing::{Baseline, Listing, Page};
use crate::upload::machine::Upload;
use crate::upload::session::{CommitForm, MadeBy, Session};
use crate::upload::state::State;
use crate::upload::status::Doubt;

/// How long to wait for a session whose URL never arrived, and which locks the name, in milliseconds. Five such waits
/// outlast the quarter of an hour after which such sessions expire (OneDrive/onedrive-api-docs issue 1260).
const UNSEEN_SESSION_WAIT_MS: u64 = 200_000;

/// How long to wait before a target that is not found is tried again, in first backoffs.
const SHOWS_LATE: [u64; 2] = [2, 6];

impl Upload {
    /// The baseline is what a lost last response is later compared with. An upload without one can still succeed; it
    /// only cannot find out more after such a loss.
    pub(super) fn baseline_reply(&mut self, now: Millis, mut listing: Listing, reply: &Reply) -> State {
        match listing.read(reply, &self.plan) {
            Page::More => return State::Baseline(listing),
            Page::Whole if is_made(Defect::NoBaseline) => self.baseline = Baseline::Known(Vec::new()),
            Page::Whole => self.baseline = Baseline::Known(listing.found),
            Page::Unusable if self.look_may_pass(reply) => {
                return self.again_later(now, State::Baseline(Listing::default()), self.unusable(reply));
            }
            Page::Absent if self.plan.target.absence_is_known() => {
                self.baseline = Baseline::Known(Vec::new())
            }
            // A parent that cannot be seen says nothing about what it holds: no baseline either.
            Page::TooMany => {
                self.note("more files stand beside the target than are listed; a lost last response may stay unknown");
            }
            Page::Absent | Page::Unusable => {
                self.note(format!("what stands at the target could not be listed ({})", reply.status));
            }
        }
        match self.stands_in_the_way() {
            Some(error) => self.end(error),
            None => self.after_baseline(),
        }
    }

    /// What the first look shows, where no upload can succeed beside it. It is told before a byte is sent.
    fn stands_in_the_way(&self) -> Option<Error> {
        let Baseline::Known(found) = &self.baseline else { return None };
        let why = match self.plan.target.conflict()? {
            // The new file gets another name.
            Conflict::Rename => return None,
            Conflict::Fail | Conflict::Replace if found.iter().any(|item| item.is_folder) => {
                "a folder has this name, and no file can take its place"
            }
            Conflict::Fail if !found.is_empty() => {
                "a file has this name already, and the conflict behaviour is to fail; gu_target_set_conflict() sets another"
            }
            Conflict::Fail | Conflict::Replace => return None,
        };
        let error = Error::new(Status::Conflict, why);
        Some(error.with(|details| details.host = self.host.clone()))
    }

    pub(super) fn after_baseline(&self) -> State {
        if self.goes_inline() { State::Inline } else { State::Creating }
    }

    pub(super) fn create_reply(&mut self, now: Millis, reply: &Reply) -> State {
        let doing = doing(&Purpose::Create);
        if !(200..300).contains(&reply.status) {
            let (meaning, error) = self.refusal(Asked::Create, &Purpose::Create, reply);
            return self.create_refused(now, meaning, error);
        }
        if reply.end == BodyEnd::Cut {
            // Whatever was created is out of reach; where it locks the name, that shows in the next attempt.
            self.creation_unseen = true;
            return self.again_later(now, State::Creating, errors::broke_off(&doing, &self.host));
        }
        match self.session_in(reply) {
            Ok(session) => self.created(now, session, reply),
            Err(why) => self.creation_unusable(now, reply, &why),
        }
    }

    /// A success that brings no session. A page in its place comes from a portal or a gateway, which may let go.
    fn creation_unusable(&mut self, now: Millis, reply: &Reply, why: &str) -> State {
        let (_, error) = self.refusal(Asked::Create, &Purpose::Create, reply);
        if json::body(reply).is_none() && Problem::of(reply).origin.is_foreign() {
            self.creation_unseen = true;
            return self.repeat_or(now, 2, State::Creating, error, |upload, error| upload.end(error));
        }
        let error = error.with(|details| {
            details.message = format!("{}, which cannot be used: {why}", details.message);
            details.status = Status::UnexpectedReply;
        });
        self.end(error)
    }

    fn create_refused(&mut self, now: Millis, meaning: Meaning, error: Error) -> State {
        if self.own_file_may_stand_in_the_way(&error) {
            return self.look_up(Absent::Create);
        }
        let fits = self.rules().inline_max.is_some_and(|most| self.plan.size <= most);
        match meaning {
            Meaning::Busy | Meaning::Locked => self.again_later(now, State::Creating, error),
            Meaning::Failed => {
                self.creation_unseen = true;
                self.again_later(now, State::Creating, error)
            }
            // A file of an earlier session may have the name by now: a look tells at once what the wait would not.
            Meaning::NameTaken if self.name_may_be_locked() && self.given_up_looking => {
                self.look_first(now, Absent::Later(Again::Create, error))
            }
            Meaning::NameTaken if self.name_may_be_locked() => self.name_is_locked(now, error),
            Meaning::NotYet if self.may_show_late(now) => {
                self.note(format!("{error}; what was just made shows late, so trying again"));
                State::Creating
            }
            Meaning::Unsettled(most) => {
                self.repeat_or(now, most, State::Creating, error, |upload, error| upload.end(error))
            }
            _ if error.status() == Status::TooSmall && fits && !self.rerouted => {
                self.first_refusal = Some(error);
                self.reroute(true);
                State::Inline
            }
            _ => self.end(error),
        }
    }

    /// Whether a refused name can be one that is locked for a while, by a session of our own or of someone else. Where
    /// names cannot be taken, that is all it can be (OneDrive/onedrive-api-docs issue 747).
    pub(super) fn name_may_be_locked(&self) -> bool {
        match self.plan.target.conflict() {
            Some(Conflict::Replace | Conflict::Rename) => true,
            Some(Conflict::Fail) => self.creation_unseen || !self.ended.is_empty() || self.older.is_some(),
            None => false,
        }
    }

    /// An older session of our own is asked or deleted again, and then the name is waited for.
    pub(super) fn name_is_locked(&mut self, now: Millis, error: Error) -> State {
        let next = match self.older.take() {
            // It may live in spite of what was said: then it goes on.
            Some(Older { session, lost: true }) => {
                State::Asking(session, Doubt { of_older: true, ..Doubt::default() })
            }
            Some(Older { session, lost: false }) => State::Discarding(session, After::Create),
            None => State::Creating,
        };
        let lost = matches!(next, State::Asking(..));
        let state = self.again_later(now, next, error);
        if self.creation_unseen && !lost {
            // Ours, and out of reach: it goes when it expires.
            self.rest(now, UNSEEN_SESSION_WAIT_MS.min(self.plan.policy.elapsed_ms));
        }
        state
    }

    /// Whether a target that is not found is worth another try: a draft that was just made, and what is below a folder
    /// that was, answer 404 for a while. A wrong id or path is told within seconds all the same, so this is short of the
    /// two minutes that it can take (tonimelisma/onedrive-go: spec/reference/graph-api-quirks.md).
    pub(super) fn may_show_late(&mut self, now: Millis) -> bool {
        let Some(wait) = SHOWS_LATE.get(self.not_found) else { return false };
        self.not_found += 1;
        self.rest_for(now, *wait);
        true
    }

    /// The session in a creation reply. Its URL is checked before anything is sent there.
    fn session_in(&self, reply: &Reply) -> Result<Session, String> {
        let body = json::body(reply).ok_or("it is not whole JSON")?;
        let url = json::text(&body, "uploadUrl").ok_or("it has no uploadUrl")?;
        self.plan
            .endpoint
            .check_upload_url(url, self.rules().upload_host)
            .map_err(|why| format!("the upload URL is refused: {why}"))?;
        let expires = json::text(&body, "expirationDateTime").unwrap_or_default();
        let made_by = match self.plan.target.commit_form() {
            Commit::LastPiece => MadeBy::LastPiece,
            Commit::ByHost | Commit::UploadUrl | Commit::SourceUrl => MadeBy::Commit(CommitForm::Wanted),
        };
        Ok(Session::new(url, expires, self.plan.size, made_by))
    }

    /// A new session holds nothing, whether it says so or says nothing.
    fn created(&mut self, now: Millis, session: Session, reply: &Reply) -> State {
        let body = json::body(reply).unwrap_or_default();
        match Holes::parse(json::member(&body, "nextExpectedRanges"), self.plan.size) {
            Some(holes) => self.settle(now, session, holes),
            None => State::Sending(session),
        }
    }
}
