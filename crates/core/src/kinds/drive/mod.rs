//! Files in OneDrive, OneDrive for Business and SharePoint (MicrosoftDocs: api/driveitem-createuploadsession.md).

mod address;
mod name;
mod place;

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::graph::endpoint::{UploadHost, Version};
use crate::graph::item::Item;
use crate::graph::json as reply_json;
use crate::graph::request::{Body, Method};
use crate::kinds::Evidence;
use crate::kinds::Family;
use crate::kinds::property::timestamp;
use crate::kinds::{
    Call, Commit, Conflict, LastReply, OCTETS, Order, Permission, PieceRule, Property, Rules, Target,
    validate,
};

use address::Address;

/// The rules of drive items.
pub static RULES: Rules = Rules {
    kind: "drive-item",
    family: Family::Drive,
    title: "a file in a drive",
    token_on_upload_url: false,
    upload_host: UploadHost::Drive,
    bytes_suffix: None,
    order: Order::Strict,
    piece: PieceRule {
        // Less than 60 MiB, so 191 × 320 KiB.
        max: 62_586_880,
        // Other multiples are accepted piece by piece and fail when the file is assembled
        // (OneDrive/onedrive-api-docs issues 70 and 71).
        multiple: 327_680,
        first: 10 * 1024 * 1024,
    },
    // rclone/rclone: docs/content/onedrive.md
    size_max: 250 * 1024 * 1024 * 1024,
    session_min: 1,
    inline_max: Some(0),
    last_reply: LastReply::Item,
    evidence: Evidence::SizeAndHash,
    status_documented: true,
    // rclone/rclone: backend/onedrive/onedrive.go ("eventual consistency")
    shows_late: true,
    absence_is_known: true,
    immutable_ids: false,
    // MicrosoftDocs: api/driveitem-createuploadsession.md
    permission: Permission { delegated: "Files.ReadWrite", application: Some("Sites.ReadWrite.All") },
};

/// The largest file that goes in one request where sessions never work (microsoftgraph/msgraph-sdk-javascript issue
/// 272). Content of up to 4 MiB was documented for years (OneDrive/onedrive-api-docs:
/// docs/rest-api/api/driveitem_put_content.md).
const ONE_REQUEST_MAX: u64 = 4 * 1024 * 1024;

/// What a look-up of one item asks for: enough to recognise a file, and to hand it over as the result.
const SELECT: &str = "$select=id,name,size,eTag,cTag,webUrl,file,folder,fileSystemInfo,lastModifiedDateTime";

/// The same of a list, whose pages stay below some 100 KB, so that a folder of thousands costs little per page.
const SELECT_OF_MANY: &str = "$select=id,name,size,eTag,cTag,webUrl,file,folder&$top=200";

/// A file in a drive: a new one by path or by folder and name, or an existing one by its id.
#[derive(Debug, Clone)]
pub struct DriveItem {
    address: Address,
    conflict: Conflict,
    commit: Commit,
    /// Members of `item` beside the conflict behaviour and the name.
    facts: Map<String, Value>,
    times: Map<String, Value>,
    space_check: bool,
    conditions: Vec<(&'static str, String)>,
}

impl DriveItem {
    /// A file by its path from the root of a drive, such as `Documents/report.pdf`.
    ///
    /// `drive` is `None` for the signed-in user's; or `/drive`, `/drives/{id}`, or `/me`, `/users/{id}`, `/groups/{id}`
    /// or `/sites/{id}` followed by `/drive` or `/drives/{id}`, with ids as they are (not encoded); or a folder that was
    /// shared, by its sharing URL (`https://…`) or token (`u!…`, `s!…`, `/shares/…`).
    pub fn by_path(drive: Option<&str>, path: &str) -> Result<Self, Error> {
        Ok(Self::at(Address::by_path(drive, path)?, Conflict::Fail))
    }

    /// A file by the id of a folder and its name, or its path below that folder.
    pub fn in_folder(drive: Option<&str>, folder: &str, path: &str) -> Result<Self, Error> {
        Ok(Self::at(Address::in_folder(drive, folder, path)?, Conflict::Fail))
    }

    /// A file by its path below a special folder: `approot`, `documents`, `photos`, `cameraroll`, `music`, `desktop`.
    pub fn in_special(drive: Option<&str>, special: &str, path: &str) -> Result<Self, Error> {
        Ok(Self::at(Address::in_special(drive, special, path)?, Conflict::Fail))
    }

    /// An existing file by its id; its content is replaced.
    pub fn by_id(drive: Option<&str>, item: &str) -> Result<Self, Error> {
        Ok(Self::at(Address::by_id(drive, item)?, Conflict::Replace))
    }

    /// A file that was shared, by its sharing URL or token; its content is replaced.
    pub fn shared(share: &str) -> Result<Self, Error> {
        Ok(Self::at(Address::shared(share)?, Conflict::Replace))
    }

    fn at(address: Address, conflict: Conflict) -> Self {
        Self {
            address,
            conflict,
            commit: Commit::LastPiece,
            facts: Map::new(),
            times: Map::new(),
            space_check: false,
            conditions: Vec::new(),
        }
    }

    /// The conflict behaviour comes first: behind another member it is refused
    /// (microsoftgraph/microsoft-graph-docs issue 17072).
    fn named(&self) -> Map<String, Value> {
        let mut item = Map::new();
        item.insert("@microsoft.graph.conflictBehavior".into(), self.conflict.as_str().into());
        if let Some(name) = self.address.name() {
            item.insert("name".into(), name.into());
        }
        item
    }

    /// Adds what requests through a share need: access by the link for as long as the request takes, without which only
    /// those come in who have opened the link before (MicrosoftDocs: api/shares-get.md).
    fn through_share(&self, mut call: Call) -> Call {
        if self.address.is_shared() {
            call.headers.push(("Prefer", "redeemSharingLinkIfNecessary".to_owned()));
        }
        call
    }

    fn set_time(&mut self, member: &str, name: &str, ms: u64) -> Result<(), Error> {
        self.times.insert(member.to_owned(), timestamp(name, ms)?.into());
        Ok(())
    }

    fn set_condition(&mut self, header: &'static str, name: &str, value: &str) -> Result<(), Error> {
        let value = validate::etag(name, value)?;
        self.conditions.retain(|(known, _)| *known != header);
        self.conditions.push((header, value));
        Ok(())
    }
}

impl Target for DriveItem {
    fn rules(&self) -> &'static Rules {
        &RULES
    }

    fn permission(&self) -> Permission {
        self.address.permission()
    }

    fn create(&self, size: u64, _version: Version) -> Option<Call> {
        let mut item = self.named();
        item.extend(self.facts.clone());
        if !self.times.is_empty() {
            item.insert("fileSystemInfo".into(), self.times.clone().into());
        }
        if self.space_check {
            item.insert("fileSize".into(), size.into());
        }
        let mut body = json!({ "item": item });
        if self.commit != Commit::LastPiece {
            body["deferCommit"] = true.into();
        }
        let mut call = Call::json(Method::Post, self.address.action("createUploadSession"), &body);
        call.headers.extend(self.conditions.clone());
        Some(self.through_share(call))
    }

    /// A range cannot express zero bytes; the content itself can (OneDrive/onedrive-api-docs issue 53).
    fn inline(&self, size: u64) -> Option<Call> {
        let conflict = self.conflict.as_str();
        let content = self.address.action("content");
        let path = format!("{content}?@microsoft.graph.conflictBehavior={conflict}");
        let mut call = Call::new(Method::Put, path, OCTETS, Body::Bytes(0..size));
        call.headers.extend(self.conditions.clone());
        Some(self.through_share(call))
    }

    /// Under `rename` the file may get another name, so its folder is listed.
    fn look(&self) -> Option<Call> {
        let path = match self.address.siblings() {
            Some(siblings) if self.conflict == Conflict::Rename => format!("{siblings}?{SELECT_OF_MANY}"),
            _ => format!("{}?{SELECT}", self.address.item()),
        };
        Some(self.through_share(Call::get(path)))
    }

    fn sightings(&self, page: &Value) -> Vec<Item> {
        let Some(entries) = reply_json::member(page, "value").and_then(Value::as_array) else {
            return Item::from_json(page).into_iter().collect();
        };
        entries.iter().filter_map(Item::from_json).filter(|item| !item.is_folder).collect()
    }

    /// What is named by its id exists before anything is sent: an answer that it does not is a mistake, or tells that
    /// somebody has deleted it, and says nothing of the upload.
    fn absence_is_known(&self) -> bool {
        self.address.name().is_some() && RULES.absence_is_known
    }

    /// What is found by its path has the name, whatever the response makes of it.
    fn could_be_named(&self, seen: &Item) -> bool {
        match self.address.name() {
            Some(name) if self.conflict == Conflict::Rename => name::could_be_named(&seen.name, name),
            _ => true,
        }
    }

    fn can_be(&self, seen: &Item, size: u64) -> bool {
        !seen.is_folder && seen.size == Some(size)
    }

    fn conflict(&self) -> Option<Conflict> {
        Some(self.conflict)
    }

    fn commit_form(&self) -> Commit {
        self.commit
    }

    fn is_conditional(&self) -> bool {
        !self.conditions.is_empty()
    }

    /// The one request knows the conflict behaviour and the conditions, and no other property.
    fn inline_instead(&self, size: u64) -> bool {
        let plain = self.facts.is_empty() && self.times.is_empty() && !self.space_check;
        plain && self.commit == Commit::LastPiece && size <= ONE_REQUEST_MAX
    }

    fn commit(&self, upload_url: &str) -> Option<Call> {
        let mut item = Map::new();
        item.insert("@microsoft.graph.conflictBehavior".into(), self.conflict.as_str().into());
        item.insert("@microsoft.graph.sourceUrl".into(), upload_url.into());
        if let Some(name) = self.address.name() {
            item.insert("name".into(), name.into());
        }
        let body = reply_json::Wiped::from(Value::Object(item));
        Some(self.through_share(Call::json(Method::Put, self.address.item(), &body)))
    }

    fn set(&mut self, property: Property) -> Result<(), Error> {
        match property {
            Property::Conflict(conflict) => self.conflict = conflict,
            Property::Commit(commit) => self.commit = commit,
            Property::SpaceCheck(wanted) => self.space_check = wanted,
            Property::Created(ms) => self.set_time("createdDateTime", "created time", ms)?,
            Property::Modified(ms) => self.set_time("lastModifiedDateTime", "modified time", ms)?,
            Property::Accessed(ms) => self.set_time("lastAccessedDateTime", "accessed time", ms)?,
            Property::Description(text) => {
                self.facts.insert("description".into(), validate::name("description", &text)?.into());
            }
            Property::Source(application, id) => {
                let application = validate::word("application", &application)?;
                let id = validate::name("external id", &id)?;
                let source = json!({ "application": application, "externalId": id });
                self.facts.insert("driveItemSource".into(), source);
            }
            Property::MediaCategory(text) => {
                let category = validate::word("media category", &text)?;
                self.facts.insert("mediaSource".into(), json!({ "contentCategory": category }));
            }
            Property::IfMatch(etag) => self.set_condition("If-Match", "if match", &etag)?,
            Property::IfNoneMatch(etag) => self.set_condition("If-None-Match", "if none match", &etag)?,
            other => return Err(other.refused_by(&RULES)),
        }
        Ok(())
    }

    fn share(&self) -> Arc<dyn Target> {
        Arc::new(self.clone())
    }
}
