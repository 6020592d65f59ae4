//go:build !graphupload_system

package graphupload

import "embed"

// The folder always has a file, so that the package compiles without the library and can say what is missing.
//
//go:embed lib/windows_amd64
var embedded embed.FS

const (
	embeddedFolder = "lib/windows_amd64"
	libraryName    = "graph_upload.dll"
)
