package spid_test

import (
	"bytes"
	"compress/flate"
	"crypto/x509"
	"encoding/base64"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/beevik/etree"

	"aula/accounts/spid"
)

func TestARequestByRedirectIsSignedInItsQuery(t *testing.T) {
	w := newWorld(t)
	address, query, _ := strings.Cut(w.request.Sending.URL, "?")
	if w.request.Sending.Binding != spid.Redirect || address != w.idp.SignOn() || w.request.Sending.Fields != nil {
		t.Errorf("sent to %s by %s", address, w.request.Sending.Binding)
	}
	signed, _, _ := strings.Cut(query, "&Signature=")
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := base64.StdEncoding.DecodeString(values.Get("Signature"))
	if err != nil {
		t.Fatal(err)
	}
	if err := ourCertificate.CheckSignature(x509.SHA256WithRSA, []byte(signed), signature); err != nil {
		t.Error(err)
	}
	if values.Get("RelayState") != "a2f1" || values.Get("SigAlg") != "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" {
		t.Errorf("query %v", values)
	}
	packed, err := base64.StdEncoding.DecodeString(values.Get("SAMLRequest"))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	if err != nil || !bytes.Equal(raw, w.request.Sending.XML) || bytes.Contains(raw, []byte("Signature")) {
		t.Errorf("%v, %s", err, raw)
	}
}

func TestARequestByPostIsSignedInItself(t *testing.T) {
	w := newWorld(t)
	w.service.Prefer = spid.Post
	w.ask(2, spid.Minimum)
	sent := w.request.Sending
	if sent.URL != w.idp.SignOn() || len(sent.Fields) != 2 || sent.Fields[1] != (spid.Field{Name: "RelayState", Value: "a2f1"}) {
		t.Fatalf("sent %+v", sent)
	}
	raw, err := base64.StdEncoding.DecodeString(sent.Fields[0].Value)
	if err != nil {
		t.Fatal(err)
	}
	root := reread(t, raw)
	for _, path := range []string{
		"./[@ID='" + w.request.ID + "']", "./[@Version='2.0']", "./[@IssueInstant='2026-11-27T12:00:00.000Z']", "./[@Destination='" + w.idp.SignOn() + "']",
		"./[@ForceAuthn='true']", "./[@AssertionConsumerServiceIndex='0']", "./[@AttributeConsumingServiceIndex='0']",
		"./Issuer[@Format='urn:oasis:names:tc:SAML:2.0:nameid-format:entity']/[@NameQualifier='https://aula.example.it/spid/metadata']",
		"./NameIDPolicy[@Format='urn:oasis:names:tc:SAML:2.0:nameid-format:transient']", "./RequestedAuthnContext[@Comparison='minimum']",
	} {
		if len(root.FindElements(path)) != 1 {
			t.Errorf("no %s in %s", path, raw)
		}
	}
	if at(root, "Issuer").Text() != w.service.EntityID || at(root, "RequestedAuthnContext/AuthnContextClassRef").Text() != "https://www.spid.gov.it/SpidL2" {
		t.Errorf("request %s", raw)
	}
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(raw); err != nil || doc.Root().ChildElements()[1].Tag != "Signature" {
		t.Errorf("the signature does not follow the issuer: %s", raw)
	}
}

func TestOnlyLevelOneMayRestOnAnEarlierSignIn(t *testing.T) {
	for level, force := range map[spid.Level]bool{1: false, 2: true, 3: true} {
		sent := string(newWorld(t).ask(level, spid.Exact).request.Sending.XML)
		if strings.Contains(sent, `ForceAuthn="true"`) != force || strings.Contains(sent, "IsPassive") {
			t.Errorf("level %d: %s", level, sent)
		}
	}
}

func TestNoTwoRequestsHaveOneID(t *testing.T) {
	w := newWorld(t)
	first := w.request.ID
	if w.ask(2, spid.Minimum).request.ID == first {
		t.Error("the same ID twice")
	}
}

func TestARequestThatNoProviderCouldAnswerIsNotMade(t *testing.T) {
	w := newWorld(t)
	p := w.providers[0]
	late, without := p, p
	late.Expires = noon
	without.SignOn = nil
	for name, try := range map[string]func() (spid.Request, error){
		"level 0":                func() (spid.Request, error) { return w.service.Request(p, 0, spid.Minimum, noon, "") },
		"level 4":                func() (spid.Request, error) { return w.service.Request(p, 4, spid.Minimum, noon, "") },
		"a comparison":           func() (spid.Request, error) { return w.service.Request(p, 2, "better", noon, "") },
		"metadata that are over": func() (spid.Request, error) { return w.service.Request(late, 2, spid.Minimum, noon, "") },
		"no address":             func() (spid.Request, error) { return w.service.Request(without, 2, spid.Minimum, noon, "") },
		"a long relay state": func() (spid.Request, error) {
			return w.service.Request(p, 2, spid.Minimum, noon, strings.Repeat("a", 81))
		},
	} {
		if _, err := try(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
