//! Reading the service's JSON, whose member names change their casing within one conversation
//! (MicrosoftDocs: concepts/todo-attachments.md, concepts/outlook-large-attachments.md).

use std::ops::Deref;

use serde_json::Value;
use zeroize::Zeroize;

use crate::graph::response::{BodyEnd, Response};

/// JSON whose strings are wiped when dropped: one of them can be an upload URL.
#[derive(Debug, Default)]
pub struct Wiped(Value);

impl Deref for Wiped {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.0
    }
}

impl From<Value> for Wiped {
    fn from(value: Value) -> Self {
        Self(value)
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

/// No deeper than the parser's limit.
fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(values) => values.iter_mut().for_each(wipe),
        Value::Object(members) => members.values_mut().for_each(wipe),
        _ => {}
    }
}

/// The body as JSON, if it is complete and valid.
pub fn body(response: &Response) -> Option<Wiped> {
    if response.end != BodyEnd::Whole {
        return None;
    }
    // Some gateways add a byte order mark, which RFC 8259 section 8.1 lets readers ignore.
    let text = response.body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&response.body);
    serde_json::from_slice(text).ok().map(Wiped)
}

/// A member by its name: the exact one, or else the first that differs only in casing.
pub fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let members = value.as_object()?;
    members
        .get(name)
        .or_else(|| members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

/// A member that is a non-empty string.
pub fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    member(value, name)?.as_str().filter(|text| !text.is_empty())
}

/// A member that is a whole number.
pub fn number(value: &Value, name: &str) -> Option<u64> {
    member(value, name)?.as_u64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_wiped() {
        let mut value = serde_json::json!({"a": "x", "b": ["y", {"c": "z"}, 1, null, true]});
        wipe(&mut value);
        assert_eq!(value, serde_json::json!({"a": "", "b": ["", {"c": ""}, 1, null, true]}));
    }
}
