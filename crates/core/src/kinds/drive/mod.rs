//! Files in OneDrive, OneDrive for Business and SharePoint (MicrosoftDocs: api/driveitem-createuploadsession.md).

mod address;
mod name;
mod place;
mod rules;

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::graph::endpoint::Version;
use crate::graph::item::Item;
use crate::graph::json as response_json;
use crate::graph::request::{Body, Method};
use crate::kinds::property::timestamp;
use crate::kinds::saved::SavedPlace;
use crate::kinds::{
    Call, Commit, Conflict, OCTETS, Permission, Property, Rules, SavedTarget, Target, validate,
};
use crate::secret::Secret;

use address::Address;
use rules::{SELECT, SELECT_OF_MANY};

pub use rules::{CONTENT_MAX, ONE_REQUEST_MAX, RULES};

/// The member of `item` with its times.
const TIMES: &str = "fileSystemInfo";

/// A file in a drive: a new one by path or by folder and name, or an existing one by its id.
#[derive(Debug, Clone)]
pub struct DriveItem {
    address: Address,
    conflict: Conflict,
    commit: Commit,
    /// Members of `item` besides the conflict behaviour and the name. A list, as a long queue of jobs has as many targets,
    /// and an empty map takes three times as much.
    facts: Vec<(&'static str, Value)>,
    space_check: bool,
    conditions: Vec<(&'static str, String)>,
    saved: SavedTarget,
}

impl DriveItem {
    /// A file by its path from the root of a drive, such as `Documents/report.pdf`.
    ///
    /// `drive` is `None` for the signed-in user's; or `/drive`, `/drives/{id}`, or `/me`, `/users/{id}`, `/groups/{id}`
    /// or `/sites/{id}` followed by `/drive` or `/drives/{id}`, with ids as they are (not encoded); or a folder that was
    /// shared, by its sharing URL (`https://…`) or token (`u!…`, `s!…`, `/shares/…`).
    pub fn by_path(drive: Option<&str>, path: &str) -> Result<Self, Error> {
        let place = SavedPlace::DrivePath { drive: drive.map(Secret::new), path: path.into() };
        Ok(Self::at(place, Address::by_path(drive, path)?, Conflict::Fail))
    }

    /// A file by the id of a folder and its name, or its path below that folder.
    pub fn in_folder(drive: Option<&str>, folder: &str, path: &str) -> Result<Self, Error> {
        let place = SavedPlace::DriveChild {
            drive: drive.map(Secret::new),
            folder: folder.into(),
            name: path.into(),
        };
        Ok(Self::at(place, Address::in_folder(drive, folder, path)?, Conflict::Fail))
    }

    /// A file by its path below a special folder: `approot`, `documents`, `photos`, `cameraroll`, `music`, `desktop`.
    pub fn in_special(drive: Option<&str>, special: &str, path: &str) -> Result<Self, Error> {
        let place = SavedPlace::DriveSpecial {
            drive: drive.map(Secret::new),
            special: special.into(),
            path: path.into(),
        };
        Ok(Self::at(place, Address::in_special(drive, special, path)?, Conflict::Fail))
    }

    /// An existing file by its id; its content is replaced.
    pub fn by_id(drive: Option<&str>, item: &str) -> Result<Self, Error> {
        let place = SavedPlace::DriveItem { drive: drive.map(Secret::new), item: item.into() };
        Ok(Self::at(place, Address::by_id(drive, item)?, Conflict::Replace))
    }

    /// A shared file, by its sharing URL or token; its content is replaced.
    pub fn shared(share: &str) -> Result<Self, Error> {
        let place = SavedPlace::DriveShare { share: Secret::new(share) };
        Ok(Self::at(place, Address::shared(share)?, Conflict::Replace))
    }

    fn at(place: SavedPlace, address: Address, conflict: Conflict) -> Self {
        Self {
            address,
            conflict,
            commit: Commit::LastPiece,
            facts: Vec::new(),
            space_check: false,
            conditions: Vec::new(),
            saved: place.into(),
        }
    }

    /// The conflict behaviour comes first: after another member it is refused
    /// (microsoftgraph/microsoft-graph-docs issue 17072).
    fn named(&self) -> Map<String, Value> {
        let mut item = Map::new();
        item.insert("@microsoft.graph.conflictBehavior".into(), self.conflict.as_str().into());
        if let Some(name) = self.address.name() {
            item.insert("name".into(), name.into());
        }
        item
    }

    /// Adds what requests through a share need: access by the link for the duration of the request.
    /// Without it only users who have opened the link before have access (MicrosoftDocs:
    /// api/shares-get.md).
    fn through_share(&self, mut call: Call) -> Call {
        if self.address.is_shared() {
            call.headers.push(("Prefer", "redeemSharingLinkIfNecessary".to_owned()));
        }
        call
    }

    fn set_time(&mut self, member: &str, name: &str, ms: u64) -> Result<(), Error> {
        let time = timestamp(name, ms)?;
        let times = self.facts.iter_mut().find(|(known, _)| *known == TIMES);
        match times {
            Some((_, times)) => times[member] = time.into(),
            None => self.facts.push((TIMES, json!({ member: time }))),
        }
        Ok(())
    }

    /// Whether one request can make it: that takes the conflict behaviour and the conditions, and no other property.
    fn is_plain(&self) -> bool {
        self.facts.is_empty() && !self.space_check && self.commit == Commit::LastPiece
    }

    fn set_condition(&mut self, header: &'static str, name: &str, value: &str) -> Result<(), Error> {
        put(&mut self.conditions, header, validate::etag(name, value)?);
        Ok(())
    }
}

/// Sets a value by its name.
fn put<T>(list: &mut Vec<(&'static str, T)>, name: &'static str, value: T) {
    match list.iter_mut().find(|(known, _)| *known == name) {
        Some((_, known)) => *known = value,
        None => list.push((name, value)),
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
        let (times, others): (Vec<_>, Vec<_>) = self.facts.iter().partition(|(name, _)| *name == TIMES);
        let members = others.into_iter().chain(times);
        item.extend(members.map(|(name, value)| ((*name).to_owned(), value.clone())));
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

    /// A range cannot express zero bytes; the content itself can (OneDrive/onedrive-api-docs issue
    /// 53).
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

    fn candidates(&self, page: &Value) -> Vec<Item> {
        let Some(entries) = response_json::member(page, "value").and_then(Value::as_array) else {
            return Item::from_json(page).into_iter().collect();
        };
        entries.iter().filter_map(Item::from_json).filter(|item| !item.is_folder).collect()
    }

    /// A file addressed by its id exists before anything is sent: a 404 is a mistake, or means that
    /// somebody has deleted it, and says nothing about the upload.
    fn absence_is_known(&self) -> bool {
        self.address.name().is_some() && RULES.absence_is_known
    }

    /// A file found by its path has the name, whatever the response says.
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

    fn one_request_max(&self) -> u64 {
        if self.is_plain() { CONTENT_MAX } else { 0 }
    }

    /// Under `fail`, and where any file of the name fails the condition.
    fn refuses_second(&self) -> bool {
        let any = |(header, value): &(&str, String)| *header == "If-None-Match" && value == "*";
        self.conflict == Conflict::Fail || self.conditions.iter().any(any)
    }

    fn sets_modified(&self) -> bool {
        let times = self.facts.iter().find(|(name, _)| *name == TIMES);
        times.is_some_and(|(_, times)| times.get("lastModifiedDateTime").is_some())
    }

    fn inline_instead(&self, size: u64) -> bool {
        self.is_plain() && size <= ONE_REQUEST_MAX
    }

    fn commit(&self, upload_url: &str) -> Option<Call> {
        let mut item = Map::new();
        item.insert("@microsoft.graph.conflictBehavior".into(), self.conflict.as_str().into());
        item.insert("@microsoft.graph.sourceUrl".into(), upload_url.into());
        if let Some(name) = self.address.name() {
            item.insert("name".into(), name.into());
        }
        let body = response_json::Wiped::from(Value::Object(item));
        Some(self.through_share(Call::json(Method::Put, self.address.item(), &body)))
    }

    fn set(&mut self, property: Property) -> Result<(), Error> {
        match &property {
            Property::Conflict(conflict) => self.conflict = *conflict,
            Property::Commit(commit) => self.commit = *commit,
            Property::SpaceCheck(wanted) => self.space_check = *wanted,
            Property::Created(ms) => self.set_time("createdDateTime", "created time", *ms)?,
            Property::Modified(ms) => self.set_time("lastModifiedDateTime", "modified time", *ms)?,
            Property::Accessed(ms) => self.set_time("lastAccessedDateTime", "accessed time", *ms)?,
            Property::Description(text) => {
                put(&mut self.facts, "description", validate::name("description", text)?.into());
            }
            Property::Source(application, id) => {
                let application = validate::word("application", application)?;
                let id = validate::name("external id", id)?;
                let source = json!({ "application": application, "externalId": id });
                put(&mut self.facts, "driveItemSource", source);
            }
            Property::MediaCategory(text) => {
                let category = validate::word("media category", text)?;
                put(&mut self.facts, "mediaSource", json!({ "contentCategory": category }));
            }
            Property::IfMatch(etag) => self.set_condition("If-Match", "if match", etag)?,
            Property::IfNoneMatch(etag) => self.set_condition("If-None-Match", "if none match", etag)?,
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
