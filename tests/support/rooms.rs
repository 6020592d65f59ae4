//! The rooms of a crate, and which of them a source names.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// All sources below a folder.
pub fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut folders = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// The numbers of the rooms that a text names after `crate::`, in a path or in a list of them.
pub fn imports(text: &str, rooms: &[&str]) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        let names = match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or_default().split(',').collect(),
            None => vec![rest],
        };
        for name in names.into_iter().map(str::trim) {
            let end = name.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(name.len());
            found.extend(rooms.iter().position(|room| !room.is_empty() && *room == &name[..end]));
        }
    }
    found
}
