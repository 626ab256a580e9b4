package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"aula/internal/testapp"
)

// oldHouse opens the data folder of an older program with this one.
func oldHouse(t *testing.T, archive string) *house {
	t.Helper()
	h := &house{dir: testapp.Unpack(t, "../internal/testapp/testdata/"+archive)}
	if err := h.readAccounts(); err != nil { // the file goes when the folder is served as an academy
		t.Fatal(err)
	}
	if err := h.start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.stop(); err != nil {
			t.Errorf("stop the academy: %v", err)
		}
	})
	return h
}

func TestAnOldAcademyGoesOnUnderTheNewProgram(t *testing.T) {
	t.Parallel()
	h := oldHouse(t, "3fbe476.tar.gz")
	v := h.as(t, "learner")
	quiz := v.quizOf("spid-e-cie", "quiz-finale")
	a := v.goesOn(quiz)
	if len(a.Answers) != 3 || len(a.Questions) != 15 {
		t.Fatalf("the open attempt has %d answers to %d questions", len(a.Answers), len(a.Questions))
	}
	for _, path := range []string{"/me", "/courses/spid-e-cie", "/courses/spid-e-cie/" + v.lessonOf("spid-e-cie", 0), finalQuiz, finalQuiz + "/attempts/" + a.ID} {
		if got := v.get(path); got.status != http.StatusOK {
			t.Errorf("%s: %d", path, got.status)
		}
	}
	q, o := a.singles(5)
	v.json(http.MethodPatch, "/api/aula/attempts/"+a.ID, map[string]any{"answers": map[string]any{q[4]: o[4]}}, nil)
	var end result
	v.json(http.MethodPost, "/api/aula/attempts/"+a.ID+"/submission", nil, &end)
	if len(end.Questions) != 15 || end.Max == 0 {
		t.Errorf("the attempt ends with %+v", end)
	}
	other := v.begins("spid-e-cie", "quiz-codici")
	v.json(http.MethodPost, "/api/aula/attempts/"+other.ID+"/submission", nil, &end)
	h.oldCertificateHolds(t)
	for _, path := range []string{"/manage", "/manage/courses/spid-e-cie", "/manage/courses/spid-e-cie/learners", "/manage/people", "/manage/jobs?state=done"} {
		if got := h.as(t, "administrator").get(path); got.status != http.StatusOK {
			t.Errorf("%s: %d", path, got.status)
		}
	}
}

// oldCertificateHolds looks at the certificate that the older program issued, on line and as a file.
func (h *house) oldCertificateHolds(t *testing.T) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(h.dir, "storage", "*", "*", "attestato_*.pdf"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	if status, said := h.command(t, "certificates", "verify", files[0]); status != 0 {
		t.Errorf("verify: %d %s", status, said)
	}
	pdf, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	got := h.stranger(t).upload("/certificates", "file", "attestato.pdf", pdf)
	if got.status != http.StatusOK || !got.says("valido") {
		t.Errorf("a stranger who uploads it is told %d at %s", got.status, got.path)
	}
}
