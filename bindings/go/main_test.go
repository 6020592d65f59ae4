package graphupload_test

import (
	"os"
	"testing"
)

// home is the folder of the package.
var home string

// Files that examples write, such as state files, go to a folder of their own.
func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "graph-upload-test-")
	if err != nil {
		panic(err)
	}
	if home, err = os.Getwd(); err != nil {
		panic(err)
	}
	readme, err = os.ReadFile("README.md")
	if err != nil {
		panic(err)
	}
	examples, err = os.ReadFile("example_test.go")
	if err != nil {
		panic(err)
	}
	program, err = os.ReadFile("examples/upload/main.go")
	if err != nil {
		panic(err)
	}
	if err := os.Chdir(folder); err != nil {
		panic(err)
	}
	status := m.Run()
	os.RemoveAll(folder)
	os.Exit(status)
}
