# build.sh sets the version, which is the library's.
version = "0.0.0"
author = "graph-upload"
description = "Uploads files to Microsoft Graph: OneDrive and SharePoint, attachments of To Do and Outlook, print jobs"
license = "MIT OR Apache-2.0"
srcDir = "src"

requires "nim >= 1.6.0"
