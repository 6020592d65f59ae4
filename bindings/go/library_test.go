package graphupload_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/graph-upload/graphupload"
)

func TestVersion(t *testing.T) {
	version, err := graphupload.Version()
	if err != nil || !strings.HasPrefix(version, "0.2.") {
		t.Error(version, err)
	}
	rules, err := graphupload.RulesJSON()
	if err != nil || !strings.HasPrefix(rules, "[") {
		t.Error(rules, err)
	}
}

// The library is loaded once, so another process tries it.
func TestLibraryThatCannotBeLoaded(t *testing.T) {
	if os.Getenv("GU_TEST_LOADS") != "" {
		_, err := graphupload.NewClient(graphupload.Options{})
		if !errors.Is(err, graphupload.ErrState) || !strings.Contains(err.Error(), os.Getenv("GU_TEST_LOADS")) {
			t.Errorf("%v", err)
		}
		return
	}
	for library, message := range map[string]string{"/no/such/library.so": "/no/such/library.so", "/proc/self/exe": "/proc/self/exe"} {
		command := exec.Command(os.Args[0], "-test.run", "^TestLibraryThatCannotBeLoaded$")
		command.Dir = home
		command.Env = append(os.Environ(), "GU_LIBRARY="+library, "GU_TEST_LOADS="+message)
		if output, err := command.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", library, err, output)
		}
	}
}

func TestValuesHaveNames(t *testing.T) {
	item := &graphupload.Item{ID: "ID", Name: "a.txt", Size: 3, JSON: `{"@content.downloadUrl": "secret"}`,
		Integrity: graphupload.IntegrityVerified}
	for got, want := range map[string]string{
		fmt.Sprint(graphupload.ConflictRename):  "ConflictRename",
		fmt.Sprint(graphupload.Stage(99)):       "Stage(99)",
		fmt.Sprint(item):                        "a.txt (id ID, 3 bytes, IntegrityVerified)",
		fmt.Sprint(graphupload.Integrity(0)):    "Integrity(0)",
		fmt.Sprintf("%+v", graphupload.LogInfo): "LogInfo",
	} {
		if got != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
}
