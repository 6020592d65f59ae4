//! Reading the service's JSON, whose member names change their case inside one conversation
//! (MicrosoftDocs: concepts/todo-attachments.md, concepts/outlook-large-attachments.md).

use serde_json::Value;

use crate::protocol::reply::{BodyEnd, Reply};

/// The body as JSON, if it arrived whole and is JSON.
pub fn body(reply: &Reply) -> Option<Value> {
    if reply.end != BodyEnd::Whole {
        return None;
    }
    serde_json::from_slice(&reply.body).ok()
}

/// A member by its name: the exact one first, else the first that differs in case alone.
pub fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let members = value.as_object()?;
    members
        .get(name)
        .or_else(|| members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

/// A member that is a text and not empty.
pub fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    member(value, name)?.as_str().filter(|text| !text.is_empty())
}

/// A member that is a whole number.
pub fn number(value: &Value, name: &str) -> Option<u64> {
    member(value, name)?.as_u64()
}
