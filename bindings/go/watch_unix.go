//go:build !windows

package graphupload

import (
	"os"
	"syscall"
)

// watch is a duplicate of a queue's descriptor, in the runtime's poller.
type watch struct {
	file       *os.File
	connection syscall.RawConn
}

func newWatch(handle uintptr) (*watch, error) {
	syscall.ForkLock.RLock()
	descriptor, err := syscall.Dup(int(handle))
	if err == nil {
		syscall.CloseOnExec(descriptor)
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, err
	}
	file := os.NewFile(uintptr(descriptor), "graph-upload queue")
	connection, err := file.SyscallConn()
	if err != nil {
		file.Close()
		return nil, err
	}
	return &watch{file, connection}, nil
}

// run calls collect whenever jobs have ended, until it returns false or the watch is closed.
func (w *watch) run(collect func() bool) {
	_ = w.connection.Read(func(uintptr) bool { return !collect() })
}

func (w *watch) close() {
	w.file.Close()
}
