//! Uploads whose session expires before the file is sent, and what the others of their scope leave to them.
//!
//! Uploads that send at the same time share a link: each of eight has an eighth of it. While one of them is late, fewer
//! others send, so that it has a larger share. Of several late ones this is done for the one that was late first: in time
//! it can be, and all of them together cannot.

use std::collections::HashMap;

use crate::policy::governor::Ask;
use crate::policy::retry::Millis;

/// How many requests of other uploads send beside a late one. With one, the late upload has about half of the link, and
/// the others take turns; with none, they would wait for as long as it takes.
const BESIDE_LATE: u32 = 1;

/// The requests of one scope that send bytes of files.
#[derive(Debug, Default)]
pub(super) struct Senders {
    /// How many are under way, by upload.
    running: HashMap<u64, u32>,
    /// The late uploads, in the order in which they became late, and when each was last seen.
    late: Vec<(u64, Millis)>,
}

impl Senders {
    /// A request waits or goes, and says whether its upload is late.
    pub fn seen(&mut self, now: Millis, ask: &Ask, stale_ms: Millis) {
        if ask.bytes == 0 {
            return;
        }
        let Self { running, late } = self;
        late.retain(|(who, seen)| is_there(running, *who, *seen, now, stale_ms));
        match late.iter().position(|(who, _)| *who == ask.who) {
            Some(at) if ask.late => late[at].1 = now,
            Some(at) => drop(late.remove(at)),
            None if ask.late => late.push((ask.who, now)),
            None => {}
        }
    }

    /// A request goes.
    pub fn begin(&mut self, ask: &Ask) {
        if ask.bytes > 0 {
            *self.running.entry(ask.who).or_default() += 1;
        }
    }

    /// It is over. A late upload will want to send the next piece soon.
    pub fn end(&mut self, now: Millis, ask: &Ask) {
        let Some(count) = self.running.get_mut(&ask.who).filter(|_| ask.bytes > 0) else { return };
        *count -= 1;
        if *count == 0 {
            self.running.remove(&ask.who);
        }
        if let Some((_, seen)) = self.late.iter_mut().find(|(who, _)| *who == ask.who) {
            *seen = now;
        }
    }

    /// Whether a request has to wait so that a late upload gets on. One that is not seen for `stale_ms` after its last
    /// request holds nobody up.
    pub fn is_held(&self, now: Millis, ask: &Ask, stale_ms: Millis) -> bool {
        let mut late = self.late.iter();
        let first = late.find(|(who, seen)| is_there(&self.running, *who, *seen, now, stale_ms));
        let Some((first, _)) = first.filter(|(who, _)| *who != ask.who && ask.bytes > 0) else {
            return false;
        };
        let others = self.running.iter().filter(|(who, _)| *who != first);
        others.map(|(_, count)| count).sum::<u32>() >= BESIDE_LATE
    }
}

fn is_there(running: &HashMap<u64, u32>, who: u64, seen: Millis, now: Millis, stale_ms: Millis) -> bool {
    running.contains_key(&who) || seen.saturating_add(stale_ms) > now
}
