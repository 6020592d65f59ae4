//! Where a session stands: what is believed of it, and what follows.

use crate::error::Status;
use crate::graph::ranges::Missing;
use crate::kinds::Order;
use crate::policy::errors::who;
use crate::upload::context::Context;
use crate::upload::next::Next;
use crate::upload::session::Session;
use crate::upload::state::{Absent, Asking, Committing, LookUp, Sending, State};

impl Context {
    /// Takes over a position that the service named, unless it cannot be true.
    pub fn settle(&mut self, session: Session, missing: Missing) -> Next {
        let size = self.plan.size;
        let missing = match self.rules().order {
            Order::Strict => missing.in_order(size),
            // What was never sent is not held, whatever the list leaves out.
            Order::Any => missing.and_from(session.sent_high, size),
        };
        let start = missing.start().unwrap_or(size);
        if start > session.sent_high {
            return self.disbelieve(session, start);
        }
        self.go_on_from(session, missing).into()
    }

    /// Goes on from a position that is believed.
    pub fn go_on_from(&mut self, mut session: Session, missing: Missing) -> State {
        let whole = missing.is_empty();
        if session.moved(missing, self.rules(), self.plan.size) {
            self.progressed();
        }
        match whole {
            true => self.all_held(session),
            false => Sending { session }.into(),
        }
    }

    /// Nothing is missing in a session whose last piece brought no file.
    pub fn all_held(&mut self, session: Session) -> State {
        if session.made_by.takes_commit() && session.has_past() && self.can_look() {
            // An earlier life may have committed it, and the service may be at it still.
            return self.look_up(Absent::Commit(session)).into();
        }
        if session.made_by.takes_commit() {
            return Committing { session }.into();
        }
        let why =
            self.finding(Status::Expired, 0, "the upload session held all bytes, but no file came of it");
        self.look_up(Absent::Restart(Some(session), why)).into()
    }

    /// The service took a piece and wants the same bytes again.
    pub fn no_progress(&mut self, session: Session, status: u16) -> Next {
        let message = format!(
            "{} took a piece ({status}) and still asks for byte {}",
            who(&self.host),
            session.missing.start().unwrap_or(0)
        );
        Next::Retry(Asking::about(session).into(), self.finding(Status::Server, status, message))
    }

    /// The service claims bytes that were never sent: asked once more, then an error.
    fn disbelieve(&mut self, mut session: Session, start: u64) -> Next {
        session.claims += 1;
        let message = format!(
            "{} asks for byte {start} next, but only {} bytes were ever sent to it",
            who(&self.host),
            session.sent_high
        );
        let finding = self.finding(Status::UnexpectedResponse, 0, message);
        match session.claims {
            0 | 1 => Next::Retry(Asking::about(session).into(), finding),
            _ => self.fail(session, finding),
        }
    }

    /// The service refused the last piece for now and still wants it. Large files can take longer to be assembled than
    /// a request lives (abraunegg/onedrive issue 3355), so the target is looked at once before the piece goes again.
    pub fn last_piece_wanted_again(&mut self, mut session: Session) -> State {
        session.completion.wanted_again();
        match self.can_look() {
            true => LookUp::once_more(Absent::Resend(session)).into(),
            false => Sending { session }.into(),
        }
    }
}
