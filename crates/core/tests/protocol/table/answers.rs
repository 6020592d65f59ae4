//! The responses that scripts write in short; see `play`.

use graph_upload_core::graph::request::Purpose;
use graph_upload_core::graph::response::{BodyEnd, Response};

use super::play::Stage;
use crate::walk::{reply, with_header};

/// What a firewall sends.
const PAGE: &str = "<html><head><title>Web filter</title></head><body>Blocked</body></html>";

impl Stage {
    /// How the service takes the piece that was sent last.
    pub(super) fn taken(&self) -> Response {
        let Some(Purpose::Piece { range, .. }) = &self.sent else { panic!("{}: no piece", self.row) };
        if range.end == self.walk.size() {
            return self.reply("201 item");
        }
        let status = if self.attachments { 200 } else { 202 };
        reply(status, &format!(r#"{{"nextExpectedRanges":["{}-"]}}"#, range.end))
    }

    pub(super) fn sighting(&self, what: &str) -> Response {
        let size = if what == "other" { 99 } else { self.walk.size() };
        let folder = if what == "folder" { r#","folder":{"childCount":0}"# } else { "" };
        let entry = |id: &str| {
            format!(
                r#"{{"id":"{id}","name":"n","size":{size},"eTag":"{id}","uploadedDateTime":"2026-01-01T00:00:00Z"{folder}}}"#
            )
        };
        match (self.lists, what) {
            (true, "two") => reply(200, &format!(r#"{{"value":[{},{}]}}"#, entry("I"), entry("J"))),
            (true, _) => reply(200, &format!(r#"{{"value":[{}]}}"#, entry("I"))),
            (false, _) => reply(200, &entry("I")),
        }
    }

    pub(super) fn reply(&self, answer: &str) -> Response {
        let mut words = answer.split_whitespace();
        let status = words.next().and_then(|word| word.parse().ok()).expect("a status");
        let mut reply = reply(status, "");
        while let Some(word) = words.next() {
            match word {
                "wants" => {
                    let list = match words.next().expect("what it wants") {
                        "none" => String::new(),
                        start => format!(r#""{}-""#, self.offset(start)),
                    };
                    reply.body = format!(r#"{{"nextExpectedRanges":[{list}]}}"#).into_bytes();
                }
                "item" if self.attachments && reply.status == 201 => {
                    reply = with_header(reply, "Location", "https://graph.microsoft.com/x/Attachments('I')");
                    reply.body = br#"{"id":"I"}"#.to_vec();
                }
                "item" => reply.body = br#"{"id":"I","name":"n","size":10}"#.to_vec(),
                "url" => {
                    let body = format!(r#"{{"uploadUrl":"{}","nextExpectedRanges":["0-"]}}"#, self.url);
                    reply.body = body.into_bytes();
                }
                "page" => {
                    reply = with_header(reply, "Content-Type", "text/html");
                    reply.body = PAGE.into();
                }
                "claims" => {
                    let challenge = r#"Bearer error="insufficient_claims", claims="eyJ4IjoxfQ==""#;
                    reply = with_header(reply, "WWW-Authenticate", challenge);
                }
                "early" => reply.early = true,
                "cut" => reply.end = BodyEnd::Cut,
                word => reply = described(reply, word),
            }
        }
        reply
    }
}

/// Adds what a word says to a reply.
fn described(mut reply: Response, word: &str) -> Response {
    if let Some(code) = word.strip_prefix('{').and_then(|word| word.strip_suffix('}')) {
        reply.body = format!(r#"{{"error":{{"code":"x","innererror":{{"code":"{code}"}}}}}}"#).into_bytes();
        return reply;
    }
    match word.split_once('=') {
        Some(("after", seconds)) => with_header(reply, "Retry-After", seconds),
        Some(("date", seconds)) => {
            let begin = std::time::SystemTime::UNIX_EPOCH;
            let later = begin + std::time::Duration::from_secs(seconds.parse().expect("seconds"));
            let reply = with_header(reply, "Date", &httpdate(begin));
            with_header(reply, "Retry-After", &httpdate(later))
        }
        _ => panic!("'{word}' says nothing about a reply"),
    }
}

/// A date as HTTP writes it, in the first hour of 1970, where no local clock is.
fn httpdate(time: std::time::SystemTime) -> String {
    let seconds = time.duration_since(std::time::SystemTime::UNIX_EPOCH).expect("later").as_secs();
    assert!(seconds < 3600);
    format!("Thu, 01 Jan 1970 00:{:02}:{:02} GMT", seconds / 60, seconds % 60)
}
