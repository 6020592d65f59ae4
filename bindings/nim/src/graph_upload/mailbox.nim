## Procs of the caller's run on the thread that has given them, and nowhere else: reference counts of Nim are not atomic, so
## even to call a closure on a thread of the library would be a race.
##
## A thread that gives a proc has a mailbox. What the library calls on another thread becomes a request there, which the
## thread answers while it waits inside this package, or in `serve`. Code that runs on threads of the library allocates
## nothing of Nim's.

import std/[atomics, locks]
import ./handles
when defined(posix):
  import std/posix
else:
  import std/os

const mostPending = 1000
  ## Requests of one context that nobody waits for, such as messages of a log. Further ones are dropped.

type
  Mailbox* = object
    lock: Lock
    answered: Cond
    users: Atomic[int] ## its thread, and contexts
    isClosed: bool ## its thread has ended, or the process ends
    first, last: ptr Request
    released: ptr Context
    reader, writer: cint ## a pipe: readable while there is something to do
    next: ptr Mailbox

  Stop* = object
    ## Tells callbacks of an upload that it is cancelled. Any thread may raise it.
    state: ptr StopState
  StopState = object
    users: Atomic[int]
    isRaised: Atomic[bool]

  Context* = object
    ## What the library is given for a callback.
    mailbox: ptr Mailbox
    value: pointer ## a RootRef of the thread of the mailbox
    stop*: Stop
    latest*: ptr Request ## one that was not answered yet, and can be replaced
    pending: int ## requests of it in the list
    isReleased: bool
    next: ptr Context

  Request* = object of RootObj
    ## What a thread of the library asks for.
    context*: ptr Context
    answer*: proc (request: ptr Request) {.nimcall, gcsafe, raises: [].}
    isTaken, isAnswered, waits: bool
    next: ptr Request

var
  mine {.threadvar.}: ptr Mailbox
  depth {.threadvar.}: int ## of requests that are being answered
  all: ptr Mailbox
  allLock: Lock

initLock allLock

# ---- stops

proc `=destroy`*(stop: var Stop) =
  if stop.state != nil and stop.state.users.fetchSub(1, moAcquireRelease) == 1:
    deallocated stop.state
  stop.state = nil

proc `=copy`*(to: var Stop; stop: Stop) =
  if to.state != stop.state:
    if stop.state != nil:
      discard stop.state.users.fetchAdd(1, moRelaxed)
    `=destroy`(to)
    to.state = stop.state

proc newStop*(): Stop =
  result.state = allocated(StopState)
  result.state.users.store(1)

proc isRaised*(stop: Stop): bool {.raises: [].} =
  stop.state != nil and stop.state.isRaised.load(moAcquire)

# ---- the life of a mailbox

proc openPipe(box: ptr Mailbox) =
  when defined(posix):
    var ends: array[2, cint]
    box.reader = -1
    box.writer = -1
    # Without descriptors it is looked at ten times a second.
    if pipe(ends) == 0:
      for one in ends:
        discard fcntl(one, F_SETFD, FD_CLOEXEC)
        discard fcntl(one, F_SETFL, O_NONBLOCK)
      box.reader = ends[0]
      box.writer = ends[1]

proc closePipe(box: ptr Mailbox) =
  when defined(posix):
    if box.reader >= 0:
      discard close(box.reader)
      discard close(box.writer)
    box.reader = -1
    box.writer = -1

proc wake(box: ptr Mailbox) {.raises: [].} =
  when defined(posix):
    if box.writer >= 0:
      var byte = 'x'
      discard write(box.writer, addr byte, 1)

proc leave(box: ptr Mailbox) {.raises: [].} =
  if box.users.fetchSub(1, moAcquireRelease) == 1:
    deinitLock box.lock
    deinitCond box.answered
    deallocated box

proc closeAll*() {.raises: [].} =
  ## At the end of the process: nobody will answer.
  if tryAcquire(allLock):
    var box = all
    while box != nil:
      if tryAcquire(box.lock):
        box.isClosed = true
        broadcast box.answered
        release box.lock
      box = box.next
    release allLock

proc endOfThread() {.raises: [].} =
  let box = mine
  if box == nil:
    return
  mine = nil
  withLock allLock:
    var place = addr all
    while place[] != box:
      place = addr place[].next
    place[] = box.next
  withLock box.lock:
    box.isClosed = true
    closePipe box
    broadcast box.answered
  leave box

when defined(posix):
  proc pthread_atfork(prepare, parent, child: proc () {.cdecl, raises: [].}): cint {.importc, header: "<pthread.h>".}

  proc inChild() {.cdecl, raises: [].} =
    # The threads that hold locks or wait for answers do not exist here, and the pipe is the parent's.
    initLock allLock
    all = nil
    let box = mine
    if box != nil:
      box.next = nil
      all = box
      initLock box.lock
      initCond box.answered
      box.first = nil
      box.last = nil
      box.released = nil
      closePipe box
      openPipe box

  discard pthread_atfork(nil, nil, inChild)

proc mailbox(): ptr Mailbox =
  if mine == nil:
    let box = allocated(Mailbox)
    initLock box.lock
    initCond box.answered
    box.users.store(1)
    openPipe box
    withLock allLock:
      box.next = all
      all = box
    mine = box
    onThreadDestruction(proc () = endOfThread())
  mine

# ---- contexts

proc newContext*(value: RootRef; stop = Stop()): ptr Context =
  ## A context for the library, which keeps the value until it destroys the context.
  result = allocated(Context)
  result.mailbox = mailbox()
  discard result.mailbox.users.fetchAdd(1, moRelaxed)
  result.stop = stop
  GC_ref value
  result.value = cast[pointer](value)

proc isMine*(context: ptr Context): bool {.raises: [].} =
  context.mailbox == mine

proc value*[T: ref](context: ptr Context; kind: typedesc[T]): T =
  ## On its own thread.
  cast[T](cast[RootRef](context.value))

proc letGo(context: ptr Context) =
  let box = context.mailbox
  GC_unref cast[RootRef](context.value)
  `=destroy`(context.stop)
  deallocated context
  leave box

proc destroyContext*(context: pointer) {.cdecl, gcsafe, raises: [].} =
  ## The library needs it no more.
  let context = cast[ptr Context](context)
  let box = context.mailbox
  if box == mine and context.pending == 0:
    try:
      {.cast(gcsafe).}:
        letGo context
    except Exception:
      discard
    return
  acquire box.lock
  context.isReleased = true
  context.next = box.released
  box.released = context
  wake box
  release box.lock

# ---- requests

proc append(box: ptr Mailbox; request: ptr Request) {.raises: [].} =
  inc request.context.pending
  if box.last == nil: box.first = request
  else: box.last.next = request
  box.last = request
  wake box

proc remove(box: ptr Mailbox; request: ptr Request) {.raises: [].} =
  var last: ptr Request
  var place = addr box.first
  while place[] != request:
    last = place[]
    place = addr place[].next
  place[] = request.next
  if box.last == request:
    box.last = last
  dec request.context.pending

proc ask*(request: ptr Request): bool {.raises: [].} =
  ## Waits until the request is answered; false if it will not be.
  let box = request.context.mailbox
  acquire box.lock
  request.waits = true
  if not box.isClosed and not request.context.stop.isRaised:
    append box, request
    while not request.isAnswered:
      if not request.isTaken and (box.isClosed or request.context.stop.isRaised):
        remove box, request
        break
      wait box.answered, box.lock
  result = request.isAnswered
  release box.lock

proc post*(request: ptr Request; replaces = false) {.raises: [].} =
  ## Leaves a request that nobody waits for, and that is freed when it is answered. It may replace an earlier one of its
  ## context.
  let context = request.context
  let box = context.mailbox
  acquire box.lock
  if replaces and context.latest != nil:
    remove box, context.latest
    deallocated context.latest
    context.latest = nil
  if box.isClosed or context.pending >= mostPending:
    deallocated request
  else:
    if replaces:
      context.latest = request
    append box, request
  release box.lock

proc raiseStop*(stop: Stop) {.raises: [].} =
  ## Ends what waits for answers of an upload.
  if stop.state == nil:
    return
  stop.state.isRaised.store(true, moRelease)
  acquire allLock
  var box = all
  while box != nil:
    acquire box.lock
    broadcast box.answered
    release box.lock
    box = box.next
  release allLock

proc nextRequest(box: ptr Mailbox): ptr Request =
  withLock box.lock:
    result = box.first
    if result != nil:
      remove box, result
      inc result.context.pending # until it is answered
      result.isTaken = true
      if result.context.latest == result:
        result.context.latest = nil

proc nextReleased(box: ptr Mailbox): ptr Context =
  withLock box.lock:
    var place = addr box.released
    while place[] != nil and place[].pending > 0:
      place = addr place[].next
    result = place[]
    if result != nil:
      place[] = result.next

proc isServing*(): bool =
  ## Whether a proc of a job runs, which its job waits for.
  depth > 0

proc serve*() =
  ## Runs the procs that jobs wait for, of those that this thread has given to the package. Whatever waits inside the
  ## package does so too: a thread that does other things for a while, or waits elsewhere, calls it now and then.
  let box = mine
  if box == nil:
    return
  when defined(posix):
    if box.reader >= 0:
      var bytes: array[256, char]
      while read(box.reader, addr bytes, bytes.len) > 0:
        discard
  while true:
    let request = nextRequest(box)
    if request == nil:
      break
    inc depth
    request.answer(request)
    dec depth
    let waits = request.waits
    withLock box.lock:
      dec request.context.pending
      request.isAnswered = true
      broadcast box.answered
    if not waits:
      deallocated request
  while true:
    let context = nextReleased(box)
    if context == nil:
      break
    letGo context

proc waitReadable*(descriptor: int64; timeoutMs: int): bool {.discardable.} =
  ## Serves until a descriptor is readable, or for that long. -1 for no descriptor. For programs with a loop of their own.
  serve()
  when defined(posix):
    var watched = [TPollfd(fd: cint descriptor, events: POLLIN),
                   TPollfd(fd: (if mine == nil: cint(-1) else: mine.reader), events: POLLIN)]
    result = poll(addr watched[0], 2, cint timeoutMs) > 0 and watched[0].revents != 0
  else:
    sleep min(timeoutMs, 10)
  serve()
