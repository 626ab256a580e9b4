package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
)

var errNoBrowser = errors.New("no Chromium found: install chromium-headless-shell or name it in CHROMIUM")

// browser finds a Chromium.
func browser() (string, error) {
	names := []string{os.Getenv("CHROMIUM"), "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"}
	for _, name := range names {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path, nil
		}
	}
	return "", errNoBrowser
}

// printPage returns the page as a tagged PDF.
func printPage(page string) ([]byte, error) {
	path, err := browser()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "handout")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	out := filepath.Join(dir, "sheet.pdf")
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(page)}
	command := exec.Command(path, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--allow-file-access-from-files", "--user-data-dir="+filepath.Join(dir, "profile"),
		"--no-pdf-header-footer", "--print-to-pdf="+out, address.String())
	if said, err := command.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, said)
	}
	return os.ReadFile(out)
}
