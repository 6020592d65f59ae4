//! Requests to drives.

use graph_upload_simulator::model::Model;
use graph_upload_simulator::model::config::{Config, DriveRules};
use graph_upload_simulator::model::content::Content;
use graph_upload_simulator::model::drive::rules::Flavour;
use graph_upload_simulator::model::message::Response;
use serde_json::Value;

use super::{START, request, text};

pub const FILE: &str = "/v1.0/me/drive/root:/a/b.bin";
pub const KIB: u64 = 1024;
pub const PIECE: u64 = 320 * KIB;

pub fn model(rules: DriveRules) -> Model {
    Model::new(Config { drive: rules, ..Config::default() })
}

pub fn business() -> Model {
    model(DriveRules::default())
}

pub fn personal() -> Model {
    model(DriveRules { flavour: Flavour::Personal, ..DriveRules::default() })
}

pub fn open(model: &mut Model, file: &str, body: &str) -> Response {
    request("POST", &format!("{file}:/createUploadSession")).token().json(body).send(model)
}

pub fn wish(behaviour: &str, defer: bool) -> String {
    format!(r#"{{"item":{{"@microsoft.graph.conflictBehavior":"{behaviour}"}},"deferCommit":{defer}}}"#)
}

pub fn create(model: &mut Model, body: &str) -> String {
    let response = open(model, FILE, body);
    assert_eq!(response.status, 200, "{}", response.value());
    text(&response.value()["uploadUrl"])
}

pub fn put(model: &mut Model, url: &str, start: u64, end: u64, total: u64) -> Response {
    request("PUT", url).piece(start, end, total).header("Content-Type", None).send(model)
}

pub fn ranges(response: &Response) -> String {
    response.value()["nextExpectedRanges"].to_string()
}

/// A file that is there already.
pub fn existing(model: &mut Model) -> String {
    model.add_drive_file(START, "me/drive/root:/a/b.bin", Content::from_source(99, 0, 5)).unwrap()
}

pub fn look(model: &mut Model, url: &str) -> Value {
    request("GET", url).token().send(model).value()
}
