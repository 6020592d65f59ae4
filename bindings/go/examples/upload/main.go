package main

import (
	"context"
	"log"
	"os"

	"github.com/graph-upload/graphupload"
)

func main() {
	client, err := graphupload.NewClient(graphupload.Options{Token: "secret", BaseURL: "https://localhost:8443",
		CAFiles: []string{"ca.pem"}, AllowLoopback: true}) // for the real service, Token alone is enough
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	target, source := graphupload.DrivePath{Path: "Reports/" + os.Args[1]}, graphupload.File(os.Args[1])
	item, err := client.Upload(context.Background(), target, source, graphupload.UploadOptions{})
	if err != nil {
		log.Fatal(err)
	}
	log.Println("stored as", item.ID)
}
