// The driver of the conformance suite: carries out the scenario on standard input. See bindings/conformance/README.md.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"sync"
)

type scenario struct {
	Scenario, Form, Folder string
	Service                service
	Steps                  []*step
}

type service struct {
	BaseURL string `json:"base_url"`
	CAFile  string `json:"ca_file"`
	Token   string
}

func main() {
	fillThreads()
	input := bufio.NewReader(os.Stdin)
	line, err := input.ReadBytes('\n')
	if err != nil {
		broken("standard input: %v", err)
	}
	var wanted scenario
	decoder := json.NewDecoder(bytes.NewReader(line))
	// What this driver does not know makes the scenario fail.
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&wanted); err != nil {
		broken("scenario: %v", err)
	}
	run := newRun(wanted.Service, input)
	run.all(wanted.Steps)
	run.end()
	event("done", "", nil)
}

func broken(format string, arguments ...interface{}) {
	fmt.Fprintf(os.Stderr, format+"\n", arguments...)
	os.Exit(70)
}

// fillThreads makes Go's runtime start the threads that it keeps for calls of C, which it does by need and does not undo,
// so that later counts of threads tell what the library has.
func fillThreads() {
	const threads = 12
	var all, ready sync.WaitGroup
	release := make(chan struct{})
	for i := 0; i < threads; i++ {
		all.Add(1)
		ready.Add(1)
		go func() {
			defer all.Done()
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			ready.Done()
			<-release
		}()
	}
	ready.Wait()
	close(release)
	all.Wait()
}
