## What an upload is told beside its source and target.

import std/options
import ./callbacks, ./errors, ./mailbox, ./native, ./source, ./target

type
  Settings* = object
    ## Of an upload; what is not given has its default.
    progress*: ProgressProc
    stateFile*, key*: string
    keepOnCancel*: Option[bool]
    differsIsError*: bool
    spoolFolder*: string
    spoolMaxBytes*: int64

proc keyBytes*(key: string): pointer =
  ## A key for the library; NULL for none.
  if key.len == 0:
    return nil
  if key.len != 32:
    raise failed(GU_ERR_ARGUMENT, "key: 32 bytes expected, not " & $key.len)
  unsafeAddr key[0]

proc apply(upload: ptr gu_upload; settings: Settings; run: Run) =
  if settings.progress != nil:
    call(gu.upload_set_progress, upload, onProgress,
         newContext(ProgressContext(run: run, show: settings.progress), run.stop), destroyContext)
  if settings.stateFile.len > 0:
    call(gu.upload_set_state_file, upload, checked(settings.stateFile, "stateFile"))
  if settings.key.len > 0:
    call(gu.upload_set_sealing_key, upload, keyBytes(settings.key), uint64 settings.key.len)
  if settings.keepOnCancel.isSome:
    call(gu.upload_set_keep_on_cancel, upload, uint32 ord settings.keepOnCancel.get)
  if settings.differsIsError:
    call(gu.upload_set_differs_is_error, upload, 1)
  if settings.spoolFolder.len > 0:
    call(gu.upload_set_spool_folder, upload, checked(settings.spoolFolder, "spoolFolder"))
  if settings.spoolMaxBytes > 0:
    call(gu.upload_set_spool_max_bytes, upload, uint64 settings.spoolMaxBytes)

proc newUpload*(source: Source; settings: Settings; run: Run): ptr gu_upload =
  ## An upload of the library, which the caller frees.
  call(gu.upload_new, addr result)
  try:
    attach(result, source, run)
    apply(result, settings, run)
  except CatchableError:
    gu.upload_free(result)
    raise
