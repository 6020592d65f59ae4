//! What version 0.1 has saved goes on: of every kind and in every state.
//!
//! The files in `tests/data/saved-0.1` were written by 0.1 and stay as they are. An upload of today that is led to the same
//! state saves the same. The library reads their envelopes, sealed and not, in a test of its own.

use std::fs;
use std::path::PathBuf;

use graph_upload_core::{Output, SavedUpload};

use serde_json::Value;

use crate::table::play::{Stage, target};
use crate::walk::Walk;

/// Kind, state, and how it is reached.
const STATES: &[(&str, &str, &str)] = &[
    ("drive", "creating", "new: LOOK: nothing"),
    ("drive", "created-unseen", "new: LOOK: nothing; POST: lost"),
    ("drive", "created", "LOOK: nothing; POST: 200 url"),
    ("drive", "sending", "PUT 0..5: taken"),
    ("drive", "asking", "PUT 0..5: lost"),
    ("drive", "refused", "PUT 0..5: taken; PUT 5..10: 403"),
    ("drive", "last-lost", "PUT 0..5: taken; PUT 5..10: lost"),
    ("drive", "looking", "PUT 0..5: taken; PUT 5..10: lost; GET: 404"),
    ("drive", "told-stored", "PUT 0..5: taken; PUT 5..10: 201"),
    (
        "drive",
        "name-taken",
        "PUT 0..5: taken; PUT 5..10: 409 {nameAlreadyExists}; GET: 200 wants none; LOOK: other",
    ),
    ("drive", "second-session", "PUT 0..5: 404; GET*3: 404; POST: 200 url; PUT 0..5: taken"),
    ("drive-rename", "sending", "PUT 0..5: taken"),
    ("drive-rename", "last-lost", "PUT 0..5: taken; PUT 5..10: lost"),
    (
        "drive-rename",
        "committing",
        "PUT 0..5: taken; PUT 5..10: 409 {nameAlreadyExists}; GET: 200 wants none; LOOK: other",
    ),
    ("drive-replace", "sending", "PUT 0..5: taken"),
    ("drive-replace-empty", "inline", "new: LOOK: nothing"),
    ("drive-replace-empty", "inline-lost", "new: LOOK: nothing; INLINE: lost"),
    ("drive-deferred", "sending", "PUT 0..5: taken"),
    ("drive-deferred", "committing", "PUT 0..5: taken; PUT 5..10: 202 wants none; GET: 200 wants none"),
    (
        "drive-deferred",
        "commit-lost",
        "PUT 0..5: taken; PUT 5..10: 202 wants none; GET: 200 wants none; COMMIT: lost",
    ),
    ("drive-source", "committing", "PUT 0..5: taken; PUT 5..10: 202 wants none; GET: 200 wants none"),
    ("todo", "creating", "new: LOOK: nothing"),
    ("todo", "sending", "PUT 0..5: taken"),
    ("todo", "other-form", "PUT 0..5: 404; PUT 0..5: taken"),
    ("todo", "looking", "PUT 0..5: taken; PUT 5..10: lost; GET: 404"),
    ("todo-empty", "inline", "new: LOOK: nothing"),
    ("outlook", "created", ""),
    ("outlook", "sending", "PUT 0..5: taken"),
    ("outlook", "looking", "PUT 0..5: taken; PUT 5..10: lost; GET: 404"),
    ("outlook-small", "inline-lost", "new: LOOK: nothing; INLINE: lost"),
    ("print", "creating", "new: LOOK: nothing"),
    ("print", "sending", "PUT 0..5: taken"),
    ("print", "looking", "PUT 0..5: taken; PUT 5..10: lost; GET: 404"),
    ("adopted", "asking", ""),
    ("adopted", "sending", "GET: 200 wants 0; PUT 0..5: taken"),
    ("adopted-outlook", "asking", ""),
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/saved-0.1")
}

/// The upload of a row, in its state.
fn reached(kind: &str, state: &str, script: &str) -> Stage {
    let row = format!("{kind}, {state}");
    let (kind, script) = match script.strip_prefix("new: ") {
        Some(script) => (format!("new {kind}"), script),
        None => (kind.to_owned(), script.strip_prefix("LOOK: nothing; POST: 200 url").unwrap_or(script)),
    };
    let mut stage = Stage::set(&kind, &row);
    stage.play_all(script);
    stage
}

/// What the next life begins with.
fn next_request(kind: &str, size: u64, saved: &SavedUpload) -> String {
    let target = target(kind);
    let mut walk = Walk::resume(&*target, size, size.div_ceil(2).max(1), saved)
        .unwrap_or_else(|error| panic!("{kind}: {error}"));
    assert!(saved.adopted().is_some() || saved.is_of(&Walk::plan(&*target, size, 1)), "{kind}");
    walk.finish();
    match walk.next() {
        Output::Send(request) => format!("{} {}", request.method.as_str(), request.url.expose()),
        step => panic!("{kind}: {step:?}"),
    }
}

#[test]
#[cfg_attr(miri, ignore = "files")]
fn every_state_of_every_kind_goes_on() {
    for &(kind, state, script) in STATES {
        let path = folder().join(format!("{kind}.{state}.json"));
        let stored = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut stored: Value = serde_json::from_str(&stored).expect("JSON");
        let old: SavedUpload = serde_json::from_value(stored["upload"].take()).expect("0.1 wrote it");
        let walk = reached(kind, state, script).walk;
        assert_eq!(next_request(kind, walk.size(), &old), stored["next"], "{kind}, {state}");
        assert_eq!(walk.upload.save(), Some(old), "{kind}, {state}");
    }
}

/// A file that no row reads any more would seem to be kept.
#[test]
#[cfg_attr(miri, ignore = "files")]
fn every_stored_state_is_read() {
    let files = fs::read_dir(folder()).expect("a folder").map(|file| file.expect("a file").file_name());
    let mut names: Vec<_> = files.map(|name| name.into_string().expect("UTF-8")).collect();
    let mut rows: Vec<_> = STATES.iter().map(|(kind, state, _)| format!("{kind}.{state}.json")).collect();
    names.sort();
    rows.sort();
    assert_eq!(names, rows);
}
