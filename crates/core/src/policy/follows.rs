//! What follows a refused piece once its session was asked.

use crate::policy::refusal::{Meaning, REPEATS};

/// What the session says when it is asked after a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// It lives, and holds more than before the piece.
    Moved,
    /// It lives, and misses what it missed before.
    Stands,
    /// It lives, and misses nothing.
    HoldsAll,
    /// It does not tell where it stands.
    Nothing,
    /// It is not found.
    Gone,
    /// Its URL is refused.
    Refuses,
}

/// What follows a refused piece once the session was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follows {
    /// Go on from where it stands.
    GoOn,
    /// The same piece again, so often at most without progress; then the refusal holds.
    Repeat(u32),
    /// The same piece again, within the budget.
    Retry,
    /// The attempt ends, and the session is kept.
    Keep,
    /// The session holds all bytes and refuses to become the file: settle what stands in the way.
    Commit,
    /// The upload ends, after a look where the piece makes the file.
    End,
    /// A new session, after a look where the piece makes the file.
    Restart,
    /// The URL has died, or never worked.
    UrlRefused,
    /// As after any question that the session does not answer.
    Untold,
}

/// What follows a refusal of this meaning, once the session has said this.
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
        // Where the session is gone the file may be there, and if not, the refusal of a whole file still holds.
        (Says::Gone, M::Final | M::Conflict | M::NoSpace) => Follows::End,
        (Says::Gone, _) => Follows::Restart,
        (Says::Refuses, M::Final) => Follows::End,
        (Says::Refuses, _) => Follows::UrlRefused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A refusal never passes over what the session says: bytes that have moved are never sent again.
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
