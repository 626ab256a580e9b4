package pages

import (
	"testing"

	"aula/locales"
)

func TestEveryTemplateIsReadInEveryLanguage(t *testing.T) {
	all, err := parseTemplates()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range locales.Languages {
		if all[lang]["problem_show"] == nil {
			t.Errorf("%s has no problem page", lang)
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
