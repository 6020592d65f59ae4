## Handles of the library that any thread may use, and that are freed once: when they are closed or when nothing refers to
## them any more, and no call uses them.
##
## Reference counts of Nim's `ref` are not atomic, so a handle is a value with a count of its own.

import std/atomics
import ./errors, ./native

type
  Core[T] = object
    uses: Atomic[int] ## calls under way, and one while it is open
    copies: Atomic[int] ## values that refer to it
    memory: Atomic[int] ## the same, and those that do not keep it open
    isClosed: Atomic[bool]
    handle: ptr T

  Owner*[T] = object
    ## A reference that keeps a handle open.
    core: ptr Core[T]

  Weak*[T] = object
    ## A reference that does not.
    core: ptr Core[T]

proc c_malloc(size: csize_t): pointer {.importc: "malloc", header: "<stdlib.h>".}
proc c_free(memory: pointer) {.importc: "free", header: "<stdlib.h>".}

proc allocated*[T](kind: typedesc[T]): ptr T {.raises: [].} =
  ## Zeroed memory that a thread of the library may allocate and free: no lock of Nim's is held, which a fork would keep.
  result = cast[ptr T](c_malloc(csize_t sizeof(T)))
  zeroMem(result, sizeof(T))

proc deallocated*(memory: pointer) {.raises: [].} =
  c_free(memory)

proc free(handle: ptr gu_client) = gu.client_free(handle)
proc free(handle: ptr gu_cancel) = gu.cancel_free(handle)
proc free(handle: ptr gu_session) = gu.session_free(handle)

proc unuse[T](core: ptr Core[T]) =
  if core.uses.fetchSub(1, moAcquireRelease) == 1:
    free(core.handle)

proc forget[T](core: ptr Core[T]) =
  if core.memory.fetchSub(1, moAcquireRelease) == 1:
    deallocated core

proc close[T](core: ptr Core[T]) =
  if not core.isClosed.exchange(true, moAcquireRelease):
    unuse core

proc `=destroy`*[T](owner: var Owner[T]) =
  if owner.core != nil:
    if owner.core.copies.fetchSub(1, moAcquireRelease) == 1:
      close owner.core
    forget owner.core
    owner.core = nil

proc `=copy`*[T](to: var Owner[T]; owner: Owner[T]) =
  if to.core == owner.core:
    return
  `=destroy`(to)
  to.core = owner.core
  if to.core != nil:
    discard to.core.copies.fetchAdd(1, moRelaxed)
    discard to.core.memory.fetchAdd(1, moRelaxed)

proc `=destroy`*[T](weak: var Weak[T]) =
  if weak.core != nil:
    forget weak.core
    weak.core = nil

proc `=copy`*[T](to: var Weak[T]; weak: Weak[T]) =
  if to.core == weak.core:
    return
  `=destroy`(to)
  to.core = weak.core
  if to.core != nil:
    discard to.core.memory.fetchAdd(1, moRelaxed)

proc owned*[T](handle: ptr T): Owner[T] =
  result.core = allocated(Core[T])
  result.core.handle = handle
  result.core.uses.store(1)
  result.core.copies.store(1)
  result.core.memory.store(1)

proc weak*[T](owner: Owner[T]): Weak[T] =
  result.core = owner.core
  if result.core != nil:
    discard result.core.memory.fetchAdd(1, moRelaxed)

proc close*[T](owner: Owner[T]) =
  if owner.core != nil:
    close owner.core

func isNil*[T](owner: Owner[T]): bool =
  owner.core == nil

func identity*[T](owner: Owner[T]): pointer =
  ## The same for all copies.
  owner.core

proc handle*[T](owner: Owner[T]): ptr T {.raises: [].} =
  ## The handle itself, for a signal handler; nil if there is none. It may be closed.
  if owner.core != nil: owner.core.handle else: nil

proc begin[T](core: ptr Core[T]): bool =
  ## Begins to use a handle, unless it is closed.
  if core == nil or core.isClosed.load(moAcquire):
    return false
  var uses = core.uses.load(moAcquire)
  while uses > 0:
    if core.uses.compareExchangeWeak(uses, uses + 1, moAcquireRelease, moAcquire):
      return true

template ifOpen*[T](weak: Weak[T]; used, body: untyped) =
  ## Does something with a handle, which is kept meanwhile; nothing if it is closed.
  block:
    let core = weak.core
    if begin(core):
      let used = core.handle
      body
      unuse core

template use*[T](owner: Owner[T]; what: string; used, body: untyped) =
  ## Does something with a handle, which is kept meanwhile. A closed one is a `StateError`.
  block:
    let core = owner.core
    if not begin(core):
      raise failed(GU_ERR_STATE, "the " & what & " is closed")
    let used = core.handle
    try:
      body
    finally:
      unuse core
