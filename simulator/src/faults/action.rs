//! What happens to a request.

use super::FaultResponse;

/// What happens to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Nothing unusual.
    Nothing,
    /// Responds instead of handling the request.
    Instead(FaultResponse),
    /// Handles the request, and replaces the response.
    After(FaultResponse),
    /// Handles the request, and closes the connection without a response.
    LoseResponse,
    /// Closes the connection after this many bytes of the body.
    Cut {
        /// Number of bytes.
        after: u64,
        /// Whether the bytes of a piece that were read are stored.
        keep: bool,
    },
    /// Stops reading after this many bytes of the body, never responds, and keeps the connection
    /// open.
    Stall(u64),
    /// Responds before reading the body.
    Early {
        /// The response.
        response: FaultResponse,
        /// Whether the connection then stays open, the body unread, instead of being closed.
        hold: bool,
    },
    /// Stores the first bytes of a piece, ignores the rest, and responds accordingly.
    Keep(u64),
    /// Stores the first bytes of a piece, ignores the rest, and responds with this.
    KeepThen(u64, FaultResponse),
    /// Stores the piece and responds with this at once, but the commit takes this many
    /// milliseconds. Until then the session reports no missing range.
    CommitLater(u64, FaultResponse),
    /// Handles the request, and replaces the ranges in the response.
    Ranges(Vec<String>),
    /// Handles the request, and breaks off the response after this many bytes of the body.
    Truncate(usize),
    /// Forgets the session before the request is handled.
    Forget,
    /// Forgets the session, and responds with this.
    ForgetThen(FaultResponse),
    /// Discards all bytes of the session from this offset on before the request is handled.
    Rewind(u64),
    /// Replaces the token before the request is handled.
    RotateToken,
    /// Before the request is handled, another client stores this many bytes at an address; see
    /// [`Model::other_writes`](crate::model::Model::other_writes).
    OtherWrites(usize, String),
    /// Before the request is handled, another client removes the file at an address.
    OtherRemoves(String),
    /// Limits the capacity of drives from this request on; `None` for no limit.
    Quota(Option<u64>),
    /// Shifts the `Date` headers by this many milliseconds from this request on.
    ShiftDate(i64),
    /// Throttles the scope of this request from now on for this many milliseconds, with this
    /// status; see [`Model::throttle`](crate::model::Model::throttle).
    Throttle(u64, u16),
}
