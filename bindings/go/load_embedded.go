//go:build !graphupload_system

package graphupload

// #cgo linux LDFLAGS: -ldl
// #include <stdlib.h>
// #include "load.h"
import "C"

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"unsafe"
)

// loadLibrary loads the library that GU_LIBRARY names, or else the embedded one.
func loadLibrary() error {
	if path := os.Getenv("GU_LIBRARY"); path != "" {
		return loadFile(path)
	}
	library, err := embeddedLibrary()
	if err != nil {
		return err
	}
	var failures []string
	for _, folder := range foldersForLibrary() {
		if err = loadBytes(library, folder); err == nil {
			return nil
		}
		// A folder may be full, or mounted so that nothing in it can be executed.
		failures = append(failures, err.Error())
	}
	return fmt.Errorf("the embedded library cannot be loaded: %q", failures)
}

// embeddedLibrary returns the library, compared with the hash that was taken when the module was built.
func embeddedLibrary() ([]byte, error) {
	library, err := embedded.ReadFile(embeddedFolder + "/" + libraryName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s/%s is missing: this is the source of the module, not the built one. Use the module that "+
			"bindings/go/build.sh makes, or build with -tags graphupload_system for the library of the system, or let the "+
			"environment variable GU_LIBRARY name the library", embeddedFolder, libraryName)
	}
	if err != nil {
		return nil, err
	}
	wanted, err := embedded.ReadFile(embeddedFolder + "/" + libraryName + ".sha256")
	if err != nil {
		return nil, err
	}
	if !hasHash(library, string(bytes.TrimSpace(wanted))) {
		return nil, fmt.Errorf("%s/%s is damaged: it does not have the hash %s", embeddedFolder, libraryName, wanted)
	}
	return library, nil
}

func hasHash(data []byte, wanted string) bool {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]) == wanted
}

func loadFile(path string) error {
	text := C.CString(path)
	defer C.free(unsafe.Pointer(text))
	message := C.go_gu_load(text)
	if message == nil {
		return nil
	}
	defer C.free(unsafe.Pointer(message))
	return fmt.Errorf("%s: %s", path, C.GoString(message))
}
