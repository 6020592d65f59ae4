//! `attachmentInfo` and `AttachmentItem`: a creation's information about an attachment.

use serde_json::{Map, Value};

use super::failure::Failure;
use super::tolerated::Tolerated;

/// What a kind requires of it.
pub struct InfoRules {
    /// The name of the parameter, in its exact casing.
    pub parameter: &'static str,
    /// Whether other casings of it are accepted.
    pub any_casing: bool,
    /// The type of the parameter, without `#`.
    pub odata_type: &'static str,
    /// Whether other casings of it are accepted.
    pub any_type_casing: bool,
    /// Whether `isInline` and `contentId` exist.
    pub inline: bool,
}

/// The information.
pub struct Info {
    /// The name.
    pub name: String,
    /// Size of the file.
    pub size: u64,
    /// The media type, if given.
    pub content_type: Option<String>,
    /// Whether the attachment is shown inside the body, if given.
    pub is_inline: Option<bool>,
    /// The id for `cid:` references, if given.
    pub content_id: Option<String>,
}

/// Parses the body of a creation; names are exact, and unknown ones are refused. Tolerated
/// deviations are noted.
pub fn read(body: &Value, rules: &InfoRules, tolerated: &mut Tolerated) -> Result<Info, Failure> {
    let missing = || Failure::bad_request(format!("The parameter '{}' is missing.", rules.parameter));
    let body = body.as_object().ok_or_else(missing)?;
    let is_parameter = |name: &str| {
        name == rules.parameter || rules.any_casing && name.eq_ignore_ascii_case(rules.parameter)
    };
    if let Some(name) = body.keys().find(|name| !is_parameter(name)) {
        return Err(Failure::bad_request(format!(
            "The parameter '{name}' in the request payload is not a valid parameter for the operation 'createUploadSession'."
        )));
    }
    let info = body.values().next().and_then(Value::as_object).ok_or_else(missing)?;
    for (name, value) in info {
        check_member(name, value, rules)?;
        if name == "@odata.type" && !is_type(value, rules.odata_type) {
            tolerated.note(format!("{name} in another casing"));
        }
    }
    let required = |name: &str| Failure::bad_request(format!("The property '{name}' is required."));
    check_type(text(info, "attachmentType").ok_or_else(|| required("attachmentType"))?.as_str(), rules)?;
    Ok(Info {
        name: text(info, "name").ok_or_else(|| required("name"))?,
        size: info.get("size").and_then(Value::as_u64).ok_or_else(|| required("size"))?,
        content_type: text(info, "contentType"),
        is_inline: info.get("isInline").and_then(Value::as_bool),
        content_id: text(info, "contentId"),
    })
}

fn check_member(name: &str, value: &Value, rules: &InfoRules) -> Result<(), Failure> {
    let optional_text = value.is_string() || value.is_null();
    let right = match name {
        "@odata.type" if rules.any_type_casing => is_type(&lower(value), &rules.odata_type.to_lowercase()),
        "@odata.type" => is_type(value, rules.odata_type),
        "attachmentType" => value.is_string(),
        "name" => value.as_str().is_some_and(|name| !name.is_empty()),
        "size" => value.as_u64().is_some(),
        "contentType" => optional_text,
        "isInline" if rules.inline => value.is_boolean() || value.is_null(),
        "contentId" if rules.inline => optional_text,
        _ => {
            let message = format!("The property '{name}' does not exist on type '{}'.", rules.odata_type);
            return Err(Failure::bad_request(message));
        }
    };
    if right { Ok(()) } else { Err(Failure::bad_request(format!("The value of '{name}' is not valid."))) }
}

/// Whether a value is the name of a type, with or without `#`.
fn is_type(value: &Value, name: &str) -> bool {
    value.as_str().is_some_and(|text| text.strip_prefix('#').unwrap_or(text) == name)
}

fn lower(value: &Value) -> Value {
    value.as_str().map(str::to_lowercase).into()
}

/// Sessions are for files; the other members of Outlook's enumeration get their own refusal
/// (`microsoftgraph/microsoft-graph-docs-contrib:issues/710`).
fn check_type(name: &str, rules: &InfoRules) -> Result<(), Failure> {
    match name {
        "file" => Ok(()),
        "item" | "reference" if rules.inline => Err(Failure::exchange(
            405,
            "ErrorAttachmentSessionIsSupportedOnlyForFileAttachments",
            "Attachment session is supported only for file attachments.",
        )),
        _ => Err(Failure::bad_request("The value of 'attachmentType' is not valid.")),
    }
}

fn text(members: &Map<String, Value>, name: &str) -> Option<String> {
    members.get(name).and_then(Value::as_str).map(str::to_owned)
}
