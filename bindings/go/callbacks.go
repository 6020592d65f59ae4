package graphupload

// #include "native.h"
import "C"

import (
	"runtime/cgo"
	"unsafe"
)

// The functions that the library calls, on threads of its own. They run functions of the caller's through protect only.

//export guDestroyCallback
func guDestroyCallback(context C.uintptr_t) {
	cgo.Handle(context).Delete()
}

// progressContext is the context of a progress callback.
type progressContext struct {
	attempt func() *attempt
	report  func(Progress) error
}

//export guProgressCallback
func guProgressCallback(progress *C.gu_progress, context C.uintptr_t) C.int32_t {
	c := cgo.Handle(context).Value().(*progressContext)
	now := progressOf(progress)
	return C.int32_t(c.attempt().run(func() error { return c.report(now) }))
}

//export guReadAtCallback
func guReadAtCallback(offset C.uint64_t, buffer *C.uint8_t, length C.uint32_t, count *C.uint32_t, context C.uintptr_t) C.int32_t {
	reads := cgo.Handle(context).Value().(reads)
	return read(reads, int64(offset), buffer, length, count)
}

//export guReadCallback
func guReadCallback(buffer *C.uint8_t, length C.uint32_t, count *C.uint32_t, context C.uintptr_t) C.int32_t {
	reads := cgo.Handle(context).Value().(reads)
	return read(reads, 0, buffer, length, count)
}

func read(from reads, offset int64, buffer *C.uint8_t, length C.uint32_t, count *C.uint32_t) C.int32_t {
	n, err := from.read(offset, unsafe.Slice((*byte)(unsafe.Pointer(buffer)), int(length)))
	if err != nil {
		return from.failed(err)
	}
	*count = C.uint32_t(n)
	return 0
}

// saveContext is the context of a save callback.
type saveContext struct {
	attempt func() *attempt
	save    func([]byte) error
}

//export guSaveCallback
func guSaveCallback(state *C.gu_state, context C.uintptr_t) C.int32_t {
	c := cgo.Handle(context).Value().(*saveContext)
	data := stateBytes(state)
	return C.int32_t(c.attempt().run(func() error { return c.save(data) }))
}

//export guTokenCallback
func guTokenCallback(sink *C.gu_token_sink, context C.uintptr_t) C.int32_t {
	c := cgo.Handle(context).Value().(*tokens)
	c.fetch(TokenRequest{Rejected: guTokenSinkWasRejected(sink) != 0, Claims: guTokenSinkClaims(sink)})
	return tokenLater
}

//export guLogCallback
func guLogCallback(record *C.gu_log_record, context C.uintptr_t) {
	logger := cgo.Handle(context).Value().(Logger)
	level, message := LogLevel(guLogRecordLevel(record)), guLogRecordMessage(record)
	// What a logger fails with has nowhere to go, and does not end an upload.
	_ = protect(nil, func() error {
		if level == LogWarning {
			logger.Warn(message)
		} else {
			logger.Info(message)
		}
		return nil
	})
}
