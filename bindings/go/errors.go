package graphupload

// #include "native.h"
import "C"

import (
	"fmt"
	"strings"
	"syscall"
	"time"
)

// Error says why a call failed, in the service's words too. It contains neither tokens nor upload URLs.
//
// errors.Is compares it with a Status, such as ErrThrottled, and with what caused it: an error that a reader, a token
// function or a progress function has returned, the error of a context, or an error number of the system.
type Error struct {
	// Status tells what the caller can do.
	Status Status
	// Message is a human-readable description: what was being done, what happened, and the service's message.
	Message string
	// HTTPStatus of the response that caused the error, or 0.
	HTTPStatus int
	// ServiceCodes are the codes of the response, from the outermost to the most specific, such as "invalidRequest" and
	// "nameAlreadyExists".
	ServiceCodes []string
	// RequestID is the id by which the service's operators find the request.
	RequestID string
	// Host that responded or could not be reached, never a URL.
	Host string
	// Diagnostics of the service for its operators, without secrets.
	Diagnostics string
	// Claims challenge of a 401 response, for the next sign-in.
	Claims string
	// RetryAfter is how long the service asked to wait, or 0.
	RetryAfter time.Duration
	// OSError is the error number of the operating system, or 0.
	OSError syscall.Errno
	// Retryable tells whether the same call may succeed later.
	Retryable bool
	// InDoubt tells whether the file may be stored although the call failed. Do not start a new upload then: it may store
	// the file twice. An upload with the same UploadOptions.StateFile, or Session.Finish, looks first.
	InDoubt bool
	// SessionKept tells whether the upload session still exists at the service, so that the upload can continue.
	SessionKept bool
	// Offset is the first byte that the service has not confirmed, or where the next Session.Put has to start.
	Offset int64
	// Attempts is the number of attempts in a row without progress.
	Attempts int
	// Cause is the error of a function or reader of the caller's that ended the upload, or that of its context; otherwise
	// nil.
	Cause error
}

// Error returns the message.
func (e *Error) Error() string {
	if e.Cause == nil {
		return e.Message
	}
	return e.Message + ": " + e.Cause.Error()
}

// Is tells whether target is the status of the error.
func (e *Error) Is(target error) bool {
	status, isStatus := target.(Status)
	return isStatus && status == e.Status
}

// Unwrap returns the cause, or else the error number of the system.
func (e *Error) Unwrap() error {
	if e.Cause != nil {
		return e.Cause
	}
	if e.OSError != 0 {
		return e.OSError
	}
	return nil
}

// String returns the name of the status as in the C API, such as "GU_ERR_THROTTLED".
func (s Status) String() string {
	if err := load(); err != nil {
		return fmt.Sprintf("status %d", int32(s))
	}
	return guStatusName(int32(s))
}

// Error makes each status an error that errors.Is finds in an *Error.
func (s Status) Error() string {
	return s.String()
}

// PanicError is the cause of an upload that ended because a function or reader of the caller's panicked.
type PanicError struct {
	// Value is what was passed to panic.
	Value interface{}
	// Stack of the goroutine that panicked.
	Stack []byte
}

// Error returns what was passed to panic.
func (e *PanicError) Error() string {
	return fmt.Sprintf("panic: %v", e.Value)
}

// Unwrap returns the value if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// failed makes the error of a call that did not succeed, and frees that of the library.
func failed(status C.int32_t, failure *C.gu_error) *Error {
	if Status(status) == OK {
		return nil
	}
	defer guErrorFree(failure)
	return errorOf(Status(status), failure)
}

func errorOf(status Status, failure *C.gu_error) *Error {
	return &Error{
		Status:       status,
		Message:      guErrorMessage(failure),
		HTTPStatus:   int(guErrorHTTPStatus(failure)),
		ServiceCodes: strings.Fields(guErrorServiceCodes(failure)),
		RequestID:    guErrorRequestID(failure),
		Host:         guErrorHost(failure),
		Diagnostics:  guErrorDiagnostics(failure),
		Claims:       guErrorClaims(failure),
		RetryAfter:   time.Duration(guErrorRetryAfterMs(failure)) * time.Millisecond,
		OSError:      syscall.Errno(guErrorOSError(failure)),
		Retryable:    guErrorIsRetryable(failure) != 0,
		InDoubt:      guErrorInDoubt(failure) != 0,
		SessionKept:  guErrorSessionKept(failure) != 0,
		Offset:       int64(guErrorOffset(failure)),
		Attempts:     int(guErrorAttempts(failure)),
	}
}

// asError keeps a nil *Error from becoming an error that is not nil.
func asError(err *Error) error {
	if err == nil {
		return nil
	}
	return err
}
