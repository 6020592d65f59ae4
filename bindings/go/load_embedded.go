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
	"path/filepath"
	"unsafe"
)

const libraryName = "libgraph_upload.so"

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

func foldersForLibrary() []string {
	folders := []string{os.TempDir()}
	if cache, err := os.UserCacheDir(); err == nil {
		folders = append(folders, cache)
	}
	return folders
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

// loadBytes loads a library from a file that only this user can write, and that is gone when it is loaded.
func loadBytes(library []byte, below string) error {
	folder, err := os.MkdirTemp(below, "graph-upload-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, libraryName)
	if err := os.WriteFile(path, library, 0o700); err != nil {
		return err
	}
	written, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !bytes.Equal(written, library) {
		return fmt.Errorf("%s was changed while it was written", path)
	}
	return loadFile(path)
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
