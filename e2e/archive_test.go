package e2e

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// folder is a course's files by path.
type folder map[string]string

// shipped is a course that comes with Aula.
func shipped(t *testing.T, slug string) folder {
	t.Helper()
	root := filepath.Join("..", "courses", "content", slug)
	files := folder{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(root, path)
		files[filepath.ToSlash(inside)] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// zipped packs the folder under a name, as file managers do.
func (f folder) zipped(t *testing.T, name string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, path := range slices.Sorted(maps.Keys(f)) {
		part, err := w.Create(name + "/" + path)
		if err == nil {
			_, err = part.Write([]byte(f[path]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// with is the folder with some files put or replaced; an empty text takes one away.
func (f folder) with(changes folder) folder {
	changed := maps.Clone(f)
	for path, text := range changes {
		if text == "" {
			delete(changed, path)
		} else {
			changed[path] = text
		}
	}
	return changed
}

// file leaves content on the disk, where a browser takes it from.
func file(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// upload posts a form with one file.
func (v *person) upload(path, field, name string, content []byte) reply {
	v.Helper()
	return v.uploadWith(path, nil, field, name, content)
}

// uploadWith posts a form with values and one file.
func (v *person) uploadWith(path string, form url.Values, field, name string, content []byte) reply {
	v.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for key := range form {
		_ = w.WriteField(key, form.Get(key)) // into memory
	}
	part, err := w.CreateFormFile(field, name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		v.Fatal(err)
	}
	return v.ask(http.MethodPost, path, w.FormDataContentType(), &b)
}

// publish uploads a course and publishes it.
func (v *person) publish(name string, f folder) {
	v.Helper()
	report := v.upload("/manage/courses", "archive", name+".zip", f.zipped(v.T, name))
	if !strings.HasPrefix(report.path, "/manage/uploads/") {
		v.Fatalf("no report of %s: %d at %s", name, report.status, report.path)
	}
	done := v.post(report.path, url.Values{"act": {"publish"}})
	if done.status != http.StatusOK || !strings.HasPrefix(done.path, "/manage/courses/"+name) {
		v.Fatalf("%s is not published: %d at %s", name, done.status, done.path)
	}
}
