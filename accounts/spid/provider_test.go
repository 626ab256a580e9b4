package spid_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"aula/accounts/spid"
	"aula/accounts/spid/testidp"
)

func TestProvidersAreReadFromOneFileOrTheRegistry(t *testing.T) {
	w := newWorld(t)
	other := &testidp.IdP{EntityID: "https://altro.example.it", Name: "Altro gestore", Signer: stranger}
	one := string(w.idp.Metadata())
	registry := `<?xml version="1.0" encoding="UTF-8"?><md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" validUntil="2027-01-01T00:00:00Z">
		<!-- a service, which is passed over -->
		<md:EntityDescriptor entityID="https://servizio.example.it"><md:SPSSODescriptor/></md:EntityDescriptor>` +
		one + string(other.Metadata()) + `</md:EntitiesDescriptor>`
	providers, err := spid.ReadProviders([]byte(registry))
	if err != nil || len(providers) != 2 {
		t.Fatalf("%d providers, %v", len(providers), err)
	}
	p := providers[1]
	if p.EntityID != other.EntityID || p.Name != "Altro gestore" || p.SignOn[spid.Post].Location != other.SignOn() ||
		p.Logout[spid.Redirect].Location != other.Logout() || len(p.Certificates) != 1 {
		t.Errorf("got %+v", p)
	}
	if !p.Expires.Equal(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)) || p.Expired(noon) || !p.Expired(p.Expires) {
		t.Errorf("expires %v", p.Expires)
	}
	if !p.CertificateEnds().Equal(noon.AddDate(1, 0, 0)) {
		t.Errorf("certificate ends %v", p.CertificateEnds())
	}
}

func TestAMetadataFileThatIsWrongIsRefusedWithPlaceAndRemedy(t *testing.T) {
	w := newWorld(t)
	good := string(w.idp.Metadata())
	replace := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("nothing to replace: %s", old)
		}
		return strings.ReplaceAll(good, old, new)
	}
	for _, row := range []struct{ name, file, want string }{
		{"no XML", "hello", "malformed"},
		{"a document type", "<!DOCTYPE x>" + good, "malformed"},
		{"too large", good + strings.Repeat(" ", 9<<20), "too_large"},
		{"no entityID", replace(`entityID="https://idp.example.it"`, ``), "entityID is missing"},
		{"no certificate", replace(`use="signing"`, `use="encryption"`), "KeyDescriptor: no certificate"},
		{"a broken certificate", replace(`<ds:X509Certificate>MII`, `<ds:X509Certificate>AAA`), "X509Certificate 1: not a certificate"},
		{"a certificate that is no base64", replace(`<ds:X509Certificate>`, `<ds:X509Certificate>?`), "X509Certificate 1: not base64"},
		{"no sign-on", replace(`SingleSignOnService`, `Other`), "SingleSignOnService: no address"},
		{"an address without TLS", replace(`Location="https://idp.example.it/sign-on"`, `Location="http://idp.example.it/sign-on"`), "SingleSignOnService: an address that is not https"},
		{"a logout address that runs a script", replace(`Location="https://idp.example.it/logout"`, `Location="javascript:alert(1)"`), "SingleLogoutService: an address"},
		{"an expiry that is no time", replace(`entityID=`, `validUntil="soon" entityID=`), "validUntil: not a time"},
		{"a provider twice", `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">` + good + good + `</md:EntitiesDescriptor>`, "twice"},
	} {
		if providers, err := spid.ReadProviders([]byte(row.file)); providers != nil || err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: got %v, want %q", row.name, err, row.want)
		}
	}
	if _, err := spid.ReadProviders([]byte(replace("IDPSSODescriptor", "SPSSODescriptor"))); !errors.Is(err, spid.ErrNoProvider) {
		t.Errorf("a service's metadata: %v", err)
	}
}

func TestNamesAndPagesOfProvidersAreFitToBeShown(t *testing.T) {
	w := newWorld(t)
	for _, row := range []struct{ name, page, wantName, wantPage string }{
		{"Gestore\n    di prova", "https://www.example.it/", "Gestore di prova", "https://www.example.it/"},
		{"", "http://www.example.it", w.idp.EntityID, "http://www.example.it"},
		{"Gestore", "javascript:alert(1)", "Gestore", ""},
		{"Gestore", "https//www.example.it", "Gestore", ""},
	} {
		file := strings.Replace(string(w.idp.Metadata()), ">Gestore di prova</md:OrganizationDisplayName>",
			">"+row.name+`</md:OrganizationDisplayName><md:OrganizationURL xml:lang="it">`+row.page+`</md:OrganizationURL>`, 1)
		providers, err := spid.ReadProviders([]byte(file))
		if err != nil || providers[0].Name != row.wantName || providers[0].URL != row.wantPage {
			t.Errorf("%q, %q: got %q, %q, %v", row.name, row.page, providers[0].Name, providers[0].URL, err)
		}
	}
}
