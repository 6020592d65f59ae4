//! How Universal Print behaves.

use crate::model::forms::{Casing, RangeForm, ReplyStyle};

/// How Universal Print behaves.
#[derive(Debug, Clone)]
pub struct PrintRules {
    /// The largest piece. More is answered with 413 `maxFragmentLengthExceeded`.
    pub max_piece: u64,
    /// How progress and status are written; the ranges are all holes.
    pub progress: ReplyStyle,
    /// How long a session lives.
    pub lifetime_ms: u64,
}

impl Default for PrintRules {
    fn default() -> PrintRules {
        PrintRules {
            max_piece: 10_000_000,
            progress: ReplyStyle::new(Casing::Camel, RangeForm::Closed),
            lifetime_ms: 3_600_000,
        }
    }
}
