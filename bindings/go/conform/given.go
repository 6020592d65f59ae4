package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/graph-upload/graphupload"
)

var kept int64

// given is a part of what the package is given. Its release is told when nothing refers to it any more.
type given struct {
	of string
}

func newGiven(what, of string) *given {
	one := &given{of: of}
	tellRelease(one, what, of)
	return one
}

func tellRelease(object interface{}, what, of string) {
	atomic.AddInt64(&kept, 1)
	tell := func() {
		event("released", of, map[string]interface{}{"what": what})
		atomic.AddInt64(&kept, -1)
	}
	switch object := object.(type) {
	case *given:
		runtime.SetFinalizer(object, func(*given) { tell() })
	case *reader:
		runtime.SetFinalizer(object, func(*reader) { tell() })
	case *byte:
		runtime.SetFinalizer(object, func(*byte) { tell() })
	default:
		broken("release of %T", object)
	}
}

// collect runs the collector until nothing is left to collect: until nothing is kept, or some rounds change nothing.
func collect() {
	const rounds = 10
	before := int64(-1)
	for same := 0; same < rounds; same++ {
		ran := make(chan struct{})
		sentinel := &given{}
		runtime.SetFinalizer(sentinel, func(*given) { close(ran) })
		sentinel = nil
		for isOpen := true; isOpen; {
			runtime.GC()
			select {
			case <-ran:
				isOpen = false
			case <-time.After(5 * time.Millisecond):
			}
		}
		now := atomic.LoadInt64(&kept)
		if now == 0 {
			return
		}
		if now != before {
			before, same = now, 0
		}
	}
}

func (s service) options(wish *step, name string) graphupload.Options {
	options := graphupload.Options{BaseURL: s.BaseURL, AllowLoopback: true, Set: map[string]string{}}
	if wish.Trust == nil || *wish.Trust {
		options.CAFiles = []string{s.CAFile}
		// Wine has none, and it would be an error to ask for them.
		options.NoPlatformRoots = runtime.GOOS == "windows"
	}
	for option, value := range wish.Options {
		if option == "log" {
			wish, _ := value.(map[string]interface{})
			raise, _ := wish["raise"].(bool)
			options.Logger = graphupload.LoggerFunc(logger(newGiven("log", name), raise))
		} else {
			options.Set[option] = fmt.Sprint(value)
		}
	}
	if wish.Token == nil {
		options.Token = s.Token
		return options
	}
	switch wish.Token.Kind {
	case "none":
	case "callback":
		options.TokenFunc = tokenFunc(newGiven("token", name), wish.Token)
	case "async":
		options.TokenFunc = later(tokenFunc(newGiven("token", name), wish.Token))
	case "credential":
		options.TokenFunc = graphupload.Credential(credential{tokenFunc(newGiven("token", name), wish.Token)}.GetToken)
	default:
		broken("token: %s", wish.Token.Kind)
	}
	return options
}

func logger(g *given, raise bool) func(graphupload.LogLevel, string) {
	return func(level graphupload.LogLevel, message string) {
		name := "info"
		if level == graphupload.LogWarning {
			name = "warning"
		}
		event("log", g.of, map[string]interface{}{"level": name, "message": message})
		if raise {
			panic(boom{})
		}
	}
}

func tokenFunc(g *given, wish *tokenWish) graphupload.TokenFunc {
	var calls int64
	return func(_ context.Context, request graphupload.TokenRequest) (string, error) {
		event("token", g.of, map[string]interface{}{"rejected": request.Rejected, "claims": request.Claims})
		if wish.Raise {
			return "", boom{}
		}
		call := atomic.AddInt64(&calls, 1) - 1
		if last := int64(len(wish.Tokens) - 1); call > last {
			call = last
		}
		return wish.Tokens[call], nil
	}
}

// later fetches the token on another goroutine.
func later(get graphupload.TokenFunc) graphupload.TokenFunc {
	return func(ctx context.Context, request graphupload.TokenRequest) (token string, err error) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			token, err = get(ctx, request)
		}()
		<-done
		return token, err
	}
}

// credential has the method of a credential of azidentity, with the fields of azcore.
type credential struct{ get graphupload.TokenFunc }

type tokenRequestOptions struct {
	Claims    string
	EnableCAE bool
	Scopes    []string
	TenantID  string
}

type accessToken struct {
	Token     string
	ExpiresOn time.Time
}

func (c credential) GetToken(ctx context.Context, options tokenRequestOptions) (accessToken, error) {
	if len(options.Scopes) != 1 {
		return accessToken{}, fmt.Errorf("scopes: %v", options.Scopes)
	}
	token, err := c.get(ctx, graphupload.TokenRequest{Claims: options.Claims})
	return accessToken{Token: token, ExpiresOn: time.Now().Add(time.Hour)}, err
}

func (s *step) uploadOptions(name string) graphupload.UploadOptions {
	options := graphupload.UploadOptions{
		StateFile: s.Settings.StateFile, SealingKey: key(s.Settings.Key), KeepOnCancel: s.Settings.KeepOnCancel,
		DiffersIsError: s.Settings.DiffersIsError, SpoolFolder: s.Settings.SpoolFolder,
		SpoolMaxBytes: s.Settings.SpoolMaxBytes,
	}
	if s.Progress != nil {
		options.Progress = progress(newGiven("progress", name), s.Progress)
	}
	return options
}

func progress(g *given, wish *progressWish) func(graphupload.Progress) error {
	return func(now graphupload.Progress) error {
		event("progress", g.of, map[string]interface{}{"sent": now.Sent, "confirmed": now.Confirmed, "total": now.Total,
			"spooled": now.Spooled})
		if wish.RaiseAt != nil && now.Sent >= *wish.RaiseAt {
			return boom{}
		}
		if wish.StopAt != nil && now.Sent >= *wish.StopAt {
			return graphupload.ErrCancelled
		}
		return nil
	}
}

func key(digits string) []byte {
	if digits == "" {
		return nil
	}
	bytes, err := hex.DecodeString(digits)
	if err != nil {
		broken("key: %v", err)
	}
	return bytes
}

// source returns what to upload, and what to do when the package has taken it. over is closed when the upload has ended.
func (w *sourceWish) source(of string, over <-chan struct{}) (graphupload.Source, func()) {
	nothing := func() {}
	switch w.Kind {
	case "path":
		return graphupload.File(w.File), nothing
	case "handle":
		file, err := os.Open(w.File)
		if err != nil {
			broken("source: %v", err)
		}
		return graphupload.OpenFile(file), func() { file.Close() }
	case "memory":
		content := content(w.File)
		// Never among the smallest objects, which are released together.
		data := append(make([]byte, 0, len(content)+64), content...)
		tellRelease(&data[:1][0], "source", of)
		return graphupload.Bytes(data), nothing
	case "pipe":
		return w.pipe(over)
	case "async":
		return w.async(of, over), nothing
	}
	one := newReader(w, of, over)
	switch w.Kind {
	case "seekable":
		return graphupload.ReaderAt(one, one.told()), nothing
	case "forward":
		return graphupload.SizedReader(onlyReader{one}, one.told()), nothing
	case "stream":
		return graphupload.Reader(onlyReader{one}), nothing
	}
	broken("source: %s", w.Kind)
	return nil, nil
}

func content(path string) []byte {
	data, err := os.ReadFile(path)
	if err != nil {
		broken("source: %v", err)
	}
	return data
}

// reader is an object that can read and seek.
type reader struct {
	wish *sourceWish
	data []byte
	at   int64
	over <-chan struct{}
}

func newReader(wish *sourceWish, of string, over <-chan struct{}) *reader {
	one := &reader{wish: wish, data: content(wish.File), over: over}
	tellRelease(one, "source", of)
	return one
}

func (r *reader) told() int64 {
	return int64(len(r.data))
}

func (r *reader) ReadAt(into []byte, offset int64) (int, error) {
	end := r.told() - r.wish.ShortBy
	if r.wish.RaiseAt != nil && offset >= *r.wish.RaiseAt {
		return 0, boom{}
	}
	if r.wish.HangAt != nil {
		if offset >= *r.wish.HangAt {
			<-r.over
			return 0, io.ErrUnexpectedEOF
		}
		if end > *r.wish.HangAt {
			end = *r.wish.HangAt
		}
	}
	if offset >= end {
		return 0, io.EOF
	}
	most := end - offset
	if r.wish.Chunk > 0 && most > r.wish.Chunk {
		most = r.wish.Chunk
	}
	if int64(len(into)) > most {
		into = into[:most]
	}
	return copy(into, r.data[offset:]), nil
}

// onlyReader hides that a reader can seek.
type onlyReader struct{ *reader }

func (r onlyReader) Read(into []byte) (int, error) {
	n, err := r.reader.ReadAt(into, r.at)
	r.at += int64(n)
	return n, err
}

func (w *sourceWish) pipe(over <-chan struct{}) (graphupload.Source, func()) {
	out, in, err := os.Pipe()
	if err != nil {
		broken("pipe: %v", err)
	}
	go w.fill(in, over, func(error) { in.Close() })
	return graphupload.OpenFile(out), func() { out.Close() }
}

// async is a stream that another goroutine fills while it is read.
func (w *sourceWish) async(of string, over <-chan struct{}) graphupload.Source {
	out, in := io.Pipe()
	g := newGiven("source", of)
	go w.fill(in, over, func(err error) { in.CloseWithError(err) })
	return graphupload.Reader(streamOf{out, g})
}

type streamOf struct {
	io.Reader
	*given
}

func (w *sourceWish) fill(in io.Writer, over <-chan struct{}, end func(error)) {
	data := content(w.File)
	data = data[:int64(len(data))-w.ShortBy]
	stop := int64(len(data))
	for _, at := range []*int64{w.RaiseAt, w.HangAt} {
		if at != nil && *at < stop {
			stop = *at
		}
	}
	chunk := w.Chunk
	if chunk == 0 {
		chunk = 65536
	}
	for at := int64(0); at < stop; at += chunk {
		part := data[at:stop]
		if int64(len(part)) > chunk {
			part = part[:chunk]
		}
		if _, err := in.Write(part); err != nil {
			end(err)
			return
		}
	}
	switch {
	case w.RaiseAt != nil && *w.RaiseAt <= stop:
		end(boom{})
	case w.HangAt != nil && *w.HangAt <= stop:
		<-over
		end(io.ErrUnexpectedEOF)
	default:
		end(nil)
	}
}

// UnmarshalJSON takes the text of set_token as well as the object of a client.
func (w *tokenWish) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &w.Text)
	}
	type plain tokenWish
	return json.Unmarshal(data, (*plain)(w))
}
