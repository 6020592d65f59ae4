package graphupload_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/graph-upload/graphupload"
)

type wish struct {
	Scopes []string
	Claims string
}

type answer struct{ Token string }

func TestCredential(t *testing.T) {
	get := graphupload.Credential(func(_ context.Context, w wish) (answer, error) {
		return answer{strings.Join(w.Scopes, " ") + " " + w.Claims}, nil
	}, "a", "b")
	if token, err := get(context.Background(), graphupload.TokenRequest{Claims: "c"}); token != "a b c" || err != nil {
		t.Error(token, err)
	}
	pointer := graphupload.Credential(func(context.Context, wish) (*answer, error) { return nil, errOwn })
	if _, err := pointer(context.Background(), graphupload.TokenRequest{}); !errors.Is(err, errOwn) {
		t.Error(err)
	}
	wrong := graphupload.Credential(func(context.Context, answer) (answer, error) { return answer{}, nil })
	if _, err := wrong(context.Background(), graphupload.TokenRequest{}); err == nil || !strings.Contains(err.Error(), "Scopes") {
		t.Error(err)
	}
	other := graphupload.Credential(func(context.Context, wish) (int, error) { return 5, nil })
	if _, err := other(context.Background(), graphupload.TokenRequest{}); err == nil || !strings.Contains(err.Error(), "int") {
		t.Error(err)
	}
}

// A function that takes its time delays neither a cancelled upload nor the next one's token.
func TestTokenThatIsLate(t *testing.T) {
	asked, give := make(chan struct{}), make(chan string)
	var calls int64
	service, client := newClient(t, func(o *graphupload.Options) {
		o.TokenFunc = func(context.Context, graphupload.TokenRequest) (string, error) {
			atomic.AddInt64(&calls, 1)
			close(asked)
			return <-give, nil
		}
	})
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-asked
		cancel()
	}()
	if _, err := client.Upload(ctx, drive("a"), graphupload.Bytes(nil), none); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	ended := make(chan error)
	go func() {
		_, err := client.Upload(context.Background(), drive("b"), graphupload.Bytes(nil), none)
		ended <- err
	}()
	give <- service.Token
	if err := <-ended; err != nil || atomic.LoadInt64(&calls) != 1 {
		t.Error(err, calls)
	}
	// What is no token is an error too, and does not leave uploads waiting.
	options := service.Options()
	for _, token := range []string{"", "two words", "a\x00b"} {
		token := token
		options.TokenFunc = func(context.Context, graphupload.TokenRequest) (string, error) { return token, nil }
		other, err := graphupload.NewClient(options)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = other.Upload(context.Background(), drive("c"), graphupload.Bytes(nil), none); !errors.Is(err, graphupload.ErrSignIn) {
			t.Errorf("%q: %v", token, err)
		}
		other.Close()
	}
}

// A call of a session waits for the token as well, and a refused token is fetched again.
func TestTokenOfSession(t *testing.T) {
	var rejected []bool
	var token atomic.Value
	service, client := newClient(t, func(o *graphupload.Options) {
		token.Store(o.Token)
		o.TokenFunc = func(_ context.Context, request graphupload.TokenRequest) (string, error) {
			rejected = append(rejected, request.Rejected)
			if len(rejected) == 1 {
				return "stale", nil
			}
			return token.Load().(string), nil
		}
	})
	session, err := client.CreateSession(context.Background(), drive("a"), 5)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	// The session keeps what it needs of the client.
	client.Close()
	if err := session.Put(context.Background(), 0, []byte("12345")); err != nil {
		t.Error(err)
	}
	if _, err := session.Finish(context.Background()); err != nil || len(rejected) != 2 || rejected[0] || !rejected[1] {
		t.Error(err, rejected)
	}
	wantStored(t, service, "a", []byte("12345"))
}
