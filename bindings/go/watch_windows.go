package graphupload

import (
	"sync"
	"syscall"
	"unsafe"
)

var (
	kernel32     = syscall.NewLazyDLL("kernel32.dll")
	createEvent  = kernel32.NewProc("CreateEventW")
	setEvent     = kernel32.NewProc("SetEvent")
	waitMultiple = kernel32.NewProc("WaitForMultipleObjects")
)

// watch is a duplicate of a queue's event, and an event that ends the wait. The runtime's poller knows no events, so a thread
// of the system waits for both.
type watch struct {
	event, stop syscall.Handle
	mu          sync.Mutex
	ended       bool
}

func newWatch(handle uintptr) (*watch, error) {
	var w watch
	process, err := syscall.GetCurrentProcess()
	if err != nil {
		return nil, err
	}
	err = syscall.DuplicateHandle(process, syscall.Handle(handle), process, &w.event, 0, false, syscall.DUPLICATE_SAME_ACCESS)
	if err != nil {
		return nil, err
	}
	stop, _, err := createEvent.Call(0, 1, 0, 0)
	if stop == 0 {
		syscall.CloseHandle(w.event)
		return nil, err
	}
	w.stop = syscall.Handle(stop)
	return &w, nil
}

// run calls collect whenever jobs have ended, until it returns false or the watch is closed.
func (w *watch) run(collect func() bool) {
	defer w.end()
	const forever, all = 0xffffffff, 0
	handles := [...]syscall.Handle{w.event, w.stop}
	for {
		index, _, _ := waitMultiple.Call(uintptr(len(handles)), uintptr(unsafe.Pointer(&handles)), all, forever)
		if index != 0 || !collect() {
			return
		}
	}
}

func (w *watch) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = true
	syscall.CloseHandle(w.event)
	syscall.CloseHandle(w.stop)
}

func (w *watch) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.ended {
		setEvent.Call(uintptr(w.stop))
	}
}
