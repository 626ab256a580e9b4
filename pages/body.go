package pages

import (
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// mostForm is how much a form may send; those that take files say so themselves.
const mostForm = 4 << 20

// takes bounds what a page takes. Unlike PocketBase's own it stands behind what shows errors as a page.
func takes(bytes int64) *hook.Handler[*core.RequestEvent] {
	return &hook.Handler[*core.RequestEvent]{Id: apis.DefaultBodyLimitMiddlewareId, Priority: 1, Func: apis.BodyLimit(bytes).Func}
}
