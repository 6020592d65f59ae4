//! Drives: OneDrive, OneDrive for Business and SharePoint libraries
//! (`microsoftgraph/microsoft-graph-docs-contrib:api-reference/v1.0/api/driveitem-createuploadsession.md`).
//!
//! `place` resolves an address in the `tree`; `create` creates a session from its `wish`, `url`
//! names it, `host` takes its pieces, `session_response` responds to them, `store` makes an item of
//! them, `whole` does so for files in one request, `shown` writes items, `hashes` their hashes,
//! `download` their URLs, `response` the responses to what makes an item.

mod create;
pub(super) mod download;
mod hashes;
mod host;
mod place;
mod response;
pub mod rules;
mod session_response;
mod shown;
mod store;
mod tree;
mod url;
mod whole;
mod wish;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use self::host::DriveTarget;
use self::place::{Place, no_item};
use self::rules::Flavour;
use self::tree::Drive;
use super::address::drive::{self as address, Address};
use super::content::Content;
use super::failure::{Answer, Failure};
use super::message::Response;
use super::session::Sessions;
use super::{Call, Model};

pub use self::tree::{Item, Version};

/// All drives, their sessions, and what remains of those.
#[derive(Debug, Default, Clone)]
pub struct Drives {
    by_id: BTreeMap<String, Drive>,
    pub(super) sessions: Sessions<DriveTarget>,
    /// The shared items: the drive and the item of each token.
    shares: BTreeMap<String, (String, String)>,
    /// Names that ended sessions still lock, and until when.
    stubs: Vec<(Place, u64)>,
    /// The upload URLs of sessions that became items.
    finished: BTreeSet<String>,
}

impl Drives {
    /// The files, each with the id of its drive and its path.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, String, &Item)> {
        self.by_id.iter().flat_map(|(id, drive)| {
            drive.files().map(move |item| (id.as_str(), drive.path(&item.id).join("/"), item))
        })
    }

    /// Removes the files. Folders stay.
    pub(super) fn forget_files(&mut self) {
        self.by_id.values_mut().for_each(Drive::forget_files);
    }

    /// The contents in use.
    pub(super) fn contents(&self) -> impl Iterator<Item = &Content> {
        let open = self.sessions.values().map(|session| &session.content);
        open.chain(self.by_id.values().flat_map(Drive::contents))
    }
}

impl Model {
    pub(super) fn drive(&mut self, call: &Call, address: &Address) -> Answer {
        let personal = self.config.drive.flavour_of(&self.drive_id(address)) == Flavour::Personal;
        let answer = self.drive_action(call, address);
        answer.map_err(|failure| if personal { failure.for_personal() } else { failure })
    }

    fn drive_action(&mut self, call: &Call, address: &Address) -> Answer {
        match (address.action.as_str(), call.method()) {
            ("createUploadSession", "POST") => self.drive_create(call, address),
            ("content", "PUT") => self.drive_put_whole(call, address),
            ("content", "GET") => self.drive_bytes(call, address),
            ("", "PUT") => self.drive_put_source(call, address),
            ("", "GET") => self.drive_entity(call, address),
            ("", "DELETE") => self.drive_delete(address),
            ("children", "GET") => self.drive_children(call, address),
            ("createUploadSession" | "content" | "" | "children", method) => Err(Failure::method(method)),
            (action, _) => {
                Err(Failure::bad_request(format!("Resource not found for the segment '{action}'.")))
            }
        }
    }

    fn drive_delete(&mut self, address: &Address) -> Answer {
        let (drive, item) = self.drive_find(address).ok_or_else(no_item)?;
        if self.drive_mut(&drive).remove(&item.id) { Ok(Response::empty(204)) } else { Err(no_item()) }
    }
}

/// For tests: the contents of drives. A drive or an item is named as in a URL, such as
/// `me/drive/root:/a/b.txt`.
impl Model {
    /// An item, even if not yet visible.
    pub fn drive_item(&mut self, address: &str) -> Option<Item> {
        self.drive_find(&address::from_text(address)?.ok()?).map(|(_, item)| item)
    }

    /// The items of a folder, including those not yet visible.
    pub fn drive_items(&mut self, address: &str) -> Vec<Item> {
        let folder =
            address::from_text(address).and_then(Result::ok).and_then(|address| self.drive_find(&address));
        let Some((drive, folder)) = folder else { return Vec::new() };
        self.drive_mut(&drive).children(&folder.id).cloned().collect()
    }

    /// Shares an item under a token.
    pub fn share_drive_item(&mut self, token: &str, address: &str) -> bool {
        let found =
            address::from_text(address).and_then(Result::ok).and_then(|address| self.drive_find(&address));
        let Some((drive, item)) = found else { return false };
        self.drives.shares.insert(token.to_owned(), (drive, item.id));
        true
    }

    /// Removes an item and everything below it.
    pub fn remove_drive_item(&mut self, address: &str) -> bool {
        let address = address::from_text(address).and_then(Result::ok);
        address.is_some_and(|address| self.drive_delete(&address).is_ok())
    }

    /// Creates a folder, and its parents, and returns its id.
    pub fn add_drive_folder(&mut self, now_ms: u64, address: &str) -> Option<String> {
        let address = address::from_text(address)?.ok()?;
        let drive = self.drive_id(&address);
        let names = address.path.clone().unwrap_or_default();
        self.drive_folder(now_ms, &drive, tree::ROOT.to_owned(), &names, true).ok()
    }

    /// Creates a file, or a new version of it, and returns its id.
    pub fn add_drive_file(&mut self, now_ms: u64, address: &str, content: Content) -> Option<String> {
        let address = address::from_text(address)?.ok()?;
        let place = self.drive_place(now_ms, &address).ok()?;
        let file = store::NewFile { content, ..store::NewFile::default() };
        let (_, id) = self.drive_store(now_ms, &place, rules::Behaviour::Replace, file).ok()?;
        Some(id)
    }
}
