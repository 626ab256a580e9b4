package hooks

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/tools/mailer"
	"github.com/pocketbase/pocketbase/tools/security"
)

// writeMail keeps a mail as a file that mail programs open: TIME-ID.eml. A mail that is sent again after a
// crash replaces itself, because its name ends with its Message-ID's.
func writeMail(dir string, m *mailer.Message) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make mail folder: %w", err)
	}
	id := strings.Trim(m.Headers["Message-ID"], "<>")
	if id == "" {
		id = security.PseudorandomString(20) + "@localhost"
	}
	content, err := eml(m, id)
	if err != nil {
		return fmt.Errorf("write mail: %w", err)
	}
	local, _, _ := strings.Cut(id, "@")
	old, err := filepath.Glob(filepath.Join(dir, "*-"+local+".eml"))
	if err != nil {
		return err
	}
	name := filepath.Join(dir, time.Now().UTC().Format("20060102T150405.000")+"-"+local+".eml")
	if len(old) > 0 {
		name = old[0]
	}
	if err := os.WriteFile(name+".new", content, 0o600); err != nil {
		return fmt.Errorf("write mail: %w", err)
	}
	return os.Rename(name+".new", name)
}

func eml(m *mailer.Message, id string) ([]byte, error) {
	var b bytes.Buffer
	body := multipart.NewWriter(&b)
	for _, line := range []struct{ name, value string }{
		{"From", m.From.String()}, {"To", addresses(m.To)}, {"Subject", mime.QEncoding.Encode("utf-8", m.Subject)},
		{"Date", time.Now().Format(time.RFC1123Z)}, {"Message-ID", "<" + id + ">"}, {"MIME-Version", "1.0"},
		{"Content-Type", `multipart/alternative; boundary="` + body.Boundary() + `"`},
	} {
		fmt.Fprintf(&b, "%s: %s\r\n", line.name, line.value)
	}
	b.WriteString("\r\n")
	for _, part := range []struct{ kind, text string }{{"text/plain", m.Text}, {"text/html", m.HTML}} {
		w, err := body.CreatePart(textproto.MIMEHeader{
			"Content-Type": {part.kind + "; charset=utf-8"}, "Content-Transfer-Encoding": {"quoted-printable"},
		})
		if err != nil {
			return nil, err
		}
		q := quotedprintable.NewWriter(w)
		if _, err := io.WriteString(q, part.text); err != nil {
			return nil, err
		}
		if err := q.Close(); err != nil {
			return nil, err
		}
	}
	if err := body.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func addresses(list []mail.Address) string {
	var all []string
	for _, a := range list {
		all = append(all, a.String())
	}
	return strings.Join(all, ", ")
}
