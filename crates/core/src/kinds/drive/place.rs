//! How a drive is named: one table of the accepted forms, also used in errors (MicrosoftDocs:
//! concepts/onedrive-addressing-driveitems.md, api/shares-get.md).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::address::id;
use crate::error::Error;
use crate::kinds::Permission;

/// The signed-in user's own files. A token without a user has no `/me`.
const OWN: Permission = Permission::delegated("Files.ReadWrite");

/// Files of others, of groups and of sites.
const OTHERS: Permission =
    Permission { delegated: "Files.ReadWrite.All", application: Some("Sites.ReadWrite.All") };

/// Shares (MicrosoftDocs: api/shares-get.md).
const SHARED: Permission = Permission::of_both("Files.ReadWrite.All");

/// The application's own folder.
const APP_FOLDER: Permission = Permission::delegated("Files.ReadWrite.AppFolder");

/// The paths of drives; `ID` stands for an id. `/drive` is the default one: of the signed-in user,
/// or of the root site.
const PATHS: [(&str, Permission); 10] = [
    ("/me/drive", OWN),
    ("/me/drives/ID", OWN),
    ("/users/ID/drive", OTHERS),
    ("/users/ID/drives/ID", OTHERS),
    ("/groups/ID/drive", OTHERS),
    ("/groups/ID/drives/ID", OTHERS),
    ("/sites/ID/drive", OTHERS),
    ("/sites/ID/drives/ID", OTHERS),
    ("/drives/ID", OTHERS),
    ("/drive", OTHERS),
];

/// The forms of a share.
const SHARES: &str = "/shares/TOKEN, u!TOKEN, s!TOKEN or a sharing URL that begins with https://";

/// Longest sharing URL or token, in bytes.
const MAX_SHARE: usize = 8_192;

/// The start of a path.
#[derive(Clone)]
pub(super) struct Place {
    /// The path of the drive, or of the share, encoded.
    path: String,
    /// Whether it is a share.
    shared: bool,
    /// The permission that the token needs.
    permission: Permission,
}

impl Place {
    /// A drive or a shared folder, in one of the forms; the signed-in user's drive if none is
    /// given.
    pub fn drive(text: Option<&str>) -> Result<Self, Error> {
        let text = text.unwrap_or("/me/drive");
        match names_share(text) {
            true => Self::share("drive", text),
            false => Self::path(text),
        }
    }

    /// A share.
    pub fn share(argument: &str, text: &str) -> Result<Self, Error> {
        if text.len() > MAX_SHARE {
            let message = format!("{argument}: {} bytes, but at most {MAX_SHARE} are allowed", text.len());
            return Err(Error::argument(message));
        }
        let token = match text.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://")) {
            true => token_of_url(argument, text)?,
            false => token(argument, text)?,
        };
        Ok(Self { path: format!("/shares/{token}"), shared: true, permission: SHARED })
    }

    fn path(text: &str) -> Result<Self, Error> {
        let given: Vec<&str> = text.trim_matches('/').split('/').collect();
        let fits = |form: &str| {
            let form: Vec<&str> = form[1..].split('/').collect();
            form.len() == given.len()
                && form.iter().zip(&given).all(|(word, part)| word == part || *word == "ID")
        };
        let Some((form, permission)) = PATHS.into_iter().find(|(form, _)| fits(form)) else {
            let forms: Vec<&str> = PATHS.iter().map(|(form, _)| *form).collect();
            return Err(Error::argument(format!("drive: must be {}, {SHARES}", forms.join(", "))));
        };
        let mut path = String::new();
        for (word, part) in form[1..].split('/').zip(given) {
            path.push('/');
            path.push_str(&if word == "ID" { id("drive", part)? } else { part.to_owned() });
        }
        Ok(Self { path, shared: false, permission })
    }

    /// The path of the folder that paths start from.
    pub fn root(&self) -> String {
        format!("{}/{}", self.path, if self.shared { "driveItem" } else { "root" })
    }

    /// The path of the item with this id, which is already encoded.
    pub fn item(&self, id: &str) -> String {
        format!("{}/items/{id}", self.path)
    }

    /// The path of a special folder.
    pub fn special(&self, name: &str) -> Result<String, Error> {
        match self.shared {
            false => Ok(format!("{}/special/{name}", self.path)),
            true => Err(Error::argument("drive: a share has no special folders")),
        }
    }

    /// Whether it is a share.
    pub fn is_shared(&self) -> bool {
        self.shared
    }

    /// The permission that the token needs.
    pub fn permission(&self) -> Permission {
        self.permission
    }

    /// The same for the application's own folder.
    pub fn permission_of_special(&self, name: &str) -> Permission {
        if name == "approot" && self.permission == OWN { APP_FOLDER } else { self.permission }
    }
}

/// Whether a text has a form of a share, valid or not.
fn names_share(text: &str) -> bool {
    let path = text.trim_start_matches('/');
    text.contains("://") || ["shares/", "u!", "s!"].iter().any(|start| path.starts_with(start))
}

/// The token of a sharing URL: "u!" and its base64url without padding (MicrosoftDocs: api/shares-get.md).
fn token_of_url(argument: &str, url: &str) -> Result<String, Error> {
    let refuse = |why: &str| Err(Error::argument(format!("{argument}: {why}")));
    if url.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return refuse("a sharing URL must not hold spaces or control characters");
    }
    if url["https://".len()..].split(['/', '?', '#']).next().unwrap_or_default().is_empty() {
        return refuse("a sharing URL must name a host");
    }
    Ok(format!("u!{}", URL_SAFE_NO_PAD.encode(url)))
}

/// A token as issued by the service, alone or in a path. It grants access, so no error repeats it.
fn token(argument: &str, text: &str) -> Result<String, Error> {
    let path = text.trim_matches('/');
    let token = match path.strip_prefix("shares/") {
        Some(rest) => rest.strip_suffix("/driveItem").unwrap_or(rest),
        None if path == text && (text.starts_with("u!") || text.starts_with("s!")) => text,
        None => return Err(Error::argument(format!("{argument}: must be {SHARES}"))),
    };
    let lawful = |byte: u8| byte.is_ascii_alphanumeric() || b"-_!.~".contains(&byte);
    if matches!(token, "" | "u!" | "s!" | "." | "..") || !token.bytes().all(lawful) {
        return Err(Error::argument(format!("{argument}: the sharing token contains invalid characters")));
    }
    Ok(token.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(text: Option<&str>) -> Result<String, String> {
        Place::drive(text).map(|place| place.root()).map_err(|error| error.to_string())
    }

    #[test]
    fn every_form_of_a_drive() {
        for (text, path) in [
            (None, "/me/drive/root"),
            (Some("/me/drive"), "/me/drive/root"),
            (Some("me/drive/"), "/me/drive/root"),
            (Some("/me/drives/b!x"), "/me/drives/b!x/root"),
            (Some("/drive"), "/drive/root"),
            (Some("/drives/b!x-Y_z"), "/drives/b!x-Y_z/root"),
            (Some("/users/u@example.com/drive"), "/users/u@example.com/drive/root"),
            (Some("/users/u/drives/d"), "/users/u/drives/d/root"),
            (Some("/groups/g/drive"), "/groups/g/drive/root"),
            (Some("/groups/g/drives/a b"), "/groups/g/drives/a%20b/root"),
            (Some("/sites/h.sharepoint.com,1,2/drive"), "/sites/h.sharepoint.com,1,2/drive/root"),
            (Some("/sites/s/drives/a b"), "/sites/s/drives/a%20b/root"),
            (Some("/shares/s!AkijuZgl-D_5"), "/shares/s!AkijuZgl-D_5/driveItem"),
            (Some("shares/u!aHR0/driveItem"), "/shares/u!aHR0/driveItem"),
            (Some("u!aHR0cHM"), "/shares/u!aHR0cHM/driveItem"),
        ] {
            assert_eq!(root(text).as_deref(), Ok(path), "{text:?}");
        }
    }

    /// The header lists the same forms.
    #[test]
    fn the_header_names_every_form() {
        let header = include_str!("../../../../../include/graph_upload.h");
        for (form, _) in PATHS {
            assert!(header.contains(&format!("\"{form}\"")), "{form}");
        }
        for form in ["\"/shares/TOKEN\"", "\"u!TOKEN\"", "\"s!TOKEN\"", "\"https://...\""] {
            assert!(header.contains(form), "{form}");
        }
    }

    #[test]
    fn what_is_no_drive() {
        for text in [
            "",
            "/",
            "/me",
            "/drives/",
            "/drives/..",
            "/drives/a/b",
            "/me/drive/root",
            "/me/drives/",
            "/drive/d",
            "/users/u",
            "/users//drive",
            "/ME/drive",
            "/drives/I:",
            "/users/a:b/drive",
            "/shares/",
            "/shares/../x",
            "/shares/a/items",
            "/shares/..",
            "u!",
            "s!a/b",
            "u!a b",
            "/u!abc",
            "http://1drv.ms/x",
            "https://",
            "https:///x",
            "https://h/a b",
            "ftp://h/x",
            "/shares/u!a%2fb",
        ] {
            let error = root(Some(text)).expect_err(text);
            assert!(error.starts_with("drive: "), "{text:?}: {error}");
        }
        let error = root(Some("/me")).expect_err("no drive");
        for (form, _) in PATHS {
            assert!(error.contains(form), "{form}: {error}");
        }
        assert!(error.contains("u!TOKEN") && error.contains("https://"), "{error}");
    }

    /// The example of MicrosoftDocs: api/shares-get.md, and characters whose base64 has `+` and `/`.
    #[test]
    fn sharing_urls_become_tokens() {
        let url = "https://onedrive.live.com/redir?resid=1231244193912!12&authKey=1201919!12921!1";
        let token = "u!aHR0cHM6Ly9vbmVkcml2ZS5saXZlLmNvbS9yZWRpcj9yZXNpZD0xMjMxMjQ0MTkzOTEyITEyJmF1dGhLZXk9MTIwMTkxOSExMjkyMSEx";
        assert_eq!(root(Some(url)), Ok(format!("/shares/{token}/driveItem")));
        let odd = Place::share("share", "HTTPS://h/ÿÿ~~>>??").expect("lawful");
        let odd = odd.root();
        assert!(!odd.contains(['+', '=']) && odd.matches('/').count() == 3, "{odd}");
    }

    #[test]
    fn errors_do_not_repeat_what_opens_a_share() {
        let secret = "s3cr3t";
        for text in [
            format!("https://h/{secret} x"),
            format!("http://h/{secret}"),
            format!("u!{secret} x"),
            format!("/shares/{secret}/items/1"),
            format!("https://h/{}{secret}", "x".repeat(MAX_SHARE)),
        ] {
            let error = root(Some(&text)).expect_err("refused");
            assert!(!error.contains(secret), "{error}");
        }
    }

    #[test]
    fn what_the_token_needs() {
        let of = |text| Place::drive(Some(text)).expect("lawful").permission();
        assert_eq!(of("/me/drive"), OWN);
        assert_eq!(of("/sites/s/drive"), OTHERS);
        assert_eq!(of("u!aHR0"), SHARED);
        let own = Place::drive(None).expect("lawful");
        assert_eq!(own.permission_of_special("approot"), APP_FOLDER);
        assert_eq!(own.permission_of_special("documents"), OWN);
        let site = Place::drive(Some("/sites/s/drive")).expect("lawful");
        assert_eq!(site.permission_of_special("approot"), OTHERS);
    }
}
