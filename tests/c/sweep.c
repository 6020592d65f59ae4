/*
 * Every function of the header with nothing but zeros returns; those that can fail do.
 *
 * The driver compares the names here with the header: FAILS for what returns a status and takes an error, PASSES for
 * the rest.
 */
#include "check.h"

/* A call that cannot do anything with zeros, without and with a place for the error. */
#define FAILS(function, ...)                                                        \
    do {                                                                            \
        CHECK(function(__VA_ARGS__, NULL) != GU_OK);                                \
        forget_failure();                                                           \
        CHECK(function(__VA_ARGS__, &failure) == gu_error_status(failure));         \
        CHECK(gu_error_status(failure) == GU_ERR_ARGUMENT);                         \
        CHECK(strstr(gu_error_message(failure), "must not be NULL") != NULL);       \
    } while (0)

/* A question that has an answer for zeros, or a call that does nothing then. */
#define PASSES(function, answer) CHECK(function(0) == (answer))
#define PASSES_TEXT(function, answer) CHECK(strcmp(function(0), answer) == 0)
#define PASSES_VOID(function) function(0)

int main(void) {
    CHECK(gu_version_string()[0] != '\0');
    CHECK(gu_version_number() != 0);
    PASSES_TEXT(gu_status_name, "GU_OK");
    CHECK(strcmp(gu_status_name(-1), "GU_ERR_?") == 0);

    PASSES(gu_error_status, GU_OK);
    PASSES_TEXT(gu_error_message, "");
    PASSES(gu_error_http_status, 0);
    PASSES_TEXT(gu_error_service_code, "");
    PASSES_TEXT(gu_error_request_id, "");
    PASSES_TEXT(gu_error_host, "");
    PASSES_TEXT(gu_error_diagnostics, "");
    PASSES_TEXT(gu_error_claims, "");
    PASSES(gu_error_retry_after_ms, 0);
    PASSES(gu_error_os_error, 0);
    PASSES(gu_error_is_retryable, 0);
    PASSES(gu_error_in_doubt, 0);
    PASSES(gu_error_session_kept, 0);
    PASSES_TEXT(gu_error_json, "");
    PASSES_TEXT(gu_error_service_codes, "");
    PASSES(gu_error_offset, 0);
    PASSES(gu_error_attempts, 0);
    PASSES_VOID(gu_error_free);

    FAILS(gu_cancel_new, NULL);
    PASSES_VOID(gu_cancel_request);
    PASSES(gu_cancel_is_requested, 0);
    CHECK(gu_cancel_wait(NULL, 0) == 0);
    FAILS(gu_cancel_set_deadline_ms, NULL, 0);
    FAILS(gu_cancel_set_poll, NULL, NULL, NULL, NULL);
    PASSES_VOID(gu_cancel_free);

    FAILS(gu_token_sink_put, NULL, NULL);
    PASSES(gu_token_sink_was_rejected, 0);
    PASSES_TEXT(gu_token_sink_claims, "");
    PASSES(gu_progress_sent, 0);
    PASSES(gu_progress_confirmed, 0);
    PASSES(gu_progress_total, 0);
    PASSES(gu_progress_spooled, 0);
    PASSES(gu_progress_bytes_per_second, 0);
    PASSES(gu_progress_time_left_ms, -1);
    PASSES(gu_progress_late_by_ms, -1);
    PASSES(gu_progress_waits_ms, 0);
    PASSES(gu_progress_waits_for, GU_WAIT_NOTHING);
    PASSES_TEXT(gu_progress_waits_code, "");
    PASSES(gu_log_record_level, 0);
    PASSES_TEXT(gu_log_record_message, "");

    FAILS(gu_options_new, NULL);
    FAILS(gu_options_set, NULL, NULL, NULL);
    FAILS(gu_options_set_token, NULL, NULL);
    FAILS(gu_options_set_token_callback, NULL, NULL, NULL, NULL);
    FAILS(gu_options_set_base_url, NULL, NULL);
    FAILS(gu_options_set_cloud, NULL, 0);
    FAILS(gu_options_add_upload_host, NULL, NULL);
    FAILS(gu_options_set_immutable_ids, NULL, 0);
    FAILS(gu_options_set_api_version, NULL, 0);
    FAILS(gu_options_set_user_agent, NULL, NULL);
    FAILS(gu_options_add_ca_pem, NULL, NULL, 0);
    FAILS(gu_options_add_ca_file, NULL, NULL);
    FAILS(gu_options_set_platform_roots, NULL, 0);
    FAILS(gu_options_allow_loopback, NULL, 0);
    FAILS(gu_options_set_connect_timeout_ms, NULL, 0);
    FAILS(gu_options_set_stall_timeout_ms, NULL, 0);
    FAILS(gu_options_set_response_timeout_ms, NULL, 0);
    FAILS(gu_options_set_commit_response_timeout_ms, NULL, 0);
    FAILS(gu_options_set_retry_budget, NULL, 0, 0);
    FAILS(gu_options_set_backoff_ms, NULL, 0, 0);
    FAILS(gu_options_set_settle_ms, NULL, 0);
    FAILS(gu_options_set_locked_policy, NULL, 0);
    FAILS(gu_options_set_baseline, NULL, 0);
    FAILS(gu_options_set_one_request_bytes, NULL, 0);
    FAILS(gu_options_set_piece_bytes, NULL, 0);
    FAILS(gu_options_set_log_callback, NULL, NULL, NULL, NULL);
    FAILS(gu_options_set_proxy, NULL, NULL);
    FAILS(gu_options_set_proxy_from_environment, NULL);
    FAILS(gu_options_set_no_proxy, NULL, NULL);
    FAILS(gu_options_set_client_certificate_pem, NULL, NULL, 0, NULL, 0);
    FAILS(gu_options_set_client_certificate_files, NULL, NULL, NULL);
    FAILS(gu_options_set_ip_version, NULL, 0);
    FAILS(gu_options_set_rate_limit, NULL, 0);
    PASSES_VOID(gu_options_free);

    FAILS(gu_client_new, NULL, NULL);
    FAILS(gu_client_set_token, NULL, NULL);
    PASSES_VOID(gu_client_free);

    FAILS(gu_target_todo_task, NULL, NULL, NULL, NULL, NULL);
    FAILS(gu_target_message, NULL, NULL, NULL, NULL, NULL);
    FAILS(gu_target_event, NULL, NULL, NULL, NULL, NULL);
    FAILS(gu_target_group_post, NULL, NULL, NULL, NULL, NULL);
    FAILS(gu_target_group_event, NULL, 0, NULL, NULL, NULL);
    FAILS(gu_target_group_post_in_reply_to, NULL, NULL, NULL, NULL, NULL, NULL);
    FAILS(gu_target_drive_path, NULL, NULL, NULL);
    FAILS(gu_target_drive_child, NULL, NULL, NULL, NULL);
    FAILS(gu_target_drive_special, NULL, NULL, NULL, NULL);
    FAILS(gu_target_drive_item, NULL, NULL, NULL);
    FAILS(gu_target_drive_share, NULL, NULL);
    FAILS(gu_target_print_document, NULL, NULL, NULL, NULL, NULL);
    FAILS(gu_target_print_share_document, NULL, NULL, NULL, NULL, NULL);
    FAILS(gu_target_parse, NULL, NULL, NULL, NULL);
    FAILS(gu_target_set, NULL, NULL, NULL);
    FAILS(gu_target_set_content_type, NULL, NULL);
    FAILS(gu_target_set_inline, NULL, 0);
    FAILS(gu_target_set_content_id, NULL, NULL);
    FAILS(gu_target_set_conflict, NULL, 0);
    FAILS(gu_target_set_created_ms, NULL, 0);
    FAILS(gu_target_set_modified_ms, NULL, 0);
    FAILS(gu_target_set_accessed_ms, NULL, 0);
    FAILS(gu_target_set_description, NULL, NULL);
    FAILS(gu_target_set_space_check, NULL, 0);
    FAILS(gu_target_set_commit, NULL, 0);
    FAILS(gu_target_set_if_match, NULL, NULL);
    FAILS(gu_target_set_if_none_match, NULL, NULL);
    FAILS(gu_target_set_source, NULL, NULL, NULL);
    FAILS(gu_target_set_media_category, NULL, NULL);
    CHECK(strstr(gu_rules_json(), "todo-task") != NULL);
    PASSES_VOID(gu_target_free);

    FAILS(gu_session_adopt, NULL, 0, NULL, 0, NULL, NULL);
    FAILS(gu_session_create, NULL, NULL, 0, NULL, NULL);
    FAILS(gu_session_set_progress, NULL, NULL, NULL, NULL);
    FAILS(gu_put_chunk, NULL, 0, NULL, 0, NULL);
    FAILS(gu_finish, NULL, NULL, NULL);
    FAILS(gu_session_refresh, NULL, NULL);
    FAILS(gu_session_discard, NULL, NULL);
    PASSES(gu_session_confirmed, 0);
    PASSES(gu_session_next_offset, 0);
    PASSES(gu_session_size, 0);
    PASSES(gu_session_expires_ms, 0);
    PASSES_VOID(gu_session_free);

    FAILS(gu_upload_new, NULL);
    FAILS(gu_upload_set_progress, NULL, NULL, NULL, NULL);
    FAILS(gu_upload_set_keep_on_cancel, NULL, 0);
    FAILS(gu_upload_set_differs_is_error, NULL, 0);
    FAILS(gu_upload_set_state_file, NULL, NULL);
    FAILS(gu_upload_set_sealing_key, NULL, NULL, 0);
    FAILS(gu_session_set_save_callback, NULL, NULL, 0, NULL, NULL, NULL);
    FAILS(gu_session_save, NULL, NULL, 0, NULL);
    FAILS(gu_session_resume, NULL, NULL, NULL, 0, NULL, 0, NULL, NULL);
    PASSES(gu_state_data, NULL);
    PASSES(gu_state_length, 0);
    PASSES_VOID(gu_state_free);
    FAILS(gu_upload_run, NULL, NULL, NULL, NULL, NULL);
    FAILS(gu_upload_file, NULL, NULL, NULL, NULL);
    PASSES_VOID(gu_upload_free);
    FAILS(gu_upload_set_file, NULL, NULL);
    FAILS(gu_upload_set_file_handle, NULL, 0);
    FAILS(gu_upload_set_memory, NULL, NULL, 0, NULL, NULL);
    FAILS(gu_upload_set_read_at, NULL, 0, NULL, NULL, NULL);
    FAILS(gu_upload_set_read, NULL, 0, NULL, NULL, NULL);
    FAILS(gu_upload_set_stream, NULL, NULL, NULL, NULL);
    FAILS(gu_upload_set_stream_handle, NULL, 0);
    FAILS(gu_upload_set_spool_folder, NULL, NULL);
    FAILS(gu_upload_set_spool_max_bytes, NULL, 0);

    FAILS(gu_queue_new, NULL, 0, NULL);
    FAILS(gu_queue_set_room, NULL, 0, 0);
    FAILS(gu_queue_set_state_folder, NULL, NULL, NULL, 0);
    FAILS(gu_queue_submit, NULL, NULL, NULL, NULL, NULL, NULL);
    PASSES(gu_queue_handle, -1);
    FAILS(gu_queue_next, NULL, 0, NULL, NULL);
    FAILS(gu_queue_pause, NULL);
    FAILS(gu_queue_continue, NULL);
    FAILS(gu_queue_cancel, NULL);
    CHECK(gu_queue_jobs(NULL, 0) == 0);
    PASSES(gu_queue_sent, 0);
    PASSES(gu_queue_confirmed, 0);
    PASSES(gu_queue_total, 0);
    PASSES(gu_queue_bytes_per_second, 0);
    PASSES(gu_queue_time_left_ms, -1);
    PASSES_VOID(gu_queue_free);

    PASSES(gu_job_id, 0);
    PASSES(gu_job_context, NULL);
    PASSES_TEXT(gu_job_path, "");
    PASSES(gu_job_stage, GU_STAGE_ENDED);
    PASSES(gu_job_status, GU_OK);
    PASSES(gu_job_item, NULL);
    PASSES(gu_job_error, NULL);
    PASSES(gu_job_sent, 0);
    PASSES(gu_job_confirmed, 0);
    PASSES(gu_job_total, 0);
    PASSES(gu_job_bytes_per_second, 0);
    PASSES(gu_job_time_left_ms, -1);
    PASSES(gu_job_late_by_ms, -1);
    PASSES(gu_job_waits_ms, 0);
    PASSES(gu_job_waits_for, GU_WAIT_NOTHING);
    FAILS(gu_job_cancel, NULL);
    FAILS(gu_job_pause, NULL);
    FAILS(gu_job_continue, NULL);
    FAILS(gu_job_move_to_front, NULL);
    FAILS(gu_job_wait, NULL, 0, NULL);
    PASSES_VOID(gu_job_free);

    PASSES_TEXT(gu_item_id, "");
    PASSES_TEXT(gu_item_name, "");
    PASSES_TEXT(gu_item_location, "");
    PASSES_TEXT(gu_item_web_url, "");
    PASSES_TEXT(gu_item_etag, "");
    PASSES(gu_item_size, -1);
    PASSES_TEXT(gu_item_json, "");
    PASSES(gu_item_recovered, 0);
    PASSES(gu_item_integrity, 0);
    PASSES_VOID(gu_item_free);
    return checked();
}
