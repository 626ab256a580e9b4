package e2e

import (
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// pagePolicy is what each page's policy must say.
var pagePolicy = map[string]string{
	"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:", "form-action": "'self'",
	"frame-ancestors": "'none'", "base-uri": "'none'", "connect-src": "'self'",
}

var inlineCode = regexp.MustCompile(`(?i)<script(?:\s+type="module")?\s*>|<[a-z][^>]*\s(?:on[a-z]+|style)\s*=\s*["']|href="javascript:`)

func TestEveryPageRunsNothingButItsOwnScripts(t *testing.T) {
	t.Parallel()
	all := everyPage(t)
	for _, at := range all.pages {
		if at.press != "" {
			continue
		}
		got := all.cast[at.who].get(at.path)
		policy := directives(got.header.Get("Content-Security-Policy"))
		for name, want := range pagePolicy {
			if policy[name] != want {
				t.Errorf("%s: the policy's %s is %q, want %q", at.name(), name, policy[name], want)
			}
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if value := got.header.Get(name); value != want {
				t.Errorf("%s: %s is %q, want %q", at.name(), name, value, want)
			}
		}
		if found := inlineCode.Find(got.body); found != nil {
			t.Errorf("%s has inline code: %s", at.name(), found)
		}
		if kept := got.header.Get("Cache-Control"); at.who != "" && !strings.Contains(kept, "no-store") && !strings.Contains(kept, "private") {
			t.Errorf("%s: caches on the way may keep somebody's page: %q", at.name(), kept)
		}
		if len(got.header.Values("Access-Control-Allow-Origin")) > 0 {
			t.Errorf("%s: other sites may read it", at.name())
		}
	}
}

func directives(policy string) map[string]string {
	m := map[string]string{}
	for _, d := range strings.Split(policy, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(d), " ")
		m[name] = value
	}
	return m
}

func TestPagesThatNameACertificateLeaveNoTrace(t *testing.T) {
	t.Parallel()
	code := academy.newLearner(t, "Lia", "Segreta").earns(quickCourse(t))
	for _, path := range []string{"/certificates/" + code, "/certificates?code=AAAA", "/certificates"} {
		got := academy.stranger(t).get(path)
		for name, want := range map[string]string{"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"} {
			if value := got.header.Get(name); value != want {
				t.Errorf("%s: %s is %q, want %q", path, name, value, want)
			}
		}
	}
}

func TestAssetsAreSentSmallAndKeptForGood(t *testing.T) {
	t.Parallel()
	v := academy.stranger(t)
	assets := regexp.MustCompile(`"(/assets/[A-Za-z0-9._-]+)`)
	var seen []string
	for _, page := range []string{"/", "/courses/spid-e-cie/" + v.lessonOf("spid-e-cie", 0), finalQuiz} {
		for _, found := range assets.FindAllStringSubmatch(string(v.get(page).body), -1) {
			if !slices.Contains(seen, found[1]) {
				seen = append(seen, found[1])
			}
		}
	}
	if len(seen) < 4 {
		t.Fatalf("pages name only %v", seen)
	}
	for _, address := range seen {
		v.keepsAsset(address)
	}
	if got := v.get("/assets/nowhere-1234.js"); got.status != http.StatusNotFound || strings.Contains(got.header.Get("Cache-Control"), "immutable") {
		t.Errorf("what is not there: %d, %q", got.status, got.header.Get("Cache-Control"))
	}
}

// keepsAsset fails unless a file of ours may be kept for good and comes packed to who can unpack it.
func (v *person) keepsAsset(address string) {
	v.Helper()
	packed := v.asking(address, "Accept-Encoding", "br, gzip")
	if got := packed.header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
		v.Errorf("%s: Cache-Control %q", address, got)
	}
	tag := packed.header.Get("ETag")
	if again := v.asking(address, "Accept-Encoding", "br, gzip", "If-None-Match", tag); tag == "" || again.status != http.StatusNotModified || len(again.body) > 0 {
		v.Errorf("%s: asked again by its tag %q: %d with %d bytes", address, tag, again.status, len(again.body))
	}
	if !strings.HasSuffix(address, ".css") && !strings.HasSuffix(address, ".js") && !strings.Contains(address, "/icons-") {
		return
	}
	plain, zipped := v.asking(address, "Accept-Encoding", "identity"), v.asking(address, "Accept-Encoding", "gzip")
	encodings := []string{packed.header.Get("Content-Encoding"), zipped.header.Get("Content-Encoding"), plain.header.Get("Content-Encoding")}
	if !slices.Equal(encodings, []string{"br", "gzip", ""}) || !strings.Contains(packed.header.Get("Vary"), "Accept-Encoding") {
		v.Errorf("%s: encodings %q, Vary %q", address, encodings, packed.header.Get("Vary"))
	}
	if len(packed.body) == 0 || len(packed.body) > len(zipped.body) || len(zipped.body) >= len(plain.body) {
		v.Errorf("%s: %d, %d and %d bytes", address, len(packed.body), len(zipped.body), len(plain.body))
	}
}

// asking gets an address with these headers, as it comes: name, value pairs.
func (v *person) asking(path string, headers ...string) reply {
	v.Helper()
	req, err := http.NewRequest(http.MethodGet, v.home.url+path, nil)
	if err != nil {
		v.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		v.Fatal(err)
	}
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	if err != nil {
		v.Fatal(err)
	}
	return reply{res.StatusCode, path, res.Header, content}
}

func TestAnAuthorsFileRunsNothing(t *testing.T) {
	t.Parallel()
	course := "/courses/" + everythingCourse(t)
	p := open(t, desktop)
	p.become(academy.newLearner(t, "Iris", "Cauta"))
	p.foresee("Blocked script execution") // what the sandbox says of the script that it stops
	p.foresee("violates the following Content Security Policy")
	for _, file := range []string{"/files/assets/ostile.svg", "/files/assets/figura.svg"} {
		if status := p.opens(p.home.url + course + file); status != http.StatusOK {
			t.Fatalf("%s answers %d", file, status)
		}
		if title := eval[string](p, "document.title ?? ''"); title == "ran" {
			t.Errorf("%s ran", file)
		}
		if origin := eval[string](p, "window.origin"); origin != "null" {
			t.Errorf("%s has the origin %s", file, origin)
		}
	}
	p.visit(course + "/" + academy.stranger(t).lessonOf("di-tutto", 0))
	if title := eval[string](p, "document.title"); title == "ran" {
		t.Error("a picture ran within a lesson")
	}
	if shown := eval[int](p, `[...document.images].filter(i => i.src.includes("ostile") && i.naturalWidth > 0).length`); shown != 1 {
		t.Errorf("the picture is shown %d times", shown)
	}
	for file, kind := range map[string]string{"pagina.html": "text/html", "scheda.pdf": "application/pdf", "ostile.svg": "image/svg+xml", "film.vtt": "text/vtt"} {
		res := academy.stranger(t).asking(course + "/files/assets/" + file)
		policy := directives(res.header.Get("Content-Security-Policy"))
		if _, sandboxed := policy["sandbox"]; !sandboxed || policy["default-src"] != "'none'" || policy["script-src"] != "" || res.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", file, res.header)
		}
		if !strings.HasPrefix(res.header.Get("Content-Type"), kind) {
			t.Errorf("%s is sent as %s", file, res.header.Get("Content-Type"))
		}
		if saved := strings.HasPrefix(res.header.Get("Content-Disposition"), "attachment"); saved != (kind == "text/html") {
			t.Errorf("%s: Content-Disposition %q", file, res.header.Get("Content-Disposition"))
		}
	}
}
