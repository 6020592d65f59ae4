package graphupload

// #include "native.h"
import "C"

import (
	"context"
	"sync"
)

// Job is one upload of a queue. It needs not be closed, and may be dropped: the upload goes on.
type Job struct {
	queue   *queueCore
	attempt *attempt
	done    chan struct{}
	id      uint64
	path    string
	fetched bool // held under the queue's lock

	mu     sync.Mutex
	native *C.gu_job // nil once it has ended

	// Written before done is closed.
	item     *Item
	err      error
	progress Progress
}

func newJob(queue *queueCore, attempt *attempt) *Job {
	return &Job{queue: queue, attempt: attempt, done: make(chan struct{})}
}

// finish takes the outcome from a handle of the library's, or else from the job's own, and frees both.
func (j *Job) finish(fetched *C.gu_job) {
	j.mu.Lock()
	defer j.mu.Unlock()
	native := fetched
	if native == nil {
		native = j.native
	}
	j.item = itemOf(guJobItem(native))
	var err *Error
	if status := Status(guJobStatus(native)); status != OK {
		err = errorOf(status, guJobError(native))
		j.queue.client.tokens.explain(err)
	}
	j.err = j.attempt.explain(err)
	j.progress = progressOfJob(native)
	j.attempt.stop(nil)
	guJobFree(fetched)
	guJobFree(j.native)
	j.native = nil
	close(j.done)
}

func progressOfJob(job *C.gu_job) Progress {
	return Progress{
		Sent:           int64(guJobSent(job)),
		Confirmed:      int64(guJobConfirmed(job)),
		Total:          int64(guJobTotal(job)),
		BytesPerSecond: int64(guJobBytesPerSecond(job)),
		TimeLeft:       milliseconds(guJobTimeLeftMs(job)),
		LateBy:         milliseconds(guJobLateByMs(job)),
		Waits:          milliseconds(int64(guJobWaitsMs(job))),
		WaitsFor:       WaitReason(guJobWaitsFor(job)),
	}
}

// ID is the number of the job in its queue, from 1 on.
func (j *Job) ID() uint64 {
	return j.id
}

// Path is the path of the job's file; empty if the source is not a File.
func (j *Job) Path() string {
	return j.path
}

// Done is closed when the job has ended, in whatever way.
func (j *Job) Done() <-chan struct{} {
	return j.done
}

// Wait waits until the job has ended, and returns as Client.Upload does. Queue.Next does not return the job any more
// then. If ctx ends before, the error is that of the context, and the job goes on.
func (j *Job) Wait(ctx context.Context) (*Item, error) {
	select {
	case <-j.done:
	default:
		select {
		case <-j.done:
		case <-ctx.Done():
			return nil, cancelled(ctx.Err())
		}
	}
	j.queue.mu.Lock()
	j.fetched = true
	j.queue.mu.Unlock()
	return j.item, j.err
}

// call calls a function of the library that does not wait, unless the job has ended.
func (j *Job) call(f func(job *C.gu_job) *Error) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.native == nil {
		return nil
	}
	return asError(f(j.native))
}

// Cancel cancels the job and returns at once. A job that has ended stays as it is.
func (j *Job) Cancel() error {
	return j.cancel(nil)
}

func (j *Job) cancel(cause error) error {
	j.attempt.stop(cause)
	return j.call(guJobCancel)
}

// Pause pauses the job and returns at once. A request under way is finished first; connection and upload session are
// kept.
func (j *Job) Pause() error {
	return j.call(guJobPause)
}

// Continue continues the job after Pause. It keeps its place.
func (j *Job) Continue() error {
	return j.call(guJobContinue)
}

// MoveToFront lets the job run before all others that wait.
func (j *Job) MoveToFront() error {
	return j.call(guJobMoveToFront)
}

// Stage returns where the job is.
func (j *Job) Stage() Stage {
	stage := StageEnded
	_ = j.call(func(job *C.gu_job) *Error {
		stage = Stage(guJobStage(job))
		return nil
	})
	return stage
}

// Progress returns how far the job is.
func (j *Job) Progress() Progress {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.native == nil {
		return j.progress
	}
	return progressOfJob(j.native)
}
