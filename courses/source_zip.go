package courses

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

const (
	maxDirectory = 16 << 20 // bytes of an archive's table of contents
	maxPath      = 1000     // bytes, as course_files keeps them
	ratioSlack   = 16 << 20 // bytes that any archive may grow to
	encrypted    = 0x1      // flag of an entry that asks for a password
)

// ReadZip reads the course in an archive of size bytes. A single folder at its top is the course and gives it its name.
// Nothing is written; the archive must stay open as long as the tree is used.
func ReadZip(r io.ReaderAt, size int64, name string, l Limits) (*Tree, error) {
	guard := &directoryGuard{r: r, left: maxDirectory}
	archive, err := zip.NewReader(guard, size)
	switch {
	case guard.exceeded:
		return nil, refuse("source.too_many", name+".zip", "limit", l.Entries)
	case err != nil && !errors.Is(err, zip.ErrInsecurePath):
		return nil, refuse("source.zip_damaged", name+".zip")
	case len(archive.File) > l.Entries:
		return nil, refuse("source.too_many", name+".zip", "limit", l.Entries)
	}
	guard.open = true
	w := zipWalk{limits: l, left: l.Total, seen: map[string]bool{}}
	if growth := ratioSlack + l.Ratio*size; growth < l.Total {
		w.left, w.suspect = growth, true
	}
	for _, entry := range archive.File {
		if err := w.visit(entry); err != nil {
			return nil, err
		}
	}
	if err := w.checkFolders(); err != nil {
		return nil, err
	}
	if len(w.files) == 0 {
		return nil, refuse("source.empty", name+".zip")
	}
	if top := soleFolder(w.files); top != "" {
		for _, f := range w.files {
			f.Path = f.Path[len(top)+1:]
		}
		name = top
	}
	return newTree(name, w.files, l), nil
}

// directoryGuard bounds what is read before the number of entries is known: an archive can lie about it.
type directoryGuard struct {
	r        io.ReaderAt
	left     int64
	open     bool // the table of contents has been read
	exceeded bool
}

func (g *directoryGuard) ReadAt(p []byte, off int64) (int, error) {
	if !g.open {
		if g.left -= int64(len(p)); g.left < 0 {
			g.exceeded = true
			return 0, io.ErrUnexpectedEOF
		}
	}
	return g.r.ReadAt(p, off)
}

// zipWalk gathers the files of one archive.
type zipWalk struct {
	limits  Limits
	left    int64 // bytes that may still be inflated
	suspect bool  // reaching left means that the archive grows as no course does
	seen    map[string]bool
	files   []*SourceFile
}

func (w *zipWalk) visit(entry *zip.File) error {
	name, err := entryPath(entry)
	if err != nil {
		return err
	}
	mode := entry.Mode()
	switch {
	case name == "." || ignored(name) || mode.IsDir() || strings.HasSuffix(entry.Name, `\`):
		return nil
	case !mode.IsRegular():
		return refuse("source.link", name)
	case entry.Flags&encrypted != 0:
		return refuse("source.encrypted", name)
	}
	key := norm.NFC.String(name)
	if w.seen[key] {
		return refuse("source.duplicate", name)
	}
	w.seen[key] = true
	return w.add(entry, name)
}

func (w *zipWalk) add(entry *zip.File, name string) error {
	f := &SourceFile{Path: name, open: func() (io.ReadCloser, error) { return entry.Open() }}
	if err := measure(f, w.limits, &w.left); err != nil {
		return w.explain(err, name)
	}
	w.files = append(w.files, f)
	return nil
}

// explain tells a bomb and a damaged entry from other faults.
func (w *zipWalk) explain(err error, name string) error {
	var r *Refusal
	if !errors.As(err, &r) {
		return err
	}
	switch {
	case r.Code == "source.too_large" && w.suspect:
		return refuse("source.bomb", name, "ratio", w.limits.Ratio)
	case r.Code == "source.unreadable":
		return refuse("source.damaged", name)
	}
	return err
}

// checkFolders refuses a file whose path another one uses as a folder: they could not be written side by side.
func (w *zipWalk) checkFolders() error {
	for _, f := range w.files {
		for dir := path.Dir(f.Path); dir != "."; dir = path.Dir(dir) {
			if w.seen[norm.NFC.String(dir)] {
				return refuse("source.duplicate", dir)
			}
		}
	}
	return nil
}

// entryPath is an entry's path with slashes, or a refusal where it leads out of the archive or cannot be a file's name.
func entryPath(entry *zip.File) (string, error) {
	name := entry.Name
	if entry.NonUTF8 && !utf8.ValidString(name) {
		decoded, err := charmap.CodePage850.NewDecoder().String(name)
		if err != nil {
			return "", refuse("source.path", name)
		}
		name = decoded
	}
	name = strings.ReplaceAll(name, `\`, "/")
	if len(name) > maxPath || !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
		return "", refuse("source.path", printable(name))
	}
	clean := path.Clean(name)
	drive := len(name) > 1 && name[1] == ':'
	if strings.HasPrefix(name, "/") || drive || clean == ".." || strings.HasPrefix(clean, "../") || !fs.ValidPath(clean) {
		return "", refuse("source.leaves", name)
	}
	return clean, nil
}

// printable shortens a name and takes out what a terminal or a page must not show.
func printable(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '·'
		}
		return r
	}, strings.ToValidUTF8(name, "·"))
	if runes := []rune(name); len(runes) > 120 {
		return string(runes[:120]) + "…"
	}
	return name
}

// soleFolder is the folder in which all files are, empty if there is none.
func soleFolder(files []*SourceFile) string {
	top, _, ok := strings.Cut(files[0].Path, "/")
	if !ok {
		return ""
	}
	for _, f := range files {
		if !strings.HasPrefix(f.Path, top+"/") {
			return ""
		}
	}
	return top
}
