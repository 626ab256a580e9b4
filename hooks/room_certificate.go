package hooks

import (
	"crypto/tls"

	"github.com/pocketbase/pocketbase/core"

	"aula/webrtc"
)

// certified lets the relay show the academy's own certificate where it has none of its own and is to have one.
func certified(c webrtc.Config, se *core.ServeEvent) webrtc.Config {
	if c.Relay != nil && c.Relay.TLSPort != 0 && c.Relay.Certificate == nil && se.CertManager != nil {
		relay := *c.Relay
		relay.Certificate = se.CertManager.GetCertificate
		c.Relay = &relay
	}
	return c
}

// foresee asks for the relay's certificate before anybody needs it: browsers do not wait as long as an authority may take, and nothing renews a
// certificate that nobody has asked for since the start. It ends when the authority has answered, within minutes.
func foresee(app core.App, relay *webrtc.Relay) {
	_, err := relay.Certificate(&tls.ClientHelloInfo{ServerName: relay.Name, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}})
	if err != nil {
		app.Logger().Warn("the relay has no certificate yet", "name", relay.Name, "error", err)
	}
}
