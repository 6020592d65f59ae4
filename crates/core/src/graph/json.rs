//! Reading the service's JSON, whose member names change their case inside one conversation
//! (MicrosoftDocs: concepts/todo-attachments.md, concepts/outlook-large-attachments.md).

use std::ops::Deref;

use serde_json::Value;
use zeroize::{Zeroize, Zeroizing};

use crate::graph::reply::{BodyEnd, Reply};

/// JSON whose texts are wiped when it is dropped: one of them can be an upload URL.
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

/// No deeper than the parser goes.
fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(values) => values.iter_mut().for_each(wipe),
        Value::Object(members) => members.values_mut().for_each(wipe),
        _ => {}
    }
}

/// The body as JSON, if it arrived whole and is JSON.
pub fn body(reply: &Reply) -> Option<Wiped> {
    if reply.end != BodyEnd::Whole {
        return None;
    }
    // Gateways put a byte order mark in front at times, which RFC 8259 section 8.1 lets readers ignore.
    let text = reply.body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&reply.body);
    let plain = without_needless_escapes(text);
    serde_json::from_slice(plain.as_ref().map_or(text, |plain| plain.as_slice())).ok().map(Wiped)
}

/// The same JSON with `\/`, `\u0026` and their like as the characters that they stand for, which is how serializers
/// write URLs that go into web pages. The parser builds a text with escapes in a buffer that it does not wipe.
fn without_needless_escapes(json: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    if !json.contains(&b'\\') {
        return None;
    }
    let mut plain = Zeroizing::new(Vec::with_capacity(json.len()));
    let mut rest = json;
    while let [first, after @ ..] = rest {
        let (taken, character) = match after {
            _ if *first != b'\\' => (1, Some(*first)),
            [b'/', ..] => (2, Some(b'/')),
            [b'u', digits @ ..] => (6, printable(digits)),
            _ => (2, None),
        };
        let (escape, next) = rest.split_at(taken.min(rest.len()));
        match character {
            Some(character) => plain.push(character),
            None => plain.extend_from_slice(escape),
        }
        rest = next;
    }
    Some(plain)
}

/// The character of four hexadecimal digits, where it needs no escape.
fn printable(digits: &[u8]) -> Option<u8> {
    let digits = digits.get(..4).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
    let code = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    (matches!(code, b' '..=b'~') && !matches!(code, b'"' | b'\\')).then_some(code)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_wiped() {
        let mut value = serde_json::json!({"a": "x", "b": ["y", {"c": "z"}, 1, null, true]});
        wipe(&mut value);
        assert_eq!(value, serde_json::json!({"a": "", "b": ["", {"c": ""}, 1, null, true]}));
    }

    #[test]
    fn escapes_that_nobody_needs_are_read_as_before() {
        for (text, plain) in [
            (r#"{"a":"b"}"#, None),
            (r#"{"a":"https:\/\/h\/p?x=1\u0026y=\u003D"}"#, Some(r#"{"a":"https://h/p?x=1&y=="}"#)),
            (r#"["\\/","\\u0026","\"\/\""]"#, Some(r#"["\\/","\\u0026","\"/\""]"#)),
            (
                r#"["\u0022\u005c\u000a\u00e9\ud83d\ude00\n"]"#,
                Some(r#"["\u0022\u005c\u000a\u00e9\ud83d\ude00\n"]"#),
            ),
            (r#"["\u+026"]"#, Some(r#"["\u+026"]"#)),
            (r#"["\u00"#, Some(r#"["\u00"#)),
            (r#"["\"#, Some(r#"["\"#)),
        ] {
            let given = without_needless_escapes(text.as_bytes());
            assert_eq!(given.as_ref().map(|bytes| std::str::from_utf8(bytes).unwrap()), plain, "{text}");
            let parsed = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
            assert_eq!(
                given.map_or(parsed(text.as_bytes()), |bytes| parsed(&bytes)),
                parsed(text.as_bytes())
            );
        }
    }
}
