//! Checks of callers' addresses, names and types, before they reach a URL, a header or JSON.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::Error;

/// Characters that stay unescaped in a path segment: RFC 3986's `pchar`.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// Longest id, in bytes. Outlook's are the longest known, with about 200.
const MAX_ID: usize = 2_048;

/// Longest name, in bytes: 255 characters of four bytes each.
const MAX_NAME: usize = 1_020;

/// One segment of a path, percent-encoded.
pub fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// Checks an id or a user principal name. `argument` is its name in the error.
pub fn id(argument: &str, text: &str) -> Result<String, Error> {
    plain(argument, text, MAX_ID)?;
    if text == "." || text == ".." {
        return Err(Error::argument(format!("{argument}: \"{text}\" is not an id")));
    }
    Ok(text.to_owned())
}

/// The path of the signed-in user, or of the user with this id or principal name.
pub fn owner(user: Option<&str>) -> Result<String, Error> {
    match user {
        None => Ok("/me".to_owned()),
        Some(user) => Ok(format!("/users/{}", segment(&id("user", user)?))),
    }
}

/// Checks the name of a file.
pub fn name(argument: &str, text: &str) -> Result<String, Error> {
    plain(argument, text, MAX_NAME)?;
    Ok(text.to_owned())
}

/// Checks a media type: `type/subtype`, optionally with parameters, in printable ASCII.
pub fn content_type(argument: &str, text: &str) -> Result<String, Error> {
    plain(argument, text, MAX_NAME)?;
    let token = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_graphic() && b != b'/');
    let (essence, parameters) = text.split_once(';').unwrap_or((text, ""));
    let lawful = essence.trim().split_once('/').is_some_and(|(kind, subtype)| token(kind) && token(subtype));
    if lawful && parameters.bytes().all(|b| b.is_ascii_graphic() || b == b' ') {
        return Ok(text.to_owned());
    }
    Err(Error::argument(format!("{argument}: must have the form type/subtype")))
}

/// Checks one of the service's identifiers, such as the name of a special folder: ASCII letters and
/// digits.
pub fn word(argument: &str, text: &str) -> Result<String, Error> {
    plain(argument, text, MAX_NAME)?;
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(text.to_owned());
    }
    Err(Error::argument(format!("{argument}: only ASCII letters and digits are allowed")))
}

/// Checks an eTag for a header: `*`, or a quoted string, optionally preceded by `W/` (RFC 9110
/// section 8.8.3). Adds missing quotes, because the service's JSON omits some.
pub fn etag(argument: &str, text: &str) -> Result<String, Error> {
    plain(argument, text, MAX_NAME)?;
    if text == "*" {
        return Ok(text.to_owned());
    }
    let opaque = text.strip_prefix("W/").unwrap_or(text);
    let inner = opaque.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let lawful = |tag: &str| tag.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"');
    match inner {
        Some(inner) if lawful(inner) => Ok(text.to_owned()),
        None if lawful(opaque) && !text.starts_with("W/") => Ok(format!("\"{text}\"")),
        _ => Err(Error::argument(format!("{argument}: must be an eTag in quotes, or *"))),
    }
}

/// Neither empty, nor longer than `max` bytes, nor with control characters.
fn plain(argument: &str, text: &str, max: usize) -> Result<(), Error> {
    if text.is_empty() {
        return Err(Error::argument(format!("{argument}: must not be empty")));
    }
    if text.len() > max {
        let message = format!("{argument}: {} bytes, but at most {max} are allowed", text.len());
        return Err(Error::argument(message));
    }
    if text.chars().any(char::is_control) {
        return Err(Error::argument(format!("{argument}: control characters are not allowed")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments() {
        for (text, encoded) in [
            ("AAMkADliMm=", "AAMkADliMm="),
            ("a/b", "a%2Fb"),
            ("a?b#c%d", "a%3Fb%23c%25d"),
            ("a b", "a%20b"),
            ("ü+", "%C3%BC+"),
            ("u@x.com", "u@x.com"),
            ("[x]", "%5Bx%5D"),
        ] {
            assert_eq!(segment(text), encoded);
        }
    }

    #[test]
    fn refused_texts() {
        assert!(id("list", "").is_err());
        assert!(id("list", "..").is_err());
        assert!(id("list", "a\nb").is_err());
        assert!(id("list", &"x".repeat(MAX_ID)).is_ok());
        assert!(id("list", &"x".repeat(MAX_ID + 1)).is_err());
        assert!(name("name", "a\u{85}b").is_err());
        assert!(name("name", "größe €.txt").is_ok());
    }

    #[test]
    fn etags() {
        for (text, header) in [
            ("*", Some("*")),
            ("\"{A-1},2\"", Some("\"{A-1},2\"")),
            ("{A-1},2", Some("\"{A-1},2\"")),
            ("W/\"x\"", Some("W/\"x\"")),
            ("W/x", None),
            ("\"a\"b\"", None),
            ("a b", None),
            ("a\r\nX: y", None),
            ("", None),
        ] {
            assert_eq!(etag("if match", text).ok().as_deref(), header, "{text:?}");
        }
    }

    #[test]
    fn content_types() {
        for (text, lawful) in [
            ("text/plain", true),
            ("text/plain; charset=utf-8", true),
            ("image/svg+xml", true),
            ("text", false),
            ("/plain", false),
            ("text/", false),
            ("a/b/c", false),
            ("text/plain\r\nx: y", false),
            ("text/plain; x=é", false),
        ] {
            assert_eq!(content_type("content type", text).is_ok(), lawful, "{text}");
        }
    }
}
