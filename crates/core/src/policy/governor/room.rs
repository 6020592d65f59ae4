//! What one scope and one mailbox take.

use crate::graph::response::Response;
use crate::graph::retry_after;
use crate::policy::governor::Limits;
use crate::policy::governor::at_once::AtOnce;
use crate::policy::governor::late::Senders;
use crate::policy::governor::pace::Pace;
use crate::policy::governor::window::Window;
use crate::policy::retry::Millis;
use crate::policy::throttle::Scope;

/// What is known of one scope.
#[derive(Debug)]
pub(super) struct Room {
    pub running: u32,
    pub senders: Senders,
    pub at_once: AtOnce,
    pub pace: Pace,
    /// Until when the service wants to be left alone.
    pub quiet_until: Millis,
}

/// What is known of one mailbox, whichever origins lead to it.
#[derive(Debug, Default)]
pub(super) struct Mailbox {
    pub running: u32,
    pub window: Window,
}

impl Room {
    pub fn new(scope: &Scope, limits: &Limits) -> Self {
        let at_once = match scope.mailbox() {
            Some(_) => AtOnce::new(limits.mailbox_at_once, limits.mailbox_at_once.max(1)),
            None => AtOnce::new(limits.tenant_at_once, u32::MAX),
        };
        Self { running: 0, senders: Senders::default(), at_once, pace: Pace::default(), quiet_until: 0 }
    }

    /// Takes over what the response to a slot's request says. `next` is the number of the next slot.
    pub fn heard(&mut self, now: Millis, response: &Response, slot: u64, next: u64, limits: &Limits) {
        match response.status {
            429 | 503 | 509 => {
                self.at_once.refused(slot, next);
                let wait = retry_after::retry_after_ms(response).unwrap_or(0);
                self.quiet_until = self.quiet_until.max(now.saturating_add(wait));
            }
            ..500 => self.at_once.served(slot, self.running),
            _ => {}
        }
        self.pace.heard(now, response, self.running.saturating_sub(1), limits.units_per_request);
    }

    /// Whether it can be forgotten without letting anything go too early.
    pub fn is_idle(&self, now: Millis) -> bool {
        self.running == 0 && self.quiet_until <= now && self.pace.is_over(now)
    }
}

impl Mailbox {
    pub fn is_idle(&mut self, now: Millis, limits: &Limits) -> bool {
        self.window.pass(now, limits.mailbox_window_ms);
        self.running == 0 && self.window.is_empty()
    }
}
