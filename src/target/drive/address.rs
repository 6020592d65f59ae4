//! Where a file stands in a drive (MicrosoftDocs: concepts/onedrive-addressing-driveitems.md).

use crate::error::Error;
use crate::target::validate::{self, segment};

/// The longest path of a file, in characters (rclone/rclone: docs/content/onedrive.md).
const MAX_PATH: usize = 400;

/// What a name must not hold.
const FORBIDDEN: [char; 9] = ['"', '/', '\\', '*', '<', '>', '?', ':', '|'];

/// The address of a file, all parts encoded.
#[derive(Debug, Clone)]
pub(super) enum Address {
    /// `{base}:/{folders}/{name}:`, where base is the root, a folder's id or a special folder.
    Path {
        /// The item that the path starts from.
        base: String,
        /// The folders between, encoded, each behind a slash.
        folders: String,
        /// The name as it is.
        name: String,
    },
    /// `{drive}/items/{id}`
    Id(String),
}

impl Address {
    pub fn by_path(drive: Option<&str>, path: &str) -> Result<Self, Error> {
        Self::below(format!("{}/root", self::drive(drive)?), "path", path)
    }

    pub fn in_folder(drive: Option<&str>, folder: &str, path: &str) -> Result<Self, Error> {
        let folder = id("folder", folder)?;
        Self::below(format!("{}/items/{folder}", self::drive(drive)?), "name", path)
    }

    pub fn in_special(drive: Option<&str>, special: &str, path: &str) -> Result<Self, Error> {
        let special = validate::word("special folder", special)?;
        Self::below(format!("{}/special/{special}", self::drive(drive)?), "path", path)
    }

    pub fn by_id(drive: Option<&str>, item: &str) -> Result<Self, Error> {
        let item = id("item", item)?;
        Ok(Self::Id(format!("{}/items/{item}", self::drive(drive)?)))
    }

    fn below(base: String, argument: &str, path: &str) -> Result<Self, Error> {
        let relative = path.strip_prefix('/').unwrap_or(path);
        let characters = relative.chars().count();
        if characters > MAX_PATH {
            let message = format!("{argument}: {characters} characters, but at most {MAX_PATH} are allowed");
            return Err(Error::argument(message));
        }
        let mut folders: Vec<&str> = relative.split('/').collect();
        for part in &folders {
            if part.is_empty() && folders.len() > 1 {
                return Err(Error::argument(format!("{argument}: a part between slashes is empty")));
            }
            check_name(argument, part)?;
        }
        let name = folders.pop().unwrap_or_default().to_owned();
        let folders = folders.iter().map(|folder| format!("/{}", segment(folder))).collect();
        Ok(Self::Path { base, folders, name })
    }

    /// The name of the file, where the address holds it.
    pub fn name(&self) -> Option<&str> {
        match self {
            Address::Path { name, .. } => Some(name),
            Address::Id(_) => None,
        }
    }

    /// The path of the item itself.
    pub fn item(&self) -> String {
        match self {
            Address::Path { base, folders, name } => format!("{base}:{folders}/{}", segment(name)),
            Address::Id(id) => id.clone(),
        }
    }

    /// The path of an action or property of the item.
    pub fn action(&self, name: &str) -> String {
        match self {
            Address::Path { .. } => format!("{}:/{name}", self.item()),
            Address::Id(id) => format!("{id}/{name}"),
        }
    }

    /// The path of the list of files beside it. An item by id keeps its place, so that it is its own list.
    pub fn siblings(&self) -> String {
        match self {
            Address::Path { base, folders, .. } if folders.is_empty() => format!("{base}/children"),
            Address::Path { base, folders, .. } => format!("{base}:{folders}:/children"),
            Address::Id(id) => id.clone(),
        }
    }
}

/// The path of a drive.
fn drive(text: Option<&str>) -> Result<String, Error> {
    let Some(text) = text else { return Ok("/me/drive".to_owned()) };
    let parts: Vec<&str> = text.trim_matches('/').split('/').collect();
    let id = |text: &str| id("drive", text);
    match parts.as_slice() {
        ["me", "drive"] => Ok("/me/drive".to_owned()),
        ["drives", drive] => Ok(format!("/drives/{}", id(drive)?)),
        [owner @ ("users" | "groups" | "sites"), owner_id, "drive"] => {
            Ok(format!("/{owner}/{}/drive", id(owner_id)?))
        }
        ["sites", site, "drives", drive] => Ok(format!("/sites/{}/drives/{}", id(site)?, id(drive)?)),
        _ => Err(Error::argument(
            "drive: must be /me/drive, /drives/ID, /users/ID/drive, /groups/ID/drive, /sites/ID/drive or \
             /sites/ID/drives/ID",
        )),
    }
}

/// Checks an id, and encodes it. A colon in it would turn what follows into a path (`items/{id}:/…`).
fn id(argument: &str, text: &str) -> Result<String, Error> {
    let id = validate::id(argument, text)?;
    if id.contains(':') {
        return Err(Error::argument(format!("{argument}: an id must not hold a colon")));
    }
    Ok(segment(&id))
}

/// Checks one name of a path.
fn check_name(argument: &str, name: &str) -> Result<(), Error> {
    let name = validate::name(argument, name)?;
    if name == "." || name == ".." {
        return Err(Error::argument(format!("{argument}: \"{name}\" is not a name")));
    }
    if let Some(forbidden) = name.chars().find(|c| FORBIDDEN.contains(c)) {
        return Err(Error::argument(format!("{argument}: a name must not hold {forbidden}")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_drive() {
        for (text, path) in [
            (None, Some("/me/drive")),
            (Some("/me/drive"), Some("/me/drive")),
            (Some("me/drive"), Some("/me/drive")),
            (Some("/drives/b!x-Y_z"), Some("/drives/b!x-Y_z")),
            (Some("/users/u@example.com/drive"), Some("/users/u@example.com/drive")),
            (Some("/groups/g/drive"), Some("/groups/g/drive")),
            (Some("/sites/h.sharepoint.com,1,2/drive"), Some("/sites/h.sharepoint.com,1,2/drive")),
            (Some("/sites/s/drives/a b"), Some("/sites/s/drives/a%20b")),
            (Some(""), None),
            (Some("/"), None),
            (Some("/me"), None),
            (Some("/drives/"), None),
            (Some("/drives/.."), None),
            (Some("/drives/a/b"), None),
            (Some("/me/drive/root"), None),
        ] {
            assert_eq!(drive(text).ok().as_deref(), path, "{text:?}");
        }
    }

    #[test]
    fn items_actions_and_siblings() {
        let root = Address::by_path(None, "/a b/c#d.txt").expect("lawful");
        assert_eq!(root.item(), "/me/drive/root:/a%20b/c%23d.txt");
        assert_eq!(root.action("content"), "/me/drive/root:/a%20b/c%23d.txt:/content");
        assert_eq!(root.siblings(), "/me/drive/root:/a%20b:/children");
        let top = Address::by_path(None, "x").expect("lawful");
        assert_eq!(top.siblings(), "/me/drive/root/children");
        let folder = Address::in_folder(Some("/drives/d"), "F!1", "x").expect("lawful");
        assert_eq!(folder.action("content"), "/drives/d/items/F!1:/x:/content");
        assert_eq!(folder.siblings(), "/drives/d/items/F!1/children");
        let special = Address::in_special(None, "approot", "x").expect("lawful");
        assert_eq!(special.item(), "/me/drive/special/approot:/x");
        let id = Address::by_id(None, "I!1").expect("lawful");
        assert_eq!((id.action("content"), id.siblings()), ("/me/drive/items/I!1/content".into(), id.item()));
    }

    #[test]
    fn names_that_are_refused() {
        for path in [
            "", "/", "a//b", "a/", "..", "a/../b", ".", "a:b", "a*", "a?", "a|b", "a<", "a>", "a\\b", "a\"b",
            "a\nb",
        ] {
            assert!(Address::by_path(None, path).is_err(), "{path:?}");
        }
        for (path, why) in [
            ("", "must not be empty"),
            ("a//b", "a part between slashes is empty"),
            ("a/", "between slashes"),
        ] {
            let error = Address::by_path(None, path).expect_err(path).to_string();
            assert!(error.contains(why), "{path:?}: {error}");
        }
        assert!(Address::by_path(None, &"x".repeat(401)).is_err());
        assert!(Address::by_path(None, &"ü".repeat(400)).is_ok());
        assert!(Address::in_special(None, "../x", "x").is_err());
    }

    #[test]
    fn ids_lead_to_no_path() {
        for id in ["I:", "I:/x:", ":", "..", ""] {
            assert!(Address::by_id(None, id).is_err(), "{id:?}");
            assert!(Address::in_folder(None, id, "x").is_err(), "{id:?}");
            assert!(drive(Some(&format!("/drives/{id}"))).is_err(), "{id:?}");
            assert!(drive(Some(&format!("/users/{id}/drive"))).is_err(), "{id:?}");
        }
    }
}
