//! Items as the service shows them.

use serde_json::{Map, Value, json};

use super::place::no_item;
use super::rules::Flavour;
use super::tree::{Drive, Item, ROOT, Version};
use crate::model::address::drive::Address;
use crate::model::failure::Answer;
use crate::model::message::{Response, Role};
use crate::model::query::Query;
use crate::model::text::{escape, iso};
use crate::model::{Call, Model};

const MEMBERS: [&str; 13] = [
    "id",
    "name",
    "size",
    "eTag",
    "cTag",
    "createdDateTime",
    "lastModifiedDateTime",
    "webUrl",
    "parentReference",
    "file",
    "folder",
    "fileSystemInfo",
    "description",
];

impl Model {
    pub(super) fn drive_entity(&mut self, call: &Call, address: &Address) -> Answer {
        let query = Query::read(call.request.head.query(), 1, &MEMBERS)?;
        let (drive, item) = self.drive_find(address).ok_or_else(no_item)?;
        let members = self.drive_members(call.now_ms, call.now_ms, &drive, &item.id).ok_or_else(no_item)?;
        self.drive_mut(&drive).looked(&item.id);
        let base = self.config.hosts.base(Role::Graph);
        let mut body = Map::new();
        body.insert("@odata.context".into(), format!("{base}/{}/$metadata#driveItem", call.version).into());
        body.extend(query.project(members));
        Ok(Response::json(200, &body.into()))
    }

    pub(super) fn drive_children(&mut self, call: &Call, address: &Address) -> Answer {
        let head = &call.request.head;
        let query = Query::read(head.query(), self.config.page_size, &MEMBERS)?;
        let (drive, folder) =
            self.drive_find(address).filter(|(_, item)| item.is_folder()).ok_or_else(no_item)?;
        let ids: Vec<String> =
            self.drive_mut(&drive).children(&folder.id).map(|item| item.id.clone()).collect();
        let shown = ids.iter().filter_map(|id| self.drive_members(call.now_ms, call.now_ms, &drive, id));
        let shown: Vec<Map<String, Value>> = shown.collect();
        ids.iter().for_each(|id| self.drive_mut(&drive).looked(id));
        let more = query.skip.saturating_add(query.top) < shown.len();
        let page = shown.into_iter().skip(query.skip).take(query.top);
        let value: Vec<Value> = page.map(|members| query.project(members).into()).collect();
        let base = self.config.hosts.base(Role::Graph);
        let mut body = Map::new();
        body.insert("@odata.context".into(), format!("{base}/{}/$metadata#driveItems", call.version).into());
        body.insert("value".into(), value.into());
        if more {
            body.insert(
                "@odata.nextLink".into(),
                query.next_link_by_token(&format!("{base}{}", head.path())).into(),
            );
        }
        Ok(Response::json(200, &body.into()))
    }

    /// The bytes of a file, straight; the service itself sends a redirect to another host.
    pub(super) fn drive_bytes(&mut self, call: &Call, address: &Address) -> Answer {
        let (_, item) = self.drive_find(address).ok_or_else(no_item)?;
        let (_, version) = item.shown(call.now_ms).ok_or_else(no_item)?;
        self.bytes_reply(&version.ok_or_else(no_item)?.content, None)
    }

    /// The members of an item as they are at `now_ms`, in the version that is visible at `visible_ms`.
    pub(super) fn drive_members(
        &self,
        now_ms: u64,
        visible_ms: u64,
        drive: &str,
        id: &str,
    ) -> Option<Map<String, Value>> {
        let (drive_id, drive) = (drive, self.drives.by_id.get(drive)?);
        let item = drive.item(id)?;
        let (number, version) = item.shown(visible_ms)?;
        let mut members = Map::new();
        members.insert("id".into(), item.id.clone().into());
        let name = if self.config.drive.escaped_names { escape(&item.name) } else { item.name.clone() };
        members.insert("name".into(), name.into());
        members.insert("createdDateTime".into(), iso(item.created_ms).into());
        let modified_ms = version.map_or(item.created_ms, |version| version.stored_ms);
        let given = version.and_then(|version| version.times.get("lastModifiedDateTime"));
        members
            .insert("lastModifiedDateTime".into(), given.cloned().unwrap_or_else(|| iso(modified_ms).into()));
        // Business drives write the quotes into the text, personal ones do not.
        let quote = if drive.flavour == Flavour::Business { "\"" } else { "" };
        members.insert("eTag".into(), format!("{quote}{}{quote}", item.etag(number)).into());
        members.insert("cTag".into(), format!("{quote}{}{quote}", item.ctag(number)).into());
        members.insert("webUrl".into(), self.web_url(drive, item).into());
        members.insert("parentReference".into(), parent(drive_id, drive, item));
        match version {
            Some(version) => self.file_members(now_ms, version, &mut members),
            None => {
                members.insert("folder".into(), json!({ "childCount": drive.children(id).count() }));
            }
        }
        Some(members)
    }

    fn file_members(&self, now_ms: u64, version: &Version, members: &mut Map<String, Value>) {
        let grown = if version.rewritten { self.config.drive.rewrite_bytes } else { 0 };
        members.insert("size".into(), version.content.len().saturating_add_signed(grown).into());
        let mut file = json!({ "mimeType": "application/octet-stream" });
        if let Some(hashes) = self.drive_hashes(now_ms, version) {
            file["hashes"] = hashes;
        }
        members.insert("file".into(), file);
        let mut times = version.times.clone();
        for name in ["createdDateTime", "lastModifiedDateTime"] {
            times.entry(name).or_insert_with(|| iso(version.stored_ms).into());
        }
        members.insert("fileSystemInfo".into(), times.into());
        if let Some(description) = &version.description {
            members.insert("description".into(), description.clone().into());
        }
    }

    fn web_url(&self, drive: &Drive, item: &Item) -> String {
        let role = if drive.flavour == Flavour::Business { Role::SharePoint } else { Role::Personal };
        let path: Vec<String> = drive.path(&item.id).into_iter().map(escape).collect();
        format!("{}/personal/megan/Documents/{}", self.config.hosts.base(role), path.join("/"))
    }
}

fn parent(drive_id: &str, drive: &Drive, item: &Item) -> Value {
    let kind = if drive.flavour == Flavour::Business { "business" } else { "personal" };
    if item.id == ROOT {
        return json!({ "driveId": drive_id, "driveType": kind });
    }
    let path: String =
        drive.path(&item.parent).into_iter().map(|name| format!("/{}", escape(name))).collect();
    let path = format!("/drives/{drive_id}/root:{path}");
    json!({ "driveId": drive_id, "driveType": kind, "id": item.parent, "path": path })
}
