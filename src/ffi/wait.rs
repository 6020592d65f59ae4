//! Reasons why an upload waits.

use graph_upload_core::upload::WaitsFor;

/// Why an upload waits.
pub type gu_wait = i32;
/// It does not wait: it is sending or receiving.
pub const GU_WAIT_NOTHING: gu_wait = 0;
/// The service asked to slow down, or one of its documented limits is reached.
pub const GU_WAIT_THROTTLED: gu_wait = 1;
/// Someone, or another upload session, has locked the item or its name. See gu_options_set_locked_policy().
pub const GU_WAIT_LOCKED: gu_wait = 2;
/// There is no connection.
pub const GU_WAIT_OFFLINE: gu_wait = 3;
/// The service failed or refused; the request is retried.
pub const GU_WAIT_RETRYING: gu_wait = 4;
/// What was stored or created may not be visible yet.
pub const GU_WAIT_SETTLING: gu_wait = 5;
/// Requests of other uploads of the client go first: to the same message or event, or as many as may run at once.
pub const GU_WAIT_IN_LINE: gu_wait = 6;
/// A stream is read to its end first, see gu_upload_set_stream(): gu_progress_spooled() bytes so far.
/// @since 0.2
pub const GU_WAIT_SOURCE: gu_wait = 7;

/// The number of what is waited for.
pub(super) fn number(waits_for: WaitsFor) -> gu_wait {
    match waits_for {
        WaitsFor::Nothing => GU_WAIT_NOTHING,
        WaitsFor::Throttled => GU_WAIT_THROTTLED,
        WaitsFor::Locked => GU_WAIT_LOCKED,
        WaitsFor::Offline => GU_WAIT_OFFLINE,
        WaitsFor::Retrying => GU_WAIT_RETRYING,
        WaitsFor::Settling => GU_WAIT_SETTLING,
        WaitsFor::InLine => GU_WAIT_IN_LINE,
        WaitsFor::Source => GU_WAIT_SOURCE,
    }
}
