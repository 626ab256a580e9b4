package courses_test

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aula/courses"
	"aula/internal/testapp"
)

func TestACourseComesBackAsItWas(t *testing.T) {
	files := but(folder{"perché/un nome.txt": "\xff\x00 qualsiasi", "README.md": "# Per chi scrive\n", "grande.bin": strings.Repeat("\x01\x02", 3<<20)})
	var zipped []entry
	for path, content := range files {
		zipped = append(zipped, entry{name: "corso/" + path, content: content})
	}
	tree, err := readZip(archive(t, zipped...), courses.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	app := testapp.New(t)
	first := store(t, app, courses.Compose(tree, courses.ComposeOptions{}), courses.ImportOptions{})
	dir := filepath.Join(t.TempDir(), "fuori", "corso")
	if _, err := courses.Export(app, "corso", dir); err != nil {
		t.Fatal(err)
	}
	if got := contents(t, dir); !maps.Equal(got, files) {
		t.Errorf("the folder differs: %d files of %d", len(got), len(files))
	}
	again, err := courses.Read(t.Context(), dir, courses.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if changes := store(t, app, courses.Compose(again, courses.ComposeOptions{}), courses.ImportOptions{}); !changes.Nothing() {
		t.Errorf("what came back is another course: %+v", changes)
	}
	c, err := courses.FindByID(app, first.Course)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := courses.ExportZip(app, c, &out); err != nil {
		t.Fatal(err)
	}
	third, err := readZip(out.Bytes(), courses.DefaultLimits())
	if err != nil || third.Name != "corso" || len(third.Files) != len(files) {
		t.Errorf("the archive: %v, %v", third, err)
	}
	if _, err := courses.Export(app, "corso", dir); !errors.Is(err, courses.ErrNotEmpty) {
		t.Errorf("over a folder with files: %v", err)
	}
	if _, err := courses.Export(app, "manca", t.TempDir()); !errors.Is(err, courses.ErrNotFound) {
		t.Errorf("an unknown course: %v", err)
	}
}

func contents(t *testing.T, dir string) folder {
	t.Helper()
	files := folder{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestADamagedStoreIsNoticed(t *testing.T) {
	app := testapp.New(t)
	store(t, app, compose(t, "corso", small), courses.ImportOptions{})
	for _, path := range stored(t, app) {
		if strings.HasSuffix(path, ".svg") {
			if err := os.WriteFile(path, []byte("<svg/>"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := courses.Export(app, "corso", t.TempDir()); !errors.Is(err, courses.ErrDamaged) {
		t.Errorf("got %v", err)
	}
}
