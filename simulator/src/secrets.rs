//! Hides secrets in output: the tokens in upload URLs and headers become `***`.
//!
//! The ids in upload URLs of To Do are not secrets: those URLs require the token as well.

use crate::model::message::Role;

const MASK: &str = "***";
/// The query parameters that grant access to an upload session.
const NAMES: [&str; 5] = ["tempauth", "tempauthtoken", "authtoken", "access_token", "prooftoken"];
/// Headers whose whole value is a secret.
const HEADERS: [&str; 4] = ["authorization", "proxy-authorization", "cookie", "set-cookie"];

/// A text without the secrets of its upload URLs.
pub fn masked(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(value) = next_secret(rest) {
        let end = rest[value..].find(['&', '#', '"', '\'', '<', '>', ' ', ',']).unwrap_or(rest.len() - value);
        shown.push_str(&rest[..value]);
        if end > 0 {
            shown.push_str(MASK);
        }
        rest = &rest[value + end..];
    }
    shown + rest
}

/// Path and query without secrets.
pub fn masked_target(role: Role, target: &str) -> String {
    let shown = masked(target);
    // Older forms of personal drives' URLs are secrets as a whole.
    match ["/up/", "/rup/"].iter().find(|start| role == Role::Personal && shown.starts_with(*start)) {
        Some(start) => format!("{start}{MASK}"),
        None => shown,
    }
}

/// The value of a header without secrets.
pub fn masked_header(name: &str, value: &str) -> String {
    if !HEADERS.iter().any(|secret| name.eq_ignore_ascii_case(secret)) {
        return masked(value);
    }
    // The scheme stays visible.
    match value.split_once(' ') {
        Some((scheme, _)) if name.eq_ignore_ascii_case("authorization") => format!("{scheme} {MASK}"),
        _ => MASK.to_owned(),
    }
}

/// The start of the next secret's value.
fn next_secret(text: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    let found = NAMES.iter().flat_map(|name| lower.match_indices(*name).map(move |(at, _)| (at, name.len())));
    let value = |(at, length): (usize, usize)| {
        let alone = !lower[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let after = &lower[at + length..];
        let sign = ["=", "%3d"].into_iter().find(|sign| after.starts_with(sign));
        sign.filter(|_| alone).map(|sign| at + length + sign.len())
    };
    found.filter_map(value).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_a_session_is_masked() {
        for (text, shown) in [
            ("/x?guid='1'&tempauth=eyJ0.abc", "/x?guid='1'&tempauth=***"),
            ("/x?TempAuth=v1e.abc&dc=0", "/x?TempAuth=***&dc=0"),
            ("/u/1?tempauthtoken=s", "/u/1?tempauthtoken=***"),
            (
                "/x?authtoken=a&prooftoken=b&access_token=c",
                "/x?authtoken=***&prooftoken=***&access_token=***",
            ),
            ("/x?a=https%3A%2F%2Fh%2F?tempauth%3Dabc", "/x?a=https%3A%2F%2Fh%2F?tempauth%3D***"),
            ("go to https://h/?authtoken=a, or not", "go to https://h/?authtoken=***, or not"),
            ("/me/tempauth/notempauth=1", "/me/tempauth/notempauth=1"),
            ("/x?tempauth=", "/x?tempauth="),
        ] {
            assert_eq!(masked(text), shown);
        }
    }

    #[test]
    fn personal_urls_and_headers_are_masked() {
        assert_eq!(masked_target(Role::Personal, "/up/1!secret"), "/up/***");
        assert_eq!(masked_target(Role::Personal, "/rup/1/secret/4m"), "/rup/***");
        assert_eq!(masked_target(Role::Graph, "/up/1?a=b"), "/up/1?a=b");
        assert_eq!(masked_header("Authorization", "Bearer abc"), "Bearer ***");
        assert_eq!(masked_header("authorization", "abc"), "***");
        assert_eq!(masked_header("cookie", "a b"), "***");
        assert_eq!(masked_header("content-range", "bytes 0-1/2"), "bytes 0-1/2");
    }
}
