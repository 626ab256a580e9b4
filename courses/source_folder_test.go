package courses_test

import (
	"os"
	"path/filepath"
	"testing"

	"aula/courses"
)

func TestAFolderIsReadOrRefused(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "segreto.md")
	write(t, outside, "non tuo")
	for _, row := range []struct {
		name  string
		make  func(t *testing.T, dir string)
		paths string
		code  string
		found string
	}{
		{"its files", func(*testing.T, string) {}, "01-a.md sub/b.md", "", ""},
		{"hidden ones are passed over", func(t *testing.T, dir string) { write(t, filepath.Join(dir, ".git", "config"), "x") }, "01-a.md sub/b.md", "", ""},
		{"a link within it is the file", func(t *testing.T, dir string) { link(t, "01-a.md", filepath.Join(dir, "c.md")) }, "01-a.md c.md sub/b.md", "", ""},
		{"a link to a file outside", func(t *testing.T, dir string) { link(t, outside, filepath.Join(dir, "c.md")) }, "", "source.link", ""},
		{"a link upwards", func(t *testing.T, dir string) { link(t, "../../segreto.md", filepath.Join(dir, "c.md")) }, "", "source.link", ""},
		{"a link to nothing", func(t *testing.T, dir string) { link(t, "niente.md", filepath.Join(dir, "c.md")) }, "", "source.link", ""},
		{"a link to a folder of its own", func(t *testing.T, dir string) { link(t, "sub", filepath.Join(dir, "c")) }, "01-a.md sub/b.md", "", "source.link_to_folder"},
		{"a link in a circle", func(t *testing.T, dir string) { link(t, "c", filepath.Join(dir, "c")) }, "", "source.link", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "corso")
			write(t, filepath.Join(dir, "01-a.md"), "# A")
			write(t, filepath.Join(dir, "sub", "b.md"), "# B")
			row.make(t, dir)
			tree, err := courses.Read(t.Context(), dir, courses.DefaultLimits())
			if got := codeOf(err); got != row.code {
				t.Fatalf("refused with %q (%v), want %q", got, err, row.code)
			}
			if row.code != "" {
				return
			}
			defer tree.Close()
			if paths(tree) != row.paths || tree.Name != "corso" {
				t.Errorf("%s has %q, want %q", tree.Name, paths(tree), row.paths)
			}
			found := ""
			for _, f := range tree.Findings {
				found += f.Code
			}
			if found != row.found {
				t.Errorf("findings %q, want %q", found, row.found)
			}
		})
	}
}

func TestWhatIsNoSourceIsRefusedInWords(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "corso.zip"), "non uno zip")
	for address, code := range map[string]string{
		filepath.Join(dir, "manca"):      "source.missing",
		filepath.Join(dir, "corso.zip"):  "source.zip_damaged",
		t.TempDir():                      "source.empty",
		"http://example.org/corso.git":   "source.address",
		"file:///etc":                    "source.address",
		"ext::sh -c touch% /tmp/x":       "source.address",
		"git@example.org:corso.git":      "source.address",
		"ssh://git@example.org/x":        "source.address",
		"https://":                       "source.address",
		"https://-oProxyCommand=x/y":     "source.address",
		"https://io:parola@example.org/": "source.credentials",
	} {
		if _, err := courses.Read(t.Context(), address, courses.DefaultLimits()); codeOf(err) != code {
			t.Errorf("%s: got %v, want %s", address, err, code)
		}
	}
}

func write(t testing.TB, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, target, name string) {
	t.Helper()
	if err := os.Symlink(target, name); err != nil {
		t.Fatal(err)
	}
}
