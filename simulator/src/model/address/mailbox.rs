//! Addresses of messages, events, posts, notes and tasks of Outlook. The page documents only the
//! first four forms; the others are in the metadata
//! (`microsoftgraph/msgraph-metadata:schemas/v1.0-Prod.csdl`).

/// The owner of the attachments, and the path after `attachments`.
pub fn read<'a>(parts: &'a [&'a str]) -> Option<(Vec<&'a str>, &'a [&'a str])> {
    let at = parts.iter().position(|part| *part == "attachments")?;
    let (owner, rest) = (&parts[..at], &parts[at + 1..]);
    let owner = match owner {
        ["me", rest @ ..] => [&["users", "me"], mailbox_item(rest)?.as_slice()].concat(),
        ["users", user, rest @ ..] => [&["users", *user], mailbox_item(rest)?.as_slice()].concat(),
        ["groups", group, "conversations", _, "threads", thread, "posts", post]
        | ["groups", group, "threads", thread, "posts", post] => {
            vec!["groups", *group, "threads", *thread, "posts", *post]
        }
        ["groups", group, "conversations", _, "threads", thread, "posts", post, "inReplyTo"]
        | ["groups", group, "threads", thread, "posts", post, "inReplyTo"] => {
            vec!["groups", *group, "threads", *thread, "posts", *post, "inReplyTo"]
        }
        ["groups", group, rest @ ..] => {
            let item = mailbox_item(rest).filter(|item| item[0] == "events")?;
            [&["groups", *group], item.as_slice()].concat()
        }
        _ => return None,
    };
    Some((owner, rest))
}

/// A message, an event, a note or a task of Outlook, whatever folder or calendar it is addressed
/// through.
fn mailbox_item<'a>(parts: &[&'a str]) -> Option<Vec<&'a str>> {
    match parts {
        ["messages", id] => Some(vec!["messages", id]),
        ["notes", id] => Some(vec!["notes", id]),
        // In the beta only; versions are not distinguished here.
        ["outlook", "tasks", id]
        | ["outlook", "taskFolders", _, "tasks", id]
        | ["outlook", "taskGroups", _, "taskFolders", _, "tasks", id] => Some(vec!["outlook", "tasks", id]),
        ["mailFolders" | "childFolders", _, rest @ ..] => {
            mailbox_item(rest).filter(|item| item[0] == "messages")
        }
        ["childFolders", ..] => None,
        ["events" | "calendarView", _, "instances", id] => Some(vec!["events", id]),
        ["events" | "calendarView", id] => Some(vec!["events", id]),
        ["calendar", rest @ ..] | ["calendars", _, rest @ ..] => {
            mailbox_item(rest).filter(|item| item[0] == "events")
        }
        ["calendarGroups", _, rest @ ..] => mailbox_item(rest).filter(|item| item[0] == "events"),
        _ => None,
    }
}
