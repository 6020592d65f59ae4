//! How long an upload session lives.

use crate::policy::forecast::pace::Pace;
use crate::policy::retry::Millis;

/// How long an upload URL works whose expiry moves on with each piece, in milliseconds: the token in
/// it is good for a day and cannot be renewed (OneDrive/onedrive-api-docs issue 1570; the times in the
/// token of abraunegg/onedrive issue 815 differ by 86,400 s).
const DAY_MS: u64 = 24 * 60 * 60_000;

/// How long an expiry that has moved must stand still to be believed, in milliseconds.
const STILL_MS: u64 = 5 * 60_000;

/// When a session expires, as the service said last.
#[derive(Debug, Clone, Copy)]
struct Expiry {
    /// By the service's clock, in milliseconds since 1970.
    at: u64,
    /// When it last moved on, by our clock.
    moved: Option<Millis>,
    /// A later response has said the same.
    repeated: bool,
}

/// One session. Its times are by the service's clock, as ours may stand still while the upload rests.
#[derive(Debug, Clone)]
pub(super) struct Life {
    /// Its creation was seen.
    created: bool,
    /// When the first response after that was sent.
    born: Option<u64>,
    /// When the last response came, and when it was sent.
    heard: Option<(Millis, u64)>,
    expiry: Option<Expiry>,
    /// Bytes that the service holds.
    pub held: u64,
    /// Bytes that it held at best.
    pub best: u64,
    /// How long pieces were under way.
    pub tried: u64,
    pub pace: Pace,
    /// Whether larger pieces would save time, once their sizes have shown it.
    pub overhead: Option<bool>,
    /// It was late, and is not in time by far.
    pub is_late: bool,
    /// By how much it was late when that was last told.
    pub told: u64,
}

impl Life {
    pub fn new(created: bool) -> Self {
        Self {
            created,
            born: None,
            heard: None,
            expiry: None,
            held: 0,
            best: 0,
            tried: 0,
            pace: Pace::default(),
            overhead: None,
            is_late: false,
            told: 0,
        }
    }

    /// The service sent a response at `date`, which may say when the session expires.
    pub fn heard(&mut self, now: Millis, date: u64, expires: Option<u64>) {
        self.heard = Some((now, date));
        if self.created {
            self.born.get_or_insert(date);
        }
        let Some(at) = expires else { return };
        self.expiry = Some(match self.expiry {
            None => Expiry { at, moved: None, repeated: false },
            Some(old) if at > old.at => Expiry { at, moved: Some(now), ..old },
            Some(old) => Expiry { at, repeated: true, ..old },
        });
    }

    /// When the session ends, by the service's clock; `None` while that is not known.
    ///
    /// A drive's expiry of a quarter of an hour moves on with each piece, so the first one is not
    /// believed until a piece has left it where it was.
    fn end(&self, now: Millis) -> Option<u64> {
        let Expiry { at, moved, repeated } = self.expiry?;
        let day = self.born.map(|born| born.saturating_add(DAY_MS));
        match moved {
            None => repeated.then_some(at),
            Some(moved) if now.saturating_sub(moved) < STILL_MS => day,
            Some(_) => Some(day.map_or(at, |day| day.min(at))),
        }
    }

    /// How long the session still lives, in milliseconds.
    pub fn left(&self, now: Millis) -> Option<u64> {
        let (heard, date) = self.heard?;
        let date = date.saturating_add(now.saturating_sub(heard));
        Some(self.end(now)?.saturating_sub(date))
    }

    /// The time from its creation to its end.
    pub fn span(&self, now: Millis) -> Option<u64> {
        self.end(now)?.checked_sub(self.born?)
    }

    /// Bytes that the service holds now.
    pub fn holds(&mut self, bytes: u64) {
        self.pace.holds(bytes.saturating_sub(self.best));
        self.held = bytes;
        self.best = self.best.max(bytes);
        self.overhead = self.pace.has_overhead().or(self.overhead);
    }
}
