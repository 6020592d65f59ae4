package graphupload

// #include "native.h"
import "C"

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
)

// TokenRequest says what token is wanted.
type TokenRequest struct {
	// Rejected tells whether the service refused the last token, so that a cached one is of no use.
	Rejected bool
	// Claims that the service wants in the token, for the sign-in library; empty if none are wanted.
	Claims string
}

// TokenFunc fetches an access token. It is called for the first request, and again when the service refuses the token;
// one call of a client at a time. It may take its time: no thread waits for it, and an upload that is cancelled
// meanwhile ends at once. Its context ends when the client is closed and its last upload has ended.
type TokenFunc func(ctx context.Context, request TokenRequest) (string, error)

// Credential makes a TokenFunc of the GetToken method of a credential of azidentity, or of any other with such a method:
//
//	credential, err := azidentity.NewDefaultAzureCredential(nil)
//	options := graphupload.Options{TokenFunc: graphupload.Credential(credential.GetToken)}
//
// The scope is that of Microsoft Graph unless others are given.
func Credential[Wish, Token any](getToken func(context.Context, Wish) (Token, error), scopes ...string) TokenFunc {
	if len(scopes) == 0 {
		scopes = []string{"https://graph.microsoft.com/.default"}
	}
	return func(ctx context.Context, request TokenRequest) (string, error) {
		var wish Wish
		fields := reflect.ValueOf(&wish).Elem()
		if err := setField(fields, "Scopes", scopes); err != nil {
			return "", err
		}
		if request.Claims != "" {
			if err := setField(fields, "Claims", request.Claims); err != nil {
				return "", err
			}
		}
		token, err := getToken(ctx, wish)
		if err != nil {
			return "", err
		}
		text := reflect.Indirect(reflect.ValueOf(token))
		if text.Kind() == reflect.Struct {
			text = text.FieldByName("Token")
		}
		if text.Kind() != reflect.String {
			return "", fmt.Errorf("graphupload: a credential returned %T, which has no field Token", token)
		}
		return text.String(), nil
	}
}

func setField(of reflect.Value, name string, value interface{}) error {
	if of.Kind() != reflect.Struct {
		return fmt.Errorf("graphupload: a credential takes %s, which is not a struct", of.Type())
	}
	field, wanted := of.FieldByName(name), reflect.ValueOf(value)
	if !field.IsValid() || !field.CanSet() || field.Type() != wanted.Type() {
		return fmt.Errorf("graphupload: a credential takes %s, which has no field %s of type %s", of.Type(), name, wanted.Type())
	}
	field.Set(wanted)
	return nil
}

// tokens fetches the tokens of a client.
type tokens struct {
	get    TokenFunc
	ctx    context.Context
	cancel context.CancelFunc

	mu       sync.Mutex
	client   *C.gu_client // nil before and after its life
	fetching bool
	err      error // of the last call
}

func newTokens(get TokenFunc) *tokens {
	ctx, cancel := context.WithCancel(context.Background())
	return &tokens{get: get, ctx: ctx, cancel: cancel}
}

func (t *tokens) begin(client *C.gu_client) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.client = client
}

// end is called before the client is freed.
func (t *tokens) end() {
	t.cancel()
	t.mu.Lock()
	defer t.mu.Unlock()
	// A closed client may be kept; the function need not be.
	t.client, t.get = nil, nil
}

// fetch starts a call of the function, unless one runs whose token will do. The library waits for neither.
func (t *tokens) fetch(request TokenRequest) {
	t.mu.Lock()
	defer t.mu.Unlock()
	get := t.get
	if t.fetching || get == nil {
		return
	}
	t.fetching = true
	go func() {
		var token string
		err := protect(nil, func() (err error) {
			token, err = get(t.ctx, request)
			if err == nil && token == "" {
				err = errors.New("graphupload: the token function returned an empty token")
			}
			return err
		})
		t.mu.Lock()
		defer t.mu.Unlock()
		t.fetching, t.err = false, err
		if t.client == nil {
			return
		}
		if err != nil {
			token = ""
		}
		if failure := guClientSetToken(t.client, token); failure != nil {
			// Not a token: whatever waits for one has to end all the same.
			t.err = failure
			_ = guClientSetToken(t.client, "")
		}
	}()
}

// explain adds what the token function has failed with.
func (t *tokens) explain(err *Error) {
	if t == nil || err == nil || err.Status != ErrSignIn {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	err.Cause = t.err
}

// forget is called when the caller sets a token.
func (t *tokens) forget() {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.err = nil
}
