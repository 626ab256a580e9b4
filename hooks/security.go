package hooks

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"aula/accounts/federation"
	"aula/organisations"
)

// errCrossOrigin says that another site made a reader's browser send what it did.
var errCrossOrigin = errors.New("request comes from another site")

// pagePolicy lets pages load from this site only and run no inline code.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; media-src 'self' blob:; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// bindSecurity guards the border: headers, other sites, and the proxy in front.
func bindSecurity(app core.App, o Options) {
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		if err := settle(se.App, o); err != nil {
			return err
		}
		guard := &originGuard{protection: http.NewCrossOriginProtection()}
		se.Router.Bind(
			&hook.Handler[*core.RequestEvent]{
				Id: "aulaHeaders", Priority: apis.DefaultSecurityHeadersMiddlewarePriority + 1, Func: setHeaders,
			},
			&hook.Handler[*core.RequestEvent]{
				Id: "aulaOrigin", Priority: 1, Func: guard.check, // after what shows errors as a page or as JSON
			},
		)
		return se.Next()
	})
}

func setHeaders(e *core.RequestEvent) error {
	h, path := e.Response.Header(), e.Request.URL.Path
	h.Del("X-XSS-Protection") // its filter was itself a hole; no browser has it any more
	h.Set("Referrer-Policy", "same-origin")
	if encrypted(e) {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	switch {
	case strings.HasPrefix(path, "/api/aula/"):
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
		h.Set("Cache-Control", "no-store")
	case strings.HasPrefix(path, "/api/files/"): // a drawing may have styles of its own
		h.Set("Content-Security-Policy", "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox")
	case strings.HasPrefix(path, "/api/"), path == metricsPath:
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	case strings.HasPrefix(path, "/assets/"), strings.HasPrefix(path, "/_/") && e.Request.Method != http.MethodGet:
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	case ours(path):
		h.Set("Content-Security-Policy", pagePolicy)
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()")
	}
	return e.Next()
}

// providersDoors take what a browser brings from an identity provider. What they accept is signed, and answers a question of ours.
var providersDoors = []string{federation.AssertionsPath, federation.LogoutPath}

// originGuard refuses what another site makes a reader's browser send.
type originGuard struct{ protection *http.CrossOriginProtection }

// check lets tokens pass: no other site can make a browser send one.
func (g *originGuard) check(e *core.RequestEvent) error {
	path := e.Request.URL.Path
	if !ours(path) || e.Request.Header.Get("Authorization") != "" || mediaDoors.MatchString(path) || slices.Contains(providersDoors, path) {
		return e.Next()
	}
	if err := g.protection.Check(e.Request); err != nil && !fromCentre(e) {
		return fmt.Errorf("%w: %w", errCrossOrigin, err)
	}
	return e.Next()
}

// fromCentre tells whether the request comes from the centre's own public address: behind a proxy that changes
// the Host header a browser without Sec-Fetch-Site would look like a stranger.
func fromCentre(e *core.RequestEvent) bool {
	centre, err := organisations.CentreOf(e.App)
	site := e.Request.Header.Get("Sec-Fetch-Site")
	return err == nil && site == "" && centre.URL != "" && e.Request.Header.Get("Origin") == centre.URL
}

// settle brings what the command line says about address and proxy into the settings.
func settle(app core.App, o Options) error {
	centre, err := organisations.CentreOf(app)
	if err != nil {
		return err
	}
	if url := strings.TrimRight(o.URL, "/"); url != "" && url != centre.URL {
		moved := *centre
		moved.URL = url
		if err := organisations.Save(app, moved); err != nil {
			return fmt.Errorf("take public address %s: %w", url, err)
		}
		centre = &moved
	}
	settings, err := app.Settings().Clone()
	if err != nil {
		return err
	}
	if o.TrustedProxies != nil {
		settings.TrustedProxy.Headers = o.TrustedProxies
	}
	settings.Meta.AppURL = cmp.Or(centre.URL, o.Own, settings.Meta.AppURL)
	now := app.Settings()
	if settings.Meta.AppURL == now.Meta.AppURL && slices.Equal(settings.TrustedProxy.Headers, now.TrustedProxy.Headers) {
		return nil
	}
	if err := app.Save(settings); err != nil {
		return fmt.Errorf("keep address and proxy headers %v: %w", o.TrustedProxies, err)
	}
	return nil
}
