// Code generated from include/graph_upload.api.json by bindings/api. DO NOT EDIT.

package graphupload

import "strconv"

// Status: outcome of a call: OK or an Err code, which is an error for errors.Is.
//
// A code tells what the caller can do about it. Released numbers never change; new ones are added. Treat an unknown
// number as an error.
type Status int32

const (
	// The call succeeded.
	OK Status = 0

	// An argument is out of range or not UTF-8: the message names it and its limit, and nothing was sent. Or the
	// service refused the request, and Error.HTTPStatus is not 0. Fix the argument.
	ErrArgument Status = 1

	// Misuse: the object is not in a state for this call, such as a put after Session.Discard. Repeating it does not
	// help.
	ErrState Status = 2

	// Another blocking call on the same session or upload is running, or a callback called back into it.
	ErrBusy Status = 3

	// The context ended, the job was cancelled, or a callback asked to stop.
	ErrCancelled Status = 4

	// A saved upload cannot be used: it is damaged, from another upload or a newer library, or sealed with another key; or
	// its file cannot be read or written. Nothing was sent because of it.
	ErrSavedState Status = 5

	// The file is incomplete: put the bytes from Session.NextOffset on, then call Session.Finish again.
	ErrIncomplete Status = 6

	// The file is already stored: Session.Finish returns its item.
	ErrStored Status = 7

	// The source cannot be read.
	ErrSourceUnreadable Status = 10

	// The source ended before the announced size.
	ErrSourceShort Status = 11

	// The source changed after the upload started.
	ErrSourceChanged Status = 12

	// Out of memory for a buffer whose size the caller decides, such as a piece. Nothing is lost, and the object can be
	// used again: free some memory and repeat the call, or choose smaller pieces.
	ErrMemory Status = 14

	// The service wants bytes again that the library no longer has: put them again from Session.NextOffset on. From an upload: the source can only be read forward; start a new upload with another source.
	ErrRewind Status = 15

	// The process is out of file descriptors, threads or ports, or the disk is full that a stream is spooled on. Free some,
	// or raise the limit, and repeat the call.
	ErrResources Status = 16

	// The connection failed or broke. Try again later, unless Error.Retryable is false: a proxy that refuses needs
	// another name and password, or other rules, and a host without an address of the chosen IP version stays so.
	ErrNetwork Status = 20

	// The peer's certificate or TLS version is not acceptable, the peer rejected the client's certificate, or the
	// handshake failed.
	ErrTls Status = 21

	// A timeout expired. Try again later.
	ErrTimeout Status = 22

	// There is no token, or the service refused it: sign in again.
	ErrSignIn Status = 30

	// Permission denied.
	ErrDenied Status = 31

	// The task, message, folder or job does not exist.
	ErrNotFound Status = 32

	// The name is taken, or someone else changed or locked the item.
	ErrConflict Status = 33

	// The file is larger than the kind, the service or the tenant allows.
	ErrTooLarge Status = 34

	// The file is smaller than the service allows.
	ErrTooSmall Status = 35

	// No space left at the service. Free some and repeat the call.
	ErrQuota Status = 36

	// The service throttled requests for longer than the retry budget. See Error.RetryAfter.
	ErrThrottled Status = 40

	// The service kept failing for longer than the retry budget. Try again later.
	ErrServer Status = 41

	// The upload sessions ended before the file was complete. Start a new upload.
	ErrExpired Status = 42

	// The service sent a response that the protocol does not allow.
	ErrUnexpectedResponse Status = 50

	// The file may or may not be stored, and looking it up did not settle it. Session.Finish and another upload with the same state file look again.
	ErrOutcomeUnknown Status = 51

	// The file is stored, but the service reports another size or hash than that of the bytes sent. Only if
	// UploadOptions.DiffersIsError asks for it.
	ErrDiffers Status = 52

	// A bug in this library. The object can only be freed. Please report the message.
	ErrBug Status = 90
)

// Kind: kind of a target, for an upload of which only the upload URL is known.
type Kind int32

const (
	// An attachment of a To Do task.
	KindTodoTask Kind = 1

	// An attachment of an Outlook message, event or group post.
	KindOutlookAttachment Kind = 2

	// A file in OneDrive, OneDrive for Business or SharePoint.
	KindDriveItem Kind = 3

	// A document of a Universal Print job.
	KindPrintDocument Kind = 4
)

// String returns the name of the constant, such as "KindTodoTask".
func (v Kind) String() string {
	switch v {
	case KindTodoTask:
		return "KindTodoTask"
	case KindOutlookAttachment:
		return "KindOutlookAttachment"
	case KindDriveItem:
		return "KindDriveItem"
	case KindPrintDocument:
		return "KindPrintDocument"
	}
	return "Kind(" + strconv.Itoa(int(v)) + ")"
}

// Integrity: whether the stored file is what was sent.
type Integrity int32

const (
	// The service reports neither a difference nor a hash that would rule one out. Always so for attachments and print
	// documents, at times for files in drives: their hash may come later than the response.
	IntegrityUnverifiable Integrity = 1

	// The service reports the size and the QuickXorHash of the bytes sent.
	IntegrityVerified Integrity = 2

	// The service reports another size or hash. Not always damage: SharePoint rewrites Office files and some others on
	// arrival.
	IntegrityDiffers Integrity = 3
)

// String returns the name of the constant, such as "IntegrityUnverifiable".
func (v Integrity) String() string {
	switch v {
	case IntegrityUnverifiable:
		return "IntegrityUnverifiable"
	case IntegrityVerified:
		return "IntegrityVerified"
	case IntegrityDiffers:
		return "IntegrityDiffers"
	}
	return "Integrity(" + strconv.Itoa(int(v)) + ")"
}

// WaitReason: why an upload waits.
type WaitReason int32

const (
	// It does not wait: it is sending or receiving.
	WaitNothing WaitReason = 0

	// The service asked to slow down, or one of its documented limits is reached.
	WaitThrottled WaitReason = 1

	// Someone, or another upload session, has locked the item or its name. See Options.LockedPolicy.
	WaitLocked WaitReason = 2

	// There is no connection.
	WaitOffline WaitReason = 3

	// The service failed or refused; the request is retried.
	WaitRetrying WaitReason = 4

	// What was stored or created may not be visible yet.
	WaitSettling WaitReason = 5

	// Requests of other uploads of the client go first: to the same message or event, or as many as may run at once.
	WaitInLine WaitReason = 6

	// A stream is read to its end first: Progress.Spooled bytes so far.
	WaitSource WaitReason = 7
)

// String returns the name of the constant, such as "WaitNothing".
func (v WaitReason) String() string {
	switch v {
	case WaitNothing:
		return "WaitNothing"
	case WaitThrottled:
		return "WaitThrottled"
	case WaitLocked:
		return "WaitLocked"
	case WaitOffline:
		return "WaitOffline"
	case WaitRetrying:
		return "WaitRetrying"
	case WaitSettling:
		return "WaitSettling"
	case WaitInLine:
		return "WaitInLine"
	case WaitSource:
		return "WaitSource"
	}
	return "WaitReason(" + strconv.Itoa(int(v)) + ")"
}

// queueCount: a number of a queue: how many of its jobs are where.
type queueCount int32

const (
	// Jobs that wait for their turn.
	queueWaiting queueCount = 0

	// Jobs that run.
	queueRunning queueCount = 1

	// Jobs that are paused.
	queuePaused queueCount = 2

	// Jobs whose file is stored.
	queueStored queueCount = 3

	// Jobs that ended with an error, cancelled ones included.
	queueFailed queueCount = 4
)

// Stage: where a job is.
type Stage int32

const (
	// It waits for its turn.
	StageWaiting Stage = 0

	// It runs. A job that was paused runs until its request under way has ended.
	StageRunning Stage = 1

	// It is paused.
	StagePaused Stage = 2

	// It has ended.
	StageEnded Stage = 3
)

// String returns the name of the constant, such as "StageWaiting".
func (v Stage) String() string {
	switch v {
	case StageWaiting:
		return "StageWaiting"
	case StageRunning:
		return "StageRunning"
	case StagePaused:
		return "StagePaused"
	case StageEnded:
		return "StageEnded"
	}
	return "Stage(" + strconv.Itoa(int(v)) + ")"
}

// LogLevel: severity of a log message.
type LogLevel int32

const (
	// Something went wrong and the library handles it.
	LogWarning LogLevel = 1

	// A request and its result.
	LogInfo LogLevel = 2
)

// String returns the name of the constant, such as "LogWarning".
func (v LogLevel) String() string {
	switch v {
	case LogWarning:
		return "LogWarning"
	case LogInfo:
		return "LogInfo"
	}
	return "LogLevel(" + strconv.Itoa(int(v)) + ")"
}

// APIVersion: version of Microsoft Graph.
type APIVersion int32

const (
	// v1.0
	APIV1 APIVersion = 1

	// beta
	APIBeta APIVersion = 2
)

// String returns the name of the constant, such as "APIV1".
func (v APIVersion) String() string {
	switch v {
	case APIV1:
		return "APIV1"
	case APIBeta:
		return "APIBeta"
	}
	return "APIVersion(" + strconv.Itoa(int(v)) + ")"
}

// Cloud: a cloud with its own Microsoft Graph.
type Cloud int32

const (
	// The global one; GCC uses it too.
	CloudGlobal Cloud = 1

	// US Government L4 (GCC High).
	CloudUsGovL4 Cloud = 2

	// US Government L5 (DoD).
	CloudUsGovL5 Cloud = 3

	// China, operated by 21Vianet.
	CloudChina Cloud = 4

	// France, operated by Bleu.
	CloudBleu Cloud = 5

	// Germany, operated by Delos Cloud.
	CloudDelos Cloud = 6
)

// String returns the name of the constant, such as "CloudGlobal".
func (v Cloud) String() string {
	switch v {
	case CloudGlobal:
		return "CloudGlobal"
	case CloudUsGovL4:
		return "CloudUsGovL4"
	case CloudUsGovL5:
		return "CloudUsGovL5"
	case CloudChina:
		return "CloudChina"
	case CloudBleu:
		return "CloudBleu"
	case CloudDelos:
		return "CloudDelos"
	}
	return "Cloud(" + strconv.Itoa(int(v)) + ")"
}

// LockedPolicy: what to do when the item is locked.
type LockedPolicy int32

const (
	// Wait within the retry budget, half a minute to a minute at a time.
	LockedWait LockedPolicy = 0

	// Fail at once with ErrConflict; the upload can be repeated later.
	LockedFail LockedPolicy = 1
)

// String returns the name of the constant, such as "LockedWait".
func (v LockedPolicy) String() string {
	switch v {
	case LockedWait:
		return "LockedWait"
	case LockedFail:
		return "LockedFail"
	}
	return "LockedPolicy(" + strconv.Itoa(int(v)) + ")"
}

// Baseline: how to tell, after a lost response, the stored file from what was there before.
type Baseline int32

const (
	// Look at the target before the upload, unless what is found afterwards is told by its hash and its time as well: with
	// small files in drives that no later process continues.
	BaselineCareful Baseline = 0

	// Look only after a response was lost, wherever that can tell: with files in drives of every size, and with
	// attachments.
	BaselineQuick Baseline = 1
)

// String returns the name of the constant, such as "BaselineCareful".
func (v Baseline) String() string {
	switch v {
	case BaselineCareful:
		return "BaselineCareful"
	case BaselineQuick:
		return "BaselineQuick"
	}
	return "Baseline(" + strconv.Itoa(int(v)) + ")"
}

// IPVersion: IP version of connections.
type IPVersion int32

const (
	// Both, whichever connects first
	IPAny IPVersion = 0

	// IPv4 only
	IPV4 IPVersion = 4

	// IPv6 only
	IPV6 IPVersion = 6
)

// String returns the name of the constant, such as "IPAny".
func (v IPVersion) String() string {
	switch v {
	case IPAny:
		return "IPAny"
	case IPV4:
		return "IPV4"
	case IPV6:
		return "IPV6"
	}
	return "IPVersion(" + strconv.Itoa(int(v)) + ")"
}

// Conflict: what happens to an existing file of the same name.
type Conflict int32

const (
	// It stays, and the upload fails with ErrConflict.
	ConflictFail Conflict = 1

	// It is replaced.
	ConflictReplace Conflict = 2

	// It stays, and the new file gets another name; see Item.Name.
	ConflictRename Conflict = 3
)

// String returns the name of the constant, such as "ConflictFail".
func (v Conflict) String() string {
	switch v {
	case ConflictFail:
		return "ConflictFail"
	case ConflictReplace:
		return "ConflictReplace"
	case ConflictRename:
		return "ConflictRename"
	}
	return "Conflict(" + strconv.Itoa(int(v)) + ")"
}

// Commit: what turns the bytes sent into a file in a drive.
type Commit int32

const (
	// The last piece.
	CommitLastPiece Commit = 0

	// Session.Finish, in the way that the host of the upload URL requires.
	CommitByHost Commit = 1

	// Session.Finish, by a POST to the upload URL, as OneDrive for Business and SharePoint require.
	CommitUploadURL Commit = 2

	// Session.Finish, by a request to Graph that names the upload URL, as personal OneDrives require.
	CommitSourceURL Commit = 3
)

// String returns the name of the constant, such as "CommitLastPiece".
func (v Commit) String() string {
	switch v {
	case CommitLastPiece:
		return "CommitLastPiece"
	case CommitByHost:
		return "CommitByHost"
	case CommitUploadURL:
		return "CommitUploadURL"
	case CommitSourceURL:
		return "CommitSourceURL"
	}
	return "Commit(" + strconv.Itoa(int(v)) + ")"
}

const (
	// Returned by a read callback if the bytes cannot be read: ErrSourceUnreadable.
	readFailed = -1

	// Returned by a read callback to end the upload: ErrCancelled.
	readStop = -2

	// The most bytes that one call of a read callback is asked for.
	readMax = 1048576

	// Returned by a token callback if Client.SetToken will set the token later, from any thread.
	tokenLater = 2

	// Major version of this header.
	versionMajor = 0

	// Minor version of this header.
	versionMinor = 2

	// Patch version of this header.
	versionPatch = 0

	// Version of this header as one number: major * 1000000 + minor * 1000 + patch.
	versionNumber = 2000
)
