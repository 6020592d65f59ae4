package graphupload

// #include "native.h"
import "C"

import (
	"context"
	"io"
	"runtime"
	"runtime/cgo"
	"sync"
	"time"
	"unsafe"
)

// Session is an upload that the caller feeds with bytes, from start to end:
//
//	for err == nil && session.NextOffset() < size {
//		offset := session.NextOffset()
//		err = session.Put(ctx, offset, data[offset:])
//		if errors.Is(err, graphupload.ErrRewind) {
//			err = nil // the service wants earlier bytes again
//		}
//	}
//	item, err := session.Finish(ctx)
//
// Any goroutine may use it, one call that waits at a time; a second one is an ErrBusy. While such a call waits it
// occupies a thread: to upload many whole files, use Client.Upload.
type Session struct {
	core *sessionCore
}

type sessionCore struct {
	reference
	pointer *C.gu_session
	client  *clientCore

	calling sync.Mutex
	mu      sync.Mutex
	attempt *attempt // of the call under way
}

// CreateSession starts an upload of size bytes.
func (c *Client) CreateSession(ctx context.Context, target Target, size int64) (*Session, error) {
	if size < 0 {
		return nil, argument("size: it is negative")
	}
	return c.newSession(ctx, target, func(target *C.gu_target, cancel *C.gu_cancel) (*C.gu_session, *Error) {
		return guSessionCreate(c.core.pointer, target, uint64(size), cancel)
	})
}

// AdoptSession continues an upload session that someone else created, for a file of size bytes. The upload URL is a
// secret.
func (c *Client) AdoptSession(ctx context.Context, kind Kind, uploadURL string, size int64) (*Session, error) {
	return c.newSession(ctx, nil, func(_ *C.gu_target, cancel *C.gu_cancel) (*C.gu_session, *Error) {
		return guSessionAdopt(c.core.pointer, int32(kind), uploadURL, uint64(size), cancel)
	})
}

// ResumeSession continues a session from what Session.Save returned, also in another process. target is the same as for
// CreateSession, or nil for a session that was adopted; key is that of Save.
func (c *Client) ResumeSession(ctx context.Context, target Target, state, key []byte) (*Session, error) {
	return c.newSession(ctx, target, func(target *C.gu_target, cancel *C.gu_cancel) (*C.gu_session, *Error) {
		return guSessionResume(c.core.pointer, target, state, key, cancel)
	})
}

func (c *Client) newSession(ctx context.Context, target Target,
	create func(*C.gu_target, *C.gu_cancel) (*C.gu_session, *Error)) (*Session, error) {
	if !c.core.acquire() {
		return nil, closedError("client")
	}
	var native *C.gu_target
	var err *Error
	if target != nil {
		native, err = target.build()
		defer guTargetFree(native)
	}
	core := &sessionCore{client: c.core}
	if err == nil {
		err = withCancel(ctx, func(cancel *C.gu_cancel) (err *Error) {
			core.pointer, err = create(native, cancel)
			return err
		})
	}
	runtime.KeepAlive(c)
	if err != nil {
		c.core.tokens.explain(err)
		c.core.release()
		return nil, err
	}
	core.reference.free = core.free
	session := &Session{core: core}
	runtime.SetFinalizer(session, func(session *Session) { session.core.close() })
	return session, nil
}

func (s *sessionCore) free() {
	guSessionFree(s.pointer)
	s.client.release()
}

// Close frees the session. Nothing is sent: an upload session that was neither finished nor discarded expires by itself.
// It may be called more than once, and while another call uses the session, which goes on.
func (s *Session) Close() error {
	s.core.close()
	return nil
}

// withCancel calls a function that waits until ctx ends.
func withCancel(ctx context.Context, f func(cancel *C.gu_cancel) *Error) *Error {
	if err := ctx.Err(); err != nil {
		return cancelled(err)
	}
	if ctx.Done() == nil {
		return f(nil)
	}
	cancel, err := guCancelNew()
	if err != nil {
		return err
	}
	defer guCancelFree(cancel)
	over, watched := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		select {
		case <-ctx.Done():
			guCancelRequest(cancel)
		case <-over:
		}
	}()
	err = f(cancel)
	close(over)
	<-watched
	if err != nil && err.Status == ErrCancelled {
		err.Cause = ctx.Err()
	}
	return err
}

// call makes a call that waits.
func (s *Session) call(ctx context.Context, f func(session *C.gu_session, cancel *C.gu_cancel) *Error) error {
	if !s.core.acquire() {
		return closedError("session")
	}
	defer s.core.release()
	if !s.core.calling.TryLock() {
		return &Error{Status: ErrBusy, Message: "graphupload: another call uses the session"}
	}
	defer s.core.calling.Unlock()
	attempt := newAttempt()
	s.core.mu.Lock()
	s.core.attempt = attempt
	s.core.mu.Unlock()
	over := make(chan struct{})
	defer close(over)
	if ctx.Done() != nil {
		go func() {
			select {
			case <-ctx.Done():
				attempt.stop(nil)
			case <-over:
			}
		}()
	}
	err := withCancel(ctx, func(cancel *C.gu_cancel) *Error { return f(s.core.pointer, cancel) })
	runtime.KeepAlive(s)
	s.core.client.tokens.explain(err)
	return attempt.explain(err)
}

// read calls a function that does not wait, and does nothing with a closed session.
func (s *Session) read(f func(session *C.gu_session) *Error) error {
	if !s.core.acquire() {
		return closedError("session")
	}
	defer s.core.release()
	defer runtime.KeepAlive(s)
	return asError(f(s.core.pointer))
}

// Put puts bytes of the file, which have to start at NextOffset. After nil the session has all of them; after an error
// continue at NextOffset, which may lie inside data. See the table of graph_upload.h for what each status means.
func (s *Session) Put(ctx context.Context, offset int64, data []byte) error {
	return s.call(ctx, func(session *C.gu_session, cancel *C.gu_cancel) *Error {
		return guPutChunk(session, uint64(offset), data, cancel)
	})
}

// Writer returns a writer that puts bytes at NextOffset, for io.Copy.
func (s *Session) Writer(ctx context.Context) io.Writer {
	return sessionWriter{s, ctx}
}

type sessionWriter struct {
	session *Session
	ctx     context.Context
}

func (w sessionWriter) Write(data []byte) (int, error) {
	begin := w.session.NextOffset()
	if err := w.session.Put(w.ctx, begin, data); err != nil {
		n := w.session.NextOffset() - begin
		if n < 0 || n > int64(len(data)) {
			n = 0
		}
		return int(n), err
	}
	return len(data), nil
}

// Finish ends the upload: it returns the stored file, or an error that says what is missing. After a call that failed
// with Error.InDoubt it asks the service whether the file is stored.
func (s *Session) Finish(ctx context.Context) (*Item, error) {
	var item *Item
	err := s.call(ctx, func(session *C.gu_session, cancel *C.gu_cancel) *Error {
		native, err := guFinish(session, cancel)
		defer guItemFree(native)
		item = itemOf(native)
		return err
	})
	return item, err
}

// Discard abandons the upload and deletes its session at the service. ErrStored means that the file is stored already.
func (s *Session) Discard(ctx context.Context) error {
	return s.call(ctx, guSessionDiscard)
}

// Refresh asks the service where the upload stands. It is never needed for correctness.
func (s *Session) Refresh(ctx context.Context) error {
	return s.call(ctx, guSessionRefresh)
}

// NextOffset is where the next Put has to start.
func (s *Session) NextOffset() int64 {
	return s.number(guSessionNextOffset)
}

// Confirmed is how many bytes the service has confirmed, from the start of the file on.
func (s *Session) Confirmed() int64 {
	return s.number(guSessionConfirmed)
}

// Size of the file, in bytes.
func (s *Session) Size() int64 {
	return s.number(guSessionSize)
}

// number is 0 of a closed session.
func (s *Session) number(get func(*C.gu_session) uint64) int64 {
	var number uint64
	_ = s.read(func(session *C.gu_session) *Error {
		number = get(session)
		return nil
	})
	return int64(number)
}

// Expires is when the upload session expires, by the service's clock; the zero time if it did not say.
func (s *Session) Expires() time.Time {
	ms := s.number(guSessionExpiresMs)
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}

// Save returns the state of the upload for Client.ResumeSession. It holds the upload URL: keep it where others cannot
// read it, or give a key of 32 random bytes that seals it.
func (s *Session) Save(key []byte) ([]byte, error) {
	var data []byte
	err := s.read(func(session *C.gu_session) *Error {
		state, err := guSessionSave(session, key)
		if err != nil {
			return err
		}
		defer guStateFree(state)
		data = stateBytes(state)
		return nil
	})
	return data, err
}

func stateBytes(state *C.gu_state) []byte {
	return C.GoBytes(unsafe.Pointer(guStateData(state)), C.int(guStateLength(state)))
}

// OnProgress sets a function that is called while bytes leave; see UploadOptions.Progress. nil removes it.
func (s *Session) OnProgress(report func(Progress) error) error {
	return s.read(func(session *C.gu_session) *Error {
		if report == nil {
			return guSessionSetProgress(session, 0)
		}
		context := &progressContext{attempt: s.core.current, report: report}
		return guSessionSetProgress(session, uintptr(cgo.NewHandle(context)))
	})
}

// OnSave sets a function that saves each new state, before the service can know of it; see Save. An error that it returns
// ends the call. nil removes it.
func (s *Session) OnSave(key []byte, save func(state []byte) error) error {
	return s.read(func(session *C.gu_session) *Error {
		if save == nil {
			return guSessionSetSaveCallback(session, nil, 0)
		}
		context := &saveContext{attempt: s.core.current, save: save}
		return guSessionSetSaveCallback(session, key, uintptr(cgo.NewHandle(context)))
	})
}

func (s *sessionCore) current() *attempt {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.attempt
}
