## What is told of an upload: the stored file, and how far it is.

import ./native

type
  Integrity* = gu_integrity
    ## Whether the stored file is what was sent: "verified", "unverifiable" or "differs" by `$`.

  Item* = object
    ## A stored file, as the service describes it. Strings that the service did not say are empty.
    id*, name*: string
    size*: int64 ## in bytes; -1 if the service did not say. Of attachments a few per cent more than the file's size
    etag*: string
    webUrl*: string ## a link to open in a browser
    location*: string ## the Location header of the last response
    integrity*: Integrity ## as far as the service reports
    recovered*: bool ## whether the last response was missing and the file was found by looking it up
    json*: string
      ## The service's description. Do not log it: it may contain a URL from which anyone can download the file.

  Progress* = object
    ## How far an upload is. Sizes are in bytes, times in milliseconds.
    sent*: int64 ## bytes that have left; bytes sent again count once
    confirmed*: int64 ## bytes that the service has confirmed
    total*: int64 ## size of the file; 0 while a stream is read
    spooled*: int64 ## bytes that were read of a stream, while it is read
    bytesPerSecond*: int64
    timeLeftMs*: int64 ## -1 while too little is known
    lateByMs*: int64 ## by how much the upload session expires too early; 0 if in time, -1 while too little is known
    waitsMs*: int64 ## how long nothing will be sent, at most
    waitsFor*: gu_wait ## and why
    waitsCode*: string

  Numbers* = object
    ## A progress without memory of Nim's, as a thread of the library can make it.
    progress: array[8, int64]
    waitsFor: gu_wait
    waitsCode: array[64, char]

proc itemOf*(item: ptr gu_item): Item =
  Item(id: $gu.item_id(item), name: $gu.item_name(item), size: gu.item_size(item), etag: $gu.item_etag(item),
       webUrl: $gu.item_web_url(item), location: $gu.item_location(item), integrity: gu.item_integrity(item),
       recovered: gu.item_recovered(item) != 0, json: $gu.item_json(item))

proc numbersOf*(progress: ptr gu_progress): Numbers {.raises: [].} =
  result.progress = [int64 gu.progress_sent(progress), int64 gu.progress_confirmed(progress),
                     int64 gu.progress_total(progress), int64 gu.progress_spooled(progress),
                     int64 gu.progress_bytes_per_second(progress), gu.progress_time_left_ms(progress),
                     gu.progress_late_by_ms(progress), int64 gu.progress_waits_ms(progress)]
  result.waitsFor = gu.progress_waits_for(progress)
  let code = gu.progress_waits_code(progress)
  for index in 0 ..< result.waitsCode.high:
    result.waitsCode[index] = code[index]
    if code[index] == '\0':
      break

proc progressOf*(numbers: Numbers): Progress =
  let all = numbers.progress
  Progress(sent: all[0], confirmed: all[1], total: all[2], spooled: all[3], bytesPerSecond: all[4], timeLeftMs: all[5],
           lateByMs: all[6], waitsMs: all[7], waitsFor: numbers.waitsFor,
           waitsCode: $cast[cstring](unsafeAddr numbers.waitsCode))

proc progressOf*(job: ptr gu_job): Progress =
  Progress(sent: int64 gu.job_sent(job), confirmed: int64 gu.job_confirmed(job), total: int64 gu.job_total(job),
           bytesPerSecond: int64 gu.job_bytes_per_second(job), timeLeftMs: gu.job_time_left_ms(job),
           lateByMs: gu.job_late_by_ms(job), waitsMs: int64 gu.job_waits_ms(job), waitsFor: gu.job_waits_for(job))

proc progressOf*(queue: ptr gu_queue): Progress =
  Progress(sent: int64 gu.queue_sent(queue), confirmed: int64 gu.queue_confirmed(queue),
           total: int64 gu.queue_total(queue), bytesPerSecond: int64 gu.queue_bytes_per_second(queue),
           timeLeftMs: gu.queue_time_left_ms(queue), lateByMs: -1)
