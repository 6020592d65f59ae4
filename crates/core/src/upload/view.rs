//! What callers can know of an upload at any time, and tell it without a request.

use crate::kinds::{Evidence, Rules};
use crate::policy::retry::Millis;
use crate::upload::context::Way;
use crate::upload::listing::Baseline;
use crate::upload::machine::Machine;
use crate::upload::plan::Position;
use crate::upload::state::{After, Discarding, State};

impl Machine {
    /// Tells the QuickXorHash of the whole file, in base64. With it the file is told from another one of the same name
    /// and size.
    pub fn set_hash(&mut self, hash: String) {
        self.context.hash = Some(hash);
    }

    /// Whether the hash of the whole file is known.
    pub fn knows_hash(&self) -> bool {
        self.context.hash.is_some()
    }

    /// Whether the hash of the whole file is wanted now: an earlier life may have stored the file, and nothing else tells
    /// it from others.
    pub fn wants_hash(&self) -> bool {
        let looks = matches!(self.context.baseline, Baseline::Unlooked) && self.context.since.is_of_past();
        looks && self.context.rules().evidence == Evidence::SizeAndHash && !self.knows_hash()
    }

    /// Tells by how much more the time of the world has moved on than the upload's own, in milliseconds since it began: the
    /// one that [`Machine::poll`] is told stands still while the upload, or the machine that it runs on, sleeps.
    pub fn set_lag(&mut self, lag: Millis) {
        self.context.since.set_lag(lag);
    }

    /// Whether the caller has asked to discard it, and that is not done yet.
    pub fn is_discarding(&self) -> bool {
        matches!(&self.state, State::Discarding(Discarding { after: After::Discard, .. }))
    }

    /// Whether nothing will happen any more.
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Ended(_))
    }

    /// The name of the state, for logs and `docs/states.dot`.
    pub fn state_name(&self) -> &'static str {
        self.state.name()
    }

    /// Where the upload stands.
    pub fn position(&self) -> Position {
        let confirmed = self.state.confirmed(self.size());
        Position { confirmed, has_session: self.state.session().is_some() }
    }

    /// When the session ends, as the service wrote it.
    pub fn expires(&self) -> Option<&str> {
        self.state.session().map(|session| session.expires.as_str()).filter(|text| !text.is_empty())
    }

    /// By how much the session expires before the rest of the file is sent, at the speed of the last minutes, in
    /// milliseconds: 0 if in time, `None` while too little is known.
    pub fn late_by_ms(&self) -> Option<u64> {
        self.state.session().and_then(|_| self.context.forecast.late_by_ms())
    }

    /// How many bytes are gathered at most before they are sent.
    pub fn piece_bytes(&self) -> u64 {
        match self.context.way {
            Way::Inline => self.size(),
            Way::Session => self.context.pieces.gathered(),
        }
    }

    /// Lets pieces grow beyond that on a good link, where all bytes of a piece can be given again.
    pub fn let_pieces_grow(&mut self) {
        self.context.pieces.let_grow();
    }

    /// How many bytes the file has.
    pub fn size(&self) -> u64 {
        self.context.plan.size
    }

    /// The rules of the upload's kind.
    pub fn rules(&self) -> &'static Rules {
        self.context.rules()
    }
}
