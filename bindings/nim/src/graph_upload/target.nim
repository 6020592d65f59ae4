## Places that a file can be uploaded to.

import ./errors, ./library, ./native

type
  Kind = enum
    parsed, drivePathKind, driveChildKind, driveSpecialKind, driveItemKind, driveShareKind, todoTaskKind, messageKind,
    eventKind, groupEventKind, groupPostKind, groupPostInReplyToKind, printDocumentKind, printShareDocumentKind

  Property* = (string, string)
    ## Name and value, as `gu_target_set` takes them. For drives `conflict` ("fail", "replace", "rename"), `created_ms`,
    ## `modified_ms`, `description`, `if_match` and others; for attachments `content_type`, for those of Outlook also
    ## `inline` and `content_id`.

  Target* = object
    ## A place that a file can be uploaded to: `drivePath`, `todoTask`, or a string such as "drive:/Reports/May.pdf". What is
    ## wrong with it is raised by the upload.
    kind: Kind
    words: seq[string] # the parameters of the C function; what may be NULL is empty then
    byCalendar: bool
    properties: seq[Property]

proc made(kind: Kind; properties: openArray[Property]; words: varargs[string]): Target =
  Target(kind: kind, words: @words, properties: @properties)

proc drivePath*(path: string; properties: openArray[Property] = []; drive = ""): Target =
  ## A file in a drive by its path from the root. `drive` is such as "/users/ID/drive", "/drives/ID", or a sharing URL;
  ## default: the signed-in user's. A file of that name stays unless `conflict` says otherwise.
  made(drivePathKind, properties, drive, path)

proc driveChild*(folder, name: string; properties: openArray[Property] = []; drive = ""): Target =
  ## A file in a drive by the id of its folder and its name.
  made(driveChildKind, properties, drive, folder, name)

proc driveSpecial*(special, path: string; properties: openArray[Property] = []; drive = ""): Target =
  ## A file by its path below a special folder: "approot", "documents", "photos", "cameraroll", "music", "desktop".
  made(driveSpecialKind, properties, drive, special, path)

proc driveItem*(item: string; properties: openArray[Property] = []; drive = ""): Target =
  ## An existing file in a drive by its id; its content is replaced.
  made(driveItemKind, properties, drive, item)

proc driveShare*(share: string; properties: openArray[Property] = []): Target =
  ## A shared file by its sharing URL; its content is replaced.
  made(driveShareKind, properties, share)

proc todoTask*(list, task, name: string; properties: openArray[Property] = []; user = ""): Target =
  ## An attachment of a Microsoft To Do task. `user`: id or principal name; default: the signed-in user.
  made(todoTaskKind, properties, user, list, task, name)

proc message*(message, name: string; properties: openArray[Property] = []; user = ""; folder = ""): Target =
  ## An attachment of an Outlook message, which is a draft.
  made(messageKind, properties, user, folder, message, name)

proc event*(event, name: string; properties: openArray[Property] = []; user = ""; calendar = ""): Target =
  ## An attachment of an event in a calendar.
  made(eventKind, properties, user, calendar, event, name)

proc groupEvent*(group, event, name: string; properties: openArray[Property] = []; byCalendar = false): Target =
  ## An attachment of an event in a group's calendar.
  result = made(groupEventKind, properties, group, event, name)
  result.byCalendar = byCalendar

proc groupPost*(group, thread, post, name: string; properties: openArray[Property] = []): Target =
  ## An attachment of a post in a group's thread.
  made(groupPostKind, properties, group, thread, post, name)

proc groupPostInReplyTo*(group, conversation, thread, post, name: string; properties: openArray[Property] = []): Target =
  ## An attachment of a post that replies to another one.
  made(groupPostInReplyToKind, properties, group, conversation, thread, post, name)

proc printDocument*(printer, job, document, name: string; properties: openArray[Property] = []): Target =
  ## A document of a print job of a printer.
  made(printDocumentKind, properties, printer, job, document, name)

proc printShareDocument*(share, job, document, name: string; properties: openArray[Property] = []): Target =
  ## A document of a print job of a printer share.
  made(printShareDocumentKind, properties, share, job, document, name)

proc parseTarget*(text: string; properties: openArray[Property] = []; user = ""; name = ""): Target =
  ## A target from a string, such as "drive:/Reports/May.pdf" or "todo:LIST/TASK". `name` is used where the string has none or
  ## ends in a slash; default: the name of the source, if it has one.
  made(parsed, properties, text, user, name)

converter toTarget*(text: string): Target =
  parseTarget(text)

proc checked*(text, what: string): cstring =
  ## A string for the library, which would end at a NUL.
  if '\0' in text:
    raise failed(GU_ERR_ARGUMENT, what & ": NUL inside")
  cstring text

proc handleOf(target: Target; name: string): ptr gu_target =
  for word in target.words:
    discard checked(word, "target")
  # A string is borrowed from `target`, which lives on.
  template given(index: int): cstring = cstring target.words[index]
  template optional(index: int): cstring = (if target.words[index].len > 0: cstring target.words[index] else: nil)
  let to = addr result
  case target.kind
  of drivePathKind: call(gu.target_drive_path, optional(0), given(1), to)
  of driveChildKind: call(gu.target_drive_child, optional(0), given(1), given(2), to)
  of driveSpecialKind: call(gu.target_drive_special, optional(0), given(1), given(2), to)
  of driveItemKind: call(gu.target_drive_item, optional(0), given(1), to)
  of driveShareKind: call(gu.target_drive_share, given(0), to)
  of todoTaskKind: call(gu.target_todo_task, optional(0), given(1), given(2), given(3), to)
  of messageKind: call(gu.target_message, optional(0), optional(1), given(2), given(3), to)
  of eventKind: call(gu.target_event, optional(0), optional(1), given(2), given(3), to)
  of groupEventKind:
    call(gu.target_group_event, given(0), uint32 ord target.byCalendar, given(1), given(2), to)
  of groupPostKind: call(gu.target_group_post, given(0), given(1), given(2), given(3), to)
  of groupPostInReplyToKind:
    call(gu.target_group_post_in_reply_to, given(0), optional(1), given(2), given(3), given(4), to)
  of printDocumentKind: call(gu.target_print_document, given(0), given(1), given(2), given(3), to)
  of printShareDocumentKind: call(gu.target_print_share_document, given(0), given(1), given(2), given(3), to)
  of parsed:
    let named = if target.words[2].len > 0: target.words[2] else: name
    let asName = if named.len > 0: checked(named, "name") else: nil
    call(gu.target_parse, given(0), optional(1), asName, to)

template withTarget*(target: Target; name: string; handle, body: untyped) =
  ## Does something with the target of the library. `name` is that of the source.
  ensureLoaded()
  block:
    let handle = handleOf(target, name)
    try:
      for (property, value) in target.properties:
        call(gu.target_set, handle, checked(property, "property"), checked(value, property))
      body
    finally:
      gu.target_free(handle)
