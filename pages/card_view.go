package pages

import (
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/classes"
)

// viewCookie keeps which view the reader wants: the easy one has larger text and fewer things.
const (
	viewCookie = "aula_view"
	easyView   = "easy"
	fullView   = "full"
)

func viewOf(easy bool) string {
	if easy {
		return easyView
	}
	return fullView
}

// seesEasily tells whether the reader wants the easy view.
func seesEasily(e *core.RequestEvent) bool {
	c, err := e.Request.Cookie(viewCookie)
	return err == nil && c.Value == easyView
}

// chooseView keeps the reader's view in this browser, and in the card of who has come by one.
func (s *site) chooseView(e *core.RequestEvent) error {
	view := e.Request.PostFormValue("view")
	if view == easyView || view == fullView {
		age := int((365 * 24 * time.Hour).Seconds())
		if card := cardOf(e); card != "" {
			age = 0 // on a PC that others use nothing is kept
			if err := classes.PreferView(e.App, card, view == easyView); err != nil {
				return err
			}
		}
		setCookie(e, viewCookie, view, age)
	}
	return e.Redirect(http.StatusSeeOther, localPath(e.Request.PostFormValue("next"), "/"))
}
