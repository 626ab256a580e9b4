package courses_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"aula/courses"
	"aula/internal/markup"
	"aula/internal/testapp"
)

// tight are limits that let a fuzzer run fast.
func tight() courses.Limits {
	l := courses.DefaultLimits()
	l.Entries, l.File, l.Total, l.Text, l.Texts = 100, 1<<20, 2<<20, 64<<10, 256<<10
	return l
}

func FuzzArchive(f *testing.F) {
	f.Add(archive(f, entry{name: "corso/course.md", content: head}, entry{name: "corso/01-a.md", content: "# A\n"}))
	f.Add(archive(f, entry{name: "../a.md"}, entry{name: `b\c.md`}))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, content []byte) {
		tree, err := courses.ReadZip(bytes.NewReader(content), int64(len(content)), "a", tight())
		if err != nil {
			if codeOf(err) == "" {
				t.Fatalf("refused without words: %v", err)
			}
			return
		}
		for _, file := range tree.Files {
			if !filepath.IsLocal(filepath.FromSlash(file.Path)) {
				t.Fatalf("%q leads out", file.Path)
			}
		}
		for _, part := range tree.Split() {
			sound(t, courses.Compose(part, courses.ComposeOptions{}))
		}
	})
}

func FuzzFrontMatter(f *testing.F) {
	f.Add("title: C\nhours: 1,5\nskills: [a:b]\nobjectives:\n  - id: x\n    text: y\ncomplete: {lessons: all, quizzes: [{id: q, pass: 60}]}")
	f.Add("a: &x [*x]\nb: !!binary x\n? c\n: d")
	f.Add("title: |\n  x\n\trequires: {a: b}")
	f.Fuzz(func(t *testing.T, front string) {
		sound(t, composeBounded(t, folder{"course.md": "---\n" + front + "\n---\nTesto", "a.md": "---\n" + front + "\n---\n# A\n", "quiz.md": "---\n" + front + "\n---\n## D?\n\n= 4\n"}))
	})
}

// FuzzManuscript takes paths and contents parted by a line of percent signs.
func FuzzManuscript(f *testing.F) {
	const part = "\n%%%\n"
	f.Add("course.md" + part + head + part + "01-a.md" + part + "# A\n\n[x](b.md#y) ![](c.png)" + part + "b/README.md" + part + "## B")
	f.Add("README.md" + part + "# R" + part + "a/x.md" + part + "### I" + part + "b/x.md" + part + "### I" + part + "quiz.gift" + part + "::A:: B {=1 ~2}")
	f.Add("quizzes.md" + part + "<script>1</script>" + part + "files.md" + part + "\xff\xfe" + part + "Perché.md" + part + "---\nid: a b\n---\n")
	f.Fuzz(func(t *testing.T, text string) {
		files := folder{}
		pieces := strings.Split(text, part)
		for i := 0; i+1 < len(pieces) && len(files) < 20; i += 2 {
			files[pieces[i]] = pieces[i+1]
		}
		sound(t, composeBounded(t, files))
	})
}

func composeBounded(t *testing.T, files folder) *courses.Manuscript {
	fsys := fstest.MapFS{}
	for path, content := range files {
		if filepath.IsLocal(path) && len(path) < 200 && !strings.Contains(path, "\x00") && filepath.Clean(path) == path {
			fsys[path] = &fstest.MapFile{Data: []byte(content)}
		}
	}
	tree, err := courses.ReadFS(fsys, "corso", tight())
	if err != nil {
		return &courses.Manuscript{}
	}
	return courses.Compose(tree, courses.ComposeOptions{})
}

// sound holds for every manuscript, whatever it was made of: names are unique and fit for addresses, nothing runs, every finding has a code.
func sound(t *testing.T, m *courses.Manuscript) {
	keys, slugs := map[string]bool{}, map[string]bool{}
	for _, p := range m.Lessons {
		if p.Key == "" || p.Slug == "" || keys[p.Key] || slugs[p.Slug] || strings.ContainsAny(p.Slug, "/?#% ") {
			t.Fatalf("lesson %q at %q is not alone", p.Key, p.Slug)
		}
		keys[p.Key], slugs[p.Slug] = true, true
		if p.Title == "" || p.Minutes < 1 {
			t.Fatalf("lesson %q lacks its title or its minutes", p.Key)
		}
		if lower := strings.ToLower(p.HTML); strings.Contains(lower, "<script") || strings.Contains(lower, "javascript:") && strings.Contains(lower, `href="javascript:`) {
			t.Fatalf("something runs in %q", p.HTML)
		}
	}
	for _, f := range m.Findings {
		if f.Code == "" || f.Line < 0 || f.Severity < markup.Note || f.Severity > markup.Error {
			t.Fatalf("finding %+v", f)
		}
	}
}

// randomCourse makes some course. The same seed makes the same one.
func randomCourse(seed uint64) folder {
	r := rand.New(rand.NewPCG(seed, 2))
	words := []string{"spid", "cie", "pec", "anpr", "Perché no", "uno due", "01-a", "02-b", "x.y"}
	word := func() string { return words[r.IntN(len(words))] }
	files := folder{"course.md": fmt.Sprintf("---\ntitle: %s\nlanguage: it\nsummary: S\n---\n\nTesto %d.\n", word(), seed)}
	for i := range 1 + r.IntN(12) {
		dir := ""
		for range r.IntN(3) {
			dir += word() + "/"
		}
		switch r.IntN(3) {
		case 0:
			files[fmt.Sprintf("%s%s-%d.md", dir, word(), i)] = fmt.Sprintf("---\nid: l%d\n---\n# %s\n\n%s\n", i, word(), strings.Repeat(word()+" ", r.IntN(80)+1))
		case 1:
			raw := make([]byte, r.IntN(5000))
			for j := range raw {
				raw[j] = byte(r.Uint32())
			}
			files[fmt.Sprintf("%sassets/%s-%d.bin", dir, word(), i)] = string(raw)
		default:
			files[fmt.Sprintf("%squiz-%d.md", dir, i)] = fmt.Sprintf("## Quanto fa %d più uno?\n\n= %d\n", i, i+1)
		}
	}
	files["zz-ultima.md"] = "---\nid: ultima\n---\n# Ultima\n\nT\n"
	return files
}

func TestAnyCourseComesBackAsItWas(t *testing.T) {
	app := testapp.New(t)
	for seed := range uint64(12) {
		files := randomCourse(seed)
		slug := fmt.Sprintf("corso-%d", seed)
		m := compose(t, slug, files)
		if errs := found(m, markup.Error); errs != "" {
			t.Fatalf("seed %d: %s", seed, errs)
		}
		store(t, app, m, courses.ImportOptions{})
		dir := filepath.Join(t.TempDir(), slug)
		if _, err := courses.Export(app, slug, dir); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		back := contents(t, dir)
		if !maps.Equal(back, files) {
			t.Errorf("seed %d: the files differ", seed)
		}
		if changes := store(t, app, compose(t, slug, back), courses.ImportOptions{}); !changes.Nothing() {
			t.Errorf("seed %d: importing what was exported changes %+v", seed, changes)
		}
	}
}
