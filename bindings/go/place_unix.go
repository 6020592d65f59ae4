//go:build !graphupload_system && !windows

package graphupload

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
)

func foldersForLibrary() []string {
	folders := []string{os.TempDir()}
	if cache, err := os.UserCacheDir(); err == nil {
		folders = append(folders, cache)
	}
	return folders
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
