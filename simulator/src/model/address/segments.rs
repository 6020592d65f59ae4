//! The segments of a path: escapes, keys in parentheses, namespaces
//! (`oasis-tcs/odata-abnf:abnf/odata-abnf-construction-rules.txt`).

use crate::model::text::unescape;
use crate::model::tolerated::Tolerated;

/// The segments after the first slash, decoded once. An escaped slash belongs to its segment,
/// because ids may contain one. `None` if an escape is malformed.
pub fn unescaped(path: &str) -> Option<Vec<String>> {
    path.strip_prefix('/').unwrap_or(path).split('/').map(unescape).collect()
}

/// The segments with each `name('key')` split in two, `name` and `key`.
pub fn with_keys(parts: &[String], tolerated: &mut Tolerated) -> Vec<String> {
    let mut apart = Vec::new();
    for part in parts {
        match key(part) {
            Some((name, key)) => {
                tolerated.note("a key in parentheses");
                apart.extend([name.to_owned(), key]);
            }
            None => apart.push(part.clone()),
        }
    }
    apart
}

/// Removes the namespace from the full name of an action.
pub fn strip_namespace(segment: &mut String, tolerated: &mut Tolerated) {
    if let Some(name) = segment.strip_prefix("microsoft.graph.") {
        tolerated.note("the full name of an action");
        *segment = name.to_owned();
    }
}

/// Spells the names of segments as the metadata does. The service's own pages and links use other
/// casings, such as `/me/mailfolders`
/// (`microsoftgraph/microsoft-graph-docs-contrib:api-reference/v1.0/api/message-delta.md`).
pub fn usual_casing(parts: &mut [String], tolerated: &mut Tolerated) {
    let mut is_key = false;
    for part in parts {
        let same = |name: &&&str| !is_key && name.eq_ignore_ascii_case(part);
        let collection = COLLECTIONS.iter().find(same);
        let name = collection.or_else(|| OTHER_NAMES.iter().find(same)).copied();
        is_key = collection.is_some();
        let Some(name) = name.filter(|name| name != part) else { continue };
        // `Location` headers capitalise this one.
        if part != "Attachments" {
            tolerated.note(format!("'{part}' in another casing"));
        }
        name.clone_into(part);
    }
}

/// The collections followed by a key.
const COLLECTIONS: [&str; 20] = [
    "users",
    "groups",
    "mailFolders",
    "childFolders",
    "messages",
    "calendarGroups",
    "calendars",
    "calendarView",
    "events",
    "instances",
    "conversations",
    "threads",
    "posts",
    "lists",
    "tasks",
    "printers",
    "shares",
    "jobs",
    "documents",
    "attachmentSessions",
];
/// Names that may end a path, or are not followed by a key.
const OTHER_NAMES: [&str; 8] =
    ["me", "todo", "calendar", "inReplyTo", "print", "attachments", "createUploadSession", "content"];

/// The parts of `name('key')` or `name('key'):`, with doubled quotes in the key undone and a colon
/// at its end.
fn key(segment: &str) -> Option<(&str, String)> {
    let (name, rest) = segment.split_once("('")?;
    let (key, colon) = match rest.strip_suffix("')") {
        Some(key) => (key, ""),
        None => (rest.strip_suffix("'):")?, ":"),
    };
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_name && !key.is_empty()).then(|| (name, key.replace("''", "'") + colon))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        for (segment, expected) in [
            ("messages('AAMk=')", Some(("messages", "AAMk="))),
            ("children('it''s.txt')", Some(("children", "it's.txt"))),
            ("items('01A'):", Some(("items", "01A:"))),
            ("messages('')", None),
            ("('x')", None),
            ("a b('x')", None),
            ("messages(AAMk=)", None),
            ("messages('x')y", None),
        ] {
            let expected = expected.map(|(name, key)| (name, key.to_owned()));
            assert_eq!(key(segment), expected, "{segment}");
        }
    }
}
