## Loads the library, once for the process.

import std/[atomics, dynlib, locks, os]
import ./native

when not (compileOption("threads") and defined(gcDestructors)):
  {.error: "graph_upload needs --mm:orc (or arc) and --threads:on".}

const
  name* = when defined(windows): "graph_upload.dll"
          elif defined(macosx): "libgraph_upload.dylib"
          else: "libgraph_upload.so"
  target =
    when defined(windows): (when defined(arm64): "aarch64-pc-windows-gnullvm" else: "x86_64-pc-windows-gnu")
    elif defined(macosx): (when defined(arm64): "aarch64-apple-darwin" else: "x86_64-apple-darwin")
    else:
      (when defined(arm64): "aarch64" else: "x86_64") & (when defined(musl): "-unknown-linux-musl" else: "-unknown-linux-gnu")
  ofPackage = currentSourcePath().parentDir / "lib" / target / name
    ## Known when the program is compiled, on the machine that has the package.

var
  loading: Lock
  isLoaded: Atomic[bool]

initLock loading

proc libraryPath*(): string =
  ## The library that is loaded: the one that GU_LIBRARY names, or the one beside the program, or the package's.
  result = getEnv("GU_LIBRARY")
  if result.len == 0:
    result = getAppDir() / name
    if not fileExists(result):
      result = ofPackage

proc loadNow() =
  let path = libraryPath()
  if not path.isAbsolute:
    raise newException(LibraryError, "GU_LIBRARY is not a full path: " & path)
  let library = loadLib(path)
  if library == nil:
    raise newException(LibraryError, "cannot load " & path & "; put " & name & " beside the program, or set GU_LIBRARY")
  let missing = load(library)
  if missing.len > 0:
    raise newException(LibraryError, path & " has no function " & missing)
  if gu.version_number() div 1000 != GU_VERSION_NUMBER div 1000:
    raise newException(LibraryError, path & " has version " & $gu.version_string() & ", which this package does not fit")

proc ensureLoaded*() =
  ## Called by everything that makes the first object of a program.
  if isLoaded.load(moAcquire):
    return
  {.cast(gcsafe).}:
    withLock loading:
      if not isLoaded.load(moAcquire):
        loadNow()
        isLoaded.store(true, moRelease)

proc version*(): string =
  ## The version of the library.
  ensureLoaded()
  $gu.version_string()
