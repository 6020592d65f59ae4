//! What version 0.1 has saved goes on: of every kind and in every state, sealed and not.
//!
//! The texts in `tests/data/saved-0.1` were written by 0.1 and stay as they are. Where an upload of today would write the
//! same text, that is compared as well; `GU_REFRESH_SAVED=1` stores what is new, and never changes what is there.

use std::fs;
use std::path::PathBuf;

use graph_upload::protocol::Step;
use graph_upload::saved::{Record, SealingKey};

use serde_json::{Value, json};

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

fn key() -> SealingKey {
    SealingKey::new(&[7; 32]).expect("long enough")
}

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
fn next_request(kind: &str, size: u64, record: &Record) -> String {
    let plan = Walk::plan(&*target(kind), size, size / 2);
    let mut walk = Walk::resume(&*target(kind), size, size.div_ceil(2).max(1), &record.upload)
        .unwrap_or_else(|error| panic!("{kind}: {error}"));
    assert!(record.upload.adopted().is_some() || record.upload.is_of(&plan), "{kind}");
    walk.upload.allow_commit();
    match walk.step() {
        Step::Request(request) => format!("{} {}", request.method.as_str(), request.url.expose()),
        step => panic!("{kind}: {step:?}"),
    }
}

#[test]
#[cfg_attr(miri, ignore = "files")]
fn every_state_of_every_kind_goes_on() {
    for &(kind, state, script) in STATES {
        let path = folder().join(format!("{kind}.{state}.json"));
        let stage = reached(kind, state, script);
        let size = stage.walk.size();
        let record = Record::new(stage.walk.upload.save().expect("under way"), None, None);
        let today = record.write(None).expect("it can be written");
        let sealed = record.write(Some(&key())).expect("it can be written");
        if std::env::var_os("GU_REFRESH_SAVED").is_some() && !path.exists() {
            let next = next_request(kind, size, &record);
            let stored = json!({ "plain": today.expose(), "sealed": sealed.expose(), "next": next });
            let text = serde_json::to_string_pretty(&stored).expect("serialises");
            fs::write(&path, text + "\n").expect("it can be written");
        }
        let stored = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let stored: Value = serde_json::from_str(&stored).expect("JSON");
        let [plain, sealed, next] =
            ["plain", "sealed", "next"].map(|name| stored[name].as_str().expect("a text"));
        let old = Record::read(plain.as_bytes(), None).expect("0.1 wrote it");
        assert_eq!(
            Record::read(sealed.as_bytes(), Some(&key())).expect("0.1 sealed it"),
            old,
            "{kind}, {state}"
        );
        assert_eq!(next_request(kind, size, &old), next, "{kind}, {state}");
        assert_eq!(old, record, "{kind}, {state}: 0.1 saved something else");
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
