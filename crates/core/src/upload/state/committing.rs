//! Makes the file of a session that holds all bytes: deferred commits, and a name that turned out to be taken.

use crate::graph::outcome::Outcome;
use crate::graph::request::Purpose;
use crate::graph::response::Sent;
use crate::kinds::Conflict;
use crate::policy::refusal::{Asked, Meaning};
use crate::upload::context::Context;
use crate::upload::next::Next;
use crate::upload::session::Session;
use crate::upload::setback::Setback;
use crate::upload::state::{Absent, Action, Again, Ending, LookUp};

/// A session that holds all bytes and is not yet a file.
#[derive(Debug)]
pub struct Committing {
    pub session: Session,
}

impl Committing {
    pub fn action(&self, context: &Context) -> Action {
        match context.may_commit {
            true => context.commit_request(&self.session).into(),
            false => Action::NeedBytes(context.plan.size),
        }
    }

    pub fn response(self, context: &mut Context, outcome: &Outcome) -> Next {
        if outcome.is_success() {
            return match outcome.item() {
                Some(item) => Next::Go(Ending::Done(item).into()),
                None => context.look_up(Absent::Unknown(Some(self.session))).into(),
            };
        }
        let (meaning, setback) = context.refusal(Asked::Commit, &Purpose::Commit, outcome);
        self.refused(context, meaning, setback)
    }

    /// A commit without a response is looked for before it is repeated.
    pub fn no_response(self, sent: Sent) -> Next {
        match sent {
            Sent::All => LookUp::new(Absent::Commit(self.doubted())).into(),
            Sent::Nothing | Sent::Part => self.into(),
        }
    }

    /// Whatever the refusal says, the request may have made the file: it is looked for before anything else is sent.
    fn refused(self, context: &mut Context, meaning: Meaning, setback: Setback) -> Next {
        match meaning {
            Meaning::Busy => context.look_first(Absent::Commit(self.session)).retry(setback),
            // A lock can hold for a minute, and a look may settle it at once.
            Meaning::Locked => context.look_first(Absent::Later(Again::Commit(self.session), setback)),
            Meaning::Failed => Next::Retry(LookUp::new(Absent::Commit(self.doubted())).into(), setback),
            Meaning::Conflict if self.can_say_rename(context) => self.renamed(context),
            Meaning::Unsettled(most) if setback.says_nothing() => {
                let session = self.doubted();
                let (kept, again) = (session.clone(), LookUp::new(Absent::Commit(session)));
                context.repeat_or(most, again, setback, |context, setback| {
                    context.look_up(Absent::Keep(kept, setback.into())).into()
                })
            }
            Meaning::Gone if self.session.completion.may_be_stored() => {
                context.look_up(Absent::Restart(Some(self.session), setback)).into()
            }
            // What is refused now may be what an unanswered attempt has done.
            _ if self.session.completion.may_be_stored() => {
                context.look_up(Absent::Fail(Some(self.session), setback.into())).into()
            }
            _ => self.refused_whole(context, meaning, setback),
        }
    }

    /// The refusal of a commit of which none went without an answer.
    fn refused_whole(self, context: &mut Context, meaning: Meaning, setback: Setback) -> Next {
        let Self { mut session } = self;
        match meaning {
            Meaning::Conflict | Meaning::NoSpace => {
                if meaning == Meaning::Conflict {
                    session.made_by = session.made_by.after_conflict();
                }
                context.look_at_conflict(&setback, Absent::Keep(session, setback.clone().into()))
            }
            Meaning::Unsettled(most) => {
                let (kept, again) = (session.clone(), context.look_first(Absent::Commit(session)));
                context.repeat_or(most, again, setback, |context, setback| {
                    context.look_first(Absent::Keep(kept, setback.into()))
                })
            }
            // Graph refuses the caller, the upload URL's host refuses the URL.
            Meaning::UrlRefused if context.commit_request(&session).is_some_and(|request| request.token) => {
                context.look_first(Absent::Keep(session, setback.into()))
            }
            Meaning::UrlRefused => context.look_up(Absent::Restart(Some(session), setback)).into(),
            Meaning::Gone => context.look_up(Absent::Restart(None, setback)).into(),
            _ => context.look_first(Absent::Fail(Some(session), setback.into())),
        }
    }

    /// Another name is what `rename` asks for, and the other form of the commit can say so.
    fn can_say_rename(&self, context: &Context) -> bool {
        context.plan.target.conflict() == Some(Conflict::Rename) && !self.session.made_by.names_source()
    }

    fn renamed(self, context: &mut Context) -> Next {
        let Self { mut session } = self;
        session.made_by = session.made_by.after_conflict();
        match session.completion.may_be_stored() {
            true => context.look_up(Absent::Commit(session)).into(),
            false => context.look_first(Absent::Commit(session)),
        }
    }

    /// The session once its commit may have made the file.
    fn doubted(self) -> Session {
        let Self { mut session } = self;
        session.completion.doubted();
        session
    }
}
