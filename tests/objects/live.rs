//! Every call that needs no service, with live objects.

use super::*;
use graph_upload::ffi::one_call::gu_upload_file;
use graph_upload::ffi::version::*;

/// A certificate authority is no certificate of a client: without its key it is refused.
const NO_KEY: &[u8] = b"no key";

#[test]
fn options_are_set() {
    let options = usual_options();
    done!(gu_options_set(options, c"connect_timeout_ms".as_ptr(), c"9000".as_ptr()));
    done!(gu_options_set_connect_timeout_ms(options, 1));
    done!(gu_options_set_stall_timeout_ms(options, 1));
    done!(gu_options_set_response_timeout_ms(options, 1));
    done!(gu_options_set_commit_response_timeout_ms(options, 1));
    done!(gu_options_set_retry_budget(options, 1, 0));
    done!(gu_options_set_backoff_ms(options, 0, 1));
    done!(gu_options_set_settle_ms(options, 0));
    done!(gu_options_set_piece_bytes(options, 327_680));
    done!(gu_options_set_rate_limit(options, 0));
    done!(gu_options_set_locked_policy(options, GU_LOCKED_FAIL));
    done!(gu_options_set_baseline(options, GU_BASELINE_QUICK));
    done!(gu_options_set_one_request_bytes(options, 1_000_000));
    done!(gu_options_set_ip_version(options, GU_IP_V6));
    done!(gu_options_set_immutable_ids(options, 1));
    done!(gu_options_set_api_version(options, GU_API_BETA));
    done!(gu_options_set_cloud(options, GU_CLOUD_GLOBAL));
    done!(gu_options_add_upload_host(options, c"files.example.com".as_ptr()));
    done!(gu_options_set_user_agent(options, c"Example/1.0".as_ptr()));
    done!(gu_options_set_proxy(options, c"http://me:secret@proxy.example.com".as_ptr()));
    done!(gu_options_set_no_proxy(options, c"localhost".as_ptr()));
    done!(gu_options_set_proxy_from_environment(options));
    let (key, length) = (NO_KEY.as_ptr(), NO_KEY.len() as u64);
    let (chain, chain_length) = (AUTHORITY.as_ptr(), AUTHORITY.len() as u64);
    let nowhere = c"/nowhere".as_ptr();
    let refused = [
        call!(gu_options_set_client_certificate_pem(options, chain, chain_length, key, length)),
        call!(gu_options_set_client_certificate_files(options, nowhere, nowhere)),
        call!(gu_options_add_ca_file(options, nowhere)),
    ];
    assert_eq!(refused.map(|(status, _)| status), [GU_ERR_ARGUMENT; 3]);
    free! { gu_options_free(options); }
}

#[test]
fn properties_are_set() {
    let parsed = |text: &CStr| make!(gu_target_parse(text.as_ptr(), null(), c"name".as_ptr()));
    let (drive, message) = (parsed(c"drive:/folder/name"), parsed(c"message:MESSAGE"));
    done!(gu_target_set(drive, c"conflict".as_ptr(), c"rename".as_ptr()));
    done!(gu_target_set_conflict(drive, GU_CONFLICT_REPLACE));
    done!(gu_target_set_created_ms(drive, 1));
    done!(gu_target_set_modified_ms(drive, 2));
    done!(gu_target_set_accessed_ms(drive, 3));
    done!(gu_target_set_description(drive, c"text".as_ptr()));
    done!(gu_target_set_space_check(drive, 1));
    done!(gu_target_set_commit(drive, GU_COMMIT_BY_HOST));
    done!(gu_target_set_if_match(drive, c"\"{A1},2\"".as_ptr()));
    done!(gu_target_set_if_none_match(drive, c"*".as_ptr()));
    done!(gu_target_set_source(drive, c"teams".as_ptr(), c"1".as_ptr()));
    done!(gu_target_set_media_category(drive, c"meeting".as_ptr()));
    done!(gu_target_set_content_type(message, c"application/pdf".as_ptr()));
    done!(gu_target_set_inline(message, 1));
    done!(gu_target_set_content_id(message, c"picture".as_ptr()));
    free! { gu_target_free(drive); gu_target_free(message); }
}

#[test]
fn uploads_are_set() {
    let upload = make!(gu_upload_new());
    done!(gu_upload_set_file(upload, c"/nowhere".as_ptr()));
    done!(gu_upload_set_keep_on_cancel(upload, 1));
    done!(gu_upload_set_differs_is_error(upload, 1));
    done!(gu_upload_set_state_file(upload, c"state".as_ptr()));
    done!(gu_upload_set_sealing_key(upload, [7; 32].as_ptr(), 32));
    done!(gu_upload_set_sealing_key(upload, null(), 0));
    done!(gu_upload_set_spool_folder(upload, c"folder".as_ptr()));
    done!(gu_upload_set_spool_max_bytes(upload, 1));
    assert_eq!(call!(gu_upload_set_file_handle(upload, u64::MAX)).0, GU_ERR_ARGUMENT);
    assert_eq!(call!(gu_upload_set_stream_handle(upload, u64::MAX)).0, GU_ERR_ARGUMENT);
    free! { gu_upload_free(upload); }

    let options = usual_options();
    let client = make!(gu_client_new(options));
    done!(gu_client_set_token(client, c"another".as_ptr()));
    done!(gu_client_set_token(client, null()));
    let mut item = ptr::dangling_mut();
    // With a target it would open the file, in a way that Miri does not know.
    assert_eq!(call!(gu_upload_file(client, null(), c"/nowhere".as_ptr(), &mut item)).0, GU_ERR_ARGUMENT);
    assert!(item.is_null());
    free! { gu_client_free(client); gu_options_free(options); }
}

unsafe extern "C" fn poll(_: *mut c_void) -> i32 {
    1
}

#[test]
fn flags_are_raised_by_their_poll() {
    let frees = AtomicUsize::new(0);
    let cancel = make!(gu_cancel_new());
    done!(gu_cancel_set_deadline_ms(cancel, 3_600_000));
    // SAFETY: the flag is alive, here and below.
    assert_eq!(unsafe { (gu_cancel_is_requested(cancel), gu_cancel_wait(cancel, 0)) }, (0, 0));
    done!(gu_cancel_set_poll(cancel, Some(poll), counted(&frees), Some(destroy)));
    assert_eq!(unsafe { gu_cancel_wait(cancel, 3_600_000) }, 1);
    free! { gu_cancel_free(cancel); }
    assert_eq!(frees.load(Ordering::Relaxed), 1);
}

#[test]
fn errors_are_read() {
    let mut error: *mut gu_error = null_mut();
    // SAFETY: the error is made here, read while it is there, and freed once; its strings are read before.
    unsafe {
        assert_eq!(gu_options_new(null_mut(), &mut error), GU_ERR_ARGUMENT);
        let empty = [
            gu_error_service_code(error),
            gu_error_service_codes(error),
            gu_error_request_id(error),
            gu_error_host(error),
            gu_error_diagnostics(error),
            gu_error_claims(error),
        ];
        assert_eq!(empty.map(|text| CStr::from_ptr(text)), [c""; 6]);
        assert!(CStr::from_ptr(gu_error_json(error)).to_string_lossy().contains("GU_ERR_ARGUMENT"));
        assert_eq!((gu_error_http_status(error), gu_error_os_error(error)), (0, 0));
        assert_eq!((gu_error_retry_after_ms(error), gu_error_offset(error)), (0, 0));
        assert_eq!((gu_error_is_retryable(error), gu_error_in_doubt(error)), (0, 0));
        assert_eq!((gu_error_session_kept(error), gu_error_attempts(error)), (0, 0));
        gu_error_free(error);
    }
}

#[test]
fn static_strings_are_read() {
    let strings = [gu_version_string(), gu_status_name(GU_OK), gu_rules_json()];
    // SAFETY: they are static texts.
    let strings = strings.map(|text| unsafe { CStr::from_ptr(text) });
    assert!(strings.iter().all(|text| !text.is_empty()), "{strings:?}");
    assert_eq!(gu_version_number(), GU_VERSION_NUMBER);
}
