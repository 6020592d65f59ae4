//! What can happen, and what follows: no byte lost, none doubled.

use super::play::{Row, play};

#[test]
fn positions() {
    let rows: &[Row] = &[
        ("the next byte", "drive", "PUT 0..5: 202 wants 5; PUT 5..10: 201 item; done"),
        ("part of the piece was taken", "drive", "PUT 0..5: 202 wants 3; wait 0; PUT 3..8: 202 wants 8"),
        (
            "nothing was taken",
            "drive",
            "PUT 0..5: 202 wants 0; wait 0..1000; GET: 200 wants 0; PUT 0..5: 202 wants 5",
        ),
        // OneDrive/onedrive-api-docs issue 79
        (
            "rewound",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 202 wants 0; GET: 200 wants 0; PUT 0..5: 202 wants 5",
        ),
        (
            "beyond what was sent, and not repeated",
            "drive",
            "PUT 0..5: 202 wants 8; GET: 200 wants 5; PUT 5..10: 201 item; done",
        ),
        (
            "beyond what was sent, and repeated",
            "drive",
            "PUT 0..5: 202 wants 8; GET: 200 wants 8; DELETE: 204; failed UnexpectedResponse",
        ),
        (
            "beyond what was sent, twice with progress between",
            "drive",
            "PUT 0..5: 202 wants 8; GET: 200 wants 3; PUT 3..8: 202 wants 9; GET: 200 wants 4; PUT 4..9: 202 wants 9",
        ),
        (
            "beyond what this life has sent, in an adopted session",
            "adopted",
            "GET: 200 wants 8; PUT 8..10: 201 item; done",
        ),
        (
            "no position, but the session tells it",
            "drive",
            "PUT 0..5: 202; GET: 200 wants 5; PUT 5..10: 201 item; done",
        ),
        ("no position, and none when asked", "outlook", "PUT 0..5: 200; GET: 405; PUT 5..10: 201 item; done"),
        (
            "equal to the size: nothing is missing",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 202 wants 10; GET: 200 wants 10; LOOK: ours; found",
        ),
        // OneDrive/onedrive-api-docs issue 71
        (
            "an empty list and no file",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 202 wants none; GET: 200 wants none; LOOK: nothing; LOOK: ours; found",
        ),
        (
            "an empty list where the commit is deferred",
            "drive-source",
            "PUT 0..5: 202 wants 5; PUT 5..10: 202 wants none; GET: 200 wants none; COMMIT: 201 item; done",
        ),
    ];
    play(rows);
}

#[test]
fn losses() {
    let rows: &[Row] = &[
        ("nothing left", "drive", "PUT 0..5: unsent; wait 0..1000; PUT 0..5: 202 wants 5"),
        ("broken off in the body", "drive", "PUT 0..5: half; GET: 200 wants 3; PUT 3..8: 202 wants 8"),
        ("no response", "drive", "PUT 0..5: lost; GET: 200 wants 5; PUT 5..10: 201 item; done"),
        (
            "no response to the last piece, and it is missing",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: lost; GET: 200 wants 7; PUT 7..10: 201 item; done",
        ),
        (
            "no response to the last piece, and all is held",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: lost; GET: 200 wants none; LOOK*3: nothing; LOOK: ours; found",
        ),
        (
            "no response to the last piece, and the session is gone",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: lost; GET: 404; LOOK: ours; found",
        ),
        (
            "the question is lost",
            "drive",
            "PUT 0..5: half; GET: lost; GET: unsent; GET: 502; GET: 200 wants 3; PUT 3..8: 202 wants 8",
        ),
        (
            "the session is gone in the middle",
            "drive",
            "PUT 0..5: 202 wants 3; PUT 3..8: half; GET*3: 404; POST: 200 url; PUT 0..5: 202 wants 5",
        ),
    ];
    play(rows);
}

#[test]
fn looking() {
    let rows: &[Row] = &[
        (
            "a file that shows late",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 504; GET: 404; LOOK*6: nothing; LOOK: ours; found",
        ),
        (
            "absent: a new session",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: lost; GET: 404; LOOK*7: nothing; DELETE: 204; POST: 200 url; PUT 0..5: 202 wants 5",
        ),
        (
            "absent, but the deletion finds no session: looked once more",
            "todo",
            "PUT 0..5: 200 wants 5; PUT 5..10: lost; GET: 404; LOOK*7: nothing; DELETE: 404; LOOK: ours; found",
        ),
        (
            "absent, and still absent",
            "todo",
            "PUT 0..5: 200 wants 5; PUT 5..10: lost; GET: 404; LOOK*7: nothing; DELETE: 404; LOOK: nothing; POST: 200 url; PUT 0..5: 200 wants 5",
        ),
        (
            "a renamed twin",
            "drive-rename",
            "PUT 0..5: 202 wants 5; PUT 5..10: lost; GET: 404; LOOK: ours; found",
        ),
        (
            "several",
            "drive-rename",
            "PUT 0..5: 202 wants 5; PUT 5..10: lost; GET: 404; LOOK: two; paused OutcomeUnknown?; again; LOOK: ours; found",
        ),
        (
            "another size",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: lost; GET: 404; LOOK*7: other; paused OutcomeUnknown?",
        ),
        (
            "429 and 5xx are no evidence",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: lost; GET: 404; LOOK: 429; LOOK: 500; LOOK: ours; found",
        ),
        (
            "403 is no evidence",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: lost; GET: 404; LOOK: 403; paused OutcomeUnknown?",
        ),
        ("an attachment", "outlook", "PUT 0..5: 200 wants 5; PUT 5..10: lost; GET: 405; LOOK: ours; found"),
        (
            "no attachment",
            "outlook",
            "PUT 0..5: 200 wants 5; PUT 5..10: lost; GET: 405; LOOK*7: nothing; DELETE: 204; POST: 200 url; PUT 0..5: 200 wants 5",
        ),
        ("a document", "print", "PUT 0..5: 202 wants 5; PUT 5..10: lost; GET: 404; LOOK: ours; found"),
        (
            "nothing to look at",
            "adopted",
            "GET: 200 wants 5; PUT 5..10: lost; GET: 404; paused OutcomeUnknown?",
        ),
    ];
    play(rows);
}

#[test]
fn sessions_that_are_not_found_at_first() {
    let rows: &[Row] = &[
        // rclone/rclone: backend/onedrive/onedrive.go
        (
            "drive: asked a few times, then a new session",
            "drive",
            "PUT 0..5: 404; wait 2000; GET: 404; wait 2000; GET: 404; wait 4000; GET: 404; wait 0..1000; POST: 200 url",
        ),
        (
            "drive: it shows after a while",
            "drive",
            "PUT 0..5: 404; wait 2000; GET: 404; wait 2000; GET: 200 wants 0; wait 0..1000; PUT 0..5: 202 wants 5",
        ),
        // ggpwnkthx/Microsoft-Graph-SMTP-Relay pull 47
        (
            "outlook: a new session",
            "outlook",
            "PUT 0..5: 404 {ErrorItemNotFound}; wait 2000; GET: 404; wait 0..1000; POST: 200 url; PUT 0..5: 200 wants 5",
        ),
        (
            "to do: the other form, then a new session",
            "todo",
            "PUT 0..5: 404; wait 0; PUT 0..5: 405; wait 2000; GET: 404; wait 0..1000; POST: 200 url; PUT 0..5: 200 wants 5",
        ),
        (
            "three new sessions, then an error",
            "outlook",
            "PUT 0..5: 404; GET: 404; POST: 200 url; PUT 0..5: 404; GET: 404; POST: 200 url; PUT 0..5: 404; GET: 404; \
             POST: 200 url; PUT 0..5: 404; GET: 404; failed Expired 404",
        ),
    ];
    play(rows);
}

#[test]
fn creation() {
    let rows: &[Row] = &[
        (
            "lost: created again",
            "new todo",
            "LOOK: nothing; POST: lost; POST: 200 url; PUT 0..5: 200 wants 5",
        ),
        // OneDrive/onedrive-api-docs issue 747: the stub of an unseen session locks the name for a quarter of an hour
        (
            "lost, and then the name is locked",
            "new drive",
            "LOOK: nothing; POST: lost; POST: 409 {nameAlreadyExists}; wait 200000; POST: 200 url",
        ),
        ("cut short", "new drive", "LOOK: nothing; POST: 200 url cut; POST: 409; wait 200000; POST: 200 url"),
        ("409 under fail", "new drive", "LOOK: nothing; POST: 409 {nameAlreadyExists}; failed Conflict"),
        (
            "409 under replace: locked",
            "new drive-replace",
            "LOOK: nothing; POST: 409 {nameAlreadyExists}; wait 30000..60000; POST: 200 url",
        ),
        (
            "409 under rename: locked",
            "new drive-rename",
            "LOOK: nothing; POST: 409 {nameAlreadyExists}; wait 30000..60000; POST: 200 url",
        ),
        ("409 under replace, for ever", "new drive-replace", "LOOK: nothing; POST*8: 409; paused Conflict"),
        (
            "409 after a session of our own",
            "drive",
            "PUT 0..5: 202 wants 3; PUT 3..8: 404; GET*3: 404; POST: 409; wait 30000..60000; GET*3: 404; POST: 200 url",
        ),
        // The last piece of the session before has had an effect after all, and its file takes the name.
        (
            "409 after a last piece of our own: looked for before each wait",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: lost; GET: 404; LOOK*7: nothing; DELETE: 404; LOOK: nothing; POST: 409; LOOK*7: nothing; \
             POST: 409; LOOK: nothing; wait 30000..60000; POST: 409; LOOK: ours; found",
        ),
        // OneDrive/onedrive-api-docs issue 989
        (
            "409 after a session of our own that could not be deleted",
            "drive",
            "PUT 0..5: 202 wants 3; PUT 3..8: 403; GET: 403; DELETE: 503; POST: 409; wait 0; DELETE: 204; wait 30000..60000; POST: 200 url",
        ),
        (
            "the same, and the deletion was lost",
            "drive",
            "PUT 0..5: 202 wants 3; PUT 3..8: 403; GET: 403; DELETE: lost; POST: 409; DELETE: lost; POST: 409; DELETE: 404; POST: 200 url",
        ),
        (
            "412 once more",
            "new drive",
            "LOOK: nothing; POST: 412; wait 0..1000; POST: 412; failed Conflict 412",
        ),
        ("423", "new drive", "LOOK: nothing; POST: 423; wait 30000..60000; POST: 200 url"),
        ("403", "new drive", "LOOK: nothing; POST: 403; failed Denied"),
        ("400", "new drive", "LOOK: nothing; POST: 400; failed Argument"),
        ("507", "new drive", "LOOK: nothing; POST: 507; failed Quota"),
        // tonimelisma/onedrive-go: spec/reference/graph-api-quirks.md
        (
            "404 below a folder that was just made",
            "new drive",
            "LOOK: nothing; POST: 404; wait 2000; POST: 404; wait 6000; POST: 200 url",
        ),
        (
            "404 for a path that is wrong",
            "new drive",
            "LOOK: nothing; POST: 404; POST: 404; POST: 404; failed NotFound",
        ),
        ("404 for a task that is not there", "new todo", "LOOK: 404; POST*3: 404; failed NotFound 404"),
    ];
    play(rows);
}

#[test]
fn giving_up() {
    let rows: &[Row] = &[
        ("deleted", "drive", "PUT 0..5: 202 wants 5; discard; DELETE: 204; discarded"),
        ("404 counts as deleted", "drive", "discard; DELETE: 404; discarded"),
        ("410 counts as deleted", "drive", "discard; DELETE: 410; discarded"),
        ("lost: repeated", "drive", "discard; DELETE: lost; DELETE: 404; discarded"),
        (
            "after the last piece: looked first",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: lost; discard; LOOK: ours; found",
        ),
        (
            "after the last piece, absent",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: lost; discard; LOOK*7: nothing; DELETE: 204; discarded",
        ),
        (
            "all replaced together by a new session",
            "todo",
            "PUT 0..5: 404; PUT 0..5: 404; GET: 404; POST: 200 url; PUT 0..5: 200 wants 5; PUT 5..10: lost; GET: 404; LOOK: ours; found",
        ),
    ];
    play(rows);
}
