//! From an address to a place in a drive.

use super::rules::Flavour;
use super::tree::{Drive, Item, ROOT, composed};
use crate::model::Model;
use crate::model::address::drive::{Address, Start, check_names};
use crate::model::failure::Failure;

/// The target of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The id of the drive.
    pub drive: String,
    /// The id of the folder.
    pub parent: String,
    /// The name.
    pub name: String,
    /// The id of the file, if it was addressed by its id.
    pub by_id: Option<String>,
}

impl Place {
    /// Whether both mean the same name in the same folder.
    pub fn same(&self, other: &Place) -> bool {
        let names = (self.name.to_lowercase(), other.name.to_lowercase());
        self.drive == other.drive && self.parent == other.parent && names.0 == names.1
    }
}

/// The folders of the names of special folders
/// (`OneDrive/onedrive-api-docs:docs/rest-api/api/drive_get_specialfolder.md`).
fn special(name: &str) -> Option<&'static [&'static str]> {
    match name {
        "approot" => Some(&["Apps", "Simulator"]),
        "cameraroll" => Some(&["Pictures", "Camera Roll"]),
        "desktop" => Some(&["Desktop"]),
        "documents" => Some(&["Documents"]),
        "music" => Some(&["Music"]),
        "photos" => Some(&["Pictures"]),
        _ => None,
    }
}

/// The drive's own 404.
pub fn no_item() -> Failure {
    Failure::new(404, "itemNotFound", "The resource could not be found.")
}

impl Model {
    /// The id of the drive that an address leads into.
    pub(super) fn drive_id(&self, address: &Address) -> String {
        match address.owner.as_str() {
            "drives" => address.owner_id.clone(),
            "shares" => match self.drives.shares.get(&address.owner_id) {
                Some((drive, _)) => drive.clone(),
                None => format!("share-{}", address.owner_id),
            },
            "me" => format!("user-{}", self.user_id("me")),
            "users" => format!("user-{}", self.user_id(&address.owner_id)),
            word => format!("{}-{}", word.trim_end_matches('s'), address.owner_id),
        }
    }

    /// The id of a shared item. An unknown token stands for a folder of its own.
    fn shared_item(&self, token: &str) -> String {
        self.drives.shares.get(token).map_or(ROOT, |(_, item)| item).to_owned()
    }

    /// A drive, created on first use.
    pub(super) fn drive_mut(&mut self, id: &str) -> &mut Drive {
        let flavour = self.config.drive.flavour_of(id);
        self.drives.by_id.entry(id.to_owned()).or_insert_with(|| Drive::new(flavour))
    }

    /// The item that an address names, if it exists.
    pub(super) fn drive_find(&mut self, address: &Address) -> Option<(String, Item)> {
        let id = self.drive_id(address);
        let shared = self.shared_item(&address.owner_id);
        let drive = self.drive_mut(&id);
        let start = match &address.start {
            Start::Root => ROOT.to_owned(),
            Start::Shared => shared,
            Start::Item(id) => id.clone(),
            Start::Special(name) => {
                let names: Vec<String> = special(name)?.iter().map(|name| (*name).to_owned()).collect();
                drive.walk(ROOT, &names)?.id.clone()
            }
        };
        let item = drive.walk(&start, address.path.as_deref().unwrap_or_default())?.clone();
        Some((id, item))
    }

    /// The place that an address names for a file, creating its folders if allowed.
    pub(super) fn drive_place(&mut self, now_ms: u64, address: &Address) -> Result<Place, Failure> {
        let drive = self.drive_id(address);
        let start = match &address.start {
            Start::Shared => &match self.shared_item(&address.owner_id) {
                root if root == ROOT => Start::Root,
                item => Start::Item(item),
            },
            start => start,
        };
        let Some(names) = &address.path else { return self.drive_place_by_id(drive, start) };
        check_names(names, self.drive_mut(&drive).flavour == Flavour::Business)?;
        let start = self.drive_start(now_ms, &drive, start)?;
        let (name, folders) = names.split_last().ok_or_else(no_item)?;
        let name = composed(name);
        let parent = self.drive_folder(now_ms, &drive, start, folders, self.config.drive.make_parents)?;
        Ok(Place { drive, parent, name, by_id: None })
    }

    /// A file by its id. A folder without a name after it is refused
    /// (`microsoftgraph/microsoft-graph-docs:issues/2139`).
    fn drive_place_by_id(&mut self, drive: String, start: &Start) -> Result<Place, Failure> {
        let folder =
            || Failure::new(400, "invalidRequest", "A folder cannot take content; name a file in it.");
        let Start::Item(id) = start else { return Err(folder()) };
        let item = self.drive_mut(&drive).item(id).ok_or_else(no_item)?;
        if item.is_folder() {
            return Err(folder());
        }
        Ok(Place { parent: item.parent.clone(), name: item.name.clone(), by_id: Some(id.clone()), drive })
    }

    fn drive_start(&mut self, now_ms: u64, drive: &str, start: &Start) -> Result<String, Failure> {
        let accept = self.config.drive.accept_unknown_parents
            && !matches!(start, Start::Item(id) if self.config.missing.contains(id));
        match start {
            Start::Root | Start::Shared => Ok(ROOT.to_owned()),
            Start::Item(id) => {
                let drive = self.drive_mut(drive);
                if accept && drive.item(id).is_none() {
                    drive.insert(id.clone(), ROOT.to_owned(), format!("folder-{id}"), now_ms);
                }
                let item = drive.item(id).filter(|item| item.is_folder()).ok_or_else(no_item)?;
                Ok(item.id.clone())
            }
            Start::Special(name) => {
                let names = special(name).ok_or_else(no_item)?;
                let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
                self.drive_folder(now_ms, drive, ROOT.to_owned(), &names, true)
            }
        }
    }

    /// The folder at the end of a path, created if allowed.
    pub(super) fn drive_folder(
        &mut self,
        now_ms: u64,
        drive: &str,
        start: String,
        names: &[String],
        make: bool,
    ) -> Result<String, Failure> {
        let mut folder = start;
        for name in names {
            let id = self.item_id(drive);
            let drive = self.drive_mut(drive);
            folder = match drive.child(&folder, name) {
                Some(item) if item.is_folder() => item.id.clone(),
                None if make => {
                    drive.insert(id.clone(), folder, name.clone(), now_ms);
                    id
                }
                _ => return Err(no_item()),
            };
        }
        Ok(folder)
    }

    /// An id for a new item, in the form of the drive's type.
    pub(super) fn item_id(&mut self, drive: &str) -> String {
        let number = self.next_secret();
        match self.config.drive.flavour_of(drive) {
            Flavour::Business => format!("01{number:016X}{:06}", self.made),
            Flavour::Personal => format!("{:X}!{}", number >> 16, self.made),
        }
    }
}
