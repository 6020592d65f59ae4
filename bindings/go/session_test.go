package graphupload_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/graph-upload/graphupload"
)

func TestSessionIsResumed(t *testing.T) {
	service, client := newClient(t, func(o *graphupload.Options) { o.PieceBytes = 983040 })
	content := bytes.Repeat([]byte("0123456789"), 300000)
	key := bytes.Repeat([]byte{7}, 32)
	ctx := context.Background()
	session, err := client.CreateSession(ctx, drive("a"), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var saved []byte
	if err := session.OnSave(key, func(state []byte) error { saved = state; return nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(session.Writer(ctx), bytes.NewReader(content[:2000000])); err != nil {
		t.Fatal(err)
	}
	if session.NextOffset() != 2000000 || session.Confirmed() != 1966080 || session.Size() != int64(len(content)) ||
		session.Expires().IsZero() {
		t.Error(session.NextOffset(), session.Confirmed(), session.Size(), session.Expires())
	}
	session.Close()
	if err := session.Put(ctx, 0, nil); !errors.Is(err, graphupload.ErrState) {
		t.Error(err)
	}
	if _, err := client.ResumeSession(ctx, drive("a"), saved, nil); !errors.Is(err, graphupload.ErrSavedState) {
		t.Error(err)
	}
	again, err := client.ResumeSession(ctx, drive("a"), saved, key)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	var last graphupload.Progress
	if err := again.OnProgress(func(now graphupload.Progress) error { last = now; return nil }); err != nil {
		t.Fatal(err)
	}
	if err := again.Refresh(ctx); err != nil {
		t.Error(err)
	}
	if err := again.Put(ctx, 5, content[5:]); !errors.Is(err, graphupload.ErrArgument) {
		t.Error(err)
	}
	if err := again.Put(ctx, again.NextOffset(), content[again.NextOffset():]); err != nil {
		t.Error(err)
	}
	if item, err := again.Finish(ctx); err != nil || item.Size != int64(len(content)) {
		t.Error(item, err)
	}
	if last.Sent != int64(len(content)) {
		t.Errorf("%+v", last)
	}
	wantStored(t, service, "a", content)
	if err := again.Discard(ctx); !errors.Is(err, graphupload.ErrStored) {
		t.Error(err)
	}
}

func TestSessionWithFunctionsThatFail(t *testing.T) {
	_, client := newClient(t, nil)
	ctx := context.Background()
	session, err := client.CreateSession(ctx, drive("a"), 10)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	if err := session.OnSave(nil, func([]byte) error { panic(errOwn) }); err != nil {
		t.Fatal(err)
	}
	if err := session.Put(ctx, 0, []byte("0123456789")); !errors.Is(err, errOwn) || !errors.Is(err, graphupload.ErrSavedState) {
		t.Error(err)
	}
	if err := session.OnSave(nil, nil); err != nil {
		t.Fatal(err)
	}
	item, err := session.Finish(ctx)
	for errors.Is(err, graphupload.ErrIncomplete) {
		if err = session.Put(ctx, session.NextOffset(), []byte("0123456789")[session.NextOffset():]); err == nil {
			item, err = session.Finish(ctx)
		}
	}
	if err != nil || item.Name != "a" {
		t.Error(item, err)
	}
}

func TestSessionOfUnknownState(t *testing.T) {
	_, client := newClient(t, nil)
	_, err := client.ResumeSession(context.Background(), drive("a"), []byte("damaged"), nil)
	if !errors.Is(err, graphupload.ErrSavedState) {
		t.Error(err)
	}
	_, err = client.AdoptSession(context.Background(), graphupload.KindDriveItem, "https://elsewhere.example/x", 5)
	if !errors.Is(err, graphupload.ErrArgument) || strings.Contains(err.Error(), "/x") {
		t.Error(err)
	}
}
