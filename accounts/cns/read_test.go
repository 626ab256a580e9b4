package cns

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestWhoHoldsACardEnters(t *testing.T) {
	region := newOffice(t, "Regione Esempio - CA Cittadini")
	trust := trusting(t, nil, newOffice(t, "Another"), region)
	rows := []struct {
		name   string
		change func(*x509.Certificate)
	}{
		{"a CNS", func(*x509.Certificate) {}},
		{"an older card of Lombardy", func(c *x509.Certificate) { c.Policies = []x509.OID{oid(1, 3, 159, 6, 1, 3, 2, 10)} }},
		{"another card of Lombardy", func(c *x509.Certificate) { c.Policies = []x509.OID{oid(1, 3, 76, 12, 1, 1, 10, 2, 2, 10)} }},
		{"a card with policies beside", func(c *x509.Certificate) { c.Policies = append([]x509.OID{oid(1, 3, 76, 24, 1)}, c.Policies...) }},
		{"a card in its last second", func(c *x509.Certificate) { c.NotAfter = noon }},
	}
	for _, row := range rows {
		who, err := trust.Read(region.Card(row.change), noon)
		if err != nil {
			t.Errorf("%s opens nothing: %v", row.name, err)
			continue
		}
		if who.TaxCode.Full() != "RSSMRA80A01H501U" || who.GivenName != "MARIO" || who.FamilyName != "ROSSI" || who.Card != "7430010024925855" ||
			who.IssuedBy != "Regione Esempio" || who.Revocation != Unchecked {
			t.Errorf("%s is read as %+v", row.name, who)
		}
	}
}

func TestWhatACertificateMustBe(t *testing.T) {
	region := newOffice(t, "Regione Esempio - CA Cittadini")
	namesake := newOffice(t, "Regione Esempio - CA Cittadini")
	old := newOffice(t, "Old", func(c *x509.Certificate) { c.NotAfter = noon.AddDate(0, 0, -1) })
	servers := newOffice(t, "Servers", func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} })
	trust := trusting(t, nil, region, old, servers)

	named := func(names ...string) func(*x509.Certificate) {
		return func(c *x509.Certificate) {
			c.Subject.ExtraNames = nil
			for _, name := range names {
				c.Subject.ExtraNames = append(c.Subject.ExtraNames, pkix.AttributeTypeAndValue{Type: oidCommonName, Value: name})
			}
		}
	}
	const hash = "lsKV/lNtBAmc8x5lzSb+cxx2UzE="
	rows := []struct {
		name   string
		office *office
		change func(*x509.Certificate)
		code   Code
		words  string
	}{
		{"of an authority that nobody knows", newOffice(t, "Evil"), nil, Untrusted, "no authority"},
		{"of an authority that took a known name", namesake, nil, Untrusted, "no authority"},
		{"of an authority that is no more", old, nil, Expired, "not valid now"},
		{"of an authority for servers", servers, nil, NotCNS, "may not issue"},
		{"that has expired", region, func(c *x509.Certificate) { c.NotAfter = noon.Add(-time.Second) }, Expired, "not valid now"},
		{"that is not valid yet", region, func(c *x509.Certificate) { c.NotBefore = noon.Add(time.Second) }, Expired, "not valid now"},
		{"for signing documents", region, func(c *x509.Certificate) { c.KeyUsage |= x509.KeyUsageContentCommitment }, NotCNS, "nonRepudiation"},
		{"for keeping secrets", region, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment }, NotCNS, "digitalSignature"},
		{"for anything", region, func(c *x509.Certificate) { c.KeyUsage = 0 }, NotCNS, "digitalSignature"},
		{"for a server", region, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} }, NotCNS, "clientAuth"},
		{"that does not say what for", region, func(c *x509.Certificate) { c.ExtKeyUsage = nil }, NotCNS, "clientAuth"},
		{"of an authority itself", region, func(c *x509.Certificate) { c.IsCA, c.BasicConstraintsValid = true, true }, NotCNS, "authority's"},
		{"without a policy", region, func(c *x509.Certificate) { c.Policies = nil }, NotCNS, "policies"},
		{"like a CNS, of a seller of certificates", region, func(c *x509.Certificate) { c.Policies = []x509.OID{oid(1, 3, 76, 36, 1, 1, 3)} }, NotCNS, "policies"},
		{"of a CIE", region, func(c *x509.Certificate) { c.Policies = []x509.OID{oid(1, 3, 76, 47, 4)} }, NotCNS, "policies"},
		{"whose policy only begins like the CNS's", region, func(c *x509.Certificate) { c.Policies = []x509.OID{oid(1, 3, 76, 16, 2, 1, 9)} }, NotCNS, "policies"},
		{"with a critical extension", region, func(c *x509.Certificate) {
			c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3}, Critical: true, Value: []byte{5, 0}}}
		}, NotCNS, "critical"},
		{"of nobody", region, named(), NotCNS, "0 common names"},
		{"of two", region, named("RSSMRA80A01H501U/1."+hash, "VRDLGU70A01H501O/2."+hash), NotCNS, "2 common names"},
		{"of a person by name", region, named("Mario Rossi"), NotCNS, "common name"},
		{"of a tax code alone", region, named("RSSMRA80A01H501U"), NotCNS, "common name"},
		{"without the hash", region, named("RSSMRA80A01H501U/7430010024925855"), NotCNS, "common name"},
		{"without the card", region, named("RSSMRA80A01H501U/." + hash), NotCNS, "common name"},
		{"with something before the tax code", region, named("IT:RSSMRA80A01H501U/7430010024925855." + hash), NotCNS, "common name"},
		{"with a second line", region, named("RSSMRA80A01H501U/7430010024925855." + hash + "\n"), NotCNS, "common name"},
		{"with a wrong check character", region, named("RSSMRA80A01H501A/7430010024925855." + hash), BadTaxCode, "check character"},
		{"of a body", region, named("01735420018/7430010024925855." + hash), BadTaxCode, "neither 16"},
	}
	for _, row := range rows {
		if row.change == nil {
			row.change = func(*x509.Certificate) {}
		}
		who, err := trust.Read(row.office.Card(row.change), noon)
		if CodeOf(err) != row.code || !errors.Is(err, row.code) || !strings.Contains(err.Error(), row.words) {
			t.Errorf("a certificate %s: %+v %v, not %s for %q", row.name, who, err, row.code, row.words)
		} else if strings.Contains(err.Error(), "RSSMRA") || strings.Contains(err.Error(), "Rossi") {
			t.Errorf("what operators read names the person: %v", err)
		}
	}
	if _, err := new(Trust).Read(region.Card(), noon); CodeOf(err) != Untrusted || !strings.Contains(err.Error(), "names no authority") {
		t.Errorf("without authorities those of the machine are trusted: %v", err)
	}
}

func TestWhatNobodyCanReadIsLeftOut(t *testing.T) {
	region := newOffice(t, "Regione Esempio")
	who, err := trusting(t, nil, region).Read(region.Card(func(c *x509.Certificate) {
		c.Subject.ExtraNames[1].Value, c.Subject.ExtraNames[2].Value = "Regione\tdi \u202eoipmesE", "  MARIA   PIA "
	}), noon)
	if err != nil || who.IssuedBy != "" || who.GivenName != "MARIA PIA" {
		t.Errorf("%+v %v", who, err)
	}
}
