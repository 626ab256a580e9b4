package e2e

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// onceThere asks again as long as the page that was asked is being left for another.
func onceThere[T any](ctx context.Context, ask func() (T, error)) (v T, err error) {
	for {
		if v, err = ask(); err == nil || ctx.Err() != nil || !isLeft(err) {
			return v, err
		}
	}
}

func isLeft(err error) bool {
	for _, said := range []string{"navigated", "Cannot find context", "No node with given id"} {
		if strings.Contains(err.Error(), said) {
			return true
		}
	}
	return false
}

// poll waits until the expression is a text that is not empty. A page that shows how far something is loads itself anew meanwhile. It
// asks by the clock: asked at every frame, a page that waits draws sixty frames a second.
func poll(p *tab, expression string) string {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := onceThere(ctx, func() (string, error) {
		return chromedp.Run(ctx, chromedp.Poll[string](expression, chromedp.WithPollingInterval(asked), chromedp.WithPollingTimeout(patience)))
	})
	if err != nil {
		p.picture("failed-" + strings.ReplaceAll(p.Name(), "/", "-"))
		p.Fatalf("wait for %s: %v at %s", expression, err, p.where())
	}
	return v
}

// eventually waits until something that happens elsewhere has happened.
func eventually(t *testing.T, what string, happened func() bool) {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	tick := time.NewTicker(asked)
	defer tick.Stop()
	for !happened() {
		select {
		case <-deadline.C:
			t.Fatalf("no %s within %s", what, patience)
		case <-tick.C:
		}
	}
}

// fetch returns what a page sends, whatever its status.
func fetch(t *testing.T, client *http.Client, path string) []byte {
	t.Helper()
	res, err := client.Get(academy.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
