## Sources and tokens of std/asyncdispatch, for the waiting calls of this package: while one of them needs bytes or a token, the
## dispatcher of its thread runs. Call them from ordinary procs, not from `async` ones.

import std/[asyncdispatch, asyncfile, asyncstreams]
import ../graph_upload

type
  AsyncReadProc* = proc (): Future[string] {.closure.}
    ## Gives the next bytes; "" at the end.
  AsyncTokenProc* = proc (request: TokenRequest): Future[string] {.closure.}

proc awaited[T](future: Future[T]): T =
  # As `waitFor`, which would add to the message of an error.
  while not future.finished:
    poll()
  if future.failed:
    raise future.readError
  future.read

proc fromAsync*(next: AsyncReadProc; size = -1'i64): Source =
  ## What an asynchronous proc gives, part by part.
  var rest = ""
  fromProc(proc (buffer: pointer; length: int): int =
    if rest.len == 0:
      rest = awaited next()
    result = min(length, rest.len)
    if result > 0:
      copyMem(buffer, addr rest[0], result)
      rest = rest[result .. ^1], size)

proc fromAsync*(stream: FutureStream[string]; size = -1'i64): Source =
  ## A stream of std/asyncstreams, such as the body of a response, to its end.
  fromAsync(proc (): Future[string] {.async.} =
    while result.len == 0:
      let (isOpen, part) = await stream.read()
      if not isOpen: break
      result = part, size)

proc fromAsync*(file: AsyncFile; size = -1'i64): Source =
  ## A file or pipe of std/asyncfile, to its end.
  fromAsync(proc (): Future[string] = file.read(65536), size)

proc asyncToken*(fetch: AsyncTokenProc): TokenProc =
  ## For `newClient`: a token that is fetched by an asynchronous proc.
  result = proc (request: TokenRequest): string = awaited fetch(request)
