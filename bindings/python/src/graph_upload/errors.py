"""Exceptions. Every failure of an upload is a `GraphUploadError`; its class tells what the caller can do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Optional, Tuple

from ._native import Status

if TYPE_CHECKING:
    from .item import Item

__all__ = [
    "GraphUploadError", "ArgumentError", "StateError", "BusyError", "CancelledError", "DeadlineError", "SavedStateError",
    "SourceError", "ResourceError", "NetworkError", "SignInError", "DeniedError", "NotFoundError", "ConflictError",
    "LimitError", "ThrottledError", "ServiceError", "OutcomeUnknownError", "DiffersError", "BugError",
]


class GraphUploadError(Exception):
    """An upload failed. `str()` gives the message; the other facts are attributes."""

    #: What happened, as a number of the C API; see `Status`. Numbers that this version does not know are kept.
    status: int
    #: Its name, such as "GU_ERR_NETWORK".
    status_name: str
    #: For people: what was being done, what happened, and the service's message.
    message: str
    #: HTTP status of the response that caused the error, or 0.
    http_status: int
    #: The service's error codes, from the outermost to the most specific.
    service_codes: Tuple[str, ...]
    #: The id by which the service's operators find the request, or "".
    request_id: str
    #: The host that responded or could not be reached, or "".
    host: str
    #: The service's diagnostics for its operators, or "".
    diagnostics: str
    #: The claims challenge of a 401 response, or "".
    claims: str
    #: How long the service asked to wait, in milliseconds, or 0.
    retry_after_ms: int
    #: The operating system's error number, or 0.
    os_error: int
    #: Whether repeating the same call later may help.
    retryable: bool
    #: Whether the file may be stored although the call failed.
    in_doubt: bool
    #: Whether the upload session still exists at the service.
    session_kept: bool
    #: The offset in the file that the error is about.
    offset: int
    #: The number of attempts in a row without progress.
    attempts: int

    def __init__(self, message: str = "", **fields: Any) -> None:
        super().__init__(message)
        self.message = message
        values = {**_NOTHING, **fields}
        for name in _NOTHING:
            setattr(self, name, values.pop(name))
        if values:
            raise TypeError(f"unknown fields: {', '.join(values)}")

    @property
    def service_code(self) -> str:
        """The service's most specific error code, or ""."""
        return self.service_codes[-1] if self.service_codes else ""

    def __reduce__(self) -> Tuple[Any, ...]:
        fields = {name: getattr(self, name) for name in _NOTHING}
        return _restored, (type(self), self.message, fields), self.__dict__


_NOTHING: Mapping[str, Any] = {
    "status": 0, "status_name": "", "http_status": 0, "service_codes": (), "request_id": "", "host": "", "diagnostics": "",
    "claims": "", "retry_after_ms": 0, "os_error": 0, "retryable": False, "in_doubt": False, "session_kept": False,
    "offset": 0, "attempts": 0,
}


def _restored(kind: Any, message: str, fields: Mapping[str, Any]) -> Any:
    return kind(message, **fields)


class ArgumentError(GraphUploadError, ValueError):
    """An argument is wrong, or the service refused the request (`http_status` is not 0 then)."""


class StateError(GraphUploadError):
    """An object is not in a state for this call: closed, discarded, incomplete, or of another process."""


class BusyError(StateError):
    """Another call on the same session is running, or the queue is full."""


class CancelledError(GraphUploadError):
    """The upload was cancelled."""


class DeadlineError(CancelledError, TimeoutError):
    """The upload was cancelled because its timeout has passed."""


class SavedStateError(GraphUploadError):
    """A saved upload cannot be used: damaged, of another upload, or sealed with another key."""


class SourceError(GraphUploadError):
    """The source cannot be read, is too short, has changed, or cannot be read again."""


class ResourceError(GraphUploadError):
    """The process is out of memory, descriptors or threads, or a disk is full."""


class NetworkError(GraphUploadError):
    """The connection failed or broke, the peer is not trusted, or a timeout passed."""


class SignInError(GraphUploadError):
    """There is no token, or the service refused it."""


class DeniedError(GraphUploadError):
    """The token does not permit this."""


class NotFoundError(GraphUploadError):
    """The target does not exist."""


class ConflictError(GraphUploadError):
    """The name is taken, the item is locked, or a condition does not hold."""


class LimitError(GraphUploadError):
    """The file is too large or too small, or the space is used up."""


class ServiceError(GraphUploadError):
    """The service failed, or its response makes no sense."""


class ThrottledError(ServiceError):
    """The service is overloaded and asks to wait; see `retry_after_ms`."""


class OutcomeUnknownError(GraphUploadError):
    """The file may or may not be stored. The same upload with the same state file finds out."""


class DiffersError(GraphUploadError):
    """The stored file is not what was sent; `item` describes it."""

    item: Optional["Item"] = None


class BugError(GraphUploadError):
    """A fault of the library. Please report it."""


_CLASSES = {
    Status.ARGUMENT: ArgumentError, Status.STATE: StateError, Status.BUSY: BusyError, Status.CANCELLED: CancelledError,
    Status.SAVED_STATE: SavedStateError, Status.INCOMPLETE: StateError, Status.STORED: StateError,
    Status.SOURCE_UNREADABLE: SourceError, Status.SOURCE_SHORT: SourceError, Status.SOURCE_CHANGED: SourceError,
    Status.REWIND: SourceError, Status.MEMORY: ResourceError, Status.RESOURCES: ResourceError,
    Status.NETWORK: NetworkError, Status.TLS: NetworkError, Status.TIMEOUT: NetworkError, Status.SIGN_IN: SignInError,
    Status.DENIED: DeniedError, Status.NOT_FOUND: NotFoundError, Status.CONFLICT: ConflictError,
    Status.TOO_LARGE: LimitError, Status.TOO_SMALL: LimitError, Status.QUOTA: LimitError,
    Status.THROTTLED: ThrottledError, Status.SERVER: ServiceError, Status.EXPIRED: ServiceError,
    Status.UNEXPECTED_RESPONSE: ServiceError, Status.OUTCOME_UNKNOWN: OutcomeUnknownError, Status.DIFFERS: DiffersError,
    Status.BUG: BugError,
}


def error_class(status: int) -> "type[GraphUploadError]":
    """The class for a status."""
    return _CLASSES.get(status, GraphUploadError)  # type: ignore[call-overload, no-any-return]
