//! Behaviour of Universal Print.

use crate::model::forms::{Casing, RangeForm, ResponseStyle};

/// Behaviour of Universal Print.
#[derive(Debug, Clone)]
pub struct PrintRules {
    /// Largest piece. More is refused with 413 `maxFragmentLengthExceeded`.
    pub max_piece: u64,
    /// The form of progress and status; they list all missing ranges.
    pub progress: ResponseStyle,
    /// Lifetime of a session.
    pub lifetime_ms: u64,
}

impl Default for PrintRules {
    fn default() -> PrintRules {
        PrintRules {
            max_piece: 10_000_000,
            progress: ResponseStyle::new(Casing::Camel, RangeForm::Closed),
            lifetime_ms: 3_600_000,
        }
    }
}
