package organisations_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"aula/internal/testapp"
	"aula/organisations"
)

func valid() organisations.Centre {
	return organisations.Centre{
		Name: "Centro di competenza digitale", IPA: "cm_ve", URL: "https://aula.example.it/",
		SenderName: "Aula", SenderAddress: "aula@example.it",
	}
}

func TestAnAcademyThatNobodySetUpHasAnEmptyCentre(t *testing.T) {
	c, err := organisations.CentreOf(testapp.New(t))
	if err != nil || *c != (organisations.Centre{}) {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestSavingTheCentreTellsPocketBaseToo(t *testing.T) {
	app := testapp.New(t)
	if err := organisations.Save(app, valid()); err != nil {
		t.Fatal(err)
	}
	c, err := organisations.CentreOf(app)
	if err != nil {
		t.Fatal(err)
	}
	if c.URL != "https://aula.example.it" {
		t.Errorf("address %q", c.URL)
	}
	meta := app.Settings().Meta
	if meta.AppName != c.Name || meta.AppURL != c.URL || meta.SenderName != "Aula" || meta.SenderAddress != "aula@example.it" {
		t.Errorf("settings %+v", meta)
	}
}

func TestThereIsOneCentreHoweverOftenItIsSaved(t *testing.T) {
	app := testapp.New(t)
	for range 3 {
		if err := organisations.Save(app, valid()); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := app.CountRecords("centre"); n != 1 || err != nil {
		t.Errorf("%d centres, %v", n, err)
	}
}

func TestAChangeIsRememberedAsSoonAsItIsCommitted(t *testing.T) {
	app := testapp.New(t)
	app.OnRecordAfterUpdateSuccess("centre").BindFunc(func(e *core.RecordEvent) error {
		organisations.Remember(e.App, e.Record)
		return e.Next()
	})
	c := valid()
	if err := organisations.Save(app, c); err != nil {
		t.Fatal(err)
	}
	if _, err := organisations.CentreOf(app); err != nil {
		t.Fatal(err)
	}
	c.Name = "Altro nome"
	if err := organisations.Save(app, c); err != nil {
		t.Fatal(err)
	}
	if got, _ := organisations.CentreOf(app); got.Name != "Altro nome" {
		t.Errorf("still %q", got.Name)
	}
}

func TestWhatIsWrongWithACentre(t *testing.T) {
	rows := []struct {
		name   string
		change func(*organisations.Centre)
		want   organisations.Problem
	}{
		{"a code of the index has no spaces", func(c *organisations.Centre) { c.IPA = "c m" }, organisations.Problem{Field: "ipa", Code: "ipa"}},
		{"one letter is no code", func(c *organisations.Centre) { c.IPA = "c" }, organisations.Problem{Field: "ipa", Code: "ipa"}},
		{"the address has no path", func(c *organisations.Centre) { c.URL = "https://example.it/aula" }, organisations.Problem{Field: "url", Code: "url"}},
		{"the address has a scheme", func(c *organisations.Centre) { c.URL = "aula.example.it" }, organisations.Problem{Field: "url", Code: "url"}},
		{"the address is for browsers", func(c *organisations.Centre) { c.URL = "ftp://example.it" }, organisations.Problem{Field: "url", Code: "url"}},
		{"the sender is a mailbox", func(c *organisations.Centre) { c.SenderAddress = "Aula <a@b.it>" }, organisations.Problem{Field: "sender_address", Code: "email"}},
		{"a name is one line", func(c *organisations.Centre) { c.SenderName = "Aula\r\nBcc: x@y.it" }, organisations.Problem{Field: "sender_name", Code: "line"}},
		{"a link runs no script", func(c *organisations.Centre) { c.PrivacyURL = "javascript:alert(1)" }, organisations.Problem{Field: "privacy_url", Code: "link"}},
		{"the declaration is an address", func(c *organisations.Centre) { c.AccessibilityURL = "form.agid.gov.it" }, organisations.Problem{Field: "accessibility_url", Code: "link"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			app := testapp.New(t)
			c := valid()
			row.change(&c)
			var problems organisations.Problems
			if err := organisations.Save(app, c); !errors.As(err, &problems) || !slices.Contains(problems, row.want) {
				t.Errorf("got %v", err)
			}
			if n, _ := app.CountRecords("centre"); n != 0 {
				t.Error("something was written")
			}
		})
	}
}

func TestTheMailServersPasswordIsKeptButGivenToNobodyElse(t *testing.T) {
	app := testapp.New(t)
	server := organisations.MailServer{Host: "mail.example.it", Port: 465, Username: "aula", Password: "secret", TLS: true}
	if err := organisations.SaveMail(app, valid(), server); err != nil {
		t.Fatal(err)
	}
	if got := organisations.MailServerOf(app); got.Password != "" || !got.HasPassword || !got.TLS || got.Host != server.Host {
		t.Errorf("%+v", got)
	}
	server.Password, server.Port = "", 587
	if err := organisations.SaveMail(app, valid(), server); err != nil || app.Settings().SMTP.Password != "secret" {
		t.Errorf("lost on another port: %v", err)
	}
	server.Host = "other.example.it"
	if err := organisations.SaveMail(app, valid(), server); err != nil || app.Settings().SMTP.Password != "" {
		t.Errorf("sent to another server: %v", err)
	}
	server.Host = ""
	if err := organisations.SaveMail(app, valid(), server); err != nil || app.Settings().SMTP.Enabled {
		t.Errorf("still on: %v", err)
	}
}

func TestWhatIsWrongWithAMailServer(t *testing.T) {
	rows := []struct {
		name   string
		server organisations.MailServer
		field  string
	}{
		{"no scheme", organisations.MailServer{Host: "smtp://mail.example.it", Port: 25}, "smtp_host"},
		{"no port in the name", organisations.MailServer{Host: "mail.example.it:25", Port: 25}, "smtp_host"},
		{"no port", organisations.MailServer{Host: "mail.example.it"}, "smtp_port"},
		{"no such port", organisations.MailServer{Host: "mail.example.it", Port: 70000}, "smtp_port"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			app := testapp.New(t)
			var problems organisations.Problems
			if err := organisations.SaveMail(app, valid(), row.server); !errors.As(err, &problems) || problems[0].Field != row.field {
				t.Errorf("got %v", err)
			}
			if n, _ := app.CountRecords("centre"); n != 0 {
				t.Error("half of it was written")
			}
		})
	}
}

func TestALogoIsAPicture(t *testing.T) {
	app := testapp.New(t)
	rows := []struct {
		name, content string
		good          bool
	}{
		{"logo.svg", `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><path d="M0 0h10v10z"/></svg>`, true},
		{"logo.html", "<!DOCTYPE html><script>alert(1)</script>", false},
		{"logo.png", "no picture", false},
	}
	for _, row := range rows {
		file, err := filesystem.NewFileFromBytes([]byte(row.content), row.name)
		if err != nil {
			t.Fatal(err)
		}
		var problems organisations.Problems
		err = organisations.SaveLogo(app, valid(), file)
		if (err == nil) != row.good || !row.good && !errors.As(err, &problems) {
			t.Errorf("%s: %v", row.name, err)
		}
	}
	if err := organisations.SaveLogo(app, valid(), nil); err != nil {
		t.Fatal(err)
	}
}
