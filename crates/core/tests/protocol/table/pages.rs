//! Answers of something between, and what is told of an outcome that nobody knows.

use super::play::{Row, play};

#[test]
fn pages_at_every_step() {
    let held = "PUT 0..5: taken; PUT 5..10: 202 wants none; GET: 200 wants none; ";
    let told = "says not the service's answer: \"Web filter\"";
    for status in [200, 400, 403, 404] {
        let page = format!("{status} page");
        for (kind, script) in [
            ("new drive", format!("LOOK: {page}; LOOK: nothing; POST: 200 url; PUTS: taken; done")),
            ("new drive", format!("LOOK: nothing; POST: {page}; POST: 200 url; PUTS: taken; done")),
            (
                "new drive",
                format!("LOOK: nothing; POST*3: {page}; failed UnexpectedResponse {status} {told}"),
            ),
            (
                "drive",
                format!("PUT 0..5: half; GET: {page}; GET: 200 wants 3; PUT 3..8: taken; PUTS: taken; done"),
            ),
            (
                "drive",
                format!(
                    "PUT 0..5: taken; PUT 5..10: lost; GET: {page}; GET: 404; LOOK: {page}; LOOK: ours; found"
                ),
            ),
            ("outlook", format!("PUT 0..5: {page}; GET: 405; PUT 0..2.5: taken; PUTS: taken; done")),
            ("drive-source", format!("{held}COMMIT: {page}; LOOK: ours; found")),
            ("drive-source", format!("{held}COMMIT: {page}; LOOK*7: nothing; COMMIT: 201 item; done")),
            ("drive", format!("discard; DELETE: {page}; DELETE: 204; discarded")),
            ("new todo-empty", format!("LOOK: nothing; INLINE: {page}; LOOK*2: nothing; LOOK: ours; found")),
            (
                "new todo-empty",
                format!("LOOK: nothing; INLINE: {page}; LOOK*7: nothing; INLINE: 201 item; done"),
            ),
        ] {
            play(&[("a page", kind, script.leak())]);
        }
        let commit = format!("COMMIT: {page}; LOOK*7: nothing; ").repeat(3);
        let kept = format!("{held}{commit}paused UnexpectedResponse? {status} {told}");
        play(&[("a commit that is never answered keeps its session", "drive-source", kept.leak())]);
    }
}

/// What is told of an outcome that is not known: also the response before it.
#[test]
fn a_doubt_names_the_refusal_that_it_is_about() {
    let rows: &[Row] = &[
        (
            "something else is there",
            "drive",
            "PUT 0..5: taken; PUT 5..10: 400 {invalidRequest}; GET: 404; LOOK*7: other; \
             paused OutcomeUnknown? 400 {invalidRequest} says another size or hash",
        ),
        (
            "the session holds all bytes, and the target cannot be seen",
            "drive",
            "PUT 0..5: taken; PUT 5..10: 403 {accessDenied}; GET: 200 wants none; LOOK: 422; \
             paused OutcomeUnknown? 403 {accessDenied} says answered 422",
        ),
        (
            "the session holds all bytes, and no file comes of it",
            "drive",
            "PUT 0..5: taken; PUT 5..10: 416 {invalidRange}; GET: 200 wants none; LOOK*7: nothing; DELETE: 204; POST: 403; \
             failed Denied 403 says answered 416 (invalidRange)",
        ),
        (
            "a look is refused",
            "drive",
            "PUT 0..5: taken; PUT 5..10: lost; GET: 404; LOOK: 403 {accessDenied}; paused OutcomeUnknown? 404 says answered 403 (accessDenied)",
        ),
        (
            "there is nothing to look at",
            "adopted",
            "GET: 200 wants 5; PUT 5..10: 403 {accessDenied}; GET: 404; paused OutcomeUnknown? 403 {accessDenied}",
        ),
        (
            "the session does not answer",
            "drive",
            "PUT 0..5: 400 {invalidRequest}; GET*8: 500; paused Server 500 says before that, while sending bytes 0-4, \
             contoso-my.sharepoint.com answered 400 (invalidRequest)",
        ),
        (
            "the target does not answer",
            "drive",
            "PUT 0..5: taken; PUT 5..10: 400 {invalidRequest}; GET: 404; LOOK*8: 503; \
             paused OutcomeUnknown? 503 says answered 400 (invalidRequest)",
        ),
    ];
    play(rows);
}
