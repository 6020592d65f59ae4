//! Items in the service's form.

use serde_json::{Map, Value, json};

use super::place::no_item;
use super::rules::Flavour;
use super::tree::{Drive, Item, ROOT, Version};
use crate::model::address::drive::Address;
use crate::model::entity_types::DRIVE_ITEM;
use crate::model::failure::Answer;
use crate::model::message::{Response, Role};
use crate::model::query::{DOWNLOAD_URL, Query};
use crate::model::text::{escape, escape_tight, iso};
use crate::model::{Call, Model};

/// The name of a file's download URL on Graph.
pub const ON_GRAPH: &str = DOWNLOAD_URL[0];
/// Its name on the upload hosts.
pub const ON_UPLOAD_HOST: &str = DOWNLOAD_URL[1];

impl Model {
    pub(super) fn drive_entity(&mut self, call: &Call, address: &Address) -> Answer {
        let query = Query::read(call.request.head.query(), 1, &DRIVE_ITEM)?;
        self.report(&call.request.head, query.tolerated(&[]));
        let (drive, item) = self.drive_find(address).ok_or_else(no_item)?;
        let members =
            self.drive_members(call.now_ms, call.now_ms, &drive, &item.id, ON_GRAPH).ok_or_else(no_item)?;
        self.drive_mut(&drive).looked(&item.id);
        let context = self.drive_context(call, &drive, "/items/$entity");
        Ok(Response::json(200, &context.into_iter().chain(query.project(members)).collect()))
    }

    /// The `@odata.context` of a drive's items.
    pub(super) fn drive_context(&self, call: &Call, drive: &str, tail: &str) -> [(String, Value); 1] {
        let base = self.config.hosts.base(Role::Graph);
        let context = format!("{base}/{}/$metadata#drives('{}'){tail}", call.version, escape_tight(drive));
        [("@odata.context".to_owned(), context.into())]
    }

    pub(super) fn drive_children(&mut self, call: &Call, address: &Address) -> Answer {
        let head = &call.request.head;
        let query = Query::read(head.query(), self.config.page_size, &DRIVE_ITEM)?;
        self.report(head, query.tolerated(&[]));
        let (drive, folder) =
            self.drive_find(address).filter(|(_, item)| item.is_folder()).ok_or_else(no_item)?;
        let ids: Vec<String> =
            self.drive_mut(&drive).children(&folder.id).map(|item| item.id.clone()).collect();
        let shown =
            ids.iter().filter_map(|id| self.drive_members(call.now_ms, call.now_ms, &drive, id, ON_GRAPH));
        let shown: Vec<Map<String, Value>> = shown.collect();
        ids.iter().for_each(|id| self.drive_mut(&drive).looked(id));
        let count = shown.len();
        let more = query.skip.saturating_add(query.top) < count;
        let page = shown.into_iter().skip(query.skip).take(query.top);
        let value: Vec<Value> = page.map(|members| query.project(members).into()).collect();
        let base = self.config.hosts.base(Role::Graph);
        let mut body = Map::from_iter(self.drive_context(call, &drive, "/items"));
        if query.count {
            body.insert("@odata.count".into(), count.into());
        }
        body.insert("value".into(), value.into());
        if more {
            body.insert(
                "@odata.nextLink".into(),
                query.next_link_by_token(&format!("{base}{}", head.path())).into(),
            );
        }
        Ok(Response::json(200, &body.into()))
    }

    /// The bytes of a file, directly; the service itself redirects to another host.
    pub(super) fn drive_bytes(&mut self, call: &Call, address: &Address) -> Answer {
        let (_, item) = self.drive_find(address).ok_or_else(no_item)?;
        let (_, version) = item.shown(call.now_ms).ok_or_else(no_item)?;
        self.bytes_response(&version.ok_or_else(no_item)?.content, None)
    }

    /// The members of an item at `now_ms`, in the version visible at `visible_ms`, in the service's
    /// order
    /// (`n8n-io/n8n:packages/nodes-base/nodes/Microsoft/SharePoint/test/file/update.test.ts`).
    pub(super) fn drive_members(
        &self,
        now_ms: u64,
        visible_ms: u64,
        drive: &str,
        id: &str,
        download: &str,
    ) -> Option<Map<String, Value>> {
        let (drive_id, drive) = (drive, self.drives.by_id.get(drive)?);
        let item = drive.item(id)?;
        let (number, version) = item.shown(visible_ms)?;
        let mut members = Map::new();
        if version.is_some() {
            members.insert(download.into(), self.drive_download_url(drive, item).into());
        }
        self.base_members(item, number, version, &mut members);
        members.insert("parentReference".into(), parent(drive_id, drive, item));
        members.insert("webUrl".into(), self.web_url(drive, item).into());
        members.insert("cTag".into(), quoted(item, item.ctag(number)).into());
        match version {
            Some(version) => self.file_members(now_ms, item, version, &mut members),
            None => {
                members.insert("folder".into(), json!({ "childCount": drive.children(id).count() }));
                if id == ROOT {
                    members.insert("root".into(), json!({}));
                }
            }
        }
        Some(members)
    }

    /// The members that all items have.
    fn base_members(
        &self,
        item: &Item,
        number: u64,
        version: Option<&Version>,
        members: &mut Map<String, Value>,
    ) {
        let user = &self.config.user;
        let by = json!({
            "application": { "id": "5a1c0e5e-0000-4000-8000-000000000001", "displayName": "Simulator" },
            "user": { "email": user.upn, "id": user.guid, "displayName": "Megan" },
        });
        let name = if self.config.drive.escaped_names { escape(&item.name) } else { item.name.clone() };
        let modified_ms = version.map_or(item.created_ms, |version| version.stored_ms);
        let given = version.and_then(|version| version.times.get("lastModifiedDateTime")).cloned();
        members.insert("createdBy".into(), by.clone());
        members.insert("createdDateTime".into(), iso(item.created_ms).into());
        if let Some(description) = version.and_then(|version| version.description.as_ref()) {
            members.insert("description".into(), description.clone().into());
        }
        members.insert("eTag".into(), quoted(item, item.etag(number)).into());
        members.insert("id".into(), item.id.clone().into());
        members.insert("lastModifiedBy".into(), by);
        members.insert("lastModifiedDateTime".into(), given.unwrap_or_else(|| iso(modified_ms).into()));
        members.insert("name".into(), name.into());
    }

    fn file_members(&self, now_ms: u64, item: &Item, version: &Version, members: &mut Map<String, Value>) {
        let mut file = Map::new();
        if let Some(hashes) = self.drive_hashes(now_ms, version) {
            file.insert("hashes".into(), hashes);
        }
        file.insert("mimeType".into(), item.mime_type().into());
        members.insert("file".into(), file.into());
        let mut times = version.times.clone();
        for name in ["createdDateTime", "lastModifiedDateTime"] {
            times.entry(name).or_insert_with(|| iso(version.stored_ms).into());
        }
        members.insert("fileSystemInfo".into(), times.into());
        let grown = if version.rewritten { self.config.drive.rewrite_bytes } else { 0 };
        members.insert("size".into(), version.content.len().saturating_add_signed(grown).into());
    }

    fn web_url(&self, drive: &Drive, item: &Item) -> String {
        let role = if drive.flavour == Flavour::Business { Role::SharePoint } else { Role::Personal };
        let path: Vec<String> = drive.path(&item.id).into_iter().map(escape).collect();
        format!("{}/personal/megan/Documents/{}", self.config.hosts.base(role), path.join("/"))
    }
}

/// Business drives include the quotes in the text of a tag, personal ones do not.
fn quoted(item: &Item, tag: String) -> String {
    if item.flavour() == Flavour::Business { format!("\"{tag}\"") } else { tag }
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
