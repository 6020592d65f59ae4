//! The C functions, called as a C program would.

use std::ffi::{CStr, CString, c_char, c_void};
use std::path::Path;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use graph_upload::ffi::cancel::{gu_cancel, gu_cancel_free, gu_cancel_new, gu_cancel_request};
use graph_upload::ffi::client::{gu_client, gu_client_free, gu_client_new};
use graph_upload::ffi::error::{
    gu_error, gu_error_claims, gu_error_diagnostics, gu_error_free, gu_error_host, gu_error_http_status,
    gu_error_in_doubt, gu_error_message, gu_error_offset, gu_error_request_id, gu_error_service_code,
    gu_error_status,
};
use graph_upload::ffi::item::{
    gu_item, gu_item_free, gu_item_id, gu_item_integrity, gu_item_name, gu_item_recovered,
};
use graph_upload::ffi::log::{gu_log_record, gu_log_record_message};
use graph_upload::ffi::one_call::gu_upload_file;
use graph_upload::ffi::options::*;
use graph_upload::ffi::progress::{gu_progress, gu_progress_confirmed, gu_progress_sent, gu_progress_total};
use graph_upload::ffi::property::*;
use graph_upload::ffi::session::*;
use graph_upload::ffi::state::{
    gu_session_resume, gu_session_save, gu_state_data, gu_state_free, gu_state_length,
};
use graph_upload::ffi::status::{GU_OK, gu_status};
use graph_upload::ffi::target::*;
use graph_upload::ffi::token::{gu_token_sink, gu_token_sink_put, gu_token_sink_was_rejected};
use graph_upload::ffi::upload::gu_upload_run;
use graph_upload::net::Cancel;
use graph_upload_core::kinds::{Commit, Conflict, Property};

use crate::c_upload::CUpload;
use crate::front::{
    Ended, Failure, Front, Log, OnProgress, Place, Prepared, Said, Session, Setup, Stored, Target, Tokens,
    Whole,
};

pub struct CFunctions;

/// Makes a call that takes a place for an error last, and turns its outcome into a result.
macro_rules! call {
    ($function:ident($($argument:expr),* $(,)?)) => {{
        let mut error: *mut gu_error = ptr::null_mut();
        // SAFETY: all arguments are alive for the call, as the header asks.
        let status = unsafe { $function($($argument,)* &mut error) };
        $crate::c_front::outcome(status, error)
    }};
}
pub(crate) use call;

pub fn outcome(status: gu_status, error: *mut gu_error) -> Result<(), Failure> {
    if status == GU_OK {
        assert!(error.is_null(), "an error object beside GU_OK");
        return Ok(());
    }
    assert!(!error.is_null(), "no error object for {status}");
    // SAFETY: the error is alive until it is freed at the end.
    unsafe {
        assert_eq!(gu_error_status(error), status);
        let text = |text| CStr::from_ptr(text).to_str().expect("UTF-8").to_owned();
        let failure = Failure {
            status,
            message: text(gu_error_message(error)),
            in_doubt: gu_error_in_doubt(error) == 1,
            offset: gu_error_offset(error),
            http_status: gu_error_http_status(error),
            said: Box::new(Said {
                service_code: text(gu_error_service_code(error)),
                request_id: text(gu_error_request_id(error)),
                host: text(gu_error_host(error)),
                diagnostics: text(gu_error_diagnostics(error)),
                claims: text(gu_error_claims(error)),
            }),
        };
        gu_error_free(error);
        Err(failure)
    }
}

pub fn c(text: &str) -> CString {
    CString::new(text).expect("no NUL inside")
}

fn pointer(text: &Option<CString>) -> *const c_char {
    text.as_ref().map_or(ptr::null(), |text| text.as_ptr())
}

impl Front for CFunctions {
    fn create(
        &self,
        setup: &Setup,
        target: &Target,
        size: u64,
        cancel: Option<&Cancel>,
    ) -> Result<Box<dyn Session>, Failure> {
        let mut session = ptr::null_mut();
        with_both(setup, target, |client, target| {
            bridged(cancel, |cancel| call!(gu_session_create(client, target, size, cancel, &mut session)))
        })?;
        Ok(Box::new(CSession(session)))
    }

    fn prepare(&self, whole: &Whole) -> Result<Box<dyn Prepared>, Failure> {
        Ok(Box::new(CUpload::new(whole)?))
    }

    fn upload_file(&self, setup: &Setup, target: &Target, path: &Path) -> Result<Stored, Failure> {
        let mut item = ptr::null_mut();
        let path = c(path.to_str().expect("UTF-8"));
        with_both(setup, target, |client, target| {
            call!(gu_upload_file(client, target, path.as_ptr(), &mut item))
        })?;
        Ok(stored(item).expect("an item beside GU_OK"))
    }

    fn resume(
        &self,
        setup: &Setup,
        target: Option<&Target>,
        saved: &[u8],
        key: Option<[u8; 32]>,
    ) -> Result<Box<dyn Session>, Failure> {
        let mut session = ptr::null_mut();
        let (key, key_length) = key_parts(&key);
        let (data, length, cancel) = (saved.as_ptr(), saved.len() as u64, ptr::null());
        match target {
            Some(target) => with_both(setup, target, |client, target| {
                call!(gu_session_resume(client, target, data, length, key, key_length, cancel, &mut session))
            })?,
            None => {
                let client = client(setup)?;
                let target = ptr::null();
                let result = call!(gu_session_resume(
                    client,
                    target,
                    data,
                    length,
                    key,
                    key_length,
                    cancel,
                    &mut session
                ));
                // SAFETY: the session keeps what it needs of it.
                unsafe { gu_client_free(client) };
                result?;
            }
        }
        Ok(Box::new(CSession(session)))
    }

    fn adopt(&self, setup: &Setup, kind: i32, url: &str, size: u64) -> Result<Box<dyn Session>, Failure> {
        let client = client(setup)?;
        let mut session = ptr::null_mut();
        let adopted = call!(gu_session_adopt(client, kind, c(url).as_ptr(), size, ptr::null(), &mut session));
        // SAFETY: the session keeps what it needs of it.
        unsafe { gu_client_free(client) };
        adopted.map(|()| Box::new(CSession(session)) as Box<dyn Session>)
    }
}

fn key_parts(key: &Option<[u8; 32]>) -> (*const u8, u64) {
    key.as_ref().map_or((ptr::null(), 0), |key| (key.as_ptr(), key.len() as u64))
}

impl Prepared for CUpload {
    fn run(&self, setup: &Setup, target: &Target, cancel: Option<&Cancel>) -> Ended {
        let mut item = ptr::null_mut();
        let result = with_both(setup, target, |client, target| {
            bridged(cancel, |cancel| call!(gu_upload_run(self.0, client, target, cancel, &mut item)))
        });
        (stored(item), result)
    }
}

/// Takes an item over, if there is one.
fn stored(item: *mut gu_item) -> Option<Stored> {
    if item.is_null() {
        return None;
    }
    // SAFETY: the item is alive until it is freed.
    unsafe {
        let text = |text| CStr::from_ptr(text).to_str().expect("UTF-8").to_owned();
        let (id, name) = (text(gu_item_id(item)), text(gu_item_name(item)));
        let (recovered, integrity) = (gu_item_recovered(item) == 1, gu_item_integrity(item));
        gu_item_free(item);
        Some(Stored { id, name, recovered, integrity })
    }
}

/// Makes a client and a target, uses them, and frees them.
fn with_both<T>(
    setup: &Setup,
    target: &Target,
    body: impl FnOnce(*mut gu_client, *mut gu_target) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let client = client(setup)?;
    let mut handle = ptr::null_mut();
    let result = made(target.place, &mut handle)
        .and_then(|()| target.properties.iter().try_for_each(|property| set(handle, property)))
        .and_then(|()| body(client, handle));
    // SAFETY: what was made of them keeps what it needs of both.
    unsafe {
        gu_client_free(client);
        gu_target_free(handle);
    }
    result
}

pub fn client(setup: &Setup) -> Result<*mut gu_client, Failure> {
    let mut options = ptr::null_mut();
    call!(gu_options_new(&mut options))?;
    let client = configured(options, setup).and_then(|()| {
        let mut client = ptr::null_mut();
        call!(gu_client_new(options, &mut client)).map(|()| client)
    });
    // SAFETY: the client has copied what it needs.
    unsafe { gu_options_free(options) };
    client
}

/// Calls the constructor of a target with its texts.
macro_rules! target {
    ($function:ident, $handle:expr, $($text:expr),*) => {{
        let texts = [$(Option::<&str>::from($text).map(c)),*];
        let mut texts = texts.iter().map(pointer);
        call!($function($({ let _ = $text; texts.next().expect("as many") },)* $handle))
    }};
}

pub fn made(place: Place, handle: &mut *mut gu_target) -> Result<(), Failure> {
    match place {
        Place::Todo { user, list, task, name } => {
            target!(gu_target_todo_task, handle, user, list, task, name)
        }
        Place::Message { user, folder, message, name } => {
            target!(gu_target_message, handle, user, folder, message, name)
        }
        Place::Event { user, calendar, event, name } => {
            target!(gu_target_event, handle, user, calendar, event, name)
        }
        Place::GroupPost { group, thread, post, name } => {
            target!(gu_target_group_post, handle, group, thread, post, name)
        }
        Place::GroupEvent { group, by_calendar, event, name } => {
            let [group, event, name] = [group, event, name].map(c);
            let (group, event, name) = (group.as_ptr(), event.as_ptr(), name.as_ptr());
            call!(gu_target_group_event(group, by_calendar.into(), event, name, handle))
        }
        Place::GroupPostInReplyTo { group, conversation, thread, post, name } => {
            target!(gu_target_group_post_in_reply_to, handle, group, conversation, thread, post, name)
        }
        Place::DriveShare { share } => target!(gu_target_drive_share, handle, share),
        Place::DrivePath { drive, path } => target!(gu_target_drive_path, handle, drive, path),
        Place::DriveChild { drive, folder, name } => {
            target!(gu_target_drive_child, handle, drive, folder, name)
        }
        Place::DriveSpecial { drive, special, path } => {
            target!(gu_target_drive_special, handle, drive, special, path)
        }
        Place::DriveItem { drive, item } => target!(gu_target_drive_item, handle, drive, item),
        Place::Print { printer, job, document, name } => {
            target!(gu_target_print_document, handle, printer, job, document, name)
        }
        Place::PrintShare { share, job, document, name } => {
            target!(gu_target_print_share_document, handle, share, job, document, name)
        }
    }
}

fn set(target: *mut gu_target, property: &Property) -> Result<(), Failure> {
    match property {
        Property::ContentType(text) => call!(gu_target_set_content_type(target, c(text).as_ptr())),
        Property::Inline(inline) => call!(gu_target_set_inline(target, (*inline).into())),
        Property::ContentId(text) => call!(gu_target_set_content_id(target, c(text).as_ptr())),
        Property::Conflict(conflict) => {
            let value = match conflict {
                Conflict::Fail => GU_CONFLICT_FAIL,
                Conflict::Replace => GU_CONFLICT_REPLACE,
                Conflict::Rename => GU_CONFLICT_RENAME,
            };
            call!(gu_target_set_conflict(target, value))
        }
        Property::Created(ms) => call!(gu_target_set_created_ms(target, *ms)),
        Property::Modified(ms) => call!(gu_target_set_modified_ms(target, *ms)),
        Property::Accessed(ms) => call!(gu_target_set_accessed_ms(target, *ms)),
        Property::Description(text) => call!(gu_target_set_description(target, c(text).as_ptr())),
        Property::SpaceCheck(wanted) => call!(gu_target_set_space_check(target, (*wanted).into())),
        Property::Commit(commit) => {
            let value = match commit {
                Commit::LastPiece => GU_COMMIT_LAST_PIECE,
                Commit::ByHost => GU_COMMIT_BY_HOST,
                Commit::UploadUrl => GU_COMMIT_UPLOAD_URL,
                Commit::SourceUrl => GU_COMMIT_SOURCE_URL,
            };
            call!(gu_target_set_commit(target, value))
        }
        Property::IfMatch(etag) => call!(gu_target_set_if_match(target, c(etag).as_ptr())),
        Property::IfNoneMatch(etag) => call!(gu_target_set_if_none_match(target, c(etag).as_ptr())),
        Property::Source(application, id) => {
            call!(gu_target_set_source(target, c(application).as_ptr(), c(id).as_ptr()))
        }
        Property::MediaCategory(text) => call!(gu_target_set_media_category(target, c(text).as_ptr())),
    }
}

fn configured(options: *mut gu_options, setup: &Setup) -> Result<(), Failure> {
    call!(gu_options_set_base_url(options, c(&setup.base_url).as_ptr()))?;
    call!(gu_options_allow_loopback(options, setup.loopback.into()))?;
    call!(gu_options_set_immutable_ids(options, setup.immutable_ids.into()))?;
    call!(gu_options_set_api_version(options, if setup.beta { GU_API_BETA } else { GU_API_V1 }))?;
    if let Some(pem) = &setup.ca_pem {
        call!(gu_options_add_ca_pem(options, pem.as_ptr(), pem.len() as u64))?;
        call!(gu_options_set_platform_roots(options, 0))?;
    }
    call!(gu_options_set_retry_budget(options, setup.attempts, 60_000))?;
    call!(gu_options_set_backoff_ms(options, setup.backoff_ms.0, setup.backoff_ms.1))?;
    call!(gu_options_set_settle_ms(options, setup.settle_ms))?;
    call!(gu_options_set_one_request_bytes(options, setup.one_request))?;
    let baseline = if setup.quick { GU_BASELINE_QUICK } else { GU_BASELINE_CAREFUL };
    call!(gu_options_set_baseline(options, baseline))?;
    if let Some(bytes) = setup.piece {
        call!(gu_options_set_piece_bytes(options, bytes))?;
    }
    if let Some(ms) = setup.limit_ms {
        call!(gu_options_set_stall_timeout_ms(options, ms))?;
        call!(gu_options_set_response_timeout_ms(options, ms))?;
        call!(gu_options_set_commit_response_timeout_ms(options, ms))?;
    }
    let policy = if setup.waits_for_locks { GU_LOCKED_WAIT } else { GU_LOCKED_FAIL };
    call!(gu_options_set_locked_policy(options, policy))?;
    if let Some(log) = &setup.log {
        let user = Box::into_raw(Box::new(Arc::clone(log))).cast();
        call!(gu_options_set_log_callback(options, Some(write_log), user, Some(drop_log)))?;
    }
    match &setup.token {
        Tokens::None => Ok(()),
        Tokens::Fixed(token) => call!(gu_options_set_token(options, c(token).as_ptr())),
        Tokens::Callback(callback) => {
            let user = Box::into_raw(Box::new(Arc::clone(callback)));
            call!(gu_options_set_token_callback(options, Some(fetch), user.cast(), Some(drop_fetch)))
        }
    }
}

unsafe extern "C" fn write_log(record: *const gu_log_record, user: *mut c_void) {
    // SAFETY: `user` is what `configured` gave, and the record is valid during this call.
    let (log, line) = unsafe { (&*user.cast::<Log>(), CStr::from_ptr(gu_log_record_message(record))) };
    log(line.to_str().expect("UTF-8"));
}

unsafe extern "C" fn drop_log(user: *mut c_void) {
    // SAFETY: called once, for the pointer that `configured` gave.
    drop(unsafe { Box::from_raw(user.cast::<Log>()) });
}

type Fetch = Arc<dyn Fn(bool) -> Option<String> + Send + Sync>;

unsafe extern "C" fn fetch(sink: *const gu_token_sink, user: *mut c_void) -> i32 {
    // SAFETY: `user` is what `configured` gave, and not yet destroyed.
    let callback = unsafe { &*user.cast::<Fetch>() };
    // SAFETY: the sink is valid during this call.
    let rejected = unsafe { gu_token_sink_was_rejected(sink) } == 1;
    let Some(token) = callback(rejected) else { return 1 };
    // SAFETY: the sink and the text are valid during this call.
    unsafe { gu_token_sink_put(sink, c(&token).as_ptr(), ptr::null_mut()) }
}

unsafe extern "C" fn drop_fetch(user: *mut c_void) {
    // SAFETY: called once, for the pointer that `configured` gave.
    drop(unsafe { Box::from_raw(user.cast::<Fetch>()) });
}

/// Makes a call with a C flag that follows a Rust one.
fn bridged<T>(cancel: Option<&Cancel>, body: impl FnOnce(*const gu_cancel) -> T) -> T {
    let Some(cancel) = cancel else { return body(ptr::null()) };
    let mut flag = ptr::null_mut();
    call!(gu_cancel_new(&mut flag)).expect("a descriptor");
    if cancel.is_requested() {
        // SAFETY: the flag was just made.
        unsafe { gu_cancel_request(flag) };
    }
    let (shared, over) = (SendPointer(flag), AtomicBool::new(false));
    let result = thread::scope(|scope| {
        scope.spawn(|| {
            let shared = &shared;
            while !over.load(Ordering::SeqCst) {
                if Cancel::wait(Some(cancel), Duration::from_millis(5)) {
                    // SAFETY: the flag is freed behind this scope.
                    unsafe { gu_cancel_request(shared.0) };
                    return;
                }
            }
        });
        let result = body(flag);
        over.store(true, Ordering::SeqCst);
        result
    });
    // SAFETY: no call uses it any more.
    unsafe { gu_cancel_free(flag) };
    result
}

struct SendPointer(*mut gu_cancel);
// SAFETY: the header allows raising a flag from any thread.
unsafe impl Sync for SendPointer {}

struct CSession(*mut gu_session);
// SAFETY: the header allows a session on any thread.
unsafe impl Send for CSession {}
// SAFETY: as above; a second blocking call is a status.
unsafe impl Sync for CSession {}

impl Session for CSession {
    fn put(&self, offset: u64, bytes: &[u8], cancel: Option<&Cancel>) -> Result<(), Failure> {
        bridged(cancel, |cancel| {
            call!(gu_put_chunk(self.0, offset, bytes.as_ptr(), bytes.len() as u64, cancel))
        })
    }

    fn finish(&self, cancel: Option<&Cancel>) -> Result<Stored, Failure> {
        let mut item = ptr::null_mut();
        bridged(cancel, |cancel| call!(gu_finish(self.0, cancel, &mut item)))?;
        Ok(stored(item).expect("an item beside GU_OK"))
    }

    fn refresh(&self) -> Result<(), Failure> {
        call!(gu_session_refresh(self.0, ptr::null()))
    }

    fn save(&self, key: Option<[u8; 32]>) -> Result<Vec<u8>, Failure> {
        let mut state = ptr::null_mut();
        let (key, length) = key_parts(&key);
        call!(gu_session_save(self.0, key, length, &mut state))?;
        // SAFETY: the state is alive until it is freed.
        unsafe {
            let (data, length) = (gu_state_data(state), gu_state_length(state));
            let saved = std::slice::from_raw_parts(data, length as usize).to_vec();
            gu_state_free(state);
            Ok(saved)
        }
    }

    fn discard_with(&self, cancel: Option<&Cancel>) -> Result<(), Failure> {
        bridged(cancel, |cancel| call!(gu_session_discard(self.0, cancel)))
    }

    fn confirmed(&self) -> u64 {
        // SAFETY: the session is alive.
        unsafe { gu_session_confirmed(self.0) }
    }

    fn next_offset(&self) -> u64 {
        // SAFETY: the session is alive.
        unsafe { gu_session_next_offset(self.0) }
    }

    fn expires_ms(&self) -> u64 {
        // SAFETY: the session is alive.
        unsafe { gu_session_expires_ms(self.0) }
    }

    fn on_progress(&self, told: OnProgress) {
        let user = Box::into_raw(Box::new(told)).cast();
        call!(gu_session_set_progress(self.0, Some(tell), user, Some(drop_told))).expect("not busy");
    }
}

impl Drop for CSession {
    fn drop(&mut self) {
        // SAFETY: freed once, with no call under way.
        unsafe { gu_session_free(self.0) };
    }
}

unsafe extern "C" fn tell(progress: *const gu_progress, user: *mut c_void) -> i32 {
    // SAFETY: `user` is what `on_progress` gave, and only one call at a time uses it.
    let told = unsafe { &mut *user.cast::<OnProgress>() };
    // SAFETY: the numbers are valid during this call.
    let numbers =
        unsafe { [gu_progress_sent(progress), gu_progress_confirmed(progress), gu_progress_total(progress)] };
    i32::from(!told(numbers))
}

unsafe extern "C" fn drop_told(user: *mut c_void) {
    // SAFETY: called once, for the pointer that `on_progress` gave.
    drop(unsafe { Box::from_raw(user.cast::<OnProgress>()) });
}
