//! What the listeners and the owner of the simulator share: the service, and the record of requests.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::link::Link;
use crate::model::kind::Kind;
use crate::model::message::{Head, Role};
use crate::service::Service;

/// A request that arrived, as tests see it.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The host that it reached.
    pub role: Role,
    /// What it was for.
    pub kind: Kind,
    /// The method.
    pub method: String,
    /// Path and query, as sent.
    pub target: String,
    /// All headers, in order; names in lower case.
    pub headers: Vec<(String, String)>,
    /// How many bytes of the body have arrived so far.
    pub body_length: u64,
    /// The SHA-256 of the body in hexadecimal, once it has arrived whole; empty when hashing is off.
    pub body_sha256: String,
    /// The status that it was answered with; `None` while it is under way, and for ever when it got no answer.
    pub status: Option<u16>,
    /// Whether it is over.
    pub done: bool,
    /// The number of the connection that it came on, counted from 1.
    pub connection: u64,
}

impl Recorded {
    /// The first value of a header, by its name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// What is told each time a request is over.
pub type Log = Box<dyn Fn(&Recorded) + Send + Sync>;

/// The state behind all listeners.
pub struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    /// Whether received bytes are kept.
    pub keep_bytes: bool,
    /// Whether bodies are hashed.
    pub hash_bodies: bool,
    /// Whether the part of a piece whose connection broke is stored.
    pub keep_broken: bool,
    /// What connections have in common on their way.
    pub link: Arc<Link>,
    log: Option<Log>,
}

/// The part that changes.
pub struct State {
    /// The service.
    pub service: Service,
    /// All requests, in the order of their arrival.
    pub requests: Vec<Recorded>,
    /// How many connections were accepted.
    pub connections: u64,
    /// How many of them the link has cut.
    pub cuts: u64,
    ahead_ms: u64,
}

impl Shared {
    /// A fresh state.
    pub fn new(service: Service, log: Option<Log>) -> Shared {
        let state = State { service, requests: Vec::new(), connections: 0, cuts: 0, ahead_ms: 0 };
        Shared {
            state: Mutex::new(state),
            changed: Condvar::new(),
            keep_bytes: true,
            hash_bodies: true,
            keep_broken: false,
            link: Arc::default(),
            log,
        }
    }

    /// The state, for reading. After a panic elsewhere it is still the best there is.
    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state and wakes those who wait for a condition.
    pub fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.lock());
        self.changed.notify_all();
        result
    }

    /// Waits until a condition holds; `false` when it did not within the time.
    pub fn wait_for(&self, limit: Duration, mut condition: impl FnMut(&State) -> bool) -> bool {
        let end = Instant::now() + limit;
        let mut state = self.lock();
        loop {
            if condition(&state) {
                return true;
            }
            let Some(left) = end.checked_duration_since(Instant::now()) else { return false };
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Records a request whose head has arrived, and returns its number.
    pub fn arrived(&self, head: &Head, connection: u64) -> usize {
        let recorded = Recorded {
            role: head.role,
            kind: Kind::of(head),
            method: head.method.clone(),
            target: head.target.clone(),
            headers: head.headers.clone(),
            body_length: 0,
            body_sha256: String::new(),
            status: None,
            done: false,
            connection,
        };
        self.change(|state| {
            state.requests.push(recorded);
            state.requests.len() - 1
        })
    }

    /// Changes the record of a request.
    pub fn update(&self, number: usize, change: impl FnOnce(&mut Recorded)) {
        self.change(|state| state.requests.get_mut(number).map(change));
    }

    /// Ends the record of a request.
    pub fn ended(&self, number: usize, status: Option<u16>) {
        self.update(number, |recorded| (recorded.status, recorded.done) = (status, true));
        if let Some(log) = &self.log {
            let recorded = self.lock().requests.get(number).cloned();
            recorded.iter().for_each(log);
        }
    }
}

impl State {
    /// The time: that of the system, and what it was moved ahead by.
    pub fn now_ms(&self) -> u64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX) + self.ahead_ms
    }

    /// Moves the time ahead.
    pub fn advance(&mut self, ms: u64) {
        self.ahead_ms += ms;
    }
}
