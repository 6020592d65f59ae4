//! What happens to a request.

use super::Reply;

/// What happens to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// The ordinary.
    Nothing,
    /// A reply instead of handling the request.
    Instead(Reply),
    /// The request is handled, and its reply replaced.
    After(Reply),
    /// The request is handled, and the connection closed without a reply.
    LoseReply,
    /// The connection is closed after so many bytes of the body were read.
    Cut {
        /// How many.
        after: u64,
        /// Whether a piece's bytes that were read are stored.
        keep: bool,
    },
    /// After so many bytes of the body nothing more is read, nothing is answered, and the connection stays open.
    Stall(u64),
    /// A reply before any of the body is read.
    Early {
        /// The reply.
        reply: Reply,
        /// Whether the connection then stays open, the body unread, instead of being closed.
        hold: bool,
    },
    /// The first so many bytes of a piece are stored, the rest ignored, and the reply tells the truth about it.
    Keep(u64),
    /// The first so many bytes of a piece are stored, the rest ignored, and this is replied.
    KeepThen(u64, Reply),
    /// The piece is stored, but the commit takes so many milliseconds; this is replied at once. Until the commit is
    /// done the session says that it misses nothing.
    CommitLater(u64, Reply),
    /// The request is handled, and the ranges of its reply replaced by these.
    Ranges(Vec<String>),
    /// The request is handled, and its reply broken off after so many bytes of the body.
    Truncate(usize),
    /// The session is forgotten before the request is handled.
    Forget,
    /// The session is forgotten, and this replied instead of handling the request.
    ForgetThen(Reply),
    /// The session forgets all bytes from this offset on before the request is handled.
    Rewind(u64),
    /// The token becomes another one before the request is handled.
    RotateToken,
    /// Before the request is handled, another writer stores so many bytes at an address; see
    /// [`Model::other_writes`](crate::model::Model::other_writes).
    OtherWrites(usize, String),
    /// Before the request is handled, another writer removes the file at an address.
    OtherRemoves(String),
    /// From this request on drives hold so many bytes; `None` for no limit.
    Quota(Option<u64>),
    /// From this request on the `Date` headers are so many milliseconds beside the time.
    ShiftDate(i64),
    /// From this request on its scope is throttled for so many milliseconds, with this status; see
    /// [`Model::throttle`](crate::model::Model::throttle).
    Throttle(u64, u16),
}
