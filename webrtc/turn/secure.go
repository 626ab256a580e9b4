package turn

import (
	"crypto/tls"
	"slices"
)

// proof is what an authority speaks that asks, on port 443 of a name, whether the name is ours (RFC 8737). The relay may be the only one who
// has that port.
const proof = "acme-tls/1"

// secured asks for the certificate at each handshake: the next one is shown without a restart.
func secured(certificate func(*tls.ClientHelloInfo) (*tls.Certificate, error)) *tls.Config {
	browsers := &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: certificate}
	authorities := browsers.Clone()
	authorities.NextProtos = []string{proof}
	browsers.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if slices.Equal(hello.SupportedProtos, authorities.NextProtos) {
			return authorities, nil
		}
		return nil, nil // as for browsers, whatever else they would like to speak
	}
	return browsers
}
