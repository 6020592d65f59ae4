package graphupload_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/graph-upload/graphupload"
	"github.com/graph-upload/graphupload/simulator"
)

// soon bounds what has to happen at once, with room for a busy machine.
const soon = 10 * time.Second

var none graphupload.UploadOptions

func newClient(t *testing.T, change func(*graphupload.Options), arguments ...string) (*simulator.Service, *graphupload.Client) {
	t.Helper()
	service := simulator.New(t, arguments...)
	options := service.Options()
	if change != nil {
		change(&options)
	}
	client, err := graphupload.NewClient(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return service, client
}

func drive(path string) graphupload.Target {
	return graphupload.DrivePath{Path: path}
}

func wantStored(t *testing.T, service *simulator.Service, path string, content []byte) {
	t.Helper()
	got, err := service.Content("me/drive/root:/" + path)
	if err != nil || !bytes.Equal(got, content) {
		t.Errorf("%s: %d bytes, %v; want %d bytes", path, len(got), err, len(content))
	}
}

func threads(t *testing.T) int {
	t.Helper()
	all, err := os.ReadDir("/proc/self/task")
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// A thousand uploads at once, of all kinds of sources, take a thread each for those that run, beside Go's own.
func TestThousandUploadsNeedFewThreads(t *testing.T) {
	const uploads, atOnce = 1000, 8
	service, client := newClient(t, func(o *graphupload.Options) { o.AtOnce = atOnce })
	before := threads(t)
	content := bytes.Repeat([]byte("0123456789"), 100)
	var most int64
	var all sync.WaitGroup
	for i := 0; i < uploads; i++ {
		all.Add(1)
		go func(i int) {
			defer all.Done()
			source := graphupload.Bytes(content)
			switch i % 4 {
			case 1:
				source = graphupload.Reader(bytes.NewReader(content))
			case 2:
				source = graphupload.SizedReader(bytes.NewReader(content), int64(len(content)))
			case 3:
				source = graphupload.ReaderAt(bytes.NewReader(content), int64(len(content)))
			}
			if _, err := client.Upload(context.Background(), drive(fmt.Sprintf("%d.bin", i)), source, none); err != nil {
				t.Error(err)
			}
			if now := int64(threads(t)); now > atomic.LoadInt64(&most) {
				atomic.StoreInt64(&most, now)
			}
		}(i)
	}
	all.Wait()
	files, err := service.Files()
	if err != nil || len(files) != uploads {
		t.Errorf("%d files, %v", len(files), err)
	}
	// Go keeps threads of its own for calls of C and of the system, as many as happen to be made at a time.
	if limit := before + atOnce + runtime.NumCPU() + 32; int(most) > limit {
		t.Errorf("%d threads, not at most %d", most, limit)
	}
	t.Logf("%d threads before, at most %d", before, most)
}

var errOwn = errors.New("an error of the caller's")

type failingReader struct{ fail func() error }

func (r failingReader) Read([]byte) (int, error)          { return 0, r.fail() }
func (r failingReader) ReadAt([]byte, int64) (int, error) { return 0, r.fail() }

// Whatever a function of the caller's does, its upload fails with it as the cause, nothing is stored, and the next one
// works.
func TestFunctionsThatFail(t *testing.T) {
	ways := map[string]struct {
		fail func() error
		is   func(error) bool
	}{
		"returns an error": {func() error { return errOwn }, func(err error) bool { return errors.Is(err, errOwn) }},
		"wraps an error": {func() error { return fmt.Errorf("reading: %w", errOwn) },
			func(err error) bool { return errors.Is(err, errOwn) }},
		"panics with an error": {func() error { panic(errOwn) }, func(err error) bool {
			var panicked *graphupload.PanicError
			return errors.As(err, &panicked) && panicked.Value == errOwn && len(panicked.Stack) > 0 && errors.Is(err, errOwn)
		}},
		"panics with nil pointer": {func() error { var none *graphupload.Item; _ = none.Name; return nil },
			func(err error) bool { var failure runtime.Error; return errors.As(err, &failure) }},
		"ends its goroutine": {func() error { runtime.Goexit(); return nil },
			func(err error) bool { return strings.Contains(err.Error(), "Goexit") }},
	}
	for name, way := range ways {
		way := way
		reader := failingReader{way.fail}
		// The simulator is slow enough for progress before the end.
		service, client := newClient(t, nil, "--rate", "10000000")
		sources := map[string]graphupload.Source{
			"Reader": graphupload.Reader(reader), "SizedReader": graphupload.SizedReader(reader, 10),
			"ReaderAt":    graphupload.ReaderAt(reader, 10),
			"late Reader": graphupload.Reader(io.MultiReader(strings.NewReader("beginning"), reader)),
		}
		for kind, source := range sources {
			_, err := client.Upload(context.Background(), drive("never"), source, none)
			if !errors.Is(err, graphupload.ErrSourceUnreadable) || !way.is(err) {
				t.Errorf("%s that %s: %v", kind, name, err)
			}
		}
		_, err := client.Upload(context.Background(), drive("never"), graphupload.Bytes(make([]byte, 5000000)),
			graphupload.UploadOptions{Progress: func(graphupload.Progress) error { return way.fail() }})
		if !errors.Is(err, graphupload.ErrCancelled) || !way.is(err) {
			t.Errorf("progress that %s: %v", name, err)
		}
		options := service.Options()
		options.TokenFunc = func(context.Context, graphupload.TokenRequest) (string, error) { return "", way.fail() }
		options.Logger = graphupload.LoggerFunc(func(graphupload.LogLevel, string) { panic(way.fail()) })
		other, err := graphupload.NewClient(options)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = other.Upload(context.Background(), drive("never"), graphupload.Bytes(nil), none); !way.is(err) ||
			!errors.Is(err, graphupload.ErrSignIn) {
			t.Errorf("token that %s: %v", name, err)
		}
		other.Close()
		if _, err := client.Upload(context.Background(), drive("after"), graphupload.Bytes([]byte(name)), none); err != nil {
			t.Errorf("after %s: %v", name, err)
		}
		wantStored(t, service, "after", []byte(name))
		if files, err := service.Files(); len(files) != 1 {
			t.Errorf("%s: %v, %v", name, files, err)
		}
	}
}

type countingReader int

func (n countingReader) Read([]byte) (int, error) { return int(n), nil }

func TestReadersThatMisbehave(t *testing.T) {
	_, client := newClient(t, nil)
	for n, want := range map[countingReader]string{-1: "count of -1", 1 << 30: "count of 1073741824", 0: io.ErrNoProgress.Error()} {
		_, err := client.Upload(context.Background(), drive("never"), graphupload.Reader(n), none)
		if !errors.Is(err, graphupload.ErrSourceUnreadable) || !strings.Contains(err.Error(), want) {
			t.Errorf("%d: %v", n, err)
		}
	}
}

// hangs gives a few bytes and then nothing.
type hangs struct {
	reading chan struct{}
	once    *sync.Once
}

func newHangs() hangs { return hangs{make(chan struct{}), new(sync.Once)} }

func (h hangs) Read([]byte) (int, error) {
	h.once.Do(func() { close(h.reading) })
	select {}
}

func (h hangs) ReadAt([]byte, int64) (int, error) { return h.Read(nil) }

// A reader that never returns keeps neither its upload nor the client nor a queue.
func TestReadersThatHang(t *testing.T) {
	_, client := newClient(t, func(o *graphupload.Options) { o.AtOnce = 1 })
	for name, source := range map[string]func(hangs) graphupload.Source{
		"Reader":      func(h hangs) graphupload.Source { return graphupload.Reader(h) },
		"SizedReader": func(h hangs) graphupload.Source { return graphupload.SizedReader(h, 5) },
		"ReaderAt":    func(h hangs) graphupload.Source { return graphupload.ReaderAt(h, 5) },
	} {
		ctx, cancel := context.WithCancel(context.Background())
		reader := newHangs()
		go func() {
			<-reader.reading
			cancel()
		}()
		begin := time.Now()
		_, err := client.Upload(ctx, drive("never"), source(reader), none)
		if !errors.Is(err, context.Canceled) || !errors.Is(err, graphupload.ErrCancelled) || time.Since(begin) > soon {
			t.Errorf("%s: %v after %v", name, err, time.Since(begin))
		}
	}
	queue, err := client.NewQueue(graphupload.QueueOptions{})
	if err != nil {
		t.Fatal(err)
	}
	reader := newHangs()
	job, err := queue.Submit(context.Background(), drive("never"), graphupload.Reader(reader), none)
	if err != nil {
		t.Fatal(err)
	}
	<-reader.reading
	queue.Close()
	if _, err := job.Wait(context.Background()); !errors.Is(err, graphupload.ErrCancelled) {
		t.Error(err)
	}
}

func TestContexts(t *testing.T) {
	_, client := newClient(t, nil, "--fault", "inline:*=stall:100000")
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	_, err := client.Upload(ctx, drive("a"), graphupload.Bytes([]byte("a")), none)
	if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, graphupload.ErrCancelled) {
		t.Error(err)
	}
	if _, err = client.Upload(ctx, drive("a"), graphupload.Bytes(nil), none); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	if _, err = client.CreateSession(ctx, drive("a"), 5); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

func TestErrors(t *testing.T) {
	_, client := newClient(t, nil)
	_, err := client.Upload(context.Background(), drive("a"), graphupload.File("/no/such/file"), none)
	if !errors.Is(err, graphupload.ErrSourceUnreadable) || !errors.Is(err, fs.ErrNotExist) || errors.Is(err, graphupload.ErrBusy) {
		t.Error(err)
	}
	var failure *graphupload.Error
	if !errors.As(err, &failure) || failure.Status.String() != "GU_ERR_SOURCE_UNREADABLE" || failure.OSError != 2 {
		t.Errorf("%#v", failure)
	}
	for name, upload := range map[string]func() (*graphupload.Item, error){
		"NUL in a path": func() (*graphupload.Item, error) {
			return client.Upload(context.Background(), drive("a"), graphupload.File("a\x00b"), none)
		},
		"NUL in a target": func() (*graphupload.Item, error) {
			return client.Upload(context.Background(), drive("a\x00b"), graphupload.Bytes(nil), none)
		},
		"no target": func() (*graphupload.Item, error) {
			return client.Upload(context.Background(), nil, graphupload.Bytes(nil), none)
		},
		"no reader": func() (*graphupload.Item, error) {
			return client.Upload(context.Background(), drive("a"), graphupload.Reader(nil), none)
		},
		"no file": func() (*graphupload.Item, error) {
			return client.Upload(context.Background(), drive("a"), graphupload.OpenFile(nil), none)
		},
		"negative size": func() (*graphupload.Item, error) {
			return client.Upload(context.Background(), drive("a"), graphupload.ReaderAt(strings.NewReader(""), -1), none)
		},
		"empty key": func() (*graphupload.Item, error) {
			return client.Upload(context.Background(), drive("a"), graphupload.Bytes(nil),
				graphupload.UploadOptions{StateFile: "state", SealingKey: []byte{}})
		},
		"conflict": func() (*graphupload.Item, error) {
			target := graphupload.DrivePath{Path: "a", DriveProperties: graphupload.DriveProperties{Conflict: 99}}
			return client.Upload(context.Background(), target, graphupload.Bytes(nil), none)
		},
	} {
		if _, err := upload(); !errors.Is(err, graphupload.ErrArgument) {
			t.Errorf("%s: %v", name, err)
		}
	}
	client.Close()
	if _, err = client.Upload(context.Background(), drive("a"), graphupload.Bytes(nil), none); !errors.Is(err, graphupload.ErrState) {
		t.Error(err)
	}
}

func TestOptions(t *testing.T) {
	for name, options := range map[string]graphupload.Options{
		"piece": {PieceBytes: 1 << 50}, "rate limit": {RateLimit: -1}, "no_such": {Set: map[string]string{"no_such": "1"}},
		"token": {Token: "two words"}, "CA file": {CAFiles: []string{"/no/such/file"}}, "time limit": {ConnectTimeout: -1},
	} {
		_, err := graphupload.NewClient(options)
		if !errors.Is(err, graphupload.ErrArgument) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	service, client := newClient(t, func(o *graphupload.Options) {
		o.UserAgent, o.RateLimit, o.PieceBytes, o.RetryTime = "NONISV|Test|go/1.0", 1<<30, 327680, time.Minute
		o.ConnectTimeout, o.ResponseTimeout, o.StallTimeout, o.LockedPolicy = time.Second, time.Minute, time.Minute, graphupload.LockedFail
		o.Baseline = graphupload.BaselineQuick
		o.NoPlatformRoots, o.IPVersion, o.NoProxy, o.APIVersion = true, graphupload.IPAny, "localhost", graphupload.APIBeta
	})
	if _, err := client.Upload(context.Background(), drive("a"), graphupload.Bytes([]byte("a")), none); err != nil {
		t.Error(err)
	}
	var requests struct {
		Requests []struct {
			Target  string
			Headers map[string]string
		}
	}
	if err := service.Control("GET", "/requests", nil, &requests); err != nil || len(requests.Requests) == 0 {
		t.Fatal(err, requests)
	}
	first := requests.Requests[len(requests.Requests)-1]
	if first.Headers["user-agent"] != "NONISV|Test|go/1.0" || !strings.HasPrefix(first.Target, "/beta/") {
		t.Errorf("%+v", first)
	}
}

func TestProperties(t *testing.T) {
	service, client := newClient(t, nil)
	modified := time.Date(2020, 2, 3, 4, 5, 6, 0, time.UTC)
	target := graphupload.DrivePath{Path: "a", DriveProperties: graphupload.DriveProperties{
		Conflict: graphupload.ConflictRename, Modified: modified}}
	for i := 0; i < 2; i++ {
		if _, err := client.Upload(context.Background(), target, graphupload.Bytes([]byte("a")), none); err != nil {
			t.Fatal(err)
		}
	}
	wantStored(t, service, "a 1", []byte("a"))
	attachment := graphupload.Message{Message: "M", Name: "a.png", AttachmentProperties: graphupload.AttachmentProperties{
		ContentType: "image/png", Inline: true, ContentID: "logo"}}
	if _, err := client.Upload(context.Background(), attachment, graphupload.Bytes([]byte("a")), none); err != nil {
		t.Error(err)
	}
}

func TestFiles(t *testing.T) {
	service, client := newClient(t, nil)
	content := []byte("content of a file")
	path := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Seek(5, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Upload(context.Background(), drive("a"), graphupload.OpenFile(file), none); err != nil {
		t.Error(err)
	}
	wantStored(t, service, "a", content)
	if at, err := file.Seek(0, io.SeekCurrent); at != 5 {
		t.Errorf("the position is %d, %v", at, err)
	}
	// As a reader it is read from its position on.
	if _, err := client.Upload(context.Background(), drive("b"), graphupload.Reader(file), none); err != nil {
		t.Error(err)
	}
	wantStored(t, service, "b", content[5:])
	file.Close()
	if _, err := client.Upload(context.Background(), drive("c"), graphupload.OpenFile(file), none); !errors.Is(err, graphupload.ErrSourceUnreadable) {
		t.Error(err)
	}
}

// Once the file is stored, an error of the progress function changes nothing about that, and is not lost.
func TestProgressThatFailsAtTheEnd(t *testing.T) {
	service, client := newClient(t, nil)
	item, err := client.Upload(context.Background(), drive("a"), graphupload.Bytes([]byte("a")),
		graphupload.UploadOptions{Progress: func(now graphupload.Progress) error {
			if now.Confirmed == now.Total {
				return errOwn
			}
			return nil
		}})
	if !errors.Is(err, errOwn) || item == nil {
		t.Error(item, err)
	}
	wantStored(t, service, "a", []byte("a"))
}

// More than a read asks for at a time.
func TestLongSources(t *testing.T) {
	service, client := newClient(t, func(o *graphupload.Options) { o.PieceBytes = 983040 })
	content := make([]byte, 5000000)
	for i := range content {
		content[i] = byte(i * i >> 8)
	}
	for name, source := range map[string]graphupload.Source{
		"bytes": graphupload.Bytes(content), "at": graphupload.ReaderAt(bytes.NewReader(content), int64(len(content))),
		"stream": graphupload.Reader(bytes.NewReader(content)), "sized": graphupload.SizedReader(bytes.NewReader(content), int64(len(content))),
	} {
		if item, err := client.Upload(context.Background(), drive(name), source, none); err != nil ||
			item.Integrity != graphupload.IntegrityVerified {
			t.Errorf("%s: %v", name, err)
		}
		wantStored(t, service, name, content)
	}
}
