//! Paths on the Graph host, parsed in one place for all kinds. Escapes are decoded once; the
//! segments alone then give the meaning.

pub mod drive;
pub mod mailbox;
pub mod segments;

use self::drive::Address;
use super::failure::Failure;
use super::tolerated::Tolerated;

/// The action that all kinds share.
pub const CREATE: &str = "createUploadSession";

/// A parsed path.
#[derive(Debug)]
pub struct Path {
    /// `v1.0` or `beta`.
    pub version: String,
    /// The segments after the version, with keys as segments of their own; empty for a path into a
    /// drive.
    pub parts: Vec<String>,
    /// The address of a drive item, if the path leads into a drive.
    pub drive: Option<Result<Address, Failure>>,
    /// What the last segment asks for, without its namespace; empty for an item of a drive itself.
    pub action: String,
    /// Deviations that the service tolerates.
    pub tolerated: Tolerated,
}

impl Path {
    /// Parses a path as sent, without the query.
    pub fn read(path: &str) -> Result<Path, Failure> {
        let parts =
            segments::unescaped(path).ok_or_else(|| Failure::bad_request("The URL is not well-formed."))?;
        let (version, parts) = match parts.split_first() {
            Some((version, parts)) if ["v1.0", "beta"].contains(&version.as_str()) => (version, parts),
            _ => return Err(Failure::bad_request("Invalid version: use v1.0 or beta.")),
        };
        let mut tolerated = Tolerated::default();
        let parts = after_doubled_slash(parts, &mut tolerated);
        let version = version.clone();
        if let Some(address) = drive::read(parts, &mut tolerated) {
            note_escapes(path, &mut tolerated);
            let action = address.as_ref().map(|address| address.action.clone()).unwrap_or_default();
            return Ok(Path { version, parts: Vec::new(), drive: Some(address), action, tolerated });
        }
        if parts.iter().any(String::is_empty) {
            return Err(Failure::bad_request("Empty Path Segment encountered in the request URL."));
        }
        let mut parts = segments::with_keys(parts, &mut tolerated);
        if let Some(last) = parts.last_mut() {
            segments::strip_namespace(last, &mut tolerated);
        }
        segments::usual_casing(&mut parts, &mut tolerated);
        let action = parts.last().cloned().unwrap_or_default();
        Ok(Path { version, parts, drive: None, action, tolerated })
    }

    /// Whether the path is that of a To Do upload session.
    pub fn is_session(&self) -> bool {
        self.parts.iter().any(|part| part == "attachmentSessions")
    }
}

/// The official library for Python puts a slash after the version and another one before the path
/// (`microsoftgraph/msgraph-sdk-python-core:src/msgraph_core/base_graph_request_adapter.py`).
/// Elsewhere an empty segment is refused.
fn after_doubled_slash<'a>(parts: &'a [String], tolerated: &mut Tolerated) -> &'a [String] {
    match parts {
        [empty, rest @ ..] if empty.is_empty() && !rest.is_empty() => {
            tolerated.note("two slashes after the version");
            rest
        }
        parts => parts,
    }
}

/// Escaped separators of a drive's path, from libraries that treat the path as one parameter
/// (`microsoftgraph/msgraph-sdk-javascript:src/tasks/OneDriveLargeFileUploadTask.ts`).
fn note_escapes(path: &str, tolerated: &mut Tolerated) {
    let path = path.to_ascii_uppercase();
    for (escape, what) in [("%3A", "an escaped colon"), ("%2F", "an escaped slash")] {
        if path.contains(escape) {
            tolerated.note(what);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(path: &str) -> String {
        match Path::read(path) {
            Err(failure) => failure.status().to_string(),
            Ok(Path { parts, drive: None, action, .. }) => format!("{} {action}", parts.join("|")),
            Ok(Path { drive: Some(address), action, .. }) => format!("drive {} {action}", address.is_ok()),
        }
    }

    #[test]
    fn what_a_path_means() {
        for (path, expected) in [
            ("/v1.0/me/messages/a%2Fb%3D/attachments", "me|messages|a/b=|attachments attachments"),
            ("/beta//me/todo", "me|todo todo"),
            ("/v1.0/users('u''x')/messages('m')/Attachments", "users|u'x|messages|m|attachments attachments"),
            (
                "/v1.0/me/events/e/attachments/microsoft.graph.createUploadSession",
                "me|events|e|attachments|createUploadSession createUploadSession",
            ),
            (
                "/v1.0/Users/Messages/mailfolders/INBOX/messages/events/attachments/x",
                "users|Messages|mailFolders|INBOX|messages|events|attachments|x x",
            ),
            ("/v1.0/me/drive/root:/attachmentSessions/x:/content", "drive true content"),
            ("/v1.0/me/drive/rot", "drive false "),
            ("/v1.0/me//messages", "400"),
            ("/v1.0///me", "400"),
            ("/v1.0/me/messages/", "400"),
            ("/v1.0/", "400"),
            ("/v1.0/me/50%", "400"),
            ("/v2.0/me", "400"),
            ("/", "400"),
        ] {
            assert_eq!(short(path), expected, "{path}");
        }
    }
}
