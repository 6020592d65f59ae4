//! The same through the C functions: an upload in puts, saved, resumed and finished.

use std::env;
use std::ffi::{CStr, c_char, c_void};
use std::path::Path;
use std::ptr;

use graph_upload::ffi::client::{gu_client, gu_client_free, gu_client_new};
use graph_upload::ffi::error::{gu_error, gu_error_free, gu_error_message, gu_error_service_code};
use graph_upload::ffi::item::{gu_item, gu_item_free, gu_item_id};
use graph_upload::ffi::log::{gu_log_record, gu_log_record_message};
use graph_upload::ffi::options::*;
use graph_upload::ffi::session::*;
use graph_upload::ffi::state::*;
use graph_upload::ffi::status::{GU_OK, gu_status};
use graph_upload::ffi::target::{gu_target, gu_target_free, gu_target_todo_task};
use graph_upload::ffi::token::{gu_token_sink, gu_token_sink_put};
use zeroize::Zeroizing;

use crate::child::{SEALING_KEY, TOKEN, marked, proxy, secret};

/// Makes a call that takes a place for an error last, shows that error, and returns whether there was none.
macro_rules! call {
    ($function:ident($($argument:expr),* $(,)?)) => {{
        let mut error: *mut gu_error = ptr::null_mut();
        // SAFETY: all arguments are alive for the call, as the header asks.
        let status = unsafe { $function($($argument,)* &mut error) };
        shown(status, error)
    }};
}

fn shown(status: gu_status, error: *mut gu_error) -> bool {
    if status != GU_OK {
        println!("error {} {}", text(error, gu_error_message), text(error, gu_error_service_code));
    }
    // SAFETY: the error is not used any more.
    unsafe { gu_error_free(error) };
    status == GU_OK
}

fn text<T>(object: *const T, accessor: unsafe extern "C" fn(*const T) -> *const c_char) -> String {
    // SAFETY: the object is alive, and its accessors give texts that live as long.
    unsafe { CStr::from_ptr(accessor(object)) }.to_str().expect("UTF-8").to_owned()
}

/// A text for C.
fn c(text: &str) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() + 1));
    bytes.extend_from_slice(text.as_bytes());
    bytes.push(0);
    bytes
}

extern "C" fn token(sink: *const gu_token_sink, _: *mut c_void) -> i32 {
    i32::from(!call!(gu_token_sink_put(sink, c(&secret(TOKEN)).as_ptr().cast())))
}

extern "C" fn log(record: *const gu_log_record, _: *mut c_void) {
    println!("log {}", text(record, gu_log_record_message));
}

/// Uploads once, whatever comes of it.
pub fn play(folder: &Path, number: usize) {
    let client = client(folder);
    let (me, list, task, name) = (ptr::null(), c("l"), c(&format!("c-{number}")), c("n"));
    let mut target: *mut gu_target = ptr::null_mut();
    let [list, task, name] = [&list, &task, &name].map(|text| text.as_ptr().cast());
    assert!(call!(gu_target_todo_task(me, list, task, name, &mut target)));
    let mut session: *mut gu_session = ptr::null_mut();
    let bytes = vec![b'z'; 700_000];
    let _ = call!(gu_session_create(client, target, bytes.len() as u64, ptr::null(), &mut session))
        && call!(gu_put_chunk(session, 0, bytes.as_ptr(), 400_000, ptr::null()))
        && another_life(client, target, &mut session)
        && finish(session, &bytes);
    // SAFETY: nothing of this is used any more, and NULL is allowed.
    unsafe {
        gu_session_free(session);
        gu_target_free(target);
        gu_client_free(client);
    }
}

fn another_life(client: *const gu_client, target: *const gu_target, session: &mut *mut gu_session) -> bool {
    let (key, mut state) = (Zeroizing::new(marked(SEALING_KEY)), ptr::null_mut());
    let (key, length) = (key.as_ptr(), key.len() as u64);
    if !call!(gu_session_save(*session, key, length, &mut state)) {
        return false;
    }
    // SAFETY: the session is not used any more, and the state holds as many bytes as it says.
    let saved = unsafe {
        gu_session_free(std::mem::replace(session, ptr::null_mut()));
        std::slice::from_raw_parts(gu_state_data(state), gu_state_length(state) as usize)
    };
    println!("saved {}", saved.escape_ascii());
    let (data, data_length) = (saved.as_ptr(), saved.len() as u64);
    let resumed =
        call!(gu_session_resume(client, target, data, data_length, key, length, ptr::null(), session));
    // SAFETY: the state is not used any more.
    unsafe { gu_state_free(state) };
    resumed
}

fn finish(session: *mut gu_session, bytes: &[u8]) -> bool {
    // SAFETY: the session is alive.
    let from = unsafe { gu_session_next_offset(session) };
    let rest = &bytes[from as usize..];
    let mut item: *mut gu_item = ptr::null_mut();
    let stored = call!(gu_put_chunk(session, from, rest.as_ptr(), rest.len() as u64, ptr::null()))
        && call!(gu_finish(session, ptr::null(), &mut item));
    println!("by C {stored} {}", text(item, gu_item_id));
    // SAFETY: the item is not used any more, and NULL is allowed.
    unsafe { gu_item_free(item) };
    stored
}

fn client(folder: &Path) -> *mut gu_client {
    let mut options: *mut gu_options = ptr::null_mut();
    assert!(call!(gu_options_new(&mut options)));
    let none = ptr::null_mut();
    let url = c(&env::var("GU_URL").expect("the service"));
    assert!(call!(gu_options_set_base_url(options, url.as_ptr().cast())));
    assert!(call!(gu_options_allow_loopback(options, 1)));
    assert!(call!(gu_options_set_token_callback(options, Some(token), none, None)));
    assert!(call!(gu_options_set_log_callback(options, Some(log), none, None)));
    assert!(call!(gu_options_set_retry_budget(options, 4, 20_000)));
    assert!(call!(gu_options_set_backoff_ms(options, 1, 4)));
    assert!(call!(gu_options_set_settle_ms(options, 120)));
    let url = c(&proxy("http", "GU_PROXY"));
    assert!(call!(gu_options_set_proxy(options, url.as_ptr().cast())));
    let both = Zeroizing::new(std::fs::read(folder.join("both.pem")).expect("written"));
    let (pem, length) = (both.as_ptr(), both.len() as u64);
    assert!(call!(gu_options_set_client_certificate_pem(options, pem, length, pem, length)));
    if folder.join("ca.pem").exists() {
        let path = c(folder.join("ca.pem").to_str().expect("UTF-8"));
        assert!(call!(gu_options_add_ca_file(options, path.as_ptr().cast())));
    }
    let mut client: *mut gu_client = ptr::null_mut();
    assert!(call!(gu_client_new(options, &mut client)));
    // SAFETY: the client has copied what it needs.
    unsafe { gu_options_free(options) };
    client
}
