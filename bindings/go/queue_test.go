package graphupload_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/graph-upload/graphupload"
)

func newQueue(t *testing.T, client *graphupload.Client, options graphupload.QueueOptions) *graphupload.Queue {
	t.Helper()
	queue, err := client.NewQueue(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { queue.Close() })
	return queue
}

func submit(t *testing.T, queue *graphupload.Queue, name string) *graphupload.Job {
	t.Helper()
	job, err := queue.Submit(context.Background(), drive(name), graphupload.Bytes([]byte(name)), none)
	if err != nil {
		t.Fatal(err)
	}
	return job
}

func TestNextReturnsEachJobOnce(t *testing.T) {
	_, client := newClient(t, nil)
	queue := newQueue(t, client, graphupload.QueueOptions{AtOnce: 1})
	if _, err := queue.Next(context.Background()); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
	first, second, third := submit(t, queue, "1"), submit(t, queue, "2"), submit(t, queue, "3")
	if item, err := second.Wait(context.Background()); err != nil || item.Name != "2" {
		t.Error(item, err)
	}
	for _, want := range []*graphupload.Job{first, third} {
		if job, err := queue.Next(context.Background()); job != want {
			t.Error(job, err)
		}
	}
	if _, err := queue.Next(context.Background()); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
	if counts := queue.Counts(); counts.Stored != 3 || counts.Sent != 3 || third.Stage() != graphupload.StageEnded {
		t.Errorf("%+v", counts)
	}
	if now := third.Progress(); now.Sent != 1 || now.Total != 1 {
		t.Errorf("%+v", now)
	}
}

func TestRoom(t *testing.T) {
	_, client := newClient(t, nil)
	queue := newQueue(t, client, graphupload.QueueOptions{AtOnce: 1, Room: 1, RoomWait: time.Hour})
	if err := queue.Pause(); err != nil {
		t.Fatal(err)
	}
	submit(t, queue, "1")
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	_, err := queue.Submit(ctx, drive("2"), graphupload.Bytes(nil), none)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	waits := make(chan error)
	go func() {
		_, err := queue.Submit(context.Background(), drive("3"), graphupload.Bytes(nil), none)
		waits <- err
	}()
	if err := queue.Continue(); err != nil {
		t.Fatal(err)
	}
	if err := <-waits; err != nil {
		t.Error(err)
	}
	impatient := newQueue(t, client, graphupload.QueueOptions{Room: 1})
	if err := impatient.Pause(); err != nil {
		t.Fatal(err)
	}
	submit(t, impatient, "4")
	if _, err := impatient.Submit(context.Background(), drive("5"), graphupload.Bytes(nil), none); !errors.Is(err, graphupload.ErrBusy) {
		t.Error(err)
	}
}

func TestContextOfJob(t *testing.T) {
	service, client := newClient(t, nil)
	if err := service.Fault("inline:*=stall:100000"); err != nil {
		t.Fatal(err)
	}
	queue := newQueue(t, client, graphupload.QueueOptions{})
	ctx, cancel := context.WithCancel(context.Background())
	job, err := queue.Submit(ctx, drive("a"), graphupload.Bytes([]byte("a")), none)
	if err != nil {
		t.Fatal(err)
	}
	over, end := context.WithCancel(context.Background())
	end()
	if _, err := job.Wait(over); !errors.Is(err, context.Canceled) || job.Stage() == graphupload.StageEnded {
		t.Error(err)
	}
	cancel()
	if _, err := job.Wait(context.Background()); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Objects that are used and closed by many goroutines at once.
func TestManyGoroutines(t *testing.T) {
	service, client := newClient(t, nil)
	queue := newQueue(t, client, graphupload.QueueOptions{AtOnce: 4})
	var all sync.WaitGroup
	for i := 0; i < 8; i++ {
		all.Add(1)
		go func(i int) {
			defer all.Done()
			for n := 0; n < 10; n++ {
				job := submit(t, queue, fmt.Sprintf("%d-%d", i, n))
				for _, change := range []func() error{job.Pause, job.MoveToFront, job.Continue, queue.Continue} {
					if err := change(); err != nil {
						t.Error(err)
					}
				}
				job.Progress()
				queue.Counts()
				if n == 5 {
					job.Cancel()
				}
				if _, err := job.Wait(context.Background()); err != nil && !errors.Is(err, graphupload.ErrCancelled) {
					t.Error(err)
				}
				if err := client.SetToken(service.Token); err != nil {
					t.Error(err)
				}
			}
		}(i)
	}
	all.Wait()
	for i := 0; i < 4; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			queue.Close()
			client.Close()
		}()
	}
	all.Wait()
	if _, err := queue.Submit(context.Background(), drive("a"), graphupload.Bytes(nil), none); !errors.Is(err, graphupload.ErrState) {
		t.Error(err)
	}
}

// Another process would take the jobs up; here it is another queue.
func TestStateFolder(t *testing.T) {
	settle := func(o *graphupload.Options) { o.Set = map[string]string{"settle_ms": "100"} }
	service, client := newClient(t, settle, "--fault", "inline:1=stall:100000")
	folder := t.TempDir()
	var paths []string
	for _, name := range []string{"a", "b"} {
		paths = append(paths, filepath.Join(folder, name))
		if err := os.WriteFile(filepath.Join(folder, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	options := graphupload.QueueOptions{AtOnce: 1, StateFolder: filepath.Join(folder, "jobs"), Key: make([]byte, 32)}
	queue := newQueue(t, client, options)
	for _, path := range paths {
		if _, err := queue.Submit(context.Background(), drive(filepath.Base(path)), graphupload.File(path), none); err != nil {
			t.Fatal(err)
		}
	}
	for stalled := false; !stalled; {
		var requests struct{ Open []interface{} }
		if err := service.Control(http.MethodGet, "/requests", nil, &requests); err != nil {
			t.Fatal(err)
		}
		stalled = len(requests.Open) > 0
	}
	queue.Close()
	again := newQueue(t, client, options)
	for i := 0; i < 2; i++ {
		job, err := again.Next(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if item, err := job.Wait(context.Background()); err != nil || !strings.HasSuffix(job.Path(), item.Name) {
			t.Error(item, err, job.Path())
		}
	}
	if _, err := again.Next(context.Background()); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
	wantStored(t, service, "a", []byte("a"))
	wantStored(t, service, "b", []byte("b"))
}
