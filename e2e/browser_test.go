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
	path, err := browserPath()
	if err != nil {
		return nil, err
	}
	first, end, err := startBrowser(path, profile)
	browser = first
	return end, err
}

func startBrowser(path, profile string, more ...chromedp.ExecAllocatorOption) (context.Context, func(), error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(profile))
	for name, value := range browserFlags {
		options = append(options, chromedp.Flag(name, value))
	}
	allocator, closeAllocator := chromedp.NewExecAllocator(context.Background(), append(options, more...)...)
	first, closeFirst := chromedp.NewContext(allocator)
	if err := chromedp.Do(first); err != nil {
		closeFirst()
		closeAllocator()
		return nil, nil, fmt.Errorf("start the browser: %w", err)
	}
	return first, func() { closeFirst(); closeAllocator() }, nil
}

// browserFlags are what every browser of these tests is started with.
var browserFlags = map[string]any{
	"no-sandbox": true, "disable-gpu": true, "disable-quic": true, "disable-background-networking": true,
	"disable-component-update": true, "disable-sync": true, "lang": "it-IT",
	// A camera and a microphone that are drawn and hummed, without asking; sound plays without a click, as after one. Ten
	// pictures a second show what thirty do: two cores code and decode them for everybody in a room.
	"use-fake-device-for-media-stream": "fps=10", "use-fake-ui-for-media-stream": true,
	"autoplay-policy": "no-user-gesture-required",
}

func browserPath() (string, error) {
	for _, name := range []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			return found, nil
		}
	}
	return "", errors.New("no browser: install the package chromium-headless-shell (or run `make browser`)")
}
