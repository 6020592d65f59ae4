//! All stored files, of any kind, for observers.

use super::Model;
use super::attachments::{Attachment, Owner};
use super::content::Content;
use super::drive::{DriveTarget, Item};
use super::outlook::OutlookTarget;
use super::print::{Document, PrintTarget};
use super::session::Target;
use super::todo::TodoTarget;

/// A stored file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileView {
    /// The kind: `todo`, `outlook`, `drive` or `print`.
    pub kind: &'static str,
    /// An id that is unique within the kind.
    pub id: String,
    /// Its address, as in a URL of Graph but without escapes: `me/drive/root:/a/b.txt`,
    /// `me/messages/M/attachments/NAME`.
    pub address: String,
    /// Its name.
    pub name: String,
    /// The media type that the client gave, if any.
    pub content_type: Option<String>,
    /// The described bytes; in drives those of the newest version.
    pub content: Content,
    /// When it was stored.
    pub stored_ms: u64,
    /// Number of versions; more than one in drives only.
    pub versions: usize,
}

impl Model {
    /// All files, including those not yet visible.
    pub fn files(&self) -> Vec<FileView> {
        let attachments = self.attachments.files().map(|(owner, file)| self.attachment_view(owner, file));
        let items = self.drives.files().filter_map(|(drive, path, item)| self.item_view(drive, &path, item));
        let documents = self.print.files().map(|(address, document)| document_view(address, document));
        attachments.chain(items).chain(documents).collect()
    }

    /// Removes all files. Folders and open sessions stay.
    pub fn forget_files(&mut self) {
        self.attachments.forget_files();
        self.drives.forget_files();
        self.print.forget_files();
        self.forget_unused();
    }

    /// The QuickXorHash of a content, if its bytes are known well enough.
    pub fn quick_xor(&self, content: &Content) -> Option<String> {
        self.blobs.quick_xor(content)
    }

    /// When something next changes without a request: a session expires, or becomes a file.
    pub fn next_change_ms(&self, now_ms: u64) -> Option<u64> {
        let sessions = self.sessions();
        let moments = sessions.iter().flat_map(|session| [Some(session.expires_ms), session.commits_ms]);
        moments.flatten().filter(|ms| *ms > now_ms).min()
    }

    fn attachment_view(&self, owner: &Owner, file: &Attachment) -> FileView {
        let task = owner.get(2).is_some_and(|part| part == "todo");
        let owner = match owner.as_slice() {
            [users, user, rest @ ..] if users == "users" && *user == self.config.user.guid => {
                format!("me/{}", rest.join("/"))
            }
            owner => owner.join("/"),
        };
        FileView {
            kind: if task { TodoTarget::KIND } else { OutlookTarget::KIND },
            id: file.id.clone(),
            address: format!("{owner}/attachments/{}", file.name),
            name: file.name.clone(),
            content_type: file.content_type.clone(),
            content: file.content.clone(),
            stored_ms: file.stored_ms,
            versions: 1,
        }
    }

    fn item_view(&self, drive: &str, path: &str, item: &Item) -> Option<FileView> {
        let newest = item.newest()?;
        Some(FileView {
            kind: DriveTarget::KIND,
            id: format!("{drive}/{}", item.id),
            address: format!("{}/root:/{path}", self.drive_address(drive)),
            name: item.name.clone(),
            content_type: None,
            content: newest.content.clone(),
            stored_ms: newest.stored_ms,
            versions: item.versions(),
        })
    }

    /// A drive as URLs name it; see `drive_id`, which does the reverse.
    fn drive_address(&self, drive: &str) -> String {
        match drive.split_once('-') {
            Some(("user", user)) if user == self.config.user.guid => "me/drive".to_owned(),
            Some((owner @ ("user" | "group" | "site"), id)) => format!("{owner}s/{id}/drive"),
            Some(("share", token)) => format!("shares/{token}"),
            _ => format!("drives/{drive}"),
        }
    }
}

fn document_view(address: &[String], document: &Document) -> FileView {
    let address = address.join("/");
    FileView {
        kind: PrintTarget::KIND,
        id: address.clone(),
        address: format!("print/{address}"),
        name: document.name.clone(),
        content_type: Some(document.content_type.clone()),
        content: document.content.clone(),
        stored_ms: document.uploaded_ms,
        versions: 1,
    }
}
