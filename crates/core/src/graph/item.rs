//! The result of an upload: the stored file, as the service names it.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::graph::integrity::Integrity;
use crate::graph::json;
use crate::graph::response::Response;
use crate::secret::Secret;

/// A stored file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// The attachment's, item's or document's id, decoded.
    pub id: String,
    /// The stored name; empty if the service did not report it.
    pub name: String,
    /// The `Location` header, empty if there was none.
    pub location: String,
    /// A link for people, empty if the service did not report it.
    pub web_url: String,
    /// The eTag, empty if the service did not report it.
    pub etag: String,
    /// The tag of the content alone (cTag), empty if the service did not report it. Unlike the eTag
    /// it does not change when an upload begins (OneDrive/onedrive-api-docs issue 1716).
    pub content_tag: String,
    /// The size reported by the service. For attachments it includes encoding overhead.
    pub size: Option<u64>,
    /// Whether it is a folder. Used only for objects found at a target; a stored file is none.
    pub is_folder: bool,
    /// The service's description, empty if there was none. Drives include a URL from which anyone
    /// can download the file (MicrosoftDocs: resources/driveitem.md,
    /// `@microsoft.graph.downloadUrl`).
    pub json: Secret,
    /// Whether the response was lost and a look-up found the item.
    pub recovered: bool,
    /// Whether it equals the bytes sent, as far as the service reports.
    pub integrity: Integrity,
}

impl Item {
    /// Reads an item from the service's description. It needs an id, without control characters.
    pub fn from_json(value: &Value) -> Option<Self> {
        let text = |name| json::text(value, name).unwrap_or_default().to_owned();
        Some(Self {
            id: json::text(value, "id").filter(|id| is_lawful(id))?.to_owned(),
            name: text("name"),
            web_url: text("webUrl"),
            etag: text("eTag"),
            content_tag: text("cTag"),
            size: json::number(value, "size"),
            is_folder: json::member(value, "folder").is_some_and(Value::is_object),
            json: Secret::json(value).unwrap_or_default(),
            ..Self::default()
        })
    }

    /// Whether both are the same object with the same content, according to their tags.
    pub fn shows_same_content(&self, other: &Self) -> bool {
        let tags_known = !self.content_tag.is_empty() && !other.content_tag.is_empty();
        let same = if tags_known { self.content_tag == other.content_tag } else { self.etag == other.etag };
        self.id == other.id && same
    }

    /// Reads an item from the `Location` header of an attachment's last response. Several that
    /// differ are ignored.
    pub fn from_location(response: &Response) -> Option<Self> {
        let mut locations = response.all("Location");
        let location = locations.next()?;
        if locations.any(|other| other != location) {
            return None;
        }
        Some(Self { id: id_in_location(location)?, location: location.to_owned(), ..Self::default() })
    }
}

/// The id in a `Location`: the last path segment, or the text in quotes and parentheses in it.
///
/// `…/Attachments('ID')`, `…/Attachments/ID` and percent-encoded forms of both occur
/// (MicrosoftDocs: concepts/outlook-large-attachments.md, concepts/todo-attachments.md). Ids hold `=`, `-`, `_`
/// and at times `+` and `/`, so only an encoded `/` can belong to one, and `+` is never a space.
pub fn id_in_location(location: &str) -> Option<String> {
    let path = location.trim().split(['?', '#']).next()?.trim_end_matches('/');
    let segment = match path.split_once("://") {
        Some((_, rest)) => rest.split_once('/')?.1,
        None => path,
    };
    let segment = segment.rsplit('/').next()?;
    let decoded = percent_decode_str(segment).decode_utf8().ok()?;
    let id = match quoted(&decoded) {
        Some(key) => key.replace("''", "'"),
        None => decoded.into_owned(),
    };
    is_lawful(&id).then_some(id)
}

/// Whether a text can be an id.
fn is_lawful(id: &str) -> bool {
    !id.is_empty() && !id.chars().any(char::is_control)
}

/// The text between the quotes of `name('key')`.
fn quoted(segment: &str) -> Option<&str> {
    let (name, rest) = segment.split_once("('")?;
    let word = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if word { rest.strip_suffix("')") } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::response::BodyEnd;

    #[test]
    fn ids_in_every_location_form() {
        let cases = [
            (
                "https://graph.microsoft.com/v1.0/users/u/todo/lists/l=/tasks/t=/Attachments('AAMkA-_Xm0=')",
                "AAMkA-_Xm0=",
            ),
            (
                "https://graph.microsoft.com/v1.0/users/u/todo/lists/l=/tasks/t=/Attachments/AAMkA-_Xm0=",
                "AAMkA-_Xm0=",
            ),
            ("https://outlook.office.com/api/v2.0/Users('a@b')/Messages('M=')/Attachments('AAMk=')", "AAMk="),
            ("/me/attachments/AAMk=", "AAMk="),
            ("attachments/AAMk=", "AAMk="),
            ("attachments('AAMk=')", "AAMk="),
            ("https://h/x/Attachments('AA%2FMk%3D')", "AA/Mk="),
            ("https://h/x/Attachments%28%27AAMk%3D%27%29", "AAMk="),
            ("https://h/x/attachments/AA%2BMk+z", "AA+Mk+z"),
            ("https://h/x/attachments/AA%252FMk", "AA%2FMk"),
            ("https://h/x/attachments/AAMk/?a=/b#c/d", "AAMk"),
            ("https://h/x/attachments('it''s')", "it's"),
            ("https://h/x/file_attachments2('AA')", "AA"),
            ("https://h/x/attachments('a/b')", "b')"),
            ("AAMk=", "AAMk="),
        ];
        for (location, id) in cases {
            assert_eq!(id_in_location(location).as_deref(), Some(id), "{location}");
        }
    }

    fn response(status: u16, body: &str) -> Response {
        Response { status, headers: Vec::new(), body: body.into(), end: BodyEnd::Whole, early: false }
    }

    #[test]
    fn the_same_object_with_the_same_content() {
        let item = |id: &str, etag: &str, content_tag: &str| {
            let [id, etag, content_tag] = [id, etag, content_tag].map(str::to_owned);
            Item { id, etag, content_tag, ..Item::default() }
        };
        for (other, same) in [
            (item("1", "e", "c"), true),
            (item("1", "other", "c"), true),
            (item("1", "e", "other"), false),
            (item("2", "e", "c"), false),
            (item("1", "e", ""), true),
            (item("1", "other", ""), false),
        ] {
            assert_eq!(item("1", "e", "c").shows_same_content(&other), same, "{other:?}");
            assert_eq!(other.shows_same_content(&item("1", "e", "c")), same, "{other:?}");
        }
    }

    #[test]
    fn what_is_a_folder() {
        for (text, is_folder) in [
            (r#"{"id":"1","folder":{"childCount":0}}"#, true),
            (r#"{"id":"1","Folder":{}}"#, true),
            (r#"{"id":"1","folder":null,"file":{}}"#, false),
            (r#"{"id":"1","file":{}}"#, false),
            (r#"{"id":"1"}"#, false),
        ] {
            let item = Item::from_json(&serde_json::from_str(text).expect("JSON")).expect("an id");
            assert_eq!(item.is_folder, is_folder, "{text}");
        }
    }

    #[test]
    fn an_item_of_a_location_keeps_it() {
        let location = "https://h/x/attachments/AAMk";
        let mut response = response(201, "");
        response.headers = vec![("Location".into(), location.into())];
        let item = Item::from_location(&response).expect("an id");
        assert_eq!((item.id.as_str(), item.location.as_str()), ("AAMk", location));
    }

    #[test]
    fn locations_without_an_id() {
        for location in [
            "",
            "/",
            "https://h",
            "https://h/",
            "https://h/x/attachments('')",
            "https://h/x/%0d%0aa",
            "https://h/%ff",
        ] {
            assert_eq!(id_in_location(location), None, "{location}");
        }
    }

    #[test]
    fn an_id_is_not_empty_and_has_no_control_characters() {
        for id in ["", "\0", "a\r\nb", "\u{7f}", "\u{85}"] {
            assert_eq!(Item::from_json(&serde_json::json!({ "id": id })), None, "{id:?}");
        }
    }

    #[test]
    fn several_locations_have_to_agree() {
        let id = |locations: &[&str]| {
            let headers = locations.iter().map(|text| ("Location".to_owned(), (*text).to_owned())).collect();
            let end = crate::graph::response::BodyEnd::Whole;
            Item::from_location(&Response { status: 201, headers, body: Vec::new(), end, early: false })
                .map(|item| item.id)
        };
        assert_eq!(id(&["/a/x", "/a/x"]).as_deref(), Some("x"));
        assert_eq!(id(&["/a/x", "/a/y"]), None);
        assert_eq!(id(&[]), None);
    }
}
