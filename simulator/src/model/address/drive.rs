//! Addresses of drive items
//! (`microsoftgraph/microsoft-graph-docs-contrib:concepts/onedrive-addressing-driveitems.md`).

use super::segments;
use crate::model::failure::Failure;
use crate::model::tolerated::Tolerated;

/// Where an address starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// `root`.
    Root,
    /// `items/{id}`.
    Item(String),
    /// `special/{name}`.
    Special(String),
    /// `driveItem` of a share: the shared item.
    Shared,
}

/// A parsed address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The owner's collection, as in the address: `me`, `users`, `groups`, `sites`, `lists` or
    /// `drives`; `shares` for a shared item
    /// (`microsoftgraph/microsoft-graph-docs-contrib:api-reference/v1.0/api/shares-get.md`).
    pub owner: String,
    /// The owner's id; empty for `me`.
    pub owner_id: String,
    /// Where it starts.
    pub start: Start,
    /// The names between the colons; `None` without colons.
    pub path: Option<Vec<String>>,
    /// The rest: empty, or an action such as `createUploadSession`.
    pub action: String,
}

/// Parses an address such as `me/drive/root:/a/b%20c.txt`, as in a URL after the version. `None` if
/// it does not lead into a drive.
pub fn from_text(text: &str) -> Option<Result<Address, Failure>> {
    read(&segments::unescaped(text)?, &mut Tolerated::default())
}

/// Parses the segments after the version. `None` if they do not lead into a drive.
pub fn read(parts: &[String], tolerated: &mut Tolerated) -> Option<Result<Address, Failure>> {
    let site = site_by_path(parts);
    let parts = site.as_deref().unwrap_or(parts);
    // Names between colons may look like keys.
    let names = parts.iter().position(|part| part.contains(':')).map_or(parts.len(), |at| at + 1);
    let mut keys = Tolerated::default();
    let mut apart = segments::with_keys(&parts[..names], &mut keys);
    apart.extend_from_slice(&parts[names..]);
    let apart: Vec<&str> = apart.iter().map(String::as_str).collect();
    let ((owner, owner_id), rest) = owner(&apart)?;
    tolerated.append(keys);
    Some(read_item(owner, owner_id, &rest.join("/"), tolerated))
}

/// Replaces a site addressed by its path, as in `sites/{host}:/{path}:/drive`, by one addressed by
/// an id (`microsoftgraph/microsoft-graph-docs-contrib:api-reference/v1.0/resources/site.md`).
fn site_by_path(parts: &[String]) -> Option<Vec<String>> {
    let (_, rest) = parts.split_first().filter(|(word, _)| *word == "sites")?;
    let rest = rest.join("/");
    let (host, rest) = rest.split_once(":/").filter(|(host, _)| !host.contains('/'))?;
    let (path, rest) = rest.split_once(":/")?;
    let site = format!("{host},{}", path.replace('/', ","));
    Some(["sites", &site].into_iter().chain(rest.split('/')).map(str::to_owned).collect())
}

/// The owner, and what follows `drive`.
fn owner<'a>(parts: &'a [&'a str]) -> Option<((&'a str, &'a str), &'a [&'a str])> {
    Some(match parts {
        [word @ ("drives" | "shares"), id, rest @ ..] => ((*word, *id), rest),
        // The default drive; here the caller is always a user.
        ["drive", rest @ ..] | ["me", "drive", rest @ ..] => (("me", ""), rest),
        ["me", "drives", id, rest @ ..] => (("drives", *id), rest),
        ["users" | "groups" | "sites", _, "drives", id, rest @ ..] => (("drives", *id), rest),
        [word @ ("users" | "groups" | "sites"), id, "drive", rest @ ..] => ((*word, *id), rest),
        // A group's root site keeps its files in the group's drive.
        ["groups", id, "sites", "root", "drive", rest @ ..] => (("groups", *id), rest),
        ["groups", _, "sites", id, "drive", rest @ ..] => (("sites", *id), rest),
        ["groups", _, "sites", _, "drives", id, rest @ ..] => (("drives", *id), rest),
        ["sites", _, "lists", id, "drive", rest @ ..] => (("lists", *id), rest),
        _ => return None,
    })
}

fn malformed() -> Failure {
    Failure::new(400, "invalidRequest", "The URL of the item is malformed.")
}

fn read_item(owner: &str, owner_id: &str, rest: &str, tolerated: &mut Tolerated) -> Result<Address, Failure> {
    let (start, rest) = start(owner, rest)?;
    let (path, action) = match rest.strip_prefix(":/") {
        None => (None, rest),
        Some(rest) => {
            let (path, action) = rest.split_once(':').unwrap_or((rest, ""));
            (Some(names(path, tolerated)?), action)
        }
    };
    let action = if action.is_empty() { "" } else { action.strip_prefix('/').ok_or_else(malformed)? };
    let (path, action) = children(path, action, tolerated)?;
    Ok(Address { owner: owner.to_owned(), owner_id: owner_id.to_owned(), start, path, action })
}

/// Where the address starts, and what follows.
fn start<'a>(owner: &str, rest: &'a str) -> Result<(Start, &'a str), Failure> {
    let id = |rest: &'a str| {
        let (id, rest) = rest.split_at(rest.find([':', '/']).unwrap_or(rest.len()));
        if id.is_empty() { Err(malformed()) } else { Ok((id.to_owned(), rest)) }
    };
    if let Some(rest) = rest.strip_prefix("items/") {
        return id(rest).map(|(id, rest)| (Start::Item(id), rest));
    }
    if let Some(rest) = rest.strip_prefix("special/") {
        return id(rest).map(|(name, rest)| (Start::Special(name), rest));
    }
    let shared = owner == "shares";
    if let Some(rest) = rest.strip_prefix("driveItem").filter(|_| shared) {
        return Ok((Start::Shared, rest));
    }
    let rest = rest.strip_prefix("root").ok_or_else(malformed)?;
    Ok((if shared { Start::Shared } else { Start::Root }, rest))
}

/// The names of a path. A single dot has no effect.
fn names(path: &str, tolerated: &mut Tolerated) -> Result<Vec<String>, Failure> {
    let mut names: Vec<String> = path.split('/').map(str::to_owned).collect();
    let all = names.len();
    names.retain(|name| name != ".");
    if names.len() < all {
        tolerated.note("a dot as a segment of its path");
    }
    if names.is_empty() || names.iter().any(String::is_empty) {
        return Err(Failure::new(400, "invalidRequest", "The path names no item."));
    }
    Ok(names)
}

/// Parses what follows the item: `children('name')` and `children/name` lead further down, the rest
/// is the action (`OneDrive/onedrive-api-docs:docs/rest-api/api/driveitem_put_content.md`).
fn children(
    mut path: Option<Vec<String>>,
    rest: &str,
    tolerated: &mut Tolerated,
) -> Result<(Option<Vec<String>>, String), Failure> {
    let parts: Vec<String> = rest.split('/').map(str::to_owned).collect();
    let parts = segments::with_keys(&parts, tolerated);
    let mut rest = parts.as_slice();
    while let [word, name, deeper @ ..] = rest {
        if word != "children" {
            break;
        }
        if name.is_empty() {
            return Err(malformed());
        }
        tolerated.note("a child by its name");
        path.get_or_insert_default().push(name.clone());
        rest = deeper;
    }
    let mut action = rest.join("/");
    segments::strip_namespace(&mut action, tolerated);
    Ok((path, action))
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
        match from_text(raw) {
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
            ("sites/h.x:/sites/t:/drive/root:/a:/content", "sites h.x,sites,t Root a content"),
            ("sites/h.x%3A%2Fsites%2Ft%3A/drive/items('I')", r#"sites h.x,sites,t Item("I") - "#),
            ("sites/h.x:/sites/t:/drives('d')/root:/n('x')", "drives d Root n('x') "),
            ("sites/h.x:/sites/t", "no drive"),
            ("sites/s/lists/l/drive/root:/a", "lists l Root a "),
            ("groups/g/sites/root/drive/root:/a", "groups g Root a "),
            ("groups/g/sites/s/drive/root:/a", "sites s Root a "),
            ("groups/g/sites/s/drives/d/root:/a", "drives d Root a "),
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
            ("me/drive/root:/a%zz:/content", "no drive"),
            ("me/drive/items/root%3A%2Fa%2Fb%3A/content", r#"me  Item("root") a|b content"#),
            ("me/drive/root:%2Fa%2Fb:/content", "me  Root a|b content"),
            ("me/drive/root:/a%3A/content", "me  Root a content"),
            ("me/drive/root:/./a", "me  Root a "),
            ("me/drive/root:/.%2Fa/./b:/content", "me  Root a|b content"),
            ("me/drive/root:/.:/content", "400"),
            ("drives('d')/items('I''d')/content", r#"drives d Item("I'd") - content"#),
            ("users('u')/drive/items('I'):/n('x'):/content", r#"users u Item("I") n('x') content"#),
            ("me/drive/root/children('a b')/content", "me  Root a b content"),
            ("me/drive/root:/a:/children('b')/children/c/content", "me  Root a|b|c content"),
            ("me/drive/items/I/children/n/content", r#"me  Item("I") n content"#),
            ("me/drive/items/I/children//content", "400"),
            ("me/drive/root:/a:/microsoft.graph.createUploadSession", "me  Root a createUploadSession"),
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
