package graphupload

import (
	"errors"
	"runtime/debug"
	"sync"
)

var (
	errGoexit  = errors.New("graphupload: a function of the caller ended its goroutine (runtime.Goexit)")
	errAborted = errors.New("graphupload: the upload has ended")
)

// protect runs a function of the caller's on a goroutine of its own, so that a panic or runtime.Goexit in it becomes an
// error, and returns early when abort is closed: a thread of the library must not wait for a reader that hangs.
func protect(abort <-chan struct{}, f func() error) error {
	result := make(chan error, 1)
	go func() {
		err := errGoexit
		defer func() {
			if value := recover(); value != nil {
				err = &PanicError{Value: value, Stack: debug.Stack()}
			}
			result <- err
		}()
		err = f()
	}()
	select {
	case err := <-result:
		return err
	case <-abort:
		return errAborted
	}
}

// attempt is what the functions and readers of the caller's share during one upload or call.
type attempt struct {
	abort chan struct{}
	mu    sync.Mutex
	over  bool
	cause error
}

func newAttempt() *attempt {
	return &attempt{abort: make(chan struct{})}
}

// fail notes why the upload ends; the first reason counts.
func (a *attempt) fail(err error) {
	if errors.Is(err, errAborted) {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.cause == nil {
		a.cause = err
	}
}

// run calls a function of the caller's, and returns 0, or 1 to end the upload.
func (a *attempt) run(f func() error) int {
	if err := protect(a.abort, f); err != nil {
		a.fail(err)
		return 1
	}
	return 0
}

// stop ends the wait for the caller's functions. err may be nil.
func (a *attempt) stop(err error) {
	if err != nil {
		a.fail(err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.over {
		a.over = true
		close(a.abort)
	}
}

// explain returns the error of an upload with its cause. An upload that was stored although a function of the caller's
// failed at the end has an error too, or that would be lost.
func (a *attempt) explain(err *Error) error {
	a.mu.Lock()
	cause := a.cause
	a.mu.Unlock()
	if cause == nil || cause == error(ErrCancelled) {
		// The caller asked to stop, if anything.
		return asError(err)
	}
	if isContextError(cause) && (err == nil || err.Status != ErrCancelled) {
		// It came too late.
		return asError(err)
	}
	if err == nil {
		err = &Error{Status: OK, Message: "graphupload: the file is stored, but a function of the caller's failed"}
	}
	err.Cause = cause
	return err
}
