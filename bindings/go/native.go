// Code generated from include/graph_upload.api.json by bindings/api. DO NOT EDIT.

package graphupload

// #include "native.h"
import "C"

func guStatusName(status int32) string {
	return C.GoString(C.gu_status_name(C.int32_t(status)))
}

func guErrorStatus(error *C.gu_error) int32 {
	return int32(C.gu_error_status(error))
}

func guErrorMessage(error *C.gu_error) string {
	return C.GoString(C.gu_error_message(error))
}

func guErrorHTTPStatus(error *C.gu_error) uint32 {
	return uint32(C.gu_error_http_status(error))
}

func guErrorServiceCode(error *C.gu_error) string {
	return C.GoString(C.gu_error_service_code(error))
}

func guErrorServiceCodes(error *C.gu_error) string {
	return C.GoString(C.gu_error_service_codes(error))
}

func guErrorRequestID(error *C.gu_error) string {
	return C.GoString(C.gu_error_request_id(error))
}

func guErrorHost(error *C.gu_error) string {
	return C.GoString(C.gu_error_host(error))
}

func guErrorDiagnostics(error *C.gu_error) string {
	return C.GoString(C.gu_error_diagnostics(error))
}

func guErrorClaims(error *C.gu_error) string {
	return C.GoString(C.gu_error_claims(error))
}

func guErrorRetryAfterMs(error *C.gu_error) uint64 {
	return uint64(C.gu_error_retry_after_ms(error))
}

func guErrorOSError(error *C.gu_error) int32 {
	return int32(C.gu_error_os_error(error))
}

func guErrorIsRetryable(error *C.gu_error) uint32 {
	return uint32(C.gu_error_is_retryable(error))
}

func guErrorInDoubt(error *C.gu_error) uint32 {
	return uint32(C.gu_error_in_doubt(error))
}

func guErrorSessionKept(error *C.gu_error) uint32 {
	return uint32(C.gu_error_session_kept(error))
}

func guErrorOffset(error *C.gu_error) uint64 {
	return uint64(C.gu_error_offset(error))
}

func guErrorAttempts(error *C.gu_error) uint32 {
	return uint32(C.gu_error_attempts(error))
}

func guErrorJSON(error *C.gu_error) string {
	return C.GoString(C.gu_error_json(error))
}

func guErrorFree(error *C.gu_error) {
	C.gu_error_free(error)
}

func guClientNew(options *C.gu_options) (client *C.gu_client, err *Error) {
	var failure *C.gu_error
	status := C.gu_client_new(options, &client, &failure)
	return client, failed(status, failure)
}

func guClientSetToken(client *C.gu_client, token string) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.optional("token", token)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_client_set_token(client, text0, &failure)
	return failed(status, failure)
}

func guClientFree(client *C.gu_client) {
	C.gu_client_free(client)
}

func guTargetTodoTask(user, list, task, name string) (target *C.gu_target, err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.optional("user", user)
	text1 := texts.add("list", list)
	text2 := texts.add("task", task)
	text3 := texts.add("name", name)
	if texts.err != nil {
		return nil, texts.err
	}
	status := C.gu_target_todo_task(text0, text1, text2, text3, &target, &failure)
	return target, failed(status, failure)
}

func guTargetMessage(user, folder, message, name string) (target *C.gu_target, err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.optional("user", user)
	text1 := texts.optional("folder", folder)
	text2 := texts.add("message", message)
	text3 := texts.add("name", name)
	if texts.err != nil {
		return nil, texts.err
	}
	status := C.gu_target_message(text0, text1, text2, text3, &target, &failure)
	return target, failed(status, failure)
}

func guTargetEvent(user, calendar, event, name string) (target *C.gu_target, err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.optional("user", user)
	text1 := texts.optional("calendar", calendar)
	text2 := texts.add("event", event)
	text3 := texts.add("name", name)
	if texts.err != nil {
		return nil, texts.err
	}
	status := C.gu_target_event(text0, text1, text2, text3, &target, &failure)
	return target, failed(status, failure)
}

func guTargetGroupEvent(group string, byCalendar uint32, event, name string) (target *C.gu_target, err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("group", group)
	text1 := texts.add("event", event)
	text2 := texts.add("name", name)
	if texts.err != nil {
		return nil, texts.err
	}
	status := C.gu_target_group_event(text0, C.uint32_t(byCalendar), text1, text2, &target, &failure)
	return target, failed(status, failure)
}

func guTargetGroupPostInReplyTo(group, conversation, thread, post, name string) (target *C.gu_target, err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("group", group)
	text1 := texts.optional("conversation", conversation)
	text2 := texts.add("thread", thread)
	text3 := texts.add("post", post)
	text4 := texts.add("name", name)
	if texts.err != nil {
		return nil, texts.err
	}
	status := C.gu_target_group_post_in_reply_to(text0, text1, text2, text3, text4, &target, &failure)
	return target, failed(status, failure)
}

func guTargetGroupPost(group, thread, post, name string) (target *C.gu_target, err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("group", group)
	text1 := texts.add("thread", thread)
	text2 := texts.add("post", post)
	text3 := texts.add("name", name)
	if texts.err != nil {
		return nil, texts.err
	}
	status := C.gu_target_group_post(text0, text1, text2, text3, &target, &failure)
	return target, failed(status, failure)
}

func guTargetDrivePath(drive, path string) (target *C.gu_target, err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.optional("drive", drive)
	text1 := texts.add("path", path)
	if texts.err != nil {
		return nil, texts.err
	}
	status := C.gu_target_drive_path(text0, text1, &target, &failure)
	return target, failed(status, failure)
}

func guTargetDriveChild(drive, folder, name string) (target *C.gu_target, err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.optional("drive", drive)
	text1 := texts.add("folder", folder)
	text2 := texts.add("name", name)
	if texts.err != nil {
		return nil, texts.err
	}
	status := C.gu_target_drive_child(text0, text1, text2, &target, &failure)
	return target, failed(status, failure)
}

func guTargetDriveSpecial(drive, special, path string) (target *C.gu_target, err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.optional("drive", drive)
	text1 := texts.add("special", special)
	text2 := texts.add("path", path)
	if texts.err != nil {
		return nil, texts.err
	}
	status := C.gu_target_drive_special(text0, text1, text2, &target, &failure)
	return target, failed(status, failure)
}

func guTargetDriveItem(drive, item string) (target *C.gu_target, err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.optional("drive", drive)
	text1 := texts.add("item", item)
	if texts.err != nil {
		return nil, texts.err
	}
	status := C.gu_target_drive_item(text0, text1, &target, &failure)
	return target, failed(status, failure)
}

func guTargetDriveShare(share string) (target *C.gu_target, err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("share", share)
	if texts.err != nil {
		return nil, texts.err
	}
	status := C.gu_target_drive_share(text0, &target, &failure)
	return target, failed(status, failure)
}

func guTargetPrintDocument(printer, job, document, name string) (target *C.gu_target, err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("printer", printer)
	text1 := texts.add("job", job)
	text2 := texts.add("document", document)
	text3 := texts.add("name", name)
	if texts.err != nil {
		return nil, texts.err
	}
	status := C.gu_target_print_document(text0, text1, text2, text3, &target, &failure)
	return target, failed(status, failure)
}

func guTargetPrintShareDocument(share, job, document, name string) (target *C.gu_target, err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("share", share)
	text1 := texts.add("job", job)
	text2 := texts.add("document", document)
	text3 := texts.add("name", name)
	if texts.err != nil {
		return nil, texts.err
	}
	status := C.gu_target_print_share_document(text0, text1, text2, text3, &target, &failure)
	return target, failed(status, failure)
}

func guRulesJSON() string {
	return C.GoString(C.gu_rules_json())
}

func guTargetFree(target *C.gu_target) {
	C.gu_target_free(target)
}

func guTargetParse(text, user, name string) (target *C.gu_target, err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("text", text)
	text1 := texts.optional("user", user)
	text2 := texts.optional("name", name)
	if texts.err != nil {
		return nil, texts.err
	}
	status := C.gu_target_parse(text0, text1, text2, &target, &failure)
	return target, failed(status, failure)
}

func guItemID(item *C.gu_item) string {
	return C.GoString(C.gu_item_id(item))
}

func guItemName(item *C.gu_item) string {
	return C.GoString(C.gu_item_name(item))
}

func guItemLocation(item *C.gu_item) string {
	return C.GoString(C.gu_item_location(item))
}

func guItemWebURL(item *C.gu_item) string {
	return C.GoString(C.gu_item_web_url(item))
}

func guItemEtag(item *C.gu_item) string {
	return C.GoString(C.gu_item_etag(item))
}

func guItemSize(item *C.gu_item) int64 {
	return int64(C.gu_item_size(item))
}

func guItemJSON(item *C.gu_item) string {
	return C.GoString(C.gu_item_json(item))
}

func guItemRecovered(item *C.gu_item) uint32 {
	return uint32(C.gu_item_recovered(item))
}

func guItemIntegrity(item *C.gu_item) int32 {
	return int32(C.gu_item_integrity(item))
}

func guItemFree(item *C.gu_item) {
	C.gu_item_free(item)
}

func guCancelNew() (cancel *C.gu_cancel, err *Error) {
	var failure *C.gu_error
	status := C.gu_cancel_new(&cancel, &failure)
	return cancel, failed(status, failure)
}

func guCancelRequest(cancel *C.gu_cancel) {
	C.gu_cancel_request(cancel)
}

func guCancelIsRequested(cancel *C.gu_cancel) uint32 {
	return uint32(C.gu_cancel_is_requested(cancel))
}

func guCancelSetDeadlineMs(cancel *C.gu_cancel, ms uint64) (err *Error) {
	var failure *C.gu_error
	status := C.gu_cancel_set_deadline_ms(cancel, C.uint64_t(ms), &failure)
	return failed(status, failure)
}

func guCancelWait(cancel *C.gu_cancel, ms uint64) uint32 {
	return uint32(C.gu_cancel_wait(cancel, C.uint64_t(ms)))
}

func guCancelFree(cancel *C.gu_cancel) {
	C.gu_cancel_free(cancel)
}

func guProgressSent(progress *C.gu_progress) uint64 {
	return uint64(C.gu_progress_sent(progress))
}

func guProgressConfirmed(progress *C.gu_progress) uint64 {
	return uint64(C.gu_progress_confirmed(progress))
}

func guProgressTotal(progress *C.gu_progress) uint64 {
	return uint64(C.gu_progress_total(progress))
}

func guProgressSpooled(progress *C.gu_progress) uint64 {
	return uint64(C.gu_progress_spooled(progress))
}

func guProgressBytesPerSecond(progress *C.gu_progress) uint64 {
	return uint64(C.gu_progress_bytes_per_second(progress))
}

func guProgressTimeLeftMs(progress *C.gu_progress) int64 {
	return int64(C.gu_progress_time_left_ms(progress))
}

func guProgressLateByMs(progress *C.gu_progress) int64 {
	return int64(C.gu_progress_late_by_ms(progress))
}

func guProgressWaitsMs(progress *C.gu_progress) uint64 {
	return uint64(C.gu_progress_waits_ms(progress))
}

func guProgressWaitsFor(progress *C.gu_progress) int32 {
	return int32(C.gu_progress_waits_for(progress))
}

func guProgressWaitsCode(progress *C.gu_progress) string {
	return C.GoString(C.gu_progress_waits_code(progress))
}

func guUploadNew() (upload *C.gu_upload, err *Error) {
	var failure *C.gu_error
	status := C.gu_upload_new(&upload, &failure)
	return upload, failed(status, failure)
}

func guUploadSetProgress(upload *C.gu_upload, context uintptr) (err *Error) {
	var failure *C.gu_error
	status := C.go_gu_upload_set_progress(upload, C.uintptr_t(context), &failure)
	return failed(status, failure)
}

func guUploadSetKeepOnCancel(upload *C.gu_upload, keep uint32) (err *Error) {
	var failure *C.gu_error
	status := C.gu_upload_set_keep_on_cancel(upload, C.uint32_t(keep), &failure)
	return failed(status, failure)
}

func guUploadSetDiffersIsError(upload *C.gu_upload, isError uint32) (err *Error) {
	var failure *C.gu_error
	status := C.gu_upload_set_differs_is_error(upload, C.uint32_t(isError), &failure)
	return failed(status, failure)
}

func guUploadSetStateFile(upload *C.gu_upload, path string) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.optional("path", path)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_upload_set_state_file(upload, text0, &failure)
	return failed(status, failure)
}

func guUploadSetSealingKey(upload *C.gu_upload, key []byte) (err *Error) {
	var failure *C.gu_error
	status := C.gu_upload_set_sealing_key(upload, bytesOf(key), C.uint64_t(len(key)), &failure)
	return failed(status, failure)
}

func guUploadFree(upload *C.gu_upload) {
	C.gu_upload_free(upload)
}

func guUploadSetFile(upload *C.gu_upload, path string) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("path", path)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_upload_set_file(upload, text0, &failure)
	return failed(status, failure)
}

func guUploadSetFileHandle(upload *C.gu_upload, handle uint64) (err *Error) {
	var failure *C.gu_error
	status := C.gu_upload_set_file_handle(upload, C.uint64_t(handle), &failure)
	return failed(status, failure)
}

func guUploadSetReadAt(upload *C.gu_upload, size uint64, context uintptr) (err *Error) {
	var failure *C.gu_error
	status := C.go_gu_upload_set_read_at(upload, C.uint64_t(size), C.uintptr_t(context), &failure)
	return failed(status, failure)
}

func guUploadSetRead(upload *C.gu_upload, size uint64, context uintptr) (err *Error) {
	var failure *C.gu_error
	status := C.go_gu_upload_set_read(upload, C.uint64_t(size), C.uintptr_t(context), &failure)
	return failed(status, failure)
}

func guUploadSetStream(upload *C.gu_upload, context uintptr) (err *Error) {
	var failure *C.gu_error
	status := C.go_gu_upload_set_stream(upload, C.uintptr_t(context), &failure)
	return failed(status, failure)
}

func guUploadSetStreamHandle(upload *C.gu_upload, handle uint64) (err *Error) {
	var failure *C.gu_error
	status := C.gu_upload_set_stream_handle(upload, C.uint64_t(handle), &failure)
	return failed(status, failure)
}

func guUploadSetSpoolFolder(upload *C.gu_upload, path string) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.optional("path", path)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_upload_set_spool_folder(upload, text0, &failure)
	return failed(status, failure)
}

func guUploadSetSpoolMaxBytes(upload *C.gu_upload, bytes uint64) (err *Error) {
	var failure *C.gu_error
	status := C.gu_upload_set_spool_max_bytes(upload, C.uint64_t(bytes), &failure)
	return failed(status, failure)
}

func guSessionCreate(client *C.gu_client, target *C.gu_target, size uint64, cancel *C.gu_cancel) (session *C.gu_session, err *Error) {
	var failure *C.gu_error
	status := C.gu_session_create(client, target, C.uint64_t(size), cancel, &session, &failure)
	return session, failed(status, failure)
}

func guSessionAdopt(client *C.gu_client, kind int32, uploadURL string, size uint64, cancel *C.gu_cancel) (session *C.gu_session, err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("upload_url", uploadURL)
	if texts.err != nil {
		return nil, texts.err
	}
	status := C.gu_session_adopt(client, C.int32_t(kind), text0, C.uint64_t(size), cancel, &session, &failure)
	return session, failed(status, failure)
}

func guSessionSetProgress(session *C.gu_session, context uintptr) (err *Error) {
	var failure *C.gu_error
	status := C.go_gu_session_set_progress(session, C.uintptr_t(context), &failure)
	return failed(status, failure)
}

func guPutChunk(session *C.gu_session, offset uint64, bytes []byte, cancel *C.gu_cancel) (err *Error) {
	var failure *C.gu_error
	status := C.gu_put_chunk(session, C.uint64_t(offset), bytesOf(bytes), C.uint64_t(len(bytes)), cancel, &failure)
	return failed(status, failure)
}

func guFinish(session *C.gu_session, cancel *C.gu_cancel) (item *C.gu_item, err *Error) {
	var failure *C.gu_error
	status := C.gu_finish(session, cancel, &item, &failure)
	return item, failed(status, failure)
}

func guSessionRefresh(session *C.gu_session, cancel *C.gu_cancel) (err *Error) {
	var failure *C.gu_error
	status := C.gu_session_refresh(session, cancel, &failure)
	return failed(status, failure)
}

func guSessionDiscard(session *C.gu_session, cancel *C.gu_cancel) (err *Error) {
	var failure *C.gu_error
	status := C.gu_session_discard(session, cancel, &failure)
	return failed(status, failure)
}

func guSessionConfirmed(session *C.gu_session) uint64 {
	return uint64(C.gu_session_confirmed(session))
}

func guSessionNextOffset(session *C.gu_session) uint64 {
	return uint64(C.gu_session_next_offset(session))
}

func guSessionSize(session *C.gu_session) uint64 {
	return uint64(C.gu_session_size(session))
}

func guSessionExpiresMs(session *C.gu_session) uint64 {
	return uint64(C.gu_session_expires_ms(session))
}

func guSessionFree(session *C.gu_session) {
	C.gu_session_free(session)
}

func guQueueNew(client *C.gu_client, atOnce uint32) (queue *C.gu_queue, err *Error) {
	var failure *C.gu_error
	status := C.gu_queue_new(client, C.uint32_t(atOnce), &queue, &failure)
	return queue, failed(status, failure)
}

func guQueueSetRoom(queue *C.gu_queue, most, waitMs uint32) (err *Error) {
	var failure *C.gu_error
	status := C.gu_queue_set_room(queue, C.uint32_t(most), C.uint32_t(waitMs), &failure)
	return failed(status, failure)
}

func guQueueSetStateFolder(queue *C.gu_queue, path string, key []byte) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("path", path)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_queue_set_state_folder(queue, text0, bytesOf(key), C.uint64_t(len(key)), &failure)
	return failed(status, failure)
}

func guQueueSubmit(queue *C.gu_queue, upload *C.gu_upload, target *C.gu_target, context uintptr) (job *C.gu_job, err *Error) {
	var failure *C.gu_error
	status := C.go_gu_queue_submit(queue, upload, target, &job, C.uintptr_t(context), &failure)
	return job, failed(status, failure)
}

func guQueueHandle(queue *C.gu_queue) int64 {
	return int64(C.gu_queue_handle(queue))
}

func guQueueNext(queue *C.gu_queue, ms uint32, cancel *C.gu_cancel) (job *C.gu_job, err *Error) {
	var failure *C.gu_error
	status := C.gu_queue_next(queue, C.uint32_t(ms), cancel, &job, &failure)
	return job, failed(status, failure)
}

func guQueuePause(queue *C.gu_queue) (err *Error) {
	var failure *C.gu_error
	status := C.gu_queue_pause(queue, &failure)
	return failed(status, failure)
}

func guQueueContinue(queue *C.gu_queue) (err *Error) {
	var failure *C.gu_error
	status := C.gu_queue_continue(queue, &failure)
	return failed(status, failure)
}

func guQueueCancel(queue *C.gu_queue) (err *Error) {
	var failure *C.gu_error
	status := C.gu_queue_cancel(queue, &failure)
	return failed(status, failure)
}

func guQueueFree(queue *C.gu_queue) {
	C.gu_queue_free(queue)
}

func guQueueJobs(queue *C.gu_queue, which int32) uint64 {
	return uint64(C.gu_queue_jobs(queue, C.int32_t(which)))
}

func guQueueSent(queue *C.gu_queue) uint64 {
	return uint64(C.gu_queue_sent(queue))
}

func guQueueConfirmed(queue *C.gu_queue) uint64 {
	return uint64(C.gu_queue_confirmed(queue))
}

func guQueueTotal(queue *C.gu_queue) uint64 {
	return uint64(C.gu_queue_total(queue))
}

func guQueueBytesPerSecond(queue *C.gu_queue) uint64 {
	return uint64(C.gu_queue_bytes_per_second(queue))
}

func guQueueTimeLeftMs(queue *C.gu_queue) int64 {
	return int64(C.gu_queue_time_left_ms(queue))
}

func guJobID(job *C.gu_job) uint64 {
	return uint64(C.gu_job_id(job))
}

func guJobContext(job *C.gu_job) uintptr {
	return uintptr(C.gu_job_context(job))
}

func guJobPath(job *C.gu_job) string {
	return C.GoString(C.gu_job_path(job))
}

func guJobStage(job *C.gu_job) int32 {
	return int32(C.gu_job_stage(job))
}

func guJobStatus(job *C.gu_job) int32 {
	return int32(C.gu_job_status(job))
}

func guJobItem(job *C.gu_job) *C.gu_item {
	return C.gu_job_item(job)
}

func guJobError(job *C.gu_job) *C.gu_error {
	return C.gu_job_error(job)
}

func guJobSent(job *C.gu_job) uint64 {
	return uint64(C.gu_job_sent(job))
}

func guJobConfirmed(job *C.gu_job) uint64 {
	return uint64(C.gu_job_confirmed(job))
}

func guJobTotal(job *C.gu_job) uint64 {
	return uint64(C.gu_job_total(job))
}

func guJobBytesPerSecond(job *C.gu_job) uint64 {
	return uint64(C.gu_job_bytes_per_second(job))
}

func guJobTimeLeftMs(job *C.gu_job) int64 {
	return int64(C.gu_job_time_left_ms(job))
}

func guJobLateByMs(job *C.gu_job) int64 {
	return int64(C.gu_job_late_by_ms(job))
}

func guJobWaitsMs(job *C.gu_job) uint64 {
	return uint64(C.gu_job_waits_ms(job))
}

func guJobWaitsFor(job *C.gu_job) int32 {
	return int32(C.gu_job_waits_for(job))
}

func guJobCancel(job *C.gu_job) (err *Error) {
	var failure *C.gu_error
	status := C.gu_job_cancel(job, &failure)
	return failed(status, failure)
}

func guJobPause(job *C.gu_job) (err *Error) {
	var failure *C.gu_error
	status := C.gu_job_pause(job, &failure)
	return failed(status, failure)
}

func guJobContinue(job *C.gu_job) (err *Error) {
	var failure *C.gu_error
	status := C.gu_job_continue(job, &failure)
	return failed(status, failure)
}

func guJobMoveToFront(job *C.gu_job) (err *Error) {
	var failure *C.gu_error
	status := C.gu_job_move_to_front(job, &failure)
	return failed(status, failure)
}

func guJobWait(job *C.gu_job, ms uint32, cancel *C.gu_cancel) (err *Error) {
	var failure *C.gu_error
	status := C.gu_job_wait(job, C.uint32_t(ms), cancel, &failure)
	return failed(status, failure)
}

func guJobFree(job *C.gu_job) {
	C.gu_job_free(job)
}

func guSessionSave(session *C.gu_session, key []byte) (state *C.gu_state, err *Error) {
	var failure *C.gu_error
	status := C.gu_session_save(session, bytesOf(key), C.uint64_t(len(key)), &state, &failure)
	return state, failed(status, failure)
}

func guSessionSetSaveCallback(session *C.gu_session, key []byte, context uintptr) (err *Error) {
	var failure *C.gu_error
	status := C.go_gu_session_set_save_callback(session, bytesOf(key), C.uint64_t(len(key)), C.uintptr_t(context), &failure)
	return failed(status, failure)
}

func guSessionResume(client *C.gu_client, target *C.gu_target, data, key []byte, cancel *C.gu_cancel) (session *C.gu_session, err *Error) {
	var failure *C.gu_error
	status := C.gu_session_resume(client, target, bytesOf(data), C.uint64_t(len(data)), bytesOf(key), C.uint64_t(len(key)), cancel, &session, &failure)
	return session, failed(status, failure)
}

func guStateData(state *C.gu_state) *C.uint8_t {
	return C.gu_state_data(state)
}

func guStateLength(state *C.gu_state) uint64 {
	return uint64(C.gu_state_length(state))
}

func guStateFree(state *C.gu_state) {
	C.gu_state_free(state)
}

func guTokenSinkPut(sink *C.gu_token_sink, token string) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("token", token)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_token_sink_put(sink, text0, &failure)
	return failed(status, failure)
}

func guTokenSinkWasRejected(sink *C.gu_token_sink) uint32 {
	return uint32(C.gu_token_sink_was_rejected(sink))
}

func guTokenSinkClaims(sink *C.gu_token_sink) string {
	return C.GoString(C.gu_token_sink_claims(sink))
}

func guLogRecordLevel(record *C.gu_log_record) int32 {
	return int32(C.gu_log_record_level(record))
}

func guLogRecordMessage(record *C.gu_log_record) string {
	return C.GoString(C.gu_log_record_message(record))
}

func guOptionsNew() (options *C.gu_options, err *Error) {
	var failure *C.gu_error
	status := C.gu_options_new(&options, &failure)
	return options, failed(status, failure)
}

func guOptionsSet(options *C.gu_options, name, value string) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("name", name)
	text1 := texts.add("value", value)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_options_set(options, text0, text1, &failure)
	return failed(status, failure)
}

func guOptionsSetToken(options *C.gu_options, token string) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("token", token)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_options_set_token(options, text0, &failure)
	return failed(status, failure)
}

func guOptionsSetTokenCallback(options *C.gu_options, context uintptr) (err *Error) {
	var failure *C.gu_error
	status := C.go_gu_options_set_token_callback(options, C.uintptr_t(context), &failure)
	return failed(status, failure)
}

func guOptionsSetBaseURL(options *C.gu_options, url string) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("url", url)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_options_set_base_url(options, text0, &failure)
	return failed(status, failure)
}

func guOptionsSetCloud(options *C.gu_options, cloud int32) (err *Error) {
	var failure *C.gu_error
	status := C.gu_options_set_cloud(options, C.int32_t(cloud), &failure)
	return failed(status, failure)
}

func guOptionsAddUploadHost(options *C.gu_options, host string) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("host", host)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_options_add_upload_host(options, text0, &failure)
	return failed(status, failure)
}

func guOptionsSetAPIVersion(options *C.gu_options, version int32) (err *Error) {
	var failure *C.gu_error
	status := C.gu_options_set_api_version(options, C.int32_t(version), &failure)
	return failed(status, failure)
}

func guOptionsSetImmutableIds(options *C.gu_options, wanted uint32) (err *Error) {
	var failure *C.gu_error
	status := C.gu_options_set_immutable_ids(options, C.uint32_t(wanted), &failure)
	return failed(status, failure)
}

func guOptionsSetUserAgent(options *C.gu_options, userAgent string) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("user_agent", userAgent)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_options_set_user_agent(options, text0, &failure)
	return failed(status, failure)
}

func guOptionsAddCAPEM(options *C.gu_options, pem []byte) (err *Error) {
	var failure *C.gu_error
	status := C.gu_options_add_ca_pem(options, bytesOf(pem), C.uint64_t(len(pem)), &failure)
	return failed(status, failure)
}

func guOptionsAddCAFile(options *C.gu_options, path string) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("path", path)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_options_add_ca_file(options, text0, &failure)
	return failed(status, failure)
}

func guOptionsSetPlatformRoots(options *C.gu_options, trusted uint32) (err *Error) {
	var failure *C.gu_error
	status := C.gu_options_set_platform_roots(options, C.uint32_t(trusted), &failure)
	return failed(status, failure)
}

func guOptionsAllowLoopback(options *C.gu_options, allowed uint32) (err *Error) {
	var failure *C.gu_error
	status := C.gu_options_allow_loopback(options, C.uint32_t(allowed), &failure)
	return failed(status, failure)
}

func guOptionsSetConnectTimeoutMs(options *C.gu_options, ms uint64) (err *Error) {
	var failure *C.gu_error
	status := C.gu_options_set_connect_timeout_ms(options, C.uint64_t(ms), &failure)
	return failed(status, failure)
}

func guOptionsSetStallTimeoutMs(options *C.gu_options, ms uint64) (err *Error) {
	var failure *C.gu_error
	status := C.gu_options_set_stall_timeout_ms(options, C.uint64_t(ms), &failure)
	return failed(status, failure)
}

func guOptionsSetResponseTimeoutMs(options *C.gu_options, ms uint64) (err *Error) {
	var failure *C.gu_error
	status := C.gu_options_set_response_timeout_ms(options, C.uint64_t(ms), &failure)
	return failed(status, failure)
}

func guOptionsSetCommitResponseTimeoutMs(options *C.gu_options, ms uint64) (err *Error) {
	var failure *C.gu_error
	status := C.gu_options_set_commit_response_timeout_ms(options, C.uint64_t(ms), &failure)
	return failed(status, failure)
}

func guOptionsSetRetryBudget(options *C.gu_options, attempts uint32, ms uint64) (err *Error) {
	var failure *C.gu_error
	status := C.gu_options_set_retry_budget(options, C.uint32_t(attempts), C.uint64_t(ms), &failure)
	return failed(status, failure)
}

func guOptionsSetBackoffMs(options *C.gu_options, first, longest uint64) (err *Error) {
	var failure *C.gu_error
	status := C.gu_options_set_backoff_ms(options, C.uint64_t(first), C.uint64_t(longest), &failure)
	return failed(status, failure)
}

func guOptionsSetLockedPolicy(options *C.gu_options, policy int32) (err *Error) {
	var failure *C.gu_error
	status := C.gu_options_set_locked_policy(options, C.int32_t(policy), &failure)
	return failed(status, failure)
}

func guOptionsSetSettleMs(options *C.gu_options, ms uint64) (err *Error) {
	var failure *C.gu_error
	status := C.gu_options_set_settle_ms(options, C.uint64_t(ms), &failure)
	return failed(status, failure)
}

func guOptionsSetBaseline(options *C.gu_options, baseline int32) (err *Error) {
	var failure *C.gu_error
	status := C.gu_options_set_baseline(options, C.int32_t(baseline), &failure)
	return failed(status, failure)
}

func guOptionsSetOneRequestBytes(options *C.gu_options, bytes uint64) (err *Error) {
	var failure *C.gu_error
	status := C.gu_options_set_one_request_bytes(options, C.uint64_t(bytes), &failure)
	return failed(status, failure)
}

func guOptionsSetPieceBytes(options *C.gu_options, bytes uint64) (err *Error) {
	var failure *C.gu_error
	status := C.gu_options_set_piece_bytes(options, C.uint64_t(bytes), &failure)
	return failed(status, failure)
}

func guOptionsSetLogCallback(options *C.gu_options, context uintptr) (err *Error) {
	var failure *C.gu_error
	status := C.go_gu_options_set_log_callback(options, C.uintptr_t(context), &failure)
	return failed(status, failure)
}

func guOptionsSetProxy(options *C.gu_options, url string) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.optional("url", url)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_options_set_proxy(options, text0, &failure)
	return failed(status, failure)
}

func guOptionsSetProxyFromEnvironment(options *C.gu_options) (err *Error) {
	var failure *C.gu_error
	status := C.gu_options_set_proxy_from_environment(options, &failure)
	return failed(status, failure)
}

func guOptionsSetNoProxy(options *C.gu_options, hosts string) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.optional("hosts", hosts)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_options_set_no_proxy(options, text0, &failure)
	return failed(status, failure)
}

func guOptionsSetClientCertificatePEM(options *C.gu_options, chain, key []byte) (err *Error) {
	var failure *C.gu_error
	status := C.gu_options_set_client_certificate_pem(options, bytesOf(chain), C.uint64_t(len(chain)), bytesOf(key), C.uint64_t(len(key)), &failure)
	return failed(status, failure)
}

func guOptionsSetClientCertificateFiles(options *C.gu_options, chainPath, keyPath string) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("chain_path", chainPath)
	text1 := texts.add("key_path", keyPath)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_options_set_client_certificate_files(options, text0, text1, &failure)
	return failed(status, failure)
}

func guOptionsSetIPVersion(options *C.gu_options, version int32) (err *Error) {
	var failure *C.gu_error
	status := C.gu_options_set_ip_version(options, C.int32_t(version), &failure)
	return failed(status, failure)
}

func guOptionsSetRateLimit(options *C.gu_options, bytesPerSecond uint64) (err *Error) {
	var failure *C.gu_error
	status := C.gu_options_set_rate_limit(options, C.uint64_t(bytesPerSecond), &failure)
	return failed(status, failure)
}

func guOptionsFree(options *C.gu_options) {
	C.gu_options_free(options)
}

func guTargetSet(target *C.gu_target, name, value string) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("name", name)
	text1 := texts.add("value", value)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_target_set(target, text0, text1, &failure)
	return failed(status, failure)
}

func guTargetSetContentType(target *C.gu_target, contentType string) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("content_type", contentType)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_target_set_content_type(target, text0, &failure)
	return failed(status, failure)
}

func guTargetSetInline(target *C.gu_target, isInline uint32) (err *Error) {
	var failure *C.gu_error
	status := C.gu_target_set_inline(target, C.uint32_t(isInline), &failure)
	return failed(status, failure)
}

func guTargetSetContentID(target *C.gu_target, contentID string) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("content_id", contentID)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_target_set_content_id(target, text0, &failure)
	return failed(status, failure)
}

func guTargetSetConflict(target *C.gu_target, conflict int32) (err *Error) {
	var failure *C.gu_error
	status := C.gu_target_set_conflict(target, C.int32_t(conflict), &failure)
	return failed(status, failure)
}

func guTargetSetCreatedMs(target *C.gu_target, ms uint64) (err *Error) {
	var failure *C.gu_error
	status := C.gu_target_set_created_ms(target, C.uint64_t(ms), &failure)
	return failed(status, failure)
}

func guTargetSetModifiedMs(target *C.gu_target, ms uint64) (err *Error) {
	var failure *C.gu_error
	status := C.gu_target_set_modified_ms(target, C.uint64_t(ms), &failure)
	return failed(status, failure)
}

func guTargetSetAccessedMs(target *C.gu_target, ms uint64) (err *Error) {
	var failure *C.gu_error
	status := C.gu_target_set_accessed_ms(target, C.uint64_t(ms), &failure)
	return failed(status, failure)
}

func guTargetSetDescription(target *C.gu_target, text string) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("text", text)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_target_set_description(target, text0, &failure)
	return failed(status, failure)
}

func guTargetSetSpaceCheck(target *C.gu_target, wanted uint32) (err *Error) {
	var failure *C.gu_error
	status := C.gu_target_set_space_check(target, C.uint32_t(wanted), &failure)
	return failed(status, failure)
}

func guTargetSetCommit(target *C.gu_target, commit int32) (err *Error) {
	var failure *C.gu_error
	status := C.gu_target_set_commit(target, C.int32_t(commit), &failure)
	return failed(status, failure)
}

func guTargetSetIfMatch(target *C.gu_target, etag string) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("etag", etag)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_target_set_if_match(target, text0, &failure)
	return failed(status, failure)
}

func guTargetSetIfNoneMatch(target *C.gu_target, etag string) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("etag", etag)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_target_set_if_none_match(target, text0, &failure)
	return failed(status, failure)
}

func guTargetSetSource(target *C.gu_target, application, externalID string) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("application", application)
	text1 := texts.add("external_id", externalID)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_target_set_source(target, text0, text1, &failure)
	return failed(status, failure)
}

func guTargetSetMediaCategory(target *C.gu_target, category string) (err *Error) {
	var failure *C.gu_error
	var texts texts
	defer texts.free()
	text0 := texts.add("category", category)
	if texts.err != nil {
		return texts.err
	}
	status := C.gu_target_set_media_category(target, text0, &failure)
	return failed(status, failure)
}

func guVersionString() string {
	return C.GoString(C.gu_version_string())
}

func guVersionNumber() uint32 {
	return uint32(C.gu_version_number())
}
