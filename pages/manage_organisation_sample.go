package pages

import (
	"io"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"aula/certificates"
	"aula/organisations"
)

// previewCertificate sends a sample of the certificates of an organisation's people, with what stands in the form, and saves nothing.
func (s *site) previewCertificate(e *core.RequestEvent, v *organisationEditView, logo *filesystem.File) error {
	facts := factsOf(v.Form)
	facts.Normalise()
	err := organisations.CheckLogo(logo)
	if problems := facts.Check(); len(problems) > 0 {
		err = problems
	}
	if err != nil {
		status, err := s.objection(e, v.Form, err)
		if err != nil {
			return err
		}
		return s.render(e, status, "manage_organisation_edit", v)
	}
	picture, err := shownLogo(e.App, v, logo)
	if err != nil {
		return err
	}
	press, err := certificates.PressOf(e.App)
	if err != nil {
		return err
	}
	file, err := press.Sample(e.App, s.locale(e).Tag(), facts, picture, time.Now())
	if err != nil {
		return err
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	e.Response.Header().Set("Content-Disposition", `inline; filename="facsimile-`+v.Body.IPA()+`.pdf"`)
	return e.Blob(http.StatusOK, "application/pdf", file)
}

// shownLogo is the logo that the form asks for: the chosen one, none, or the one that is there.
func shownLogo(app core.App, v *organisationEditView, chosen *filesystem.File) ([]byte, error) {
	var content io.ReadCloser
	var err error
	switch {
	case chosen != nil:
		content, err = chosen.Reader.Open()
	case v.Form.Is("remove_logo", "yes") || v.Body.LogoFile() == "":
		return nil, nil
	default:
		files, err := app.NewFilesystem()
		if err != nil {
			return nil, err
		}
		defer files.Close()
		if content, err = files.GetReader(v.Body.LogoFile()); err != nil {
			return nil, nil // as on a certificate, which goes without a logo that is lost
		}
	}
	if err != nil {
		return nil, err
	}
	defer content.Close()
	return io.ReadAll(content)
}
