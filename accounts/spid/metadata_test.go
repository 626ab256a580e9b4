package spid_test

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"slices"
	"strings"
	"testing"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"

	"aula/accounts/spid"
)

// reread parses a document of ours and verifies its signature with our certificate.
func reread(t *testing.T, raw []byte) *etree.Element {
	t.Helper()
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(raw); err != nil {
		t.Fatal(err)
	}
	verifier := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{Roots: []*x509.Certificate{ourCertificate}})
	verifier.Clock = dsig.NewFakeClockAt(noon)
	signed, err := verifier.Validate(doc.Root())
	if err != nil {
		t.Fatalf("signature: %v", err)
	}
	return signed
}

func TestMetadataFollowTheRulesOfAgID(t *testing.T) {
	w := newWorld(t)
	raw, err := w.service.Metadata(noon)
	if err != nil {
		t.Fatal(err)
	}
	root := reread(t, raw)
	for path, want := range map[string]string{
		"./[@entityID='https://aula.example.it/spid/metadata']":                                                                                              "",
		"./SPSSODescriptor[@AuthnRequestsSigned='true']/[@WantAssertionsSigned='true']":                                                                      "",
		"./SPSSODescriptor/KeyDescriptor[@use='signing']/KeyInfo/X509Data/X509Certificate":                                                                   "MII",
		"./SPSSODescriptor/NameIDFormat":                                                                                                                     "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
		"./SPSSODescriptor/AssertionConsumerService[@index='0']/[@isDefault='true']/[@Location='https://aula.example.it/spid/response']":                     "",
		"./SPSSODescriptor/AssertionConsumerService[@Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST']":                                              "",
		"./SPSSODescriptor/SingleLogoutService[@Location='https://aula.example.it/spid/logout']/[@Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST']": "",
		"./SPSSODescriptor/AttributeConsumingService[@index='0']/ServiceName[@xml:lang='it']":                                                                "Aula, l'accademia digitale",
		"./SPSSODescriptor/AttributeConsumingService/RequestedAttribute[@Name='fiscalNumber']":                                                               "",
		"./Organization/OrganizationName[@xml:lang='it']":                                                                                                    "Città metropolitana di Prova",
		"./Organization/OrganizationDisplayName[@xml:lang='it']":                                                                                             "Città di Prova",
		"./Organization/OrganizationURL[@xml:lang='it']":                                                                                                     "https://aula.example.it/",
		"./ContactPerson[@contactType='other']/Extensions/spid:IPACode":                                                                                      "cm_prova",
		"./ContactPerson/Extensions/spid:Public":                                                                                                             "",
		"./ContactPerson/Company":                                                                                                                            "Città metropolitana di Prova",
		"./ContactPerson/EmailAddress":                                                                                                                       "spid@prova.example.it",
		"./ContactPerson/TelephoneNumber":                                                                                                                    "+390110000000",
	} {
		found := root.FindElements(path)
		if len(found) != 1 || !strings.HasPrefix(found[0].Text(), want) {
			t.Errorf("%s: found %d", path, len(found))
		}
	}
	if len(root.FindElements("./SPSSODescriptor")) != 1 || len(root.FindElements("./SPSSODescriptor/AssertionConsumerService")) != 1 {
		t.Error("more than one description of the service")
	}
}

func TestMetadataStayTheSameUntilTheServiceChanges(t *testing.T) {
	w := newWorld(t)
	first, err := w.service.Metadata(noon)
	if err != nil {
		t.Fatal(err)
	}
	if later, err := w.service.Metadata(noon.AddDate(1, 0, 0)); err != nil || !bytes.Equal(first, later) {
		t.Errorf("a year later: %v, %s", err, later)
	}
	w.service.Name = "Aula"
	if changed, err := w.service.Metadata(noon); err != nil || reread(t, changed).SelectAttrValue("ID", "") == reread(t, first).SelectAttrValue("ID", "") {
		t.Errorf("another name, the same ID: %v", err)
	}
	if _, err := w.service.Metadata(noon.AddDate(11, 0, 0)); err == nil || !strings.Contains(err.Error(), "make another") {
		t.Errorf("a certificate that is over: %v", err)
	}
}

func TestMetadataAreNotWrittenForAServiceThatLacksSomething(t *testing.T) {
	for field, spoil := range map[string]func(*spid.Service){
		"EntityID":               func(s *spid.Service) { s.EntityID = "http://aula.example.it" },
		"Assertions":             func(s *spid.Service) { s.Assertions = "" },
		"Logout":                 func(s *spid.Service) { s.Logout = "ftp://x" },
		"Name":                   func(s *spid.Service) { s.Name = "" },
		"Organisation.Name":      func(s *spid.Service) { s.Organisation.Name = "" },
		"Organisation.IPA":       func(s *spid.Service) { s.Organisation.IPA = "" },
		"Organisation.Mail":      func(s *spid.Service) { s.Organisation.Mail = "nobody" },
		"Organisation.Phone":     func(s *spid.Service) { s.Organisation.Phone = "011 1234" },
		"Attributes: AgID's":     func(s *spid.Service) { s.Attributes = []string{"shoeSize"} },
		"Attributes: ask":        func(s *spid.Service) { s.Attributes = nil },
		"Key":                    func(s *spid.Service) { s.Key = nil },
		"Certificate: give the ": func(s *spid.Service) { s.Key = stranger.Key },
	} {
		s := *newWorld(t).service
		spoil(&s)
		if _, err := s.Metadata(noon); err == nil || !strings.Contains(err.Error(), "spid service, "+field) {
			t.Errorf("%s: got %v", field, err)
		}
	}
}

func TestTheCertificateIsASealAsNotice29WantsIt(t *testing.T) {
	newWorld(t)
	if ourKey.N.BitLen() < 2048 || ourKey.N.BitLen() > 4096 || ourCertificate.SignatureAlgorithm != x509.SHA256WithRSA {
		t.Errorf("key of %d bits, %v", ourKey.N.BitLen(), ourCertificate.SignatureAlgorithm)
	}
	subject := map[string]string{}
	for _, name := range ourCertificate.Subject.Names {
		subject[name.Type.String()] = name.Value.(string)
	}
	for oid, want := range map[string]string{
		"2.5.4.3": "Città di Prova", "2.5.4.10": "Città metropolitana di Prova", "2.5.4.6": "IT", "2.5.4.7": "Prova",
		"2.5.4.83": "https://aula.example.it/spid/metadata", "2.5.4.97": "PA:IT-cm_prova",
	} {
		if subject[oid] != want {
			t.Errorf("subject %s is %q, want %q", oid, subject[oid], want)
		}
	}
	if ourCertificate.KeyUsage != x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment {
		t.Errorf("key usage %b", ourCertificate.KeyUsage)
	}
	critical := map[string]bool{}
	for _, e := range ourCertificate.Extensions {
		critical[e.Id.String()] = e.Critical
	}
	if constraints, ok := critical["2.5.29.19"]; !critical["2.5.29.15"] || !ok || constraints || critical["2.5.29.32"] || ourCertificate.IsCA {
		t.Errorf("extensions %v, authority %v", critical, ourCertificate.IsCA)
	}
	for _, want := range []asn1.ObjectIdentifier{{1, 3, 76, 16, 6}, {1, 3, 76, 16, 4, 2, 1}} {
		if !slices.ContainsFunc(ourCertificate.PolicyIdentifiers, want.Equal) {
			t.Errorf("policy %v is missing", want)
		}
	}
}

func TestNoCertificateIsMadeWithoutWhatItMustSay(t *testing.T) {
	o := organisation
	o.Locality = ""
	if _, _, err := spid.SelfSigned("https://aula.example.it/spid/metadata", o, noon); err == nil {
		t.Error("a certificate without a town")
	}
}
