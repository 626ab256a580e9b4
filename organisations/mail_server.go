package organisations

import (
	"fmt"
	"regexp"

	"github.com/pocketbase/pocketbase/core"
)

// MailServer is what takes the academy's mails. Without a Host the machine's own sendmail does.
type MailServer struct {
	Host        string
	Port        int
	Username    string
	Password    string // given back by nobody
	HasPassword bool
	TLS         bool // encrypted from the first byte; otherwise STARTTLS where the server offers it
}

const longestName = 253 // of a host, in bytes (RFC 1035, 2.3.4)

var hostName = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$`)

// MailServerOf returns the mail server as it is set, without its password.
func MailServerOf(app core.App) MailServer {
	s := app.Settings().SMTP
	if !s.Enabled {
		return MailServer{Port: 587}
	}
	return MailServer{Host: s.Host, Port: s.Port, Username: s.Username, HasPassword: s.Password != "", TLS: s.TLS}
}

// Check returns what is wrong with the mail server.
func (m MailServer) Check() Problems {
	var p Problems
	if m.Host != "" && (len(m.Host) > longestName || !hostName.MatchString(m.Host)) {
		p = append(p, Problem{"smtp_host", "host"})
	}
	if m.Port < 1 || m.Port > 65535 {
		p = append(p, Problem{"smtp_port", "port"})
	}
	return p
}

// SaveMail stores the centre with its sender, and the server that takes its mails, both or neither. An empty
// password keeps the one that is set, as long as name and host stay. It returns Problems.
func SaveMail(app core.App, c Centre, m MailServer) error {
	if problems := m.Check(); len(problems) > 0 {
		return problems
	}
	err := app.RunInTransaction(func(tx core.App) error {
		if err := Save(tx, c); err != nil {
			return err
		}
		settings, err := tx.Settings().Clone()
		if err != nil {
			return err
		}
		smtp := &settings.SMTP
		same := smtp.Host == m.Host && smtp.Username == m.Username
		smtp.Enabled = m.Host != ""
		smtp.Host, smtp.Port, smtp.Username, smtp.TLS = m.Host, m.Port, m.Username, m.TLS
		if m.Password != "" || !same {
			smtp.Password = m.Password
		}
		return tx.Save(settings)
	})
	if err != nil {
		return fmt.Errorf("save mail server: %w", err)
	}
	return nil
}
