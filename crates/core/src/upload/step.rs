//! What goes into an upload, and what comes out of it.

use std::sync::Arc;

use crate::error::Error;
use crate::graph::endpoint::Endpoint;
use crate::graph::item::Item;
use crate::graph::request::Request;
use crate::kinds::Target;
use crate::policy::retry::{Millis, Policy};

/// What an upload is about; fixed for its life.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Where the file goes.
    pub target: Arc<dyn Target>,
    /// Where Graph is.
    pub endpoint: Arc<Endpoint>,
    /// How many bytes the file has.
    pub size: u64,
    /// The caller's patience.
    pub policy: Policy,
    /// The size of the pieces, where the caller has a wish; never more than the kind allows.
    pub piece: Option<u64>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first byte it still has.
    pub start: u64,
    /// The end of what it has already.
    pub end: u64,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Send this and report what came back.
    Request(Request),
    /// Nothing is to be sent before this time.
    Wait {
        /// When to ask again.
        until: Millis,
    },
    /// The token was refused: get another and say so with [`crate::upload::Upload::on_token`].
    NeedToken,
    /// More bytes are needed, from here on.
    NeedBytes {
        /// The first byte that is not in the window.
        from: u64,
    },
    /// Bytes are wanted that lie before the window.
    Rewind {
        /// The first byte that is wanted.
        to: u64,
    },
    /// This attempt ends here, but the upload lives: the next step goes on with it.
    Paused(Error),
    /// The file is stored, once and whole.
    Done(Item),
    /// The upload is over and the file is not stored by it, unless the error is in doubt.
    Failed(Error),
    /// The upload was discarded.
    Discarded,
}

/// Where an upload stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Position {
    /// The first byte that the service has not confirmed.
    pub confirmed: u64,
    /// Whether there is an upload session now.
    pub has_session: bool,
}
