//go:build !graphupload_system

package graphupload

import "embed"

// The folder always has a file, so that the package compiles without the library and can say what is missing.
//
//go:embed lib/darwin_arm64
var embedded embed.FS

const (
	embeddedFolder = "lib/darwin_arm64"
	libraryName    = "libgraph_upload.dylib"
)
