//! The record of requests.

use std::ops::Deref;
use std::time::Instant;

use crate::model::kind::Kind;
use crate::model::message::{Head, Response, Role};

/// A request, for tests.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Its id, counted from 1 since the start of the simulator and never reused.
    pub number: u64,
    /// When it arrived, in milliseconds since the start of the simulator.
    pub arrived_ms: u64,
    /// Milliseconds until its response was ready; `None` while in progress.
    pub duration_ms: Option<u64>,
    /// The host it reached.
    pub role: Role,
    /// Its purpose.
    pub kind: Kind,
    /// The method.
    pub method: String,
    /// Path and query, as sent.
    pub target: String,
    /// All headers, in order; names in lower case.
    pub headers: Vec<(String, String)>,
    /// Number of body bytes received so far.
    pub body_length: u64,
    /// SHA-256 of the body in hexadecimal, once completely received; empty if hashing is off.
    pub body_sha256: String,
    /// Status of the response; `None` while in progress, or if there was none.
    pub status: Option<u16>,
    /// Headers of the response; empty while in progress, or if there was none.
    pub response_headers: Vec<(String, String)>,
    /// The fault that applied, as text.
    pub fault: Option<String>,
    /// The id of its session in the control API, not the secret of the upload URL.
    pub session: Option<String>,
    /// Whether it is completed.
    pub done: bool,
    /// The number of its connection, counted from 1.
    pub connection: u64,
}

impl Recorded {
    /// The first value of a header, by its name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// An event of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Its number, counted from 1 since the start of the simulator.
    pub id: u64,
    /// The id of the request.
    pub request: u64,
    /// Whether the request is completed; otherwise it has arrived.
    pub done: bool,
}

/// The recorded requests, in order of arrival.
#[derive(Debug, Clone)]
pub struct Records {
    began: Instant,
    requests: Vec<Recorded>,
    events: Vec<Event>,
    /// Number of removed requests and events.
    forgotten: (u64, u64),
}

impl Deref for Records {
    type Target = [Recorded];

    fn deref(&self) -> &[Recorded] {
        &self.requests
    }
}

impl Records {
    pub(crate) fn new() -> Records {
        Records { began: Instant::now(), requests: Vec::new(), events: Vec::new(), forgotten: (0, 0) }
    }

    /// Milliseconds since the start.
    pub fn uptime_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// A request by its id.
    pub fn by_number(&self, number: u64) -> Option<&Recorded> {
        self.requests.get(self.index(number)?)
    }

    /// The events after a number.
    pub fn events_after(&self, id: u64) -> &[Event] {
        let index = usize::try_from(id.saturating_sub(self.forgotten.1)).unwrap_or(usize::MAX);
        self.events.get(index..).unwrap_or_default()
    }

    /// The number of the last event.
    pub fn last_event(&self) -> u64 {
        self.forgotten.1 + self.events.len() as u64
    }

    /// The id of the first recorded request, or else of the next one.
    pub fn first_number(&self) -> u64 {
        self.forgotten.0 + 1
    }

    /// Clears the record. Requests in progress are no longer recorded.
    pub(crate) fn clear(&mut self) {
        self.forgotten = (self.forgotten.0 + self.requests.len() as u64, self.last_event());
        self.requests.clear();
        self.events.clear();
    }

    /// Adds a request whose head has arrived, and returns its id.
    pub(crate) fn arrived(
        &mut self,
        head: &Head,
        connection: u64,
        fault: Option<String>,
        session: Option<String>,
    ) -> u64 {
        let number = self.first_number() + self.requests.len() as u64;
        self.requests.push(Recorded {
            number,
            arrived_ms: self.uptime_ms(),
            duration_ms: None,
            role: head.role,
            kind: Kind::of(head),
            method: head.method.clone(),
            target: head.target.clone(),
            headers: head.headers.clone(),
            body_length: 0,
            body_sha256: String::new(),
            status: None,
            response_headers: Vec::new(),
            fault,
            session,
            done: false,
            connection,
        });
        self.tell(number, false);
        number
    }

    /// Changes the record of a request, if it exists.
    pub(crate) fn update(&mut self, number: u64, change: impl FnOnce(&mut Recorded)) {
        let recorded = self.index(number).and_then(|index| self.requests.get_mut(index));
        recorded.map(change);
    }

    /// Completes the record of a request, and returns it.
    pub(crate) fn ended(&mut self, number: u64, response: Option<&Response>) -> Option<&Recorded> {
        let now_ms = self.uptime_ms();
        self.by_number(number)?;
        self.tell(number, true);
        self.update(number, |recorded| {
            recorded.status = response.map(|response| response.status);
            recorded.response_headers = response.map(|response| response.headers.clone()).unwrap_or_default();
            recorded.duration_ms = Some(now_ms.saturating_sub(recorded.arrived_ms));
            recorded.done = true;
        });
        self.by_number(number)
    }

    fn index(&self, number: u64) -> Option<usize> {
        usize::try_from(number.checked_sub(self.first_number())?).ok()
    }

    fn tell(&mut self, request: u64, done: bool) {
        self.events.push(Event { id: self.last_event() + 1, request, done });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> Head {
        Head { role: Role::Graph, method: "GET".into(), target: "/".into(), headers: Vec::new() }
    }

    #[test]
    fn numbers_outlive_what_is_forgotten() {
        let mut records = Records::new();
        assert_eq!(records.arrived(&head(), 1, None, None), 1);
        assert_eq!(records.last_event(), 1);
        records.clear();
        // It was in progress when the record was cleared.
        assert!(records.ended(1, None).is_none());
        assert_eq!((records.len(), records.last_event(), records.first_number()), (0, 1, 2));
        assert_eq!(records.arrived(&head(), 1, None, None), 2);
        assert_eq!(records.ended(2, Some(&Response::empty(204))).unwrap().status, Some(204));
        let events: Vec<_> = records.events_after(0).iter().map(|e| (e.id, e.request, e.done)).collect();
        assert_eq!(events, [(2, 2, false), (3, 2, true)]);
        assert_eq!(records.events_after(2).len(), 1);
        assert!(records.events_after(99).is_empty());
    }
}
