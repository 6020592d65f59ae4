package graphupload_test

import (
	"regexp"
	"strings"
	"testing"
)

// Read before the working folder changes.
var readme, examples, program []byte

var goBlock = regexp.MustCompile("(?s)```go\n(.*?)```")

// Each piece of Go in README.md stands in an example that runs, or is the program that test.sh runs.
func TestReadmeRuns(t *testing.T) {
	known := "\n" + strings.ReplaceAll("\n"+string(examples), "\n\t", "\n") + string(program)
	blocks := goBlock.FindAllStringSubmatch(string(readme), -1)
	if len(blocks) < 5 {
		t.Fatalf("README.md has %d pieces of Go", len(blocks))
	}
	for _, block := range blocks {
		if !strings.Contains(known, block[1]) {
			t.Errorf("README.md has this, and no example does:\n%s", block[1])
		}
	}
}
