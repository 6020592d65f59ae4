//! The responses that scripts write in short; see `play`.

use graph_upload_core::graph::request::Purpose;
use graph_upload_core::graph::response::{BodyEnd, Response};

use super::play::Stage;
use crate::walk::{response, with_header};

/// What a firewall sends.
const PAGE: &str = "<html><head><title>Web filter</title></head><body>Blocked</body></html>";

impl Stage {
    /// How the service takes the piece that was sent last.
    pub(super) fn taken(&self) -> Response {
        let Some(Purpose::Piece { range, .. }) = &self.sent else { panic!("{}: no piece", self.row) };
        if range.end == self.walk.size() {
            return self.response("201 item");
        }
        let status = if self.attachments { 200 } else { 202 };
        response(status, &format!(r#"{{"nextExpectedRanges":["{}-"]}}"#, range.end))
    }

    pub(super) fn found(&self, what: &str) -> Response {
        let (what, when) = what.split_once(' ').unwrap_or((what, ""));
        let size = if what == "other" { 99 } else { self.walk.size() };
        let modified = match when {
            "new" => r#","lastModifiedDateTime":"2026-01-01T12:00:00Z""#,
            "old" => r#","lastModifiedDateTime":"2026-01-01T11:00:00Z""#,
            _ => "",
        };
        let folder = if what == "folder" { r#","folder":{"childCount":0}"# } else { "" };
        let entry = |id: &str| {
            format!(
                r#"{{"id":"{id}","name":"n","size":{size},"eTag":"{id}","uploadedDateTime":"2026-01-01T00:00:00Z"{folder}{modified}}}"#
            )
        };
        let found = match (self.lists, what) {
            (true, "two") => response(200, &format!(r#"{{"value":[{},{}]}}"#, entry("I"), entry("J"))),
            (true, _) => response(200, &format!(r#"{{"value":[{}]}}"#, entry("I"))),
            (false, _) => response(200, &entry("I")),
        };
        match modified {
            "" => found,
            _ => with_header(found, "Date", "Thu, 01 Jan 2026 12:00:00 GMT"),
        }
    }

    pub(super) fn response(&self, answer: &str) -> Response {
        let mut words = answer.split_whitespace();
        let status = words.next().and_then(|word| word.parse().ok()).expect("a status");
        let mut response = response(status, "");
        while let Some(word) = words.next() {
            match word {
                "wants" => {
                    let list = match words.next().expect("what it wants") {
                        "none" => String::new(),
                        start => format!(r#""{}-""#, self.offset(start)),
                    };
                    response.body = format!(r#"{{"nextExpectedRanges":[{list}]}}"#).into_bytes();
                }
                "item" if self.attachments && response.status == 201 => {
                    response =
                        with_header(response, "Location", "https://graph.microsoft.com/x/Attachments('I')");
                    response.body = br#"{"id":"I"}"#.to_vec();
                }
                "item" => response.body = br#"{"id":"I","name":"n","size":10}"#.to_vec(),
                "url" => {
                    let body = format!(r#"{{"uploadUrl":"{}","nextExpectedRanges":["0-"]}}"#, self.url);
                    response.body = body.into_bytes();
                }
                "page" => {
                    response = with_header(response, "Content-Type", "text/html");
                    response.body = PAGE.into();
                }
                "claims" => {
                    let challenge = r#"Bearer error="insufficient_claims", claims="eyJ4IjoxfQ==""#;
                    response = with_header(response, "WWW-Authenticate", challenge);
                }
                "early" => response.early = true,
                "cut" => response.end = BodyEnd::Cut,
                word => response = described(response, word),
            }
        }
        response
    }
}

/// Adds what a word says to a response.
fn described(mut response: Response, word: &str) -> Response {
    if let Some(code) = word.strip_prefix('{').and_then(|word| word.strip_suffix('}')) {
        response.body =
            format!(r#"{{"error":{{"code":"x","innererror":{{"code":"{code}"}}}}}}"#).into_bytes();
        return response;
    }
    match word.split_once('=') {
        Some(("after", seconds)) => with_header(response, "Retry-After", seconds),
        Some(("date", seconds)) => {
            let begin = std::time::SystemTime::UNIX_EPOCH;
            let later = begin + std::time::Duration::from_secs(seconds.parse().expect("seconds"));
            let response = with_header(response, "Date", &httpdate(begin));
            with_header(response, "Retry-After", &httpdate(later))
        }
        _ => panic!("'{word}' says nothing about a response"),
    }
}

/// A date as HTTP writes it, in the first hour of 1970, where no local clock is.
fn httpdate(time: std::time::SystemTime) -> String {
    let seconds = time.duration_since(std::time::SystemTime::UNIX_EPOCH).expect("later").as_secs();
    assert!(seconds < 3600);
    format!("Thu, 01 Jan 1970 00:{:02}:{:02} GMT", seconds / 60, seconds % 60)
}
