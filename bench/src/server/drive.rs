//! What the server answers: as a drive does, and as little of it as the programs that are measured need.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::head::Head;

/// A reply, before it is written.
pub struct Reply {
    pub status: u16,
    pub body: String,
    /// Bytes of files that came with the request.
    pub content: u64,
    /// Whether the request made a file whole.
    pub stored: bool,
    /// What was wrong with the request.
    pub fault: Option<String>,
}

impl Reply {
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
    pub fn answer(&self, head: &Head, origin: &str) -> Reply {
        let path = head.target.split('?').next().unwrap_or_default();
        match (head.method.as_str(), path.strip_prefix("/up/")) {
            ("GET", None) => Reply::new(404, r#"{"error":{"code":"itemNotFound","message":"itemNotFound"}}"#),
            ("POST", None) if path.ends_with(":/createUploadSession") => self.create(path, origin),
            ("PUT", None) if path.ends_with(":/content") => {
                let item = item(name(path), head.length);
                Reply { content: head.length, stored: true, ..Reply::new(201, item) }
            }
            ("PUT", Some(id)) => self.piece(id, head),
            ("DELETE", Some(id)) => {
                self.lock().open.remove(&id.parse().unwrap_or(0));
                Reply::new(204, "")
            }
            _ => Reply::refused(400, "invalidRequest", format!("{} {path}", head.method)),
        }
    }

    fn create(&self, path: &str, origin: &str) -> Reply {
        let mut sessions = self.lock();
        sessions.last += 1;
        let id = sessions.last;
        sessions.open.insert(id, Session { name: name(path).to_owned(), next: 0 });
        let url = format!(r#"{{"uploadUrl":"{origin}/up/{id}",{EXPIRES},"nextExpectedRanges":["0-"]}}"#);
        Reply::new(200, url)
    }

    fn piece(&self, id: &str, head: &Head) -> Reply {
        let mut sessions = self.lock();
        let id = id.parse().unwrap_or(0);
        let Some(session) = sessions.open.get_mut(&id) else {
            return Reply::refused(
                404,
                "itemNotFound",
                format!("a piece of session {id}, which is not open"),
            );
        };
        let Some((first, last, size)) = head.range else {
            return Reply::refused(400, "invalidRequest", "a piece without a range".to_owned());
        };
        if first != session.next || last.checked_sub(first) != head.length.checked_sub(1) || last >= size {
            let fault = format!("{first}-{last}/{size} of {} bytes, at {}", head.length, session.next);
            return Reply::refused(416, "invalidRange", fault);
        }
        session.next = last + 1;
        if session.next < size {
            let body = format!(r#"{{{EXPIRES},"nextExpectedRanges":["{}-"]}}"#, session.next);
            return Reply { content: head.length, ..Reply::new(202, body) };
        }
        let reply = Reply::new(201, item(&session.name, size));
        sessions.open.remove(&id);
        Reply { content: head.length, stored: true, ..reply }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Sessions> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn item(name: &str, size: u64) -> String {
    format!(r#"{{"id":"01{name}","name":"{name}","size":{size},"eTag":"\"{{1}},1\"","file":{{}}}}"#)
}

/// The last segment of the path that stands between colons; the programs use names that need no encoding.
fn name(path: &str) -> &str {
    let path = path.rsplit_once(":/").map_or(path, |(path, _)| path);
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(method: &str, target: &str, length: u64, range: Option<(u64, u64, u64)>) -> Head {
        Head { method: method.to_owned(), target: target.to_owned(), length, range, expects: false }
    }

    #[test]
    fn a_file_in_two_pieces() {
        let drive = Drive::default();
        let create = head("POST", "/v1.0/me/drive/root:/a:/createUploadSession", 2, None);
        let reply = drive.answer(&create, "http://localhost:1");
        assert!(reply.body.contains(r#""uploadUrl":"http://localhost:1/up/1""#), "{}", reply.body);
        let first = drive.answer(&head("PUT", "/up/1", 10, Some((0, 9, 15))), "");
        assert_eq!((first.status, first.content, first.stored), (202, 10, false));
        assert!(first.body.contains(r#""nextExpectedRanges":["10-"]"#), "{}", first.body);
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
            let reply = drive.answer(&head("PUT", "/up/1", length, range), "");
            assert!(reply.fault.is_some() && reply.content == 0, "{length} {range:?}");
        }
    }

    #[test]
    fn a_whole_file() {
        let reply = Drive::default().answer(&head("PUT", "/v1.0/me/drive/root:/b/c:/content", 7, None), "");
        assert_eq!((reply.status, reply.content, reply.stored), (201, 7, true));
        assert!(reply.body.contains(r#""name":"c","size":7"#), "{}", reply.body);
    }
}
