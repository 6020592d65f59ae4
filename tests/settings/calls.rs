//! What ends a call from within, and tokens that come while it runs.

use std::ffi::c_void;
use std::ptr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};
use std::thread;

use graph_upload::ffi::cancel::*;
use graph_upload::ffi::client::{gu_client, gu_client_free, gu_client_new, gu_client_set_token};
use graph_upload::ffi::error::*;
use graph_upload::ffi::item::gu_item_free;
use graph_upload::ffi::options::*;
use graph_upload::ffi::session::*;
use graph_upload::ffi::state::*;
use graph_upload::ffi::status::*;
use graph_upload::ffi::target::{gu_target, gu_target_drive_path, gu_target_free};
use graph_upload::ffi::token::{GU_TOKEN_LATER, gu_token_sink};
use graph_upload_simulator::Simulator;
use graph_upload_simulator::model::kind::Kind;
use graph_upload_simulator::model::message::Role;

use super::{NO_ERROR, c, service, text};

/// A client with one attempt for each request, and a place in its drive.
struct Setting {
    client: *mut gu_client,
    target: *mut gu_target,
}

impl Setting {
    fn new(service: &Simulator, set: impl FnOnce(*mut gu_options)) -> Self {
        let mut options = ptr::null_mut();
        let mut setting = Self { client: ptr::null_mut(), target: ptr::null_mut() };
        // SAFETY: every handle is used before it is freed, and freed once.
        unsafe {
            assert_eq!(gu_options_new(&mut options, NO_ERROR), GU_OK);
            let base = c(&service.root(Role::Graph));
            assert_eq!(gu_options_set_base_url(options, base.as_ptr(), NO_ERROR), GU_OK);
            assert_eq!(gu_options_allow_loopback(options, 1, NO_ERROR), GU_OK);
            set(options);
            assert_eq!(gu_client_new(options, &mut setting.client, NO_ERROR), GU_OK);
            gu_options_free(options);
            let path = c("folder/n.bin");
            let made = gu_target_drive_path(ptr::null(), path.as_ptr(), &mut setting.target, NO_ERROR);
            assert_eq!(made, GU_OK);
        }
        setting
    }

    fn with_token(service: &Simulator) -> Self {
        let token = c(&service.token());
        // SAFETY: the options are alive.
        Self::new(service, |options| unsafe {
            assert_eq!(gu_options_set_token(options, token.as_ptr(), NO_ERROR), GU_OK);
        })
    }

    /// Begins an upload of 10 bytes; its status, and whether the error says that the session is kept.
    fn create(&self, cancel: *const gu_cancel) -> (gu_status, *mut gu_session, u32) {
        let (mut session, mut error) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: the handles are alive.
        unsafe {
            let status = gu_session_create(self.client, self.target, 10, cancel, &mut session, &mut error);
            let kept = gu_error_session_kept(error);
            gu_error_free(error);
            (status, session, kept)
        }
    }
}

impl Drop for Setting {
    fn drop(&mut self) {
        // SAFETY: both are freed once.
        unsafe {
            gu_client_free(self.client);
            gu_target_free(self.target);
        }
    }
}

fn new_cancel() -> *mut gu_cancel {
    let mut cancel = ptr::null_mut();
    // SAFETY: the place can be written.
    assert_eq!(unsafe { gu_cancel_new(&mut cancel, NO_ERROR) }, GU_OK);
    cancel
}

/// The requests in which, and between which, a call waits for a long time.
const WAITS: [&str; 3] = ["look-up=delay:600000", "create=delay:600000", "create=429;retry-after: 600"];

#[test]
fn a_deadline_ends_every_wait() {
    for fault in WAITS {
        let service = service(&[fault]);
        let setting = Setting::with_token(&service);
        let cancel = new_cancel();
        // SAFETY: the flag is freed once, after its last use.
        unsafe {
            assert_eq!(gu_cancel_set_deadline_ms(cancel, 300, NO_ERROR), GU_OK);
            assert_eq!(gu_cancel_is_requested(cancel), 0);
            assert_eq!(setting.create(cancel), (GU_ERR_CANCELLED, ptr::null_mut(), 0), "{fault}");
            assert_eq!(gu_cancel_is_requested(cancel), 1, "it stays raised");
            assert_eq!(gu_cancel_wait(cancel, 600_000), 1);
            gu_cancel_free(cancel);
        }
    }
}

#[test]
fn a_deadline_can_be_taken_back() {
    let service = service(&[]);
    let setting = Setting::with_token(&service);
    let cancel = new_cancel();
    // SAFETY: the handles are freed once, after their last use.
    unsafe {
        assert_eq!(gu_cancel_set_deadline_ms(cancel, 1, NO_ERROR), GU_OK);
        assert_eq!(gu_cancel_set_deadline_ms(cancel, 0, NO_ERROR), GU_OK);
        assert_eq!(gu_cancel_wait(cancel, 20), 0);
        let (status, session, _) = setting.create(cancel);
        assert_eq!(status, GU_OK);
        gu_session_free(session);
        gu_cancel_free(cancel);
    }
}

unsafe extern "C" fn count_down(context: *mut c_void) -> i32 {
    // SAFETY: it is the counter that was given.
    let left = unsafe { &*context.cast::<AtomicU32>() };
    i32::from(left.fetch_sub(1, Ordering::SeqCst) == 1)
}

#[test]
fn a_poll_is_called_in_every_wait_and_can_end_it() {
    for fault in WAITS {
        let service = service(&[fault]);
        let setting = Setting::with_token(&service);
        let cancel = new_cancel();
        let left = AtomicU32::new(5);
        // SAFETY: the counter outlives the flag, which is freed once.
        unsafe {
            let context = (&raw const left).cast_mut().cast();
            assert_eq!(gu_cancel_set_poll(cancel, Some(count_down), context, None, NO_ERROR), GU_OK);
            assert_eq!(setting.create(cancel), (GU_ERR_CANCELLED, ptr::null_mut(), 0), "{fault}");
            gu_cancel_free(cancel);
        }
        assert_eq!(left.load(Ordering::SeqCst), 0, "{fault}: it is not called once it has ended the call");
    }
}

unsafe extern "C" fn later(_: *const gu_token_sink, context: *mut c_void) -> i32 {
    // SAFETY: it is the counter that was given.
    unsafe { &*context.cast::<AtomicU32>() }.fetch_add(1, Ordering::SeqCst);
    GU_TOKEN_LATER
}

#[test]
fn a_token_can_be_brought_later_and_replaced_while_an_upload_lives() {
    let service = service(&[]);
    let asked = AtomicU32::new(0);
    let context: *mut c_void = (&raw const asked).cast_mut().cast();
    // SAFETY: the counter outlives the client.
    let setting = Setting::new(&service, |options| unsafe {
        assert_eq!(gu_options_set_token_callback(options, Some(later), context, None, NO_ERROR), GU_OK);
    });
    let client = setting.client as usize;
    let token = service.token();
    thread::scope(|scope| {
        let asked = &asked;
        scope.spawn(move || {
            while asked.load(Ordering::SeqCst) == 0 {
                thread::yield_now();
            }
            // SAFETY: the client is alive.
            let set =
                unsafe { gu_client_set_token(client as *const gu_client, c(&token).as_ptr(), NO_ERROR) };
            assert_eq!(set, GU_OK);
        });
        let (status, session, _) = setting.create(ptr::null());
        assert_eq!((status, asked.load(Ordering::SeqCst)), (GU_OK, 1));
        // SAFETY: the session is freed once.
        unsafe {
            assert_eq!(gu_session_discard(session, ptr::null(), NO_ERROR), GU_OK);
            gu_session_free(session);
        }
    });
    // The next one is there before the service refuses the last.
    let next = c(&service.rotate_token());
    // SAFETY: the client is alive.
    assert_eq!(unsafe { gu_client_set_token(setting.client, next.as_ptr(), NO_ERROR) }, GU_OK);
    let before = service.requests().iter().filter(|request| request.status == Some(401)).count();
    let (status, session, _) = setting.create(ptr::null());
    assert_eq!((status, before), (GU_OK, 0));
    // SAFETY: the session is freed once.
    unsafe { gu_session_free(session) };
    // None at all ends what needs one.
    // SAFETY: the client is alive.
    assert_eq!(unsafe { gu_client_set_token(setting.client, ptr::null(), NO_ERROR) }, GU_OK);
    let wrong = c("a b");
    // SAFETY: as above.
    assert_eq!(unsafe { gu_client_set_token(setting.client, wrong.as_ptr(), NO_ERROR) }, GU_ERR_ARGUMENT);
}

#[test]
fn an_error_says_whether_the_session_is_kept() {
    // The last piece is refused, and the session cannot be asked why.
    let service = service(&["last=503", "status=503", "delete=503"]);
    // SAFETY: the options are alive.
    let setting = Setting::new(&service, |options| unsafe {
        let token = c(&service.token());
        assert_eq!(gu_options_set_token(options, token.as_ptr(), NO_ERROR), GU_OK);
        assert_eq!(gu_options_set_retry_budget(options, 1, 60_000, NO_ERROR), GU_OK);
        assert_eq!(gu_options_set_backoff_ms(options, 0, 0, NO_ERROR), GU_OK);
        assert_eq!(gu_options_set_settle_ms(options, 0, NO_ERROR), GU_OK);
    });
    let (status, session, _) = setting.create(ptr::null());
    assert_eq!(status, GU_OK);
    let mut error = ptr::null_mut();
    // SAFETY: the handles are alive, and freed once.
    unsafe {
        let bytes = [7; 10];
        let put = gu_put_chunk(session, 0, bytes.as_ptr(), 10, ptr::null(), &mut error);
        assert_eq!((put, gu_error_session_kept(error)), (GU_ERR_OUTCOME_UNKNOWN, 1));
        let json: serde_json::Value = serde_json::from_str(&text(gu_error_json(error))).expect("JSON");
        assert_eq!(
            (&json["status_name"], &json["session_kept"]),
            (&"GU_ERR_OUTCOME_UNKNOWN".into(), &true.into())
        );
        gu_error_free(error);
        assert_eq!(gu_session_discard(session, ptr::null(), &mut error), GU_ERR_SERVER);
        assert_eq!(gu_error_session_kept(error), 1, "it was not deleted");
        gu_error_free(error);
        assert_eq!(gu_session_discard(session, ptr::null(), NO_ERROR), GU_OK);
        gu_session_free(session);
    }
    assert_eq!(service.requests().iter().filter(|request| request.kind == Kind::Delete).count(), 2);
}

/// What a save callback has been given, and how much was confirmed then.
#[derive(Default)]
struct Kept {
    session: AtomicPtr<gu_session>,
    states: Mutex<Vec<(Vec<u8>, u64)>>,
    refuses: AtomicU32,
}

unsafe extern "C" fn keep(state: *const gu_state, context: *mut c_void) -> i32 {
    // SAFETY: it is what was given, and the state is valid during the call.
    unsafe {
        let kept = &*context.cast::<Kept>();
        let bytes = std::slice::from_raw_parts(gu_state_data(state), gu_state_length(state) as usize);
        let confirmed = gu_session_confirmed(kept.session.load(Ordering::SeqCst));
        kept.states.lock().expect("not poisoned").push((bytes.to_vec(), confirmed));
        kept.refuses.load(Ordering::SeqCst) as i32
    }
}

#[test]
fn a_session_is_saved_and_tells_its_progress_in_the_middle_of_a_put() {
    const PIECE: usize = 327_680;
    let service = service(&["last:*=503"]);
    // SAFETY: the options are alive.
    let setting = Setting::new(&service, |options| unsafe {
        let token = c(&service.token());
        assert_eq!(gu_options_set_token(options, token.as_ptr(), NO_ERROR), GU_OK);
        assert_eq!(gu_options_set_piece_bytes(options, PIECE as u64, NO_ERROR), GU_OK);
        assert_eq!(gu_options_set_retry_budget(options, 1, 60_000, NO_ERROR), GU_OK);
        assert_eq!(gu_options_set_settle_ms(options, 0, NO_ERROR), GU_OK);
    });
    let bytes = vec![7; 4 * PIECE];
    let kept = Kept::default();
    let (mut session, mut again, mut item) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    let context: *mut c_void = (&raw const kept).cast_mut().cast();
    let size = bytes.len() as u64;
    // SAFETY: the handles are alive, and freed once; what is kept outlives the session.
    unsafe {
        let none = ptr::null();
        assert_eq!(
            gu_session_create(setting.client, setting.target, size, none, &mut session, NO_ERROR),
            GU_OK
        );
        kept.session.store(session, Ordering::SeqCst);
        let set = gu_session_set_save_callback(session, none.cast(), 0, Some(keep), context, None, NO_ERROR);
        assert_eq!(set, GU_OK);
        let put = gu_put_chunk(session, 0, bytes.as_ptr(), size, none, NO_ERROR);
        assert_ne!(put, GU_OK, "the last piece is refused");
        gu_session_free(session);
        let states = kept.states.lock().expect("not poisoned").clone();
        let confirmed: Vec<_> = states.iter().map(|(_, confirmed)| *confirmed / PIECE as u64).collect();
        assert!(confirmed.starts_with(&[0, 1, 2, 3]), "{confirmed:?}");
        // Any of them will do.
        service.clear_script();
        let (state, _) = &states[1];
        let resumed = gu_session_resume(
            setting.client,
            setting.target,
            state.as_ptr(),
            state.len() as u64,
            none.cast(),
            0,
            none,
            &mut again,
            NO_ERROR,
        );
        assert_eq!((resumed, gu_session_next_offset(again)), (GU_OK, 3 * PIECE as u64));
        // What cannot be kept does not leave.
        kept.refuses.store(1, Ordering::SeqCst);
        kept.session.store(again, Ordering::SeqCst);
        let set = gu_session_set_save_callback(again, none.cast(), 0, Some(keep), context, None, NO_ERROR);
        assert_eq!(set, GU_OK);
        let rest = &bytes[3 * PIECE..];
        let before = service.requests().len();
        let put =
            |session| gu_put_chunk(session, 3 * PIECE as u64, rest.as_ptr(), PIECE as u64, none, NO_ERROR);
        assert_eq!((put(again), service.requests().len()), (GU_ERR_SAVED_STATE, before));
        kept.refuses.store(0, Ordering::SeqCst);
        assert_eq!(put(again), GU_OK);
        assert_eq!(gu_finish(again, none, &mut item, NO_ERROR), GU_OK);
        gu_item_free(item);
        gu_session_free(again);
    }
}
