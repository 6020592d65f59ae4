## Flags that end calls, and the calls that wait.

import ./callbacks, ./ending, ./errors, ./handles, ./library, ./mailbox, ./native

type
  Cancel* = object
    ## A flag that ends what waits. Give it to any number of calls and raise it from any thread, or from a handler of Ctrl-C.
    ## Once raised it stays raised.
    owner: Owner[gu_cancel]

proc newCancel*(): Cancel =
  ensureLoaded()
  var handle: ptr gu_cancel
  call(gu.cancel_new, addr handle)
  Cancel(owner: owned(handle))

proc request*(cancel: Cancel) {.raises: [].} =
  ## Raises it: calls that were given it end within a tenth of a second with a `CancelledError`. May be called in a signal
  ## handler.
  if cancel.owner.handle != nil:
    gu.cancel_request(cancel.owner.handle)

proc requested*(cancel: Cancel): bool {.raises: [].} =
  cancel.owner.handle != nil and gu.cancel_is_requested(cancel.owner.handle) != 0

proc onPoll(context: pointer): int32 {.cdecl, gcsafe, raises: [].} =
  # On the thread of the call. Procs of its jobs run meanwhile.
  serve()
  int32 gu.cancel_is_requested(cast[ptr gu_cancel](context))

proc waiting*(run: Run; client: pointer; cancel: Cancel; timeoutMs: int;
              function: proc (flag: ptr gu_cancel; error: ptr ptr gu_error): gu_status {.closure, gcsafe.}): Status =
  ## Makes a call that waits, with a flag of its own. Raises if it fails; the item of a `DiffersError` is the caller's.
  var flag: ptr gu_cancel
  call(gu.cancel_new, addr flag)
  let ending = begin(flag)
  let outer = current
  current = run
  var error: ptr gu_error
  try:
    call(gu.cancel_set_poll, flag, onPoll, cancel.owner.handle, nil)
    if timeoutMs >= 0:
      call(gu.cancel_set_deadline_ms, flag, uint64 max(1, timeoutMs))
    result = function(flag, addr error)
    serve()
  finally:
    current = outer
    finish ending
    gu.cancel_free(flag)
  if result != GU_OK:
    let isStopped = cancel.requested or run.raised != nil or run.isStopped
    let failed = taken(error, result, isLate = result == GU_ERR_CANCELLED and timeoutMs >= 0 and not isStopped)
    if result == GU_ERR_DIFFERS and run.raised == nil:
      raise failed
    raise failure(run, client, failed)
