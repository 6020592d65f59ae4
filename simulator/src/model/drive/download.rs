//! Download URLs of items, which need no token.

use sha2::{Digest, Sha256};

use super::rules::Flavour;
use super::tree::{Drive, Item};
use crate::model::Model;
use crate::model::failure::{Answer, Failure};
use crate::model::message::{Head, Role};
use crate::model::text::hex;

/// The end of the path of such a URL.
pub const DOWNLOAD: &str = "/_layouts/15/download.aspx";

impl Model {
    /// The URL of a file, in the form of `microsoftgraph/microsoft-graph-docs:issues/5154`.
    pub(super) fn drive_download_url(&self, drive: &Drive, item: &Item) -> String {
        let (role, token) = match drive.flavour {
            Flavour::Business => (Role::SharePoint, "eyJ0eXAiOiJKV1Qi"),
            Flavour::Personal => (Role::Personal, "v1e"),
        };
        let id = item.guid().to_lowercase();
        let secret = hex(&Sha256::digest(format!("{} {id}", self.config.seed)));
        format!(
            "{}/personal/megan{DOWNLOAD}?UniqueId={id}&Translate=false&tempauth={token}.{secret}&ApiVersion=2.0",
            self.config.hosts.base(role)
        )
    }

    /// Handles a request to such a URL; `None` for any other.
    pub(super) fn drive_download(&self, now_ms: u64, head: &Head) -> Option<Answer> {
        if !head.path().ends_with(DOWNLOAD) {
            return None;
        }
        if head.method != "GET" {
            return Some(Err(Failure::method(&head.method)));
        }
        let url = format!("{}{}", self.config.hosts.base(head.role), head.target);
        let drives = self.drives.by_id.values();
        let mut items = drives.flat_map(|drive| drive.items().map(move |item| (drive, item)));
        let found = items.find(|(drive, item)| self.drive_download_url(drive, item) == url);
        let version = found.and_then(|(_, item)| item.shown(now_ms)?.1.map(|version| (item, version)));
        Some(match version {
            Some((item, version)) => self.bytes_response(&version.content, Some(&item.mime_type())),
            None => Err(Failure::new(401, "unauthenticated", "The token is not valid for this URL.")),
        })
    }
}
