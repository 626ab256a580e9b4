package hooks

import (
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"aula/accounts"
	"aula/organisations"
)

// bindOwnMails puts the mails that PocketBase would send at once, to people who come through its API and to the operators
// of its dashboard, into the queue with all others, in the academy's words and the reader's language.
func bindOwnMails(app core.App) {
	for _, own := range []struct {
		event  func(...string) *hook.TaggedHook[*core.MailerRecordEvent]
		name   string
		secret accounts.Secret
	}{
		{app.OnMailerRecordVerificationSend, "confirm", accounts.ConfirmLink},
		{app.OnMailerRecordPasswordResetSend, "reset", accounts.ResetLink},
		{app.OnMailerRecordEmailChangeSend, "new_email", accounts.NewEmailLink},
		{app.OnMailerRecordOTPSend, "code", accounts.SignInCode},
		{app.OnMailerRecordAuthAlertSend, "entry", accounts.NoSecret},
	} {
		own.event().BindFunc(func(e *core.MailerRecordEvent) error {
			m := ownMail(e, own.name, own.secret)
			if e.Record.IsNew() {
				return sendTrial(e, m)
			}
			return accounts.QueueMail(e.App, "", m)
		})
	}
}

// ownMail is what PocketBase wants to say. Its token or code is left behind: the queue makes one when the mail goes.
func ownMail(e *core.MailerRecordEvent, name string, secret accounts.Secret) accounts.Mail {
	m := accounts.Mail{Name: name, Person: e.Record.Id, Office: e.Record.Collection().Name != accounts.Collection, Secret: secret}
	if newMailbox := secret == accounts.NewEmailLink; (newMailbox || e.Record.IsNew()) && len(e.Message.To) > 0 {
		m.To = e.Message.To[0].Address // all others go to the mailbox that the person has when the mail goes
	}
	if id, ok := e.Meta["otpId"].(string); ok {
		m.Code = id
	}
	if info, ok := e.Meta["info"].(string); ok {
		m.Values = map[string]string{"info": strings.TrimSpace(info)}
	}
	return m
}

// sendTrial sends a mail by which an operator tries the mail server from the dashboard: it is about nobody who is kept,
// and its sender waits for what the server says.
func sendTrial(e *core.MailerRecordEvent, m accounts.Mail) error {
	proof := accounts.Proof{}
	if token, ok := e.Meta["token"].(string); ok {
		proof = m.ProofBy(token)
	}
	if code, ok := e.Meta["password"].(string); ok {
		proof.Code = code
	}
	message, err := compose(e.App, m, nil, proof)
	if err != nil {
		return err
	}
	centre, err := organisations.CentreOf(e.App)
	if err != nil {
		return err
	}
	e.Message.From = sender(e.App, centre)
	e.Message.Subject, e.Message.HTML, e.Message.Text = message.Subject, message.HTML, message.Text
	return e.Next()
}
