## Sources: whatever a caller has, as one of the sources of the library.

import std/[os, streams]
import ./callbacks, ./errors, ./mailbox, ./native, ./target
when defined(posix):
  import std/posix

type
  SourceKind = enum
    byPath, ofBytes, ofMemory, ofHandle, ofPipe, atOffsets, forward, toItsEnd

  Source* = object
    ## What is uploaded: a path, or what one of the procs here makes.
    kind: SourceKind
    path: string
    bytes: string
    start: pointer
    size: int64
    keep: RootRef
    handle: uint64
    read: ReadProc
    readAt: ReadAtProc

  BytesHolder = ref object of RootObj
    bytes: string

converter fromPath*(path: string): Source =
  ## The file at a path, which is opened when its upload begins.
  Source(kind: byPath, path: path)

proc fromBytes*(bytes: sink string): Source =
  ## Bytes in memory.
  Source(kind: ofBytes, bytes: bytes)

proc fromBytes*(bytes: openArray[byte]): Source =
  ## A copy of bytes in memory.
  result = Source(kind: ofBytes, bytes: newString(bytes.len))
  if bytes.len > 0:
    copyMem(addr result.bytes[0], unsafeAddr bytes[0], bytes.len)

proc fromMemory*(start: pointer; length: int; keep: RootRef): Source =
  ## Bytes that are not copied, such as those of a mapped file. `keep` is let go when they are no longer needed.
  Source(kind: ofMemory, start: start, size: length, keep: keep)

proc fromHandle*(handle: FileHandle): Source =
  ## A descriptor that is read to its end, such as that of a pipe. It is duplicated, and may be closed at once.
  Source(kind: ofPipe, handle: uint64 handle)

converter fromFile*(file: File): Source =
  ## An open file: a regular one from its start, any other to its end. It may be closed once the upload has begun.
  result = fromHandle(getOsFileHandle(file))
  when defined(posix):
    var about: Stat
    if fstat(cint result.handle, about) == 0 and S_ISREG(about.st_mode):
      result.kind = ofHandle
  else:
    result.kind = ofHandle

proc fromProc*(read: ReadProc; size: int64 = -1): Source =
  ## What a proc reads, part by part. Without a size it is first spooled on disk, since the service wants the size with the
  ## first byte.
  if size < 0: Source(kind: toItsEnd, read: read)
  else: Source(kind: forward, read: read, size: size)

proc fromProc*(readAt: ReadAtProc; size: int64): Source =
  ## What a proc reads at offsets.
  Source(kind: atOffsets, readAt: readAt, size: size)

proc fromStream*(stream: Stream; size: int64 = -1): Source =
  ## A stream from its position on, perhaps of known size.
  fromProc(proc (buffer: pointer; length: int): int = stream.readData(buffer, length), size)

converter fromStream*(stream: Stream): Source =
  ## A stream from its position to its end.
  fromStream(stream, -1)

proc fromSeekable*(stream: Stream; size: int64): Source =
  ## A stream with positions, from its start on. The service may want bytes again: it is then set back.
  fromProc(proc (offset: int64; buffer: pointer; length: int): int =
    stream.setPosition(int offset)
    stream.readData(buffer, length), size)

proc name*(source: Source): string =
  ## The name of the file, or "".
  extractFilename(source.path)

proc attach*(upload: ptr gu_upload; source: Source; run: Run) =
  ## Gives a source to an upload of the library.
  template context(holder: RootRef): pointer = newContext(holder, run.stop)
  template reader(): pointer = context(ReadContext(run: run, read: source.read, readAt: source.readAt))
  case source.kind
  of byPath: call(gu.upload_set_file, upload, checked(source.path, "path"))
  of ofHandle: call(gu.upload_set_file_handle, upload, source.handle)
  of ofPipe: call(gu.upload_set_stream_handle, upload, source.handle)
  of ofBytes:
    let holder = BytesHolder(bytes: source.bytes)
    let start = if holder.bytes.len > 0: cast[pointer](addr holder.bytes[0]) else: nil
    call(gu.upload_set_memory, upload, start, uint64 holder.bytes.len, context(holder), destroyContext)
  of ofMemory:
    let holder = if source.keep != nil: source.keep else: RootRef()
    call(gu.upload_set_memory, upload, source.start, uint64 source.size, context(holder), destroyContext)
  of atOffsets:
    call(gu.upload_set_read_at, upload, uint64 source.size, onReadAt, reader(), destroyContext)
  of forward: call(gu.upload_set_read, upload, uint64 source.size, onRead, reader(), destroyContext)
  of toItsEnd: call(gu.upload_set_stream, upload, onRead, reader(), destroyContext)
