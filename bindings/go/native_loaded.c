//go:build !graphupload_system

/* Code generated from include/graph_upload.api.json by bindings/api. DO NOT EDIT. */
/* Hidden, so that the loaded library never finds them in place of its own. */
#pragma GCC visibility push(hidden)
#include "native.h"
#pragma GCC visibility pop
#include "load.h"

#include <stddef.h>

static struct {
    const char *(*gu_status_name)(int32_t status);
    int32_t (*gu_error_status)(const gu_error *error);
    const char *(*gu_error_message)(const gu_error *error);
    uint32_t (*gu_error_http_status)(const gu_error *error);
    const char *(*gu_error_service_code)(const gu_error *error);
    const char *(*gu_error_service_codes)(const gu_error *error);
    const char *(*gu_error_request_id)(const gu_error *error);
    const char *(*gu_error_host)(const gu_error *error);
    const char *(*gu_error_diagnostics)(const gu_error *error);
    const char *(*gu_error_claims)(const gu_error *error);
    uint64_t (*gu_error_retry_after_ms)(const gu_error *error);
    int32_t (*gu_error_os_error)(const gu_error *error);
    uint32_t (*gu_error_is_retryable)(const gu_error *error);
    uint32_t (*gu_error_in_doubt)(const gu_error *error);
    uint32_t (*gu_error_session_kept)(const gu_error *error);
    uint64_t (*gu_error_offset)(const gu_error *error);
    uint32_t (*gu_error_attempts)(const gu_error *error);
    const char *(*gu_error_json)(const gu_error *error);
    void (*gu_error_free)(const gu_error *error);
    int32_t (*gu_client_new)(const gu_options *options, gu_client **client, gu_error **error);
    int32_t (*gu_client_set_token)(const gu_client *client, const char *token, gu_error **error);
    void (*gu_client_free)(const gu_client *client);
    int32_t (*gu_target_todo_task)(const char *user, const char *list, const char *task, const char *name, gu_target **target, gu_error **error);
    int32_t (*gu_target_message)(const char *user, const char *folder, const char *message, const char *name, gu_target **target, gu_error **error);
    int32_t (*gu_target_event)(const char *user, const char *calendar, const char *event, const char *name, gu_target **target, gu_error **error);
    int32_t (*gu_target_group_event)(const char *group, uint32_t by_calendar, const char *event, const char *name, gu_target **target, gu_error **error);
    int32_t (*gu_target_group_post_in_reply_to)(const char *group, const char *conversation, const char *thread, const char *post, const char *name, gu_target **target, gu_error **error);
    int32_t (*gu_target_group_post)(const char *group, const char *thread, const char *post, const char *name, gu_target **target, gu_error **error);
    int32_t (*gu_target_drive_path)(const char *drive, const char *path, gu_target **target, gu_error **error);
    int32_t (*gu_target_drive_child)(const char *drive, const char *folder, const char *name, gu_target **target, gu_error **error);
    int32_t (*gu_target_drive_special)(const char *drive, const char *special, const char *path, gu_target **target, gu_error **error);
    int32_t (*gu_target_drive_item)(const char *drive, const char *item, gu_target **target, gu_error **error);
    int32_t (*gu_target_drive_share)(const char *share, gu_target **target, gu_error **error);
    int32_t (*gu_target_print_document)(const char *printer, const char *job, const char *document, const char *name, gu_target **target, gu_error **error);
    int32_t (*gu_target_print_share_document)(const char *share, const char *job, const char *document, const char *name, gu_target **target, gu_error **error);
    const char *(*gu_rules_json)(void);
    void (*gu_target_free)(const gu_target *target);
    int32_t (*gu_target_parse)(const char *text, const char *user, const char *name, gu_target **target, gu_error **error);
    const char *(*gu_item_id)(const gu_item *item);
    const char *(*gu_item_name)(const gu_item *item);
    const char *(*gu_item_location)(const gu_item *item);
    const char *(*gu_item_web_url)(const gu_item *item);
    const char *(*gu_item_etag)(const gu_item *item);
    int64_t (*gu_item_size)(const gu_item *item);
    const char *(*gu_item_json)(const gu_item *item);
    uint32_t (*gu_item_recovered)(const gu_item *item);
    int32_t (*gu_item_integrity)(const gu_item *item);
    void (*gu_item_free)(const gu_item *item);
    int32_t (*gu_cancel_new)(gu_cancel **cancel, gu_error **error);
    void (*gu_cancel_request)(const gu_cancel *cancel);
    uint32_t (*gu_cancel_is_requested)(const gu_cancel *cancel);
    int32_t (*gu_cancel_set_deadline_ms)(const gu_cancel *cancel, uint64_t ms, gu_error **error);
    uint32_t (*gu_cancel_wait)(const gu_cancel *cancel, uint64_t ms);
    void (*gu_cancel_free)(const gu_cancel *cancel);
    uint64_t (*gu_progress_sent)(const gu_progress *progress);
    uint64_t (*gu_progress_confirmed)(const gu_progress *progress);
    uint64_t (*gu_progress_total)(const gu_progress *progress);
    uint64_t (*gu_progress_spooled)(const gu_progress *progress);
    uint64_t (*gu_progress_bytes_per_second)(const gu_progress *progress);
    int64_t (*gu_progress_time_left_ms)(const gu_progress *progress);
    int64_t (*gu_progress_late_by_ms)(const gu_progress *progress);
    uint64_t (*gu_progress_waits_ms)(const gu_progress *progress);
    int32_t (*gu_progress_waits_for)(const gu_progress *progress);
    const char *(*gu_progress_waits_code)(const gu_progress *progress);
    int32_t (*gu_upload_new)(gu_upload **upload, gu_error **error);
    int32_t (*gu_upload_set_progress)(const gu_upload *upload, gu_progress_callback callback, void *context, gu_destroy_callback destroy, gu_error **error);
    int32_t (*gu_upload_set_keep_on_cancel)(const gu_upload *upload, uint32_t keep, gu_error **error);
    int32_t (*gu_upload_set_differs_is_error)(const gu_upload *upload, uint32_t is_error, gu_error **error);
    int32_t (*gu_upload_set_state_file)(const gu_upload *upload, const char *path, gu_error **error);
    int32_t (*gu_upload_set_sealing_key)(const gu_upload *upload, const uint8_t *key, uint64_t length, gu_error **error);
    void (*gu_upload_free)(const gu_upload *upload);
    int32_t (*gu_upload_set_file)(const gu_upload *upload, const char *path, gu_error **error);
    int32_t (*gu_upload_set_file_handle)(const gu_upload *upload, uint64_t handle, gu_error **error);
    int32_t (*gu_upload_set_read_at)(const gu_upload *upload, uint64_t size, gu_read_at_callback callback, void *context, gu_destroy_callback destroy, gu_error **error);
    int32_t (*gu_upload_set_read)(const gu_upload *upload, uint64_t size, gu_read_callback callback, void *context, gu_destroy_callback destroy, gu_error **error);
    int32_t (*gu_upload_set_stream)(const gu_upload *upload, gu_read_callback callback, void *context, gu_destroy_callback destroy, gu_error **error);
    int32_t (*gu_upload_set_stream_handle)(const gu_upload *upload, uint64_t handle, gu_error **error);
    int32_t (*gu_upload_set_spool_folder)(const gu_upload *upload, const char *path, gu_error **error);
    int32_t (*gu_upload_set_spool_max_bytes)(const gu_upload *upload, uint64_t bytes, gu_error **error);
    int32_t (*gu_session_create)(const gu_client *client, const gu_target *target, uint64_t size, const gu_cancel *cancel, gu_session **session, gu_error **error);
    int32_t (*gu_session_adopt)(const gu_client *client, int32_t kind, const char *upload_url, uint64_t size, const gu_cancel *cancel, gu_session **session, gu_error **error);
    int32_t (*gu_session_set_progress)(const gu_session *session, gu_progress_callback callback, void *context, gu_destroy_callback destroy, gu_error **error);
    int32_t (*gu_put_chunk)(const gu_session *session, uint64_t offset, const uint8_t *bytes, uint64_t length, const gu_cancel *cancel, gu_error **error);
    int32_t (*gu_finish)(const gu_session *session, const gu_cancel *cancel, gu_item **item, gu_error **error);
    int32_t (*gu_session_refresh)(const gu_session *session, const gu_cancel *cancel, gu_error **error);
    int32_t (*gu_session_discard)(const gu_session *session, const gu_cancel *cancel, gu_error **error);
    uint64_t (*gu_session_confirmed)(const gu_session *session);
    uint64_t (*gu_session_next_offset)(const gu_session *session);
    uint64_t (*gu_session_size)(const gu_session *session);
    uint64_t (*gu_session_expires_ms)(const gu_session *session);
    void (*gu_session_free)(const gu_session *session);
    int32_t (*gu_queue_new)(const gu_client *client, uint32_t at_once, gu_queue **queue, gu_error **error);
    int32_t (*gu_queue_set_room)(const gu_queue *queue, uint32_t most, uint32_t wait_ms, gu_error **error);
    int32_t (*gu_queue_set_state_folder)(const gu_queue *queue, const char *path, const uint8_t *key, uint64_t key_length, gu_error **error);
    int32_t (*gu_queue_submit)(const gu_queue *queue, const gu_upload *upload, const gu_target *target, void *context, gu_destroy_callback destroy, gu_job **job, gu_error **error);
    int64_t (*gu_queue_handle)(const gu_queue *queue);
    int32_t (*gu_queue_next)(const gu_queue *queue, uint32_t ms, const gu_cancel *cancel, gu_job **job, gu_error **error);
    int32_t (*gu_queue_pause)(const gu_queue *queue, gu_error **error);
    int32_t (*gu_queue_continue)(const gu_queue *queue, gu_error **error);
    int32_t (*gu_queue_cancel)(const gu_queue *queue, gu_error **error);
    void (*gu_queue_free)(const gu_queue *queue);
    uint64_t (*gu_queue_jobs)(const gu_queue *queue, int32_t which);
    uint64_t (*gu_queue_sent)(const gu_queue *queue);
    uint64_t (*gu_queue_confirmed)(const gu_queue *queue);
    uint64_t (*gu_queue_total)(const gu_queue *queue);
    uint64_t (*gu_queue_bytes_per_second)(const gu_queue *queue);
    int64_t (*gu_queue_time_left_ms)(const gu_queue *queue);
    uint64_t (*gu_job_id)(const gu_job *job);
    void *(*gu_job_context)(const gu_job *job);
    const char *(*gu_job_path)(const gu_job *job);
    int32_t (*gu_job_stage)(const gu_job *job);
    int32_t (*gu_job_status)(const gu_job *job);
    const gu_item *(*gu_job_item)(const gu_job *job);
    const gu_error *(*gu_job_error)(const gu_job *job);
    uint64_t (*gu_job_sent)(const gu_job *job);
    uint64_t (*gu_job_confirmed)(const gu_job *job);
    uint64_t (*gu_job_total)(const gu_job *job);
    uint64_t (*gu_job_bytes_per_second)(const gu_job *job);
    int64_t (*gu_job_time_left_ms)(const gu_job *job);
    int64_t (*gu_job_late_by_ms)(const gu_job *job);
    uint64_t (*gu_job_waits_ms)(const gu_job *job);
    int32_t (*gu_job_waits_for)(const gu_job *job);
    int32_t (*gu_job_cancel)(const gu_job *job, gu_error **error);
    int32_t (*gu_job_pause)(const gu_job *job, gu_error **error);
    int32_t (*gu_job_continue)(const gu_job *job, gu_error **error);
    int32_t (*gu_job_move_to_front)(const gu_job *job, gu_error **error);
    int32_t (*gu_job_wait)(const gu_job *job, uint32_t ms, const gu_cancel *cancel, gu_error **error);
    void (*gu_job_free)(const gu_job *job);
    int32_t (*gu_session_save)(const gu_session *session, const uint8_t *key, uint64_t key_length, gu_state **state, gu_error **error);
    int32_t (*gu_session_set_save_callback)(const gu_session *session, const uint8_t *key, uint64_t key_length, gu_save_callback callback, void *context, gu_destroy_callback destroy, gu_error **error);
    int32_t (*gu_session_resume)(const gu_client *client, const gu_target *target, const uint8_t *data, uint64_t length, const uint8_t *key, uint64_t key_length, const gu_cancel *cancel, gu_session **session, gu_error **error);
    const uint8_t *(*gu_state_data)(const gu_state *state);
    uint64_t (*gu_state_length)(const gu_state *state);
    void (*gu_state_free)(const gu_state *state);
    int32_t (*gu_token_sink_put)(const gu_token_sink *sink, const char *token, gu_error **error);
    uint32_t (*gu_token_sink_was_rejected)(const gu_token_sink *sink);
    const char *(*gu_token_sink_claims)(const gu_token_sink *sink);
    int32_t (*gu_log_record_level)(const gu_log_record *record);
    const char *(*gu_log_record_message)(const gu_log_record *record);
    int32_t (*gu_options_new)(gu_options **options, gu_error **error);
    int32_t (*gu_options_set)(const gu_options *options, const char *name, const char *value, gu_error **error);
    int32_t (*gu_options_set_token)(const gu_options *options, const char *token, gu_error **error);
    int32_t (*gu_options_set_token_callback)(const gu_options *options, gu_token_callback callback, void *context, gu_destroy_callback destroy, gu_error **error);
    int32_t (*gu_options_set_base_url)(const gu_options *options, const char *url, gu_error **error);
    int32_t (*gu_options_set_cloud)(const gu_options *options, int32_t cloud, gu_error **error);
    int32_t (*gu_options_add_upload_host)(const gu_options *options, const char *host, gu_error **error);
    int32_t (*gu_options_set_api_version)(const gu_options *options, int32_t version, gu_error **error);
    int32_t (*gu_options_set_immutable_ids)(const gu_options *options, uint32_t wanted, gu_error **error);
    int32_t (*gu_options_set_user_agent)(const gu_options *options, const char *user_agent, gu_error **error);
    int32_t (*gu_options_add_ca_pem)(const gu_options *options, const uint8_t *pem, uint64_t length, gu_error **error);
    int32_t (*gu_options_add_ca_file)(const gu_options *options, const char *path, gu_error **error);
    int32_t (*gu_options_set_platform_roots)(const gu_options *options, uint32_t trusted, gu_error **error);
    int32_t (*gu_options_allow_loopback)(const gu_options *options, uint32_t allowed, gu_error **error);
    int32_t (*gu_options_set_connect_timeout_ms)(const gu_options *options, uint64_t ms, gu_error **error);
    int32_t (*gu_options_set_stall_timeout_ms)(const gu_options *options, uint64_t ms, gu_error **error);
    int32_t (*gu_options_set_response_timeout_ms)(const gu_options *options, uint64_t ms, gu_error **error);
    int32_t (*gu_options_set_commit_response_timeout_ms)(const gu_options *options, uint64_t ms, gu_error **error);
    int32_t (*gu_options_set_retry_budget)(const gu_options *options, uint32_t attempts, uint64_t ms, gu_error **error);
    int32_t (*gu_options_set_backoff_ms)(const gu_options *options, uint64_t first, uint64_t longest, gu_error **error);
    int32_t (*gu_options_set_locked_policy)(const gu_options *options, int32_t policy, gu_error **error);
    int32_t (*gu_options_set_settle_ms)(const gu_options *options, uint64_t ms, gu_error **error);
    int32_t (*gu_options_set_baseline)(const gu_options *options, int32_t baseline, gu_error **error);
    int32_t (*gu_options_set_one_request_bytes)(const gu_options *options, uint64_t bytes, gu_error **error);
    int32_t (*gu_options_set_piece_bytes)(const gu_options *options, uint64_t bytes, gu_error **error);
    int32_t (*gu_options_set_log_callback)(const gu_options *options, gu_log_callback callback, void *context, gu_destroy_callback destroy, gu_error **error);
    int32_t (*gu_options_set_proxy)(const gu_options *options, const char *url, gu_error **error);
    int32_t (*gu_options_set_proxy_from_environment)(const gu_options *options, gu_error **error);
    int32_t (*gu_options_set_no_proxy)(const gu_options *options, const char *hosts, gu_error **error);
    int32_t (*gu_options_set_client_certificate_pem)(const gu_options *options, const uint8_t *chain, uint64_t chain_length, const uint8_t *key, uint64_t key_length, gu_error **error);
    int32_t (*gu_options_set_client_certificate_files)(const gu_options *options, const char *chain_path, const char *key_path, gu_error **error);
    int32_t (*gu_options_set_ip_version)(const gu_options *options, int32_t version, gu_error **error);
    int32_t (*gu_options_set_rate_limit)(const gu_options *options, uint64_t bytes_per_second, gu_error **error);
    void (*gu_options_free)(const gu_options *options);
    int32_t (*gu_target_set)(const gu_target *target, const char *name, const char *value, gu_error **error);
    int32_t (*gu_target_set_content_type)(const gu_target *target, const char *content_type, gu_error **error);
    int32_t (*gu_target_set_inline)(const gu_target *target, uint32_t is_inline, gu_error **error);
    int32_t (*gu_target_set_content_id)(const gu_target *target, const char *content_id, gu_error **error);
    int32_t (*gu_target_set_conflict)(const gu_target *target, int32_t conflict, gu_error **error);
    int32_t (*gu_target_set_created_ms)(const gu_target *target, uint64_t ms, gu_error **error);
    int32_t (*gu_target_set_modified_ms)(const gu_target *target, uint64_t ms, gu_error **error);
    int32_t (*gu_target_set_accessed_ms)(const gu_target *target, uint64_t ms, gu_error **error);
    int32_t (*gu_target_set_description)(const gu_target *target, const char *text, gu_error **error);
    int32_t (*gu_target_set_space_check)(const gu_target *target, uint32_t wanted, gu_error **error);
    int32_t (*gu_target_set_commit)(const gu_target *target, int32_t commit, gu_error **error);
    int32_t (*gu_target_set_if_match)(const gu_target *target, const char *etag, gu_error **error);
    int32_t (*gu_target_set_if_none_match)(const gu_target *target, const char *etag, gu_error **error);
    int32_t (*gu_target_set_source)(const gu_target *target, const char *application, const char *external_id, gu_error **error);
    int32_t (*gu_target_set_media_category)(const gu_target *target, const char *category, gu_error **error);
    const char *(*gu_version_string)(void);
    uint32_t (*gu_version_number)(void);
} loaded;

static const struct { const char *name; void *place; } names[] = {
    {"gu_status_name", &loaded.gu_status_name},
    {"gu_error_status", &loaded.gu_error_status},
    {"gu_error_message", &loaded.gu_error_message},
    {"gu_error_http_status", &loaded.gu_error_http_status},
    {"gu_error_service_code", &loaded.gu_error_service_code},
    {"gu_error_service_codes", &loaded.gu_error_service_codes},
    {"gu_error_request_id", &loaded.gu_error_request_id},
    {"gu_error_host", &loaded.gu_error_host},
    {"gu_error_diagnostics", &loaded.gu_error_diagnostics},
    {"gu_error_claims", &loaded.gu_error_claims},
    {"gu_error_retry_after_ms", &loaded.gu_error_retry_after_ms},
    {"gu_error_os_error", &loaded.gu_error_os_error},
    {"gu_error_is_retryable", &loaded.gu_error_is_retryable},
    {"gu_error_in_doubt", &loaded.gu_error_in_doubt},
    {"gu_error_session_kept", &loaded.gu_error_session_kept},
    {"gu_error_offset", &loaded.gu_error_offset},
    {"gu_error_attempts", &loaded.gu_error_attempts},
    {"gu_error_json", &loaded.gu_error_json},
    {"gu_error_free", &loaded.gu_error_free},
    {"gu_client_new", &loaded.gu_client_new},
    {"gu_client_set_token", &loaded.gu_client_set_token},
    {"gu_client_free", &loaded.gu_client_free},
    {"gu_target_todo_task", &loaded.gu_target_todo_task},
    {"gu_target_message", &loaded.gu_target_message},
    {"gu_target_event", &loaded.gu_target_event},
    {"gu_target_group_event", &loaded.gu_target_group_event},
    {"gu_target_group_post_in_reply_to", &loaded.gu_target_group_post_in_reply_to},
    {"gu_target_group_post", &loaded.gu_target_group_post},
    {"gu_target_drive_path", &loaded.gu_target_drive_path},
    {"gu_target_drive_child", &loaded.gu_target_drive_child},
    {"gu_target_drive_special", &loaded.gu_target_drive_special},
    {"gu_target_drive_item", &loaded.gu_target_drive_item},
    {"gu_target_drive_share", &loaded.gu_target_drive_share},
    {"gu_target_print_document", &loaded.gu_target_print_document},
    {"gu_target_print_share_document", &loaded.gu_target_print_share_document},
    {"gu_rules_json", &loaded.gu_rules_json},
    {"gu_target_free", &loaded.gu_target_free},
    {"gu_target_parse", &loaded.gu_target_parse},
    {"gu_item_id", &loaded.gu_item_id},
    {"gu_item_name", &loaded.gu_item_name},
    {"gu_item_location", &loaded.gu_item_location},
    {"gu_item_web_url", &loaded.gu_item_web_url},
    {"gu_item_etag", &loaded.gu_item_etag},
    {"gu_item_size", &loaded.gu_item_size},
    {"gu_item_json", &loaded.gu_item_json},
    {"gu_item_recovered", &loaded.gu_item_recovered},
    {"gu_item_integrity", &loaded.gu_item_integrity},
    {"gu_item_free", &loaded.gu_item_free},
    {"gu_cancel_new", &loaded.gu_cancel_new},
    {"gu_cancel_request", &loaded.gu_cancel_request},
    {"gu_cancel_is_requested", &loaded.gu_cancel_is_requested},
    {"gu_cancel_set_deadline_ms", &loaded.gu_cancel_set_deadline_ms},
    {"gu_cancel_wait", &loaded.gu_cancel_wait},
    {"gu_cancel_free", &loaded.gu_cancel_free},
    {"gu_progress_sent", &loaded.gu_progress_sent},
    {"gu_progress_confirmed", &loaded.gu_progress_confirmed},
    {"gu_progress_total", &loaded.gu_progress_total},
    {"gu_progress_spooled", &loaded.gu_progress_spooled},
    {"gu_progress_bytes_per_second", &loaded.gu_progress_bytes_per_second},
    {"gu_progress_time_left_ms", &loaded.gu_progress_time_left_ms},
    {"gu_progress_late_by_ms", &loaded.gu_progress_late_by_ms},
    {"gu_progress_waits_ms", &loaded.gu_progress_waits_ms},
    {"gu_progress_waits_for", &loaded.gu_progress_waits_for},
    {"gu_progress_waits_code", &loaded.gu_progress_waits_code},
    {"gu_upload_new", &loaded.gu_upload_new},
    {"gu_upload_set_progress", &loaded.gu_upload_set_progress},
    {"gu_upload_set_keep_on_cancel", &loaded.gu_upload_set_keep_on_cancel},
    {"gu_upload_set_differs_is_error", &loaded.gu_upload_set_differs_is_error},
    {"gu_upload_set_state_file", &loaded.gu_upload_set_state_file},
    {"gu_upload_set_sealing_key", &loaded.gu_upload_set_sealing_key},
    {"gu_upload_free", &loaded.gu_upload_free},
    {"gu_upload_set_file", &loaded.gu_upload_set_file},
    {"gu_upload_set_file_handle", &loaded.gu_upload_set_file_handle},
    {"gu_upload_set_read_at", &loaded.gu_upload_set_read_at},
    {"gu_upload_set_read", &loaded.gu_upload_set_read},
    {"gu_upload_set_stream", &loaded.gu_upload_set_stream},
    {"gu_upload_set_stream_handle", &loaded.gu_upload_set_stream_handle},
    {"gu_upload_set_spool_folder", &loaded.gu_upload_set_spool_folder},
    {"gu_upload_set_spool_max_bytes", &loaded.gu_upload_set_spool_max_bytes},
    {"gu_session_create", &loaded.gu_session_create},
    {"gu_session_adopt", &loaded.gu_session_adopt},
    {"gu_session_set_progress", &loaded.gu_session_set_progress},
    {"gu_put_chunk", &loaded.gu_put_chunk},
    {"gu_finish", &loaded.gu_finish},
    {"gu_session_refresh", &loaded.gu_session_refresh},
    {"gu_session_discard", &loaded.gu_session_discard},
    {"gu_session_confirmed", &loaded.gu_session_confirmed},
    {"gu_session_next_offset", &loaded.gu_session_next_offset},
    {"gu_session_size", &loaded.gu_session_size},
    {"gu_session_expires_ms", &loaded.gu_session_expires_ms},
    {"gu_session_free", &loaded.gu_session_free},
    {"gu_queue_new", &loaded.gu_queue_new},
    {"gu_queue_set_room", &loaded.gu_queue_set_room},
    {"gu_queue_set_state_folder", &loaded.gu_queue_set_state_folder},
    {"gu_queue_submit", &loaded.gu_queue_submit},
    {"gu_queue_handle", &loaded.gu_queue_handle},
    {"gu_queue_next", &loaded.gu_queue_next},
    {"gu_queue_pause", &loaded.gu_queue_pause},
    {"gu_queue_continue", &loaded.gu_queue_continue},
    {"gu_queue_cancel", &loaded.gu_queue_cancel},
    {"gu_queue_free", &loaded.gu_queue_free},
    {"gu_queue_jobs", &loaded.gu_queue_jobs},
    {"gu_queue_sent", &loaded.gu_queue_sent},
    {"gu_queue_confirmed", &loaded.gu_queue_confirmed},
    {"gu_queue_total", &loaded.gu_queue_total},
    {"gu_queue_bytes_per_second", &loaded.gu_queue_bytes_per_second},
    {"gu_queue_time_left_ms", &loaded.gu_queue_time_left_ms},
    {"gu_job_id", &loaded.gu_job_id},
    {"gu_job_context", &loaded.gu_job_context},
    {"gu_job_path", &loaded.gu_job_path},
    {"gu_job_stage", &loaded.gu_job_stage},
    {"gu_job_status", &loaded.gu_job_status},
    {"gu_job_item", &loaded.gu_job_item},
    {"gu_job_error", &loaded.gu_job_error},
    {"gu_job_sent", &loaded.gu_job_sent},
    {"gu_job_confirmed", &loaded.gu_job_confirmed},
    {"gu_job_total", &loaded.gu_job_total},
    {"gu_job_bytes_per_second", &loaded.gu_job_bytes_per_second},
    {"gu_job_time_left_ms", &loaded.gu_job_time_left_ms},
    {"gu_job_late_by_ms", &loaded.gu_job_late_by_ms},
    {"gu_job_waits_ms", &loaded.gu_job_waits_ms},
    {"gu_job_waits_for", &loaded.gu_job_waits_for},
    {"gu_job_cancel", &loaded.gu_job_cancel},
    {"gu_job_pause", &loaded.gu_job_pause},
    {"gu_job_continue", &loaded.gu_job_continue},
    {"gu_job_move_to_front", &loaded.gu_job_move_to_front},
    {"gu_job_wait", &loaded.gu_job_wait},
    {"gu_job_free", &loaded.gu_job_free},
    {"gu_session_save", &loaded.gu_session_save},
    {"gu_session_set_save_callback", &loaded.gu_session_set_save_callback},
    {"gu_session_resume", &loaded.gu_session_resume},
    {"gu_state_data", &loaded.gu_state_data},
    {"gu_state_length", &loaded.gu_state_length},
    {"gu_state_free", &loaded.gu_state_free},
    {"gu_token_sink_put", &loaded.gu_token_sink_put},
    {"gu_token_sink_was_rejected", &loaded.gu_token_sink_was_rejected},
    {"gu_token_sink_claims", &loaded.gu_token_sink_claims},
    {"gu_log_record_level", &loaded.gu_log_record_level},
    {"gu_log_record_message", &loaded.gu_log_record_message},
    {"gu_options_new", &loaded.gu_options_new},
    {"gu_options_set", &loaded.gu_options_set},
    {"gu_options_set_token", &loaded.gu_options_set_token},
    {"gu_options_set_token_callback", &loaded.gu_options_set_token_callback},
    {"gu_options_set_base_url", &loaded.gu_options_set_base_url},
    {"gu_options_set_cloud", &loaded.gu_options_set_cloud},
    {"gu_options_add_upload_host", &loaded.gu_options_add_upload_host},
    {"gu_options_set_api_version", &loaded.gu_options_set_api_version},
    {"gu_options_set_immutable_ids", &loaded.gu_options_set_immutable_ids},
    {"gu_options_set_user_agent", &loaded.gu_options_set_user_agent},
    {"gu_options_add_ca_pem", &loaded.gu_options_add_ca_pem},
    {"gu_options_add_ca_file", &loaded.gu_options_add_ca_file},
    {"gu_options_set_platform_roots", &loaded.gu_options_set_platform_roots},
    {"gu_options_allow_loopback", &loaded.gu_options_allow_loopback},
    {"gu_options_set_connect_timeout_ms", &loaded.gu_options_set_connect_timeout_ms},
    {"gu_options_set_stall_timeout_ms", &loaded.gu_options_set_stall_timeout_ms},
    {"gu_options_set_response_timeout_ms", &loaded.gu_options_set_response_timeout_ms},
    {"gu_options_set_commit_response_timeout_ms", &loaded.gu_options_set_commit_response_timeout_ms},
    {"gu_options_set_retry_budget", &loaded.gu_options_set_retry_budget},
    {"gu_options_set_backoff_ms", &loaded.gu_options_set_backoff_ms},
    {"gu_options_set_locked_policy", &loaded.gu_options_set_locked_policy},
    {"gu_options_set_settle_ms", &loaded.gu_options_set_settle_ms},
    {"gu_options_set_baseline", &loaded.gu_options_set_baseline},
    {"gu_options_set_one_request_bytes", &loaded.gu_options_set_one_request_bytes},
    {"gu_options_set_piece_bytes", &loaded.gu_options_set_piece_bytes},
    {"gu_options_set_log_callback", &loaded.gu_options_set_log_callback},
    {"gu_options_set_proxy", &loaded.gu_options_set_proxy},
    {"gu_options_set_proxy_from_environment", &loaded.gu_options_set_proxy_from_environment},
    {"gu_options_set_no_proxy", &loaded.gu_options_set_no_proxy},
    {"gu_options_set_client_certificate_pem", &loaded.gu_options_set_client_certificate_pem},
    {"gu_options_set_client_certificate_files", &loaded.gu_options_set_client_certificate_files},
    {"gu_options_set_ip_version", &loaded.gu_options_set_ip_version},
    {"gu_options_set_rate_limit", &loaded.gu_options_set_rate_limit},
    {"gu_options_free", &loaded.gu_options_free},
    {"gu_target_set", &loaded.gu_target_set},
    {"gu_target_set_content_type", &loaded.gu_target_set_content_type},
    {"gu_target_set_inline", &loaded.gu_target_set_inline},
    {"gu_target_set_content_id", &loaded.gu_target_set_content_id},
    {"gu_target_set_conflict", &loaded.gu_target_set_conflict},
    {"gu_target_set_created_ms", &loaded.gu_target_set_created_ms},
    {"gu_target_set_modified_ms", &loaded.gu_target_set_modified_ms},
    {"gu_target_set_accessed_ms", &loaded.gu_target_set_accessed_ms},
    {"gu_target_set_description", &loaded.gu_target_set_description},
    {"gu_target_set_space_check", &loaded.gu_target_set_space_check},
    {"gu_target_set_commit", &loaded.gu_target_set_commit},
    {"gu_target_set_if_match", &loaded.gu_target_set_if_match},
    {"gu_target_set_if_none_match", &loaded.gu_target_set_if_none_match},
    {"gu_target_set_source", &loaded.gu_target_set_source},
    {"gu_target_set_media_category", &loaded.gu_target_set_media_category},
    {"gu_version_string", &loaded.gu_version_string},
    {"gu_version_number", &loaded.gu_version_number},
};

const char *go_gu_resolve(void *library) {
    size_t i;
    for (i = 0; i < sizeof names / sizeof *names; i++) {
        void *found = go_gu_symbol(library, names[i].name);
        if (found == NULL) return names[i].name;
        *(void **)names[i].place = found;
    }
    return NULL;
}

const char *gu_status_name(int32_t status) { return loaded.gu_status_name(status); }
int32_t gu_error_status(const gu_error *error) { return loaded.gu_error_status(error); }
const char *gu_error_message(const gu_error *error) { return loaded.gu_error_message(error); }
uint32_t gu_error_http_status(const gu_error *error) { return loaded.gu_error_http_status(error); }
const char *gu_error_service_code(const gu_error *error) { return loaded.gu_error_service_code(error); }
const char *gu_error_service_codes(const gu_error *error) { return loaded.gu_error_service_codes(error); }
const char *gu_error_request_id(const gu_error *error) { return loaded.gu_error_request_id(error); }
const char *gu_error_host(const gu_error *error) { return loaded.gu_error_host(error); }
const char *gu_error_diagnostics(const gu_error *error) { return loaded.gu_error_diagnostics(error); }
const char *gu_error_claims(const gu_error *error) { return loaded.gu_error_claims(error); }
uint64_t gu_error_retry_after_ms(const gu_error *error) { return loaded.gu_error_retry_after_ms(error); }
int32_t gu_error_os_error(const gu_error *error) { return loaded.gu_error_os_error(error); }
uint32_t gu_error_is_retryable(const gu_error *error) { return loaded.gu_error_is_retryable(error); }
uint32_t gu_error_in_doubt(const gu_error *error) { return loaded.gu_error_in_doubt(error); }
uint32_t gu_error_session_kept(const gu_error *error) { return loaded.gu_error_session_kept(error); }
uint64_t gu_error_offset(const gu_error *error) { return loaded.gu_error_offset(error); }
uint32_t gu_error_attempts(const gu_error *error) { return loaded.gu_error_attempts(error); }
const char *gu_error_json(const gu_error *error) { return loaded.gu_error_json(error); }
void gu_error_free(const gu_error *error) { loaded.gu_error_free(error); }
int32_t gu_client_new(const gu_options *options, gu_client **client, gu_error **error) { return loaded.gu_client_new(options, client, error); }
int32_t gu_client_set_token(const gu_client *client, const char *token, gu_error **error) { return loaded.gu_client_set_token(client, token, error); }
void gu_client_free(const gu_client *client) { loaded.gu_client_free(client); }
int32_t gu_target_todo_task(const char *user, const char *list, const char *task, const char *name, gu_target **target, gu_error **error) { return loaded.gu_target_todo_task(user, list, task, name, target, error); }
int32_t gu_target_message(const char *user, const char *folder, const char *message, const char *name, gu_target **target, gu_error **error) { return loaded.gu_target_message(user, folder, message, name, target, error); }
int32_t gu_target_event(const char *user, const char *calendar, const char *event, const char *name, gu_target **target, gu_error **error) { return loaded.gu_target_event(user, calendar, event, name, target, error); }
int32_t gu_target_group_event(const char *group, uint32_t by_calendar, const char *event, const char *name, gu_target **target, gu_error **error) { return loaded.gu_target_group_event(group, by_calendar, event, name, target, error); }
int32_t gu_target_group_post_in_reply_to(const char *group, const char *conversation, const char *thread, const char *post, const char *name, gu_target **target, gu_error **error) { return loaded.gu_target_group_post_in_reply_to(group, conversation, thread, post, name, target, error); }
int32_t gu_target_group_post(const char *group, const char *thread, const char *post, const char *name, gu_target **target, gu_error **error) { return loaded.gu_target_group_post(group, thread, post, name, target, error); }
int32_t gu_target_drive_path(const char *drive, const char *path, gu_target **target, gu_error **error) { return loaded.gu_target_drive_path(drive, path, target, error); }
int32_t gu_target_drive_child(const char *drive, const char *folder, const char *name, gu_target **target, gu_error **error) { return loaded.gu_target_drive_child(drive, folder, name, target, error); }
int32_t gu_target_drive_special(const char *drive, const char *special, const char *path, gu_target **target, gu_error **error) { return loaded.gu_target_drive_special(drive, special, path, target, error); }
int32_t gu_target_drive_item(const char *drive, const char *item, gu_target **target, gu_error **error) { return loaded.gu_target_drive_item(drive, item, target, error); }
int32_t gu_target_drive_share(const char *share, gu_target **target, gu_error **error) { return loaded.gu_target_drive_share(share, target, error); }
int32_t gu_target_print_document(const char *printer, const char *job, const char *document, const char *name, gu_target **target, gu_error **error) { return loaded.gu_target_print_document(printer, job, document, name, target, error); }
int32_t gu_target_print_share_document(const char *share, const char *job, const char *document, const char *name, gu_target **target, gu_error **error) { return loaded.gu_target_print_share_document(share, job, document, name, target, error); }
const char *gu_rules_json(void) { return loaded.gu_rules_json(); }
void gu_target_free(const gu_target *target) { loaded.gu_target_free(target); }
int32_t gu_target_parse(const char *text, const char *user, const char *name, gu_target **target, gu_error **error) { return loaded.gu_target_parse(text, user, name, target, error); }
const char *gu_item_id(const gu_item *item) { return loaded.gu_item_id(item); }
const char *gu_item_name(const gu_item *item) { return loaded.gu_item_name(item); }
const char *gu_item_location(const gu_item *item) { return loaded.gu_item_location(item); }
const char *gu_item_web_url(const gu_item *item) { return loaded.gu_item_web_url(item); }
const char *gu_item_etag(const gu_item *item) { return loaded.gu_item_etag(item); }
int64_t gu_item_size(const gu_item *item) { return loaded.gu_item_size(item); }
const char *gu_item_json(const gu_item *item) { return loaded.gu_item_json(item); }
uint32_t gu_item_recovered(const gu_item *item) { return loaded.gu_item_recovered(item); }
int32_t gu_item_integrity(const gu_item *item) { return loaded.gu_item_integrity(item); }
void gu_item_free(const gu_item *item) { loaded.gu_item_free(item); }
int32_t gu_cancel_new(gu_cancel **cancel, gu_error **error) { return loaded.gu_cancel_new(cancel, error); }
void gu_cancel_request(const gu_cancel *cancel) { loaded.gu_cancel_request(cancel); }
uint32_t gu_cancel_is_requested(const gu_cancel *cancel) { return loaded.gu_cancel_is_requested(cancel); }
int32_t gu_cancel_set_deadline_ms(const gu_cancel *cancel, uint64_t ms, gu_error **error) { return loaded.gu_cancel_set_deadline_ms(cancel, ms, error); }
uint32_t gu_cancel_wait(const gu_cancel *cancel, uint64_t ms) { return loaded.gu_cancel_wait(cancel, ms); }
void gu_cancel_free(const gu_cancel *cancel) { loaded.gu_cancel_free(cancel); }
uint64_t gu_progress_sent(const gu_progress *progress) { return loaded.gu_progress_sent(progress); }
uint64_t gu_progress_confirmed(const gu_progress *progress) { return loaded.gu_progress_confirmed(progress); }
uint64_t gu_progress_total(const gu_progress *progress) { return loaded.gu_progress_total(progress); }
uint64_t gu_progress_spooled(const gu_progress *progress) { return loaded.gu_progress_spooled(progress); }
uint64_t gu_progress_bytes_per_second(const gu_progress *progress) { return loaded.gu_progress_bytes_per_second(progress); }
int64_t gu_progress_time_left_ms(const gu_progress *progress) { return loaded.gu_progress_time_left_ms(progress); }
int64_t gu_progress_late_by_ms(const gu_progress *progress) { return loaded.gu_progress_late_by_ms(progress); }
uint64_t gu_progress_waits_ms(const gu_progress *progress) { return loaded.gu_progress_waits_ms(progress); }
int32_t gu_progress_waits_for(const gu_progress *progress) { return loaded.gu_progress_waits_for(progress); }
const char *gu_progress_waits_code(const gu_progress *progress) { return loaded.gu_progress_waits_code(progress); }
int32_t gu_upload_new(gu_upload **upload, gu_error **error) { return loaded.gu_upload_new(upload, error); }
int32_t gu_upload_set_progress(const gu_upload *upload, gu_progress_callback callback, void *context, gu_destroy_callback destroy, gu_error **error) { return loaded.gu_upload_set_progress(upload, callback, context, destroy, error); }
int32_t gu_upload_set_keep_on_cancel(const gu_upload *upload, uint32_t keep, gu_error **error) { return loaded.gu_upload_set_keep_on_cancel(upload, keep, error); }
int32_t gu_upload_set_differs_is_error(const gu_upload *upload, uint32_t is_error, gu_error **error) { return loaded.gu_upload_set_differs_is_error(upload, is_error, error); }
int32_t gu_upload_set_state_file(const gu_upload *upload, const char *path, gu_error **error) { return loaded.gu_upload_set_state_file(upload, path, error); }
int32_t gu_upload_set_sealing_key(const gu_upload *upload, const uint8_t *key, uint64_t length, gu_error **error) { return loaded.gu_upload_set_sealing_key(upload, key, length, error); }
void gu_upload_free(const gu_upload *upload) { loaded.gu_upload_free(upload); }
int32_t gu_upload_set_file(const gu_upload *upload, const char *path, gu_error **error) { return loaded.gu_upload_set_file(upload, path, error); }
int32_t gu_upload_set_file_handle(const gu_upload *upload, uint64_t handle, gu_error **error) { return loaded.gu_upload_set_file_handle(upload, handle, error); }
int32_t gu_upload_set_read_at(const gu_upload *upload, uint64_t size, gu_read_at_callback callback, void *context, gu_destroy_callback destroy, gu_error **error) { return loaded.gu_upload_set_read_at(upload, size, callback, context, destroy, error); }
int32_t gu_upload_set_read(const gu_upload *upload, uint64_t size, gu_read_callback callback, void *context, gu_destroy_callback destroy, gu_error **error) { return loaded.gu_upload_set_read(upload, size, callback, context, destroy, error); }
int32_t gu_upload_set_stream(const gu_upload *upload, gu_read_callback callback, void *context, gu_destroy_callback destroy, gu_error **error) { return loaded.gu_upload_set_stream(upload, callback, context, destroy, error); }
int32_t gu_upload_set_stream_handle(const gu_upload *upload, uint64_t handle, gu_error **error) { return loaded.gu_upload_set_stream_handle(upload, handle, error); }
int32_t gu_upload_set_spool_folder(const gu_upload *upload, const char *path, gu_error **error) { return loaded.gu_upload_set_spool_folder(upload, path, error); }
int32_t gu_upload_set_spool_max_bytes(const gu_upload *upload, uint64_t bytes, gu_error **error) { return loaded.gu_upload_set_spool_max_bytes(upload, bytes, error); }
int32_t gu_session_create(const gu_client *client, const gu_target *target, uint64_t size, const gu_cancel *cancel, gu_session **session, gu_error **error) { return loaded.gu_session_create(client, target, size, cancel, session, error); }
int32_t gu_session_adopt(const gu_client *client, int32_t kind, const char *upload_url, uint64_t size, const gu_cancel *cancel, gu_session **session, gu_error **error) { return loaded.gu_session_adopt(client, kind, upload_url, size, cancel, session, error); }
int32_t gu_session_set_progress(const gu_session *session, gu_progress_callback callback, void *context, gu_destroy_callback destroy, gu_error **error) { return loaded.gu_session_set_progress(session, callback, context, destroy, error); }
int32_t gu_put_chunk(const gu_session *session, uint64_t offset, const uint8_t *bytes, uint64_t length, const gu_cancel *cancel, gu_error **error) { return loaded.gu_put_chunk(session, offset, bytes, length, cancel, error); }
int32_t gu_finish(const gu_session *session, const gu_cancel *cancel, gu_item **item, gu_error **error) { return loaded.gu_finish(session, cancel, item, error); }
int32_t gu_session_refresh(const gu_session *session, const gu_cancel *cancel, gu_error **error) { return loaded.gu_session_refresh(session, cancel, error); }
int32_t gu_session_discard(const gu_session *session, const gu_cancel *cancel, gu_error **error) { return loaded.gu_session_discard(session, cancel, error); }
uint64_t gu_session_confirmed(const gu_session *session) { return loaded.gu_session_confirmed(session); }
uint64_t gu_session_next_offset(const gu_session *session) { return loaded.gu_session_next_offset(session); }
uint64_t gu_session_size(const gu_session *session) { return loaded.gu_session_size(session); }
uint64_t gu_session_expires_ms(const gu_session *session) { return loaded.gu_session_expires_ms(session); }
void gu_session_free(const gu_session *session) { loaded.gu_session_free(session); }
int32_t gu_queue_new(const gu_client *client, uint32_t at_once, gu_queue **queue, gu_error **error) { return loaded.gu_queue_new(client, at_once, queue, error); }
int32_t gu_queue_set_room(const gu_queue *queue, uint32_t most, uint32_t wait_ms, gu_error **error) { return loaded.gu_queue_set_room(queue, most, wait_ms, error); }
int32_t gu_queue_set_state_folder(const gu_queue *queue, const char *path, const uint8_t *key, uint64_t key_length, gu_error **error) { return loaded.gu_queue_set_state_folder(queue, path, key, key_length, error); }
int32_t gu_queue_submit(const gu_queue *queue, const gu_upload *upload, const gu_target *target, void *context, gu_destroy_callback destroy, gu_job **job, gu_error **error) { return loaded.gu_queue_submit(queue, upload, target, context, destroy, job, error); }
int64_t gu_queue_handle(const gu_queue *queue) { return loaded.gu_queue_handle(queue); }
int32_t gu_queue_next(const gu_queue *queue, uint32_t ms, const gu_cancel *cancel, gu_job **job, gu_error **error) { return loaded.gu_queue_next(queue, ms, cancel, job, error); }
int32_t gu_queue_pause(const gu_queue *queue, gu_error **error) { return loaded.gu_queue_pause(queue, error); }
int32_t gu_queue_continue(const gu_queue *queue, gu_error **error) { return loaded.gu_queue_continue(queue, error); }
int32_t gu_queue_cancel(const gu_queue *queue, gu_error **error) { return loaded.gu_queue_cancel(queue, error); }
void gu_queue_free(const gu_queue *queue) { loaded.gu_queue_free(queue); }
uint64_t gu_queue_jobs(const gu_queue *queue, int32_t which) { return loaded.gu_queue_jobs(queue, which); }
uint64_t gu_queue_sent(const gu_queue *queue) { return loaded.gu_queue_sent(queue); }
uint64_t gu_queue_confirmed(const gu_queue *queue) { return loaded.gu_queue_confirmed(queue); }
uint64_t gu_queue_total(const gu_queue *queue) { return loaded.gu_queue_total(queue); }
uint64_t gu_queue_bytes_per_second(const gu_queue *queue) { return loaded.gu_queue_bytes_per_second(queue); }
int64_t gu_queue_time_left_ms(const gu_queue *queue) { return loaded.gu_queue_time_left_ms(queue); }
uint64_t gu_job_id(const gu_job *job) { return loaded.gu_job_id(job); }
void *gu_job_context(const gu_job *job) { return loaded.gu_job_context(job); }
const char *gu_job_path(const gu_job *job) { return loaded.gu_job_path(job); }
int32_t gu_job_stage(const gu_job *job) { return loaded.gu_job_stage(job); }
int32_t gu_job_status(const gu_job *job) { return loaded.gu_job_status(job); }
const gu_item *gu_job_item(const gu_job *job) { return loaded.gu_job_item(job); }
const gu_error *gu_job_error(const gu_job *job) { return loaded.gu_job_error(job); }
uint64_t gu_job_sent(const gu_job *job) { return loaded.gu_job_sent(job); }
uint64_t gu_job_confirmed(const gu_job *job) { return loaded.gu_job_confirmed(job); }
uint64_t gu_job_total(const gu_job *job) { return loaded.gu_job_total(job); }
uint64_t gu_job_bytes_per_second(const gu_job *job) { return loaded.gu_job_bytes_per_second(job); }
int64_t gu_job_time_left_ms(const gu_job *job) { return loaded.gu_job_time_left_ms(job); }
int64_t gu_job_late_by_ms(const gu_job *job) { return loaded.gu_job_late_by_ms(job); }
uint64_t gu_job_waits_ms(const gu_job *job) { return loaded.gu_job_waits_ms(job); }
int32_t gu_job_waits_for(const gu_job *job) { return loaded.gu_job_waits_for(job); }
int32_t gu_job_cancel(const gu_job *job, gu_error **error) { return loaded.gu_job_cancel(job, error); }
int32_t gu_job_pause(const gu_job *job, gu_error **error) { return loaded.gu_job_pause(job, error); }
int32_t gu_job_continue(const gu_job *job, gu_error **error) { return loaded.gu_job_continue(job, error); }
int32_t gu_job_move_to_front(const gu_job *job, gu_error **error) { return loaded.gu_job_move_to_front(job, error); }
int32_t gu_job_wait(const gu_job *job, uint32_t ms, const gu_cancel *cancel, gu_error **error) { return loaded.gu_job_wait(job, ms, cancel, error); }
void gu_job_free(const gu_job *job) { loaded.gu_job_free(job); }
int32_t gu_session_save(const gu_session *session, const uint8_t *key, uint64_t key_length, gu_state **state, gu_error **error) { return loaded.gu_session_save(session, key, key_length, state, error); }
int32_t gu_session_set_save_callback(const gu_session *session, const uint8_t *key, uint64_t key_length, gu_save_callback callback, void *context, gu_destroy_callback destroy, gu_error **error) { return loaded.gu_session_set_save_callback(session, key, key_length, callback, context, destroy, error); }
int32_t gu_session_resume(const gu_client *client, const gu_target *target, const uint8_t *data, uint64_t length, const uint8_t *key, uint64_t key_length, const gu_cancel *cancel, gu_session **session, gu_error **error) { return loaded.gu_session_resume(client, target, data, length, key, key_length, cancel, session, error); }
const uint8_t *gu_state_data(const gu_state *state) { return loaded.gu_state_data(state); }
uint64_t gu_state_length(const gu_state *state) { return loaded.gu_state_length(state); }
void gu_state_free(const gu_state *state) { loaded.gu_state_free(state); }
int32_t gu_token_sink_put(const gu_token_sink *sink, const char *token, gu_error **error) { return loaded.gu_token_sink_put(sink, token, error); }
uint32_t gu_token_sink_was_rejected(const gu_token_sink *sink) { return loaded.gu_token_sink_was_rejected(sink); }
const char *gu_token_sink_claims(const gu_token_sink *sink) { return loaded.gu_token_sink_claims(sink); }
int32_t gu_log_record_level(const gu_log_record *record) { return loaded.gu_log_record_level(record); }
const char *gu_log_record_message(const gu_log_record *record) { return loaded.gu_log_record_message(record); }
int32_t gu_options_new(gu_options **options, gu_error **error) { return loaded.gu_options_new(options, error); }
int32_t gu_options_set(const gu_options *options, const char *name, const char *value, gu_error **error) { return loaded.gu_options_set(options, name, value, error); }
int32_t gu_options_set_token(const gu_options *options, const char *token, gu_error **error) { return loaded.gu_options_set_token(options, token, error); }
int32_t gu_options_set_token_callback(const gu_options *options, gu_token_callback callback, void *context, gu_destroy_callback destroy, gu_error **error) { return loaded.gu_options_set_token_callback(options, callback, context, destroy, error); }
int32_t gu_options_set_base_url(const gu_options *options, const char *url, gu_error **error) { return loaded.gu_options_set_base_url(options, url, error); }
int32_t gu_options_set_cloud(const gu_options *options, int32_t cloud, gu_error **error) { return loaded.gu_options_set_cloud(options, cloud, error); }
int32_t gu_options_add_upload_host(const gu_options *options, const char *host, gu_error **error) { return loaded.gu_options_add_upload_host(options, host, error); }
int32_t gu_options_set_api_version(const gu_options *options, int32_t version, gu_error **error) { return loaded.gu_options_set_api_version(options, version, error); }
int32_t gu_options_set_immutable_ids(const gu_options *options, uint32_t wanted, gu_error **error) { return loaded.gu_options_set_immutable_ids(options, wanted, error); }
int32_t gu_options_set_user_agent(const gu_options *options, const char *user_agent, gu_error **error) { return loaded.gu_options_set_user_agent(options, user_agent, error); }
int32_t gu_options_add_ca_pem(const gu_options *options, const uint8_t *pem, uint64_t length, gu_error **error) { return loaded.gu_options_add_ca_pem(options, pem, length, error); }
int32_t gu_options_add_ca_file(const gu_options *options, const char *path, gu_error **error) { return loaded.gu_options_add_ca_file(options, path, error); }
int32_t gu_options_set_platform_roots(const gu_options *options, uint32_t trusted, gu_error **error) { return loaded.gu_options_set_platform_roots(options, trusted, error); }
int32_t gu_options_allow_loopback(const gu_options *options, uint32_t allowed, gu_error **error) { return loaded.gu_options_allow_loopback(options, allowed, error); }
int32_t gu_options_set_connect_timeout_ms(const gu_options *options, uint64_t ms, gu_error **error) { return loaded.gu_options_set_connect_timeout_ms(options, ms, error); }
int32_t gu_options_set_stall_timeout_ms(const gu_options *options, uint64_t ms, gu_error **error) { return loaded.gu_options_set_stall_timeout_ms(options, ms, error); }
int32_t gu_options_set_response_timeout_ms(const gu_options *options, uint64_t ms, gu_error **error) { return loaded.gu_options_set_response_timeout_ms(options, ms, error); }
int32_t gu_options_set_commit_response_timeout_ms(const gu_options *options, uint64_t ms, gu_error **error) { return loaded.gu_options_set_commit_response_timeout_ms(options, ms, error); }
int32_t gu_options_set_retry_budget(const gu_options *options, uint32_t attempts, uint64_t ms, gu_error **error) { return loaded.gu_options_set_retry_budget(options, attempts, ms, error); }
int32_t gu_options_set_backoff_ms(const gu_options *options, uint64_t first, uint64_t longest, gu_error **error) { return loaded.gu_options_set_backoff_ms(options, first, longest, error); }
int32_t gu_options_set_locked_policy(const gu_options *options, int32_t policy, gu_error **error) { return loaded.gu_options_set_locked_policy(options, policy, error); }
int32_t gu_options_set_settle_ms(const gu_options *options, uint64_t ms, gu_error **error) { return loaded.gu_options_set_settle_ms(options, ms, error); }
int32_t gu_options_set_baseline(const gu_options *options, int32_t baseline, gu_error **error) { return loaded.gu_options_set_baseline(options, baseline, error); }
int32_t gu_options_set_one_request_bytes(const gu_options *options, uint64_t bytes, gu_error **error) { return loaded.gu_options_set_one_request_bytes(options, bytes, error); }
int32_t gu_options_set_piece_bytes(const gu_options *options, uint64_t bytes, gu_error **error) { return loaded.gu_options_set_piece_bytes(options, bytes, error); }
int32_t gu_options_set_log_callback(const gu_options *options, gu_log_callback callback, void *context, gu_destroy_callback destroy, gu_error **error) { return loaded.gu_options_set_log_callback(options, callback, context, destroy, error); }
int32_t gu_options_set_proxy(const gu_options *options, const char *url, gu_error **error) { return loaded.gu_options_set_proxy(options, url, error); }
int32_t gu_options_set_proxy_from_environment(const gu_options *options, gu_error **error) { return loaded.gu_options_set_proxy_from_environment(options, error); }
int32_t gu_options_set_no_proxy(const gu_options *options, const char *hosts, gu_error **error) { return loaded.gu_options_set_no_proxy(options, hosts, error); }
int32_t gu_options_set_client_certificate_pem(const gu_options *options, const uint8_t *chain, uint64_t chain_length, const uint8_t *key, uint64_t key_length, gu_error **error) { return loaded.gu_options_set_client_certificate_pem(options, chain, chain_length, key, key_length, error); }
int32_t gu_options_set_client_certificate_files(const gu_options *options, const char *chain_path, const char *key_path, gu_error **error) { return loaded.gu_options_set_client_certificate_files(options, chain_path, key_path, error); }
int32_t gu_options_set_ip_version(const gu_options *options, int32_t version, gu_error **error) { return loaded.gu_options_set_ip_version(options, version, error); }
int32_t gu_options_set_rate_limit(const gu_options *options, uint64_t bytes_per_second, gu_error **error) { return loaded.gu_options_set_rate_limit(options, bytes_per_second, error); }
void gu_options_free(const gu_options *options) { loaded.gu_options_free(options); }
int32_t gu_target_set(const gu_target *target, const char *name, const char *value, gu_error **error) { return loaded.gu_target_set(target, name, value, error); }
int32_t gu_target_set_content_type(const gu_target *target, const char *content_type, gu_error **error) { return loaded.gu_target_set_content_type(target, content_type, error); }
int32_t gu_target_set_inline(const gu_target *target, uint32_t is_inline, gu_error **error) { return loaded.gu_target_set_inline(target, is_inline, error); }
int32_t gu_target_set_content_id(const gu_target *target, const char *content_id, gu_error **error) { return loaded.gu_target_set_content_id(target, content_id, error); }
int32_t gu_target_set_conflict(const gu_target *target, int32_t conflict, gu_error **error) { return loaded.gu_target_set_conflict(target, conflict, error); }
int32_t gu_target_set_created_ms(const gu_target *target, uint64_t ms, gu_error **error) { return loaded.gu_target_set_created_ms(target, ms, error); }
int32_t gu_target_set_modified_ms(const gu_target *target, uint64_t ms, gu_error **error) { return loaded.gu_target_set_modified_ms(target, ms, error); }
int32_t gu_target_set_accessed_ms(const gu_target *target, uint64_t ms, gu_error **error) { return loaded.gu_target_set_accessed_ms(target, ms, error); }
int32_t gu_target_set_description(const gu_target *target, const char *text, gu_error **error) { return loaded.gu_target_set_description(target, text, error); }
int32_t gu_target_set_space_check(const gu_target *target, uint32_t wanted, gu_error **error) { return loaded.gu_target_set_space_check(target, wanted, error); }
int32_t gu_target_set_commit(const gu_target *target, int32_t commit, gu_error **error) { return loaded.gu_target_set_commit(target, commit, error); }
int32_t gu_target_set_if_match(const gu_target *target, const char *etag, gu_error **error) { return loaded.gu_target_set_if_match(target, etag, error); }
int32_t gu_target_set_if_none_match(const gu_target *target, const char *etag, gu_error **error) { return loaded.gu_target_set_if_none_match(target, etag, error); }
int32_t gu_target_set_source(const gu_target *target, const char *application, const char *external_id, gu_error **error) { return loaded.gu_target_set_source(target, application, external_id, error); }
int32_t gu_target_set_media_category(const gu_target *target, const char *category, gu_error **error) { return loaded.gu_target_set_media_category(target, category, error); }
const char *gu_version_string(void) { return loaded.gu_version_string(); }
uint32_t gu_version_number(void) { return loaded.gu_version_number(); }
