//! Attachments of To Do tasks (MicrosoftDocs: concepts/todo-attachments.md).

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::graph::endpoint::{UploadHost, Version};
use crate::graph::item::Item;
use crate::graph::request::Method;
use crate::kinds::Evidence;
use crate::kinds::Family;
use crate::kinds::saved::SavedPlace;
use crate::kinds::validate::{self, segment};
use crate::kinds::{
    Call, LastResponse, LookBefore, OCTETS, Order, Permission, PieceRule, Property, Rules, SavedTarget,
    Target, attachments,
};

/// The rules of To Do task attachments.
pub static RULES: Rules = Rules {
    kind: "todo-task",
    family: Family::Todo,
    title: "an attachment of a To Do task",
    token_on_upload_url: true,
    upload_host: UploadHost::Graph,
    // The pages of 2022 have the bare URL, today's have `/content`, where the schema has the stream
    // (microsoftgraph/msgraph-metadata: schemas/v1.0-Prod.csdl, attachmentSession).
    bytes_suffix: Some("/content"),
    order: Order::Strict,
    piece: PieceRule { max: attachments::PIECE, multiple: 1, first: attachments::PIECE },
    size_max: 25 * 1024 * 1024,
    // A range cannot express zero bytes, so only the empty file goes inline.
    session_min: 1,
    inline_max: Some(attachments::INLINE_MAX),
    last_response: LastResponse::Location,
    evidence: Evidence::EncodedSize,
    status_documented: false,
    shows_late: false,
    absence_is_known: false,
    look_before: LookBefore::UnlessQuick,
    immutable_ids: true,
    // MicrosoftDocs: api/taskfileattachment-createuploadsession.md
    permission: Permission::delegated("Tasks.ReadWrite"),
};

/// A To Do task that gets an attachment.
#[derive(Debug, Clone)]
pub struct TodoTask {
    attachments: String,
    name: String,
    content_type: Option<String>,
    saved: SavedTarget,
}

impl TodoTask {
    /// Addresses a task of the signed-in user (`user` is `None`) or of the user with this id or
    /// principal name. `name` is the name of the attachment.
    pub fn new(user: Option<&str>, list: &str, task: &str, name: &str) -> Result<Self, Error> {
        let place = SavedPlace::TodoTask {
            user: user.map(Into::into),
            list: list.into(),
            task: task.into(),
            name: name.into(),
        };
        let owner = validate::owner(user)?;
        let list = segment(&validate::id("list", list)?);
        let task = segment(&validate::id("task", task)?);
        Ok(Self {
            attachments: format!("{owner}/todo/lists/{list}/tasks/{task}/attachments"),
            name: validate::name("name", name)?,
            content_type: None,
            saved: place.into(),
        })
    }
}

impl Target for TodoTask {
    fn rules(&self) -> &'static Rules {
        &RULES
    }

    fn create(&self, size: u64, version: Version) -> Option<Call> {
        let mut info = Map::new();
        // The beta page gives the type, the page of v1.0 does not.
        if version == Version::Beta {
            info.insert("@odata.type".into(), "microsoft.graph.attachmentInfo".into());
        }
        info.insert("attachmentType".into(), "file".into());
        info.insert("name".into(), self.name.as_str().into());
        info.insert("size".into(), size.into());
        if let Some(content_type) = &self.content_type {
            info.insert("contentType".into(), content_type.as_str().into());
        }
        let path = format!("{}/createUploadSession", self.attachments);
        Some(Call::json(Method::Post, path, &json!({ "attachmentInfo": info })))
    }

    fn inline(&self, size: u64) -> Option<Call> {
        let mut attachment = Map::new();
        attachment.insert("@odata.type".into(), "#microsoft.graph.taskFileAttachment".into());
        attachment.insert("name".into(), self.name.as_str().into());
        attachment.insert("contentType".into(), self.content_type.as_deref().unwrap_or(OCTETS).into());
        Some(attachments::inline(&self.attachments, attachment, size))
    }

    /// Smaller files than those that Outlook's sessions take (MicrosoftDocs: api/todotask-post-attachments.md).
    fn one_request_max(&self) -> u64 {
        attachments::SESSION_MIN - 1
    }

    fn look(&self) -> Option<Call> {
        Some(attachments::look(&self.attachments))
    }

    fn candidates(&self, page: &Value) -> Vec<Item> {
        attachments::candidates(page, &self.name)
    }

    fn can_be(&self, seen: &Item, size: u64) -> bool {
        attachments::can_be(seen, size)
    }

    fn set(&mut self, property: Property) -> Result<(), Error> {
        match &property {
            Property::ContentType(text) => {
                self.content_type = Some(validate::content_type("content type", text)?);
            }
            other => return Err(other.refused_by(&RULES)),
        }
        self.saved.keep(property);
        Ok(())
    }

    fn saved(&self) -> SavedTarget {
        self.saved.clone()
    }

    fn share(&self) -> Arc<dyn Target> {
        Arc::new(self.clone())
    }
}
