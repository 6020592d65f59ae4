## The driver of the conformance suite; ../../conformance/README.md describes what it does.

import std/[json, options, os, posix, tables, times]
import graph_upload
import ./events, ./given

type
  Task = object
    ## A step on a thread of its own. What it needs is copied.
    step: string
    client: Client
    session: Session
    cancel: Cancel

  Background = ref object
    thread: ptr Thread[Task]
    cancel: Cancel

  Steps = ref object
    service: JsonNode
    clients: Table[string, Client]
    queues: Table[string, Queue]
    jobs: Table[string, Job]
    sessions: Table[string, Session]
    tasks: Table[string, Background]
    told: seq[Job]

var current: Cancel
  ## Ends the step of the main thread.

proc interrupt() {.noconv.} = current.request()

proc name(step: JsonNode): string = step{"as"}.getStr(step["do"].getStr)

proc upload(step: JsonNode; client: Client; cancel: Cancel): JsonNode =
  let settings = step{"settings"}
  var stored: JsonNode
  withSource(step["source"], step.name, proc (source: Source) {.gcsafe.} =
    {.cast(gcsafe).}: # A `ProgressProc` may be any; it stays on this thread.
      stored = fields client.upload(source, targetOf(step["target"]), progressOf(step),
        timeoutMs = step{"timeout_ms"}.getInt(-1), cancel = cancel, stateFile = settings{"state_file"}.getStr,
        key = (if settings == nil: "" else: keyOf(settings)), keepOnCancel = keepOf(settings),
        differsIsError = settings{"differs_is_error"}.getBool, spoolFolder = settings{"spool_folder"}.getStr,
        spoolMaxBytes = settings{"spool_max_bytes"}.getInt))
  stored

proc put(step: JsonNode; session: Session; cancel: Cancel) =
  let content = readFile(step["file"].getStr)
  let offset = step["offset"].getInt
  let length = step{"length"}.getInt(content.len - offset)
  session.put(content.toOpenArray(offset, offset + length - 1), offset, cancel = cancel)

proc run(task: Task) {.thread.} =
  let step = parseJson(task.step)
  try:
    tell(step.name, if step["do"].getStr == "upload": upload(step, task.client, task.cancel)
                    else: (put(step, task.session, task.cancel); nil))
  except CatchableError as error:
    tell(step.name, error)

proc begin(steps: Steps; step: JsonNode) =
  let background = Background(thread: createShared(Thread[Task]), cancel: newCancel())
  steps.tasks[step.name] = background
  createThread(background.thread[], run,
    Task(step: $step, client: steps.clients.getOrDefault(step{"client"}.getStr),
         session: steps.sessions.getOrDefault(step{"session"}.getStr), cancel: background.cancel))

# ---- queues

proc tell(steps: Steps; name: string; job: Job) =
  if job notin steps.told:
    steps.told.add job
    if job.error != nil: tell(name, job.error)
    else: tell(name, fields job.item)

proc nameOf(steps: Steps; job: Job): string =
  for name, one in steps.jobs:
    if one == job:
      return name
  extractFilename(job.path)

proc queue(steps: Steps; step: JsonNode) =
  let room = step{"room"}
  steps.queues[step.name] = steps.clients[step["client"].getStr].newQueue(step["at_once"].getInt(4),
    maxWaiting = room{"most"}.getInt, roomTimeoutMs = room{"wait_ms"}.getInt(-1),
    stateFolder = step{"state_folder"}.getStr, key = keyOf(step))

proc submit(steps: Steps; step: JsonNode) =
  let settings = step{"settings"}
  try:
    withSource(step["source"], step.name, proc (source: Source) {.gcsafe.} =
      {.cast(gcsafe).}:
        steps.jobs[step.name] = steps.queues[step["queue"].getStr].submit(source, targetOf(step["target"]),
          progressOf(step), keepOnCancel = keepOf(settings), differsIsError = settings{"differs_is_error"}.getBool))
  except CatchableError as error:
    tell(step.name, error)

proc drain(steps: Steps; step: JsonNode) =
  for job in steps.queues[step["queue"].getStr].completed(current):
    steps.tell(steps.nameOf(job), job)

proc counts(steps: Steps; name: string) =
  let now = steps.queues[name].counts
  event("counts", %*{"of": name, "waiting": now.waiting, "running": now.running, "paused": now.paused,
                     "stored": now.stored, "failed": now.failed})

# ---- the others

proc wait(steps: Steps; name: string) =
  if name in steps.tasks:
    joinThread steps.tasks[name].thread[]
  else:
    steps.jobs[name].wait(cancel = current)
    steps.tell(name, steps.jobs[name])

proc close(steps: Steps; name: string) =
  if name in steps.clients: steps.clients[name].close
  if name in steps.queues: steps.queues[name].close
  if name in steps.sessions: steps.sessions[name].close
  # A job has nothing to close.
  steps.jobs.del name

proc forget(steps: Steps; name: string) =
  steps.clients.del name
  steps.queues.del name
  steps.sessions.del name
  steps.jobs.del name

proc sync(name: string) =
  event("sync", %*{"name": name})
  # What runs on this thread goes on.
  while not waitReadable(0, 100):
    discard
  discard stdin.readLine

proc drop(steps: Steps; count: int) =
  let wish = %*{"as": "drop", "token": {"kind": "callback", "tokens": ["x"]}, "options": {"log": {}}}
  for _ in 1 .. count:
    let client = clientOf(wish, steps.service)
    discard client.newQueue()
    discard drivePath("never")

proc ticks(step: JsonNode) =
  var longest = 0.0
  var now = epochTime()
  let stop = now + step["ms"].getFloat / 1000
  while now < stop:
    let last = now
    waitReadable(-1, 10)
    discard readFile("/proc/self/stat")
    now = epochTime()
    longest = max(longest, now - last)
  event("ticks", %*{"of": step.name, "longest_ms": int(longest * 1000)})

proc count(folder: string): int =
  for _ in walkDir(folder):
    inc result

proc play(steps: Steps; list: JsonNode)

proc fork(steps: Steps; list: JsonNode) =
  let child = posix.fork()
  if child == 0:
    isChild = true
    steps.play list
    event("done")
    quit 0
  var status: cint
  discard waitpid(child, status, 0)
  event("child", %*{"exit": WEXITSTATUS(status)})

proc one(steps: Steps; step: JsonNode): bool =
  ## Whether it has a result that is not printed yet.
  let name = step.name
  let named = step{"of"}.getStr
  template session: Session = steps.sessions[step["session"].getStr]
  result = true
  case step["do"].getStr
  of "client": steps.clients[name] = clientOf(step, steps.service)
  of "upload":
    tell(name, upload(step, steps.clients[step["client"].getStr], current))
    result = false
  of "cancel":
    if named in steps.tasks: steps.tasks[named].cancel.request()
    elif named in steps.jobs: steps.jobs[named].cancel()
    else: steps.queues[named].cancel()
  of "wait": (steps.wait(named); result = false)
  of "close": steps.close named
  of "queue": steps.queue step
  of "submit": (steps.submit(step); result = false)
  of "drain": (steps.drain(step); result = false)
  of "pause": (if named in steps.jobs: steps.jobs[named].pause() else: steps.queues[named].pause())
  of "continue": (if named in steps.jobs: steps.jobs[named].resume() else: steps.queues[named].resume())
  of "front": steps.jobs[named].moveToFront()
  of "counts": (steps.counts(named); result = false)
  of "session":
    steps.sessions[name] = steps.clients[step["client"].getStr].newSession(targetOf(step["target"]),
      step["size"].getInt, cancel = current)
  of "put": put(step, session, current)
  of "finish":
    tell(name, fields session.finish(cancel = current))
    result = false
  of "discard": session.discardUpload(cancel = current)
  of "refresh": session.refresh(cancel = current)
  of "save": writeFile(step["to"].getStr, session.save(keyOf(step)))
  of "resume":
    steps.sessions[name] = steps.clients[step["client"].getStr].resumeSession(targetOf(step["target"]),
      readFile(step["from"].getStr), keyOf(step), cancel = current)
  of "offset":
    let one = steps.sessions[named]
    event("offset", %*{"of": named, "next": one.offset, "confirmed": one.confirmed, "size": one.size})
    result = false
  of "set_token": steps.clients[step["client"].getStr].setToken(step["token"].getStr)
  of "sync": (sync(step["name"].getStr); result = false)
  of "collect": (GC_fullCollect(); serve(); result = false)
  of "forget": (steps.forget(named); result = false)
  of "drop": (steps.drop(step["count"].getInt); result = false)
  of "resources":
    event("resources", %*{"of": name, "descriptors": count("/proc/self/fd"), "threads": count("/proc/self/task")})
    result = false
  of "ticks": (ticks(step); result = false)
  of "fork": (steps.fork(step["steps"]); result = false)
  of "exit": quit step["status"].getInt
  else: raise newException(ValueError, "unknown verb")

proc play(steps: Steps; list: JsonNode) =
  for step in list:
    event("step", %*{"do": step["do"], "of": step{"of"}.getStr(step.name)})
    if step{"background"}.getBool:
      steps.begin step
      continue
    current = newCancel()
    try:
      if steps.one(step):
        tell(step.name, JsonNode(nil))
    except CancelledError as error:
      if current.requested:
        event("interrupted")
      tell(step.name, error)
    except Exception as error:
      tell(step.name, error)

proc main() =
  setControlCHook interrupt
  signal(SIGPIPE, SIG_IGN)
  let scenario = parseJson(stdin.readLine)
  let steps = Steps(service: scenario["service"])
  steps.play scenario["steps"]
  event("done")

main()
