package demo

import (
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"aula/accounts/spid"
	"aula/accounts/spid/testidp"
)

//go:embed gestore
var gestore embed.FS

var gestorePages = template.Must(template.ParseFS(gestore, "gestore/*.html"))

// IdentityProvider is the demonstration of SPID: whoever comes chooses an invented person and is believed. It is for
// loopback only, says on every page that it is none of the real providers, and answers one service alone.
type IdentityProvider struct {
	idp       *testidp.IdP
	responses string // the service's address for responses, and the only one that they go to
	logout    string
	now       func() time.Time
	mux       *http.ServeMux
}

// SPIDPath is where the provider's pages lie in the demo academy.
const SPIDPath = "/demo/spid"

// NewIdentityProvider makes a provider whose pages lie under base, an address of this academy such as
// http://127.0.0.1:8090/demo/spid, with a key that lives as long as it does.
func NewIdentityProvider(base, responses, logout string, now func() time.Time) (*IdentityProvider, error) {
	idp, err := testidp.New(base, "Gestore dimostrativo", now())
	if err != nil {
		return nil, fmt.Errorf("make the demonstration provider: %w", err)
	}
	at, err := url.Parse(base)
	if err != nil {
		return nil, fmt.Errorf("make the demonstration provider: %w", err)
	}
	p := &IdentityProvider{idp: idp, responses: responses, logout: logout, now: now, mux: http.NewServeMux()}
	p.mux.HandleFunc("GET "+at.Path+"/metadata", p.metadata)
	p.mux.HandleFunc("GET "+at.Path+"/style.css", p.style)
	p.mux.HandleFunc(at.Path+"/sign-on", p.ask)
	p.mux.HandleFunc("POST "+at.Path+"/answer", p.answer)
	p.mux.HandleFunc(at.Path+"/logout", p.end)
	return p, nil
}

// Metadata describes the provider, to be imported as those of a real one are.
func (p *IdentityProvider) Metadata() []byte { return p.idp.Metadata() }

// Provider is how services know it.
func (p *IdentityProvider) Provider() (spid.Provider, error) {
	all, err := spid.ReadProviders(p.Metadata())
	if err != nil {
		return spid.Provider{}, fmt.Errorf("read the demonstration provider: %w", err)
	}
	return all[0], nil
}

func (p *IdentityProvider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self' "+origin(p.responses)+"; frame-ancestors 'none'; base-uri 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	r.Body = http.MaxBytesReader(w, r.Body, 256<<10)
	p.mux.ServeHTTP(w, r)
}

func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

func (p *IdentityProvider) metadata(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/samlmetadata+xml")
	w.Write(p.Metadata())
}

func (p *IdentityProvider) style(w http.ResponseWriter, r *http.Request) {
	http.ServeFileFS(w, r, gestore, "gestore/style.css")
}

// choice is the page that asks who comes.
type choice struct {
	Base     string
	Question testidp.Question
	People   []Citizen
	Levels   []level
	Errors   []failure
}

// ask shows the invented people to whoever brings a request.
func (p *IdentityProvider) ask(w http.ResponseWriter, r *http.Request) {
	q, err := p.question(r)
	if err != nil || q.ID == "" || !isLevel(q.Level) {
		p.show(w, http.StatusBadRequest, "wrong.html", p.idp.EntityID)
		return
	}
	p.show(w, http.StatusOK, "ask.html", choice{Base: p.idp.EntityID, Question: q, People: Citizens, Levels: levels, Errors: failures})
}

func (p *IdentityProvider) question(r *http.Request) (testidp.Question, error) {
	if r.Method == http.MethodPost {
		if err := r.ParseForm(); err != nil {
			return testidp.Question{}, err
		}
		return testidp.ReadForm(r.PostForm)
	}
	return testidp.ReadQuery(r.URL.Query())
}

// parcel is the page that takes an answer to the service: a browser without scripts needs a button for that.
type parcel struct {
	Base, Address, Field, Message, RelayState string
	Person                                    *Citizen
	Failure                                   *failure
}

// answer signs what was chosen: a person, or an error.
func (p *IdentityProvider) answer(w http.ResponseWriter, r *http.Request) {
	q := testidp.Question{
		ID: r.PostFormValue("id"), Issuer: r.PostFormValue("issuer"), Level: r.PostFormValue("level"),
		RelayState: r.PostFormValue("relay"), Answer: p.responses,
	}
	page := parcel{Base: p.idp.EntityID, Address: p.responses, Field: "SAMLResponse", RelayState: q.RelayState}
	var err error
	if number := r.PostFormValue("error"); number != "" {
		page.Failure = find(failures, func(f failure) bool { return strconv.Itoa(f.Number) == number })
	} else {
		page.Person = find(Citizens, func(c Citizen) bool { return c.SpidCode == r.PostFormValue("person") })
	}
	switch {
	case q.ID == "" || !isLevel(q.Level) || page.Person == nil && page.Failure == nil:
		p.show(w, http.StatusBadRequest, "wrong.html", p.idp.EntityID)
		return
	case page.Failure != nil:
		page.Message, err = p.idp.Fail(q, page.Failure.Number, p.now(), testidp.Spoil{})
	default:
		page.Message, err = p.idp.Respond(q, page.Person.attributes(), p.now(), testidp.Spoil{})
	}
	if err != nil {
		p.show(w, http.StatusInternalServerError, "wrong.html", p.idp.EntityID)
		return
	}
	p.show(w, http.StatusOK, "parcel.html", page)
}

// end ends a session, of which there are none here: it only answers.
func (p *IdentityProvider) end(w http.ResponseWriter, r *http.Request) {
	q, err := p.question(r)
	if err != nil || q.ID == "" {
		p.show(w, http.StatusBadRequest, "wrong.html", p.idp.EntityID)
		return
	}
	q.Answer = p.logout
	page := parcel{Base: p.idp.EntityID, Address: p.logout, Field: "SAMLResponse", RelayState: q.RelayState}
	if page.Message, err = p.idp.EndSession(q, p.now(), testidp.Spoil{}); err != nil {
		p.show(w, http.StatusInternalServerError, "wrong.html", p.idp.EntityID)
		return
	}
	p.show(w, http.StatusOK, "parcel.html", page)
}

func (p *IdentityProvider) show(w http.ResponseWriter, status int, page string, view any) {
	var text strings.Builder
	if err := gestorePages.ExecuteTemplate(&text, page, view); err != nil {
		http.Error(w, "la pagina non si compone", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write([]byte(text.String()))
}

// level is one of SPID's, as requests write it and as people read it.
type level struct{ Value, Label string }

var levels = []level{
	{spid.Level(1).String(), "1: password"}, {spid.Level(2).String(), "2: password e codice"}, {spid.Level(3).String(), "3: anche un dispositivo tuo"},
}

func isLevel(value string) bool {
	return slices.ContainsFunc(levels, func(l level) bool { return l.Value == value })
}

func find[T any](list []T, is func(T) bool) *T {
	if i := slices.IndexFunc(list, is); i >= 0 {
		return &list[i]
	}
	return nil
}
