## The C functions of the library. Generated from include/graph_upload.api.json by bindings/api; do not edit.

import std/dynlib

type gu_status* = distinct int32
  ## Outcome of a call: GU_OK or a GU_ERR_ code.
  ##
  ## A code tells what the caller can do about it. Released numbers never change; new ones are added. Treat an unknown
  ## number as an error.

func `==`*(a, b: gu_status): bool {.borrow.}

const
  GU_OK* = gu_status(0)
    ## The call succeeded.
  GU_ERR_ARGUMENT* = gu_status(1)
    ## An argument is NULL, out of range or not UTF-8: the message names it and its limit, and nothing was sent. Or the
    ## service refused the request, and gu_error_http_status() is not 0. Fix the argument.
  GU_ERR_STATE* = gu_status(2)
    ## Misuse: the object is not in a state for this call, such as a put after gu_session_discard(). Repeating it does not
    ## help.
  GU_ERR_BUSY* = gu_status(3)
    ## Another blocking call on the same session or upload is running, or a callback called back into it.
  GU_ERR_CANCELLED* = gu_status(4)
    ## A gu_cancel was raised or a callback asked to stop.
  GU_ERR_SAVED_STATE* = gu_status(5)
    ## A saved upload cannot be used: it is damaged, from another upload or a newer library, or sealed with another key; or
    ## its file cannot be read or written. Nothing was sent because of it.
  GU_ERR_INCOMPLETE* = gu_status(6)
    ## The file is incomplete: put the bytes from gu_session_next_offset() on, then call gu_finish() again.
  GU_ERR_STORED* = gu_status(7)
    ## The file is already stored: gu_finish() returns its item.
  GU_ERR_SOURCE_UNREADABLE* = gu_status(10)
    ## The source cannot be read.
  GU_ERR_SOURCE_SHORT* = gu_status(11)
    ## The source ended before the announced size.
  GU_ERR_SOURCE_CHANGED* = gu_status(12)
    ## The source changed after the upload started.
  GU_ERR_MEMORY* = gu_status(14)
    ## Out of memory for a buffer whose size the caller decides, such as a piece. Nothing is lost, and the object can be
    ## used again: free some memory and repeat the call, or choose smaller pieces.
  GU_ERR_REWIND* = gu_status(15)
    ## The service wants bytes again that the library no longer has: put them again from gu_session_next_offset() on. From
    ## gu_upload_run(): the source can only be read forward; start a new upload with another source.
  GU_ERR_RESOURCES* = gu_status(16)
    ## The process is out of file descriptors, threads or ports, or the disk is full that a stream is spooled on. Free some,
    ## or raise the limit, and repeat the call.
  GU_ERR_NETWORK* = gu_status(20)
    ## The connection failed or broke. Try again later, unless gu_error_is_retryable() is 0: a proxy that refuses needs
    ## another name and password, or other rules, and a host without an address of the chosen IP version stays so.
  GU_ERR_TLS* = gu_status(21)
    ## The peer's certificate or TLS version is not acceptable, the peer rejected the client's certificate, or the
    ## handshake failed.
  GU_ERR_TIMEOUT* = gu_status(22)
    ## A timeout expired. Try again later.
  GU_ERR_SIGN_IN* = gu_status(30)
    ## There is no token, or the service refused it: sign in again.
  GU_ERR_DENIED* = gu_status(31)
    ## Permission denied.
  GU_ERR_NOT_FOUND* = gu_status(32)
    ## The task, message, folder or job does not exist.
  GU_ERR_CONFLICT* = gu_status(33)
    ## The name is taken, or someone else changed or locked the item.
  GU_ERR_TOO_LARGE* = gu_status(34)
    ## The file is larger than the kind, the service or the tenant allows.
  GU_ERR_TOO_SMALL* = gu_status(35)
    ## The file is smaller than the service allows.
  GU_ERR_QUOTA* = gu_status(36)
    ## No space left at the service. Free some and repeat the call.
  GU_ERR_THROTTLED* = gu_status(40)
    ## The service throttled requests for longer than the retry budget. See gu_error_retry_after_ms().
  GU_ERR_SERVER* = gu_status(41)
    ## The service kept failing for longer than the retry budget. Try again later.
  GU_ERR_EXPIRED* = gu_status(42)
    ## The upload sessions ended before the file was complete. Start a new upload.
  GU_ERR_UNEXPECTED_RESPONSE* = gu_status(50)
    ## The service sent a response that the protocol does not allow.
  GU_ERR_OUTCOME_UNKNOWN* = gu_status(51)
    ## The file may or may not be stored, and looking it up did not settle it. gu_finish() and gu_upload_run() look again.
  GU_ERR_DIFFERS* = gu_status(52)
    ## The file is stored, but the service reports another size or hash than that of the bytes sent. Only if
    ## gu_upload_set_differs_is_error() asks for it.
  GU_ERR_BUG* = gu_status(90)
    ## A bug in this library. The object can only be freed. Please report the message.

func `$`*(value: gu_status): string =
  ## Its name; the number of one that this version does not know.
  case int32(value)
  of 0: "GU_OK"
  of 1: "GU_ERR_ARGUMENT"
  of 2: "GU_ERR_STATE"
  of 3: "GU_ERR_BUSY"
  of 4: "GU_ERR_CANCELLED"
  of 5: "GU_ERR_SAVED_STATE"
  of 6: "GU_ERR_INCOMPLETE"
  of 7: "GU_ERR_STORED"
  of 10: "GU_ERR_SOURCE_UNREADABLE"
  of 11: "GU_ERR_SOURCE_SHORT"
  of 12: "GU_ERR_SOURCE_CHANGED"
  of 14: "GU_ERR_MEMORY"
  of 15: "GU_ERR_REWIND"
  of 16: "GU_ERR_RESOURCES"
  of 20: "GU_ERR_NETWORK"
  of 21: "GU_ERR_TLS"
  of 22: "GU_ERR_TIMEOUT"
  of 30: "GU_ERR_SIGN_IN"
  of 31: "GU_ERR_DENIED"
  of 32: "GU_ERR_NOT_FOUND"
  of 33: "GU_ERR_CONFLICT"
  of 34: "GU_ERR_TOO_LARGE"
  of 35: "GU_ERR_TOO_SMALL"
  of 36: "GU_ERR_QUOTA"
  of 40: "GU_ERR_THROTTLED"
  of 41: "GU_ERR_SERVER"
  of 42: "GU_ERR_EXPIRED"
  of 50: "GU_ERR_UNEXPECTED_RESPONSE"
  of 51: "GU_ERR_OUTCOME_UNKNOWN"
  of 52: "GU_ERR_DIFFERS"
  of 90: "GU_ERR_BUG"
  else: $int32(value)

type gu_kind* = distinct int32
  ## Kind of a target, for an upload of which only the upload URL is known.

func `==`*(a, b: gu_kind): bool {.borrow.}

const
  GU_KIND_TODO_TASK* = gu_kind(1)
    ## An attachment of a To Do task.
  GU_KIND_OUTLOOK_ATTACHMENT* = gu_kind(2)
    ## An attachment of an Outlook message, event or group post.
  GU_KIND_DRIVE_ITEM* = gu_kind(3)
    ## A file in OneDrive, OneDrive for Business or SharePoint.
  GU_KIND_PRINT_DOCUMENT* = gu_kind(4)
    ## A document of a Universal Print job.

func `$`*(value: gu_kind): string =
  ## Its name; the number of one that this version does not know.
  case int32(value)
  of 1: "todo-task"
  of 2: "outlook-attachment"
  of 3: "drive-item"
  of 4: "print-document"
  else: $int32(value)

type gu_integrity* = distinct int32
  ## Whether the stored file is what was sent.

func `==`*(a, b: gu_integrity): bool {.borrow.}

const
  GU_INTEGRITY_UNVERIFIABLE* = gu_integrity(1)
    ## The service reports neither a difference nor a hash that would rule one out. Always so for attachments and print
    ## documents, at times for files in drives: their hash may come later than the response.
  GU_INTEGRITY_VERIFIED* = gu_integrity(2)
    ## The service reports the size and the QuickXorHash of the bytes sent.
  GU_INTEGRITY_DIFFERS* = gu_integrity(3)
    ## The service reports another size or hash. Not always damage: SharePoint rewrites Office files and some others on
    ## arrival.

func `$`*(value: gu_integrity): string =
  ## Its name; the number of one that this version does not know.
  case int32(value)
  of 1: "unverifiable"
  of 2: "verified"
  of 3: "differs"
  else: $int32(value)

type gu_wait* = distinct int32
  ## Why an upload waits.

func `==`*(a, b: gu_wait): bool {.borrow.}

const
  GU_WAIT_NOTHING* = gu_wait(0)
    ## It does not wait: it is sending or receiving.
  GU_WAIT_THROTTLED* = gu_wait(1)
    ## The service asked to slow down, or one of its documented limits is reached.
  GU_WAIT_LOCKED* = gu_wait(2)
    ## Someone, or another upload session, has locked the item or its name. See gu_options_set_locked_policy().
  GU_WAIT_OFFLINE* = gu_wait(3)
    ## There is no connection.
  GU_WAIT_RETRYING* = gu_wait(4)
    ## The service failed or refused; the request is retried.
  GU_WAIT_SETTLING* = gu_wait(5)
    ## What was stored or created may not be visible yet.
  GU_WAIT_IN_LINE* = gu_wait(6)
    ## Requests of other uploads of the client go first: to the same message or event, or as many as may run at once.
  GU_WAIT_SOURCE* = gu_wait(7)
    ## A stream is read to its end first, see gu_upload_set_stream(): gu_progress_spooled() bytes so far.

func `$`*(value: gu_wait): string =
  ## Its name; the number of one that this version does not know.
  case int32(value)
  of 0: "nothing"
  of 1: "throttled"
  of 2: "locked"
  of 3: "offline"
  of 4: "retrying"
  of 5: "settling"
  of 6: "in-line"
  of 7: "source"
  else: $int32(value)

type gu_queue_count* = distinct int32
  ## A number of a queue: how many of its jobs are where.

func `==`*(a, b: gu_queue_count): bool {.borrow.}

const
  GU_QUEUE_WAITING* = gu_queue_count(0)
    ## Jobs that wait for their turn.
  GU_QUEUE_RUNNING* = gu_queue_count(1)
    ## Jobs that run.
  GU_QUEUE_PAUSED* = gu_queue_count(2)
    ## Jobs that are paused.
  GU_QUEUE_STORED* = gu_queue_count(3)
    ## Jobs whose file is stored.
  GU_QUEUE_FAILED* = gu_queue_count(4)
    ## Jobs that ended with an error, cancelled ones included.

func `$`*(value: gu_queue_count): string =
  ## Its name; the number of one that this version does not know.
  case int32(value)
  of 0: "waiting"
  of 1: "running"
  of 2: "paused"
  of 3: "stored"
  of 4: "failed"
  else: $int32(value)

type gu_stage* = distinct int32
  ## Where a job is.

func `==`*(a, b: gu_stage): bool {.borrow.}

const
  GU_STAGE_WAITING* = gu_stage(0)
    ## It waits for its turn.
  GU_STAGE_RUNNING* = gu_stage(1)
    ## It runs. A job that was paused runs until its request under way has ended.
  GU_STAGE_PAUSED* = gu_stage(2)
    ## It is paused.
  GU_STAGE_ENDED* = gu_stage(3)
    ## It has ended.

func `$`*(value: gu_stage): string =
  ## Its name; the number of one that this version does not know.
  case int32(value)
  of 0: "waiting"
  of 1: "running"
  of 2: "paused"
  of 3: "ended"
  else: $int32(value)

type gu_log_level* = distinct int32
  ## Severity of a log message.

func `==`*(a, b: gu_log_level): bool {.borrow.}

const
  GU_LOG_WARNING* = gu_log_level(1)
    ## Something went wrong and the library handles it.
  GU_LOG_INFO* = gu_log_level(2)
    ## A request and its result.

func `$`*(value: gu_log_level): string =
  ## Its name; the number of one that this version does not know.
  case int32(value)
  of 1: "warning"
  of 2: "info"
  else: $int32(value)

type gu_api_version* = distinct int32
  ## Version of Microsoft Graph.

func `==`*(a, b: gu_api_version): bool {.borrow.}

const
  GU_API_V1* = gu_api_version(1)
    ## v1.0
  GU_API_BETA* = gu_api_version(2)
    ## beta

func `$`*(value: gu_api_version): string =
  ## Its name; the number of one that this version does not know.
  case int32(value)
  of 1: "v1"
  of 2: "beta"
  else: $int32(value)

type gu_cloud* = distinct int32
  ## A cloud with its own Microsoft Graph.

func `==`*(a, b: gu_cloud): bool {.borrow.}

const
  GU_CLOUD_GLOBAL* = gu_cloud(1)
    ## The global one; GCC uses it too.
  GU_CLOUD_US_GOV_L4* = gu_cloud(2)
    ## US Government L4 (GCC High).
  GU_CLOUD_US_GOV_L5* = gu_cloud(3)
    ## US Government L5 (DoD).
  GU_CLOUD_CHINA* = gu_cloud(4)
    ## China, operated by 21Vianet.
  GU_CLOUD_BLEU* = gu_cloud(5)
    ## France, operated by Bleu.
  GU_CLOUD_DELOS* = gu_cloud(6)
    ## Germany, operated by Delos Cloud.

func `$`*(value: gu_cloud): string =
  ## Its name; the number of one that this version does not know.
  case int32(value)
  of 1: "global"
  of 2: "us-gov-l4"
  of 3: "us-gov-l5"
  of 4: "china"
  of 5: "bleu"
  of 6: "delos"
  else: $int32(value)

type gu_locked_policy* = distinct int32
  ## What to do when the item is locked.

func `==`*(a, b: gu_locked_policy): bool {.borrow.}

const
  GU_LOCKED_WAIT* = gu_locked_policy(0)
    ## Wait within the retry budget, half a minute to a minute at a time.
  GU_LOCKED_FAIL* = gu_locked_policy(1)
    ## Fail at once with GU_ERR_CONFLICT; the upload can be repeated later.

func `$`*(value: gu_locked_policy): string =
  ## Its name; the number of one that this version does not know.
  case int32(value)
  of 0: "wait"
  of 1: "fail"
  else: $int32(value)

type gu_baseline* = distinct int32
  ## How to tell, after a lost response, the stored file from what was there before.

func `==`*(a, b: gu_baseline): bool {.borrow.}

const
  GU_BASELINE_CAREFUL* = gu_baseline(0)
    ## Look at the target before the upload, unless what is found afterwards is told by its hash and its time as well: with
    ## small files in drives that no later process continues.
  GU_BASELINE_QUICK* = gu_baseline(1)
    ## Look only after a response was lost, wherever that can tell: with files in drives of every size, and with
    ## attachments.

func `$`*(value: gu_baseline): string =
  ## Its name; the number of one that this version does not know.
  case int32(value)
  of 0: "careful"
  of 1: "quick"
  else: $int32(value)

type gu_ip_version* = distinct int32
  ## IP version of connections.

func `==`*(a, b: gu_ip_version): bool {.borrow.}

const
  GU_IP_ANY* = gu_ip_version(0)
    ## Both, whichever connects first
  GU_IP_V4* = gu_ip_version(4)
    ## IPv4 only
  GU_IP_V6* = gu_ip_version(6)
    ## IPv6 only

func `$`*(value: gu_ip_version): string =
  ## Its name; the number of one that this version does not know.
  case int32(value)
  of 0: "any"
  of 4: "v4"
  of 6: "v6"
  else: $int32(value)

type gu_conflict* = distinct int32
  ## What happens to an existing file of the same name.

func `==`*(a, b: gu_conflict): bool {.borrow.}

const
  GU_CONFLICT_FAIL* = gu_conflict(1)
    ## It stays, and the upload fails with GU_ERR_CONFLICT.
  GU_CONFLICT_REPLACE* = gu_conflict(2)
    ## It is replaced.
  GU_CONFLICT_RENAME* = gu_conflict(3)
    ## It stays, and the new file gets another name; see gu_item_name().

func `$`*(value: gu_conflict): string =
  ## Its name; the number of one that this version does not know.
  case int32(value)
  of 1: "fail"
  of 2: "replace"
  of 3: "rename"
  else: $int32(value)

type gu_commit* = distinct int32
  ## What turns the bytes sent into a file in a drive.

func `==`*(a, b: gu_commit): bool {.borrow.}

const
  GU_COMMIT_LAST_PIECE* = gu_commit(0)
    ## The last piece.
  GU_COMMIT_BY_HOST* = gu_commit(1)
    ## gu_finish(), in the way that the host of the upload URL requires.
  GU_COMMIT_UPLOAD_URL* = gu_commit(2)
    ## gu_finish(), by a POST to the upload URL, as OneDrive for Business and SharePoint require.
  GU_COMMIT_SOURCE_URL* = gu_commit(3)
    ## gu_finish(), by a request to Graph that names the upload URL, as personal OneDrives require.

func `$`*(value: gu_commit): string =
  ## Its name; the number of one that this version does not know.
  case int32(value)
  of 0: "last-piece"
  of 1: "by-host"
  of 2: "upload-url"
  of 3: "source-url"
  else: $int32(value)

const
  GU_READ_FAILED* = -1'i32
    ## Returned by a read callback if the bytes cannot be read: GU_ERR_SOURCE_UNREADABLE.
  GU_READ_STOP* = -2'i32
    ## Returned by a read callback to end the upload: GU_ERR_CANCELLED.
  GU_READ_MAX* = 1048576'u32
    ## The most bytes that one call of a read callback is asked for.
  GU_TOKEN_LATER* = 2'i32
    ## Returned by a token callback if gu_client_set_token() will set the token later, from any thread.
  GU_VERSION_MAJOR* = 0'i32
    ## Major version of this header.
  GU_VERSION_MINOR* = 2'i32
    ## Minor version of this header.
  GU_VERSION_PATCH* = 0'i32
    ## Patch version of this header.
  GU_VERSION_NUMBER* = 2000'u32
    ## Version of this header as one number: major * 1000000 + minor * 1000 + patch.

type
  gu_error* {.incompleteStruct.} = object
  gu_client* {.incompleteStruct.} = object
  gu_target* {.incompleteStruct.} = object
  gu_item* {.incompleteStruct.} = object
  gu_cancel* {.incompleteStruct.} = object
  gu_progress* {.incompleteStruct.} = object
  gu_upload* {.incompleteStruct.} = object
  gu_session* {.incompleteStruct.} = object
  gu_queue* {.incompleteStruct.} = object
  gu_job* {.incompleteStruct.} = object
  gu_state* {.incompleteStruct.} = object
  gu_token_sink* {.incompleteStruct.} = object
  gu_log_record* {.incompleteStruct.} = object
  gu_options* {.incompleteStruct.} = object

  gu_destroy_callback* = proc (context: pointer) {.cdecl, gcsafe, raises: [].}
    ## Frees what a callback's `context` points to.
    ##
    ## Called exactly once, when the library will not call the callback any more, and also when the call that sets the
    ## callback fails. Called on the thread that frees the handle, or on that of the last call that used it.
  gu_poll_callback* = proc (context: pointer): int32 {.cdecl, gcsafe, raises: [].}
    ## Called on the thread of a blocking call while it waits, so that an interpreter can run its signal handlers.
    ##
    ## Called at least every 100 ms, on several threads at once if several calls are given the flag, and not while another
    ## callback or a read of a file blocks. Must not throw or longjmp; see CALLBACKS.
  gu_progress_callback* = proc (progress: ptr gu_progress; context: pointer): int32 {.cdecl, gcsafe, raises: [].}
    ## Reports the progress of an upload.
    ##
    ## Called on the thread of the blocking call, at most ten times a second and once when the file is stored. Should
    ## return quickly: nothing is sent meanwhile. Must not throw or longjmp; see CALLBACKS.
  gu_read_at_callback* = proc (offset: uint64; buffer: pointer; length: uint32; count: ptr uint32; context: pointer): int32 {.cdecl,
      gcsafe, raises: [].}
    ## Reads bytes at an offset.
    ##
    ## Called on the thread of gu_upload_run(). Offsets increase, and go back if the service wants bytes again. Must not
    ## throw or longjmp; see CALLBACKS.
  gu_read_callback* = proc (buffer: pointer; length: uint32; count: ptr uint32; context: pointer): int32 {.cdecl, gcsafe, raises:
      [].}
    ## Reads the next bytes.
    ##
    ## Like gu_read_at_callback, but each byte is asked for once.
  gu_save_callback* = proc (state: ptr gu_state; context: pointer): int32 {.cdecl, gcsafe, raises: [].}
    ## Saves a state.
    ##
    ## Called on the thread of the blocking call, before each request that changes anything at the service, and after an
    ## upload session is created; so the last state is never older than what the service may know. Must not throw or
    ## longjmp; see CALLBACKS.
  gu_token_callback* = proc (sink: ptr gu_token_sink; context: pointer): int32 {.cdecl, gcsafe, raises: [].}
    ## Fetches an access token and passes it to gu_token_sink_put().
    ##
    ## Called on the thread of the upload that needs the token, on one thread of a client at a time, before the first
    ## request and again when the service refused the last token; see gu_token_sink_was_rejected(). May block; should
    ## return soon after the upload's gu_cancel is raised. Must not throw or longjmp; see CALLBACKS.
  gu_log_callback* = proc (record: ptr gu_log_record; context: pointer) {.cdecl, gcsafe, raises: [].}
    ## Receives a log message.
    ##
    ## Called on threads of blocking calls, several at once if several uploads run. Must not throw or longjmp; see
    ## CALLBACKS.

  Native* = object
    ## The functions, by their names without gu_. What they do stands in graph_upload.h.
    status_name*: proc (status: gu_status): cstring {.cdecl, gcsafe, raises: [].}
    error_status*: proc (error: ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    error_message*: proc (error: ptr gu_error): cstring {.cdecl, gcsafe, raises: [].}
    error_http_status*: proc (error: ptr gu_error): uint32 {.cdecl, gcsafe, raises: [].}
    error_service_code*: proc (error: ptr gu_error): cstring {.cdecl, gcsafe, raises: [].}
    error_service_codes*: proc (error: ptr gu_error): cstring {.cdecl, gcsafe, raises: [].}
    error_request_id*: proc (error: ptr gu_error): cstring {.cdecl, gcsafe, raises: [].}
    error_host*: proc (error: ptr gu_error): cstring {.cdecl, gcsafe, raises: [].}
    error_diagnostics*: proc (error: ptr gu_error): cstring {.cdecl, gcsafe, raises: [].}
    error_claims*: proc (error: ptr gu_error): cstring {.cdecl, gcsafe, raises: [].}
    error_retry_after_ms*: proc (error: ptr gu_error): uint64 {.cdecl, gcsafe, raises: [].}
    error_os_error*: proc (error: ptr gu_error): int32 {.cdecl, gcsafe, raises: [].}
    error_is_retryable*: proc (error: ptr gu_error): uint32 {.cdecl, gcsafe, raises: [].}
    error_in_doubt*: proc (error: ptr gu_error): uint32 {.cdecl, gcsafe, raises: [].}
    error_session_kept*: proc (error: ptr gu_error): uint32 {.cdecl, gcsafe, raises: [].}
    error_offset*: proc (error: ptr gu_error): uint64 {.cdecl, gcsafe, raises: [].}
    error_attempts*: proc (error: ptr gu_error): uint32 {.cdecl, gcsafe, raises: [].}
    error_json*: proc (error: ptr gu_error): cstring {.cdecl, gcsafe, raises: [].}
    error_free*: proc (error: ptr gu_error) {.cdecl, gcsafe, raises: [].}
    upload_file*: proc (client: ptr gu_client; target: ptr gu_target; path: cstring; item: ptr ptr gu_item; error: ptr ptr
        gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    client_new*: proc (options: ptr gu_options; client: ptr ptr gu_client; error: ptr ptr gu_error): gu_status {.cdecl,
        gcsafe, raises: [].}
    client_set_token*: proc (client: ptr gu_client; token: cstring; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    client_free*: proc (client: ptr gu_client) {.cdecl, gcsafe, raises: [].}
    target_todo_task*: proc (user: cstring; list: cstring; task: cstring; name: cstring; target: ptr ptr gu_target; error: ptr
        ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    target_message*: proc (user: cstring; folder: cstring; message: cstring; name: cstring; target: ptr ptr gu_target; error:
        ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    target_event*: proc (user: cstring; calendar: cstring; event: cstring; name: cstring; target: ptr ptr gu_target; error:
        ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    target_group_event*: proc (group: cstring; by_calendar: uint32; event: cstring; name: cstring; target: ptr ptr gu_target;
        error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    target_group_post_in_reply_to*: proc (group: cstring; conversation: cstring; thread: cstring; post: cstring; name: cstring; target: ptr
        ptr gu_target; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    target_group_post*: proc (group: cstring; thread: cstring; post: cstring; name: cstring; target: ptr ptr gu_target; error: ptr
        ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    target_drive_path*: proc (drive: cstring; path: cstring; target: ptr ptr gu_target; error: ptr ptr gu_error): gu_status
        {.cdecl, gcsafe, raises: [].}
    target_drive_child*: proc (drive: cstring; folder: cstring; name: cstring; target: ptr ptr gu_target; error: ptr ptr gu_error):
        gu_status {.cdecl, gcsafe, raises: [].}
    target_drive_special*: proc (drive: cstring; special: cstring; path: cstring; target: ptr ptr gu_target; error: ptr ptr
        gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    target_drive_item*: proc (drive: cstring; item: cstring; target: ptr ptr gu_target; error: ptr ptr gu_error): gu_status
        {.cdecl, gcsafe, raises: [].}
    target_drive_share*: proc (share: cstring; target: ptr ptr gu_target; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe,
        raises: [].}
    target_print_document*: proc (printer: cstring; job: cstring; document: cstring; name: cstring; target: ptr ptr gu_target; error:
        ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    target_print_share_document*: proc (share: cstring; job: cstring; document: cstring; name: cstring; target: ptr ptr gu_target; error:
        ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    rules_json*: proc (): cstring {.cdecl, gcsafe, raises: [].}
    target_free*: proc (target: ptr gu_target) {.cdecl, gcsafe, raises: [].}
    target_parse*: proc (text: cstring; user: cstring; name: cstring; target: ptr ptr gu_target; error: ptr ptr gu_error):
        gu_status {.cdecl, gcsafe, raises: [].}
    item_id*: proc (item: ptr gu_item): cstring {.cdecl, gcsafe, raises: [].}
    item_name*: proc (item: ptr gu_item): cstring {.cdecl, gcsafe, raises: [].}
    item_location*: proc (item: ptr gu_item): cstring {.cdecl, gcsafe, raises: [].}
    item_web_url*: proc (item: ptr gu_item): cstring {.cdecl, gcsafe, raises: [].}
    item_etag*: proc (item: ptr gu_item): cstring {.cdecl, gcsafe, raises: [].}
    item_size*: proc (item: ptr gu_item): int64 {.cdecl, gcsafe, raises: [].}
    item_json*: proc (item: ptr gu_item): cstring {.cdecl, gcsafe, raises: [].}
    item_recovered*: proc (item: ptr gu_item): uint32 {.cdecl, gcsafe, raises: [].}
    item_integrity*: proc (item: ptr gu_item): gu_integrity {.cdecl, gcsafe, raises: [].}
    item_free*: proc (item: ptr gu_item) {.cdecl, gcsafe, raises: [].}
    cancel_new*: proc (cancel: ptr ptr gu_cancel; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    cancel_request*: proc (cancel: ptr gu_cancel) {.cdecl, gcsafe, raises: [].}
    cancel_is_requested*: proc (cancel: ptr gu_cancel): uint32 {.cdecl, gcsafe, raises: [].}
    cancel_set_deadline_ms*: proc (cancel: ptr gu_cancel; ms: uint64; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    cancel_set_poll*: proc (cancel: ptr gu_cancel; callback: gu_poll_callback; context: pointer; destroy: gu_destroy_callback;
        error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    cancel_wait*: proc (cancel: ptr gu_cancel; ms: uint64): uint32 {.cdecl, gcsafe, raises: [].}
    cancel_free*: proc (cancel: ptr gu_cancel) {.cdecl, gcsafe, raises: [].}
    progress_sent*: proc (progress: ptr gu_progress): uint64 {.cdecl, gcsafe, raises: [].}
    progress_confirmed*: proc (progress: ptr gu_progress): uint64 {.cdecl, gcsafe, raises: [].}
    progress_total*: proc (progress: ptr gu_progress): uint64 {.cdecl, gcsafe, raises: [].}
    progress_spooled*: proc (progress: ptr gu_progress): uint64 {.cdecl, gcsafe, raises: [].}
    progress_bytes_per_second*: proc (progress: ptr gu_progress): uint64 {.cdecl, gcsafe, raises: [].}
    progress_time_left_ms*: proc (progress: ptr gu_progress): int64 {.cdecl, gcsafe, raises: [].}
    progress_late_by_ms*: proc (progress: ptr gu_progress): int64 {.cdecl, gcsafe, raises: [].}
    progress_waits_ms*: proc (progress: ptr gu_progress): uint64 {.cdecl, gcsafe, raises: [].}
    progress_waits_for*: proc (progress: ptr gu_progress): gu_wait {.cdecl, gcsafe, raises: [].}
    progress_waits_code*: proc (progress: ptr gu_progress): cstring {.cdecl, gcsafe, raises: [].}
    upload_new*: proc (upload: ptr ptr gu_upload; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    upload_set_progress*: proc (upload: ptr gu_upload; callback: gu_progress_callback; context: pointer; destroy:
        gu_destroy_callback; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    upload_set_keep_on_cancel*: proc (upload: ptr gu_upload; keep: uint32; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    upload_set_differs_is_error*: proc (upload: ptr gu_upload; is_error: uint32; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe,
        raises: [].}
    upload_set_state_file*: proc (upload: ptr gu_upload; path: cstring; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    upload_set_sealing_key*: proc (upload: ptr gu_upload; key: pointer; length: uint64; error: ptr ptr gu_error): gu_status {.cdecl,
        gcsafe, raises: [].}
    upload_run*: proc (upload: ptr gu_upload; client: ptr gu_client; target: ptr gu_target; cancel: ptr gu_cancel; item:
        ptr ptr gu_item; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    upload_free*: proc (upload: ptr gu_upload) {.cdecl, gcsafe, raises: [].}
    upload_set_file*: proc (upload: ptr gu_upload; path: cstring; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    upload_set_file_handle*: proc (upload: ptr gu_upload; handle: uint64; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    upload_set_memory*: proc (upload: ptr gu_upload; bytes: pointer; length: uint64; context: pointer; destroy:
        gu_destroy_callback; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    upload_set_read_at*: proc (upload: ptr gu_upload; size: uint64; callback: gu_read_at_callback; context: pointer; destroy:
        gu_destroy_callback; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    upload_set_read*: proc (upload: ptr gu_upload; size: uint64; callback: gu_read_callback; context: pointer; destroy:
        gu_destroy_callback; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    upload_set_stream*: proc (upload: ptr gu_upload; callback: gu_read_callback; context: pointer; destroy: gu_destroy_callback;
        error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    upload_set_stream_handle*: proc (upload: ptr gu_upload; handle: uint64; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    upload_set_spool_folder*: proc (upload: ptr gu_upload; path: cstring; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    upload_set_spool_max_bytes*: proc (upload: ptr gu_upload; bytes: uint64; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    session_create*: proc (client: ptr gu_client; target: ptr gu_target; size: uint64; cancel: ptr gu_cancel; session: ptr ptr
        gu_session; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    session_adopt*: proc (client: ptr gu_client; kind: gu_kind; upload_url: cstring; size: uint64; cancel: ptr gu_cancel;
        session: ptr ptr gu_session; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    session_set_progress*: proc (session: ptr gu_session; callback: gu_progress_callback; context: pointer; destroy:
        gu_destroy_callback; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    put_chunk*: proc (session: ptr gu_session; offset: uint64; bytes: pointer; length: uint64; cancel: ptr gu_cancel;
        error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    finish*: proc (session: ptr gu_session; cancel: ptr gu_cancel; item: ptr ptr gu_item; error: ptr ptr gu_error):
        gu_status {.cdecl, gcsafe, raises: [].}
    session_refresh*: proc (session: ptr gu_session; cancel: ptr gu_cancel; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe,
        raises: [].}
    session_discard*: proc (session: ptr gu_session; cancel: ptr gu_cancel; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe,
        raises: [].}
    session_confirmed*: proc (session: ptr gu_session): uint64 {.cdecl, gcsafe, raises: [].}
    session_next_offset*: proc (session: ptr gu_session): uint64 {.cdecl, gcsafe, raises: [].}
    session_size*: proc (session: ptr gu_session): uint64 {.cdecl, gcsafe, raises: [].}
    session_expires_ms*: proc (session: ptr gu_session): uint64 {.cdecl, gcsafe, raises: [].}
    session_free*: proc (session: ptr gu_session) {.cdecl, gcsafe, raises: [].}
    queue_new*: proc (client: ptr gu_client; at_once: uint32; queue: ptr ptr gu_queue; error: ptr ptr gu_error): gu_status
        {.cdecl, gcsafe, raises: [].}
    queue_set_room*: proc (queue: ptr gu_queue; most: uint32; wait_ms: uint32; error: ptr ptr gu_error): gu_status {.cdecl,
        gcsafe, raises: [].}
    queue_set_state_folder*: proc (queue: ptr gu_queue; path: cstring; key: pointer; key_length: uint64; error: ptr ptr gu_error):
        gu_status {.cdecl, gcsafe, raises: [].}
    queue_submit*: proc (queue: ptr gu_queue; upload: ptr gu_upload; target: ptr gu_target; context: pointer; destroy:
        gu_destroy_callback; job: ptr ptr gu_job; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe,
        raises: [].}
    queue_handle*: proc (queue: ptr gu_queue): int64 {.cdecl, gcsafe, raises: [].}
    queue_next*: proc (queue: ptr gu_queue; ms: uint32; cancel: ptr gu_cancel; job: ptr ptr gu_job; error: ptr ptr
        gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    queue_pause*: proc (queue: ptr gu_queue; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    queue_continue*: proc (queue: ptr gu_queue; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    queue_cancel*: proc (queue: ptr gu_queue; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    queue_free*: proc (queue: ptr gu_queue) {.cdecl, gcsafe, raises: [].}
    queue_jobs*: proc (queue: ptr gu_queue; which: gu_queue_count): uint64 {.cdecl, gcsafe, raises: [].}
    queue_sent*: proc (queue: ptr gu_queue): uint64 {.cdecl, gcsafe, raises: [].}
    queue_confirmed*: proc (queue: ptr gu_queue): uint64 {.cdecl, gcsafe, raises: [].}
    queue_total*: proc (queue: ptr gu_queue): uint64 {.cdecl, gcsafe, raises: [].}
    queue_bytes_per_second*: proc (queue: ptr gu_queue): uint64 {.cdecl, gcsafe, raises: [].}
    queue_time_left_ms*: proc (queue: ptr gu_queue): int64 {.cdecl, gcsafe, raises: [].}
    job_id*: proc (job: ptr gu_job): uint64 {.cdecl, gcsafe, raises: [].}
    job_context*: proc (job: ptr gu_job): pointer {.cdecl, gcsafe, raises: [].}
    job_path*: proc (job: ptr gu_job): cstring {.cdecl, gcsafe, raises: [].}
    job_stage*: proc (job: ptr gu_job): gu_stage {.cdecl, gcsafe, raises: [].}
    job_status*: proc (job: ptr gu_job): gu_status {.cdecl, gcsafe, raises: [].}
    job_item*: proc (job: ptr gu_job): ptr gu_item {.cdecl, gcsafe, raises: [].}
    job_error*: proc (job: ptr gu_job): ptr gu_error {.cdecl, gcsafe, raises: [].}
    job_sent*: proc (job: ptr gu_job): uint64 {.cdecl, gcsafe, raises: [].}
    job_confirmed*: proc (job: ptr gu_job): uint64 {.cdecl, gcsafe, raises: [].}
    job_total*: proc (job: ptr gu_job): uint64 {.cdecl, gcsafe, raises: [].}
    job_bytes_per_second*: proc (job: ptr gu_job): uint64 {.cdecl, gcsafe, raises: [].}
    job_time_left_ms*: proc (job: ptr gu_job): int64 {.cdecl, gcsafe, raises: [].}
    job_late_by_ms*: proc (job: ptr gu_job): int64 {.cdecl, gcsafe, raises: [].}
    job_waits_ms*: proc (job: ptr gu_job): uint64 {.cdecl, gcsafe, raises: [].}
    job_waits_for*: proc (job: ptr gu_job): gu_wait {.cdecl, gcsafe, raises: [].}
    job_cancel*: proc (job: ptr gu_job; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    job_pause*: proc (job: ptr gu_job; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    job_continue*: proc (job: ptr gu_job; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    job_move_to_front*: proc (job: ptr gu_job; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    job_wait*: proc (job: ptr gu_job; ms: uint32; cancel: ptr gu_cancel; error: ptr ptr gu_error): gu_status {.cdecl,
        gcsafe, raises: [].}
    job_free*: proc (job: ptr gu_job) {.cdecl, gcsafe, raises: [].}
    session_save*: proc (session: ptr gu_session; key: pointer; key_length: uint64; state: ptr ptr gu_state; error: ptr ptr
        gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    session_set_save_callback*: proc (session: ptr gu_session; key: pointer; key_length: uint64; callback: gu_save_callback; context:
        pointer; destroy: gu_destroy_callback; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe,
        raises: [].}
    session_resume*: proc (client: ptr gu_client; target: ptr gu_target; data: pointer; length: uint64; key: pointer;
        key_length: uint64; cancel: ptr gu_cancel; session: ptr ptr gu_session; error: ptr ptr gu_error):
        gu_status {.cdecl, gcsafe, raises: [].}
    state_data*: proc (state: ptr gu_state): pointer {.cdecl, gcsafe, raises: [].}
    state_length*: proc (state: ptr gu_state): uint64 {.cdecl, gcsafe, raises: [].}
    state_free*: proc (state: ptr gu_state) {.cdecl, gcsafe, raises: [].}
    token_sink_put*: proc (sink: ptr gu_token_sink; token: cstring; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe,
        raises: [].}
    token_sink_was_rejected*: proc (sink: ptr gu_token_sink): uint32 {.cdecl, gcsafe, raises: [].}
    token_sink_claims*: proc (sink: ptr gu_token_sink): cstring {.cdecl, gcsafe, raises: [].}
    log_record_level*: proc (record: ptr gu_log_record): gu_log_level {.cdecl, gcsafe, raises: [].}
    log_record_message*: proc (record: ptr gu_log_record): cstring {.cdecl, gcsafe, raises: [].}
    options_new*: proc (options: ptr ptr gu_options; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    options_set*: proc (options: ptr gu_options; name: cstring; value: cstring; error: ptr ptr gu_error): gu_status {.cdecl,
        gcsafe, raises: [].}
    options_set_token*: proc (options: ptr gu_options; token: cstring; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe,
        raises: [].}
    options_set_token_callback*: proc (options: ptr gu_options; callback: gu_token_callback; context: pointer; destroy:
        gu_destroy_callback; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    options_set_base_url*: proc (options: ptr gu_options; url: cstring; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    options_set_cloud*: proc (options: ptr gu_options; cloud: gu_cloud; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe,
        raises: [].}
    options_add_upload_host*: proc (options: ptr gu_options; host: cstring; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    options_set_api_version*: proc (options: ptr gu_options; version: gu_api_version; error: ptr ptr gu_error): gu_status {.cdecl,
        gcsafe, raises: [].}
    options_set_immutable_ids*: proc (options: ptr gu_options; wanted: uint32; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe,
        raises: [].}
    options_set_user_agent*: proc (options: ptr gu_options; user_agent: cstring; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe,
        raises: [].}
    options_add_ca_pem*: proc (options: ptr gu_options; pem: pointer; length: uint64; error: ptr ptr gu_error): gu_status {.cdecl,
        gcsafe, raises: [].}
    options_add_ca_file*: proc (options: ptr gu_options; path: cstring; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    options_set_platform_roots*: proc (options: ptr gu_options; trusted: uint32; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe,
        raises: [].}
    options_allow_loopback*: proc (options: ptr gu_options; allowed: uint32; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe,
        raises: [].}
    options_set_connect_timeout_ms*: proc (options: ptr gu_options; ms: uint64; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    options_set_stall_timeout_ms*: proc (options: ptr gu_options; ms: uint64; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    options_set_response_timeout_ms*: proc (options: ptr gu_options; ms: uint64; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    options_set_commit_response_timeout_ms*: proc (options: ptr gu_options; ms: uint64; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    options_set_retry_budget*: proc (options: ptr gu_options; attempts: uint32; ms: uint64; error: ptr ptr gu_error): gu_status {.cdecl,
        gcsafe, raises: [].}
    options_set_backoff_ms*: proc (options: ptr gu_options; first: uint64; longest: uint64; error: ptr ptr gu_error): gu_status
        {.cdecl, gcsafe, raises: [].}
    options_set_locked_policy*: proc (options: ptr gu_options; policy: gu_locked_policy; error: ptr ptr gu_error): gu_status {.cdecl,
        gcsafe, raises: [].}
    options_set_settle_ms*: proc (options: ptr gu_options; ms: uint64; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    options_set_baseline*: proc (options: ptr gu_options; baseline: gu_baseline; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe,
        raises: [].}
    options_set_one_request_bytes*: proc (options: ptr gu_options; bytes: uint64; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    options_set_piece_bytes*: proc (options: ptr gu_options; bytes: uint64; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    options_set_log_callback*: proc (options: ptr gu_options; callback: gu_log_callback; context: pointer; destroy: gu_destroy_callback;
        error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    options_set_proxy*: proc (options: ptr gu_options; url: cstring; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    options_set_proxy_from_environment*: proc (options: ptr gu_options; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    options_set_no_proxy*: proc (options: ptr gu_options; hosts: cstring; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe,
        raises: [].}
    options_set_client_certificate_pem*: proc (options: ptr gu_options; chain: pointer; chain_length: uint64; key: pointer; key_length: uint64;
        error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    options_set_client_certificate_files*: proc (options: ptr gu_options; chain_path: cstring; key_path: cstring; error: ptr ptr gu_error): gu_status
        {.cdecl, gcsafe, raises: [].}
    options_set_ip_version*: proc (options: ptr gu_options; version: gu_ip_version; error: ptr ptr gu_error): gu_status {.cdecl,
        gcsafe, raises: [].}
    options_set_rate_limit*: proc (options: ptr gu_options; bytes_per_second: uint64; error: ptr ptr gu_error): gu_status {.cdecl,
        gcsafe, raises: [].}
    options_free*: proc (options: ptr gu_options) {.cdecl, gcsafe, raises: [].}
    target_set*: proc (target: ptr gu_target; name: cstring; value: cstring; error: ptr ptr gu_error): gu_status {.cdecl,
        gcsafe, raises: [].}
    target_set_content_type*: proc (target: ptr gu_target; content_type: cstring; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe,
        raises: [].}
    target_set_inline*: proc (target: ptr gu_target; is_inline: uint32; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe,
        raises: [].}
    target_set_content_id*: proc (target: ptr gu_target; content_id: cstring; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe,
        raises: [].}
    target_set_conflict*: proc (target: ptr gu_target; conflict: gu_conflict; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe,
        raises: [].}
    target_set_created_ms*: proc (target: ptr gu_target; ms: uint64; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    target_set_modified_ms*: proc (target: ptr gu_target; ms: uint64; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    target_set_accessed_ms*: proc (target: ptr gu_target; ms: uint64; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises: [].}
    target_set_description*: proc (target: ptr gu_target; text: cstring; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    target_set_space_check*: proc (target: ptr gu_target; wanted: uint32; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    target_set_commit*: proc (target: ptr gu_target; commit: gu_commit; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe,
        raises: [].}
    target_set_if_match*: proc (target: ptr gu_target; etag: cstring; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    target_set_if_none_match*: proc (target: ptr gu_target; etag: cstring; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe, raises:
        [].}
    target_set_source*: proc (target: ptr gu_target; application: cstring; external_id: cstring; error: ptr ptr gu_error):
        gu_status {.cdecl, gcsafe, raises: [].}
    target_set_media_category*: proc (target: ptr gu_target; category: cstring; error: ptr ptr gu_error): gu_status {.cdecl, gcsafe,
        raises: [].}
    version_string*: proc (): cstring {.cdecl, gcsafe, raises: [].}
    version_number*: proc (): uint32 {.cdecl, gcsafe, raises: [].}

var gu*: Native
  ## The functions of the loaded library; nil before `load`.

proc load*(library: LibHandle): string =
  ## Fills the table. Returns the name of a function that the library does not have, or "".
  for name, function in gu.fieldPairs:
    let address = library.symAddr("gu_" & name)
    if address == nil:
      return "gu_" & name
    function = cast[typeof(function)](address)
