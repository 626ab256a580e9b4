package federation_test

import (
	"crypto/x509"
	"encoding/base64"
	"errors"
	"math/big"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"aula/accounts"
	"aula/accounts/cns"
	"aula/accounts/cns/testoffice"
	"aula/accounts/federation"
)

var noon = testoffice.Noon

// cards are taken from a folder with files, by a proxy at 10.0.0.1.
func cards(t *testing.T, unchecked bool, files map[string][]byte) (*federation.CNS, string) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := federation.NewCNS(federation.CNSSettings{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.1/32")}, Folder: dir, Unchecked: unchecked}, noon)
	if err != nil {
		t.Fatal(err)
	}
	return c, dir
}

func show(c *federation.CNS, card *x509.Certificate, from string, now time.Time) (federation.Arrival, error) {
	r := httptest.NewRequest("GET", federation.CNSCard, nil)
	r.RemoteAddr = from
	r.Header.Set("X-Forwarded-For", "10.0.0.1") // is nobody's address
	if card != nil {
		r.Header.Set(federation.CNSHeader, base64.StdEncoding.EncodeToString(card.Raw))
	}
	return c.Read(r.Header, r.RemoteAddr, now)
}

func TestWhoShowsACardIsAttested(t *testing.T) {
	region := testoffice.New(t, "Regione")
	c, _ := cards(t, false, map[string][]byte{"a.cer": region.Certificate.Raw, "a.crl": region.List(nil)})
	a, err := show(c, region.Card(), "10.0.0.1:4711", noon)
	if err != nil || a.Attestation.TaxCode.Full() != "RSSMRA80A01H501U" || a.Attestation.Kind != accounts.ByCNS || a.Attestation.Issuer != "Regione Esempio" || !a.Strong {
		t.Errorf("%+v: %v", a, err)
	}
}

func TestWhichCardsAreRefused(t *testing.T) {
	region, other := testoffice.New(t, "Regione"), testoffice.New(t, "Altra")
	files := map[string][]byte{"a.cer": region.Certificate.Raw, "a.crl": region.List(nil, 666)}
	with := func(change func(*x509.Certificate)) *x509.Certificate { return region.Card(change) }
	rows := []struct {
		name string
		card *x509.Certificate
		from string
		want error
	}{
		{"none", nil, "10.0.0.1:1", cns.Missing},
		{"from an address that is no proxy", region.Card(), "10.0.0.2:1", cns.Foreign},
		{"from an address that is none", region.Card(), "@", cns.Foreign},
		{"of another authority", other.Card(), "10.0.0.1:1", cns.Untrusted},
		{"expired", with(func(c *x509.Certificate) { c.NotAfter = noon.Add(-time.Hour) }), "10.0.0.1:1", cns.Expired},
		{"revoked", with(func(c *x509.Certificate) { c.SerialNumber = big.NewInt(666) }), "10.0.0.1:1", cns.Revoked},
		{"for signing", with(func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageContentCommitment }), "10.0.0.1:1", cns.NotCNS},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			c, _ := cards(t, false, files)
			if a, err := show(c, row.card, row.from, noon); !errors.Is(err, row.want) {
				t.Errorf("%+v comes in: %v", a, err)
			}
		})
	}
}

func TestACardThatNobodyCouldLookUpIsTakenOnlyWhereTheOperatorSaysSo(t *testing.T) {
	region := testoffice.New(t, "Regione")
	for _, files := range []map[string][]byte{
		{"a.cer": region.Certificate.Raw},
		{"a.cer": region.Certificate.Raw, "old.crl": region.List(func(l *x509.RevocationList) { l.NextUpdate = noon.Add(-time.Minute) })},
	} {
		strict, _ := cards(t, false, files)
		if _, err := show(strict, region.Card(), "10.0.0.1:1", noon); !errors.Is(err, federation.ErrUnchecked) {
			t.Errorf("it says %v", err)
		}
		lax, _ := cards(t, true, files)
		if _, err := show(lax, region.Card(), "10.0.0.1:1", noon); err != nil {
			t.Error(err)
		}
	}
}

func TestTheFolderIsReadAgain(t *testing.T) {
	region := testoffice.New(t, "Regione")
	c, dir := cards(t, false, map[string][]byte{"a.cer": region.Certificate.Raw, "a.crl": region.List(nil)})
	if err := os.WriteFile(filepath.Join(dir, "a.crl"), region.List(nil, 7430), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := show(c, region.Card(), "10.0.0.1:1", noon.Add(time.Minute)); err != nil {
		t.Errorf("within ten minutes it is read again: %v", err)
	}
	if _, err := show(c, region.Card(), "10.0.0.1:1", noon.Add(10*time.Minute)); !errors.Is(err, cns.Revoked) {
		t.Errorf("a new list is not noticed: %v", err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := show(c, region.Card(), "10.0.0.1:1", noon.Add(20*time.Minute)); !errors.Is(err, cns.Revoked) {
		t.Errorf("without the folder it says %v", err)
	}
	if state, err := c.State(noon.Add(30 * time.Minute)); err == nil || state.Authorities != 1 || state.Lists != 1 || state.Old != 0 {
		t.Errorf("the state is %+v: %v", state, err)
	}
	if state, _ := c.State(noon.Add(24 * time.Hour)); state.Old != 1 {
		t.Errorf("an old list is not noticed: %+v", state)
	}
}

func TestNobodyIsLetInByAFolderThatIsNotThere(t *testing.T) {
	if _, err := federation.NewCNS(federation.CNSSettings{Folder: filepath.Join(t.TempDir(), "none")}, noon); err == nil {
		t.Error("it is taken")
	}
}
