// Package body bounds what a request may send, to pages and JSON routes alike. What a route does with it is the route's.
package body

import (
	"io"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"
)

// Most is how many bytes a request may send. Routes that take files say otherwise themselves; PocketBase would take 32 MB
// from anybody.
const Most = 4 << 20

// drained is how much more than it takes a route reads of what it refuses: who is still sending hears no answer, only that the line broke.
const drained = 8 << 20

// Limit bounds what a route takes, in bytes. Unlike PocketBase's own it stands behind what puts errors into the reader's
// words, as a page or as JSON.
func Limit(bytes int64) *hook.Handler[*core.RequestEvent] {
	refuse := apis.BodyLimit(bytes).Func
	return &hook.Handler[*core.RequestEvent]{Id: apis.DefaultBodyLimitMiddlewareId, Priority: 1, Func: func(e *core.RequestEvent) error {
		if r := e.Request; r.ContentLength > bytes && r.Header.Get("Expect") == "" {
			_, _ = io.CopyN(io.Discard, sent(r.Body), bytes+drained) // what cannot be read is not answered either
		}
		return refuse(e)
	}}
}

// sent is a body as it comes from the line: PocketBase's own keeps all that is read of it, in memory and then in a file.
func sent(body io.ReadCloser) io.Reader {
	if kept, ok := body.(*router.RereadableReadCloser); ok {
		return kept.ReadCloser
	}
	return body
}
