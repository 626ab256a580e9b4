package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/public"
)

// errNoPage is the answer for an address that no page has.
var errNoPage = &noPage{}

type noPage struct{}

func (*noPage) Error() string { return "no such page" }

type problemView struct {
	Frame
	Status  int
	Message string
}

// showProblems shows what went wrong as a page, in the reader's language, with the way on.
func (s *site) showProblems(e *core.RequestEvent) error {
	if !public.Built() {
		return e.String(http.StatusServiceUnavailable, public.ErrNotBuilt.Error()+"\n")
	}
	err := e.Next()
	if err == nil || e.Written() {
		return err
	}
	status, key := s.describe(err)
	if status == http.StatusForbidden && cardOf(e) != "" { // whatever refused it first: a card opens so much and no more
		key = "error.card_shut"
	}
	if status == http.StatusUnauthorized {
		return signInFirst(e)
	}
	if status >= http.StatusInternalServerError {
		s.app.Logger().Error("page failed", "path", e.Request.URL.Path, "error", err)
	}
	l := s.locale(e)
	view := problemView{Frame: s.newFrame(e, l.T("problem.title")), Status: status, Message: l.T(key)}
	view.NoIndex = true
	e.Response.Header().Set("Cache-Control", "no-store")
	if err := s.render(e, status, "problem_show", &view); err != nil {
		s.app.Logger().Error("problem page failed", "error", err)
		return e.String(status, view.Message+"\n")
	}
	return nil
}

func (s *site) describe(err error) (status int, key string) {
	if errors.Is(err, errNoPage) {
		return http.StatusNotFound, "error.not_found"
	}
	return s.options.Describe(err)
}
