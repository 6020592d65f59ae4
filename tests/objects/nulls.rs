//! The calls on what only a service or a callback gives, with NULL in its place.

use super::*;
use graph_upload::ffi::item::*;
use graph_upload::ffi::wait::GU_WAIT_NOTHING;

/// Checks what accessors return for NULL.
macro_rules! none {
    // SAFETY: all accessors accept NULL.
    ($($accessor:ident(null()) == $answer:expr;)*) => { $(assert_eq!(unsafe { $accessor(null()) }, $answer);)* };
}

/// The same for strings, which are empty.
macro_rules! empty {
    ($($accessor:ident(null());)*) => {
        // SAFETY: as above; they return static strings.
        $(assert_eq!(unsafe { CStr::from_ptr($accessor(null())) }, c"");)*
    };
}

#[test]
fn accessors_take_null() {
    empty! {
        gu_item_id(null()); gu_item_name(null()); gu_item_location(null()); gu_item_web_url(null());
        gu_item_etag(null()); gu_item_json(null()); gu_progress_waits_code(null()); gu_log_record_message(null());
        gu_token_sink_claims(null());
    }
    none! {
        gu_item_size(null()) == -1;
        gu_item_recovered(null()) == 0;
        gu_item_integrity(null()) == 0;
        gu_progress_sent(null()) == 0;
        gu_progress_confirmed(null()) == 0;
        gu_progress_total(null()) == 0;
        gu_progress_spooled(null()) == 0;
        gu_progress_bytes_per_second(null()) == 0;
        gu_progress_time_left_ms(null()) == -1;
        gu_progress_late_by_ms(null()) == -1;
        gu_progress_waits_ms(null()) == 0;
        gu_progress_waits_for(null()) == GU_WAIT_NOTHING;
        gu_log_record_level(null()) == 0;
        gu_token_sink_was_rejected(null()) == 0;
        gu_session_confirmed(null()) == 0;
        gu_session_next_offset(null()) == 0;
        gu_session_size(null()) == 0;
        gu_session_expires_ms(null()) == 0;
        gu_state_data(null()) == null();
        gu_state_length(null()) == 0;
    }
    free! { gu_item_free(null_mut()); }
}

unsafe extern "C" fn save(_: *const gu_state, _: *mut c_void) -> i32 {
    0
}

#[test]
fn sessions_must_not_be_null() {
    let frees = AtomicUsize::new(0);
    let (no, mut item, mut state) = (null_mut(), ptr::dangling_mut(), ptr::dangling_mut());
    let user = || counted(&frees);
    let refused = [
        call!(gu_put_chunk(no, 0, null(), 0, null())),
        call!(gu_finish(no, null(), &mut item)),
        call!(gu_session_refresh(no, null())),
        call!(gu_session_discard(no, null())),
        call!(gu_session_set_progress(no, Some(progress), user(), Some(destroy))),
        call!(gu_session_set_save_callback(no, null(), 0, Some(save), user(), Some(destroy))),
        call!(gu_session_save(no, null(), 0, &mut state)),
    ];
    assert_eq!(refused.map(|(status, _)| status), [GU_ERR_ARGUMENT; 7]);
    assert!(item.is_null() && state.is_null());
    assert_eq!(frees.load(Ordering::Relaxed), 2);
}
