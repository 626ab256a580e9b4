package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// person comes without a browser: what is only needed for a test's real matter is done by its requests.
type person struct {
	*testing.T
	home     *house
	client   *http.Client
	name     string
	mailbox  string
	password string
}

// reply is what came back for a request, after redirects.
type reply struct {
	status int
	path   string // where it came from, with its query
	header http.Header
	body   []byte
}

func (r reply) says(text string) bool { return strings.Contains(string(r.body), text) }

var people atomic.Int32

// stranger is somebody who is not signed in.
func (h *house) stranger(t *testing.T) *person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &person{T: t, home: h, client: &http.Client{Jar: jar}}
}

// newLearner is somebody who has just made an account and confirmed the mailbox.
func (h *house) newLearner(t *testing.T, given, family string) *person {
	t.Helper()
	v := h.stranger(t)
	v.name = given + " " + family
	v.mailbox = fmt.Sprintf("%s.%d@example.org", strings.ToLower(given), people.Add(1))
	v.password = "quattro gatti sul tetto"
	v.post("/sign-up", url.Values{"given_name": {given}, "family_name": {family}, "email": {v.mailbox}, "password": {v.password}, "locale": {"it"}})
	link, err := url.Parse(linkTo(t, h.mail(t, v.mailbox, "/sign-up/confirm"), "/sign-up/confirm"))
	if err != nil {
		t.Fatal(err)
	}
	v.post(link.Path, link.Query())
	if got := v.get("/me"); got.path != "/me" {
		t.Fatalf("%s is not in after confirming: %s", v.mailbox, got.path)
	}
	return v
}

// as is the demo's account of that role, signed in.
func (h *house) as(t *testing.T, role string) *person {
	t.Helper()
	a, ok := h.accounts[role]
	if !ok {
		t.Fatalf("the demo has no %s", role)
	}
	return h.signedIn(t, a.Email, a.Password)
}

// signedIn is somebody who comes in by password.
func (h *house) signedIn(t *testing.T, mailbox, password string) *person {
	t.Helper()
	v := h.stranger(t)
	v.mailbox, v.password = mailbox, password
	if got := v.post("/sign-in", url.Values{"email": {mailbox}, "password": {password}}); strings.HasPrefix(got.path, "/sign-in") {
		t.Fatalf("%s did not come in: %d at %s", mailbox, got.status, got.path)
	}
	return v
}

// newAuthor is a new learner whom the administrator has made an author.
func (h *house) newAuthor(t *testing.T, given, family string) *person {
	t.Helper()
	v := h.newLearner(t, given, family)
	head := h.as(t, "administrator")
	list := head.get("/manage/people?q=" + url.QueryEscape(v.mailbox))
	link := regexp.MustCompile(`/manage/people/[a-z0-9]{15}`).Find(list.body)
	if link == nil {
		t.Fatalf("%s is not among the people", v.mailbox)
	}
	head.post(string(link), url.Values{"role": {"author"}})
	if got := v.get("/manage/courses"); got.status != http.StatusOK {
		t.Fatalf("%s may not manage courses: %d", v.mailbox, got.status)
	}
	return v
}

func (v *person) get(path string) reply {
	v.Helper()
	return v.ask(http.MethodGet, path, "", nil)
}

func (v *person) post(path string, form url.Values) reply {
	v.Helper()
	return v.ask(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// json sends what and reads the answer into into, which must be a success.
func (v *person) json(method, path string, what, into any) {
	v.Helper()
	got := v.call(method, path, what)
	if got.status >= 300 {
		v.Fatalf("%s %s: %d %s", method, path, got.status, got.body)
	}
	if into != nil {
		if err := json.Unmarshal(got.body, into); err != nil {
			v.Fatalf("%s %s: %v in %s", method, path, err, got.body)
		}
	}
}

// call sends what as JSON and returns whatever comes.
func (v *person) call(method, path string, what any) reply {
	v.Helper()
	content, err := json.Marshal(what)
	if err != nil {
		v.Fatal(err)
	}
	return v.ask(method, path, "application/json", bytes.NewReader(content))
}

func (v *person) ask(method, path, kind string, body io.Reader) reply {
	v.Helper()
	got, err := v.try(method, path, kind, body)
	if err != nil {
		v.Fatalf("%s %s: %v", method, path, err)
	}
	return got
}

// try is for requests that may fail on the way; it may be called from other goroutines.
func (v *person) try(method, path, kind string, body io.Reader) (reply, error) {
	req, err := http.NewRequest(method, v.home.url+path, body)
	if err != nil {
		return reply{}, err
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	return v.send(req)
}

// asProgram sends JSON with a token of PocketBase's, as scripts do.
func (v *person) asProgram(token, method, path, body string) reply {
	v.Helper()
	req, err := http.NewRequest(method, v.home.url+path, strings.NewReader(body))
	if err != nil {
		v.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+token)
	got, err := v.send(req)
	if err != nil {
		v.Fatal(err)
	}
	return got
}

func (v *person) send(req *http.Request) (reply, error) {
	res, err := v.client.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	return reply{res.StatusCode, res.Request.URL.RequestURI(), res.Header, content}, err
}

// become lets the tab be signed in as somebody who is already.
func (p *tab) become(v *person) {
	p.Helper()
	home, err := url.Parse(v.home.url)
	p.must(err)
	for _, c := range v.client.Jar.Cookies(home) {
		_, err := chromedp.Call(p.ctx, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: p.home.url})
		p.must(err)
	}
}
