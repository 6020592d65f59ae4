package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/graph-upload/graphupload"
)

var printing sync.Mutex

// event prints one line, whole whichever goroutine prints it.
func event(name, of string, members map[string]interface{}) {
	all := map[string]interface{}{"event": name}
	if of != "" {
		all["of"] = of
	}
	for member, value := range members {
		all[member] = value
	}
	line, err := json.Marshal(all)
	if err != nil {
		broken("event: %v", err)
	}
	printing.Lock()
	defer printing.Unlock()
	os.Stdout.Write(append(line, '\n'))
}

// boom is an error of this driver's own.
type boom struct{}

func (boom) Error() string {
	return "boom"
}

func result(of string, item *graphupload.Item, err error) {
	members := map[string]interface{}{"status": graphupload.OK.String()}
	if item != nil {
		members["item"] = itemMembers(item)
	}
	var raised boom
	var failure *graphupload.Error
	switch {
	case err == nil:
	case errors.As(err, &raised):
		delete(members, "status")
		members["raised"] = raised.Error()
	case errors.As(err, &failure):
		members["status"] = failure.Status.String()
		members["error"] = errorMembers(failure)
	default:
		delete(members, "status")
		members["raised"] = fmt.Sprintf("%T: %v", err, err)
	}
	event("result", of, members)
}

func itemMembers(item *graphupload.Item) map[string]interface{} {
	integrity := map[graphupload.Integrity]string{graphupload.IntegrityVerified: "verified",
		graphupload.IntegrityUnverifiable: "unverifiable", graphupload.IntegrityDiffers: "differs"}
	return map[string]interface{}{"id": item.ID, "name": item.Name, "size": item.Size, "etag": item.ETag,
		"web_url": item.WebURL, "integrity": integrity[item.Integrity], "recovered": item.Recovered}
}

func errorMembers(err *graphupload.Error) map[string]interface{} {
	return map[string]interface{}{
		"status_name": err.Status.String(), "message": err.Message, "http_status": err.HTTPStatus,
		"service_codes": append([]string{}, err.ServiceCodes...), "request_id": err.RequestID, "host": err.Host,
		"diagnostics": err.Diagnostics, "claims": err.Claims, "retry_after_ms": err.RetryAfter.Milliseconds(),
		"os_error": int(err.OSError), "retryable": err.Retryable, "in_doubt": err.InDoubt, "session_kept": err.SessionKept,
		"offset": err.Offset, "attempts": err.Attempts,
	}
}
