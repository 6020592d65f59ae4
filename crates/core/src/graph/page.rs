//! Web pages in place of the service's response, from gateways, firewalls, captive portals and
//! sign-in pages.

use crate::graph::response::Response;
use crate::graph::words::printable;

/// Where in a page its title is searched for, in bytes from the start.
const HEAD: usize = 16 * 1024;

/// The title of a web page in a response: empty if it has none, `None` if the response is not a
/// page. Graph and its upload hosts respond with JSON or an empty body.
pub(super) fn title(response: &Response) -> Option<String> {
    let text = String::from_utf8_lossy(&response.body[..response.body.len().min(HEAD)]);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let kind = response.header("Content-Type").unwrap_or_default().to_ascii_lowercase();
    let page = text.starts_with('<') || !text.is_empty() && kind.starts_with("text/html");
    page.then(|| printable(&unescaped(between(text, "<title", "</title").unwrap_or_default())))
}

/// The text between a tag, including attributes, and its end tag. Tags match in any casing.
fn between<'a>(text: &'a str, begin: &str, end: &str) -> Option<&'a str> {
    let lower = text.to_ascii_lowercase();
    let open = lower.find(begin)? + begin.len();
    let start = open + lower[open..].find('>')? + 1;
    let length = lower[start..].find(end)?;
    Some(&text[start..start + length])
}

/// The few entities that titles use.
fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&nbsp;", " ").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::response::BodyEnd;

    fn of(body: &str, content_type: &str) -> Option<String> {
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        title(&Response { status: 403, headers, body: body.into(), end: BodyEnd::Whole, early: false })
    }

    #[test]
    fn pages_and_what_is_none() {
        for (body, kind, expected) in [
            ("<html><head><title>Sign in</title>", "text/html", Some("Sign in")),
            ("\u{feff} <!DOCTYPE html>\n<TITLE lang=en>\n Tom &amp; Co\n</TITLE>", "", Some("Tom & Co")),
            ("<html>", "text/html; charset=utf-8", Some("")),
            ("<title>cut", "", Some("")),
            ("<title>ログイン https://portal.example/?t=1</title>", "", Some("ログイン […]")),
            ("Forbidden", "text/html", Some("")),
            ("Forbidden", "text/plain", None),
            ("", "text/html", None),
            (r#"{"error":{"message":"<title>x</title>"}}"#, "application/json", None),
        ] {
            assert_eq!(of(body, kind).as_deref(), expected, "{body:?}");
        }
    }
}
