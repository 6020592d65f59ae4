# frozen_string_literal: true

# Generated from include/graph_upload.api.json by bindings/api; do not edit.

require "ffi"
require_relative "load_path"

module GraphUpload
  # The C functions, by ffi. What they do stands in graph_upload.h.
  #
  # @private
  module Native
    extend FFI::Library
    ffi_lib LIBRARY_PATH

    # Returned by a read callback if the bytes cannot be read: GU_ERR_SOURCE_UNREADABLE.
    GU_READ_FAILED = -1

    # Returned by a read callback to end the upload: GU_ERR_CANCELLED.
    GU_READ_STOP = -2

    # The most bytes that one call of a read callback is asked for.
    GU_READ_MAX = 1048576

    # Returned by a token callback if gu_client_set_token() will set the token later, from any thread.
    GU_TOKEN_LATER = 2

    # Major version of this header.
    GU_VERSION_MAJOR = 0

    # Minor version of this header.
    GU_VERSION_MINOR = 2

    # Patch version of this header.
    GU_VERSION_PATCH = 0

    # Version of this header as one number: major * 1000000 + minor * 1000 + patch.
    GU_VERSION_NUMBER = 2000

    # Frees what a callback's `context` points to.
    callback :gu_destroy_callback, [:pointer], :void

    # Called on the thread of a blocking call while it waits, so that an interpreter can run its signal handlers.
    callback :gu_poll_callback, [:pointer], :int32

    # Reports the progress of an upload.
    callback :gu_progress_callback, [:pointer, :pointer], :int32

    # Reads bytes at an offset.
    callback :gu_read_at_callback, [:uint64, :pointer, :uint32, :pointer, :pointer], :int32

    # Reads the next bytes.
    callback :gu_read_callback, [:pointer, :uint32, :pointer, :pointer], :int32

    # Saves a state.
    callback :gu_save_callback, [:pointer, :pointer], :int32

    # Fetches an access token and passes it to gu_token_sink_put().
    callback :gu_token_callback, [:pointer, :pointer], :int32

    # Receives a log message.
    callback :gu_log_callback, [:pointer, :pointer], :void

    # Returns the name of a status, such as "GU_ERR_NETWORK", for logs.
    attach_function :gu_status_name, [:int32], :string

    # Returns the status of the failed call.
    attach_function :gu_error_status, [:pointer], :int32

    # Returns a human-readable description in English: what was being done, what happened, and the service's …
    attach_function :gu_error_message, [:pointer], :string

    # Returns the HTTP status of the response that caused the error.
    attach_function :gu_error_http_status, [:pointer], :uint32

    # Returns the service's most specific error code, such as "ErrorAccessDenied".
    attach_function :gu_error_service_code, [:pointer], :string

    # Returns all error codes of the response, from the outermost to the most specific, such as "invalidRequest …
    attach_function :gu_error_service_codes, [:pointer], :string

    # Returns the id by which the service's operators find the request.
    attach_function :gu_error_request_id, [:pointer], :string

    # Returns the host that responded or could not be reached, such as "graph.microsoft.com". Never a URL.
    attach_function :gu_error_host, [:pointer], :string

    # Returns the service's diagnostics for its operators (x-ms-diagnostics), such as "3001000;reason=…", without …
    attach_function :gu_error_diagnostics, [:pointer], :string

    # Returns the claims challenge of a 401 response. Pass it to the sign-in library at the next sign-in (MSAL: …
    attach_function :gu_error_claims, [:pointer], :string

    # Returns how long the service asked to wait before the next attempt, in milliseconds.
    attach_function :gu_error_retry_after_ms, [:pointer], :uint64

    # Returns the operating system's error number: errno, or on Windows the code of GetLastError() or Winsock.
    attach_function :gu_error_os_error, [:pointer], :int32

    # Returns whether repeating the same call later may help: after a network error, a timeout, or when the …
    attach_function :gu_error_is_retryable, [:pointer], :uint32

    # Returns whether the file may be stored although the call failed.
    attach_function :gu_error_in_doubt, [:pointer], :uint32

    # Returns whether the upload session still exists at the service, so that the upload can continue: by another …
    attach_function :gu_error_session_kept, [:pointer], :uint32

    # Returns the offset in the file that the error is about: the first byte that the service has not confirmed, …
    attach_function :gu_error_offset, [:pointer], :uint64

    # Returns the number of attempts in a row without progress.
    attach_function :gu_error_attempts, [:pointer], :uint32

    # Returns all of the above as one JSON object, for logs and for languages with an error type of their own: …
    attach_function :gu_error_json, [:pointer], :string

    # Frees an error.
    attach_function :gu_error_free, [:pointer], :void

    # Uploads the file at a path: gu_upload_run() with the defaults.
    attach_function :gu_upload_file, [:pointer, :pointer, :string, :pointer, :pointer], :int32, blocking: true

    # Creates a client.
    attach_function :gu_client_new, [:pointer, :pointer, :pointer], :int32

    # Sets the token for all requests from now on. It replaces the token of the options and the last one of a …
    attach_function :gu_client_set_token, [:pointer, :string, :pointer], :int32

    # Frees a client. Idle connections are closed when its last session is freed as well.
    attach_function :gu_client_free, [:pointer], :void

    # Creates a target for an attachment of a Microsoft To Do task.
    attach_function :gu_target_todo_task, [:string, :string, :string, :string, :pointer, :pointer], :int32

    # Creates a target for an attachment of an Outlook message, which must be a draft.
    attach_function :gu_target_message, [:string, :string, :string, :string, :pointer, :pointer], :int32

    # Creates a target for an attachment of an Outlook event.
    attach_function :gu_target_event, [:string, :string, :string, :string, :pointer, :pointer], :int32

    # Creates a target for an attachment of a group's event.
    attach_function :gu_target_group_event, [:string, :uint32, :string, :string, :pointer, :pointer], :int32

    # Creates a target for an attachment of the post that a post in a group's conversation replies to.
        attach_function :gu_target_group_post_in_reply_to, [:string, :string, :string, :string, :string, :pointer,
                    :pointer], :int32

    # Creates a target for an attachment of a post in a group's conversation.
    attach_function :gu_target_group_post, [:string, :string, :string, :string, :pointer, :pointer], :int32

    # Creates a target for a file in a drive by its path from the root: OneDrive, OneDrive for Business or …
    attach_function :gu_target_drive_path, [:string, :string, :pointer, :pointer], :int32

    # Creates a target for a file in a drive by the id of its folder and its name. See gu_target_drive_path().
    attach_function :gu_target_drive_child, [:string, :string, :string, :pointer, :pointer], :int32

    # Creates a target for a file by its path below a special folder. See gu_target_drive_path().
    attach_function :gu_target_drive_special, [:string, :string, :string, :pointer, :pointer], :int32

    # Creates a target for an existing file in a drive by its id; its content is replaced. See …
    attach_function :gu_target_drive_item, [:string, :string, :pointer, :pointer], :int32

    # Creates a target for a shared file; its content is replaced. See gu_target_drive_path().
    attach_function :gu_target_drive_share, [:string, :pointer, :pointer], :int32

    # Creates a target for a document of a Universal Print job on a printer.
    attach_function :gu_target_print_document, [:string, :string, :string, :string, :pointer, :pointer], :int32

    # Creates a target for a document of a Universal Print job on a printer share.
    attach_function :gu_target_print_share_document, [:string, :string, :string, :string, :pointer, :pointer], :int32

    # Returns the rules of all kinds as JSON: an array of objects, one per kind, with its limits, the permission …
    attach_function :gu_rules_json, [], :string

    # Frees a target.
    attach_function :gu_target_free, [:pointer], :void

    # Creates a target from a string, for programs that read it from a command line or a file.
    attach_function :gu_target_parse, [:string, :string, :string, :pointer, :pointer], :int32

    # Returns the id of the attachment, item or document, decoded. Percent-encode it again to use it in a URL.
    attach_function :gu_item_id, [:pointer], :string

    # Returns the name that the file is stored under.
    attach_function :gu_item_name, [:pointer], :string

    # Returns the Location header of the last response.
    attach_function :gu_item_location, [:pointer], :string

    # Returns a link to open in a browser.
    attach_function :gu_item_web_url, [:pointer], :string

    # Returns the eTag.
    attach_function :gu_item_etag, [:pointer], :string

    # Returns the size that the service reports, in bytes. For attachments it is a few per cent more than the file …
    attach_function :gu_item_size, [:pointer], :int64

    # Returns the service's complete description of the item, as JSON.
    attach_function :gu_item_json, [:pointer], :string

    # Returns whether the last response was missing and the file was found by looking it up.
    attach_function :gu_item_recovered, [:pointer], :uint32

    # Returns whether the stored file is what was sent, as far as the service reports.
    attach_function :gu_item_integrity, [:pointer], :int32

    # Frees an item.
    attach_function :gu_item_free, [:pointer], :void

    # Creates a flag that is not raised.
    attach_function :gu_cancel_new, [:pointer, :pointer], :int32

    # Raises the flag: every blocking call that was given it ends with GU_ERR_CANCELLED within 100 ms, unless it …
    attach_function :gu_cancel_request, [:pointer], :void

    # Returns whether the flag is raised.
    attach_function :gu_cancel_is_requested, [:pointer], :uint32

    # Sets a deadline, at which the flag is raised: calls that are given it then end with GU_ERR_CANCELLED. A new …
    attach_function :gu_cancel_set_deadline_ms, [:pointer, :uint64, :pointer], :int32

    # Sets the poll callback, which is called whenever a call that was given the flag waits.
    attach_function :gu_cancel_set_poll, [:pointer, :gu_poll_callback, :pointer, :gu_destroy_callback, :pointer], :int32

    # Waits until the flag is raised, for callbacks that have to wait.
    attach_function :gu_cancel_wait, [:pointer, :uint64], :uint32, blocking: true

    # Frees a flag. May be called while calls use it: they continue and can no longer be cancelled.
    attach_function :gu_cancel_free, [:pointer], :void

    # Returns the number of bytes of the file that have left the system's send queue. Bytes sent again count once.
    attach_function :gu_progress_sent, [:pointer], :uint64

    # Returns the number of bytes of the file that the service has confirmed.
    attach_function :gu_progress_confirmed, [:pointer], :uint64

    # Returns the size of the file, in bytes.
    attach_function :gu_progress_total, [:pointer], :uint64

    # Returns the number of bytes that were read of a stream (gu_upload_set_stream()), while it is read.
    attach_function :gu_progress_spooled, [:pointer], :uint64

    # Returns the bytes sent per second over the last five seconds, including bytes sent again.
    attach_function :gu_progress_bytes_per_second, [:pointer], :uint64

    # Returns the estimated time left at the speed of the last five seconds, in milliseconds.
    attach_function :gu_progress_time_left_ms, [:pointer], :int64

    # Returns by how much the upload session expires before the rest of the file is sent, at the speed of the last …
    attach_function :gu_progress_late_by_ms, [:pointer], :int64

    # Returns how long nothing will be sent, at most, in milliseconds; gu_progress_waits_for() says why.
    attach_function :gu_progress_waits_ms, [:pointer], :uint64

    # Returns why the upload waits, while gu_progress_waits_ms() is not 0, or GU_WAIT_SOURCE while a stream is read.
    attach_function :gu_progress_waits_for, [:pointer], :int32

    # Returns the service's code for why the upload waits, such as "resourceLocked"; at most 63 bytes.
    attach_function :gu_progress_waits_code, [:pointer], :string

    # Creates an upload without a source.
    attach_function :gu_upload_new, [:pointer, :pointer], :int32

    # Sets the progress callback. Default: none.
        attach_function :gu_upload_set_progress, [:pointer, :gu_progress_callback, :pointer, :gu_destroy_callback,
                    :pointer], :int32

    # Sets whether the upload session is kept when the upload is cancelled. Default: it is deleted; with a state …
    attach_function :gu_upload_set_keep_on_cancel, [:pointer, :uint32, :pointer], :int32

    # Sets whether an item that differs from what was sent is an error, GU_ERR_DIFFERS. Default: no; see …
    attach_function :gu_upload_set_differs_is_error, [:pointer, :uint32, :pointer], :int32

    # Sets the file that the upload is saved to while it runs, so that it can continue after the process has ended.
    attach_function :gu_upload_set_state_file, [:pointer, :string, :pointer], :int32

    # Sets the key that seals the state file (XChaCha20-Poly1305). Default: none.
    attach_function :gu_upload_set_sealing_key, [:pointer, :pointer, :uint64, :pointer], :int32

    # Uploads the source to the target, from the first byte to the stored file.
    attach_function :gu_upload_run, [:pointer, :pointer, :pointer, :pointer, :pointer, :pointer], :int32, blocking: true

    # Frees an upload. May be called while it runs: the run continues, and the upload is freed when it returns.
    attach_function :gu_upload_free, [:pointer], :void

    # Sets a file, by its path, as the source.
    attach_function :gu_upload_set_file, [:pointer, :string, :pointer], :int32

    # Sets an open file as the source.
    attach_function :gu_upload_set_file_handle, [:pointer, :uint64, :pointer], :int32

    # Sets bytes in memory as the source.
        attach_function :gu_upload_set_memory, [:pointer, :pointer, :uint64, :pointer, :gu_destroy_callback,
                    :pointer], :int32

    # Sets a callback that reads at any offset as the source.
        attach_function :gu_upload_set_read_at, [:pointer, :uint64, :gu_read_at_callback, :pointer,
                    :gu_destroy_callback, :pointer], :int32

    # Sets a callback that can only read once, from start to end, as the source, such as for a pipe. If the size …
        attach_function :gu_upload_set_read, [:pointer, :uint64, :gu_read_callback, :pointer, :gu_destroy_callback,
                    :pointer], :int32

    # Sets a callback that reads a stream of unknown size as the source.
        attach_function :gu_upload_set_stream, [:pointer, :gu_read_callback, :pointer, :gu_destroy_callback,
                    :pointer], :int32

    # Sets a pipe, a terminal or anything else that can be read to its end as the source.
    attach_function :gu_upload_set_stream_handle, [:pointer, :uint64, :pointer], :int32

    # Sets the folder of the spool file of a stream.
    attach_function :gu_upload_set_spool_folder, [:pointer, :string, :pointer], :int32

    # Sets the size of the longest stream. Default: 1073741824 (1 GiB).
    attach_function :gu_upload_set_spool_max_bytes, [:pointer, :uint64, :pointer], :int32

    # Starts an upload.
        attach_function :gu_session_create, [:pointer, :pointer, :uint64, :pointer, :pointer, :pointer], :int32,
                    blocking: true

    # Continues an upload session that someone else created, such as a server that hands out upload URLs to its …
        attach_function :gu_session_adopt, [:pointer, :int32, :string, :uint64, :pointer, :pointer, :pointer], :int32,
                    blocking: true

    # Sets the progress callback. Default: none.
        attach_function :gu_session_set_progress, [:pointer, :gu_progress_callback, :pointer, :gu_destroy_callback,
                    :pointer], :int32

    # Puts bytes of the file.
    attach_function :gu_put_chunk, [:pointer, :uint64, :pointer, :uint64, :pointer, :pointer], :int32, blocking: true

    # Ends the upload: returns the stored file, or what is missing.
    attach_function :gu_finish, [:pointer, :pointer, :pointer, :pointer], :int32, blocking: true

    # Asks the service where the upload stands (a GET).
    attach_function :gu_session_refresh, [:pointer, :pointer, :pointer], :int32, blocking: true

    # Abandons the upload and deletes its session at the service (a DELETE).
    attach_function :gu_session_discard, [:pointer, :pointer, :pointer], :int32, blocking: true

    # Returns the number of bytes that the service has confirmed, from the start of the file without a gap. …
    attach_function :gu_session_confirmed, [:pointer], :uint64

    # Returns the offset at which the next gu_put_chunk() must start.
    attach_function :gu_session_next_offset, [:pointer], :uint64

    # Returns the size of the file that the session was created with, in bytes.
    attach_function :gu_session_size, [:pointer], :uint64

    # Returns when the upload session expires, in milliseconds since 1970-01-01 UTC by the service's clock.
    attach_function :gu_session_expires_ms, [:pointer], :uint64

    # Frees a session.
    attach_function :gu_session_free, [:pointer], :void

    # Creates a queue. Sends nothing and starts no thread.
    attach_function :gu_queue_new, [:pointer, :uint32, :pointer, :pointer], :int32

    # Limits how many jobs wait in the queue, paused ones included. Default: no limit but memory, of which a …
    attach_function :gu_queue_set_room, [:pointer, :uint32, :uint32, :pointer], :int32

    # Saves the jobs of the queue in a folder until they end, and takes up what an earlier process has left there.
    attach_function :gu_queue_set_state_folder, [:pointer, :string, :pointer, :uint64, :pointer], :int32, blocking: true

    # Submits an upload and returns at once. Its settings, source and target are copied: both handles may be …
        attach_function :gu_queue_submit, [:pointer, :pointer, :pointer, :pointer, :gu_destroy_callback, :pointer,
                    :pointer], :int32, blocking: true

    # Returns what an event loop watches: on Unix a file descriptor, on Windows the HANDLE of an event. It is …
    attach_function :gu_queue_handle, [:pointer], :int64

    # Returns the next job that has ended, in the order of ending. Each job is returned once, unless gu_job_wait() …
    attach_function :gu_queue_next, [:pointer, :uint32, :pointer, :pointer, :pointer], :int32, blocking: true

    # Pauses all jobs, those submitted later included. A request under way is finished first; see gu_job_pause().
    attach_function :gu_queue_pause, [:pointer, :pointer], :int32

    # Continues all jobs, also those that gu_job_pause() has paused.
    attach_function :gu_queue_continue, [:pointer, :pointer], :int32

    # Cancels all jobs that have not ended, and returns at once; see gu_job_cancel(). Others can be submitted …
    attach_function :gu_queue_cancel, [:pointer, :pointer], :int32

    # Frees a queue: cancels all jobs that have not ended, and waits for them. Handles of jobs stay valid. With …
    attach_function :gu_queue_free, [:pointer], :void, blocking: true

    # Returns how many jobs wait, run, are paused, are stored or failed. Never waits.
    attach_function :gu_queue_jobs, [:pointer, :int32], :uint64

    # Returns how many bytes of all jobs have left the system's send queue, those of ended jobs included. Never …
    attach_function :gu_queue_sent, [:pointer], :uint64

    # Returns how many bytes of all jobs the service has confirmed, those of ended jobs included. Never waits.
    attach_function :gu_queue_confirmed, [:pointer], :uint64

    # Returns the bytes of all jobs whose size is known, ended ones included. The size of a stream is known when …
    attach_function :gu_queue_total, [:pointer], :uint64

    # Returns the bytes sent per second, added up over the jobs that run. Never waits.
    attach_function :gu_queue_bytes_per_second, [:pointer], :uint64

    # Returns the estimated time left at that speed, in milliseconds. Never waits.
    attach_function :gu_queue_time_left_ms, [:pointer], :int64

    # Returns the number of the job in its queue, from 1 on. All handles of a job have the same.
    attach_function :gu_job_id, [:pointer], :uint64

    # Returns the `context` that was given to gu_queue_submit().
    attach_function :gu_job_context, [:pointer], :pointer

    # Returns the path of the job's file: as it was given, or, for a job that an earlier process has left, from …
    attach_function :gu_job_path, [:pointer], :string

    # Returns where the job is. Never waits.
    attach_function :gu_job_stage, [:pointer], :int32

    # Returns how the job has ended, as gu_upload_run() would have returned. Never waits.
    attach_function :gu_job_status, [:pointer], :int32

    # Returns the stored file. Never waits.
    attach_function :gu_job_item, [:pointer], :pointer

    # Returns the error that the job ended with. Never waits.
    attach_function :gu_job_error, [:pointer], :pointer

    # Returns how many bytes of the file have left the system's send queue; see gu_progress_sent(). Never waits.
    attach_function :gu_job_sent, [:pointer], :uint64

    # Returns how many bytes of the file the service has confirmed. Never waits.
    attach_function :gu_job_confirmed, [:pointer], :uint64

    # Returns the size of the file, in bytes. Never waits.
    attach_function :gu_job_total, [:pointer], :uint64

    # Returns the bytes sent per second over the last five seconds, including bytes sent again. Never waits.
    attach_function :gu_job_bytes_per_second, [:pointer], :uint64

    # Returns the estimated time left at that speed, in milliseconds. Never waits.
    attach_function :gu_job_time_left_ms, [:pointer], :int64

    # Returns by how much the upload session expires before the rest of the file is sent, in milliseconds; see …
    attach_function :gu_job_late_by_ms, [:pointer], :int64

    # Returns how long nothing will be sent, at most, in milliseconds; gu_job_waits_for() says why. Never waits …
    attach_function :gu_job_waits_ms, [:pointer], :uint64

    # Returns why the job waits, while gu_job_waits_ms() is not 0. Never waits itself.
    attach_function :gu_job_waits_for, [:pointer], :int32

    # Cancels a job and returns at once. A job that has not begun ends now; any other one ends as gu_upload_run() …
    attach_function :gu_job_cancel, [:pointer, :pointer], :int32

    # Pauses a job and returns at once. A job that runs finishes its request under way first and then leaves its …
    attach_function :gu_job_pause, [:pointer, :pointer], :int32

    # Continues a job after gu_job_pause(). It keeps its place: jobs submitted later run later. If the whole queue …
    attach_function :gu_job_continue, [:pointer, :pointer], :int32

    # Lets a job run before all others that wait.
    attach_function :gu_job_move_to_front, [:pointer, :pointer], :int32

    # Waits until the job has ended. gu_queue_next() does not return it any more then.
    attach_function :gu_job_wait, [:pointer, :uint32, :pointer, :pointer], :int32, blocking: true

    # Frees a handle of a job. The job goes on.
    attach_function :gu_job_free, [:pointer], :void

    # Saves the state of an upload for gu_session_resume(), also in another process or on another machine.
    attach_function :gu_session_save, [:pointer, :pointer, :uint64, :pointer, :pointer], :int32

    # Sets the callback that saves each new state, also in the middle of a large put, in place of gu_session_save().
        attach_function :gu_session_set_save_callback, [:pointer, :pointer, :uint64, :gu_save_callback, :pointer,
                    :gu_destroy_callback, :pointer], :int32

    # Continues a saved upload.
        attach_function :gu_session_resume, [:pointer, :pointer, :pointer, :uint64, :pointer, :uint64, :pointer,
                    :pointer, :pointer], :int32, blocking: true

    # Returns the bytes of a state: ASCII text, not NUL-terminated.
    attach_function :gu_state_data, [:pointer], :pointer

    # Returns the number of bytes of a state.
    attach_function :gu_state_length, [:pointer], :uint64

    # Wipes and frees a state.
    attach_function :gu_state_free, [:pointer], :void

    # Puts a token. It is copied, and the copy is wiped from memory when no longer needed.
    attach_function :gu_token_sink_put, [:pointer, :string, :pointer], :int32

    # Returns whether the service refused the last token, so that a cached one is of no use.
    attach_function :gu_token_sink_was_rejected, [:pointer], :uint32

    # Returns the claims that the service wants in the token, for the sign-in library (MSAL: "claims"). They come …
    attach_function :gu_token_sink_claims, [:pointer], :string

    # Returns the severity of a log message.
    attach_function :gu_log_record_level, [:pointer], :int32

    # Returns the text of a log message, without a line end. It contains no token and no upload URL.
    attach_function :gu_log_record_message, [:pointer], :string

    # Creates options with the defaults.
    attach_function :gu_options_new, [:pointer, :pointer], :int32

    # Sets an option by name, for programs that have it as a string.
    attach_function :gu_options_set, [:pointer, :string, :string, :pointer], :int32

    # Sets a fixed access token. Replaces a token callback.
    attach_function :gu_options_set_token, [:pointer, :string, :pointer], :int32

    # Sets the callback that fetches access tokens. Replaces a fixed token.
        attach_function :gu_options_set_token_callback, [:pointer, :gu_token_callback, :pointer, :gu_destroy_callback,
                    :pointer], :int32

    # Sets the base URL of Microsoft Graph, without the version.
    attach_function :gu_options_set_base_url, [:pointer, :string, :pointer], :int32

    # Sets the cloud: uses its Microsoft Graph, and allows its hosts in upload URLs.
    attach_function :gu_options_set_cloud, [:pointer, :int32, :pointer], :int32

    # Adds a host that upload URLs may name, beside the known ones of the cloud and the kind.
    attach_function :gu_options_add_upload_host, [:pointer, :string, :pointer], :int32

    # Sets the version of Microsoft Graph. Default: GU_API_V1.
    attach_function :gu_options_set_api_version, [:pointer, :int32, :pointer], :int32

    # Sets whether to ask Outlook and To Do for immutable ids, which stay when an item moves to another folder.
    attach_function :gu_options_set_immutable_ids, [:pointer, :uint32, :pointer], :int32

    # Sets the User-Agent header.
    attach_function :gu_options_set_user_agent, [:pointer, :string, :pointer], :int32

    # Adds certificate authorities to trust, beside those of the operating system.
    attach_function :gu_options_add_ca_pem, [:pointer, :pointer, :uint64, :pointer], :int32

    # Adds the certificate authorities in a PEM file, beside those of the operating system. The file is read now.
    attach_function :gu_options_add_ca_file, [:pointer, :string, :pointer], :int32

    # Sets whether to trust the certificate authorities of the operating system. Default: yes.
    attach_function :gu_options_set_platform_roots, [:pointer, :uint32, :pointer], :int32

    # Allows http:// and IP addresses in URLs, only for loopback hosts (127.0.0.0/8, ::1, localhost). Default: no.
    attach_function :gu_options_allow_loopback, [:pointer, :uint32, :pointer], :int32

    # Sets the connect timeout: name look-up, all addresses, a proxy and the TLS handshake together.
    attach_function :gu_options_set_connect_timeout_ms, [:pointer, :uint64, :pointer], :int32

    # Sets the longest time without a byte sent or received during a transfer. Default: 60000.
    attach_function :gu_options_set_stall_timeout_ms, [:pointer, :uint64, :pointer], :int32

    # Sets the longest wait for a response, from when the request has left the system's send queue.
    attach_function :gu_options_set_response_timeout_ms, [:pointer, :uint64, :pointer], :int32

    # Sets the longest wait for the response after which the file is stored; the service may take minutes to …
    attach_function :gu_options_set_commit_response_timeout_ms, [:pointer, :uint64, :pointer], :int32

    # Sets the retry budget: the attempts in a row without a newly confirmed byte, and their total time, before …
    attach_function :gu_options_set_retry_budget, [:pointer, :uint32, :uint64, :pointer], :int32

    # Sets the waits between attempts if the service does not name one (Retry-After always wins).
    attach_function :gu_options_set_backoff_ms, [:pointer, :uint64, :uint64, :pointer], :int32

    # Sets whether to wait for an item that is locked or checked out (423), or whose name an upload session locks.
    attach_function :gu_options_set_locked_policy, [:pointer, :int32, :pointer], :int32

    # Sets how long to look for a file whose last response is missing before it counts as not stored. Default: …
    attach_function :gu_options_set_settle_ms, [:pointer, :uint64, :pointer], :int32

    # Sets whether to look at the target before an upload, which takes a request, or only after a response was lost.
    attach_function :gu_options_set_baseline, [:pointer, :int32, :pointer], :int32

    # Sets the largest file that goes in one request instead of an upload session, where the kind takes it so.
    attach_function :gu_options_set_one_request_bytes, [:pointer, :uint64, :pointer], :int32

    # Sets the size of the pieces that files are sent in.
    attach_function :gu_options_set_piece_bytes, [:pointer, :uint64, :pointer], :int32

    # Sets the log callback. It gets one message for each request, and one for each fault that the library handles.
        attach_function :gu_options_set_log_callback, [:pointer, :gu_log_callback, :pointer, :gu_destroy_callback,
                    :pointer], :int32

    # Sets the proxy for all connections, or none.
    attach_function :gu_options_set_proxy, [:pointer, :string, :pointer], :int32

    # Sets the proxy from the environment or the system, which is the default; undoes gu_options_set_proxy().
    attach_function :gu_options_set_proxy_from_environment, [:pointer, :pointer], :int32

    # Sets the hosts to reach without the proxy.
    attach_function :gu_options_set_no_proxy, [:pointer, :string, :pointer], :int32

    # Sets a certificate for servers that ask for one, as some networks put in front of the service do.
        attach_function :gu_options_set_client_certificate_pem, [:pointer, :pointer, :uint64, :pointer, :uint64,
                    :pointer], :int32

    # Sets the certificate as gu_options_set_client_certificate_pem() does, from files, which are read now.
    attach_function :gu_options_set_client_certificate_files, [:pointer, :string, :string, :pointer], :int32

    # Sets the IP version of connections, including those to a proxy.
    attach_function :gu_options_set_ip_version, [:pointer, :int32, :pointer], :int32

    # Sets the rate limit for sending, shared by all uploads of a client.
    attach_function :gu_options_set_rate_limit, [:pointer, :uint64, :pointer], :int32

    # Frees options.
    attach_function :gu_options_free, [:pointer], :void

    # Sets a property by name, for programs that have it as a string.
    attach_function :gu_target_set, [:pointer, :string, :string, :pointer], :int32

    # Sets the media type of the file.
    attach_function :gu_target_set_content_type, [:pointer, :string, :pointer], :int32

    # Sets whether an Outlook attachment is shown inside the message's text. Default: no.
    attach_function :gu_target_set_inline, [:pointer, :uint32, :pointer], :int32

    # Sets the id by which the text of an Outlook message refers to an inline attachment ("cid:ID"). Default: none.
    attach_function :gu_target_set_content_id, [:pointer, :string, :pointer], :int32

    # Sets what happens to a file of the same name in a drive. It is always sent, since the service's default is …
    attach_function :gu_target_set_conflict, [:pointer, :int32, :pointer], :int32

    # Sets when a file in a drive was created. Sent with the upload, so that it makes no second version; an empty …
    attach_function :gu_target_set_created_ms, [:pointer, :uint64, :pointer], :int32

    # Sets when a file in a drive was last changed. Sent with the upload, so that it makes no second version; an …
    attach_function :gu_target_set_modified_ms, [:pointer, :uint64, :pointer], :int32

    # Sets when a file in a drive was last read. Sent with the upload, so that it makes no second version; an …
    attach_function :gu_target_set_accessed_ms, [:pointer, :uint64, :pointer], :int32

    # Sets the description of a file in a personal drive. Default: none.
    attach_function :gu_target_set_description, [:pointer, :string, :pointer], :int32

    # Sets whether the service checks for space (GU_ERR_QUOTA) before the upload.
    attach_function :gu_target_set_space_check, [:pointer, :uint32, :pointer], :int32

    # Sets what turns the bytes sent into a file in a drive. Default: GU_COMMIT_LAST_PIECE.
    attach_function :gu_target_set_commit, [:pointer, :int32, :pointer], :int32

    # Sets a condition: upload only if the existing file has this eTag or cTag; GU_ERR_CONFLICT otherwise.
    attach_function :gu_target_set_if_match, [:pointer, :string, :pointer], :int32

    # Sets a condition: upload only if the existing file does not have this eTag, or with "*" if none exists. …
    attach_function :gu_target_set_if_none_match, [:pointer, :string, :pointer], :int32

    # Sets the application that a file in a drive comes from, and its id there. Default: none.
    attach_function :gu_target_set_source, [:pointer, :string, :string, :pointer], :int32

    # Sets what kind of recording a file in a drive is. Default: none.
    attach_function :gu_target_set_media_category, [:pointer, :string, :pointer], :int32

    # Returns the version of the running library, such as "0.2.0".
    attach_function :gu_version_string, [], :string

    # Returns the version of the running library as one number.
    attach_function :gu_version_number, [], :uint32
  end
end
