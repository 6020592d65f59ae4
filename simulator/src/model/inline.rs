//! Attachments in one request, as base64 in JSON.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::blobs::{Blob, Blobs};
use super::content::Content;
use super::entity_types::EntityType;
use super::failure::Failure;
use super::json_body;
use super::message::{Body, Request};
use super::tolerated::Tolerated;

/// A file that becomes an attachment.
pub struct NewFile {
    /// The name.
    pub name: String,
    /// The media type, if given.
    pub content_type: Option<String>,
    /// The described bytes.
    pub content: Content,
    /// Whether it is shown inside the body, for kinds with that property.
    pub is_inline: Option<bool>,
    /// The id for `cid:` references.
    pub content_id: Option<String>,
}

/// Stands for base64 text that is described, not held. It is not valid base64, so nobody can send
/// it by chance.
const PLACE: &str = "\u{1}";

/// What a kind requires of its inline attachments.
#[derive(Clone, Copy)]
pub struct InlineRules {
    /// The `@odata.type`, which is required, though the `#` is optional.
    pub odata_type: &'static str,
    /// Whether other casings of it are accepted.
    pub any_type_casing: bool,
    /// The known members. Read-only ones have no effect.
    pub entity_type: EntityType,
    /// Whether `isInline` and `contentId` exist.
    pub inline: bool,
    /// Largest request, in bytes.
    pub max_bytes: u64,
}

/// Parses an inline attachment; its bytes go into `blobs`. Tolerated deviations are noted.
pub fn read(
    request: &Request,
    rules: &InlineRules,
    blobs: &mut Blobs,
    tolerated: &mut Tolerated,
) -> Result<NewFile, Failure> {
    if request.body.len() > rules.max_bytes {
        let message = "The file is too large for one request; create an upload session.";
        return Err(Failure::exchange(413, "ErrorMessageSizeExceeded", message));
    }
    let (body, named) = read_body(request)?;
    let members = body.as_object().ok_or_else(|| Failure::bad_request("A JSON object is expected."))?;
    let exists = |name: &str| name == "@odata.type" || rules.entity_type.properties.contains(&name);
    if let Some(name) = members.keys().find(|name| !exists(name)) {
        return Err(Failure::bad_request(format!(
            "The property '{name}' does not exist on type '{}'.",
            rules.odata_type
        )));
    }
    let text = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
    check_type(text("@odata.type").unwrap_or_default().as_str(), rules, tolerated)?;
    let name = text("name").filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| Failure::bad_request("The property 'name' is required."))?;
    let base64 = text("contentBytes")
        .ok_or_else(|| Failure::bad_request("The property 'contentBytes' is required."))?;
    let content = match named {
        Some(content) if base64 == PLACE => content,
        _ => decode(&base64, blobs)?,
    };
    let is_inline = members.get("isInline").and_then(Value::as_bool).unwrap_or(false);
    Ok(NewFile {
        name,
        content_type: text("contentType"),
        content,
        is_inline: rules.inline.then_some(is_inline),
        content_id: text("contentId"),
    })
}

/// The `#` is optional (`oasis-tcs/odata-json-format`, 4.5.3), the casing is not known to matter.
fn check_type(given: &str, rules: &InlineRules, tolerated: &mut Tolerated) -> Result<(), Failure> {
    let plain = |name: &str| name.strip_prefix('#').unwrap_or(name).to_owned();
    let (given, name) = (plain(given), plain(rules.odata_type));
    if given == name {
        return Ok(());
    }
    if rules.any_type_casing && given.eq_ignore_ascii_case(&name) {
        tolerated.note("@odata.type in another casing");
        return Ok(());
    }
    Err(Failure::bad_request(format!("The '@odata.type' must be '{}'.", rules.odata_type)))
}

fn read_body(request: &Request) -> Result<(Value, Option<Content>), Failure> {
    let Body::Base64 { prefix, content, suffix } = &request.body else {
        return Ok((json_body(request)?, None));
    };
    let text = format!("{prefix}\\u0001{suffix}").into_bytes();
    let request = Request { head: request.head.clone(), body: Body::Text(text) };
    Ok((json_body(&request)?, Some(content.clone())))
}

fn decode(base64: &str, blobs: &mut Blobs) -> Result<Content, Failure> {
    let bytes = STANDARD.decode(base64);
    let bytes =
        bytes.map_err(|_| Failure::bad_request("The property 'contentBytes' is not valid base64."))?;
    let mut blob = Blob::default();
    blob.push(&bytes, true);
    Ok(blobs.add(blob))
}
