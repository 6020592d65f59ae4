//go:build !graphupload_system

package graphupload

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
)

// foldersForLibrary returns folders that are the user's own.
func foldersForLibrary() []string {
	var folders []string
	if cache, err := os.UserCacheDir(); err == nil {
		folders = append(folders, cache)
	}
	return append(folders, os.TempDir())
}

// loadBytes loads a library from a file that stays, since a library in use cannot be removed. All programs with the same library
// use the same file.
func loadBytes(library []byte, below string) error {
	sum := sha256.Sum256(library)
	folder := filepath.Join(below, "graph-upload", hex.EncodeToString(sum[:8]))
	path := filepath.Join(folder, libraryName)
	if !isFile(path, library) {
		if err := writeFile(folder, path, library); err != nil && !isFile(path, library) {
			return err
		}
	}
	return loadFile(path)
}

func isFile(path string, content []byte) bool {
	data, err := os.ReadFile(path)
	return err == nil && bytes.Equal(data, content)
}

// writeFile lets the file appear as a whole, for programs that start at the same time.
func writeFile(folder, path string, content []byte) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	part, err := os.CreateTemp(folder, "part-")
	if err != nil {
		return err
	}
	defer os.Remove(part.Name())
	_, err = part.Write(content)
	if closeErr := part.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return os.Rename(part.Name(), path)
}
