package hooks

import (
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"
)

// mostBody is how much a request may send. Routes that take files say otherwise themselves; PocketBase's own would
// take 32 MB from anybody.
const mostBody = 4 << 20

// mostAnswers is more: an essay of ten megabytes is read, so that the answer can say which one it is and how much too long.
const mostAnswers = 16 << 20

// takes bounds what a route takes. Unlike PocketBase's own it stands behind what puts errors into the reader's words.
func takes(bytes int64) *hook.Handler[*core.RequestEvent] {
	return &hook.Handler[*core.RequestEvent]{Id: apis.DefaultBodyLimitMiddlewareId, Priority: 1, Func: apis.BodyLimit(bytes).Func}
}

// bindBodyLimit bounds what PocketBase's own routes take from people. Superusers may send backups and imports.
func bindBodyLimit(app core.App) {
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		se.Router.Bind(&hook.Handler[*core.RequestEvent]{
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
	if e.Request.ContentLength > mostBody {
		return &router.ApiError{
			Status: http.StatusRequestEntityTooLarge, Message: readerLocale(e).T("error.too_large"), Data: map[string]any{"code": "too_large"},
		}
	}
	return apis.BodyLimit(mostBody).Func(e) // for those who do not say how much they send
}
