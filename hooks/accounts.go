package hooks

import (
	"net/http"
	"slices"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/locales"
	"aula/organisations"
)

// ownFields are what people may write about themselves through PocketBase's API. Everything else of theirs is
// the server's: role, verified, tokenKey, and the mailbox, which changes by a confirmed link only.
var ownFields = []string{"given_name", "family_name", "locale", "text_size", "password"}

// bindAccounts guards people's records, whoever writes them.
func bindAccounts(app core.App) {
	users := accounts.Collection
	app.OnRecordCreateRequest(users).BindFunc(refuseServersFields)
	app.OnRecordUpdateRequest(users).BindFunc(refuseServersFields)
	app.OnRecordValidate(users).BindFunc(checkPerson)
	app.OnRecordUpdate(users).BindFunc(personChanges)
	app.OnRecordDelete(users).BindFunc(personGoes)
	app.OnRecordAuthRequest(users).BindFunc(confirmedOnly)
	app.OnRecordConfirmVerificationRequest(users).BindFunc(voidPassword)
	app.OnRecordConfirmVerificationRequest(users).BindFunc(func(e *core.RecordConfirmVerificationRequestEvent) error {
		return notByMailbox(e.RequestEvent, e.Record, e.Next)
	})
	app.OnRecordConfirmPasswordResetRequest(users).BindFunc(func(e *core.RecordConfirmPasswordResetRequestEvent) error {
		return notByMailbox(e.RequestEvent, e.Record, e.Next)
	})
	app.OnRecordAuthWithOTPRequest(users).BindFunc(func(e *core.RecordAuthWithOTPRequestEvent) error {
		return notByMailbox(e.RequestEvent, e.Record, e.Next)
	})
	app.OnRecordAfterCreateSuccess("centre").BindFunc(rememberCentre)
	app.OnRecordAfterUpdateSuccess("centre").BindFunc(rememberCentre)
	app.OnRecordAfterDeleteSuccess("centre").BindFunc(func(e *core.RecordEvent) error {
		organisations.Forget(e.App)
		return e.Next()
	})
	app.Cron().MustAdd("aulaInvitationsEnd", "47 3 * * *", func() {
		if err := accounts.EndInvitations(app); err != nil {
			app.Logger().Error("invitations not ended", "error", err)
		}
	})
	app.Cron().MustAdd("aulaUnconfirmedPurge", "41 3 * * *", func() {
		if err := accounts.PurgeUnconfirmed(app); err != nil {
			app.Logger().Error("unconfirmed accounts not removed", "error", err)
		}
	})
}

func rememberCentre(e *core.RecordEvent) error {
	organisations.Remember(e.App, e.Record)
	return e.Next()
}

// refuseServersFields lets only superusers write what is the server's, and nobody what is sealed.
func refuseServersFields(e *core.RecordRequestEvent) error {
	before := e.Record.Original()
	if name := accounts.SealedChange(before, e.Record); name != "" {
		return forbiddenField(e.RequestEvent, name)
	}
	if e.HasSuperuserAuth() {
		return e.Next()
	}
	for _, field := range e.Record.Collection().Fields {
		name := field.GetName()
		if field.Type() == core.FieldTypeAutodate || slices.Contains(ownFields, name) {
			continue
		}
		if e.Record.GetString(name) != before.GetString(name) {
			return forbiddenField(e.RequestEvent, name)
		}
	}
	return e.Next()
}

func forbiddenField(e *core.RequestEvent, name string) error {
	return &router.ApiError{
		Status: http.StatusForbidden, Message: readerLocale(e).T("error.forbidden"),
		Data: map[string]any{"code": "forbidden", "field": name},
	}
}

// checkPerson holds for every writer: a new password is never a silly one, a role is for confirmed mailboxes.
func checkPerson(e *core.RecordEvent) error {
	p := accounts.PersonOf(e.Record)
	if fresh, ok := e.Record.GetRaw(core.FieldNamePassword).(*core.PasswordFieldValue); ok && fresh.Plain != "" {
		if code := accounts.CheckPassword(fresh.Plain, p.Given(), p.Family(), p.Email()); code != "" {
			text := locales.For(p.Locale()).T("account.problem." + code)
			return validation.Errors{core.FieldNamePassword: validation.NewError(code, text)}
		}
	}
	return e.Next()
}

// personChanges ends sessions and tells the old mailbox in the transaction that makes it necessary.
func personChanges(e *core.RecordEvent) error {
	before, outer := e.Record.Original(), e.App
	return outer.RunInTransaction(func(tx core.App) error {
		e.App = tx
		defer func() { e.App = outer }()
		if err := keepRole(tx, before, e.Record); err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		if accounts.RoleOf(before) != accounts.RoleOf(e.Record) {
			if err := accounts.EndLooksBy(tx, e.Record.Id); err != nil {
				return err
			}
		}
		if before.TokenKey() != e.Record.TokenKey() {
			if err := accounts.EndSessions(tx, e.Record.Id, ""); err != nil {
				return err
			}
		}
		if err := accounts.ListAnew(tx, e.Record); err != nil {
			return err
		}
		if before.Email() != e.Record.Email() {
			return accounts.TellOldMailbox(tx, before, e.Record)
		}
		return nil
	})
}

// keepRole lets a writer who read the person before somebody else gave or took a role leave it as it is now, and keeps an administrator.
func keepRole(tx core.App, before, after *core.Record) error {
	now, err := tx.FindRecordById(accounts.Collection, after.Id)
	if err != nil {
		return err
	}
	if before.GetString("role") == after.GetString("role") {
		after.Set("role", now.GetString("role"))
	}
	if isAdministrator(now) && !isAdministrator(after) {
		return accounts.KeepAnAdministrator(tx, after)
	}
	return nil
}

func personGoes(e *core.RecordEvent) error {
	outer := e.App
	return outer.RunInTransaction(func(tx core.App) error {
		e.App = tx
		defer func() { e.App = outer }()
		if isAdministrator(e.Record) && !accounts.ErasedBefore(e.Context) {
			if err := accounts.KeepAnAdministrator(tx, e.Record); err != nil {
				return err
			}
		}
		if err := accounts.EndLooksAs(tx, e.Record.Id); err != nil {
			return err
		}
		return e.Next()
	})
}

func isAdministrator(user *core.Record) bool {
	return user.Verified() && accounts.RoleOf(user) == accounts.Administrator
}

// confirmedOnly gives no token to an account whose mailbox nobody has confirmed.
func confirmedOnly(e *core.RecordAuthRequestEvent) error {
	if e.Record.Verified() {
		return e.Next()
	}
	return &router.ApiError{
		Status: http.StatusForbidden, Message: readerLocale(e.RequestEvent).T("account.error.unconfirmed"),
		Data: map[string]any{"code": "unconfirmed"},
	}
}

// notByMailbox lets nobody into an account that an identity holds because they have its mailbox, which nobody has confirmed.
func notByMailbox(e *core.RequestEvent, user *core.Record, next func() error) error {
	if user == nil {
		return next()
	}
	held, err := accounts.HeldByIdentity(e.App, accounts.PersonOf(user))
	switch {
	case err != nil:
		return err
	case held:
		return e.ForbiddenError("", nil)
	}
	return next()
}

// voidPassword makes the API's confirmation, which asks for no password, safe: whoever signed up with somebody
// else's mailbox must not know the password of the account that its owner confirms.
func voidPassword(e *core.RecordConfirmVerificationRequestEvent) error {
	if !e.Record.Verified() {
		e.Record.SetRandomPassword()
	}
	return e.Next()
}
