package hooks

import (
	_ "embed"
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"
)

// description is the OpenAPI 3.1 text of the routes under /api/aula; a test holds it against them.
//
//go:embed openapi.json
var description string

func bindDescription(api *router.RouterGroup[*core.RequestEvent]) {
	api.GET("/openapi.json", func(e *core.RequestEvent) error {
		e.Response.Header().Set("Cache-Control", "public, max-age=3600")
		return e.Stream(http.StatusOK, "application/json", strings.NewReader(description))
	})
}
