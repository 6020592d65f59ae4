//! Requests that were not answered.

use crate::defect::{Defect, is_made};
use crate::graph::reply::{Lost, LostWhy, Sent};
use crate::graph::request::Purpose;
use crate::policy::errors;
use crate::policy::piece_size::Fault;
use crate::policy::retry::Millis;
use crate::upload::asking::doing;
use crate::upload::look_up::Looking;
use crate::upload::machine::Upload;
use crate::upload::state::State;
use crate::upload::status::Doubt;

/// How often what this process lacks is tried again: others of its threads may give something back.
const LOCAL_REPEATS: u32 = 2;

/// How many dead kept connections in a row cost no attempt. As many as are kept can be dead at once, but the first of
/// them empties the pool; a server that goes on closing is another matter.
const FREE_REPLACEMENTS: u32 = 3;

impl Upload {
    /// The last request was lost: no reply will come.
    pub fn on_lost(&mut self, now: Millis, lost: &Lost) {
        let Some(asked) = self.asked.take() else { return };
        let error = errors::of_loss(lost, &doing(&asked.purpose), &self.host);
        match lost.why {
            LostWhy::Closed | LostWhy::NotHttp | LostWhy::Timeout(_) if lost.sent != Sent::Nothing => {
                self.pieces.broke(Fault::Link);
            }
            _ => self.pieces.did_not_leave(),
        }
        let tidying_up = self.is_tidying_up();
        // Silence may be the service's own and has cost its time.
        let dead = lost.reused && !matches!(lost.why, LostWhy::Timeout(_));
        let free = dead && self.replaced < FREE_REPLACEMENTS;
        self.replaced += u32::from(dead);
        let state = self.state_after_loss(now, &asked.purpose, lost);
        self.state = match lost.why {
            _ if tidying_up => state,
            LostWhy::BadUrl | LostWhy::Bug => self.give_up(now, state, error),
            LostWhy::Resources if self.repeats.allow(0, LOCAL_REPEATS) => self.again_later(now, state, error),
            LostWhy::Resources => self.pause_in_doubt(state, error),
            _ if free && errors::is_passing(lost) => {
                self.note(format!("{error}; it was a kept connection, so another one is made at once"));
                state
            }
            _ if errors::is_passing(lost) => self.again_later(now, state, error),
            _ => self.pause_in(state, error),
        };
    }

    fn state_after_loss(&mut self, now: Millis, purpose: &Purpose, lost: &Lost) -> State {
        match (self.take_state(), purpose) {
            (State::Sending(mut session), Purpose::Piece { range, .. }) if lost.sent != Sent::Nothing => {
                session.note_sent(range, lost.sent);
                session.completion.went_astray();
                if is_made(Defect::BlindPiece) {
                    return State::Sending(session);
                }
                State::Asking(session, Doubt::default())
            }
            (State::Inline, _) if lost.sent == Sent::All && !is_made(Defect::BlindInline) => {
                State::Looking(Looking::after_inline())
            }
            (State::Creating, _) => {
                self.creation_unseen |= lost.sent == Sent::All;
                State::Creating
            }
            (State::Committing(session), _) => Self::commit_lost(session, lost),
            (State::Discarding(session, after), _) => self.discard_lost(now, session, after),
            (state, _) => state,
        }
    }
}
