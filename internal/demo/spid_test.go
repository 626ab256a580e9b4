package demo

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"aula/accounts/spid"
	"aula/accounts/taxcode"
)

const demoBase = "http://127.0.0.1:8090/demo/spid"

var demoNoon = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

// counter is a service that meets the demonstration provider over HTTP.
type counter struct {
	*testing.T
	service   *spid.Service
	providers []spid.Provider
	idp       *IdentityProvider
}

func newCounter(t *testing.T) counter {
	t.Helper()
	c := counter{T: t, service: &spid.Service{
		EntityID: "http://127.0.0.1:8090/spid/metadata", Name: "Aula", Assertions: "http://127.0.0.1:8090/spid/response",
		Logout: "http://127.0.0.1:8090/spid/logout", Attributes: spid.DefaultAttributes(),
		Organisation: spid.Organisation{Name: "Prova", DisplayName: "Prova", URL: "http://127.0.0.1:8090/", IPA: "prova", Locality: "Prova", Mail: "a@prova.example"},
	}}
	var err error
	if c.service.Key, c.service.Certificate, err = spid.SelfSigned(c.service.EntityID, c.service.Organisation, demoNoon); err != nil {
		t.Fatal(err)
	}
	if c.idp, err = NewIdentityProvider(demoBase, c.service.Assertions, c.service.Logout, func() time.Time { return demoNoon }); err != nil {
		t.Fatal(err)
	}
	if c.providers, err = spid.ReadProviders(c.open("GET", demoBase+"/metadata", nil, http.StatusOK)); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c counter) open(method, address string, form url.Values, want int) []byte {
	c.Helper()
	r := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	c.idp.ServeHTTP(w, r)
	policy := w.Header().Get("Content-Security-Policy")
	if w.Code != want || !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "script") || strings.Contains(policy, "unsafe") {
		c.Fatalf("%s %.80s: %d, %s\n%s", method, address, w.Code, policy, w.Body)
	}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") && !strings.Contains(w.Body.String(), "Dimostrazione: questo non è SPID") {
		c.Errorf("%s does not say that it is a demonstration", address)
	}
	return w.Body.Bytes()
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// fields reads the hidden fields of a page, as a browser would send them on.
func fields(page []byte) url.Values {
	form := url.Values{}
	for _, m := range hidden.FindAllSubmatch(page, -1) {
		form.Set(string(m[1]), strings.NewReplacer("&#43;", "+", "&amp;", "&").Replace(string(m[2])))
	}
	return form
}

// meet asks at a level and answers the provider's page with a button of it.
func (c counter) meet(level spid.Level, prefer spid.Binding, key, value string) (spid.Request, url.Values) {
	c.Helper()
	c.service.Prefer = prefer
	request, err := c.service.Request(c.providers[0], level, spid.Minimum, demoNoon, "a&b+c")
	if err != nil {
		c.Fatal(err)
	}
	var page []byte
	if prefer == spid.Post {
		form := url.Values{}
		for _, f := range request.Sending.Fields {
			form.Set(f.Name, f.Value)
		}
		page = c.open("POST", request.Sending.URL, form, http.StatusOK)
	} else {
		page = c.open("GET", request.Sending.URL, nil, http.StatusOK)
	}
	form := fields(page)
	form.Set("level", level.String())
	form.Set(key, value)
	answer := c.open("POST", demoBase+"/answer", form, http.StatusOK)
	if !strings.Contains(string(answer), `action="`+c.service.Assertions+`"`) {
		c.Errorf("the answer goes elsewhere: %s", answer)
	}
	return request, fields(answer)
}

func TestInventedPeopleEnterByTheDemonstrationProvider(t *testing.T) {
	c := newCounter(t)
	for _, prefer := range []spid.Binding{spid.Redirect, spid.Post} {
		for _, citizen := range Citizens {
			request, form := c.meet(2, prefer, "person", citizen.SpidCode)
			who, err := c.service.Judge(c.providers, request, form.Get("SAMLResponse"), demoNoon)
			if err != nil || who.TaxCode != citizen.TaxCode || who.Name != citizen.Name || form.Get("RelayState") != "a&b+c" {
				t.Errorf("%s: %v, %v, relay state %q", citizen.Name, who, err, form.Get("RelayState"))
			}
		}
	}
}

func TestEveryReasonOfTheTableCanBeShown(t *testing.T) {
	c := newCounter(t)
	for number, want := range map[string]spid.Code{
		"19": spid.CodeWrongCredentials, "20": spid.CodeNoSuchLevel, "21": spid.CodeTimedOut,
		"22": spid.CodeNoConsent, "23": spid.CodeSuspended, "25": spid.CodeCancelled,
	} {
		request, form := c.meet(2, spid.Redirect, "error", number)
		if _, err := c.service.Judge(c.providers, request, form.Get("SAMLResponse"), demoNoon); spid.CodeOf(err) != want {
			t.Errorf("error %s: %v", number, err)
		}
	}
}

func TestTheDemonstrationProviderEndsSessions(t *testing.T) {
	c := newCounter(t)
	session := spid.Session{Provider: demoBase, NameID: "_x", NameQualifier: demoBase, Index: "_y"}
	request, err := c.service.EndSession(c.providers[0], session, demoNoon, "")
	if err != nil {
		t.Fatal(err)
	}
	form := fields(c.open("GET", request.Sending.URL, nil, http.StatusOK))
	if err := c.service.JudgeLogout(c.providers, request, spid.Received{Form: form.Get("SAMLResponse")}, demoNoon); err != nil {
		t.Error(err)
	}
}

func TestWhatIsNoRequestGetsAPageThatSaysSo(t *testing.T) {
	c := newCounter(t)
	c.open("GET", demoBase+"/sign-on", nil, http.StatusBadRequest)
	c.open("GET", demoBase+"/sign-on?SAMLRequest=hello", nil, http.StatusBadRequest)
	c.open("POST", demoBase+"/sign-on", url.Values{"SAMLRequest": {"PGEvPg=="}}, http.StatusBadRequest)
	c.open("POST", demoBase+"/answer", url.Values{"id": {"_x"}, "level": {"x"}, "person": {"DEMO0000000001"}}, http.StatusBadRequest)
	c.open("POST", demoBase+"/answer", url.Values{"id": {"_x"}, "level": {levels[0].Value}, "person": {"nobody"}}, http.StatusBadRequest)
	c.open("GET", demoBase+"/logout", nil, http.StatusBadRequest)
	c.open("GET", demoBase+"/elsewhere", nil, http.StatusNotFound)
}

func TestInventedTaxCodesAreWellFormed(t *testing.T) {
	for _, citizen := range Citizens {
		if _, err := taxcode.Parse(citizen.TaxCode); err != nil {
			t.Errorf("%s: %v", citizen.Name, err)
		}
	}
}
