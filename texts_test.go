package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

var (
	quoted = regexp.MustCompile("[\"`]([a-z0-9_.]+)[\"`]")
	apart  = []string{".git", "node_modules", "dist", "testdata"}
)

// wordsInCode are all quoted words of the sources that could be a text's key, or an end of one.
func wordsInCode(t *testing.T) map[string]bool {
	t.Helper()
	words := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && slices.Contains(apart, entry.Name()):
			return fs.SkipDir
		case entry.IsDir() || strings.HasSuffix(path, "_test.go") || !slices.Contains([]string{".go", ".html", ".js"}, filepath.Ext(path)):
			return nil
		}
		source, err := os.ReadFile(path)
		for _, m := range quoted.FindAllSubmatch(source, -1) {
			words[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return words
}

// named tells whether code names the key: whole, or by a beginning such as "role." or an end such as "_remedy" that it joins to something.
func named(key string, words map[string]bool) bool {
	if words[key] {
		return true
	}
	for i, sign := range key {
		if (sign == '.' || sign == '_') && i > 0 && words[key[:i+1]] {
			return true
		}
	}
	if i := strings.LastIndexAny(key, "._"); i > 0 && words[key[i:]] {
		return named(key[:i], words)
	}
	return false
}

func TestEveryTextIsSaidSomewhere(t *testing.T) {
	words := wordsInCode(t)
	areas, err := filepath.Glob("locales/it/*.toml")
	if err != nil || len(areas) == 0 {
		t.Fatal(areas, err)
	}
	for _, area := range areas {
		texts := map[string]any{}
		if _, err := toml.DecodeFile(area, &texts); err != nil {
			t.Fatal(err)
		}
		for key := range texts {
			if !named(key, words) {
				t.Errorf("%s: nothing says %q", area, key)
			}
		}
	}
}

func TestATextThatNothingSaysIsNoticed(t *testing.T) {
	words := map[string]bool{"quiz.start": true, "role.": true, "cli.column_": true, "_remedy": true, "backup.problem.": true}
	rows := []struct {
		key  string
		want bool
	}{
		{"quiz.start", true}, {"role.author", true}, {"cli.column_size", true}, {"backup.problem.full_remedy", true},
		{"quiz.started", false}, {"quiz.start_now", false}, {"doctor.full_remedy", false}, {"roles", false},
	}
	for _, row := range rows {
		if got := named(row.key, words); got != row.want {
			t.Errorf("%s is named: %v", row.key, got)
		}
	}
}
