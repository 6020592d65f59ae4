package graphupload

// #include "native.h"
import "C"

import (
	"context"
	"errors"
	"runtime/cgo"
)

// UploadOptions of one upload. Zero values are the defaults.
type UploadOptions struct {
	// Progress is called at most ten times a second, one call at a time, and once when the file is stored. It should
	// return quickly: nothing is sent meanwhile. An error that it returns ends the upload, and is the cause of its error;
	// ErrCancelled just ends it.
	Progress func(Progress) error

	// StateFile is the path of a file that the upload is saved to while it runs. A later upload with the same file and
	// target goes on where the service stands, also in another process. It is removed when the file is stored. It holds the
	// upload URL; SealingKey seals it.
	StateFile string
	// SealingKey is 32 random bytes.
	SealingKey []byte

	// KeepOnCancel keeps the upload session when the upload is cancelled. With a StateFile it is always kept.
	KeepOnCancel bool
	// DiffersIsError makes an item that differs from what was sent an error, ErrDiffers.
	DiffersIsError bool

	// SpoolFolder is where a stream of unknown size is spooled. Default: the folder for temporary files.
	SpoolFolder string
	// SpoolMaxBytes is the longest stream. Default: 1 GiB.
	SpoolMaxBytes int64
}

func (o *UploadOptions) apply(upload *C.gu_upload, attempt *attempt) *Error {
	return steps(
		when(o.Progress != nil, func() *Error {
			context := &progressContext{attempt: attempt.itself, report: o.Progress}
			return guUploadSetProgress(upload, uintptr(cgo.NewHandle(context)))
		}),
		when(o.StateFile != "", func() *Error { return guUploadSetStateFile(upload, o.StateFile) }),
		when(o.SealingKey != nil, func() *Error { return guUploadSetSealingKey(upload, notNil(o.SealingKey)) }),
		when(o.KeepOnCancel, func() *Error { return guUploadSetKeepOnCancel(upload, 1) }),
		when(o.DiffersIsError, func() *Error { return guUploadSetDiffersIsError(upload, 1) }),
		when(o.SpoolFolder != "", func() *Error { return guUploadSetSpoolFolder(upload, o.SpoolFolder) }),
		when(o.SpoolMaxBytes != 0, func() *Error { return guUploadSetSpoolMaxBytes(upload, uint64(o.SpoolMaxBytes)) }),
	)
}

func (a *attempt) itself() *attempt {
	return a
}

// notNil keeps a key without bytes, which is a mistake, from being none.
func notNil(key []byte) []byte {
	if len(key) == 0 {
		return []byte{0}
	}
	return key
}

// cancelled is the error of a call whose context has ended.
func cancelled(cause error) *Error {
	return &Error{Status: ErrCancelled, Message: "graphupload: cancelled", Cause: cause}
}

func isContextError(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
