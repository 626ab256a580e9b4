package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// silence without traffic, after which a page has all that it wants.
const silence = 700 * time.Millisecond

// lessonWeight measures in a browser with an empty profile what a first and a second visit to a lesson move
// over the network, headers included. The author's own media count apart.
func lessonWeight(l *lab) (figures []figure, err error) {
	a, err := l.academy()
	if err != nil {
		return nil, err
	}
	s, err := l.serveAula(a.dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	ctx, closeBrowser, err := openBrowser(filepath.Join(l.dir, "profile"))
	if err != nil {
		return nil, err
	}
	defer closeBrowser()
	first, err := visit(ctx, s.url+a.lesson.path)
	if err != nil {
		return nil, err
	}
	second, err := visit(ctx, s.url+a.lesson.path)
	if err != nil {
		return nil, err
	}
	return []figure{
		{name: "lesson_first_visit", value: float64(first.site) / 1000, unit: "kB", fault: first.fault},
		{name: "lesson_second_visit", value: float64(second.site) / 1000, unit: "kB", fault: second.fault},
		{name: "lesson_first_visit_requests", value: float64(first.requests), unit: "requests"},
		{name: "lesson_first_visit_media", value: float64(first.media) / 1000, unit: "kB"},
	}, nil
}

// openBrowser starts a browser that has never been anywhere.
func openBrowser(profile string) (context.Context, func(), error) {
	program := ""
	for _, name := range []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			program = path
			break
		}
	}
	if program == "" {
		return nil, nil, errors.New("no browser: `make browser` brings one")
	}
	bounded, stop := context.WithTimeout(context.Background(), 4*patience)
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(profile),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "it-IT"))
	allocator, closeAllocator := chromedp.NewExecAllocator(bounded, options...)
	ctx, closeTab := chromedp.NewContext(allocator)
	end := func() { closeTab(); closeAllocator(); stop() }
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("true")); err != nil {
		end()
		return nil, nil, fmt.Errorf("start %s: %w", program, err)
	}
	return ctx, end, nil
}

// traffic is what one visit moved, in bytes.
type traffic struct {
	site, media int64
	requests    int
	fault       string
}

// visit opens a page in a new tab of the same browser and counts until nothing moves any more.
func visit(browser context.Context, address string) (traffic, error) {
	ctx, closeTab := chromedp.NewContext(browser)
	defer closeTab()
	m := meter{open: map[network.RequestID]bool{}, media: map[network.RequestID]bool{}, changed: make(chan struct{}, 1)}
	if err := chromedp.Listen(ctx, m.note); err != nil {
		return traffic{}, err
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		return traffic{}, err
	}
	answer, err := chromedp.Run(ctx, chromedp.NavigateResponse(address))
	if err != nil {
		return traffic{}, fmt.Errorf("visit %s: %w", address, err)
	}
	m.settle()
	m.mu.Lock()
	defer m.mu.Unlock()
	if answer.Status != 200 {
		m.fault = fmt.Sprintf("the page answered %d", answer.Status)
	}
	return m.traffic, nil
}

// meter adds up what the browser says that it received.
type meter struct {
	mu sync.Mutex // guards what follows
	traffic
	open    map[network.RequestID]bool
	media   map[network.RequestID]bool // asked for by the lesson itself
	changed chan struct{}
}

func (m *meter) note(event any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		m.open[e.RequestID] = true
		m.requests++
		if u, err := url.Parse(e.Request.URL); err == nil {
			m.media[e.RequestID] = strings.HasPrefix(u.Path, "/courses/") && strings.Contains(u.Path, "/files/")
		}
	case *network.EventLoadingFinished:
		delete(m.open, e.RequestID)
		if m.media[e.RequestID] {
			m.traffic.media += int64(e.EncodedDataLength)
		} else {
			m.site += int64(e.EncodedDataLength)
		}
	case *network.EventLoadingFailed:
		delete(m.open, e.RequestID)
		m.fault = "a request failed: " + e.ErrorText
	default:
		return
	}
	select {
	case m.changed <- struct{}{}:
	default:
	}
}

// settle waits until nothing has moved for a while.
func (m *meter) settle() {
	for {
		select {
		case <-m.changed:
		case <-time.After(silence):
			m.mu.Lock()
			quiet := len(m.open) == 0
			m.mu.Unlock()
			if quiet {
				return
			}
		}
	}
}
