package accounts

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"aula/internal/testapp"
	"aula/organisations"
)

func TestAtWhichAddressesThereArePasskeys(t *testing.T) {
	rows := []struct{ address, host string }{
		{"https://aula.comune.it", "aula.comune.it"}, {"https://aula.comune.it:8443", "aula.comune.it"}, {"http://localhost:8090", "localhost"},
		{"http://aula.comune.it", ""}, {"http://127.0.0.1:8090", ""}, {"https://192.0.2.7", ""}, {"https://[2001:db8::1]", ""},
	}
	for _, row := range rows {
		app := testapp.New(t)
		if err := organisations.Save(app, organisations.Centre{Name: "Centro", URL: row.address}); err != nil {
			t.Fatal(err)
		}
		site, err := passkeySite(app)
		if row.host == "" && !errors.Is(err, ErrNoPasskeys) || row.host != "" && (err != nil || site.Config.RPID != row.host) || OffersPasskeys(app) != (row.host != "") {
			t.Errorf("%s: %v, %v", row.address, site, err)
		}
	}
}

func TestAPasskeysChallengeHoldsInItsSessionForOneAnswer(t *testing.T) {
	l := lock(t, Learner)
	begin := func() Ceremony {
		made, err := BeginPasskey(l.App, l.p, l.session)
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	first, second := begin(), begin()
	if first.Options == second.Options || first.Host != "localhost" {
		t.Errorf("one challenge twice: %v", first)
	}
	var options struct {
		Challenge string
		User      struct{ ID, Name string }
		Selection struct{ ResidentKey, UserVerification string } `json:"authenticatorSelection"`
	}
	if err := json.Unmarshal([]byte(second.Options), &options); err != nil {
		t.Fatal(err)
	}
	if options.Selection.ResidentKey != "discouraged" || options.Selection.UserVerification != "preferred" || options.User.Name != l.p.Email() {
		t.Errorf("%+v", options)
	}
	if _, err := FinishPasskey(l.App, l.p, "anothersession1", "Chiave", "{}"); !errors.Is(err, ErrFactorBegun) {
		t.Errorf("in another session: %v", err)
	}
	if _, err := FinishPasskey(l.App, l.p, l.session, "Chiave", `{"id":"`+strings.Repeat("A", 20)+`","type":"public-key"}`); !errors.Is(err, ErrPasskey) {
		t.Errorf("an answer that is none: %v", err)
	}
	if _, err := FinishPasskey(l.App, l.p, l.session, "Chiave", "{}"); !errors.Is(err, ErrFactorBegun) {
		t.Errorf("a second answer: %v", err)
	}
	begin()
	l.clock.t = l.clock.t.Add(begunStay)
	if _, err := FinishPasskey(l.App, l.p, l.session, "Chiave", "{}"); !errors.Is(err, ErrFactorBegun) {
		t.Errorf("too late: %v", err)
	}
	if _, err := AskPasskey(l.App, l.p, l.session); !errors.Is(err, ErrNoFactor) {
		t.Errorf("somebody without passkeys is asked: %v", err)
	}
}
