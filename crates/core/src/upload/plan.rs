//! What an upload is about, and where it stands.

use std::sync::Arc;

use crate::graph::endpoint::Endpoint;
use crate::kinds::Target;
use crate::policy::baseline::RoundTrips;
use crate::policy::retry::Policy;

/// What an upload is about; fixed for its life.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Where the file goes.
    pub target: Arc<dyn Target>,
    /// Where Graph is.
    pub endpoint: Arc<Endpoint>,
    /// How many bytes the file has.
    pub size: u64,
    /// How long and how often it is tried.
    pub policy: Policy,
    /// The size of the pieces, where the caller has a wish: never more than the kind allows. That it is a multiple of
    /// [`crate::kinds::PieceRule::multiple`] is for the host to see to.
    pub piece: Option<u64>,
    /// Which requests can be saved.
    pub round_trips: RoundTrips,
    /// Decides jitter and request ids.
    pub seed: u64,
}

impl Plan {
    /// The header that asks for immutable ids, where that is wanted and the kind has them
    /// (MicrosoftDocs: concepts/outlook-immutable-id.md).
    pub fn id_preference(&self) -> Option<(&'static str, String)> {
        let wanted = self.endpoint.immutable_ids() && self.target.rules().immutable_ids;
        wanted.then(|| ("Prefer", "IdType=\"ImmutableId\"".to_owned()))
    }
}

/// The bytes that the source can give now, as offsets in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Window {
    /// The first byte it still has.
    pub start: u64,
    /// The end of what it has already.
    pub end: u64,
}

/// Where an upload stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Position {
    /// The first byte that the service has not confirmed.
    pub confirmed: u64,
    /// Whether there is an upload session now.
    pub has_session: bool,
}
