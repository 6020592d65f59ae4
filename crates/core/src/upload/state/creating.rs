//! Creates the upload session.

use crate::error::Status;
use crate::graph::outcome::Outcome;
use crate::graph::request::Purpose;
use crate::graph::response::Sent;
use crate::kinds::{Commit, Conflict};
use crate::policy::refusal::{Asked, Meaning};
use crate::policy::retry::Millis;
use crate::upload::context::{Context, Way};
use crate::upload::failure::Failure;
use crate::upload::history::Older;
use crate::upload::listing::Baseline;
use crate::upload::next::Next;
use crate::upload::session::{CommitForm, MadeBy, Session};
use crate::upload::setback::Setback;
use crate::upload::state::{Absent, Action, After, Again, Asking, Discarding, Sending, State, StatusReason};

/// How long to wait for a session whose URL never arrived, and which locks the name, in milliseconds. Five such waits
/// outlast the quarter of an hour after which such sessions expire (OneDrive/onedrive-api-docs issue 1260).
const UNSEEN_SESSION_WAIT_MS: u64 = 200_000;

/// How long to wait before a target that is not found is tried again, in first backoffs.
const SHOWS_LATE: [u64; 2] = [2, 6];

/// No session is known.
#[derive(Debug)]
pub struct Creating;

impl Creating {
    pub fn action(&self, context: &Context) -> Action {
        context.create_request().into()
    }

    pub fn response(self, context: &mut Context, outcome: &Outcome) -> Next {
        if !outcome.has_success_status() {
            let (meaning, setback) = context.refusal(Asked::Create, &Purpose::Create, outcome);
            return self.refused(context, meaning, setback);
        }
        if outcome.is_cut() {
            // Whatever was created is out of reach; where it locks the name, that shows in the next attempt.
            context.history.creation_unseen = true;
            return Next::Retry(self.into(), context.broke_off(&Purpose::Create));
        }
        match context.session_in(outcome) {
            // A new session holds nothing, whether it says so or says nothing.
            Ok(session) => match outcome.missing(context.plan.size) {
                Some(missing) => context.settle(session, missing),
                None => Sending { session }.into(),
            },
            Err(why) => self.unusable(context, outcome, &why),
        }
    }

    pub fn no_response(self, context: &mut Context, sent: Sent) -> Next {
        context.history.creation_unseen |= sent == Sent::All;
        self.into()
    }

    /// A success that brings no session. A page in its place comes from a portal or a gateway, which may let go.
    fn unusable(self, context: &mut Context, outcome: &Outcome, why: &str) -> Next {
        let setback = context.refused(&Purpose::Create, outcome.problem().clone());
        if outcome.body().is_none() && setback.is_foreign() {
            context.history.creation_unseen = true;
            return context.repeat_or(2, self, setback, |context, setback| context.end(setback));
        }
        context.end(Failure::from(setback).with(|details| {
            details.message = format!("{}, which cannot be used: {why}", details.message);
            details.status = Status::UnexpectedResponse;
        }))
    }

    fn refused(self, context: &mut Context, meaning: Meaning, setback: Setback) -> Next {
        if context.history.own_file_may_stand_in_the_way(&setback) {
            return context.look_up(Absent::Create).into();
        }
        let fits = context.rules().inline_max.is_some_and(|most| context.plan.size <= most);
        match meaning {
            Meaning::Busy | Meaning::Locked => Next::Retry(self.into(), setback),
            Meaning::Failed => {
                context.history.creation_unseen = true;
                Next::Retry(self.into(), setback)
            }
            // What has the name may be a folder, which no wait removes.
            Meaning::NameTaken if context.may_be_folder() => {
                context.history.looked_for_folder = true;
                context.look_first(Absent::Later(Again::Create, setback))
            }
            // A file of an earlier session may have the name by now: a look tells at once what the wait would not.
            Meaning::NameTaken if context.name_may_be_locked() && context.history.given_up_looking => {
                context.look_first(Absent::Later(Again::Create, setback))
            }
            Meaning::NameTaken if context.name_may_be_locked() => context.name_is_locked(setback),
            Meaning::NotYet => match context.wait_for_target() {
                Some(wait) => {
                    context.note(format!("{setback}; what was just made shows late, so trying again"));
                    Next::After(wait, self.into())
                }
                None => context.end(setback),
            },
            Meaning::Unsettled(most) => {
                context.repeat_or(most, self, setback, |context, setback| context.end(setback))
            }
            _ if setback.is_too_small() && fits && !context.history.rerouted => {
                context.history.first_refusal = Some(setback);
                context.reroute(Way::Inline);
                State::inline().into()
            }
            _ => context.end(setback),
        }
    }
}

impl Context {
    /// Whether a refused name can be one that is locked for a while, by a session of our own or of someone else. Where
    /// names cannot be taken, that is all it can be (OneDrive/onedrive-api-docs issue 747).
    pub fn name_may_be_locked(&self) -> bool {
        match self.plan.target.conflict() {
            Some(Conflict::Replace | Conflict::Rename) => true,
            Some(Conflict::Fail) => self.history.may_lock_name(),
            None => false,
        }
    }

    /// Whether nobody has looked what has the name.
    fn may_be_folder(&self) -> bool {
        let unlooked = matches!(self.baseline, Baseline::Unlooked) && !self.history.looked_for_folder;
        unlooked && self.plan.target.conflict() == Some(Conflict::Replace)
    }

    /// An older session of our own is asked or deleted again, and then the name is waited for.
    pub fn name_is_locked(&mut self, setback: Setback) -> Next {
        let next = match self.history.older.take() {
            // It may live in spite of what was said: then it goes on.
            Some(Older { session, lost: true }) => {
                let reason = StatusReason { of_older: true, ..StatusReason::default() };
                return Next::Retry(Asking { session, reason }.into(), setback);
            }
            Some(Older { session, lost: false }) => Discarding { session, after: After::Create }.into(),
            None => State::creating(),
        };
        match self.history.creation_unseen {
            // Ours, and out of reach: it goes when it expires.
            true => Next::RetryAfter(UNSEEN_SESSION_WAIT_MS.min(self.plan.policy.elapsed_ms), next, setback),
            false => Next::Retry(next, setback),
        }
    }

    /// How long a target that is not found is waited for, in milliseconds; `None` where that is not worth another try. A
    /// draft that was just made, and what is below a folder that was, answer 404 for a while. A wrong id or path is told
    /// within seconds all the same, so this is short of the two minutes that it can take
    /// (tonimelisma/onedrive-go: spec/reference/graph-api-quirks.md).
    pub fn wait_for_target(&mut self) -> Option<Millis> {
        let backoffs = SHOWS_LATE.get(self.history.not_found)?;
        self.history.not_found += 1;
        Some(self.backoffs(*backoffs))
    }

    /// The session in a creation's response. Its URL is checked before anything is sent there.
    fn session_in(&self, outcome: &Outcome) -> Result<Session, String> {
        if outcome.body().is_none() {
            return Err("it is not whole JSON".into());
        }
        let url = outcome.text("uploadUrl").ok_or("it has no uploadUrl")?;
        self.plan
            .endpoint
            .check_upload_url(url, self.rules().upload_host)
            .map_err(|why| format!("the upload URL is refused: {why}"))?;
        let expires = outcome.text("expirationDateTime").unwrap_or_default();
        let made_by = match self.plan.target.commit_form() {
            Commit::LastPiece => MadeBy::LastPiece,
            Commit::ByHost | Commit::UploadUrl | Commit::SourceUrl => MadeBy::Commit(CommitForm::Wanted),
        };
        Ok(Session::new(url, expires, self.plan.size, made_by))
    }
}

impl State {
    pub fn creating() -> Self {
        Creating.into()
    }
}
