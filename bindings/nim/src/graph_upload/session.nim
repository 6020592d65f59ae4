## Sessions: uploads whose bytes the caller produces over time.

import ./callbacks, ./cancel, ./client, ./errors, ./handles, ./item, ./mailbox, ./native, ./target, ./upload

type
  Kind* = gu_kind
    ## What an adopted session is for, such as `GU_KIND_DRIVE_ITEM`.

  Session* = object
    ## An upload that the caller feeds, one call at a time. It may be copied to any thread; the last copy closes it. What was
    ## neither finished nor discarded stays at the service until it expires.
    owner: Owner[gu_session]
    client: pointer

proc made(client: Client; cancel: Cancel; timeoutMs: int;
          create: proc (handle: ptr gu_client; flag: ptr gu_cancel; session: ptr ptr gu_session;
                        error: ptr ptr gu_error): gu_status {.closure, gcsafe.}): Session =
  client.owner.use("client", handle):
    var session: ptr gu_session
    discard waiting(Run(), client.owner.identity, cancel, timeoutMs,
      proc (flag: ptr gu_cancel; error: ptr ptr gu_error): gu_status = create(handle, flag, addr session, error))
    result = Session(owner: owned(session), client: client.owner.identity)

proc newSession*(client: Client; target: Target; size: int64; timeoutMs = -1; cancel = Cancel()): Session =
  ## Creates an upload session for a file of that size.
  withTarget(target, "", place):
    result = made(client, cancel, timeoutMs,
      proc (handle: ptr gu_client; flag: ptr gu_cancel; session: ptr ptr gu_session;
            error: ptr ptr gu_error): gu_status =
        gu.session_create(handle, place, uint64 size, flag, session, error))

proc adoptSession*(client: Client; kind: Kind; uploadUrl: string; size: int64; timeoutMs = -1;
                   cancel = Cancel()): Session =
  ## Continues an upload session that someone else has created.
  let url = checked(uploadUrl, "uploadUrl")
  made(client, cancel, timeoutMs,
    proc (handle: ptr gu_client; flag: ptr gu_cancel; session: ptr ptr gu_session; error: ptr ptr gu_error): gu_status =
      gu.session_adopt(handle, kind, url, uint64 size, flag, session, error))

proc resumeSession*(client: Client; target: Target; state: string; key = ""; timeoutMs = -1; cancel = Cancel()): Session =
  ## Continues a session that `save` has saved, also in another process.
  let start = cstring state
  let length = uint64 state.len
  let seal = keyBytes(key)
  withTarget(target, "", place):
    result = made(client, cancel, timeoutMs,
      proc (handle: ptr gu_client; flag: ptr gu_cancel; session: ptr ptr gu_session;
            error: ptr ptr gu_error): gu_status =
        gu.session_resume(handle, place, start, length, seal, uint64 key.len, flag, session, error))

template blocking(session: Session; cancel: Cancel; timeoutMs: int; handle, flag, error, body: untyped) =
  session.owner.use("session", handle):
    discard waiting(Run(), session.client, cancel, timeoutMs,
      proc (flag: ptr gu_cancel; error: ptr ptr gu_error): gu_status = body)

proc put*(session: Session; data: openArray[char]; offset = -1'i64; timeoutMs = -1; cancel = Cancel()) =
  ## Puts bytes, any number of them, from `offset` on, which is a check; default: where the next ones must start. After a
  ## `SourceError` with the status `GU_ERR_REWIND` put them again from `session.offset` on.
  let start = if data.len > 0: cast[pointer](unsafeAddr data[0]) else: nil
  let length = uint64 data.len
  session.blocking(cancel, timeoutMs, handle, flag, error):
    let at = if offset < 0: gu.session_next_offset(handle) else: uint64 offset
    gu.put_chunk(handle, at, start, length, flag, error)

proc put*(session: Session; data: openArray[byte]; offset = -1'i64; timeoutMs = -1; cancel = Cancel()) =
  ## The same.
  let bytes = cast[ptr UncheckedArray[char]](if data.len > 0: unsafeAddr data[0] else: nil)
  session.put(toOpenArray(bytes, 0, data.high), offset, timeoutMs, cancel)

proc finish*(session: Session; timeoutMs = -1; cancel = Cancel()): Item =
  ## Ends the upload and returns the stored file. Called again, it returns it again; after an `OutcomeUnknownError` it asks the
  ## service whether the file is stored.
  var item: ptr gu_item
  try:
    session.blocking(cancel, timeoutMs, handle, flag, error):
      gu.finish(handle, flag, addr item, error)
    result = itemOf(item)
  finally:
    gu.item_free(item)

proc refresh*(session: Session; timeoutMs = -1; cancel = Cancel()) =
  ## Asks the service where the upload stands.
  session.blocking(cancel, timeoutMs, handle, flag, error):
    gu.session_refresh(handle, flag, error)

proc discardUpload*(session: Session; timeoutMs = -1; cancel = Cancel()) =
  ## Abandons the upload, so that nothing is left at the service.
  session.blocking(cancel, timeoutMs, handle, flag, error):
    gu.session_discard(handle, flag, error)

proc save*(session: Session; key = ""): string =
  ## The state for `resumeSession`, sealed with a key of 32 bytes. Without one it is a secret: with it anyone can write to the
  ## upload.
  session.owner.use("session", handle):
    var state: ptr gu_state
    call(gu.session_save, handle, keyBytes(key), uint64 key.len, addr state)
    result = bytesOf(state)
    gu.state_free(state)

proc onProgress*(session: Session; show: ProgressProc) =
  ## Sets what is told of the progress, on this thread. What it raises ends the call, which raises it.
  session.owner.use("session", handle):
    call(gu.session_set_progress, handle, callbacks.onProgress, newContext(ProgressContext(show: show)), destroyContext)

proc onSave*(session: Session; save: SaveProc; key = "") =
  ## Sets what saves each new state, before the service can know of it. What it raises ends the call, which raises it.
  session.owner.use("session", handle):
    call(gu.session_set_save_callback, handle, keyBytes(key), uint64 key.len, callbacks.onSave,
         newContext(SaveContext(save: save)), destroyContext)

proc offset*(session: Session): int64 =
  ## Where the next `put` must start.
  session.owner.use("session", handle): result = int64 gu.session_next_offset(handle)

proc confirmed*(session: Session): int64 =
  ## Bytes that the service has confirmed, from the start of the file without a gap.
  session.owner.use("session", handle): result = int64 gu.session_confirmed(handle)

proc size*(session: Session): int64 =
  session.owner.use("session", handle): result = int64 gu.session_size(handle)

proc expiresMs*(session: Session): int64 =
  ## When it expires, in milliseconds since 1970; 0 if the service did not say.
  session.owner.use("session", handle): result = int64 gu.session_expires_ms(handle)

proc close*(session: Session) =
  ## Closes it, and sends nothing.
  session.owner.close()
