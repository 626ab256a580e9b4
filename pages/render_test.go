package pages

import (
	"errors"
	"html/template"
	"strings"
	"sync"
	"testing"

	"aula/locales"
)

func TestEveryTemplateIsReadInEveryLanguage(t *testing.T) {
	names, err := pageNames()
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	var all bindery
	for _, lang := range locales.Languages {
		for _, name := range names {
			page, err := all.of(lang, name)
			if err != nil {
				t.Errorf("%s in %s: %v", name, lang, err)
				continue
			}
			for _, piece := range piecesOf(t, name) {
				if page.Lookup(piece) == nil {
					t.Errorf("%s in %s has no piece %s", name, lang, piece)
				}
			}
		}
	}
	if _, err := all.of("it", "nothing_show"); !errors.Is(err, errNoTemplate) {
		t.Errorf("a page that is not there: %v", err)
	}
}

// piecesOf are the templates that a page's files call.
func piecesOf(t *testing.T, page string) (called []string) {
	t.Helper()
	own := "templates/" + page + ".html"
	needed, err := partialsOf(layoutFile, own)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(needed, layoutFile, own) {
		source, err := sourceOf(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, call := range strings.Split(source, `{{template "`)[1:] {
			piece, _, _ := strings.Cut(call, `"`)
			called = append(called, piece)
		}
	}
	return called
}

func TestATemplateIsCompiledOnceHoweverManyAskForIt(t *testing.T) {
	var all bindery
	var asking sync.WaitGroup
	found := make([]*template.Template, 8)
	for i := range found {
		asking.Go(func() { found[i], _ = all.of("it", "problem_show") })
	}
	asking.Wait()
	for _, one := range found {
		if one == nil || one != found[0] {
			t.Fatal("two compilations of one page")
		}
	}
}

func TestOnlyAddressesOfThisSiteAreFollowed(t *testing.T) {
	rows := []struct{ address, want string }{
		{"/courses?q=spid", "/courses?q=spid"},
		{"//evil.example", "/"},
		{"https://evil.example", "/"},
		{`/\evil.example`, "/"},
		{"", "/"},
		{"/a\r\nSet-Cookie: x", "/"},
	}
	for _, row := range rows {
		if got := localPath(row.address, "/"); got != row.want {
			t.Errorf("localPath(%q) = %q, want %q", row.address, got, row.want)
		}
	}
}
