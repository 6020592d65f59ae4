package graphupload_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"time"

	"github.com/graph-upload/graphupload"
	"github.com/graph-upload/graphupload/simulator"
)

// The variables of the examples: a client of a simulator, and a file.
var (
	ctx     = context.Background()
	service *simulator.Service
	client  *graphupload.Client
)

func exampleOf(arguments ...string) (end func()) {
	var err error
	if service, err = simulator.Start(arguments...); err != nil {
		log.Fatal(err)
	}
	if client, err = graphupload.NewClient(service.Options()); err != nil {
		log.Fatal(err)
	}
	return func() {
		client.Close()
		service.Close()
	}
}

func stored(address string) string {
	content, err := service.Content(address)
	if err != nil {
		log.Fatal(err)
	}
	return string(content)
}

func ExampleClient_Upload() {
	defer exampleOf("--rate", "20000000")()
	video := []byte(strings.Repeat("frame", 2000000))

	ctx, cancel := context.WithTimeout(ctx, time.Hour)
	defer cancel()
	target := graphupload.DrivePath{Path: "Videos/May.mp4",
		DriveProperties: graphupload.DriveProperties{Conflict: graphupload.ConflictReplace}}
	item, err := client.Upload(ctx, target, graphupload.Bytes(video), graphupload.UploadOptions{
		StateFile: "May.mp4.state", // another run of the program goes on where this one was stopped
		Progress: func(now graphupload.Progress) error {
			fmt.Fprintf(os.Stderr, "%d of %d bytes\r", now.Sent, now.Total)
			return nil
		},
	})

	fmt.Println(item.Name, item.Integrity == graphupload.IntegrityVerified, err)
	// Output: May.mp4 true <nil>
}

func ExampleReader() {
	defer exampleOf()()
	reader := strings.NewReader("log line\n")

	// Anything that can be read, such as the body of a response.
	task := graphupload.TodoTask{List: "LIST", Task: "TASK", Name: "log.txt"}
	_, err := client.Upload(ctx, task, graphupload.Reader(reader), graphupload.UploadOptions{})

	fmt.Print(stored("me/todo/lists/LIST/tasks/TASK/attachments/log.txt"), err)
	// Output:
	// log line
	// <nil>
}

func ExampleError() {
	defer exampleOf("--fault", "create:*=429;retry-after: 7;error=activityLimitReached,Slow down")()
	options := service.Options()
	options.RetryAttempts, options.RetryTime = 1, time.Second
	options.Set = map[string]string{"one_request_bytes": "0"}
	client, err := graphupload.NewClient(options)
	if err != nil {
		log.Fatal(err)
	}

	_, err = client.Upload(ctx, graphupload.DrivePath{Path: "a.txt"}, graphupload.Bytes([]byte("a")), graphupload.UploadOptions{})
	var failure *graphupload.Error
	switch {
	case errors.Is(err, graphupload.ErrThrottled) && errors.As(err, &failure):
		fmt.Println("try again in", failure.RetryAfter, failure.ServiceCodes)
	case errors.Is(err, graphupload.ErrSignIn):
		fmt.Println("sign in again")
	case errors.As(err, &failure) && failure.InDoubt:
		fmt.Println("the file may be stored: look before another upload")
	}

	// Output: try again in 7s [activityLimitReached]
}

func ExampleQueue() {
	defer exampleOf()()
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	var files []string
	for _, name := range []string{"a.txt", "b.txt"} {
		files = append(files, folder+"/"+name)
		if err := os.WriteFile(folder+"/"+name, []byte(name), 0o600); err != nil {
			log.Fatal(err)
		}
	}

	queue, err := client.NewQueue(graphupload.QueueOptions{AtOnce: 1})
	if err != nil {
		log.Fatal(err)
	}
	defer queue.Close()
	for _, file := range files {
		source := graphupload.File(file)
		if _, err := queue.Submit(ctx, graphupload.ParseTarget("drive:/Backup/", file[len(folder)+1:]), source, graphupload.UploadOptions{}); err != nil {
			log.Fatal(err)
		}
	}
	for {
		job, err := queue.Next(ctx)
		if errors.Is(err, io.EOF) {
			break // no job is left
		} else if err != nil {
			log.Fatal(err)
		}
		if item, err := job.Wait(ctx); err != nil {
			fmt.Println(job.Path(), err)
		} else {
			fmt.Println("stored:", item.Name)
		}
	}

	// Output:
	// stored: a.txt
	// stored: b.txt
}

func ExampleSession() {
	defer exampleOf()()

	session, err := client.CreateSession(ctx, graphupload.DrivePath{Path: "report.txt"}, 11)
	if err != nil {
		log.Fatal(err)
	}
	defer session.Close()
	writer := session.Writer(ctx)
	fmt.Fprint(writer, "hello, ")
	fmt.Fprint(writer, "disk")
	_, err = session.Finish(ctx)

	fmt.Println(stored("me/drive/root:/report.txt"), err)
	// Output: hello, disk <nil>
}
