package certificates_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"aula/accounts"
	"aula/certificates"
	"aula/internal/testapp"
	"aula/organisations"
)

// employed lets somebody belong to an organisation since a year.
func (a *academy) employed(user *core.Record, organisation string, role accounts.MembershipRole) *accounts.Membership {
	a.t.Helper()
	m, err := accounts.Join(a, "", accounts.Joining{User: user.Id, Organisation: organisation, Role: role, From: time.Now().AddDate(-1, 0, 0)})
	if err != nil {
		a.t.Fatal(err)
	}
	return m
}

func (a *academy) asks(organisation, user string) {
	a.t.Helper()
	a.insert("assignments", map[string]any{"organisation": organisation, "course": a.course.Id, "user": user})
}

func (a *academy) actsFor(user *core.Record, m *accounts.Membership) {
	a.t.Helper()
	if _, err := accounts.OpenSession(a, user, "browser", accounts.BriefStay); err != nil {
		a.t.Fatal(err)
	}
	open, err := accounts.OpenSessions(a, user.Id)
	if err != nil {
		a.t.Fatal(err)
	}
	if err := accounts.ActFor(a, user.Id, open[0].Id, m.Id); err != nil {
		a.t.Fatal(err)
	}
}

func TestACertificateNamesWhoEmployedThePersonThen(t *testing.T) {
	both := func(a *academy, p *core.Record, first, second string) (one, two *accounts.Membership) {
		return a.employed(p, first, accounts.Employee), a.employed(p, second, accounts.Employee)
	}
	rows := []struct {
		name   string
		before func(a *academy, p *core.Record, first, second string)
		want   string
	}{
		{"nobody", func(*academy, *core.Record, string, string) {}, ""},
		{"the only one", func(a *academy, p *core.Record, first, _ string) { a.employed(p, first, accounts.Employee) }, "Comune di c_a001"},
		{"not for whom somebody holds classes", func(a *academy, p *core.Record, first, _ string) { a.employed(p, first, accounts.Facilitator) }, ""},
		{"not whom they have left", func(a *academy, p *core.Record, first, second string) {
			one, _ := both(a, p, first, second)
			if err := accounts.Leave(a, one, time.Now().Add(-time.Hour)); err != nil {
				t.Fatal(err)
			}
		}, "Comune di c_b002"},
		{"of two, neither", func(a *academy, p *core.Record, first, second string) { both(a, p, first, second) }, ""},
		{"of two, the one that asked for the course", func(a *academy, p *core.Record, first, second string) {
			_, two := both(a, p, first, second)
			a.asks(first, p.Id)
			a.actsFor(p, two)
		}, "Comune di c_a001"},
		{"of two, the one they act for", func(a *academy, p *core.Record, first, second string) {
			one, _ := both(a, p, first, second)
			a.actsFor(p, one)
		}, "Comune di c_a001"},
		{"of two that asked, the one they act for", func(a *academy, p *core.Record, first, second string) {
			_, two := both(a, p, first, second)
			a.asks(first, p.Id)
			a.asks(second, p.Id)
			a.actsFor(p, two)
		}, "Comune di c_b002"},
		{"not one that asked without employing them", func(a *academy, p *core.Record, first, second string) {
			a.employed(p, first, accounts.Employee)
			a.asks(second, p.Id)
		}, "Comune di c_a001"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			a := open(t)
			p := a.learner("anna@example.it", "Anna", "Rossi")
			row.before(a, p, testapp.Organisation(t, a, "c_a001").Id, testapp.Organisation(t, a, "c_b002").Id)
			c, err := certificates.Issue(a, a.finished(p.Id))
			if err != nil || c.Facts().Employer.Name != row.want {
				t.Errorf("%q, %v; want %q", c.Facts().Employer.Name, err, row.want)
			}
		})
	}
}

func picture(t testing.TB, width, height int, c color.Color) *filesystem.File {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for x := width / 4; x < width/2; x++ { // the rest is transparent
		for y := range height {
			m.Set(x, y, c)
		}
	}
	var content bytes.Buffer
	if err := png.Encode(&content, m); err != nil {
		t.Fatal(err)
	}
	file, err := filesystem.NewFileFromBytes(content.Bytes(), "logo.png")
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// atWork is somebody employed by a comune with a logo.
func atWork(t *testing.T) (a *academy, p *core.Record, comune string) {
	t.Helper()
	a = open(t)
	comune = testapp.Organisation(t, a, "c_a001", map[string]any{
		"name": "Comune di Riva", "certificate_text": "Nel piano formativo", "signatory": "Ugo Neri", "signatory_role": "Il segretario",
	}).Id
	if err := organisations.SetLogo(a, comune, picture(t, 4000, 4000, color.NRGBA{R: 200, A: 255})); err != nil {
		t.Fatal(err)
	}
	p = a.learner("anna@example.it", "Anna", "Rossi")
	a.employed(p, comune, accounts.Employee)
	return a, p, comune
}

func TestWhatAnOrganisationChangesLaterChangesNoCertificate(t *testing.T) {
	a, p, comune := atWork(t)
	c, err := certificates.Issue(a, a.finished(p.Id))
	if err != nil {
		t.Fatal(err)
	}
	if f := c.Facts().Employer; f.Name != "Comune di Riva" || f.IPA != "c_a001" || f.Text != "Nel piano formativo" || f.Signatory != "Ugo Neri" || f.Logo == "" {
		t.Fatalf("%+v", f)
	}
	var first []byte
	if err := a.RunInTransaction(func(tx core.App) error {
		if first, err = certificates.NewPress(a.signer).PDF(tx, c); err != nil {
			t.Fatal(err)
		}
		return errors.New("not kept: it is drawn again below")
	}); err == nil {
		t.Fatal("kept")
	}
	if len(first) > 80_000 {
		t.Errorf("a logo of 4000 by 4000 pixels makes it %d bytes", len(first))
	}
	o, err := organisations.Find(a, comune)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := organisations.Change(a, comune, organisations.Facts{IPA: "c_a001", Name: "Comune di Riva Alta", Kind: organisations.Comune, Signatory: "Eva Re"}); err != nil {
		t.Fatal(err)
	}
	if err := organisations.SetLogo(a, comune, picture(t, 300, 900, color.NRGBA{B: 200, A: 255})); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(a.DataDir(), "storage", o.LogoFile())); err == nil {
		t.Fatal("the old logo is still where it was: this test shows nothing")
	}
	if a.again(c).IsDrawn() {
		t.Fatal("drawn before the change")
	}
	if second := a.pdf(c); !bytes.Equal(drawing(first), drawing(second)) {
		t.Error("drawn after the change it is another one")
	}
	renamed, err := certificates.Rename(a, c.Id, "Anna", "Verdi")
	if err != nil || renamed.Facts().Employer != c.Facts().Employer {
		t.Errorf("corrected: %+v, %v", renamed.Facts().Employer, err)
	}
}

// drawing is what was drawn, without the signature behind it.
func drawing(file []byte) []byte {
	drawn, _, _ := bytes.Cut(file, []byte("%%EOF"))
	return drawn
}

func TestOneLogoIsKeptForAllCertificatesThatShowIt(t *testing.T) {
	a, p, comune := atWork(t)
	berta := a.learner("berta@example.it", "Berta", "Verdi")
	a.employed(berta, comune, accounts.Employee)
	for _, who := range []*core.Record{p, berta} {
		if _, err := certificates.Issue(a, a.finished(who.Id)); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := a.CountRecords(certificates.Logos); n != 1 || err != nil {
		t.Errorf("%d logos, %v", n, err)
	}
}

func TestALogoThatIsLostKeepsNobodyFromTheirCertificate(t *testing.T) {
	a, p, comune := atWork(t)
	o, err := organisations.Find(a, comune)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(a.DataDir(), "storage", o.LogoFile())); err != nil {
		t.Fatal(err)
	}
	c, err := certificates.Issue(a, a.finished(p.Id))
	if err != nil || c.Facts().Employer.Logo != "" || c.Facts().Employer.Name != "Comune di Riva" {
		t.Errorf("%v", err)
	}
	a.pdf(c)
}

func TestTheCentresOwnPeopleHaveOneSignatureAndOneLogo(t *testing.T) {
	a, p, comune := atWork(t)
	if err := organisations.Save(a, organisations.Centre{Name: "Comune di Riva", IPA: "C_A001", URL: "https://accademia.example.it"}); err != nil {
		t.Fatal(err)
	}
	c, err := certificates.Issue(a, a.finished(p.Id))
	if f := c.Facts().Employer; err != nil || f.Name != "Comune di Riva" || f.Text == "" || f.Logo != "" || f.Signatory != "" {
		t.Errorf("%+v of %s, %v", f, comune, err)
	}
}
