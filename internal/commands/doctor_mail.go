package commands

import (
	"context"
	"net"
	"net/url"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/organisations"
)

// unanswered is how long the doctor waits for a mail server or a name server.
const unanswered = 5 * time.Second

// lookAtMail tries whether mails can leave, without sending one.
func lookAtMail(app core.App) ([]finding, error) {
	c, err := organisations.CentreOf(app)
	if err != nil {
		return nil, err
	}
	found := lookAtServer(organisations.MailServerOf(app))
	if c.SenderAddress == "" {
		return append(found, finding{fault, "no_sender", nil}), nil
	}
	_, domain, _ := strings.Cut(c.SenderAddress, "@")
	if u, err := url.Parse(c.URL); err == nil && c.URL != "" && !loopback(u.Hostname()+":80") && !related(domain, u.Hostname()) {
		found = append(found, finding{warning, "sender_elsewhere", []any{"domain", domain, "host", u.Hostname()}})
	}
	ctx, cancel := context.WithTimeout(context.Background(), unanswered)
	defer cancel()
	texts, err := net.DefaultResolver.LookupTXT(ctx, domain)
	if err != nil {
		return found, nil // the machine may have no name server: that is nobody's fault
	}
	for _, t := range texts {
		if strings.HasPrefix(strings.ToLower(t), "v=spf1") {
			return found, nil
		}
	}
	return append(found, finding{warning, "no_spf", []any{"domain", domain}}), nil
}

func lookAtServer(m organisations.MailServer) []finding {
	if m.Host == "" {
		if _, err := exec.LookPath("sendmail"); err != nil {
			return []finding{{fault, "no_mail_server", nil}}
		}
		return nil
	}
	address := net.JoinHostPort(m.Host, strconv.Itoa(m.Port))
	connection, err := net.DialTimeout("tcp", address, unanswered)
	if err != nil {
		return []finding{{fault, "mail_server_away", []any{"address", address, "error", err.Error()}}}
	}
	_ = connection.Close() // nothing was said
	return nil
}

// related tells whether one name is the other's or below it: aula.comune.it and comune.it.
func related(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	return a == b || strings.HasSuffix(a, "."+b) || strings.HasSuffix(b, "."+a)
}
