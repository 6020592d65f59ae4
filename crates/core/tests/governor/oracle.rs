//! What has to hold whatever happens, from what was asked, granted and ended alone.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use graph_upload_core::policy::governor::{Ask, Limits};
use graph_upload_core::policy::retry::Millis;

const AT_ONCE: usize = 4;

/// How often a request may see the same upload go before it: once for one that is ahead in the queue, and once for one
/// that had its slot already and had not fetched it.
const PASSES: u32 = 2;

/// Who waits, and how often each other upload was granted the same meanwhile.
struct Waiter {
    ask: Ask,
    /// How many grants there were when it came.
    since: usize,
    passed_by: HashMap<u64, u32>,
}

/// Watches a governor. The requests have numbers of the simulation's.
#[derive(Default)]
pub struct Oracle {
    /// How many bytes a mailbox takes within a window of so many milliseconds.
    bytes: u64,
    window: Millis,
    /// What is under way, and since when.
    out: BTreeMap<u64, (Millis, Ask)>,
    /// What was granted at this time.
    granted: Vec<Ask>,
    waiting: BTreeMap<u64, Waiter>,
    counted: HashMap<String, VecDeque<(Millis, u64)>>,
    pub wrong: Vec<String>,
}

impl Oracle {
    /// Of a governor with these limits, which has handed out nothing.
    pub fn new(limits: &Limits) -> Self {
        Self { bytes: limits.mailbox_bytes, window: limits.mailbox_window_ms, ..Self::default() }
    }

    pub fn asked(&mut self, id: u64, ask: &Ask) {
        let waiter = Waiter { ask: ask.clone(), since: self.granted.len(), passed_by: HashMap::new() };
        self.waiting.insert(id, waiter);
    }

    pub fn withdrawn(&mut self, id: u64) {
        let Some(left) = self.waiting.remove(&id) else { return };
        // Another request of the upload has its turn now.
        let others = self.waiting.values_mut().filter(|waiter| waiter.ask.who == left.ask.who);
        others.for_each(|waiter| waiter.passed_by.clear());
    }

    /// Nothing more happens at this time: whoever still waits was passed by those who were granted something.
    pub fn time_passes(&mut self, now: Millis) {
        let granted = std::mem::take(&mut self.granted);
        // Beside a late upload others go one after another, and those that wait see it go meanwhile.
        let is_shared: Vec<bool> = granted.iter().map(|ask| ask.late && self.others_send(ask) > 0).collect();
        let mut uploads = HashSet::new();
        for waiter in self.waiting.values_mut() {
            // Of an upload the first alone is in the queue.
            let is_first = uploads.insert(waiter.ask.who);
            for (ask, is_shared) in granted.iter().zip(&is_shared).skip(waiter.since) {
                if !is_first || *is_shared || !waiter.wants_the_same(ask) {
                    continue;
                }
                let times = waiter.passed_by.entry(ask.who).or_default();
                *times += 1;
                if *times > PASSES {
                    self.wrong.push(format!("{now}: {} passes {} again and again", ask.who, waiter.ask.who));
                }
            }
            waiter.since = 0;
        }
    }

    pub fn granted(&mut self, now: Millis, id: u64, ask: &Ask) {
        self.withdrawn(id);
        self.granted.push(ask.clone());
        let others = |same: &dyn Fn(&Ask) -> bool| self.out.values().filter(|(_, other)| same(other)).count();
        let mailbox = ask.scope.mailbox();
        if mailbox.is_some() && others(&|other| other.scope.mailbox() == mailbox) >= AT_ONCE {
            self.wrong.push(format!("{now}: more than {AT_ONCE} at once at {mailbox:?}"));
        }
        if ask.line.is_some() && others(&|other| other.line == ask.line) > 0 {
            self.wrong.push(format!("{now}: two at {:?}", ask.line));
        }
        // What is granted to another at the same time may have been granted before.
        let is_late = |(since, other): &(Millis, Ask)| other.late && *since < now && other.scope == ask.scope;
        if ask.bytes > 0 && !ask.late && self.out.values().any(is_late) && self.others_send(ask) > 1 {
            self.wrong.push(format!("{now}: {} takes from a late upload", ask.who));
        }
        self.out.insert(id, (now, ask.clone()));
    }

    /// How many requests of other uploads send bytes in the same scope.
    fn others_send(&self, ask: &Ask) -> usize {
        let other = |other: &Ask| other.bytes > 0 && other.scope == ask.scope && other.who != ask.who;
        self.out.values().filter(|(_, sends)| other(sends)).count()
    }

    /// The service counts the bytes of a request, at any time while it is under way.
    pub fn counts(&mut self, now: Millis, ask: &Ask) {
        let Some(mailbox) = ask.scope.mailbox() else { return };
        let counted = self.counted.entry(mailbox.to_owned()).or_default();
        counted.retain(|(when, _)| when + self.window > now);
        counted.push_back((now, ask.bytes));
        if counted.iter().map(|(_, bytes)| bytes).sum::<u64>() > self.bytes {
            self.wrong.push(format!("{now}: more bytes than a window takes at {mailbox}"));
        }
    }

    pub fn ended(&mut self, id: u64) {
        self.out.remove(&id);
    }

    /// At the end.
    pub fn is_over(&mut self, running: u32) {
        if running > 0 || !self.out.is_empty() {
            self.wrong.push(format!("{running} slots are lost"));
        }
    }
}

impl Waiter {
    /// Whether a request that was granted could have been this one.
    fn wants_the_same(&self, granted: &Ask) -> bool {
        if self.ask.who == granted.who {
            return false;
        }
        match &self.ask.line {
            // While others are at its message, those elsewhere pass.
            Some(line) => granted.line.as_ref() == Some(line),
            None => self.ask.scope == granted.scope && (granted.bytes > 0 || self.ask.bytes == 0),
        }
    }
}
