package pages

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"aula/internal/audit"
	"aula/organisations"
)

// organisationEditView is the form of an organisation, a new one where Body is nil.
type organisationEditView struct {
	organisationFrame
	Kinds  []organisations.Kind
	Action string
}

var organisationFields = []string{"ipa", "name", "kind", "istat", "tax_code", "population", "mail", "pec", "phone", "site", "certificate_text",
	"signatory", "signatory_role", "remove_logo"}

func (s *site) newOrganisation(e *core.RequestEvent) error {
	return s.renderNewOrganisation(e, http.StatusOK, filled("kind", string(organisations.Comune)))
}

func (s *site) renderNewOrganisation(e *core.RequestEvent, status int, f *form) error {
	l := s.locale(e)
	title := l.T("organisation.new")
	frame := s.newManageFrame(e, title, managedOrganisations, Crumb{l.T("manage.organisations"), managedOrganisations}, Crumb{Title: title})
	return s.render(e, status, "manage_organisation_edit", &organisationEditView{
		organisationFrame: organisationFrame{manageFrame: frame, Base: managedOrganisations, Form: f}, Kinds: organisations.Kinds, Action: managedOrganisations + "/new",
	})
}

func (s *site) addOrganisation(e *core.RequestEvent) error {
	f := typed(e, organisationFields...)
	logo, err := uploaded(e, "logo")
	if err != nil {
		return err
	}
	var o *organisations.Organisation
	err = e.App.RunInTransaction(func(tx core.App) (err error) {
		if o, err = organisations.Add(tx, factsOf(f)); err != nil {
			return err
		}
		entry := audit.OrganisationChanged.On(audit.Organisation, o.Id, "what", "added") // whose id is known only now
		if err := audit.Write(tx, entry.DoneBy(audit.By(e.Auth))); err != nil || logo == nil {
			return err
		}
		return organisations.SetLogo(tx, o.Id, logo)
	})
	if err != nil {
		status, err := s.objection(e, f, err)
		if err != nil {
			return err
		}
		return s.renderNewOrganisation(e, status, f)
	}
	return back(e, withSaid(managedAddressOf(o), "organisation_saved"))
}

func (s *site) organisationForm(e *core.RequestEvent) (*organisationEditView, error) {
	frame, err := s.newOrganisationFrame(e, "organisation.edit")
	if err == nil && !frame.Body.Retired().IsZero() {
		err = organisations.ErrRetired
	}
	return &organisationEditView{frame, organisations.Kinds, frame.Base + "/edit"}, err
}

func (s *site) editOrganisation(e *core.RequestEvent) error {
	v, err := s.organisationForm(e)
	if err != nil {
		return err
	}
	f, people := v.Body.Facts(), ""
	if f.Population > 0 {
		people = strconv.Itoa(f.Population)
	}
	v.Form = filled("ipa", f.IPA, "name", f.Name, "kind", string(f.Kind), "istat", f.ISTAT, "tax_code", f.TaxCode, "population", people, "mail", f.Mail,
		"pec", f.PEC, "phone", f.Phone, "site", f.Site, "certificate_text", f.CertificateText, "signatory", f.Signatory, "signatory_role", f.SignatoryRole)
	return s.render(e, http.StatusOK, "manage_organisation_edit", v)
}

func (s *site) changeOrganisation(e *core.RequestEvent) error {
	v, err := s.organisationForm(e)
	if err != nil {
		return err
	}
	logo, err := uploaded(e, "logo")
	if err != nil {
		return err
	}
	v.Form = typed(e, organisationFields...)
	if e.Request.PostFormValue("act") == "preview" {
		return s.previewCertificate(e, v, logo)
	}
	var o *organisations.Organisation
	err = noted(e, v.Body.Id, "facts", func(tx core.App) (err error) {
		if o, err = organisations.Change(tx, v.Body.Id, factsOf(v.Form)); err != nil || logo == nil && !v.Form.Is("remove_logo", "yes") {
			return err
		}
		return organisations.SetLogo(tx, v.Body.Id, logo)
	})
	if err != nil {
		status, err := s.objection(e, v.Form, err)
		if err != nil {
			return err
		}
		return s.render(e, status, "manage_organisation_edit", v)
	}
	return back(e, withSaid(managedAddressOf(o), "organisation_saved"))
}

func factsOf(f *form) organisations.Facts {
	facts := organisations.Facts{
		IPA: f.Value("ipa"), Name: f.Value("name"), Kind: organisations.Kind(f.Value("kind")), ISTAT: f.Value("istat"), TaxCode: f.Value("tax_code"),
		Mail: f.Value("mail"), PEC: f.Value("pec"), Phone: f.Value("phone"), Site: f.Value("site"), CertificateText: f.Value("certificate_text"),
		Signatory: f.Value("signatory"), SignatoryRole: f.Value("signatory_role"),
	}
	if text := strings.TrimSpace(f.Value("population")); text != "" {
		people, err := strconv.Atoi(text)
		if err != nil {
			people = -1 // which the check refuses
		}
		facts.Population = people
	}
	return facts
}

// uploaded is the file of a form's field, nil where none was chosen.
func uploaded(e *core.RequestEvent, field string) (*filesystem.File, error) {
	files, err := e.FindUploadedFiles(field)
	switch {
	case errors.Is(err, http.ErrMissingFile), errors.Is(err, http.ErrNotMultipart):
		return nil, nil
	case err != nil:
		return nil, err
	case len(files) == 0 || files[0].Size == 0:
		return nil, nil
	}
	return files[0], nil
}
