package pages

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/organisations"
)

// textView is a page of the centre's own words: how data are treated, how accessible the academy is.
type textView struct {
	Frame
	Own string // address of the body's own document; empty: the text of the academy stands alone
}

func (s *site) bindTexts(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/privacy", s.showText("privacy_show", "privacy.title", func(c *organisations.Centre) string { return c.PrivacyURL }))
	root.GET("/accessibility", s.showText("accessibility_show", "accessibility.title", func(c *organisations.Centre) string { return c.AccessibilityURL }))
}

func (s *site) showText(page, title string, own func(*organisations.Centre) string) func(*core.RequestEvent) error {
	return func(e *core.RequestEvent) error {
		view := textView{Frame: s.newFrame(e, s.locale(e).T(title))}
		view.Own = own(view.Centre)
		view.Crumbs = []Crumb{{Title: view.Title}}
		return s.render(e, http.StatusOK, page, &view)
	}
}
