//! What each status of a piece means (MicrosoftDocs: api/driveitem-createuploadsession.md,
//! concepts/outlook-large-attachments.md, concepts/todo-attachments.md, concepts/upload-data-to-upload-session.md).

use super::play::{Row, play};

#[test]
fn accepted() {
    let rows: &[Row] = &[
        ("200, progress", "todo", "PUT 0..5: 200 wants 5; PUT 5..10: 201 item; done"),
        (
            "200, final: a file was replaced",
            "drive-replace",
            "PUT 0..5: 202 wants 5; PUT 5..10: 200 item; done",
        ),
        ("201, an item", "drive", "PUT 0..5: 202 wants 5; PUT 5..10: 201 item; done"),
        ("201, a Location", "outlook", "PUT 0..5: 200 wants 5; PUT 5..10: 201 item; done"),
        ("201 with neither", "outlook", "PUT 0..5: 200 wants 5; PUT 5..10: 201; GET: 405; LOOK: ours; found"),
        ("201 in the middle", "todo", "PUT 0..5: 201 item; GET: 200 wants 5; PUT 5..10: 201 item; done"),
        ("202, progress", "drive", "PUT 0..5: 202 wants 5; PUT 5..10: 201 item; done"),
        (
            "202 and all held, commit deferred",
            "drive-deferred",
            "PUT 0..5: 202 wants 5; PUT 5..10: 202 wants none; GET: 200 wants none; COMMIT: 201 item; done",
        ),
        ("204", "drive", "PUT 0..5: 204; GET: 200 wants 5; PUT 5..10: 201 item; done"),
    ];
    play(rows);
}

#[test]
fn refused_for_what_was_sent() {
    let rows: &[Row] = &[
        (
            "400: asked once, else failed",
            "drive",
            "PUT 0..5: 400 {invalidRequest}; GET: 200 wants 0; DELETE: 204; failed Argument 400 {invalidRequest}",
        ),
        ("400, but it has arrived", "drive", "PUT 0..5: 400; GET: 200 wants 5; PUT 5..10: 201 item; done"),
        (
            "400, and no word where it stands",
            "drive",
            "PUT 0..5: 400 {invalidRequest}; GET*3: 404; DELETE: 204; failed Argument 400 {invalidRequest}",
        ),
        // rclone/rclone: backend/onedrive/onedrive.go
        (
            "400 for the path",
            "drive",
            "PUT 0..5: 400 {pathIsTooLong}; GET: 200 wants 0; DELETE: 204; failed Argument 400 {pathIsTooLong}",
        ),
        (
            "405",
            "drive",
            "PUT 0..5: 405 {notAllowed}; GET: 200 wants 0; DELETE: 204; failed Argument 405 {notAllowed}",
        ),
        (
            "411",
            "drive",
            "PUT 0..5: 411 {lengthRequired}; GET: 200 wants 0; DELETE: 204; failed Argument 411 {lengthRequired}",
        ),
        (
            "412 without a condition: once more, then kept",
            "drive",
            "PUT 0..5: 412; GET: 200 wants 0; wait 0..1000; PUT 0..5: 412; GET: 200 wants 0; paused Conflict 412",
        ),
        (
            "412 on the last piece",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 412; GET: 200 wants 5; LOOK: nothing; PUT 5..10: 412; GET: 200 wants 5; \
             LOOK: nothing; paused Conflict 412; again; GET: 200 wants 5; LOOK: nothing; PUT 5..10: 201 item; done",
        ),
        (
            "413: smaller pieces, and then none is smaller",
            "drive-large",
            "PUT 0..5: 413 {maxFragmentLengthExceeded}; GET: 200 wants 0; PUT 0..2: 202 wants 2; \
             PUT 2..4: 413 {maxFragmentLengthExceeded}; GET: 200 wants 2; PUT 2..3: 413 {maxFragmentLengthExceeded}; \
             GET: 200 wants 2; DELETE: 204; failed TooLarge 413 {maxFragmentLengthExceeded}",
        ),
        // MicrosoftDocs: concepts/outlook-large-attachments.md; the tenant's limit for messages
        (
            "413 for the file",
            "outlook",
            "PUT 0..5: 413 {ErrorMessageSizeExceeded}; GET: 405; DELETE: 204; failed TooLarge 413 {ErrorMessageSizeExceeded}",
        ),
        (
            "413 without a code, and no smaller piece",
            "drive",
            "PUT 0..5: 413; GET: 200 wants 0; DELETE: 204; failed TooLarge 413",
        ),
        (
            "415",
            "todo",
            "PUT 0..5: 415 {notSupported}; GET: 200 wants 0; DELETE: 204; failed Argument 415 {notSupported}",
        ),
        ("416: on where it stands", "drive", "PUT 0..5: 416; GET: 200 wants 5; PUT 5..10: 201 item; done"),
        ("416 in the middle of the piece", "drive", "PUT 0..5: 416; GET: 200 wants 3; PUT 3..8: 202 wants 8"),
        (
            "416 twice: not without a pause",
            "drive",
            "PUT 0..5: 416; GET: 200 wants 0; wait 1..1000; PUT 0..5: 416; GET: 200 wants 0; wait 1..2000; PUT 0..5: 202 wants 5",
        ),
        (
            "3xx is never followed",
            "drive",
            "PUT 0..5: 307; GET: 200 wants 0; DELETE: 204; failed UnexpectedResponse 307 says is not followed",
        ),
    ];
    play(rows);
}

#[test]
fn refused_for_who_sends() {
    let rows: &[Row] = &[
        (
            "401 where the token goes along: renewed, same range",
            "todo",
            "PUT 0..5: 401; token; PUT 0..5: 200 wants 5; PUT 5..10: 201 item; done",
        ),
        (
            "401 with a renewed token",
            "todo",
            "PUT 0..5: 401; token; PUT 0..5: 401; wait 0..1000; PUT 0..5: 401; token; PUT 0..5: 401; wait 0..2000; PUT 0..5: 401; \
             token; PUT 0..5: 401; paused SignIn 401; again; PUT 0..5: 200 wants 5",
        ),
        ("401 before any byte", "drive", "PUT 0..5: 401; GET: 401; DELETE: 204; failed Denied 401"),
        // OneDrive/onedrive-api-docs issues 1073 and 1570: the URL's token lives for a day
        (
            "401 later: the URL has died",
            "drive",
            "PUT 0..5: 202 wants 3; PUT 3..8: 401; GET: 401; DELETE: 401; POST: 200 url; PUT 0..5: 202 wants 5",
        ),
        ("403 before any byte", "outlook", "PUT 0..5: 403; GET: 403; DELETE: 204; failed Denied 403"),
        // abraunegg/onedrive issue 3355
        (
            "403 later: the URL has died",
            "drive",
            "PUT 0..5: 202 wants 3; PUT 3..8: 403; GET: 403; DELETE: 204; POST: 200 url; PUT 0..5: 202 wants 5",
        ),
        (
            "401 to the last piece: it may be the file",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 401; GET: 401; LOOK*2: nothing; LOOK: ours; found",
        ),
        (
            "403 to the last piece: and it is not",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 403; GET: 403; LOOK*7: nothing; DELETE: 204; POST: 200 url; PUT 0..5: 202 wants 5",
        ),
    ];
    play(rows);
}

#[test]
fn refused_for_the_session() {
    let rows: &[Row] = &[
        (
            "404 in the middle",
            "drive",
            "PUT 0..5: 202 wants 5; refresh; GET: 200 wants 3; PUT 3..8: 404; GET*3: 404; POST: 200 url; PUT 0..5: 202 wants 5",
        ),
        (
            "410 is like 404",
            "drive",
            "PUT 0..5: 202 wants 5; refresh; GET: 200 wants 3; PUT 3..8: 410; GET: 410; GET*2: 404; POST: 200 url; PUT 0..5: 202 wants 5",
        ),
        (
            "another refusal may be another mistake",
            "drive",
            "PUT 0..5: 404; GET: 404; GET: 200 wants 0; PUT 0..5: 412 {resourceModified}; GET: 200 wants 0; PUT 0..5: 202 wants 5",
        ),
        (
            "404 to the last piece may be the answer to its double",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 404; GET: 404; LOOK: ours; found",
        ),
        (
            "404 to the last piece, and no file: one look where the service guards the name",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 404; GET: 404; LOOK: nothing; DELETE: 404; LOOK: nothing; POST: 200 url; PUT 0..5: 202 wants 5",
        ),
        // The double of the first session's last piece has made the file, which shows late.
        (
            "a conflict with the file of an earlier session",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 404; GET: 404; LOOK: nothing; DELETE: 404; LOOK: nothing; POST: 200 url; \
             PUT 0..5: 202 wants 5; PUT 5..10: 409 {nameAlreadyExists}; GET: 200 wants 5; LOOK*3: nothing; LOOK: ours; found",
        ),
        (
            "the same, where no other session can be had",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 404; GET: 404; LOOK: nothing; DELETE: 404; LOOK: nothing; POST: 507; \
             LOOK*3: nothing; LOOK: ours; found",
        ),
        (
            "the same, and it does not show",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 404; GET: 404; LOOK: nothing; DELETE: 404; LOOK: nothing; dies; POST: 507; \
             LOOK*7: nothing; failed Quota 507",
        ),
        (
            "404 to the last piece, and no file: honest looks where nobody guards it",
            "drive-rename",
            "PUT 0..5: 202 wants 5; PUT 5..10: 404; GET: 404; LOOK*7: nothing; DELETE: 404; LOOK: nothing; POST: 200 url; PUT 0..5: 202 wants 5",
        ),
    ];
    play(rows);
}

#[test]
fn refused_for_the_name_or_the_space() {
    let rows: &[Row] = &[
        // The session survives, so the bytes need not go again.
        (
            "409, the name is taken",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 409 {nameAlreadyExists}; GET: 200 wants none; LOOK: other; paused Conflict 409 {nameAlreadyExists}; again; \
             COMMIT: 201 item; done",
        ),
        (
            "409 under rename: committed under another name",
            "drive-rename",
            "PUT 0..5: 202 wants 5; PUT 5..10: 409 {upload_name_conflict}; GET: 200 wants none; LOOK: nothing; COMMIT: 201 item; done",
        ),
        // OneDrive/onedrive-api-docs issue 1707: after 11 and 30 GB
        (
            "409 resourceModified, and the piece is missing: kept",
            "drive-replace",
            "PUT 0..5: 202 wants 5; PUT 5..10: 409 {resourceModified}; GET: 200 wants 5; LOOK: other; \
             paused Conflict 409 {resourceModified}; again; GET: 200 wants 5; LOOK: other; PUT 5..10: 200 item; done",
        ),
        (
            "409 resourceModified, and all is held: looked for, kept",
            "drive-replace",
            "PUT 0..5: 202 wants 5; PUT 5..10: 409 {resourceModified}; GET: 200 wants none; LOOK: other; \
             paused Conflict 409 {resourceModified}; again; COMMIT: 200 item; done",
        ),
        (
            "409 resourceModified, and the file is there",
            "drive-replace",
            "PUT 0..5: 202 wants 5; PUT 5..10: 409 {resourceModified}; GET: 404; LOOK: ours; found",
        ),
        (
            "409 resourceModified under rename: committed",
            "drive-rename",
            "PUT 0..5: 202 wants 5; PUT 5..10: 409 {resourceModified}; GET: 200 wants none; LOOK: nothing; COMMIT: 201 item; done",
        ),
        (
            "409 resourceModified, and nothing is left",
            "drive-replace",
            "PUT 0..5: 202 wants 5; PUT 5..10: 409 {resourceModified}; GET: 404; LOOK*7: nothing; DELETE: 404; LOOK: nothing; \
             failed Conflict 409 {resourceModified}",
        ),
        (
            "409 early",
            "drive",
            "PUT 0..5: 409 {nameAlreadyExists}; GET: 200 wants 0; DELETE: 204; failed Conflict",
        ),
        // lavinir/hassio-onedrive-backup issue 140
        (
            "507 keeps the session",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 507; GET: 200 wants 5; LOOK: nothing; paused Quota 507; again; GET: 200 wants 5; LOOK: nothing; PUT 5..10: 201 item; done",
        ),
        (
            "507, and all is held: the commit is repeated",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 507; GET: 200 wants none; LOOK: nothing; paused Quota 507; again; COMMIT: 201 item; done",
        ),
    ];
    play(rows);
}

#[test]
fn refused_for_now() {
    for status in [429, 503, 509] {
        let script =
            format!("PUT 0..5: {status} after=7; wait 7000; GET: 200 wants 0; PUT 0..5: 202 wants 5");
        play(&[("throttled", "drive", script.leak())]);
    }
    for status in [408, 425, 500, 502, 503, 504, 509] {
        let script = format!("PUT 0..5: {status}; wait 0..1000; GET: 200 wants 3; PUT 3..8: 202 wants 8");
        play(&[("asked before anything is sent again", "drive", script.leak())]);
    }
    let rows: &[Row] = &[
        // abraunegg/onedrive: src/sync.d; not a tight loop
        (
            "423: a long wait",
            "drive",
            "PUT 0..5: 423; GET: 200 wants 0; wait 30000..60000; PUT 0..5: 202 wants 5",
        ),
        (
            "423 in a session that does not tell where it stands: waited for all the same",
            "outlook",
            "PUT 0..5: 423; GET: 405; wait 30000..60000; PUT 0..5: 423; GET: 405; wait 30000..60000; PUT 0..5: 200 wants 5",
        ),
        (
            "423: and then reported",
            "drive",
            "PUT 0..5: 423; GET*8: 423; paused Conflict 423; again; GET: 200 wants 0; PUT 0..5: 202 wants 5",
        ),
        (
            "a refusal before the body was sent says nothing about the file",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 503 early; GET*3: 404; POST: 200 url",
        ),
    ];
    play(rows);
}

/// Any status can carry it, and then it is waited for.
#[test]
fn retry_after_on_every_status() {
    for status in [200, 202, 204, 400, 408, 409, 416, 423, 425, 429, 500, 502, 503, 504, 509] {
        let wants = if status < 204 { " wants 3" } else { "" };
        let next = if status < 204 { "PUT 3..8: 202 wants 8" } else { "GET: 200 wants 3" };
        let script = format!("PUT 0..5: {status}{wants} after=20; wait 20000; {next}");
        play(&[("Retry-After", "drive", script.leak())]);
    }
    let rows: &[Row] = &[
        (
            "a refusal that may be a mistake: waited for once",
            "drive",
            "PUT 0..5: 403 after=20; wait 20000; GET: 200 wants 0; wait 0..1000; PUT 0..5: 202 wants 5",
        ),
        (
            "404 in a fresh session",
            "drive",
            "PUT 0..5: 404 after=20; wait 20000; GET: 200 wants 0; PUT 0..5: 202 wants 5",
        ),
        (
            "404 later",
            "drive",
            "PUT 0..5: 202 wants 3; PUT 3..8: 404 after=20; wait 20000; GET*3: 404; POST: 200 url",
        ),
        (
            "401 where the token goes along",
            "todo",
            "PUT 0..5: 401 after=20; token; wait 20000; PUT 0..5: 200 wants 5",
        ),
        (
            "507",
            "drive",
            "PUT 0..5: 507 after=20; wait 20000; GET: 200 wants 0; paused Quota; again; GET: 200 wants 0",
        ),
        ("at creation", "new drive", "LOOK: nothing; POST: 503 after=20; wait 20000; POST: 200 url"),
        ("to a look", "new drive", "LOOK: 429 after=20; wait 20000; LOOK: nothing; POST: 200 url"),
        ("to a question", "drive", "PUT 0..5: half; GET: 503 after=20; wait 20000; GET: 200 wants 0"),
        (
            "to an error that ends it, the caller is told as soon as the session has answered",
            "drive",
            "PUT 0..5: 400 {invalidRequest} after=20; wait 20000; GET: 200 wants 0; wait 0; DELETE: 204; failed Argument 400",
        ),
        // No local clock is read: this service lives in 1970.
        ("a date", "drive", "PUT 0..5: 429 date=20; wait 20000; GET: 200 wants 0"),
        ("a date on a conflict", "drive", "PUT 0..5: 409 date=20; wait 20000; GET: 200 wants 5"),
        (
            "longer than the budget",
            "drive",
            "PUT 0..5: 503 after=3600; paused Throttled; again; paused Throttled",
        ),
        ("longer than the budget on a refusal", "drive", "PUT 0..5: 416 after=3600; paused Throttled"),
        ("longer than the budget on progress", "drive", "PUT 0..5: 202 wants 5 after=3600; paused Throttled"),
        (
            "longer than the budget, last piece",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 503 after=3600; paused OutcomeUnknown?; discard; LOOK: ours; found",
        ),
        (
            "longer than the budget, last piece refused",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 429 after=3600; paused Throttled",
        ),
        // Its double may have made the file.
        (
            "longer than the budget, last piece without a session",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 404; GET: 503 after=3600; paused OutcomeUnknown?",
        ),
        (
            "longer than the budget, last piece not wanted",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 416; GET: 503 after=3600; paused OutcomeUnknown?",
        ),
        (
            "longer than the budget, last piece without a session, looked for",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 404; GET: 404; LOOK: 503 after=3600; paused OutcomeUnknown?",
        ),
    ];
    play(rows);
}
