package pages

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/body"
	"aula/organisations"
)

const managedOrganisations = "/manage/organisations"

func (s *site) bindOrganisations(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/organisations/{ipa}", s.showOrganisation)
	m := root.Group(managedOrganisations)
	m.BindFunc(s.managersOnly, s.allowedOnly(accounts.ManageOrganisations))
	m.GET("", s.listOrganisations)
	m.GET("/new", s.newOrganisation)
	m.POST("/new", s.addOrganisation)
	m.GET("/import", s.askOrganisations)
	m.POST("/import", s.importOrganisations).Bind(body.Limit(tableLimit + 1<<20)) // the form around the file
	m.GET("/export.csv", func(e *core.RequestEvent) error { return s.exportOrganisations(e, csvFile) })
	m.GET("/export.ods", func(e *core.RequestEvent) error { return s.exportOrganisations(e, odsFile) })
	m.GET("/{ipa}", s.showManagedOrganisation)
	m.GET("/{ipa}/edit", s.editOrganisation)
	m.POST("/{ipa}/edit", s.changeOrganisation)
	m.GET("/{ipa}/retire", s.askRetire)
	m.POST("/{ipa}/retire", s.retireOrganisation)
	m.POST("/{ipa}/restore", s.restoreOrganisation)
	m.POST("/{ipa}/members", s.addUnionMember)
	m.GET("/{ipa}/members/{member}", s.showUnionMember)
	m.POST("/{ipa}/members/{member}", s.changeUnionMember)
	m.GET("/{ipa}/services", s.editServices)
	m.POST("/{ipa}/services", s.saveServices)
	m.GET("/{ipa}/adhesions/new", s.newAdhesion)
	m.POST("/{ipa}/adhesions/new", s.addAdhesion).Bind(body.Limit(actLimit + 1<<20))
	m.GET("/{ipa}/adhesions/{adhesion}", s.editAdhesion)
	m.POST("/{ipa}/adhesions/{adhesion}", s.changeAdhesion).Bind(body.Limit(actLimit + 1<<20))
	m.GET("/{ipa}/adhesions/{adhesion}/act.pdf", s.sendAct)
	m.GET("/{ipa}/adhesions/{adhesion}/remove", s.askRemoveAdhesion)
	m.POST("/{ipa}/adhesions/{adhesion}/remove", s.removeAdhesion)
}

// What an uploaded table and an act may have, in bytes.
const (
	tableLimit = 32 << 20
	actLimit   = 10 << 20
)

// organisationFrame is the frame of the pages about one organisation.
type organisationFrame struct {
	manageFrame
	Body *organisations.Organisation
	Base string
	Form *form
}

// newOrganisationFrame reads the organisation of the address. part is the page below its own, "" for that.
func (s *site) newOrganisationFrame(e *core.RequestEvent, part string) (organisationFrame, error) {
	o, err := organisations.FindByIPA(e.App, e.Request.PathValue("ipa"))
	if err != nil {
		return organisationFrame{}, err
	}
	l, base := s.locale(e), managedAddressOf(o)
	title, crumbs := o.Name(), []Crumb{{l.T("manage.organisations"), managedOrganisations}, {o.Name(), base}}
	if part != "" {
		title = l.T(part)
		crumbs = append(crumbs, Crumb{Title: title})
	} else {
		crumbs[1].Address = ""
	}
	return organisationFrame{manageFrame: s.newManageFrame(e, title, managedOrganisations, crumbs...), Body: o, Base: base, Form: &form{}}, nil
}

func managedAddressOf(o *organisations.Organisation) string {
	return managedOrganisations + "/" + escape(o.IPA())
}

// organisationLabels are the texts above the fields of these pages.
var organisationLabels = map[string]string{
	"ipa": "organisation.ipa", "name": "organisation.name", "kind": "organisation.kind", "istat": "organisation.istat", "tax_code": "organisation.tax_code",
	"population": "organisation.population", "mail": "organisation.mail", "pec": "organisation.pec", "phone": "organisation.phone",
	"site": "organisation.site", "logo": "organisation.logo", "certificate_text": "organisation.certificate_text",
	"signatory": "organisation.signatory", "signatory_role": "organisation.signatory_role", "comune": "organisation.comune",
	"from": "organisation.from", "until": "organisation.until", "act_number": "adhesion.act_number", "act_date": "adhesion.act_date",
	"act_body": "adhesion.act_body", "act_file": "adhesion.act_file", "services": "adhesion.services", "covers": "adhesion.covers",
}

// objection shows a form again with what a rule objects to. Another error comes back.
func (s *site) objection(e *core.RequestEvent, f *form, err error) (status int, other error) {
	f.named = organisationLabels
	return f.take(e, s.locale(e), err, "")
}

// noted does something about an organisation and writes down who did it, or neither.
func noted(e *core.RequestEvent, organisation, what string, act func(tx core.App) error) error {
	return accounts.Audited(e, audit.OrganisationChanged.On(audit.Organisation, organisation, "what", what), func() error { return act(e.App) })
}
