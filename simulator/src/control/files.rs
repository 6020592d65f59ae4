//! `/_control/files`: stored files of all kinds.

use std::collections::BTreeMap;

use hyper::Response;
use hyper::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue};
use serde_json::{Value, json};

use super::answer::{self, Answer, Refusal};
use super::ids;
use crate::http::Body;
use crate::model::text::{escape_tight, iso};
use crate::model::{FileView, Model};
use crate::shared::{Shared, State};

/// Hashes of files, by id, time and version, cached because large files take long to hash.
#[derive(Debug, Default)]
pub struct Hashes(BTreeMap<(String, u64, usize), Option<String>>);

impl Hashes {
    fn of(&self, id: &str, file: &FileView, model: &Model) -> Option<String> {
        let known = self.0.get(&(id.to_owned(), file.stored_ms, file.versions));
        known.cloned().unwrap_or_else(|| model.quick_xor(&file.content))
    }
}

fn id(file: &FileView) -> String {
    ids::short(file.kind, &file.id)
}

/// All files as JSON.
pub fn all(state: &mut State) -> Vec<Value> {
    let (_, service) = state.settled();
    let files = service.model.files();
    let mut hashes = BTreeMap::new();
    let mut shown = Vec::with_capacity(files.len());
    for file in files {
        let id = id(&file);
        let hash = state.hashes.of(&id, &file, &state.service.model);
        shown.push(json!({
            "id": id,
            "kind": file.kind,
            "address": file.address,
            "name": file.name,
            "contentType": file.content_type,
            "size": file.content.len(),
            "versions": file.versions,
            "quickXorHash": hash,
            "stored": iso(file.stored_ms),
            "href": format!("{}/files/{id}", super::ROOT),
        }));
        hashes.insert((id, file.stored_ms, file.versions), hash);
    }
    // Drops the hashes of removed files.
    state.hashes = Hashes(hashes);
    shown
}

/// The list of files.
pub fn list(shared: &Shared) -> Response<Body> {
    answer::json(&json!({ "files": all(&mut shared.lock()) }))
}

/// The bytes of a file.
pub fn bytes(shared: &Shared, wanted: &str) -> Answer {
    let mut state = shared.lock();
    let (_, service) = state.settled();
    let file = service.model.files().into_iter().find(|file| id(file) == wanted);
    let file = file.ok_or_else(|| Refusal::new(404, format!("no file has the id {wanted:?}")))?;
    let bytes = service.model.bytes(&file.content);
    let bytes = bytes.ok_or_else(|| Refusal::new(404, "the bytes of files are not kept (--discard)"))?;
    drop(state);
    let mut response = answer::bytes("application/octet-stream", bytes.into());
    let headers = response.headers_mut();
    // Media type and bytes come from the client; a browser must not run them.
    if let Some(content_type) = file.content_type.and_then(|text| HeaderValue::from_str(&text).ok()) {
        headers.insert(CONTENT_TYPE, content_type);
    }
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    // https://www.rfc-editor.org/rfc/rfc6266#section-4.3
    let name = format!("attachment; filename*=UTF-8''{}", escape_tight(&file.name));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// Removes all files. Folders and open sessions stay.
pub fn forget(shared: &Shared) -> Response<Body> {
    shared.change(|state| state.settled().1.model.forget_files());
    answer::empty()
}
