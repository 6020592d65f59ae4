/* Code generated from include/graph_upload.api.json by bindings/api. DO NOT EDIT. */
#include "native.h"
#include "_cgo_export.h"

#include <stddef.h>

static void on_gu_destroy_callback(void *context) {
    guDestroyCallback((uintptr_t)context);
}

static int32_t on_gu_progress_callback(const gu_progress *progress, void *context) {
    return guProgressCallback((gu_progress *)progress, (uintptr_t)context);
}

static int32_t on_gu_read_at_callback(uint64_t offset, uint8_t *buffer, uint32_t length, uint32_t *count, void *context) {
    return guReadAtCallback(offset, buffer, length, count, (uintptr_t)context);
}

static int32_t on_gu_read_callback(uint8_t *buffer, uint32_t length, uint32_t *count, void *context) {
    return guReadCallback(buffer, length, count, (uintptr_t)context);
}

static int32_t on_gu_save_callback(const gu_state *state, void *context) {
    return guSaveCallback((gu_state *)state, (uintptr_t)context);
}

static int32_t on_gu_token_callback(const gu_token_sink *sink, void *context) {
    return guTokenCallback((gu_token_sink *)sink, (uintptr_t)context);
}

static void on_gu_log_callback(const gu_log_record *record, void *context) {
    guLogCallback((gu_log_record *)record, (uintptr_t)context);
}

int32_t go_gu_upload_set_progress(const gu_upload *upload, uintptr_t context, gu_error **error) {
    return gu_upload_set_progress(upload, context == 0 ? NULL : on_gu_progress_callback, (void *)context, context == 0 ? NULL : on_gu_destroy_callback, error);
}

int32_t go_gu_upload_set_read_at(const gu_upload *upload, uint64_t size, uintptr_t context, gu_error **error) {
    return gu_upload_set_read_at(upload, size, context == 0 ? NULL : on_gu_read_at_callback, (void *)context, context == 0 ? NULL : on_gu_destroy_callback, error);
}

int32_t go_gu_upload_set_read(const gu_upload *upload, uint64_t size, uintptr_t context, gu_error **error) {
    return gu_upload_set_read(upload, size, context == 0 ? NULL : on_gu_read_callback, (void *)context, context == 0 ? NULL : on_gu_destroy_callback, error);
}

int32_t go_gu_upload_set_stream(const gu_upload *upload, uintptr_t context, gu_error **error) {
    return gu_upload_set_stream(upload, context == 0 ? NULL : on_gu_read_callback, (void *)context, context == 0 ? NULL : on_gu_destroy_callback, error);
}

int32_t go_gu_session_set_progress(const gu_session *session, uintptr_t context, gu_error **error) {
    return gu_session_set_progress(session, context == 0 ? NULL : on_gu_progress_callback, (void *)context, context == 0 ? NULL : on_gu_destroy_callback, error);
}

int32_t go_gu_queue_submit(const gu_queue *queue, const gu_upload *upload, const gu_target *target, gu_job **job, uintptr_t context, gu_error **error) {
    return gu_queue_submit(queue, upload, target, (void *)context, context == 0 ? NULL : on_gu_destroy_callback, job, error);
}

int32_t go_gu_session_set_save_callback(const gu_session *session, const uint8_t *key, uint64_t key_length, uintptr_t context, gu_error **error) {
    return gu_session_set_save_callback(session, key, key_length, context == 0 ? NULL : on_gu_save_callback, (void *)context, context == 0 ? NULL : on_gu_destroy_callback, error);
}

int32_t go_gu_options_set_token_callback(const gu_options *options, uintptr_t context, gu_error **error) {
    return gu_options_set_token_callback(options, context == 0 ? NULL : on_gu_token_callback, (void *)context, context == 0 ? NULL : on_gu_destroy_callback, error);
}

int32_t go_gu_options_set_log_callback(const gu_options *options, uintptr_t context, gu_error **error) {
    return gu_options_set_log_callback(options, context == 0 ? NULL : on_gu_log_callback, (void *)context, context == 0 ? NULL : on_gu_destroy_callback, error);
}
