//! Where the sources are silent or disagree, and what was decided.

use graph_upload_core::graph::request::Purpose;

use super::play::{Row, Stage, play};

/// Large files can take longer to be assembled than a request lives (abraunegg/onedrive issue 3355), and some contents
/// are refused for ever (OneDrive/onedrive-api-docs issue 1640).
#[test]
fn the_last_piece_is_refused_for_now() {
    let wanted = "GET: 200 wants 5; LOOK: nothing; ";
    let endless = |status: u16| {
        let refused = format!("PUT 5..10: {status}; ");
        let seven = format!("{refused}{wanted}").repeat(7);
        format!("PUT 0..5: 202 wants 5; {seven}{refused}")
    };
    for (status, error) in [(500, "Server"), (503, "Server"), (504, "Server"), (429, "Throttled")] {
        for (deletion, end) in [
            ("204", "failed ERROR"),
            ("404; LOOK: nothing", "failed ERROR"),
            ("404; LOOK: ours", "found"),
            ("503", "paused OutcomeUnknown?; again; LOOK: ours; found"),
            ("lost", "paused OutcomeUnknown?; again; LOOK*7: nothing; DELETE: 204; failed ERROR"),
        ] {
            let end = end.replace("ERROR", error);
            let script = format!("{}LOOK*7: nothing; DELETE: {deletion}; {end}", endless(status));
            play(&[("for ever", "drive", script.leak())]);
        }
        let script = format!("{}LOOK*3: nothing; LOOK: ours; found", endless(status));
        play(&[("and assembled after all", "drive", script.leak())]);
    }
    let rows: &[Row] = &[
        (
            "assembled in the meantime",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 503; GET: 200 wants 5; LOOK: ours; found",
        ),
        (
            "the look proves nothing",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 503; GET: 200 wants 5; LOOK: 403; PUT 5..10: 201 item; done",
        ),
        (
            "the look finds something else",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 503; GET: 200 wants 5; LOOK: other; PUT 5..10: 201 item; done",
        ),
        (
            "part of it was kept",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 503; GET: 200 wants 7; PUT 7..10: 201 item; done",
        ),
        (
            "with nothing to look at",
            "adopted",
            "GET: 200 wants 5; PUT 5..10: 503; GET: 200 wants 5; PUT 5..10: 201 item; done",
        ),
        (
            "in a deferred upload there is no file to look for",
            "drive-deferred",
            "PUT 0..5: 202 wants 5; PUT 5..10: 503; GET: 200 wants 5; PUT 5..10: 202 wants none",
        ),
    ];
    play(rows);
}

/// The network is no authority: a session that cannot be reached is kept, after an honest look.
#[test]
fn the_last_piece_is_sent_and_the_session_out_of_reach() {
    let sent = "PUT 0..5: 202 wants 5; PUT 5..10: lost; GET*7: lost; ";
    for (script, kind) in [
        ("LOOK: ours; found", "drive"),
        (
            "LOOK*7: nothing; paused OutcomeUnknown?; again; GET: 200 wants 5; PUT 5..10: 201 item; done",
            "drive",
        ),
        // The session may answer again by then, and it tells most.
        ("LOOK: lost; paused OutcomeUnknown?; again; GET: 404; LOOK: ours; found", "drive"),
    ] {
        play(&[("out of reach", kind, format!("{sent}{script}").leak())]);
    }
}

/// Whatever the service says, an upload that does not advance ends.
#[test]
fn loops_end() {
    for (answer, then) in [
        ("202", "200 wants 0"),
        ("204", "200 wants 0"),
        ("202 wants 0", "200 wants 0"),
        ("202 wants none", "200 wants 0"),
        ("202 early", "200 wants 0"),
        ("500", "200 wants 0"),
        ("half", "200 wants 0"),
        ("429 after=1", "200 wants 0"),
    ] {
        let mut requests = 0;
        let end = Stage::set("drive", answer).until_it_ends(&mut |purpose| {
            requests += 1;
            assert!(requests <= 40, "{answer}: no end");
            match purpose {
                Purpose::Piece { .. } => answer,
                _ => then,
            }
        });
        assert!(end.starts_with("paused"), "{answer}: {end}");
    }
}

#[test]
fn starting_over() {
    let rows: &[Row] = &[
        (
            "after a 404 the old URL is left alone",
            "drive",
            "PUT 0..5: 202 wants 3; PUT 3..8: 404; GET*3: 404; POST: 200 url; PUT 0..5: 202 wants 5",
        ),
        (
            "a URL that died may still lock the name",
            "drive",
            "PUT 0..5: 202 wants 3; PUT 3..8: 401; GET: 401; DELETE: 401; POST: 200 url",
        ),
    ];
    play(rows);
    let session = "PUT 0..5: 202 wants 3; PUT 3..8: 404; GET*3: 404; ";
    let again = format!("{session}POST: 200 url; ").repeat(3);
    let script = format!("{again}{session}failed Expired 404 says 3 upload sessions had ended before");
    play(&[("no more than three times", "drive", script.leak())]);
}

#[test]
fn sessions_from_an_earlier_life() {
    let rows: &[Row] = &[
        ("goes on", "adopted", "GET: 200 wants 5; PUT 5..10: 201 item; done"),
        ("404: it may be the file", "adopted", "GET: 404; paused OutcomeUnknown?"),
        ("401: it has died", "adopted", "GET: 401; DELETE: 401; failed Expired"),
        ("403: it has died", "adopted", "GET: 403; DELETE: 204; failed Expired"),
        ("an empty list: it may be the file", "adopted", "GET: 200 wants none; paused OutcomeUnknown?"),
        ("busy", "adopted", "GET: 503; GET: 200 wants 5; PUT 5..10: 201 item; done"),
        ("does not tell", "adopted-outlook", "GET: 405; PUT 0..5: 200 wants 5"),
        (
            "does not tell, and has the range",
            "adopted-outlook",
            "GET: 405; PUT 0..5: 416; GET: 405; DELETE: 204; failed Expired 416",
        ),
    ];
    play(rows);
}

#[test]
fn sessions_of_our_own_from_an_earlier_life() {
    let rows: &[Row] = &[
        ("goes on", "drive", "PUT 0..5: 202 wants 5; dies; GET: 200 wants 5; PUT 5..10: 201 item; done"),
        (
            "further than was known",
            "drive",
            "PUT 0..5: 202 wants 5; dies; GET: 200 wants 8; PUT 8..10: 201 item; done",
        ),
        (
            "not as far as was known",
            "drive",
            "PUT 0..5: 202 wants 5; dies; GET: 200 wants 2; PUT 2..7: 202 wants 7",
        ),
        ("404: it may be the file", "drive", "PUT 0..5: 202 wants 5; dies; GET: 404; LOOK: ours; found"),
        (
            "404: and it is not",
            "drive",
            "PUT 0..5: 202 wants 5; dies; GET: 404; LOOK*7: nothing; DELETE: 404; POST: 200 url",
        ),
        ("401: it may be the file", "drive", "PUT 0..5: 202 wants 5; dies; GET: 401; LOOK: ours; found"),
        (
            "403: and it is not",
            "drive",
            "PUT 0..5: 202 wants 5; dies; GET: 403; LOOK*7: nothing; DELETE: 403; POST: 200 url",
        ),
        ("an empty list", "drive", "PUT 0..5: 202 wants 5; dies; GET: 200 wants none; LOOK: ours; found"),
        (
            "the last piece was under way",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: lost; dies; GET: 404; LOOK: ours; found",
        ),
        (
            "the creation was under way",
            "new drive",
            "LOOK: nothing; POST: lost; dies; POST: 409; wait 200000; POST: 200 url",
        ),
    ];
    play(rows);
}

#[test]
fn positions_that_are_not_told() {
    let rows: &[Row] = &[
        (
            "in the middle: the same range",
            "outlook",
            "PUT 0..5: lost; GET: 405; PUT 0..5: 200 wants 5; PUT 5..10: 201 item; done",
        ),
        (
            "in the middle, and it is held",
            "outlook",
            "PUT 0..5: lost; GET: 404; PUT 0..5: 416; GET: 404; DELETE: 204; POST: 200 url",
        ),
        (
            "after the last piece, by a session that lives: looked, then the same range once",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: lost; GET: 200; LOOK*7: nothing; PUT 5..10: 201 item; done",
        ),
        (
            "and that is refused: looked again before a new session",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: lost; GET: 200; LOOK*7: nothing; PUT 5..10: 416; GET: 200; LOOK: nothing; LOOK: ours; found",
        ),
        (
            "and that is lost too: a new session",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: lost; GET: 200; LOOK*7: nothing; PUT 5..10: lost; GET: 200; LOOK*7: nothing; DELETE: 204; POST: 200 url",
        ),
        (
            "created, it said, and asks for more",
            "drive",
            "PUT 0..5: 202 wants 5; PUT 5..10: 201; GET: 200 wants 5; LOOK*7: nothing; paused OutcomeUnknown?",
        ),
    ];
    play(rows);
}
