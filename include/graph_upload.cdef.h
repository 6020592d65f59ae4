typedef struct gu_error gu_error;
typedef struct gu_client gu_client;
typedef struct gu_target gu_target;
typedef struct gu_item gu_item;
typedef struct gu_cancel gu_cancel;
typedef struct gu_progress gu_progress;
typedef struct gu_upload gu_upload;
typedef struct gu_session gu_session;
typedef struct gu_queue gu_queue;
typedef struct gu_job gu_job;
typedef struct gu_state gu_state;
typedef struct gu_token_sink gu_token_sink;
typedef struct gu_log_record gu_log_record;
typedef struct gu_options gu_options;
typedef int32_t gu_status;
typedef int32_t gu_kind;
typedef int32_t gu_integrity;
typedef void (*gu_destroy_callback)(void *context);
typedef int32_t (*gu_poll_callback)(void *context);
typedef int32_t gu_wait;
typedef int32_t (*gu_progress_callback)(const gu_progress *progress, void *context);
typedef int32_t (*gu_read_at_callback)(uint64_t offset, uint8_t *buffer, uint32_t length, uint32_t *count, void *context);
typedef int32_t (*gu_read_callback)(uint8_t *buffer, uint32_t length, uint32_t *count, void *context);
typedef int32_t gu_queue_count;
typedef int32_t gu_stage;
typedef int32_t (*gu_save_callback)(const gu_state *state, void *context);
typedef int32_t (*gu_token_callback)(const gu_token_sink *sink, void *context);
typedef void (*gu_log_callback)(const gu_log_record *record, void *context);
typedef int32_t gu_log_level;
typedef int32_t gu_api_version;
typedef int32_t gu_cloud;
typedef int32_t gu_locked_policy;
typedef int32_t gu_baseline;
typedef int32_t gu_ip_version;
typedef int32_t gu_conflict;
typedef int32_t gu_commit;
enum {
  GU_OK = 0,
  GU_ERR_ARGUMENT = 1,
  GU_ERR_STATE = 2,
  GU_ERR_BUSY = 3,
  GU_ERR_CANCELLED = 4,
  GU_ERR_SAVED_STATE = 5,
  GU_ERR_INCOMPLETE = 6,
  GU_ERR_STORED = 7,
  GU_ERR_SOURCE_UNREADABLE = 10,
  GU_ERR_SOURCE_SHORT = 11,
  GU_ERR_SOURCE_CHANGED = 12,
  GU_ERR_MEMORY = 14,
  GU_ERR_REWIND = 15,
  GU_ERR_RESOURCES = 16,
  GU_ERR_NETWORK = 20,
  GU_ERR_TLS = 21,
  GU_ERR_TIMEOUT = 22,
  GU_ERR_SIGN_IN = 30,
  GU_ERR_DENIED = 31,
  GU_ERR_NOT_FOUND = 32,
  GU_ERR_CONFLICT = 33,
  GU_ERR_TOO_LARGE = 34,
  GU_ERR_TOO_SMALL = 35,
  GU_ERR_QUOTA = 36,
  GU_ERR_THROTTLED = 40,
  GU_ERR_SERVER = 41,
  GU_ERR_EXPIRED = 42,
  GU_ERR_UNEXPECTED_RESPONSE = 50,
  GU_ERR_OUTCOME_UNKNOWN = 51,
  GU_ERR_DIFFERS = 52,
  GU_ERR_BUG = 90,
  GU_KIND_TODO_TASK = 1,
  GU_KIND_OUTLOOK_ATTACHMENT = 2,
  GU_KIND_DRIVE_ITEM = 3,
  GU_KIND_PRINT_DOCUMENT = 4,
  GU_INTEGRITY_UNVERIFIABLE = 1,
  GU_INTEGRITY_VERIFIED = 2,
  GU_INTEGRITY_DIFFERS = 3,
  GU_WAIT_NOTHING = 0,
  GU_WAIT_THROTTLED = 1,
  GU_WAIT_LOCKED = 2,
  GU_WAIT_OFFLINE = 3,
  GU_WAIT_RETRYING = 4,
  GU_WAIT_SETTLING = 5,
  GU_WAIT_IN_LINE = 6,
  GU_WAIT_SOURCE = 7,
  GU_READ_FAILED = -1,
  GU_READ_STOP = -2,
  GU_READ_MAX = 1048576,
  GU_QUEUE_WAITING = 0,
  GU_QUEUE_RUNNING = 1,
  GU_QUEUE_PAUSED = 2,
  GU_QUEUE_STORED = 3,
  GU_QUEUE_FAILED = 4,
  GU_STAGE_WAITING = 0,
  GU_STAGE_RUNNING = 1,
  GU_STAGE_PAUSED = 2,
  GU_STAGE_ENDED = 3,
  GU_TOKEN_LATER = 2,
  GU_LOG_WARNING = 1,
  GU_LOG_INFO = 2,
  GU_API_V1 = 1,
  GU_API_BETA = 2,
  GU_CLOUD_GLOBAL = 1,
  GU_CLOUD_US_GOV_L4 = 2,
  GU_CLOUD_US_GOV_L5 = 3,
  GU_CLOUD_CHINA = 4,
  GU_CLOUD_BLEU = 5,
  GU_CLOUD_DELOS = 6,
  GU_LOCKED_WAIT = 0,
  GU_LOCKED_FAIL = 1,
  GU_BASELINE_CAREFUL = 0,
  GU_BASELINE_QUICK = 1,
  GU_IP_ANY = 0,
  GU_IP_V4 = 4,
  GU_IP_V6 = 6,
  GU_CONFLICT_FAIL = 1,
  GU_CONFLICT_REPLACE = 2,
  GU_CONFLICT_RENAME = 3,
  GU_COMMIT_LAST_PIECE = 0,
  GU_COMMIT_BY_HOST = 1,
  GU_COMMIT_UPLOAD_URL = 2,
  GU_COMMIT_SOURCE_URL = 3,
  GU_VERSION_MAJOR = 0,
  GU_VERSION_MINOR = 2,
  GU_VERSION_PATCH = 0,
  GU_VERSION_NUMBER = 2000,
};
const char *gu_status_name(gu_status status);
gu_status gu_error_status(const gu_error *error);
const char *gu_error_message(const gu_error *error);
uint32_t gu_error_http_status(const gu_error *error);
const char *gu_error_service_code(const gu_error *error);
const char *gu_error_service_codes(const gu_error *error);
const char *gu_error_request_id(const gu_error *error);
const char *gu_error_host(const gu_error *error);
const char *gu_error_diagnostics(const gu_error *error);
const char *gu_error_claims(const gu_error *error);
uint64_t gu_error_retry_after_ms(const gu_error *error);
int32_t gu_error_os_error(const gu_error *error);
uint32_t gu_error_is_retryable(const gu_error *error);
uint32_t gu_error_in_doubt(const gu_error *error);
uint32_t gu_error_session_kept(const gu_error *error);
uint64_t gu_error_offset(const gu_error *error);
uint32_t gu_error_attempts(const gu_error *error);
const char *gu_error_json(const gu_error *error);
void gu_error_free(gu_error *error);
gu_status gu_upload_file(const gu_client *client,
                         const gu_target *target,
                         const char *path,
                         gu_item **item,
                         gu_error **error);
gu_status gu_client_new(const gu_options *options, gu_client **client, gu_error **error);
gu_status gu_client_set_token(const gu_client *client, const char *token, gu_error **error);
void gu_client_free(gu_client *client);
gu_status gu_target_todo_task(const char *user,
                              const char *list,
                              const char *task,
                              const char *name,
                              gu_target **target,
                              gu_error **error);
gu_status gu_target_message(const char *user,
                            const char *folder,
                            const char *message,
                            const char *name,
                            gu_target **target,
                            gu_error **error);
gu_status gu_target_event(const char *user,
                          const char *calendar,
                          const char *event,
                          const char *name,
                          gu_target **target,
                          gu_error **error);
gu_status gu_target_group_event(const char *group,
                                uint32_t by_calendar,
                                const char *event,
                                const char *name,
                                gu_target **target,
                                gu_error **error);
gu_status gu_target_group_post_in_reply_to(const char *group,
                                           const char *conversation,
                                           const char *thread,
                                           const char *post,
                                           const char *name,
                                           gu_target **target,
                                           gu_error **error);
gu_status gu_target_group_post(const char *group,
                               const char *thread,
                               const char *post,
                               const char *name,
                               gu_target **target,
                               gu_error **error);
gu_status gu_target_drive_path(const char *drive, const char *path, gu_target **target, gu_error **error);
gu_status gu_target_drive_child(const char *drive,
                                const char *folder,
                                const char *name,
                                gu_target **target,
                                gu_error **error);
gu_status gu_target_drive_special(const char *drive,
                                  const char *special,
                                  const char *path,
                                  gu_target **target,
                                  gu_error **error);
gu_status gu_target_drive_item(const char *drive, const char *item, gu_target **target, gu_error **error);
gu_status gu_target_drive_share(const char *share, gu_target **target, gu_error **error);
gu_status gu_target_print_document(const char *printer,
                                   const char *job,
                                   const char *document,
                                   const char *name,
                                   gu_target **target,
                                   gu_error **error);
gu_status gu_target_print_share_document(const char *share,
                                         const char *job,
                                         const char *document,
                                         const char *name,
                                         gu_target **target,
                                         gu_error **error);
const char *gu_rules_json(void);
void gu_target_free(gu_target *target);
gu_status gu_target_parse(const char *text, const char *user, const char *name, gu_target **target, gu_error **error);
const char *gu_item_id(const gu_item *item);
const char *gu_item_name(const gu_item *item);
const char *gu_item_location(const gu_item *item);
const char *gu_item_web_url(const gu_item *item);
const char *gu_item_etag(const gu_item *item);
int64_t gu_item_size(const gu_item *item);
const char *gu_item_json(const gu_item *item);
uint32_t gu_item_recovered(const gu_item *item);
gu_integrity gu_item_integrity(const gu_item *item);
void gu_item_free(gu_item *item);
gu_status gu_cancel_new(gu_cancel **cancel, gu_error **error);
void gu_cancel_request(const gu_cancel *cancel);
uint32_t gu_cancel_is_requested(const gu_cancel *cancel);
gu_status gu_cancel_set_deadline_ms(const gu_cancel *cancel, uint64_t ms, gu_error **error);
gu_status gu_cancel_set_poll(const gu_cancel *cancel,
                             gu_poll_callback callback,
                             void *context,
                             gu_destroy_callback destroy,
                             gu_error **error);
uint32_t gu_cancel_wait(const gu_cancel *cancel, uint64_t ms);
void gu_cancel_free(gu_cancel *cancel);
uint64_t gu_progress_sent(const gu_progress *progress);
uint64_t gu_progress_confirmed(const gu_progress *progress);
uint64_t gu_progress_total(const gu_progress *progress);
uint64_t gu_progress_spooled(const gu_progress *progress);
uint64_t gu_progress_bytes_per_second(const gu_progress *progress);
int64_t gu_progress_time_left_ms(const gu_progress *progress);
int64_t gu_progress_late_by_ms(const gu_progress *progress);
uint64_t gu_progress_waits_ms(const gu_progress *progress);
gu_wait gu_progress_waits_for(const gu_progress *progress);
const char *gu_progress_waits_code(const gu_progress *progress);
gu_status gu_upload_new(gu_upload **upload, gu_error **error);
gu_status gu_upload_set_progress(gu_upload *upload,
                                 gu_progress_callback callback,
                                 void *context,
                                 gu_destroy_callback destroy,
                                 gu_error **error);
gu_status gu_upload_set_keep_on_cancel(gu_upload *upload, uint32_t keep, gu_error **error);
gu_status gu_upload_set_differs_is_error(gu_upload *upload, uint32_t is_error, gu_error **error);
gu_status gu_upload_set_state_file(gu_upload *upload, const char *path, gu_error **error);
gu_status gu_upload_set_sealing_key(gu_upload *upload, const uint8_t *key, uint64_t length, gu_error **error);
gu_status gu_upload_run(gu_upload *upload,
                        const gu_client *client,
                        const gu_target *target,
                        const gu_cancel *cancel,
                        gu_item **item,
                        gu_error **error);
void gu_upload_free(gu_upload *upload);
gu_status gu_upload_set_file(gu_upload *upload, const char *path, gu_error **error);
gu_status gu_upload_set_file_handle(gu_upload *upload, uint64_t handle, gu_error **error);
gu_status gu_upload_set_memory(gu_upload *upload,
                               const uint8_t *bytes,
                               uint64_t length,
                               void *context,
                               gu_destroy_callback destroy,
                               gu_error **error);
gu_status gu_upload_set_read_at(gu_upload *upload,
                                uint64_t size,
                                gu_read_at_callback callback,
                                void *context,
                                gu_destroy_callback destroy,
                                gu_error **error);
gu_status gu_upload_set_read(gu_upload *upload,
                             uint64_t size,
                             gu_read_callback callback,
                             void *context,
                             gu_destroy_callback destroy,
                             gu_error **error);
gu_status gu_upload_set_stream(gu_upload *upload,
                               gu_read_callback callback,
                               void *context,
                               gu_destroy_callback destroy,
                               gu_error **error);
gu_status gu_upload_set_stream_handle(gu_upload *upload, uint64_t handle, gu_error **error);
gu_status gu_upload_set_spool_folder(gu_upload *upload, const char *path, gu_error **error);
gu_status gu_upload_set_spool_max_bytes(gu_upload *upload, uint64_t bytes, gu_error **error);
gu_status gu_session_create(const gu_client *client,
                            const gu_target *target,
                            uint64_t size,
                            const gu_cancel *cancel,
                            gu_session **session,
                            gu_error **error);
gu_status gu_session_adopt(const gu_client *client,
                           gu_kind kind,
                           const char *upload_url,
                           uint64_t size,
                           const gu_cancel *cancel,
                           gu_session **session,
                           gu_error **error);
gu_status gu_session_set_progress(gu_session *session,
                                  gu_progress_callback callback,
                                  void *context,
                                  gu_destroy_callback destroy,
                                  gu_error **error);
gu_status gu_put_chunk(gu_session *session,
                       uint64_t offset,
                       const uint8_t *bytes,
                       uint64_t length,
                       const gu_cancel *cancel,
                       gu_error **error);
gu_status gu_finish(gu_session *session, const gu_cancel *cancel, gu_item **item, gu_error **error);
gu_status gu_session_refresh(gu_session *session, const gu_cancel *cancel, gu_error **error);
gu_status gu_session_discard(gu_session *session, const gu_cancel *cancel, gu_error **error);
uint64_t gu_session_confirmed(const gu_session *session);
uint64_t gu_session_next_offset(const gu_session *session);
uint64_t gu_session_size(const gu_session *session);
uint64_t gu_session_expires_ms(const gu_session *session);
void gu_session_free(gu_session *session);
gu_status gu_queue_new(const gu_client *client, uint32_t at_once, gu_queue **queue, gu_error **error);
gu_status gu_queue_set_room(const gu_queue *queue, uint32_t most, uint32_t wait_ms, gu_error **error);
gu_status gu_queue_set_state_folder(const gu_queue *queue,
                                    const char *path,
                                    const uint8_t *key,
                                    uint64_t key_length,
                                    gu_error **error);
gu_status gu_queue_submit(const gu_queue *queue,
                          const gu_upload *upload,
                          const gu_target *target,
                          void *context,
                          gu_destroy_callback destroy,
                          gu_job **job,
                          gu_error **error);
int64_t gu_queue_handle(const gu_queue *queue);
gu_status gu_queue_next(const gu_queue *queue, uint32_t ms, const gu_cancel *cancel, gu_job **job, gu_error **error);
gu_status gu_queue_pause(const gu_queue *queue, gu_error **error);
gu_status gu_queue_continue(const gu_queue *queue,
                            gu_error **error);
gu_status gu_queue_cancel(const gu_queue *queue, gu_error **error);
void gu_queue_free(gu_queue *queue);
uint64_t gu_queue_jobs(const gu_queue *queue, gu_queue_count which);
uint64_t gu_queue_sent(const gu_queue *queue);
uint64_t gu_queue_confirmed(const gu_queue *queue);
uint64_t gu_queue_total(const gu_queue *queue);
uint64_t gu_queue_bytes_per_second(const gu_queue *queue);
int64_t gu_queue_time_left_ms(const gu_queue *queue);
uint64_t gu_job_id(const gu_job *job);
void *gu_job_context(const gu_job *job);
const char *gu_job_path(const gu_job *job);
gu_stage gu_job_stage(const gu_job *job);
gu_status gu_job_status(const gu_job *job);
const gu_item *gu_job_item(const gu_job *job);
const gu_error *gu_job_error(const gu_job *job);
uint64_t gu_job_sent(const gu_job *job);
uint64_t gu_job_confirmed(const gu_job *job);
uint64_t gu_job_total(const gu_job *job);
uint64_t gu_job_bytes_per_second(const gu_job *job);
int64_t gu_job_time_left_ms(const gu_job *job);
int64_t gu_job_late_by_ms(const gu_job *job);
uint64_t gu_job_waits_ms(const gu_job *job);
gu_wait gu_job_waits_for(const gu_job *job);
gu_status gu_job_cancel(const gu_job *job, gu_error **error);
gu_status gu_job_pause(const gu_job *job, gu_error **error);
gu_status gu_job_continue(const gu_job *job,
                          gu_error **error);
gu_status gu_job_move_to_front(const gu_job *job, gu_error **error);
gu_status gu_job_wait(const gu_job *job, uint32_t ms, const gu_cancel *cancel, gu_error **error);
void gu_job_free(gu_job *job);
gu_status gu_session_save(const gu_session *session,
                          const uint8_t *key,
                          uint64_t key_length,
                          gu_state **state,
                          gu_error **error);
gu_status gu_session_set_save_callback(gu_session *session,
                                       const uint8_t *key,
                                       uint64_t key_length,
                                       gu_save_callback callback,
                                       void *context,
                                       gu_destroy_callback destroy,
                                       gu_error **error);
gu_status gu_session_resume(const gu_client *client,
                            const gu_target *target,
                            const uint8_t *data,
                            uint64_t length,
                            const uint8_t *key,
                            uint64_t key_length,
                            const gu_cancel *cancel,
                            gu_session **session,
                            gu_error **error);
const uint8_t *gu_state_data(const gu_state *state);
uint64_t gu_state_length(const gu_state *state);
void gu_state_free(gu_state *state);
gu_status gu_token_sink_put(const gu_token_sink *sink, const char *token, gu_error **error);
uint32_t gu_token_sink_was_rejected(const gu_token_sink *sink);
const char *gu_token_sink_claims(const gu_token_sink *sink);
gu_log_level gu_log_record_level(const gu_log_record *record);
const char *gu_log_record_message(const gu_log_record *record);
gu_status gu_options_new(gu_options **options, gu_error **error);
gu_status gu_options_set(gu_options *options, const char *name, const char *value, gu_error **error);
gu_status gu_options_set_token(gu_options *options, const char *token, gu_error **error);
gu_status gu_options_set_token_callback(gu_options *options,
                                        gu_token_callback callback,
                                        void *context,
                                        gu_destroy_callback destroy,
                                        gu_error **error);
gu_status gu_options_set_base_url(gu_options *options, const char *url, gu_error **error);
gu_status gu_options_set_cloud(gu_options *options, gu_cloud cloud, gu_error **error);
gu_status gu_options_add_upload_host(gu_options *options,
                                     const char *host,
                                     gu_error **error);
gu_status gu_options_set_api_version(gu_options *options, gu_api_version version, gu_error **error);
gu_status gu_options_set_immutable_ids(gu_options *options, uint32_t wanted, gu_error **error);
gu_status gu_options_set_user_agent(gu_options *options, const char *user_agent, gu_error **error);
gu_status gu_options_add_ca_pem(gu_options *options, const uint8_t *pem, uint64_t length, gu_error **error);
gu_status gu_options_add_ca_file(gu_options *options, const char *path, gu_error **error);
gu_status gu_options_set_platform_roots(gu_options *options, uint32_t trusted, gu_error **error);
gu_status gu_options_allow_loopback(gu_options *options, uint32_t allowed, gu_error **error);
gu_status gu_options_set_connect_timeout_ms(gu_options *options, uint64_t ms, gu_error **error);
gu_status gu_options_set_stall_timeout_ms(gu_options *options, uint64_t ms, gu_error **error);
gu_status gu_options_set_response_timeout_ms(gu_options *options, uint64_t ms, gu_error **error);
gu_status gu_options_set_commit_response_timeout_ms(gu_options *options, uint64_t ms, gu_error **error);
gu_status gu_options_set_retry_budget(gu_options *options, uint32_t attempts, uint64_t ms, gu_error **error);
gu_status gu_options_set_backoff_ms(gu_options *options, uint64_t first, uint64_t longest, gu_error **error);
gu_status gu_options_set_locked_policy(gu_options *options, gu_locked_policy policy, gu_error **error);
gu_status gu_options_set_settle_ms(gu_options *options, uint64_t ms, gu_error **error);
gu_status gu_options_set_baseline(gu_options *options,
                                  gu_baseline baseline,
                                  gu_error **error);
gu_status gu_options_set_one_request_bytes(gu_options *options, uint64_t bytes, gu_error **error);
gu_status gu_options_set_piece_bytes(gu_options *options, uint64_t bytes, gu_error **error);
gu_status gu_options_set_log_callback(gu_options *options,
                                      gu_log_callback callback,
                                      void *context,
                                      gu_destroy_callback destroy,
                                      gu_error **error);
gu_status gu_options_set_proxy(gu_options *options, const char *url, gu_error **error);
gu_status gu_options_set_proxy_from_environment(gu_options *options, gu_error **error);
gu_status gu_options_set_no_proxy(gu_options *options, const char *hosts, gu_error **error);
gu_status gu_options_set_client_certificate_pem(gu_options *options,
                                                const uint8_t *chain,
                                                uint64_t chain_length,
                                                const uint8_t *key,
                                                uint64_t key_length,
                                                gu_error **error);
gu_status gu_options_set_client_certificate_files(gu_options *options,
                                                  const char *chain_path,
                                                  const char *key_path,
                                                  gu_error **error);
gu_status gu_options_set_ip_version(gu_options *options, gu_ip_version version, gu_error **error);
gu_status gu_options_set_rate_limit(gu_options *options, uint64_t bytes_per_second, gu_error **error);
void gu_options_free(gu_options *options);
gu_status gu_target_set(gu_target *target, const char *name, const char *value, gu_error **error);
gu_status gu_target_set_content_type(gu_target *target, const char *content_type, gu_error **error);
gu_status gu_target_set_inline(gu_target *target, uint32_t is_inline, gu_error **error);
gu_status gu_target_set_content_id(gu_target *target, const char *content_id, gu_error **error);
gu_status gu_target_set_conflict(gu_target *target, gu_conflict conflict, gu_error **error);
gu_status gu_target_set_created_ms(gu_target *target, uint64_t ms, gu_error **error);
gu_status gu_target_set_modified_ms(gu_target *target, uint64_t ms, gu_error **error);
gu_status gu_target_set_accessed_ms(gu_target *target, uint64_t ms, gu_error **error);
gu_status gu_target_set_description(gu_target *target, const char *text, gu_error **error);
gu_status gu_target_set_space_check(gu_target *target, uint32_t wanted, gu_error **error);
gu_status gu_target_set_commit(gu_target *target, gu_commit commit, gu_error **error);
gu_status gu_target_set_if_match(gu_target *target, const char *etag, gu_error **error);
gu_status gu_target_set_if_none_match(gu_target *target, const char *etag, gu_error **error);
gu_status gu_target_set_source(gu_target *target, const char *application, const char *external_id, gu_error **error);
gu_status gu_target_set_media_category(gu_target *target, const char *category, gu_error **error);
const char *gu_version_string(void);
uint32_t gu_version_number(void);
