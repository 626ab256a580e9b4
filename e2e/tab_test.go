package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// pictures is the folder where tests leave what they saw, when it is asked for.
var pictures = os.Getenv("AULA_PICTURES")

// patience is how long a test waits for what it expects of a page. It costs only who fails, and a machine that tests three packages at
// once takes its time.
const patience = 40 * time.Second

// How long the rest of a page may take that has begun to be there, and how often it is asked meanwhile.
const (
	arrives = 5 * time.Second
	asked   = 30 * time.Millisecond
)

// noPage is an address that nothing has, to look at the page that says so.
const noPage = "/nowhere"

// look is how a tab looks at the academy.
type look struct {
	width, height int64
	withoutScript bool
}

var (
	desktop = look{width: 1280, height: 900}
	phone   = look{width: 390, height: 844}
	narrow  = look{width: 320, height: 640}
)

// tab is a browser window of a person of its own: no cookie is shared with another.
type tab struct {
	*testing.T
	ctx  context.Context
	home *house

	mu       sync.Mutex
	faults   []string // what the console complained about
	foreseen []string // parts of complaints that the test itself causes
}

// open opens a tab at the academy that all tests share.
func open(t *testing.T, l look) *tab { t.Helper(); return openAt(t, academy, l) }

// openAt opens a tab; the test fails at its end if the console complained (a breach of the CSP, a script error).
func openAt(t *testing.T, h *house, l look) *tab {
	t.Helper()
	return openIn(t, h, l, chromedp.WithNewBrowserContext())
}

func openIn(t *testing.T, h *house, l look, where chromedp.ContextOption) *tab {
	t.Helper()
	p := &tab{T: t, home: h}
	at := browser
	if h.browser != nil {
		at = h.browser
	}
	ctx, cancel := chromedp.NewContext(at, where, chromedp.WithListener(p.listen))
	t.Cleanup(cancel)
	p.ctx = ctx
	p.must(chromedp.Do(ctx)) // the tab lives as long as the context of its first act: not that of one step
	p.do(chromedp.EmulateViewport(l.width, l.height))
	if l.withoutScript {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		p.must(err)
	}
	t.Cleanup(p.complain)
	return p
}

func (p *tab) listen(ev any) {
	var fault string
	switch e := ev.(type) {
	case *runtime.EventExceptionThrown:
		fault = e.ExceptionDetails.Text
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			fault = e.Entry.Text + " " + e.Entry.URL
		}
	case *network.EventLoadingFailed:
		if e.BlockedReason != "" {
			fault = "blocked: " + string(e.BlockedReason)
		}
	}
	if fault == "" || strings.Contains(fault, "status of 4") { // a refusal that the test asked for
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, part := range p.foreseen {
		if strings.Contains(fault, part) {
			return
		}
	}
	p.faults = append(p.faults, fault)
}

// foresee lets complaints with this part pass from now on: the test causes them.
func (p *tab) foresee(part string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.foreseen = append(p.foreseen, part)
}

func (p *tab) complain() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.faults {
		p.Errorf("the browser complains: %s", f)
	}
}

func (p *tab) must(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.picture("failed-" + strings.ReplaceAll(p.Name(), "/", "-"))
		p.Fatalf("%v at %s", err, p.where())
	}
}

func (p *tab) where() string {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	address, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		return "an unknown address"
	}
	return strings.TrimPrefix(address, p.home.url)
}

// visit opens a page of the academy, which must be there.
func (p *tab) visit(path string) {
	p.Helper()
	if status := p.statusOf(path); status >= 400 && path != noPage {
		p.Errorf("%s answers %d", path, status)
	}
}

// statusOf opens a page and returns the HTTP status.
func (p *tab) statusOf(path string) int { p.Helper(); return p.opens(p.home.url + path) }

// opens goes to an address anywhere.
func (p *tab) opens(address string) (status int) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	res, err := chromedp.Run(ctx, chromedp.NavigateResponse(address))
	p.must(err)
	return int(res.Status)
}

func (p *tab) click(css string) {
	p.Helper()
	p.do(chromedp.Click(chromedp.CSS(css)))
}

// follow clicks what leads to another page and waits for it.
func (p *tab) follow(css string) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(css))); err != nil {
		p.picture("failed-" + strings.ReplaceAll(p.Name(), "/", "-"))
		p.Fatalf("follow %s: %v at %s", css, err, p.where())
	}
}

func (p *tab) fill(css, value string) {
	p.Helper()
	p.do(chromedp.SetValue(chromedp.CSS(css), value))
}

// choose puts files into a form's field.
func (p *tab) choose(css string, files ...string) {
	p.Helper()
	p.do(chromedp.SetUploadFiles(chromedp.CSS(css), files))
}

func (p *tab) text(css string) string {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	text, err := onceThere(ctx, func() (string, error) { return chromedp.Run(ctx, chromedp.Text(chromedp.CSS(css))) })
	if err != nil {
		p.Fatalf("text of %s: %v at %s", css, err, p.where())
	}
	return text
}

// sees fails unless the page says all of these.
// sees waits until the page says all of some texts: a page under load arrives in pieces.
func (p *tab) sees(texts ...string) {
	p.Helper()
	var missing []string
	for end := time.Now().Add(arrives); ; <-time.After(asked) {
		page := strings.Join(strings.Fields(p.text("body")), " ")
		missing = slices.DeleteFunc(slices.Clone(texts), func(text string) bool { return strings.Contains(page, text) })
		if len(missing) == 0 || time.Now().After(end) {
			break
		}
	}
	for _, text := range missing {
		p.picture("failed-" + strings.ReplaceAll(p.Name(), "/", "-"))
		p.Errorf("%s does not say %q", p.where(), text)
	}
}

// count is how many elements match.
func (p *tab) count(css string) int {
	p.Helper()
	return eval[int](p, fmt.Sprintf("document.querySelectorAll(%q).length", css))
}

func eval[T any](p *tab, expression string) T {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := onceThere(ctx, func() (T, error) { return chromedp.Run(ctx, chromedp.Evaluate[T](expression)) })
	if err != nil {
		p.Fatalf("%s: %v at %s", expression, err, p.where())
	}
	return v
}

// picture leaves what the tab shows in the folder AULA_PICTURES, if there is one.
func (p *tab) picture(name string) {
	if pictures == "" {
		return
	}
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	content, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(pictures, name+".png"), content, 0o644)
	}
	if err != nil {
		p.Logf("no picture %s: %v", name, err)
	}
}
