package pages

import (
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/locales"
)

func (s *site) bindLanguage(root *router.RouterGroup[*core.RequestEvent]) {
	root.POST("/language", s.chooseLanguage)
}

// chooseLanguage keeps the reader's choice in a cookie, which comes before the account's language.
func (s *site) chooseLanguage(e *core.RequestEvent) error {
	lang := e.Request.PostFormValue("language")
	if locales.Known(lang) {
		http.SetCookie(e.Response, &http.Cookie{
			Name: locales.Cookie, Value: lang, Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()),
			HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: e.IsTLS(),
		})
	}
	return back(e, localPath(e.Request.PostFormValue("next"), "/"))
}
