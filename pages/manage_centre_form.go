package pages

import (
	"cmp"
	"errors"
	"html"
	"net/http"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/mailer"

	"aula/accounts"
	"aula/locales"
	"aula/organisations"
	"aula/recordings"
)

// centreForm is one part of the centre's settings: what it asks for, and how that is shown and saved.
type centreForm struct {
	name, title string
	fields      []string
	required    []string
	show        func(*core.RequestEvent, *organisations.Centre) *form
	save        func(*core.RequestEvent, *form, *organisations.Centre) error
	later       bool // the first set-up does without
}

// centreForms are the parts in the order of the first set-up, then those that it does without.
var centreForms = []centreForm{
	{
		"identity", "setup.identity_title", []string{"name", "ipa", "contact", "remove_logo"}, []string{"name", "ipa"},
		func(_ *core.RequestEvent, c *organisations.Centre) *form {
			return filled("name", c.Name, "ipa", c.IPA, "contact", c.Contact)
		},
		saveIdentity, false,
	},
	{
		"addresses", "setup.addresses_title", []string{"url", "privacy_url", "accessibility_url"}, []string{"url"},
		func(e *core.RequestEvent, c *organisations.Centre) *form {
			return filled("url", shownAddress(e, c), "privacy_url", c.PrivacyURL, "accessibility_url", c.AccessibilityURL)
		},
		func(e *core.RequestEvent, f *form, c *organisations.Centre) error {
			c.URL, c.PrivacyURL, c.AccessibilityURL = f.Value("url"), f.Value("privacy_url"), f.Value("accessibility_url")
			return organisations.Save(e.App, *c)
		}, false,
	},
	{
		"mail", "setup.mail_title",
		[]string{"sender_name", "sender_address", "smtp_host", "smtp_port", "smtp_username", "smtp_security"},
		[]string{"sender_name", "sender_address"}, showMailServer, saveMailServer, false,
	},
	{
		"signatory", "setup.signatory_title", []string{"signatory", "signatory_role"}, []string{"signatory"},
		func(_ *core.RequestEvent, c *organisations.Centre) *form {
			return filled("signatory", c.Signatory, "signatory_role", c.SignatoryRole)
		},
		func(e *core.RequestEvent, f *form, c *organisations.Centre) error {
			c.Signatory, c.SignatoryRole = f.Value("signatory"), f.Value("signatory_role")
			return organisations.Save(e.App, *c)
		}, false,
	},
	{
		"recordings", "recordings.centre_title", []string{"recording_days", "recording_hours", "recording_minutes", "captions_optional"}, nil,
		func(_ *core.RequestEvent, c *organisations.Centre) *form {
			f := filled("recording_days", strconv.Itoa(cmp.Or(c.RecordingDays, recordings.Days)))
			f.fillRecorded(cmp.Or(c.RecordingMinutes, recordings.StandardMinutes))
			if c.CaptionsOptional {
				f.values["captions_optional"] = "yes"
			}
			return f
		},
		func(e *core.RequestEvent, f *form, c *organisations.Centre) error {
			days, err := strconv.Atoi(strings.TrimSpace(f.Value("recording_days")))
			if err != nil || days < 1 || days > recordings.DaysAtMost {
				return organisations.Problems{{Field: "recording_days", Code: "recording_days"}}
			}
			longest := f.recorded()
			if longest != 0 && (longest < recordings.LeastMinutes || longest > recordings.MostMinutes) { // 0: nobody says
				return organisations.Problems{{Field: "recording_hours", Code: "recording_hours"}}
			}
			c.RecordingMinutes = longest
			c.RecordingDays, c.CaptionsOptional = days, f.Is("captions_optional", "yes")
			return organisations.Save(e.App, *c)
		}, true,
	},
}

// setupSteps is how many parts the first set-up has.
func setupSteps() int {
	return len(slices.DeleteFunc(slices.Clone(centreForms), func(f centreForm) bool { return f.later }))
}

// centreStep is the part's number from 1, 0 if there is no such part.
func centreStep(name string) int {
	return 1 + slices.IndexFunc(centreForms, func(f centreForm) bool { return f.name == name })
}

// missing returns what the part cannot do without.
func (c centreForm) missing(f *form) error {
	var p accounts.Problems
	for _, name := range c.required {
		if strings.TrimSpace(f.Value(name)) == "" {
			p = append(p, accounts.Problem{Field: name, Code: "required"})
		}
	}
	return p.Err()
}

// shownAddress proposes the address by which the browser came until the centre has one.
func shownAddress(e *core.RequestEvent, c *organisations.Centre) string {
	switch {
	case c.URL != "":
		return c.URL
	case encrypted(e):
		return "https://" + e.Request.Host
	}
	return "http://" + e.Request.Host
}

func saveIdentity(e *core.RequestEvent, f *form, c *organisations.Centre) error {
	c.Name, c.IPA, c.Contact = f.Value("name"), f.Value("ipa"), f.Value("contact")
	files, err := e.FindUploadedFiles("logo")
	switch {
	case err == nil && files[0].Size > 0:
		return organisations.SaveLogo(e.App, *c, files[0])
	case err != nil && !errors.Is(err, http.ErrMissingFile) && !errors.Is(err, http.ErrNotMultipart):
		return err
	case f.Is("remove_logo", "yes"):
		return organisations.SaveLogo(e.App, *c, nil)
	}
	return organisations.Save(e.App, *c)
}

func showMailServer(e *core.RequestEvent, c *organisations.Centre) *form {
	m := organisations.MailServerOf(e.App)
	security := "starttls"
	if m.TLS {
		security = "tls"
	}
	return filled("sender_name", c.SenderName, "sender_address", c.SenderAddress, "smtp_host", m.Host,
		"smtp_port", strconv.Itoa(m.Port), "smtp_username", m.Username, "smtp_security", security)
}

func saveMailServer(e *core.RequestEvent, f *form, c *organisations.Centre) error {
	c.SenderName, c.SenderAddress = f.Value("sender_name"), f.Value("sender_address")
	port, err := strconv.Atoi(strings.TrimSpace(f.Value("smtp_port")))
	if err != nil {
		port = 0 // which the check refuses
	}
	return organisations.SaveMail(e.App, *c, organisations.MailServer{
		Host: strings.TrimSpace(f.Value("smtp_host")), Port: port, Username: f.Value("smtp_username"),
		Password: e.Request.PostFormValue("smtp_password"), TLS: f.Is("smtp_security", "tls"),
	})
}

// sendTest sends at once, not by the queue: whoever asked waits for the answer.
func sendTest(app core.App, to string, l *locales.Locale) error {
	centre, err := organisations.CentreOf(app)
	if err != nil {
		return err
	}
	return app.NewMailClient().Send(&mailer.Message{
		From: mail.Address{Name: centre.SenderName, Address: centre.SenderAddress}, To: []mail.Address{{Address: to}},
		Subject: l.T("mail.test.subject"), Text: l.T("mail.test.text", "centre", centre.Name),
		HTML: "<p>" + html.EscapeString(l.T("mail.test.text", "centre", centre.Name)) + "</p>",
	})
}

// completeSetup notes that the first set-up has been walked through.
func completeSetup(app core.App) error {
	centre, err := organisations.CentreOf(app)
	if err != nil || !centre.Completed.IsZero() {
		return err
	}
	done := *centre
	done.Completed = time.Now()
	return organisations.Save(app, done)
}
