## Many uploads at once, on threads of the library. A queue and its jobs belong to the thread that has made the queue.

import std/[deques, monotimes, options, os, tables, times]
import ./callbacks, ./cancel, ./client, ./ending, ./errors, ./handles, ./item, ./mailbox, ./native, ./source, ./target,
  ./upload

const
  sliceMs = 100 # longest wait before a raised `Cancel` is noticed
  roomMs = 20 # how often room is looked for: jobs that begin are not announced

type
  Library = object
    ## The queue of the library, which ends with it.
    handle: ptr gu_queue
    ending: ptr Ending
    stops: Table[uint64, Stop]

  JobHandle = object
    handle: ptr gu_job

  State = ref object
    ## A job. It does not refer to its queue, so that there is no cycle.
    id: uint64
    path: string
    own: JobHandle # nil at its end: it keeps the source
    run: Run
    isEnded, isFetched: bool
    item: Item
    error: ref Exception
    progress: Progress

  Core = ref object
    library: Library
    client: Client
    process: int
    maxWaiting: int
    roomTimeoutMs: int
    live: Table[uint64, State]
    ended: Deque[State]

  Queue* = object
    ## Runs uploads, several at a time. Procs of its jobs run on the thread of the queue, while it waits inside this package or
    ## in `serve`; jobs wait for them. The last reference to a queue and its jobs cancels what has not ended.
    core: Core

  Job* = object
    ## One upload of a queue.
    core: Core
    state: State

  QueueCounts* = object
    ## How many jobs of a queue wait, run, are paused, are stored or failed.
    waiting*, running*, paused*, stored*, failed*: int

  Stage* = gu_stage
    ## Where a job is: "waiting", "running", "paused" or "ended" by `$`.

var abandoned {.threadvar.}: seq[ptr gu_queue]
  ## Dropped by a proc of their own jobs, which the library would wait for.

proc `=copy`(to: var JobHandle; job: JobHandle) {.error.}
proc `=destroy`(job: var JobHandle) =
  if job.handle != nil:
    gu.job_free(job.handle)
    job.handle = nil

proc `=copy`(to: var Library; library: Library) {.error.}
proc shutDown(library: var Library) =
  ## Cancels what has not ended, and waits for it.
  if library.handle == nil:
    return
  for stop in library.stops.values:
    raiseStop stop
  finish library.ending
  if isServing(): abandoned.add library.handle
  else: gu.queue_free(library.handle)
  library.handle = nil

proc `=destroy`(library: var Library) =
  shutDown library
  `=destroy`(library.stops)

proc freeAbandoned() =
  while not isServing() and abandoned.len > 0:
    gu.queue_free(abandoned.pop)

# ---- ends of jobs

proc finish(core: Core; state: State; handle: ptr gu_job) =
  ## Notes how a job has ended.
  if state.isEnded:
    return
  serve() # What was told before its end.
  state.isEnded = true
  state.progress = progressOf(handle)
  let status = gu.job_status(handle)
  let stored = gu.job_item(handle)
  if stored != nil:
    state.item = itemOf(stored)
  if status != GU_OK:
    let error = described(gu.job_error(handle), status)
    if error of DiffersError:
      (ref DiffersError)(error).item = state.item
    state.error = failure(state.run, core.client.owner.identity, error)
  core.live.del state.id
  core.library.stops.del state.id
  state.run = nil
  core.ended.addLast state

proc release(state: State) =
  state.own = JobHandle()
  serve()

proc stateOf(handle: ptr gu_job): State =
  State(id: gu.job_id(handle), path: $gu.job_path(handle))

proc collect(core: Core) =
  ## Takes in what has ended.
  freeAbandoned()
  while core.library.handle != nil:
    var handle: ptr gu_job
    call(gu.queue_next, core.library.handle, 0, nil, addr handle)
    if handle == nil:
      break
    let fetched = JobHandle(handle: handle)
    # One that is unknown was left by an earlier process.
    let state = core.live.getOrDefault(gu.job_id(handle), stateOf(handle))
    core.finish state, fetched.handle
    release state

proc noneLeft(core: Core): bool =
  if core.library.handle == nil:
    return true
  if core.live.len > 0:
    return false
  # A job that an earlier process has left may move from one to the next meanwhile.
  for which in [GU_QUEUE_WAITING, GU_QUEUE_RUNNING, GU_QUEUE_PAUSED, GU_QUEUE_WAITING, GU_QUEUE_RUNNING]:
    if gu.queue_jobs(core.library.handle, which) > 0:
      return false
  true

proc firstEnded(core: Core): State =
  while core.ended.len > 0:
    let state = core.ended.popFirst
    if not state.isFetched:
      state.isFetched = true
      return state

template until(core: Core; timeoutMs: int; cancel: Cancel; body: untyped) =
  ## Waits and repeats, until the body leaves the proc or the time has passed.
  let start = getMonoTime()
  while true:
    body
    if cancel.requested:
      raise failed(GU_ERR_CANCELLED, "the wait was cancelled")
    let passed = int inMilliseconds(getMonoTime() - start)
    if timeoutMs >= 0 and passed >= timeoutMs:
      break
    let left = if timeoutMs < 0: sliceMs else: min(sliceMs, timeoutMs - passed)
    # Elsewhere than on POSIX it is no descriptor.
    waitReadable(when defined(posix): gu.queue_handle(core.library.handle) else: -1, left)

# ---- queues

proc newQueue*(client: Client; atOnce = 4; maxWaiting = 0; roomTimeoutMs = -1; stateFolder = ""; key = ""): Queue {.gcsafe.} =
  ## Makes a queue, which runs `atOnce` uploads at a time, 1 to 256.
  ##
  ## `maxWaiting` limits how many jobs wait: `submit` then waits `roomTimeoutMs` for room, or for ever. `stateFolder` is where
  ## the jobs are saved until they end: the next queue with that folder takes them up; `key`, 32 bytes, seals them.
  let core = Core(client: client, process: getCurrentProcessId(), maxWaiting: maxWaiting, roomTimeoutMs: roomTimeoutMs)
  client.owner.use("client", handle):
    call(gu.queue_new, handle, uint32 max(0, atOnce), addr core.library.handle)
  let handle = core.library.handle
  if maxWaiting > 0:
    call(gu.queue_set_room, handle, uint32 maxWaiting, 0)
  if stateFolder.len > 0:
    call(gu.queue_set_state_folder, handle, checked(stateFolder, "stateFolder"), keyBytes(key), uint64 key.len)
  else:
    core.library.ending = begin(handle)
  Queue(core: core)

template used(queue: Queue; handle, body: untyped) =
  let handle = if queue.core != nil: queue.core.library.handle else: nil
  if handle == nil:
    raise failed(GU_ERR_STATE, "the queue is closed")
  body

proc submitNow(core: Core; upload: ptr gu_upload; place: ptr gu_target; run: Run): State =
  var handle: ptr gu_job
  call(gu.queue_submit, core.library.handle, upload, place, nil, nil, addr handle)
  let job = JobHandle(handle: handle)
  # A file that an earlier process has submitted is not submitted twice.
  result = core.live.getOrDefault(gu.job_id(handle))
  if result == nil:
    result = stateOf(job.handle)
    result.run = run
    result.own = job
    core.live[result.id] = result
    core.library.stops[result.id] = run.stop

proc submit*(queue: Queue; source: Source; target: Target; progress: ProgressProc = nil; stateFile = ""; key = "";
             keepOnCancel = none(bool); differsIsError = false; spoolFolder = ""; spoolMaxBytes = 0'i64;
             cancel = Cancel()): Job {.gcsafe.} =
  ## Submits an upload and returns at once, or when there is room; `cancel` ends that wait. The other parameters are those of
  ## `upload`.
  let core = queue.core
  queue.used(handle):
    let run = Run(stop: newStop())
    let upload = newUpload(source, Settings(progress: progress, stateFile: stateFile, key: key,
      keepOnCancel: keepOnCancel, differsIsError: differsIsError, spoolFolder: spoolFolder,
      spoolMaxBytes: spoolMaxBytes), run)
    try:
      withTarget(target, source.name, place):
        let start = getMonoTime()
        while true:
          try:
            return Job(core: core, state: core.submitNow(upload, place, run))
          except BusyError:
            let passed = inMilliseconds(getMonoTime() - start)
            if core.maxWaiting == 0 or (core.roomTimeoutMs >= 0 and passed >= core.roomTimeoutMs):
              raise
            if cancel.requested:
              raise failed(GU_ERR_CANCELLED, "the wait for room was cancelled")
          waitReadable(-1, roomMs)
    finally:
      gu.upload_free(upload)
      serve()

proc next*(queue: Queue; timeoutMs = -1; cancel = Cancel()): Option[Job] {.gcsafe.} =
  ## The next job that has ended, in the order of ending; none if no job is left, or after that time. `cancel` ends the wait,
  ## not the jobs.
  let core = queue.core
  if core == nil:
    return none(Job)
  until(core, timeoutMs, cancel):
    let isLast = core.noneLeft # before it is looked for: what ends between the two would be neither
    core.collect()
    let state = core.firstEnded
    if state != nil:
      return some Job(core: core, state: state)
    if isLast:
      return none(Job)

iterator completed*(queue: Queue; cancel = Cancel()): Job =
  ## The jobs in the order of ending, until none is left. Each comes once, and not if it was waited for.
  while true:
    let job = queue.next(cancel = cancel)
    if job.isNone:
      break
    yield job.get

proc pause*(queue: Queue) =
  ## Pauses all jobs, those submitted later included. A request under way is finished first.
  queue.used(handle): call(gu.queue_pause, handle)

proc resume*(queue: Queue) =
  ## Continues all jobs.
  queue.used(handle): call(gu.queue_continue, handle)

proc cancel*(queue: Queue) =
  ## Cancels all jobs that have not ended, and returns at once. Others can be submitted afterwards.
  queue.used(handle):
    for stop in queue.core.library.stops.values:
      raiseStop stop
    call(gu.queue_cancel, handle)

proc counts*(queue: Queue): QueueCounts =
  queue.used(handle):
    template number(which: gu_queue_count): int = int gu.queue_jobs(handle, which)
    result = QueueCounts(waiting: number(GU_QUEUE_WAITING), running: number(GU_QUEUE_RUNNING),
                         paused: number(GU_QUEUE_PAUSED), stored: number(GU_QUEUE_STORED),
                         failed: number(GU_QUEUE_FAILED))

proc progress*(queue: Queue): Progress =
  ## How far all jobs are, ended ones included.
  queue.used(handle): result = progressOf(handle)

proc close*(queue: Queue) {.gcsafe.} =
  ## Cancels the jobs that have not ended and waits for them. With a state folder they stay there, and the next queue goes on
  ## with them; `cancel` takes them out.
  let core = queue.core
  if core == nil or core.library.handle == nil:
    return
  if isServing():
    raise failed(GU_ERR_STATE, "a queue cannot be closed by a proc of its jobs, which it would wait for")
  shutDown core.library
  serve()
  if core.process != getCurrentProcessId():
    return # The jobs are the parent's.
  var states: seq[State]
  for state in core.live.values:
    states.add state
  for state in states:
    core.finish state, state.own.handle
    release state

# ---- jobs

proc `==`*(a, b: Job): bool = a.state == b.state

proc id*(job: Job): int64 = int64 job.state.id
  ## Its number in the queue, from 1 on.

proc path*(job: Job): string = job.state.path
  ## The path of its file, or "".

proc wait*(job: Job; timeoutMs = -1; cancel = Cancel()): bool {.discardable, gcsafe.} =
  ## Waits until it has ended, or for that time; returns whether it has ended. `cancel` ends the wait, not the job.
  until(job.core, timeoutMs, cancel):
    if not job.state.isEnded:
      job.core.collect()
    if job.state.isEnded:
      job.state.isFetched = true
      return true
    if job.core.process != getCurrentProcessId() or job.core.library.handle == nil:
      raise failed(GU_ERR_STATE, "the job is of another process")

proc item*(job: Job): Item =
  ## Waits for the end and returns the stored file, or raises why it is not stored.
  job.wait()
  if job.state.error != nil:
    raise job.state.error
  job.state.item

proc error*(job: Job): ref Exception =
  ## Waits for the end and returns what `item` would raise, or nil.
  job.wait()
  job.state.error

template withHandle(job: Job; handle, body: untyped) =
  let handle = job.state.own.handle
  if handle != nil:
    body

proc cancel*(job: Job) =
  ## Cancels it and returns at once.
  job.withHandle(handle):
    raiseStop job.state.run.stop
    call(gu.job_cancel, handle)

proc pause*(job: Job) =
  ## Pauses it; a request under way is finished first.
  job.withHandle(handle): call(gu.job_pause, handle)

proc resume*(job: Job) =
  ## Continues it after `pause`.
  job.withHandle(handle): call(gu.job_continue, handle)

proc moveToFront*(job: Job) =
  ## Lets it run before all others that wait.
  job.withHandle(handle): call(gu.job_move_to_front, handle)

proc stage*(job: Job): Stage =
  result = GU_STAGE_ENDED
  job.withHandle(handle): result = gu.job_stage(handle)

proc progress*(job: Job): Progress =
  ## How far it is now.
  result = job.state.progress
  job.withHandle(handle): result = progressOf(handle)
