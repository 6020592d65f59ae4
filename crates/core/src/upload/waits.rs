//! Until when nothing is sent, and why.

use crate::policy::retry::Millis;
use crate::upload::setback::Setback;

/// Why nothing is sent for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WaitsFor {
    /// Nothing is waited for.
    #[default]
    Nothing,
    /// The service has asked to slow down, or one of its documented limits is reached.
    Throttled,
    /// The item, or its name, is locked by someone or by an upload session.
    Locked,
    /// There is no connection.
    Offline,
    /// The service has failed or refused, and is asked again.
    Retrying,
    /// What was stored may show late.
    Settling,
    /// Other uploads of the same client go first: at the same message, or as many as may send at once.
    InLine,
    /// The source, whose size shows at its end, is read first.
    Source,
}

/// What is waited for, and what the service called it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wait {
    /// Why.
    pub reason: WaitsFor,
    /// The service's code, empty when there is none.
    pub code: String,
}

impl Wait {
    /// What is waited for after a setback.
    pub(super) fn after(setback: &Setback) -> Self {
        let reason = match setback.http_status() {
            0 => WaitsFor::Offline,
            409 | 423 => WaitsFor::Locked,
            429 | 509 => WaitsFor::Throttled,
            503 if setback.asks_to_wait().is_some() => WaitsFor::Throttled,
            _ => WaitsFor::Retrying,
        };
        Self { reason, code: setback.code().to_owned() }
    }
}

/// The waits of one upload.
#[derive(Debug)]
pub(super) struct Waits {
    /// The next request is not due before this time.
    not_before: Millis,
    /// The service does not want to be asked again before this time.
    throttled_until: Millis,
    /// Since when nothing was sent because of what other uploads were told.
    held_back_since: Option<Millis>,
    /// What is waited for.
    wait: Wait,
    /// What the service throttles together, beside the origin: a mailbox, or the whole kind.
    pub throttled_with: String,
}

impl Waits {
    pub fn new(throttled_with: String) -> Self {
        Self {
            not_before: 0,
            throttled_until: 0,
            held_back_since: None,
            wait: Wait::default(),
            throttled_with,
        }
    }

    /// Rests for a time of our own, in milliseconds; what the service asks for may be longer.
    pub fn rest(&mut self, now: Millis, wait: u64) {
        self.until(now.saturating_add(wait), Wait { reason: WaitsFor::Settling, code: String::new() });
    }

    /// Waits for this.
    pub fn until(&mut self, until: Millis, wait: Wait) {
        (self.not_before, self.wait) = (until, wait);
    }

    /// Nothing is waited for any more.
    pub fn end(&mut self) {
        (self.not_before, self.throttled_until) = (0, 0);
    }

    /// The service wants to be left alone until then. Kept beyond a pause: its wish outlives the caller's budget.
    pub fn throttle(&mut self, until: Millis) {
        self.throttled_until = self.throttled_until.max(until);
    }

    /// Another upload was told so.
    pub fn hold_back(&mut self, now: Millis, until: Millis) {
        self.held_back_since.get_or_insert(now);
        self.throttle(until);
    }

    /// For so many milliseconds nothing was sent for another reason.
    pub fn stood_in_line(&mut self, waited: Millis) {
        self.held_back_since = self.held_back_since.map(|since| since.saturating_add(waited));
    }

    /// A response has come, or a new call.
    pub fn let_go(&mut self) {
        self.held_back_since = None;
    }

    /// When the next request is due.
    pub fn due(&self) -> Millis {
        self.not_before.max(self.throttled_until)
    }

    /// Until when the service does not want to be asked.
    pub fn throttled_until(&self) -> Millis {
        self.throttled_until
    }

    /// How long the service's wish, and those told to others, have kept this upload until then, in milliseconds.
    pub fn held_back(&self, now: Millis, until: Millis) -> u64 {
        until.saturating_sub(self.held_back_since.unwrap_or(now))
    }

    /// What is waited for now.
    pub fn waits_for(&self, now: Millis) -> Wait {
        match self.throttled_until > now && self.throttled_until >= self.not_before {
            true => Wait { reason: WaitsFor::Throttled, code: self.wait.code.clone() },
            false => self.wait.clone(),
        }
    }
}
