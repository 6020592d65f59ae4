//! Sessions that are not found, that never work, or that never advance.

use graph_upload_core::graph::request::Purpose;

use super::play::{Row, Stage, at_the_last_piece, play};

/// Replicas of the service lag behind: a session can be lost and live (tonimelisma/onedrive-go).
#[test]
fn sessions_that_are_not_found_and_live() {
    let rows: &[Row] = &[
        (
            "found when it is asked again",
            "drive",
            "PUT 0..5: taken; refresh; GET: 200 wants 3; PUT 3..8: 404; GET: 404; wait 2000; GET: 404; wait 4000; GET: 200 wants 3; \
             PUT 3..8: taken; PUTS: taken; done",
        ),
        (
            "the question is answered 404",
            "drive",
            "PUT 0..5: half; GET: 404; wait 2000; GET: 404; wait 4000; GET: 200 wants 3; PUT 3..8: taken; PUTS: taken; done",
        ),
        (
            "it says 404 to each piece, and what it wants to each question",
            "drive",
            "PUT 0..5: taken; refresh; GET: 200 wants 3; PUT 3..8: 404; GET: 200 wants 3; PUT: 404; GET: 200 wants 3; PUT: 404; \
             GET: 200 wants 3; DELETE: 204; POST: 200 url; PUT 0..5: taken; PUTS: taken; done",
        ),
        (
            "the same at the last piece: looked for before another session",
            "drive-rename",
            "PUT 0..5: taken; PUT 5..10: 404; GET: 200 wants 5; LOOK: nothing; PUT: 404; GET: 200 wants 5; LOOK: nothing; \
             PUT: 404; GET: 200 wants 5; LOOK: ours; found",
        ),
        (
            "it locks the name: it goes on",
            "drive",
            "PUT 0..5: taken; refresh; GET: 200 wants 3; PUT 3..8: 404; GET*3: 404; POST: 409 {nameAlreadyExists}; \
             wait 30000..60000; GET: 200 wants 3; PUT 3..8: taken; PUTS: taken; done",
        ),
        (
            "something else locks the name",
            "drive",
            "PUT 0..5: 404; GET*3: 404; POST: 409; GET*3: 404; POST: 200 url; PUTS: taken; done",
        ),
    ];
    play(rows);
}

/// OneDrive/onedrive-api-docs issue 698: what 404 says, in other words.
#[test]
fn sessions_that_are_not_found_by_code() {
    let gone = "400 {uploadSessionNotFound}";
    for script in [
        format!("PUT 0..5: 503; GET*3: {gone}; POST: 200 url; PUTS: taken; done"),
        format!("PUT 0..5: {gone}; GET*3: {gone}; POST: 200 url; PUTS: taken; done"),
        format!("PUT 0..5: taken; PUT 5..10: 503; GET: {gone}; LOOK: ours; found"),
        format!("PUT 0..5: taken; PUT 5..10: {gone}; GET: {gone}; LOOK: ours; found"),
        format!(
            "PUT 0..5: taken; PUT 5..10: lost; GET: {gone}; LOOK*7: nothing; DELETE: {gone}; LOOK: nothing; POST: 200 url; PUTS: taken; done"
        ),
        format!("discard; DELETE: {gone}; discarded"),
    ] {
        play(&[("by code", "drive", script.leak())]);
    }
}

/// All sessions of an upload share one budget (rclone/rclone issues 8545 and 9767).
#[test]
fn sessions_that_never_work() {
    let lost = "PUT 0..5: 404 {itemNotFound}; GET*3: 404; ";
    let both = format!("{lost}POST: 200 url; {lost}");
    for (name, script) in [
        ("a small file goes in one request", "INLINE: 201 item; done"),
        (
            "and where that fails too, the first refusal is told",
            "INLINE: 403 {accessDenied}; LOOK: nothing; failed NotFound 404 {itemNotFound} says the other way did not work either: \
             while sending the file in one request, graph.microsoft.com answered 403 (accessDenied)",
        ),
        ("and it is found where its answer is lost", "INLINE: lost; LOOK: nothing; LOOK: ours; found"),
    ] {
        play(&[(name, "drive", format!("{both}{script}").leak())]);
    }
    let four = format!("{}{lost}", format!("{lost}POST: 200 url; ").repeat(3));
    let rows: &[Row] = &[
        (
            "one with a time does not",
            "drive-dated",
            format!("{four}failed Expired 404 {{itemNotFound}}").leak(),
        ),
        (
            "a session that has held bytes has worked",
            "drive",
            "PUT 0..5: taken; refresh; GET: 200 wants 3; PUT 3..8: 404; GET*3: 404; POST: 200 url; PUT 0..5: 404; GET*3: 404; POST: 200 url",
        ),
    ];
    play(rows);
    for kind in ["drive-dated", "outlook", "todo", "print"] {
        let (mut sessions, mut pieces) = (1, 0);
        let end = Stage::set(kind, "404").until_it_ends(&mut |purpose| match purpose {
            Purpose::Piece { .. } => {
                pieces += 1;
                "404"
            }
            Purpose::Create => {
                sessions += 1;
                "200 url"
            }
            _ => "404",
        });
        assert!(end.starts_with("failed Expired"), "{kind}: {end}");
        assert!(sessions <= 4 && pieces <= 8, "{kind}: {sessions} sessions, {pieces} pieces");
    }
}

/// Nothing is repeated without a pause, and nothing for ever.
#[test]
fn what_never_passes_ends_within_the_budget() {
    let last = |refusal: &str, look: &str| {
        let again = format!("GET: 200 wants 5; {look}PUT 5..10: {refusal}; ").repeat(7);
        at_the_last_piece(&format!("{refusal}; {again}")).to_owned()
    };
    let closing = "LOOK*7: nothing; DELETE: 204; ";
    for (kind, script) in [
        (
            "drive",
            last("416", "LOOK: nothing; ") + "GET: 200 wants 5; " + closing + "failed UnexpectedResponse 416",
        ),
        ("drive", last("429 after=2", "LOOK: nothing; ") + closing + "failed Throttled 429"),
        // Turned away each time, so the session is good for another call, and for the DELETE of one that gives up.
        (
            "drive",
            last("202 wants 5", "")
                + "LOOK*7: nothing; paused Server 202 says still asks for byte 5; discard; DELETE: 204; discarded",
        ),
        (
            "todo",
            last("200 wants 5", "")
                + "LOOK*7: nothing; paused Server 200 says still asks for byte 5; again; GET: 200 wants 5; PUT 5..10: taken; done",
        ),
    ] {
        play(&[("at the last piece", kind, script.leak())]);
    }
    let rows: &[Row] = &[
        (
            "416 in the middle",
            "drive",
            format!("{}paused UnexpectedResponse 416", "PUT 0..5: 416; GET: 200 wants 0; ".repeat(8)).leak(),
        ),
        (
            "429, and then no answer where it stands",
            "drive",
            at_the_last_piece(
                "429; GET*7: 503; LOOK*7: nothing; paused Server 503; discard; DELETE: 204; discarded",
            ),
        ),
        (
            "429, and then no answer of anyone",
            "drive",
            at_the_last_piece(
                "429; GET*7: 503; LOOK: 503; paused OutcomeUnknown? 503; again; LOOK: ours; found",
            ),
        ),
        (
            "429, and the session cannot be deleted",
            "drive",
            at_the_last_piece(
                "429; GET*7: 503; LOOK*7: nothing; paused Server 503; discard; DELETE: 503; DELETE: 204; discarded",
            ),
        ),
    ];
    play(rows);
}

/// A service that rewinds at each last piece is given up, however often the caller calls again.
#[test]
fn rewinds_end_over_many_calls() {
    for kind in ["drive", "todo", "print", "outlook"] {
        let mut stage = Stage::set(kind, "rewinds");
        let mut pieces = 0;
        let end = stage.in_calls(&mut |purpose| match purpose {
            Purpose::Piece { last: false, .. } => "taken",
            Purpose::Piece { .. } => {
                pieces += 1;
                assert!(pieces <= 20, "{kind}: no end");
                "202 wants 0"
            }
            Purpose::Status => "200 wants 0",
            Purpose::LookUp => "nothing",
            _ => "204",
        });
        assert!(end.starts_with("paused Server"), "{kind}: {end}");
    }
}
