/* The functions of the library, as the addon calls them. Generated from include/graph_upload.api.json by bindings/api; do not edit. */
#include "addon.h"

static void run_gu_status_name(struct call *call) {
    call->text = gu_status_name((int32_t)call->in[0].number);
}

static void run_gu_error_status(struct call *call) {
    call->number = (double)gu_error_status(call->in[0].pointer);
}

static void run_gu_error_message(struct call *call) {
    call->text = gu_error_message(call->in[0].pointer);
}

static void run_gu_error_http_status(struct call *call) {
    call->number = (double)gu_error_http_status(call->in[0].pointer);
}

static void run_gu_error_service_code(struct call *call) {
    call->text = gu_error_service_code(call->in[0].pointer);
}

static void run_gu_error_service_codes(struct call *call) {
    call->text = gu_error_service_codes(call->in[0].pointer);
}

static void run_gu_error_request_id(struct call *call) {
    call->text = gu_error_request_id(call->in[0].pointer);
}

static void run_gu_error_host(struct call *call) {
    call->text = gu_error_host(call->in[0].pointer);
}

static void run_gu_error_diagnostics(struct call *call) {
    call->text = gu_error_diagnostics(call->in[0].pointer);
}

static void run_gu_error_claims(struct call *call) {
    call->text = gu_error_claims(call->in[0].pointer);
}

static void run_gu_error_retry_after_ms(struct call *call) {
    call->number = (double)gu_error_retry_after_ms(call->in[0].pointer);
}

static void run_gu_error_os_error(struct call *call) {
    call->number = (double)gu_error_os_error(call->in[0].pointer);
}

static void run_gu_error_is_retryable(struct call *call) {
    call->number = (double)gu_error_is_retryable(call->in[0].pointer);
}

static void run_gu_error_in_doubt(struct call *call) {
    call->number = (double)gu_error_in_doubt(call->in[0].pointer);
}

static void run_gu_error_session_kept(struct call *call) {
    call->number = (double)gu_error_session_kept(call->in[0].pointer);
}

static void run_gu_error_offset(struct call *call) {
    call->number = (double)gu_error_offset(call->in[0].pointer);
}

static void run_gu_error_attempts(struct call *call) {
    call->number = (double)gu_error_attempts(call->in[0].pointer);
}

static void run_gu_error_json(struct call *call) {
    call->text = gu_error_json(call->in[0].pointer);
}

static void run_gu_client_new(struct call *call) {
    gu_client *made = NULL;
    call->status = gu_client_new(call->in[0].pointer, &made, &call->error);
    call->made = made;
}

static void run_gu_client_set_token(struct call *call) {
    call->status = gu_client_set_token(call->in[0].pointer, call->in[1].pointer, &call->error);
}

static void run_gu_target_todo_task(struct call *call) {
    gu_target *made = NULL;
    call->status = gu_target_todo_task(call->in[0].pointer, call->in[1].pointer, call->in[2].pointer,
        call->in[3].pointer, &made, &call->error);
    call->made = made;
}

static void run_gu_target_message(struct call *call) {
    gu_target *made = NULL;
    call->status = gu_target_message(call->in[0].pointer, call->in[1].pointer, call->in[2].pointer, call->in[3].pointer,
        &made, &call->error);
    call->made = made;
}

static void run_gu_target_event(struct call *call) {
    gu_target *made = NULL;
    call->status = gu_target_event(call->in[0].pointer, call->in[1].pointer, call->in[2].pointer, call->in[3].pointer,
        &made, &call->error);
    call->made = made;
}

static void run_gu_target_group_event(struct call *call) {
    gu_target *made = NULL;
    call->status = gu_target_group_event(call->in[0].pointer, (uint32_t)call->in[1].number, call->in[2].pointer,
        call->in[3].pointer, &made, &call->error);
    call->made = made;
}

static void run_gu_target_group_post_in_reply_to(struct call *call) {
    gu_target *made = NULL;
    call->status = gu_target_group_post_in_reply_to(call->in[0].pointer, call->in[1].pointer, call->in[2].pointer,
        call->in[3].pointer, call->in[4].pointer, &made, &call->error);
    call->made = made;
}

static void run_gu_target_group_post(struct call *call) {
    gu_target *made = NULL;
    call->status = gu_target_group_post(call->in[0].pointer, call->in[1].pointer, call->in[2].pointer,
        call->in[3].pointer, &made, &call->error);
    call->made = made;
}

static void run_gu_target_drive_path(struct call *call) {
    gu_target *made = NULL;
    call->status = gu_target_drive_path(call->in[0].pointer, call->in[1].pointer, &made, &call->error);
    call->made = made;
}

static void run_gu_target_drive_child(struct call *call) {
    gu_target *made = NULL;
    call->status = gu_target_drive_child(call->in[0].pointer, call->in[1].pointer, call->in[2].pointer, &made,
        &call->error);
    call->made = made;
}

static void run_gu_target_drive_special(struct call *call) {
    gu_target *made = NULL;
    call->status = gu_target_drive_special(call->in[0].pointer, call->in[1].pointer, call->in[2].pointer, &made,
        &call->error);
    call->made = made;
}

static void run_gu_target_drive_item(struct call *call) {
    gu_target *made = NULL;
    call->status = gu_target_drive_item(call->in[0].pointer, call->in[1].pointer, &made, &call->error);
    call->made = made;
}

static void run_gu_target_drive_share(struct call *call) {
    gu_target *made = NULL;
    call->status = gu_target_drive_share(call->in[0].pointer, &made, &call->error);
    call->made = made;
}

static void run_gu_target_print_document(struct call *call) {
    gu_target *made = NULL;
    call->status = gu_target_print_document(call->in[0].pointer, call->in[1].pointer, call->in[2].pointer,
        call->in[3].pointer, &made, &call->error);
    call->made = made;
}

static void run_gu_target_print_share_document(struct call *call) {
    gu_target *made = NULL;
    call->status = gu_target_print_share_document(call->in[0].pointer, call->in[1].pointer, call->in[2].pointer,
        call->in[3].pointer, &made, &call->error);
    call->made = made;
}

static void run_gu_rules_json(struct call *call) {
    call->text = gu_rules_json();
}

static void run_gu_target_parse(struct call *call) {
    gu_target *made = NULL;
    call->status = gu_target_parse(call->in[0].pointer, call->in[1].pointer, call->in[2].pointer, &made, &call->error);
    call->made = made;
}

static void run_gu_item_id(struct call *call) {
    call->text = gu_item_id(call->in[0].pointer);
}

static void run_gu_item_name(struct call *call) {
    call->text = gu_item_name(call->in[0].pointer);
}

static void run_gu_item_location(struct call *call) {
    call->text = gu_item_location(call->in[0].pointer);
}

static void run_gu_item_web_url(struct call *call) {
    call->text = gu_item_web_url(call->in[0].pointer);
}

static void run_gu_item_etag(struct call *call) {
    call->text = gu_item_etag(call->in[0].pointer);
}

static void run_gu_item_size(struct call *call) {
    call->number = (double)gu_item_size(call->in[0].pointer);
}

static void run_gu_item_json(struct call *call) {
    call->text = gu_item_json(call->in[0].pointer);
}

static void run_gu_item_recovered(struct call *call) {
    call->number = (double)gu_item_recovered(call->in[0].pointer);
}

static void run_gu_item_integrity(struct call *call) {
    call->number = (double)gu_item_integrity(call->in[0].pointer);
}

static void run_gu_cancel_new(struct call *call) {
    gu_cancel *made = NULL;
    call->status = gu_cancel_new(&made, &call->error);
    call->made = made;
}

static void run_gu_cancel_request(struct call *call) {
    gu_cancel_request(call->in[0].pointer);
}

static void run_gu_cancel_is_requested(struct call *call) {
    call->number = (double)gu_cancel_is_requested(call->in[0].pointer);
}

static void run_gu_cancel_set_deadline_ms(struct call *call) {
    call->status = gu_cancel_set_deadline_ms(call->in[0].pointer, (uint64_t)call->in[1].number, &call->error);
}

static void run_gu_upload_new(struct call *call) {
    gu_upload *made = NULL;
    call->status = gu_upload_new(&made, &call->error);
    call->made = made;
}

static void run_gu_upload_set_progress(struct call *call) {
    call->status = gu_upload_set_progress(call->in[0].pointer,
        call->in[1].kept != NULL ? on_gu_progress_callback : NULL, call->in[1].kept, kept_released, &call->error);
}

static void run_gu_upload_set_keep_on_cancel(struct call *call) {
    call->status = gu_upload_set_keep_on_cancel(call->in[0].pointer, (uint32_t)call->in[1].number, &call->error);
}

static void run_gu_upload_set_differs_is_error(struct call *call) {
    call->status = gu_upload_set_differs_is_error(call->in[0].pointer, (uint32_t)call->in[1].number, &call->error);
}

static void run_gu_upload_set_state_file(struct call *call) {
    call->status = gu_upload_set_state_file(call->in[0].pointer, call->in[1].pointer, &call->error);
}

static void run_gu_upload_set_sealing_key(struct call *call) {
    call->status = gu_upload_set_sealing_key(call->in[0].pointer, call->in[1].pointer, call->in[1].length,
        &call->error);
}

static void run_gu_upload_set_file(struct call *call) {
    call->status = gu_upload_set_file(call->in[0].pointer, call->in[1].pointer, &call->error);
}

static void run_gu_upload_set_file_handle(struct call *call) {
    call->status = gu_upload_set_file_handle(call->in[0].pointer, (uint64_t)call->in[1].number, &call->error);
}

static void run_gu_upload_set_memory(struct call *call) {
    call->status = gu_upload_set_memory(call->in[0].pointer, call->in[1].pointer, call->in[1].length, call->in[1].kept,
        kept_released, &call->error);
}

static void run_gu_upload_set_read_at(struct call *call) {
    call->status = gu_upload_set_read_at(call->in[0].pointer, (uint64_t)call->in[1].number,
        call->in[2].kept != NULL ? on_gu_read_at_callback : NULL, call->in[2].kept, kept_released, &call->error);
}

static void run_gu_upload_set_read(struct call *call) {
    call->status = gu_upload_set_read(call->in[0].pointer, (uint64_t)call->in[1].number,
        call->in[2].kept != NULL ? on_gu_read_callback : NULL, call->in[2].kept, kept_released, &call->error);
}

static void run_gu_upload_set_stream(struct call *call) {
    call->status = gu_upload_set_stream(call->in[0].pointer, call->in[1].kept != NULL ? on_gu_read_callback : NULL,
        call->in[1].kept, kept_released, &call->error);
}

static void run_gu_upload_set_stream_handle(struct call *call) {
    call->status = gu_upload_set_stream_handle(call->in[0].pointer, (uint64_t)call->in[1].number, &call->error);
}

static void run_gu_upload_set_spool_folder(struct call *call) {
    call->status = gu_upload_set_spool_folder(call->in[0].pointer, call->in[1].pointer, &call->error);
}

static void run_gu_upload_set_spool_max_bytes(struct call *call) {
    call->status = gu_upload_set_spool_max_bytes(call->in[0].pointer, (uint64_t)call->in[1].number, &call->error);
}

static void run_gu_session_create(struct call *call) {
    gu_session *made = NULL;
    call->status = gu_session_create(call->in[0].pointer, call->in[1].pointer, (uint64_t)call->in[2].number,
        call->in[3].pointer, &made, &call->error);
    call->made = made;
}

static void run_gu_session_adopt(struct call *call) {
    gu_session *made = NULL;
    call->status = gu_session_adopt(call->in[0].pointer, (int32_t)call->in[1].number, call->in[2].pointer,
        (uint64_t)call->in[3].number, call->in[4].pointer, &made, &call->error);
    call->made = made;
}

static void run_gu_session_set_progress(struct call *call) {
    call->status = gu_session_set_progress(call->in[0].pointer,
        call->in[1].kept != NULL ? on_gu_progress_callback : NULL, call->in[1].kept, kept_released, &call->error);
}

static void run_gu_put_chunk(struct call *call) {
    call->status = gu_put_chunk(call->in[0].pointer, (uint64_t)call->in[1].number, call->in[2].pointer,
        call->in[2].length, call->in[3].pointer, &call->error);
}

static void run_gu_finish(struct call *call) {
    gu_item *made = NULL;
    call->status = gu_finish(call->in[0].pointer, call->in[1].pointer, &made, &call->error);
    call->made = made;
}

static void run_gu_session_refresh(struct call *call) {
    call->status = gu_session_refresh(call->in[0].pointer, call->in[1].pointer, &call->error);
}

static void run_gu_session_discard(struct call *call) {
    call->status = gu_session_discard(call->in[0].pointer, call->in[1].pointer, &call->error);
}

static void run_gu_session_confirmed(struct call *call) {
    call->number = (double)gu_session_confirmed(call->in[0].pointer);
}

static void run_gu_session_next_offset(struct call *call) {
    call->number = (double)gu_session_next_offset(call->in[0].pointer);
}

static void run_gu_session_size(struct call *call) {
    call->number = (double)gu_session_size(call->in[0].pointer);
}

static void run_gu_session_expires_ms(struct call *call) {
    call->number = (double)gu_session_expires_ms(call->in[0].pointer);
}

static void run_gu_queue_new(struct call *call) {
    gu_queue *made = NULL;
    call->status = gu_queue_new(call->in[0].pointer, (uint32_t)call->in[1].number, &made, &call->error);
    call->made = made;
}

static void run_gu_queue_set_room(struct call *call) {
    call->status = gu_queue_set_room(call->in[0].pointer, (uint32_t)call->in[1].number, (uint32_t)call->in[2].number,
        &call->error);
}

static void run_gu_queue_set_state_folder(struct call *call) {
    call->status = gu_queue_set_state_folder(call->in[0].pointer, call->in[1].pointer, call->in[2].pointer,
        call->in[2].length, &call->error);
}

static void run_gu_queue_handle(struct call *call) {
    call->number = (double)gu_queue_handle(call->in[0].pointer);
}

static void run_gu_queue_pause(struct call *call) {
    call->status = gu_queue_pause(call->in[0].pointer, &call->error);
}

static void run_gu_queue_continue(struct call *call) {
    call->status = gu_queue_continue(call->in[0].pointer, &call->error);
}

static void run_gu_queue_cancel(struct call *call) {
    call->status = gu_queue_cancel(call->in[0].pointer, &call->error);
}

static void run_gu_queue_jobs(struct call *call) {
    call->number = (double)gu_queue_jobs(call->in[0].pointer, (int32_t)call->in[1].number);
}

static void run_gu_queue_sent(struct call *call) {
    call->number = (double)gu_queue_sent(call->in[0].pointer);
}

static void run_gu_queue_confirmed(struct call *call) {
    call->number = (double)gu_queue_confirmed(call->in[0].pointer);
}

static void run_gu_queue_total(struct call *call) {
    call->number = (double)gu_queue_total(call->in[0].pointer);
}

static void run_gu_queue_bytes_per_second(struct call *call) {
    call->number = (double)gu_queue_bytes_per_second(call->in[0].pointer);
}

static void run_gu_queue_time_left_ms(struct call *call) {
    call->number = (double)gu_queue_time_left_ms(call->in[0].pointer);
}

static void run_gu_job_id(struct call *call) {
    call->number = (double)gu_job_id(call->in[0].pointer);
}

static void run_gu_job_path(struct call *call) {
    call->text = gu_job_path(call->in[0].pointer);
}

static void run_gu_job_stage(struct call *call) {
    call->number = (double)gu_job_stage(call->in[0].pointer);
}

static void run_gu_job_status(struct call *call) {
    call->number = (double)gu_job_status(call->in[0].pointer);
}

static void run_gu_job_item(struct call *call) {
    call->made = (void *)gu_job_item(call->in[0].pointer);
}

static void run_gu_job_error(struct call *call) {
    call->made = (void *)gu_job_error(call->in[0].pointer);
}

static void run_gu_job_sent(struct call *call) {
    call->number = (double)gu_job_sent(call->in[0].pointer);
}

static void run_gu_job_confirmed(struct call *call) {
    call->number = (double)gu_job_confirmed(call->in[0].pointer);
}

static void run_gu_job_total(struct call *call) {
    call->number = (double)gu_job_total(call->in[0].pointer);
}

static void run_gu_job_bytes_per_second(struct call *call) {
    call->number = (double)gu_job_bytes_per_second(call->in[0].pointer);
}

static void run_gu_job_time_left_ms(struct call *call) {
    call->number = (double)gu_job_time_left_ms(call->in[0].pointer);
}

static void run_gu_job_late_by_ms(struct call *call) {
    call->number = (double)gu_job_late_by_ms(call->in[0].pointer);
}

static void run_gu_job_waits_ms(struct call *call) {
    call->number = (double)gu_job_waits_ms(call->in[0].pointer);
}

static void run_gu_job_waits_for(struct call *call) {
    call->number = (double)gu_job_waits_for(call->in[0].pointer);
}

static void run_gu_job_cancel(struct call *call) {
    call->status = gu_job_cancel(call->in[0].pointer, &call->error);
}

static void run_gu_job_pause(struct call *call) {
    call->status = gu_job_pause(call->in[0].pointer, &call->error);
}

static void run_gu_job_continue(struct call *call) {
    call->status = gu_job_continue(call->in[0].pointer, &call->error);
}

static void run_gu_job_move_to_front(struct call *call) {
    call->status = gu_job_move_to_front(call->in[0].pointer, &call->error);
}

static void run_gu_session_save(struct call *call) {
    gu_state *made = NULL;
    call->status = gu_session_save(call->in[0].pointer, call->in[1].pointer, call->in[1].length, &made, &call->error);
    call->made = made;
}

static void run_gu_session_resume(struct call *call) {
    gu_session *made = NULL;
    call->status = gu_session_resume(call->in[0].pointer, call->in[1].pointer, call->in[2].pointer, call->in[2].length,
        call->in[3].pointer, call->in[3].length, call->in[4].pointer, &made, &call->error);
    call->made = made;
}

static void run_gu_state_length(struct call *call) {
    call->number = (double)gu_state_length(call->in[0].pointer);
}

static void run_gu_options_new(struct call *call) {
    gu_options *made = NULL;
    call->status = gu_options_new(&made, &call->error);
    call->made = made;
}

static void run_gu_options_set(struct call *call) {
    call->status = gu_options_set(call->in[0].pointer, call->in[1].pointer, call->in[2].pointer, &call->error);
}

static void run_gu_options_set_token(struct call *call) {
    call->status = gu_options_set_token(call->in[0].pointer, call->in[1].pointer, &call->error);
}

static void run_gu_options_set_token_callback(struct call *call) {
    call->status = gu_options_set_token_callback(call->in[0].pointer,
        call->in[1].kept != NULL ? on_gu_token_callback : NULL, call->in[1].kept, kept_released, &call->error);
}

static void run_gu_options_set_base_url(struct call *call) {
    call->status = gu_options_set_base_url(call->in[0].pointer, call->in[1].pointer, &call->error);
}

static void run_gu_options_set_cloud(struct call *call) {
    call->status = gu_options_set_cloud(call->in[0].pointer, (int32_t)call->in[1].number, &call->error);
}

static void run_gu_options_add_upload_host(struct call *call) {
    call->status = gu_options_add_upload_host(call->in[0].pointer, call->in[1].pointer, &call->error);
}

static void run_gu_options_set_api_version(struct call *call) {
    call->status = gu_options_set_api_version(call->in[0].pointer, (int32_t)call->in[1].number, &call->error);
}

static void run_gu_options_set_immutable_ids(struct call *call) {
    call->status = gu_options_set_immutable_ids(call->in[0].pointer, (uint32_t)call->in[1].number, &call->error);
}

static void run_gu_options_set_user_agent(struct call *call) {
    call->status = gu_options_set_user_agent(call->in[0].pointer, call->in[1].pointer, &call->error);
}

static void run_gu_options_add_ca_pem(struct call *call) {
    call->status = gu_options_add_ca_pem(call->in[0].pointer, call->in[1].pointer, call->in[1].length, &call->error);
}

static void run_gu_options_add_ca_file(struct call *call) {
    call->status = gu_options_add_ca_file(call->in[0].pointer, call->in[1].pointer, &call->error);
}

static void run_gu_options_set_platform_roots(struct call *call) {
    call->status = gu_options_set_platform_roots(call->in[0].pointer, (uint32_t)call->in[1].number, &call->error);
}

static void run_gu_options_allow_loopback(struct call *call) {
    call->status = gu_options_allow_loopback(call->in[0].pointer, (uint32_t)call->in[1].number, &call->error);
}

static void run_gu_options_set_connect_timeout_ms(struct call *call) {
    call->status = gu_options_set_connect_timeout_ms(call->in[0].pointer, (uint64_t)call->in[1].number, &call->error);
}

static void run_gu_options_set_stall_timeout_ms(struct call *call) {
    call->status = gu_options_set_stall_timeout_ms(call->in[0].pointer, (uint64_t)call->in[1].number, &call->error);
}

static void run_gu_options_set_response_timeout_ms(struct call *call) {
    call->status = gu_options_set_response_timeout_ms(call->in[0].pointer, (uint64_t)call->in[1].number, &call->error);
}

static void run_gu_options_set_commit_response_timeout_ms(struct call *call) {
    call->status = gu_options_set_commit_response_timeout_ms(call->in[0].pointer, (uint64_t)call->in[1].number,
        &call->error);
}

static void run_gu_options_set_retry_budget(struct call *call) {
    call->status = gu_options_set_retry_budget(call->in[0].pointer, (uint32_t)call->in[1].number,
        (uint64_t)call->in[2].number, &call->error);
}

static void run_gu_options_set_backoff_ms(struct call *call) {
    call->status = gu_options_set_backoff_ms(call->in[0].pointer, (uint64_t)call->in[1].number,
        (uint64_t)call->in[2].number, &call->error);
}

static void run_gu_options_set_locked_policy(struct call *call) {
    call->status = gu_options_set_locked_policy(call->in[0].pointer, (int32_t)call->in[1].number, &call->error);
}

static void run_gu_options_set_settle_ms(struct call *call) {
    call->status = gu_options_set_settle_ms(call->in[0].pointer, (uint64_t)call->in[1].number, &call->error);
}

static void run_gu_options_set_baseline(struct call *call) {
    call->status = gu_options_set_baseline(call->in[0].pointer, (int32_t)call->in[1].number, &call->error);
}

static void run_gu_options_set_one_request_bytes(struct call *call) {
    call->status = gu_options_set_one_request_bytes(call->in[0].pointer, (uint64_t)call->in[1].number, &call->error);
}

static void run_gu_options_set_piece_bytes(struct call *call) {
    call->status = gu_options_set_piece_bytes(call->in[0].pointer, (uint64_t)call->in[1].number, &call->error);
}

static void run_gu_options_set_log_callback(struct call *call) {
    call->status = gu_options_set_log_callback(call->in[0].pointer,
        call->in[1].kept != NULL ? on_gu_log_callback : NULL, call->in[1].kept, kept_released, &call->error);
}

static void run_gu_options_set_proxy(struct call *call) {
    call->status = gu_options_set_proxy(call->in[0].pointer, call->in[1].pointer, &call->error);
}

static void run_gu_options_set_proxy_from_environment(struct call *call) {
    call->status = gu_options_set_proxy_from_environment(call->in[0].pointer, &call->error);
}

static void run_gu_options_set_no_proxy(struct call *call) {
    call->status = gu_options_set_no_proxy(call->in[0].pointer, call->in[1].pointer, &call->error);
}

static void run_gu_options_set_client_certificate_pem(struct call *call) {
    call->status = gu_options_set_client_certificate_pem(call->in[0].pointer, call->in[1].pointer, call->in[1].length,
        call->in[2].pointer, call->in[2].length, &call->error);
}

static void run_gu_options_set_client_certificate_files(struct call *call) {
    call->status = gu_options_set_client_certificate_files(call->in[0].pointer, call->in[1].pointer,
        call->in[2].pointer, &call->error);
}

static void run_gu_options_set_ip_version(struct call *call) {
    call->status = gu_options_set_ip_version(call->in[0].pointer, (int32_t)call->in[1].number, &call->error);
}

static void run_gu_options_set_rate_limit(struct call *call) {
    call->status = gu_options_set_rate_limit(call->in[0].pointer, (uint64_t)call->in[1].number, &call->error);
}

static void run_gu_target_set(struct call *call) {
    call->status = gu_target_set(call->in[0].pointer, call->in[1].pointer, call->in[2].pointer, &call->error);
}

static void run_gu_target_set_content_type(struct call *call) {
    call->status = gu_target_set_content_type(call->in[0].pointer, call->in[1].pointer, &call->error);
}

static void run_gu_target_set_inline(struct call *call) {
    call->status = gu_target_set_inline(call->in[0].pointer, (uint32_t)call->in[1].number, &call->error);
}

static void run_gu_target_set_content_id(struct call *call) {
    call->status = gu_target_set_content_id(call->in[0].pointer, call->in[1].pointer, &call->error);
}

static void run_gu_target_set_conflict(struct call *call) {
    call->status = gu_target_set_conflict(call->in[0].pointer, (int32_t)call->in[1].number, &call->error);
}

static void run_gu_target_set_created_ms(struct call *call) {
    call->status = gu_target_set_created_ms(call->in[0].pointer, (uint64_t)call->in[1].number, &call->error);
}

static void run_gu_target_set_modified_ms(struct call *call) {
    call->status = gu_target_set_modified_ms(call->in[0].pointer, (uint64_t)call->in[1].number, &call->error);
}

static void run_gu_target_set_accessed_ms(struct call *call) {
    call->status = gu_target_set_accessed_ms(call->in[0].pointer, (uint64_t)call->in[1].number, &call->error);
}

static void run_gu_target_set_description(struct call *call) {
    call->status = gu_target_set_description(call->in[0].pointer, call->in[1].pointer, &call->error);
}

static void run_gu_target_set_space_check(struct call *call) {
    call->status = gu_target_set_space_check(call->in[0].pointer, (uint32_t)call->in[1].number, &call->error);
}

static void run_gu_target_set_commit(struct call *call) {
    call->status = gu_target_set_commit(call->in[0].pointer, (int32_t)call->in[1].number, &call->error);
}

static void run_gu_target_set_if_match(struct call *call) {
    call->status = gu_target_set_if_match(call->in[0].pointer, call->in[1].pointer, &call->error);
}

static void run_gu_target_set_if_none_match(struct call *call) {
    call->status = gu_target_set_if_none_match(call->in[0].pointer, call->in[1].pointer, &call->error);
}

static void run_gu_target_set_source(struct call *call) {
    call->status = gu_target_set_source(call->in[0].pointer, call->in[1].pointer, call->in[2].pointer, &call->error);
}

static void run_gu_target_set_media_category(struct call *call) {
    call->status = gu_target_set_media_category(call->in[0].pointer, call->in[1].pointer, &call->error);
}

static void run_gu_version_string(struct call *call) {
    call->text = gu_version_string();
}

static void run_gu_version_number(struct call *call) {
    call->number = (double)gu_version_number();
}

const struct function functions[] = {
    {"gu_status_name", run_gu_status_name, 0, RESULT_TEXT, HANDLE_NONE, {{I32, HANDLE_NONE, 0, "status"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_error_status", run_gu_error_status, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_ERROR, 1, "error"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_error_message", run_gu_error_message, 0, RESULT_TEXT, HANDLE_NONE, {{HANDLE, HANDLE_ERROR, 1, "error"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_error_http_status", run_gu_error_http_status, 0, RESULT_NUMBER, HANDLE_NONE, {
        {HANDLE, HANDLE_ERROR, 1, "error"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_error_service_code", run_gu_error_service_code, 0, RESULT_TEXT, HANDLE_NONE, {
        {HANDLE, HANDLE_ERROR, 1, "error"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_error_service_codes", run_gu_error_service_codes, 0, RESULT_TEXT, HANDLE_NONE, {
        {HANDLE, HANDLE_ERROR, 1, "error"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_error_request_id", run_gu_error_request_id, 0, RESULT_TEXT, HANDLE_NONE, {{HANDLE, HANDLE_ERROR, 1, "error"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_error_host", run_gu_error_host, 0, RESULT_TEXT, HANDLE_NONE, {{HANDLE, HANDLE_ERROR, 1, "error"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_error_diagnostics", run_gu_error_diagnostics, 0, RESULT_TEXT, HANDLE_NONE, {{HANDLE, HANDLE_ERROR, 1, "error"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_error_claims", run_gu_error_claims, 0, RESULT_TEXT, HANDLE_NONE, {{HANDLE, HANDLE_ERROR, 1, "error"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_error_retry_after_ms", run_gu_error_retry_after_ms, 0, RESULT_NUMBER, HANDLE_NONE, {
        {HANDLE, HANDLE_ERROR, 1, "error"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_error_os_error", run_gu_error_os_error, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_ERROR, 1, "error"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_error_is_retryable", run_gu_error_is_retryable, 0, RESULT_NUMBER, HANDLE_NONE, {
        {HANDLE, HANDLE_ERROR, 1, "error"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_error_in_doubt", run_gu_error_in_doubt, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_ERROR, 1, "error"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_error_session_kept", run_gu_error_session_kept, 0, RESULT_NUMBER, HANDLE_NONE, {
        {HANDLE, HANDLE_ERROR, 1, "error"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_error_offset", run_gu_error_offset, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_ERROR, 1, "error"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_error_attempts", run_gu_error_attempts, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_ERROR, 1, "error"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_error_json", run_gu_error_json, 0, RESULT_TEXT, HANDLE_NONE, {{HANDLE, HANDLE_ERROR, 1, "error"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_client_new", run_gu_client_new, 0, RESULT_MADE, HANDLE_CLIENT, {{HANDLE, HANDLE_OPTIONS, 0, "options"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_client_set_token", run_gu_client_set_token, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_CLIENT, 0, "client"}, {TEXT, HANDLE_NONE, 1, "token"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_todo_task", run_gu_target_todo_task, 0, RESULT_MADE, HANDLE_TARGET, {{TEXT, HANDLE_NONE, 1, "user"},
        {TEXT, HANDLE_NONE, 0, "list"}, {TEXT, HANDLE_NONE, 0, "task"}, {TEXT, HANDLE_NONE, 0, "name"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_message", run_gu_target_message, 0, RESULT_MADE, HANDLE_TARGET, {{TEXT, HANDLE_NONE, 1, "user"},
        {TEXT, HANDLE_NONE, 1, "folder"}, {TEXT, HANDLE_NONE, 0, "message"}, {TEXT, HANDLE_NONE, 0, "name"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_event", run_gu_target_event, 0, RESULT_MADE, HANDLE_TARGET, {{TEXT, HANDLE_NONE, 1, "user"},
        {TEXT, HANDLE_NONE, 1, "calendar"}, {TEXT, HANDLE_NONE, 0, "event"}, {TEXT, HANDLE_NONE, 0, "name"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_group_event", run_gu_target_group_event, 0, RESULT_MADE, HANDLE_TARGET, {
        {TEXT, HANDLE_NONE, 0, "group"}, {U32, HANDLE_NONE, 0, "by_calendar"}, {TEXT, HANDLE_NONE, 0, "event"},
        {TEXT, HANDLE_NONE, 0, "name"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_group_post_in_reply_to", run_gu_target_group_post_in_reply_to, 0, RESULT_MADE, HANDLE_TARGET, {
        {TEXT, HANDLE_NONE, 0, "group"}, {TEXT, HANDLE_NONE, 1, "conversation"}, {TEXT, HANDLE_NONE, 0, "thread"},
        {TEXT, HANDLE_NONE, 0, "post"}, {TEXT, HANDLE_NONE, 0, "name"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_group_post", run_gu_target_group_post, 0, RESULT_MADE, HANDLE_TARGET, {{TEXT, HANDLE_NONE, 0, "group"},
        {TEXT, HANDLE_NONE, 0, "thread"}, {TEXT, HANDLE_NONE, 0, "post"}, {TEXT, HANDLE_NONE, 0, "name"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_drive_path", run_gu_target_drive_path, 0, RESULT_MADE, HANDLE_TARGET, {{TEXT, HANDLE_NONE, 1, "drive"},
        {TEXT, HANDLE_NONE, 0, "path"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_drive_child", run_gu_target_drive_child, 0, RESULT_MADE, HANDLE_TARGET, {
        {TEXT, HANDLE_NONE, 1, "drive"}, {TEXT, HANDLE_NONE, 0, "folder"}, {TEXT, HANDLE_NONE, 0, "name"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_drive_special", run_gu_target_drive_special, 0, RESULT_MADE, HANDLE_TARGET, {
        {TEXT, HANDLE_NONE, 1, "drive"}, {TEXT, HANDLE_NONE, 0, "special"}, {TEXT, HANDLE_NONE, 0, "path"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_drive_item", run_gu_target_drive_item, 0, RESULT_MADE, HANDLE_TARGET, {{TEXT, HANDLE_NONE, 1, "drive"},
        {TEXT, HANDLE_NONE, 0, "item"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_drive_share", run_gu_target_drive_share, 0, RESULT_MADE, HANDLE_TARGET, {
        {TEXT, HANDLE_NONE, 0, "share"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_print_document", run_gu_target_print_document, 0, RESULT_MADE, HANDLE_TARGET, {
        {TEXT, HANDLE_NONE, 0, "printer"}, {TEXT, HANDLE_NONE, 0, "job"}, {TEXT, HANDLE_NONE, 0, "document"},
        {TEXT, HANDLE_NONE, 0, "name"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_print_share_document", run_gu_target_print_share_document, 0, RESULT_MADE, HANDLE_TARGET, {
        {TEXT, HANDLE_NONE, 0, "share"}, {TEXT, HANDLE_NONE, 0, "job"}, {TEXT, HANDLE_NONE, 0, "document"},
        {TEXT, HANDLE_NONE, 0, "name"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_rules_json", run_gu_rules_json, 0, RESULT_TEXT, HANDLE_NONE, {{NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_parse", run_gu_target_parse, 0, RESULT_MADE, HANDLE_TARGET, {{TEXT, HANDLE_NONE, 0, "text"},
        {TEXT, HANDLE_NONE, 1, "user"}, {TEXT, HANDLE_NONE, 1, "name"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_item_id", run_gu_item_id, 0, RESULT_TEXT, HANDLE_NONE, {{HANDLE, HANDLE_ITEM, 1, "item"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_item_name", run_gu_item_name, 0, RESULT_TEXT, HANDLE_NONE, {{HANDLE, HANDLE_ITEM, 1, "item"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_item_location", run_gu_item_location, 0, RESULT_TEXT, HANDLE_NONE, {{HANDLE, HANDLE_ITEM, 1, "item"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_item_web_url", run_gu_item_web_url, 0, RESULT_TEXT, HANDLE_NONE, {{HANDLE, HANDLE_ITEM, 1, "item"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_item_etag", run_gu_item_etag, 0, RESULT_TEXT, HANDLE_NONE, {{HANDLE, HANDLE_ITEM, 1, "item"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_item_size", run_gu_item_size, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_ITEM, 1, "item"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_item_json", run_gu_item_json, 0, RESULT_TEXT, HANDLE_NONE, {{HANDLE, HANDLE_ITEM, 1, "item"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_item_recovered", run_gu_item_recovered, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_ITEM, 1, "item"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_item_integrity", run_gu_item_integrity, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_ITEM, 1, "item"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_cancel_new", run_gu_cancel_new, 0, RESULT_MADE, HANDLE_CANCEL, {{NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_cancel_request", run_gu_cancel_request, 0, RESULT_NOTHING, HANDLE_NONE, {{HANDLE, HANDLE_CANCEL, 1, "cancel"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_cancel_is_requested", run_gu_cancel_is_requested, 0, RESULT_NUMBER, HANDLE_NONE, {
        {HANDLE, HANDLE_CANCEL, 1, "cancel"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_cancel_set_deadline_ms", run_gu_cancel_set_deadline_ms, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_CANCEL, 0, "cancel"}, {U64, HANDLE_NONE, 0, "ms"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_upload_new", run_gu_upload_new, 0, RESULT_MADE, HANDLE_UPLOAD, {{NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_upload_set_progress", run_gu_upload_set_progress, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_UPLOAD, 0, "upload"}, {CALLBACK, HANDLE_NONE, 1, "callback"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_upload_set_keep_on_cancel", run_gu_upload_set_keep_on_cancel, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_UPLOAD, 0, "upload"}, {U32, HANDLE_NONE, 0, "keep"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_upload_set_differs_is_error", run_gu_upload_set_differs_is_error, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_UPLOAD, 0, "upload"}, {U32, HANDLE_NONE, 0, "is_error"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_upload_set_state_file", run_gu_upload_set_state_file, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_UPLOAD, 0, "upload"}, {TEXT, HANDLE_NONE, 1, "path"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_upload_set_sealing_key", run_gu_upload_set_sealing_key, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_UPLOAD, 0, "upload"}, {BYTES, HANDLE_NONE, 1, "key"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_upload_set_file", run_gu_upload_set_file, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_UPLOAD, 0, "upload"}, {TEXT, HANDLE_NONE, 0, "path"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_upload_set_file_handle", run_gu_upload_set_file_handle, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_UPLOAD, 0, "upload"}, {U64, HANDLE_NONE, 0, "handle"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_upload_set_memory", run_gu_upload_set_memory, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_UPLOAD, 0, "upload"}, {MEMORY, HANDLE_NONE, 0, "bytes"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_upload_set_read_at", run_gu_upload_set_read_at, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_UPLOAD, 0, "upload"}, {U64, HANDLE_NONE, 0, "size"}, {CALLBACK, HANDLE_NONE, 0, "callback"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_upload_set_read", run_gu_upload_set_read, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_UPLOAD, 0, "upload"}, {U64, HANDLE_NONE, 0, "size"}, {CALLBACK, HANDLE_NONE, 0, "callback"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_upload_set_stream", run_gu_upload_set_stream, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_UPLOAD, 0, "upload"}, {CALLBACK, HANDLE_NONE, 0, "callback"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_upload_set_stream_handle", run_gu_upload_set_stream_handle, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_UPLOAD, 0, "upload"}, {U64, HANDLE_NONE, 0, "handle"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_upload_set_spool_folder", run_gu_upload_set_spool_folder, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_UPLOAD, 0, "upload"}, {TEXT, HANDLE_NONE, 1, "path"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_upload_set_spool_max_bytes", run_gu_upload_set_spool_max_bytes, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_UPLOAD, 0, "upload"}, {U64, HANDLE_NONE, 0, "bytes"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_session_create", run_gu_session_create, 1, RESULT_MADE, HANDLE_SESSION, {{HANDLE, HANDLE_CLIENT, 0, "client"},
        {HANDLE, HANDLE_TARGET, 0, "target"}, {U64, HANDLE_NONE, 0, "size"}, {HANDLE, HANDLE_CANCEL, 1, "cancel"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_session_adopt", run_gu_session_adopt, 1, RESULT_MADE, HANDLE_SESSION, {{HANDLE, HANDLE_CLIENT, 0, "client"},
        {I32, HANDLE_NONE, 0, "kind"}, {TEXT, HANDLE_NONE, 0, "upload_url"}, {U64, HANDLE_NONE, 0, "size"},
        {HANDLE, HANDLE_CANCEL, 1, "cancel"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_session_set_progress", run_gu_session_set_progress, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_SESSION, 0, "session"}, {CALLBACK, HANDLE_NONE, 1, "callback"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_put_chunk", run_gu_put_chunk, 1, RESULT_NOTHING, HANDLE_NONE, {{HANDLE, HANDLE_SESSION, 0, "session"},
        {U64, HANDLE_NONE, 0, "offset"}, {BYTES, HANDLE_NONE, 1, "bytes"}, {HANDLE, HANDLE_CANCEL, 1, "cancel"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_finish", run_gu_finish, 1, RESULT_MADE, HANDLE_ITEM, {{HANDLE, HANDLE_SESSION, 0, "session"},
        {HANDLE, HANDLE_CANCEL, 1, "cancel"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_session_refresh", run_gu_session_refresh, 1, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_SESSION, 0, "session"}, {HANDLE, HANDLE_CANCEL, 1, "cancel"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_session_discard", run_gu_session_discard, 1, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_SESSION, 0, "session"}, {HANDLE, HANDLE_CANCEL, 1, "cancel"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_session_confirmed", run_gu_session_confirmed, 0, RESULT_NUMBER, HANDLE_NONE, {
        {HANDLE, HANDLE_SESSION, 1, "session"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_session_next_offset", run_gu_session_next_offset, 0, RESULT_NUMBER, HANDLE_NONE, {
        {HANDLE, HANDLE_SESSION, 1, "session"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_session_size", run_gu_session_size, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_SESSION, 1, "session"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_session_expires_ms", run_gu_session_expires_ms, 0, RESULT_NUMBER, HANDLE_NONE, {
        {HANDLE, HANDLE_SESSION, 1, "session"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_queue_new", run_gu_queue_new, 0, RESULT_MADE, HANDLE_QUEUE, {{HANDLE, HANDLE_CLIENT, 0, "client"},
        {U32, HANDLE_NONE, 0, "at_once"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_queue_set_room", run_gu_queue_set_room, 0, RESULT_NOTHING, HANDLE_NONE, {{HANDLE, HANDLE_QUEUE, 0, "queue"},
        {U32, HANDLE_NONE, 0, "most"}, {U32, HANDLE_NONE, 0, "wait_ms"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_queue_set_state_folder", run_gu_queue_set_state_folder, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_QUEUE, 0, "queue"}, {TEXT, HANDLE_NONE, 0, "path"}, {BYTES, HANDLE_NONE, 1, "key"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_queue_handle", run_gu_queue_handle, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_QUEUE, 1, "queue"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_queue_pause", run_gu_queue_pause, 0, RESULT_NOTHING, HANDLE_NONE, {{HANDLE, HANDLE_QUEUE, 0, "queue"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_queue_continue", run_gu_queue_continue, 0, RESULT_NOTHING, HANDLE_NONE, {{HANDLE, HANDLE_QUEUE, 0, "queue"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_queue_cancel", run_gu_queue_cancel, 0, RESULT_NOTHING, HANDLE_NONE, {{HANDLE, HANDLE_QUEUE, 0, "queue"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_queue_jobs", run_gu_queue_jobs, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_QUEUE, 1, "queue"},
        {I32, HANDLE_NONE, 0, "which"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_queue_sent", run_gu_queue_sent, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_QUEUE, 1, "queue"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_queue_confirmed", run_gu_queue_confirmed, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_QUEUE, 1, "queue"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_queue_total", run_gu_queue_total, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_QUEUE, 1, "queue"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_queue_bytes_per_second", run_gu_queue_bytes_per_second, 0, RESULT_NUMBER, HANDLE_NONE, {
        {HANDLE, HANDLE_QUEUE, 1, "queue"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_queue_time_left_ms", run_gu_queue_time_left_ms, 0, RESULT_NUMBER, HANDLE_NONE, {
        {HANDLE, HANDLE_QUEUE, 1, "queue"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_job_id", run_gu_job_id, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_JOB, 1, "job"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_job_path", run_gu_job_path, 0, RESULT_TEXT, HANDLE_NONE, {{HANDLE, HANDLE_JOB, 1, "job"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_job_stage", run_gu_job_stage, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_JOB, 1, "job"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_job_status", run_gu_job_status, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_JOB, 1, "job"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_job_item", run_gu_job_item, 0, RESULT_BORROWED, HANDLE_ITEM, {{HANDLE, HANDLE_JOB, 1, "job"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_job_error", run_gu_job_error, 0, RESULT_BORROWED, HANDLE_ERROR, {{HANDLE, HANDLE_JOB, 1, "job"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_job_sent", run_gu_job_sent, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_JOB, 1, "job"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_job_confirmed", run_gu_job_confirmed, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_JOB, 1, "job"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_job_total", run_gu_job_total, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_JOB, 1, "job"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_job_bytes_per_second", run_gu_job_bytes_per_second, 0, RESULT_NUMBER, HANDLE_NONE, {
        {HANDLE, HANDLE_JOB, 1, "job"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_job_time_left_ms", run_gu_job_time_left_ms, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_JOB, 1, "job"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_job_late_by_ms", run_gu_job_late_by_ms, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_JOB, 1, "job"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_job_waits_ms", run_gu_job_waits_ms, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_JOB, 1, "job"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_job_waits_for", run_gu_job_waits_for, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_JOB, 1, "job"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_job_cancel", run_gu_job_cancel, 0, RESULT_NOTHING, HANDLE_NONE, {{HANDLE, HANDLE_JOB, 0, "job"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_job_pause", run_gu_job_pause, 0, RESULT_NOTHING, HANDLE_NONE, {{HANDLE, HANDLE_JOB, 0, "job"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_job_continue", run_gu_job_continue, 0, RESULT_NOTHING, HANDLE_NONE, {{HANDLE, HANDLE_JOB, 0, "job"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_job_move_to_front", run_gu_job_move_to_front, 0, RESULT_NOTHING, HANDLE_NONE, {{HANDLE, HANDLE_JOB, 0, "job"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_session_save", run_gu_session_save, 0, RESULT_MADE, HANDLE_STATE, {{HANDLE, HANDLE_SESSION, 0, "session"},
        {BYTES, HANDLE_NONE, 1, "key"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_session_resume", run_gu_session_resume, 1, RESULT_MADE, HANDLE_SESSION, {{HANDLE, HANDLE_CLIENT, 0, "client"},
        {HANDLE, HANDLE_TARGET, 1, "target"}, {BYTES, HANDLE_NONE, 0, "data"}, {BYTES, HANDLE_NONE, 1, "key"},
        {HANDLE, HANDLE_CANCEL, 1, "cancel"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_state_length", run_gu_state_length, 0, RESULT_NUMBER, HANDLE_NONE, {{HANDLE, HANDLE_STATE, 1, "state"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_new", run_gu_options_new, 0, RESULT_MADE, HANDLE_OPTIONS, {{NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set", run_gu_options_set, 0, RESULT_NOTHING, HANDLE_NONE, {{HANDLE, HANDLE_OPTIONS, 0, "options"},
        {TEXT, HANDLE_NONE, 0, "name"}, {TEXT, HANDLE_NONE, 0, "value"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_token", run_gu_options_set_token, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {TEXT, HANDLE_NONE, 0, "token"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_token_callback", run_gu_options_set_token_callback, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {CALLBACK, HANDLE_NONE, 0, "callback"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_base_url", run_gu_options_set_base_url, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {TEXT, HANDLE_NONE, 0, "url"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_cloud", run_gu_options_set_cloud, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {I32, HANDLE_NONE, 0, "cloud"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_add_upload_host", run_gu_options_add_upload_host, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {TEXT, HANDLE_NONE, 0, "host"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_api_version", run_gu_options_set_api_version, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {I32, HANDLE_NONE, 0, "version"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_immutable_ids", run_gu_options_set_immutable_ids, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {U32, HANDLE_NONE, 0, "wanted"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_user_agent", run_gu_options_set_user_agent, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {TEXT, HANDLE_NONE, 0, "user_agent"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_add_ca_pem", run_gu_options_add_ca_pem, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {BYTES, HANDLE_NONE, 0, "pem"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_add_ca_file", run_gu_options_add_ca_file, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {TEXT, HANDLE_NONE, 0, "path"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_platform_roots", run_gu_options_set_platform_roots, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {U32, HANDLE_NONE, 0, "trusted"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_allow_loopback", run_gu_options_allow_loopback, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {U32, HANDLE_NONE, 0, "allowed"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_connect_timeout_ms", run_gu_options_set_connect_timeout_ms, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {U64, HANDLE_NONE, 0, "ms"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_stall_timeout_ms", run_gu_options_set_stall_timeout_ms, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {U64, HANDLE_NONE, 0, "ms"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_response_timeout_ms", run_gu_options_set_response_timeout_ms, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {U64, HANDLE_NONE, 0, "ms"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_commit_response_timeout_ms", run_gu_options_set_commit_response_timeout_ms, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {U64, HANDLE_NONE, 0, "ms"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_retry_budget", run_gu_options_set_retry_budget, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {U32, HANDLE_NONE, 0, "attempts"}, {U64, HANDLE_NONE, 0, "ms"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_backoff_ms", run_gu_options_set_backoff_ms, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {U64, HANDLE_NONE, 0, "first"}, {U64, HANDLE_NONE, 0, "longest"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_locked_policy", run_gu_options_set_locked_policy, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {I32, HANDLE_NONE, 0, "policy"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_settle_ms", run_gu_options_set_settle_ms, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {U64, HANDLE_NONE, 0, "ms"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_baseline", run_gu_options_set_baseline, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {I32, HANDLE_NONE, 0, "baseline"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_one_request_bytes", run_gu_options_set_one_request_bytes, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {U64, HANDLE_NONE, 0, "bytes"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_piece_bytes", run_gu_options_set_piece_bytes, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {U64, HANDLE_NONE, 0, "bytes"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_log_callback", run_gu_options_set_log_callback, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {CALLBACK, HANDLE_NONE, 1, "callback"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_proxy", run_gu_options_set_proxy, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {TEXT, HANDLE_NONE, 1, "url"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_proxy_from_environment", run_gu_options_set_proxy_from_environment, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_no_proxy", run_gu_options_set_no_proxy, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {TEXT, HANDLE_NONE, 1, "hosts"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_client_certificate_pem", run_gu_options_set_client_certificate_pem, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {BYTES, HANDLE_NONE, 0, "chain"}, {BYTES, HANDLE_NONE, 0, "key"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_client_certificate_files", run_gu_options_set_client_certificate_files, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {TEXT, HANDLE_NONE, 0, "chain_path"},
        {TEXT, HANDLE_NONE, 0, "key_path"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_ip_version", run_gu_options_set_ip_version, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {I32, HANDLE_NONE, 0, "version"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_options_set_rate_limit", run_gu_options_set_rate_limit, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_OPTIONS, 0, "options"}, {U64, HANDLE_NONE, 0, "bytes_per_second"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_set", run_gu_target_set, 0, RESULT_NOTHING, HANDLE_NONE, {{HANDLE, HANDLE_TARGET, 0, "target"},
        {TEXT, HANDLE_NONE, 0, "name"}, {TEXT, HANDLE_NONE, 0, "value"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_set_content_type", run_gu_target_set_content_type, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_TARGET, 0, "target"}, {TEXT, HANDLE_NONE, 0, "content_type"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_set_inline", run_gu_target_set_inline, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_TARGET, 0, "target"}, {U32, HANDLE_NONE, 0, "is_inline"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_set_content_id", run_gu_target_set_content_id, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_TARGET, 0, "target"}, {TEXT, HANDLE_NONE, 0, "content_id"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_set_conflict", run_gu_target_set_conflict, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_TARGET, 0, "target"}, {I32, HANDLE_NONE, 0, "conflict"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_set_created_ms", run_gu_target_set_created_ms, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_TARGET, 0, "target"}, {U64, HANDLE_NONE, 0, "ms"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_set_modified_ms", run_gu_target_set_modified_ms, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_TARGET, 0, "target"}, {U64, HANDLE_NONE, 0, "ms"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_set_accessed_ms", run_gu_target_set_accessed_ms, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_TARGET, 0, "target"}, {U64, HANDLE_NONE, 0, "ms"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_set_description", run_gu_target_set_description, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_TARGET, 0, "target"}, {TEXT, HANDLE_NONE, 0, "text"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_set_space_check", run_gu_target_set_space_check, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_TARGET, 0, "target"}, {U32, HANDLE_NONE, 0, "wanted"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_set_commit", run_gu_target_set_commit, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_TARGET, 0, "target"}, {I32, HANDLE_NONE, 0, "commit"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_set_if_match", run_gu_target_set_if_match, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_TARGET, 0, "target"}, {TEXT, HANDLE_NONE, 0, "etag"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_set_if_none_match", run_gu_target_set_if_none_match, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_TARGET, 0, "target"}, {TEXT, HANDLE_NONE, 0, "etag"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_set_source", run_gu_target_set_source, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_TARGET, 0, "target"}, {TEXT, HANDLE_NONE, 0, "application"},
        {TEXT, HANDLE_NONE, 0, "external_id"}, {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_target_set_media_category", run_gu_target_set_media_category, 0, RESULT_NOTHING, HANDLE_NONE, {
        {HANDLE, HANDLE_TARGET, 0, "target"}, {TEXT, HANDLE_NONE, 0, "category"},
        {NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_version_string", run_gu_version_string, 0, RESULT_TEXT, HANDLE_NONE, {{NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
    {"gu_version_number", run_gu_version_number, 0, RESULT_NUMBER, HANDLE_NONE, {{NO_PARAMETER, HANDLE_NONE, 0, NULL}}},
};

const size_t function_count = sizeof functions / sizeof *functions;

static void free_gu_error(void *pointer) {
    gu_error_free(pointer);
}

static void free_gu_client(void *pointer) {
    gu_client_free(pointer);
}

static void free_gu_target(void *pointer) {
    gu_target_free(pointer);
}

static void free_gu_item(void *pointer) {
    gu_item_free(pointer);
}

static void free_gu_cancel(void *pointer) {
    gu_cancel_free(pointer);
}

static void free_gu_upload(void *pointer) {
    gu_upload_free(pointer);
}

static void free_gu_session(void *pointer) {
    gu_session_free(pointer);
}

static void free_gu_job(void *pointer) {
    gu_job_free(pointer);
}

static void free_gu_state(void *pointer) {
    gu_state_free(pointer);
}

static void free_gu_options(void *pointer) {
    gu_options_free(pointer);
}

const struct handle_kind handle_kinds[] = {
    [HANDLE_NONE] = {"nothing", NULL},
    [HANDLE_ERROR] = {"gu_error", free_gu_error},
    [HANDLE_CLIENT] = {"gu_client", free_gu_client},
    [HANDLE_TARGET] = {"gu_target", free_gu_target},
    [HANDLE_ITEM] = {"gu_item", free_gu_item},
    [HANDLE_CANCEL] = {"gu_cancel", free_gu_cancel},
    [HANDLE_PROGRESS] = {"gu_progress", NULL},
    [HANDLE_UPLOAD] = {"gu_upload", free_gu_upload},
    [HANDLE_SESSION] = {"gu_session", free_gu_session},
    [HANDLE_QUEUE] = {"gu_queue", NULL},
    [HANDLE_JOB] = {"gu_job", free_gu_job},
    [HANDLE_STATE] = {"gu_state", free_gu_state},
    [HANDLE_TOKEN_SINK] = {"gu_token_sink", NULL},
    [HANDLE_LOG_RECORD] = {"gu_log_record", NULL},
    [HANDLE_OPTIONS] = {"gu_options", free_gu_options},
};
