package hooks

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/organisations"
)

// isOperator tells whether who asks may see how the machine does: who has the operators' token, or who asks from the
// machine itself. Behind a proxy everybody comes from the machine itself, so there only the token counts.
func (o Options) isOperator(e *core.RequestEvent) bool {
	if scheme, given, _ := strings.Cut(e.Request.Header.Get("Authorization"), " "); strings.EqualFold(scheme, "Bearer") && o.OperatorToken != "" {
		a, b := sha256.Sum256([]byte(strings.TrimSpace(given))), sha256.Sum256([]byte(o.OperatorToken))
		return subtle.ConstantTimeCompare(a[:], b[:]) == 1
	}
	return fromThisMachine(e)
}

// passedOn are the headers that proxies add.
var passedOn = []string{"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded", "X-Real-Ip", "Via"}

// fromThisMachine tells whether no proxy can have passed the request on. One that adds no header is known by the
// public address: that is encrypted, and this connection is not.
func fromThisMachine(e *core.RequestEvent) bool {
	host, _, err := net.SplitHostPort(e.Request.RemoteAddr)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return false
	}
	if len(e.App.Settings().TrustedProxy.Headers) > 0 {
		return false
	}
	for _, name := range passedOn {
		if e.Request.Header.Get(name) != "" {
			return false
		}
	}
	centre, err := organisations.CentreOf(e.App)
	return err == nil && (e.Request.TLS != nil || !strings.HasPrefix(centre.URL, "https://"))
}
