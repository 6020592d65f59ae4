//! Making an item of received bytes.

use serde_json::{Map, Value};

use super::host::DriveTarget;
use super::place::{Place, no_item};
use super::rules::{Behaviour, Flavour, Uneven};
use super::tree::Version;
use crate::model::Model;
use crate::model::content::Content;
use crate::model::failure::Failure;
use crate::model::session::Session;

/// A file that becomes an item.
#[derive(Debug, Clone, Default)]
pub struct NewFile {
    /// The described bytes.
    pub content: Content,
    /// `fileSystemInfo`.
    pub times: Map<String, Value>,
    /// `description`.
    pub description: Option<String>,
}

impl Model {
    /// Stores a file at a place: 201 for a new item, 200 for a new version, and the item's id.
    pub(super) fn drive_store(
        &mut self,
        now_ms: u64,
        place: &Place,
        behaviour: Behaviour,
        file: NewFile,
    ) -> Result<(u16, String), Failure> {
        let code = self.config.drive.conflict_code;
        self.drive_conflict(place, behaviour).map_err(|_| {
            Failure::new(409, code, "Another file exists with the same name as the uploaded session.")
        })?;
        self.drive_quota(place, file.content.len())?;
        if self.drive_mut(&place.drive).item(&place.parent).is_none() {
            return Err(no_item());
        }
        let version = self.drive_version(now_ms, place, file);
        let existing = self.drive_existing(place).filter(|_| behaviour != Behaviour::Rename);
        if let Some(id) = existing {
            self.drive_mut(&place.drive).add_version(&id, version);
            return Ok((200, id));
        }
        let id = self.item_id(&place.drive);
        let drive = self.drive_mut(&place.drive);
        let name = drive.free_name(&place.parent, &place.name);
        drive.insert(id.clone(), place.parent.clone(), name, now_ms);
        drive.add_version(&id, version);
        Ok((201, id))
    }

    fn drive_version(&mut self, now_ms: u64, place: &Place, file: NewFile) -> Version {
        let business = self.drive_mut(&place.drive).flavour == Flavour::Business;
        let ending = place.name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
        Version {
            content: file.content,
            stored_ms: now_ms,
            visible_ms: now_ms + self.config.visible_after_ms,
            rewritten: business
                && self.config.drive.rewritten.iter().any(|r| *r == ending || *r == place.name),
            looks: 0,
            times: file.times,
            description: file.description,
        }
    }

    /// Turns a session into an item. On failure the session is unchanged.
    pub(in crate::model) fn drive_commit(
        &mut self,
        now_ms: u64,
        id: &str,
        place: Option<Place>,
        behaviour: Option<Behaviour>,
    ) -> Result<(u16, String, String), Failure> {
        let session = self.drives.sessions.get(id).ok_or_else(no_item)?.clone();
        let Session { url, content, target, .. } = &session;
        if !session.is_whole() {
            let message = "The upload session does not hold all bytes yet.";
            return Err(Failure::new(400, "invalidRequest", message).inner("uploadSessionIncomplete"));
        }
        if self.drive_is_uneven(target, content.len()) {
            let message = "Assertion Failure While Processing";
            return Err(Failure::exchange(500, "generalException", message));
        }
        let file = NewFile {
            content: content.clone(),
            times: target.times.clone(),
            description: target.description.clone(),
        };
        let by_bytes = behaviour.is_none() && target.behaviour == Behaviour::Rename;
        if by_bytes && self.config.drive.rename_conflicts {
            self.drive_conflict(&target.place, Behaviour::Fail)?;
        }
        let place = place.unwrap_or_else(|| target.place.clone());
        let (status, item) = self.drive_store(now_ms, &place, behaviour.unwrap_or(target.behaviour), file)?;
        self.drives.finished.insert(url.clone());
        self.drives.sessions.remove(id);
        Ok((status, place.drive, item))
    }

    /// Whether the pieces of a file prevent its commit.
    fn drive_is_uneven(&self, target: &DriveTarget, total: u64) -> bool {
        match self.config.drive.uneven {
            Uneven::Taken => false,
            Uneven::FailsFrom(bytes) => target.uneven && total >= bytes,
        }
    }
}
