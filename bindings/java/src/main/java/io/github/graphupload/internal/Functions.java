// Generated from include/graph_upload.api.json by bindings/api; do not edit.
package io.github.graphupload.internal;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/**
 * The functions of the library, by JNA's direct mapping. What they do stands in graph_upload.h.
 *
 * <p>Strings are UTF-8. Unsigned numbers have the signed type of their size.
 */
public final class Functions {
    /** Returned by a read callback if the bytes cannot be read: GU_ERR_SOURCE_UNREADABLE. */
    public static final int READ_FAILED = -1;

    /** Returned by a read callback to end the upload: GU_ERR_CANCELLED. */
    public static final int READ_STOP = -2;

    /** The most bytes that one call of a read callback is asked for. */
    public static final int READ_MAX = 1048576;

    /** Returned by a token callback if gu_client_set_token() will set the token later, from any thread. */
    public static final int TOKEN_LATER = 2;

    /** Major version of this header. */
    public static final int VERSION_MAJOR = 0;

    /** Minor version of this header. */
    public static final int VERSION_MINOR = 2;

    /** Patch version of this header. */
    public static final int VERSION_PATCH = 0;

    /** Version of this header as one number: major * 1000000 + minor * 1000 + patch. */
    public static final int VERSION_NUMBER = 2000;

    static {
        Loading.register(Functions.class);
    }

    private Functions() {}

    /**
     * Frees what a callback's `context` points to.
     *
     * <p>Called exactly once, when the library will not call the callback any more, and also when the
     * call that sets the callback fails. Called on the thread that frees the handle, or on that of the
     * last call that used it.
     */
    public interface DestroyCallback extends Callback {
        void call(Pointer context);
    }

    /**
     * Called on the thread of a blocking call while it waits, so that an interpreter can run its
     * signal handlers.
     *
     * <p>Called at least every 100 ms, on several threads at once if several calls are given the flag,
     * and not while another callback or a read of a file blocks. Must not throw or longjmp; see
     * CALLBACKS.
     */
    public interface PollCallback extends Callback {
        int call(Pointer context);
    }

    /**
     * Reports the progress of an upload.
     *
     * <p>Called on the thread of the blocking call, at most ten times a second and once when the file
     * is stored. Should return quickly: nothing is sent meanwhile. Must not throw or longjmp; see
     * CALLBACKS.
     */
    public interface ProgressCallback extends Callback {
        int call(Pointer progress, Pointer context);
    }

    /**
     * Reads bytes at an offset.
     *
     * <p>Called on the thread of gu_upload_run(). Offsets increase, and go back if the service wants
     * bytes again. Must not throw or longjmp; see CALLBACKS.
     */
    public interface ReadAtCallback extends Callback {
        int call(long offset, Pointer buffer, int length, Pointer count, Pointer context);
    }

    /**
     * Reads the next bytes.
     *
     * <p>Like gu_read_at_callback, but each byte is asked for once.
     */
    public interface ReadCallback extends Callback {
        int call(Pointer buffer, int length, Pointer count, Pointer context);
    }

    /**
     * Saves a state.
     *
     * <p>Called on the thread of the blocking call, before each request that changes anything at the
     * service, and after an upload session is created; so the last state is never older than what the
     * service may know. Must not throw or longjmp; see CALLBACKS.
     */
    public interface SaveCallback extends Callback {
        int call(Pointer state, Pointer context);
    }

    /**
     * Fetches an access token and passes it to gu_token_sink_put().
     *
     * <p>Called on the thread of the upload that needs the token, on one thread of a client at a time,
     * before the first request and again when the service refused the last token; see
     * gu_token_sink_was_rejected(). May block; should return soon after the upload's gu_cancel is
     * raised. Must not throw or longjmp; see CALLBACKS.
     */
    public interface TokenCallback extends Callback {
        int call(Pointer sink, Pointer context);
    }

    /**
     * Receives a log message.
     *
     * <p>Called on threads of blocking calls, several at once if several uploads run. Must not throw
     * or longjmp; see CALLBACKS.
     */
    public interface LogCallback extends Callback {
        void call(Pointer record, Pointer context);
    }

    public static native String gu_status_name(int status);

    public static native int gu_error_status(Pointer error);

    public static native String gu_error_message(Pointer error);

    public static native int gu_error_http_status(Pointer error);

    public static native String gu_error_service_code(Pointer error);

    public static native String gu_error_service_codes(Pointer error);

    public static native String gu_error_request_id(Pointer error);

    public static native String gu_error_host(Pointer error);

    public static native String gu_error_diagnostics(Pointer error);

    public static native String gu_error_claims(Pointer error);

    public static native long gu_error_retry_after_ms(Pointer error);

    public static native int gu_error_os_error(Pointer error);

    public static native int gu_error_is_retryable(Pointer error);

    public static native int gu_error_in_doubt(Pointer error);

    public static native int gu_error_session_kept(Pointer error);

    public static native long gu_error_offset(Pointer error);

    public static native int gu_error_attempts(Pointer error);

    public static native String gu_error_json(Pointer error);

    public static native void gu_error_free(Pointer error);

    public static native int gu_upload_file(
            Pointer client, Pointer target, String path, PointerByReference item, PointerByReference error);

    public static native int gu_client_new(
            Pointer options, PointerByReference client, PointerByReference error);

    public static native int gu_client_set_token(Pointer client, String token, PointerByReference error);

    public static native void gu_client_free(Pointer client);

    public static native int gu_target_todo_task(
            String user, String list, String task, String name, PointerByReference target, PointerByReference
            error);

    public static native int gu_target_message(
            String user, String folder, String message, String name, PointerByReference target,
            PointerByReference error);

    public static native int gu_target_event(
            String user, String calendar, String event, String name, PointerByReference target,
            PointerByReference error);

    public static native int gu_target_group_event(
            String group, int byCalendar, String event, String name, PointerByReference target,
            PointerByReference error);

    public static native int gu_target_group_post_in_reply_to(
            String group, String conversation, String thread, String post, String name, PointerByReference
            target, PointerByReference error);

    public static native int gu_target_group_post(
            String group, String thread, String post, String name, PointerByReference target,
            PointerByReference error);

    public static native int gu_target_drive_path(
            String drive, String path, PointerByReference target, PointerByReference error);

    public static native int gu_target_drive_child(
            String drive, String folder, String name, PointerByReference target, PointerByReference error);

    public static native int gu_target_drive_special(
            String drive, String special, String path, PointerByReference target, PointerByReference error);

    public static native int gu_target_drive_item(
            String drive, String item, PointerByReference target, PointerByReference error);

    public static native int gu_target_drive_share(
            String share, PointerByReference target, PointerByReference error);

    public static native int gu_target_print_document(
            String printer, String job, String document, String name, PointerByReference target,
            PointerByReference error);

    public static native int gu_target_print_share_document(
            String share, String job, String document, String name, PointerByReference target,
            PointerByReference error);

    public static native String gu_rules_json();

    public static native void gu_target_free(Pointer target);

    public static native int gu_target_parse(
            String text, String user, String name, PointerByReference target, PointerByReference error);

    public static native String gu_item_id(Pointer item);

    public static native String gu_item_name(Pointer item);

    public static native String gu_item_location(Pointer item);

    public static native String gu_item_web_url(Pointer item);

    public static native String gu_item_etag(Pointer item);

    public static native long gu_item_size(Pointer item);

    public static native String gu_item_json(Pointer item);

    public static native int gu_item_recovered(Pointer item);

    public static native int gu_item_integrity(Pointer item);

    public static native void gu_item_free(Pointer item);

    public static native int gu_cancel_new(PointerByReference cancel, PointerByReference error);

    public static native void gu_cancel_request(Pointer cancel);

    public static native int gu_cancel_is_requested(Pointer cancel);

    public static native int gu_cancel_set_deadline_ms(Pointer cancel, long ms, PointerByReference error);

    public static native int gu_cancel_set_poll(
            Pointer cancel, PollCallback callback, Pointer context, DestroyCallback destroy,
            PointerByReference error);

    public static native int gu_cancel_wait(Pointer cancel, long ms);

    public static native void gu_cancel_free(Pointer cancel);

    public static native long gu_progress_sent(Pointer progress);

    public static native long gu_progress_confirmed(Pointer progress);

    public static native long gu_progress_total(Pointer progress);

    public static native long gu_progress_spooled(Pointer progress);

    public static native long gu_progress_bytes_per_second(Pointer progress);

    public static native long gu_progress_time_left_ms(Pointer progress);

    public static native long gu_progress_late_by_ms(Pointer progress);

    public static native long gu_progress_waits_ms(Pointer progress);

    public static native int gu_progress_waits_for(Pointer progress);

    public static native String gu_progress_waits_code(Pointer progress);

    public static native int gu_upload_new(PointerByReference upload, PointerByReference error);

    public static native int gu_upload_set_progress(
            Pointer upload, ProgressCallback callback, Pointer context, DestroyCallback destroy,
            PointerByReference error);

    public static native int gu_upload_set_keep_on_cancel(Pointer upload, int keep, PointerByReference error);

    public static native int gu_upload_set_differs_is_error(
            Pointer upload, int isError, PointerByReference error);

    public static native int gu_upload_set_state_file(Pointer upload, String path, PointerByReference error);

    public static native int gu_upload_set_sealing_key(
            Pointer upload, Pointer key, long length, PointerByReference error);

    public static native int gu_upload_run(
            Pointer upload, Pointer client, Pointer target, Pointer cancel, PointerByReference item,
            PointerByReference error);

    public static native void gu_upload_free(Pointer upload);

    public static native int gu_upload_set_file(Pointer upload, String path, PointerByReference error);

    public static native int gu_upload_set_file_handle(Pointer upload, long handle, PointerByReference error);

    public static native int gu_upload_set_memory(
            Pointer upload, Pointer bytes, long length, Pointer context, DestroyCallback destroy,
            PointerByReference error);

    public static native int gu_upload_set_read_at(
            Pointer upload, long size, ReadAtCallback callback, Pointer context, DestroyCallback destroy,
            PointerByReference error);

    public static native int gu_upload_set_read(
            Pointer upload, long size, ReadCallback callback, Pointer context, DestroyCallback destroy,
            PointerByReference error);

    public static native int gu_upload_set_stream(
            Pointer upload, ReadCallback callback, Pointer context, DestroyCallback destroy,
            PointerByReference error);

    public static native int gu_upload_set_stream_handle(
            Pointer upload, long handle, PointerByReference error);

    public static native int gu_upload_set_spool_folder(
            Pointer upload, String path, PointerByReference error);

    public static native int gu_upload_set_spool_max_bytes(
            Pointer upload, long bytes, PointerByReference error);

    public static native int gu_session_create(
            Pointer client, Pointer target, long size, Pointer cancel, PointerByReference session,
            PointerByReference error);

    public static native int gu_session_adopt(
            Pointer client, int kind, String uploadUrl, long size, Pointer cancel, PointerByReference session,
            PointerByReference error);

    public static native int gu_session_set_progress(
            Pointer session, ProgressCallback callback, Pointer context, DestroyCallback destroy,
            PointerByReference error);

    public static native int gu_put_chunk(
            Pointer session, long offset, Pointer bytes, long length, Pointer cancel, PointerByReference error);

    public static native int gu_finish(
            Pointer session, Pointer cancel, PointerByReference item, PointerByReference error);

    public static native int gu_session_refresh(Pointer session, Pointer cancel, PointerByReference error);

    public static native int gu_session_discard(Pointer session, Pointer cancel, PointerByReference error);

    public static native long gu_session_confirmed(Pointer session);

    public static native long gu_session_next_offset(Pointer session);

    public static native long gu_session_size(Pointer session);

    public static native long gu_session_expires_ms(Pointer session);

    public static native void gu_session_free(Pointer session);

    public static native int gu_queue_new(
            Pointer client, int atOnce, PointerByReference queue, PointerByReference error);

    public static native int gu_queue_set_room(Pointer queue, int most, int waitMs, PointerByReference error);

    public static native int gu_queue_set_state_folder(
            Pointer queue, String path, Pointer key, long keyLength, PointerByReference error);

    public static native int gu_queue_submit(
            Pointer queue, Pointer upload, Pointer target, Pointer context, DestroyCallback destroy,
            PointerByReference job, PointerByReference error);

    public static native long gu_queue_handle(Pointer queue);

    public static native int gu_queue_next(
            Pointer queue, int ms, Pointer cancel, PointerByReference job, PointerByReference error);

    public static native int gu_queue_pause(Pointer queue, PointerByReference error);

    public static native int gu_queue_continue(Pointer queue, PointerByReference error);

    public static native int gu_queue_cancel(Pointer queue, PointerByReference error);

    public static native void gu_queue_free(Pointer queue);

    public static native long gu_queue_jobs(Pointer queue, int which);

    public static native long gu_queue_sent(Pointer queue);

    public static native long gu_queue_confirmed(Pointer queue);

    public static native long gu_queue_total(Pointer queue);

    public static native long gu_queue_bytes_per_second(Pointer queue);

    public static native long gu_queue_time_left_ms(Pointer queue);

    public static native long gu_job_id(Pointer job);

    public static native Pointer gu_job_context(Pointer job);

    public static native String gu_job_path(Pointer job);

    public static native int gu_job_stage(Pointer job);

    public static native int gu_job_status(Pointer job);

    public static native Pointer gu_job_item(Pointer job);

    public static native Pointer gu_job_error(Pointer job);

    public static native long gu_job_sent(Pointer job);

    public static native long gu_job_confirmed(Pointer job);

    public static native long gu_job_total(Pointer job);

    public static native long gu_job_bytes_per_second(Pointer job);

    public static native long gu_job_time_left_ms(Pointer job);

    public static native long gu_job_late_by_ms(Pointer job);

    public static native long gu_job_waits_ms(Pointer job);

    public static native int gu_job_waits_for(Pointer job);

    public static native int gu_job_cancel(Pointer job, PointerByReference error);

    public static native int gu_job_pause(Pointer job, PointerByReference error);

    public static native int gu_job_continue(Pointer job, PointerByReference error);

    public static native int gu_job_move_to_front(Pointer job, PointerByReference error);

    public static native int gu_job_wait(Pointer job, int ms, Pointer cancel, PointerByReference error);

    public static native void gu_job_free(Pointer job);

    public static native int gu_session_save(
            Pointer session, Pointer key, long keyLength, PointerByReference state, PointerByReference error);

    public static native int gu_session_set_save_callback(
            Pointer session, Pointer key, long keyLength, SaveCallback callback, Pointer context,
            DestroyCallback destroy, PointerByReference error);

    public static native int gu_session_resume(
            Pointer client, Pointer target, Pointer data, long length, Pointer key, long keyLength, Pointer
            cancel, PointerByReference session, PointerByReference error);

    public static native Pointer gu_state_data(Pointer state);

    public static native long gu_state_length(Pointer state);

    public static native void gu_state_free(Pointer state);

    public static native int gu_token_sink_put(Pointer sink, String token, PointerByReference error);

    public static native int gu_token_sink_was_rejected(Pointer sink);

    public static native String gu_token_sink_claims(Pointer sink);

    public static native int gu_log_record_level(Pointer record);

    public static native String gu_log_record_message(Pointer record);

    public static native int gu_options_new(PointerByReference options, PointerByReference error);

    public static native int gu_options_set(
            Pointer options, String name, String value, PointerByReference error);

    public static native int gu_options_set_token(Pointer options, String token, PointerByReference error);

    public static native int gu_options_set_token_callback(
            Pointer options, TokenCallback callback, Pointer context, DestroyCallback destroy,
            PointerByReference error);

    public static native int gu_options_set_base_url(Pointer options, String url, PointerByReference error);

    public static native int gu_options_set_cloud(Pointer options, int cloud, PointerByReference error);

    public static native int gu_options_add_upload_host(
            Pointer options, String host, PointerByReference error);

    public static native int gu_options_set_api_version(
            Pointer options, int version, PointerByReference error);

    public static native int gu_options_set_immutable_ids(
            Pointer options, int wanted, PointerByReference error);

    public static native int gu_options_set_user_agent(
            Pointer options, String userAgent, PointerByReference error);

    public static native int gu_options_add_ca_pem(
            Pointer options, Pointer pem, long length, PointerByReference error);

    public static native int gu_options_add_ca_file(Pointer options, String path, PointerByReference error);

    public static native int gu_options_set_platform_roots(
            Pointer options, int trusted, PointerByReference error);

    public static native int gu_options_allow_loopback(
            Pointer options, int allowed, PointerByReference error);

    public static native int gu_options_set_connect_timeout_ms(
            Pointer options, long ms, PointerByReference error);

    public static native int gu_options_set_stall_timeout_ms(
            Pointer options, long ms, PointerByReference error);

    public static native int gu_options_set_response_timeout_ms(
            Pointer options, long ms, PointerByReference error);

    public static native int gu_options_set_commit_response_timeout_ms(
            Pointer options, long ms, PointerByReference error);

    public static native int gu_options_set_retry_budget(
            Pointer options, int attempts, long ms, PointerByReference error);

    public static native int gu_options_set_backoff_ms(
            Pointer options, long first, long longest, PointerByReference error);

    public static native int gu_options_set_locked_policy(
            Pointer options, int policy, PointerByReference error);

    public static native int gu_options_set_settle_ms(Pointer options, long ms, PointerByReference error);

    public static native int gu_options_set_baseline(Pointer options, int baseline, PointerByReference error);

    public static native int gu_options_set_one_request_bytes(
            Pointer options, long bytes, PointerByReference error);

    public static native int gu_options_set_piece_bytes(
            Pointer options, long bytes, PointerByReference error);

    public static native int gu_options_set_log_callback(
            Pointer options, LogCallback callback, Pointer context, DestroyCallback destroy,
            PointerByReference error);

    public static native int gu_options_set_proxy(Pointer options, String url, PointerByReference error);

    public static native int gu_options_set_proxy_from_environment(Pointer options, PointerByReference error);

    public static native int gu_options_set_no_proxy(Pointer options, String hosts, PointerByReference error);

    public static native int gu_options_set_client_certificate_pem(
            Pointer options, Pointer chain, long chainLength, Pointer key, long keyLength, PointerByReference
            error);

    public static native int gu_options_set_client_certificate_files(
            Pointer options, String chainPath, String keyPath, PointerByReference error);

    public static native int gu_options_set_ip_version(
            Pointer options, int version, PointerByReference error);

    public static native int gu_options_set_rate_limit(
            Pointer options, long bytesPerSecond, PointerByReference error);

    public static native void gu_options_free(Pointer options);

    public static native int gu_target_set(
            Pointer target, String name, String value, PointerByReference error);

    public static native int gu_target_set_content_type(
            Pointer target, String contentType, PointerByReference error);

    public static native int gu_target_set_inline(Pointer target, int isInline, PointerByReference error);

    public static native int gu_target_set_content_id(
            Pointer target, String contentId, PointerByReference error);

    public static native int gu_target_set_conflict(Pointer target, int conflict, PointerByReference error);

    public static native int gu_target_set_created_ms(Pointer target, long ms, PointerByReference error);

    public static native int gu_target_set_modified_ms(Pointer target, long ms, PointerByReference error);

    public static native int gu_target_set_accessed_ms(Pointer target, long ms, PointerByReference error);

    public static native int gu_target_set_description(Pointer target, String text, PointerByReference error);

    public static native int gu_target_set_space_check(Pointer target, int wanted, PointerByReference error);

    public static native int gu_target_set_commit(Pointer target, int commit, PointerByReference error);

    public static native int gu_target_set_if_match(Pointer target, String etag, PointerByReference error);

    public static native int gu_target_set_if_none_match(
            Pointer target, String etag, PointerByReference error);

    public static native int gu_target_set_source(
            Pointer target, String application, String externalId, PointerByReference error);

    public static native int gu_target_set_media_category(
            Pointer target, String category, PointerByReference error);

    public static native String gu_version_string();

    public static native int gu_version_number();
}
