//! The oracle put to the test: deliberate mistakes, each of which it has to find. `mistaken.rs`
//! makes them; the production code knows nothing of them.

use graph_upload_core::policy::retry::Policy;

use crate::report;

/// Within how many schedules a mistake has to be found.
const SEEDS: u64 = 20_000;

/// What an upload gets wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// A piece without a response goes again, and the session is not asked first.
    BlindPiece,
    /// An inline request without a response goes again, and nobody looks first.
    BlindInline,
    /// A commit without a response goes again, and nobody looks first.
    BlindCommit,
    /// A session that is gone is believed not to have become the file, and nobody looks.
    BlindRestart,
    /// The next piece begins where the last one ended, whatever the service says is missing.
    OwnOffsets,
    /// What the service has let go of is not sent again.
    RewindsIgnored,
    /// `Retry-After` is ignored.
    RetryAfterIgnored,
    /// The first fault ends the attempt.
    NoPatience,
    /// Attempts are not limited.
    AttemptsUncounted,
    /// Bytes that are sent again are hashed again.
    HashedTwice,
    /// The first look finds nothing, whatever is there.
    NoBaseline,
    /// What the first look found is not saved.
    BaselineUnsaved,
    /// What was there before is not known again, so that anything of the name may be the file.
    AnyOfTheName,
    /// What may show late is not waited for.
    LooksAtOnce,
    /// Sessions are not deleted.
    SessionLeft,
    /// A resumed upload sends without asking the session.
    ResumesBlindly,
    /// A creation without a response is not saved.
    CreationUnsaved,
    /// Any success of the last piece counts as the stored file.
    AnySuccess,
    /// Every request carries the token.
    TokenEverywhere,
    /// A piece is refused for good, whatever the session would say.
    StatusAlone,
    /// After the refusal of a request that makes the file nobody looks for it.
    RefusalsUnlooked,
    /// New sessions are not limited, and each brings a new budget.
    SessionsUncounted,
    /// Each call brings a new budget.
    CallsRenew,
    /// A name beyond ASCII is not known again.
    NamesAsBytes,
    /// Where nobody has looked before, anything that is there may have been stored since.
    NoTimeBound,
    /// The service is taken to refuse a second file where it replaces the first.
    ReplaceGuaranteed,
}

impl Mistake {
    const ALL: [Self; 26] = [
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
        Self::LooksAtOnce,
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
        Self::NoTimeBound,
        Self::ReplaceGuaranteed,
    ];

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mistake| format!("{mistake:?}") == name)
    }

    /// The policy of an upload that makes it.
    pub fn policy(self, policy: Policy) -> Policy {
        match self {
            Self::NoPatience => Policy { attempts: 1, ..policy },
            Self::AttemptsUncounted => Policy { attempts: u32::MAX, ..policy },
            Self::LooksAtOnce => Policy { settle_ms: 0, ..policy },
            _ => policy,
        }
    }
}

#[test]
fn each_deliberate_mistake_is_found() {
    let mut missed = Vec::new();
    for mistake in Mistake::ALL {
        let found =
            report::quietly(|| (0..SEEDS).find_map(|seed| report::run_with(seed, Some(mistake)).err()));
        match found {
            Some(wrong) => {
                println!("{:18} {:>6} schedules: {}", format!("{mistake:?}"), wrong.seed + 1, wrong.why)
            }
            None => missed.push(mistake),
        }
    }
    assert!(missed.is_empty(), "not found: {missed:?}");
}
