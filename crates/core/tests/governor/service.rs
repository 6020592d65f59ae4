//! Services that throttle like a mailbox and like SharePoint, with counters of their own.

use std::collections::{HashMap, VecDeque};

use graph_upload_core::graph::response::{BodyEnd, Response};
use graph_upload_core::policy::governor::Ask;
use graph_upload_core::policy::retry::Millis;

/// Resource units per minute of a small tenant.
pub const UNITS: u64 = 1_200;
const MINUTE: Millis = 60_000;

/// What the service keeps of one scope.
#[derive(Default)]
struct Place {
    /// Until when requests are refused, and when a client first knew.
    refuses_until: Millis,
    told: Option<Millis>,
    /// The minute, and what was used in it.
    minute: Millis,
    used: u64,
    running: u32,
}

/// What a mailbox takes before it refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Takes {
    pub at_once: usize,
    pub bytes: u64,
    pub window: Millis,
}

/// What is under way at a mailbox, and when how many bytes came.
#[derive(Default)]
struct Mailbox {
    running: usize,
    came: VecDeque<(Millis, u64)>,
}

impl Mailbox {
    /// Until when it has to refuse so many bytes, if it has to. What is too large goes alone.
    fn refuses(&mut self, now: Millis, bytes: u64, takes: Takes) -> Option<Millis> {
        self.came.retain(|(when, _)| when + takes.window > now);
        if self.running > takes.at_once {
            return Some(now + 1_000);
        }
        let (mut sum, mut until) = (self.came.iter().map(|(_, came)| came).sum::<u64>() + bytes, None);
        for (when, came) in &self.came {
            if bytes == 0 || sum <= takes.bytes {
                break;
            }
            (sum, until) = (sum - came, Some(when + takes.window));
        }
        if until.is_none() && bytes > 0 {
            self.came.push_back((now, bytes));
        }
        until
    }
}

/// All of them.
#[derive(Default)]
pub struct Service {
    places: HashMap<String, Place>,
    mailboxes: HashMap<String, Mailbox>,
    /// What each mailbox takes; `None` for anything.
    pub takes: Option<Takes>,
    /// More at once than this are refused by SharePoint, which does not say so beforehand.
    pub at_once: Option<u32>,
    /// What a client did that should have known better.
    pub wrong: Vec<String>,
    pub refusals: u64,
}

/// How a request will be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Served,
    Refused { until: Millis },
    Busy,
}

impl Service {
    /// Refuses all requests of a scope from now on, for so long.
    pub fn refuse(&mut self, now: Millis, ask: &Ask, ms: Millis) {
        let place = self.places.entry(name(ask)).or_default();
        (place.refuses_until, place.told) = (now + ms, None);
    }

    /// A request arrives.
    pub fn begins(&mut self, now: Millis, ask: &Ask) -> Verdict {
        let (scope, at_once) = (name(ask), self.at_once);
        if let Some(mailbox) = ask.scope.mailbox() {
            self.mailboxes.entry(mailbox.to_owned()).or_default().running += 1;
        }
        let place = self.places.entry(scope.clone()).or_default();
        place.running += 1;
        if now < place.refuses_until {
            if place.told.is_some_and(|told| told < now) {
                self.wrong.push(format!("{now}: {scope} was to be left alone"));
            }
            self.refusals += 1;
            return Verdict::Refused { until: place.refuses_until };
        }
        if let Some(mailbox) = ask.scope.mailbox() {
            let Some(takes) = self.takes else { return Verdict::Served };
            let mailbox = self.mailboxes.entry(mailbox.to_owned()).or_default();
            let Some(until) = mailbox.refuses(now, ask.bytes, takes) else { return Verdict::Served };
            // In whole seconds.
            let until = now + (until - now).next_multiple_of(1_000);
            (place.refuses_until, place.told) = (until, None);
            self.refusals += 1;
            return Verdict::Refused { until };
        }
        if at_once.is_some_and(|most| place.running > most) {
            self.refusals += 1;
            return Verdict::Busy;
        }
        if now / MINUTE != place.minute {
            (place.minute, place.used) = (now / MINUTE, 0);
        }
        place.used += 2;
        if place.used > UNITS {
            (place.refuses_until, place.told) = ((place.minute + 1) * MINUTE, None);
            self.refusals += 1;
            return Verdict::Refused { until: place.refuses_until };
        }
        Verdict::Served
    }

    /// Its response comes.
    pub fn ends(&mut self, now: Millis, ask: &Ask, verdict: Verdict) -> Response {
        self.breaks(ask);
        let place = self.places.entry(name(ask)).or_default();
        match verdict {
            Verdict::Refused { until } => {
                place.told.get_or_insert(now);
                let wait = until.saturating_sub(now).div_ceil(1_000);
                response(429, vec![("Retry-After", wait)])
            }
            Verdict::Busy => response(503, vec![]),
            Verdict::Served if place.used * 5 >= UNITS * 4 && now / MINUTE == place.minute => {
                let reset = ((place.minute + 1) * MINUTE - now).div_ceil(1_000);
                let left = UNITS.saturating_sub(place.used);
                let headers =
                    [("RateLimit-Limit", UNITS), ("RateLimit-Remaining", left), ("RateLimit-Reset", reset)];
                response(200, headers.to_vec())
            }
            Verdict::Served => response(200, vec![]),
        }
    }

    /// A request is over, or broken off.
    pub fn breaks(&mut self, ask: &Ask) {
        self.places.entry(name(ask)).or_default().running -= 1;
        if let Some(mailbox) = ask.scope.mailbox() {
            self.mailboxes.entry(mailbox.to_owned()).or_default().running -= 1;
        }
    }
}

fn name(ask: &Ask) -> String {
    format!("{:?}", ask.scope)
}

fn response(status: u16, headers: Vec<(&str, u64)>) -> Response {
    let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value.to_string())).collect();
    Response { status, headers, body: Vec::new(), end: BodyEnd::Whole, early: false }
}
