//! What the service throttles together: what it tells one upload holds for all that it would tell the same.

use crate::policy::retry::Millis;

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

    /// The mailbox, as [`mailbox_in`] names it, where it is one. No kind's name looks like that.
    pub fn mailbox(&self) -> Option<&str> {
        let part = self.part.as_str();
        (part == "me" || part.contains('/')).then_some(part)
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
    fn what_is_a_mailbox() {
        for (part, mailbox) in [
            ("me", Some("me")),
            ("users/u", Some("users/u")),
            ("groups/g", Some("groups/g")),
            ("drive-item", None),
            ("todo-task", None),
        ] {
            assert_eq!(Scope::new("o", part).mailbox(), mailbox, "{part}");
        }
    }

    #[test]
    fn sleepers_are_spread() {
        assert_eq!([0, 50, 5_000, 600_000].map(spread_ms), [0, 5, 500, 1_000]);
    }
}
