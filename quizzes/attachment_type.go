package quizzes

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"unicode/utf8"
)

// What a file may be beside the forms of FileTypes. None of these is ever taken.
const (
	foundEmpty   = "empty"
	foundZip     = "zip"     // an archive that is no document
	foundMacros  = "macros"  // a document that carries a program
	foundOffice  = "office"  // a document in the format of before 2007
	foundProgram = "program" // for Windows or Linux
	foundPage    = "page"    // HTML, SVG, XML
	foundPicture = "picture" // one that browsers do not all show
	foundMedia   = "media"   // sound or film
	foundUnknown = "unknown"
)

// Found are all things that Recognise may call a file, beside the forms of FileTypes.
var Found = []string{foundEmpty, foundZip, foundMacros, foundOffice, foundProgram, foundPage, foundPicture, foundMedia, foundUnknown}

// signatures are how files begin.
var signatures = []struct{ begins, found string }{
	{"\x89PNG\r\n\x1a\n", "png"}, {"\xff\xd8\xff", "jpeg"}, {"%PDF-", "pdf"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", foundOffice}, {"{\\rtf", foundOffice},
	{"MZ", foundProgram}, {"\x7fELF", foundProgram}, {"#!", foundProgram},
	{"GIF8", foundPicture}, {"BM", foundPicture}, {"II*\x00", foundPicture}, {"MM\x00*", foundPicture},
	{"ID3", foundMedia}, {"OggS", foundMedia}, {"\x1aE\xdf\xa3", foundMedia}, {"\xff\xfb", foundMedia},
	{"Rar!", foundZip}, {"7z\xbc\xaf", foundZip}, {"\x1f\x8b", foundZip},
}

// Recognise tells from a file's bytes, whatever its name, which form of FileTypes it is, or which of Found.
func Recognise(content io.ReaderAt, size int64) (string, error) {
	if size == 0 {
		return foundEmpty, nil
	}
	head := make([]byte, min(size, 1024))
	if _, err := content.ReadAt(head, 0); err != nil && err != io.EOF {
		return "", err
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return recogniseZip(content, size), nil
	case bytes.HasPrefix(head, []byte("RIFF")) && len(head) >= 12:
		if string(head[8:12]) == "WEBP" {
			return "webp", nil
		}
		return foundMedia, nil
	case len(head) >= 12 && string(head[4:8]) == "ftyp":
		if brand := string(head[8:12]); strings.HasPrefix(brand, "hei") || brand == "mif1" || brand == "avif" {
			return foundPicture, nil
		}
		return foundMedia, nil
	}
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.begins)) && (s.found != foundPicture || !utf8.Valid(head)) {
			return s.found, nil
		}
	}
	return recogniseText(io.NewSectionReader(content, 0, size), head)
}

// recogniseText tells texts from everything else: all of it must be UTF-8 without control characters.
func recogniseText(content io.Reader, head []byte) (string, error) {
	start := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"))
	if bytes.HasPrefix(start, []byte("<")) {
		return foundPage, nil
	}
	buffer, kept := make([]byte, 64<<10), 0
	for {
		n, err := content.Read(buffer[kept:])
		n += kept
		whole := n
		if err == nil { // the last character may go on in what comes next
			for whole > 0 && n-whole < utf8.UTFMax && !utf8.Valid(buffer[:whole]) {
				whole--
			}
		}
		if !isText(buffer[:whole]) {
			return foundUnknown, nil
		}
		kept = copy(buffer, buffer[whole:n])
		if err == io.EOF {
			return "text", nil
		}
		if err != nil {
			return "", err
		}
	}
}

func isText(b []byte) bool {
	return utf8.Valid(b) && !bytes.ContainsFunc(b, func(r rune) bool {
		return r < ' ' && !strings.ContainsRune("\t\n\r\f", r) || r == 0x7f
	})
}

// recogniseZip looks into a container for what its document is. It unpacks no more than a little of two entries.
func recogniseZip(content io.ReaderAt, size int64) string {
	z, err := zip.NewReader(content, size)
	if err != nil {
		return foundZip
	}
	kinds, mime := "", ""
	for i, f := range z.File {
		switch name := strings.ToLower(f.Name); {
		case strings.HasSuffix(name, "vbaproject.bin"), strings.HasPrefix(name, "basic/"), strings.HasPrefix(name, "scripts/"):
			return foundMacros
		case f.Name == "[Content_Types].xml":
			kinds = peek(f)
		case i == 0 && f.Name == "mimetype":
			mime = peek(f)
		}
	}
	switch {
	case strings.Contains(kinds, "macroEnabled"):
		return foundMacros
	case strings.Contains(kinds, "wordprocessingml.document.main+xml"):
		return "docx"
	case strings.Contains(kinds, "spreadsheetml.sheet.main+xml"):
		return "xlsx"
	case mime == FileTypes["document"][0].Media:
		return "odt"
	case mime == FileTypes["spreadsheet"][0].Media:
		return "ods"
	}
	return foundZip
}

// peek reads the beginning of an entry.
func peek(f *zip.File) string {
	r, err := f.Open()
	if err != nil {
		return ""
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, 256<<10))
	if err != nil {
		return ""
	}
	return string(text)
}
