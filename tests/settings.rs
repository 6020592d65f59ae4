//! What each setter of `gu_options` changes on the wire, and what every accessor of an error and an item tells.

#[path = "settings/calls.rs"]
mod calls;
#[path = "settings/network.rs"]
mod network;

use std::ffi::{CStr, CString, c_char};
use std::ptr;

use graph_upload::ffi::cancel::gu_cancel;
use graph_upload::ffi::client::{gu_client, gu_client_free, gu_client_new};
use graph_upload::ffi::error::*;
use graph_upload::ffi::item::*;
use graph_upload::ffi::options::*;
use graph_upload::ffi::session::*;
use graph_upload::ffi::status::*;
use graph_upload::ffi::target::{gu_target, gu_target_drive_path, gu_target_free};
use graph_upload_simulator::model::kind::Kind;
use graph_upload_simulator::model::message::Role;
use graph_upload_simulator::{Options, Simulator};

const NO_ERROR: *mut *mut gu_error = ptr::null_mut();
const NO_CANCEL: *const gu_cancel = ptr::null();

fn c(text: &str) -> CString {
    CString::new(text).expect("no NUL inside")
}

fn text(pointer: *const c_char) -> String {
    // SAFETY: the library's texts end with NUL and live as long as their object.
    unsafe { CStr::from_ptr(pointer) }.to_str().expect("UTF-8").to_owned()
}

/// A service whose faults are given as text.
fn service(faults: &[&str]) -> Simulator {
    let faults = faults.iter().map(|fault| fault.parse().expect("a fault")).collect();
    Simulator::start(Options { plain: true, faults, ..Options::strict() }).expect("a free port")
}

/// Uploads a file to a drive with options that `set` has changed, and shows what came of it.
fn upload<T>(
    service: &Simulator,
    size: usize,
    set: impl FnOnce(*mut gu_options),
    show: impl FnOnce(gu_status, *mut gu_item, *mut gu_error) -> T,
) -> T {
    let bytes = vec![7; size];
    let mut options = ptr::null_mut();
    let mut client: *mut gu_client = ptr::null_mut();
    let mut target: *mut gu_target = ptr::null_mut();
    let mut session: *mut gu_session = ptr::null_mut();
    let (mut item, mut error) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: every handle is used before it is freed, and freed once.
    unsafe {
        assert_eq!(gu_options_new(&mut options, NO_ERROR), GU_OK);
        let base = c(&service.root(Role::Graph));
        assert_eq!(gu_options_set_base_url(options, base.as_ptr(), NO_ERROR), GU_OK);
        assert_eq!(gu_options_allow_loopback(options, 1, NO_ERROR), GU_OK);
        assert_eq!(gu_options_set_token(options, c(&service.token()).as_ptr(), NO_ERROR), GU_OK);
        assert_eq!(gu_options_set_backoff_ms(options, 0, 0, NO_ERROR), GU_OK);
        assert_eq!(gu_options_set_settle_ms(options, 0, NO_ERROR), GU_OK);
        set(options);
        assert_eq!(gu_client_new(options, &mut client, NO_ERROR), GU_OK);
        let path = c("folder/n.bin");
        assert_eq!(gu_target_drive_path(ptr::null(), path.as_ptr(), &mut target, NO_ERROR), GU_OK);
        let length = size as u64;
        let mut status = gu_session_create(client, target, length, NO_CANCEL, &mut session, &mut error);
        if status == GU_OK {
            status = gu_put_chunk(session, 0, bytes.as_ptr(), length, NO_CANCEL, &mut error);
        }
        if status == GU_OK {
            status = gu_finish(session, NO_CANCEL, &mut item, &mut error);
        }
        let shown = show(status, item, error);
        gu_item_free(item);
        gu_error_free(error);
        gu_session_free(session);
        gu_target_free(target);
        gu_client_free(client);
        gu_options_free(options);
        assert_eq!(service.violations(), Vec::<String>::new());
        shown
    }
}

fn count(service: &Simulator, kind: Kind) -> usize {
    service.requests().iter().filter(|request| request.kind == kind).count()
}

#[test]
fn the_user_agent_is_sent() {
    let service = service(&[]);
    let set = |options| {
        // SAFETY: the options are alive.
        let status =
            unsafe { gu_options_set_user_agent(options, c("ISV|Contoso|App/1.0").as_ptr(), NO_ERROR) };
        assert_eq!(status, GU_OK);
    };
    upload(&service, 10, set, |status, _, _| assert_eq!(status, GU_OK));
    let requests = service.requests();
    assert!(requests.len() >= 3);
    assert!(requests.iter().all(|request| request.header("user-agent") == Some("ISV|Contoso|App/1.0")));
}

#[test]
fn pieces_have_the_size_that_was_set() {
    for (piece, pieces) in [(327_680, 4), (655_360, 2), (0, 1)] {
        let service = service(&[]);
        // SAFETY: the options are alive.
        let set =
            |options| unsafe { assert_eq!(gu_options_set_piece_bytes(options, piece, NO_ERROR), GU_OK) };
        upload(&service, 4 * 327_680, set, |status, _, _| assert_eq!(status, GU_OK));
        assert_eq!(count(&service, Kind::Piece), pieces, "{piece}");
    }
}

/// A drive takes multiples alone; other kinds take pieces of any size.
#[test]
fn the_size_of_pieces_is_checked_against_the_kind() {
    let service = service(&[]);
    // SAFETY: the options are alive.
    let set =
        |options| unsafe { assert_eq!(gu_options_set_piece_bytes(options, 1_000_000, NO_ERROR), GU_OK) };
    upload(&service, 2_000_000, set, |status, _, error| {
        // SAFETY: the error is alive.
        let message = text(unsafe { gu_error_message(error) });
        assert_eq!(status, GU_ERR_ARGUMENT);
        assert!(message.contains("1000000") && message.contains("multiples of 327680"), "{message}");
    });
    assert_eq!(service.requests().len(), 0);
}

#[test]
fn the_version_is_in_the_path() {
    for (version, path) in [(GU_API_V1, "/v1.0/"), (GU_API_BETA, "/beta/")] {
        let service = service(&[]);
        // SAFETY: the options are alive.
        let set =
            |options| unsafe { assert_eq!(gu_options_set_api_version(options, version, NO_ERROR), GU_OK) };
        upload(&service, 10, set, |status, _, _| assert_eq!(status, GU_OK));
        assert!(service.requests().iter().any(|request| request.target.starts_with(path)));
    }
}

#[test]
fn attempts_end_with_the_budget() {
    for attempts in [1, 3] {
        let service = service(&["create:*=503"]);
        // SAFETY: the options are alive.
        let set = |options| unsafe {
            assert_eq!(gu_options_set_retry_budget(options, attempts, 60_000, NO_ERROR), GU_OK)
        };
        upload(&service, 10, set, |status, _, error| {
            // SAFETY: the error is alive.
            let told = unsafe { (gu_error_attempts(error), gu_error_is_retryable(error)) };
            assert_eq!((status, told), (GU_ERR_SERVER, (attempts, 1)));
        });
        assert_eq!(count(&service, Kind::Create), attempts as usize);
    }
}

#[test]
fn a_wait_past_the_retry_time_is_not_waited_for() {
    let service = service(&["create:*=429;retry-after: 5"]);
    // SAFETY: the options are alive.
    let set =
        |options| unsafe { assert_eq!(gu_options_set_retry_budget(options, 8, 4_000, NO_ERROR), GU_OK) };
    upload(&service, 10, set, |status, _, error| {
        // SAFETY: the error is alive.
        assert_eq!((status, unsafe { gu_error_retry_after_ms(error) }), (GU_ERR_THROTTLED, 5_000));
    });
}

#[test]
fn responses_are_not_awaited_for_ever() {
    type Setter = unsafe extern "C" fn(*mut gu_options, u64, *mut *mut gu_error) -> gu_status;
    let cases: [(&str, Setter); 2] = [
        ("create=delay:600000", gu_options_set_response_timeout_ms),
        ("last=delay:600000", gu_options_set_commit_response_timeout_ms),
    ];
    for (fault, setter) in cases {
        let service = service(&[fault, "status:*=503"]);
        let set = |options| {
            // SAFETY: the options are alive.
            unsafe {
                assert_eq!(setter(options, 50, NO_ERROR), GU_OK);
                assert_eq!(gu_options_set_retry_budget(options, 1, 60_000, NO_ERROR), GU_OK);
            }
        };
        upload(&service, 10, set, |status, item, error| {
            // The file of the last piece is found by looking, as soon as its response is not awaited any more.
            // SAFETY: the item is alive.
            if status == GU_OK && fault.starts_with("last") && unsafe { gu_item_recovered(item) } == 1 {
                return;
            }
            // SAFETY: the error is alive.
            let message = text(unsafe { gu_error_message(error) });
            assert!([GU_ERR_TIMEOUT, GU_ERR_OUTCOME_UNKNOWN].contains(&status), "{fault}: {message}");
            assert!(message.contains("'response'"), "{fault}: {message}");
        });
    }
}

#[test]
fn an_error_tells_all_that_the_service_said() {
    let body = r#"{"error":{"code":"accessDenied","message":"No.","innerError":{"code":"specific"}}}"#;
    let service = service(&[&format!("create=403;request-id: r-1;body={body}")]);
    upload(
        &service,
        10,
        |_| {},
        // SAFETY: the error is alive.
        |status, item, error| unsafe {
            assert!(item.is_null());
            assert_eq!((status, gu_error_status(error)), (GU_ERR_DENIED, GU_ERR_DENIED));
            assert_eq!(gu_error_http_status(error), 403);
            assert_eq!(text(gu_error_service_code(error)), "specific");
            assert_eq!(text(gu_error_service_codes(error)), "accessDenied specific");
            let json: serde_json::Value = serde_json::from_str(&text(gu_error_json(error))).expect("JSON");
            assert_eq!(json["service_codes"], serde_json::json!(["accessDenied", "specific"]));
            assert_eq!((&json["http_status"], &json["os_error"]), (&403.into(), &serde_json::Value::Null));
            assert_eq!(json["message"], text(gu_error_message(error)));
            assert_eq!(gu_error_session_kept(error), 0);
            assert_eq!(text(gu_error_request_id(error)), "r-1");
            let message = text(gu_error_message(error));
            assert!(message.contains("creating the upload session") && message.contains("No"), "{message}");
            assert_eq!((gu_error_is_retryable(error), gu_error_in_doubt(error)), (0, 0));
            assert_eq!((gu_error_offset(error), gu_error_os_error(error)), (0, 0));
        },
    );
}

#[test]
fn a_refused_connection_tells_the_systems_error() {
    let gone = service(&[]);
    let address = gone.root(Role::Graph);
    drop(gone);
    let service = service(&[]);
    let set = |options| {
        // SAFETY: the options are alive.
        unsafe {
            assert_eq!(gu_options_set_base_url(options, c(&address).as_ptr(), NO_ERROR), GU_OK);
            assert_eq!(gu_options_set_retry_budget(options, 1, 0, NO_ERROR), GU_OK);
        }
    };
    upload(&service, 10, set, |status, _, error| {
        // SAFETY: the error is alive.
        assert_eq!((status, unsafe { gu_error_os_error(error) }), (GU_ERR_NETWORK, libc::ECONNREFUSED));
    });
}

#[test]
fn an_item_tells_all_that_the_service_said() {
    let service = service(&[]);
    upload(
        &service,
        10,
        |_| {},
        // SAFETY: the item is alive.
        |status, item, _| unsafe {
            assert_eq!(status, GU_OK);
            let stored = service.drive_file("me/drive/root:/folder/n.bin").expect("it is there");
            assert_eq!(text(gu_item_id(item)), stored.id);
            assert_eq!(text(gu_item_name(item)), "n.bin");
            assert_eq!(gu_item_size(item), 10);
            assert!(!text(gu_item_etag(item)).is_empty());
            assert!(text(gu_item_web_url(item)).starts_with("http"));
            assert!(text(gu_item_json(item)).contains(&stored.id));
            assert_eq!((text(gu_item_location(item)).as_str(), gu_item_recovered(item)), ("", 0));
        },
    );
}
