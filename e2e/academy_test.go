package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// house is the running demo academy that every test of this package visits.
type house struct {
	url      string
	dir      string
	binary   string
	accounts map[string]account // by role
	process  *exec.Cmd
	browser  context.Context // allocator of browser contexts
}

type account struct {
	Role     string `json:"role"`
	Email    string `json:"email"`
	Password string `json:"password"`
}

var academy house

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
	academy.binary = filepath.Join(temp, "aula")
	build := exec.Command("go", "build", "-o", academy.binary, "aula")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return 1, fmt.Errorf("build the program: %w", err)
	}
	if err := academy.start(filepath.Join(temp, "data")); err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, academy.stop()) }()
	browser, closeBrowser, err := openBrowser(filepath.Join(temp, "profile"))
	if err != nil {
		return 1, err
	}
	defer closeBrowser()
	academy.browser = browser
	return m.Run(), nil
}

// start runs `aula serve --demo` and waits until it answers.
func (h *house) start(dir string) error {
	h.dir = dir
	address, err := freeAddress()
	if err != nil {
		return err
	}
	h.process = exec.Command(h.binary, "serve", "--demo", "--http", address, "--dir", dir)
	h.process.Stderr = os.Stderr
	out, err := h.process.StdoutPipe()
	if err != nil {
		return err
	}
	if err := h.process.Start(); err != nil {
		return fmt.Errorf("start the academy: %w", err)
	}
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); { // an unread pipe would stop the academy
		}
	}()
	h.url = "http://" + address
	if err := h.await(30 * time.Second); err != nil {
		return err
	}
	return h.readAccounts()
}

func (h *house) stop() error {
	if err := h.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return h.process.Wait()
}

func (h *house) await(patience time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		res, err := http.Get(h.url + "/api/health")
		if err == nil {
			res.Body.Close()
			if _, err := os.Stat(filepath.Join(h.dir, "demo.json")); err == nil {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the academy did not answer on %s within %s", h.url, patience)
		case <-tick.C:
		}
	}
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

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// openBrowser starts one browser for the package; each test gets a context of its own in it.
func openBrowser(profile string) (context.Context, func(), error) {
	program := ""
	for _, name := range []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			program = path
			break
		}
	}
	if program == "" {
		return nil, nil, errors.New("no browser: install the package chromium-headless-shell (or run `make browser`)")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(profile),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("lang", "it-IT"),
	)
	allocator, closeAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	first, closeFirst := chromedp.NewContext(allocator)
	if err := chromedp.Do(first); err != nil {
		closeFirst()
		closeAllocator()
		return nil, nil, fmt.Errorf("start the browser: %w", err)
	}
	return first, func() { closeFirst(); closeAllocator() }, nil
}
