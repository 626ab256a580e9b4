package quizzes

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
)

// container makes a zip of entries, each name then content.
func container(t testing.TB, entries ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(entries); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: entries[i], Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(entries[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func recognised(t testing.TB, content string) string {
	t.Helper()
	found, err := Recognise(strings.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestAFileIsWhatItsBytesSay(t *testing.T) {
	const word = `<Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>`
	const sheet = `<Override ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>`
	for _, row := range []struct{ name, content, want string }{
		{"a PDF", "%PDF-1.7\n%âãÏÓ", "pdf"},
		{"a PNG", "\x89PNG\r\n\x1a\n\x00\x00", "png"},
		{"a JPEG", "\xff\xd8\xff\xe0\x00\x10JFIF", "jpeg"},
		{"a WebP", "RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"},
		{"a text", "Perché no?\r\n\tSì.", "text"},
		{"a text with a mark of its order", "\xef\xbb\xbfciao", "text"},
		{"a long text whose characters straddle what is read at once", strings.Repeat("àèìòù€𝄞", 40_000), "text"},
		{"a text that begins like a picture", "BMW e altre sigle", "text"},
		{"an ODT", container(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", "<x/>"), "odt"},
		{"an ODS", container(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet"), "ods"},
		{"a DOCX", container(t, "[Content_Types].xml", word, "word/document.xml", "<x/>"), "docx"},
		{"an XLSX", container(t, "_rels/.rels", "", "[Content_Types].xml", sheet), "xlsx"},
		{"nothing", "", foundEmpty},
		{"an archive", container(t, "virus.exe", "MZ"), foundZip},
		{"a broken archive", "PK\x03\x04 and no more", foundZip},
		{"an archive that calls itself a document too late", container(t, "a", "", "mimetype", "application/vnd.oasis.opendocument.text"), foundZip},
		{"a DOCX with macros", container(t, "[Content_Types].xml", word, "word/vbaProject.bin", "x"), foundMacros},
		{"a DOCM", container(t, "[Content_Types].xml", `application/vnd.ms-word.document.macroEnabled.main+xml`), foundMacros},
		{"an ODT with macros", container(t, "mimetype", "application/vnd.oasis.opendocument.text", "Basic/Standard/Module1.xml", "x"), foundMacros},
		{"an old document", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", foundOffice},
		{"a program", "MZ\x90\x00\x03", foundProgram},
		{"a script", "#!/bin/sh\nrm -r /", foundProgram},
		{"a page", "  <!DOCTYPE html><script>alert(1)</script>", foundPage},
		{"a drawing", `<svg xmlns="http://www.w3.org/2000/svg"/>`, foundPage},
		{"a moving picture", "GIF89a\x01\x00\xff\xff", foundPicture},
		{"a telephone's picture", "\x00\x00\x00\x18ftypheic\x00\x00", foundPicture},
		{"a film", "\x00\x00\x00\x18ftypmp42\x00\x00", foundMedia},
		{"bytes", "\x00\x01\x02\x03", foundUnknown},
		{"a text with a byte in its end", strings.Repeat("a", 100_000) + "\x00", foundUnknown},
		{"another encoding", "perch\xe9", foundUnknown},
	} {
		if got := recognised(t, row.content); got != row.want {
			t.Errorf("%s is %s, want %s", row.name, got, row.want)
		}
	}
}

func FuzzRecognise(f *testing.F) {
	for _, seed := range []string{"", "%PDF-1.4", "RIFF", "ciao", container(f, "mimetype", "application/vnd.oasis.opendocument.text")} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		found := recognised(t, string(content))
		kind, form := formNamed(found)
		if kind == "" && form.Name == "" {
			for _, known := range Found {
				if known == found {
					return
				}
			}
			t.Fatalf("called %q", found)
		}
	})
}
