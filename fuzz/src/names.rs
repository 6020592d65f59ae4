//! Names and ids of any kind become URLs: each is refused, or stands in its own place of the path, from where it can be
//! read again, and moves nothing else.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use graph_upload_core::error::Error;
use graph_upload_core::graph::endpoint::Version;
use graph_upload_core::graph::request::Body;
use graph_upload_core::kinds::{
    Call, Conflict, DriveItem, OutlookItem, PrintDocument, Property, Target, TodoTask, validate,
};
use percent_encoding::percent_decode_str;
use serde_json::Value;

/// What the segments of a path are to be, decoded. The last is the place itself; actions follow it.
type Segments = Vec<String>;

/// Input: the kind and its fields, with NUL between; `-` is a field that is left out.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let fields: Vec<&str> = text.split('\0').collect();
    let field = |index: usize| fields.get(index).copied().unwrap_or("x");
    let optional = |index: usize| Some(field(index)).filter(|text| *text != "-");
    headers(field(1));
    match field(0) {
        "todo" => {
            let target = TodoTask::new(optional(1), field(2), field(3), field(4));
            let place = ["todo", "lists", field(2), "tasks", field(3), "attachments"];
            attachments(target, owned(optional(1), &place), field(4));
        }
        "message" => {
            let target = OutlookItem::message(optional(1), optional(2), field(3), field(4));
            let place = within("mailFolders", optional(2), ["messages", field(3), "attachments"]);
            attachments(target, owned(optional(1), &place), field(4));
        }
        "event" => {
            let target = OutlookItem::event(optional(1), optional(2), field(3), field(4));
            let place = within("calendars", optional(2), ["events", field(3), "attachments"]);
            attachments(target, owned(optional(1), &place), field(4));
        }
        "post" => {
            let target = OutlookItem::group_post(field(1), field(2), field(3), field(4));
            let place = ["groups", field(1), "threads", field(2), "posts", field(3), "attachments"];
            attachments(target, texts(&place), field(4));
        }
        "printer" | "share" => print(field(0), [field(1), field(2), field(3), field(4)]),
        _ => drive(&fields),
    }
}

fn texts(parts: &[&str]) -> Segments {
    parts.iter().map(|part| (*part).to_owned()).collect()
}

fn owned(user: Option<&str>, place: &[&str]) -> Segments {
    let owner = user.map_or(vec!["me"], |user| vec!["users", user]);
    texts(&[&owner[..], place].concat())
}

fn within<'a>(collection: &'a str, id: Option<&'a str>, place: [&'a str; 3]) -> Vec<&'a str> {
    let container = id.map(|id| vec![collection, id]).unwrap_or_default();
    [&container[..], &place].concat()
}

fn attachments(target: Result<impl Target, Error>, place: Segments, name: &str) {
    let Ok(target) = target else { return };
    for version in [Version::V1, Version::Beta] {
        let call = target.create(5_000_000, version).expect("it can be created");
        assert_eq!(path(&call), [&place[..], &texts(&["createUploadSession"])].concat());
        assert_eq!(names_in(&call), [name]);
    }
    let call = target.inline(9).expect("small ones go inline");
    assert_eq!((path(&call), names_in(&call)), (place.clone(), vec![name.to_owned()]));
    assert_eq!(path(&target.look().expect("a list")), place);
}

fn print(shape: &str, [printer, job, document, name]: [&str; 4]) {
    let (made, collection) = match shape {
        "printer" => (PrintDocument::of_printer(printer, job, document, name), "printers"),
        _ => (PrintDocument::of_share(printer, job, document, name), "shares"),
    };
    let Ok(target) = made else { return };
    let place = texts(&["print", collection, printer, "jobs", job, "documents", document]);
    let call = target.create(9, Version::V1).expect("it can be created");
    assert_eq!(path(&call), [&place[..], &texts(&["createUploadSession"])].concat());
    let body: Value = serde_json::from_str(call.body.text().expect("JSON")).expect("JSON");
    assert_eq!(body["properties"]["documentName"], name);
    assert_eq!(path(&target.look().expect("a document")), place);
}

/// Fields: the form, the drive, what the path starts from, and the path.
fn drive(fields: &[&str]) {
    let field = |index: usize| fields.get(index).copied().unwrap_or("x");
    let in_drive = Some(field(1)).filter(|text| *text != "-");
    let (drive, root) = drive_and_root(in_drive);
    let (made, base) = match field(0) {
        "path" => (DriveItem::by_path(in_drive, field(3)), vec![root]),
        "folder" => (DriveItem::in_folder(in_drive, field(2), field(3)), vec!["items", field(2)]),
        "special" => (DriveItem::in_special(in_drive, field(2), field(3)), vec!["special", field(2)]),
        _ => (DriveItem::by_id(in_drive, field(2)), vec!["items", field(2)]),
    };
    let Ok(mut target) = made else { return };
    let mut place = [drive, texts(&base)].concat();
    // A colon is what turns to a path and back, so none may come from a name or an id.
    assert!(place.iter().all(|part| !part.contains(':') || part == root), "{place:?}");
    let by_path = matches!(field(0), "path" | "folder" | "special");
    if by_path {
        let base = place.pop().expect("a base");
        place.push(format!("{}:", base.trim_end_matches(':')));
        place.extend(field(3).strip_prefix('/').unwrap_or(field(3)).split('/').map(str::to_owned));
        assert!(!place.iter().any(|part| part.is_empty() || part == ".." || part == "."), "{place:?}");
    }
    let mut acted = place.clone();
    if let (true, Some(last)) = (by_path, acted.last_mut()) {
        last.push(':');
    }
    for conflict in [Conflict::Replace, Conflict::Rename] {
        target.set(Property::Conflict(conflict)).expect("drives have it");
        let call = target.create(9, Version::V1).expect("it can be created");
        assert_eq!(path(&call), [&acted[..], &texts(&["createUploadSession"])].concat());
        let call = target.inline(0).expect("an empty file goes inline");
        assert_eq!(path(&call), [&acted[..], &texts(&["content"])].concat());
        let call = target.commit("https://x.sharepoint.com/u").expect("it can be committed");
        assert_eq!(path(&call), place);
        let looked = path(&target.look().expect("it can be looked at"));
        let is_list = by_path && conflict == Conflict::Rename;
        assert!(if is_list { looked.last().is_some_and(|last| last == "children") } else { looked == place });
    }
}

/// The segments that name the drive, or the share that stands in its place, and what a path in it starts from.
fn drive_and_root(text: Option<&str>) -> (Segments, &'static str) {
    let path = text.unwrap_or("me/drive").trim_matches('/');
    let token = match path.strip_prefix("shares/") {
        Some(rest) => rest.strip_suffix("/driveItem").unwrap_or(rest).to_owned(),
        None if path.starts_with("u!") || path.starts_with("s!") => path.to_owned(),
        // A sharing URL: MicrosoftDocs, api/shares-get.md. Whatever else has a scheme is refused.
        None if path.contains("://") => format!("u!{}", URL_SAFE_NO_PAD.encode(text.unwrap_or_default())),
        None => return (path.split('/').map(str::to_owned).collect(), "root:"),
    };
    (texts(&["shares", &token]), "driveItem:")
}

/// The segments of a call's path, decoded, once it is sure that nothing else is in its URL.
fn path(call: &Call) -> Segments {
    let (path, query) = crate::halves(&call.path, '?');
    let pchar = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/%".contains(&byte);
    assert!(path.starts_with('/') && path.bytes().all(pchar), "{path}");
    assert!(query.bytes().all(|byte| byte.is_ascii_graphic() && !b"#?/".contains(&byte)), "{query}");
    for (_, value) in &call.headers {
        assert!(value.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' '), "{value:?}");
    }
    let decoded = |segment: &str| percent_decode_str(segment).decode_utf8().expect("UTF-8").into_owned();
    path[1..].split('/').map(decoded).collect()
}

/// The names that a JSON body holds.
fn names_in(call: &Call) -> Vec<String> {
    let text = match &call.body {
        Body::Text(text) => text.clone(),
        Body::Base64 { prefix, suffix, .. } => format!("{prefix}{suffix}"),
        other => panic!("{other:?}"),
    };
    let body: Value = serde_json::from_str(&text).expect("JSON");
    let info = ["attachmentInfo", "AttachmentItem"].iter().find_map(|name| body.get(name)).unwrap_or(&body);
    vec![info["name"].as_str().expect("a name").to_owned()]
}

/// What goes into headers and JSON as it is.
fn headers(text: &str) {
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    for made in [validate::content_type("t", text), validate::etag("e", text), validate::word("w", text)] {
        assert!(made.is_err() || made.is_ok_and(|made| plain(&made) && !made.is_empty()), "{text:?}");
    }
}
