//! The numbers of the governor.

use crate::policy::retry::Millis;

/// What runs at once and how much is sent. Everything that Microsoft documents stands in the default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// How many requests to one mailbox run at once, at most.
    pub mailbox_at_once: u32,
    /// How many bytes of files are sent to one mailbox within [`Limits::mailbox_window_ms`], at most.
    pub mailbox_bytes: u64,
    /// The window in which bytes are counted.
    pub mailbox_window_ms: Millis,
    /// How many requests to one origin of a tenant run at once at first. More follow as long as the service does not
    /// object.
    pub tenant_at_once: u32,
    /// How many of the units of `RateLimit-Remaining` a request takes.
    pub units_per_request: u64,
    /// A ticket that was not polled for this long holds nobody up.
    pub stale_ms: Millis,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // Per app and mailbox: four requests at once, 150 MB uploaded in five minutes
            // (https://learn.microsoft.com/graph/throttling-limits#outlook-service-limits). A MB of Exchange is 2^20
            // bytes, as in the size limits of attachments, so that the largest attachment just goes through.
            mailbox_at_once: 4,
            mailbox_bytes: 150 * 1024 * 1024,
            mailbox_window_ms: 5 * 60_000,
            // Nothing is documented. Twice what a mailbox takes is no burst, and soon grows where it may.
            tenant_at_once: 8,
            // "Assume 2 resource units per request" (https://learn.microsoft.com/sharepoint/dev/general-development/
            // how-to-avoid-getting-throttled-or-blocked-in-sharepoint-online); an upload costs 2.
            units_per_request: 2,
            stale_ms: 1_000,
        }
    }
}
