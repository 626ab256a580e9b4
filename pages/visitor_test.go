package pages

import (
	"io"
	"mime/quotedprintable"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/hooks"
	"aula/internal/testapp"
	"aula/organisations"
	"aula/public"
)

// door is an academy with hooks and pages, whose mails can be read.
type door struct {
	app  core.App
	url  string
	post string

	routes func() []testapp.Route // of the server
}

func openDoor(t *testing.T, but ...func(*Options)) door {
	t.Helper()
	if !public.Built() {
		t.Fatal(public.ErrNotBuilt)
	}
	app := testapp.New(t)
	d := door{app: app, post: t.TempDir()}
	if err := organisations.Save(app, organisations.Centre{Name: "Centro di prova", SenderAddress: "aula@example.org"}); err != nil {
		t.Fatal(err)
	}
	hooks.Bind(app, hooks.Options{MailDir: d.post})
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		o := Options{Describe: hooks.Describe, StillTrue: hooks.StillTrue, TellOfCards: hooks.TellOfCards, Vault: testapp.Vault(t), Rooms: Rooms{Register: hooks.RegisterOf, Doubts: hooks.UnsupportedCredits, ClassDoubts: hooks.UnsupportedPresence, RegisterGuest: hooks.RegisterGuest, Resend: hooks.ResendWebinarMail, SendCode: hooks.SendWebinarCode}}
		for _, change := range but {
			change(&o)
		}
		if err := Bind(se, o); err != nil {
			return err
		}
		d.routes = func() []testapp.Route { return testapp.Routes(se.Router.RouterGroup) }
		return se.Next()
	})
	d.url = testapp.Serve(t, app)
	return d
}

// visitor is a browser without scripts, with its own cookies.
type visitor struct {
	*testing.T
	door
	http.Client
}

func (d door) visitor(t *testing.T) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t, d, http.Client{Jar: jar}}
}

// page follows redirects and returns where they led, the status and the page.
func (v *visitor) page(path string) (at string, status int, body string) {
	v.Helper()
	res, err := v.Get(v.url + path)
	if err != nil {
		v.Fatal(err)
	}
	return v.read(res)
}

// send posts a form and follows where it leads.
func (v *visitor) send(path string, pairs ...string) (at string, status int, body string) {
	v.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	res, err := v.PostForm(v.url+path, form)
	if err != nil {
		v.Fatal(err)
	}
	return v.read(res)
}

func (v *visitor) read(res *http.Response) (at string, status int, body string) {
	v.Helper()
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	if err != nil {
		v.Fatal(err)
	}
	return res.Request.URL.Path, res.StatusCode, string(content)
}

// found fails unless the page at the end of a step is there and says the text.
func (v *visitor) found(want string, wantStatus int, at string, status int, body string, texts ...string) {
	v.Helper()
	for _, text := range texts {
		if at != want || status != wantStatus || !strings.Contains(body, text) {
			v.Fatalf("at %s with %d, want %s with %d saying %q:\n%s", at, status, want, wantStatus, text, mainOf(body))
		}
	}
}

func mainOf(body string) string {
	_, rest, _ := strings.Cut(body, "<main")
	content, _, _ := strings.Cut(rest, "</main>")
	return content
}

// letter waits for the next mail that matches and returns what the expression's group found.
func (d door) letter(t *testing.T, expression string) string {
	t.Helper()
	want := regexp.MustCompile(expression)
	deadline := time.After(10 * time.Second)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		names, err := filepath.Glob(filepath.Join(d.post, "*.eml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			plain, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(string(content))))
			if err != nil {
				t.Fatal(err)
			}
			if m := want.FindSubmatch(plain); m != nil {
				if err := os.Remove(name); err != nil {
					t.Fatal(err)
				}
				return string(m[1])
			}
		}
		select {
		case <-deadline:
			t.Fatalf("no mail with %s", expression)
		case <-tick.C:
		}
	}
}

const secret = "un telaio e due rocchetti"

func (v *visitor) signIn(email, password string) {
	v.Helper()
	at, status, body := v.send("/sign-in", "email", email, "password", password)
	if at != accounts.FactorsPath { // where who has power is led first, and may put it off
		v.found("/me", 200, at, status, body, "")
	}
}
