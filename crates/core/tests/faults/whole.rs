//! A caller who uploads in one call, as `src/upload/` does it, and again from what was left.

use graph_upload_core::error::{Error, Status};
use graph_upload_core::graph::item::Item;
use graph_upload_core::graph::running_hash::RunningHash;
use graph_upload_core::upload::Input;

use crate::drive::{Drive, Rest, Stop};
use crate::kept;
use crate::life::{End, plan};
use crate::mistaken::Mistaken;
use crate::schedule::Caller;
use crate::source::Feed;
use crate::world::World;

/// What outlives a run.
struct Memory {
    /// The state file, where there is one.
    file: Option<Option<String>>,
    /// What the last run in this process has left, without a file.
    left: Option<String>,
    /// The source, as far as it was read in this process.
    feed: Feed,
}

/// Runs until the upload ends, or nobody is there to go on with it.
pub fn run(world: &mut World) -> End {
    let file = world.schedule.saves.then_some(None);
    let mut memory = Memory { file, left: None, feed: open(world) };
    let mut tries = world.schedule.tries;
    loop {
        match one_run(world, &mut memory) {
            End::Died => {
                memory.left = None;
                memory.feed = open(world);
                if memory.saved().is_none() {
                    return End::Died;
                }
            }
            End::Failed(error)
                if memory.saved().is_some() && tries > 0 && error.status() != Status::SavedState =>
            {
                tries -= 1;
                world.facts.quiet_until = 0;
            }
            end => {
                // Where something is left, the next run would go on with its session.
                world.facts.session_left |= memory.left.is_some();
                return end;
            }
        }
        world.pause();
    }
}

impl Memory {
    fn saved(&self) -> Option<String> {
        self.file.clone().flatten().or_else(|| self.left.clone())
    }
}

/// The source, before anything of it was read.
fn open(world: &World) -> Feed {
    let size = world.schedule.size;
    match world.schedule.caller {
        Caller::Forward => Feed::Forward { size, end: 0, keep: 0 },
        _ => Feed::Whole { size },
    }
}

fn one_run(world: &mut World, memory: &mut Memory) -> End {
    let saved = memory.saved();
    memory.left = None;
    world.facts.call_begins();
    let mut drive = Drive {
        upload: Mistaken::new(plan(world), world.mistake),
        feed: memory.feed.clone(),
        hash: Some(RunningHash::default()),
        file: memory.file.clone(),
        rested: 0,
    };
    let begun = match saved {
        None => Ok(()),
        Some(text) => adopt(&mut drive, world, &text),
    };
    make_ready(&mut drive, world);
    let end = match begun.and_then(|()| finish(&mut drive, world)) {
        Ok(_) if world.dies() => End::Died,
        Ok(item) => {
            forget(&mut drive);
            End::Stored(item)
        }
        Err(Stop::Death) => End::Died,
        Err(Stop::Error(error)) => match wind_up(&mut drive, world, &error, &mut memory.left) {
            Err(Stop::Death) => End::Died,
            _ => End::Failed(error),
        },
    };
    memory.file = drive.file;
    memory.feed = drive.feed;
    end
}

/// Sees to it that the file can be made in this call.
pub fn make_ready(drive: &mut Drive, world: &World) {
    drive.upload.handle(world.now, Input::Finish);
    if world.schedule.can_rewind() {
        drive.upload.let_pieces_grow();
    }
    if let Feed::Forward { keep, .. } = &mut drive.feed {
        *keep = drive.upload.piece_bytes();
    }
}

/// Goes on with what an earlier run has left. The source has no stamp, so its start is compared with what was sent.
pub fn adopt(drive: &mut Drive, world: &mut World, text: &str) -> Result<(), Stop> {
    world.facts.resumed(&world.schedule);
    let (upload, hash) = kept::read(text);
    let hash = hash.unwrap_or_default();
    drive.upload = Mistaken::resume(plan(world), &upload, world.mistake)?;
    make_ready(drive, world);
    if drive.feed.window().start == 0 {
        let mut now = RunningHash::default();
        drive.feed.catch_up(&mut now, hash.high());
        assert_eq!(now.state(), hash.state(), "the saved hash is not that of the bytes");
    }
    drive.hash = Some(hash);
    if drive.upload.wants_hash()
        && world.schedule.can_rewind()
        && let Some(hash) = &mut drive.hash
    {
        drive.feed.catch_up(hash, world.schedule.size);
    }
    Ok(())
}

fn finish(drive: &mut Drive, world: &mut World) -> Result<Item, Stop> {
    match drive.run(world)? {
        Rest::Done(item) => {
            let size = world.schedule.size;
            Ok(drive.done(item, size))
        }
        Rest::Rewind(to) => {
            let error = Error::new(Status::Rewind, format!("the source has no byte {to} any more"));
            let in_doubt = drive.upload.interrupted().details().in_doubt;
            Err(error.with(|details| details.in_doubt = in_doubt).into())
        }
        Rest::NeedBytes | Rest::Discarded => panic!("a whole upload came to rest"),
    }
}

/// Leaves behind what a later run can go on from, and nothing else.
fn wind_up(
    drive: &mut Drive,
    world: &mut World,
    error: &Error,
    left: &mut Option<String>,
) -> Result<(), Stop> {
    // The caller has no wish what to do on cancelling, so it is kept where there is a file to go on from.
    let kept = drive.file.is_some() && !drive.upload.is_over() && error.status() != Status::SavedState;
    if !error.details().in_doubt && !kept && drive.abandon(world)? {
        forget(drive);
    } else if drive.file.is_some() {
        drive.keep();
    } else if let Some(saved) = drive.upload.save() {
        *left = Some(kept::write(&saved, drive.hash.as_ref()));
    }
    Ok(())
}

fn forget(drive: &mut Drive) {
    drive.file.iter_mut().for_each(|file| *file = None);
}
