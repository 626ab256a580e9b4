package hooks

import (
	"cmp"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"aula/accounts"
	"aula/locales"
	"aula/organisations"
)

// bindOwnMails gives the mails that PocketBase sends by itself, to people who come through its API and to the
// operators of its dashboard, the academy's words in the reader's language.
func bindOwnMails(app core.App) {
	for name, event := range map[string]func(...string) *hook.TaggedHook[*core.MailerRecordEvent]{
		"confirm":   app.OnMailerRecordVerificationSend,
		"reset":     app.OnMailerRecordPasswordResetSend,
		"new_email": app.OnMailerRecordEmailChangeSend,
		"code":      app.OnMailerRecordOTPSend,
		"entry":     app.OnMailerRecordAuthAlertSend,
	} {
		event().BindFunc(func(e *core.MailerRecordEvent) error {
			if err := rewrite(e, name); err != nil {
				return err
			}
			return e.Next()
		})
	}
}

// pagesOfLinks are where the academy's own pages take a token.
var pagesOfLinks = map[string]string{
	"confirm": accounts.ConfirmPath, "reset": accounts.ResetPath, "new_email": accounts.NewEmailPath,
}

// dashboardOfLinks are where PocketBase's dashboard takes an operator's token.
var dashboardOfLinks = map[string]string{
	"confirm": "/_/#/auth/confirm-verification/", "reset": "/_/#/auth/confirm-password-reset/",
	"new_email": "/_/#/auth/confirm-email-change/",
}

func rewrite(e *core.MailerRecordEvent, name string) error {
	centre, err := organisations.CentreOf(e.App)
	if err != nil {
		return err
	}
	p := accounts.PersonOf(e.Record)
	x := letter{
		locale: locales.For(e.Record.GetString("locale")), centre: centre, home: address(e.App, centre), texts: "mail." + name,
		values: map[string]string{"email": e.Record.Email(), "name": cmp.Or(p.Given(), p.Name())},
	}
	if token, ok := e.Meta["token"].(string); ok {
		if e.Record.Collection().Name == accounts.Collection {
			x.link = x.home + pagesOfLinks[name] + "?token=" + token
		} else {
			x.link = x.home + dashboardOfLinks[name] + token
		}
	}
	if code, ok := e.Meta["password"].(string); ok {
		x.code = spaced(code)
	}
	if info, ok := e.Meta["info"].(string); ok {
		x.values["info"] = strings.TrimSpace(info)
	}
	message, err := x.message()
	if err != nil {
		return err
	}
	e.Message.From = sender(e.App, centre)
	e.Message.Subject, e.Message.HTML, e.Message.Text = message.Subject, message.HTML, message.Text
	return nil
}
