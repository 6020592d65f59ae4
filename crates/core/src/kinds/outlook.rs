//! Attachments of Outlook messages, events and group posts (MicrosoftDocs: concepts/outlook-large-attachments.md).

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

/// The rules of Outlook attachments.
pub static RULES: Rules = Rules {
    kind: "outlook-attachment",
    family: Family::Exchange,
    title: "an attachment of an Outlook item",
    // The URL has its own token; Graph's is refused there (microsoftgraph/msgraph-sdk-java-core
    // issue 445).
    token_on_upload_url: false,
    upload_host: UploadHost::Outlook,
    bytes_suffix: None,
    order: Order::Strict,
    piece: PieceRule { max: attachments::PIECE, multiple: 1, first: attachments::PIECE },
    size_max: 150 * 1024 * 1024,
    // Sessions refuse much smaller files ("ErrorAttachmentSizeShouldNotBeLessThanMinimumSize").
    session_min: attachments::SESSION_MIN,
    inline_max: Some(attachments::INLINE_MAX),
    last_response: LastResponse::Location,
    evidence: Evidence::EncodedSize,
    status_documented: false,
    shows_late: false,
    absence_is_known: false,
    look_before: LookBefore::UnlessQuick,
    immutable_ids: true,
    // MicrosoftDocs: api/attachment-createuploadsession.md
    permission: Permission::of_both("Mail.ReadWrite or Calendars.ReadWrite"),
};

/// For messages (MicrosoftDocs: api/message-post-attachments.md).
const MAIL: Permission = Permission::of_both("Mail.ReadWrite");

/// For events (MicrosoftDocs: api/event-post-attachments.md).
const CALENDARS: Permission = Permission::of_both("Calendars.ReadWrite");

/// For posts and events of a group (MicrosoftDocs: api/post-post-attachments.md,
/// api/group-update-event.md).
const GROUPS: Permission = Permission::delegated("Group.ReadWrite.All");

/// An Outlook item that gets an attachment.
#[derive(Debug, Clone)]
pub struct OutlookItem {
    attachments: String,
    permission: Permission,
    name: String,
    content_type: Option<String>,
    inline: bool,
    content_id: Option<String>,
    saved: SavedTarget,
}

impl OutlookItem {
    /// A draft message of the signed-in user (`user` is `None`) or of another user; in a folder, or
    /// in any.
    pub fn message(
        user: Option<&str>,
        folder: Option<&str>,
        message: &str,
        name: &str,
    ) -> Result<Self, Error> {
        let place = SavedPlace::Message {
            user: user.map(Into::into),
            folder: folder.map(Into::into),
            message: message.into(),
            name: name.into(),
        };
        let folder = within("mailFolders", "folder", folder)?;
        let message = segment(&validate::id("message", message)?);
        let item = format!("{}{folder}/messages/{message}", validate::owner(user)?);
        Self::at(place, item, MAIL.of_owner(user), name)
    }

    /// An event of the signed-in user (`user` is `None`) or of another user; in a calendar, or in
    /// the default one.
    pub fn event(user: Option<&str>, calendar: Option<&str>, event: &str, name: &str) -> Result<Self, Error> {
        let place = SavedPlace::Event {
            user: user.map(Into::into),
            calendar: calendar.map(Into::into),
            event: event.into(),
            name: name.into(),
        };
        let calendar = within("calendars", "calendar", calendar)?;
        let event = segment(&validate::id("event", event)?);
        let item = format!("{}{calendar}/events/{event}", validate::owner(user)?);
        Self::at(place, item, CALENDARS.of_owner(user), name)
    }

    /// An event of a group: `/groups/{id}/events/{id}`, or `/groups/{id}/calendar/events/{id}` with `by_calendar`. A
    /// group has one calendar, so both lead to the same event (microsoftgraph/msgraph-metadata:
    /// schemas/v1.0-Prod.csdl).
    pub fn group_event(group: &str, by_calendar: bool, event: &str, name: &str) -> Result<Self, Error> {
        let place = SavedPlace::GroupEvent {
            group: group.into(),
            by_calendar,
            event: event.into(),
            name: name.into(),
        };
        let group = segment(&validate::id("group", group)?);
        let calendar = if by_calendar { "/calendar" } else { "" };
        let event = segment(&validate::id("event", event)?);
        Self::at(place, format!("/groups/{group}{calendar}/events/{event}"), GROUPS, name)
    }

    /// A post in a group's conversation.
    pub fn group_post(group: &str, thread: &str, post: &str, name: &str) -> Result<Self, Error> {
        let place = SavedPlace::GroupPost {
            group: group.into(),
            thread: thread.into(),
            post: post.into(),
            name: name.into(),
        };
        Self::at(place, post_path(group, None, thread, post)?, GROUPS, name)
    }

    /// The post that a post in a group's conversation replies to; in a conversation, or wherever
    /// the thread is.
    pub fn group_post_in_reply_to(
        group: &str,
        conversation: Option<&str>,
        thread: &str,
        post: &str,
        name: &str,
    ) -> Result<Self, Error> {
        let place = SavedPlace::GroupPostInReplyTo {
            group: group.into(),
            conversation: conversation.map(Into::into),
            thread: thread.into(),
            post: post.into(),
            name: name.into(),
        };
        let post = post_path(group, conversation, thread, post)?;
        Self::at(place, format!("{post}/inReplyTo"), GROUPS, name)
    }

    fn at(place: SavedPlace, item: String, permission: Permission, name: &str) -> Result<Self, Error> {
        Ok(Self {
            attachments: format!("{item}/attachments"),
            permission,
            name: validate::name("name", name)?,
            content_type: None,
            inline: false,
            content_id: None,
            saved: place.into(),
        })
    }

    /// Adds the properties that sessions and inline requests share.
    fn describe(&self, info: &mut Map<String, Value>) {
        if self.inline {
            info.insert("isInline".into(), true.into());
        }
        if let Some(content_id) = &self.content_id {
            info.insert("contentId".into(), content_id.as_str().into());
        }
    }
}

/// The path of an optional container.
fn within(collection: &str, argument: &str, id: Option<&str>) -> Result<String, Error> {
    let Some(id) = id else { return Ok(String::new()) };
    Ok(format!("/{collection}/{}", segment(&validate::id(argument, id)?)))
}

/// The path of a post.
fn post_path(group: &str, conversation: Option<&str>, thread: &str, post: &str) -> Result<String, Error> {
    let group = segment(&validate::id("group", group)?);
    let conversation = within("conversations", "conversation", conversation)?;
    let thread = segment(&validate::id("thread", thread)?);
    let post = segment(&validate::id("post", post)?);
    Ok(format!("/groups/{group}{conversation}/threads/{thread}/posts/{post}"))
}

impl Target for OutlookItem {
    fn rules(&self) -> &'static Rules {
        &RULES
    }

    fn permission(&self) -> Permission {
        self.permission
    }

    fn create(&self, size: u64, _version: Version) -> Option<Call> {
        let mut info = Map::new();
        info.insert("attachmentType".into(), "file".into());
        info.insert("name".into(), self.name.as_str().into());
        info.insert("size".into(), size.into());
        if let Some(content_type) = &self.content_type {
            info.insert("contentType".into(), content_type.as_str().into());
        }
        self.describe(&mut info);
        let path = format!("{}/createUploadSession", self.attachments);
        Some(Call::json(Method::Post, path, &json!({ "AttachmentItem": info })))
    }

    fn inline(&self, size: u64) -> Option<Call> {
        let mut attachment = Map::new();
        attachment.insert("@odata.type".into(), "#microsoft.graph.fileAttachment".into());
        attachment.insert("name".into(), self.name.as_str().into());
        attachment.insert("contentType".into(), self.content_type.as_deref().unwrap_or(OCTETS).into());
        self.describe(&mut attachment);
        Some(attachments::inline(&self.attachments, attachment, size))
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
            Property::Inline(inline) => self.inline = *inline,
            Property::ContentId(text) => self.content_id = Some(validate::name("content id", text)?),
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
