//! What follows a refused piece once the session has reported its status.

use crate::policy::refusal::{Meaning, REPEATS};

/// The status of the session after a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// It exists, and holds more than before the piece.
    Moved,
    /// It exists, and misses the same bytes as before.
    Stands,
    /// It exists, and misses nothing.
    HoldsAll,
    /// It does not report its position.
    Nothing,
    /// It is not found.
    Gone,
    /// Its URL is refused.
    Refuses,
}

/// What follows a refused piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follows {
    /// Continue at the session's position.
    GoOn,
    /// The same piece again, a limited number of times without progress; then the refusal is final.
    Repeat(u32),
    /// The same piece again, within the budget.
    Retry,
    /// The attempt ends, and the session is kept.
    Keep,
    /// The session is complete but does not become the file: resolve what prevents it.
    Commit,
    /// The upload ends, after a look-up if the piece makes the file.
    End,
    /// A new session, after a look-up if the piece makes the file.
    Restart,
    /// The URL has died, or never worked.
    UrlRefused,
    /// As after any status request without an answer.
    Untold,
}

/// What follows a refusal with this meaning, after this status of the session.
pub fn follows(meaning: Meaning, says: Says) -> Follows {
    use Meaning as M;
    match (says, meaning) {
        (Says::Moved, _) => Follows::GoOn,
        (Says::Stands, M::Unsettled(most)) => Follows::Repeat(most),
        (Says::Stands, M::Gone) => Follows::Repeat(REPEATS),
        (Says::Stands, M::Conflict | M::NameTaken | M::NoSpace) => Follows::Keep,
        (Says::Stands, M::Unwanted | M::Locked) => Follows::Retry,
        (Says::Stands, M::PieceTooLarge) => Follows::GoOn,
        (Says::Stands, _) => Follows::End,
        (Says::HoldsAll, M::Conflict | M::NameTaken | M::NoSpace) => Follows::Commit,
        (Says::HoldsAll, M::Final) => Follows::End,
        (Says::HoldsAll, _) => Follows::GoOn,
        (Says::Nothing, M::Conflict | M::NameTaken | M::NoSpace) => Follows::Keep,
        (Says::Nothing, M::Final) => Follows::End,
        (Says::Nothing, M::Gone) => Follows::Restart,
        (Says::Nothing, _) => Follows::Untold,
        // If the session is gone, the file may exist; if not, the refusal of a whole file is still
        // final.
        (Says::Gone, M::Final | M::Conflict | M::NoSpace) => Follows::End,
        (Says::Gone, _) => Follows::Restart,
        (Says::Refuses, M::Final) => Follows::End,
        (Says::Refuses, _) => Follows::UrlRefused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No refusal overrides the session's status: bytes that have arrived are never sent again.
    #[test]
    fn what_the_session_says_comes_first() {
        let all = [
            Meaning::Unsettled(1),
            Meaning::Gone,
            Meaning::NameTaken,
            Meaning::Conflict,
            Meaning::NoSpace,
            Meaning::PieceTooLarge,
            Meaning::Unwanted,
            Meaning::Final,
        ];
        for meaning in all {
            assert_eq!(follows(meaning, Says::Moved), Follows::GoOn);
            let gone = follows(meaning, Says::Gone);
            assert!(matches!(gone, Follows::End | Follows::Restart), "{meaning:?}");
        }
        assert_eq!(follows(Meaning::Unsettled(2), Says::Stands), Follows::Repeat(2));
        assert_eq!(follows(Meaning::Conflict, Says::HoldsAll), Follows::Commit);
        assert_eq!(follows(Meaning::Final, Says::Stands), Follows::End);
    }
}
