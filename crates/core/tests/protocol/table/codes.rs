//! Codes that say more than their status, and tokens that are refused.

use graph_upload_core::graph::request::Purpose;

use super::play::{Row, Stage, at_the_last_piece, play};

/// MicrosoftDocs/office-docs issue 12168; microsoftgraph/msgraph-sdk-dotnet issue 1287.
#[test]
fn codes_of_exchange() {
    let quota = "403 {ErrorQuotaExceeded}";
    let busy = "412 {ErrorIrresolvableConflict}";
    let rows: &[Row] = &[
        (
            "full in the middle",
            "outlook",
            format!("PUT 0..5: {quota}; GET: 405; paused Quota {quota}; again; GET: 405; PUT 0..5: taken; PUTS: taken; done").leak(),
        ),
        (
            "full at the last piece",
            "outlook",
            at_the_last_piece(&format!("{quota}; GET: 405; LOOK: nothing; paused Quota {quota}; again; GET: 405")),
        ),
        ("full at creation", "new outlook", format!("LOOK: nothing; POST: {quota}; failed Quota {quota}").leak()),
        ("full in one request", "new outlook-small", format!("LOOK: nothing; INLINE: {quota}; LOOK: nothing; failed Quota {quota}").leak()),
        (
            "four to one draft, at creation",
            "new outlook",
            format!("LOOK: nothing; POST: {busy}; wait 0..1000; POST: {busy}; wait 0..2000; POST: 200 url; PUTS: taken; done").leak(),
        ),
        (
            "four to one draft, in one request",
            "new outlook-small",
            format!("LOOK: nothing; INLINE: {busy}; wait 0..1000; LOOK: nothing; INLINE: 201 item; done").leak(),
        ),
        (
            "four to one draft, at the last piece",
            "outlook",
            at_the_last_piece(&format!("{busy}; GET: 405; LOOK: ours; found")),
        ),
        (
            "a draft that was just made",
            "new outlook",
            "LOOK: 404; POST: 404 {ErrorItemNotFound}; wait 2000; POST: 404 {ErrorItemNotFound}; wait 6000; POST: 200 url; PUTS: taken; done",
        ),
        (
            "a draft that was just made, in one request",
            "new outlook-small",
            "LOOK: 404; INLINE: 404 {ErrorItemNotFound}; wait 2000; INLINE: 201 item; done",
        ),
        (
            "larger than the tenant's limit",
            "outlook",
            "PUT 0..5: 400 {ErrorAttachmentSizeLimitExceeded}; GET: 405; DELETE: 204; failed TooLarge 400 {ErrorAttachmentSizeLimitExceeded}",
        ),
    ];
    play(rows);
}

/// OneDrive/onedrive-api-docs issue 1489; microsoftgraph/msgraph-sdk-dotnet issue 1416.
#[test]
fn tokens() {
    let rows: &[Row] = &[
        (
            "one passing refusal",
            "new drive",
            "LOOK: 401; no token; wait 0..1000; LOOK: nothing; POST: 200 url; PUTS: taken; done",
        ),
        (
            "a refusal that holds",
            "new drive",
            "LOOK: nothing; POST: 401; no token; POST: 401; no token; POST: 401; no token; paused SignIn 401 says sign in again",
        ),
        ("claims pause at once", "new drive", "LOOK: 401 claims; no token; paused SignIn 401"),
        (
            "claims pause at once, with another token",
            "new drive",
            "LOOK: 401 claims; token; LOOK: 401 claims; paused SignIn 401",
        ),
        (
            "a page is no refusal of the token",
            "new drive",
            "LOOK: 401 page; LOOK: nothing; POST: 401 page; POST: 200 url; PUTS: taken; done",
        ),
        (
            "the last piece: asked and looked first",
            "todo",
            at_the_last_piece("401; no token; wait 0..1000; GET: 200 wants 5; LOOK: ours; found"),
        ),
        (
            "the last piece, for ever: its questions do not count",
            "todo",
            at_the_last_piece(
                "401; no token; GET: 200 wants 5; LOOK: nothing; PUT 5..10: 401; no token; GET: 200 wants 5; LOOK: nothing; \
                 PUT 5..10: 401; no token; paused SignIn 401; again; GET: 200 wants 5; LOOK: nothing; PUT 5..10: taken; done",
            ),
        ),
        ("one request", "new todo-empty", "LOOK: nothing; INLINE: 401; token; LOOK: ours; found"),
        (
            "one request, for ever",
            "new todo-empty",
            "LOOK: nothing; INLINE: 401; no token; LOOK: nothing; INLINE: 401; no token; LOOK: nothing; INLINE: 401; no token; \
             paused SignIn? 401; again; LOOK: ours; found",
        ),
        (
            "a commit",
            "drive-source",
            "PUT 0..5: taken; PUT 5..10: 202 wants none; GET: 200 wants none; COMMIT: 401; token; LOOK: ours; found",
        ),
    ];
    play(rows);
}

/// However many tokens the callback has, the same request is not sent for ever.
#[test]
fn a_token_that_is_renewed_each_time_ends() {
    for kind in ["todo", "new todo-empty", "drive-source"] {
        let mut refused = 0;
        let end = Stage::set(kind, "401").until_it_ends(&mut |purpose| match purpose {
            Purpose::Inline | Purpose::Commit | Purpose::Piece { last: true, .. }
                if kind != "drive-source" =>
            {
                refused += 1;
                assert!(refused <= 10, "{kind}: no end");
                "401"
            }
            Purpose::Commit => {
                refused += 1;
                assert!(refused <= 10, "{kind}: no end");
                "401"
            }
            Purpose::Piece { last: true, .. } => "202 wants none",
            Purpose::Piece { .. } => "taken",
            Purpose::Status if kind == "drive-source" => "200 wants none",
            Purpose::Status => "200 wants 5",
            _ => "nothing",
        });
        // The session of a piece tells whether it was carried out; of the other requests only a look does.
        let doubt = if kind == "todo" { "" } else { "?" };
        assert_eq!(end, format!("paused SignIn{doubt}"), "{kind}");
    }
}
