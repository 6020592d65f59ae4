## Uploads files to Microsoft Graph: OneDrive and SharePoint, attachments of To Do tasks and of Outlook, print jobs.
##
## .. code-block:: nim
##   import graph_upload
##
##   let client = newClient(token)
##   let item = client.upload("May.pdf", drivePath("Reports/May.pdf", {"conflict": "replace"}))
##   echo item.webUrl

import graph_upload/[callbacks, cancel, client, errors, item, library, mailbox, native, queue, session, source, target]

export client except owner
export callbacks.ProgressProc, callbacks.ReadProc, callbacks.ReadAtProc, callbacks.SaveProc, callbacks.LogProc,
  callbacks.LogLevel, callbacks.TokenProc, callbacks.TokenRequest
export cancel.Cancel, cancel.newCancel, cancel.request, cancel.requested
export item.Item, item.Progress, item.Integrity
export library.version, library.libraryPath
export mailbox.serve, mailbox.waitReadable
export native except gu, Native, load
export errors except blank, described, taken, failed, call
export queue, session
export source except attach, name
export target except withTarget, checked
