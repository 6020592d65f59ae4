import std/strutils
import ./help

proc threaded(client: Client) {.thread.} =
  var last = 0'i64
  discard client.upload(fromBytes(repeat("b", 2_000_000)), drivePath($getThreadId()),
                        progress = proc (now: Progress) = last = now.sent)
  doAssert last == 2_000_000

suite "procs":
  test "what a proc raises reaches the caller":
    withService:
      let client = service.newClient(small)
      let failing = proc (buffer: pointer; length: int): int = raise newException(KeyError, "boom")
      expect KeyError:
        discard client.upload(fromProc(failing, 5), drivePath("a"))
      expect KeyError:
        discard client.upload(fromBytes("abc"), drivePath("a"), progress = proc (now: Progress) =
          raise newException(KeyError, "boom"))
      check service.files.len == 0

  test "a proc that reads too much is an error":
    withService:
      let wrong = proc (buffer: pointer; length: int): int = length + 1
      expect ValueError:
        discard service.newClient(small).upload(fromProc(wrong, 5), drivePath("a"))

  test "StopUpload cancels":
    withService:
      expect CancelledError:
        discard service.newClient(small).upload(fromBytes("abc"), drivePath("a"), timeoutMs = 60000,
          progress = proc (now: Progress) = raise newException(StopUpload, ""))

  test "sources and procs are let go":
    withService:
      var source, progress: bool
      proc upload(client: Client) =
        let (a, b) = (newMark(addr source), newMark(addr progress))
        let bytes = "abc"
        discard client.upload(fromMemory(unsafeAddr bytes[0], 3, RootRef()), drivePath("a"))
        let read = proc (offset: int64; buffer: pointer; length: int): int =
          a.touch
          copyMem(buffer, unsafeAddr bytes[int offset], length)
          length
        discard client.upload(fromProc(read, 3), drivePath("b"), progress = proc (now: Progress) = b.touch)
        check not source and not progress
      upload(service.newClient())
      check source and progress

  test "a token proc, and what it raises":
    withService:
      var asked: seq[bool]
      let client = newClient(proc (request: TokenRequest): string =
        asked.add request.rejected
        if asked.len == 1: "stale" else: service.token, service.options)
      discard client.upload(fromBytes("abc"), drivePath("a"))
      check asked == @[false, true]
      let failing = newClient(proc (request: TokenRequest): string = raise newException(KeyError, "boom"), service.options)
      expect KeyError:
        discard failing.upload(fromBytes("abc"), drivePath("a"))

  test "a log, whose errors end nothing":
    withService:
      var lines: seq[string]
      let client = service.newClient(log = proc (level: LogLevel; message: string) =
        lines.add $level & " " & message
        raise newException(KeyError, "boom"))
      discard client.upload(fromBytes("abc"), drivePath("a"))
      check lines.len > 0 and lines[0].startsWith("info ")
      check service.token notin lines.join

  test "a client on four threads":
    withService:
      let client = service.newClient({"one_request_bytes": "0", "piece_bytes": "983040"})
      var threads: array[4, Thread[Client]]
      for thread in threads.mitems:
        createThread(thread, threaded, client)
      joinThreads threads
      check service.files.len == 4

  test "a token proc is asked on its own thread":
    withService:
      let mine = getThreadId()
      var asked = 0
      let client = newClient(proc (request: TokenRequest): string =
        doAssert getThreadId() == mine
        inc asked
        service.token, service.options)
      var thread: Thread[Client]
      createThread(thread, threaded, client)
      while thread.running:
        waitReadable(-1, 10)
      joinThread thread
      check asked == 1
