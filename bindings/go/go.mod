module github.com/graph-upload/graphupload

go 1.19
