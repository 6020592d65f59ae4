//! Targets that are saved and read back: whole, in the form of the stored files, and nothing that a constructor refuses.

mod samples;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use graph_upload_core::graph::endpoint::Version;
use graph_upload_core::kinds::{PROPERTIES, Property, SavedTarget, Target};
use graph_upload_core::{Error, Status};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use samples::{SECRET, forms, properties, saved_samples, texts};

/// The members that may be missing.
const NULLABLE: [&str; 10] = [
    "todo_task/user",
    "message/user",
    "message/folder",
    "event/user",
    "event/calendar",
    "group_post_in_reply_to/conversation",
    "drive_path/drive",
    "drive_child/drive",
    "drive_special/drive",
    "drive_item/drive",
];

/// All that a target says and asks.
fn behaviour(target: &dyn Target) -> impl PartialEq + use<> {
    let calls = [
        target.create(0, Version::V1),
        target.create(10_000_000, Version::Beta),
        target.inline(100),
        target.look(),
        target.commit("https://h/u"),
    ];
    let kept = (target.conflict(), target.commit_form(), target.is_conditional());
    let told = (target.permission(), target.absence_is_known(), target.inline_instead(100));
    (calls, kept, told, target.rules().kind, format!("{target:?}"))
}

fn read(json: &Value) -> Result<Arc<dyn Target>, Error> {
    SavedTarget::from_json(&json.to_string())?.target()
}

proptest! {
    #[test]
    fn what_is_read_is_what_was_saved(texts in texts(), properties in properties()) {
        for form in forms() {
            let mut target = texts.target(&form).expect("lawful");
            for (name, value) in &properties {
                let _refused = target.set(Property::named(name, value).expect("lawful"));
            }
            let saved = SavedTarget::of(&*target);
            let json = serde_json::to_value(&saved).expect("serialises");
            prop_assert!(json["place"].get(&form).is_some(), "{} is saved as another form", form);
            let again = SavedTarget::from_json(&json.to_string()).expect("it was saved");
            prop_assert_eq!(&again, &saved);
            let read = again.target().expect("it was a target");
            prop_assert_eq!(SavedTarget::of(&*read), saved);
            prop_assert_eq!(format!("{read:?}"), format!("{target:?}"));
            prop_assert!(behaviour(&*read) == behaviour(&*target), "{:?}", target);
            prop_assert!(!format!("{target:?}{again:?}").contains(SECRET), "{:?}", again);
        }
    }
}

/// `GU_REFRESH_PINS=1 cargo test -p graph-upload-core --test saved_target` stores the form of a new place. That of an
/// old one does not change: targets are saved in it.
#[test]
#[cfg_attr(miri, ignore = "files")]
fn the_form_is_that_of_the_stored_files() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/saved-target");
    for (form, json) in saved_samples() {
        let path = folder.join(format!("{form}.json"));
        let text = format!("{json:#}\n");
        if std::env::var_os("GU_REFRESH_PINS").is_some() {
            fs::write(&path, &text).expect("it can be written");
        }
        let stored = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(stored, text, "{form}");
        read(&serde_json::from_str(&stored).expect("JSON")).unwrap_or_else(|error| panic!("{form}: {error}"));
    }
    let files = fs::read_dir(&folder).expect("a folder").count();
    assert_eq!(files, forms().len(), "a file for each form");
}

/// The samples are whole: every property is in one of them, and every argument has a value.
#[test]
fn samples_hold_everything() {
    let mut seen = BTreeSet::new();
    for (form, json) in saved_samples() {
        for property in json["properties"].as_array().expect("an array") {
            seen.extend(property.as_object().expect("an object").keys().cloned());
        }
        for place in pointers(&json) {
            assert_ne!(json.pointer(&place), Some(&Value::Null), "{form}: {place}");
        }
    }
    assert!(forms().len() >= 14, "{:?}", forms());
    assert_eq!(seen, PROPERTIES.iter().map(|(name, _)| (*name).to_owned()).collect());
}

/// The JSON pointers of all values in a value.
fn pointers(value: &Value) -> Vec<String> {
    let inner: Vec<_> = match value {
        Value::Object(members) => members.iter().map(|(name, inner)| (name.clone(), inner)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(at, inner)| (at.to_string(), inner)).collect(),
        _ => Vec::new(),
    };
    let below = inner
        .into_iter()
        .flat_map(|(name, inner)| pointers(inner).into_iter().map(move |rest| format!("/{name}{rest}")));
    std::iter::once(String::new()).chain(below).collect()
}

/// Whether the member at a pointer may be `null` or missing.
fn is_nullable(pointer: &str) -> bool {
    NULLABLE.iter().any(|member| pointer == format!("/place/{member}"))
}

#[track_caller]
fn assert_refused(json: &Value) {
    match read(json) {
        Ok(target) => panic!("{json} is read as {target:?}"),
        Err(error) => {
            assert_eq!(error.status(), Status::SavedState, "{json}: {error}");
            assert!(!error.to_string().contains(SECRET), "{error}");
        }
    }
}

#[test]
fn no_value_may_be_of_another_type_or_hostile() {
    let long = json!("x".repeat(10_000));
    let others = [json!({}), json!([1]), json!(-1.5), json!("\0"), json!("a\u{85}b"), json!(""), long];
    for (_, json) in saved_samples() {
        for pointer in pointers(&json) {
            let with = |other: &Value| {
                let mut json = json.clone();
                *json.pointer_mut(&pointer).expect("a value") = other.clone();
                json
            };
            others.iter().for_each(|other| assert_refused(&with(other)));
            match is_nullable(&pointer) {
                true => assert!(read(&with(&Value::Null)).is_ok(), "{pointer}"),
                false => assert_refused(&with(&Value::Null)),
            }
        }
    }
}

#[test]
fn no_member_may_be_added_and_few_may_be_missing() {
    for (_, json) in saved_samples() {
        for pointer in pointers(&json) {
            let Some(Value::Object(members)) = json.pointer(&pointer) else { continue };
            let with = |change: &dyn Fn(&mut Map<String, Value>)| {
                let mut json = json.clone();
                change(json.pointer_mut(&pointer).and_then(Value::as_object_mut).expect("an object"));
                json
            };
            for other in ["later", "message", "drive_path", "inline", "item"] {
                if !members.contains_key(other) {
                    assert_refused(&with(&|members| drop(members.insert(other.into(), json!({})))));
                }
            }
            for name in members.keys() {
                let without = with(&|members| drop(members.remove(name)));
                match is_nullable(&format!("{pointer}/{name}")) {
                    true => assert!(read(&without).is_ok(), "{without}"),
                    false => assert_refused(&without),
                }
            }
        }
    }
}

#[test]
fn nothing_is_read_of_a_part() {
    for (_, json) in saved_samples() {
        let text = json.to_string();
        for (end, _) in text.char_indices() {
            let error = SavedTarget::from_json(&text[..end]).expect_err("a part");
            assert_eq!(error.status(), Status::SavedState, "{error}");
        }
        assert!(SavedTarget::from_json(&format!("{text}{text}")).is_err());
    }
}

#[test]
fn what_a_constructor_or_setter_refuses_is_not_read() {
    for (form, place) in [
        ("todo_task", json!({"user": "..", "list": "l", "task": "t", "name": "n"})),
        ("message", json!({"message": "..", "name": "n"})),
        ("drive_path", json!({"path": "../x"})),
        ("drive_path", json!({"path": "a/../x"})),
        ("drive_path", json!({"drive": "/me", "path": "x"})),
        ("drive_path", json!({"drive": format!("/shares/{SECRET}/../x"), "path": "x"})),
        ("drive_child", json!({"folder": "I:/x", "name": "x"})),
        ("drive_special", json!({"special": "../x", "path": "x"})),
        ("drive_special", json!({"drive": format!("u!{SECRET}"), "special": "approot", "path": "x"})),
        ("drive_item", json!({"item": "I:"})),
        ("drive_share", json!({"share": format!("http://h/{SECRET}")})),
        ("print_document", json!({"printer": "p", "job": ".", "document": "d", "name": "n"})),
        ("adopted", json!({"kind": "diary-page"})),
    ] {
        assert_refused(&json!({"place": {form: place}, "properties": []}));
    }
    for property in [
        json!({"content_type": "text/plain"}),
        json!({"conflict": "overwrite"}),
        json!({"modified_ms": 253_402_300_800_000_u64}),
        json!({"source": ["a b", "id"]}),
        json!({"if_match": "a\r\nX: y"}),
        json!({"if_match": "e", "if_none_match": "*"}),
    ] {
        assert_refused(&json!({"place": {"drive_path": {"path": "x"}}, "properties": [property]}));
    }
}
