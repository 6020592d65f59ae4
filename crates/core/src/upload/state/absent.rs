//! What follows when a look does not find the file.

use crate::error::Error;
use crate::kinds::Conflict;
use crate::upload::context::Context;
use crate::upload::failure::Failure;
use crate::upload::history::Left;
use crate::upload::next::Next;
use crate::upload::session::{PositionIs, Session};
use crate::upload::setback::Setback;
use crate::upload::state::{Asking, Committing, Discarding, LookUp, Sending, State};

/// What follows when the file is not found, with the session that it needs.
#[derive(Debug)]
pub enum Absent {
    /// Start over in a new session; the setback says how the last one ended.
    Restart(Option<Session>, Setback),
    /// Send the last piece again: the service asks for it, so that anything but the file itself proves nothing.
    Resend(Session),
    /// Send the last piece again, whose session does not tell where it stands.
    ResendUntold(Session),
    /// A request once more, after the wait that this refusal asks for, and another look.
    Later(Again, Setback),
    /// The session could not be asked. It lives, so the next call goes on with it.
    Unreachable(Session, Failure),
    /// Keep the session, which refuses to become the file: the caller can settle what stands in the way.
    Keep(Session, Failure),
    /// Send the inline request again.
    Inline,
    /// Create a session again, which was refused once.
    Create,
    /// The service has said that the file is stored, so not finding it proves nothing.
    Unknown(Option<Session>),
    /// End the upload.
    Fail(Option<Session>, Failure),
    /// Make the file from the session again.
    Commit(Session),
    /// The caller no longer wants it: delete the session.
    Discard(Option<Session>),
}

/// What goes once more after a long wait.
#[derive(Debug)]
pub enum Again {
    /// The last piece, whose session does not tell where it stands.
    Piece(Session),
    /// The inline request.
    Inline,
    /// The creation of a session.
    Create,
    /// The commit.
    Commit(Session),
}

impl Absent {
    /// What had gone wrong before it was looked.
    pub fn cause(&self) -> Option<&Setback> {
        match self {
            Self::Restart(_, setback) | Self::Later(_, setback) => Some(setback),
            Self::Unreachable(_, failure) | Self::Keep(_, failure) | Self::Fail(_, failure) => {
                Some(failure.cause())
            }
            Self::Resend(_)
            | Self::ResendUntold(_)
            | Self::Inline
            | Self::Create
            | Self::Unknown(_)
            | Self::Commit(_)
            | Self::Discard(_) => None,
        }
    }

    /// The error that tells of it.
    pub fn error(&self) -> Option<Error> {
        match self {
            Self::Unreachable(_, failure) | Self::Keep(_, failure) | Self::Fail(_, failure) => {
                Some(failure.clone().into())
            }
            _ => self.cause().map(Setback::error),
        }
    }

    /// The session whose outcome is looked for; none after an inline request.
    pub fn session(&self) -> Option<&Session> {
        match self {
            Self::Restart(session, _) | Self::Fail(session, _) => session.as_ref(),
            Self::Unknown(session) | Self::Discard(session) => session.as_ref(),
            Self::Resend(session) | Self::ResendUntold(session) | Self::Commit(session) => Some(session),
            Self::Unreachable(session, _) | Self::Keep(session, _) => Some(session),
            Self::Later(Again::Piece(session) | Again::Commit(session), _) => Some(session),
            Self::Later(Again::Inline | Again::Create, _) | Self::Inline | Self::Create => None,
        }
    }

    /// The same, to be changed.
    pub fn session_mut(&mut self) -> Option<&mut Session> {
        match self {
            Self::Restart(session, _) | Self::Fail(session, _) => session.as_mut(),
            Self::Unknown(session) | Self::Discard(session) => session.as_mut(),
            Self::Resend(session) | Self::ResendUntold(session) | Self::Commit(session) => Some(session),
            Self::Unreachable(session, _) | Self::Keep(session, _) => Some(session),
            Self::Later(Again::Piece(session) | Again::Commit(session), _) => Some(session),
            Self::Later(Again::Inline | Again::Create, _) | Self::Inline | Self::Create => None,
        }
    }

    /// Whether the one request with the whole file goes again.
    pub fn repeats_inline(&self) -> bool {
        matches!(self, Self::Inline | Self::Later(Again::Inline, _))
    }

    /// Whether what follows stores the file, so that it could be stored twice if a refusal before it is not true.
    pub fn stores(&self) -> bool {
        match self {
            Self::Restart(..) | Self::ResendUntold(_) | Self::Later(..) => true,
            Self::Inline | Self::Create | Self::Commit(_) => true,
            Self::Resend(_) | Self::Unreachable(..) | Self::Keep(..) | Self::Unknown(_) => false,
            Self::Fail(..) | Self::Discard(_) => false,
        }
    }

    /// The same, where a look could not show whether the refusal before it is true.
    pub fn in_doubt(self) -> Self {
        let doubted = |failure: Failure| failure.with(|details| details.in_doubt = true);
        match self {
            Self::Fail(session, failure) => Self::Fail(session, doubted(failure)),
            Self::Keep(session, failure) => Self::Keep(session, doubted(failure)),
            other => other,
        }
    }
}

impl Context {
    /// The file is not there.
    pub fn absent(&mut self, absent: Absent) -> Next {
        match absent {
            Absent::Restart(session, why) => self.restart(session.map_or(Left::Nothing, Left::Delete), why),
            Absent::Fail(session, failure) => self.end_session(session, failure),
            Absent::Discard(session) => Discarding::wanted(session).into(),
            Absent::Resend(session) => Sending { session }.into(),
            Absent::ResendUntold(session) => {
                let session = Session { position: PositionIs::Assumed, ..session };
                Sending { session }.into()
            }
            Absent::Later(again, setback) => self.again_after_a_look(again, setback),
            Absent::Commit(session) => Committing { session }.into(),
            Absent::Unreachable(session, failure) => {
                Next::pause_in_doubt(Asking::about(session).into(), failure)
            }
            Absent::Keep(session, failure) if session.made_by.names_source() => {
                Next::pause(Committing { session }, failure)
            }
            Absent::Keep(session, failure) => Next::pause(Asking::about(session), failure),
            Absent::Inline => State::inline().into(),
            Absent::Create => State::creating().into(),
            Absent::Unknown(session) => self.unknown(
                LookUp::new(Absent::Unknown(session)),
                "the service said it was stored, but it does not show",
            ),
        }
    }

    /// Waits as a refusal asks, and looks once more before the request goes again.
    fn again_after_a_look(&mut self, again: Again, setback: Setback) -> Next {
        let absent = match again {
            Again::Create => return self.name_is_locked(setback),
            Again::Piece(session) => Absent::ResendUntold(session),
            Again::Commit(session) => Absent::Commit(session),
            Again::Inline => Absent::Inline,
        };
        self.look_first(absent).retry(setback)
    }

    /// Whether what follows could store the file a second time. Where the service refuses another file of the name, or
    /// puts it in the place of the first, it could not.
    pub fn may_double(&self, absent: &Absent) -> bool {
        let guarded = matches!(self.plan.target.conflict(), Some(Conflict::Replace | Conflict::Fail));
        absent.stores() && !guarded
    }
}
