//! A caller who feeds a session, as `src/session.rs` does it: puts of any length, errors and rewinds in between, saved and
//! resumed at any time.

use graph_upload_core::error::{Error, Status};
use graph_upload_core::kinds::{Adopted, Target};
use graph_upload_core::upload::Input;

use crate::drive::{Drive, Rest, Stop, running_hash};
use crate::kept;
use crate::life::{End, plan, plan_for};
use crate::mistaken::Mistaken;
use crate::schedule::{Caller, Menu};
use crate::source::Feed;
use crate::world::World;

/// How often a caller goes back and puts bytes again.
const MOST_REWINDS: u32 = 40;

/// What was saved, and how many sessions there had been.
struct Saved {
    text: String,
    creations: u32,
}

struct Puts {
    drive: Drive,
    size: u64,
}

/// Runs until the upload ends, or nobody is there to go on with it.
pub fn run(world: &mut World) -> End {
    let mut saved = None;
    let mut tries = world.schedule.tries;
    loop {
        match one_life(world, &mut saved, &mut tries) {
            Ok(end) => return end,
            Err(Stop::Error(error)) => return End::Failed(error),
            Err(Stop::Death) if saved.is_none() => return End::Died,
            Err(Stop::Death) => world.pause(),
        }
    }
}

fn one_life(world: &mut World, saved: &mut Option<Saved>, tries: &mut u32) -> Result<End, Stop> {
    let mut puts = Puts::begin(world, saved.as_ref())?;
    let mut rewinds = 0;
    puts.save(world, saved, true);
    loop {
        let result = puts.call(world);
        if !matches!(result, Err(Stop::Death)) {
            puts.save(world, saved, false);
        }
        match result {
            Ok(Rest::Done(item)) if puts.at_end() => {
                return Ok(End::Stored(puts.drive.compared(item, puts.size)));
            }
            Ok(Rest::Discarded) => return Ok(End::Discarded),
            Ok(Rest::Rewind(_)) if rewinds < MOST_REWINDS => rewinds += 1,
            Ok(Rest::Rewind(_)) => panic!("an upload that goes back without an end"),
            Ok(Rest::Done(_) | Rest::NeedBytes) => {}
            Err(Stop::Death) => return Err(Stop::Death),
            Err(Stop::Error(error)) if *tries == 0 || puts.drive.upload.is_over() => {
                return puts.leave(world, error);
            }
            Err(Stop::Error(_)) => {
                *tries -= 1;
                world.facts.quiet_until = world.facts.quiet_until.min(world.now);
                world.pause();
            }
        }
    }
}

impl Puts {
    fn begin(world: &mut World, saved: Option<&Saved>) -> Result<Self, Stop> {
        let (upload, hash) = match saved {
            Some(saved) => {
                world.facts.resumed(&world.schedule);
                if saved.creations != world.facts.creations {
                    world.facts.outdated();
                }
                let (upload, hash) = kept::read(&saved.text);
                let target = upload.adopted().map(Adopted);
                let target = target.map_or_else(|| world.schedule.place.target.clone(), |one| one.share());
                (Mistaken::resume(plan_for(world, target), &upload, world.mistake)?, hash)
            }
            None => {
                let upload = fresh(world)?;
                let hash = running_hash(&upload);
                (upload, hash)
            }
        };
        let hash = hash.filter(|_| running_hash(&upload).is_some());
        let mut drive = Drive { upload, hash, feed: Feed::Puts { start: 0, end: 0 }, file: None, rested: 0 };
        drive.upload.let_pieces_grow();
        let mut puts = Self { drive, size: world.schedule.size };
        match puts.drive(world, 0) {
            Ok(_) => Ok(puts),
            // Of a session that cannot be handed over nobody knows but the call that made it.
            Err(stop) => {
                if matches!(stop, Stop::Error(_)) && saved.is_none() && world.schedule.caller == Caller::Puts
                {
                    puts.drive.abandon(world)?;
                }
                Err(stop)
            }
        }
    }

    /// What the caller does next.
    fn call(&mut self, world: &mut World) -> Result<Rest, Stop> {
        if world.schedule.menu == Menu::Any && world.rng.u32(..64) == 0 {
            world.tell(|_| "refresh".into());
            world.facts.call_begins();
            self.drive.upload.handle(world.now, Input::Refresh);
            return self.drive(world, 0);
        }
        world.facts.call_begins();
        let rest = self.size - self.end();
        if rest == 0 {
            world.tell(|_| "finish".into());
            self.drive.upload.handle(world.now, Input::Finish);
            return self.drive(world, 0);
        }
        self.drive.upload.handle(world.now, Input::Resume);
        let most = [1, world.schedule.piece, 3 * world.schedule.piece, self.size][world.rng.usize(..4)];
        let least = self.size.div_ceil(64);
        let given = world.rng.u64(1..=most).max(least).min(rest);
        world.tell(|_| format!("put {}..{}", self.end(), self.end() + given));
        self.drive(world, given)
    }

    /// Runs over what is kept and what is given, and keeps of that what is still to be sent.
    fn drive(&mut self, world: &mut World, given: u64) -> Result<Rest, Stop> {
        let Feed::Puts { start, end } = self.drive.feed else { panic!("puts have a buffer") };
        self.drive.feed = Feed::Puts { start, end: end + given };
        let result = self.drive.run(world);
        let confirmed = self.drive.upload.position().confirmed;
        let (start, end) = match &result {
            Ok(Rest::NeedBytes) => (start.max(confirmed), (end + given).max(confirmed)),
            Ok(Rest::Done(_)) => (self.size, self.size),
            Ok(Rest::Rewind(to)) => (*to, *to),
            // Of what was given in a call that failed nothing is kept.
            Ok(Rest::Discarded) | Err(_) => (start.max(confirmed), end.max(confirmed)),
        };
        self.drive.feed = Feed::Puts { start, end };
        result
    }

    fn end(&self) -> u64 {
        self.drive.feed.window().end
    }

    fn at_end(&self) -> bool {
        self.end() == self.size
    }

    /// Saves at times; what was saved earlier is as good.
    fn save(&mut self, world: &mut World, saved: &mut Option<Saved>, always: bool) {
        if !world.schedule.saves || !always && world.rng.u32(..3) > 0 {
            return;
        }
        let Some(upload) = self.drive.upload.save_ahead() else { return };
        let text = kept::write(&upload, self.drive.hash.as_ref());
        world.tell(|_| "saved".into());
        *saved = Some(Saved { text, creations: world.facts.creations });
    }

    /// The caller gives up: at times without a word, at times by discarding the session.
    fn leave(&mut self, world: &mut World, error: Error) -> Result<End, Stop> {
        if self.drive.upload.is_over() || world.rng.bool() {
            return Ok(End::Failed(error));
        }
        world.tell(|_| "discard".into());
        world.facts.call_begins();
        world.facts.quiet_until = 0;
        self.drive.upload.handle(world.now, Input::Discard);
        match self.drive(world, 0) {
            Ok(Rest::Discarded) => Ok(End::Discarded),
            Ok(Rest::Done(item)) => Ok(End::Stored(self.drive.compared(item, self.size))),
            Ok(_) => panic!("a discarded upload came to rest"),
            Err(Stop::Death) => Err(Stop::Death),
            // What is known of the file is what was known before.
            Err(Stop::Error(_)) => Ok(End::Failed(error)),
        }
    }
}

/// An upload without a past, in a session of its own or in someone else's.
fn fresh(world: &mut World) -> Result<Mistaken, Error> {
    if world.schedule.caller != Caller::Adopts {
        return Ok(Mistaken::new(plan(world), world.mistake));
    }
    let rules = world.schedule.place.target.rules();
    let url = world.adopted_url().ok_or_else(|| Error::new(Status::Conflict, "there is nothing to adopt"))?;
    Mistaken::adopt(plan_for(world, Adopted(rules).share()), &url, world.mistake)
}
