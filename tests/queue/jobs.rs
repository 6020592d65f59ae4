//! Jobs of all kinds, and what the service has of each.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use graph_upload::Upload;
use graph_upload::job::{Job, Queue};
use graph_upload::source::{FileContent, ReadAt};
use graph_upload_core::kinds::{DriveItem, OutlookItem, PrintDocument, Target, TodoTask};
use graph_upload_simulator::Stored;

use crate::world::{PIECE, World};

/// The kinds in turn.
const KINDS: usize = 5;

/// A file and where it goes, made from a number.
#[derive(Debug, Clone, Copy)]
pub struct One {
    pub number: usize,
    pub size: u64,
}

impl One {
    pub fn new(number: usize, chance: &mut fastrand::Rng) -> Self {
        let sizes: &[u64] = match number % KINDS {
            // To Do and print take no empty files.
            0 | 3 => &[1, 5_000, PIECE, PIECE + 1, 3 * PIECE, 700_001],
            // What is smaller than the last goes in one request.
            1 | 2 if chance.u8(..8) == 0 => &[(3 << 20) + 1],
            1 | 2 => &[0, 1, 5_000, 400_000],
            _ => &[0, 1, PIECE, 700_001, 4_200_000],
        };
        Self { number, size: sizes[chance.usize(..sizes.len())] }
    }

    /// In the names of all that belongs to it, and of nothing else.
    pub fn mark(&self) -> String {
        format!("n{:06}", self.number)
    }

    /// Several mailboxes, so that more than four requests run at once.
    fn user(&self) -> &'static str {
        ["me", "ann", "joe"][self.number / KINDS % 3]
    }

    pub fn target(&self) -> Box<dyn Target> {
        let (mark, user) = (self.mark(), Some(self.user()).filter(|user| *user != "me"));
        let target: Result<Box<dyn Target>, _> = match self.number % KINDS {
            0 => TodoTask::new(user, "l", &mark, &mark).map(|it| Box::new(it) as _),
            1 => OutlookItem::message(user, None, &mark, &mark).map(|it| Box::new(it) as _),
            2 => OutlookItem::event(user, None, &mark, &mark).map(|it| Box::new(it) as _),
            3 => PrintDocument::of_printer("p", "j", &mark, &mark).map(|it| Box::new(it) as _),
            _ => DriveItem::by_path(None, &format!("{mark}/{mark}")).map(|it| Box::new(it) as _),
        };
        target.expect("lawful")
    }

    pub fn bytes(&self) -> Vec<u8> {
        let factor = self.number as u64 * 2 + 3;
        (0..self.size).map(|at| (at.wrapping_mul(factor) >> 7) as u8).collect()
    }

    /// From memory, a file or a callback, in turn.
    fn upload(&self, folder: &Path) -> Upload {
        let bytes: Arc<[u8]> = self.bytes().into();
        match self.number % 3 {
            0 => Upload::of(bytes),
            1 => {
                let path = folder.join(self.mark());
                fs::write(&path, bytes).expect("written");
                Upload::of(FileContent::at(path))
            }
            _ => Upload::of(ReadAt::new(self.size, move |offset, buffer| {
                let rest = &bytes[usize::try_from(offset).expect("small")..];
                let count = rest.len().min(buffer.len());
                buffer[..count].copy_from_slice(&rest[..count]);
                Ok(count)
            })),
        }
    }

    pub fn submit(&self, queue: &Queue, folder: &Path) -> Job {
        queue.submit(&self.upload(folder), &*self.target(), None).expect("submitted")
    }

    /// What is stored where it goes.
    pub fn stored(&self, world: &World) -> Vec<Stored> {
        let (mark, user) = (self.mark(), self.user());
        let owner = if user == "me" { user.to_owned() } else { format!("users/{user}") };
        match self.number % KINDS {
            0 => world.service.attachments(user, "l", &mark),
            1 => world.service.outlook_attachments(&format!("{owner}/messages/{mark}")),
            2 => world.service.outlook_attachments(&format!("{owner}/events/{mark}")),
            3 => {
                let document = format!("printers/p/jobs/j/documents/{mark}");
                world.service.print_document(&document).into_iter().collect()
            }
            _ => world.service.drive_files(&format!("me/drive/root:/{mark}")),
        }
    }

    /// What is wrong with what its job says, if anything is.
    pub fn untruth(&self, world: &World, job: &Job) -> Option<String> {
        let Some(outcome) = job.outcome() else { return Some("it has not ended".to_owned()) };
        let stored = self.stored(world);
        let in_doubt = outcome.error.as_ref().is_some_and(|error| error.details().in_doubt);
        let wrong = match (&outcome.item, stored.as_slice()) {
            (_, [_, _, ..]) => "it is stored more than once",
            (Some(_), []) => "it is called stored",
            (Some(item), [one]) if item.id != one.id => "another one is stored",
            (None, [_]) if !in_doubt => "it is called not stored",
            (_, [one]) if one.bytes() != self.bytes() => "other bytes are stored",
            _ => return None,
        };
        let ids: Vec<_> = stored.iter().map(|one| (&one.id, one.size)).collect();
        Some(format!("{self:?}: {wrong}: {outcome:?}, and there is {ids:?}"))
    }
}
