//! Whether the stored file equals the bytes sent.
//!
//! A drive reports a QuickXorHash, which is compared with that of the bytes sent. Attachments and
//! print documents have none; only their size is known. A difference is not always damage:
//! SharePoint rewrites Office files and others on arrival (OneDrive/onedrive-api-docs issue 935).
//! So it is reported, and nothing is deleted or sent again because of it.

use serde::Serialize;
use serde_json::Value;

use crate::graph::integrity::Integrity;
use crate::graph::item::Item;
use crate::graph::json::{self, Wiped};
use crate::kinds::Rules;

/// What the service reports of a kind's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// The size, and mostly a QuickXorHash.
    SizeAndHash,
    /// The size.
    Size,
    /// A size with the overhead of an encoding, so that it is never less than the file's
    /// (MicrosoftDocs: concepts/outlook-large-attachments.md: 3,483,322 bytes are reported as
    /// 3,640,066).
    EncodedSize,
}

/// Compares an item with the sent file: its size, and its QuickXorHash in base64 if known.
pub fn compare(rules: &Rules, item: &Item, size: u64, hash: Option<&str>) -> Integrity {
    let same_size = item.size.is_none_or(|told| match rules.evidence {
        Evidence::SizeAndHash | Evidence::Size => told == size,
        Evidence::EncodedSize => told >= size,
    });
    if !same_size {
        return Integrity::Differs;
    }
    match (hash, quick_xor_hash(item)) {
        (Some(ours), Some(theirs)) if rules.evidence == Evidence::SizeAndHash => match ours == theirs {
            true => Integrity::Verified,
            false => Integrity::Differs,
        },
        _ => Integrity::Unverifiable,
    }
}

/// Whether an item cannot be a file with this hash. One without a hash can be any.
pub fn contradicts(item: &Item, hash: Option<&str>) -> bool {
    hash.is_some_and(|ours| quick_xor_hash(item).is_some_and(|theirs| theirs != ours))
}

/// The QuickXorHash that the service reports of an item. It may be missing right after the upload
/// (MicrosoftDocs: resources/hashes.md), and some drives report none for an empty file.
fn quick_xor_hash(item: &Item) -> Option<String> {
    let value = Wiped::from(serde_json::from_str::<Value>(item.json.expose()).ok()?);
    let hashes = json::member(json::member(&value, "file")?, "hashes")?;
    json::text(hashes, "quickXorHash").filter(|hash| !hash.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{drive, outlook, print};
    use crate::secret::Secret;

    fn item(size: Option<u64>, hash: Option<&str>) -> Item {
        let json = match hash {
            Some(hash) => format!(r#"{{"id":"1","file":{{"hashes":{{"quickXorHash":"{hash}"}}}}}}"#),
            None => r#"{"id":"1","file":{}}"#.to_owned(),
        };
        Item { size, json: Secret::new(json), ..Item::default() }
    }

    #[test]
    fn verdicts_by_kind() {
        use Integrity::{Differs, Unverifiable, Verified};
        let (ours, other) = (Some("AAA="), Some("BBB="));
        for (rules, told_size, told_hash, expected) in [
            (&drive::RULES, Some(10), ours, Verified),
            (&drive::RULES, Some(10), other, Differs),
            (&drive::RULES, Some(11), ours, Differs),
            (&drive::RULES, None, ours, Verified),
            (&drive::RULES, Some(10), None, Unverifiable),
            (&drive::RULES, Some(10), Some(""), Unverifiable),
            (&drive::RULES, Some(11), None, Differs),
            (&outlook::RULES, Some(13), None, Unverifiable),
            (&outlook::RULES, Some(10), ours, Unverifiable),
            (&outlook::RULES, Some(9), None, Differs),
            (&outlook::RULES, None, None, Unverifiable),
            (&print::RULES, Some(10), None, Unverifiable),
            (&print::RULES, Some(11), None, Differs),
        ] {
            let item = item(told_size, told_hash);
            assert_eq!(compare(rules, &item, 10, ours), expected, "{} {item:?}", rules.kind);
        }
        assert_eq!(
            compare(&drive::RULES, &item(Some(10), ours), 10, None),
            Unverifiable,
            "our own is not known"
        );
    }
}
