//go:build !graphupload_system

package graphupload

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// The built module has the library inside, and the source says what is missing.
func TestEmbeddedLibrary(t *testing.T) {
	library, err := embeddedLibrary()
	if _, statErr := fs.Stat(embedded, embeddedFolder+"/"+libraryName); errors.Is(statErr, fs.ErrNotExist) {
		if err == nil || library != nil {
			t.Fatal("a library from nowhere")
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := loadBytes(library, folder); err != nil {
		t.Error(err)
	}
	// There a library in use stays.
	if left, err := os.ReadDir(folder); len(left) != 0 && runtime.GOOS != "windows" {
		t.Error(left, err)
	}
	library[len(library)/2]++
	wanted, err := embedded.ReadFile(embeddedFolder + "/" + libraryName + ".sha256")
	if err != nil || hasHash(library, string(wanted[:64])) {
		t.Error("a damaged library has the same hash")
	}
	if err := loadBytes([]byte("no library"), folder); err == nil {
		t.Error("what is no library is loaded")
	}
	if err := loadBytes(library, filepath.Join(folder, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}
