//! What tells a file from others, and from later states of itself.

use std::fs::Metadata;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

/// A file's size, modification time and identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// In bytes.
    pub size: u64,
    /// When it was changed last, in nanoseconds since 1970; negative before. 0 where the system cannot tell.
    pub modified_ns: i64,
    /// The file system, and the file's number in it. Both 0 where the system cannot tell.
    pub identity: (u64, u64),
}

impl Stamp {
    /// The stamp of a file as it is now.
    pub fn of(metadata: &Metadata) -> Self {
        Self { size: metadata.len(), modified_ns: modified_ns(metadata), identity: identity(metadata) }
    }

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

fn modified_ns(metadata: &Metadata) -> i64 {
    let Ok(modified) = metadata.modified() else { return 0 };
    match modified.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |ns| -ns),
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> (u64, u64) {
    (0, 0)
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
