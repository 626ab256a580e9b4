package hooks

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
)

// limitedRoutes are PocketBase's own ways in, which would otherwise let machines guess and send mails. What they
// cost is counted together with what the pages do for the same account.
var limitedRoutes = map[string]struct {
	try  accounts.Try
	whom func(entry, *core.RequestEvent) string
}{
	"auth-with-password":     {accounts.TryPassword, entry.identity},
	"auth-with-otp":          {accounts.TryCode, entry.otp},
	"request-otp":            {accounts.TryCodeMail, entry.mailbox},
	"request-password-reset": {accounts.TryResetMail, entry.mailbox},
	"request-verification":   {accounts.TryConfirmMail, entry.mailbox},
	"request-email-change":   {accounts.TryNewEmail, entry.asker},
	"confirm-password-reset": {accounts.TryLink, entry.nobody},
	"confirm-verification":   {accounts.TryLink, entry.nobody},
	"confirm-email-change":   {accounts.TryLink, entry.nobody},
}

// entry is what the ways in are told.
type entry struct {
	Identity string `json:"identity" form:"identity"`
	Email    string `json:"email" form:"email"`
	OTPID    string `json:"otpId" form:"otpId"`
}

// bindLimits counts tries before PocketBase spends a password's check on them.
func bindLimits(app core.App) {
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		se.Router.Bind(&hook.Handler[*core.RequestEvent]{
			Id: "aulaLimits", Priority: apis.DefaultBodyLimitMiddlewarePriority + 1, Func: limitWaysIn,
		})
		return se.Next()
	})
	app.OnRecordUpdateRequest(accounts.Collection).BindFunc(limitPasswordCheck)
}

func limitWaysIn(e *core.RequestEvent) error {
	rest, found := strings.CutPrefix(e.Request.URL.Path, "/api/collections/")
	if !found || e.Request.Method != http.MethodPost {
		return e.Next()
	}
	name, way, _ := strings.Cut(rest, "/")
	limited, found := limitedRoutes[way]
	if !found {
		return e.Next()
	}
	var body entry
	if err := e.BindBody(&body); err != nil {
		return e.BadRequestError("", err)
	}
	whom := limited.whom(body, e)
	if c, err := e.App.FindCachedCollectionByNameOrId(name); err != nil || c.Name != accounts.Collection {
		whom = "superusers " + whom
	}
	if err := accounts.Take(e.App, limited.try, whom, e.RealIP()); err != nil {
		return tooMany(e, err)
	}
	return e.Next()
}

// limitPasswordCheck counts changes of the password by API: each checks the present one.
func limitPasswordCheck(e *core.RecordRequestEvent) error {
	body := struct {
		Password string `json:"password" form:"password"`
	}{}
	if err := e.BindBody(&body); err != nil {
		return e.BadRequestError("", err)
	}
	if body.Password != "" && !e.HasSuperuserAuth() {
		if err := accounts.Take(e.App, accounts.TryPassword, e.Record.Id, e.RealIP()); err != nil {
			return tooMany(e.RequestEvent, err)
		}
	}
	return e.Next()
}

func (b entry) identity(*core.RequestEvent) string { return b.Identity }
func (b entry) mailbox(*core.RequestEvent) string  { return b.Email }
func (b entry) otp(*core.RequestEvent) string      { return b.OTPID }
func (b entry) nobody(*core.RequestEvent) string   { return "" }
func (b entry) asker(e *core.RequestEvent) string {
	if e.Auth == nil {
		return ""
	}
	return e.Auth.Id
}

// tooMany answers PocketBase's routes as our own are answered, with the time to wait.
func tooMany(e *core.RequestEvent, err error) error {
	var wait accounts.TooMany
	if !errors.As(err, &wait) {
		return err
	}
	e.Response.Header().Set("Retry-After", strconv.Itoa(wait.Seconds()))
	return &router.ApiError{
		Status: http.StatusTooManyRequests, Message: readerLocale(e).T("error.too_many"),
		Data: map[string]any{"code": "too_many"},
	}
}
