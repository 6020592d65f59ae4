//! What the attachment kinds share: the list of attachments, which is all there is to look at.

use serde_json::{Map, Value};

use crate::protocol::item::Item;
use crate::protocol::json;
use crate::protocol::request::Body;
use crate::target::{Call, Sighting};

/// Lists attachments. Without `$select`, Outlook would send their contents along.
pub(super) fn look(attachments: &str) -> Call {
    Call::get(format!("{attachments}?$select=id,name,size,lastModifiedDateTime"))
}

/// The attachments of a page that have this very name.
pub(super) fn sightings(page: &Value, name: &str) -> Vec<Sighting> {
    let entries = json::member(page, "value").and_then(Value::as_array);
    let items = entries.into_iter().flatten().filter_map(Item::from_json);
    items.filter(|item| item.name == name).map(|item| Sighting { item }).collect()
}

/// The JSON of an inline attachment whose `contentBytes` are filled in while it is sent.
pub(super) fn content_bytes_last(mut attachment: Map<String, Value>, size: u64) -> Body {
    attachment.insert("contentBytes".into(), "".into());
    let mut prefix = Value::Object(attachment).to_string();
    let suffix = prefix.split_off(prefix.len() - r#""}"#.len());
    Body::Base64 { prefix, range: 0..size, suffix }
}
