package hooks_test

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/mails"
	"github.com/pocketbase/pocketbase/tests"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/accounts"
	"aula/hooks"
	"aula/internal/testapp"
	"aula/locales"
	"aula/organisations"
)

// post is an academy whose mails can be read in a folder, and whose queue runs.
func post(t *testing.T, fail func(*core.MailerEvent) error) (*tests.TestApp, string) {
	t.Helper()
	app := testapp.New(t)
	if fail != nil {
		app.OnMailerSend().BindFunc(fail)
	}
	dir := t.TempDir()
	hooks.Bind(app, hooks.Options{MailDir: dir})
	if err := organisations.Save(app, organisations.Centre{Name: "Centro di prova", URL: "https://aula.example.it", SenderName: "Aula", SenderAddress: "aula@example.it"}); err != nil {
		t.Fatal(err)
	}
	return app, dir
}

// letterIn reads the one mail in the folder.
func letterIn(t *testing.T, dir string) (header mail.Header, text, html string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.eml"))
	if err != nil || len(names) != 1 {
		t.Fatalf("mails %v, %v", names, err)
	}
	file, err := os.Open(names[0])
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	m, err := mail.ReadMessage(file)
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	var bodies []string
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, string(body))
	}
	if len(bodies) != 2 {
		t.Fatalf("%d parts", len(bodies))
	}
	return m.Header, bodies[0], bodies[1]
}

// ownMails are those that Aula writes, with what each must contain.
var ownMails = []struct {
	mail accounts.Mail
	want string
}{
	{accounts.Mail{Name: "confirm", Secret: accounts.ConfirmLink}, "https://aula.example.it/sign-up/confirm?token=ey"},
	{accounts.Mail{Name: "known", Link: "/sign-in"}, "https://aula.example.it/sign-in"},
	{accounts.Mail{Name: "reset", Secret: accounts.ResetLink}, "https://aula.example.it/sign-in/reset/new?token=ey"},
	{accounts.Mail{Name: "new_email", Secret: accounts.NewEmailLink, To: "new@example.org"}, "https://aula.example.it/me/account/email/confirm?token=ey"},
	{accounts.Mail{Name: "taken", Link: "/sign-in"}, "https://aula.example.it/sign-in"},
	{accounts.Mail{Name: "email_changed", To: "old@example.org"}, "https://aula.example.it"},
	{accounts.Mail{Name: "password_changed", Link: "/sign-in/reset"}, "https://aula.example.it/sign-in/reset"},
	{accounts.Mail{Name: "role", Link: "/me", Values: map[string]string{"role_key": "role.staff"}}, "https://aula.example.it/me"},
	{accounts.Mail{Name: "deleted", Values: map[string]string{"name": "Ada"}}, "Ada"},
	{accounts.Mail{Name: "test"}, "Centro di prova"},
}

var forgotten = regexp.MustCompile(`⟦|<no value>|\[\*\]|\{\{|\{[A-Z_]+\}`)

func TestEveryMailIsWholeInEveryLanguage(t *testing.T) {
	app, dir := post(t, nil)
	user := testapp.Save(t, app, "users", map[string]any{
		"email": "ada@example.org", "password": "tavolo rosso 7", "given_name": "Ada", "family_name": "<Bianchi>",
	})
	for _, lang := range locales.Languages {
		for _, row := range ownMails {
			t.Run(lang+" "+row.mail.Name, func(t *testing.T) {
				row.mail.Person, row.mail.Locale = user.Id, lang
				if err := hooks.SendMail(t.Context(), app, row.mail); err != nil {
					t.Fatal(err)
				}
				header, text, html := letterIn(t, dir)
				for where, body := range map[string]string{"text": text, "html": html, "subject": header.Get("Subject")} {
					if found := forgotten.FindString(body); found != "" {
						t.Errorf("%s has %q", where, found)
					}
				}
				if !strings.Contains(text, row.want) {
					t.Errorf("text lacks %q:\n%s", row.want, text)
				}
				if strings.Contains(html, "<Bianchi>") || !strings.Contains(html, `lang="`+lang+`"`) {
					t.Errorf("html:\n%s", html)
				}
				if from := header.Get("From"); from != `"Aula" <aula@example.it>` {
					t.Errorf("from %s", from)
				}
			})
		}
	}
}

func TestAMailWithACodeOpensTheDoor(t *testing.T) {
	app, dir := post(t, nil)
	testapp.Person(t, app, "learner", "ada@example.org")
	if err := accounts.RequestCode(app, "ada@example.org"); err != nil {
		t.Fatal(err)
	}
	deliver(t, app)
	_, text, _ := letterIn(t, dir)
	code := regexp.MustCompile(`\d{4} \d{4}`).FindString(text)
	if _, err := accounts.ByCode(app, "ada@example.org", code); err != nil {
		t.Errorf("code %q: %v", code, err)
	}
}

func TestTheQueueHoldsNoSecret(t *testing.T) {
	app, _ := post(t, nil)
	testapp.Person(t, app, "learner", "ada@example.org")
	for _, ask := range []func(core.App, string) error{accounts.RequestCode, accounts.RequestReset} {
		if err := ask(app, "ada@example.org"); err != nil {
			t.Fatal(err)
		}
	}
	records, err := app.FindAllRecords("jobs")
	if err != nil || len(records) != 2 {
		t.Fatal(records, err)
	}
	for _, r := range records {
		if regexp.MustCompile(`eyJ|"\d{8}"`).MatchString(r.GetString("payload")) {
			t.Errorf("holds %s", r.GetString("payload"))
		}
	}
}

func TestAFailingMailServerLosesNothingAndSendsNothingTwice(t *testing.T) {
	down := true
	app, dir := post(t, func(e *core.MailerEvent) error {
		if down {
			return errors.New("connection refused")
		}
		return e.Next()
	})
	testapp.Person(t, app, "learner", "ada@example.org")
	if err := accounts.RequestCode(app, "ada@example.org"); err != nil {
		t.Fatal(err)
	}
	deliver(t, app)
	if n, _ := app.CountRecords(core.CollectionNameOTPs); n != 0 {
		t.Errorf("%d codes that nobody received are valid", n)
	}
	job, err := app.FindFirstRecordByData("jobs", "kind", accounts.MailKind)
	if err != nil || job.GetString("state") != "waiting" {
		t.Fatalf("state %s, %v", job.GetString("state"), err)
	}
	down = false
	job.Set("run_at", job.GetDateTime("created"))
	if err := app.Save(job); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		deliver(t, app)
	}
	letterIn(t, dir) // exactly one
}

func TestAMailToSomebodyWhoIsGoneIsNotSent(t *testing.T) {
	app, dir := post(t, nil)
	user := testapp.Person(t, app, "learner", "ada@example.org")
	if err := accounts.RequestReset(app, "ada@example.org"); err != nil {
		t.Fatal(err)
	}
	if err := app.Delete(user); err != nil {
		t.Fatal(err)
	}
	if err := accounts.RequestCode(app, "never@example.org"); err != nil {
		t.Fatal(err)
	}
	deliver(t, app)
	if n, _ := app.CountRecords("jobs", dbx.HashExp{"state": []any{"done", "discarded"}}); n != 2 {
		t.Errorf("%d mails are settled", n)
	}
	if names, _ := filepath.Glob(filepath.Join(dir, "*")); len(names) != 0 {
		t.Errorf("sent %v", names)
	}
}

// pocketBasesOwn are the mails that PocketBase sends by itself, with what each must contain for a person and for an operator.
var pocketBasesOwn = []struct {
	name, link, officeLink string
	send                   func(core.App, *core.Record) error
}{
	{"confirm", "/sign-up/confirm?token=ey", "/_/#/auth/confirm-verification/ey", mails.SendRecordVerification},
	{"reset", "/sign-in/reset/new?token=ey", "/_/#/auth/confirm-password-reset/ey", mails.SendRecordPasswordReset},
	{"new_email", "/me/account/email/confirm?token=ey", "/_/#/auth/confirm-email-change/ey", func(app core.App, r *core.Record) error {
		return mails.SendRecordChangeEmail(app, r, "new@example.org")
	}},
	{"code", "1234 5678", "1234 5678", func(app core.App, r *core.Record) error { return mails.SendRecordOTP(app, r, "x", "12345678") }},
	{"entry", "Chrome", "Chrome", func(app core.App, r *core.Record) error { return mails.SendRecordAuthAlert(app, r, "Chrome") }},
}

func TestPocketBasesOwnMailsWaitInTheQueueAndSpeakTheReadersLanguage(t *testing.T) {
	for _, row := range pocketBasesOwn {
		for _, collection := range []string{"users", core.CollectionNameSuperusers} {
			if row.name == "code" || row.name == "confirm" && collection != "users" {
				continue // a code is below; operators need not confirm
			}
			t.Run(row.name+" to "+collection, func(t *testing.T) {
				app, dir := post(t, nil)
				values := map[string]any{"email": "ada@example.org", "password": "tavolo rosso 7"}
				want, lang := row.officeLink, "it"
				if collection == "users" {
					values["locale"], want, lang = "sl", row.link, "sl"
				}
				if err := row.send(app, testapp.Save(t, app, collection, values)); err != nil {
					t.Fatal(err)
				}
				if sent, _ := filepath.Glob(filepath.Join(dir, "*")); len(sent) != 0 {
					t.Error("it did not wait in the queue")
				}
				deliver(t, app)
				says(t, dir, lang, row.name, want)
			})
		}
	}
}

// An operator tries the mail server from the dashboard with somebody who is not kept, and waits for the answer.
func TestAMailThatTriesTheMailServerIsSentAtOnce(t *testing.T) {
	for _, row := range pocketBasesOwn {
		t.Run(row.name, func(t *testing.T) {
			app, dir := post(t, nil)
			users, err := app.FindCollectionByNameOrId("users")
			if err != nil {
				t.Fatal(err)
			}
			nobody := core.NewRecord(users)
			nobody.SetEmail("operator@example.org")
			nobody.RefreshTokenKey()
			if err := row.send(app, nobody); err != nil {
				t.Fatal(err)
			}
			says(t, dir, "it", row.name, row.link)
		})
	}
	app, _ := post(t, func(*core.MailerEvent) error { return errors.New("connection refused") })
	if err := mails.SendRecordPasswordReset(app, core.NewRecord(testapp.Person(t, app, "learner").Collection())); err == nil {
		t.Error("nobody hears that the mail server is away")
	}
}

func TestACodeThatAProgramWasPromisedIsMadeWhenItsMailGoes(t *testing.T) {
	rows := []struct {
		name   string
		age    time.Duration
		gone   bool
		letter bool
	}{
		{"at once", 0, false, true},
		{"after a server that was away for longer than a code holds", time.Hour, false, false},
		{"after PocketBase forgot it", 0, true, false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			app, dir := post(t, nil)
			user := testapp.Person(t, app, "learner", "ada@example.org")
			otp := core.NewOTP(app)
			otp.SetCollectionRef(user.Collection().Id)
			otp.SetRecordRef(user.Id)
			otp.SetPassword("12345678")
			if err := app.Save(otp); err != nil {
				t.Fatal(err)
			}
			if err := mails.SendRecordOTP(app, user, otp.Id, "12345678"); err != nil {
				t.Fatal(err)
			}
			job, err := app.FindFirstRecordByData("jobs", "kind", accounts.MailKind)
			if err != nil || strings.Contains(job.GetString("payload"), "12345678") {
				t.Fatalf("the queue holds the code, or nothing: %v", err)
			}
			made, err := types.ParseDateTime(time.Now().Add(-row.age))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := app.DB().Update("_otps", dbx.Params{"created": made}, nil).Execute(); err != nil {
				t.Fatal(err)
			}
			if row.gone {
				if err := app.Delete(otp); err != nil {
					t.Fatal(err)
				}
			}
			deliver(t, app)
			if sent, _ := filepath.Glob(filepath.Join(dir, "*")); len(sent) > 0 != row.letter {
				t.Fatalf("sent %v", sent)
			}
			if !row.letter {
				return
			}
			_, text, _ := letterIn(t, dir)
			code := strings.ReplaceAll(regexp.MustCompile(`\d{4} \d{4}`).FindString(text), " ", "")
			kept, err := app.FindOTPById(otp.Id)
			if err != nil || !kept.ValidatePassword(code) || kept.SentTo() != "ada@example.org" {
				t.Errorf("the letter's code %q does not open: %v", code, err)
			}
		})
	}
}

// says fails unless the one mail in the folder is that one, in that language.
func says(t *testing.T, dir, lang, name, want string) {
	t.Helper()
	header, text, html := letterIn(t, dir)
	subject, err := new(mime.WordDecoder).DecodeHeader(header.Get("Subject"))
	if err != nil || subject != locales.For(lang).T("mail."+name+".subject") {
		t.Errorf("subject %q, %v", subject, err)
	}
	for _, body := range []string{text, html} {
		if !strings.Contains(body, want) || strings.Contains(body, "Hello") || forgotten.MatchString(body) {
			t.Errorf("lacks %q or speaks English:\n%s", want, body)
		}
	}
}

func deliver(t *testing.T, app core.App) {
	t.Helper()
	if err := hooks.Deliver(t.Context(), app); err != nil {
		t.Fatal(err)
	}
}
