package courses

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"aula/internal/markup"
)

// Finding is one remark about a course, by file and line. Its text's key is "finding." and its code.
type Finding = markup.Finding

// ErrRefused says that a source is no course that can be read; the Refusal around it says why.
var ErrRefused = errors.New("source refused")

// Refusal is the reason why a source cannot be taken at all, told like every other finding.
type Refusal struct{ Finding }

func (r *Refusal) Error() string {
	return fmt.Sprintf("source refused: %s %s %v", r.Code, r.Path, r.Values)
}

// Unwrap makes errors.Is(err, ErrRefused) true.
func (r *Refusal) Unwrap() error { return ErrRefused }

// refuse makes a Refusal; values are names and values in turn.
func refuse(code, path string, values ...any) error {
	return &Refusal{finding(markup.Error, code, path, 0, values...)}
}

func finding(s markup.Severity, code, path string, line int, values ...any) Finding {
	f := Finding{Path: path, Line: line, Severity: s, Code: code}
	for i := 0; i+1 < len(values); i += 2 {
		if f.Values == nil {
			f.Values = map[string]any{}
		}
		f.Values[values[i].(string)] = values[i+1]
	}
	return f
}

// Limits bound what a source may cost. Bytes are counted while they are read, never believed.
type Limits struct {
	Entries int           // files, those that are passed over included
	File    int64         // bytes of one file
	Total   int64         // bytes of all files
	Text    int64         // bytes of one Markdown or GIFT file
	Texts   int64         // bytes of all of them: they are held in memory
	Ratio   int64         // times that an archive may grow when it is inflated
	Time    time.Duration // that fetching an address may take
}

// DefaultLimits are those of the academy.
func DefaultLimits() Limits {
	return Limits{
		Entries: 20_000, File: 512 << 20, Total: 2 << 30, Text: 512 << 10, Texts: 64 << 20,
		Ratio: 100, Time: 5 * time.Minute,
	}
}

// SourceFile is one file of a source. Its bytes stay where they are until someone reads them.
type SourceFile struct {
	Path   string // from the course's folder, with slashes
	Size   int64
	SHA256 string // in hexadecimal digits
	open   func() (io.ReadCloser, error)
	text   []byte // once read as one, for who composes the same tree twice
}

// Open reads the file from its beginning.
func (f *SourceFile) Open() (io.ReadCloser, error) { return f.open() }

// read returns the whole file, or an error if it has more than limit bytes.
func (f *SourceFile) read(limit int64) ([]byte, error) {
	if f.text != nil {
		return f.text, nil
	}
	if f.Size > limit {
		return nil, refuse("source.text_too_large", f.Path, "limit", megabytes(limit))
	}
	r, err := f.open()
	if err != nil {
		return nil, refuse("source.unreadable", f.Path)
	}
	defer r.Close()
	content, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil || int64(len(content)) > limit {
		return nil, refuse("source.unreadable", f.Path)
	}
	f.text = content
	return content, nil
}

// Tree is the files of one source, by path.
type Tree struct {
	Name     string // of the folder: the course's slug unless its front matter says otherwise
	Files    []*SourceFile
	Findings []Finding // what was passed over
	limits   Limits
	byPath   map[string]*SourceFile
	close    func() error
}

func newTree(name string, files []*SourceFile, l Limits) *Tree {
	slices.SortFunc(files, func(a, b *SourceFile) int { return strings.Compare(a.Path, b.Path) })
	t := &Tree{Name: name, Files: files, limits: l, byPath: make(map[string]*SourceFile, len(files))}
	for _, f := range files {
		t.byPath[norm.NFC.String(f.Path)] = f
	}
	return t
}

// Close gives back what the source holds: an open archive, a temporary folder.
func (t *Tree) Close() error {
	if t.close == nil {
		return nil
	}
	return t.close()
}

// Find returns the file at a path, however its accents are composed.
func (t *Tree) Find(path string) (*SourceFile, bool) {
	f, ok := t.byPath[norm.NFC.String(path)]
	return f, ok
}

// Sub returns the part of the tree below a folder, under the folder's name. Close the whole, not the part.
func (t *Tree) Sub(folder string) (*Tree, error) {
	folder = strings.Trim(path.Clean("/"+strings.ReplaceAll(folder, `\`, "/")), "/")
	if folder == "" {
		return t, nil
	}
	var files []*SourceFile
	for _, f := range t.Files {
		if rest, ok := strings.CutPrefix(norm.NFC.String(f.Path), norm.NFC.String(folder)+"/"); ok {
			part := *f
			part.Path = rest
			files = append(files, &part)
		}
	}
	if len(files) == 0 {
		return nil, refuse("source.no_folder", "", "folder", folder)
	}
	return newTree(path.Base(folder), files, t.limits), nil
}

// Read opens a course's source: a folder, a zip, or an https address of a git repository. It writes nothing but a temporary
// folder for the repository, which Close removes. What cannot be taken comes back as a *Refusal.
func Read(ctx context.Context, address string, l Limits) (*Tree, error) {
	if isAddress(address) {
		return readGit(ctx, address, l)
	}
	info, err := os.Stat(address)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, refuse("source.missing", address)
	case err != nil:
		return nil, refuse("source.unreadable", address)
	case info.IsDir():
		return ReadFolder(address, l)
	case info.Mode().IsRegular():
		return openZip(address, l)
	}
	return nil, refuse("source.kind", address)
}

func openZip(name string, l Limits) (*Tree, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, refuse("source.unreadable", name)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(refuse("source.unreadable", name), f.Close())
	}
	base := filepath.Base(name)
	tree, err := ReadZip(f, info.Size(), strings.TrimSuffix(base, filepath.Ext(base)), l)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	tree.close = f.Close
	return tree, nil
}

// Split returns the courses of a tree: each folder at its top that has a course.md, or the tree itself.
func (t *Tree) Split() []*Tree {
	if _, one := t.Find(courseFile); one {
		return []*Tree{t}
	}
	var parts []*Tree
	for _, f := range t.Files {
		folder, name, _ := strings.Cut(f.Path, "/")
		if name != courseFile {
			continue
		}
		if part, err := t.Sub(folder); err == nil {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return []*Tree{t}
	}
	return parts
}

// ignored tells whether a path is none of the course's: hidden files and what systems leave behind.
func ignored(p string) bool {
	for part := range strings.SplitSeq(p, "/") {
		switch {
		case strings.HasPrefix(part, ".") && part != "." && part != "..":
			return true
		case part == "__MACOSX", strings.EqualFold(part, "Thumbs.db"), strings.EqualFold(part, "desktop.ini"):
			return true
		}
	}
	return false
}

func megabytes(n int64) int64 { return max(1, n>>20) }

// AsRefusal returns the refusal in an error.
func AsRefusal(err error) (*Refusal, bool) {
	var r *Refusal
	ok := errors.As(err, &r)
	return r, ok
}
