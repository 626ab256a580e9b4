package e2e

import (
	"context"
	"errors"
	"fmt"
	"os/exec"

	"github.com/chromedp/chromedp"
)

// browser is the one of the package; each tab is a context of its own in it.
var browser context.Context

// openBrowser starts it and returns what ends it.
func openBrowser(profile string) (func(), error) {
	path := ""
	for _, name := range []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		return nil, errors.New("no browser: install the package chromium-headless-shell (or run `make browser`)")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(profile),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("lang", "it-IT"),
		// A camera and a microphone that are drawn and hummed, without asking; sound plays without a click, as after one. Ten
		// pictures a second show what thirty do: two cores code and decode them for everybody in a room.
		chromedp.Flag("use-fake-device-for-media-stream", "fps=10"), chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"),
	)
	allocator, closeAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	first, closeFirst := chromedp.NewContext(allocator)
	if err := chromedp.Do(first); err != nil {
		closeFirst()
		closeAllocator()
		return nil, fmt.Errorf("start the browser: %w", err)
	}
	browser = first
	return func() { closeFirst(); closeAllocator() }, nil
}
