//! Deliberate mistakes. With the feature `defects`, and never otherwise, one of them can be made, so that a test can show
//! that it would see such mistakes (`crates/core/tests/faults/defects.rs`).

/// A mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defect {
    /// A piece whose reply was lost is sent again without asking.
    BlindPiece,
    /// An inline request whose reply was lost is sent again without looking.
    BlindInline,
    /// A commit whose reply was lost is sent again without looking.
    BlindCommit,
    /// An upload whose session is gone after its last piece starts over without looking.
    BlindRestart,
    /// Our own arithmetic is trusted over the service's ranges.
    OwnOffsets,
    /// What the service has let go of is not sent again.
    RewindsIgnored,
    /// `Retry-After` is ignored.
    RetryAfterIgnored,
    /// The first fault ends it.
    NoPatience,
    /// Attempts are not counted.
    AttemptsUncounted,
    /// Bytes that are sent again are hashed again.
    HashedTwice,
    /// What stood at the target before is forgotten.
    NoBaseline,
    /// What stood at the target before is not saved.
    BaselineUnsaved,
    /// Anything of the target's name is taken for the file.
    AnyOfTheName,
    /// Looking is not repeated.
    LooksOnce,
    /// A session that is given up is not deleted.
    SessionLeft,
    /// A resumed upload sends without asking.
    ResumesBlindly,
    /// A creation whose reply was lost is not saved.
    CreationUnsaved,
    /// Any success of the last piece is the end.
    AnySuccess,
    /// Upload URLs get the token.
    TokenEverywhere,
    /// The status of a refused piece decides alone: the session is not asked.
    StatusAlone,
    /// After the refusal of a request that makes the file nobody looks for it.
    RefusalsUnlooked,
    /// New sessions cost nothing.
    SessionsUncounted,
    /// Each call of the caller's has the whole budget.
    CallsRenew,
    /// Names are compared byte by byte.
    NamesAsBytes,
}

#[cfg(feature = "defects")]
impl Defect {
    /// All of them.
    pub const ALL: [Self; 24] = [
        Self::BlindPiece,
        Self::BlindInline,
        Self::BlindCommit,
        Self::BlindRestart,
        Self::OwnOffsets,
        Self::RewindsIgnored,
        Self::RetryAfterIgnored,
        Self::NoPatience,
        Self::AttemptsUncounted,
        Self::HashedTwice,
        Self::NoBaseline,
        Self::BaselineUnsaved,
        Self::AnyOfTheName,
        Self::LooksOnce,
        Self::SessionLeft,
        Self::ResumesBlindly,
        Self::CreationUnsaved,
        Self::AnySuccess,
        Self::TokenEverywhere,
        Self::StatusAlone,
        Self::RefusalsUnlooked,
        Self::SessionsUncounted,
        Self::CallsRenew,
        Self::NamesAsBytes,
    ];
}

#[cfg(feature = "defects")]
thread_local! {
    static MADE: std::cell::Cell<Option<Defect>> = const { std::cell::Cell::new(None) };
}

/// Makes this mistake from now on, on this thread.
#[cfg(feature = "defects")]
pub fn make(defect: Option<Defect>) {
    MADE.set(defect);
}

/// Whether this mistake is to be made.
#[cfg(feature = "defects")]
pub(crate) fn is_made(defect: Defect) -> bool {
    MADE.get() == Some(defect)
}

/// Whether this mistake is to be made, which it is not.
#[cfg(not(feature = "defects"))]
pub(crate) const fn is_made(_: Defect) -> bool {
    false
}
