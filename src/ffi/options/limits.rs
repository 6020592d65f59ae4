//! Options for timeouts, retries and piece sizes.

use crate::client::TimeLimit;
use crate::ffi::error::gu_error;
use crate::ffi::options::{gu_options, set};
use crate::ffi::status::gu_status;
use graph_upload_core::error::Error;

/// Sets the connect timeout: name look-up, all addresses, a proxy and the TLS handshake together.
///
/// Default: 15000.
///
/// @param options  not NULL
/// @param ms       1 to 86400000 milliseconds
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_connect_timeout_ms(
    options: *mut gu_options,
    ms: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_connect_timeout_ms", options, error, |options| {
            options.set_time_limit(TimeLimit::Connect, ms)
        })
    }
}

/// Sets the longest time without a byte sent or received during a transfer. Default: 60000.
///
/// There is no limit on the whole upload: a slow link is fine, a silent one is not.
///
/// @param options  not NULL
/// @param ms       1 to 86400000 milliseconds
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_stall_timeout_ms(
    options: *mut gu_options,
    ms: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_stall_timeout_ms", options, error, |options| {
            options.set_time_limit(TimeLimit::Stall, ms)
        })
    }
}

/// Sets the longest wait for a response, from when the request has left the system's send queue.
///
/// Default: 120000.
///
/// @since 0.2
///
/// @param options  not NULL
/// @param ms       1 to 86400000 milliseconds
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_response_timeout_ms(
    options: *mut gu_options,
    ms: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_response_timeout_ms", options, error, |options| {
            options.set_time_limit(TimeLimit::Response, ms)
        })
    }
}

/// Sets the longest wait for the response after which the file is stored; the service may take minutes to assemble it.
///
/// Default: 300000.
///
/// @since 0.2
///
/// @param options  not NULL
/// @param ms       1 to 86400000 milliseconds
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_commit_response_timeout_ms(
    options: *mut gu_options,
    ms: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_commit_response_timeout_ms", options, error, |options| {
            options.set_time_limit(TimeLimit::CommitResponse, ms)
        })
    }
}

/// Sets the retry budget: the attempts in a row without a newly confirmed byte, and their total time, before giving up.
///
/// Default: 8 attempts, 1800000 ms. One attempt means no retries. Each call of the API has the whole budget.
///
/// @param options   not NULL
/// @param attempts  1 to 1000
/// @param ms        0 to 86400000 milliseconds, waits included
/// @param error     may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_retry_budget(
    options: *mut gu_options,
    attempts: u32,
    ms: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_retry_budget", options, error, |options| options.set_retry_budget(attempts, ms))
    }
}

/// Sets the waits between attempts if the service does not name one (Retry-After always wins).
///
/// The wait is random between 0 and a ceiling, which starts at `first` and doubles up to `longest`. Default: 1000,
/// 60000.
///
/// @param options  not NULL
/// @param first    0 to `longest`, in milliseconds
/// @param longest  0 to 86400000 milliseconds
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_backoff_ms(
    options: *mut gu_options,
    first: u64,
    longest: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { set("gu_options_set_backoff_ms", options, error, |options| options.set_backoff(first, longest)) }
}

/// What to do when the item is locked.
pub type gu_locked_policy = i32;
/// Wait within the retry budget, half a minute to a minute at a time.
pub const GU_LOCKED_WAIT: gu_locked_policy = 0;
/// Fail at once with GU_ERR_CONFLICT; the upload can be repeated later.
pub const GU_LOCKED_FAIL: gu_locked_policy = 1;

/// Sets whether to wait for an item that is locked or checked out (423), or whose name an upload session locks.
///
/// While an upload waits, gu_progress_waits_for() is GU_WAIT_LOCKED. Default: GU_LOCKED_WAIT.
///
/// @param options  not NULL
/// @param policy   a GU_LOCKED_ value
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_locked_policy(
    options: *mut gu_options,
    policy: gu_locked_policy,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_locked_policy", options, error, |options| {
            options.set_waits_for_locks(match policy {
                GU_LOCKED_WAIT => true,
                GU_LOCKED_FAIL => false,
                other => {
                    return Err(Error::argument(format!("policy: {other} is none of the GU_LOCKED_ values")));
                }
            });
            Ok(())
        })
    }
}

/// Sets how long to look for a file whose last response is missing before it counts as not stored. Default: 60000.
///
/// The service may show a new file late; a shorter time makes a second copy possible.
///
/// @param options  not NULL
/// @param ms       0 to 86400000 milliseconds
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_settle_ms(
    options: *mut gu_options,
    ms: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { set("gu_options_set_settle_ms", options, error, |options| options.set_settle_time(ms)) }
}

/// How to tell, after a lost response, the stored file from what was there before.
/// @since 0.2
pub type gu_baseline = i32;
/// Look at the target before the upload, unless what is found afterwards is told by its hash and its time as well: with
/// small files in drives that no later process continues.
/// @since 0.2
pub const GU_BASELINE_CAREFUL: gu_baseline = 0;
/// Look only after a response was lost, wherever that can tell: with files in drives of every size, and with
/// attachments.
/// @since 0.2
pub const GU_BASELINE_QUICK: gu_baseline = 1;

/// Sets whether to look at the target before an upload, which takes a request, or only after a response was lost.
///
/// Where nothing was looked at before, the file is found by its size and hash, and by having been stored since the upload
/// began, by the service's clock. Attachments have no hash: with GU_BASELINE_QUICK one of the same name and about the same
/// size that someone else adds at that time may be taken for the file. After a process has died, its upload may end as
/// GU_ERR_OUTCOME_UNKNOWN where it would have been found. That a file has the name already (GU_CONFLICT_FAIL) shows
/// once the service says so, for large files at times after their last byte. Print documents are always looked at before.
/// Default: GU_BASELINE_CAREFUL.
///
/// @param options   not NULL
/// @param baseline  a GU_BASELINE_ value
/// @param error     may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
/// @since 0.2
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_baseline(
    options: *mut gu_options,
    baseline: gu_baseline,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_baseline", options, error, |options| {
            options.set_quick(match baseline {
                GU_BASELINE_CAREFUL => false,
                GU_BASELINE_QUICK => true,
                other => {
                    let message = format!("baseline: {other} is none of the GU_BASELINE_ values");
                    return Err(Error::argument(message));
                }
            });
            Ok(())
        })
    }
}

/// Sets the largest file that goes in one request instead of an upload session, where the kind takes it so.
///
/// That saves the creation of a session. It applies to uploads of whole files (gu_upload) to drives without properties
/// that need a session (times, description, space check, source, media category, commit), and to To Do attachments of
/// less than 3000000 bytes; such Outlook attachments go in one request always. A request that breaks is sent again from
/// its first byte, so of a source that cannot be read again the whole file is kept in memory. Default: 4194304 (4 MiB).
///
/// @param options  not NULL
/// @param bytes    0 to 250000000; 0 for empty files alone
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
/// @since 0.2
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_one_request_bytes(
    options: *mut gu_options,
    bytes: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_one_request_bytes", options, error, |options| options.set_one_request(bytes))
    }
}

/// Sets the size of the pieces that files are sent in.
///
/// A kind with smaller pieces keeps its own limit: 3932160 for To Do and Outlook, 9830400 for print. Drives only take
/// multiples of 327680; with another size an upload to one ends with GU_ERR_ARGUMENT before anything is sent. Default:
/// 0, which is that limit, and for drives a size that follows the link: 10485760 (10 MiB) at first, then what takes
/// about eight seconds, between 327680 and 62586880, and less on a link that breaks often. Pieces of bytes that cannot
/// be read again, and of short puts, are at most 10485760; a size set here applies to them too.
///
/// @param options  not NULL
/// @param bytes    1 to 62586880; 0 leaves it to the kind
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_piece_bytes(
    options: *mut gu_options,
    bytes: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_piece_bytes", options, error, |options| {
            options.set_piece((bytes > 0).then_some(bytes))
        })
    }
}
