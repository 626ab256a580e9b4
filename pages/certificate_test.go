package pages

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/certificates"
	"aula/courses"
	"aula/internal/audit"
	"aula/internal/documents"
	"aula/internal/testapp"
	"aula/organisations"
)

// certified serves an academy with one certificate, held by a learner whom a comune employs.
func certified(t *testing.T) (app core.App, c *certificates.Certificate, holder *core.Record, as func(*core.Record) reader) {
	t.Helper()
	test := testapp.New(t)
	test.OnServe().BindFunc(func(se *core.ServeEvent) error {
		err := Bind(se, Options{Describe: func(err error) (int, string) {
			if errors.Is(err, certificates.ErrNotFound) {
				return http.StatusNotFound, "error.certificate_not_found"
			}
			return describeForTests(err)
		}})
		if err != nil {
			return err
		}
		return se.Next()
	})
	if err := organisations.Save(test, organisations.Centre{Name: "Centro di prova", IPA: "c_a000", URL: "https://accademia.example.it"}); err != nil {
		t.Fatal(err)
	}
	course := testapp.Save(t, test, "courses", map[string]any{"slug": "spid", "title": "SPID e CIE", "state": "published", "certificate": true, "hours": 2.5})
	holder = testapp.Person(t, test, "learner")
	employer := testapp.Organisation(t, test, "c_z999").Id
	if _, err := accounts.Join(test, "", accounts.Joining{User: holder.Id, Organisation: employer, Role: accounts.Employee, From: time.Now().Add(-time.Hour)}); err != nil {
		t.Fatal(err)
	}
	enrolment := testapp.Save(t, test, "enrolments", map[string]any{"user": holder.Id, "course": course.Id, "cycle": 1, "completed": time.Now()})
	e, err := courses.FindEnrolmentByID(test, enrolment.Id)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = certificates.Issue(test, e); err != nil {
		t.Fatal(err)
	}
	address := testapp.Serve(t, test)
	return test, c, holder, func(person *core.Record) reader {
		if person == nil {
			return reader{t: t, url: address}
		}
		return reader{t: t, url: address, token: testapp.Token(t, person)}
	}
}

func TestWhoHasTheCodeDoesNotLearnWhoEmploysThePerson(t *testing.T) {
	app, c, holder, as := certified(t)
	const employer = "Comune di c_z999"
	if c.Facts().Employer.Name != employer {
		t.Fatalf("the certificate names %q", c.Facts().Employer.Name)
	}
	for name, reader := range map[string]reader{"anyone": as(nil), "the holder": as(holder)} {
		if page := reader.page("/certificates/" + c.Code()); !strings.Contains(page, "Ada Bianchi") || strings.Contains(page, employer) {
			t.Errorf("%s reads on the public page\n%s", name, page)
		}
	}
	if page := as(testapp.Person(t, app, "staff")).page("/manage/certificates/" + c.Id); !strings.Contains(page, employer) {
		t.Error("staff do not see the employer")
	}
}

func TestAnyoneVerifiesACode(t *testing.T) {
	_, c, _, as := certified(t)
	guest := as(nil)
	wrong := []byte(c.Code())
	wrong[6] = map[bool]byte{true: '1', false: '0'}[wrong[6] == '0'] // in the second group
	rows := []struct {
		name, path string
		status     int
		wants      string
	}{
		{"as it is printed", "/certificates/" + c.Code(), 200, "Attestato valido"},
		{"in small letters without hyphens", "/certificates/" + strings.ToLower(strings.ReplaceAll(c.Code(), "-", "")), 200, "Ada Bianchi"},
		{"the form", "/certificates", 200, "Con il codice"},
		{"one sign wrong", "/certificates/" + string(wrong), 404, "Un segno del gruppo 2 («" + string(wrong[5:9]) + "») non corrisponde"},
		{"cut short", "/certificates?code=K7QM-2XWD", 404, "Un codice ha 24 segni"},
		{"a sign that no code has", "/certificates/è", 404, "C’è un segno che nei codici non compare"},
		{"well formed, of nobody", "/certificates/0000-0000-0000-0000-0000-0000", 404, "questa accademia non ha rilasciato"},
		{"hostile", "/certificates/%3Cscript%3Ealert(1)%3C%2Fscript%3E", 404, "&lt;script&gt;"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			res, body := guest.send(http.MethodGet, row.path, nil)
			if res.StatusCode != row.status || !strings.Contains(body, row.wants) {
				t.Errorf("%d, want %d with %q in\n%s", res.StatusCode, row.status, row.wants, body)
			}
			for name, want := range map[string]string{"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"} {
				if got := res.Header.Get(name); got != want {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
		})
	}
	res, _ := guest.send(http.MethodGet, "/certificates?code="+url.QueryEscape(" "+strings.ToLower(c.Code())), nil)
	if got := res.Header.Get("Location"); res.StatusCode != 303 || got != "/certificates/"+c.Code() {
		t.Errorf("typed into the form: %d, to %q", res.StatusCode, got)
	}
}

func TestWhoGetsTheFile(t *testing.T) {
	app, c, holder, as := certified(t)
	path := "/certificates/" + c.Code() + ".pdf"
	rows := []struct {
		name   string
		person *core.Record
		path   string
		status int
	}{
		{"its holder", holder, path, 200},
		{"staff", testapp.Person(t, app, "staff"), path, 200},
		{"another learner", testapp.Person(t, app, "learner", "altra@example.org"), path, 403},
		{"an author", testapp.Person(t, app, "author"), path, 403},
		{"a guest, who is asked to sign in", nil, path, 303},
		{"nobody, for a code of none", holder, "/certificates/0000-0000-0000-0000-0000-0000.pdf", 404},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			res, body := as(row.person).send(http.MethodGet, row.path, nil)
			if res.StatusCode != row.status {
				t.Fatalf("%d, want %d", res.StatusCode, row.status)
			}
			if row.status != 200 {
				return
			}
			if res.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(res.Header.Get("Content-Disposition"), `attachment; filename="attestato-`) {
				t.Errorf("headers %v", res.Header)
			}
			anchors, err := certificates.AnchorsOf(app)
			if err != nil {
				t.Fatal(err)
			}
			if found, err := certificates.VerifyFile(app, anchors, []byte(body)); err != nil || found.Id != c.Id {
				t.Errorf("the file: %v", err)
			}
		})
	}
}

// upload sends a file to the form that checks it.
func (r reader) upload(content []byte) (*http.Response, string) {
	r.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if content != nil {
		part, err := form.CreateFormFile("file", "attestato.pdf")
		if err != nil {
			r.t.Fatal(err)
		}
		if _, err := part.Write(content); err != nil {
			r.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		r.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.url+"/certificates", &body)
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return res, string(answer)
}

func TestAnUploadedFileIsChecked(t *testing.T) {
	app, c, _, as := certified(t)
	press, err := certificates.PressOf(app)
	if err != nil {
		t.Fatal(err)
	}
	file, err := press.PDF(app, c)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Clone(file)
	changed[900] ^= 1
	signer, err := documents.OpenSigner(documents.Keys{Folder: t.TempDir()}, "Altri")
	if err != nil {
		t.Fatal(err)
	}
	bare, err := documents.DrawCertificate("it", documents.Certificate{Code: c.Code(), Address: "https://example.it"})
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := signer.Sign(bare, documents.Reason{})
	if err != nil {
		t.Fatal(err)
	}
	revoke := func() {
		if _, err := certificates.Revoke(app, c.Id, "errore"); err != nil {
			t.Fatal(err)
		}
	}
	rows := []struct {
		name   string
		file   []byte
		before func()
		status int
		wants  string
	}{
		{"genuine", file, nil, 200, "Il file è autentico"},
		{"one bit changed", changed, nil, 200, "modificato dopo la firma"},
		{"something added", append(bytes.Clone(file), "\n%%EOF\n"...), nil, 200, "modificato dopo la firma"},
		{"signed by another key", foreign, nil, 200, "firmato da qualcun altro"},
		{"not signed", bare, nil, 200, "non è firmato"},
		{"no PDF", []byte("GIF89a"), nil, 200, "non è un PDF"},
		{"empty", []byte{}, nil, 422, "Scegli prima il file"},
		{"none", nil, nil, 422, "Scegli prima il file"},
		{"too large", append(bytes.Clone(file), make([]byte, documents.MaxFile)...), nil, 422, "troppo grande"},
		{"genuine, but revoked", file, revoke, 200, "Attestato revocato"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if row.before != nil {
				row.before()
			}
			res, body := as(nil).upload(row.file)
			if res.StatusCode != row.status || !strings.Contains(body, row.wants) {
				t.Errorf("%d, want %d with %q in\n%s", res.StatusCode, row.status, row.wants, body)
			}
		})
	}
}

func TestStaffFindCorrectAndRevoke(t *testing.T) {
	app, c, holder, as := certified(t)
	sara := testapp.Person(t, app, "staff")
	staff := as(sara)
	for name, row := range map[string]struct {
		person *core.Record
		status int
	}{"a guest": {nil, 303}, "a learner": {holder, 403}, "an author": {testapp.Person(t, app, "author"), 403}} {
		for _, path := range []string{"/manage/certificates", "/manage/certificates/" + c.Id} {
			if res, _ := as(row.person).send(http.MethodGet, path, nil); res.StatusCode != row.status {
				t.Errorf("%s at %s: %d, want %d", name, path, res.StatusCode, row.status)
			}
		}
		res, _ := as(row.person).send(http.MethodPost, "/manage/certificates/"+c.Id+"/revocation", url.Values{"reason": {"x"}, "confirm": {"yes"}})
		if res.StatusCode != row.status {
			t.Errorf("%s revokes: %d", name, res.StatusCode)
		}
	}
	if page := staff.page("/manage/certificates?find=bianchi"); !strings.Contains(page, c.Number()) {
		t.Error("not found by name")
	}
	if page := staff.page("/manage/certificates?find=zz"); !strings.Contains(page, "Nessun attestato corrisponde a «zz»") {
		t.Error("nothing said about nothing found")
	}
	one := "/manage/certificates/" + c.Id
	rows := []struct {
		name, path string
		form       url.Values
		wants      string
	}{
		{"the same name", "/name", url.Values{"given_name": {"Ada "}, "family_name": {"Bianchi"}}, "È il nome che l’attestato porta già"},
		{"no name", "/name", url.Values{"given_name": {" "}, "family_name": {"Bianco"}}, "Scrivi il nome"},
		{"no reason", "/revocation", url.Values{"reason": {" "}, "confirm": {"yes"}}, "Scrivi il motivo"},
		{"no confirmation", "/revocation", url.Values{"reason": {"errore materiale"}}, ">errore materiale</textarea>"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			res, body := staff.send(http.MethodPost, one+row.path, row.form)
			if res.StatusCode != 422 || !strings.Contains(body, row.wants) || !strings.Contains(body, `aria-invalid="true"`) {
				t.Errorf("%d, want %q in\n%s", res.StatusCode, row.wants, body)
			}
		})
	}
	corrected := staff.post(one+"/name", url.Values{"given_name": {"Ada Maria"}, "family_name": {"Bianchi"}})
	if page := staff.page(corrected); !strings.Contains(page, "Ada Maria Bianchi") || !strings.Contains(page, "L’attestato corretto è rilasciato") {
		t.Error(page)
	}
	if page := as(nil).page("/certificates/" + c.Code()); !strings.Contains(page, "Attestato sostituito") {
		t.Error("the old one is not said to be replaced")
	}
	again, _ := url.Parse(corrected)
	revoked := staff.post(again.Path+"/revocation", url.Values{"reason": {"errore"}, "confirm": {"yes"}})
	if page := staff.page(revoked); !strings.Contains(page, "L’attestato è revocato") || !strings.Contains(page, "Rilascia di nuovo") {
		t.Error(page)
	}
	if page := staff.page(staff.post(again.Path+"/reissue", nil)); !strings.Contains(page, "Il nuovo attestato è rilasciato") {
		t.Error(page)
	}
	testapp.Audited(t, app, sara.Id, audit.CertificateRenamed, audit.CertificateRevoked, audit.CertificateReissued)
}
