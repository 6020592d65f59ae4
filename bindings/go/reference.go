package graphupload

import "sync"

// reference counts the users of an object of the library, which is freed when it is closed and none is left.
type reference struct {
	mu     sync.Mutex
	users  int
	closed bool
	free   func()
}

// acquire fails once the object is closed.
func (r *reference) acquire() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return false
	}
	r.users++
	return true
}

func (r *reference) release() {
	r.mu.Lock()
	r.users--
	last := r.closed && r.users == 0
	r.mu.Unlock()
	if last {
		r.free()
	}
}

// close may be called any number of times.
func (r *reference) close() {
	r.mu.Lock()
	last := !r.closed && r.users == 0
	r.closed = true
	r.mu.Unlock()
	if last {
		r.free()
	}
}
