## What the tests share.

import std/[tables, unittest]
import graph_upload, graph_upload/simulator
export tables, unittest, graph_upload, simulator

const small* = {"one_request_bytes": "0", "piece_bytes": "983040", "backoff_ms": "10,50", "retry_budget": "1,10000"}
  ## Files are uploaded in pieces, and given up soon.

type
  MarkObj = object
    gone: ptr bool
  Mark* = ref MarkObj
    ## Tells when nothing refers to it any more.

proc `=destroy`(mark: var MarkObj) =
  if mark.gone != nil:
    mark.gone[] = true

proc newMark*(gone: ptr bool): Mark = Mark(gone: gone)

func touch*(mark: Mark) = discard
  ## A closure that does so refers to it.

template withService*(body: untyped) {.dirty.} =
  block:
    let service = startSimulator()
    try:
      body
    finally:
      service.close()
