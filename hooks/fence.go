package hooks

import (
	"net/http"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// fence keeps a kind of session to what is open to it: those of who looks as somebody, and of who has come by a card.
type fence struct {
	id        string
	open      map[string]bool // pages as http.ServeMux names them: the narrowest counts, and what none names stays shut
	ours      func(e *core.RequestEvent, opens func() bool) error
	elsewhere func(e *core.RequestEvent) error // at PocketBase's own routes and dashboard
}

func (f fence) bind(app core.App) {
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		pages := http.NewServeMux()
		for pattern, open := range f.open {
			pages.Handle(pattern, opens(open))
		}
		se.Router.Bind(
			&hook.Handler[*core.RequestEvent]{
				Id: f.id, Priority: 2, // after what shows errors, and after other sites were turned away
				Func: func(e *core.RequestEvent) error {
					return f.ours(e, func() bool {
						page, _ := pages.Handler(e.Request)
						open, _ := page.(opens)
						return bool(open)
					})
				},
			},
			&hook.Handler[*core.RequestEvent]{
				Id: f.id + "Elsewhere", Priority: apis.DefaultLoadAuthTokenMiddlewarePriority - 1, Func: f.elsewhere,
			},
		)
		return se.Next()
	})
}

// opens stands for a page in a fence's table.
type opens bool

func (opens) ServeHTTP(http.ResponseWriter, *http.Request) {}
