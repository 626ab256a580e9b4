package spid_test

import (
	"testing"
	"time"

	"github.com/beevik/etree"

	"aula/accounts/spid"
	"aula/accounts/spid/testidp"
)

// noon is when all of this happens: no test reads a clock.
var noon = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

// world is a service, a provider that it knows, and a question that waits for its answer.
type world struct {
	testing.TB
	service   *spid.Service
	idp       *testidp.IdP
	providers []spid.Provider
	request   spid.Request
	question  testidp.Question
}

var (
	organisation = spid.Organisation{
		Name: "Città metropolitana di Prova", DisplayName: "Città di Prova", URL: "https://aula.example.it/",
		IPA: "cm_prova", Locality: "Prova", Mail: "spid@prova.example.it", Phone: "+390110000000",
	}
	// Keys are slow to make: one world serves all tests, which change nothing in it.
	ourKey, ourCertificate, keyError = spid.SelfSigned("https://aula.example.it/spid/metadata", organisation, noon)
	ourIdP, idpError                 = testidp.New("https://idp.example.it", "Gestore di prova", noon)
	stranger, strangerError          = testidp.NewSigner(2048, noon)
)

var giulia = []testidp.Attribute{
	{Name: "spidCode", Value: "PROV0000000001"}, {Name: "name", Value: "Giulia"}, {Name: "familyName", Value: "Bianchi Verdi"},
	{Name: "fiscalNumber", Value: "TINIT-BNCGLI85T41L219X"}, {Name: "email", Value: "giulia@example.it"},
}

func newWorld(t testing.TB) *world {
	t.Helper()
	for _, err := range []error{keyError, idpError, strangerError} {
		if err != nil {
			t.Fatal(err)
		}
	}
	w := &world{TB: t, idp: ourIdP, service: &spid.Service{
		EntityID: "https://aula.example.it/spid/metadata", Name: "Aula, l'accademia digitale",
		Assertions: "https://aula.example.it/spid/response", Logout: "https://aula.example.it/spid/logout",
		Attributes: spid.DefaultAttributes(), Organisation: organisation, Key: ourKey, Certificate: ourCertificate,
	}}
	var err error
	if w.providers, err = spid.ReadProviders(w.idp.Metadata()); err != nil {
		t.Fatal(err)
	}
	return w.ask(2, spid.Minimum)
}

func (w *world) ask(level spid.Level, comparison spid.Comparison) *world {
	w.Helper()
	var err error
	if w.request, err = w.service.Request(w.providers[0], level, comparison, noon, "a2f1"); err != nil {
		w.Fatal(err)
	}
	w.question = testidp.Question{ID: w.request.ID, Issuer: w.service.EntityID, Level: level.String(), Answer: w.service.Assertions}
	return w
}

// respond returns the provider's answer about Giulia, spoiled.
func (w *world) respond(spoil testidp.Spoil) string {
	w.Helper()
	form, err := w.idp.Respond(w.question, giulia, noon.Add(10*time.Second), spoil)
	if err != nil {
		w.Fatal(err)
	}
	return form
}

func (w *world) judge(form string) (*spid.Identity, error) {
	return w.service.Judge(w.providers, w.request, form, noon.Add(20*time.Second))
}

// A change is what a row of a table does to a message before it is signed.
type change = func(root *etree.Element)

func at(root *etree.Element, path string) *etree.Element {
	if path == "" {
		return root
	}
	el := root.FindElement("./" + path)
	if el == nil {
		panic("no element " + path)
	}
	return el
}

func set(path, key, value string) change {
	return func(root *etree.Element) { at(root, path).CreateAttr(key, value) }
}

func unset(path, key string) change {
	return func(root *etree.Element) {
		if at(root, path).RemoveAttr(key) == nil {
			panic("no attribute " + path + "/@" + key)
		}
	}
}

func say(path, text string) change {
	return func(root *etree.Element) { at(root, path).SetText(text) }
}

// indent breaks a long value into lines, as programs do that print XML for people.
func indent(path string) change {
	return func(root *etree.Element) {
		value := at(root, path).Text()
		at(root, path).SetText("\n\t    " + value[:64] + "\n\t    " + value[64:] + "\n")
	}
}

func drop(path string) change {
	return func(root *etree.Element) { el := at(root, path); el.Parent().RemoveChild(el) }
}

// hollow leaves the element with its attributes and takes all that is inside.
func hollow(path string) change {
	return func(root *etree.Element) { at(root, path).Child = nil }
}

func both(changes ...change) change {
	return func(root *etree.Element) {
		for _, c := range changes {
			c(root)
		}
	}
}
