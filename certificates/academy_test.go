package certificates_test

import (
	"crypto/x509"
	"path/filepath"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"aula/certificates"
	"aula/courses"
	"aula/internal/documents"
	"aula/internal/testapp"
	"aula/organisations"
)

// academy is an app with a centre, a course and the guard that hooks binds.
type academy struct {
	*tests.TestApp
	t      testing.TB
	course *core.Record
	signer *documents.Signer
	press  *certificates.Press
}

func open(t testing.TB) *academy {
	t.Helper()
	a := &academy{TestApp: testapp.New(t), t: t}
	a.OnRecordUpdate(certificates.Collection).BindFunc(func(e *core.RecordEvent) error {
		if err := certificates.Guard(e.Record); err != nil {
			return err
		}
		return e.Next()
	})
	a.OnRecordDelete(certificates.Collection).BindFunc(func(*core.RecordEvent) error { return certificates.ErrImmutable })
	err := organisations.Save(a, organisations.Centre{
		Name: "Città metropolitana di Genova", IPA: "cmge", URL: "https://accademia.example.it",
		Signatory: "Giovanna Ferrari", SignatoryRole: "Responsabile del centro",
	})
	if err != nil {
		t.Fatal(err)
	}
	a.course = a.insert("courses", map[string]any{
		"slug": "spid-e-cie", "title": "SPID e CIE", "hours": 2.5, "certificate": true, "state": "published", "level": "base",
		"skills": []string{"digcomp-2.2:2.6"}, "complete": map[string]any{"quizzes": []map[string]any{{"id": "finale", "pass": 60}}},
	})
	if a.signer, err = documents.OpenSigner(documents.Keys{Folder: filepath.Join(t.TempDir(), "keys")}, "Prova"); err != nil {
		t.Fatal(err)
	}
	a.press = certificates.NewPress(a.signer)
	return a
}

func (a *academy) insert(collection string, values map[string]any) *core.Record {
	a.t.Helper()
	c, err := a.FindCachedCollectionByNameOrId(collection)
	if err != nil {
		a.t.Fatal(err)
	}
	r := core.NewRecord(c)
	r.Load(values)
	if err := a.Save(r); err != nil {
		a.t.Fatal(err)
	}
	return r
}

// learner signs somebody up, without a password: making one takes longer than a whole test.
func (a *academy) learner(email, given, family string) *core.Record {
	a.t.Helper()
	c, err := a.FindCachedCollectionByNameOrId("users")
	if err != nil {
		a.t.Fatal(err)
	}
	r := core.NewRecord(c)
	r.Load(map[string]any{"email": email, "given_name": given, "family_name": family, "locale": "sl"})
	r.SetRaw(core.FieldNamePassword, &core.PasswordFieldValue{Hash: "none"})
	if err := a.Save(r); err != nil {
		a.t.Fatal(err)
	}
	return r
}

// finished enrols the person and completes the course.
func (a *academy) finished(user string) *courses.Enrolment {
	a.t.Helper()
	return a.enrolled(user, a.course.Id, time.Now())
}

func (a *academy) enrolled(user, course string, completed time.Time) *courses.Enrolment {
	a.t.Helper()
	r := a.insert("enrolments", map[string]any{"user": user, "course": course, "cycle": 1, "completed": completed})
	e, err := courses.FindEnrolmentByID(a, r.Id)
	if err != nil {
		a.t.Fatal(err)
	}
	return e
}

func (a *academy) issued(email, given, family string) *certificates.Certificate {
	a.t.Helper()
	c, err := certificates.Issue(a, a.finished(a.learner(email, given, family).Id))
	if err != nil {
		a.t.Fatal(err)
	}
	return c
}

func (a *academy) again(c *certificates.Certificate) *certificates.Certificate {
	a.t.Helper()
	fresh, err := certificates.FindByID(a, c.Id)
	if err != nil {
		a.t.Fatal(err)
	}
	return fresh
}

func (a *academy) pdf(c *certificates.Certificate) []byte {
	a.t.Helper()
	file, err := a.press.PDF(a, a.again(c))
	if err != nil {
		a.t.Fatal(err)
	}
	return file
}

func (a *academy) anchors() []*x509.Certificate { return []*x509.Certificate{a.signer.Certificate()} }
