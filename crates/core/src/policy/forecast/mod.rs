//! Whether an upload session lives long enough for the rest of the file.
//!
//! The speed is that of the last five minutes in which pieces were under way. Time counts from the
//! start of a piece to its response or the fault that ended it, so faults make the upload slower.
//! All other time does not count: pauses, waits for the caller's bytes, for a token or for other
//! uploads, waits that the service asked for, backoff, and connections that could not be made. They
//! end for reasons of their own, and a forecast that is too good does less harm than one that stops
//! an upload.

mod life;
mod pace;
mod report;

use crate::policy::retry::Millis;
use life::Life;
use pace::Speed;
pub use report::{Hopeless, Late};

/// Shortest time under way after which the speed is known, in milliseconds.
const LEAST_MS: u64 = 60_000;

/// The same as a part of the session's life, where that is short.
const LEAST_SHARE: u64 = 16;

/// By which part of the time left the rest must be late to be called so: less is chance.
const LATE_SHARE: u64 = 16;

/// A session that was late is in time once the rest takes this part of the time left. It may owe its speed to the others
/// that were held back for it, and at the first sign it would soon be late again.
const IN_TIME_SHARE: u64 = 2;

/// The part of its life after which a session is compared with one that has expired.
const JUDGED_SHARE: u64 = 16;

/// How far a session must get in comparison with an earlier one to count as getting further.
const FURTHER_SHARE: u64 = 16;

/// `Date` has whole seconds.
const DATE_MS: u64 = 1_000;

/// A session that has expired before all bytes were sent.
#[derive(Debug, Clone, Copy)]
struct Expired {
    /// Bytes that the service held at best.
    held: u64,
    span: u64,
}

/// The forecast of one upload, over all its sessions.
#[derive(Debug, Clone)]
pub struct Forecast {
    size: u64,
    /// The latest time that was told.
    now: Millis,
    session: Option<Life>,
    /// Since when a piece is under way.
    under_way: Option<Millis>,
    expired: Option<Expired>,
}

impl Forecast {
    /// Knows nothing yet of an upload of so many bytes.
    pub fn new(size: u64) -> Self {
        Self { size, now: 0, session: None, under_way: None, expired: None }
    }

    /// A session was created now.
    pub fn created(&mut self) {
        self.session = Some(Life::new(true));
    }

    /// The upload goes on with a session that was created earlier, if it has none.
    pub fn goes_on(&mut self) {
        self.session.get_or_insert_with(|| Life::new(false));
    }

    /// A response came, or will not come. A piece that was under way has ended.
    pub fn at(&mut self, now: Millis) {
        self.now = now;
        if let (Some(since), Some(life)) = (self.under_way.take(), &mut self.session) {
            let took = now.saturating_sub(since);
            life.tried = life.tried.saturating_add(took);
            life.pace.piece(took);
        }
    }

    /// A piece leaves.
    pub fn piece(&mut self, now: Millis) {
        self.under_way = Some(now);
    }

    /// Nothing of it was sent.
    pub fn did_not_leave(&mut self) {
        self.under_way = None;
    }

    /// The response was sent at `date`, by the service's clock, and may say when the session
    /// expires; both in milliseconds since 1970.
    pub fn heard(&mut self, date: u64, expires: Option<u64>) {
        if let Some(life) = &mut self.session {
            life.heard(self.now, date, expires);
        }
    }

    /// The service holds so many bytes.
    pub fn holds(&mut self, bytes: u64) {
        if let Some(life) = &mut self.session {
            life.holds(bytes);
        }
        let late = self.late();
        if let (Some(life), Some(late)) = (&mut self.session, late) {
            let is_in_time = late.takes_ms <= late.expires_in_ms / IN_TIME_SHARE;
            life.is_late = late.late_by_ms() > 0 || life.is_late && !is_in_time;
        }
    }

    /// The session has ended before the file was complete. It has expired if its time was up, and it
    /// says something about the link if pieces were under way for most of that time.
    pub fn ended(&mut self) {
        let Some(life) = self.session.take() else { return };
        let Some(span) = life.span(self.now).filter(|span| *span > 0) else { return };
        let slack = DATE_MS.max(span / JUDGED_SHARE);
        let up = life.left(self.now).is_some_and(|left| left <= slack);
        if up && life.tried > span / 2 && life.best < self.size {
            let held = self.expired.map_or(0, |before| before.held).max(life.best);
            self.expired = Some(Expired { held, span });
        }
    }

    /// Whether the upload needs a larger share of the link: the session expires too early, or did a while ago and is not
    /// in time by far.
    pub fn is_late(&self) -> bool {
        self.session.as_ref().is_some_and(|life| life.is_late)
    }

    /// By how much the session expires too early, in milliseconds: 0 if in time, `None` while too
    /// little is known.
    pub fn late_by_ms(&self) -> Option<u64> {
        self.late().map(|late| late.late_by_ms())
    }

    /// That the session expires too early, if it does and was not told before, or only less than half
    /// as bad.
    pub fn warning(&mut self) -> Option<Late> {
        let late = self.late().filter(|late| late.late_by_ms() > 0)?;
        let life = self.session.as_mut()?;
        let worse = late.late_by_ms() >= life.told.saturating_mul(2);
        if worse {
            life.told = late.late_by_ms();
        }
        worse.then_some(late)
    }

    /// The rest of the file and the life of the session; `None` while too little is known.
    pub fn late(&self) -> Option<Late> {
        let life = self.session.as_ref()?;
        let expires_in_ms = life.left(self.now).filter(|left| *left > 0)?;
        if life.pace.ms() < LEAST_MS.min(expires_in_ms / LEAST_SHARE) {
            return None;
        }
        let speed = life.pace.speed()?;
        let left_bytes = self.size.saturating_sub(life.held);
        Some(Late {
            left_bytes,
            takes_ms: speed.time_for(left_bytes),
            expires_in_ms,
            bytes_per_second: speed.bytes_in(1_000),
            never: life.span(self.now).is_some_and(|span| speed.time_for(self.size) > span),
            larger_pieces: life.overhead.unwrap_or(true),
        })
    }

    /// That the session will expire no further than an earlier one did, if so.
    ///
    /// Judged once pieces were under way for a sixteenth of the session's life, at the better of two
    /// speeds, that of the last minutes and that of the whole session, and as if nothing had to wait
    /// any more. The session must not get a sixteenth further than the best one that has expired, and
    /// not finish the file at five quarters of that speed either.
    pub fn hopeless(&self) -> Option<Hopeless> {
        let (life, before) = (self.session.as_ref()?, self.expired?);
        let (span, left) = (life.span(self.now)?, life.left(self.now)?);
        if life.tried < span / JUDGED_SHARE {
            return None;
        }
        let speed = life.pace.speed()?.max(Speed { bytes: life.best, ms: life.tried.max(1) });
        let more = speed.bytes_in(left);
        let at_best = life.held.saturating_add(more).saturating_add(more / 4);
        let held = life.held.saturating_add(more);
        let no_further = held <= before.held.saturating_add(before.held / FURTHER_SHARE);
        (no_further && at_best < self.size).then_some(Hopeless {
            size: self.size,
            reached: before.held,
            would_reach: held,
            life_ms: before.span,
            bytes_per_second: speed.bytes_in(1_000),
        })
    }
}

#[cfg(test)]
mod tests;
