package filename_test

import (
	"testing"

	"aula/internal/filename"
)

func TestNamesAreCleanedForEveryDevice(t *testing.T) {
	for _, row := range []struct{ name, ending, want string }{
		{"attestato.pdf", ".pdf", "attestato.pdf"},
		{`C:\\Users\\Ada\\att<est>ato.PDF`, ".pdf", "attestato.PDF"},
		{"../../etc/passwd", ".pdf", "passwd.pdf"},
		{"foto.jpeg", ".jpg", "foto.jpeg"},
		{"programma.exe", ".pdf", "programma.pdf"},
		{"Atto n. 3", ".pdf", "Atto n. 3.pdf"},
		{"un nome troppo lungo.png", ".png", "un nome troppo.png"},
		{"... ", ".pdf", "file.pdf"},
		{"a\u202efdp.exe", ".pdf", "afdp.pdf"},
	} {
		if got := filename.Clean(row.name, row.ending, "file", 14); got != row.want {
			t.Errorf("%q is %q, want %q", row.name, got, row.want)
		}
	}
}
