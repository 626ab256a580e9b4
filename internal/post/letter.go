package post

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"slices"
	"strings"
	"time"
)

// Letter is a mail as text and as HTML.
type Letter struct {
	From    mail.Address
	To      []mail.Address
	Subject string
	ID      string // "local@domain": the same at each try, so that a letter handed in twice is known for one
	Text    string
	HTML    string
	Headers map[string]string // further ones; none of those above
}

// Bytes is the letter as RFC 5322 wants it.
func (l Letter) Bytes(now time.Time) ([]byte, error) {
	var b bytes.Buffer
	body := multipart.NewWriter(&b)
	lines := [][2]string{
		{"From", l.From.String()}, {"To", addresses(l.To)}, {"Subject", mime.QEncoding.Encode("utf-8", l.Subject)},
		{"Date", now.Format(time.RFC1123Z)}, {"Message-ID", "<" + l.ID + ">"}, {"MIME-Version", "1.0"},
		{"Content-Type", `multipart/alternative; boundary="` + body.Boundary() + `"`},
	}
	for name, value := range l.Headers {
		lines = append(lines, [2]string{name, value})
	}
	slices.SortStableFunc(lines[7:], func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	for _, line := range lines {
		if strings.ContainsAny(line[0]+line[1], "\r\n") {
			return nil, fmt.Errorf("header %s has more than one line", line[0])
		}
		fmt.Fprintf(&b, "%s: %s\r\n", line[0], line[1])
	}
	b.WriteString("\r\n")
	for _, part := range []struct{ kind, text string }{{"text/plain", l.Text}, {"text/html", l.HTML}} {
		if err := writePart(body, part.kind, part.text); err != nil {
			return nil, err
		}
	}
	if err := body.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func writePart(body *multipart.Writer, kind, text string) error {
	w, err := body.CreatePart(textproto.MIMEHeader{
		"Content-Type": {kind + "; charset=utf-8"}, "Content-Transfer-Encoding": {"quoted-printable"},
	})
	if err != nil {
		return err
	}
	q := quotedprintable.NewWriter(w)
	if _, err := io.WriteString(q, text); err != nil {
		return err
	}
	return q.Close()
}

func addresses(list []mail.Address) string {
	var all []string
	for _, a := range list {
		all = append(all, a.String())
	}
	return strings.Join(all, ", ")
}
