//! What clients use of the limits of a mailbox and of a tenant, and what happens beyond them.

use std::collections::{HashMap, VecDeque};

use super::Model;
use super::address::Path;
use super::failure::Failure;
use super::kind::Kind;
use super::message::{Head, Response, Role};

/// The part of a tenant's units from which on responses say what is left, in percent
/// (`SharePoint/sp-dev-docs:docs/general-development/how-to-avoid-getting-throttled-or-blocked-in-sharepoint-online.md`).
const TOLD_FROM_PERCENT: u64 = 80;

/// What is used of all limits.
#[derive(Debug, Clone, Default)]
pub struct Used {
    /// Requests under way, by mailbox.
    under_way: HashMap<String, u32>,
    /// When how many bytes came, by mailbox.
    bytes: HashMap<String, VecDeque<(u64, u64)>>,
    /// The tenant's window, and the units used in it.
    window: u64,
    units: u64,
    /// When a client of a host was first refused in that window.
    told: HashMap<Role, u64>,
}

impl Model {
    /// A request has arrived, and is under way until [`leaves`](Model::leaves). Whether its mailbox
    /// has as many as it takes already.
    pub fn enters(&mut self, head: &Head) -> bool {
        let Some(mailbox) = self.mailbox(head) else { return false };
        let under_way = self.used.under_way.entry(mailbox).or_default();
        *under_way += 1;
        self.config.throttle.mailbox_at_once.is_some_and(|most| *under_way > most)
    }

    /// A request is over, or its connection is.
    pub fn leaves(&mut self, head: &Head) {
        let Some(mailbox) = self.mailbox(head) else { return };
        if let Some(under_way) = self.used.under_way.get_mut(&mailbox) {
            *under_way -= 1;
        }
    }

    /// Counts a request, and refuses it beyond a limit.
    pub(super) fn check_limits(&mut self, now_ms: u64, head: &Head) -> Result<(), Failure> {
        match self.mailbox(head) {
            Some(mailbox) => self.check_bytes(now_ms, head, mailbox),
            None if is_of_drive(head) => self.check_units(now_ms, head),
            None => Ok(()),
        }
    }

    fn check_bytes(&mut self, now_ms: u64, head: &Head, mailbox: String) -> Result<(), Failure> {
        let rules = &self.config.throttle;
        let (Some(most), window_ms) = (rules.mailbox_bytes, rules.mailbox_window_ms) else { return Ok(()) };
        let bytes = file_bytes(head);
        if bytes == 0 {
            return Ok(());
        }
        let counted = self.used.bytes.entry(mailbox).or_default();
        counted.retain(|(when, _)| when + window_ms > now_ms);
        let mut sum = counted.iter().map(|(_, bytes)| bytes).sum::<u64>() + bytes;
        if sum <= most || counted.is_empty() {
            counted.push_back((now_ms, bytes));
            return Ok(());
        }
        let mut until_ms = now_ms;
        for (when, bytes) in counted.iter() {
            if sum <= most {
                break;
            }
            (sum, until_ms) = (sum - bytes, when + window_ms);
        }
        self.throttle(now_ms, head, 429, until_ms - now_ms);
        self.check_throttled(now_ms, head)
    }

    fn check_units(&mut self, now_ms: u64, head: &Head) -> Result<(), Failure> {
        let Some(most) = self.config.throttle.tenant_units else { return Ok(()) };
        let (window, ends_ms) = self.window(now_ms);
        let used = &mut self.used;
        if used.window != window {
            (used.window, used.units) = (window, 0);
            used.told.clear();
        }
        used.units += units(head);
        if used.units <= most {
            return Ok(());
        }
        let told_ms = *used.told.entry(head.role).or_insert(now_ms);
        if now_ms > told_ms + self.config.throttle_grace_ms {
            self.violations.push(format!("{} while {} tenant was throttled", head.method, head.role.name()));
        }
        let wait = (ends_ms - now_ms).div_ceil(1000).to_string();
        let message = "The request has been throttled.";
        let failure = Failure::new(429, "activityLimitReached", message).inner("throttledRequest");
        Err(failure.with("Retry-After", wait))
    }

    /// Adds what is left of a tenant's units, once that is little.
    pub(super) fn tell_units(&self, now_ms: u64, head: &Head, response: &mut Response) {
        let Some(most) = self.config.throttle.tenant_units.filter(|_| is_of_drive(head)) else { return };
        let (window, ends_ms) = self.window(now_ms);
        if self.used.window != window || self.used.units * 100 < most * TOLD_FROM_PERCENT {
            return;
        }
        let left = most.saturating_sub(self.used.units);
        let reset = (ends_ms - now_ms).div_ceil(1000);
        for (name, value) in
            [("RateLimit-Limit", most), ("RateLimit-Remaining", left), ("RateLimit-Reset", reset)]
        {
            response.headers.push((name.to_owned(), value.to_string()));
        }
    }

    /// The number of the tenant's window, and when it ends.
    fn window(&self, now_ms: u64) -> (u64, u64) {
        let length = self.config.throttle.tenant_window_ms;
        (now_ms / length, (now_ms / length + 1) * length)
    }
}

/// How many bytes of a file a request has.
fn file_bytes(head: &Head) -> u64 {
    let has_bytes = matches!(Kind::of(head), Kind::Piece | Kind::Inline);
    let length = head.header("content-length").filter(|_| has_bytes);
    length.and_then(|length| length.parse().ok()).unwrap_or(0)
}

fn is_of_drive(head: &Head) -> bool {
    match head.role {
        Role::Graph => Path::read(head.path()).is_ok_and(|path| path.drive.is_some()),
        Role::SharePoint | Role::Personal => true,
        Role::Outlook | Role::Print => false,
    }
}

/// The units of a request: 1 for a query of one item, 2 for one of many and for what changes
/// something (same page).
fn units(head: &Head) -> u64 {
    if head.method == "GET" && !head.path().ends_with("/children") { 1 } else { 2 }
}
