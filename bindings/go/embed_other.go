//go:build !graphupload_system && !((linux || windows || darwin) && (amd64 || arm64))

package graphupload

import "embed"

// No library is embedded for this platform: GU_LIBRARY or the tag graphupload_system names one.
var embedded embed.FS

const (
	embeddedFolder = "lib/other"
	libraryName    = "libgraph_upload.so"
)
