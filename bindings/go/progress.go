package graphupload

// #include "native.h"
import "C"

import "time"

// Progress is how far an upload is.
type Progress struct {
	// Sent is how many bytes of the file have left; bytes sent again count once.
	Sent int64
	// Confirmed is how many bytes the service has confirmed.
	Confirmed int64
	// Total is the size of the file; 0 while it is not known.
	Total int64
	// Spooled is how many bytes of a stream of unknown size were read, until it ends.
	Spooled int64
	// BytesPerSecond over the last five seconds; 0 while too little is known.
	BytesPerSecond int64
	// TimeLeft at that speed; -1 while too little is known.
	TimeLeft time.Duration
	// LateBy is by how much the upload session expires before the rest is sent; 0 if in time, -1 while too little is known.
	LateBy time.Duration
	// Waits is how long nothing will be sent, at most; WaitsFor and WaitsCode say why.
	Waits     time.Duration
	WaitsFor  WaitReason
	WaitsCode string
}

func progressOf(progress *C.gu_progress) Progress {
	return Progress{
		Sent:           int64(guProgressSent(progress)),
		Confirmed:      int64(guProgressConfirmed(progress)),
		Total:          int64(guProgressTotal(progress)),
		Spooled:        int64(guProgressSpooled(progress)),
		BytesPerSecond: int64(guProgressBytesPerSecond(progress)),
		TimeLeft:       milliseconds(guProgressTimeLeftMs(progress)),
		LateBy:         milliseconds(guProgressLateByMs(progress)),
		Waits:          milliseconds(int64(guProgressWaitsMs(progress))),
		WaitsFor:       WaitReason(guProgressWaitsFor(progress)),
		WaitsCode:      guProgressWaitsCode(progress),
	}
}

// milliseconds keeps -1, which is unknown.
func milliseconds(ms int64) time.Duration {
	if ms < 0 {
		return -1
	}
	return time.Duration(ms) * time.Millisecond
}
