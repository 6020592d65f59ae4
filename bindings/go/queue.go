package graphupload

// #include "native.h"
import "C"

import (
	"context"
	"io"
	"runtime"
	"sync"
	"time"
)

// QueueOptions of a queue. Zero values are the defaults.
type QueueOptions struct {
	// AtOnce is how many jobs run at a time, 1 to 256. Default: 16.
	AtOnce int
	// Room is the most jobs that wait, paused ones included. Default: no limit.
	Room int
	// RoomWait is how long Submit waits for room before it returns ErrBusy. Default: not at all.
	RoomWait time.Duration
	// StateFolder saves the jobs until they end, and takes up what an earlier process has left there: Next returns those
	// jobs too, and Job.Path tells them apart. Only File can be submitted then. Key, 32 bytes, seals what is saved.
	StateFolder string
	Key         []byte
}

// Queue runs many uploads, in the order of their submission, on threads of the library. Any number of goroutines may use
// it.
type Queue struct {
	core *queueCore
}

// queueCore is what jobs keep.
type queueCore struct {
	client   *clientCore
	room     int
	roomWait time.Duration
	keeps    bool // whether ended jobs wait for Next

	// Held during calls of the library, which do not wait, so that none is under way when the queue is freed.
	mu        sync.Mutex
	pointer   *C.gu_queue // nil once closed
	watched   *watch      // a duplicate of the queue's handle
	live      map[uint64]*Job
	finishing int // fetched from the library, and not yet in ended
	ended     []*Job
	changed   chan struct{} // closed when a job has ended or the queue is closed
	abandoned bool
	release   func() // of the client
}

// NewQueue makes a queue of a client, which stays in use until the queue is closed.
func (c *Client) NewQueue(options QueueOptions) (*Queue, error) {
	if !c.core.acquire() {
		return nil, closedError("client")
	}
	core, err := newQueueCore(c.core, options)
	if err != nil {
		c.core.release()
		return nil, err
	}
	core.keeps = true
	core.release = c.core.release
	queue := &Queue{core: core}
	runtime.SetFinalizer(queue, func(queue *Queue) { go queue.core.abandon() })
	return queue, nil
}

func newQueueCore(client *clientCore, options QueueOptions) (*queueCore, *Error) {
	if options.AtOnce == 0 {
		options.AtOnce = defaultAtOnce
	}
	q := &queueCore{client: client, room: options.Room, roomWait: options.RoomWait, live: map[uint64]*Job{},
		changed: make(chan struct{}), release: func() {}}
	var err *Error
	if q.pointer, err = guQueueNew(client.pointer, clampUint32(options.AtOnce)); err != nil {
		return nil, err
	}
	err = steps(
		when(q.room > 0, func() *Error { return guQueueSetRoom(q.pointer, clampUint32(q.room), 0) }),
		when(options.StateFolder != "", func() *Error {
			return guQueueSetStateFolder(q.pointer, options.StateFolder, options.Key)
		}),
		// Jobs that were left there run already.
		when(options.StateFolder != "", q.watch),
	)
	if err != nil {
		guQueueFree(q.pointer)
		return nil, err
	}
	return q, nil
}

// watch starts the goroutine that waits for jobs to end, on Unix in the runtime's poller like any other goroutine
// that waits for a socket. It is called with the lock held, or before anyone else knows the queue.
func (q *queueCore) watch() *Error {
	if q.watched != nil {
		return nil
	}
	watched, err := newWatch(uintptr(guQueueHandle(q.pointer)))
	if err != nil {
		return &Error{Status: ErrResources, Message: "graphupload: the queue cannot be watched", Cause: err}
	}
	q.watched = watched
	go func() {
		watched.run(q.collect)
		// The system has no room for one more in its poller, or the queue is closed.
		for q.collect() {
			time.Sleep(unwatchedPause)
		}
	}()
	return nil
}

// unwatchedPause is how often a queue is looked at that cannot be watched.
const unwatchedPause = 50 * time.Millisecond

// collect takes in the jobs that have ended, and returns whether there may be more.
func (q *queueCore) collect() bool {
	type end struct {
		job    *Job
		native *C.gu_job
	}
	var ends []end
	q.mu.Lock()
	for q.pointer != nil {
		native, err := guQueueNext(q.pointer, 0, nil)
		if err != nil || native == nil {
			break
		}
		id := guJobID(native)
		job := q.live[id]
		delete(q.live, id)
		if job == nil {
			// An earlier process has left it.
			job = newJob(q, newAttempt())
			job.id, job.path = id, guJobPath(native)
		}
		ends = append(ends, end{job, native})
	}
	q.finishing += len(ends)
	isOpen := q.pointer != nil
	q.mu.Unlock()
	for _, one := range ends {
		one.job.finish(one.native)
		q.keep(one.job)
	}
	q.mu.Lock()
	last := q.abandoned && q.noneLeft()
	q.mu.Unlock()
	if last {
		q.shutDown()
	}
	return isOpen
}

// keep lets Next return a job that has ended.
func (q *queueCore) keep(job *Job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.finishing--
	if q.keeps && !job.fetched {
		q.ended = append(q.ended, job)
	}
	q.tell()
}

// tell wakes whoever waits for a change. It is called with the lock held.
func (q *queueCore) tell() {
	close(q.changed)
	q.changed = make(chan struct{})
}

// Submit submits an upload and returns at once, or when there is room. The job is cancelled when ctx ends.
func (q *Queue) Submit(ctx context.Context, target Target, source Source, options UploadOptions) (*Job, error) {
	job, err := q.core.submit(ctx, target, source, options)
	if err != nil {
		return nil, err
	}
	if ctx.Done() != nil {
		go func() {
			select {
			case <-ctx.Done():
				job.cancel(ctx.Err())
			case <-job.done:
			}
		}()
	}
	runtime.KeepAlive(q)
	return job, nil
}

func (q *queueCore) submit(ctx context.Context, target Target, source Source, options UploadOptions) (*Job, error) {
	if err := ctx.Err(); err != nil {
		return nil, cancelled(err)
	}
	if target == nil || source == nil {
		return nil, argument("graphupload: the target or the source is nil")
	}
	native, err := target.build()
	defer guTargetFree(native)
	if err != nil {
		return nil, err
	}
	attempt := newAttempt()
	upload, err := guUploadNew()
	if err != nil {
		return nil, err
	}
	defer guUploadFree(upload)
	if err := source.attach(upload, attempt); err != nil {
		return nil, err
	}
	if err := options.apply(upload, attempt); err != nil {
		return nil, err
	}
	return q.submitWhenRoom(ctx, upload, native, attempt)
}

// roomCheck is how often room is looked for: jobs that begin are not announced.
const roomCheck = 20 * time.Millisecond

func (q *queueCore) submitWhenRoom(ctx context.Context, upload *C.gu_upload, target *C.gu_target, a *attempt) (*Job, error) {
	var expired <-chan time.Time
	for {
		job, err := q.submitNow(upload, target, a)
		if err == nil {
			return job, nil
		}
		if err.Status != ErrBusy || q.roomWait <= 0 {
			return nil, err
		}
		if expired == nil {
			timer := time.NewTimer(q.roomWait)
			defer timer.Stop()
			expired = timer.C
		}
		select {
		case <-time.After(roomCheck):
		case <-expired:
			return nil, err
		case <-ctx.Done():
			return nil, cancelled(ctx.Err())
		}
	}
}

func (q *queueCore) submitNow(upload *C.gu_upload, target *C.gu_target, a *attempt) (*Job, *Error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.pointer == nil {
		return nil, &Error{Status: ErrState, Message: "graphupload: the queue is closed"}
	}
	if err := q.watch(); err != nil {
		return nil, err
	}
	native, err := guQueueSubmit(q.pointer, upload, target, 0)
	if err != nil {
		return nil, err
	}
	id := guJobID(native)
	if job := q.live[id]; job != nil {
		// It is being uploaded already; see StateFolder.
		guJobFree(native)
		return job, nil
	}
	job := newJob(q, a)
	job.native, job.id, job.path = native, id, guJobPath(native)
	q.live[id] = job
	return job, nil
}

// Next returns the next job that has ended, in the order of ending, each once unless Job.Wait has waited for it. When no
// job is left it returns io.EOF.
func (q *Queue) Next(ctx context.Context) (*Job, error) {
	defer runtime.KeepAlive(q)
	for {
		q.core.mu.Lock()
		changed := q.core.changed
		noneLeft := q.core.noneLeft()
		q.core.mu.Unlock()
		if noneLeft {
			// Asked before it is looked for: what ends between the two would be neither.
			q.core.collect()
		}
		if job := q.core.firstEnded(); job != nil {
			return job, nil
		}
		if noneLeft {
			return nil, io.EOF
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, cancelled(ctx.Err())
		}
	}
}

func (q *queueCore) firstEnded() *Job {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.ended) > 0 {
		job := q.ended[0]
		q.ended[0] = nil
		q.ended = q.ended[1:]
		if !job.fetched {
			job.fetched = true
			return job
		}
	}
	return nil
}

// noneLeft is called with the lock held.
func (q *queueCore) noneLeft() bool {
	if q.pointer == nil {
		return true
	}
	if len(q.live) > 0 || q.finishing > 0 {
		return false
	}
	// Jobs of an earlier process are known to the library alone. A job may move from one to the next meanwhile.
	for _, which := range []queueCount{queueWaiting, queueRunning, queuePaused, queueWaiting, queueRunning} {
		if guQueueJobs(q.pointer, int32(which)) > 0 {
			return false
		}
	}
	return true
}

// Close cancels all jobs that have not ended, and waits for them: an upload under way ends within a tenth of a second,
// beside one request that deletes its upload session. With a StateFolder these jobs stay there. It may be called more than
// once.
func (q *Queue) Close() error {
	runtime.SetFinalizer(q, nil)
	q.core.shutDown()
	return nil
}

// abandon closes the queue when its jobs have ended.
func (q *queueCore) abandon() {
	q.mu.Lock()
	q.abandoned = true
	last := q.noneLeft()
	q.mu.Unlock()
	if last {
		q.shutDown()
	}
}

func (q *queueCore) shutDown() {
	q.mu.Lock()
	pointer, watched := q.pointer, q.watched
	live := make([]*Job, 0, len(q.live))
	for _, job := range q.live {
		live = append(live, job)
	}
	q.pointer, q.watched, q.live = nil, nil, map[uint64]*Job{}
	q.finishing += len(live)
	q.mu.Unlock()
	if pointer == nil {
		return
	}
	if watched != nil {
		watched.close()
	}
	for _, job := range live {
		// Or the library would wait for a reader that hangs.
		job.attempt.stop(nil)
	}
	guQueueFree(pointer)
	for _, job := range live {
		job.finish(nil)
		q.keep(job)
	}
	q.mu.Lock()
	q.tell()
	q.mu.Unlock()
	q.release()
}

// call calls a function of the library that does not wait.
func (q *queueCore) call(f func(queue *C.gu_queue) *Error) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.pointer == nil {
		return closedError("queue")
	}
	return asError(f(q.pointer))
}

// Pause pauses all jobs, those submitted later included. A request under way is finished first.
func (q *Queue) Pause() error {
	return q.core.call(guQueuePause)
}

// Continue continues all jobs, also those that Job.Pause has paused.
func (q *Queue) Continue() error {
	return q.core.call(guQueueContinue)
}

// Cancel cancels all jobs that have not ended, and returns at once. Others can be submitted afterwards.
func (q *Queue) Cancel() error {
	q.core.mu.Lock()
	live := make([]*Job, 0, len(q.core.live))
	for _, job := range q.core.live {
		live = append(live, job)
	}
	q.core.mu.Unlock()
	for _, job := range live {
		job.attempt.stop(nil)
	}
	return q.core.call(guQueueCancel)
}

// QueueCounts says how many jobs are where, and how far all are.
type QueueCounts struct {
	Waiting, Running, Paused, Stored, Failed int
	// Sent, Confirmed and Total are bytes of all jobs, ended ones included; see Progress.
	Sent, Confirmed, Total int64
	BytesPerSecond         int64
	// TimeLeft is -1 while too little is known.
	TimeLeft time.Duration
}

// Counts returns how many jobs are where. Of a closed queue they are all 0.
func (q *Queue) Counts() QueueCounts {
	var counts QueueCounts
	_ = q.core.call(func(queue *C.gu_queue) *Error {
		jobs := func(which queueCount) int { return int(guQueueJobs(queue, int32(which))) }
		counts = QueueCounts{
			Waiting: jobs(queueWaiting), Running: jobs(queueRunning), Paused: jobs(queuePaused),
			Stored: jobs(queueStored), Failed: jobs(queueFailed),
			Sent: int64(guQueueSent(queue)), Confirmed: int64(guQueueConfirmed(queue)), Total: int64(guQueueTotal(queue)),
			BytesPerSecond: int64(guQueueBytesPerSecond(queue)), TimeLeft: milliseconds(guQueueTimeLeftMs(queue)),
		}
		return nil
	})
	return counts
}
