## Exceptions. Every failure of an upload is a `GraphUploadError`; its type tells what the caller can do about it.

import std/[macros, strutils]
import ./item, ./native

type
  Status* = gu_status
    ## What happened, as a number of the C API, such as `GU_ERR_NETWORK`. `$` gives its name.

  GraphUploadError* = object of CatchableError
    ## An upload failed. `msg` says what was being done, what happened, and what the service said about it.
    status*: Status
    httpStatus*: int ## HTTP status of the response that caused the error, or 0
    serviceCodes*: seq[string] ## the service's error codes, from the outermost to the most specific
    requestId*: string ## by which the service's operators find the request, or ""
    host*: string ## that responded or could not be reached, or ""
    diagnostics*: string ## of the service, for its operators, or ""
    claims*: string ## the claims challenge of a 401 response, or ""
    retryAfterMs*: int64 ## how long the service asked to wait, or 0
    osError*: int ## the operating system's error number, or 0
    retryable*: bool ## whether repeating the same call later may help
    inDoubt*: bool ## whether the file may be stored although the call failed
    sessionKept*: bool ## whether the upload session still exists at the service
    offset*: int64 ## the offset in the file that the error is about
    attempts*: int ## in a row without progress

  ArgumentError* = object of GraphUploadError
    ## An argument is wrong, or the service refused the request (`httpStatus` is not 0 then).
  StateError* = object of GraphUploadError
    ## An object is not in a state for this call: closed, discarded, incomplete, or of another process.
  BusyError* = object of StateError
    ## Another call on the same session is running, or the queue is full.
  CancelledError* = object of GraphUploadError
    ## The upload, or the wait, was cancelled.
  DeadlineError* = object of CancelledError
    ## The upload was cancelled because its time has passed.
  SavedStateError* = object of GraphUploadError
    ## A saved upload cannot be used: damaged, of another upload, or sealed with another key.
  SourceError* = object of GraphUploadError
    ## The source cannot be read, is too short, has changed, or cannot be read again.
  ResourceError* = object of GraphUploadError
    ## The process is out of memory, descriptors or threads, or a disk is full.
  NetworkError* = object of GraphUploadError
    ## The connection failed or broke, the peer is not trusted, or a timeout passed.
  SignInError* = object of GraphUploadError
    ## There is no token, or the service refused it.
  DeniedError* = object of GraphUploadError
    ## The token does not permit this.
  NotFoundError* = object of GraphUploadError
    ## The target does not exist.
  ConflictError* = object of GraphUploadError
    ## The name is taken, the item is locked, or a condition does not hold.
  LimitError* = object of GraphUploadError
    ## The file is too large or too small, or the space is used up.
  ServiceError* = object of GraphUploadError
    ## The service failed, or its response makes no sense.
  ThrottledError* = object of ServiceError
    ## The service is overloaded and asks to wait; see `retryAfterMs`.
  OutcomeUnknownError* = object of GraphUploadError
    ## The file may or may not be stored. The same upload with the same state file finds out.
  DiffersError* = object of GraphUploadError
    ## The stored file is not what was sent.
    item*: Item
  BugError* = object of GraphUploadError
    ## A fault of the library. Please report it.

  StopUpload* = object of CatchableError
    ## A callback raises it to cancel its upload, which then ends with a `CancelledError`.

func statusName*(error: ref GraphUploadError): string =
  ## The name of its status, such as "GU_ERR_NETWORK".
  $error.status

func serviceCode*(error: ref GraphUploadError): string =
  ## The service's most specific error code, or "".
  if error.serviceCodes.len > 0: error.serviceCodes[^1] else: ""

func blank*(status: Status): ref GraphUploadError =
  ## An error of the type that a status has.
  if status == GU_ERR_ARGUMENT: result = (ref ArgumentError)()
  elif status in [GU_ERR_STATE, GU_ERR_INCOMPLETE, GU_ERR_STORED]: result = (ref StateError)()
  elif status == GU_ERR_BUSY: result = (ref BusyError)()
  elif status == GU_ERR_CANCELLED: result = (ref CancelledError)()
  elif status == GU_ERR_SAVED_STATE: result = (ref SavedStateError)()
  elif status in [GU_ERR_SOURCE_UNREADABLE, GU_ERR_SOURCE_SHORT, GU_ERR_SOURCE_CHANGED, GU_ERR_REWIND]:
    result = (ref SourceError)()
  elif status in [GU_ERR_MEMORY, GU_ERR_RESOURCES]: result = (ref ResourceError)()
  elif status in [GU_ERR_NETWORK, GU_ERR_TLS, GU_ERR_TIMEOUT]: result = (ref NetworkError)()
  elif status == GU_ERR_SIGN_IN: result = (ref SignInError)()
  elif status == GU_ERR_DENIED: result = (ref DeniedError)()
  elif status == GU_ERR_NOT_FOUND: result = (ref NotFoundError)()
  elif status == GU_ERR_CONFLICT: result = (ref ConflictError)()
  elif status in [GU_ERR_TOO_LARGE, GU_ERR_TOO_SMALL, GU_ERR_QUOTA]: result = (ref LimitError)()
  elif status == GU_ERR_THROTTLED: result = (ref ThrottledError)()
  elif status in [GU_ERR_SERVER, GU_ERR_EXPIRED, GU_ERR_UNEXPECTED_RESPONSE]: result = (ref ServiceError)()
  elif status == GU_ERR_OUTCOME_UNKNOWN: result = (ref OutcomeUnknownError)()
  elif status == GU_ERR_DIFFERS: result = (ref DiffersError)()
  elif status == GU_ERR_BUG: result = (ref BugError)()
  else: result = (ref GraphUploadError)()
  result.status = status

proc fill(error: ref GraphUploadError; details: ptr gu_error) =
  let message = $gu.error_message(details)
  error.msg = if message.len > 0: message else: $error.status
  error.httpStatus = int gu.error_http_status(details)
  error.serviceCodes = ($gu.error_service_codes(details)).splitWhitespace
  error.requestId = $gu.error_request_id(details)
  error.host = $gu.error_host(details)
  error.diagnostics = $gu.error_diagnostics(details)
  error.claims = $gu.error_claims(details)
  error.retryAfterMs = int64 gu.error_retry_after_ms(details)
  error.osError = int gu.error_os_error(details)
  error.retryable = gu.error_is_retryable(details) != 0
  error.inDoubt = gu.error_in_doubt(details) != 0
  error.sessionKept = gu.error_session_kept(details) != 0
  error.offset = int64 gu.error_offset(details)
  error.attempts = int gu.error_attempts(details)

proc described*(error: ptr gu_error; status: Status): ref GraphUploadError =
  ## The exception for an error object, which stays the caller's.
  result = blank(status)
  result.fill error

proc taken*(error: ptr gu_error; status: Status; isLate = false): ref GraphUploadError =
  ## The exception for an error object, which is freed.
  if isLate:
    result = (ref DeadlineError)(status: status)
    result.fill error
    result.msg = "the time has passed: " & result.msg
  else:
    result = described(error, status)
  gu.error_free(error)

proc failed*(status: Status; message: string): ref GraphUploadError =
  ## An error that this package has found itself.
  result = blank(status)
  result.msg = message

macro call*(function: untyped; arguments: varargs[untyped]): untyped =
  ## Makes a fallible call.
  let error = genSym(nskVar, "error")
  let made = newCall(function)
  for argument in arguments:
    made.add argument
  made.add newCall(bindSym"addr", error)
  result = quote do:
    block:
      var `error`: ptr gu_error
      let status = `made`
      if status != GU_OK:
        raise taken(`error`, status)
