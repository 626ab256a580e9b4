package spid

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"

	"github.com/beevik/etree"
)

// Field is a hidden field of a form.
type Field struct{ Name, Value string }

// Sending is a message on its way: a browser is redirected to URL, or posts Fields to it.
type Sending struct {
	Binding Binding
	URL     string
	Fields  []Field // empty for a redirect
	XML     []byte  // the document, for the log
}

// longestRelayState is what SAML allows.
const longestRelayState = 80

// choose picks the binding that we prefer among those that a provider offers.
func (s *Service) choose(p Provider, offered map[Binding]Endpoint) (Binding, Endpoint, error) {
	order := []Binding{Redirect, Post}
	if s.Prefer == Post {
		order = []Binding{Post, Redirect}
	}
	for _, b := range order {
		if e, ok := offered[b]; ok {
			return b, e, nil
		}
	}
	return "", Endpoint{}, refuse(CodeNotAvailable, "", "%s offers no address for this", p.EntityID)
}

// send signs a message in the way of its binding. field is SAMLRequest or SAMLResponse. relayState comes back with
// the answer; it must tell nobody anything and have at most 80 bytes.
func (s *Service) send(el *etree.Element, b Binding, address, field, relayState string) (Sending, error) {
	if len(relayState) > longestRelayState {
		return Sending{}, fmt.Errorf("spid: a relay state of %d bytes, at most %d are allowed", len(relayState), longestRelayState)
	}
	if b == Redirect {
		return s.redirect(el, address, field, relayState)
	}
	if err := s.seal(el); err != nil {
		return Sending{}, err
	}
	raw, err := write(el)
	if err != nil {
		return Sending{}, err
	}
	fields := []Field{{field, base64.StdEncoding.EncodeToString(raw)}}
	if relayState != "" {
		fields = append(fields, Field{"RelayState", relayState})
	}
	return Sending{Binding: Post, URL: address, Fields: fields, XML: raw}, nil
}

// redirect writes the message into the query, compressed, with a detached signature (SAML bindings, 3.4.4.1).
func (s *Service) redirect(el *etree.Element, address, field, relayState string) (Sending, error) {
	raw, err := write(el)
	if err != nil {
		return Sending{}, err
	}
	var packed bytes.Buffer
	w, _ := flate.NewWriter(&packed, flate.BestCompression)
	w.Write(raw)
	if err := w.Close(); err != nil {
		return Sending{}, err
	}
	query := field + "=" + url.QueryEscape(base64.StdEncoding.EncodeToString(packed.Bytes()))
	if relayState != "" {
		query += "&RelayState=" + url.QueryEscape(relayState)
	}
	query += "&SigAlg=" + url.QueryEscape(methodRSASHA256)
	signature, err := s.signText(query)
	if err != nil {
		return Sending{}, err
	}
	query += "&Signature=" + url.QueryEscape(base64.StdEncoding.EncodeToString(signature))
	separator := "?"
	if strings.Contains(address, "?") {
		separator = "&"
	}
	return Sending{Binding: Redirect, URL: address + separator + query, XML: raw}, nil
}
