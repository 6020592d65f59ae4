//! Stored files, for tests to read and to create.

use crate::Simulator;
use crate::model::Model;
use crate::model::attachments::Attachment;
use crate::model::blobs::Blob;
use crate::model::content::Content;
use crate::model::drive::Item;

/// A stored file with its bytes.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The media type, if given.
    pub content_type: Option<String>,
    /// Size in bytes.
    pub size: u64,
    /// Whether it is shown inside the body; Outlook attachments only.
    pub is_inline: bool,
    /// The id for `cid:` references; Outlook attachments only.
    pub content_id: Option<String>,
    /// Number of versions; more than one in drives only.
    pub versions: usize,
    bytes: Option<Vec<u8>>,
}

impl Stored {
    /// The bytes; empty if they were discarded.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or_default()
    }

    fn new(model: &Model, id: &str, name: &str, content: &Content) -> Stored {
        Stored {
            id: id.to_owned(),
            name: name.to_owned(),
            content_type: None,
            size: content.len(),
            is_inline: false,
            content_id: None,
            versions: 1,
            bytes: model.bytes(content),
        }
    }

    fn attachment(model: &Model, attachment: &Attachment) -> Stored {
        Stored {
            content_type: attachment.content_type.clone(),
            is_inline: attachment.is_inline.unwrap_or(false),
            content_id: attachment.content_id.clone(),
            ..Stored::new(model, &attachment.id, &attachment.name, &attachment.content)
        }
    }

    /// `None` for a folder.
    fn item(model: &Model, item: &Item) -> Option<Stored> {
        let stored = Stored::new(model, &item.id, &item.name, &item.newest()?.content);
        Some(Stored { versions: item.versions(), ..stored })
    }
}

/// Ids and names are not escaped, except in the addresses of drives, which are as in URLs.
impl Simulator {
    /// The attachments of a task. The user is `me`, an id or a sign-in name.
    pub fn attachments(&self, user: &str, list: &str, task: &str) -> Vec<Stored> {
        self.model(|model| {
            let attachments = model.todo_attachments(user, list, task).iter();
            attachments.map(|a| Stored::attachment(model, a)).collect()
        })
    }

    /// The attachments of a message, an event or a post: `me/messages/ID`,
    /// `groups/G/threads/T/posts/P`, ….
    pub fn outlook_attachments(&self, path: &str) -> Vec<Stored> {
        self.model(|model| {
            let attachments = model.outlook_attachments(path).iter();
            attachments.map(|a| Stored::attachment(model, a)).collect()
        })
    }

    /// An uploaded document: `printers/P/jobs/J/documents/D`.
    pub fn print_document(&self, address: &str) -> Option<Stored> {
        self.model(|model| {
            let document = model.print_document(address)?;
            let stored = Stored::new(model, &document.id, &document.name, &document.content);
            Some(Stored { content_type: Some(document.content_type.clone()), ..stored })
        })
    }

    /// A file in a drive: `me/drive/root:/a/b%20c.txt`, `drives/D/items/ID`, ….
    pub fn drive_file(&self, address: &str) -> Option<Stored> {
        self.model(|model| {
            let item = model.drive_item(address)?;
            Stored::item(model, &item)
        })
    }

    /// The files in a folder of a drive, without its folders.
    pub fn drive_files(&self, address: &str) -> Vec<Stored> {
        self.model(|model| {
            let items = model.drive_items(address);
            items.iter().filter_map(|item| Stored::item(model, item)).collect()
        })
    }

    /// Creates a folder in a drive, and its parents, and returns its id.
    pub fn add_drive_folder(&self, address: &str) -> Option<String> {
        self.shared.change(|state| {
            let now_ms = state.now_ms();
            state.service.model.add_drive_folder(now_ms, address)
        })
    }

    /// Creates a file in a drive, or a new version of it, and returns its id.
    pub fn add_drive_file(&self, address: &str, bytes: &[u8]) -> Option<String> {
        let mut blob = Blob::default();
        blob.push(bytes, true);
        self.shared.change(|state| {
            let now_ms = state.now_ms();
            let content = state.service.model.add_blob(blob);
            state.service.model.add_drive_file(now_ms, address, content)
        })
    }
}
