package pages

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/calendar"
	"aula/organisations"
)

// adhesionView is the form of an adhesion, a new one where ID is empty.
type adhesionView struct {
	organisationFrame
	ID, Action string
	HasFile    bool
	Bodies     []string
	Services   []organisations.Service
	Limit      int
}

var adhesionFields = []string{"act_number", "act_date", "act_body", "covers", "from", "until", "services"}

func (s *site) adhesionForm(e *core.RequestEvent) (*adhesionView, *organisations.Adhesion, error) {
	v := &adhesionView{ID: e.Request.PathValue("adhesion"), Bodies: organisations.ActBodies, Services: organisations.Services, Limit: actLimit >> 20}
	part := "adhesion.new"
	if v.ID != "" {
		part = "adhesion.title"
	}
	var err error
	if v.organisationFrame, err = s.newOrganisationFrame(e, part); err != nil {
		return nil, nil, err
	}
	v.Action = v.Base + "/adhesions/new"
	if v.ID == "" {
		return v, nil, nil
	}
	a, err := organisations.FindAdhesion(e.App, v.Body.Id, v.ID)
	if err != nil {
		return nil, nil, err
	}
	v.Action, v.HasFile = v.Base+"/adhesions/"+v.ID, a.File() != ""
	return v, a, nil
}

// Chosen tells whether a service is ticked.
func (v *adhesionView) Chosen(service organisations.Service) bool {
	return slices.Contains(strings.Fields(v.Form.Value("services")), string(service))
}

func (s *site) newAdhesion(e *core.RequestEvent) error {
	v, _, err := s.adhesionForm(e)
	if err != nil {
		return err
	}
	v.Form = filled("act_body", organisations.ActBodies[0], "covers", string(organisations.Itself), "from", calendar.FormatDay(time.Now()))
	return s.render(e, http.StatusOK, "manage_organisation_adhesion", v)
}

func (s *site) editAdhesion(e *core.RequestEvent) error {
	v, a, err := s.adhesionForm(e)
	if err != nil {
		return err
	}
	t := a.Terms()
	var services []string
	for _, service := range t.Services {
		services = append(services, string(service))
	}
	v.Form = filled("act_number", t.ActNumber, "act_date", calendar.FormatDay(t.ActDate), "act_body", t.ActBody, "covers", string(t.Covers),
		"from", calendar.FormatDay(t.From), "until", calendar.FormatDay(lastDay(t.Period)), "services", strings.Join(services, " "))
	return s.render(e, http.StatusOK, "manage_organisation_adhesion", v)
}

func (s *site) addAdhesion(e *core.RequestEvent) error    { return s.keepAdhesion(e, "adhesion_added") }
func (s *site) changeAdhesion(e *core.RequestEvent) error { return s.keepAdhesion(e, "adhesion_saved") }

func (s *site) keepAdhesion(e *core.RequestEvent, said string) error {
	v, _, err := s.adhesionForm(e)
	if err != nil {
		return err
	}
	act, err := uploaded(e, "act_file")
	if err != nil {
		return err
	}
	v.Form = typed(e, adhesionFields...)
	v.Form.values["services"] = strings.Join(e.Request.PostForm["services"], " ")
	t, problems := s.termsOf(e, v.Form)
	err = problemsOr(problems, func() error {
		return noted(e, v.Body.Id, said, func(tx core.App) error {
			if v.ID != "" {
				return organisations.ChangeAdhesion(tx, v.Body.Id, v.ID, t, act)
			}
			_, err := organisations.Adhere(tx, v.Body.Id, t, act)
			return err
		})
	})
	if err != nil {
		status, err := s.objection(e, v.Form, err)
		if err != nil {
			return err
		}
		return s.render(e, status, "manage_organisation_adhesion", v)
	}
	return back(e, withSaid(v.Base, said)+"#adhesions")
}

// termsOf reads the form. Where a day cannot be read, everything that is wrong is told together.
func (s *site) termsOf(e *core.RequestEvent, f *form) (organisations.Terms, organisations.Problems) {
	p, problems := s.periodOf(e, f)
	t := organisations.Terms{
		ActNumber: f.Value("act_number"), ActBody: f.Value("act_body"), Covers: organisations.Covers(f.Value("covers")), Period: p,
	}
	if text := f.Value("act_date"); text != "" {
		day, err := calendar.ParseDay(text)
		if err != nil {
			problems = append(problems, organisations.Problem{Field: "act_date", Code: "day"})
		}
		t.ActDate = day
	}
	for _, key := range strings.Fields(f.Value("services")) {
		t.Services = append(t.Services, organisations.Service(key))
	}
	return t, problems
}

// sendAct gives the act to who looks after the organisations: to save, since browsers show no PDF in a sandbox.
func (s *site) sendAct(e *core.RequestEvent) error {
	frame, err := s.newOrganisationFrame(e, "")
	if err != nil {
		return err
	}
	a, err := organisations.FindAdhesion(e.App, frame.Body.Id, e.Request.PathValue("adhesion"))
	if err != nil {
		return err
	}
	if a.File() == "" {
		return organisations.ErrNoAdhesion
	}
	storage, err := e.App.NewFilesystem()
	if err != nil {
		return err
	}
	defer storage.Close()
	content, err := storage.GetReader(a.Stored())
	if err != nil {
		return err
	}
	defer content.Close()
	h := e.Response.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Disposition", `attachment; filename="atto-`+frame.Body.IPA()+`.pdf"`)
	http.ServeContent(e.Response, e.Request, "", content.ModTime(), content)
	return nil
}

func (s *site) askRemoveAdhesion(e *core.RequestEvent) error {
	v, _, err := s.adhesionForm(e)
	if err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "manage_organisation_adhesion_remove", v)
}

func (s *site) removeAdhesion(e *core.RequestEvent) error {
	v, _, err := s.adhesionForm(e)
	if err != nil {
		return err
	}
	err = noted(e, v.Body.Id, "adhesion_removed", func(tx core.App) error { return organisations.RemoveAdhesion(tx, v.Body.Id, v.ID) })
	if err != nil {
		return err
	}
	return back(e, withSaid(v.Base, "adhesion_removed")+"#adhesions")
}
