<?php

// Generated from include/graph_upload.api.json by bindings/api; do not edit.

declare(strict_types=1);

namespace GraphUpload\Internal;

use FFI\CData;

/**
 * The functions of the loaded library, typed. What they do stands in graph_upload.h.
 *
 * @internal
 */
final class Native
{
    /** Returned by a read callback if the bytes cannot be read: GU_ERR_SOURCE_UNREADABLE. */
    public const GU_READ_FAILED = -1;
    /** Returned by a read callback to end the upload: GU_ERR_CANCELLED. */
    public const GU_READ_STOP = -2;
    /** The most bytes that one call of a read callback is asked for. */
    public const GU_READ_MAX = 1048576;
    /** Returned by a token callback if gu_client_set_token() will set the token later, from any thread. */
    public const GU_TOKEN_LATER = 2;
    /** Major version of this header. */
    public const GU_VERSION_MAJOR = 0;
    /** Minor version of this header. */
    public const GU_VERSION_MINOR = 2;
    /** Patch version of this header. */
    public const GU_VERSION_PATCH = 0;
    /** Version of this header as one number: major * 1000000 + minor * 1000 + patch. */
    public const GU_VERSION_NUMBER = 2000;

    public function __construct(public readonly \FFI $ffi)
    {
    }

    public function gu_status_name(int $status): string
    {
        return $this->ffi->gu_status_name($status);
    }

    public function gu_error_status(?CData $error): int
    {
        return $this->ffi->gu_error_status($error);
    }

    public function gu_error_message(?CData $error): string
    {
        return $this->ffi->gu_error_message($error);
    }

    public function gu_error_http_status(?CData $error): int
    {
        return $this->ffi->gu_error_http_status($error);
    }

    public function gu_error_service_code(?CData $error): string
    {
        return $this->ffi->gu_error_service_code($error);
    }

    public function gu_error_service_codes(?CData $error): string
    {
        return $this->ffi->gu_error_service_codes($error);
    }

    public function gu_error_request_id(?CData $error): string
    {
        return $this->ffi->gu_error_request_id($error);
    }

    public function gu_error_host(?CData $error): string
    {
        return $this->ffi->gu_error_host($error);
    }

    public function gu_error_diagnostics(?CData $error): string
    {
        return $this->ffi->gu_error_diagnostics($error);
    }

    public function gu_error_claims(?CData $error): string
    {
        return $this->ffi->gu_error_claims($error);
    }

    public function gu_error_retry_after_ms(?CData $error): int
    {
        return $this->ffi->gu_error_retry_after_ms($error);
    }

    public function gu_error_os_error(?CData $error): int
    {
        return $this->ffi->gu_error_os_error($error);
    }

    public function gu_error_is_retryable(?CData $error): int
    {
        return $this->ffi->gu_error_is_retryable($error);
    }

    public function gu_error_in_doubt(?CData $error): int
    {
        return $this->ffi->gu_error_in_doubt($error);
    }

    public function gu_error_session_kept(?CData $error): int
    {
        return $this->ffi->gu_error_session_kept($error);
    }

    public function gu_error_offset(?CData $error): int
    {
        return $this->ffi->gu_error_offset($error);
    }

    public function gu_error_attempts(?CData $error): int
    {
        return $this->ffi->gu_error_attempts($error);
    }

    public function gu_error_json(?CData $error): string
    {
        return $this->ffi->gu_error_json($error);
    }

    public function gu_error_free(?CData $error): void
    {
        $this->ffi->gu_error_free($error);
    }

    public function gu_upload_file(?CData $client, ?CData $target, ?string $path, ?CData $item, ?CData $error): int
    {
        return $this->ffi->gu_upload_file($client, $target, $path, $item, $error);
    }

    public function gu_client_new(?CData $options, ?CData $client, ?CData $error): int
    {
        return $this->ffi->gu_client_new($options, $client, $error);
    }

    public function gu_client_set_token(?CData $client, ?string $token, ?CData $error): int
    {
        return $this->ffi->gu_client_set_token($client, $token, $error);
    }

    public function gu_client_free(?CData $client): void
    {
        $this->ffi->gu_client_free($client);
    }

    public function gu_target_todo_task(
        ?string $user,
        ?string $list,
        ?string $task,
        ?string $name,
        ?CData $target,
        ?CData $error,
    ): int {
        return $this->ffi->gu_target_todo_task($user, $list, $task, $name, $target, $error);
    }

    public function gu_target_message(
        ?string $user,
        ?string $folder,
        ?string $message,
        ?string $name,
        ?CData $target,
        ?CData $error,
    ): int {
        return $this->ffi->gu_target_message($user, $folder, $message, $name, $target, $error);
    }

    public function gu_target_event(
        ?string $user,
        ?string $calendar,
        ?string $event,
        ?string $name,
        ?CData $target,
        ?CData $error,
    ): int {
        return $this->ffi->gu_target_event($user, $calendar, $event, $name, $target, $error);
    }

    public function gu_target_group_event(
        ?string $group,
        int $by_calendar,
        ?string $event,
        ?string $name,
        ?CData $target,
        ?CData $error,
    ): int {
        return $this->ffi->gu_target_group_event($group, $by_calendar, $event, $name, $target, $error);
    }

    public function gu_target_group_post_in_reply_to(
        ?string $group,
        ?string $conversation,
        ?string $thread,
        ?string $post,
        ?string $name,
        ?CData $target,
        ?CData $error,
    ): int {
        return $this->ffi->gu_target_group_post_in_reply_to($group, $conversation, $thread, $post, $name, $target, $error);
    }

    public function gu_target_group_post(
        ?string $group,
        ?string $thread,
        ?string $post,
        ?string $name,
        ?CData $target,
        ?CData $error,
    ): int {
        return $this->ffi->gu_target_group_post($group, $thread, $post, $name, $target, $error);
    }

    public function gu_target_drive_path(?string $drive, ?string $path, ?CData $target, ?CData $error): int
    {
        return $this->ffi->gu_target_drive_path($drive, $path, $target, $error);
    }

    public function gu_target_drive_child(
        ?string $drive,
        ?string $folder,
        ?string $name,
        ?CData $target,
        ?CData $error,
    ): int {
        return $this->ffi->gu_target_drive_child($drive, $folder, $name, $target, $error);
    }

    public function gu_target_drive_special(
        ?string $drive,
        ?string $special,
        ?string $path,
        ?CData $target,
        ?CData $error,
    ): int {
        return $this->ffi->gu_target_drive_special($drive, $special, $path, $target, $error);
    }

    public function gu_target_drive_item(?string $drive, ?string $item, ?CData $target, ?CData $error): int
    {
        return $this->ffi->gu_target_drive_item($drive, $item, $target, $error);
    }

    public function gu_target_drive_share(?string $share, ?CData $target, ?CData $error): int
    {
        return $this->ffi->gu_target_drive_share($share, $target, $error);
    }

    public function gu_target_print_document(
        ?string $printer,
        ?string $job,
        ?string $document,
        ?string $name,
        ?CData $target,
        ?CData $error,
    ): int {
        return $this->ffi->gu_target_print_document($printer, $job, $document, $name, $target, $error);
    }

    public function gu_target_print_share_document(
        ?string $share,
        ?string $job,
        ?string $document,
        ?string $name,
        ?CData $target,
        ?CData $error,
    ): int {
        return $this->ffi->gu_target_print_share_document($share, $job, $document, $name, $target, $error);
    }

    public function gu_rules_json(): string
    {
        return $this->ffi->gu_rules_json();
    }

    public function gu_target_free(?CData $target): void
    {
        $this->ffi->gu_target_free($target);
    }

    public function gu_target_parse(?string $text, ?string $user, ?string $name, ?CData $target, ?CData $error): int
    {
        return $this->ffi->gu_target_parse($text, $user, $name, $target, $error);
    }

    public function gu_item_id(?CData $item): string
    {
        return $this->ffi->gu_item_id($item);
    }

    public function gu_item_name(?CData $item): string
    {
        return $this->ffi->gu_item_name($item);
    }

    public function gu_item_location(?CData $item): string
    {
        return $this->ffi->gu_item_location($item);
    }

    public function gu_item_web_url(?CData $item): string
    {
        return $this->ffi->gu_item_web_url($item);
    }

    public function gu_item_etag(?CData $item): string
    {
        return $this->ffi->gu_item_etag($item);
    }

    public function gu_item_size(?CData $item): int
    {
        return $this->ffi->gu_item_size($item);
    }

    public function gu_item_json(?CData $item): string
    {
        return $this->ffi->gu_item_json($item);
    }

    public function gu_item_recovered(?CData $item): int
    {
        return $this->ffi->gu_item_recovered($item);
    }

    public function gu_item_integrity(?CData $item): int
    {
        return $this->ffi->gu_item_integrity($item);
    }

    public function gu_item_free(?CData $item): void
    {
        $this->ffi->gu_item_free($item);
    }

    public function gu_cancel_new(?CData $cancel, ?CData $error): int
    {
        return $this->ffi->gu_cancel_new($cancel, $error);
    }

    public function gu_cancel_request(?CData $cancel): void
    {
        $this->ffi->gu_cancel_request($cancel);
    }

    public function gu_cancel_is_requested(?CData $cancel): int
    {
        return $this->ffi->gu_cancel_is_requested($cancel);
    }

    public function gu_cancel_set_deadline_ms(?CData $cancel, int $ms, ?CData $error): int
    {
        return $this->ffi->gu_cancel_set_deadline_ms($cancel, $ms, $error);
    }

    public function gu_cancel_set_poll(
        ?CData $cancel,
        ?CData $callback,
        int $context,
        ?CData $destroy,
        ?CData $error,
    ): int {
        return $this->ffi->gu_cancel_set_poll($cancel, $callback, $context, $destroy, $error);
    }

    public function gu_cancel_wait(?CData $cancel, int $ms): int
    {
        return $this->ffi->gu_cancel_wait($cancel, $ms);
    }

    public function gu_cancel_free(?CData $cancel): void
    {
        $this->ffi->gu_cancel_free($cancel);
    }

    public function gu_progress_sent(?CData $progress): int
    {
        return $this->ffi->gu_progress_sent($progress);
    }

    public function gu_progress_confirmed(?CData $progress): int
    {
        return $this->ffi->gu_progress_confirmed($progress);
    }

    public function gu_progress_total(?CData $progress): int
    {
        return $this->ffi->gu_progress_total($progress);
    }

    public function gu_progress_spooled(?CData $progress): int
    {
        return $this->ffi->gu_progress_spooled($progress);
    }

    public function gu_progress_bytes_per_second(?CData $progress): int
    {
        return $this->ffi->gu_progress_bytes_per_second($progress);
    }

    public function gu_progress_time_left_ms(?CData $progress): int
    {
        return $this->ffi->gu_progress_time_left_ms($progress);
    }

    public function gu_progress_late_by_ms(?CData $progress): int
    {
        return $this->ffi->gu_progress_late_by_ms($progress);
    }

    public function gu_progress_waits_ms(?CData $progress): int
    {
        return $this->ffi->gu_progress_waits_ms($progress);
    }

    public function gu_progress_waits_for(?CData $progress): int
    {
        return $this->ffi->gu_progress_waits_for($progress);
    }

    public function gu_progress_waits_code(?CData $progress): string
    {
        return $this->ffi->gu_progress_waits_code($progress);
    }

    public function gu_upload_new(?CData $upload, ?CData $error): int
    {
        return $this->ffi->gu_upload_new($upload, $error);
    }

    public function gu_upload_set_progress(
        ?CData $upload,
        ?CData $callback,
        int $context,
        ?CData $destroy,
        ?CData $error,
    ): int {
        return $this->ffi->gu_upload_set_progress($upload, $callback, $context, $destroy, $error);
    }

    public function gu_upload_set_keep_on_cancel(?CData $upload, int $keep, ?CData $error): int
    {
        return $this->ffi->gu_upload_set_keep_on_cancel($upload, $keep, $error);
    }

    public function gu_upload_set_differs_is_error(?CData $upload, int $is_error, ?CData $error): int
    {
        return $this->ffi->gu_upload_set_differs_is_error($upload, $is_error, $error);
    }

    public function gu_upload_set_state_file(?CData $upload, ?string $path, ?CData $error): int
    {
        return $this->ffi->gu_upload_set_state_file($upload, $path, $error);
    }

    public function gu_upload_set_sealing_key(?CData $upload, ?string $key, int $length, ?CData $error): int
    {
        return $this->ffi->gu_upload_set_sealing_key($upload, $key, $length, $error);
    }

    public function gu_upload_run(
        ?CData $upload,
        ?CData $client,
        ?CData $target,
        ?CData $cancel,
        ?CData $item,
        ?CData $error,
    ): int {
        return $this->ffi->gu_upload_run($upload, $client, $target, $cancel, $item, $error);
    }

    public function gu_upload_free(?CData $upload): void
    {
        $this->ffi->gu_upload_free($upload);
    }

    public function gu_upload_set_file(?CData $upload, ?string $path, ?CData $error): int
    {
        return $this->ffi->gu_upload_set_file($upload, $path, $error);
    }

    public function gu_upload_set_file_handle(?CData $upload, int $handle, ?CData $error): int
    {
        return $this->ffi->gu_upload_set_file_handle($upload, $handle, $error);
    }

    public function gu_upload_set_memory(
        ?CData $upload,
        ?string $bytes,
        int $length,
        int $context,
        ?CData $destroy,
        ?CData $error,
    ): int {
        return $this->ffi->gu_upload_set_memory($upload, $bytes, $length, $context, $destroy, $error);
    }

    public function gu_upload_set_read_at(
        ?CData $upload,
        int $size,
        ?CData $callback,
        int $context,
        ?CData $destroy,
        ?CData $error,
    ): int {
        return $this->ffi->gu_upload_set_read_at($upload, $size, $callback, $context, $destroy, $error);
    }

    public function gu_upload_set_read(
        ?CData $upload,
        int $size,
        ?CData $callback,
        int $context,
        ?CData $destroy,
        ?CData $error,
    ): int {
        return $this->ffi->gu_upload_set_read($upload, $size, $callback, $context, $destroy, $error);
    }

    public function gu_upload_set_stream(
        ?CData $upload,
        ?CData $callback,
        int $context,
        ?CData $destroy,
        ?CData $error,
    ): int {
        return $this->ffi->gu_upload_set_stream($upload, $callback, $context, $destroy, $error);
    }

    public function gu_upload_set_stream_handle(?CData $upload, int $handle, ?CData $error): int
    {
        return $this->ffi->gu_upload_set_stream_handle($upload, $handle, $error);
    }

    public function gu_upload_set_spool_folder(?CData $upload, ?string $path, ?CData $error): int
    {
        return $this->ffi->gu_upload_set_spool_folder($upload, $path, $error);
    }

    public function gu_upload_set_spool_max_bytes(?CData $upload, int $bytes, ?CData $error): int
    {
        return $this->ffi->gu_upload_set_spool_max_bytes($upload, $bytes, $error);
    }

    public function gu_session_create(
        ?CData $client,
        ?CData $target,
        int $size,
        ?CData $cancel,
        ?CData $session,
        ?CData $error,
    ): int {
        return $this->ffi->gu_session_create($client, $target, $size, $cancel, $session, $error);
    }

    public function gu_session_adopt(
        ?CData $client,
        int $kind,
        ?string $upload_url,
        int $size,
        ?CData $cancel,
        ?CData $session,
        ?CData $error,
    ): int {
        return $this->ffi->gu_session_adopt($client, $kind, $upload_url, $size, $cancel, $session, $error);
    }

    public function gu_session_set_progress(
        ?CData $session,
        ?CData $callback,
        int $context,
        ?CData $destroy,
        ?CData $error,
    ): int {
        return $this->ffi->gu_session_set_progress($session, $callback, $context, $destroy, $error);
    }

    public function gu_put_chunk(
        ?CData $session,
        int $offset,
        ?string $bytes,
        int $length,
        ?CData $cancel,
        ?CData $error,
    ): int {
        return $this->ffi->gu_put_chunk($session, $offset, $bytes, $length, $cancel, $error);
    }

    public function gu_finish(?CData $session, ?CData $cancel, ?CData $item, ?CData $error): int
    {
        return $this->ffi->gu_finish($session, $cancel, $item, $error);
    }

    public function gu_session_refresh(?CData $session, ?CData $cancel, ?CData $error): int
    {
        return $this->ffi->gu_session_refresh($session, $cancel, $error);
    }

    public function gu_session_discard(?CData $session, ?CData $cancel, ?CData $error): int
    {
        return $this->ffi->gu_session_discard($session, $cancel, $error);
    }

    public function gu_session_confirmed(?CData $session): int
    {
        return $this->ffi->gu_session_confirmed($session);
    }

    public function gu_session_next_offset(?CData $session): int
    {
        return $this->ffi->gu_session_next_offset($session);
    }

    public function gu_session_size(?CData $session): int
    {
        return $this->ffi->gu_session_size($session);
    }

    public function gu_session_expires_ms(?CData $session): int
    {
        return $this->ffi->gu_session_expires_ms($session);
    }

    public function gu_session_free(?CData $session): void
    {
        $this->ffi->gu_session_free($session);
    }

    public function gu_queue_new(?CData $client, int $at_once, ?CData $queue, ?CData $error): int
    {
        return $this->ffi->gu_queue_new($client, $at_once, $queue, $error);
    }

    public function gu_queue_set_room(?CData $queue, int $most, int $wait_ms, ?CData $error): int
    {
        return $this->ffi->gu_queue_set_room($queue, $most, $wait_ms, $error);
    }

    public function gu_queue_set_state_folder(
        ?CData $queue,
        ?string $path,
        ?string $key,
        int $key_length,
        ?CData $error,
    ): int {
        return $this->ffi->gu_queue_set_state_folder($queue, $path, $key, $key_length, $error);
    }

    public function gu_queue_submit(
        ?CData $queue,
        ?CData $upload,
        ?CData $target,
        int $context,
        ?CData $destroy,
        ?CData $job,
        ?CData $error,
    ): int {
        return $this->ffi->gu_queue_submit($queue, $upload, $target, $context, $destroy, $job, $error);
    }

    public function gu_queue_handle(?CData $queue): int
    {
        return $this->ffi->gu_queue_handle($queue);
    }

    public function gu_queue_next(?CData $queue, int $ms, ?CData $cancel, ?CData $job, ?CData $error): int
    {
        return $this->ffi->gu_queue_next($queue, $ms, $cancel, $job, $error);
    }

    public function gu_queue_pause(?CData $queue, ?CData $error): int
    {
        return $this->ffi->gu_queue_pause($queue, $error);
    }

    public function gu_queue_continue(?CData $queue, ?CData $error): int
    {
        return $this->ffi->gu_queue_continue($queue, $error);
    }

    public function gu_queue_cancel(?CData $queue, ?CData $error): int
    {
        return $this->ffi->gu_queue_cancel($queue, $error);
    }

    public function gu_queue_free(?CData $queue): void
    {
        $this->ffi->gu_queue_free($queue);
    }

    public function gu_queue_jobs(?CData $queue, int $which): int
    {
        return $this->ffi->gu_queue_jobs($queue, $which);
    }

    public function gu_queue_sent(?CData $queue): int
    {
        return $this->ffi->gu_queue_sent($queue);
    }

    public function gu_queue_confirmed(?CData $queue): int
    {
        return $this->ffi->gu_queue_confirmed($queue);
    }

    public function gu_queue_total(?CData $queue): int
    {
        return $this->ffi->gu_queue_total($queue);
    }

    public function gu_queue_bytes_per_second(?CData $queue): int
    {
        return $this->ffi->gu_queue_bytes_per_second($queue);
    }

    public function gu_queue_time_left_ms(?CData $queue): int
    {
        return $this->ffi->gu_queue_time_left_ms($queue);
    }

    public function gu_job_id(?CData $job): int
    {
        return $this->ffi->gu_job_id($job);
    }

    public function gu_job_context(?CData $job): int
    {
        return $this->ffi->gu_job_context($job);
    }

    public function gu_job_path(?CData $job): string
    {
        return $this->ffi->gu_job_path($job);
    }

    public function gu_job_stage(?CData $job): int
    {
        return $this->ffi->gu_job_stage($job);
    }

    public function gu_job_status(?CData $job): int
    {
        return $this->ffi->gu_job_status($job);
    }

    public function gu_job_item(?CData $job): ?CData
    {
        return $this->ffi->gu_job_item($job);
    }

    public function gu_job_error(?CData $job): ?CData
    {
        return $this->ffi->gu_job_error($job);
    }

    public function gu_job_sent(?CData $job): int
    {
        return $this->ffi->gu_job_sent($job);
    }

    public function gu_job_confirmed(?CData $job): int
    {
        return $this->ffi->gu_job_confirmed($job);
    }

    public function gu_job_total(?CData $job): int
    {
        return $this->ffi->gu_job_total($job);
    }

    public function gu_job_bytes_per_second(?CData $job): int
    {
        return $this->ffi->gu_job_bytes_per_second($job);
    }

    public function gu_job_time_left_ms(?CData $job): int
    {
        return $this->ffi->gu_job_time_left_ms($job);
    }

    public function gu_job_late_by_ms(?CData $job): int
    {
        return $this->ffi->gu_job_late_by_ms($job);
    }

    public function gu_job_waits_ms(?CData $job): int
    {
        return $this->ffi->gu_job_waits_ms($job);
    }

    public function gu_job_waits_for(?CData $job): int
    {
        return $this->ffi->gu_job_waits_for($job);
    }

    public function gu_job_cancel(?CData $job, ?CData $error): int
    {
        return $this->ffi->gu_job_cancel($job, $error);
    }

    public function gu_job_pause(?CData $job, ?CData $error): int
    {
        return $this->ffi->gu_job_pause($job, $error);
    }

    public function gu_job_continue(?CData $job, ?CData $error): int
    {
        return $this->ffi->gu_job_continue($job, $error);
    }

    public function gu_job_move_to_front(?CData $job, ?CData $error): int
    {
        return $this->ffi->gu_job_move_to_front($job, $error);
    }

    public function gu_job_wait(?CData $job, int $ms, ?CData $cancel, ?CData $error): int
    {
        return $this->ffi->gu_job_wait($job, $ms, $cancel, $error);
    }

    public function gu_job_free(?CData $job): void
    {
        $this->ffi->gu_job_free($job);
    }

    public function gu_session_save(?CData $session, ?string $key, int $key_length, ?CData $state, ?CData $error): int
    {
        return $this->ffi->gu_session_save($session, $key, $key_length, $state, $error);
    }

    public function gu_session_set_save_callback(
        ?CData $session,
        ?string $key,
        int $key_length,
        ?CData $callback,
        int $context,
        ?CData $destroy,
        ?CData $error,
    ): int {
        return $this->ffi->gu_session_set_save_callback($session, $key, $key_length, $callback, $context, $destroy, $error);
    }

    public function gu_session_resume(
        ?CData $client,
        ?CData $target,
        ?string $data,
        int $length,
        ?string $key,
        int $key_length,
        ?CData $cancel,
        ?CData $session,
        ?CData $error,
    ): int {
        return $this->ffi->gu_session_resume($client, $target, $data, $length, $key, $key_length, $cancel, $session, $error);
    }

    public function gu_state_data(?CData $state): ?CData
    {
        return $this->ffi->gu_state_data($state);
    }

    public function gu_state_length(?CData $state): int
    {
        return $this->ffi->gu_state_length($state);
    }

    public function gu_state_free(?CData $state): void
    {
        $this->ffi->gu_state_free($state);
    }

    public function gu_token_sink_put(?CData $sink, ?string $token, ?CData $error): int
    {
        return $this->ffi->gu_token_sink_put($sink, $token, $error);
    }

    public function gu_token_sink_was_rejected(?CData $sink): int
    {
        return $this->ffi->gu_token_sink_was_rejected($sink);
    }

    public function gu_token_sink_claims(?CData $sink): string
    {
        return $this->ffi->gu_token_sink_claims($sink);
    }

    public function gu_log_record_level(?CData $record): int
    {
        return $this->ffi->gu_log_record_level($record);
    }

    public function gu_log_record_message(?CData $record): string
    {
        return $this->ffi->gu_log_record_message($record);
    }

    public function gu_options_new(?CData $options, ?CData $error): int
    {
        return $this->ffi->gu_options_new($options, $error);
    }

    public function gu_options_set(?CData $options, ?string $name, ?string $value, ?CData $error): int
    {
        return $this->ffi->gu_options_set($options, $name, $value, $error);
    }

    public function gu_options_set_token(?CData $options, ?string $token, ?CData $error): int
    {
        return $this->ffi->gu_options_set_token($options, $token, $error);
    }

    public function gu_options_set_token_callback(
        ?CData $options,
        ?CData $callback,
        int $context,
        ?CData $destroy,
        ?CData $error,
    ): int {
        return $this->ffi->gu_options_set_token_callback($options, $callback, $context, $destroy, $error);
    }

    public function gu_options_set_base_url(?CData $options, ?string $url, ?CData $error): int
    {
        return $this->ffi->gu_options_set_base_url($options, $url, $error);
    }

    public function gu_options_set_cloud(?CData $options, int $cloud, ?CData $error): int
    {
        return $this->ffi->gu_options_set_cloud($options, $cloud, $error);
    }

    public function gu_options_add_upload_host(?CData $options, ?string $host, ?CData $error): int
    {
        return $this->ffi->gu_options_add_upload_host($options, $host, $error);
    }

    public function gu_options_set_api_version(?CData $options, int $version, ?CData $error): int
    {
        return $this->ffi->gu_options_set_api_version($options, $version, $error);
    }

    public function gu_options_set_immutable_ids(?CData $options, int $wanted, ?CData $error): int
    {
        return $this->ffi->gu_options_set_immutable_ids($options, $wanted, $error);
    }

    public function gu_options_set_user_agent(?CData $options, ?string $user_agent, ?CData $error): int
    {
        return $this->ffi->gu_options_set_user_agent($options, $user_agent, $error);
    }

    public function gu_options_add_ca_pem(?CData $options, ?string $pem, int $length, ?CData $error): int
    {
        return $this->ffi->gu_options_add_ca_pem($options, $pem, $length, $error);
    }

    public function gu_options_add_ca_file(?CData $options, ?string $path, ?CData $error): int
    {
        return $this->ffi->gu_options_add_ca_file($options, $path, $error);
    }

    public function gu_options_set_platform_roots(?CData $options, int $trusted, ?CData $error): int
    {
        return $this->ffi->gu_options_set_platform_roots($options, $trusted, $error);
    }

    public function gu_options_allow_loopback(?CData $options, int $allowed, ?CData $error): int
    {
        return $this->ffi->gu_options_allow_loopback($options, $allowed, $error);
    }

    public function gu_options_set_connect_timeout_ms(?CData $options, int $ms, ?CData $error): int
    {
        return $this->ffi->gu_options_set_connect_timeout_ms($options, $ms, $error);
    }

    public function gu_options_set_stall_timeout_ms(?CData $options, int $ms, ?CData $error): int
    {
        return $this->ffi->gu_options_set_stall_timeout_ms($options, $ms, $error);
    }

    public function gu_options_set_response_timeout_ms(?CData $options, int $ms, ?CData $error): int
    {
        return $this->ffi->gu_options_set_response_timeout_ms($options, $ms, $error);
    }

    public function gu_options_set_commit_response_timeout_ms(?CData $options, int $ms, ?CData $error): int
    {
        return $this->ffi->gu_options_set_commit_response_timeout_ms($options, $ms, $error);
    }

    public function gu_options_set_retry_budget(?CData $options, int $attempts, int $ms, ?CData $error): int
    {
        return $this->ffi->gu_options_set_retry_budget($options, $attempts, $ms, $error);
    }

    public function gu_options_set_backoff_ms(?CData $options, int $first, int $longest, ?CData $error): int
    {
        return $this->ffi->gu_options_set_backoff_ms($options, $first, $longest, $error);
    }

    public function gu_options_set_locked_policy(?CData $options, int $policy, ?CData $error): int
    {
        return $this->ffi->gu_options_set_locked_policy($options, $policy, $error);
    }

    public function gu_options_set_settle_ms(?CData $options, int $ms, ?CData $error): int
    {
        return $this->ffi->gu_options_set_settle_ms($options, $ms, $error);
    }

    public function gu_options_set_baseline(?CData $options, int $baseline, ?CData $error): int
    {
        return $this->ffi->gu_options_set_baseline($options, $baseline, $error);
    }

    public function gu_options_set_one_request_bytes(?CData $options, int $bytes, ?CData $error): int
    {
        return $this->ffi->gu_options_set_one_request_bytes($options, $bytes, $error);
    }

    public function gu_options_set_piece_bytes(?CData $options, int $bytes, ?CData $error): int
    {
        return $this->ffi->gu_options_set_piece_bytes($options, $bytes, $error);
    }

    public function gu_options_set_log_callback(
        ?CData $options,
        ?CData $callback,
        int $context,
        ?CData $destroy,
        ?CData $error,
    ): int {
        return $this->ffi->gu_options_set_log_callback($options, $callback, $context, $destroy, $error);
    }

    public function gu_options_set_proxy(?CData $options, ?string $url, ?CData $error): int
    {
        return $this->ffi->gu_options_set_proxy($options, $url, $error);
    }

    public function gu_options_set_proxy_from_environment(?CData $options, ?CData $error): int
    {
        return $this->ffi->gu_options_set_proxy_from_environment($options, $error);
    }

    public function gu_options_set_no_proxy(?CData $options, ?string $hosts, ?CData $error): int
    {
        return $this->ffi->gu_options_set_no_proxy($options, $hosts, $error);
    }

    public function gu_options_set_client_certificate_pem(
        ?CData $options,
        ?string $chain,
        int $chain_length,
        ?string $key,
        int $key_length,
        ?CData $error,
    ): int {
        return $this->ffi->gu_options_set_client_certificate_pem($options, $chain, $chain_length, $key, $key_length, $error);
    }

    public function gu_options_set_client_certificate_files(
        ?CData $options,
        ?string $chain_path,
        ?string $key_path,
        ?CData $error,
    ): int {
        return $this->ffi->gu_options_set_client_certificate_files($options, $chain_path, $key_path, $error);
    }

    public function gu_options_set_ip_version(?CData $options, int $version, ?CData $error): int
    {
        return $this->ffi->gu_options_set_ip_version($options, $version, $error);
    }

    public function gu_options_set_rate_limit(?CData $options, int $bytes_per_second, ?CData $error): int
    {
        return $this->ffi->gu_options_set_rate_limit($options, $bytes_per_second, $error);
    }

    public function gu_options_free(?CData $options): void
    {
        $this->ffi->gu_options_free($options);
    }

    public function gu_target_set(?CData $target, ?string $name, ?string $value, ?CData $error): int
    {
        return $this->ffi->gu_target_set($target, $name, $value, $error);
    }

    public function gu_target_set_content_type(?CData $target, ?string $content_type, ?CData $error): int
    {
        return $this->ffi->gu_target_set_content_type($target, $content_type, $error);
    }

    public function gu_target_set_inline(?CData $target, int $is_inline, ?CData $error): int
    {
        return $this->ffi->gu_target_set_inline($target, $is_inline, $error);
    }

    public function gu_target_set_content_id(?CData $target, ?string $content_id, ?CData $error): int
    {
        return $this->ffi->gu_target_set_content_id($target, $content_id, $error);
    }

    public function gu_target_set_conflict(?CData $target, int $conflict, ?CData $error): int
    {
        return $this->ffi->gu_target_set_conflict($target, $conflict, $error);
    }

    public function gu_target_set_created_ms(?CData $target, int $ms, ?CData $error): int
    {
        return $this->ffi->gu_target_set_created_ms($target, $ms, $error);
    }

    public function gu_target_set_modified_ms(?CData $target, int $ms, ?CData $error): int
    {
        return $this->ffi->gu_target_set_modified_ms($target, $ms, $error);
    }

    public function gu_target_set_accessed_ms(?CData $target, int $ms, ?CData $error): int
    {
        return $this->ffi->gu_target_set_accessed_ms($target, $ms, $error);
    }

    public function gu_target_set_description(?CData $target, ?string $text, ?CData $error): int
    {
        return $this->ffi->gu_target_set_description($target, $text, $error);
    }

    public function gu_target_set_space_check(?CData $target, int $wanted, ?CData $error): int
    {
        return $this->ffi->gu_target_set_space_check($target, $wanted, $error);
    }

    public function gu_target_set_commit(?CData $target, int $commit, ?CData $error): int
    {
        return $this->ffi->gu_target_set_commit($target, $commit, $error);
    }

    public function gu_target_set_if_match(?CData $target, ?string $etag, ?CData $error): int
    {
        return $this->ffi->gu_target_set_if_match($target, $etag, $error);
    }

    public function gu_target_set_if_none_match(?CData $target, ?string $etag, ?CData $error): int
    {
        return $this->ffi->gu_target_set_if_none_match($target, $etag, $error);
    }

    public function gu_target_set_source(?CData $target, ?string $application, ?string $external_id, ?CData $error): int
    {
        return $this->ffi->gu_target_set_source($target, $application, $external_id, $error);
    }

    public function gu_target_set_media_category(?CData $target, ?string $category, ?CData $error): int
    {
        return $this->ffi->gu_target_set_media_category($target, $category, $error);
    }

    public function gu_version_string(): string
    {
        return $this->ffi->gu_version_string();
    }

    public function gu_version_number(): int
    {
        return $this->ffi->gu_version_number();
    }
}
