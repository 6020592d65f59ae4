//! Throttling is shared: what the service tells one upload holds for all that it would tell the same.
//!
//! Requests that come in spite of it count as well, and lead to longer waits
//! (OneDrive/onedrive-api-docs: docs/rest-api/concepts/scan-guidance.md).

use std::collections::HashMap;

use crate::graph::response::Response;
use crate::graph::retry_after;
use crate::policy::retry::Millis;

/// How many scopes are remembered. Only those count that are quiet now, so this is never reached by far.
const MAX_SCOPES: usize = 1_024;

/// The longest time over which sleepers are spread when they wake, in milliseconds.
const MAX_SPREAD_MS: u64 = 1_000;

/// What the service throttles together: on one origin a mailbox, or a kind's whole tenant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Scope {
    origin: String,
    part: String,
}

impl Scope {
    /// The scope of requests to an origin for a mailbox, or for a kind where there is none.
    pub fn new(origin: &str, part: &str) -> Self {
        Self { origin: origin.to_owned(), part: part.to_owned() }
    }
}

/// Which scopes have to be quiet, and until when.
#[derive(Debug, Default)]
pub struct Throttle {
    quiet: HashMap<Scope, Millis>,
}

impl Throttle {
    /// Takes over what a response says about its scope.
    pub fn heard(&mut self, now: Millis, scope: Scope, reply: &Response) {
        if !matches!(reply.status, 429 | 503 | 509) {
            return;
        }
        let Some(wait) = retry_after::retry_after_ms(reply) else { return };
        self.quiet.retain(|_, until| *until > now);
        if self.quiet.len() >= MAX_SCOPES && !self.quiet.contains_key(&scope) {
            let soonest = self.quiet.iter().min_by_key(|(_, until)| **until).map(|(scope, _)| scope.clone());
            soonest.and_then(|scope| self.quiet.remove(&scope));
        }
        let until = self.quiet.entry(scope).or_insert(0);
        *until = (*until).max(now.saturating_add(wait));
    }

    /// Until when a scope has to be quiet, if it has to be.
    pub fn quiet_until(&self, now: Millis, scope: &Scope) -> Option<Millis> {
        self.quiet.get(scope).copied().filter(|until| *until > now)
    }
}

/// Over how long the end of a wait is spread, so that its sleepers do not come back together.
pub fn spread_ms(wait: Millis) -> Millis {
    (wait / 10).min(MAX_SPREAD_MS)
}

/// The mailbox that a path below Graph's version leads to, such as `me` and `users/{id}`; `None` where it is no mailbox
/// that holds what is there.
pub fn mailbox_in(path: &str) -> Option<String> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let segments: Vec<String> = path.split('/').map(str::to_ascii_lowercase).collect();
    let at = segments.iter().position(|segment| owner(segment).is_some())?;
    let (collection, key) = owner(&segments[at])?;
    let (owner, next) = match (collection, key) {
        ("me", _) => ("me".to_owned(), at + 1),
        (collection, Some(key)) => (format!("{collection}/{key}"), at + 1),
        (collection, None) => (format!("{collection}/{}", segments.get(at + 1)?), at + 2),
    };
    let drive = segments.get(next).is_some_and(|next| next == "drive" || next == "drives");
    (!drive).then_some(owner)
}

/// A segment that names an owner, and its key where that stands in parentheses: `users('x')`.
fn owner(segment: &str) -> Option<(&str, Option<&str>)> {
    let (collection, key) = match segment.split_once("('") {
        Some((collection, key)) => (collection, Some(key.strip_suffix("')")?)),
        None => (segment, None),
    };
    matches!(collection, "me" | "users" | "groups").then_some((collection, key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::response::BodyEnd;

    fn throttled(status: u16, seconds: &str) -> Response {
        let headers = vec![("retry-after".to_owned(), seconds.to_owned())];
        Response { status, headers, body: Vec::new(), end: BodyEnd::Whole, early: false }
    }

    #[test]
    fn a_scope_is_quiet_and_others_are_not() {
        let mut throttle = Throttle::default();
        let me = Scope::new("https://graph.microsoft.com:443", "me");
        for (status, quiet) in
            [(429, true), (503, true), (509, true), (500, false), (200, false), (404, false)]
        {
            let scope = Scope::new("https://graph.microsoft.com:443", &status.to_string());
            throttle.heard(1_000, scope.clone(), &throttled(status, "2"));
            assert_eq!(throttle.quiet_until(1_000, &scope), quiet.then_some(3_000), "{status}");
        }
        throttle.heard(1_000, me.clone(), &throttled(429, "2"));
        throttle.heard(1_500, me.clone(), &throttled(429, "0.1"));
        assert_eq!(throttle.quiet_until(2_999, &me), Some(3_000), "the longest wait holds");
        assert_eq!(throttle.quiet_until(3_000, &me), None);
        for other in [
            Scope::new("https://graph.microsoft.com:443", "users/u"),
            Scope::new("https://outlook.office.com:443", "me"),
        ] {
            assert_eq!(throttle.quiet_until(1_000, &other), None);
        }
    }

    #[test]
    fn scopes_are_quiet_beside_each_other() {
        let mut throttle = Throttle::default();
        let scopes = ["a", "b", "c"].map(|part| Scope::new("o", part));
        for scope in scopes.iter().chain([&scopes[0]]) {
            throttle.heard(0, scope.clone(), &throttled(429, "2"));
        }
        assert!(scopes.iter().all(|scope| throttle.quiet_until(0, scope) == Some(2_000)));
    }

    #[test]
    #[cfg_attr(miri, ignore = "ten thousand scopes, and no unsafe code")]
    fn what_is_over_is_forgotten() {
        let mut throttle = Throttle::default();
        for number in 0..10_000_u64 {
            let scope = Scope::new("o", &number.to_string());
            throttle.heard(0, scope, &throttled(429, &(10 + number).to_string()));
            assert!(throttle.quiet.len() <= MAX_SCOPES);
        }
        assert!(throttle.quiet_until(0, &Scope::new("o", "9999")).is_some(), "the soonest is let go");
        throttle.heard(1_000_000_000, Scope::new("o", "x"), &throttled(429, "1"));
        assert_eq!(throttle.quiet.len(), 1);
    }

    #[test]
    fn mailboxes() {
        for (path, expected) in [
            ("/me/todo/lists/l/tasks/t/attachments?$select=id", Some("me")),
            ("/me/messages/m/attachments", Some("me")),
            ("/users/U@X/messages/m/attachments", Some("users/u@x")),
            ("/groups/g/threads/t/posts/p/attachments", Some("groups/g")),
            ("/v1.0/users/1-2/todo/lists/l/tasks/t/attachmentSessions/s=", Some("users/1-2")),
            ("/api/v2.0/Users('a@b')/Messages('M=')/AttachmentSessions('S=')?authtoken=x", Some("users/a@b")),
            ("/me/drive/root:/me/x", None),
            ("/users/u/drive/items/i", None),
            ("/groups/g/drives/d", None),
            ("/drives/d/items/i", None),
            ("/print/printers/p/jobs/j/documents/d", None),
            ("/x/users/u/drive/items/i", None),
            ("/x/y/users/u/drive/items/i", None),
            ("/x/y/users('u')/drive/items/i", None),
            ("/x/y/me/drive/items/i", None),
            ("/users", None),
            ("/", None),
        ] {
            assert_eq!(mailbox_in(path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn sleepers_are_spread() {
        assert_eq!([0, 50, 5_000, 600_000].map(spread_ms), [0, 5, 500, 1_000]);
    }
}
