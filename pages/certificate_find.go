package pages

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/certificates"
	"aula/hours"
	"aula/locales"
)

// findView asks for a code or for a file.
type findView struct {
	Frame
	Code    *form
	File    *form
	Outcome string // what is wrong with the file that was checked
	Genuine string // which genuine paper it is, that is no certificate
}

// findCertificate shows the form, or goes to the certificate whose code was typed into it.
func (s *site) findCertificate(e *core.RequestEvent) error {
	unseen(e)
	query := e.Request.URL.Query()
	if !query.Has("code") {
		return s.renderFind(e, http.StatusOK, filled(), filled(), "")
	}
	typed := query.Get("code")
	c, err := certificates.FindByCode(e.App, typed)
	if err != nil {
		return s.missCertificate(e, typed, err)
	}
	return back(e, "/certificates/"+c.Code())
}

func (s *site) renderFind(e *core.RequestEvent, status int, code, file *form, outcome string) error {
	return s.showFind(e, status, &findView{Code: code, File: file, Outcome: outcome})
}

func (s *site) showFind(e *core.RequestEvent, status int, view *findView) error {
	view.Frame = s.newFrame(e, s.locale(e).T("verify.title"))
	view.NoIndex = true
	view.Path = "/certificates"
	view.Crumbs = []Crumb{{Title: view.Title}}
	return s.render(e, status, "certificate_find", view)
}

// missCertificate says why there is none with the code, as far as it can tell, with the form to try again.
func (s *site) missCertificate(e *core.RequestEvent, typed string, err error) error {
	l := s.locale(e)
	text := ""
	var at certificates.MistypedIn
	switch {
	case errors.Is(err, certificates.ErrCodeLength):
		text = l.T("verify.problem.length")
	case errors.Is(err, certificates.ErrCodeSign):
		text = l.T("verify.problem.sign")
	case errors.As(err, &at):
		text = l.T("verify.problem.group", "group", at.Group, "signs", at.Signs)
	case errors.Is(err, certificates.ErrCodeTyped):
		text = l.T("verify.problem.typed")
	case errors.Is(err, certificates.ErrNotFound):
		text = l.T("verify.problem.unknown")
	default:
		return err
	}
	code := filled("code", shorten(typed, 100))
	code.Problems = []fieldProblem{{"code", text}}
	return s.renderFind(e, http.StatusNotFound, code, filled(), "")
}

// checkCertificate holds an uploaded file against the key and the register. It keeps nothing of it.
func (s *site) checkCertificate(e *core.RequestEvent) error {
	unseen(e)
	l := s.locale(e)
	content, problem, err := uploadedCertificate(e, l)
	if err != nil {
		return err
	}
	if problem != "" {
		file := filled()
		file.Problems = []fieldProblem{{"file", problem}}
		return s.renderFind(e, http.StatusUnprocessableEntity, filled(), file, "")
	}
	anchors, err := certificates.AnchorsOf(e.App)
	if err != nil {
		return err
	}
	c, err := certificates.VerifyFile(e.App, anchors, content)
	if err == nil {
		return s.showCertificate(e, c, true)
	}
	if errors.Is(err, certificates.ErrUnknown) {
		said, err := statementInWords(e.App, l, content)
		if err != nil {
			return err
		}
		if said != "" {
			return s.showFind(e, http.StatusOK, &findView{Code: filled(), File: filled(), Genuine: said})
		}
	}
	for sentinel, key := range fileOutcomes {
		if errors.Is(err, sentinel) {
			return s.renderFind(e, http.StatusOK, filled(), filled(), l.T("verify.file."+key))
		}
	}
	return err
}

// statementInWords says which statement of hours a genuine file is, "" if it is none.
func statementInWords(app core.App, l *locales.Locale, content []byte) (string, error) {
	statement, err := hours.FindStatementByDigest(app, fmt.Sprintf("%x", sha256.Sum256(content)))
	if errors.Is(err, hours.ErrNoStatement) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	said := l.T("verify.file.statement", "number", statement.Number(), "year", statement.Year())
	if _, err = statement.Newer(app); err == nil {
		return said + " " + l.T("verify.file.statement_newer"), nil
	}
	if errors.Is(err, hours.ErrNoStatement) {
		err = nil
	}
	return said, err
}

var fileOutcomes = map[error]string{
	certificates.ErrUnreadable: "unreadable", certificates.ErrNotSigned: "not_signed", certificates.ErrAltered: "altered",
	certificates.ErrOtherSigner: "other_signer", certificates.ErrUnknown: "unknown",
}

func uploadedCertificate(e *core.RequestEvent, l *locales.Locale) (content []byte, problem string, err error) {
	file, header, err := e.Request.FormFile("file")
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large), err == nil && header.Size > certificates.MaxFile:
		return nil, l.T("verify.problem.file_large"), nil
	case err != nil || header.Size == 0:
		return nil, l.T("verify.problem.file_missing"), nil
	}
	defer file.Close()
	content, err = io.ReadAll(file)
	return content, "", err
}
