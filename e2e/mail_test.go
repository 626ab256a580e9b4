package e2e

import (
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var linkInMail = regexp.MustCompile(`https?://[^\s<>"]+`)

// mailTo waits for the newest mail to a mailbox and returns its text.
func mailTo(t *testing.T, address string) string { t.Helper(); return academy.mail(t, address, "") }

// mail waits for a mail to a mailbox that says something, and returns the text of the newest.
func (h *house) mail(t *testing.T, address, says string) string {
	t.Helper()
	var text string
	eventually(t, fmt.Sprintf("a mail to %s that says %q", address, says), func() bool {
		text = h.newestMail(t, address, says)
		return text != ""
	})
	return text
}

func (h *house) newestMail(t *testing.T, address, says string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(h.dir, "mails", "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	slices.Reverse(names)
	for _, name := range names {
		if to, text := readMail(t, name); strings.Contains(to, address) && strings.Contains(text, says) {
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
		if u, err := url.Parse(link); err == nil && strings.HasPrefix(u.RequestURI(), prefix) {
			return u.RequestURI()
		}
	}
	t.Fatalf("no link to %s in the mail:\n%s", prefix, text)
	return ""
}
