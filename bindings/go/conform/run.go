package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"time"

	"github.com/graph-upload/graphupload"
)

// thing is what a step has made.
type thing struct {
	step    *step
	client  *graphupload.Client
	queue   *graphupload.Queue
	session *graphupload.Session
	job     *graphupload.Job
	ctx     context.Context
	cancel  context.CancelFunc
	over    chan struct{} // closed when its upload has ended
	done    chan struct{} // closed when a background step has ended
	told    bool
}

type run struct {
	service service
	input   *bufio.Reader

	mu      sync.Mutex
	things  map[string]*thing
	jobs    map[*graphupload.Job]*thing
	current context.CancelFunc
}

func newRun(service service, input *bufio.Reader) *run {
	r := &run{service: service, input: input, things: map[string]*thing{}, jobs: map[*graphupload.Job]*thing{}}
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	go func() {
		for range interrupts {
			event("interrupted", "", nil)
			r.mu.Lock()
			if r.current != nil {
				r.current()
			}
			r.mu.Unlock()
		}
	}()
	return r
}

func (r *run) find(name string) *thing {
	r.mu.Lock()
	defer r.mu.Unlock()
	one := r.things[name]
	if one == nil {
		broken("no such thing: %s", name)
	}
	return one
}

func (r *run) make(step *step) *thing {
	one := &thing{step: step, over: make(chan struct{})}
	one.ctx, one.cancel = context.WithCancel(context.Background())
	if step.TimeoutMS > 0 {
		one.ctx, one.cancel = context.WithTimeout(context.Background(), time.Duration(step.TimeoutMS)*time.Millisecond)
	}
	r.mu.Lock()
	r.things[step.name()] = one
	r.mu.Unlock()
	return one
}

func (r *run) all(steps []*step) {
	for _, step := range steps {
		of := step.Of
		if of == "" {
			of = step.name()
		}
		event("step", of, map[string]interface{}{"do": step.Do})
		if long, isLong := longSteps[step.Do]; isLong {
			r.long(step, long)
		} else if short, isShort := shortSteps[step.Do]; isShort {
			short(r, step)
		} else {
			broken("verb: %s", step.Do)
		}
	}
}

// long runs a step that can be in the background, and be interrupted.
func (r *run) long(step *step, run func(*run, *thing)) {
	one := r.make(step)
	if step.Background {
		one.done = make(chan struct{})
		go func() {
			defer close(one.done)
			run(r, one)
		}()
		return
	}
	r.setCurrent(one.cancel)
	run(r, one)
	r.setCurrent(nil)
}

func (r *run) setCurrent(cancel context.CancelFunc) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.current = cancel
}

// end waits for what runs in the background.
func (r *run) end() {
	for _, one := range r.things {
		if one.done != nil {
			<-one.done
		}
	}
}

var longSteps = map[string]func(*run, *thing){
	"upload": (*run).upload, "session": (*run).session, "resume": (*run).resume, "put": (*run).put,
	"finish": (*run).finish, "discard": (*run).discard, "refresh": (*run).refresh, "ticks": (*run).ticks,
	"queue": (*run).queue, "submit": (*run).submit, "drain": (*run).drain, "wait": (*run).wait,
}

var shortSteps map[string]func(*run, *step)

func init() {
	shortSteps = map[string]func(*run, *step){
		"client": (*run).client, "cancel": (*run).cancel, "close": (*run).close, "forget": (*run).forget,
		"pause": (*run).change, "continue": (*run).change, "front": (*run).change, "counts": (*run).counts,
		"save": (*run).save, "offset": (*run).offset, "set_token": (*run).setToken, "sync": (*run).sync,
		"collect": func(*run, *step) { collect() }, "drop": (*run).drop, "resources": (*run).resources,
		"exit": func(_ *run, step *step) { os.Exit(step.Status) },
	}
}

func (r *run) client(step *step) {
	one := r.make(step)
	client, err := graphupload.NewClient(r.service.options(step, step.name()))
	one.client = client
	result(step.name(), nil, err)
}

func (r *run) upload(one *thing) {
	step, name := one.step, one.step.name()
	source, release := step.Source.source(name, one.over)
	client := r.find(step.Client).client
	item, err := client.Upload(one.ctx, step.Target.target(), source, step.uploadOptions(name))
	close(one.over)
	release()
	one.cancel()
	result(name, item, err)
}

func (r *run) session(one *thing) {
	session, err := r.find(one.step.Client).client.CreateSession(one.ctx, one.step.Target.target(), one.step.Size)
	one.session = session
	result(one.step.name(), nil, err)
}

func (r *run) resume(one *thing) {
	client := r.find(one.step.Client).client
	session, err := client.ResumeSession(one.ctx, one.step.Target.target(), content(one.step.From), key(one.step.Key))
	one.session = session
	result(one.step.name(), nil, err)
}

func (r *run) put(one *thing) {
	data := content(one.step.File)[one.step.Offset:]
	if one.step.Length != nil {
		data = data[:*one.step.Length]
	}
	result(one.step.name(), nil, r.find(one.step.Session).session.Put(one.ctx, one.step.Offset, data))
}

func (r *run) finish(one *thing) {
	item, err := r.find(one.step.Session).session.Finish(one.ctx)
	result(one.step.name(), item, err)
}

func (r *run) discard(one *thing) {
	result(one.step.name(), nil, r.find(one.step.Session).session.Discard(one.ctx))
}

func (r *run) refresh(one *thing) {
	result(one.step.name(), nil, r.find(one.step.Session).session.Refresh(one.ctx))
}

func (r *run) ticks(one *thing) {
	const pause = 10 * time.Millisecond
	var longest time.Duration
	start := time.Now()
	for last := start; time.Since(start) < time.Duration(one.step.MS)*time.Millisecond; {
		time.Sleep(pause)
		content("/proc/self/stat")
		now := time.Now()
		if took := now.Sub(last); took > longest {
			longest = took
		}
		last = now
	}
	event("ticks", one.step.name(), map[string]interface{}{"longest_ms": longest.Milliseconds()})
}

func (r *run) queue(one *thing) {
	options := graphupload.QueueOptions{AtOnce: one.step.AtOnce, StateFolder: one.step.StateFolder, Key: key(one.step.Key)}
	if one.step.Room != nil {
		options.Room = one.step.Room.Most
		options.RoomWait = time.Duration(one.step.Room.WaitMS) * time.Millisecond
	}
	queue, err := r.find(one.step.Client).client.NewQueue(options)
	one.queue = queue
	result(one.step.name(), nil, err)
}

func (r *run) submit(one *thing) {
	step, name := one.step, one.step.name()
	source, release := step.Source.source(name, one.over)
	job, err := r.find(step.Queue).queue.Submit(context.Background(), step.Target.target(), source, step.uploadOptions(name))
	release()
	if err != nil {
		result(name, nil, err)
		return
	}
	one.job = job
	r.mu.Lock()
	r.jobs[job] = one
	r.mu.Unlock()
}

func (r *run) drain(one *thing) {
	queue := r.find(one.step.Queue).queue
	for {
		job, err := queue.Next(one.ctx)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			result(one.step.name(), nil, err)
			return
		}
		name := filepath.Base(job.Path())
		r.mu.Lock()
		if known := r.jobs[job]; known != nil {
			name, known.told = known.step.name(), true
		}
		r.mu.Unlock()
		item, err := job.Wait(context.Background())
		result(name, item, err)
	}
}

func (r *run) wait(one *thing) {
	other := r.find(one.step.Of)
	if other.done != nil {
		select {
		case <-other.done:
		case <-one.ctx.Done():
		}
		return
	}
	if other.job == nil || other.told {
		return
	}
	item, err := other.job.Wait(one.ctx)
	other.told = true
	result(other.step.name(), item, err)
}

func (r *run) cancel(step *step) {
	one := r.find(step.Of)
	one.cancel()
	var err error
	switch {
	case one.job != nil:
		err = one.job.Cancel()
	case one.queue != nil:
		err = one.queue.Cancel()
	}
	result(step.Do, nil, err)
}

func (r *run) close(step *step) {
	one := r.find(step.Of)
	var err error
	switch {
	case one.client != nil:
		err = one.client.Close()
	case one.queue != nil:
		err = one.queue.Close()
	case one.session != nil:
		err = one.session.Close()
	}
	result(step.Do, nil, err)
}

// forget keeps only what tells when a step has ended. A background step may still have the rest.
func (r *run) forget(step *step) {
	one := r.find(step.Of)
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.jobs, one.job)
	r.things[step.Of] = &thing{step: one.step, ctx: one.ctx, cancel: one.cancel, over: one.over, done: one.done, told: one.told}
}

func (r *run) change(step *step) {
	one := r.find(step.Of)
	var err error
	switch {
	case step.Do == "front":
		err = one.job.MoveToFront()
	case step.Do == "pause" && one.queue != nil:
		err = one.queue.Pause()
	case step.Do == "pause":
		err = one.job.Pause()
	case one.queue != nil:
		err = one.queue.Continue()
	default:
		err = one.job.Continue()
	}
	result(step.Do, nil, err)
}

func (r *run) counts(step *step) {
	counts := r.find(step.Of).queue.Counts()
	event("counts", step.Of, map[string]interface{}{"waiting": counts.Waiting, "running": counts.Running,
		"paused": counts.Paused, "stored": counts.Stored, "failed": counts.Failed})
}

func (r *run) save(step *step) {
	state, err := r.find(step.Session).session.Save(key(step.Key))
	if err == nil {
		err = os.WriteFile(step.To, state, 0o600)
	}
	result(step.Do, nil, err)
}

func (r *run) offset(step *step) {
	session := r.find(step.Of).session
	event("offset", step.Of, map[string]interface{}{"next": session.NextOffset(), "confirmed": session.Confirmed(),
		"size": session.Size()})
}

func (r *run) setToken(step *step) {
	token := ""
	if step.Token != nil {
		token = step.Token.Text
	}
	result(step.Do, nil, r.find(step.Client).client.SetToken(token))
}

func (r *run) sync(step *step) {
	event("sync", "", map[string]interface{}{"name": step.Name})
	if _, err := r.input.ReadString('\n'); err != nil {
		broken("sync: %v", err)
	}
}

// drop makes objects of all kinds, with all callbacks, and drops them without closing.
func (r *run) drop(step *step) {
	for i := 0; i < step.Count; i++ {
		wish := *step
		wish.Options = map[string]interface{}{"log": map[string]interface{}{}}
		wish.Token = &tokenWish{Kind: "callback", Tokens: []string{"never"}}
		client, err := graphupload.NewClient(r.service.options(&wish, "drop"))
		if err != nil {
			broken("drop: %v", err)
		}
		if _, err := client.NewQueue(graphupload.QueueOptions{AtOnce: 1}); err != nil {
			broken("drop: %v", err)
		}
		never := &sourceWish{Kind: "seekable", File: "/proc/self/stat"}
		source, _ := never.source("drop", nil)
		wish.Progress = &progressWish{}
		_ = fmt.Sprint(source != nil, wish.uploadOptions("drop").Progress != nil, graphupload.DrivePath{Path: "never"})
	}
}

func (r *run) resources(step *step) {
	event("resources", step.name(), map[string]interface{}{"descriptors": entries("/proc/self/fd"),
		"threads": entries("/proc/self/task")})
}

func entries(folder string) int {
	all, err := os.ReadDir(folder)
	if err != nil {
		broken("resources: %v", err)
	}
	return len(all)
}
