//! Responses that the service never made, and saved uploads with another member.

use graph_upload_core::SavedUpload;
use graph_upload_core::graph::json;
use graph_upload_core::graph::response::{BodyEnd, Response};
use serde_json::{Value, json};

use crate::network::with_ranges;

/// Nothing is stored at the target.
pub fn nothing_there() -> Response {
    response(200, json!({ "value": [] }))
}

/// The session lacks everything from `start` on.
pub fn missing(start: u64, size: u64) -> Response {
    response(200, json!({ "nextExpectedRanges": ranges(start, size) }))
}

/// The request is refused for good.
pub fn refused() -> Response {
    response(400, json!({ "error": { "code": "invalidRequest", "message": "no" } }))
}

/// The session is deleted.
pub fn deleted() -> Response {
    response(204, Value::Null)
}

/// The same response, but where it says what is missing, that is everything from `start` on.
pub fn with_missing(response: &Response, start: u64, size: u64) -> Response {
    let ranges = ranges(start, size);
    with_ranges(response.clone(), &ranges.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The same response, but without a wait.
pub fn without_wait(response: &Response) -> Response {
    let mut response = response.clone();
    response.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("Retry-After"));
    response
}

/// A response that says that the file is stored, with the item of this one, or with one that is not there.
pub fn stored(response: &Response) -> Response {
    let mut body = json::body(response).and_then(|body| body.as_object().cloned()).unwrap_or_default();
    body.retain(|name, _| !name.eq_ignore_ascii_case("nextExpectedRanges"));
    if !body.keys().any(|name| name.eq_ignore_ascii_case("id")) {
        body.insert("id".into(), "any".into());
    }
    let mut stored = self::response(201, body.into());
    stored.headers = response.headers.clone();
    if response.header("Location").is_none() {
        let location = "https://graph.microsoft.com/v1.0/me/messages/m/attachments/any";
        stored.headers.push(("Location".into(), location.into()));
    }
    stored
}

/// The same look at the target, but each object has changed.
pub fn all_changed(response: &Response) -> Response {
    edited(response, |body| {
        for object in objects(body) {
            object["eTag"] = "changed".into();
            object["cTag"] = "changed".into();
        }
    })
}

/// The same look at the target, but each object was stored just now.
pub fn stored_just_now(response: &Response) -> Response {
    edited(response, |body| {
        for object in objects(body) {
            object["lastModifiedDateTime"] = "2100-01-01T00:00:00Z".into();
        }
    })
}

/// The same look at the target, but without names beyond ASCII.
pub fn ascii_only(response: &Response) -> Response {
    let is_ascii = |object: &Value| json::text(object, "name").is_none_or(str::is_ascii);
    match json::body(response) {
        Some(body) if !is_ascii(&body) => nothing_there(),
        _ => edited(response, |body| {
            if let Some(list) = body.get_mut("value").and_then(Value::as_array_mut) {
                list.retain(is_ascii);
            }
        }),
    }
}

/// The same saved upload with another value of a member.
pub fn saved_with(saved: &SavedUpload, member: &str, value: Value) -> SavedUpload {
    let mut text = serde_json::to_value(saved).expect("serialises");
    *text.get_mut(member).unwrap_or_else(|| panic!("{member} is not saved")) = value;
    serde_json::from_value(text).expect("the member may have this value")
}

/// Whether a member of a saved upload is an empty list.
pub fn has_none(saved: &SavedUpload, member: &str) -> bool {
    let text = serde_json::to_value(saved).expect("serialises");
    text[member].as_array().unwrap_or_else(|| panic!("{member} is not saved")).is_empty()
}

fn response(status: u16, body: Value) -> Response {
    let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    Response { status, headers: Vec::new(), body, end: BodyEnd::Whole, early: false }
}

fn ranges(start: u64, size: u64) -> Vec<String> {
    (start < size).then(|| format!("{start}-")).into_iter().collect()
}

fn edited(response: &Response, edit: impl FnOnce(&mut Value)) -> Response {
    let Some(mut body) = json::body(response).map(|body| (*body).clone()) else { return response.clone() };
    edit(&mut body);
    let mut response = response.clone();
    response.body = body.to_string().into_bytes();
    response
}

/// The objects of a page: those of its list, or the one that it is.
fn objects(body: &mut Value) -> Vec<&mut Value> {
    match body.get("value").is_some_and(Value::is_array) {
        true => body["value"].as_array_mut().into_iter().flatten().collect(),
        false if body.get("id").is_some() => vec![body],
        false => Vec::new(),
    }
}
