package simulator

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/graph-upload/graphupload"
)

// optionsOfDropped starts a service and keeps nothing of it but the options of a client.
func optionsOfDropped(t *testing.T) graphupload.Options {
	service, err := Start()
	if err != nil {
		t.Fatal(err)
	}
	return service.Options()
}

func TestServiceRunsUntilItIsClosed(t *testing.T) {
	options := optionsOfDropped(t)
	t.Cleanup(func() {
		running.Range(func(service, _ interface{}) bool {
			return service.(*Service).Close() == nil
		})
	})
	// The first finds what nothing refers to, and finalizers have run before the second ends their objects.
	for i := 0; i < 2; i++ {
		finalized := make(chan struct{})
		runtime.SetFinalizer(new([1 << 10]int), func(*[1 << 10]int) { close(finalized) })
		runtime.GC()
		<-finalized
	}
	options.RetryAttempts, options.RetryTime = 1, time.Second
	client, err := graphupload.NewClient(options)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	target, source := graphupload.DrivePath{Path: "a.txt"}, graphupload.Bytes([]byte("a"))
	if _, err := client.Upload(context.Background(), target, source, graphupload.UploadOptions{}); err != nil {
		t.Error(err)
	}
}

func TestControlTakesAResourceWithOrWithoutASlash(t *testing.T) {
	service := New(t)
	for _, resource := range []string{"state", "/state"} {
		var state map[string]interface{}
		if err := service.Control("GET", resource, nil, &state); err != nil || len(state) == 0 {
			t.Errorf("%s: %v, %v", resource, state, err)
		}
	}
}
