//! What drives say about the bytes they hold.

mod common;

use common::drive::*;
use common::{START, request, text};
use graph_upload_simulator::model::blobs::Blob;
use graph_upload_simulator::model::config::DriveRules;
use graph_upload_simulator::model::content::Content;
use graph_upload_simulator::model::drive::rules::{HashName, HashRule, OFFICE};
use serde_json::Value;

#[test]
fn hashes() {
    let given: fn(&Content) -> Option<String> = |content| Some(format!("hash of {}", content.len()));
    let rules = DriveRules { source_hash: Some(given), hash: HashRule::After(1000), ..DriveRules::default() };
    let model = &mut model(rules);
    let url = create(model, "{}");
    let hash = |item: &Value| item["file"]["hashes"]["quickXorHash"].clone();
    assert!(hash(&put(model, &url, 0, 10, 10).value()).is_null());
    let at = |now| hash(&request("GET", FILE).token().send_at(now, model).value());
    assert_eq!([START + 999, START + 1000].map(at), [Value::Null, "hash of 10".into()]);

    model.config_mut().drive.hash = HashRule::Shown;
    model.config_mut().drive.rewritten = OFFICE.map(str::to_owned).to_vec();
    let url = text(&open(model, "/v1.0/me/drive/root:/r.DOCX", "{}").value()["uploadUrl"]);
    let item = put(model, &url, 0, 10, 10).value();
    assert!(item["size"].as_u64().unwrap() > 10 && hash(&item) != "hash of 10" && hash(&item).is_string());
}

#[test]
fn hashes_that_show_after_some_look_ups() {
    let model = &mut business();
    model.config_mut().drive.source_hash = Some(|_| Some("hash".into()));
    model.config_mut().drive.hash = HashRule::AfterLooks(2);
    let url = create(model, "{}");
    let shown = |item: &Value| item["file"]["hashes"]["quickXorHash"] == "hash";
    assert!(!shown(&put(model, &url, 0, 10, 10).value()));
    assert_eq!([(); 3].map(|()| shown(&look(model, FILE))), [false, false, true]);
}

#[test]
fn all_sorts_of_hashes() {
    let model = &mut personal();
    let mut blob = Blob::default();
    blob.push(b"abc", true);
    let content = model.add_blob(blob);
    model.add_drive_file(START, "me/drive/root:/a/b.bin", content).unwrap();
    let mut hashes = |names: &[HashName]| {
        model.config_mut().drive.hashes = names.to_vec();
        look(model, FILE)["file"]["hashes"].to_string()
    };
    assert_eq!(
        hashes(&[HashName::QuickXor, HashName::Sha1Upper]),
        r#"{"quickXorHash":"YRDDGAAAAAAAAAAAAwAAAAAAAAA=","sha1Hash":"A9993E364706816ABA3E25717850C26C9CD0D89D"}"#
    );
    assert_eq!(hashes(&[HashName::Sha1Lower]), r#"{"sha1Hash":"a9993e364706816aba3e25717850c26c9cd0d89d"}"#);
    assert!(hashes(&[HashName::Sha256Lower]).starts_with(r#"{"sha256Hash":"ba7816bf8f01cfea"#));
    assert_eq!(hashes(&[]), "{}");
}

#[test]
fn files_without_bytes() {
    let model = &mut business();
    model.add_drive_file(START, "me/drive/root:/a/b.bin", Content::default()).unwrap();
    assert_eq!(look(model, FILE)["file"]["hashes"]["quickXorHash"], "AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    model.config_mut().drive.empty_hash = false;
    assert!(look(model, FILE)["file"].get("hashes").is_none());
}

#[test]
fn files_that_are_rewritten_by_name() {
    let model = &mut business();
    model.config_mut().drive.source_hash = Some(|_| Some("hash".into()));
    model.config_mut().drive.rewritten = vec!["photo.jpg".into()];
    for (name, grown, size, same) in [
        ("photo.jpg", 11, 21, false),
        ("photo.jpg", -4, 6, false),
        ("photo.jpg", 0, 10, false),
        ("b.jpg", 11, 10, true),
    ] {
        model.config_mut().drive.rewrite_bytes = grown;
        let file = format!("/v1.0/me/drive/root:/{name}");
        let url = text(&open(model, &file, &wish("replace", false)).value()["uploadUrl"]);
        let item = put(model, &url, 0, 10, 10).value();
        assert_eq!((&item["size"], item["file"]["hashes"]["quickXorHash"] == "hash"), (&size.into(), same));
    }
}
