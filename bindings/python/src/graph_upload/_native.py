"""The C functions, by ctypes. Generated from include/graph_upload.api.json by bindings/api; do not edit."""

from __future__ import annotations

from ctypes import CDLL, CFUNCTYPE, POINTER, c_char_p, c_int32, c_int64, c_uint32, c_uint64, c_void_p
from enum import IntEnum
from typing import Any, Callable, Optional

#: An object of the library; None is NULL.
Handle = Optional[int]
#: A string in UTF-8; None is NULL.
Text = Optional[bytes]


class Enumeration(IntEnum):
    """Numbers of the library that print as their names."""

    def __str__(self) -> str:
        return self.name


class Status(Enumeration):
    """Outcome of a call: GU_OK or a GU_ERR_ code.

    A code tells what the caller can do about it. Released numbers never change; new ones are added. Treat an unknown
    number as an error.
    """

    #: The call succeeded.
    OK = 0
    #: An argument is NULL, out of range or not UTF-8: the message names it and its limit, and nothing was sent. Or the
    #: service refused the request, and gu_error_http_status() is not 0. Fix the argument.
    ARGUMENT = 1
    #: Misuse: the object is not in a state for this call, such as a put after gu_session_discard(). Repeating it does not
    #: help.
    STATE = 2
    #: Another blocking call on the same session or upload is running, or a callback called back into it.
    BUSY = 3
    #: A gu_cancel was raised or a callback asked to stop.
    CANCELLED = 4
    #: A saved upload cannot be used: it is damaged, from another upload or a newer library, or sealed with another key; or
    #: its file cannot be read or written. Nothing was sent because of it.
    SAVED_STATE = 5
    #: The file is incomplete: put the bytes from gu_session_next_offset() on, then call gu_finish() again.
    INCOMPLETE = 6
    #: The file is already stored: gu_finish() returns its item.
    STORED = 7
    #: The source cannot be read.
    SOURCE_UNREADABLE = 10
    #: The source ended before the announced size.
    SOURCE_SHORT = 11
    #: The source changed after the upload started.
    SOURCE_CHANGED = 12
    #: Out of memory for a buffer whose size the caller decides, such as a piece. Nothing is lost, and the object can be
    #: used again: free some memory and repeat the call, or choose smaller pieces.
    MEMORY = 14
    #: The service wants bytes again that the library no longer has: put them again from gu_session_next_offset() on. From
    #: gu_upload_run(): the source can only be read forward; start a new upload with another source.
    REWIND = 15
    #: The process is out of file descriptors, threads or ports, or the disk is full that a stream is spooled on. Free some,
    #: or raise the limit, and repeat the call.
    RESOURCES = 16
    #: The connection failed or broke. Try again later, unless gu_error_is_retryable() is 0: a proxy that refuses needs
    #: another name and password, or other rules, and a host without an address of the chosen IP version stays so.
    NETWORK = 20
    #: The peer's certificate or TLS version is not acceptable, the peer rejected the client's certificate, or the
    #: handshake failed.
    TLS = 21
    #: A timeout expired. Try again later.
    TIMEOUT = 22
    #: There is no token, or the service refused it: sign in again.
    SIGN_IN = 30
    #: Permission denied.
    DENIED = 31
    #: The task, message, folder or job does not exist.
    NOT_FOUND = 32
    #: The name is taken, or someone else changed or locked the item.
    CONFLICT = 33
    #: The file is larger than the kind, the service or the tenant allows.
    TOO_LARGE = 34
    #: The file is smaller than the service allows.
    TOO_SMALL = 35
    #: No space left at the service. Free some and repeat the call.
    QUOTA = 36
    #: The service throttled requests for longer than the retry budget. See gu_error_retry_after_ms().
    THROTTLED = 40
    #: The service kept failing for longer than the retry budget. Try again later.
    SERVER = 41
    #: The upload sessions ended before the file was complete. Start a new upload.
    EXPIRED = 42
    #: The service sent a response that the protocol does not allow.
    UNEXPECTED_RESPONSE = 50
    #: The file may or may not be stored, and looking it up did not settle it. gu_finish() and gu_upload_run() look again.
    OUTCOME_UNKNOWN = 51
    #: The file is stored, but the service reports another size or hash than that of the bytes sent. Only if
    #: gu_upload_set_differs_is_error() asks for it.
    DIFFERS = 52
    #: A bug in this library. The object can only be freed. Please report the message.
    BUG = 90


class Kind(Enumeration):
    """Kind of a target, for an upload of which only the upload URL is known."""

    #: An attachment of a To Do task.
    TODO_TASK = 1
    #: An attachment of an Outlook message, event or group post.
    OUTLOOK_ATTACHMENT = 2
    #: A file in OneDrive, OneDrive for Business or SharePoint.
    DRIVE_ITEM = 3
    #: A document of a Universal Print job.
    PRINT_DOCUMENT = 4


class Integrity(Enumeration):
    """Whether the stored file is what was sent."""

    #: The service reports neither a difference nor a hash that would rule one out. Always so for attachments and print
    #: documents, at times for files in drives: their hash may come later than the response.
    UNVERIFIABLE = 1
    #: The service reports the size and the QuickXorHash of the bytes sent.
    VERIFIED = 2
    #: The service reports another size or hash. Not always damage: SharePoint rewrites Office files and some others on
    #: arrival.
    DIFFERS = 3


class Wait(Enumeration):
    """Why an upload waits."""

    #: It does not wait: it is sending or receiving.
    NOTHING = 0
    #: The service asked to slow down, or one of its documented limits is reached.
    THROTTLED = 1
    #: Someone, or another upload session, has locked the item or its name. See gu_options_set_locked_policy().
    LOCKED = 2
    #: There is no connection.
    OFFLINE = 3
    #: The service failed or refused; the request is retried.
    RETRYING = 4
    #: What was stored or created may not be visible yet.
    SETTLING = 5
    #: Requests of other uploads of the client go first: to the same message or event, or as many as may run at once.
    IN_LINE = 6
    #: A stream is read to its end first, see gu_upload_set_stream(): gu_progress_spooled() bytes so far.
    SOURCE = 7


class QueueCount(Enumeration):
    """A number of a queue: how many of its jobs are where."""

    #: Jobs that wait for their turn.
    WAITING = 0
    #: Jobs that run.
    RUNNING = 1
    #: Jobs that are paused.
    PAUSED = 2
    #: Jobs whose file is stored.
    STORED = 3
    #: Jobs that ended with an error, cancelled ones included.
    FAILED = 4


class Stage(Enumeration):
    """Where a job is."""

    #: It waits for its turn.
    WAITING = 0
    #: It runs. A job that was paused runs until its request under way has ended.
    RUNNING = 1
    #: It is paused.
    PAUSED = 2
    #: It has ended.
    ENDED = 3


class LogLevel(Enumeration):
    """Severity of a log message."""

    #: Something went wrong and the library handles it.
    WARNING = 1
    #: A request and its result.
    INFO = 2


class ApiVersion(Enumeration):
    """Version of Microsoft Graph."""

    #: v1.0
    V1 = 1
    #: beta
    BETA = 2


class Cloud(Enumeration):
    """A cloud with its own Microsoft Graph."""

    #: The global one; GCC uses it too.
    GLOBAL = 1
    #: US Government L4 (GCC High).
    US_GOV_L4 = 2
    #: US Government L5 (DoD).
    US_GOV_L5 = 3
    #: China, operated by 21Vianet.
    CHINA = 4
    #: France, operated by Bleu.
    BLEU = 5
    #: Germany, operated by Delos Cloud.
    DELOS = 6


class LockedPolicy(Enumeration):
    """What to do when the item is locked."""

    #: Wait within the retry budget, half a minute to a minute at a time.
    WAIT = 0
    #: Fail at once with GU_ERR_CONFLICT; the upload can be repeated later.
    FAIL = 1


class Baseline(Enumeration):
    """How to tell, after a lost response, the stored file from what was there before."""

    #: Look at the target before the upload, unless what is found afterwards is told by its hash and its time as well: with
    #: small files in drives that no later process continues.
    CAREFUL = 0
    #: Look only after a response was lost, wherever that can tell: with files in drives of every size, and with
    #: attachments.
    QUICK = 1


class IpVersion(Enumeration):
    """IP version of connections."""

    #: Both, whichever connects first
    ANY = 0
    #: IPv4 only
    V4 = 4
    #: IPv6 only
    V6 = 6


class Conflict(Enumeration):
    """What happens to an existing file of the same name."""

    #: It stays, and the upload fails with GU_ERR_CONFLICT.
    FAIL = 1
    #: It is replaced.
    REPLACE = 2
    #: It stays, and the new file gets another name; see gu_item_name().
    RENAME = 3


class Commit(Enumeration):
    """What turns the bytes sent into a file in a drive."""

    #: The last piece.
    LAST_PIECE = 0
    #: gu_finish(), in the way that the host of the upload URL requires.
    BY_HOST = 1
    #: gu_finish(), by a POST to the upload URL, as OneDrive for Business and SharePoint require.
    UPLOAD_URL = 2
    #: gu_finish(), by a request to Graph that names the upload URL, as personal OneDrives require.
    SOURCE_URL = 3


#: Returned by a read callback if the bytes cannot be read: GU_ERR_SOURCE_UNREADABLE.
GU_READ_FAILED = -1
#: Returned by a read callback to end the upload: GU_ERR_CANCELLED.
GU_READ_STOP = -2
#: The most bytes that one call of a read callback is asked for.
GU_READ_MAX = 1048576
#: Returned by a token callback if gu_client_set_token() will set the token later, from any thread.
GU_TOKEN_LATER = 2
#: Major version of this header.
GU_VERSION_MAJOR = 0
#: Minor version of this header.
GU_VERSION_MINOR = 2
#: Patch version of this header.
GU_VERSION_PATCH = 0
#: Version of this header as one number: major * 1000000 + minor * 1000 + patch.
GU_VERSION_NUMBER = 2000

#: Frees what a callback's `context` points to.
#:
#: Called exactly once, when the library will not call the callback any more, and also when the call that sets the
#: callback fails. Called on the thread that frees the handle, or on that of the last call that used it.
gu_destroy_callback = CFUNCTYPE(None, c_void_p)

#: Called on the thread of a blocking call while it waits, so that an interpreter can run its signal handlers.
#:
#: Called at least every 100 ms, on several threads at once if several calls are given the flag, and not while another
#: callback or a read of a file blocks. Must not throw or longjmp; see CALLBACKS.
gu_poll_callback = CFUNCTYPE(c_int32, c_void_p)

#: Reports the progress of an upload.
#:
#: Called on the thread of the blocking call, at most ten times a second and once when the file is stored. Should
#: return quickly: nothing is sent meanwhile. Must not throw or longjmp; see CALLBACKS.
gu_progress_callback = CFUNCTYPE(c_int32, c_void_p, c_void_p)

#: Reads bytes at an offset.
#:
#: Called on the thread of gu_upload_run(). Offsets increase, and go back if the service wants bytes again. Must not
#: throw or longjmp; see CALLBACKS.
gu_read_at_callback = CFUNCTYPE(c_int32, c_uint64, c_void_p, c_uint32, POINTER(c_uint32), c_void_p)

#: Reads the next bytes.
#:
#: Like gu_read_at_callback, but each byte is asked for once.
gu_read_callback = CFUNCTYPE(c_int32, c_void_p, c_uint32, POINTER(c_uint32), c_void_p)

#: Saves a state.
#:
#: Called on the thread of the blocking call, before each request that changes anything at the service, and after an
#: upload session is created; so the last state is never older than what the service may know. Must not throw or
#: longjmp; see CALLBACKS.
gu_save_callback = CFUNCTYPE(c_int32, c_void_p, c_void_p)

#: Fetches an access token and passes it to gu_token_sink_put().
#:
#: Called on the thread of the upload that needs the token, on one thread of a client at a time, before the first
#: request and again when the service refused the last token; see gu_token_sink_was_rejected(). May block; should
#: return soon after the upload's gu_cancel is raised. Must not throw or longjmp; see CALLBACKS.
gu_token_callback = CFUNCTYPE(c_int32, c_void_p, c_void_p)

#: Receives a log message.
#:
#: Called on threads of blocking calls, several at once if several uploads run. Must not throw or longjmp; see
#: CALLBACKS.
gu_log_callback = CFUNCTYPE(None, c_void_p, c_void_p)


def _declared(library: CDLL, name: str, result: Any, *parameters: Any) -> Any:
    function = getattr(library, name)
    function.restype, function.argtypes = result, parameters
    return function


class Native:
    """The functions of a loaded library. What they do stands in graph_upload.h."""

    def __init__(self, path: str) -> None:
        library = CDLL(path)
        self.gu_status_name: Callable[[int], bytes] = _declared(library, "gu_status_name", c_char_p, c_int32)
        self.gu_error_status: Callable[[Handle], int] = _declared(library, "gu_error_status", c_int32, c_void_p)
        self.gu_error_message: Callable[[Handle], bytes] = _declared(library, "gu_error_message", c_char_p, c_void_p)
        self.gu_error_http_status: Callable[[Handle], int] = _declared(
            library, "gu_error_http_status", c_uint32, c_void_p)
        self.gu_error_service_code: Callable[[Handle], bytes] = _declared(
            library, "gu_error_service_code", c_char_p, c_void_p)
        self.gu_error_service_codes: Callable[[Handle], bytes] = _declared(
            library, "gu_error_service_codes", c_char_p, c_void_p)
        self.gu_error_request_id: Callable[[Handle], bytes] = _declared(
            library, "gu_error_request_id", c_char_p, c_void_p)
        self.gu_error_host: Callable[[Handle], bytes] = _declared(library, "gu_error_host", c_char_p, c_void_p)
        self.gu_error_diagnostics: Callable[[Handle], bytes] = _declared(
            library, "gu_error_diagnostics", c_char_p, c_void_p)
        self.gu_error_claims: Callable[[Handle], bytes] = _declared(library, "gu_error_claims", c_char_p, c_void_p)
        self.gu_error_retry_after_ms: Callable[[Handle], int] = _declared(
            library, "gu_error_retry_after_ms", c_uint64, c_void_p)
        self.gu_error_os_error: Callable[[Handle], int] = _declared(library, "gu_error_os_error", c_int32, c_void_p)
        self.gu_error_is_retryable: Callable[[Handle], int] = _declared(
            library, "gu_error_is_retryable", c_uint32, c_void_p)
        self.gu_error_in_doubt: Callable[[Handle], int] = _declared(library, "gu_error_in_doubt", c_uint32, c_void_p)
        self.gu_error_session_kept: Callable[[Handle], int] = _declared(
            library, "gu_error_session_kept", c_uint32, c_void_p)
        self.gu_error_offset: Callable[[Handle], int] = _declared(library, "gu_error_offset", c_uint64, c_void_p)
        self.gu_error_attempts: Callable[[Handle], int] = _declared(library, "gu_error_attempts", c_uint32, c_void_p)
        self.gu_error_json: Callable[[Handle], bytes] = _declared(library, "gu_error_json", c_char_p, c_void_p)
        self.gu_error_free: Callable[[Handle], None] = _declared(library, "gu_error_free", None, c_void_p)
        self.gu_upload_file: Callable[[Handle, Handle, Text, Any, Any], int] = _declared(
            library, "gu_upload_file", c_int32, c_void_p, c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p))
        self.gu_client_new: Callable[[Handle, Any, Any], int] = _declared(
            library, "gu_client_new", c_int32, c_void_p, POINTER(c_void_p), POINTER(c_void_p))
        self.gu_client_set_token: Callable[[Handle, Text, Any], int] = _declared(
            library, "gu_client_set_token", c_int32, c_void_p, c_char_p, POINTER(c_void_p))
        self.gu_client_free: Callable[[Handle], None] = _declared(library, "gu_client_free", None, c_void_p)
        self.gu_target_todo_task: Callable[[Text, Text, Text, Text, Any, Any], int] = _declared(
            library, "gu_target_todo_task", c_int32, c_char_p, c_char_p, c_char_p, c_char_p, POINTER(c_void_p),
            POINTER(c_void_p))
        self.gu_target_message: Callable[[Text, Text, Text, Text, Any, Any], int] = _declared(
            library, "gu_target_message", c_int32, c_char_p, c_char_p, c_char_p, c_char_p, POINTER(c_void_p),
            POINTER(c_void_p))
        self.gu_target_event: Callable[[Text, Text, Text, Text, Any, Any], int] = _declared(
            library, "gu_target_event", c_int32, c_char_p, c_char_p, c_char_p, c_char_p, POINTER(c_void_p),
            POINTER(c_void_p))
        self.gu_target_group_event: Callable[[Text, int, Text, Text, Any, Any], int] = _declared(
            library, "gu_target_group_event", c_int32, c_char_p, c_uint32, c_char_p, c_char_p, POINTER(c_void_p),
            POINTER(c_void_p))
        self.gu_target_group_post_in_reply_to: Callable[[Text, Text, Text, Text, Text, Any, Any], int] = _declared(
            library, "gu_target_group_post_in_reply_to", c_int32, c_char_p, c_char_p, c_char_p, c_char_p, c_char_p,
            POINTER(c_void_p), POINTER(c_void_p))
        self.gu_target_group_post: Callable[[Text, Text, Text, Text, Any, Any], int] = _declared(
            library, "gu_target_group_post", c_int32, c_char_p, c_char_p, c_char_p, c_char_p, POINTER(c_void_p),
            POINTER(c_void_p))
        self.gu_target_drive_path: Callable[[Text, Text, Any, Any], int] = _declared(
            library, "gu_target_drive_path", c_int32, c_char_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p))
        self.gu_target_drive_child: Callable[[Text, Text, Text, Any, Any], int] = _declared(
            library, "gu_target_drive_child", c_int32, c_char_p, c_char_p, c_char_p, POINTER(c_void_p),
            POINTER(c_void_p))
        self.gu_target_drive_special: Callable[[Text, Text, Text, Any, Any], int] = _declared(
            library, "gu_target_drive_special", c_int32, c_char_p, c_char_p, c_char_p, POINTER(c_void_p),
            POINTER(c_void_p))
        self.gu_target_drive_item: Callable[[Text, Text, Any, Any], int] = _declared(
            library, "gu_target_drive_item", c_int32, c_char_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p))
        self.gu_target_drive_share: Callable[[Text, Any, Any], int] = _declared(
            library, "gu_target_drive_share", c_int32, c_char_p, POINTER(c_void_p), POINTER(c_void_p))
        self.gu_target_print_document: Callable[[Text, Text, Text, Text, Any, Any], int] = _declared(
            library, "gu_target_print_document", c_int32, c_char_p, c_char_p, c_char_p, c_char_p, POINTER(c_void_p),
            POINTER(c_void_p))
        self.gu_target_print_share_document: Callable[[Text, Text, Text, Text, Any, Any], int] = _declared(
            library, "gu_target_print_share_document", c_int32, c_char_p, c_char_p, c_char_p, c_char_p,
            POINTER(c_void_p), POINTER(c_void_p))
        self.gu_rules_json: Callable[[], bytes] = _declared(library, "gu_rules_json", c_char_p)
        self.gu_target_free: Callable[[Handle], None] = _declared(library, "gu_target_free", None, c_void_p)
        self.gu_target_parse: Callable[[Text, Text, Text, Any, Any], int] = _declared(
            library, "gu_target_parse", c_int32, c_char_p, c_char_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p))
        self.gu_item_id: Callable[[Handle], bytes] = _declared(library, "gu_item_id", c_char_p, c_void_p)
        self.gu_item_name: Callable[[Handle], bytes] = _declared(library, "gu_item_name", c_char_p, c_void_p)
        self.gu_item_location: Callable[[Handle], bytes] = _declared(library, "gu_item_location", c_char_p, c_void_p)
        self.gu_item_web_url: Callable[[Handle], bytes] = _declared(library, "gu_item_web_url", c_char_p, c_void_p)
        self.gu_item_etag: Callable[[Handle], bytes] = _declared(library, "gu_item_etag", c_char_p, c_void_p)
        self.gu_item_size: Callable[[Handle], int] = _declared(library, "gu_item_size", c_int64, c_void_p)
        self.gu_item_json: Callable[[Handle], bytes] = _declared(library, "gu_item_json", c_char_p, c_void_p)
        self.gu_item_recovered: Callable[[Handle], int] = _declared(library, "gu_item_recovered", c_uint32, c_void_p)
        self.gu_item_integrity: Callable[[Handle], int] = _declared(library, "gu_item_integrity", c_int32, c_void_p)
        self.gu_item_free: Callable[[Handle], None] = _declared(library, "gu_item_free", None, c_void_p)
        self.gu_cancel_new: Callable[[Any, Any], int] = _declared(
            library, "gu_cancel_new", c_int32, POINTER(c_void_p), POINTER(c_void_p))
        self.gu_cancel_request: Callable[[Handle], None] = _declared(library, "gu_cancel_request", None, c_void_p)
        self.gu_cancel_is_requested: Callable[[Handle], int] = _declared(
            library, "gu_cancel_is_requested", c_uint32, c_void_p)
        self.gu_cancel_set_deadline_ms: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_cancel_set_deadline_ms", c_int32, c_void_p, c_uint64, POINTER(c_void_p))
        self.gu_cancel_set_poll: Callable[[Handle, Any, Optional[int], Any, Any], int] = _declared(
            library, "gu_cancel_set_poll", c_int32, c_void_p, gu_poll_callback, c_void_p, gu_destroy_callback,
            POINTER(c_void_p))
        self.gu_cancel_wait: Callable[[Handle, int], int] = _declared(
            library, "gu_cancel_wait", c_uint32, c_void_p, c_uint64)
        self.gu_cancel_free: Callable[[Handle], None] = _declared(library, "gu_cancel_free", None, c_void_p)
        self.gu_progress_sent: Callable[[Handle], int] = _declared(library, "gu_progress_sent", c_uint64, c_void_p)
        self.gu_progress_confirmed: Callable[[Handle], int] = _declared(
            library, "gu_progress_confirmed", c_uint64, c_void_p)
        self.gu_progress_total: Callable[[Handle], int] = _declared(library, "gu_progress_total", c_uint64, c_void_p)
        self.gu_progress_spooled: Callable[[Handle], int] = _declared(
            library, "gu_progress_spooled", c_uint64, c_void_p)
        self.gu_progress_bytes_per_second: Callable[[Handle], int] = _declared(
            library, "gu_progress_bytes_per_second", c_uint64, c_void_p)
        self.gu_progress_time_left_ms: Callable[[Handle], int] = _declared(
            library, "gu_progress_time_left_ms", c_int64, c_void_p)
        self.gu_progress_late_by_ms: Callable[[Handle], int] = _declared(
            library, "gu_progress_late_by_ms", c_int64, c_void_p)
        self.gu_progress_waits_ms: Callable[[Handle], int] = _declared(
            library, "gu_progress_waits_ms", c_uint64, c_void_p)
        self.gu_progress_waits_for: Callable[[Handle], int] = _declared(
            library, "gu_progress_waits_for", c_int32, c_void_p)
        self.gu_progress_waits_code: Callable[[Handle], bytes] = _declared(
            library, "gu_progress_waits_code", c_char_p, c_void_p)
        self.gu_upload_new: Callable[[Any, Any], int] = _declared(
            library, "gu_upload_new", c_int32, POINTER(c_void_p), POINTER(c_void_p))
        self.gu_upload_set_progress: Callable[[Handle, Any, Optional[int], Any, Any], int] = _declared(
            library, "gu_upload_set_progress", c_int32, c_void_p, gu_progress_callback, c_void_p,
            gu_destroy_callback, POINTER(c_void_p))
        self.gu_upload_set_keep_on_cancel: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_upload_set_keep_on_cancel", c_int32, c_void_p, c_uint32, POINTER(c_void_p))
        self.gu_upload_set_differs_is_error: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_upload_set_differs_is_error", c_int32, c_void_p, c_uint32, POINTER(c_void_p))
        self.gu_upload_set_state_file: Callable[[Handle, Text, Any], int] = _declared(
            library, "gu_upload_set_state_file", c_int32, c_void_p, c_char_p, POINTER(c_void_p))
        self.gu_upload_set_sealing_key: Callable[[Handle, Any, int, Any], int] = _declared(
            library, "gu_upload_set_sealing_key", c_int32, c_void_p, c_void_p, c_uint64, POINTER(c_void_p))
        self.gu_upload_run: Callable[[Handle, Handle, Handle, Handle, Any, Any], int] = _declared(
            library, "gu_upload_run", c_int32, c_void_p, c_void_p, c_void_p, c_void_p, POINTER(c_void_p),
            POINTER(c_void_p))
        self.gu_upload_free: Callable[[Handle], None] = _declared(library, "gu_upload_free", None, c_void_p)
        self.gu_upload_set_file: Callable[[Handle, Text, Any], int] = _declared(
            library, "gu_upload_set_file", c_int32, c_void_p, c_char_p, POINTER(c_void_p))
        self.gu_upload_set_file_handle: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_upload_set_file_handle", c_int32, c_void_p, c_uint64, POINTER(c_void_p))
        self.gu_upload_set_memory: Callable[[Handle, Any, int, Optional[int], Any, Any], int] = _declared(
            library, "gu_upload_set_memory", c_int32, c_void_p, c_void_p, c_uint64, c_void_p, gu_destroy_callback,
            POINTER(c_void_p))
        self.gu_upload_set_read_at: Callable[[Handle, int, Any, Optional[int], Any, Any], int] = _declared(
            library, "gu_upload_set_read_at", c_int32, c_void_p, c_uint64, gu_read_at_callback, c_void_p,
            gu_destroy_callback, POINTER(c_void_p))
        self.gu_upload_set_read: Callable[[Handle, int, Any, Optional[int], Any, Any], int] = _declared(
            library, "gu_upload_set_read", c_int32, c_void_p, c_uint64, gu_read_callback, c_void_p,
            gu_destroy_callback, POINTER(c_void_p))
        self.gu_upload_set_stream: Callable[[Handle, Any, Optional[int], Any, Any], int] = _declared(
            library, "gu_upload_set_stream", c_int32, c_void_p, gu_read_callback, c_void_p, gu_destroy_callback,
            POINTER(c_void_p))
        self.gu_upload_set_stream_handle: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_upload_set_stream_handle", c_int32, c_void_p, c_uint64, POINTER(c_void_p))
        self.gu_upload_set_spool_folder: Callable[[Handle, Text, Any], int] = _declared(
            library, "gu_upload_set_spool_folder", c_int32, c_void_p, c_char_p, POINTER(c_void_p))
        self.gu_upload_set_spool_max_bytes: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_upload_set_spool_max_bytes", c_int32, c_void_p, c_uint64, POINTER(c_void_p))
        self.gu_session_create: Callable[[Handle, Handle, int, Handle, Any, Any], int] = _declared(
            library, "gu_session_create", c_int32, c_void_p, c_void_p, c_uint64, c_void_p, POINTER(c_void_p),
            POINTER(c_void_p))
        self.gu_session_adopt: Callable[[Handle, int, Text, int, Handle, Any, Any], int] = _declared(
            library, "gu_session_adopt", c_int32, c_void_p, c_int32, c_char_p, c_uint64, c_void_p,
            POINTER(c_void_p), POINTER(c_void_p))
        self.gu_session_set_progress: Callable[[Handle, Any, Optional[int], Any, Any], int] = _declared(
            library, "gu_session_set_progress", c_int32, c_void_p, gu_progress_callback, c_void_p,
            gu_destroy_callback, POINTER(c_void_p))
        self.gu_put_chunk: Callable[[Handle, int, Any, int, Handle, Any], int] = _declared(
            library, "gu_put_chunk", c_int32, c_void_p, c_uint64, c_void_p, c_uint64, c_void_p, POINTER(c_void_p))
        self.gu_finish: Callable[[Handle, Handle, Any, Any], int] = _declared(
            library, "gu_finish", c_int32, c_void_p, c_void_p, POINTER(c_void_p), POINTER(c_void_p))
        self.gu_session_refresh: Callable[[Handle, Handle, Any], int] = _declared(
            library, "gu_session_refresh", c_int32, c_void_p, c_void_p, POINTER(c_void_p))
        self.gu_session_discard: Callable[[Handle, Handle, Any], int] = _declared(
            library, "gu_session_discard", c_int32, c_void_p, c_void_p, POINTER(c_void_p))
        self.gu_session_confirmed: Callable[[Handle], int] = _declared(
            library, "gu_session_confirmed", c_uint64, c_void_p)
        self.gu_session_next_offset: Callable[[Handle], int] = _declared(
            library, "gu_session_next_offset", c_uint64, c_void_p)
        self.gu_session_size: Callable[[Handle], int] = _declared(library, "gu_session_size", c_uint64, c_void_p)
        self.gu_session_expires_ms: Callable[[Handle], int] = _declared(
            library, "gu_session_expires_ms", c_uint64, c_void_p)
        self.gu_session_free: Callable[[Handle], None] = _declared(library, "gu_session_free", None, c_void_p)
        self.gu_queue_new: Callable[[Handle, int, Any, Any], int] = _declared(
            library, "gu_queue_new", c_int32, c_void_p, c_uint32, POINTER(c_void_p), POINTER(c_void_p))
        self.gu_queue_set_room: Callable[[Handle, int, int, Any], int] = _declared(
            library, "gu_queue_set_room", c_int32, c_void_p, c_uint32, c_uint32, POINTER(c_void_p))
        self.gu_queue_set_state_folder: Callable[[Handle, Text, Any, int, Any], int] = _declared(
            library, "gu_queue_set_state_folder", c_int32, c_void_p, c_char_p, c_void_p, c_uint64,
            POINTER(c_void_p))
        self.gu_queue_submit: Callable[[Handle, Handle, Handle, Optional[int], Any, Any, Any], int] = _declared(
            library, "gu_queue_submit", c_int32, c_void_p, c_void_p, c_void_p, c_void_p, gu_destroy_callback,
            POINTER(c_void_p), POINTER(c_void_p))
        self.gu_queue_handle: Callable[[Handle], int] = _declared(library, "gu_queue_handle", c_int64, c_void_p)
        self.gu_queue_next: Callable[[Handle, int, Handle, Any, Any], int] = _declared(
            library, "gu_queue_next", c_int32, c_void_p, c_uint32, c_void_p, POINTER(c_void_p), POINTER(c_void_p))
        self.gu_queue_pause: Callable[[Handle, Any], int] = _declared(
            library, "gu_queue_pause", c_int32, c_void_p, POINTER(c_void_p))
        self.gu_queue_continue: Callable[[Handle, Any], int] = _declared(
            library, "gu_queue_continue", c_int32, c_void_p, POINTER(c_void_p))
        self.gu_queue_cancel: Callable[[Handle, Any], int] = _declared(
            library, "gu_queue_cancel", c_int32, c_void_p, POINTER(c_void_p))
        self.gu_queue_free: Callable[[Handle], None] = _declared(library, "gu_queue_free", None, c_void_p)
        self.gu_queue_jobs: Callable[[Handle, int], int] = _declared(
            library, "gu_queue_jobs", c_uint64, c_void_p, c_int32)
        self.gu_queue_sent: Callable[[Handle], int] = _declared(library, "gu_queue_sent", c_uint64, c_void_p)
        self.gu_queue_confirmed: Callable[[Handle], int] = _declared(library, "gu_queue_confirmed", c_uint64, c_void_p)
        self.gu_queue_total: Callable[[Handle], int] = _declared(library, "gu_queue_total", c_uint64, c_void_p)
        self.gu_queue_bytes_per_second: Callable[[Handle], int] = _declared(
            library, "gu_queue_bytes_per_second", c_uint64, c_void_p)
        self.gu_queue_time_left_ms: Callable[[Handle], int] = _declared(
            library, "gu_queue_time_left_ms", c_int64, c_void_p)
        self.gu_job_id: Callable[[Handle], int] = _declared(library, "gu_job_id", c_uint64, c_void_p)
        self.gu_job_context: Callable[[Handle], Optional[int]] = _declared(
            library, "gu_job_context", c_void_p, c_void_p)
        self.gu_job_path: Callable[[Handle], bytes] = _declared(library, "gu_job_path", c_char_p, c_void_p)
        self.gu_job_stage: Callable[[Handle], int] = _declared(library, "gu_job_stage", c_int32, c_void_p)
        self.gu_job_status: Callable[[Handle], int] = _declared(library, "gu_job_status", c_int32, c_void_p)
        self.gu_job_item: Callable[[Handle], Handle] = _declared(library, "gu_job_item", c_void_p, c_void_p)
        self.gu_job_error: Callable[[Handle], Handle] = _declared(library, "gu_job_error", c_void_p, c_void_p)
        self.gu_job_sent: Callable[[Handle], int] = _declared(library, "gu_job_sent", c_uint64, c_void_p)
        self.gu_job_confirmed: Callable[[Handle], int] = _declared(library, "gu_job_confirmed", c_uint64, c_void_p)
        self.gu_job_total: Callable[[Handle], int] = _declared(library, "gu_job_total", c_uint64, c_void_p)
        self.gu_job_bytes_per_second: Callable[[Handle], int] = _declared(
            library, "gu_job_bytes_per_second", c_uint64, c_void_p)
        self.gu_job_time_left_ms: Callable[[Handle], int] = _declared(library, "gu_job_time_left_ms", c_int64, c_void_p)
        self.gu_job_late_by_ms: Callable[[Handle], int] = _declared(library, "gu_job_late_by_ms", c_int64, c_void_p)
        self.gu_job_waits_ms: Callable[[Handle], int] = _declared(library, "gu_job_waits_ms", c_uint64, c_void_p)
        self.gu_job_waits_for: Callable[[Handle], int] = _declared(library, "gu_job_waits_for", c_int32, c_void_p)
        self.gu_job_cancel: Callable[[Handle, Any], int] = _declared(
            library, "gu_job_cancel", c_int32, c_void_p, POINTER(c_void_p))
        self.gu_job_pause: Callable[[Handle, Any], int] = _declared(
            library, "gu_job_pause", c_int32, c_void_p, POINTER(c_void_p))
        self.gu_job_continue: Callable[[Handle, Any], int] = _declared(
            library, "gu_job_continue", c_int32, c_void_p, POINTER(c_void_p))
        self.gu_job_move_to_front: Callable[[Handle, Any], int] = _declared(
            library, "gu_job_move_to_front", c_int32, c_void_p, POINTER(c_void_p))
        self.gu_job_wait: Callable[[Handle, int, Handle, Any], int] = _declared(
            library, "gu_job_wait", c_int32, c_void_p, c_uint32, c_void_p, POINTER(c_void_p))
        self.gu_job_free: Callable[[Handle], None] = _declared(library, "gu_job_free", None, c_void_p)
        self.gu_session_save: Callable[[Handle, Any, int, Any, Any], int] = _declared(
            library, "gu_session_save", c_int32, c_void_p, c_void_p, c_uint64, POINTER(c_void_p), POINTER(c_void_p))
        self.gu_session_set_save_callback: Callable[[Handle, Any, int, Any, Optional[int], Any, Any], int] = _declared(
            library, "gu_session_set_save_callback", c_int32, c_void_p, c_void_p, c_uint64, gu_save_callback,
            c_void_p, gu_destroy_callback, POINTER(c_void_p))
        self.gu_session_resume: Callable[[Handle, Handle, Any, int, Any, int, Handle, Any, Any], int] = _declared(
            library, "gu_session_resume", c_int32, c_void_p, c_void_p, c_void_p, c_uint64, c_void_p, c_uint64,
            c_void_p, POINTER(c_void_p), POINTER(c_void_p))
        self.gu_state_data: Callable[[Handle], Any] = _declared(library, "gu_state_data", c_void_p, c_void_p)
        self.gu_state_length: Callable[[Handle], int] = _declared(library, "gu_state_length", c_uint64, c_void_p)
        self.gu_state_free: Callable[[Handle], None] = _declared(library, "gu_state_free", None, c_void_p)
        self.gu_token_sink_put: Callable[[Handle, Text, Any], int] = _declared(
            library, "gu_token_sink_put", c_int32, c_void_p, c_char_p, POINTER(c_void_p))
        self.gu_token_sink_was_rejected: Callable[[Handle], int] = _declared(
            library, "gu_token_sink_was_rejected", c_uint32, c_void_p)
        self.gu_token_sink_claims: Callable[[Handle], bytes] = _declared(
            library, "gu_token_sink_claims", c_char_p, c_void_p)
        self.gu_log_record_level: Callable[[Handle], int] = _declared(library, "gu_log_record_level", c_int32, c_void_p)
        self.gu_log_record_message: Callable[[Handle], bytes] = _declared(
            library, "gu_log_record_message", c_char_p, c_void_p)
        self.gu_options_new: Callable[[Any, Any], int] = _declared(
            library, "gu_options_new", c_int32, POINTER(c_void_p), POINTER(c_void_p))
        self.gu_options_set: Callable[[Handle, Text, Text, Any], int] = _declared(
            library, "gu_options_set", c_int32, c_void_p, c_char_p, c_char_p, POINTER(c_void_p))
        self.gu_options_set_token: Callable[[Handle, Text, Any], int] = _declared(
            library, "gu_options_set_token", c_int32, c_void_p, c_char_p, POINTER(c_void_p))
        self.gu_options_set_token_callback: Callable[[Handle, Any, Optional[int], Any, Any], int] = _declared(
            library, "gu_options_set_token_callback", c_int32, c_void_p, gu_token_callback, c_void_p,
            gu_destroy_callback, POINTER(c_void_p))
        self.gu_options_set_base_url: Callable[[Handle, Text, Any], int] = _declared(
            library, "gu_options_set_base_url", c_int32, c_void_p, c_char_p, POINTER(c_void_p))
        self.gu_options_set_cloud: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_options_set_cloud", c_int32, c_void_p, c_int32, POINTER(c_void_p))
        self.gu_options_add_upload_host: Callable[[Handle, Text, Any], int] = _declared(
            library, "gu_options_add_upload_host", c_int32, c_void_p, c_char_p, POINTER(c_void_p))
        self.gu_options_set_api_version: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_options_set_api_version", c_int32, c_void_p, c_int32, POINTER(c_void_p))
        self.gu_options_set_immutable_ids: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_options_set_immutable_ids", c_int32, c_void_p, c_uint32, POINTER(c_void_p))
        self.gu_options_set_user_agent: Callable[[Handle, Text, Any], int] = _declared(
            library, "gu_options_set_user_agent", c_int32, c_void_p, c_char_p, POINTER(c_void_p))
        self.gu_options_add_ca_pem: Callable[[Handle, Any, int, Any], int] = _declared(
            library, "gu_options_add_ca_pem", c_int32, c_void_p, c_void_p, c_uint64, POINTER(c_void_p))
        self.gu_options_add_ca_file: Callable[[Handle, Text, Any], int] = _declared(
            library, "gu_options_add_ca_file", c_int32, c_void_p, c_char_p, POINTER(c_void_p))
        self.gu_options_set_platform_roots: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_options_set_platform_roots", c_int32, c_void_p, c_uint32, POINTER(c_void_p))
        self.gu_options_allow_loopback: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_options_allow_loopback", c_int32, c_void_p, c_uint32, POINTER(c_void_p))
        self.gu_options_set_connect_timeout_ms: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_options_set_connect_timeout_ms", c_int32, c_void_p, c_uint64, POINTER(c_void_p))
        self.gu_options_set_stall_timeout_ms: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_options_set_stall_timeout_ms", c_int32, c_void_p, c_uint64, POINTER(c_void_p))
        self.gu_options_set_response_timeout_ms: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_options_set_response_timeout_ms", c_int32, c_void_p, c_uint64, POINTER(c_void_p))
        self.gu_options_set_commit_response_timeout_ms: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_options_set_commit_response_timeout_ms", c_int32, c_void_p, c_uint64, POINTER(c_void_p))
        self.gu_options_set_retry_budget: Callable[[Handle, int, int, Any], int] = _declared(
            library, "gu_options_set_retry_budget", c_int32, c_void_p, c_uint32, c_uint64, POINTER(c_void_p))
        self.gu_options_set_backoff_ms: Callable[[Handle, int, int, Any], int] = _declared(
            library, "gu_options_set_backoff_ms", c_int32, c_void_p, c_uint64, c_uint64, POINTER(c_void_p))
        self.gu_options_set_locked_policy: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_options_set_locked_policy", c_int32, c_void_p, c_int32, POINTER(c_void_p))
        self.gu_options_set_settle_ms: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_options_set_settle_ms", c_int32, c_void_p, c_uint64, POINTER(c_void_p))
        self.gu_options_set_baseline: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_options_set_baseline", c_int32, c_void_p, c_int32, POINTER(c_void_p))
        self.gu_options_set_one_request_bytes: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_options_set_one_request_bytes", c_int32, c_void_p, c_uint64, POINTER(c_void_p))
        self.gu_options_set_piece_bytes: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_options_set_piece_bytes", c_int32, c_void_p, c_uint64, POINTER(c_void_p))
        self.gu_options_set_log_callback: Callable[[Handle, Any, Optional[int], Any, Any], int] = _declared(
            library, "gu_options_set_log_callback", c_int32, c_void_p, gu_log_callback, c_void_p,
            gu_destroy_callback, POINTER(c_void_p))
        self.gu_options_set_proxy: Callable[[Handle, Text, Any], int] = _declared(
            library, "gu_options_set_proxy", c_int32, c_void_p, c_char_p, POINTER(c_void_p))
        self.gu_options_set_proxy_from_environment: Callable[[Handle, Any], int] = _declared(
            library, "gu_options_set_proxy_from_environment", c_int32, c_void_p, POINTER(c_void_p))
        self.gu_options_set_no_proxy: Callable[[Handle, Text, Any], int] = _declared(
            library, "gu_options_set_no_proxy", c_int32, c_void_p, c_char_p, POINTER(c_void_p))
        self.gu_options_set_client_certificate_pem: Callable[[Handle, Any, int, Any, int, Any], int] = _declared(
            library, "gu_options_set_client_certificate_pem", c_int32, c_void_p, c_void_p, c_uint64, c_void_p,
            c_uint64, POINTER(c_void_p))
        self.gu_options_set_client_certificate_files: Callable[[Handle, Text, Text, Any], int] = _declared(
            library, "gu_options_set_client_certificate_files", c_int32, c_void_p, c_char_p, c_char_p,
            POINTER(c_void_p))
        self.gu_options_set_ip_version: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_options_set_ip_version", c_int32, c_void_p, c_int32, POINTER(c_void_p))
        self.gu_options_set_rate_limit: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_options_set_rate_limit", c_int32, c_void_p, c_uint64, POINTER(c_void_p))
        self.gu_options_free: Callable[[Handle], None] = _declared(library, "gu_options_free", None, c_void_p)
        self.gu_target_set: Callable[[Handle, Text, Text, Any], int] = _declared(
            library, "gu_target_set", c_int32, c_void_p, c_char_p, c_char_p, POINTER(c_void_p))
        self.gu_target_set_content_type: Callable[[Handle, Text, Any], int] = _declared(
            library, "gu_target_set_content_type", c_int32, c_void_p, c_char_p, POINTER(c_void_p))
        self.gu_target_set_inline: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_target_set_inline", c_int32, c_void_p, c_uint32, POINTER(c_void_p))
        self.gu_target_set_content_id: Callable[[Handle, Text, Any], int] = _declared(
            library, "gu_target_set_content_id", c_int32, c_void_p, c_char_p, POINTER(c_void_p))
        self.gu_target_set_conflict: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_target_set_conflict", c_int32, c_void_p, c_int32, POINTER(c_void_p))
        self.gu_target_set_created_ms: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_target_set_created_ms", c_int32, c_void_p, c_uint64, POINTER(c_void_p))
        self.gu_target_set_modified_ms: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_target_set_modified_ms", c_int32, c_void_p, c_uint64, POINTER(c_void_p))
        self.gu_target_set_accessed_ms: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_target_set_accessed_ms", c_int32, c_void_p, c_uint64, POINTER(c_void_p))
        self.gu_target_set_description: Callable[[Handle, Text, Any], int] = _declared(
            library, "gu_target_set_description", c_int32, c_void_p, c_char_p, POINTER(c_void_p))
        self.gu_target_set_space_check: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_target_set_space_check", c_int32, c_void_p, c_uint32, POINTER(c_void_p))
        self.gu_target_set_commit: Callable[[Handle, int, Any], int] = _declared(
            library, "gu_target_set_commit", c_int32, c_void_p, c_int32, POINTER(c_void_p))
        self.gu_target_set_if_match: Callable[[Handle, Text, Any], int] = _declared(
            library, "gu_target_set_if_match", c_int32, c_void_p, c_char_p, POINTER(c_void_p))
        self.gu_target_set_if_none_match: Callable[[Handle, Text, Any], int] = _declared(
            library, "gu_target_set_if_none_match", c_int32, c_void_p, c_char_p, POINTER(c_void_p))
        self.gu_target_set_source: Callable[[Handle, Text, Text, Any], int] = _declared(
            library, "gu_target_set_source", c_int32, c_void_p, c_char_p, c_char_p, POINTER(c_void_p))
        self.gu_target_set_media_category: Callable[[Handle, Text, Any], int] = _declared(
            library, "gu_target_set_media_category", c_int32, c_void_p, c_char_p, POINTER(c_void_p))
        self.gu_version_string: Callable[[], bytes] = _declared(library, "gu_version_string", c_char_p)
        self.gu_version_number: Callable[[], int] = _declared(library, "gu_version_number", c_uint32)
