//! How sessions end: started over, given up, or discarded.

use crate::error::{Error, Status};
use crate::upload::context::{Context, Way};
use crate::upload::history::{Left, Older};
use crate::upload::next::Next;
use crate::upload::session::Session;
use crate::upload::state::{Absent, After, Asking, Committing, Discarding, Ending, LookUp, Sending, State};

/// How often an upload starts over in a new session.
const MAX_RESTARTS: usize = 3;

impl Context {
    /// Starts over in a new session after a wait, or ends when that was done too often. `error` is the response that has
    /// ended the last one. All sessions share one budget.
    pub fn restart(&mut self, left: Left, error: Error) -> Next {
        self.note(format!("the upload session ended: {error}"));
        let adopted = self.create_request().is_none();
        if adopted || self.history.ended.len() >= MAX_RESTARTS {
            let session = if let Left::Delete(session) = left { Some(session) } else { None };
            return self.end_session(session, error.with(|details| details.status = Status::Expired));
        }
        self.history.session_ended(&error);
        let never_worked = self.history.ended.len() > 1 && !self.history.ever_held;
        if never_worked && !self.history.rerouted && self.plan.target.inline_instead(self.plan.size) {
            self.history.first_refusal = Some(error);
            self.reroute(Way::Inline);
            return State::inline().into();
        }
        let next = match left {
            Left::Delete(session) => Discarding { session, after: After::Create }.into(),
            Left::NotFound(session) => {
                self.history.older = Some(Older { session, lost: true });
                State::creating()
            }
            Left::Nothing => State::creating(),
        };
        Next::Retry(next, error)
    }

    /// Ends the upload, of which no session is left, with an error. The file of an earlier session is looked for first where
    /// it may still show.
    pub fn end(&mut self, error: Error) -> Next {
        match self.history.unsettled {
            // What these looks find or do not find decides, whatever was in doubt before.
            true => self.look_up(Absent::Fail(None, error.with(|details| details.in_doubt = false))).into(),
            false => Ending::Failed(self.with_facts(None, error)).into(),
        }
    }

    /// Ends the upload with an error, after looking whether it is stored where that is possible.
    pub fn fail(&mut self, session: Session, error: Error) -> Next {
        let completion = session.completion;
        match completion.may_be_stored() || completion.was_sent() || self.history.unsettled {
            true => self.look_up(Absent::Fail(Some(session), error)).into(),
            false => self.end_session(Some(session), error),
        }
    }

    /// Ends the upload with an error; a session that is left is deleted.
    pub fn end_session(&mut self, session: Option<Session>, error: Error) -> Next {
        let Some(session) = session else { return self.end(error) };
        let offset = session.missing.start().unwrap_or(self.plan.size);
        let error = self.with_facts(None, error).with(|details| details.offset = offset);
        Discarding { session, after: After::Fail(error) }.into()
    }

    /// Ends the upload from whatever state it is in.
    pub fn give_up(&mut self, state: State, error: Error) -> Next {
        match state {
            State::Sending(Sending { session })
            | State::Asking(Asking { session, .. })
            | State::Committing(Committing { session }) => self.fail(session, error),
            State::LookUp(look_up) => self.unknown(look_up, &error.to_string()),
            State::Preparing(_) | State::Creating(_) | State::Inline(_) => self.end(error),
            State::Discarding(_) | State::Ended(_) => self.end(error),
        }
    }
}

impl Context {
    /// The caller does not want an upload any more that has no session now. An earlier one may have become the file, or
    /// may still lock its name.
    pub fn discarded(&mut self) -> State {
        let older = self.history.older.take().map(|older| older.session);
        match self.history.unsettled && self.can_look() {
            true => self.look_up(Absent::Discard(older)).into(),
            false => Discarding::wanted(older),
        }
    }
}

impl Session {
    /// The caller does not want it any more. What may be stored is looked for first.
    pub fn discarded(self, can_look: bool) -> State {
        let completion = self.completion;
        match can_look && (completion.is_to_be_looked_for() || completion.may_be_stored()) {
            true => LookUp::new(Absent::Discard(Some(self))).into(),
            false => Discarding { session: self, after: After::Discard }.into(),
        }
    }
}
