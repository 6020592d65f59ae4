import std/strutils
import ./help

suite "sessions":
  test "bytes as they come":
    withService:
      let session = service.newClient(small).newSession(drivePath("a"), 11)
      var seen: seq[int64]
      session.onProgress(proc (now: Progress) = seen.add now.sent)
      session.put "hello, "
      check session.offset == 7
      session.put([byte 'd', byte 'i', byte 's', byte 'k'], offset = 7)
      check session.finish().size == 11
      check session.size == 11
      check seen[^1] == 11
      check service.file("me/drive/root:/a") == "hello, disk"

  test "a state goes on":
    withService:
      let client = service.newClient(small)
      let content = repeat("x", 2_000_000)
      let key = repeat('k', 32)
      var saved: seq[string]
      block:
        let session = client.newSession(drivePath("a"), content.len)
        session.onSave(proc (state: string) = saved.add state)
        session.put content.toOpenArray(0, 999_999)
        check saved.len > 0
        saved.add session.save(key)
        session.close()
        expect StateError:
          discard session.offset
      expect SavedStateError:
        discard client.resumeSession(drivePath("a"), saved[^1])
      let session = client.resumeSession(drivePath("a"), saved[^1], key)
      check session.confirmed == 983040
      session.put content.toOpenArray(int session.offset, content.high)
      discard session.finish()
      check service.file("me/drive/root:/a") == content

  test "what its procs raise ends the call":
    withService:
      let session = service.newClient(small).newSession(drivePath("a"), 2_000_000)
      session.onSave(proc (state: string) = raise newException(KeyError, "boom"))
      expect KeyError:
        session.put repeat("x", 2_000_000)
      session.discardUpload()
      expect StateError:
        session.put "x"
      check service.files.len == 0
