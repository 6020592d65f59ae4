//! Limits whose excess is answered with 429.

/// Limits per mailbox and per tenant. By default there are none.
#[derive(Debug, Clone)]
pub struct ThrottleRules {
    /// Requests to one mailbox that are under way at once; four are documented
    /// (`microsoftgraph/microsoft-graph-docs-contrib:concepts/throttling-limits.md`).
    pub mailbox_at_once: Option<u32>,
    /// Bytes of files that one mailbox takes within a window; 150 MB are documented (same page).
    pub mailbox_bytes: Option<u64>,
    /// Length of that sliding window.
    pub mailbox_window_ms: u64,
    /// Resource units that requests to drives may take in a window; 1,200 are documented for the
    /// smallest tenants
    /// (`SharePoint/sp-dev-docs:docs/general-development/how-to-avoid-getting-throttled-or-blocked-in-sharepoint-online.md`).
    pub tenant_units: Option<u64>,
    /// Length of that window, which begins anew when it is over.
    pub tenant_window_ms: u64,
}

impl Default for ThrottleRules {
    fn default() -> ThrottleRules {
        ThrottleRules {
            mailbox_at_once: None,
            mailbox_bytes: None,
            mailbox_window_ms: 300_000,
            tenant_units: None,
            tenant_window_ms: 60_000,
        }
    }
}
