package public

import (
	"strings"
	"testing"
	"testing/fstest"
)

func folder(files map[string]string) fstest.MapFS {
	all := fstest.MapFS{".gitkeep": {}}
	for name, content := range files {
		all[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return all
}

func loaded(t *testing.T) *assets {
	t.Helper()
	all, err := load(folder(map[string]string{
		"manifest.json": `{"app.css":"app-1a.css","font.woff2":"font-2b.woff2","icons.svg":"icons-3c.svg","tiny.js":"tiny-4d.js"}`,
		"app-1a.css":    "body{color:red}",
		"app-1a.css.br": "brotli",
		"app-1a.css.gz": "gzip",
		"font-2b.woff2": "face",
		"icons-3c.svg":  "<svg></svg>",
		"tiny-4d.js":    "1",
		"tiny-4d.js.br": "longer",
		"tiny-4d.js.gz": "longer still",
		"left-over.css": "not in the manifest",
	}))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestABrowserGetsTheBestFormThatItAccepts(t *testing.T) {
	all := loaded(t)
	for _, c := range []struct {
		name, path, accept                 string
		content, encoding, mediaType, etag string
	}{
		{"brotli before gzip", "/assets/app-1a.css", "gzip, deflate, br", "brotli", "br", "text/css; charset=utf-8", `"app-1a.css.br"`},
		{"gzip alone", "/assets/app-1a.css", "gzip", "gzip", "gzip", "text/css; charset=utf-8", `"app-1a.css.gz"`},
		{"nothing accepted", "/assets/app-1a.css", "", "body{color:red}", "", "text/css; charset=utf-8", `"app-1a.css"`},
		{"brotli refused by quality", "/assets/app-1a.css", "br;q=0, gzip;q=0.5", "gzip", "gzip", "text/css; charset=utf-8", `"app-1a.css.gz"`},
		{"names in capitals", "/assets/app-1a.css", "BR", "brotli", "br", "text/css; charset=utf-8", `"app-1a.css.br"`},
		{"unreadable quality", "/assets/app-1a.css", "br;q=x", "body{color:red}", "", "text/css; charset=utf-8", `"app-1a.css"`},
		{"a face is compressed already", "/assets/font-2b.woff2", "br", "face", "", "font/woff2", `"font-2b.woff2"`},
		{"longer when compressed", "/assets/tiny-4d.js", "br, gzip", "1", "", "text/javascript; charset=utf-8", `"tiny-4d.js"`},
		{"file name alone", "icons-3c.svg", "br", "<svg></svg>", "", "image/svg+xml", `"icons-3c.svg"`},
	} {
		content, encoding, mediaType, etag, ok := all.open(c.path, c.accept)
		if !ok || string(content) != c.content || encoding != c.encoding || mediaType != c.mediaType || etag != c.etag {
			t.Errorf("%s: got %q %q %q %s %v", c.name, content, encoding, mediaType, etag, ok)
		}
	}
}

func TestOnlyFilesOfTheManifestAreFound(t *testing.T) {
	all := loaded(t)
	for _, path := range []string{"/assets/left-over.css", "/assets/manifest.json", "/assets/.gitkeep", "/assets/", "", "/assets/app.css", "/assets/app-1a.css.br"} {
		if _, _, _, _, ok := all.open(path, "br"); ok {
			t.Errorf("%q was found", path)
		}
	}
}

func TestAddressesCarryTheHash(t *testing.T) {
	all := loaded(t)
	if got := all.address("app.css"); got != "/assets/app-1a.css" {
		t.Errorf("got %s", got)
	}
	if got := all.address("unknown.css"); got != "/assets/unknown.css" {
		t.Errorf("got %s", got)
	}
	want := `<svg class="icon icon-sm" aria-hidden="true"><use href="/assets/icons-3c.svg#check"></use></svg>`
	if got := all.icon("check", "sm"); got != want {
		t.Errorf("got %s", got)
	}
}

func TestAFolderThatIsNotBuiltIsNoError(t *testing.T) {
	all, err := load(folder(nil))
	if err != nil || len(all.names) != 0 {
		t.Fatalf("got %v, %v", all, err)
	}
	if !strings.Contains(ErrNotBuilt.Error(), "make build") {
		t.Error("the error does not name the command")
	}
}

func TestABrokenFolderIsNamed(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"manifest that is no JSON", map[string]string{"manifest.json": "{"}, "read manifest"},
		{"file that is missing", map[string]string{"manifest.json": `{"a.css":"a-1.css"}`}, "a-1.css"},
		{"media type that is unknown", map[string]string{"manifest.json": `{"a.exe":"a-1.exe"}`, "a-1.exe": "x"}, "unknown media type"},
	} {
		if _, err := load(folder(c.files)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}

func TestOpeningAllocatesNothing(t *testing.T) {
	all := loaded(t)
	if n := testing.AllocsPerRun(100, func() { all.open("/assets/app-1a.css", "gzip, deflate, br") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
