import std/[asyncdispatch, asyncfile, asyncstreams]
import graph_upload/asynchronous
import ./help

suite "asynchronous sources":
  test "a stream, and a file":
    withService:
      let client = service.newClient()
      let stream = newFutureStream[string]("test")
      proc fill() {.async.} =
        for part in ["a", "", "bc"]:
          await sleepAsync(1)
          await stream.write(part)
        stream.complete()
      asyncCheck fill()
      discard client.upload(fromAsync(stream), drivePath("a"))
      check service.file("me/drive/root:/a") == "abc"
      let file = openAsync(currentSourcePath())
      discard client.upload(fromAsync(file), drivePath("b"))
      file.close()
      check service.file("me/drive/root:/b") == readFile(currentSourcePath())
