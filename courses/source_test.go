package courses_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io/fs"
	"strings"
	"testing"

	"aula/courses"
)

// entry is one entry of an archive made for a test.
type entry struct {
	name, content string
	mode          fs.FileMode
	flags         uint16
}

func archive(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate, Flags: e.flags}
		if e.mode != 0 {
			h.SetMode(e.mode)
		}
		if e.content == "" {
			h.Method = zip.Store
		}
		out, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Write([]byte(e.content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readZip(content []byte, l courses.Limits) (*courses.Tree, error) {
	return courses.ReadZip(bytes.NewReader(content), int64(len(content)), "caricato", l)
}

// codeOf is the code of the refusal in an error, "" where there is none.
func codeOf(err error) string {
	if r, ok := courses.AsRefusal(err); ok {
		return r.Code
	}
	return ""
}

func paths(t *courses.Tree) string {
	var list []string
	for _, f := range t.Files {
		list = append(list, f.Path)
	}
	return strings.Join(list, " ")
}

func TestAnArchiveIsReadOrRefused(t *testing.T) {
	small := courses.DefaultLimits()
	small.Entries, small.File, small.Total = 5, 1000, 1500
	lesson := entry{name: "corso/01-a.md", content: "# A"}
	for _, row := range []struct {
		name    string
		entries []entry
		limits  courses.Limits
		paths   string
		code    string
	}{
		{"one folder at the top is the course", []entry{lesson, {name: "corso/b.md"}}, small, "01-a.md b.md", ""},
		{"several at the top are its folders", []entry{lesson, {name: "altro/b.md"}}, small, "altro/b.md corso/01-a.md", ""},
		{"what systems leave behind is passed over", []entry{lesson, {name: "__MACOSX/corso/._01-a.md"}, {name: "corso/.DS_Store"}, {name: "corso/.git/config"}}, small, "01-a.md", ""},
		{"backslashes of Windows are slashes", []entry{{name: `corso\01-a.md`, content: "x"}, {name: `corso\sub\`}}, small, "01-a.md", ""},
		{"a path that leads out", []entry{lesson, {name: "../fuori.md"}}, small, "", "source.leaves"},
		{"a path that leads out on the way", []entry{lesson, {name: "corso/../../fuori.md"}}, small, "", "source.leaves"},
		{"a path that leads out with backslashes", []entry{lesson, {name: `corso\..\..\fuori.md`}}, small, "", "source.leaves"},
		{"an absolute path", []entry{lesson, {name: "/etc/passwd"}}, small, "", "source.leaves"},
		{"a path with a drive", []entry{lesson, {name: `C:\fuori.md`}}, small, "", "source.leaves"},
		{"a control character in a name", []entry{lesson, {name: "corso/a\x1b[2J.md"}}, small, "", "source.path"},
		{"a name beyond measure", []entry{lesson, {name: strings.Repeat("a", 1001)}}, small, "", "source.path"},
		{"a symbolic link", []entry{lesson, {name: "corso/link", content: "/etc/passwd", mode: fs.ModeSymlink | 0o777}}, small, "", "source.link"},
		{"a device", []entry{lesson, {name: "corso/dev", mode: fs.ModeDevice | 0o666}}, small, "", "source.link"},
		{"the same path twice", []entry{lesson, lesson}, small, "", "source.duplicate"},
		{"the same path twice, accents composed and not", []entry{{name: "corso/perch\u00e9.md"}, {name: "corso/perche\u0301.md"}}, small, "", "source.duplicate"},
		{"a file that is a folder too", []entry{lesson, {name: "corso/x"}, {name: "corso/x/y.md"}}, small, "", "source.duplicate"},
		{"a password", []entry{{name: "corso/a.md", content: "x", flags: 1}}, small, "", "source.encrypted"},
		{"too many entries, hidden ones included", []entry{lesson, {name: ".a"}, {name: ".b"}, {name: ".c"}, {name: ".d"}, {name: ".e"}}, small, "", "source.too_many"},
		{"too large a file", []entry{lesson, {name: "corso/b.bin", content: strings.Repeat("x", 1001)}}, small, "", "source.file_too_large"},
		{"too much in all", []entry{lesson, {name: "corso/b.bin", content: strings.Repeat("x", 900)}, {name: "corso/c.bin", content: strings.Repeat("y", 900)}}, small, "", "source.too_large"},
		{"nothing", nil, small, "", "source.empty"},
	} {
		t.Run(row.name, func(t *testing.T) {
			tree, err := readZip(archive(t, row.entries...), row.limits)
			if got := codeOf(err); got != row.code {
				t.Fatalf("refused with %q (%v), want %q", got, err, row.code)
			}
			if row.code == "" && paths(tree) != row.paths {
				t.Errorf("files %q, want %q", paths(tree), row.paths)
			}
		})
	}
}

func TestABombIsRecognisedWhileItInflates(t *testing.T) {
	zeros := strings.Repeat("\x00", 20<<20)
	content := archive(t, entry{name: "corso/a.md", content: "# A"}, entry{name: "corso/b.bin", content: zeros})
	if len(content) > 100_000 {
		t.Fatalf("the bomb has %d bytes", len(content))
	}
	if _, err := readZip(content, courses.DefaultLimits()); codeOf(err) != "source.bomb" {
		t.Errorf("got %v", err)
	}
}

func TestAHundredThousandEntriesAreRefused(t *testing.T) {
	entries := make([]entry, 100_000)
	for i := range entries {
		entries[i].name = fmt.Sprintf("corso/%06d.md", i)
	}
	if _, err := readZip(archive(t, entries...), courses.DefaultLimits()); codeOf(err) != "source.too_many" {
		t.Errorf("got %v", err)
	}
}

// overlapping makes an archive whose entries all share one compressed body: each is honest, together they are a bomb.
func overlapping(t *testing.T, copies, size int) []byte {
	t.Helper()
	whole := archive(t, entry{name: "a", content: strings.Repeat("\x00", size)})
	reader, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	file := reader.File[0]
	body := whole[:bytes.Index(whole, []byte("PK\x01\x02"))]
	var directory bytes.Buffer
	for i := range copies {
		name := fmt.Sprintf("%04d", i)
		h := make([]byte, 46)
		copy(h, "PK\x01\x02")
		le := binary.LittleEndian
		le.PutUint16(h[6:], 20)
		le.PutUint16(h[8:], 8)
		le.PutUint16(h[10:], zip.Deflate)
		le.PutUint32(h[16:], crc32.ChecksumIEEE(make([]byte, size)))
		le.PutUint32(h[20:], uint32(file.CompressedSize64))
		le.PutUint32(h[24:], uint32(size))
		le.PutUint16(h[28:], uint16(len(name)))
		directory.Write(h)
		directory.WriteString(name)
	}
	end := make([]byte, 22)
	copy(end, "PK\x05\x06")
	binary.LittleEndian.PutUint16(end[8:], uint16(copies))
	binary.LittleEndian.PutUint16(end[10:], uint16(copies))
	binary.LittleEndian.PutUint32(end[12:], uint32(directory.Len()))
	binary.LittleEndian.PutUint32(end[16:], uint32(len(body)))
	return append(append(bytes.Clone(body), directory.Bytes()...), end...)
}

func TestEntriesThatShareTheirBytesAreCountedEachTime(t *testing.T) {
	if _, err := readZip(overlapping(t, 100, 1<<20), courses.DefaultLimits()); codeOf(err) != "source.bomb" {
		t.Errorf("got %v", err)
	}
}

func TestADamagedArchiveSaysWhere(t *testing.T) {
	content := archive(t, entry{name: "corso/a.md", content: strings.Repeat("una lezione lunga ", 50)})
	for name, row := range map[string]struct {
		content []byte
		code    string
	}{
		"cut off":          {content[:len(content)/2], "source.zip_damaged"},
		"no archive":       {[]byte("%PDF-1.7 questo non è uno zip"), "source.zip_damaged"},
		"empty":            {nil, "source.zip_damaged"},
		"a byte is flawed": {flawed(content), "source.damaged"},
	} {
		if _, err := readZip(row.content, courses.DefaultLimits()); codeOf(err) != row.code {
			t.Errorf("%s: got %v, want %s", name, err, row.code)
		}
	}
}

func flawed(content []byte) []byte {
	c := bytes.Clone(content)
	c[45] ^= 0xff // within the first entry's compressed bytes
	return c
}

func TestNamesOfOldWindowsArchivesAreRead(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	out, err := w.CreateHeader(&zip.FileHeader{Name: "corso/perch\x82.md", NonUTF8: true, Method: zip.Deflate})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := out.Write([]byte("# A")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	tree, err := readZip(b.Bytes(), courses.DefaultLimits())
	if err != nil || paths(tree) != "perché.md" {
		t.Errorf("got %v, %v", tree, err)
	}
}

func TestAPartOfATreeHasItsOwnName(t *testing.T) {
	tree, err := readZip(archive(t, entry{name: "repo/a/b/01.md", content: "x"}, entry{name: "repo/c.md", content: "y"}), courses.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	part, err := tree.Sub("a/b/")
	if err != nil || part.Name != "b" || paths(part) != "01.md" {
		t.Errorf("got %v, %v", part, err)
	}
	if _, err := tree.Sub("../x"); codeOf(err) != "source.no_folder" {
		t.Errorf("got %v", err)
	}
}
