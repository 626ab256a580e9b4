package pages

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts/federation"
	"aula/accounts/spid"
	"aula/accounts/spid/testidp"
	"aula/internal/testapp"
	"aula/organisations"
)

// Keys are slow to make: all tests share these.
var (
	aProvider = sync.OnceValues(func() (*testidp.IdP, error) {
		return testidp.New("https://idp.example.it", "Gestore di prova", time.Now())
	})
	ourSeal = sync.OnceValues(func() ([]byte, error) {
		folder, err := os.MkdirTemp("", "aula-seal")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(folder)
		if err := federation.MakeSeal(folder, "https://aula.example.it", spid.Organisation{
			Name: "Centro di prova", DisplayName: "Centro di prova", IPA: "c_prova", Locality: "Prova",
		}, time.Now()); err != nil {
			return nil, err
		}
		return os.ReadFile(filepath.Join(folder, federation.SealFile))
	})
)

// federated is a door with one provider of SPID.
type federated struct {
	door
	idp    *testidp.IdP
	office *federation.Office
}

func openFederated(t *testing.T) federated {
	t.Helper()
	idp, err := aProvider()
	if err != nil {
		t.Fatal(err)
	}
	seal, err := ourSeal()
	if err != nil {
		t.Fatal(err)
	}
	f := federated{idp: idp, office: &federation.Office{Folder: t.TempDir(), Vault: testapp.Vault(t)}}
	if err := os.WriteFile(filepath.Join(f.office.Folder, federation.SealFile), seal, 0o600); err != nil {
		t.Fatal(err)
	}
	f.door = openDoor(t, func(o *Options) { o.Federation, o.Vault = f.office, f.office.Vault })
	centre, err := organisations.CentreOf(f.app)
	if err != nil {
		t.Fatal(err)
	}
	ready := *centre
	ready.IPA, ready.URL, ready.SPID = "c_prova", f.url, organisations.SPID{Town: "Prova", Mail: "spid@example.it"}
	if err := organisations.Save(f.app, ready); err != nil {
		t.Fatal(err)
	}
	if err := moveTo(f.app, f.url); err != nil {
		t.Fatal(err)
	}
	if _, err := federation.Import(f.app, idp.Metadata()); err != nil {
		t.Fatal(err)
	}
	return f
}

// moveTo makes this the address at which the academy is read.
func moveTo(app core.App, address string) error {
	settings, err := app.Settings().Clone()
	if err != nil {
		return err
	}
	settings.Meta.AppURL = address
	return app.Save(settings)
}

// citizen is somebody whom the provider knows.
type citizen struct{ code, given, family, tax, email string }

var giulia = citizen{"PROV0000000001", "Giulia", "Conti", "CNTGLI85C54L219B", "giulia@posta.example"}

func (c citizen) attributes() []testidp.Attribute {
	return []testidp.Attribute{
		{Name: "spidCode", Value: c.code}, {Name: "name", Value: c.given}, {Name: "familyName", Value: c.family},
		{Name: "fiscalNumber", Value: "TINIT-" + c.tax}, {Name: "email", Value: c.email},
	}
}

// leave goes to the provider from a page with SPID's button, and returns what it is asked.
func (v *visitor) leave(page string) testidp.Question {
	v.Helper()
	_, _, body := v.page(page)
	found := regexp.MustCompile(`href="(/spid/enter\?[^"]+)"`).FindStringSubmatch(body)
	if found == nil {
		v.Fatalf("no provider to choose on %s:\n%s", page, mainOf(body))
	}
	return v.asked(strings.ReplaceAll(found[1], "&amp;", "&"))
}

func (v *visitor) asked(link string) testidp.Question {
	v.Helper()
	res := v.once(http.MethodGet, link, nil)
	at, err := url.Parse(res.Header.Get("Location"))
	if err != nil || res.StatusCode != http.StatusFound {
		v.Fatalf("%s: %d to %s, %v", link, res.StatusCode, at, err)
	}
	q, err := testidp.ReadQuery(at.Query())
	if err != nil {
		v.Fatal(err)
	}
	q.Answer = v.url + federation.AssertionsPath
	return q
}

// once asks without following where the answer leads.
func (v *visitor) once(method, path string, form url.Values) *http.Response {
	v.Helper()
	req, err := http.NewRequestWithContext(v.Context(), method, v.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	c := v.Client
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := c.Do(req)
	if err != nil {
		v.Fatal(err)
	}
	v.Cleanup(func() { res.Body.Close() })
	return res
}

// bring posts the provider's answer as browsers do: from its site, and therefore without our cookies; then they go on with them.
func (v *visitor) bring(form string) (at string, status int, body string) {
	v.Helper()
	bare := &visitor{v.T, v.door, http.Client{Transport: fromElsewhere{}}}
	res := bare.once(http.MethodPost, federation.AssertionsPath, url.Values{"SAMLResponse": {form}})
	if next := res.Header.Get("Location"); next != "" {
		return v.page(next)
	}
	return v.read(res)
}

// fromElsewhere marks a request as one that another site's page makes.
type fromElsewhere struct{}

func (fromElsewhere) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.Header.Set("Origin", "https://idp.example.it")
	return http.DefaultTransport.RoundTrip(r)
}

// answer is what the provider says of somebody.
func (f federated) answer(t *testing.T, q testidp.Question, who citizen, spoil testidp.Spoil) string {
	t.Helper()
	form, err := f.idp.Respond(q, who.attributes(), time.Now(), spoil)
	if err != nil {
		t.Fatal(err)
	}
	return form
}

// enter goes the whole way.
func (f federated) enter(t *testing.T, v *visitor, page string, who citizen) (at string, status int, body string) {
	t.Helper()
	return v.bring(f.answer(t, v.leave(page), who, testidp.Spoil{}))
}
