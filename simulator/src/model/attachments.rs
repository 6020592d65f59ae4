//! Attachments of tasks, messages, events and posts, and their lists.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::blobs::Blobs;
use super::content::Content;
use super::failure::Failure;
use super::query::Query;
use super::text::iso7;

/// The owner's path, with its user resolved.
pub type Owner = Vec<String>;

/// A stored attachment.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// Its id.
    pub id: String,
    /// The `@odata.type`.
    pub odata_type: &'static str,
    /// The name.
    pub name: String,
    /// The media type, if given.
    pub content_type: Option<String>,
    /// The described bytes.
    pub content: Content,
    /// When it was stored.
    pub stored_ms: u64,
    /// When look-ups start to show it.
    pub visible_ms: u64,
    /// Whether it is shown inside the body; Outlook only.
    pub is_inline: Option<bool>,
    /// The id for `cid:` references; Outlook only.
    pub content_id: Option<String>,
}

/// All attachments, by owner, in order of storing.
#[derive(Debug, Default, Clone)]
pub struct Attachments {
    by_owner: BTreeMap<Owner, Vec<Attachment>>,
}

impl Attachment {
    /// The size that the service reports. It includes an encoding overhead: 3,640,066 for 3,483,322 bytes in
    /// `microsoftgraph/microsoft-graph-docs-contrib:concepts/outlook-large-attachments.md`.
    pub fn size(&self) -> u64 {
        self.content.len() + self.content.len() * 45 / 1000 + 170
    }

    /// The entity; with `blobs`, including the content as base64, if known.
    pub fn entity(&self, blobs: Option<&Blobs>) -> Map<String, Value> {
        let mut members = Map::new();
        members.insert("@odata.type".into(), self.odata_type.into());
        members.insert("id".into(), self.id.clone().into());
        members.insert("lastModifiedDateTime".into(), iso7(self.stored_ms).into());
        members.insert("name".into(), self.name.clone().into());
        members.insert("contentType".into(), json!(self.content_type));
        members.insert("size".into(), self.size().into());
        if let Some(is_inline) = self.is_inline {
            members.insert("isInline".into(), is_inline.into());
            members.insert("contentId".into(), json!(self.content_id));
        }
        if let Some(bytes) = blobs.and_then(|blobs| blobs.bytes(&self.content)) {
            members.insert("contentBytes".into(), STANDARD.encode(bytes).into());
        }
        members
    }
}

impl Attachments {
    /// Stores an attachment.
    pub fn add(&mut self, owner: &Owner, attachment: Attachment) {
        self.by_owner.entry(owner.clone()).or_default().push(attachment);
    }

    /// The attachments of `owner`, including those not yet visible.
    pub fn of(&self, owner: &Owner) -> &[Attachment] {
        self.by_owner.get(owner).map_or(&[], Vec::as_slice)
    }

    /// An attachment that look-ups show.
    pub fn find(&self, now_ms: u64, owner: &Owner, id: &str) -> Result<&Attachment, Failure> {
        let found = self.of(owner).iter().find(|a| a.id == id && a.visible_ms <= now_ms);
        found.ok_or_else(Failure::no_such_item)
    }

    /// Removes an attachment.
    pub fn remove(&mut self, owner: &Owner, id: &str) -> bool {
        let Some(list) = self.by_owner.get_mut(owner) else { return false };
        let before = list.len();
        list.retain(|a| a.id != id);
        list.len() < before
    }

    /// A page of the list of `owner`. `here` is the URL of the list, for the link to the next page.
    pub fn page(
        &self,
        now_ms: u64,
        owner: &Owner,
        blobs: Option<&Blobs>,
        query: &Query,
        here: &str,
    ) -> Map<String, Value> {
        let shown: Vec<_> = self.of(owner).iter().filter(|a| a.visible_ms <= now_ms).collect();
        // Contents are expensive and written only on request.
        let blobs = blobs.filter(|_| query.wants("contentBytes"));
        let entries = shown.iter().skip(query.skip).take(query.top);
        let value: Vec<Value> = entries.map(|a| query.project(a.entity(blobs)).into()).collect();
        let mut page = Map::new();
        if query.count {
            page.insert("@odata.count".into(), shown.len().into());
        }
        page.insert("value".into(), value.into());
        if query.skip.saturating_add(query.top) < shown.len() {
            page.insert("@odata.nextLink".into(), query.next_link(here).into());
        }
        page
    }

    /// All attachments, each with its owner.
    pub fn files(&self) -> impl Iterator<Item = (&Owner, &Attachment)> {
        self.by_owner.iter().flat_map(|(owner, list)| list.iter().map(move |attachment| (owner, attachment)))
    }

    /// Removes all attachments.
    pub fn forget_files(&mut self) {
        self.by_owner.clear();
    }

    /// All contents.
    pub fn contents(&self) -> impl Iterator<Item = &Content> {
        self.by_owner.values().flatten().map(|a| &a.content)
    }
}
