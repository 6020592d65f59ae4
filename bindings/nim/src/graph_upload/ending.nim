## The end of the process: what runs is cancelled and waited for a moment, so that no upload session is left.

import std/[exitprocs, locks, os, times]
import ./handles, ./mailbox, ./native

type
  Ending* = object
    ## Something that runs.
    cancel: ptr gu_cancel
    queue: ptr gu_queue
    thread: pointer
    next: ptr Ending

const longestSeconds = 5.0

var
  lock: Lock
  running: ptr Ending
  mark {.threadvar.}: byte ## its address tells threads apart

initLock lock

proc add(ending: ptr Ending): ptr Ending =
  ending.thread = addr mark
  withLock lock:
    ending.next = running
    running = ending
  ending

proc begin*(cancel: ptr gu_cancel): ptr Ending =
  ## A call that waits, until `finish`.
  result = allocated(Ending)
  result.cancel = cancel
  discard add result

proc begin*(queue: ptr gu_queue): ptr Ending =
  ## A queue, whose jobs may not be cancelled if they are saved: do not begin that.
  result = allocated(Ending)
  result.queue = queue
  discard add result

proc finish*(ending: ptr Ending) =
  if ending == nil:
    return
  withLock lock:
    var place = addr running
    while place[] != nil and place[] != ending:
      place = addr place[].next
    if place[] != nil:
      place[] = ending.next
  deallocated ending

proc isUnderWay(ending: ptr Ending): bool =
  if ending.queue == nil:
    # A call of this very thread, from whose proc the program ends, cannot go on.
    return ending.thread != addr mark
  for which in [GU_QUEUE_WAITING, GU_QUEUE_RUNNING, GU_QUEUE_PAUSED]:
    if gu.queue_jobs(ending.queue, which) > 0:
      return true

proc anyUnderWay(): bool =
  if tryAcquire(lock):
    var one = running
    while one != nil:
      result = result or one.isUnderWay
      one = one.next
    release lock

proc atExit() {.noconv.} =
  closeAll()
  # Ctrl-C may end a program that holds the lock.
  if not tryAcquire(lock):
    return
  var one = running
  while one != nil:
    if one.queue != nil: discard gu.queue_cancel(one.queue, nil)
    else: gu.cancel_request(one.cancel)
    one = one.next
  release lock
  let until = epochTime() + longestSeconds
  while anyUnderWay() and epochTime() < until:
    sleep 5

addExitProc atExit

when defined(posix):
  proc pthread_atfork(prepare, parent, child: proc () {.cdecl, raises: [].}): cint {.importc, header: "<pthread.h>".}

  proc inChild() {.cdecl, raises: [].} =
    # What runs is the parent's.
    initLock lock
    running = nil

  discard pthread_atfork(nil, nil, inChild)
