//go:build !cgo

package graphupload

// The compiler says this where cgo is off.
var _ = graphupload_needs_cgo_set_CGO_ENABLED_to_1_and_install_a_C_compiler
