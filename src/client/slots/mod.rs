//! Who of a client's threads may send: the governor, waited for.
//!
//! A thread that waits is woken by every slot that is given back. A slot belongs to the table here, not to the thread that
//! has it: a host may leave a callback of the request without returning, and then nothing of that thread is dropped.

mod place;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::host::{self, Left, calling_back, life};
use graph_upload_core::policy::governor::{Ask, Ended, Governor, Slot, Ticket, Turn, Why};
use graph_upload_core::policy::retry::Millis;

use place::Waiting;
pub(crate) use place::{Moves, Place};

/// How often a thread that waits looks at its own cancel handle, and reports.
const LOOK: Duration = Duration::from_millis(50);

/// The slots of one client.
#[derive(Debug)]
pub(crate) struct Slots {
    epoch: Instant,
    state: Mutex<State>,
    moved: Condvar,
    uploads: AtomicU64,
}

#[derive(Debug, Default)]
struct State {
    governor: Governor,
    next: u64,
    /// How often something became free.
    freed: u64,
    waiting: HashMap<u64, Waiter>,
    held: HashMap<u64, Held>,
}

#[derive(Debug)]
struct Waiter {
    ticket: Ticket,
    left: Left,
}

/// A slot, and who has it.
#[derive(Debug)]
struct Held {
    slot: Slot,
    thread: usize,
    /// Told when the host has left a callback of the request without returning: then it is over.
    left: Left,
    /// When something of the request moved last.
    moved: Arc<AtomicU64>,
}

/// What came of asking for a slot.
pub(crate) enum Entered<'a> {
    /// The request may go.
    Goes(Place<'a>),
    /// The service has asked that its scope be quiet until then.
    Quiet(Millis),
    /// The caller does not want to wait any more.
    Stopped,
}

impl Slots {
    /// `epoch` is when time begins.
    pub fn new(epoch: Instant) -> Self {
        Self { epoch, state: Mutex::default(), moved: Condvar::new(), uploads: AtomicU64::new(0) }
    }

    /// A number for an upload, by which its requests are known.
    pub fn upload(&self) -> u64 {
        self.uploads.fetch_add(1, Ordering::Relaxed)
    }

    /// Waits until a request may go. `waits` is told again and again what for and for how long at most, and answers
    /// whether to go on waiting; nothing is locked meanwhile.
    ///
    /// Those whom it waits for may themselves wait for this thread, in a callback of the host: where nothing of their
    /// requests has moved for `time_limit` it goes without waiting further. At worst the service refuses.
    pub fn enter(
        &self,
        ask: Ask,
        time_limit: Duration,
        mut waits: impl FnMut(Why, Duration) -> bool,
    ) -> Entered<'_> {
        let since = self.now();
        let Some(mut waiting) = self.queue(&ask) else { return self.take(ask) };
        loop {
            let (why, until) = match self.poll(&mut waiting) {
                Ok(place) => return Entered::Goes(place),
                Err((Why::Quiet, Some(until))) => return Entered::Quiet(until),
                Err(reason) => reason,
            };
            let now = self.now();
            let rest = match until {
                Some(until) => Duration::from_millis(until.saturating_sub(now)),
                None => time_limit.saturating_sub(self.stands_still(&ask, why, since, now)),
            };
            if until.is_none() && rest.is_zero() {
                drop(waiting);
                return self.take(ask);
            }
            // In a child that was forked in the callback, nobody is left to give anything back.
            if !calling_back(Some(&waiting.left), || waits(why, rest)) || waiting.life != life() {
                return Entered::Stopped;
            }
            self.sleep(rest.min(LOOK), &waiting);
        }
    }

    /// A slot for a request that does not wait.
    pub fn take(&self, ask: Ask) -> Entered<'_> {
        let now = self.now();
        let mut state = self.lock();
        let slot = state.governor.take(now, ask);
        Entered::Goes(self.hold(&mut state, slot, Left::default()))
    }

    /// Enters the queue; `None` for a thread that would wait for itself, in a callback of its own request.
    fn queue(&self, ask: &Ask) -> Option<Waiting<'_>> {
        let now = self.now();
        let mut state = self.lock();
        let own = host::thread();
        if state
            .held
            .values()
            .any(|held| held.thread == own && !held.left.is_left() && held.is_in_the_way_of(ask))
            && state.governor.quiet_until(now, &ask.scope).is_none()
        {
            return None;
        }
        let (key, left) = (state.key(), Left::default());
        let ticket = state.governor.ask(now, ask.clone());
        state.waiting.insert(key, Waiter { ticket, left: left.clone() });
        Some(Waiting { slots: self, key, left, life: life(), freed: state.freed })
    }

    fn poll(&self, waiting: &mut Waiting<'_>) -> Result<Place<'_>, (Why, Option<Millis>)> {
        let now = self.now();
        let mut state = self.lock();
        self.let_go_of_those_who_left(&mut state, now);
        waiting.freed = state.freed;
        let Some(Waiter { ticket, left }) = state.waiting.remove(&waiting.key) else {
            return Err((Why::AtOnce, None));
        };
        match state.governor.poll(now, ticket) {
            Turn::Go(slot) => Ok(self.hold(&mut state, slot, left)),
            Turn::Wait { ticket, until, why } => {
                state.waiting.insert(waiting.key, Waiter { ticket, left });
                Err((why, until))
            }
        }
    }

    fn hold(&self, state: &mut State, slot: Slot, left: Left) -> Place<'_> {
        let moved = Arc::new(AtomicU64::new(self.now()));
        let (key, thread) = (state.key(), host::thread());
        state.held.insert(key, Held { slot, thread, left: left.clone(), moved: Arc::clone(&moved) });
        Place::new(self, key, left, moved)
    }

    /// For how long nothing has moved of what is waited for.
    fn stands_still(&self, ask: &Ask, why: Why, since: Millis, now: Millis) -> Duration {
        let state = self.lock();
        let before = state.held.values().filter(|held| match why {
            Why::Line => held.slot.ask().line == ask.line,
            _ => held.is_in_the_way_of(ask),
        });
        let moved = before.map(|held| held.moved.load(Ordering::Relaxed)).max();
        Duration::from_millis(now.saturating_sub(moved.unwrap_or(now).max(since)))
    }

    /// Sleeps until something is free, but not for long.
    fn sleep(&self, time: Duration, waiting: &Waiting<'_>) {
        let state = self.lock();
        // Otherwise that was told while nobody slept.
        if state.freed == waiting.freed {
            drop(self.moved.wait_timeout(state, time).unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// A request is over, unless that is known already.
    fn give_back(&self, key: u64, ended: Ended<'_>) {
        let now = self.now();
        let mut state = self.lock();
        let Some(held) = state.held.remove(&key) else { return };
        state.governor.give_back(now, held.slot, ended);
        self.frees(state);
    }

    fn withdraw(&self, key: u64) {
        let now = self.now();
        let mut state = self.lock();
        let Some(waiter) = state.waiting.remove(&key) else { return };
        state.governor.withdraw(now, waiter.ticket);
        self.frees(state);
    }

    fn frees(&self, mut state: MutexGuard<'_, State>) {
        state.freed += 1;
        drop(state);
        self.moved.notify_all();
    }

    fn let_go_of_those_who_left(&self, state: &mut State, now: Millis) {
        let State { governor, waiting, held, freed, .. } = state;
        let before = held.len() + waiting.len();
        for (_, Held { slot, .. }) in held.extract_if(|_, held| held.left.is_left()) {
            governor.give_back(now, slot, Ended::NoResponse);
        }
        for (_, Waiter { ticket, .. }) in waiting.extract_if(|_, waiter| waiter.left.is_left()) {
            governor.withdraw(now, ticket);
        }
        if held.len() + waiting.len() < before {
            *freed += 1;
            self.moved.notify_all();
        }
    }

    fn now(&self) -> Millis {
        u64::try_from(self.epoch.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The tables are whole between any two statements.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn key(&mut self) -> u64 {
        self.next += 1;
        self.next
    }
}

impl Held {
    /// Whether a request has to wait for this one, or may have to.
    fn is_in_the_way_of(&self, ask: &Ask) -> bool {
        let held = self.slot.ask();
        let same_line = ask.line.is_some() && ask.line == held.line;
        let mailbox = ask.scope.mailbox();
        same_line || ask.scope == held.scope || (mailbox.is_some() && mailbox == held.scope.mailbox())
    }
}
