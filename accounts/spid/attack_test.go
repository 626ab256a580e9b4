package spid_test

import (
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"

	"aula/accounts/spid"
	"aula/accounts/spid/testidp"
)

// swap replaces a text in a message, before puts one in front of it.
func swap(old, new string) func(string) string {
	return func(xml string) string {
		if !strings.Contains(xml, old) {
			panic("nothing to replace: " + old)
		}
		return strings.Replace(xml, old, new, 1)
	}
}

func before(text string) func(string) string { return func(xml string) string { return text + xml } }

var hostile = []struct {
	name string
	text func(string) string
	want spid.Code
}{
	{"a document type", before(`<!DOCTYPE Response>`), spid.CodeMalformed},
	{"an entity that reads a file", before(`<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>`), spid.CodeMalformed},
	{"entities that grow", before(`<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>`), spid.CodeMalformed},
	{"an entity in a value", swap("Giulia", "&x;"), spid.CodeMalformed},
	{"a comment inside a value", swap("Giulia", "Giu<!-- -->lia"), spid.CodeMalformed},
	{"a comment that cuts a tax code", swap("TINIT-BNCGLI85T41L219X", "TINIT-BNCGLI85T41L219X<!---->1"), spid.CodeMalformed},
	{"a comment inside the digest", swap("<ds:DigestValue>", "<ds:DigestValue><!-- x -->"), spid.CodeMalformed},
	{"an instruction inside a value", swap("Giulia", "Giu<?x y?>lia"), spid.CodeMalformed},
	{"an instruction before the root", before(`<?xml-stylesheet href="x.xsl"?>`), spid.CodeMalformed},
	{"a declaration that is not first", before(` <?xml version="1.0"?>`), spid.CodeMalformed},
	{"CDATA in a value", swap("Giulia", "<![CDATA[Giulia]]>"), spid.CodeMalformed},
	{"an element inside a value", swap("Giulia", "Giulia<x/>"), spid.CodeMalformed},
	{"an attribute twice", swap(`Version="2.0"`, `Version="2.0" Version="2.0"`), spid.CodeMalformed},
	{"another encoding", before(`<?xml version="1.0" encoding="ISO-8859-1"?>`), spid.CodeMalformed},
	{"bytes that are no UTF-8", swap("Giulia", "Giuli\xe0"), spid.CodeMalformed},
	{"no XML", func(string) string { return "hello" }, spid.CodeMalformed},
	{"nothing", func(string) string { return "" }, spid.CodeMalformed},
	{"two roots", func(xml string) string { return xml + xml }, spid.CodeMalformed},
	{"text behind the root", func(xml string) string { return xml + "x" }, spid.CodeMalformed},
	{"cut off", func(xml string) string { return xml[:len(xml)/2] }, spid.CodeMalformed},
	{"too deep", func(xml string) string { return strings.Repeat("<a>", 30) + strings.Repeat("</a>", 30) }, spid.CodeMalformed},
	{"too many elements", swap("</samlp:Response>", strings.Repeat("<a/>", 700)+"</samlp:Response>"), spid.CodeTooLarge},
	{"too long", func(xml string) string { return xml + strings.Repeat(" ", 200<<10) }, spid.CodeTooLarge},
	{"a little too long", func(xml string) string { return xml + strings.Repeat(" ", 130<<10-len(xml)) }, spid.CodeTooLarge},
	{"a prefix that nobody declared", swap("<samlp:Status>", "<x:y/><samlp:Status>"), spid.CodeShape},
}

func TestHostileMarkupIsRefused(t *testing.T) {
	for _, row := range hostile {
		t.Run(row.name, func(t *testing.T) {
			w := newWorld(t)
			who, err := w.judge(w.respond(testidp.Spoil{Text: row.text}))
			if who != nil || spid.CodeOf(err) != row.want {
				t.Errorf("got %v, want %s", err, row.want)
			}
		})
	}
}

func TestACommentInsideAValueIsRefusedEvenWhenItWasSigned(t *testing.T) {
	w := newWorld(t)
	_, err := w.judge(w.respond(testidp.Spoil{Draft: func(root *etree.Element) {
		at(root, "Assertion/AttributeStatement/Attribute/AttributeValue").CreateComment("x")
	}}))
	if spid.CodeOf(err) != spid.CodeMalformed {
		t.Errorf("got %v", err)
	}
}

func TestAWeakSignatureIsRefused(t *testing.T) {
	w := newWorld(t)
	with := func(change func(*testidp.Signer)) *testidp.Signer {
		s := *w.idp.Signer
		change(&s)
		return &s
	}
	sha1 := with(func(s *testidp.Signer) { s.Hash = crypto.SHA1 })
	inclusive := with(func(s *testidp.Signer) { s.Canonicalizer = dsig.MakeC14N11Canonicalizer() })
	comments := with(func(s *testidp.Signer) {
		s.Canonicalizer = dsig.MakeC14N10ExclusiveWithCommentsCanonicalizerWithPrefixList("")
	})
	for _, row := range []struct {
		name  string
		spoil testidp.Spoil
		want  spid.Code
	}{
		{"SHA-1 on the response", testidp.Spoil{Response: sha1}, spid.CodeAlgorithm},
		{"SHA-1 on the assertion", testidp.Spoil{Assertion: sha1}, spid.CodeAlgorithm},
		{"inclusive canonicalisation", testidp.Spoil{Assertion: inclusive}, spid.CodeAlgorithm},
		{"canonicalisation with comments", testidp.Spoil{Response: comments}, spid.CodeAlgorithm},
		{"SHA-512", testidp.Spoil{Response: with(func(s *testidp.Signer) { s.Hash = crypto.SHA512 })}, ""},
		{"prefixes that an exclusive form includes", testidp.Spoil{Assertion: with(func(s *testidp.Signer) {
			s.Canonicalizer = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("xs")
		})}, spid.CodeSignature}, // the signer does not write the list down, so nobody can verify it
		{"HMAC", testidp.Spoil{Sent: set("Signature/SignedInfo/SignatureMethod", "Algorithm", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")}, spid.CodeAlgorithm},
		{"ECDSA", testidp.Spoil{Sent: set("Signature/SignedInfo/SignatureMethod", "Algorithm", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256")}, spid.CodeAlgorithm},
		{"a digest by SHA-1", testidp.Spoil{Sent: set("Signature/SignedInfo/Reference/DigestMethod", "Algorithm", "http://www.w3.org/2000/09/xmldsig#sha1")}, spid.CodeAlgorithm},
		{"no enveloped transform", testidp.Spoil{Sent: drop("Signature/SignedInfo/Reference/Transforms/Transform")}, spid.CodeAlgorithm},
		{"a stylesheet for a transform", testidp.Spoil{Sent: func(root *etree.Element) {
			x := at(root, "Signature/SignedInfo/Reference/Transforms").CreateElement("ds:Transform")
			x.CreateAttr("Algorithm", "http://www.w3.org/TR/1999/REC-xslt-19991116")
		}}, spid.CodeAlgorithm},
		{"an XPath filter for a transform", testidp.Spoil{Sent: set("Signature/SignedInfo/Reference/Transforms/Transform", "Algorithm", "http://www.w3.org/TR/1999/REC-xpath-19991116")}, spid.CodeAlgorithm},
		{"an empty signature", testidp.Spoil{Sent: hollow("Signature/SignatureValue")}, spid.CodeShape},
		{"a signature that is not base64", testidp.Spoil{Sent: say("Signature/SignatureValue", "?")}, spid.CodeSignature},
	} {
		t.Run(row.name, func(t *testing.T) {
			who, err := w.judge(w.respond(row.spoil))
			if spid.CodeOf(err) != row.want || (row.want == "") != (who != nil) {
				t.Errorf("got %v, want %q", err, row.want)
			}
		})
	}
}

func TestAWeakKeyIsRefused(t *testing.T) {
	w := newWorld(t)
	weak, err := testidp.NewSigner(1024, noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := spid.ReadProviders(w.idp.Metadata(weak)); err == nil || !strings.Contains(err.Error(), "X509Certificate 2: not RSA of at least 2048 bits") {
		t.Errorf("metadata with a weak key: %v", err)
	}
	certificate, err := x509.ParseCertificate(weak.Certificate)
	if err != nil {
		t.Fatal(err)
	}
	w.providers[0].Certificates = []*x509.Certificate{certificate}
	if _, err := w.judge(w.respond(testidp.Spoil{Assertion: weak, Response: weak})); spid.CodeOf(err) != spid.CodeSignature {
		t.Errorf("a weak key that came in by another way: %v", err)
	}
	provider, us := asProvider(w)
	provider.Key = weak.Key
	sent, err := provider.EndSession(us, session, noon, "")
	if err != nil {
		t.Fatal(err)
	}
	_, query, _ := strings.Cut(sent.Sending.URL, "?")
	if _, err := w.service.JudgeLogoutRequest(w.providers, spid.Received{Query: query}, noon); spid.CodeOf(err) != spid.CodeSignature {
		t.Errorf("a weak key on a redirect: %v", err)
	}
}

func TestAnEncryptedAssertionIsRefused(t *testing.T) {
	w := newWorld(t)
	_, err := w.judge(w.respond(testidp.Spoil{Draft: func(root *etree.Element) { at(root, "Assertion").Tag = "EncryptedAssertion" }}))
	if spid.CodeOf(err) != spid.CodeEncrypted {
		t.Errorf("got %v", err)
	}
}

func TestAFormFieldThatIsNotBase64IsRefused(t *testing.T) {
	w := newWorld(t)
	good := w.respond(testidp.Spoil{})
	for _, form := range []string{"", "%%%", good[1:], good + "!", base64.URLEncoding.EncodeToString([]byte("<a>???</a>"))} {
		if _, err := w.judge(form); spid.CodeOf(err) != spid.CodeMalformed {
			t.Errorf("%.20q: %v", form, err)
		}
	}
	if _, err := w.judge(strings.Repeat("?", 1<<20)); spid.CodeOf(err) != spid.CodeTooLarge {
		t.Errorf("a field that is too long is decoded all the same: %v", err)
	}
	if _, err := w.judge(good[:76] + "\r\n" + good[76:]); err != nil {
		t.Errorf("lines wrapped: %v", err)
	}
}
