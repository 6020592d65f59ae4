//! The requests that wait, longest first.

use std::collections::HashSet;
use std::mem;

use crate::policy::governor::{Ask, Slot, Why};
use crate::policy::retry::Millis;

/// Requests in the order in which they go.
#[derive(Debug, Default)]
pub(super) struct Queue {
    next: u64,
    places: Vec<Place>,
}

#[derive(Debug)]
struct Place {
    ticket: u64,
    ask: Ask,
    polled: Millis,
    state: State,
}

#[derive(Debug)]
enum State {
    Waits(Why, Option<Millis>),
    /// The next poll hands it out.
    Granted(Slot),
}

impl State {
    /// What is said of a request before it was looked at.
    const NEW: Self = State::Waits(Why::AtOnce, None);

    fn into_slot(self) -> Option<Slot> {
        match self {
            State::Granted(slot) => Some(slot),
            State::Waits(..) => None,
        }
    }
}

/// What those further ahead in the queue keep from those behind them.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    uploads: HashSet<u64>,
    lines: HashSet<String>,
    /// Mailboxes of which someone waits for bytes.
    bytes: HashSet<String>,
}

impl Ahead {
    /// Whether nobody further ahead waits for the same.
    pub fn allows(&self, ask: &Ask) -> Result<(), Why> {
        if ask.line.as_ref().is_some_and(|line| self.lines.contains(line)) {
            return Err(Why::Line);
        }
        let taken = |mailbox| ask.bytes > 0 && self.bytes.contains(mailbox);
        match ask.scope.mailbox().is_some_and(taken) {
            true => Err(Why::Bytes),
            false => Ok(()),
        }
    }

    /// Someone waits, and lets no later one take what it waits for, unless its scope is quiet, which may be for long.
    pub fn waits(&mut self, ask: &Ask, why: Why) {
        self.uploads.insert(ask.who);
        if why != Why::Quiet {
            self.lines.extend(ask.line.clone());
        }
        if why == Why::Bytes {
            self.bytes.extend(ask.scope.mailbox().map(str::to_owned));
        }
    }
}

impl Queue {
    /// Enters at the end. Answers the ticket's number.
    pub fn enter(&mut self, now: Millis, ask: Ask) -> u64 {
        let ticket = self.next;
        self.next += 1;
        self.places.push(Place { ticket, ask, polled: now, state: State::NEW });
        ticket
    }

    /// Someone still waits. Answers whether that was no longer known.
    pub fn seen(&mut self, now: Millis, ticket: u64, stale_ms: Millis) -> bool {
        let Some(at) = self.position(ticket) else { return false };
        let place = &mut self.places[at];
        let was_stale = place.is_stale(now, stale_ms);
        place.polled = now;
        was_stale
    }

    /// The slot of a ticket, which is over then, or what it waits for.
    pub fn fetch(&mut self, ticket: u64) -> Result<Slot, (Why, Option<Millis>)> {
        let at = self.position(ticket);
        match at.map(|at| &self.places[at].state) {
            Some(State::Waits(why, until)) => Err((*why, *until)),
            _ => self.leave(ticket).ok_or((Why::AtOnce, None)),
        }
    }

    /// Takes a ticket out, and its slot if it has one.
    pub fn leave(&mut self, ticket: u64) -> Option<Slot> {
        let at = self.position(ticket)?;
        self.places.remove(at).state.into_slot()
    }

    /// Takes back the slots that nobody fetches.
    pub fn revoke_stale(&mut self, now: Millis, stale_ms: Millis) -> Vec<Slot> {
        let stale = self.places.iter_mut().filter(|place| place.is_stale(now, stale_ms));
        let granted = stale.filter(|place| matches!(place.state, State::Granted(_)));
        granted.filter_map(|place| mem::replace(&mut place.state, State::NEW).into_slot()).collect()
    }

    /// The next place at or behind `from` that has to be looked at: of each upload the first that waits.
    pub fn waiting(&self, from: usize, now: Millis, stale_ms: Millis, ahead: &Ahead) -> Option<usize> {
        let waits = |place: &Place| {
            matches!(place.state, State::Waits(..))
                && !place.is_stale(now, stale_ms)
                && !ahead.uploads.contains(&place.ask.who)
        };
        (from..self.places.len()).find(|at| waits(&self.places[*at]))
    }

    /// All that wait, without those that nobody has asked for lately.
    pub fn seen_lately(&self, now: Millis, stale_ms: Millis) -> impl Iterator<Item = &Ask> {
        self.places.iter().filter(move |place| !place.is_stale(now, stale_ms)).map(|place| &place.ask)
    }

    /// What the request at a place needs.
    pub fn at(&self, at: usize) -> &Ask {
        &self.places[at].ask
    }

    /// The request at a place goes on waiting.
    pub fn waits(&mut self, at: usize, why: Why, until: Option<Millis>) {
        self.places[at].state = State::Waits(why, until);
    }

    /// The request at a place has a slot. What else its upload waits with goes behind all others.
    pub fn grant(&mut self, at: usize, slot: Slot) {
        self.places[at].state = State::Granted(slot);
        let who = self.places[at].ask.who;
        let behind = self.places.split_off(at + 1);
        let others = |place: &Place| place.ask.who != who || matches!(place.state, State::Granted(_));
        let (stay, go): (Vec<_>, Vec<_>) = behind.into_iter().partition(others);
        self.places.extend(stay);
        self.places.extend(go);
    }

    fn position(&self, ticket: u64) -> Option<usize> {
        self.places.iter().position(|place| place.ticket == ticket)
    }
}

impl Place {
    fn is_stale(&self, now: Millis, stale_ms: Millis) -> bool {
        self.polled.saturating_add(stale_ms) <= now
    }
}
