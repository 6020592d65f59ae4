## The functions that the library calls. On the thread that has given a proc they run it at once; on any other they leave a
## request in its mailbox.

import std/[options, tables]
import ./errors, ./handles, ./item, ./mailbox, ./native

type
  ProgressProc* = proc (now: Progress) {.closure.}
    ## Is told how far an upload is. What it raises ends the upload; `StopUpload` cancels it.
  ReadProc* = proc (buffer: pointer; length: int): int {.closure.}
    ## Reads the next bytes, at most `length`, and returns how many; 0 at the end.
  ReadAtProc* = proc (offset: int64; buffer: pointer; length: int): int {.closure.}
    ## Reads bytes at an offset.
  SaveProc* = proc (state: string) {.closure.}
    ## Saves the state of a session.
  LogLevel* = gu_log_level
  LogProc* = proc (level: LogLevel; message: string) {.closure.}
  TokenRequest* = object
    ## What token is wanted.
    rejected*: bool ## whether the service refused the last one, so that a cached one is of no use
    claims*: string ## that the service wants in the token, for the sign-in library; empty if it wants none
  TokenProc* = proc (request: TokenRequest): string {.closure.}
    ## Fetches an access token.

  Run* = ref object
    ## One upload, as its procs see it.
    raised*: ref Exception ## the first that a proc has raised
    isStopped*: bool ## by `StopUpload`
    stop*: Stop

  ProgressContext* = ref object of RootObj
    run*: Run ## nil: that of the call under way
    show*: ProgressProc
  ReadContext* = ref object of RootObj
    run*: Run
    read*: ReadProc
    readAt*: ReadAtProc
  SaveContext* = ref object of RootObj
    save*: SaveProc
  LogContext* = ref object of RootObj
    write*: LogProc
  TokenContext* = ref object of RootObj
    fetch*: TokenProc
    client*: Weak[gu_client]
    identity*: pointer ## of the client

  ProgressRequest = object of Request
    numbers: Numbers
  ReadRequest = object of Request
    offset: uint64
    buffer: pointer
    length: uint32
    count: ptr uint32
    result: int32
  SaveRequest = object of Request
    state: ptr gu_state
    result: int32
  LogRequest = object of Request
    level: gu_log_level
    message: array[500, char] # a longer one is cut
  TokenRequested = object of Request
    rejected: bool
    claims: array[4000, char]

var
  current* {.threadvar.}: Run
    ## Of the call under way on this thread.
  tokenErrors {.threadvar.}: Table[pointer, ref Exception]
    ## What the token proc of a client has raised last.

template guarded(runs: Run; failing: int32; body: untyped): int32 =
  ## Runs a proc of the caller's. Nothing may leave a callback: it is kept, and raised by the call that waits.
  var code = 0'i32
  let run: Run = runs
  try:
    {.cast(gcsafe).}:
      body
  except StopUpload:
    code = GU_READ_STOP
    if run != nil:
      run.isStopped = true
  except Exception as error:
    code = failing
    if run != nil and run.raised == nil:
      run.raised = error
  code

proc runOf(context: Run): Run =
  if context != nil: context else: current

proc copyText(to: var openArray[char]; text: cstring) =
  for index in 0 ..< to.high:
    to[index] = text[index]
    if text[index] == '\0':
      return
  to[to.high] = '\0'

# ---- progress

proc show(context: ptr Context; numbers: Numbers): int32 =
  let progress = context.value(ProgressContext)
  result = guarded(runOf(progress.run), 1):
    progress.show(progressOf(numbers))

proc answerProgress(request: ptr Request) {.nimcall, gcsafe, raises: [].} =
  # The job does not wait for it: it ends at the next call.
  if not request.context.stop.isRaised and show(request.context, cast[ptr ProgressRequest](request).numbers) != 0:
    raiseStop request.context.stop

proc onProgress*(progress: ptr gu_progress; context: pointer): int32 {.cdecl, gcsafe, raises: [].} =
  let context = cast[ptr Context](context)
  if context.stop.isRaised:
    return 1
  if context.isMine:
    return show(context, numbersOf(progress))
  let request = allocated(ProgressRequest)
  request.context = context
  request.answer = answerProgress
  request.numbers = numbersOf(progress)
  post request, replaces = true

# ---- sources

proc read(context: ptr Context; request: ptr ReadRequest): int32 =
  let source = context.value(ReadContext)
  result = guarded(runOf(source.run), GU_READ_FAILED):
    let length = int request.length
    let count = if source.read != nil: source.read(request.buffer, length)
                else: source.readAt(int64 request.offset, request.buffer, length)
    if count notin 0 .. length:
      raise newException(ValueError, "the source has read " & $count & " bytes of " & $length)
    request.count[] = uint32 count

proc answerRead(request: ptr Request) {.nimcall, gcsafe, raises: [].} =
  let wish = cast[ptr ReadRequest](request)
  wish.result = read(request.context, wish)

proc onReadAt*(offset: uint64; buffer: pointer; length: uint32; count: ptr uint32;
               context: pointer): int32 {.cdecl, gcsafe, raises: [].} =
  let context = cast[ptr Context](context)
  if context.stop.isRaised:
    return GU_READ_STOP
  var request = ReadRequest(context: context, answer: answerRead, offset: offset, buffer: buffer, length: length,
                            count: count)
  if context.isMine:
    return read(context, addr request)
  if ask(addr request): request.result else: GU_READ_STOP

proc onRead*(buffer: pointer; length: uint32; count: ptr uint32;
             context: pointer): int32 {.cdecl, gcsafe, raises: [].} =
  onReadAt(0, buffer, length, count, context)

# ---- states of sessions

proc bytesOf*(state: ptr gu_state): string =
  result = newString(int gu.state_length(state))
  if result.len > 0:
    copyMem(addr result[0], gu.state_data(state), result.len)

proc save(context: ptr Context; state: ptr gu_state): int32 =
  result = guarded(current, 1):
    context.value(SaveContext).save(bytesOf(state))

proc answerSave(request: ptr Request) {.nimcall, gcsafe, raises: [].} =
  let wish = cast[ptr SaveRequest](request)
  wish.result = save(request.context, wish.state)

proc onSave*(state: ptr gu_state; context: pointer): int32 {.cdecl, gcsafe, raises: [].} =
  let context = cast[ptr Context](context)
  if context.isMine:
    return save(context, state)
  var request = SaveRequest(context: context, answer: answerSave, state: state)
  if ask(addr request): request.result else: 1

# ---- logs

proc write(context: ptr Context; level: gu_log_level; message: cstring) =
  # What it raises has nowhere to go, and does not end an upload.
  discard guarded(nil, 0):
    context.value(LogContext).write(level, $message)

proc answerLog(request: ptr Request) {.nimcall, gcsafe, raises: [].} =
  let wish = cast[ptr LogRequest](request)
  write(request.context, wish.level, cast[cstring](addr wish.message))

proc onLog*(record: ptr gu_log_record; context: pointer) {.cdecl, gcsafe, raises: [].} =
  let context = cast[ptr Context](context)
  if context.isMine:
    write(context, gu.log_record_level(record), gu.log_record_message(record))
    return
  let request = allocated(LogRequest)
  request.context = context
  request.answer = answerLog
  request.level = gu.log_record_level(record)
  copyText(request.message, gu.log_record_message(record))
  post request

# ---- tokens

proc fetch(context: TokenContext; rejected: bool; claims: string): Option[string] {.raises: [].} =
  ## The token, or none if the proc has raised.
  let run = Run()
  var token: string
  let code = guarded(run, 1):
    token = context.fetch(TokenRequest(rejected: rejected, claims: claims))
    if token.len == 0:
      raise newException(ValueError, "the token proc has returned an empty token")
  if run.raised != nil:
    tokenErrors[context.identity] = run.raised
  else:
    tokenErrors.del context.identity
  if code == 0:
    result = some token

proc answerToken(request: ptr Request) {.nimcall, gcsafe, raises: [].} =
  let wish = cast[ptr TokenRequested](request)
  let context = request.context.value(TokenContext)
  let token = fetch(context, wish.rejected, $cast[cstring](addr wish.claims))
  ifOpen(context.client, client):
    # What is no token ends whatever waits for one, as none does.
    if token.isNone or gu.client_set_token(client, cstring token.get, nil) != GU_OK:
      discard gu.client_set_token(client, nil, nil)

proc onToken*(sink: ptr gu_token_sink; context: pointer): int32 {.cdecl, gcsafe, raises: [].} =
  let context = cast[ptr Context](context)
  if context.isMine:
    let token = fetch(context.value(TokenContext), gu.token_sink_was_rejected(sink) != 0,
                      $gu.token_sink_claims(sink))
    if token.isSome and gu.token_sink_put(sink, cstring token.get, nil) == GU_OK: return 0
    return -1
  # No thread waits: the upload does, until the token is set, and can be cancelled meanwhile.
  let request = allocated(TokenRequested)
  request.context = context
  request.answer = answerToken
  request.rejected = gu.token_sink_was_rejected(sink) != 0
  copyText(request.claims, gu.token_sink_claims(sink))
  post request, replaces = true
  GU_TOKEN_LATER

proc tokenError*(client: pointer): ref Exception =
  ## What the token proc of a client has raised, if it belongs to this thread.
  tokenErrors.getOrDefault(client)

proc forgetTokenError*(client: pointer) =
  tokenErrors.del client

proc failure*(run: Run; client: pointer; error: ref GraphUploadError): ref Exception =
  ## What a failed call raises: what a proc of the caller's has raised, or its own error.
  if run != nil and run.raised != nil:
    return run.raised
  if error.status == GU_ERR_SIGN_IN:
    result = tokenError(client)
  if result == nil:
    result = error
