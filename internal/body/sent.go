package body

import (
	"io"
	"net/http"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"
)

// Guard gives the server back the body that it handed over. PocketBase puts its own into the request's place and closes it at the end,
// and the server, which no longer sees that the rest was never read, would take that rest for the next request on the line. Behind a
// proxy that shares lines among people, it would be somebody else's.
func Guard() *hook.Handler[*core.RequestEvent] {
	return &hook.Handler[*core.RequestEvent]{Id: "aulaBodyGuard", Priority: -1 << 30, Func: func(e *core.RequestEvent) error {
		r := e.Request
		if kept, ok := r.Body.(*router.RereadableReadCloser); ok {
			handed := kept.ReadCloser
			defer func() { r.Body = handed }()
		}
		return e.Next()
	}}
}

// Drain reads what a request sends that is refused, up to a bound: who is still sending hears no answer, only that the line broke.
func Drain(r *http.Request, most int64) {
	if r.Header.Get("Expect") == "" {
		_, _ = io.CopyN(io.Discard, sent(r.Body), most+drained)
	}
}

// sent is a body as it comes from the line: PocketBase's own keeps all that is read of it, in memory and then in a file.
func sent(body io.ReadCloser) io.Reader {
	if kept, ok := body.(*router.RereadableReadCloser); ok {
		return kept.ReadCloser
	}
	return body
}
