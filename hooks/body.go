package hooks

import (
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"aula/internal/body"
)

// mostAnswers is more: an essay of ten megabytes is read, so that the answer can say which one it is and how much too long.
const mostAnswers = 16 << 20

// bindBodyLimit bounds what PocketBase's own routes take from people, and keeps what was not read from being a request. Superusers may
// send backups and imports.
func bindBodyLimit(app core.App) {
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		se.Router.Bind(body.Guard(), &hook.Handler[*core.RequestEvent]{
			Id: "aulaBodyLimit", Priority: apis.DefaultBodyLimitMiddlewarePriority - 1, Func: limitBody,
		})
		return se.Next()
	})
}

func limitBody(e *core.RequestEvent) error {
	path := e.Request.URL.Path
	if !strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/api/aula/") || e.HasSuperuserAuth() {
		return e.Next()
	}
	if e.Request.ContentLength > body.Most {
		body.Drain(e.Request, body.Most)
		return inWords(e, http.StatusRequestEntityTooLarge, "error.too_large")
	}
	return apis.BodyLimit(body.Most).Func(e) // for those who do not say how much they send
}
