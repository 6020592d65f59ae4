//! Sending bytes, and going on where the service stands.

use std::ops::Range;

use crate::defect::{Defect, is_made};
use crate::error::{Error, Status};
use crate::graph::item::Item;
use crate::graph::json;
use crate::graph::problem::is_success;
use crate::graph::ranges::Holes;
use crate::graph::reply::{Reply, Sent};
use crate::kinds::{LastReply, Order};
use crate::policy::errors::who;
use crate::policy::retry::Millis;
use crate::upload::machine::Upload;
use crate::upload::session::Session;
use crate::upload::state::State;
use crate::upload::status::Doubt;

impl Upload {
    pub(super) fn piece_reply(
        &mut self,
        now: Millis,
        mut session: Session,
        range: Range<u64>,
        reply: &Reply,
    ) -> State {
        if is_success(reply) {
            session.note_sent(&range, if reply.early { Sent::Part } else { Sent::All });
            session.note_expiry(reply);
            return self.piece_accepted(now, session, range, reply);
        }
        self.piece_refused(now, session, range, reply)
    }

    fn piece_accepted(&mut self, now: Millis, session: Session, range: Range<u64>, reply: &Reply) -> State {
        let completes = session.holes.completed_by(&range);
        if reply.early {
            // It came before the bytes were through, so it cannot be about them.
            return State::Asking(session, Doubt { taken: true, ..Doubt::default() });
        }
        let holes = self.holes_in(reply);
        match holes.as_ref().map(Holes::start) {
            Some(start) if start.is_none_or(|start| start >= range.end) => self.pieces.arrived(now),
            _ => self.pieces.did_not_leave(),
        }
        let unfinished = holes.as_ref().is_some_and(|holes| !holes.is_empty());
        if completes
            && !unfinished
            && let Some(item) = self.stored_item(reply)
        {
            return State::Done(item);
        }
        match holes {
            Some(holes) if !holes.is_empty() => {
                let missing = session.holes.clone();
                match self.settle(now, session, holes) {
                    State::Sending(session) if session.holes.start() <= missing.start() => {
                        self.no_progress(now, session, reply.status)
                    }
                    state => state,
                }
            }
            _ => {
                let stored = completes && reply.status == 201;
                State::Asking(
                    session,
                    Doubt { accepted: Some(range), taken: true, stored, ..Doubt::default() },
                )
            }
        }
    }

    /// The item that a final reply brings, if it is one for this kind.
    fn stored_item(&self, reply: &Reply) -> Option<Item> {
        if is_made(Defect::AnySuccess) {
            return Some(Item::of_reply(reply).or(Item::from_location(reply)).unwrap_or_default());
        }
        match self.rules().last_reply {
            LastReply::Location if reply.status == 201 => Item::from_location(reply),
            LastReply::Location => None,
            LastReply::Item => Item::of_reply(reply),
        }
    }

    pub(super) fn holes_in(&self, reply: &Reply) -> Option<Holes> {
        let body = json::body(reply)?;
        Holes::parse(json::member(&body, "nextExpectedRanges"), self.plan.size)
    }

    /// The service took a piece and wants the same bytes again.
    pub(super) fn no_progress(&mut self, now: Millis, session: Session, status: u16) -> State {
        let message = format!(
            "{} took a piece ({status}) and still asks for byte {}",
            who(&self.host),
            session.holes.start().unwrap_or(0)
        );
        let error = Error::new(Status::Server, message).with(|details| {
            details.http_status = status;
            details.host = self.host.clone();
        });
        self.again_later(now, State::Asking(session, Doubt::default()), error)
    }

    /// Takes over a position that the service named, unless it cannot be true.
    pub(super) fn settle(&mut self, now: Millis, session: Session, mut holes: Holes) -> State {
        let size = self.plan.size;
        if is_made(Defect::OwnOffsets) && session.sent_high > 0 {
            holes = Holes::from_start(session.sent_high, size);
        }
        if is_made(Defect::RewindsIgnored) && holes.start() < session.holes.start() {
            holes = session.holes.clone();
        }
        let holes = match self.rules().order {
            Order::Strict => holes.in_order(size),
            // What was never sent is not held, whatever the list leaves out.
            Order::Any => holes.and_from(session.sent_high, size),
        };
        let start = holes.start().unwrap_or(self.plan.size);
        if start > session.sent_high {
            return self.disbelieve(now, session, start);
        }
        self.go_on_from(session, holes)
    }

    /// Goes on from a position that is believed.
    pub(super) fn go_on_from(&mut self, mut session: Session, holes: Holes) -> State {
        let whole = holes.is_empty();
        if session.moved(holes, self.rules(), self.plan.size) {
            self.budget.renew();
            self.repeats = Default::default();
            self.replaced = 0;
            self.ever_held = true;
        }
        if whole {
            return self.all_held(session);
        }
        State::Sending(session)
    }

    /// The service claims bytes that were never sent: asked once more, then an error.
    fn disbelieve(&mut self, now: Millis, mut session: Session, start: u64) -> State {
        session.claims += 1;
        let message = format!(
            "{} asks for byte {start} next, but only {} bytes were ever sent to it",
            who(&self.host),
            session.sent_high
        );
        let error = Error::new(Status::UnexpectedReply, message);
        let error = error.with(|details| details.host = self.host.clone());
        if session.claims > 1 {
            return self.fail(session, error);
        }
        self.again_later(now, State::Asking(session, Doubt::default()), error)
    }
}
