//! The attachments of an owner as a resource: lists, entities, bytes, small uploads. Shared by To
//! Do and Outlook.

use serde_json::Map;

use super::attachments::{Attachment, Owner};
use super::content::Content;
use super::failure::{Answer, Failure};
use super::inline::{self, InlineRules, NewFile};
use super::message::{Response, Role};
use super::query::Query;
use super::text::escape_tight;
use super::tolerated::Tolerated;
use super::{Call, Model};

/// How a kind presents its attachments.
#[derive(Clone, Copy)]
pub struct Shown {
    /// What one request may contain.
    pub inline: InlineRules,
    /// Whether lists include the contents without `$select`.
    pub list_has_contents: bool,
}

impl Model {
    /// Handles a request below `…/attachments`, whose rest is given.
    pub(super) fn attached(&mut self, call: &Call, owner: &Owner, rest: &[&str], shown: &Shown) -> Answer {
        match (rest, call.method()) {
            ([], "POST") => self.attach_inline(call, owner, shown),
            ([], "GET") => self.attached_list(call, owner, shown),
            ([id], "GET") => self.attached_entity(call, owner, id, shown),
            ([id], "DELETE") if self.attachments.remove(owner, id) => Ok(Response::empty(204)),
            ([_], "DELETE") => Err(Failure::no_such_item()),
            ([id, "$value"], "GET") => self.attached_value(call, owner, id),
            (_, method) => Err(Failure::method(method)),
        }
    }

    /// Stores an attachment.
    pub(super) fn attach(
        &mut self,
        now_ms: u64,
        owner: &Owner,
        odata_type: &'static str,
        file: NewFile,
    ) -> Attachment {
        let attachment = Attachment {
            id: self.attachment_id(),
            odata_type,
            name: file.name,
            content_type: file.content_type,
            content: file.content,
            stored_ms: now_ms,
            visible_ms: now_ms + self.config.visible_after_ms,
            is_inline: file.is_inline,
            content_id: file.content_id,
        };
        self.attachments.add(owner, attachment.clone());
        attachment
    }

    fn attach_inline(&mut self, call: &Call, owner: &Owner, shown: &Shown) -> Answer {
        let mut tolerated = Tolerated::default();
        let file = inline::read(call.request, &shown.inline, &mut self.blobs, &mut tolerated)?;
        self.report(&call.request.head, tolerated);
        let attachment = self.attach(call.now_ms, owner, shown.inline.odata_type, file);
        let mut body = Map::new();
        body.insert("@odata.context".into(), self.attached_context(call, owner, "/$entity").into());
        body.extend(attachment.entity(None));
        Ok(Response::json(201, &body.into()))
    }

    fn attached_list(&mut self, call: &Call, owner: &Owner, shown: &Shown) -> Answer {
        let head = &call.request.head;
        let query = Query::read(head.query(), self.config.page_size, &shown.inline.entity_type)?;
        self.report(head, query.tolerated(&[]));
        let here = format!("{}{}", self.config.hosts.base(Role::Graph), head.path());
        let blobs = shown.list_has_contents.then_some(&self.blobs);
        let mut body = Map::new();
        body.insert("@odata.context".into(), self.attached_context(call, owner, "").into());
        body.extend(self.attachments.page(call.now_ms, owner, blobs, &query, &here));
        Ok(Response::json(200, &body.into()))
    }

    fn attached_entity(&mut self, call: &Call, owner: &Owner, id: &str, shown: &Shown) -> Answer {
        let query = Query::read(call.request.head.query(), 1, &shown.inline.entity_type)?;
        self.report(&call.request.head, query.tolerated(&[]));
        let attachment = self.attachments.find(call.now_ms, owner, id)?;
        let blobs = query.wants("contentBytes").then_some(&self.blobs);
        let mut body = Map::new();
        body.insert("@odata.context".into(), self.attached_context(call, owner, "/$entity").into());
        body.extend(query.project(attachment.entity(blobs)));
        Ok(Response::json(200, &body.into()))
    }

    fn attached_value(&mut self, call: &Call, owner: &Owner, id: &str) -> Answer {
        let attachment = self.attachments.find(call.now_ms, owner, id)?;
        self.bytes_response(&attachment.content, attachment.content_type.as_deref())
    }

    /// The bytes of a content as a response.
    pub(super) fn bytes_response(&self, content: &Content, content_type: Option<&str>) -> Answer {
        let bytes = self.blobs.bytes(content);
        let body = bytes.ok_or_else(|| Failure::new(501, "notImplemented", "The bytes were not kept."))?;
        let content_type = content_type.unwrap_or("application/octet-stream");
        Ok(Response { body, ..Response::empty(200) }.with("Content-Type", content_type))
    }

    /// `…$metadata#users('u')/todo/lists('l')/tasks('t')/attachments`.
    pub(super) fn attached_context(&self, call: &Call, owner: &Owner, tail: &str) -> String {
        let base = self.config.hosts.base(Role::Graph);
        let mut path = String::new();
        for (name, id) in pairs(owner) {
            let slash = if path.is_empty() { "" } else { "/" };
            path += &match id {
                Some(id) => format!("{slash}{name}('{}')", escape_tight(id)),
                None => format!("{slash}{name}"),
            };
        }
        format!("{base}/{}/$metadata#{path}/attachments{tail}", call.version)
    }
}

/// The names of an owner's path with their ids; `todo`, `inReplyTo` and `outlook` have none.
pub fn pairs(owner: &Owner) -> Vec<(&str, Option<&str>)> {
    let mut pairs = Vec::new();
    let mut parts = owner.iter().map(String::as_str);
    while let Some(name) = parts.next() {
        let single = matches!(name, "todo" | "inReplyTo" | "outlook");
        pairs.push((name, if single { None } else { parts.next() }));
    }
    pairs
}
