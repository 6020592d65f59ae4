package graphupload

// #include "native.h"
import "C"

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"runtime/cgo"
)

// Source is what is uploaded: File, OpenFile, Bytes, Reader, SizedReader or ReaderAt.
//
// A source that is a reader is used by one upload. After an upload that was cancelled, a Read or ReadAt that hangs may
// still be under way.
type Source interface {
	// attach makes it the source of an upload.
	attach(upload *C.gu_upload, attempt *attempt) *Error
}

// File is the file at a path. It is opened when its upload begins, and must not change until the upload ends: then the
// status is ErrSourceChanged, and nothing is stored.
func File(path string) Source {
	return filePath(path)
}

type filePath string

func (path filePath) attach(upload *C.gu_upload, _ *attempt) *Error {
	return guUploadSetFile(upload, string(path))
}

// OpenFile is an open file, which may be closed when the call that takes the source has returned, or for an upload by
// a queue, when Queue.Submit has.
//
// A regular file is read from its start, whatever its position, which does not move. A pipe, a terminal or a socket is
// read to its end, as by Reader, but without a goroutine.
func OpenFile(file *os.File) Source {
	return openFile{file}
}

type openFile struct{ file *os.File }

func (source openFile) attach(upload *C.gu_upload, _ *attempt) *Error {
	if source.file == nil {
		return argument("source: the file is nil")
	}
	info, err := source.file.Stat()
	if err != nil {
		return unreadable(err)
	}
	set := guUploadSetStreamHandle
	if info.Mode().IsRegular() {
		set = guUploadSetFileHandle
	}
	connection, err := source.file.SyscallConn()
	if err != nil {
		return unreadable(err)
	}
	// File.Fd would make a pipe blocking.
	var result *Error
	if err := connection.Control(func(descriptor uintptr) { result = set(upload, uint64(descriptor)) }); err != nil {
		return unreadable(err)
	}
	return result
}

// Bytes are bytes in memory. They are not copied, and must not change until the upload ends.
func Bytes(data []byte) Source {
	return memory(data)
}

type memory []byte

func (data memory) attach(upload *C.gu_upload, _ *attempt) *Error {
	return guUploadSetReadAt(upload, uint64(len(data)), uintptr(cgo.NewHandle(reads(data))))
}

// Reader is a stream of unknown size. The service needs the size with the first byte, so it is read to its end first,
// into a spool file without a name; see UploadOptions.SpoolFolder and SpoolMaxBytes.
//
// A reader that waits for another upload of the same client to go on needs a place of its own among those that run; see
// Options.AtOnce.
func Reader(reader io.Reader) Source {
	return stream{reader: reader, size: -1}
}

// SizedReader is a stream of a known size, in bytes, which is uploaded while it is read. The bytes of one piece are kept
// in memory, to send them again after a fault. If the service wants bytes from further back, which is rare, the status
// is ErrRewind.
func SizedReader(reader io.Reader, size int64) Source {
	return stream{reader: reader, size: size}
}

type stream struct {
	reader io.Reader
	size   int64
}

func (source stream) attach(upload *C.gu_upload, attempt *attempt) *Error {
	if source.reader == nil {
		return argument("source: the reader is nil")
	}
	context := uintptr(cgo.NewHandle(reads(&streamReads{readerReads: readerReads{attempt: attempt}, reader: source.reader})))
	if source.size < 0 {
		return guUploadSetStream(upload, context)
	}
	return guUploadSetRead(upload, uint64(source.size), context)
}

// ReaderAt is anything that can be read at any offset, of a known size in bytes. ReadAt is called for one range at a
// time.
func ReaderAt(reader io.ReaderAt, size int64) Source {
	return readerAt{reader: reader, size: size}
}

type readerAt struct {
	reader io.ReaderAt
	size   int64
}

func (source readerAt) attach(upload *C.gu_upload, attempt *attempt) *Error {
	if source.reader == nil {
		return argument("source: the reader is nil")
	}
	if source.size < 0 {
		return argument(fmt.Sprintf("source: the size is %d", source.size))
	}
	context := uintptr(cgo.NewHandle(reads(&readerAtReads{readerReads: readerReads{attempt: attempt}, reader: source.reader})))
	return guUploadSetReadAt(upload, uint64(source.size), context)
}

// reads is the context of a read callback.
type reads interface {
	// read fills a part of the buffer, which is the library's. It returns 0 at the end.
	read(offset int64, buffer []byte) (int, error)
	// failed notes the error, and returns what the callback returns.
	failed(err error) C.int32_t
}

func (data memory) read(offset int64, buffer []byte) (int, error) {
	return copy(buffer, data[offset:]), nil
}

func (data memory) failed(error) C.int32_t {
	return readFailed
}

// readerReads calls the caller's reader with a buffer of Go's, since it may write to it after the upload has ended.
type readerReads struct {
	attempt *attempt
	buffer  []byte
}

func (r *readerReads) call(into []byte, read func([]byte) (int, error)) (int, error) {
	if len(r.buffer) < len(into) {
		r.buffer = make([]byte, len(into))
	}
	buffer := r.buffer[:len(into)]
	n := 0
	err := protect(r.attempt.abort, func() (err error) {
		got, err := read(buffer)
		if got < 0 || got > len(buffer) {
			return fmt.Errorf("graphupload: the reader returned a count of %d for a buffer of %d bytes", got, len(buffer))
		}
		n = got
		return err
	})
	if errors.Is(err, errAborted) {
		// The reader may still use the buffer, and n.
		r.buffer = nil
		return 0, err
	}
	return copy(into, buffer[:n]), err
}

func (r *readerReads) failed(err error) C.int32_t {
	r.attempt.fail(err)
	if errors.Is(err, errAborted) || errors.Is(err, ErrCancelled) {
		return readStop
	}
	return readFailed
}

// maxEmptyReads is how often a reader may return neither bytes nor an error, as in bufio.
const maxEmptyReads = 100

type streamReads struct {
	readerReads
	reader io.Reader
	// What came with the last bytes.
	next error
}

func (r *streamReads) read(_ int64, buffer []byte) (int, error) {
	for empty := 0; r.next == nil; empty++ {
		if empty == maxEmptyReads {
			return 0, io.ErrNoProgress
		}
		n, err := r.call(buffer, r.reader.Read)
		r.next = err
		if n > 0 {
			return n, nil
		}
	}
	if errors.Is(r.next, io.EOF) {
		return 0, nil
	}
	return 0, r.next
}

type readerAtReads struct {
	readerReads
	reader io.ReaderAt
}

func (r *readerAtReads) read(offset int64, buffer []byte) (int, error) {
	n, err := r.call(buffer, func(into []byte) (int, error) { return r.reader.ReadAt(into, offset) })
	// Bytes that came are good; the next call tells what came with them.
	if n > 0 || errors.Is(err, io.EOF) {
		return n, nil
	}
	if err == nil {
		return 0, io.ErrNoProgress
	}
	return 0, err
}

func argument(message string) *Error {
	return &Error{Status: ErrArgument, Message: message}
}

func unreadable(err error) *Error {
	return &Error{Status: ErrSourceUnreadable, Message: "source", Cause: err}
}

// clampUint32 is for counts that the library takes as 32 bits.
func clampUint32(n int) uint32 {
	if n < 0 {
		return 0
	}
	if uint64(n) > math.MaxUint32 {
		return math.MaxUint32
	}
	return uint32(n)
}
