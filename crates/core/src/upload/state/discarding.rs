//! Deletes a session: before another one, at the end, or because the caller wants it.

use crate::graph::outcome::Outcome;
use crate::graph::request::Purpose;
use crate::policy::refusal::{Asked, Meaning};
use crate::upload::context::Context;
use crate::upload::failure::Failure;
use crate::upload::history::Older;
use crate::upload::next::Next;
use crate::upload::session::Session;
use crate::upload::state::{Absent, Action, Ending, LookUp, State};

/// A session that is to be deleted.
#[derive(Debug)]
pub struct Discarding {
    pub session: Session,
    pub after: After,
}

/// What follows the deletion of a session.
#[derive(Debug)]
pub enum After {
    /// A new session.
    Create,
    /// The end of the upload. The deletion is tried once and its own failure is not reported.
    Fail(Failure),
    /// The end that the caller asked for; the deletion has to succeed.
    Discard,
}

impl Discarding {
    /// The caller does not want the upload any more.
    pub fn wanted(session: Option<Session>) -> State {
        match session {
            Some(session) => Self { session, after: After::Discard }.into(),
            None => Ending::Discarded.into(),
        }
    }

    pub fn action(&self, context: &Context) -> Action {
        Action::Send(context.discard_request(&self.session))
    }

    pub fn response(self, context: &mut Context, outcome: &Outcome) -> Next {
        let (meaning, setback) = context.refusal(Asked::Discard, &Purpose::Discard, outcome);
        let gone = meaning == Meaning::Gone;
        let over = gone || outcome.is_success();
        let was_sent = self.session.completion.was_sent() && context.can_look();
        match self.after {
            // It may have become the file after it was looked for.
            After::Create if gone && was_sent => LookUp::once_more(Absent::Create).into(),
            After::Fail(failure) if gone && was_sent => LookUp::once_more(Absent::Fail(None, failure)).into(),
            After::Discard if gone && was_sent => LookUp::once_more(Absent::Discard(None)).into(),
            After::Create if over => State::creating().into(),
            After::Create => context.left_behind(self.session),
            After::Fail(failure) if over => Ending::Failed(failure.into()).into(),
            After::Fail(failure) => context.not_deleted(self.session, failure),
            After::Discard if over => Ending::Discarded.into(),
            After::Discard => match meaning {
                Meaning::Busy | Meaning::Locked | Meaning::Failed | Meaning::Unsettled(_) => {
                    Next::Retry(self.into(), setback)
                }
                _ => Next::pause(self, setback),
            },
        }
    }

    /// Only the caller's own wish is worth another try.
    pub fn no_response(self, context: &mut Context) -> Next {
        match self.after {
            After::Create => context.left_behind(self.session),
            After::Fail(failure) => context.not_deleted(self.session, failure),
            After::Discard => self.into(),
        }
    }
}

impl Context {
    /// A session whose deletion the service has not confirmed may lock the name of the next one.
    fn left_behind(&mut self, session: Session) -> Next {
        self.history.older = Some(Older { session, lost: false });
        State::creating().into()
    }

    /// A session that got its last piece and may still live may become the file at any time, so that the upload has
    /// only failed when it is gone.
    fn not_deleted(&mut self, session: Session, failure: Failure) -> Next {
        if !session.completion.was_sent() || !self.can_look() {
            return Ending::Failed(failure.into()).into();
        }
        self.unknown(LookUp::new(Absent::Fail(Some(session), failure)), "its session could not be deleted")
    }
}
