// Package body bounds what a request may send, to pages and JSON routes alike. What a route does with it is the route's.
package body

import (
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// Most is how many bytes a request may send. Routes that take files say otherwise themselves; PocketBase would take 32 MB
// from anybody.
const Most = 4 << 20

// drained is how much more than it takes a route reads of what it refuses.
const drained = 8 << 20

// Limit bounds what a route takes, in bytes. Unlike PocketBase's own it stands behind what puts errors into the reader's
// words, as a page or as JSON.
func Limit(bytes int64) *hook.Handler[*core.RequestEvent] {
	refuse := apis.BodyLimit(bytes).Func
	return &hook.Handler[*core.RequestEvent]{Id: apis.DefaultBodyLimitMiddlewareId, Priority: 1, Func: func(e *core.RequestEvent) error {
		if e.Request.ContentLength > bytes {
			Drain(e.Request, bytes)
		}
		return refuse(e)
	}}
}
