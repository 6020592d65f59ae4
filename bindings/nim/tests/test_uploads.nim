import std/[os, streams, strutils, tempfiles]
import ./help

suite "uploads":
  test "the library's version is the package's":
    check version().startsWith("0.")
    check libraryPath().isAbsolute

  test "a path takes its name along":
    withService:
      let path = createTempDir("gu-", "") / "May.txt"
      writeFile(path, "content")
      let item = service.newClient().upload(path, "drive:/Reports/")
      check item.name == "May.txt"
      check item.size == 7
      check $item.integrity == "verified"
      check service.file("me/drive/root:/Reports/May.txt") == "content"
      removeDir(path.parentDir)

  test "strings, bytes, streams and files":
    withService:
      let client = service.newClient()
      discard client.upload(fromBytes("abc"), drivePath("1"))
      discard client.upload(fromBytes([1'u8, 2]), drivePath("2"))
      discard client.upload(newStringStream("stream"), drivePath("3"))
      let moved = newStringStream("stream")
      moved.setPosition 2
      discard client.upload(fromStream(moved, 4), drivePath("4"))
      let file = open(currentSourcePath())
      discard client.upload(file, drivePath("5"))
      file.close
      discard client.upload(fromBytes(""), drivePath("6"))
      check service.file("me/drive/root:/1") == "abc"
      check service.file("me/drive/root:/2") == "\1\2"
      check service.file("me/drive/root:/3") == "stream"
      check service.file("me/drive/root:/4") == "ream"
      check service.file("me/drive/root:/5") == readFile(currentSourcePath())
      check service.file("me/drive/root:/6") == ""

  test "properties of a target":
    withService:
      let client = service.newClient()
      discard client.upload(fromBytes("old"), drivePath("a"))
      expect ConflictError:
        discard client.upload(fromBytes("new"), drivePath("a"))
      let item = client.upload(fromBytes("new"), drivePath("a", {"conflict": "rename"}))
      check item.name != "a"
      discard client.upload(fromBytes("new"), drivePath("a", {"conflict": "replace"}))
      check service.file("me/drive/root:/a") == "new"

  test "messages of wrong arguments":
    let client = newClient("token")
    proc message(source: Source; target: Target; key = ""): string =
      try: discard client.upload(source, target, key = key)
      except ArgumentError as error: result = error.msg
    check "conflicts" in message("x", drivePath("a", {"conflicts": "fail"}))
    check "NUL inside" in message("x\0y", drivePath("a"))
    check "NUL inside" in message("x", drivePath("a\0b"))
    check "32 bytes expected, not 3" in message("x", drivePath("a"), key = "abc")
    expect ArgumentError:
      discard newClient("token", {"no_such_option": "1"})

  test "fields of an error":
    withService:
      service.fault "create:*=403;error=accessDenied,No"
      let client = service.newClient(small)
      try:
        discard client.upload(fromBytes("abc"), drivePath("a"))
        fail()
      except DeniedError as error:
        check error.status == GU_ERR_DENIED
        check error.statusName == "GU_ERR_DENIED"
        check error.httpStatus == 403
        check error.serviceCode == "accessDenied"
        check error.host == "localhost"
        check not error.retryable and not error.inDoubt

  test "a deadline":
    withService:
      service.fault "create:*=delay:30000"
      expect DeadlineError:
        discard service.newClient(small).upload(fromBytes("abc"), drivePath("a"), timeoutMs = 100)

  test "a raised flag ends an upload at once":
    let cancel = newCancel()
    cancel.request()
    check cancel.requested
    expect CancelledError:
      discard newClient("token").upload(fromBytes("a"), drivePath("a"), cancel = cancel)

  test "a closed client":
    let client = newClient("token")
    client.close()
    client.close()
    expect StateError:
      discard client.upload(fromBytes("a"), drivePath("a"))
