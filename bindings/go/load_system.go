//go:build graphupload_system

package graphupload

// #cgo pkg-config: graph_upload
import "C"

func loadLibrary() error {
	return nil
}
