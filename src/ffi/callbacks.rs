//! What the library calls back, and what it hands over then.

use std::ffi::{CString, c_char, c_void};
use std::sync::{Mutex, PoisonError};

use crate::client::LogLevel;
use crate::credentials::{TokenWish, check_token};
use crate::ffi::error::gu_error;
use crate::ffi::guard::{guard, object, quietly};
use crate::ffi::source::{GU_READ_MAX, read_answer};
use crate::ffi::status::gu_status;
use crate::ffi::text::{c_string, required};
use crate::host::calling_back;
use crate::progress::Progress;
use crate::source::SourceError;
use graph_upload_core::error::{Error, Status};
use graph_upload_core::secret::Secret;
use graph_upload_core::upload::WaitsFor;

/// Frees what a callback's `user` points to.
///
/// Called exactly once, when the library will not call the callback any more, and also when the call that was to set
/// the callback fails. Comes on the thread that frees the handle, or of the call that used the handle until then.
pub type gu_destroy_callback = Option<unsafe extern "C" fn(user: *mut c_void)>;

/// Fetches an access token and hands it to the sink with gu_token_sink_put().
///
/// Comes on the thread of the upload that needs the token, for one thread of a client at a time, before the first
/// request and again when the service has refused the last token; gu_token_sink_was_rejected() tells which. May block;
/// should end soon after the upload's gu_cancel was raised. It must return; see CALLBACKS.
///
/// @param sink  takes the token; only valid during the call
/// @param user  as it was given
/// @return 0 when a token was put, anything else to end the upload with GU_ERR_SIGN_IN
pub type gu_token_callback =
    Option<unsafe extern "C" fn(sink: *const gu_token_sink, user: *mut c_void) -> i32>;

/// Tells how far an upload is.
///
/// Comes on the thread of the blocking call, at most ten times a second and once when the file is stored. Should return
/// quickly, as nothing is sent meanwhile. It must return; see CALLBACKS.
///
/// @param progress  the numbers; only valid during the call
/// @param user      as it was given
/// @return 0 to go on, anything else to end the call with GU_ERR_CANCELLED
pub type gu_progress_callback =
    Option<unsafe extern "C" fn(progress: *const gu_progress, user: *mut c_void) -> i32>;

/// Takes a line of the log.
///
/// Comes on the threads of blocking calls, of several at once where several uploads run. It must return; see CALLBACKS.
///
/// @param record  the line; only valid during the call
/// @param user    as it was given
pub type gu_log_callback = Option<unsafe extern "C" fn(record: *const gu_log_record, user: *mut c_void)>;

/// Takes the token that a gu_token_callback fetches. Only valid during the callback, on its thread.
pub struct gu_token_sink {
    rejected: bool,
    claims: CString,
    token: Mutex<Option<Secret>>,
}

/// How far an upload is. Only valid during a gu_progress_callback.
pub struct gu_progress(Progress);

/// A line of the log. Only valid during a gu_log_callback.
pub struct gu_log_record {
    level: gu_log_level,
    message: CString,
}

/// How weighty a line of the log is.
pub type gu_log_level = i32;
/// Something went wrong and the library deals with it.
pub const GU_LOG_WARNING: gu_log_level = 1;
/// A request, and what came back.
pub const GU_LOG_INFO: gu_log_level = 2;

/// Hands a token over. The text is copied, and the copy is wiped from memory when it is no longer needed.
///
/// @param sink   not NULL
/// @param token  1 to 16384 visible ASCII characters, without "Bearer"; not NULL
/// @param error  may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_token_sink_put(
    sink: *const gu_token_sink,
    token: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let sink = object(sink, "sink")?;
        let token = check_token(required(token, "token")?)?;
        *sink.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(token);
        Ok(())
    })
}

/// Whether the service has refused the token that was handed over last, so that a cached one is of no use.
///
/// @param sink  may be NULL
/// @return 1 or 0; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_token_sink_was_rejected(sink: *const gu_token_sink) -> u32 {
    quietly(0, || object(sink, "sink").map_or(0, |sink| u32::from(sink.rejected)))
}

/// Claims that the service wants in the token, for the sign-in library (MSAL: "claims"). They come with a 401 challenge,
/// for example when a conditional access policy has changed.
///
/// @param sink  may be NULL
/// @return lives as long as the sink; empty when none are wanted, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_token_sink_claims(sink: *const gu_token_sink) -> *const c_char {
    let empty = c"".as_ptr();
    quietly(empty, || object(sink, "sink").map_or(empty, |sink| sink.claims.as_ptr()))
}

/// How many bytes of the file have left the system's send queue. Those that are sent again are not counted again.
///
/// Never more than the total; goes back only where the service lets go of bytes that it had confirmed.
///
/// @param progress  may be NULL
/// @return 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_sent(progress: *const gu_progress) -> u64 {
    quietly(0, || object(progress, "progress").map_or(0, |progress| progress.0.sent))
}

/// How many bytes of the file the service has confirmed.
///
/// @param progress  may be NULL
/// @return 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_confirmed(progress: *const gu_progress) -> u64 {
    quietly(0, || object(progress, "progress").map_or(0, |progress| progress.0.confirmed))
}

/// How many bytes the file has.
///
/// @param progress  may be NULL
/// @return 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_total(progress: *const gu_progress) -> u64 {
    quietly(0, || object(progress, "progress").map_or(0, |progress| progress.0.total))
}

/// How many bytes left per second over the last five seconds, those that were sent again included.
///
/// @param progress  may be NULL
/// @return 0 while too little is known or nothing moves, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_bytes_per_second(progress: *const gu_progress) -> u64 {
    ask(progress, 0, |progress| progress.bytes_per_second)
}

/// What gu_progress_time_left_ms() returns when it cannot be said.
pub const GU_TIME_UNKNOWN: u64 = 0xFFFF_FFFF_FFFF_FFFF;

/// How long the rest takes at the speed of the last five seconds, in milliseconds.
///
/// @param progress  may be NULL
/// @return GU_TIME_UNKNOWN while too little is known or nothing moves, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_time_left_ms(progress: *const gu_progress) -> u64 {
    ask(progress, GU_TIME_UNKNOWN, |progress| progress.time_left_ms)
}

/// For how long nothing will be sent because the service asked to wait or a fault is waited out, in milliseconds.
///
/// @param progress  may be NULL
/// @return 0 while nothing is waited for, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_waits_ms(progress: *const gu_progress) -> u64 {
    ask(progress, 0, |progress| progress.waits_ms)
}

/// What an upload waits for.
pub type gu_wait = i32;
/// Nothing: it is sending or receiving.
pub const GU_WAIT_NOTHING: gu_wait = 0;
/// The service has asked to slow down.
pub const GU_WAIT_THROTTLED: gu_wait = 1;
/// Someone, or another upload session, has locked the item or its name. See gu_options_set_locked_policy().
pub const GU_WAIT_LOCKED: gu_wait = 2;
/// There is no connection.
pub const GU_WAIT_OFFLINE: gu_wait = 3;
/// The service has failed or refused, and is asked again.
pub const GU_WAIT_RETRYING: gu_wait = 4;
/// What was stored or made may show late.
pub const GU_WAIT_SETTLING: gu_wait = 5;
/// Another upload of the client is at the same message or event.
pub const GU_WAIT_IN_LINE: gu_wait = 6;

/// What the upload waits for while gu_progress_waits_ms() is not 0.
///
/// @param progress  may be NULL
/// @return a GU_WAIT_ value; GU_WAIT_NOTHING for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_waits_for(progress: *const gu_progress) -> gu_wait {
    quietly(GU_WAIT_NOTHING, || {
        object(progress, "progress").map_or(GU_WAIT_NOTHING, |progress| match progress.0.waits_for {
            WaitsFor::Nothing => GU_WAIT_NOTHING,
            WaitsFor::Throttled => GU_WAIT_THROTTLED,
            WaitsFor::Locked => GU_WAIT_LOCKED,
            WaitsFor::Offline => GU_WAIT_OFFLINE,
            WaitsFor::Retrying => GU_WAIT_RETRYING,
            WaitsFor::Settling => GU_WAIT_SETTLING,
            WaitsFor::InLine => GU_WAIT_IN_LINE,
        })
    })
}

/// The service's code for what the upload waits for, such as "resourceLocked"; at most 63 bytes.
///
/// @param progress  may be NULL
/// @return lives as long as the progress; empty when there is none, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_waits_code(progress: *const gu_progress) -> *const c_char {
    let empty = c"".as_ptr();
    quietly(empty, || {
        object(progress, "progress").map_or(empty, |progress| progress.0.code.as_c_str().as_ptr())
    })
}

fn ask(progress: *const gu_progress, otherwise: u64, part: impl FnOnce(&Progress) -> Option<u64>) -> u64 {
    quietly(otherwise, || {
        object(progress, "progress").ok().and_then(|progress| part(&progress.0)).unwrap_or(otherwise)
    })
}

/// How weighty a line of the log is.
///
/// @param record  may be NULL
/// @return a GU_LOG_ value; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_log_record_level(record: *const gu_log_record) -> gu_log_level {
    quietly(0, || object(record, "record").map_or(0, |record| record.level))
}

/// The text of a line of the log, without a line end. No token and no upload URL is in it.
///
/// @param record  may be NULL
/// @return lives as long as the record; empty for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_log_record_message(record: *const gu_log_record) -> *const c_char {
    let empty = c"".as_ptr();
    quietly(empty, || object(record, "record").map_or(empty, |record| record.message.as_ptr()))
}

/// The same function, called as one that may unwind. None may, but then the end of the process is certain, and not whatever
/// comes of a promise to the compiler that does not hold.
macro_rules! unwinding {
    ($callback:expr, fn($($argument:ty),*) -> $answer:ty) => {
        // SAFETY: the two types differ in nothing but what may come out of the function.
        unsafe {
            std::mem::transmute::<
                unsafe extern "C" fn($($argument),*) -> $answer,
                unsafe extern "C-unwind" fn($($argument),*) -> $answer,
            >($callback)
        }
    };
}
pub(super) use unwinding;

/// The caller's pointer for a callback, and who frees what it points to.
pub(super) struct User {
    pointer: *mut c_void,
    destroy: gu_destroy_callback,
}

// SAFETY: the header promises that the callbacks may be called with it on the threads of blocking calls.
unsafe impl Send for User {}
// SAFETY: as above; the library itself never looks at what the pointer points to.
unsafe impl Sync for User {}

impl User {
    pub fn new(pointer: *mut c_void, destroy: gu_destroy_callback) -> Self {
        Self { pointer, destroy }
    }

    /// Fetches a token through the caller's function.
    pub fn fetch_token(
        &self,
        callback: unsafe extern "C" fn(*const gu_token_sink, *mut c_void) -> i32,
        wish: TokenWish<'_>,
    ) -> Result<Secret, Error> {
        let sink =
            gu_token_sink { rejected: wish.rejected, claims: c_string(wish.claims), token: Mutex::new(None) };
        let callback = unwinding!(callback, fn(*const gu_token_sink, *mut c_void) -> i32);
        // SAFETY: the header promises a function of this type, and `user` as it was given.
        let answer = unsafe { callback(&sink, self.pointer) };
        let token = sink.token.into_inner().unwrap_or_else(PoisonError::into_inner);
        match (answer, token) {
            (0, Some(token)) => Ok(token),
            (0, None) => {
                Err(Error::new(Status::SignIn, "token callback: it returned 0 without putting a token"))
            }
            (other, _) => Err(Error::new(Status::SignIn, format!("token callback: it returned {other}"))),
        }
    }

    /// Tells the caller's function how far an upload is; answers whether to go on.
    pub fn tell_progress(
        &self,
        callback: unsafe extern "C" fn(*const gu_progress, *mut c_void) -> i32,
        progress: Progress,
    ) -> bool {
        let progress = gu_progress(progress);
        let callback = unwinding!(callback, fn(*const gu_progress, *mut c_void) -> i32);
        // SAFETY: the header promises a function of this type, and `user` as it was given.
        unsafe { callback(&progress, self.pointer) == 0 }
    }

    /// Has the caller's function fill a buffer; `read` calls it.
    pub fn read_into(
        &self,
        buffer: &mut [u8],
        read: impl FnOnce(*mut u8, u32, *mut c_void) -> i32,
    ) -> Result<usize, SourceError> {
        let length = u32::try_from(buffer.len()).unwrap_or(GU_READ_MAX).min(GU_READ_MAX);
        read_answer(read(buffer.as_mut_ptr(), length, self.pointer), length)
    }

    /// Gives the caller's function a line of the log.
    pub fn log(
        &self,
        callback: unsafe extern "C" fn(*const gu_log_record, *mut c_void),
        level: LogLevel,
        line: &str,
    ) {
        let level = match level {
            LogLevel::Warning => GU_LOG_WARNING,
            LogLevel::Info => GU_LOG_INFO,
        };
        let record = gu_log_record { level, message: c_string(line) };
        let callback = unwinding!(callback, fn(*const gu_log_record, *mut c_void) -> ());
        // SAFETY: the header promises a function of this type, and `user` as it was given.
        unsafe { callback(&record, self.pointer) };
    }
}

impl Drop for User {
    fn drop(&mut self) {
        if let Some(destroy) = self.destroy {
            let destroy = unwinding!(destroy, fn(*mut c_void) -> ());
            // SAFETY: the header promises a function of this type; this is the only call of it for this pointer.
            calling_back(None, || unsafe { destroy(self.pointer) });
        }
    }
}
