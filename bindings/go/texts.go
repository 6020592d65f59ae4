package graphupload

// #include <stdlib.h>
// #include <stdint.h>
import "C"

import (
	"strings"
	"unsafe"
)

// texts are the strings of one call, as C has them.
type texts struct {
	all []*C.char
	err *Error
}

func (t *texts) add(name, value string) *C.char {
	if strings.IndexByte(value, 0) >= 0 {
		// C would end the string there, and a file would go elsewhere.
		t.err = &Error{Status: ErrArgument, Message: name + ": a NUL character is not allowed"}
		return nil
	}
	text := C.CString(value)
	t.all = append(t.all, text)
	return text
}

// optional passes an empty string as NULL.
func (t *texts) optional(name, value string) *C.char {
	if value == "" {
		return nil
	}
	return t.add(name, value)
}

func (t *texts) free() {
	for _, text := range t.all {
		C.free(unsafe.Pointer(text))
	}
}

// bytesOf lends bytes to a call that does not keep them.
func bytesOf(data []byte) *C.uint8_t {
	if len(data) == 0 {
		return nil
	}
	return (*C.uint8_t)(unsafe.Pointer(&data[0]))
}
