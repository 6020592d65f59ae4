## What the driver prints.

import std/[json, locks, strutils]
import graph_upload

type
  Boom* = object of IOError
    ## What callbacks raise. A stream may raise nothing else.

  ReleaseObj = object
    what, name: string
  Release* = ref ReleaseObj
    ## Tells when nothing refers to it any more.

var
  printing: Lock
  isChild*: bool

initLock printing

proc event*(name: string; members: JsonNode = newJObject()) {.gcsafe.} =
  let line = %*{"event": name}
  for key, value in members:
    line[key] = value
  if isChild:
    line["process"] = %"child"
  withLock printing:
    stdout.writeLine $line
    stdout.flushFile

proc `=destroy`(release: var ReleaseObj) =
  if release.what.len > 0:
    {.cast(gcsafe).}:
      try: event("released", %*{"what": release.what, "of": release.name})
      except Exception: discard
  `=destroy`(release.what)
  `=destroy`(release.name)

proc newRelease*(what, name: string): Release = Release(what: what, name: name)

func touch*(release: Release) = discard
  ## A closure that does so refers to it.

proc fields(error: ref GraphUploadError): JsonNode =
  %*{"status_name": error.statusName, "message": error.msg, "http_status": error.httpStatus,
     "service_codes": error.serviceCodes, "request_id": error.requestId, "host": error.host,
     "diagnostics": error.diagnostics, "claims": error.claims, "retry_after_ms": error.retryAfterMs,
     "os_error": error.osError, "retryable": error.retryable, "in_doubt": error.inDoubt,
     "session_kept": error.sessionKept, "offset": error.offset, "attempts": error.attempts}

proc fields*(item: Item): JsonNode =
  %*{"id": item.id, "name": item.name, "size": item.size, "etag": item.etag, "web_url": item.webUrl,
     "integrity": $item.integrity, "recovered": item.recovered}

proc tell*(name: string; item: JsonNode) =
  ## A result without an error.
  let members = %*{"of": name, "status": "GU_OK"}
  if item != nil:
    members["item"] = item
  event("result", members)

proc tell*(name: string; error: ref Exception) =
  if error of GraphUploadError:
    let failed = (ref GraphUploadError)(error)
    let members = %*{"of": name, "status": failed.statusName, "error": fields(failed)}
    if error of DiffersError:
      members["item"] = fields((ref DiffersError)(error).item)
    event("result", members)
  else:
    let text = if error of Boom: error.msg else: $error.name & ": " & error.msg
    event("result", %*{"of": name, "raised": text.strip})
