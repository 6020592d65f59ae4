//! What the server answers: as a drive does, and as little of it as the programs that are measured need.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::head::Head;

/// A response, before it is written.
pub struct ServerResponse {
    pub status: u16,
    pub body: String,
    /// Bytes of files that came with the request.
    pub content: u64,
    /// Whether the request made a file whole.
    pub stored: bool,
    /// What was wrong with the request.
    pub fault: Option<String>,
}

impl ServerResponse {
    fn new(status: u16, body: impl Into<String>) -> Self {
        Self { status, body: body.into(), content: 0, stored: false, fault: None }
    }

    fn refused(status: u16, code: &str, fault: String) -> Self {
        let body = format!(r#"{{"error":{{"code":"{code}","message":"{code}"}}}}"#);
        Self { fault: Some(fault), ..Self::new(status, body) }
    }
}

/// The open sessions.
#[derive(Default)]
pub struct Drive(Mutex<Sessions>);

#[derive(Default)]
struct Sessions {
    last: u64,
    open: HashMap<u64, Session>,
}

struct Session {
    name: String,
    next: u64,
}

/// Far enough ahead for any run.
const EXPIRES: &str = r#""expirationDateTime":"2099-01-01T00:00:00.000Z""#;

impl Drive {
    /// Answers a request whose body has arrived. `origin` is the server's own, such as `https://localhost:1234`.
    pub fn answer(&self, head: &Head, origin: &str) -> ServerResponse {
        let path = &decoded(head.target.split('?').next().unwrap_or_default());
        match (head.method.as_str(), path.strip_prefix("/up/")) {
            ("GET", None) => {
                ServerResponse::new(404, r#"{"error":{"code":"itemNotFound","message":"itemNotFound"}}"#)
            }
            ("POST", None) if path.ends_with(":/createUploadSession") => self.create(path, origin),
            ("PUT", None) if path.ends_with(":/content") => {
                let item = item(name(path), head.length);
                ServerResponse { content: head.length, stored: true, ..ServerResponse::new(201, item) }
            }
            ("PUT", Some(id)) => self.piece(id, head),
            ("DELETE", Some(id)) => {
                self.lock().open.remove(&id.parse().unwrap_or(0));
                ServerResponse::new(204, "")
            }
            _ => ServerResponse::refused(400, "invalidRequest", format!("{} {path}", head.method)),
        }
    }

    fn create(&self, path: &str, origin: &str) -> ServerResponse {
        let mut sessions = self.lock();
        sessions.last += 1;
        let id = sessions.last;
        sessions.open.insert(id, Session { name: name(path).to_owned(), next: 0 });
        let url = format!(r#"{{"uploadUrl":"{origin}/up/{id}",{EXPIRES},"nextExpectedRanges":["0-"]}}"#);
        ServerResponse::new(200, url)
    }

    fn piece(&self, id: &str, head: &Head) -> ServerResponse {
        let mut sessions = self.lock();
        let id = id.parse().unwrap_or(0);
        let Some(session) = sessions.open.get_mut(&id) else {
            return ServerResponse::refused(
                404,
                "itemNotFound",
                format!("a piece of session {id}, which is not open"),
            );
        };
        let Some((first, last, size)) = head.range else {
            return ServerResponse::refused(400, "invalidRequest", "a piece without a range".to_owned());
        };
        if first != session.next || last.checked_sub(first) != head.length.checked_sub(1) || last >= size {
            let fault = format!("{first}-{last}/{size} of {} bytes, at {}", head.length, session.next);
            return ServerResponse::refused(416, "invalidRange", fault);
        }
        session.next = last + 1;
        if session.next < size {
            // With the end, as SharePoint has it: the Python SDK reads no other.
            let body = format!(r#"{{{EXPIRES},"nextExpectedRanges":["{}-{}"]}}"#, session.next, size - 1);
            return ServerResponse { content: head.length, ..ServerResponse::new(202, body) };
        }
        let response = ServerResponse::new(201, item(&session.name, size));
        sessions.open.remove(&id);
        ServerResponse { content: head.length, stored: true, ..response }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Sessions> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A path with the colons and slashes that the Python SDK encodes.
fn decoded(path: &str) -> Cow<'_, str> {
    match path.contains('%') {
        true => path.replace("%3A", ":").replace("%2F", "/").into(),
        false => path.into(),
    }
}

fn item(name: &str, size: u64) -> String {
    let hash = hash_of_zeros(size);
    format!(
        r#"{{"id":"01{name}","name":"{name}","size":{size},"eTag":"\"{{1}},1\"","file":{{"hashes":{{"quickXorHash":"{hash}"}}}}}}"#
    )
}

/// QuickXorHash of so many zeros, which all files here are: nothing, with the length in the last eight bytes.
fn hash_of_zeros(length: u64) -> String {
    let mut hash = [0; 20];
    hash[12..].copy_from_slice(&length.to_le_bytes());
    BASE64_STANDARD.encode(hash)
}

/// The last segment of the path that stands between colons; the programs use names that need no encoding.
fn name(path: &str) -> &str {
    let path = path.rsplit_once(":/").map_or(path, |(path, _)| path);
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use graph_upload_core::graph::quickxor::QuickXorHash;

    use super::*;

    fn head(method: &str, target: &str, length: u64, range: Option<(u64, u64, u64)>) -> Head {
        Head { method: method.to_owned(), target: target.to_owned(), length, range, expects: false }
    }

    #[test]
    fn a_file_in_two_pieces() {
        let drive = Drive::default();
        let create = head("POST", "/v1.0/me/drive/root:/a:/createUploadSession", 2, None);
        let response = drive.answer(&create, "http://localhost:1");
        assert!(response.body.contains(r#""uploadUrl":"http://localhost:1/up/1""#), "{}", response.body);
        let first = drive.answer(&head("PUT", "/up/1", 10, Some((0, 9, 15))), "");
        assert_eq!((first.status, first.content, first.stored), (202, 10, false));
        assert!(first.body.contains(r#""nextExpectedRanges":["10-14"]"#), "{}", first.body);
        let last = drive.answer(&head("PUT", "/up/1", 5, Some((10, 14, 15))), "");
        assert_eq!((last.status, last.content, last.stored), (201, 5, true));
        assert!(last.body.contains(r#""name":"a","size":15"#), "{}", last.body);
        assert!(drive.answer(&head("PUT", "/up/1", 5, Some((10, 14, 15))), "").fault.is_some());
    }

    #[test]
    fn pieces_in_the_wrong_place_are_faults() {
        for (length, range) in [
            (10, Some((5, 14, 15))),
            (9, Some((0, 9, 15))),
            (16, Some((0, 15, 15))),
            (0, Some((1, 0, 15))),
            (10, None),
        ] {
            let drive = Drive::default();
            drive.answer(&head("POST", "/v1.0/me/drive/root:/a:/createUploadSession", 2, None), "");
            let response = drive.answer(&head("PUT", "/up/1", length, range), "");
            assert!(response.fault.is_some() && response.content == 0, "{length} {range:?}");
        }
    }

    #[test]
    fn hashes_are_those_of_zeros() {
        for length in [0, 1, 8192, 100_000] {
            let mut hash = QuickXorHash::new();
            hash.update(&vec![0; length]);
            assert_eq!(hash_of_zeros(length as u64), hash.to_base64(), "{length}");
        }
    }

    #[test]
    fn a_whole_file() {
        let response =
            Drive::default().answer(&head("PUT", "/v1.0/me/drive/root:/b/c:/content", 7, None), "");
        assert_eq!((response.status, response.content, response.stored), (201, 7, true));
        assert!(response.body.contains(r#""name":"c","size":7"#), "{}", response.body);
    }
}
