//! What tells a file from others, and from later states of itself.

use serde::{Deserialize, Serialize};

/// A file's size, modification time and identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// In bytes.
    pub size: u64,
    /// When it was changed last, in nanoseconds since 1970; negative before.
    pub modified_ns: i64,
    /// The file system, and the file's number in it.
    pub identity: (u64, u64),
}

impl Stamp {
    /// Whether a later file has another size or was written to since. A copy need not have been.
    pub fn is_rewritten(&self, later: &Stamp) -> bool {
        (self.size, self.modified_ns) != (later.size, later.modified_ns)
    }

    /// What differs in a later state, in words.
    pub fn difference(&self, later: &Stamp) -> Option<String> {
        if self.identity != later.identity {
            return Some("another file has taken its place".into());
        }
        if self.size != later.size {
            return Some(format!("it had {} bytes and now has {}", self.size, later.size));
        }
        (self.modified_ns != later.modified_ns).then(|| "it was written to".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_in_words() {
        let stamp = Stamp { size: 3, modified_ns: 5, identity: (1, 2) };
        assert_eq!(stamp.difference(&stamp), None);
        for (later, words) in [
            (Stamp { identity: (1, 3), size: 9, ..stamp }, "another file"),
            (Stamp { size: 4, modified_ns: 6, ..stamp }, "3 bytes and now has 4"),
            (Stamp { modified_ns: 4, ..stamp }, "written to"),
        ] {
            assert!(stamp.difference(&later).is_some_and(|text| text.contains(words)), "{words}");
        }
    }
}
