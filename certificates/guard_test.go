package certificates_test

import (
	"errors"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"aula/certificates"
)

func TestWhatNobodyMayChangeInACertificate(t *testing.T) {
	other := func(a *academy) string { return a.issued("berta@example.it", "Berta", "Verdi").Id }
	rows := []struct {
		name   string
		change func(a *academy, c *certificates.Certificate)
	}{
		{"the name", func(_ *academy, c *certificates.Certificate) { c.Set("facts", map[string]any{"given": "Carla"}) }},
		{"the code", func(_ *academy, c *certificates.Certificate) { c.Set("code", "ABC") }},
		{"the number", func(_ *academy, c *certificates.Certificate) { c.Set("number", "2020/000001") }},
		{"the day", func(_ *academy, c *certificates.Certificate) { c.Set("issued", time.Now().Add(-time.Hour)) }},
		{"the language", func(_ *academy, c *certificates.Certificate) { c.Set("locale", "de") }},
		{"the file", func(a *academy, c *certificates.Certificate) {
			file, err := filesystem.NewFileFromBytes(a.pdf(c), "altro.pdf")
			if err != nil {
				a.t.Fatal(err)
			}
			c.Set("pdf", file)
		}},
		{"the file away", func(_ *academy, c *certificates.Certificate) { c.Set("pdf", "") }},
		{"the file's digest", func(_ *academy, c *certificates.Certificate) { c.Set("sha256", "00") }},
		{"to another person", func(a *academy, c *certificates.Certificate) {
			c.Set("user", a.learner("carla@example.it", "Carla", "Neri").Id)
		}},
		{"to another enrolment", func(a *academy, c *certificates.Certificate) {
			c.Set("enrolment", a.finished(a.learner("carla@example.it", "Carla", "Neri").Id).Id)
		}},
		{"the reason of one in force", func(_ *academy, c *certificates.Certificate) { c.Set("reason", "…") }},
		{"the end of one in force", func(_ *academy, c *certificates.Certificate) { c.Set("ended", time.Now()) }},
		{"what replaced one in force", func(a *academy, c *certificates.Certificate) { c.Set("replaced_by", other(a)) }},
		{"what it replaces", func(a *academy, c *certificates.Certificate) { c.Set("replaces", other(a)) }},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			a := open(t)
			c := a.issued("anna@example.it", "Anna", "Rossi")
			file := a.pdf(c)
			c = a.again(c)
			row.change(a, c)
			if err := a.Save(c); !errors.Is(err, certificates.ErrImmutable) {
				t.Errorf("got %v", err)
			}
			if string(a.pdf(c)) != string(file) {
				t.Error("the file changed")
			}
		})
	}
}

func TestOneThatEndedNeverComesBack(t *testing.T) {
	a := open(t)
	c := a.issued("anna@example.it", "Anna", "Rossi")
	if _, err := certificates.Revoke(a, c.Id, "rilasciato per errore"); err != nil {
		t.Fatal(err)
	}
	for _, state := range []certificates.State{certificates.Valid, certificates.Expired, certificates.Replaced} {
		fresh := a.again(c)
		fresh.Set("state", string(state))
		if err := a.Save(fresh); !errors.Is(err, certificates.ErrImmutable) {
			t.Errorf("to %s: %v", state, err)
		}
	}
	fresh := a.again(c)
	fresh.Set("reason", "un altro motivo")
	if err := a.Save(fresh); !errors.Is(err, certificates.ErrImmutable) {
		t.Errorf("another reason: %v", err)
	}
	if err := a.Delete(fresh.Record); !errors.Is(err, certificates.ErrImmutable) {
		t.Errorf("deleting it: %v", err)
	}
}

func TestRevoking(t *testing.T) {
	a := open(t)
	c := a.issued("anna@example.it", "Anna", "Rossi")
	if _, err := certificates.Revoke(a, c.Id, " \n"); !errors.Is(err, certificates.ErrNoReason) {
		t.Errorf("without a reason: %v", err)
	}
	revoked, err := certificates.Revoke(a, c.Id, " rilasciato per errore ")
	if err != nil {
		t.Fatal(err)
	}
	if revoked.Holds() || revoked.Reason() != "rilasciato per errore" || revoked.Ended().IsZero() {
		t.Errorf("%s, %q, %v", revoked.State(), revoked.Reason(), revoked.Ended())
	}
	if _, err := certificates.Revoke(a, c.Id, "ancora"); !errors.Is(err, certificates.ErrNotInForce) {
		t.Errorf("twice: %v", err)
	}
	if _, err := certificates.Revoke(a, "none", "motivo"); !errors.Is(err, certificates.ErrNotFound) {
		t.Errorf("one that is not there: %v", err)
	}
}

func TestACorrectedNameLeadsToANewCertificate(t *testing.T) {
	a := open(t)
	old := a.issued("anna@example.it", "Ana", "Rosi")
	first := a.pdf(old)
	if _, err := certificates.Rename(a, old.Id, " ", "Rossi"); !errors.Is(err, certificates.ErrName) {
		t.Errorf("without a name: %v", err)
	}
	fresh, err := certificates.Rename(a, old.Id, "Anna", "Rossi")
	if err != nil {
		t.Fatal(err)
	}
	old = a.again(old)
	if old.State() != certificates.Replaced || old.ReplacedBy() != fresh.Id || fresh.Replaces() != old.Id || !fresh.Holds() {
		t.Errorf("old %s by %q, new %s for %q", old.State(), old.ReplacedBy(), fresh.State(), fresh.Replaces())
	}
	if fresh.Facts().Name() != "Anna Rossi" || old.Facts().Name() != "Ana Rosi" {
		t.Errorf("names %q and %q", fresh.Facts().Name(), old.Facts().Name())
	}
	if fresh.Number() == old.Number() || fresh.Code() == old.Code() || string(a.pdf(fresh)) == string(first) {
		t.Error("number, code or file is the old one's")
	}
	if string(a.pdf(old)) != string(first) {
		t.Error("the old file changed")
	}
	codes, err := certificates.CodesOf(a, old.User())
	if err != nil || codes[old.Enrolment()] != fresh.Code() || len(codes) != 1 {
		t.Errorf("in force: %v, %v", codes, err)
	}
	if _, err := certificates.Rename(a, old.Id, "Anna", "Bianchi"); !errors.Is(err, certificates.ErrNotInForce) {
		t.Errorf("correcting one that is not in force: %v", err)
	}
}

func TestOneRevokedByMistakeIsMadeGoodOnce(t *testing.T) {
	a := open(t)
	c := a.issued("anna@example.it", "Anna", "Rossi")
	if _, err := certificates.Reissue(a, c.Id); !errors.Is(err, certificates.ErrNotInForce) {
		t.Errorf("while it is in force: %v", err)
	}
	if _, err := certificates.Revoke(a, c.Id, "scambio di persona"); err != nil {
		t.Fatal(err)
	}
	fresh, err := certificates.Reissue(a, c.Id)
	if err != nil || !fresh.Holds() || fresh.Replaces() != c.Id || a.again(c).State() != certificates.Revoked {
		t.Fatalf("%v, %v", fresh, err)
	}
	if _, err := certificates.Reissue(a, c.Id); !errors.Is(err, certificates.ErrNotInForce) {
		t.Errorf("a second time: %v", err)
	}
	if _, err := certificates.Revoke(a, fresh.Id, "di nuovo"); err != nil {
		t.Errorf("revoking the new one: %v", err)
	}
}

func TestTheDatabaseItselfAllowsOneInForce(t *testing.T) {
	a := open(t)
	c := a.issued("anna@example.it", "Anna", "Rossi")
	collection, err := a.FindCachedCollectionByNameOrId(certificates.Collection)
	if err != nil {
		t.Fatal(err)
	}
	second := core.NewRecord(collection)
	second.Load(map[string]any{"enrolment": c.Enrolment(), "state": "valid", "number": "x", "code": "x"})
	if err := a.SaveNoValidate(second); err == nil {
		t.Error("two are in force")
	}
}
