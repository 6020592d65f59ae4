//! Concurrent changes by another client, independent of the upload.

use super::address::{drive, mailbox};
use super::attachments::Owner;
use super::blobs::Blob;
use super::content::Content;
use super::inline::NewFile;
use super::{Model, outlook, todo};

impl Model {
    /// Another client stores a file of this many bytes, all of them `o`. The address is
    /// `…/attachments/NAME` below a task, a message, an event or a post, or that of a drive item,
    /// such as `me/drive/root:/a/b%20c.txt`; an existing file in a drive gets a new version.
    /// `false` if the address leads nowhere.
    pub fn other_writes(&mut self, now_ms: u64, address: &str, bytes: usize) -> bool {
        let mut blob = Blob::default();
        blob.push(&vec![b'o'; bytes], true);
        let content = self.add_blob(blob);
        self.other_stores(now_ms, address, content)
    }

    /// The same with any content.
    pub fn other_stores(&mut self, now_ms: u64, address: &str, content: Content) -> bool {
        let Some((owner, odata_type, name)) = self.attached_at(address) else {
            return self.add_drive_file(now_ms, address, content).is_some();
        };
        let file = NewFile { name, content_type: None, content, is_inline: None, content_id: None };
        self.attach(now_ms, &owner, odata_type, file);
        true
    }

    /// Another client removes the file at an address, as above; of several attachments, the oldest.
    pub fn other_removes(&mut self, address: &str) -> bool {
        let Some((owner, _, name)) = self.attached_at(address) else {
            return self.remove_drive_item(address);
        };
        let found = self.attachments.of(&owner).iter().find(|attachment| attachment.name == name);
        let id = found.map(|attachment| attachment.id.clone());
        id.is_some_and(|id| self.attachments.remove(&owner, &id))
    }

    fn attached_at(&self, address: &str) -> Option<(Owner, &'static str, String)> {
        let parts: Vec<&str> = address.split('/').collect();
        let (name, list) = parts.split_last()?;
        if list.last() != Some(&"attachments") || drive::from_text(address).is_some() {
            return None;
        }
        let task = match list {
            ["me", "todo", "lists", list, "tasks", task, _] => Some(("me", list, task)),
            ["users", user, "todo", "lists", list, "tasks", task, _] => Some((*user, list, task)),
            _ => None,
        };
        if let Some((user, list, task)) = task {
            return Some((self.todo_owner(user, list, task), todo::TYPE, (*name).to_owned()));
        }
        let (owner, _) = mailbox::read(list)?;
        Some((self.outlook_owner(&owner), outlook::TYPE, (*name).to_owned()))
    }
}
