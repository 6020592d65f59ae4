//! How sessions end: started over, given up, or discarded.

use crate::error::Status;
use crate::upload::context::{Context, Way};
use crate::upload::failure::Failure;
use crate::upload::history::{Left, Older};
use crate::upload::next::Next;
use crate::upload::session::Session;
use crate::upload::setback::Setback;
use crate::upload::state::{Absent, After, Asking, Committing, Discarding, Ending, LookUp, Sending, State};

/// How often an upload starts over in a new session.
const MAX_RESTARTS: usize = 3;

impl Context {
    /// Starts over in a new session after a wait, or ends when that was done too often. `setback` is what has ended
    /// the last one. All sessions share one budget.
    pub fn restart(&mut self, left: Left, setback: Setback) -> Next {
        self.note(format!("the upload session ended: {setback}"));
        self.forecast.ended();
        let adopted = self.create_request().is_none();
        if adopted || self.history.ended.len() >= MAX_RESTARTS {
            let session = if let Left::Delete(session) = left { Some(session) } else { None };
            let failure = Failure::from(setback).with(|details| details.status = Status::Expired);
            return self.end_session(session, failure);
        }
        self.history.session_ended(&setback);
        let never_worked = self.history.ended.len() > 1 && !self.history.ever_held;
        if never_worked && !self.history.rerouted && self.plan.target.inline_instead(self.plan.size) {
            self.history.first_refusal = Some(setback);
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
        Next::Retry(next, setback)
    }

    /// Ends the upload, of which no session is left. The file of an earlier session is looked for first where
    /// it may still show.
    pub fn end(&mut self, failure: impl Into<Failure>) -> Next {
        let failure = failure.into();
        match self.history.unsettled {
            // What these looks find or do not find decides, whatever was in doubt before.
            true => self.look_up(Absent::Fail(None, failure.with(|details| details.in_doubt = false))).into(),
            false => Ending::Failed(self.with_facts(None, failure.into())).into(),
        }
    }

    /// Ends the upload, after looking whether it is stored where that is possible.
    pub fn fail(&mut self, session: Session, failure: impl Into<Failure>) -> Next {
        let completion = session.completion;
        match completion.may_be_stored() || completion.was_sent() || self.history.unsettled {
            true => self.look_up(Absent::Fail(Some(session), failure.into())).into(),
            false => self.end_session(Some(session), failure.into()),
        }
    }

    /// Ends the upload; a session that is left is deleted.
    pub fn end_session(&mut self, session: Option<Session>, failure: Failure) -> Next {
        let Some(session) = session else { return self.end(failure) };
        let offset = session.missing.start().unwrap_or(self.plan.size);
        let failure =
            failure.map(|error| self.with_facts(None, error)).with(|details| details.offset = offset);
        Discarding { session, after: After::Fail(failure) }.into()
    }

    /// Ends the upload from whatever state it is in.
    pub fn give_up(&mut self, state: State, setback: Setback) -> Next {
        match state {
            State::Sending(Sending { session })
            | State::Asking(Asking { session, .. })
            | State::Committing(Committing { session }) => self.fail(session, setback),
            State::LookUp(look_up) => self.unknown(look_up, &setback.to_string()),
            State::Preparing(_) | State::Creating(_) | State::Inline(_) => self.end(setback),
            State::Discarding(_) | State::Ended(_) => self.end(setback),
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
