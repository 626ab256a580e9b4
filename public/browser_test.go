package public_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"aula/public"
)

const patience = 20 * time.Second

// browser is shared by the tests of this package; each opens a context of its own.
var browser context.Context

func TestMain(m *testing.M) {
	status, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "public:", err)
		status = 1
	}
	os.Exit(status)
}

func run(m *testing.M) (int, error) {
	if !public.Built() {
		return 1, public.ErrNotBuilt
	}
	program, err := exec.LookPath("chromium-headless-shell")
	if err != nil {
		return 1, fmt.Errorf("find the browser (run `make browser`): %w", err)
	}
	profile, err := os.MkdirTemp("", "aula-public-*")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(profile)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.NoSandbox,
		chromedp.UserDataDir(filepath.Join(profile, "profile")), chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true))
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	defer cancel()
	ctx, cancel := chromedp.NewContext(allocator)
	defer cancel()
	if err := chromedp.Do(ctx); err != nil {
		return 1, fmt.Errorf("start the browser: %w", err)
	}
	browser = ctx
	return m.Run(), nil
}

// desk is one page with our scripts, served under the strict policy, and what its server was sent.
type desk struct {
	*testing.T
	ctx context.Context
	url string

	mu     sync.Mutex
	html   string
	script string
	answer http.HandlerFunc // for everything but the page and the assets
	sent   []request
	came   chan request
	faults []string
}

type request struct{ method, path, body string }

// newDesk opens a page whose body is html, with the named script beside app.js.
func newDesk(t *testing.T, script, html string) *desk {
	t.Helper()
	d := &desk{T: t, html: html, script: script, came: make(chan request, 100)}
	d.answer = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }
	server := httptest.NewServer(http.HandlerFunc(d.serve))
	d.url = server.URL
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext(), chromedp.WithListener(d.listen))
	d.ctx = ctx
	t.Cleanup(func() {
		cancel()
		server.Close()
		d.mu.Lock()
		defer d.mu.Unlock()
		for _, f := range d.faults {
			t.Errorf("the browser complains: %s", f)
		}
	})
	if err := chromedp.Do(ctx); err != nil { // the tab lives as long as the context of its first step
		t.Fatal(err)
	}
	d.do(chromedp.EmulateViewport(800, 600), chromedp.Navigate(d.url+"/"))
	return d
}

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'"

func (d *desk) serve(w http.ResponseWriter, r *http.Request) {
	if content, encoding, mediaType, _, ok := public.Open(r.URL.Path, r.Header.Get("Accept-Encoding")); ok {
		w.Header().Set("Content-Type", mediaType)
		if encoding != "" {
			w.Header().Set("Content-Encoding", encoding)
		}
		_, _ = w.Write(content)
		return
	}
	d.mu.Lock()
	html, script, answer := d.html, d.script, d.answer
	d.mu.Unlock()
	if r.Method == http.MethodGet && r.URL.Path == "/" {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!DOCTYPE html><html lang="it"><head><title>Prova</title><link rel="icon" href="%s"><link rel="stylesheet" href="%s">
<script type="module" src="%s"></script><script type="module" src="%s"></script></head><body><main>%s</main></body></html>`,
			public.Asset("favicon.svg"), public.Asset("app.css"), public.Asset("app.js"), public.Asset(script), html)
		return
	}
	body, _ := io.ReadAll(r.Body)
	d.mu.Lock()
	d.sent = append(d.sent, request{r.Method, r.URL.Path, string(body)})
	d.mu.Unlock()
	d.came <- request{r.Method, r.URL.Path, string(body)}
	answer(w, r)
}

func (d *desk) listen(ev any) {
	fault := ""
	switch e := ev.(type) {
	case *runtime.EventExceptionThrown:
		fault = e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			fault += " " + e.ExceptionDetails.Exception.Description
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError && !strings.Contains(e.Entry.Text, "Failed to load resource") {
			fault = e.Entry.Text
		}
	}
	if fault != "" {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.faults = append(d.faults, fault)
	}
}

// answers changes what the server says from now on.
func (d *desk) answers(status int, mediaType, body string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.answer = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", mediaType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// requests are what the server was sent so far.
func (d *desk) requests() []request {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]request(nil), d.sent...)
}

// awaitRequest waits for the next request of this method.
func (d *desk) awaitRequest(method string) request {
	d.Helper()
	late := time.After(patience)
	for {
		select {
		case r := <-d.came:
			if r.method == method {
				return r
			}
		case <-late:
			d.Fatalf("no %s came; the server was sent %v", method, d.requests())
		}
	}
}

func (d *desk) do(steps ...chromedp.Action[chromedp.Void]) {
	d.Helper()
	ctx, cancel := context.WithTimeout(d.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		d.Fatal(err)
	}
}

func (d *desk) reload() { d.Helper(); d.do(chromedp.Navigate(d.url + "/")) }

func (d *desk) click(css string) { d.Helper(); d.do(chromedp.Click(chromedp.CSS(css))) }

// is evaluates an expression.
func is[T any](d *desk, expression string) T {
	d.Helper()
	ctx, cancel := context.WithTimeout(d.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		d.Fatalf("%s: %v", expression, err)
	}
	return v
}

// until waits for an expression to be true.
func (d *desk) until(expression string) {
	d.Helper()
	ctx, cancel := context.WithTimeout(d.ctx, patience)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](expression)); err != nil {
		d.Fatalf("wait for %s: %v; the page says %q, the server was sent %v", expression, err, is[string](d, "document.body.innerText"), d.requests())
	}
}

// answersIn reads the answers that a PATCH carried.
func answersIn(t *testing.T, r request) map[string]any {
	t.Helper()
	var body struct{ Answers map[string]any }
	if err := json.Unmarshal([]byte(r.body), &body); err != nil {
		t.Fatalf("%s %s sent %q: %v", r.method, r.path, r.body, err)
	}
	return body.Answers
}
