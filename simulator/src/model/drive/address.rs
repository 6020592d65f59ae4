//! Addresses of drive items
//! (`microsoftgraph/microsoft-graph-docs-contrib:concepts/onedrive-addressing-driveitems.md`).

use crate::model::failure::Failure;
use crate::model::text::unescape;

/// Where an address begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// `root`.
    Root,
    /// `items/{id}`.
    Item(String),
    /// `special/{name}`.
    Special(String),
    /// `driveItem` of a share: what was shared.
    Shared,
}

/// An address, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Whose drive, in the words of the address: `me`, `users`, `groups`, `sites` or `drives`; `shares` for what was
    /// shared (`microsoftgraph/microsoft-graph-docs-contrib:api-reference/v1.0/api/shares-get.md`).
    pub owner: String,
    /// The id that goes with it; empty for `me`.
    pub owner_id: String,
    /// Where it begins.
    pub start: Start,
    /// The names between the colons; `None` without colons.
    pub path: Option<Vec<String>>,
    /// What follows: empty, or an action such as `createUploadSession`.
    pub action: String,
}

/// Reads the path after the version, as sent. `None` when it does not lead into a drive.
pub fn read(raw: &str) -> Option<Result<Address, Failure>> {
    let (owner, rest) = owner(raw)?;
    Some(read_item(owner, rest))
}

/// The owner, and what follows `drive/`.
fn owner(raw: &str) -> Option<((&str, &str), &str)> {
    let cut = |text: &'static str, raw| <str>::strip_prefix(raw, text);
    for word in ["drives", "shares"] {
        if let Some(rest) = raw.strip_prefix(word).and_then(|rest| rest.strip_prefix('/')) {
            let (id, rest) = rest.split_once('/')?;
            return Some(((word, id), rest));
        }
    }
    // The default drive; who asks for it is always a user here.
    if let Some(rest) = cut("drive/", raw) {
        return Some((("me", ""), rest));
    }
    let (word, id, rest) = if let Some(rest) = cut("me/", raw) {
        ("me", "", rest)
    } else {
        let (word, rest) = raw.split_once('/')?;
        let (id, rest) = rest.split_once('/')?;
        (["users", "groups", "sites"].into_iter().find(|known| *known == word)?, id, rest)
    };
    if let Some(rest) = cut("drives/", rest) {
        let (id, rest) = rest.split_once('/')?;
        return Some((("drives", id), rest));
    }
    Some(((word, id), cut("drive/", rest)?))
}

fn read_item((owner, owner_id): (&str, &str), rest: &str) -> Result<Address, Failure> {
    let malformed = || Failure::new(400, "invalidRequest", "The URL of the item is malformed.");
    let decode = |text: &str| unescape(text).filter(|text| !text.is_empty()).ok_or_else(malformed);
    let end = |text: &str| text.find([':', '/']).unwrap_or(text.len());
    let (start, rest) = if let Some(rest) = rest.strip_prefix("items/") {
        let (id, rest) = rest.split_at(end(rest));
        (Start::Item(decode(id)?), rest)
    } else if let Some(rest) = rest.strip_prefix("special/") {
        let (name, rest) = rest.split_at(end(rest));
        (Start::Special(decode(name)?), rest)
    } else if let Some(rest) = rest.strip_prefix("driveItem").filter(|_| owner == "shares") {
        (Start::Shared, rest)
    } else if owner == "shares" {
        (Start::Shared, rest.strip_prefix("root").ok_or_else(malformed)?)
    } else {
        (Start::Root, rest.strip_prefix("root").ok_or_else(malformed)?)
    };
    let (path, action) = match rest.strip_prefix(":/") {
        None => (None, rest),
        Some(rest) => {
            let (path, action) = rest.split_once(':').unwrap_or((rest, ""));
            (Some(names(path)?), action)
        }
    };
    let action = if action.is_empty() { "" } else { action.strip_prefix('/').ok_or_else(malformed)? };
    let owner_id = unescape(owner_id).ok_or_else(malformed)?;
    Ok(Address { owner: owner.to_owned(), owner_id, start, path, action: action.to_owned() })
}

/// The names of a path. A separator may be escaped too; clients do that, and it works.
fn names(path: &str) -> Result<Vec<String>, Failure> {
    let path = unescape(path).ok_or_else(|| Failure::new(400, "invalidRequest", "The path is malformed."))?;
    let names: Vec<String> = path.split('/').map(str::to_owned).collect();
    if path.is_empty() || names.iter().any(String::is_empty) {
        return Err(Failure::new(400, "invalidRequest", "The path names no item."));
    }
    Ok(names)
}

/// Refuses names that cannot be stored.
pub fn check_names(names: &[String], business: bool) -> Result<(), Failure> {
    let wrong = |name: &String| {
        name.chars().any(|c| "\\*<>?:|\"".contains(c) || c.is_control())
            || (business && name.starts_with('~'))
            || name == "."
            || name == ".."
    };
    if let Some(name) = names.iter().find(|name| wrong(name)) {
        let message = format!("The provided name '{name}' cannot contain these characters.");
        return Err(Failure::new(400, "invalidRequest", message));
    }
    if names.iter().rev().skip(1).any(|folder| folder.ends_with('.')) {
        return Err(Failure::new(400, "invalidRequest", "The name of a folder cannot end with a dot."));
    }
    if names.iter().map(|name| name.chars().count() + 1).sum::<usize>() >= 400 {
        return Err(Failure::new(400, "invalidRequest", "The path is too long.").inner("pathIsTooLong"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(raw: &str) -> String {
        match read(raw) {
            None => "no drive".into(),
            Some(Err(failure)) => failure.status().to_string(),
            Some(Ok(a)) => {
                let path = a.path.map_or("-".into(), |names| names.join("|"));
                format!("{} {} {:?} {path} {}", a.owner, a.owner_id, a.start, a.action)
            }
        }
    }

    #[test]
    fn every_form() {
        for (raw, expected) in [
            (
                "me/drive/items/P%21:/a%20b.txt:/createUploadSession",
                r#"me  Item("P!") a b.txt createUploadSession"#,
            ),
            ("drives/b!x/items/P:/n:/createUploadSession", r#"drives b!x Item("P") n createUploadSession"#),
            ("users/u@x/drive/root:/a/b:/createUploadSession", "users u@x Root a|b createUploadSession"),
            ("users/u/drives/d/root:/a:/content", "drives d Root a content"),
            ("groups/g/drive/special/approot:/n:/content", r#"groups g Special("approot") n content"#),
            (
                "sites/h,1,2/drive/items/I/createUploadSession",
                r#"sites h,1,2 Item("I") - createUploadSession"#,
            ),
            ("sites/s/drives/d/root:/a%2Fb", "drives d Root a|b "),
            ("me/drives/d/root:/a", "drives d Root a "),
            ("drive/root:/a:/content", "me  Root a content"),
            ("drive/items/I/content", r#"me  Item("I") - content"#),
            ("shares/u!x/driveItem/createUploadSession", "shares u!x Shared - createUploadSession"),
            ("shares/u!x/driveItem:/a/b:/content", "shares u!x Shared a|b content"),
            ("shares/u!x/root/children", "shares u!x Shared - children"),
            ("shares/u!x/items/I:/n:/content", r#"shares u!x Item("I") n content"#),
            ("shares/u!x/drive", "400"),
            ("me/drive/driveItem", "400"),
            ("me/drive/root:/a(1)'&+,;=@$!~.txt", "me  Root a(1)'&+,;=@$!~.txt "),
            ("me/drive/root/children", "me  Root - children"),
            ("me/drive/root", "me  Root - "),
            ("me/drive/root:/a:", "me  Root a "),
            ("me/drive/root:/:/createUploadSession", "400"),
            ("me/drive/root:/a//b:/content", "400"),
            ("me/drive/root:/a%zz:/content", "400"),
            ("me/drive/root:/a:b", "400"),
            ("me/drive/items/:/a:/content", "400"),
            ("me/drive/rot:/a:/content", "400"),
            ("me/messages/1/attachments", "no drive"),
            ("users/me/todo/lists", "no drive"),
        ] {
            assert_eq!(short(raw), expected, "{raw}");
        }
    }

    #[test]
    fn names_that_cannot_be() {
        let names = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
        for (path, business, right) in [
            ("a/b.", true, true),
            ("a./b", true, false),
            ("a#%&.txt", true, true),
            ("a?b", false, false),
            ("~a", true, false),
            ("~a", false, true),
            (&"x".repeat(398), true, true),
            (&"x".repeat(399), true, false),
        ] {
            assert_eq!(check_names(&names(path), business).is_ok(), right, "{path}");
        }
    }
}
