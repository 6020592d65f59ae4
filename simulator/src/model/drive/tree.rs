//! The items of a drive.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::rules::Flavour;
use crate::model::content::Content;
use crate::model::text::hex;

/// The id of every drive's root.
pub const ROOT: &str = "root";

/// A drive.
#[derive(Debug, Clone)]
pub struct Drive {
    /// Its type.
    pub flavour: Flavour,
    items: BTreeMap<String, Item>,
}

/// A name as drives store it: in Unicode's form NFC, without spaces at the ends
/// (`OneDrive/onedrive-api-docs:issues/351`).
pub fn composed(name: &str) -> String {
    name.trim_matches(' ').nfc().collect()
}

/// A file or a folder.
#[derive(Debug, Clone)]
pub struct Item {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The id of its folder; empty for the root.
    pub parent: String,
    /// When it was created.
    pub created_ms: u64,
    /// The versions of a file, the newest last; none for a folder.
    versions: Vec<Version>,
    /// Number of eTag changes that made no version.
    bumps: u64,
    flavour: Flavour,
}

/// The number in the tags of a new file.
const FIRST_TAG: u64 = 4;

/// A version of a file.
#[derive(Debug, Clone)]
pub struct Version {
    /// The described bytes.
    pub content: Content,
    /// When it was stored.
    pub stored_ms: u64,
    /// When look-ups start to show it.
    pub visible_ms: u64,
    /// Whether the service has altered it.
    pub rewritten: bool,
    /// Number of look-ups that have shown the item since.
    pub looks: u64,
    /// `fileSystemInfo` as the client gave it.
    pub times: serde_json::Map<String, serde_json::Value>,
    /// `description` as the client gave it.
    pub description: Option<String>,
}

impl Item {
    /// Whether it is a folder.
    pub fn is_folder(&self) -> bool {
        self.versions.is_empty()
    }

    /// All versions of a file, the newest last.
    pub fn history(&self) -> &[Version] {
        &self.versions
    }

    /// The newest version of a file.
    pub fn newest(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// How many versions there are.
    pub fn versions(&self) -> usize {
        self.versions.len()
    }

    /// The version that look-ups show, and its number; for a folder, no version.
    pub fn shown(&self, now_ms: u64) -> Option<(u64, Option<&Version>)> {
        if self.is_folder() {
            return Some((1, None));
        }
        let index = self.versions.iter().rposition(|version| version.visible_ms <= now_ms)?;
        Some((index as u64 + 1, self.versions.get(index)))
    }

    /// The eTag without quotes, of a numbered version.
    pub fn etag(&self, version: u64) -> String {
        let number = self.tag_number(version) + self.bumps;
        match self.flavour {
            Flavour::Business => format!("{{{}}},{number}", self.guid()),
            Flavour::Personal => personal_tag(&format!("{}.{number}", self.id)),
        }
    }

    /// The cTag without quotes, of a numbered version.
    pub fn ctag(&self, version: u64) -> String {
        let number = self.tag_number(version);
        match self.flavour {
            Flavour::Business => format!("c:{{{}}},{number}", self.guid()),
            Flavour::Personal => personal_tag(&format!("c:{}.{number}", self.id)),
        }
    }

    fn tag_number(&self, version: u64) -> u64 {
        if self.is_folder() { version } else { version + FIRST_TAG - 1 }
    }

    /// The type of the drive.
    pub fn flavour(&self) -> Flavour {
        self.flavour
    }

    /// The GUID of an id.
    pub fn guid(&self) -> String {
        let id = hex(&Sha256::digest(&self.id)).to_uppercase();
        [&id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..32]].join("-")
    }

    /// The media type, by the ending of the name.
    pub fn mime_type(&self) -> String {
        mime_guess::from_path(&self.name).first_or_octet_stream().essence_str().to_owned()
    }

    /// Whether an eTag or a cTag, with or without quotes, is the current one.
    pub fn has_tag(&self, tag: &str) -> bool {
        let (tag, newest) = (tag.trim_matches('"'), self.versions.len().max(1) as u64);
        tag == "*" || tag == self.etag(newest) || tag == self.ctag(newest)
    }
}

/// The tags of personal drives are opaque: an `a`, and base64 without padding.
fn personal_tag(text: &str) -> String {
    format!("a{}", STANDARD_NO_PAD.encode(text))
}

impl Drive {
    /// An empty drive.
    pub fn new(flavour: Flavour) -> Drive {
        let mut drive = Drive { flavour, items: BTreeMap::new() };
        drive.insert(ROOT.to_owned(), String::new(), "root".to_owned(), 0);
        drive
    }

    /// An item by its id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.get(id)
    }

    /// All items.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.items.values()
    }

    /// All items of a folder, in the order of their ids.
    pub fn children(&self, parent: &str) -> impl Iterator<Item = &Item> {
        self.items.values().filter(move |item| item.parent == parent)
    }

    /// An item by its folder and its name, ignoring case and Unicode composition.
    pub fn child(&self, parent: &str, name: &str) -> Option<&Item> {
        let name = composed(name).to_lowercase();
        self.children(parent).find(|item| item.name.to_lowercase() == name)
    }

    /// The item at the end of a path.
    pub fn walk(&self, start: &str, names: &[String]) -> Option<&Item> {
        names.iter().try_fold(self.item(start)?, |item, name| self.child(&item.id, name))
    }

    /// The names from the root to an item.
    pub fn path(&self, id: &str) -> Vec<&str> {
        let mut names = Vec::new();
        let mut next = self.item(id);
        while let Some(item) = next.filter(|item| item.id != ROOT) {
            names.push(item.name.as_str());
            next = self.item(&item.parent);
        }
        names.reverse();
        names
    }

    /// Adds an item, which is a folder until it gets a version.
    pub fn insert(&mut self, id: String, parent: String, name: String, now_ms: u64) {
        let (versions, flavour) = (Vec::new(), self.flavour);
        let item = Item { id: id.clone(), name, parent, created_ms: now_ms, versions, bumps: 0, flavour };
        self.items.insert(id, item);
    }

    /// Adds a version to an item.
    pub fn add_version(&mut self, id: &str, version: Version) {
        if let Some(item) = self.items.get_mut(id) {
            item.versions.push(version);
        }
    }

    /// Counts a look-up that showed an item.
    pub fn looked(&mut self, id: &str) {
        if let Some(version) = self.items.get_mut(id).and_then(|item| item.versions.last_mut()) {
            version.looks += 1;
        }
    }

    /// Changes the eTag of an item.
    pub fn bump(&mut self, id: &str) {
        if let Some(item) = self.items.get_mut(id) {
            item.bumps += 1;
        }
    }

    /// Removes an item and everything below it.
    pub fn remove(&mut self, id: &str) -> bool {
        let below: Vec<String> = self.children(id).map(|item| item.id.clone()).collect();
        for id in &below {
            self.remove(id);
        }
        id != ROOT && self.items.remove(id).is_some()
    }

    /// The first free one of `name`, `name 1.ext`, `name 2.ext`, ….
    pub fn free_name(&self, parent: &str, name: &str) -> String {
        let (stem, ending) = match name.rfind('.') {
            Some(dot) if dot > 0 => name.split_at(dot),
            _ => (name, ""),
        };
        let mut free = name.to_owned();
        let mut number = 0;
        while self.child(parent, &free).is_some() {
            number += 1;
            free = format!("{stem} {number}{ending}");
        }
        free
    }

    /// The files.
    pub fn files(&self) -> impl Iterator<Item = &Item> {
        self.items.values().filter(|item| !item.is_folder())
    }

    /// Removes the files.
    pub fn forget_files(&mut self) {
        self.items.retain(|_, item| item.is_folder());
    }

    /// How many bytes the newest versions have.
    pub fn used(&self) -> u64 {
        self.items.values().filter_map(Item::newest).map(|version| version.content.len()).sum()
    }

    /// All contents.
    pub fn contents(&self) -> impl Iterator<Item = &Content> {
        self.items.values().flat_map(|item| &item.versions).map(|version| &version.content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_names() {
        let mut drive = Drive::new(Flavour::Business);
        for (id, name) in [("1", "a.txt"), ("2", "A 1.TXT"), ("3", ".profile"), ("4", "plain")] {
            drive.insert(id.into(), ROOT.into(), name.into(), 0);
        }
        for (name, free) in
            [("a.TXT", "a 2.TXT"), (".profile", ".profile 1"), ("plain", "plain 1"), ("b", "b")]
        {
            assert_eq!(drive.free_name(ROOT, name), free);
        }
    }
}
