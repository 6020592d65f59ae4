//! The address of a file in a drive (MicrosoftDocs: concepts/onedrive-addressing-driveitems.md).

use std::fmt;

use super::place::Place;
use crate::error::Error;
use crate::graph::words::without_token;
use crate::kinds::Permission;
use crate::kinds::validate::{self, segment};

/// Longest path of a file, in characters (rclone/rclone: docs/content/onedrive.md).
const MAX_PATH: usize = 400;

/// Characters that a name must not contain.
const FORBIDDEN: [char; 9] = ['"', '/', '\\', '*', '<', '>', '?', ':', '|'];

/// The address of a file, all parts encoded. Its texts never grow, and a long queue of jobs has as many of them.
#[derive(Clone)]
pub(super) struct Address {
    kind: Kind,
    /// Whether it leads through a share.
    shared: bool,
    permission: Permission,
}

#[derive(Clone)]
enum Kind {
    /// `{base}:/{folders}/{name}:`, where base is the root, a folder's id or a special folder.
    Path {
        /// The item that the path starts from.
        base: Box<str>,
        /// The folders between, encoded, each after a slash.
        folders: Box<str>,
        /// The name as it is.
        name: Box<str>,
    },
    /// An existing item, which keeps its place: `{drive}/items/{id}` or
    /// `/shares/{token}/driveItem`.
    Item(String),
}

/// Without the token of a share, which grants access.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&without_token(&self.item()))
    }
}

impl Address {
    pub fn by_path(drive: Option<&str>, path: &str) -> Result<Self, Error> {
        let place = Place::drive(drive)?;
        Self::at(&place, place.permission(), Kind::below(place.root(), "path", path)?)
    }

    pub fn in_folder(drive: Option<&str>, folder: &str, path: &str) -> Result<Self, Error> {
        let (place, folder) = (Place::drive(drive)?, id("folder", folder)?);
        Self::at(&place, place.permission(), Kind::below(place.item(&folder), "name", path)?)
    }

    pub fn in_special(drive: Option<&str>, special: &str, path: &str) -> Result<Self, Error> {
        let (place, special) = (Place::drive(drive)?, validate::word("special folder", special)?);
        let kind = Kind::below(place.special(&special)?, "path", path)?;
        Self::at(&place, place.permission_of_special(&special), kind)
    }

    pub fn by_id(drive: Option<&str>, item: &str) -> Result<Self, Error> {
        let (place, item) = (Place::drive(drive)?, id("item", item)?);
        Self::at(&place, place.permission(), Kind::Item(place.item(&item)))
    }

    pub fn shared(share: &str) -> Result<Self, Error> {
        let place = Place::share("share", share)?;
        Self::at(&place, place.permission(), Kind::Item(place.root()))
    }

    fn at(place: &Place, permission: Permission, kind: Kind) -> Result<Self, Error> {
        Ok(Self { kind, shared: place.is_shared(), permission })
    }

    /// The permission that the token needs.
    pub fn permission(&self) -> Permission {
        self.permission
    }

    /// Whether it leads through a share.
    pub fn is_shared(&self) -> bool {
        self.shared
    }

    /// The name of the file, if the address contains it.
    pub fn name(&self) -> Option<&str> {
        match &self.kind {
            Kind::Path { name, .. } => Some(name),
            Kind::Item(_) => None,
        }
    }

    /// The path of the item itself.
    pub fn item(&self) -> String {
        match &self.kind {
            Kind::Path { base, folders, name } => format!("{base}:{folders}/{}", segment(name)),
            Kind::Item(path) => path.clone(),
        }
    }

    /// The path of an action or property of the item.
    pub fn action(&self, name: &str) -> String {
        match &self.kind {
            Kind::Path { .. } => format!("{}:/{name}", self.item()),
            Kind::Item(path) => format!("{path}/{name}"),
        }
    }

    /// The path of the list of its siblings, or `None` for an item that keeps its place and its
    /// name.
    pub fn siblings(&self) -> Option<String> {
        match &self.kind {
            Kind::Path { base, folders, .. } if folders.is_empty() => Some(format!("{base}/children")),
            Kind::Path { base, folders, .. } => Some(format!("{base}:{folders}:/children")),
            Kind::Item(_) => None,
        }
    }
}

impl Kind {
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
        let name = folders.pop().unwrap_or_default().into();
        let folders: String = folders.iter().map(|folder| format!("/{}", segment(folder))).collect();
        Ok(Self::Path { base: base.into(), folders: folders.into(), name })
    }
}

/// Checks an id, and encodes it. A colon in it would turn what follows into a path
/// (`items/{id}:/…`).
pub(super) fn id(argument: &str, text: &str) -> Result<String, Error> {
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
    fn items_actions_and_siblings() {
        let root = Address::by_path(None, "/a b/c#d.txt").expect("lawful");
        assert_eq!(root.item(), "/me/drive/root:/a%20b/c%23d.txt");
        assert_eq!(root.action("content"), "/me/drive/root:/a%20b/c%23d.txt:/content");
        assert_eq!(root.siblings().as_deref(), Some("/me/drive/root:/a%20b:/children"));
        let top = Address::by_path(None, "x").expect("lawful");
        assert_eq!(top.siblings().as_deref(), Some("/me/drive/root/children"));
        let folder = Address::in_folder(Some("/drives/d"), "F!1", "x").expect("lawful");
        assert_eq!(folder.action("content"), "/drives/d/items/F!1:/x:/content");
        assert_eq!(folder.siblings().as_deref(), Some("/drives/d/items/F!1/children"));
        let special = Address::in_special(None, "approot", "x").expect("lawful");
        assert_eq!(special.item(), "/me/drive/special/approot:/x");
        let id = Address::by_id(None, "I!1").expect("lawful");
        assert_eq!((id.action("content"), id.siblings()), ("/me/drive/items/I!1/content".into(), None));
    }

    /// MicrosoftDocs: api/shares-get.md (`driveItem`, `items`).
    #[test]
    fn items_actions_and_siblings_of_what_was_shared() {
        let below = Address::by_path(Some("u!dG9r"), "a b/c.txt").expect("lawful");
        assert_eq!(
            below.action("createUploadSession"),
            "/shares/u!dG9r/driveItem:/a%20b/c.txt:/createUploadSession"
        );
        assert_eq!(below.siblings().as_deref(), Some("/shares/u!dG9r/driveItem:/a%20b:/children"));
        let top = Address::by_path(Some("u!dG9r"), "c.txt").expect("lawful");
        assert_eq!(top.siblings().as_deref(), Some("/shares/u!dG9r/driveItem/children"));
        let folder = Address::in_folder(Some("u!dG9r"), "F!1", "x").expect("lawful");
        assert_eq!(folder.action("content"), "/shares/u!dG9r/items/F!1:/x:/content");
        let file = Address::shared("u!dG9r").expect("lawful");
        assert_eq!((file.item(), file.siblings()), ("/shares/u!dG9r/driveItem".into(), None));
        assert!(Address::in_special(Some("u!dG9r"), "approot", "x").is_err());
        assert!(Address::shared("/me/drive").expect_err("no share").to_string().starts_with("share: "));
        for address in [below, top, folder, file] {
            assert!(address.is_shared() && !format!("{address:?}").contains("dG9r"), "{address:?}");
        }
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
            for drive in [format!("/drives/{id}"), format!("/users/{id}/drive")] {
                assert!(Address::by_id(Some(&drive), "I").is_err(), "{drive:?}");
            }
        }
    }
}
