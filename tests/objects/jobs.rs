//! Queues and jobs. A queue that is paused starts no thread and sends nothing.

use super::*;
use graph_upload::ffi::job::*;
use graph_upload::ffi::queue::*;
use graph_upload::ffi::wait::GU_WAIT_NOTHING;
#[cfg(not(miri))]
use std::ffi::CString;

fn paused_queue() -> *mut gu_queue {
    let options = usual_options();
    let client = make!(gu_client_new(options));
    let queue = make!(gu_queue_new(client, 2));
    done!(gu_queue_pause(queue));
    free! { gu_client_free(client); gu_options_free(options); }
    queue
}

static BYTES: [u8; 3] = [1, 2, 3];

fn submit(queue: *const gu_queue, frees: &AtomicUsize) -> *mut gu_job {
    let target = make!(gu_target_todo_task(null(), c"l".as_ptr(), c"t".as_ptr(), c"n".as_ptr()));
    let upload = make!(gu_upload_new());
    done!(gu_upload_set_memory(upload, BYTES.as_ptr(), 3, null_mut(), None));
    let job = make!(gu_queue_submit(queue, upload, target, counted(frees), Some(destroy)));
    free! { gu_upload_free(upload); gu_target_free(target); }
    job
}

#[test]
fn a_job_that_never_ran_is_cancelled_and_read() {
    let frees = AtomicUsize::new(0);
    let queue = paused_queue();
    let (job, other) = (submit(queue, &frees), submit(queue, &frees));
    done!(gu_job_pause(job));
    done!(gu_job_continue(job));
    done!(gu_job_move_to_front(other));
    assert_eq!(call!(gu_job_wait(job, 0, null())).0, GU_ERR_TIMEOUT);
    // SAFETY: all handles are alive, and what they lend is read before they are freed.
    unsafe {
        assert_eq!(
            (gu_job_stage(job), gu_job_status(job), gu_job_id(job)),
            (GU_STAGE_PAUSED, GU_ERR_BUSY, 1)
        );
        assert_eq!((gu_job_item(job), gu_job_error(job)), (null(), null()));
        assert!(!gu_job_context(job).is_null());
    }
    done!(gu_job_cancel(job));
    done!(gu_job_wait(job, 0, null()));
    let mut next = null_mut();
    done!(gu_queue_next(queue, 0, null(), &mut next));
    assert!(next.is_null(), "it was waited for");
    // SAFETY: as above.
    unsafe {
        assert_eq!((gu_job_stage(job), gu_job_status(job)), (GU_STAGE_ENDED, GU_ERR_CANCELLED));
        assert_eq!(gu_error_status(gu_job_error(job)), GU_ERR_CANCELLED);
    }
    done!(gu_queue_cancel(queue));
    done!(gu_queue_next(queue, 0, null(), &mut next));
    free! { gu_job_free(next); gu_job_free(other); }
    assert_eq!(frees.load(Ordering::Relaxed), 1);
    free! { gu_queue_free(queue); gu_job_free(job); gu_queue_free(null_mut()); gu_job_free(null_mut()); }
    assert_eq!(frees.load(Ordering::Relaxed), 2);
}

#[test]
fn numbers_of_a_queue_at_rest() {
    let frees = AtomicUsize::new(0);
    let queue = paused_queue();
    let job = submit(queue, &frees);
    // SAFETY: the handles are alive.
    unsafe {
        assert!(gu_queue_handle(queue) >= 0);
        assert_eq!((CStr::from_ptr(gu_job_path(job)), CStr::from_ptr(gu_job_path(null()))), (c"", c""));
        let counts = [GU_QUEUE_WAITING, GU_QUEUE_RUNNING, GU_QUEUE_PAUSED, GU_QUEUE_STORED, GU_QUEUE_FAILED];
        assert_eq!(counts.map(|which| gu_queue_jobs(queue, which)), [0, 0, 1, 0, 0]);
        assert_eq!((gu_queue_sent(queue), gu_queue_confirmed(queue), gu_queue_total(queue)), (0, 0, 3));
        assert_eq!((gu_queue_bytes_per_second(queue), gu_queue_time_left_ms(queue)), (0, -1));
        assert_eq!((gu_job_sent(job), gu_job_confirmed(job), gu_job_total(job)), (0, 0, 3));
        assert_eq!((gu_job_bytes_per_second(job), gu_job_time_left_ms(job)), (0, -1));
        assert_eq!(gu_job_late_by_ms(job), -1);
        assert_eq!((gu_job_waits_ms(job), gu_job_waits_for(job)), (0, GU_WAIT_NOTHING));
    }
    // The job outlives its queue, which has cancelled it.
    free! { gu_queue_free(queue); }
    // SAFETY: as above.
    assert_eq!(unsafe { gu_job_status(job) }, GU_ERR_CANCELLED);
    done!(gu_job_pause(job));
    assert_eq!(frees.load(Ordering::Relaxed), 0);
    free! { gu_job_free(job); }
    assert_eq!(frees.load(Ordering::Relaxed), 1);
}

#[test]
fn what_a_queue_refuses_is_freed() {
    let frees = AtomicUsize::new(0);
    let queue = paused_queue();
    done!(gu_queue_set_room(queue, 1, 0));
    let job = submit(queue, &frees);
    let upload = make!(gu_upload_new());
    let target = make!(gu_target_drive_path(null(), c"n".as_ptr()));
    let submit = |queue: *const gu_queue| {
        let mut job = ptr::dangling_mut();
        let refused =
            call!(gu_queue_submit(queue, upload, target, counted(&frees), Some(destroy), &mut job)).0;
        assert!(job.is_null());
        refused
    };
    assert_eq!((submit(queue), submit(null())), (GU_ERR_STATE, GU_ERR_ARGUMENT), "there is no source");
    done!(gu_upload_set_memory(upload, null(), 0, null_mut(), None));
    assert_eq!(submit(queue), GU_ERR_BUSY);
    assert_eq!(frees.load(Ordering::Relaxed), 3);
    free! { gu_upload_free(upload); gu_target_free(target); gu_job_free(job); }
    // SAFETY: nobody has continued it, which would start a thread and send.
    assert_eq!(unsafe { gu_queue_jobs(queue, GU_QUEUE_PAUSED) }, 1);
    done!(gu_queue_cancel(queue));
    done!(gu_queue_continue(queue));
    free! { gu_queue_free(queue); }
    assert_eq!(frees.load(Ordering::Relaxed), 4);
}

/// Under Miri there are no locks.
#[test]
#[cfg(not(miri))]
fn a_saved_queue_leaves_its_jobs() {
    let frees = AtomicUsize::new(0);
    let folder = tempfile::tempdir().expect("a folder");
    let state = CString::new(folder.path().join("state").to_str().expect("UTF-8")).expect("no NUL");
    let path = CString::new(folder.path().join("file").to_str().expect("UTF-8")).expect("no NUL");
    for begun in [false, true] {
        let queue = paused_queue();
        let key = [7_u8; 32];
        done!(gu_queue_set_state_folder(queue, state.as_ptr(), key.as_ptr(), 32));
        assert_eq!(call!(gu_queue_set_state_folder(queue, state.as_ptr(), null(), 0)).0, GU_ERR_STATE);
        // SAFETY: the queue is alive.
        assert_eq!(unsafe { gu_queue_jobs(queue, GU_QUEUE_PAUSED) }, u64::from(begun));
        let upload = make!(gu_upload_new());
        let target = make!(gu_target_drive_path(null(), c"n".as_ptr()));
        done!(gu_upload_set_file(upload, path.as_ptr()));
        let job = make!(gu_queue_submit(queue, upload, target, counted(&frees), Some(destroy)));
        // SAFETY: the handles are alive.
        unsafe {
            assert_eq!(gu_queue_jobs(queue, GU_QUEUE_PAUSED), 1, "it is the same job");
            assert_eq!(CStr::from_ptr(gu_job_path(job)), path.as_c_str());
        }
        free! { gu_queue_free(queue); gu_upload_free(upload); gu_target_free(target); gu_job_free(job); }
    }
    assert_eq!(frees.load(Ordering::Relaxed), 2);
}
