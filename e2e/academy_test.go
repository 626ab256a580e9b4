package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// house is a running academy.
type house struct {
	browser  context.Context // in which its tabs are; nil: that of the package
	url      string
	dir      string
	demo     bool
	options  []string           // more flags of serve
	accounts map[string]account // by role, where it is the demo
	process  *exec.Cmd
	said     *transcript
}

type account struct {
	Role     string `json:"role"`
	Email    string `json:"email"`
	Password string `json:"password"`
}

// academy is the running demo that every test of this package visits.
var academy = &house{demo: true}

var (
	program   string   // path of the built binary
	scratch   string   // folder that goes when the tests have ended
	filled    string   // folder of a demo academy after its first start, with which those of single tests begin
	leaveOpen []*house // academies that several tests use, to be stopped at the end
)

func TestMain(m *testing.M) {
	status, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		status = 1
	}
	os.Exit(status)
}

func run(m *testing.M) (status int, err error) {
	temp, err := os.MkdirTemp("", "aula-e2e-*")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(temp)
	scratch = temp
	program = filepath.Join(temp, "aula")
	build := exec.Command("go", "build", "-trimpath", "-gcflags=all=-dwarf=false -d=gcstart=512", "-ldflags=-s -w", "-o", program, "aula")
	build.Env = append(os.Environ(), "CGO_ENABLED=0") // as make build does: what that compiled serves here, and the other way round
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return 1, fmt.Errorf("build the program: %w", err)
	}
	academy.dir = filepath.Join(temp, "data")
	if err := academy.fill(filepath.Join(temp, "filled")); err != nil {
		return 1, err
	}
	if err := academy.start(); err != nil {
		return 1, err
	}
	leaveOpen = append(leaveOpen, academy)
	defer func() {
		for _, h := range leaveOpen {
			err = errors.Join(err, h.stop())
		}
	}()
	closeBrowser, err := openBrowser(filepath.Join(temp, "profile"))
	if err != nil {
		return 1, err
	}
	defer closeBrowser()
	return m.Run(), nil
}

// fill lets an empty demo academy fill itself, and copies it: filling takes five times as long as starting.
func (h *house) fill(folder string) error {
	if err := h.start(); err != nil {
		return err
	}
	if err := h.stop(); err != nil {
		return err
	}
	if err := copyFolder(h.dir, folder); err != nil {
		return err
	}
	filled = folder
	return os.Remove(filepath.Join(folder, "demo.json")) // it tells that a start is over
}

// copyFolder copies a folder with everybody's rights to its files.
func copyFolder(from, to string) error {
	if out, err := exec.Command("cp", "-a", from, to).CombinedOutput(); err != nil {
		return fmt.Errorf("copy %s: %w: %s", from, err, out)
	}
	return nil
}

// newHouse starts an academy of the test's own in an empty folder, with more flags of serve.
func newHouse(t *testing.T, demo bool, options ...string) *house {
	t.Helper()
	h := &house{demo: demo, dir: filepath.Join(t.TempDir(), "data"), options: options}
	if err := h.start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.stop(); err != nil {
			t.Errorf("stop the academy: %v", err)
		}
	})
	return h
}

// aula is the program with these arguments. It ends with the tests, however they end: a test that is killed or runs out of
// time leaves no server behind.
func aula(args ...string) *exec.Cmd {
	c := exec.Command(program, args...)
	c.Env = append(os.Environ(), "LC_ALL=it_IT.UTF-8")
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return c
}

// start runs `aula serve` on a free port and waits until it answers.
func (h *house) start() error {
	if h.url == "" { // else it starts again where it was
		address, err := freeAddress()
		if err != nil {
			return err
		}
		h.url = "http://" + address
	}
	if _, err := os.Stat(h.dir); h.demo && filled != "" && errors.Is(err, os.ErrNotExist) {
		if err := copyFolder(filled, h.dir); err != nil {
			return err
		}
	}
	address := strings.TrimPrefix(h.url, "http://")
	args := []string{"serve", "--http", address, "--dir", h.dir}
	if h.demo {
		args = append(args, "--demo")
	}
	h.process = aula(append(args, h.options...)...)
	h.process.Stderr = os.Stderr
	out, err := h.process.StdoutPipe()
	if err != nil {
		return err
	}
	if err := h.process.Start(); err != nil {
		return fmt.Errorf("start the academy: %w", err)
	}
	h.said = newTranscript(out) // an unread pipe would stop the academy
	if err := h.await(30 * time.Second); err != nil {
		return errors.Join(err, h.kill()) // nobody else will
	}
	if h.demo {
		return h.readAccounts()
	}
	return nil
}

// stop ends the program as an operator does.
func (h *house) stop() error {
	if h.process == nil {
		return nil
	}
	if err := h.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	h.said.end()
	err := h.process.Wait()
	h.process = nil
	return err
}

// kill ends the program as a power cut does.
func (h *house) kill() error {
	if err := h.process.Process.Kill(); err != nil {
		return err
	}
	h.said.end()
	_ = h.process.Wait() // it reports the signal
	h.process = nil
	return nil
}

func (h *house) await(patience time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if h.answers() {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the academy did not answer on %s within %s", h.url, patience)
		case <-tick.C:
		}
	}
}

func (h *house) answers() bool {
	res, err := http.Get(h.url + "/api/health")
	if err != nil {
		return false
	}
	res.Body.Close()
	if !h.demo {
		return true
	}
	_, err = os.Stat(filepath.Join(h.dir, "demo.json"))
	return err == nil
}

func (h *house) readAccounts() error {
	content, err := os.ReadFile(filepath.Join(h.dir, "demo.json"))
	if err != nil {
		return err
	}
	var demo struct{ Accounts []account }
	if err := json.Unmarshal(content, &demo); err != nil {
		return fmt.Errorf("read demo.json: %w", err)
	}
	h.accounts = map[string]account{}
	for _, a := range demo.Accounts {
		h.accounts[a.Role] = a
	}
	return nil
}

// command runs another command of the program on the academy's folder and returns its exit status and what it said.
func (h *house) command(t *testing.T, args ...string) (status int, said string) {
	t.Helper()
	c := aula(append(args, "--dir", h.dir)...)
	out, err := c.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("aula %v: %v", args, err)
	}
	return c.ProcessState.ExitCode(), string(out)
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
