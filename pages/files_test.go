package pages

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"aula/internal/testapp"
	"aula/public"
)

const sum = "0f343b0931126a20f133d67c2b018a3b"

// file puts a file into a course.
func (lib library) file(slug, path, mediaType, content string) {
	lib.t.Helper()
	f, err := filesystem.NewFileFromBytes([]byte(content), "file.bin")
	if err != nil {
		lib.t.Fatal(err)
	}
	testapp.Save(lib.t, lib.App, "course_files", map[string]any{
		"course": lib.courses[slug], "path": path, "sha256": sum, "size": len(content), "media_type": mediaType, "file": f,
	})
}

func (r reader) get(path string, headers map[string]string) (*http.Response, string) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.url+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Authorization", r.token)
	for name, value := range headers {
		req.Header.Set(name, value)
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	var b strings.Builder
	if _, err := io.Copy(&b, res.Body); err != nil {
		r.t.Fatal(err)
	}
	return res, b.String()
}

func TestAuthorsFilesAreServedButNeverRun(t *testing.T) {
	lib := newLibrary(t)
	lib.file("published", "assets/figura.svg", "image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)
	lib.file("published", "assets/film.mp4", "video/mp4", "0123456789")
	lib.file("published", "assets/pagina.html", "text/html", "<script>alert(1)</script>")
	lib.file("published", "assets/nota è.zip", "application/zip", "PK")
	lib.file("draft", "assets/bozza.png", "image/png", "png")
	lib.file("published", "quiz-finale.md", "text/markdown; charset=utf-8", "- [x] Giusta")
	lib.file("published", "prova.GIFT", "text/plain; charset=utf-8", "{=giusta}")
	for _, row := range []struct {
		name, path string
		person     *core.Record
		headers    map[string]string
		status     int
		has        map[string]string // header → part of its value
	}{
		{"a picture", "published/files/assets/figura.svg", nil, nil, 200, map[string]string{
			"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff", "Content-Type": "image/svg+xml",
			"Cache-Control": "private, no-cache", "Etag": `"` + sum + `"`}},
		{"named by its content", "published/files/assets/figura.svg?v=" + sum[:10], nil, nil, 200, map[string]string{"Cache-Control": "public, max-age=31536000, immutable"}},
		{"named by another content", "published/files/assets/figura.svg?v=ffffffffff", nil, nil, 200, map[string]string{"Cache-Control": "no-cache"}},
		{"already known", "published/files/assets/figura.svg", nil, map[string]string{"If-None-Match": `"` + sum + `"`}, 304, nil},
		{"a part of a film", "published/files/assets/film.mp4", nil, map[string]string{"Range": "bytes=2-4"}, 206, map[string]string{"Content-Range": "bytes 2-4/10"}},
		{"a page is saved, not shown", "published/files/assets/pagina.html", nil, nil, 200, map[string]string{"Content-Disposition": "attachment", "Content-Security-Policy": "sandbox"}},
		{"a name with an accent", "published/files/assets/nota%20%C3%A8.zip", nil, nil, 200, map[string]string{"Content-Disposition": "filename*=UTF-8''nota%20%C3%A8.zip"}},
		{"to save", "published/files/assets/figura.svg?download", nil, nil, 200, map[string]string{"Content-Disposition": "attachment"}},
		{"a draft's, for guests", "draft/files/assets/bozza.png", nil, nil, 404, nil},
		{"a draft's, for its author", "draft/files/assets/bozza.png?v=" + sum[:10], lib.author, nil, 200, map[string]string{"Cache-Control": "private, max-age"}},
		{"a quiz's answers", "published/files/quiz-finale.md", nil, nil, 404, nil},
		{"a quiz's answers, with a guess", "published/files/quiz-finale.md?v=" + sum[:8], nil, nil, 404, nil},
		{"a quiz's answers in GIFT", "published/files/prova.GIFT", nil, nil, 404, nil},
		{"a text that a page links to", "published/files/quiz-finale.md?v=" + sum[:16], nil, nil, 200, map[string]string{"Content-Disposition": "attachment"}},
		{"a quiz's source, for its author", "published/files/quiz-finale.md", lib.author, nil, 200, nil},
		{"none", "published/files/assets/niente.png", nil, nil, 404, nil},
		{"outside", "published/files/../../draft/files/assets/bozza.png", nil, nil, 404, nil},
	} {
		res, body := lib.as(row.person).get("/courses/"+row.path, row.headers)
		if res.StatusCode == http.StatusMovedPermanently || res.StatusCode == http.StatusTemporaryRedirect { // the path was cleaned
			res, body = lib.as(row.person).get(res.Header.Get("Location"), row.headers)
		}
		if res.StatusCode != row.status {
			t.Errorf("%s: got %d, want %d", row.name, res.StatusCode, row.status)
		}
		if row.status == http.StatusPartialContent && body != "234" {
			t.Errorf("%s: got %q", row.name, body)
		}
		for header, part := range row.has {
			if !strings.Contains(res.Header.Get(header), part) {
				t.Errorf("%s: %s is %q, want %q in it", row.name, header, res.Header.Get(header), part)
			}
		}
	}
}

func TestAssetsAreKeptForGood(t *testing.T) {
	lib := newLibrary(t)
	guest := lib.as(nil)
	res, _ := guest.get(public.Asset("app.css"), map[string]string{"Accept-Encoding": "gzip, br"})
	for header, want := range map[string]string{
		"Cache-Control": "public, max-age=31536000, immutable", "Content-Encoding": "br", "Vary": "Accept-Encoding",
		"Content-Type": "text/css; charset=utf-8", "X-Content-Type-Options": "nosniff",
	} {
		if got := res.Header.Get(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
	again, body := guest.get(public.Asset("app.css"), map[string]string{"Accept-Encoding": "gzip, br", "If-None-Match": res.Header.Get("ETag")})
	if again.StatusCode != http.StatusNotModified || body != "" {
		t.Errorf("asked again: %d with %d bytes", again.StatusCode, len(body))
	}
	if res, _ := guest.get("/assets/manifest.json", nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("the manifest is served: %d", res.StatusCode)
	}
}
