//! Creates the upload session.

use crate::error::{Error, Status};
use crate::graph::outcome::Outcome;
use crate::graph::request::Purpose;
use crate::graph::response::Sent;
use crate::kinds::{Commit, Conflict};
use crate::policy::errors;
use crate::policy::refusal::{Asked, Meaning};
use crate::policy::retry::Millis;
use crate::upload::context::{Context, Way};
use crate::upload::history::Older;
use crate::upload::next::Next;
use crate::upload::requests::doing;
use crate::upload::session::{CommitForm, MadeBy, Session};
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
            let (meaning, error) = context.refusal(Asked::Create, &Purpose::Create, outcome);
            return self.refused(context, meaning, error);
        }
        if outcome.is_cut() {
            // Whatever was created is out of reach; where it locks the name, that shows in the next attempt.
            context.history.creation_unseen = true;
            let error = errors::broke_off(&doing(&Purpose::Create), &context.host);
            return Next::Retry(self.into(), error);
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
        let (_, error) = context.refusal(Asked::Create, &Purpose::Create, outcome);
        if outcome.body().is_none() && outcome.problem().origin.is_foreign() {
            context.history.creation_unseen = true;
            return context.repeat_or(2, self, error, |context, error| context.end(error));
        }
        context.end(error.with(|details| {
            details.message = format!("{}, which cannot be used: {why}", details.message);
            details.status = Status::UnexpectedReply;
        }))
    }

    fn refused(self, context: &mut Context, meaning: Meaning, error: Error) -> Next {
        if context.history.own_file_may_stand_in_the_way(&error) {
            return context.look_up(Absent::Create).into();
        }
        let fits = context.rules().inline_max.is_some_and(|most| context.plan.size <= most);
        match meaning {
            Meaning::Busy | Meaning::Locked => Next::Retry(self.into(), error),
            Meaning::Failed => {
                context.history.creation_unseen = true;
                Next::Retry(self.into(), error)
            }
            // A file of an earlier session may have the name by now: a look tells at once what the wait would not.
            Meaning::NameTaken if context.name_may_be_locked() && context.history.given_up_looking => {
                context.look_first(Absent::Later(Again::Create, error))
            }
            Meaning::NameTaken if context.name_may_be_locked() => context.name_is_locked(error),
            Meaning::NotYet => match context.shows_late() {
                Some(wait) => {
                    context.note(format!("{error}; what was just made shows late, so trying again"));
                    Next::After(wait, self.into())
                }
                None => context.end(error),
            },
            Meaning::Unsettled(most) => {
                context.repeat_or(most, self, error, |context, error| context.end(error))
            }
            _ if error.status() == Status::TooSmall && fits && !context.history.rerouted => {
                context.history.first_refusal = Some(error);
                context.reroute(Way::Inline);
                State::inline().into()
            }
            _ => context.end(error),
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

    /// An older session of our own is asked or deleted again, and then the name is waited for.
    pub fn name_is_locked(&mut self, error: Error) -> Next {
        let next = match self.history.older.take() {
            // It may live in spite of what was said: then it goes on.
            Some(Older { session, lost: true }) => {
                let reason = StatusReason { of_older: true, ..StatusReason::default() };
                return Next::Retry(Asking { session, reason }.into(), error);
            }
            Some(Older { session, lost: false }) => Discarding { session, after: After::Create }.into(),
            None => State::creating(),
        };
        match self.history.creation_unseen {
            // Ours, and out of reach: it goes when it expires.
            true => Next::RetryAfter(UNSEEN_SESSION_WAIT_MS.min(self.plan.policy.elapsed_ms), next, error),
            false => Next::Retry(next, error),
        }
    }

    /// How long a target that is not found is waited for, in milliseconds; `None` where that is not worth another try. A
    /// draft that was just made, and what is below a folder that was, answer 404 for a while. A wrong id or path is told
    /// within seconds all the same, so this is short of the two minutes that it can take
    /// (tonimelisma/onedrive-go: spec/reference/graph-api-quirks.md).
    pub fn shows_late(&mut self) -> Option<Millis> {
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
