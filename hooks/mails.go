package hooks

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/mail"
	"net/url"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/mailer"

	"aula/accounts"
	"aula/internal/jobs"
	"aula/locales"
	"aula/organisations"
)

// bindMails puts queued mails into words and sends them, and replaces the words of PocketBase's own.
func bindMails(app core.App, queue *jobs.Queue, o Options) {
	queue.Register(accounts.MailKind, sendMail)
	bindOwnMails(app)
	bindOut(app, o.MailDir)
}

// sendMail is the queue's handler. A failing mail server makes the queue try again; the Message-ID stays the same,
// so that a mail that went out just before a crash is recognised as the same one: between the server's word that it has
// the mail and our note of it lies a moment in which a power cut makes us hand it in twice.
func sendMail(_ context.Context, app core.App, payload json.RawMessage) error {
	var m accounts.Mail
	if err := json.Unmarshal(payload, &m); err != nil {
		return fmt.Errorf("read mail: %w: %w", err, jobs.ErrGiveUp)
	}
	p, err := recipient(app, &m)
	if errors.Is(err, accounts.ErrNoPerson) {
		return nil // the account was deleted meanwhile
	}
	if err != nil {
		return err
	}
	if p != nil && m.To == "" {
		return nil // they have no mailbox, and see it on their pages
	}
	proof, err := accounts.Prove(app, m, p)
	if errors.Is(err, accounts.ErrPointless) {
		return nil
	}
	if err != nil {
		return err
	}
	message, err := compose(app, m, p, proof)
	if err != nil {
		return errors.Join(err, proof.Withdraw(app))
	}
	if err := app.NewMailClient().Send(message); err != nil {
		return errors.Join(verdict(fmt.Errorf("send mail %s: %w", m.Name, err)), proof.Withdraw(app))
	}
	return nil
}

// recipient finds the person and fills in where and in what language the mail goes.
func recipient(app core.App, m *accounts.Mail) (*accounts.Person, error) {
	if m.Person == "" {
		return nil, nil
	}
	p, err := accounts.Addressee(app, *m)
	if err != nil {
		return nil, err
	}
	if m.To == "" {
		m.To = p.Email()
	}
	if m.Locale == "" {
		m.Locale = p.Locale()
	}
	return p, nil
}

func compose(app core.App, m accounts.Mail, p *accounts.Person, proof accounts.Proof) (*mailer.Message, error) {
	centre, err := organisations.CentreOf(app)
	if err != nil {
		return nil, err
	}
	values := map[string]string{"email": m.To, "code": spaced(proof.Code)}
	if p != nil {
		values["name"] = cmp.Or(p.Given(), p.Name())
	}
	maps.Copy(values, m.Values)
	home := address(app, centre)
	letter := letter{locale: locales.For(m.Locale), centre: centre, home: home, texts: "mail." + m.Name, values: values, code: values["code"]}
	if proof.Path != "" {
		letter.link = home + proof.Path
	}
	message, err := letter.message()
	if err != nil {
		return nil, err
	}
	direct(app, centre, message, m.To, m.ID)
	return message, nil
}

// direct says whom the message is from and to. Its Message-ID is the same at each try.
func direct(app core.App, centre *organisations.Centre, message *mailer.Message, to, id string) {
	message.From = sender(app, centre)
	message.To = []mail.Address{{Address: to}}
	_, domain, _ := strings.Cut(message.From.Address, "@")
	message.Headers = map[string]string{"Message-ID": "<" + id + "@" + domain + ">", "Auto-Submitted": "auto-generated"}
}

// address is the public address of the academy, for links in mails.
func address(app core.App, centre *organisations.Centre) string {
	if centre.URL != "" {
		return centre.URL
	}
	return strings.TrimRight(app.Settings().Meta.AppURL, "/")
}

// sender is whom mails come from. Until the centre names one it is an address that answers nobody.
func sender(app core.App, centre *organisations.Centre) mail.Address {
	from := mail.Address{Name: centre.SenderName, Address: centre.SenderAddress}
	if from.Name == "" {
		from.Name = centre.Name
	}
	if from.Address == "" {
		host := "localhost"
		if u, err := url.Parse(address(app, centre)); err == nil && u.Hostname() != "" {
			host = u.Hostname()
		}
		from.Address = "noreply@" + host
	}
	return from
}

// spaced parts a code in the middle, which is easier to read and to copy by hand: "1234 5678".
func spaced(code string) string {
	if len(code) < 6 {
		return code
	}
	return code[:len(code)/2] + " " + code[len(code)/2:]
}
