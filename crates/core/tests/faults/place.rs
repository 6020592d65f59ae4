//! Where a schedule's file goes, and what is stored there.

use std::sync::Arc;

use fastrand::Rng;
use graph_upload_core::kinds::{
    Commit, Conflict, DriveItem, OutlookItem, PrintDocument, Property, Target, TodoTask,
};
use graph_upload_simulator::model::Model;
use graph_upload_simulator::model::content::Content;

/// The file's bytes are the source with this number, where it is alone.
const SOURCE: u64 = 1;

/// What sort of place it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    Todo,
    Message,
    Event,
    Path,
    Child,
    ById,
    Print,
}

/// A place.
pub struct Place {
    pub sort: Sort,
    pub target: Arc<dyn Target>,
    /// The address under which another writer reaches it.
    pub address: String,
    /// What it lies in.
    holder: String,
    /// The number of the source that is uploaded to it.
    pub source: u64,
}

/// Something that is stored at the place.
#[derive(Debug, Clone, PartialEq)]
pub struct Object {
    pub id: String,
    /// The contents that it has had, the newest last.
    pub versions: Vec<Content>,
}

impl Object {
    /// Which of its versions are of our file.
    pub fn ours(&self, source: u64, size: u64) -> impl Iterator<Item = usize> {
        let ours =
            self.versions.iter().enumerate().filter(move |(_, content)| is_ours(content, source, size));
        ours.map(|(number, _)| number)
    }
}

/// Whether a content has come from this source. Nobody else stores an empty file.
fn is_ours(content: &Content, source: u64, size: u64) -> bool {
    content.runs().iter().any(|run| run.origin.source == source) || size == 0 && content.is_empty()
}

impl Place {
    pub fn draw(rng: &mut Rng, sort: Sort) -> Self {
        let (target, address, holder): (Arc<dyn Target>, &str, &str) = match sort {
            Sort::Todo => (
                Arc::new(TodoTask::new(None, "l", "t", "n").expect("lawful")),
                "me/todo/lists/l/tasks/t/attachments/n",
                "t",
            ),
            Sort::Message => (
                Arc::new(OutlookItem::message(None, None, "m", "n").expect("lawful")),
                "me/messages/m/attachments/n",
                "me/messages/m",
            ),
            Sort::Event => (
                Arc::new(OutlookItem::event(Some("u"), None, "e", "n").expect("lawful")),
                "users/u/events/e/attachments/n",
                "users/u/events/e",
            ),
            Sort::Print => (
                Arc::new(PrintDocument::of_printer("p", "j", "d", "n").expect("lawful")),
                "",
                "printers/p/jobs/j/documents/d",
            ),
            Sort::Path => {
                let target = drive(rng, |rng| DriveItem::by_path(None, &format!("folder/{}", name(rng))));
                (target, "me/drive/root:/folder/\u{e9}.bin", "me/drive/root:/folder")
            }
            Sort::Child => {
                let target = drive(rng, |rng| DriveItem::in_folder(None, "F1", name(rng)));
                (target, "me/drive/items/F1:/\u{e9}.bin", "me/drive/items/F1")
            }
            // Known once the model has made the file; see `Place::settle_in`.
            Sort::ById => {
                (drive(rng, |_| DriveItem::by_path(None, "n.bin")), "me/drive/root:/n.bin", "me/drive/root")
            }
        };
        Self { sort, target, address: address.to_owned(), holder: holder.to_owned(), source: SOURCE }
    }

    /// A place beside those of other sources, under a name of its own: attachments of the same message or event, or of two
    /// tasks, and files of one folder.
    pub fn among_others(rng: &mut Rng, sort: Sort, source: u64) -> Self {
        let name = format!("n{source}");
        let task = ["t", "s"][rng.usize(..2)];
        let (target, holder): (Arc<dyn Target>, &str) = match sort {
            Sort::Todo => (Arc::new(TodoTask::new(None, "l", task, &name).expect("lawful")), task),
            Sort::Message => {
                (Arc::new(OutlookItem::message(None, None, "m", &name).expect("lawful")), "me/messages/m")
            }
            Sort::Event => (
                Arc::new(OutlookItem::event(Some("u"), None, "e", &name).expect("lawful")),
                "users/u/events/e",
            ),
            _ => {
                let target = drive(rng, |_| DriveItem::by_path(None, &format!("folder/{name}")));
                (target, "me/drive/root:/folder")
            }
        };
        let address = match sort {
            Sort::Todo => format!("me/todo/lists/l/tasks/{task}/attachments/{name}"),
            Sort::Message | Sort::Event => format!("{holder}/attachments/{name}"),
            _ => format!("{holder}/{name}"),
        };
        Self { sort, target, address, holder: holder.to_owned(), source }
    }

    /// Makes what has to be there before an upload can begin.
    pub fn settle_in(&mut self, rng: &mut Rng, model: &mut Model, now: u64) {
        if matches!(self.sort, Sort::Child) {
            model.other_writes(now, "me/drive/items/F1:/beside.txt", 1);
        }
        if self.sort != Sort::ById {
            return;
        }
        model.other_writes(now, &self.address, 3);
        let item = model.drive_item(&self.address).expect("just made");
        // Under `rename` the new file could not be found again by the old one's id.
        self.target = loop {
            let target = drive(rng, |_| DriveItem::by_id(None, &item.id));
            if target.conflict() != Some(Conflict::Rename) {
                break target;
            }
        };
    }

    /// What happens to a file of the same name.
    pub fn conflict(&self) -> Option<Conflict> {
        self.target.conflict()
    }

    /// Whether the last piece makes no file.
    pub fn is_deferred(&self) -> bool {
        self.target.commit_form() != Commit::LastPiece
    }

    /// Whether another writer can have anything to do with it.
    pub fn is_shared(&self) -> bool {
        !self.address.is_empty()
    }

    /// All that is stored there, under whatever name.
    pub fn objects(&self, model: &mut Model) -> Vec<Object> {
        let attached = match self.sort {
            Sort::Todo => model.todo_attachments("me", "l", &self.holder),
            Sort::Message | Sort::Event => model.outlook_attachments(&self.holder),
            Sort::Print => {
                let document = model.print_document(&self.holder);
                return document.map(|d| object(&d.id, [&d.content])).into_iter().collect();
            }
            Sort::Path | Sort::Child | Sort::ById => return files(model, &self.holder),
        };
        attached.iter().map(|one| object(&one.id, [&one.content])).collect()
    }
}

fn files(model: &mut Model, folder: &str) -> Vec<Object> {
    let items = model.drive_items(folder);
    let files = items.iter().filter(|item| !item.is_folder());
    files.map(|item| object(&item.id, item.history().iter().map(|version| &version.content))).collect()
}

fn object<'a>(id: &str, versions: impl IntoIterator<Item = &'a Content>) -> Object {
    Object { id: id.to_owned(), versions: versions.into_iter().cloned().collect() }
}

/// Draws what can be said about a file in a drive.
fn drive<E: std::fmt::Debug>(
    rng: &mut Rng,
    item: impl FnOnce(&mut Rng) -> Result<DriveItem, E>,
) -> Arc<dyn Target> {
    let mut item = item(rng).expect("lawful");
    let conflict = [Conflict::Fail, Conflict::Replace, Conflict::Rename][rng.usize(..3)];
    let commit = [Commit::LastPiece, Commit::LastPiece, Commit::LastPiece, Commit::ByHost, Commit::SourceUrl];
    item.set(Property::Conflict(conflict)).expect("drives have it");
    item.set(Property::Commit(commit[rng.usize(..5)])).expect("drives have it");
    Arc::new(item)
}

/// One name in several spellings, which is one to the service (OneDrive/onedrive-api-docs issue 351).
fn name(rng: &mut Rng) -> &'static str {
    ["\u{e9}.bin", "e\u{301}.bin", "\u{e9}.bin ", "E\u{301}.bin"][rng.usize(..4)]
}
