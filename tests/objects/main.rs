//! The handles of the C API without a service: what is passed in is freed exactly once, in whichever order the caller
//! frees, and what is refused leaves nothing behind. `make test-sanitizers` runs this under Miri as well.

#[path = "../support/mod.rs"]
mod support;

use std::ffi::{CStr, c_char, c_void};
use std::ptr::{self, null, null_mut};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use graph_upload::ffi::cancel::*;
use graph_upload::ffi::client::*;
use graph_upload::ffi::error::*;
use graph_upload::ffi::log::*;
use graph_upload::ffi::options::*;
use graph_upload::ffi::progress::*;
use graph_upload::ffi::property::*;
use graph_upload::ffi::session::*;
use graph_upload::ffi::source::*;
use graph_upload::ffi::state::*;
use graph_upload::ffi::status::*;
use graph_upload::ffi::stream::*;
use graph_upload::ffi::target::*;
use graph_upload::ffi::token::*;
use graph_upload::ffi::upload::*;

use support::api::{calls, code_of, made};

/// Calls a function with the rest of its arguments and a place for the error; gives the status and the message.
macro_rules! call {
    ($function:ident($($argument:expr),* $(,)?)) => {{
        let mut error: *mut gu_error = null_mut();
        // SAFETY: all arguments are alive for the call, as the header asks; the error is freed once.
        unsafe {
            let status = $function($($argument,)* &mut error);
            assert_eq!(status, gu_error_status(error));
            let message = CStr::from_ptr(gu_error_message(error)).to_str().expect("UTF-8").to_owned();
            gu_error_free(error);
            (status, message)
        }
    }};
}

/// The same for a call that must succeed.
macro_rules! done {
    ($($call:tt)*) => { assert_eq!(call!($($call)*), (GU_OK, String::new())) };
}

/// The same for one that makes an object.
macro_rules! make {
    ($function:ident($($argument:expr),* $(,)?)) => {{
        let mut object = null_mut();
        done!($function($($argument,)* &mut object));
        object
    }};
}

/// Frees an object.
macro_rules! free {
    // SAFETY: the object was made by the library and is freed once.
    ($($function:ident($object:expr);)*) => { $(unsafe { $function($object) };)* };
}

mod jobs;
mod live;
mod nulls;

/// Something that callers pass as `user`: counts how often it is freed.
struct Counted<'a>(&'a AtomicUsize);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

fn counted(count: &AtomicUsize) -> *mut c_void {
    Box::into_raw(Box::new(Counted(count))).cast()
}

unsafe extern "C" fn destroy(user: *mut c_void) {
    // SAFETY: it comes from `counted`, and freeing it twice is what Miri and Valgrind would see.
    drop(unsafe { Box::from_raw(user.cast::<Counted>()) });
}

unsafe extern "C" fn token(sink: *const gu_token_sink, _: *mut c_void) -> i32 {
    // SAFETY: the sink is that of this call.
    unsafe { gu_token_sink_put(sink, c"token".as_ptr(), null_mut()) }
}

unsafe extern "C" fn progress(_: *const gu_progress, _: *mut c_void) -> i32 {
    0
}

unsafe extern "C" fn log(_: *const gu_log_record, _: *mut c_void) {}

unsafe extern "C" fn read_at(_: u64, _: *mut u8, _: u32, _: *mut u32, _: *mut c_void) -> i32 {
    GU_READ_FAILED
}

unsafe extern "C" fn read(_: *mut u8, _: u32, _: *mut u32, _: *mut c_void) -> i32 {
    GU_READ_FAILED
}

#[test]
fn users_are_freed_once_whether_taken_replaced_or_refused() {
    let frees = AtomicUsize::new(0);
    let options = make!(gu_options_new());
    let upload = make!(gu_upload_new());
    let user = || counted(&frees);
    for _ in 0..2 {
        done!(gu_options_set_token_callback(options, Some(token), user(), Some(destroy)));
        done!(gu_options_set_log_callback(options, Some(log), user(), Some(destroy)));
        done!(gu_upload_set_progress(upload, Some(progress), user(), Some(destroy)));
    }
    assert_eq!(frees.load(Ordering::Relaxed), 3, "those that were replaced");
    let bytes = [1_u8, 2, 3];
    done!(gu_upload_set_memory(upload, bytes.as_ptr(), 3, user(), Some(destroy)));
    done!(gu_upload_set_read_at(upload, 3, Some(read_at), user(), Some(destroy)));
    done!(gu_upload_set_read(upload, 3, Some(read), user(), Some(destroy)));
    done!(gu_upload_set_stream(upload, Some(read), user(), Some(destroy)));
    assert_eq!(frees.load(Ordering::Relaxed), 6, "sources that were replaced");

    let refused = [
        call!(gu_options_set_token_callback(options, None, user(), Some(destroy))),
        call!(gu_options_set_token_callback(null_mut(), Some(token), user(), Some(destroy))),
        call!(gu_options_set_log_callback(null_mut(), Some(log), user(), Some(destroy))),
        call!(gu_upload_set_progress(null_mut(), Some(progress), user(), Some(destroy))),
        call!(gu_upload_set_memory(upload, null(), 3, user(), Some(destroy))),
        call!(gu_upload_set_read_at(upload, u64::MAX, Some(read_at), user(), Some(destroy))),
        call!(gu_upload_set_read(upload, 3, None, user(), Some(destroy))),
        call!(gu_upload_set_stream(upload, None, user(), Some(destroy))),
    ];
    assert_eq!(refused.map(|(status, _)| status), [GU_ERR_ARGUMENT; 8]);
    assert_eq!(frees.load(Ordering::Relaxed), 14, "those that were refused");
    free! { gu_options_free(options); gu_upload_free(upload); }
    assert_eq!(frees.load(Ordering::Relaxed), 18, "those that were in use");
}

/// A certificate that nothing is signed with.
const AUTHORITY: &[u8] = include_bytes!("../data/authority.pem");

fn usual_options() -> *mut gu_options {
    let options = make!(gu_options_new());
    done!(gu_options_add_ca_pem(options, AUTHORITY.as_ptr(), AUTHORITY.len() as u64));
    done!(gu_options_set_token(options, c"token".as_ptr()));
    done!(gu_options_set_platform_roots(options, 0));
    done!(gu_options_set_base_url(options, c"http://127.0.0.1:9".as_ptr()));
    done!(gu_options_allow_loopback(options, 1));
    options
}

#[test]
fn objects_are_freed_in_any_order() {
    for client_first in [false, true] {
        let frees = AtomicUsize::new(0);
        let options = usual_options();
        done!(gu_options_set_log_callback(options, Some(log), counted(&frees), Some(destroy)));
        let client = make!(gu_client_new(options));
        if client_first {
            free! { gu_client_free(client); }
            assert_eq!(frees.load(Ordering::Relaxed), 0, "the options can make another client, which logs");
            free! { gu_options_free(options); }
        } else {
            free! { gu_options_free(options); }
            assert_eq!(frees.load(Ordering::Relaxed), 0, "the client still logs");
            free! { gu_client_free(client); }
        }
        assert_eq!(frees.load(Ordering::Relaxed), 1);
    }
    free! {
        gu_options_free(null_mut()); gu_client_free(null_mut()); gu_target_free(null_mut());
        gu_upload_free(null_mut()); gu_session_free(null_mut()); gu_cancel_free(null_mut());
        gu_error_free(null_mut()); gu_state_free(null_mut());
    }
}

#[test]
fn targets_of_every_kind_know_what_they_take() {
    let (a, b, n, none) = (c"a".as_ptr(), c"b".as_ptr(), c"name.bin".as_ptr(), null::<c_char>());
    let targets: Vec<*mut gu_target> = vec![
        make!(gu_target_todo_task(none, a, b, n)),
        make!(gu_target_message(none, none, a, n)),
        make!(gu_target_event(none, none, a, n)),
        make!(gu_target_group_post(a, b, a, n)),
        make!(gu_target_drive_path(none, n)),
        make!(gu_target_drive_child(none, a, n)),
        make!(gu_target_drive_special(none, a, n)),
        make!(gu_target_drive_item(none, a)),
        make!(gu_target_drive_share(c"u!dG9r".as_ptr())),
        make!(gu_target_print_document(a, b, a, n)),
        make!(gu_target_print_share_document(a, b, a, n)),
        make!(gu_target_group_event(a, 1, b, n)),
        make!(gu_target_group_post_in_reply_to(a, none, a, b, n)),
    ];
    for (index, target) in targets.into_iter().enumerate() {
        let drive = (4..9).contains(&index);
        let (status, message) = call!(gu_target_set_description(target, c"text".as_ptr()));
        assert_eq!(
            (status, message.is_empty()),
            if drive { (GU_OK, true) } else { (GU_ERR_ARGUMENT, false) }
        );
        free! { gu_target_free(target); }
    }
}

#[test]
fn texts_and_pieces_that_are_no_good_are_refused() {
    let options = make!(gu_options_new());
    let wrong = c"\xff\xfe";
    let (status, message) = call!(gu_options_set_token(options, wrong.as_ptr()));
    assert!(status == GU_ERR_ARGUMENT && message.contains("UTF-8"), "{message}");
    for pem in [b"".as_slice(), b"-----BEGIN CERTIFICATE-----\n%\n"] {
        let (status, message) = call!(gu_options_add_ca_pem(options, pem.as_ptr(), pem.len() as u64));
        assert!(status == GU_ERR_ARGUMENT && message.starts_with("CA certificates: "), "{message}");
    }
    let mut client = ptr::dangling_mut();
    let (status, message) = call!(gu_client_new(options, &mut client));
    assert!(status == GU_ERR_ARGUMENT && client.is_null(), "{message}");
    free! { gu_options_free(options); }
}

#[test]
fn what_needs_no_service_ends_before_one_is_asked() {
    let options = usual_options();
    let client = make!(gu_client_new(options));
    let target = make!(gu_target_todo_task(null(), c"l".as_ptr(), c"t".as_ptr(), c"n".as_ptr()));
    let upload = make!(gu_upload_new());
    let cancel = make!(gu_cancel_new());
    let mut item = ptr::dangling_mut();
    assert_eq!(call!(gu_upload_run(upload, client, target, cancel, &mut item)).0, GU_ERR_STATE, "no source");
    assert!(item.is_null());
    done!(gu_upload_set_read_at(upload, 26_214_401, Some(read_at), null_mut(), None));
    assert_eq!(call!(gu_upload_run(upload, client, target, cancel, &mut item)).0, GU_ERR_TOO_LARGE);
    done!(gu_upload_set_read_at(upload, 5, Some(read_at), null_mut(), None));
    thread::scope(|scope| {
        let cancel = cancel.expose_provenance();
        scope.spawn(move || {
            // SAFETY: the flag outlives the scope, and may be raised from every thread.
            unsafe { gu_cancel_request(ptr::with_exposed_provenance(cancel)) }
        });
    });
    assert_eq!(call!(gu_upload_run(upload, client, target, cancel, &mut item)).0, GU_ERR_CANCELLED);
    let mut session = ptr::dangling_mut();
    assert_eq!(call!(gu_session_create(client, target, 5, cancel, &mut session)).0, GU_ERR_CANCELLED);
    let url = c"https://elsewhere.example/upload";
    assert_eq!(call!(gu_session_adopt(client, 1, url.as_ptr(), 5, cancel, &mut session)).0, GU_ERR_ARGUMENT);
    for state in [b"".as_slice(), b"graph-upload-state 1 plain 00000000\n{}\n", &[0xff; 64]] {
        let length = state.len() as u64;
        let resumed =
            call!(gu_session_resume(client, target, state.as_ptr(), length, null(), 0, cancel, &mut session));
        assert!(resumed.0 == GU_ERR_SAVED_STATE && session.is_null(), "{resumed:?}");
    }
    free! {
        gu_client_free(client); gu_options_free(options); gu_cancel_free(cancel); gu_upload_free(upload);
        gu_target_free(target);
    }
}

/// What only a service or a callback gives.
const LENT: [&str; 6] =
    ["gu_session", "gu_item", "gu_state", "gu_progress", "gu_log_record", "gu_token_sink"];

#[test]
#[cfg_attr(miri, ignore = "it reads texts, which takes Miri minutes")]
fn every_call_is_made() {
    let [main, live, jobs, nulls] =
        ["main", "live", "jobs", "nulls"].map(|name| format!("tests/objects/{name}.rs"));
    let with_live_objects = code_of([main.as_str(), &live, &jobs]);
    let with_null = code_of([nulls.as_str()]);
    let (live, null) = (made(&with_live_objects), made(&with_null));
    for call in calls() {
        let is_lent = call.takes.iter().any(|of| LENT.iter().any(|lent| of.contains(&format!("{lent} *"))));
        let is_made = live.contains(call.name.as_str()) || is_lent && null.contains(call.name.as_str());
        assert!(is_made, "tests/objects/ does not call {}", call.name);
    }
}
