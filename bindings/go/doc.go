// Package graphupload uploads files to Microsoft Graph through upload sessions: OneDrive and SharePoint, attachments of
// To Do tasks and of Outlook, and print jobs.
//
// Make a Client, and call its Upload with a Target and a Source:
//
//	client, err := graphupload.NewClient(graphupload.Options{Token: token})
//	…
//	item, err := client.Upload(ctx, graphupload.DrivePath{Path: "Reports/May.pdf"}, graphupload.File("May.pdf"),
//		graphupload.UploadOptions{})
//
// After any fault an upload ends in exactly one of these states: stored, once and whole; not stored; or unknown
// (Error.InDoubt). It is retried within the budget of Options, and the service is asked where the upload stands before
// bytes are sent again.
//
// # Threads
//
// Uploads run on threads of the library, at most Options.AtOnce for Client.Upload and QueueOptions.AtOnce for a queue; a
// goroutine that waits for one occupies no thread. Functions and readers of the caller's run on goroutines of their own. A
// panic in one, or runtime.Goexit, ends its upload with an error whose cause is a *PanicError, and never the program.
//
// # The library
//
// The package loads the library graph_upload when the first client is made: from the file that the environment variable
// GU_LIBRARY names, or else the one that is embedded in the module, which is written to a private file that is removed at
// once. With the build tag graphupload_system it is linked with the library of the system instead, which pkg-config finds
// as graph_upload. It runs on Linux and Windows.
//
// A forked child, which Go has no function for, cannot use the package.
package graphupload
