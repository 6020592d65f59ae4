// Package simulator starts the simulated service, for tests of programs that upload.
//
//	func TestBackup(t *testing.T) {
//		service := simulator.New(t)
//		if err := service.Fault("piece:2=503"); err != nil {
//			t.Fatal(err)
//		}
//		client, err := graphupload.NewClient(service.Options())
//		…
//		content, err := service.Content("me/drive/root:/backup.tar")
//	}
//
// The program graph-upload-simulator is looked for at the path in the environment variable GU_SIMULATOR, and then in PATH.
package simulator

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/graph-upload/graphupload"
)

// Service is a running simulator.
type Service struct {
	// BaseURL of Microsoft Graph without its version.
	BaseURL string
	// CAFile and CAPEM are the certificate authority to trust.
	CAFile, CAPEM string
	// Token that the service accepts.
	Token string
	// ControlURL is below which the simulator is controlled.
	ControlURL string

	command *exec.Cmd
	input   io.Closer
	http    http.Client
}

// running has the services that are not closed. The program ends when its input is closed, which the collector would do.
var running sync.Map

// TB is the part of testing.TB that New needs.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, arguments ...interface{})
}

// New starts a simulator that ends with the test. arguments are those of its command line, such as "--rate", "1000000".
func New(t TB, arguments ...string) *Service {
	t.Helper()
	service, err := Start(arguments...)
	if err != nil {
		t.Fatalf("%v", err)
	}
	t.Cleanup(func() { service.Close() })
	return service
}

// Start starts a simulator, which ends with Close, or with the program.
func Start(arguments ...string) (*Service, error) {
	program := os.Getenv("GU_SIMULATOR")
	if program == "" {
		found, err := exec.LookPath("graph-upload-simulator")
		if err != nil {
			return nil, fmt.Errorf("simulator: install graph-upload-simulator, or set GU_SIMULATOR to its path: %w", err)
		}
		program = found
	}
	out, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer out.Close()
	// It is descriptor 3 of the program.
	command := exec.Command(program, append([]string{"--ready-fd", "3", "--until-stdin-closes", "--quiet", "--no-page"},
		arguments...)...)
	command.ExtraFiles = []*os.File{in}
	command.Stderr = os.Stderr
	input, err := command.StdinPipe()
	if err == nil {
		err = command.Start()
	}
	in.Close()
	if err != nil {
		return nil, fmt.Errorf("simulator: %w", err)
	}
	service := &Service{command: command, input: input}
	if err := service.begin(out); err != nil {
		service.Close()
		return nil, fmt.Errorf("simulator: it does not start with %q: %w", arguments, err)
	}
	running.Store(service, nil)
	return service, nil
}

func (s *Service) begin(ready io.Reader) error {
	var line struct {
		Hosts      map[string]string `json:"hosts"`
		CAFile     string            `json:"caFile"`
		CAPEM      string            `json:"caPem"`
		Token      string            `json:"token"`
		ControlURL string            `json:"controlUrl"`
	}
	if err := json.NewDecoder(ready).Decode(&line); err != nil {
		return err
	}
	s.BaseURL, s.CAFile, s.CAPEM, s.Token, s.ControlURL = line.Hosts["graph"], line.CAFile, line.CAPEM, line.Token, line.ControlURL
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(s.CAPEM))
	// No proxy: the simulator is on this machine.
	s.http = http.Client{Timeout: time.Minute, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	return nil
}

// Close ends the simulator and waits for it.
func (s *Service) Close() error {
	running.Delete(s)
	s.http.CloseIdleConnections()
	s.input.Close()
	return s.command.Wait()
}

// Options are those of a client of this service.
func (s *Service) Options() graphupload.Options {
	return graphupload.Options{Token: s.Token, BaseURL: s.BaseURL, CAPEM: []byte(s.CAPEM), AllowLoopback: true}
}

// Control sends a request to the control API, which docs/simulator.md describes, with a body and an answer in JSON, or
// nil for none. resource is such as "/state".
func (s *Service) Control(method, resource string, body, answer interface{}) error {
	content, err := s.send(method, resource, body)
	if err != nil || answer == nil {
		return err
	}
	return json.Unmarshal(content, answer)
}

func (s *Service) send(method, resource string, body interface{}) ([]byte, error) {
	var content []byte
	if body != nil {
		var err error
		if content, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	request, err := http.NewRequest(method, s.ControlURL+"/"+strings.TrimPrefix(resource, "/"), bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	response, err := s.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode >= http.StatusBadRequest {
		err = fmt.Errorf("simulator: %s %s: %s: %s", method, resource, response.Status, answer)
	}
	return answer, err
}

// Fault arms faults, such as "piece:2=503".
func (s *Service) Fault(faults ...string) error {
	return s.Control(http.MethodPost, "/faults", map[string]interface{}{"faults": faults}, nil)
}

// File is a stored file. Its Address is its path as in a URL of Microsoft Graph, such as "me/drive/root:/a.txt".
type File struct {
	ID      string `json:"id"`
	Address string `json:"address"`
	Name    string `json:"name"`
	Size    int64  `json:"size"`
}

// Files returns the stored files.
func (s *Service) Files() ([]File, error) {
	var answer struct {
		Files []File `json:"files"`
	}
	err := s.Control(http.MethodGet, "/files", nil, &answer)
	return answer.Files, err
}

// ErrNotStored means that there is no file at an address.
var ErrNotStored = errors.New("simulator: no such file is stored")

// Content returns the bytes of the file at an address, or ErrNotStored.
func (s *Service) Content(address string) ([]byte, error) {
	files, err := s.Files()
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		if file.Address == address {
			return s.send(http.MethodGet, "/files/"+file.ID, nil)
		}
	}
	return nil, fmt.Errorf("%w: %s", ErrNotStored, address)
}
