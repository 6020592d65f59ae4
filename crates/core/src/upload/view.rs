//! What callers can know of an upload at any time, and tell it without a request.

use crate::kinds::Rules;
use crate::upload::context::Way;
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
