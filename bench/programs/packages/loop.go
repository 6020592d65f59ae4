// A plain loop over net/http, without hashing or retries:  loop-go file PATH PIECE | small PATH COUNT AT_ONCE
//
// BASE_URL is the service, CA_FILE its certificate authority. Small files go in one request each, so many at once.
package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
	"sync"
)

var client *http.Client

// send returns the body of a response with one of these statuses.
func send(request *http.Request, statuses ...int) []byte {
	response, err := client.Do(request)
	check(err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	check(err)
	for _, status := range statuses {
		if response.StatusCode == status {
			return body
		}
	}
	log.Fatalf("%s: %s", response.Status, body)
	return nil
}

func graph(method, path string, body io.Reader) *http.Request {
	request, err := http.NewRequest(method, strings.TrimSuffix(os.Getenv("BASE_URL"), "/v1.0")+"/v1.0/me/drive/root:/"+path, body)
	check(err)
	request.Header.Set("Authorization", "Bearer "+os.Getenv("TOKEN"))
	return request
}

func large(path string, piece int64) {
	file, err := os.Open(path)
	check(err)
	info, err := file.Stat()
	check(err)
	create := graph("POST", "f0:/createUploadSession", strings.NewReader(`{"item":{"@microsoft.graph.conflictBehavior":"fail"}}`))
	create.Header.Set("Content-Type", "application/json")
	var session struct{ UploadURL string }
	check(json.Unmarshal(send(create, 200), &session))
	for from := int64(0); from < info.Size(); from += piece {
		length := piece
		if info.Size()-from < length {
			length = info.Size() - from
		}
		put, err := http.NewRequest("PUT", session.UploadURL, io.NewSectionReader(file, from, length))
		check(err)
		put.ContentLength = length
		put.Header.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, from+length-1, info.Size()))
		send(put, 200, 201, 202)
	}
}

func small(path string, count, atOnce int64) {
	numbers := make(chan int64)
	var workers sync.WaitGroup
	for worker := int64(0); worker < atOnce; worker++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for index := range numbers {
				content, err := os.ReadFile(path)
				check(err)
				send(graph("PUT", fmt.Sprintf("f%d:/content", index), bytes.NewReader(content)), 200, 201)
			}
		}()
	}
	for index := int64(0); index < count; index++ {
		numbers <- index
	}
	close(numbers)
	workers.Wait()
}

func main() {
	authority, err := os.ReadFile(os.Getenv("CA_FILE"))
	check(err)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	// As many connections as workers: without the bound it dials more whenever all are busy, and drops them unused.
	client = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, MaxConnsPerHost: 8, MaxIdleConnsPerHost: 8}}
	if os.Args[1] == "file" {
		large(os.Args[2], number(3))
	} else {
		small(os.Args[2], number(3), number(4))
	}
	printPeak()
}
