package pages

import (
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/public"
)

func (s *site) bindAssets(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET(public.Prefix+"{file}", sendAsset).Unbind(apis.DefaultGzipMiddlewareId)
}

// sendAsset serves what is compiled into the program, compressed beforehand. The address carries the content's hash,
// so browsers keep it for good.
func sendAsset(e *core.RequestEvent) error {
	content, encoding, mediaType, etag, ok := public.Open(e.Request.URL.Path, e.Request.Header.Get("Accept-Encoding"))
	if !ok {
		return errNoPage
	}
	h := e.Response.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", etag)
	h.Set("Vary", "Accept-Encoding")
	h.Set("X-Content-Type-Options", "nosniff")
	if strings.Contains(e.Request.Header.Get("If-None-Match"), etag) {
		return e.NoContent(http.StatusNotModified)
	}
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	return e.Blob(http.StatusOK, mediaType, content)
}
