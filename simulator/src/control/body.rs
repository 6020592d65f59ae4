//! Bodies and queries of control requests.

use std::str::FromStr;

use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::http::request::Parts;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::answer::Refusal;

/// Largest body, in bytes.
const LIMIT: usize = 1 << 20;

/// The members of a JSON object.
pub type Members = Map<String, Value>;

/// Reads a body, which is a JSON object; no body is an empty object. The media type does not matter, to keep command lines
/// short; `guard` decides who has access.
pub async fn read(parts: &Parts, body: Incoming) -> Result<Members, Refusal> {
    let too_long = || Refusal::new(413, format!("the body exceeds {LIMIT} bytes"));
    let length = parts.headers.get("content-length").and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: usize| length > LIMIT) {
        return Err(too_long());
    }
    let bytes = match Limited::new(body, LIMIT).collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return Err(too_long()),
        Err(error) => return Err(Refusal::bad(format!("the body cannot be read: {error}"))),
    };
    parse(&bytes)
}

fn parse(bytes: &[u8]) -> Result<Members, Refusal> {
    if bytes.is_empty() {
        return Ok(Members::new());
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(Refusal::bad("the body must be a JSON object")),
        Err(error) => Err(Refusal::bad(format!("the body is not JSON: {error}"))),
    }
}

/// Refuses unknown members.
pub fn only(members: &Members, names: &[&str]) -> Result<(), Refusal> {
    match members.keys().find(|name| !names.contains(&name.as_str())) {
        Some(name) => Err(Refusal::bad(format!("unknown member {name:?}; known: {}", names.join(", ")))),
        None => Ok(()),
    }
}

/// The value of a query parameter, unescaped.
pub fn parameter(query: &str, name: &str) -> Option<String> {
    let mut pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let (_, value) = pairs.find(|(known, _)| *known == name)?;
    Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
}

/// The parsed value of a query parameter, or `default` if absent.
pub fn parsed<T: FromStr>(query: &str, name: &str, default: T) -> Result<T, Refusal> {
    let Some(value) = parameter(query, name) else { return Ok(default) };
    value.parse().map_err(|_| Refusal::bad(format!("invalid value of {name}: {value:?}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_objects() {
        assert_eq!(parse(b"").unwrap(), Members::new());
        assert_eq!(parse(b"{\"a\":1}").unwrap().len(), 1);
        assert_eq!(parse(b"[]").unwrap_err(), Refusal::bad("the body must be a JSON object"));
        assert!(parse(b"{").is_err());
    }

    #[test]
    fn queries() {
        assert_eq!(parameter("a=1&b=x%20y", "b").as_deref(), Some("x y"));
        assert_eq!(parsed("after=7", "after", 0u64), Ok(7));
        assert_eq!(parsed("", "after", 3u64), Ok(3));
        assert_eq!(parsed("after=-1", "after", 0u64), Err(Refusal::bad("invalid value of after: \"-1\"")));
    }
}
