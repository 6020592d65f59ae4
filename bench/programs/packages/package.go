// The Go package:  package-go file PATH | queue PATH COUNT AT_ONCE
//
// BASE_URL is the service, CA_FILE its certificate authority.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/graph-upload/graphupload"
)

func main() {
	ctx, mode, path := context.Background(), os.Args[1], os.Args[2]
	client, err := graphupload.NewClient(graphupload.Options{Token: os.Getenv("TOKEN"), BaseURL: os.Getenv("BASE_URL"),
		CAFiles: []string{os.Getenv("CA_FILE")}, AllowLoopback: true})
	check(err)
	if mode == "file" {
		_, err = client.Upload(ctx, graphupload.DrivePath{Path: "f0"}, graphupload.File(path), graphupload.UploadOptions{})
		check(err)
	} else {
		queue, err := client.NewQueue(graphupload.QueueOptions{AtOnce: int(number(4))})
		check(err)
		for index := int64(0); index < number(3); index++ {
			target := graphupload.DrivePath{Path: fmt.Sprintf("f%d", index)}
			_, err = queue.Submit(ctx, target, graphupload.File(path), graphupload.UploadOptions{})
			check(err)
		}
		for {
			job, err := queue.Next(ctx)
			if errors.Is(err, io.EOF) {
				break
			}
			check(err)
			_, err = job.Wait(ctx)
			check(err)
		}
		queue.Close()
	}
	client.Close()
	printPeak()
}
