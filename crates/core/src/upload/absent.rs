//! What follows when a look does not find the file.

use crate::error::Error;
use crate::kinds::Conflict;
use crate::policy::retry::Millis;
use crate::upload::ending::Left;
use crate::upload::look_up::Looking;
use crate::upload::machine::Upload;
use crate::upload::session::{PositionIs, Session};
use crate::upload::state::State;
use crate::upload::status::Doubt;

/// What follows when the file is not found, with the session that it needs.
#[derive(Debug)]
pub(super) enum Absent {
    /// Start over in a new session; the error says how the last one ended.
    Restart(Option<Session>, Error),
    /// Send the last piece again: the service asks for it, so that anything but the file itself proves nothing.
    Resend(Session),
    /// Send the last piece again, whose session does not tell where it stands.
    ResendUntold(Session),
    /// A request once more, after the wait that this refusal asks for, and another look.
    Later(Again, Error),
    /// The session could not be asked, with this error. It lives, so the next call goes on with it.
    Unreachable(Session, Error),
    /// Keep the session, which refuses to become the file: the caller can settle what stands in the way.
    Keep(Session, Error),
    /// Send the inline request again.
    Inline,
    /// Create a session again, which was refused once.
    Create,
    /// The service has said that the file is stored, so not finding it proves nothing.
    Unknown(Option<Session>),
    /// End with this error.
    Fail(Option<Session>, Error),
    /// Make the file from the session again.
    Commit(Session),
    /// The caller no longer wants it: delete the session.
    Discard(Option<Session>),
}

/// What goes once more after a long wait.
#[derive(Debug)]
pub(super) enum Again {
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
    /// The response that has decided before it was looked.
    pub fn decided(&self) -> Option<&Error> {
        match self {
            Self::Restart(_, error)
            | Self::Later(_, error)
            | Self::Unreachable(_, error)
            | Self::Keep(_, error)
            | Self::Fail(_, error) => Some(error),
            Self::Resend(_)
            | Self::ResendUntold(_)
            | Self::Inline
            | Self::Create
            | Self::Unknown(_)
            | Self::Commit(_)
            | Self::Discard(_) => None,
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
        let doubted = |error: Error| error.with(|details| details.in_doubt = true);
        match self {
            Self::Fail(session, error) => Self::Fail(session, doubted(error)),
            Self::Keep(session, error) => Self::Keep(session, doubted(error)),
            other => other,
        }
    }
}

impl Upload {
    /// The file is not there.
    pub(super) fn absent(&mut self, now: Millis, absent: Absent) -> State {
        match absent {
            Absent::Restart(session, why) => {
                self.restart(now, session.map_or(Left::Nothing, Left::Delete), why)
            }
            Absent::Fail(session, error) => self.end_session(session, error),
            Absent::Discard(session) => self.discarded_session(session),
            Absent::Resend(session) => State::Sending(session),
            Absent::ResendUntold(mut session) => {
                session.position = PositionIs::Assumed;
                State::Sending(session)
            }
            Absent::Later(again, error) => self.again_after_a_look(now, again, error),
            Absent::Commit(session) => State::Committing(session),
            Absent::Unreachable(session, error) => {
                self.pause_in_doubt(State::Asking(session, Doubt::default()), error)
            }
            Absent::Keep(session, error) if session.made_by.names_source() => {
                self.pause_in(State::Committing(session), error)
            }
            Absent::Keep(session, error) => self.pause_in(State::Asking(session, Doubt::default()), error),
            Absent::Inline => State::Inline,
            Absent::Create => State::Creating,
            Absent::Unknown(session) => self.unknown(
                now,
                Absent::Unknown(session).into(),
                "the service said it was stored, but it does not show".into(),
            ),
        }
    }

    /// Waits as a refusal asks, and looks once more before the request goes again.
    fn again_after_a_look(&mut self, now: Millis, again: Again, error: Error) -> State {
        let absent = match again {
            Again::Create => return self.name_is_locked(now, error),
            Again::Piece(session) => Absent::ResendUntold(session),
            Again::Commit(session) => Absent::Commit(session),
            Again::Inline => Absent::Inline,
        };
        let state = self.look_first(now, absent);
        self.again_later(now, state, error)
    }

    /// Whether what follows could store the file a second time. Where the service refuses another file of the name, or
    /// puts it in the place of the first, it could not.
    pub(super) fn may_double(&self, absent: &Absent) -> bool {
        let guarded = matches!(self.plan.target.conflict(), Some(Conflict::Replace | Conflict::Fail));
        absent.stores() && !guarded
    }

    /// The session itself tells most. Where nothing can be looked at, it is all that may still tell.
    pub(super) fn ask_again_instead_of_looking(&mut self) {
        self.state = match self.take_state() {
            State::Looking(looking) => match looking.absent.session().cloned() {
                Some(mut session) => {
                    session.completion.doubted();
                    State::Asking(session, Doubt::default())
                }
                None => State::Looking(looking),
            },
            state => state,
        };
    }

    pub(super) fn cannot_look(&self, looking: &Looking) -> Error {
        let why = "only its upload URL is known, so there is nothing to look at";
        self.with_facts(looking.unknown(why, None))
    }
}
