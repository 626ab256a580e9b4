package pages

import (
	"crypto/x509"
	"encoding/base64"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aula/accounts"
	"aula/accounts/cns/testoffice"
	"aula/accounts/federation"
)

// counter is an academy that takes cards from a proxy at an address.
func openCounter(t *testing.T, proxy, elsewhere string) (door, *testoffice.Office) {
	t.Helper()
	region, dir := testoffice.New(t, "Regione"), t.TempDir()
	for name, content := range map[string][]byte{"a.cer": region.Certificate.Raw, "a.crl": region.List(nil)} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := federation.NewCNS(federation.CNSSettings{Proxies: []netip.Prefix{netip.MustParsePrefix(proxy)}, Folder: dir, URL: elsewhere}, testoffice.Noon)
	if err != nil {
		t.Fatal(err)
	}
	d := openDoor(t, func(o *Options) { o.CNS = c })
	d.app.Settings().Meta.AppURL = d.url
	accounts.MeasureSessionsBy(d.app, func() time.Time { return testoffice.Noon })
	return d, region
}

// showing adds a card to whatever a browser asks, and says at which host it was asked, as a proxy does.
type showing struct {
	card *x509.Certificate
	host string // empty: the address's
}

func (s *showing) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Host = s.host
	if s.card != nil {
		r.Header.Set(federation.CNSHeader, base64.StdEncoding.EncodeToString(s.card.Raw))
	}
	return http.DefaultTransport.RoundTrip(r)
}

func TestWhoeverShowsACardComesIn(t *testing.T) {
	d, region := openCounter(t, "127.0.0.1/32", "")
	v := d.visitor(t)
	v.Transport = &showing{card: region.Card()}
	at, status, body := v.page("/sign-in")
	v.found("/sign-in", http.StatusOK, at, status, body, "Entra con la tessera sanitaria o CNS", `href="/cns/enter"`)
	at, status, body = v.page("/cns/enter?next=/courses")
	v.found("/sign-in/identity", http.StatusOK, at, status, body, "Mario Rossi", "Tessera sanitaria o CNS")
	at, status, body = v.send("/sign-in/identity/new", "email", "mario@example.org")
	v.found("/courses", http.StatusOK, at, status, body, "Mario Rossi")
}

const cardHost = "cns.accademia.example.it"

func TestACardIsReadAtAHostNameOfItsOwn(t *testing.T) {
	d, region := openCounter(t, "127.0.0.1/32", "https://"+cardHost)
	v := d.visitor(t)
	res := v.once(http.MethodGet, "/cns/enter?next=/courses", nil)
	address, is := strings.CutPrefix(res.Header.Get("Location"), "https://"+cardHost)
	if res.StatusCode != http.StatusFound || !is {
		t.Fatalf("it leads to %q", res.Header.Get("Location"))
	}
	there := d.visitor(t) // the same browser, whose cookies do not go to another host
	there.Transport = &showing{region.Card(), cardHost}
	there.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := there.Get(d.url + address)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	ticket, is := strings.CutPrefix(res.Header.Get("Location"), d.url)
	if res.StatusCode != http.StatusSeeOther || !is {
		t.Fatalf("it leads on to %q", res.Header.Get("Location"))
	}
	if _, status, _ := d.visitor(t).page(ticket); status != http.StatusForbidden {
		t.Errorf("another browser comes in by the ticket: %d", status)
	}

	res = v.once(http.MethodGet, "/cns/enter", nil)
	address, _ = strings.CutPrefix(res.Header.Get("Location"), "https://"+cardHost)
	there.Transport = &showing{host: cardHost}
	at, status, body := there.page(address)
	there.found(federation.CNSCard, http.StatusForbidden, at, status, body, "nessuna tessera", `href="`+d.url+`/cns/enter"`, `href="`+d.url+`/sign-in"`)
}

func TestWhyACardDoesNotLetIn(t *testing.T) {
	other := testoffice.New(t, "Altra")
	rows := []struct {
		name, proxy, words string
		card               func(*testoffice.Office) *x509.Certificate
	}{
		{"none", "127.0.0.1/32", "nessuna tessera", func(*testoffice.Office) *x509.Certificate { return nil }},
		{"written by a browser", "10.0.0.1/32", "non si fida", func(o *testoffice.Office) *x509.Certificate { return o.Card() }},
		{"of an unknown authority", "127.0.0.1/32", "Non conosciamo", func(*testoffice.Office) *x509.Certificate { return other.Card() }},
		{"expired", "127.0.0.1/32", "scaduta", func(o *testoffice.Office) *x509.Certificate {
			return o.Card(func(c *x509.Certificate) { c.NotAfter = testoffice.Noon.Add(-time.Hour) })
		}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			d, region := openCounter(t, row.proxy, "")
			v := d.visitor(t)
			v.Transport = &showing{card: row.card(region)}
			at, status, body := v.page("/cns/enter?next=/courses")
			v.found(federation.CNSCard, http.StatusForbidden, at, status, body, row.words, "Riprova", "/sign-in?next=%2Fcourses")
			if strings.Contains(body, "RSSMRA") {
				t.Error("it shows the tax code")
			}
			address := v.once(http.MethodGet, "/cns/enter", nil).Header.Get("Location")
			for _, want := range []int{http.StatusForbidden, http.StatusForbidden} {
				if _, status, _ := v.page(address); status != want {
					t.Errorf("a question that was answered is answered again: %d", status)
				}
			}
		})
	}
}

func TestACardAnswersAQuestionOfOursOnce(t *testing.T) {
	d, region := openCounter(t, "127.0.0.1/32", "")
	v := d.visitor(t)
	v.Transport = &showing{card: region.Card()}
	at, status, body := v.page(federation.CNSCard + "?question=guessed")
	v.found(federation.CNSCard, http.StatusForbidden, at, status, body, "non è cominciato qui")
	address := v.once(http.MethodGet, "/cns/enter", nil).Header.Get("Location")
	if at, status, _ := v.page(address); status != http.StatusOK {
		t.Fatalf("%d at %s", status, at)
	}
	at, status, body = v.page(address)
	v.found(federation.CNSCard, http.StatusForbidden, at, status, body, "già stato usato")
}

func TestWithoutAuthoritiesThereIsNoWayByCard(t *testing.T) {
	d := openDoor(t)
	v := d.visitor(t)
	if _, status, body := v.page("/sign-in"); status != http.StatusOK || strings.Contains(body, "/cns/") {
		t.Error("there is a button")
	}
	if _, status, _ := v.page("/cns/enter"); status != http.StatusNotFound {
		t.Errorf("there is a way: %d", status)
	}
}

func TestACardIsReadAtNoOtherHostName(t *testing.T) {
	d, region := openCounter(t, "127.0.0.1/32", "https://"+cardHost)
	right, v := strings.ToUpper(cardHost)+":8443", d.visitor(t)
	address := strings.TrimPrefix(v.once(http.MethodGet, "/cns/enter?next=/courses", nil).Header.Get("Location"), "https://"+cardHost)
	for _, host := range []string{"", "accademia.example.it", cardHost + ".evil.example", right} { // a refusal uses the question up for nobody
		there := d.visitor(t)
		there.Transport = &showing{region.Card(), host}
		there.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		at, status, body := there.page(address)
		if host == right {
			if status != http.StatusSeeOther {
				t.Errorf("at %q: %d", host, status)
			}
			continue
		}
		there.found(federation.CNSCard, http.StatusForbidden, at, status, body, "non è cominciato qui", `href="`+d.url+`/cns/enter?next=%2Fcourses"`)
		if strings.Contains(body, "RSSMRA") {
			t.Error("it shows the tax code")
		}
	}
}
