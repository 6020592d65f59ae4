import std/[httpclient, options, os, sequtils, streams, strutils, sugar, tempfiles]
import ./help

suite "queues":
  test "procs of jobs run on the thread of the queue":
    withService:
      let mine = getThreadId()
      let queue = service.newClient(small).newQueue(atOnce = 4)
      var last: array[4, int64]
      for index in 0 ..< 4:
        capture index:
          discard queue.submit(newStringStream(repeat($index, 2_000_000)), drivePath($index),
            progress = proc (now: Progress) =
              doAssert getThreadId() == mine
              last[index] = now.sent)
      for job in queue.completed:
        check job.item.size == 2_000_000
        check $job.stage == "ended"
      check last.allIt(it == 2_000_000)
      check queue.counts.stored == 4
      check queue.progress.sent == 8_000_000
      queue.close()

  test "a job that fails, and one that does not":
    withService:
      let queue = service.newClient(small).newQueue()
      let bad = queue.submit(fromProc(proc (buffer: pointer; length: int): int =
        raise newException(KeyError, "boom"), 5), drivePath("bad"))
      let good = queue.submit(fromBytes("abc"), drivePath("good"))
      expect KeyError:
        discard bad.item
      check good.error == nil
      check good.item.name == "good"
      check queue.next().isNone # Both were waited for.

  test "a queue is closed while its jobs wait for this thread":
    withService:
      let queue = service.newClient(small).newQueue(atOnce = 2)
      var gone: bool
      proc submit(queue: Queue): Job =
        let mark = newMark(addr gone)
        queue.submit(fromProc(proc (buffer: pointer; length: int): int =
          mark.touch
          length), drivePath("endless"))
      let job = submit(queue)
      check queue.next(timeoutMs = 50).isNone
      queue.close()
      queue.close()
      check job.error of CancelledError
      check gone
      expect StateError:
        discard queue.submit(fromBytes("a"), drivePath("a"))

  test "the last reference ends a queue":
    withService:
      service.fault "create:*=delay:30000"
      var gone: bool
      proc drop(client: Client) =
        let mark = newMark(addr gone)
        let queue = client.newQueue()
        discard queue.submit(fromBytes("abc"), drivePath("a"), progress = proc (now: Progress) = mark.touch)
      drop(service.newClient(small))
      serve()
      check gone

  test "a proc of a job cannot close its queue, but cancel it":
    withService:
      let queue = service.newClient(small).newQueue()
      discard queue.submit(fromProc(proc (buffer: pointer; length: int): int =
        expect StateError:
          queue.close()
        queue.cancel()
        0), drivePath("a"))
      let job = queue.next()
      check job.get.error of CancelledError

  test "waiting can be ended":
    withService:
      service.fault "create:*=delay:30000"
      let queue = service.newClient(small).newQueue()
      let job = queue.submit(fromBytes("abc"), drivePath("a"))
      check not job.wait(timeoutMs = 20)
      let cancel = newCancel()
      cancel.request()
      expect CancelledError:
        job.wait(cancel = cancel)
      job.cancel()
      check job.error of CancelledError

  test "there is no room":
    withService:
      let queue = service.newClient().newQueue(atOnce = 1, maxWaiting = 1, roomTimeoutMs = 10)
      queue.pause()
      discard queue.submit(fromBytes("a"), drivePath("a"))
      expect BusyError:
        discard queue.submit(fromBytes("b"), drivePath("b"))
      queue.resume()
      check queue.next().get.item.name == "a"

  test "a folder keeps jobs":
    withService:
      let folder = createTempDir("gu-", "")
      writeFile(folder / "a.txt", "content")
      service.fault "create:*=delay:30000"
      let client = service.newClient(small)
      let first = client.newQueue(stateFolder = folder / "state", key = repeat('k', 32))
      discard first.submit(folder / "a.txt", drivePath("a.txt"))
      first.close()
      service.control(HttpDelete, "/faults")
      let second = client.newQueue(stateFolder = folder / "state", key = repeat('k', 32))
      let left = toSeq(second.completed)
      check left.len == 1
      check left[0].path.endsWith("a.txt")
      check left[0].item.name == "a.txt"
      second.close()
      removeDir folder
