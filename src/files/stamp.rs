//! Identifies a file and its state.

use serde::{Deserialize, Serialize};

/// A file's size, modification time and identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// In bytes.
    pub size: u64,
    /// Last modification, in nanoseconds since 1970; negative before that.
    pub modified_ns: i64,
    /// The file system, and the file's number in it.
    pub identity: (u64, u64),
}

impl Stamp {
    /// Whether a later stamp shows another size or a modification. A copy may show neither.
    pub fn is_rewritten(&self, later: &Stamp) -> bool {
        (self.size, self.modified_ns) != (later.size, later.modified_ns)
    }

    /// What a later stamp shows to be different, in words.
    pub fn difference(&self, later: &Stamp) -> Option<String> {
        if self.identity != later.identity {
            return Some("it was replaced by another file".into());
        }
        if self.size != later.size {
            return Some(format!("it had {} bytes and now has {}", self.size, later.size));
        }
        (self.modified_ns != later.modified_ns).then(|| "it was modified".into())
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
            (Stamp { identity: (1, 3), size: 9, ..stamp }, "replaced"),
            (Stamp { size: 4, modified_ns: 6, ..stamp }, "3 bytes and now has 4"),
            (Stamp { modified_ns: 4, ..stamp }, "modified"),
        ] {
            assert!(stamp.difference(&later).is_some_and(|text| text.contains(words)), "{words}");
        }
    }
}
