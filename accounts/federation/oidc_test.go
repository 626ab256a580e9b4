package federation_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/accounts/oidc"
	"aula/accounts/oidc/testhouse"
	"aula/internal/testapp"
	"aula/internal/vault"
)

func cie(issuer string) federation.OIDCFacts {
	f := federation.Usual(federation.CIE, "CIE")
	f.Issuer, f.ClientID, f.Secret = issuer, testhouse.Client, testhouse.Secret
	return f
}

func add(t *testing.T, app core.App, v *vault.Vault, f federation.OIDCFacts) *federation.OIDCProvider {
	t.Helper()
	var p *federation.OIDCProvider
	err := app.RunInTransaction(func(tx core.App) (err error) { p, err = federation.AddOIDC(tx, v, f); return err })
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func change(app core.App, v *vault.Vault, id string, f federation.OIDCFacts) error {
	return app.RunInTransaction(func(tx core.App) error { return federation.ChangeOIDC(tx, v, id, f) })
}

func TestWhatIsWrongWithAProvider(t *testing.T) {
	app, v := testapp.New(t), testapp.Vault(t)
	add(t, app, v, cie("https://taken.example"))
	rows := []struct {
		name        string
		spoil       func(*federation.OIDCFacts)
		field, code string
	}{
		{"no name", func(f *federation.OIDCFacts) { f.Name = " " }, "name", "required"},
		{"no kind", func(f *federation.OIDCFacts) { f.Kind = "spid" }, "kind", "required"},
		{"no issuer", func(f *federation.OIDCFacts) { f.Issuer = "" }, "issuer", "required"},
		{"plain http", func(f *federation.OIDCFacts) { f.Issuer = "http://proxy.example" }, "issuer", "provider_not_https"},
		{"no address", func(f *federation.OIDCFacts) { f.Issuer = "https://" }, "issuer", "provider_address"},
		{"everybody's issuer", func(f *federation.OIDCFacts) { f.Issuer = "https://login.microsoftonline.com/common/v2.0" }, "issuer", "provider_shared_issuer"},
		{"no client", func(f *federation.OIDCFacts) { f.ClientID = "" }, "client_id", "required"},
		{"a proxy without a level", func(f *federation.OIDCFacts) { f.Levels = nil }, "levels", "required"},
		{"a level with quotes", func(f *federation.OIDCFacts) { f.Levels = []string{`"2"`} }, "levels", "provider_word"},
		{"a scope with quotes", func(f *federation.OIDCFacts) { f.Scopes = []string{`"a"`} }, "scopes", "provider_word"},
		{"a claim with a space", func(f *federation.OIDCFacts) { f.TaxClaim = "tax code" }, "tax_claim", "provider_word"},
		{"an endless name", func(f *federation.OIDCFacts) { f.Name = strings.Repeat("x", 301) }, "name", "long"},
		{"an endless secret", func(f *federation.OIDCFacts) { f.Secret = strings.Repeat("x", 501) }, "client_secret", "long"},
		{"twice", func(f *federation.OIDCFacts) { f.Issuer = "https://taken.example" }, "client_id", "provider_twice"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			f := cie("https://proxy.example")
			row.spoil(&f)
			err := app.RunInTransaction(func(tx core.App) error { _, err := federation.AddOIDC(tx, v, f); return err })
			var problems accounts.Problems
			if !errors.As(err, &problems) || problems[0] != (accounts.Problem{Field: row.field, Code: row.code}) {
				t.Errorf("it says %v", err)
			}
		})
	}
	if all, err := federation.ListOIDC(app); err != nil || len(all) != 1 {
		t.Errorf("%d are kept: %v", len(all), err)
	}
}

func TestAProxyAlwaysVouchesForATaxCode(t *testing.T) {
	app, v := testapp.New(t), testapp.Vault(t)
	f := cie("https://proxy.example")
	f.TaxClaim = ""
	if got := add(t, app, v, f).Facts().TaxClaim; got != federation.TaxClaim {
		t.Errorf("it is asked for %q", got)
	}
	f = federation.Usual(federation.Directory, "Comune")
	f.Issuer, f.ClientID = "https://directory.example", "aula"
	if got := add(t, app, v, f).Facts().TaxClaim; got != "" {
		t.Errorf("a directory is asked for %q", got)
	}
}

func TestASecretIsSealedAndGoesNowhereElse(t *testing.T) {
	app, v := testapp.New(t), testapp.Vault(t)
	p := add(t, app, v, cie("https://proxy.example"))
	if kept := p.GetString("secret"); kept == "" || strings.Contains(kept, testhouse.Secret) {
		t.Fatalf("it lies in the database as %q", kept)
	}
	same := p.Facts()
	same.Name = "La CIE"
	if err := change(app, v, p.Id, same); err != nil {
		t.Fatal(err)
	}
	found, err := federation.FindOIDC(app, p.Id)
	if err != nil || !found.HasSecret() || found.Name() != "La CIE" {
		t.Fatalf("an empty field took it away: %v", err)
	}
	if plain, err := v.Unseal(vault.OIDCSecret, found.GetString("secret"), []byte(found.Id)); err != nil || string(plain) != testhouse.Secret {
		t.Errorf("an empty field changed it to %q: %v", plain, err)
	}
	moved := same
	moved.Issuer = "https://evil.example"
	var problems accounts.Problems
	if err := change(app, v, p.Id, moved); !errors.As(err, &problems) || problems[0].Code != "provider_secret_again" {
		t.Errorf("it follows to another address: %v", err)
	}
	moved.Secret = "another"
	if err := change(app, v, p.Id, moved); err != nil {
		t.Error(err)
	}
	if err := change(app, v, "gone", moved); !errors.Is(err, federation.ErrNoProvider) {
		t.Errorf("nobody is changed: %v", err)
	}
}

func TestShownProvidersComeInTheirOrder(t *testing.T) {
	app, v := testapp.New(t), testapp.Vault(t)
	for i, kind := range []federation.OIDCKind{federation.Directory, federation.EIDAS, federation.CIE, federation.CIE} {
		f := federation.Usual(kind, string(kind))
		f.Issuer, f.ClientID, f.Shown = "https://proxy.example", string(rune('a'+i)), i < 3
		add(t, app, v, f)
	}
	shown, err := federation.ShownOIDC(app)
	if err != nil || len(shown) != 3 || shown[0].Name() != "cie" || shown[1].Name() != "eidas" || shown[2].Name() != "directory" {
		t.Errorf("shown %v: %v", shown, err)
	}
}

// enter goes to the provider and back.
func enter(t *testing.T, app core.App, v *vault.Vault, h *testhouse.House, p *federation.OIDCProvider) (federation.Arrival, error) {
	t.Helper()
	at, err := p.Speak(app, v, "https://aula.example")
	if err != nil {
		t.Fatal(err)
	}
	start, err := at.Begin(t.Context(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	query, err := h.Authorise(start.Address)
	if err != nil {
		t.Fatal(err)
	}
	if query.Get("state") != start.State {
		t.Errorf("the answer names %s, not %s", query.Get("state"), start.State)
	}
	return p.Finish(t.Context(), at, federation.Departure{Memory: start.Remembered}, query, time.Now())
}

func TestWhoComesFromAProviderIsAttested(t *testing.T) {
	app, v, h := testapp.New(t), testapp.Vault(t), testhouse.Open(t)
	p := add(t, app, v, cie(h.URL))
	a, err := enter(t, app, v, h, p)
	if err != nil || a.Attestation.TaxCode.Full() != "RSSMRA80A01H501U" || a.Attestation.Issuer != h.URL || a.Attestation.Kind != accounts.ByOIDC ||
		a.Attestation.Email != "mario.rossi@comune.example.it" || !a.Strong || a.Name != "CIE" {
		t.Errorf("%+v: %v", a, err)
	}
	weak := p.Facts()
	weak.Levels = []string{"https://www.spid.gov.it/SpidL1"}
	if err := change(app, v, p.Id, weak); err != nil {
		t.Fatal(err)
	}
	h.Claims = func(said map[string]any) { said["acr"] = "https://www.spid.gov.it/SpidL1" }
	if p, err = federation.FindOIDC(app, p.Id); err != nil {
		t.Fatal(err)
	}
	if a, err := enter(t, app, v, h, p); err != nil || a.Strong {
		t.Errorf("a level of one factor is two, or what was changed is not noticed: %+v %v", a.Strong, err)
	}
	at, err := p.Speak(app, v, "https://aula.example")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Finish(t.Context(), at, federation.Departure{Memory: 7}, url.Values{}, time.Now()); oidc.CodeOf(err) != oidc.Mismatch {
		t.Errorf("nothing is remembered, and it says %v", err)
	}
}
