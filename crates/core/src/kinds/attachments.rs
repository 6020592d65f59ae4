//! What the attachment kinds share: the list of attachments, the only thing to look up, and the
//! inline request.

use serde_json::{Map, Value};

use crate::graph::item::Item;
use crate::graph::json;
use crate::graph::request::{Body, Method};
use crate::kinds::name::same_label;
use crate::kinds::{Call, JSON};

/// 12 × 320 KiB: below 4 MB by either definition, and a multiple that every kind accepts.
pub(super) const PIECE: u64 = 3_932_160;

/// Smallest attachment that goes by session. Sessions accept less, and one request accepts more; in
/// between the session is chosen, because it can be resumed.
pub(super) const SESSION_MIN: u64 = 3_000_000;

/// Largest attachment that may go in one request if the service refuses a session for it. The
/// request must not exceed 4 MiB (microsoftgraph/microsoft-graph-docs-contrib issue 2212), of which
/// 8 KiB are reserved for the longest name, type and content id.
pub(super) const INLINE_MAX: u64 = (4 * 1024 * 1024 - 8 * 1024) / 4 * 3;

/// Lists attachments. Without `$select`, Outlook would include their contents.
pub(super) fn look(attachments: &str) -> Call {
    Call::get(format!("{attachments}?$select=id,name,size,lastModifiedDateTime"))
}

/// The attachments of a page with this name.
pub(super) fn candidates(page: &Value, name: &str) -> Vec<Item> {
    let entries = json::member(page, "value").and_then(Value::as_array);
    let items = entries.into_iter().flatten().filter_map(Item::from_json);
    items.filter(|item| same_label(&item.name, name)).collect()
}

/// Whether an attachment can be a file of `size` bytes. The service reports more than the file's
/// size, by an unspecified overhead (3,640,066 for 3,483,322 bytes:
/// microsoftgraph/microsoft-graph-docs-contrib: concepts/outlook-large-attachments.md), so both
/// bounds are wide; anything outside is another file.
pub(super) fn can_be(seen: &Item, size: u64) -> bool {
    const MOST_OVERHEAD: u64 = 64 * 1024;
    seen.size.is_none_or(|reported| {
        (size..=size.saturating_mul(2).saturating_add(MOST_OVERHEAD)).contains(&reported)
    })
}

/// Posts a whole attachment, whose `contentBytes` are encoded while it is sent.
pub(super) fn inline(attachments: &str, mut attachment: Map<String, Value>, size: u64) -> Call {
    attachment.insert("contentBytes".into(), "".into());
    let mut prefix = Value::Object(attachment).to_string();
    let suffix = prefix.split_off(prefix.len() - r#""}"#.len());
    let body = Body::Base64 { prefix, range: 0..size, suffix };
    Call::new(Method::Post, attachments.to_owned(), JSON, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_a_file_by_its_size() {
        let reported = |size| Item { size, ..Item::default() };
        for (size, seen, possible) in [
            (100, None, true),
            (100, Some(99), false),
            (100, Some(100), true),
            (3_483_322, Some(3_640_066), true),
            (100, Some(200 + 65_536), true),
            (100, Some(200 + 65_537), false),
            (0, Some(65_536), true),
            (0, Some(65_537), false),
            (u64::MAX, Some(u64::MAX), true),
        ] {
            assert_eq!(can_be(&reported(seen), size), possible, "{size} {seen:?}");
        }
    }
}
