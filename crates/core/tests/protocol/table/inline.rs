//! Files that go in one request, and responses that are lost to requests other than a piece.

use super::play::{Row, play};

#[test]
fn responses() {
    let rows: &[Row] = &[
        ("an empty attachment", "new todo-empty", "LOOK: nothing; INLINE: 201 item; done"),
        ("a small attachment", "new outlook-small", "LOOK: nothing; INLINE: 201 item; done"),
        ("an empty file, new", "new drive-empty", "LOOK: nothing; INLINE: 201 item; done"),
        ("an empty file, replaced", "new drive-replace-empty", "LOOK: nothing; INLINE: 200 item; done"),
        (
            "an empty file below a folder that was just made",
            "new drive-empty",
            "LOOK: nothing; INLINE: 404; wait 2000; LOOK: nothing; INLINE: 201 item; done",
        ),
        (
            "a name that is locked",
            "new drive-replace-empty",
            "LOOK: nothing; INLINE: 409; LOOK: nothing; wait 30000..60000; LOOK: nothing; INLINE: 201 item; done",
        ),
        (
            "a name that is taken",
            "new drive-empty",
            "LOOK: nothing; INLINE: 409; LOOK: other; failed Conflict 409",
        ),
        (
            "busy",
            "new todo-empty",
            "LOOK: nothing; INLINE: 429 after=3; wait 3000; LOOK: nothing; INLINE: 201 item; done",
        ),
        // What was refused may have been done, and nothing keeps a second file from being made.
        (
            "busy, and the look is refused",
            "new drive-rename-empty",
            "LOOK: nothing; INLINE: 429; LOOK: 400; paused OutcomeUnknown? 400; again; LOOK: ours; found",
        ),
        (
            "the same, where the service itself keeps a second file away",
            "new drive-replace-empty",
            "LOOK: nothing; INLINE: 429; LOOK: 400; INLINE: 201 item; done",
        ),
        (
            "busy for longer than the budget",
            "new todo-empty",
            "LOOK: nothing; INLINE: 429 after=3600; paused Throttled? 429",
        ),
        (
            "a commit that is busy for longer than the budget",
            "drive-deferred",
            "PUT 0..5: taken; PUT 5..10: 202 wants none; GET: 200 wants none; COMMIT: 429 after=3600; paused Throttled? 429",
        ),
        (
            "a commit that is busy to the end",
            "drive-deferred",
            "PUT 0..5: taken; PUT 5..10: 202 wants none; GET: 200 wants none; COMMIT: 429; LOOK: nothing; COMMIT: 429; LOOK: nothing; COMMIT: 429; LOOK: nothing; COMMIT: 429; LOOK: nothing; COMMIT: 429; LOOK: nothing; COMMIT: 429; LOOK: nothing; COMMIT: 429; LOOK: nothing; COMMIT: 429; paused Throttled? 429",
        ),
        ("refused", "new todo-empty", "LOOK: nothing; INLINE: 403; LOOK: nothing; failed Denied 403"),
    ];
    play(rows);
}

#[test]
fn lost_responses() {
    let rows: &[Row] = &[
        ("to a POST, and one is new", "new outlook-small", "LOOK: nothing; INLINE: lost; LOOK: ours; found"),
        (
            "to a POST, and none is new",
            "new outlook-small",
            "LOOK: nothing; INLINE: lost; LOOK*7: nothing; INLINE: 201 item; done",
        ),
        (
            "to a POST, and several are new",
            "new outlook-small",
            "LOOK: nothing; INLINE: 504; LOOK: two; paused OutcomeUnknown?",
        ),
        ("to a PUT under fail", "new drive-empty", "LOOK: nothing; INLINE: lost; LOOK: ours; found"),
        (
            "to a PUT under rename",
            "new drive-rename-empty",
            "LOOK: nothing; INLINE: lost; LOOK*7: nothing; INLINE: 201 item; done",
        ),
        (
            "to a PUT under replace",
            "new drive-replace-empty",
            "LOOK: nothing; INLINE: lost; LOOK*7: nothing; INLINE: 200 item; done",
        ),
        (
            "to a POST that did not leave whole",
            "new outlook-small",
            "LOOK: nothing; INLINE: half; INLINE: 201 item; done",
        ),
    ];
    play(rows);
}

#[test]
fn commits() {
    let held = "PUT 0..5: 202 wants 5; PUT 5..10: 202 wants none; GET: 200 wants none";
    for (kind, script) in [
        ("drive-deferred", "COMMIT: 201 item; done"),
        ("drive-source", "COMMIT: 200 item; done"),
        ("drive-deferred", "COMMIT: lost; LOOK: ours; found"),
        ("drive-source", "COMMIT: lost; LOOK*7: nothing; COMMIT: 201 item; done"),
        // The refusal of the second may be the success of the first.
        ("drive-source", "COMMIT: lost; LOOK*7: nothing; COMMIT: 412; LOOK: ours; found"),
        ("drive-source", "COMMIT: lost; LOOK*7: nothing; COMMIT: 404; LOOK: ours; found"),
        ("drive-deferred", "COMMIT: 504; LOOK: nothing; LOOK: ours; found"),
        ("drive-deferred", "COMMIT: unsent; COMMIT: 201 item; done"),
        ("drive-deferred", "COMMIT: 429 after=4; wait 4000; LOOK: nothing; COMMIT: 201 item; done"),
        (
            "drive-deferred",
            "COMMIT: 423; LOOK: nothing; wait 30000..60000; LOOK: nothing; COMMIT: 201 item; done",
        ),
        ("drive-deferred", "COMMIT: 423; LOOK: ours; found"),
        ("drive-deferred", "COMMIT: 409; LOOK: other; paused Conflict 409; again; COMMIT: 201 item; done"),
        (
            "drive-deferred",
            "COMMIT: 507; LOOK: nothing; paused Quota 507; again; GET: 200 wants none; COMMIT: 201 item; done",
        ),
        ("drive-deferred", "COMMIT: 404; LOOK*7: nothing; POST: 200 url; PUT 0..5: 202 wants 5"),
        ("drive-deferred", "COMMIT: 404; LOOK*2: nothing; LOOK: ours; found"),
        ("drive-deferred", "COMMIT: 401; LOOK: ours; found"),
        ("drive-deferred", "COMMIT: 403; LOOK*3: nothing; LOOK: ours; found"),
        ("drive-deferred", "COMMIT: 403; LOOK*7: nothing; DELETE: 204; POST: 200 url; PUT 0..5: 202 wants 5"),
        ("drive-deferred", "COMMIT: 200; LOOK: ours; found"),
        (
            "drive-deferred",
            "COMMIT: 412; wait 0..1000; LOOK: nothing; COMMIT: 412; LOOK: nothing; paused Conflict 412",
        ),
        (
            "drive-source",
            "COMMIT: 403; LOOK: nothing; paused Denied 403; again; GET: 200 wants none; COMMIT: 201 item; done",
        ),
    ] {
        let rows: &[Row] = &[("a commit", kind, format!("{held}; {script}").leak())];
        play(rows);
    }
}
