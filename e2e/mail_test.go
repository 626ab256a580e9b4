package e2e

import (
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var linkInMail = regexp.MustCompile(`https?://[^\s<>"]+`)

// mailTo waits for the newest mail to a mailbox and returns its text.
func mailTo(t *testing.T, address string) string {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		if text := newestMail(t, address); text != "" {
			return text
		}
		select {
		case <-deadline.C:
			t.Fatalf("no mail to %s within %s", address, patience)
		case <-tick.C:
		}
	}
}

func newestMail(t *testing.T, address string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(academy.dir, "mails", "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	slices.Reverse(names)
	for _, name := range names {
		if to, text := readMail(t, name); strings.Contains(to, address) {
			return text
		}
	}
	return ""
}

func readMail(t *testing.T, name string) (to, text string) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := mail.ReadMessage(f)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	part, err := multipart.NewReader(m.Body, params["boundary"]).NextRawPart()
	if err != nil {
		t.Fatal(err)
	}
	var body io.Reader = part
	if strings.EqualFold(part.Header.Get("Content-Transfer-Encoding"), "quoted-printable") {
		body = quotedprintable.NewReader(part)
	}
	content, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return m.Header.Get("To"), string(content)
}

// linkTo returns the path of the first link in a mail that leads to prefix.
func linkTo(t *testing.T, text, prefix string) string {
	t.Helper()
	for _, link := range linkInMail.FindAllString(text, -1) {
		if path := strings.TrimPrefix(link, academy.url); strings.HasPrefix(path, prefix) {
			return path
		}
	}
	t.Fatalf("no link to %s in the mail:\n%s", prefix, text)
	return ""
}
