package hooks

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/mailer"
	"github.com/pocketbase/pocketbase/tools/security"

	"aula/internal/jobs"
	"aula/internal/post"
)

// bindOut decides where every mail goes, ours and PocketBase's own: into a folder if one is given, and no further; to
// the mail server that is set; else to the machine's sendmail.
func bindOut(app core.App, dir string) {
	app.OnMailerSend().BindFunc(func(e *core.MailerEvent) error {
		letter, err := letterOf(e.Message)
		if err != nil {
			return err
		}
		if dir != "" {
			return writeMail(dir, letter)
		}
		smtp := e.App.Settings().SMTP
		if !smtp.Enabled {
			if !sendmailIsThere() {
				return fmt.Errorf("%w: no mail server is set, and the machine has no sendmail", post.ErrAway)
			}
			return e.Next()
		}
		content, err := letter.Bytes(time.Now())
		if err != nil {
			return err
		}
		to := make([]string, len(letter.To))
		for i, address := range letter.To {
			to[i] = address.Address
		}
		server := post.Server{
			Host: smtp.Host, Port: smtp.Port, Username: smtp.Username, Password: smtp.Password,
			Login: smtp.AuthMethod == mailer.SMTPAuthLogin, TLS: smtp.TLS, LocalName: smtp.LocalName,
		}
		return server.Send(context.Background(), letter.From.Address, to, content)
	})
}

// letterOf takes over what a message says. Nobody here attaches anything or writes copies.
func letterOf(m *mailer.Message) (post.Letter, error) {
	if len(m.Attachments)+len(m.InlineAttachments)+len(m.Cc)+len(m.Bcc) > 0 {
		return post.Letter{}, errors.New("mail has attachments or copies, which are not sent")
	}
	l := post.Letter{From: m.From, To: m.To, Subject: m.Subject, Text: m.Text, HTML: m.HTML, Headers: map[string]string{}}
	for name, value := range m.Headers {
		if strings.EqualFold(name, "Message-ID") {
			l.ID = strings.Trim(value, "<>")
			continue
		}
		l.Headers[name] = value
	}
	if l.ID == "" {
		_, domain, _ := strings.Cut(m.From.Address, "@")
		l.ID = security.PseudorandomString(20) + "@" + domain
	}
	return l, nil
}

func sendmailIsThere() bool {
	for _, path := range []string{"/usr/sbin/sendmail", "/usr/bin/sendmail", "sendmail"} {
		if _, err := exec.LookPath(path); err == nil {
			return true
		}
	}
	return false
}

// verdict tells the queue whose fault a mail's failure is.
func verdict(err error) error {
	switch {
	case errors.Is(err, post.ErrAway):
		return fmt.Errorf("%w: %w", jobs.ErrAway, err)
	case errors.Is(err, post.ErrRefused):
		return fmt.Errorf("%w: %w", jobs.ErrGiveUp, err)
	}
	return err
}
