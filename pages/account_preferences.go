package pages

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/locales"
)

func (s *site) showPreferences(e *core.RequestEvent) error {
	v, err := s.mine(e, "account.preferences_title")
	if err != nil {
		return err
	}
	v.Form = filled("locale", v.Lang, "text_size", v.TextSize)
	return s.render(e, http.StatusOK, "account_preferences", &v)
}

func (s *site) savePreferences(e *core.RequestEvent) error {
	v, err := s.mine(e, "account.preferences_title")
	if err != nil {
		return err
	}
	v.Form = typed(e, "locale", "text_size")
	locale, size := v.Form.Value("locale"), v.Form.Value("text_size")
	if err := accounts.Prefer(e.App, v.Account, locale, size); err != nil {
		return s.again(e, "account_preferences", &v, err, "locale")
	}
	keepPreferences(e, locales.Cookie, locale)
	keepPreferences(e, textSizeCookie, size)
	return back(e, withSaid("/me/account", "preferences_saved"))
}
