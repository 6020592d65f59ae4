## Clients: connections, token and policy, shared by uploads.

import std/[logging, options]
import ./callbacks, ./cancel, ./errors, ./handles, ./item, ./library, ./mailbox, ./native, ./source, ./target, ./upload

type
  Client* = object
    ## Connections, token and policy. It may be copied to any thread; the last copy closes it.
    owner*: Owner[gu_client]

proc toLogging*(level: LogLevel; message: string) =
  ## Writes messages to the handlers of std/logging.
  logging.log(if level == GU_LOG_WARNING: lvlWarn else: lvlInfo, message)

proc set(handle: ptr gu_options; options: openArray[(string, string)]; log: LogProc) =
  for (name, value) in options:
    call(gu.options_set, handle, checked(name, "option"), checked(value, name))
  if log != nil:
    call(gu.options_set_log_callback, handle, onLog, newContext(LogContext(write: log)), destroyContext)

proc made(options: ptr gu_options): Client =
  var handle: ptr gu_client
  call(gu.client_new, options, addr handle)
  Client(owner: owned(handle))

proc newClient*(token = ""; options: openArray[(string, string)] = []; log: LogProc = toLogging): Client =
  ## Makes a client; without a token, `setToken` gives it one. The options are those of `gu_options_set`, such as
  ## `{"user_agent": "NONISV|Company|App/1.0"}`; one that can be set several times may stand there several times.
  ensureLoaded()
  var handle: ptr gu_options
  call(gu.options_new, addr handle)
  try:
    handle.set(options, log)
    if token.len > 0:
      call(gu.options_set_token, handle, checked(token, "token"))
    result = made(handle)
  finally:
    gu.options_free(handle)

proc newClient*(token: TokenProc; options: openArray[(string, string)] = []; log: LogProc = toLogging): Client =
  ## Makes a client that fetches its token by a proc, for its first request and whenever the service refuses it. The proc runs
  ## on this thread: while it waits for an upload of its own or a queue, or in `serve`.
  ensureLoaded()
  var handle: ptr gu_options
  call(gu.options_new, addr handle)
  try:
    handle.set(options, log)
    let context = TokenContext(fetch: token)
    call(gu.options_set_token_callback, handle, onToken, newContext(context), destroyContext)
    result = made(handle)
    context.client = weak(result.owner)
    context.identity = result.owner.identity
  finally:
    gu.options_free(handle)

proc setToken*(client: Client; token: string) =
  ## Sets the token for all requests from now on; "" for none.
  client.owner.use("client", handle):
    forgetTokenError(client.owner.identity)
    call(gu.client_set_token, handle, (if token.len > 0: checked(token, "token") else: nil))

proc close*(client: Client) =
  ## Closes it. What runs goes on.
  client.owner.close()

proc upload*(client: Client; source: Source; target: Target; progress: ProgressProc = nil; timeoutMs = -1;
             cancel = Cancel(); stateFile = ""; key = ""; keepOnCancel = none(bool); differsIsError = false;
             spoolFolder = ""; spoolMaxBytes = 0'i64): Item {.gcsafe.} =
  ## Uploads, and returns the stored file or raises a `GraphUploadError`. Procs run on this thread; what they raise ends the
  ## upload and is raised here.
  ##
  ## `timeoutMs` is for the whole upload, and `cancel` ends it from another thread or a handler of Ctrl-C. `stateFile` is where
  ## the upload is saved while it runs: the same call continues it, also in another process; `key`, 32 bytes, seals the file.
  let run = Run(stop: newStop())
  var item: ptr gu_item
  client.owner.use("client", handle):
    let upload = newUpload(source, Settings(progress: progress, stateFile: stateFile, key: key,
      keepOnCancel: keepOnCancel, differsIsError: differsIsError, spoolFolder: spoolFolder,
      spoolMaxBytes: spoolMaxBytes), run)
    try:
      withTarget(target, source.name, place):
        discard waiting(run, client.owner.identity, cancel, timeoutMs,
          proc (flag: ptr gu_cancel; error: ptr ptr gu_error): gu_status =
            gu.upload_run(upload, handle, place, flag, addr item, error))
      result = itemOf(item)
    except DiffersError as error:
      error.item = itemOf(item)
      raise
    finally:
      gu.item_free(item)
      gu.upload_free(upload)
      serve()
