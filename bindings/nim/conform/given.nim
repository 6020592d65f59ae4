## What the driver gives to the package.

import std/[asyncdispatch, json, options, os, posix, streams, strutils, tables]
import graph_upload, graph_upload/asynchronous
import ./events

type
  Feed = ref object
    ## What the sources of a wish give.
    content: string
    stop, chunk, raiseAt, hangAt: int
    at: int
    release: Release

  FeedStream = ref object of StreamObj
    feed: Feed

  Piped = tuple[writer: cint, wish: string]

proc number(wish: JsonNode; name: string; otherwise: int): int =
  if wish.hasKey(name): wish[name].getInt else: otherwise

proc newFeed(wish: JsonNode; name: string): Feed =
  let content = readFile(wish["file"].getStr)
  result = Feed(content: content, stop: content.len - wish.number("short_by", 0),
                chunk: wish.number("chunk", high(int)), raiseAt: wish.number("raise_at", high(int)),
                hangAt: wish.number("hang_at", high(int)))
  if name.len > 0:
    result.release = newRelease("source", name)

proc read(feed: Feed; buffer: pointer; length: int): int =
  if feed.at >= feed.raiseAt:
    raise newException(Boom, "boom")
  while feed.at >= feed.hangAt:
    sleep 1000
  result = min(min(length, feed.chunk), min(feed.stop, feed.hangAt) - feed.at)
  if result > 0:
    copyMem(buffer, addr feed.content[feed.at], result)
    feed.at += result

proc newFeedStream(feed: Feed): Stream =
  FeedStream(
    feed: feed,
    setPositionImpl: proc (stream: Stream; position: int) {.nimcall.} = FeedStream(stream).feed.at = position,
    readDataImpl: proc (stream: Stream; buffer: pointer; length: int): int {.nimcall.} =
      {.cast(tags: []).}: # It may sleep.
        FeedStream(stream).feed.read(buffer, length))

proc fill(piped: Piped) {.thread.} =
  let feed = newFeed(parseJson(piped.wish), "")
  var buffer: array[65536, char]
  while true:
    let count = feed.read(addr buffer, buffer.len)
    if count <= 0 or write(piped.writer, addr buffer, count) < 0:
      break
  discard close(piped.writer)

proc newPipe(wish: JsonNode): cint =
  var ends: array[2, cint]
  doAssert pipe(ends) == 0
  let filler = createShared(Thread[Piped])
  createThread(filler[], fill, (ends[1], $wish))
  ends[0]

proc asyncSource(feed: Feed): Source =
  fromAsync(proc (): Future[string] {.async.} =
    await sleepAsync(0)
    result = newString(65536)
    result.setLen feed.read(addr result[0], result.len))

proc memorySource(feed: Feed): Source =
  type Holder = ref object of RootObj
    feed: Feed
  fromMemory((if feed.content.len > 0: addr feed.content[0] else: nil), feed.content.len, Holder(feed: feed))

proc withSource*(wish: JsonNode; name: string; body: proc (source: Source) {.closure, gcsafe.}) {.gcsafe.} =
  let path = wish["file"].getStr
  case wish["kind"].getStr
  of "path": body(path)
  of "handle":
    let file = open(path)
    defer: file.close
    body(file)
  of "pipe":
    let reader = newPipe(wish)
    defer: discard close(reader)
    body(fromHandle(reader))
  of "memory": body(memorySource(newFeed(wish, name)))
  of "seekable": body(fromSeekable(newFeedStream(newFeed(wish, name)), getFileSize(path)))
  of "forward": body(fromStream(newFeedStream(newFeed(wish, name)), getFileSize(path)))
  of "stream": body(newFeedStream(newFeed(wish, name)))
  of "async": body(asyncSource(newFeed(wish, name)))
  else: raise newException(ValueError, "unknown source: " & $wish)

proc progressOf*(step: JsonNode): ProgressProc =
  if not step.hasKey("progress"):
    return nil
  let name = step["as"].getStr
  let release = newRelease("progress", name)
  let raiseAt = step["progress"].number("raise_at", high(int))
  let stopAt = step["progress"].number("stop_at", high(int))
  result = proc (now: Progress) =
    release.touch
    event("progress", %*{"of": name, "sent": now.sent, "confirmed": now.confirmed, "total": now.total,
                         "spooled": now.spooled})
    if now.sent >= raiseAt:
      raise newException(Boom, "boom")
    if now.sent >= stopAt:
      raise newException(StopUpload, "enough")

proc targetOf*(wish: JsonNode): Target =
  proc text(name: string): string = wish{name}.getStr
  var properties: seq[(string, string)]
  for name, value in wish{"properties"}.getFields:
    properties.add (name, value.getStr)
  case wish["kind"].getStr
  of "drive_path": drivePath(text"path", properties, text"drive")
  of "drive_child": driveChild(text"folder", text"name", properties, text"drive")
  of "drive_special": driveSpecial(text"special", text"path", properties, text"drive")
  of "drive_item": driveItem(text"item", properties, text"drive")
  of "todo_task": todoTask(text"list", text"task", text"name", properties, text"user")
  of "message": message(text"message", text"name", properties, text"user", text"folder")
  of "event": graph_upload.event(text"event", text"name", properties, text"user", text"calendar")
  of "group_event": groupEvent(text"group", text"event", text"name", properties)
  of "group_post": groupPost(text"group", text"thread", text"post", text"name", properties)
  of "print_document": printDocument(text"printer", text"job", text"document", text"name", properties)
  of "parse": parseTarget(text"text", properties, text"user", text"name")
  else: raise newException(ValueError, "unknown target: " & $wish)

proc keyOf*(step: JsonNode): string =
  parseHexStr(step{"key"}.getStr)

proc keepOf*(settings: JsonNode): Option[bool] =
  if settings != nil and settings.hasKey("keep_on_cancel"):
    result = some settings["keep_on_cancel"].getBool

proc newTokens(wish: JsonNode; name: string): TokenProc =
  let release = newRelease("token", name)
  var tokens: seq[string]
  for one in wish["tokens"]:
    tokens.add one.getStr
  result = proc (request: TokenRequest): string =
    release.touch
    event("token", %*{"of": name, "rejected": request.rejected, "claims": request.claims})
    if wish{"raise"}.getBool:
      raise newException(Boom, "boom")
    result = tokens[0]
    if tokens.len > 1:
      tokens.delete 0

proc newLog(wish: JsonNode; name: string): LogProc =
  if wish == nil:
    return toLogging
  let release = newRelease("log", name)
  let raises = wish{"raise"}.getBool
  result = proc (level: LogLevel; message: string) =
    release.touch
    event("log", %*{"of": name, "level": $level, "message": message})
    if raises:
      raise newException(Boom, "boom")

proc clientOf*(step, service: JsonNode): Client =
  let name = step["as"].getStr
  var options = @[("base_url", service["base_url"].getStr), ("loopback", "true")]
  if step{"trust"}.getBool(true):
    options.add ("ca_file", service["ca_file"].getStr)
  for option, value in step{"options"}.getFields:
    if option != "log":
      options.add (option, value.getStr)
  let log = newLog(step{"options", "log"}, name)
  let token = step{"token"}
  if token == nil:
    return newClient(service["token"].getStr, options, log)
  case token["kind"].getStr
  of "none": newClient("", options, log)
  of "callback": newClient(newTokens(token, name), options, log)
  of "async":
    let fetch = newTokens(token, name)
    newClient(asyncToken(proc (request: TokenRequest): Future[string] {.async.} =
      await sleepAsync(0)
      return fetch(request)), options, log)
  else: raise newException(ValueError, "unknown token: " & $token)
