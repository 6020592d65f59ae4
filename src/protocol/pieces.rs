//! Sending bytes and asking where the session stands.

use std::ops::Range;

use crate::error::{Error, Status};
use crate::protocol::asking::doing;
use crate::protocol::item::Item;
use crate::protocol::json;
use crate::protocol::look_up::{Absent, Looking};
use crate::protocol::problem::Problem;
use crate::protocol::ranges::Holes;
use crate::protocol::reply::{Reply, Sent};
use crate::protocol::request::Purpose;
use crate::protocol::retry::Millis;
use crate::protocol::session::Session;
use crate::protocol::upload::{State, Upload};
use crate::target::{LastReply, Order};

/// How long a session that is not found right after its creation is given to appear, in milliseconds
/// (rclone/rclone: backend/onedrive/onedrive.go waits as long).
const NOT_VISIBLE_YET_MS: u64 = 5_000;

/// The codes of a name that turned out to be taken, on the two pages that describe it
/// (MicrosoftDocs: api/driveitem-createuploadsession.md; OneDrive/onedrive-api-docs: the same).
const NAME_TAKEN: [&str; 2] = ["nameAlreadyExists", "upload_name_conflict"];

/// How often such a session is tried again under the same URL.
const NOT_VISIBLE_TRIES: u32 = 3;

/// How often a range may be refused as unwanted (416) without progress between.
const UNWANTED_MAX: u32 = 2;

/// Why the position is asked for.
#[derive(Debug, Default)]
pub(super) struct Doubt {
    /// A range that was accepted by a reply which did not say where the session stands.
    accepted: Option<Range<u64>>,
    /// The service has said that the file is stored, without saying as what.
    stored: bool,
    /// What to fail with unless the session has moved.
    error: Option<Error>,
}

impl Upload {
    pub(super) fn piece_reply(
        &mut self,
        now: Millis,
        mut session: Session,
        range: Range<u64>,
        reply: &Reply,
    ) -> State {
        let completes = session.holes.completed_by(&range);
        let purpose = Purpose::Piece { range: range.clone(), last: completes };
        if (200..300).contains(&reply.status) {
            session.note_sent(&range, if reply.early { Sent::Part } else { Sent::All });
            session.note_expiry(reply);
            return self.piece_accepted(now, session, range, reply);
        }
        let problem = Problem::of(reply);
        let error = problem.error(&doing(&purpose));
        match reply.status {
            _ if problem.is_passing() => {
                // The bytes may be stored all the same (OneDrive/onedrive-api-docs issue 64).
                session.note_sent(&range, Sent::All);
                self.again_later(now, State::Asking(session, Doubt::default()), error)
            }
            401 | 403 => self.url_refused(session, error),
            404 | 405 | 410 => self.piece_not_found(now, session, error),
            409 if completes && NAME_TAKEN.iter().any(|code| problem.has_code(code)) => {
                self.name_is_taken(session, error)
            }
            413 if problem.has_code("maxFragmentLengthExceeded") && self.piece_limit.is_none() => {
                self.halve_pieces(&range);
                State::Asking(session, Doubt::default())
            }
            416 => self.piece_unwanted(session, &range, error),
            400 | 409 => {
                session.note_sent(&range, Sent::Part);
                State::Asking(session, Doubt { error: Some(error), ..Doubt::default() })
            }
            507 => {
                // Space can be freed, so the session is kept. It may hold the piece already.
                session.note_sent(&range, Sent::Part);
                session.needs_commit = completes && self.plan.target.commit(session.url.expose()).is_some();
                self.pause_in(State::Asking(session, Doubt::default()), error)
            }
            _ => self.fail(session, error),
        }
    }

    fn piece_accepted(&mut self, now: Millis, session: Session, range: Range<u64>, reply: &Reply) -> State {
        let completes = session.holes.completed_by(&range);
        if reply.early {
            // It came before the bytes were through, so it cannot be about them.
            return State::Asking(session, Doubt::default());
        }
        let holes = self.holes_in(reply);
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
                        self.no_progress(now, session)
                    }
                    state => state,
                }
            }
            _ => {
                let stored = completes && reply.status == 201;
                State::Asking(session, Doubt { accepted: Some(range), stored, error: None })
            }
        }
    }

    /// The item that a final reply brings, if it is one for this kind.
    fn stored_item(&self, reply: &Reply) -> Option<Item> {
        match self.rules().last_reply {
            LastReply::Location if reply.status == 201 => Item::from_location(reply),
            LastReply::Location => None,
            LastReply::Item => Item::of_reply(reply),
        }
    }

    fn holes_in(&self, reply: &Reply) -> Option<Holes> {
        let body = json::body(reply)?;
        Holes::parse(json::member(&body, "nextExpectedRanges"), self.plan.size)
    }

    /// The service took a piece and wants the same bytes again.
    fn no_progress(&mut self, now: Millis, session: Session) -> State {
        let message = format!(
            "the service took a piece and still asks for byte {}",
            session.holes.start().unwrap_or(0)
        );
        let error = Error::new(Status::Server, message);
        self.again_later(now, State::Asking(session, Doubt::default()), error)
    }

    /// Takes over a position that the service named, unless it cannot be true.
    pub(super) fn settle(&mut self, now: Millis, session: Session, holes: Holes) -> State {
        let size = self.plan.size;
        let holes = match self.rules().order {
            Order::Strict => holes.in_order(size),
            // What was never sent is not held, whatever the list leaves out.
            Order::Any if !session.resumed => holes.and_from(session.sent_high, size),
            Order::Any => holes,
        };
        let start = holes.start().unwrap_or(self.plan.size);
        if start > session.sent_high && start > session.held_high {
            return self.disbelieve(now, session, start);
        }
        self.go_on_from(session, holes)
    }

    /// Goes on from a position that is believed.
    fn go_on_from(&mut self, mut session: Session, holes: Holes) -> State {
        let whole = holes.is_empty();
        let doubt = session.in_doubt;
        if session.moved(holes, self.rules(), self.plan.size) {
            self.budget.renew();
        }
        if whole {
            // Nothing is missing, so what was in doubt still is.
            session.in_doubt = doubt;
            return self.all_held(session);
        }
        State::Sending(session)
    }

    /// The service claims bytes that were never sent: asked once more, then an error.
    fn disbelieve(&mut self, now: Millis, mut session: Session, start: u64) -> State {
        session.claims += 1;
        let message = format!(
            "the service asks for byte {start} next, but only {} bytes were ever sent to it",
            session.sent_high
        );
        let error = Error::new(Status::UnexpectedReply, message);
        if session.claims > 1 {
            return self.fail(session, error);
        }
        self.again_later(now, State::Asking(session, Doubt::default()), error)
    }

    pub(super) fn status_reply(
        &mut self,
        now: Millis,
        session: Session,
        doubt: Doubt,
        reply: &Reply,
    ) -> State {
        let problem = Problem::of(reply);
        let error = || problem.error(&doing(&Purpose::Status));
        match reply.status {
            200..300 => self.status_known(now, session, doubt, reply),
            _ if problem.is_passing() => {
                let error = error();
                self.again_later(now, State::Asking(session, doubt), error)
            }
            401 | 403 => self.url_refused(session, error()),
            _ if doubt.error.is_some() => self.fail(session, doubt.error.unwrap_or_else(error)),
            404 | 405 | 410 => self.status_not_found(session, doubt, reply.status),
            _ => self.fail(session, error()),
        }
    }

    fn status_known(&mut self, now: Millis, mut session: Session, doubt: Doubt, reply: &Reply) -> State {
        session.note_expiry(reply);
        match (self.holes_in(reply), doubt.error) {
            (Some(holes), Some(error)) if holes.start() <= session.holes.start() && !holes.is_empty() => {
                self.fail(session, error)
            }
            (Some(holes), _) if !holes.is_empty() && doubt.stored => {
                // "Created" and yet unfinished: one of the two replies is wrong, and the file is what decides.
                self.look_up(Some(session), Absent::Unknown)
            }
            (Some(holes), _) => self.settle(now, session, holes),
            (None, Some(error)) => self.fail(session, error),
            (None, None) => self.position_untold(session, doubt.accepted, doubt.stored),
        }
    }

    /// The session is not found, or does not answer to the question.
    fn status_not_found(&mut self, session: Session, doubt: Doubt, status: u16) -> State {
        if session.completing_sent || session.resumed || !self.rules().status_documented {
            return self.position_untold(session, doubt.accepted, doubt.stored);
        }
        self.restart(None, format!("the service no longer knew it ({status})"))
    }

    /// The service does not tell the position.
    fn position_untold(&mut self, mut session: Session, accepted: Option<Range<u64>>, stored: bool) -> State {
        if session.completing_sent {
            let absent = match stored {
                true => Absent::Unknown,
                false => Absent::Restart("it ended without a file".into()),
            };
            return self.look_up(Some(session), absent);
        }
        if session.resumed && self.rules().status_documented {
            let why = "it was gone when it was asked where it stood";
            return self.look_up(Some(session), Absent::Restart(why.into()));
        }
        if let Some(range) = accepted {
            let mut holes = session.holes.clone();
            holes.remove(&range);
            return self.go_on_from(session, holes);
        }
        if session.holes.is_empty() {
            return self.all_held(session);
        }
        session.position_untold = true;
        State::Sending(session)
    }

    /// 404 and 405 on a piece: the other form of the URL, a session that is not visible yet, or one that has ended.
    fn piece_not_found(&mut self, now: Millis, mut session: Session, error: Error) -> State {
        if session.completing_sent {
            return self.look_up(Some(session), Absent::Restart("it was gone after its last piece".into()));
        }
        let other_form = self.rules().bytes_suffix.is_some() && !session.both_forms_tried;
        let tried_nothing = session.held_high == 0 && other_form;
        if !session.is_fresh() && !tried_nothing {
            return match error.details().http_status {
                405 => self.fail(session, error),
                _ => self.restart(None, "it was gone in the middle of the upload".into()),
            };
        }
        if error.details().http_status == 405 && self.rules().bytes_suffix.is_none() {
            return self.fail(session, error);
        }
        if other_form {
            session.both_forms_tried = true;
            session.bare_url = !session.bare_url;
            self.note(format!("{error}; trying the other form of the upload URL"));
            return State::Sending(session);
        }
        self.rest(now, error.details().retry_after_ms, NOT_VISIBLE_YET_MS);
        if self.rules().shows_late && session.not_found < NOT_VISIBLE_TRIES {
            session.not_found += 1;
            return State::Sending(session);
        }
        self.restart(None, "it did not accept its first piece".into())
    }

    /// 416: the service has the range already, or wants an earlier one.
    fn piece_unwanted(&mut self, mut session: Session, range: &Range<u64>, error: Error) -> State {
        session.note_sent(range, Sent::Part);
        if session.position_untold {
            return self.restart(Some(session), "it refused a range without saying where it stood".into());
        }
        session.unwanted += 1;
        if session.unwanted > UNWANTED_MAX {
            return self.fail(session, error);
        }
        State::Asking(session, Doubt::default())
    }

    /// 401 and 403 where the token is not the reason: a URL that worked has died, one that never did is forbidden.
    pub(super) fn url_refused(&mut self, session: Session, error: Error) -> State {
        if session.completing_sent && !session.is_fresh() {
            let why = format!("its URL was refused ({})", error.details().http_status);
            return self.look_up(Some(session), Absent::Restart(why));
        }
        if session.is_fresh() {
            let denied = error.with(|details| details.status = Status::Denied);
            return self.fail(session, denied);
        }
        let why = format!("its URL was refused ({})", error.details().http_status);
        self.restart(Some(session), why)
    }

    /// The service found a piece too large: the next ones are half of it, in whole multiples.
    fn halve_pieces(&mut self, refused: &Range<u64>) {
        let multiple = self.rules().piece.multiple;
        let half = (refused.end - refused.start) / 2;
        self.piece_limit = Some((half / multiple * multiple).max(multiple));
    }

    /// Looks whether the file is stored, and says what to do if it is not.
    pub(super) fn look_up(&mut self, session: Option<Session>, absent: Absent) -> State {
        self.note("looking whether the file is stored");
        State::Looking(Looking::new(session, absent))
    }
}
