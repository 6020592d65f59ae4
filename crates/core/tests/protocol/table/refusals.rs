//! Refusals that may be mistakes, that come from something between, or that say less than the session does
//! (OneDrive/onedrive-api-docs issues 400, 861 and 1707, abraunegg/onedrive issues 1393 and 3245).

use super::play::{Row, at_the_last_piece, play};

const KINDS: [&str; 4] = ["drive", "outlook", "todo", "print"];

/// Plays a script to each kind.
fn play_all_kinds(name: &'static str, script: &str) {
    let script = &*script.to_owned().leak();
    play(&KINDS.map(|kind| (name, kind, script)));
}

#[test]
fn what_passes_in_the_middle_costs_one_piece() {
    for refusal in ["403", "403 page", "400", "400 page", "404 page", "412", "416", "422", "511", "200 page"]
    {
        play_all_kinds(
            refusal,
            &format!("PUT 0..5: {refusal}; GET: 200 wants 0; wait 0..1000; PUT: taken; PUTS: taken; done"),
        );
        play_all_kinds(
            "it was taken all the same",
            &format!("PUT 0..5: {refusal}; GET: 200 wants 5; PUT 5..10: taken; done"),
        );
    }
    for kind in ["drive", "outlook", "print"] {
        let script = "PUT 0..5: 401; GET: 200 wants 0; wait 0..1000; PUT: taken; PUTS: taken; done";
        play(&[("401 where the URL is the secret", kind, script)]);
    }
}

/// The file can be there in spite of the refusal. Where it is not, the rest goes once more, perhaps in smaller pieces.
#[test]
fn what_passes_at_the_last_piece_is_looked_into() {
    for refusal in ["403", "403 page", "404", "404 page", "400 page", "412", "416", "429", "503", "511"] {
        // To Do has two forms of the URL, and tries the other one first.
        let kinds = KINDS.iter().filter(|kind| **kind != "todo" || !refusal.starts_with("404"));
        for kind in kinds {
            for (name, then) in [
                ("it is there", "GET: 200 wants 5; LOOK: ours; found"),
                ("it is not there", "GET: 200 wants 5; LOOK: nothing; PUT: taken; PUTS: taken; done"),
                ("the session is gone", "GET: 404; LOOK: ours; found"),
                ("some was taken", "GET: 200 wants 7; PUT 7..10: taken; done"),
            ] {
                play(&[(name, kind, at_the_last_piece(&format!("{refusal}; {then}")))]);
            }
        }
    }
}

/// A refusal that holds is sent three times at most, and no session after it.
#[test]
fn what_holds_ends_with_its_own_words() {
    let middle = "GET: 200 wants 0; PUT: 403 {accessDenied}; ";
    let last = "GET: 200 wants 5; LOOK: nothing; PUT: 403 {accessDenied}; ";
    let end = "failed Denied 403 {accessDenied}";
    play_all_kinds(
        "403 in the middle",
        &format!("PUT 0..5: 403 {{accessDenied}}; {middle}{middle}GET: 200 wants 0; DELETE: 204; {end}"),
    );
    for kind in KINDS {
        // Smaller pieces, where there are any, do not make the file.
        let again = if kind == "drive" {
            last.repeat(2)
        } else {
            format!("{last}{}", last.replace("LOOK: nothing; ", ""))
        };
        let script =
            format!("403 {{accessDenied}}; {again}GET: 200 wants 5; LOOK: nothing; DELETE: 204; {end}");
        play(&[("403 at the last piece", kind, at_the_last_piece(&script))]);
    }
    let rows: &[Row] = &[
        (
            "by a session that does not tell where it stands",
            "outlook",
            at_the_last_piece(
                "403 {ErrorAccessDenied}; GET: 405; LOOK: nothing; PUT: 403 {ErrorAccessDenied}; GET: 405; LOOK: nothing; \
                 PUT: 403 {ErrorAccessDenied}; GET: 405; LOOK: nothing; DELETE: 204; failed Denied 403 {ErrorAccessDenied}",
            ),
        ),
        (
            "401 by the host of the URL",
            "drive",
            "PUT 0..5: 401; GET: 200 wants 0; PUT: 401; GET: 200 wants 0; PUT: 401; GET: 200 wants 0; DELETE: 204; failed Denied 401",
        ),
        (
            "401 by the host of the URL, and the session cannot be asked",
            "drive",
            "PUT 0..5: 401 {expiredToken}; GET: 422; DELETE: 204; failed Denied 401 {expiredToken}",
        ),
        (
            "a page",
            "drive",
            "PUT 0..5: 403 page; GET: 200 wants 0; PUT: 403 page; GET: 200 wants 0; PUT: 403 page; GET: 200 wants 0; DELETE: 204; \
             failed UnexpectedResponse 403 says with a web page, not the service's answer: \"Web filter\"",
        ),
    ];
    play(rows);
}

/// One look is enough where the session lives; where a page has answered, the piece may still be on its way.
#[test]
fn what_cannot_pass_ends_at_once() {
    for (refusal, end) in [
        ("400 {invalidRequest}", "failed Argument 400 {invalidRequest}"),
        ("405 {notAllowed}", "failed Argument 405 {notAllowed}"),
        ("422 {unprocessable}", "failed Argument 422 {unprocessable}"),
        ("501", "failed Server 501"),
        ("308", "failed UnexpectedResponse 308 says is not followed"),
        ("413 {ErrorMessageSizeExceeded}", "failed TooLarge 413 {ErrorMessageSizeExceeded}"),
        ("400 {maxFileSizeExceeded}", "failed TooLarge 400 {maxFileSizeExceeded}"),
    ] {
        for kind in ["drive", "print"] {
            for script in [
                format!("PUT 0..5: {refusal}; GET: 200 wants 0; wait 0; DELETE: 204; {end}"),
                format!(
                    "PUT 0..5: taken; PUT 5..10: {refusal}; GET: 200 wants 5; LOOK: nothing; wait 0; DELETE: 204; {end}"
                ),
                format!("PUT 0..5: taken; PUT 5..10: {refusal}; GET: 200 wants 5; LOOK: ours; found"),
                format!(
                    "PUT 0..5: taken; PUT 5..10: {refusal}; GET: 404; LOOK*2: nothing; LOOK: ours; found"
                ),
                format!(
                    "PUT 0..5: taken; PUT 5..10: {refusal}; GET: 404; LOOK*7: nothing; DELETE: 404; LOOK: nothing; {end}"
                ),
            ] {
                play(&[("final", kind, script.leak())]);
            }
        }
    }
}

#[test]
fn conditions() {
    let rows: &[Row] = &[
        (
            "none is set, and it passes",
            "drive",
            "PUT 0..5: taken; PUT 5..10: 412; GET: 200 wants 5; LOOK: nothing; PUT 5..10: taken; done",
        ),
        (
            "none is set, at creation",
            "new drive",
            "LOOK: nothing; POST: 412; wait 0..1000; POST: 200 url; PUTS: taken; done",
        ),
        ("one is set: it does not hold", "new drive-if-match", "LOOK: other; POST: 412; failed Conflict 412"),
        (
            "one is set, at the last piece: what is held is kept",
            "drive-if-match",
            "PUT 0..5: taken; PUT 5..10: 412; GET: 200 wants 5; LOOK: other; paused Conflict 412; again; GET: 200 wants 5",
        ),
        (
            "one is set, and all is held",
            "drive-if-match",
            "PUT 0..5: taken; PUT 5..10: 412; GET: 200 wants none; LOOK: other; paused Conflict 412; again; COMMIT: 412; \
             LOOK: other; paused Conflict 412",
        ),
    ];
    play(rows);
}

/// OneDrive/onedrive-api-docs issue 55, Azure/Microsoft365R issue 143.
#[test]
fn what_stands_in_the_way_is_told_before_a_byte_is_sent() {
    let rows: &[Row] = &[
        ("a file, under fail", "new drive", "LOOK: other; failed Conflict says a file has this name already"),
        ("a folder, under fail", "new drive", "LOOK: folder; failed Conflict says a folder has this name"),
        (
            "a folder, under replace",
            "new drive-replace",
            "LOOK: folder; failed Conflict says a folder has this name",
        ),
        ("a file, under replace", "new drive-replace", "LOOK: other; POST: 200 url; PUTS: taken; done"),
        ("a folder, under rename", "new drive-rename", "LOOK: folder; POST: 200 url; PUTS: taken; done"),
        ("an empty file, under fail", "new drive-empty", "LOOK: other; failed Conflict"),
        ("an attachment of the name", "new todo", "LOOK: other; POST: 200 url; PUTS: taken; done"),
    ];
    play(rows);
}

#[test]
fn names_that_are_taken_in_the_meantime() {
    let taken = "409 {nameAlreadyExists}";
    for (kind, script) in [
        (
            "drive",
            "GET: 200 wants 5; LOOK: other; paused Conflict 409 {nameAlreadyExists}; again; GET: 200 wants 5",
        ),
        (
            "drive-rename",
            "GET: 200 wants 5; LOOK: nothing; paused Conflict 409 {nameAlreadyExists}; again; GET: 200 wants 5",
        ),
        (
            "drive",
            "GET: 200 wants none; LOOK: other; paused Conflict 409 {nameAlreadyExists}; again; COMMIT: 201 item; done",
        ),
        ("drive", "GET: 200; LOOK: other; paused Conflict 409 {nameAlreadyExists}; again; GET: 200 wants 5"),
        ("drive", "GET: 404; LOOK*7: other; failed Conflict 409 {nameAlreadyExists}"),
        ("drive", "GET: 404; LOOK*3: nothing; LOOK: ours; found"),
        ("drive-rename", "GET: 404; LOOK*7: nothing; DELETE: 404; LOOK: nothing; POST: 200 url"),
    ] {
        play(&[("at the last piece", kind, at_the_last_piece(&format!("{taken}; {script}")))]);
    }
}
