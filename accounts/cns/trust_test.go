package cns

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestTheFolderTellsWhatItDoesNotUse(t *testing.T) {
	region, other := newOffice(t, "Regione"), newOffice(t, "Other")
	bundle := bytes.Join([][]byte{
		[]byte("Authorities as of today\n"), inPEM("CERTIFICATE", region.Certificate.Raw), inPEM("X509 CRL", region.List(nil)),
	}, nil)
	trust, problems := folder(t, map[string][]byte{
		"bundle.pem": bundle, ".hidden": []byte("x"), "notes.txt": []byte("x"), "empty.pem": nil, "card.cer": region.Card().Raw,
		"server.pem":  inPEM("CERTIFICATE", newOffice(t, "Server", func(c *x509.Certificate) { c.IsCA, c.KeyUsage = false, 0 }).Certificate.Raw),
		"foreign.crl": other.List(nil), "half.pem": append(inPEM("CERTIFICATE", newOffice(t, "Half").Certificate.Raw), inPEM("CERTIFICATE", []byte("x"))...),
		"delta.crl": region.List(func(l *x509.RevocationList) {
			l.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 27}, Critical: true, Value: []byte{2, 1, 1}}}
		}),
	})
	want := []Problem{
		{"card.cer", "no_authority"}, {"empty.pem", "no_certificate"}, {"half.pem", "no_certificate"}, {"notes.txt", "no_certificate"}, {"server.pem", "no_authority"},
		{"delta.crl", "list_partial"}, {"foreign.crl", "list_unsigned"},
	}
	if !slices.Equal(problems, want) {
		t.Errorf("problems are %v, not %v", problems, want)
	}
	if who, err := trust.Read(region.Card(), noon); err != nil || who.Revocation != Checked {
		t.Errorf("the others keep out what is right: %+v %v", who, err)
	}
}

func TestAFolderThatIsNotThereIsAnError(t *testing.T) {
	if _, _, err := Open(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("it is opened")
	}
	dir := t.TempDir()
	if err := os.Symlink("/dev/zero", filepath.Join(dir, "endless")); err != nil {
		t.Fatal(err)
	}
	trust, problems, err := Open(dir)
	if err != nil || !trust.Empty() || !slices.Equal(problems, []Problem{{"endless", "unreadable"}}) {
		t.Errorf("%v %v", problems, err)
	}
}

func TestWhoseCardWasRevoked(t *testing.T) {
	region, namesake := newOffice(t, "Regione"), newOffice(t, "Regione")
	part := func(address string) func(*x509.RevocationList) {
		return func(l *x509.RevocationList) {
			var about issuingPoint
			about.Name.Full = []asn1.RawValue{{Class: asn1.ClassContextSpecific, Tag: 6, Bytes: []byte(address)}}
			value, err := asn1.Marshal(about)
			if err != nil {
				t.Fatal(err)
			}
			l.ExtraExtensions = []pkix.Extension{{Id: oidPoint, Critical: true, Value: value}}
		}
	}
	old := func(l *x509.RevocationList) { l.ThisUpdate, l.NextUpdate = noon.Add(-48*time.Hour), noon }
	tomorrow := func(l *x509.RevocationList) { l.ThisUpdate = noon.Add(time.Hour) }
	rows := []struct {
		name  string
		lists [][]byte
		state Revocation
		code  Code
	}{
		{"no list", nil, Unchecked, ""},
		{"a list without the card", [][]byte{region.List(nil, 1, 7431)}, Checked, ""},
		{"a list with the card", [][]byte{region.List(nil, 1, 7430)}, "", Revoked},
		{"an old list without the card", [][]byte{region.List(old, 1)}, Outdated, ""},
		{"an old list with the card", [][]byte{region.List(old, 7430)}, "", Revoked},
		{"an old list and a new one", [][]byte{region.List(old), region.List(nil)}, Checked, ""},
		{"a list of tomorrow", [][]byte{region.List(tomorrow)}, Outdated, ""},
		{"another authority's list, of the same name", [][]byte{namesake.List(nil, 7430)}, Unchecked, ""},
		{"the part of the list that the card names", [][]byte{region.List(part(point))}, Checked, ""},
		{"another part of the list", [][]byte{region.List(part("http://ca.example.it/lists/8.crl"))}, Unchecked, ""},
		{"another part of the list, with the card", [][]byte{region.List(part("http://ca.example.it/lists/8.crl"), 7430)}, "", Revoked},
	}
	for _, row := range rows {
		files := map[string][]byte{}
		for i, list := range row.lists {
			files[string(rune('0'+i))+".crl"] = list
		}
		who, err := trusting(t, files, region, namesake).Read(region.Card(), noon)
		if CodeOf(err) != row.code || err == nil && who.Revocation != row.state {
			t.Errorf("with %s: %+v %v", row.name, who, err)
		}
	}
}

func TestListsThatDoNotNameEveryCardAreNotUsed(t *testing.T) {
	region := newOffice(t, "Regione")
	for name, about := range map[string]issuingPoint{
		"of authorities": {CAs: true}, "of others' cards": {Indirect: true}, "of attributes": {Attributes: true},
		"of some reasons": {Reasons: asn1.BitString{Bytes: []byte{0x40}, BitLength: 2}},
	} {
		value, err := asn1.Marshal(about)
		if err != nil {
			t.Fatal(err)
		}
		list := region.List(func(l *x509.RevocationList) {
			l.ExtraExtensions = []pkix.Extension{{Id: oidPoint, Critical: true, Value: value}}
		})
		trust, problems := folder(t, map[string][]byte{"a.cer": region.Certificate.Raw, "list.crl": list})
		if who, err := trust.Read(region.Card(), noon); err != nil || who.Revocation != Unchecked || !slices.Equal(problems, []Problem{{"list.crl", "list_partial"}}) {
			t.Errorf("a list %s counts: %+v %v %v", name, who, err, problems)
		}
	}
}

func TestLargeNumbersAreToldApart(t *testing.T) {
	region := newOffice(t, "Regione")
	large := new(big.Int).Lsh(big.NewInt(7430), 100)
	trust := trusting(t, map[string][]byte{"list.crl": region.List(func(l *x509.RevocationList) {
		l.RevokedCertificateEntries = []x509.RevocationListEntry{{SerialNumber: large, RevocationTime: noon}}
	})}, region)
	if _, err := trust.Read(region.Card(func(c *x509.Certificate) { c.SerialNumber = large }), noon); CodeOf(err) != Revoked {
		t.Error(err)
	}
	if _, err := trust.Read(region.Card(), noon); err != nil {
		t.Error(err)
	}
}
