package hooks

import (
	"mime"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"aula/webinars"
)

// mayUse is what the token of a request grants, if it grants what is asked. The answer says how to bear one (RFC 6750).
func (d mediaDoor) mayUse(e *core.RequestEvent) (webinars.MediaGrant, error) {
	token, found := bearer(e.Request)
	if !found {
		challenge(e, "")
		return webinars.MediaGrant{}, errSignIn
	}
	grant, err := webinars.ReadMediaToken(e.App, token, time.Now())
	if err != nil {
		challenge(e, `, error="invalid_token"`)
		return grant, err
	}
	if grant.Webinar != e.Request.PathValue("id") || !d.right(grant) {
		challenge(e, `, error="insufficient_scope"`)
		return grant, webinars.ErrMediaRight
	}
	return grant, nil
}

func challenge(e *core.RequestEvent, of string) {
	e.Response.Header().Set("WWW-Authenticate", `Bearer realm="aula"`+of)
}

func bearer(r *http.Request) (token string, found bool) {
	scheme, token, found := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token), found && strings.EqualFold(scheme, "Bearer")
}

func isOfType(e *core.RequestEvent, want string) bool {
	got, _, err := mime.ParseMediaType(e.Request.Header.Get("Content-Type"))
	return err == nil && got == want
}

// takes tells whether a client takes an answer of a type. One that does not say so takes anything.
func takes(accept []string, kind string) bool {
	asked := strings.Join(accept, ",")
	if strings.TrimSpace(asked) == "" {
		return true
	}
	group, _, _ := strings.Cut(kind, "/")
	for one := range strings.SplitSeq(asked, ",") {
		got, parameters, err := mime.ParseMediaType(one)
		quality, said := parameters["q"]
		refused := said && strings.Trim(quality, "0.") == ""
		if err == nil && !refused && (got == kind || got == group+"/*" || got == "*/*") {
			return true
		}
	}
	return false
}

// namedTag is the entity that an If-Match names: the present one if it is among those listed, else the first of them. Weak ones never match.
func namedTag(match, present string) string {
	first := ""
	for one := range strings.SplitSeq(match, ",") {
		tag := strings.Trim(strings.TrimSpace(one), `"`)
		if tag == present || tag == "*" {
			return tag
		}
		if first == "" {
			first = tag
		}
	}
	return first
}

// mediaDoors are the addresses that pages of other sites may use too: their only key is a token that no browser sends by itself.
var mediaDoors = regexp.MustCompile(`^/api/aula/webinars/[^/]+/(?:whip|whep)(/[^/]+)?$`)

// bindMediaOrigins lets pages of other sites use WHIP and WHEP, and nothing else.
func bindMediaOrigins(app core.App) {
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		se.Router.Bind(&hook.Handler[*core.RequestEvent]{
			Id: "aulaMediaOrigins", Priority: apis.DefaultCorsMiddlewarePriority - 1, Func: openMediaDoors,
		})
		return se.Next()
	})
}

func openMediaDoors(e *core.RequestEvent) error {
	door := mediaDoors.FindStringSubmatch(e.Request.URL.Path)
	if door == nil {
		return e.Next()
	}
	h, methods := e.Response.Header(), "GET, HEAD, OPTIONS, POST"
	if door[1] != "" {
		methods = "DELETE, GET, HEAD, OPTIONS, PATCH"
	}
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "Location, ETag, Link, Accept-Post, Accept-Patch, Retry-After, WWW-Authenticate")
	if e.Request.Method != http.MethodOptions {
		return e.Next()
	}
	h.Set("Allow", methods)
	h.Set("Access-Control-Allow-Methods", methods)
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match, Accept")
	h.Set("Access-Control-Max-Age", "86400")
	if door[1] == "" {
		h.Set("Accept-Post", sdpType)
	} else {
		h.Set("Accept-Patch", fragmentType)
	}
	return e.NoContent(http.StatusOK)
}
