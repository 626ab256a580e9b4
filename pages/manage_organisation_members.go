package pages

import (
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/calendar"
	"aula/organisations"
)

// unionMemberView is one comune of a union, to say when it left.
type unionMemberView struct {
	organisationFrame
	Row memberRow
}

// periodOf reads the two days of a form: the first is in, the last is too. What is no day is noted in the form.
func (s *site) periodOf(e *core.RequestEvent, f *form) (organisations.Period, organisations.Problems) {
	var p organisations.Period
	var problems organisations.Problems
	for _, row := range []struct {
		field string
		later int
		to    *time.Time
	}{{"from", 0, &p.From}, {"until", 1, &p.Until}} {
		text := f.Value(row.field)
		if text == "" {
			continue
		}
		day, err := calendar.ParseDay(text)
		if err != nil {
			problems = append(problems, organisations.Problem{Field: row.field, Code: "day"})
			continue
		}
		*row.to = calendar.AddDays(day, row.later)
	}
	return p, problems
}

func (s *site) addUnionMember(e *core.RequestEvent) error {
	frame, err := s.newOrganisationFrame(e, "")
	if err != nil {
		return err
	}
	f := typed(e, "comune", "from", "until")
	p, problems := s.periodOf(e, f)
	comune, err := organisations.FindByIPA(e.App, f.Value("comune"))
	switch {
	case f.Value("comune") == "":
		problems = append(problems, organisations.Problem{Field: "comune", Code: "required"})
	case errors.Is(err, organisations.ErrNoOrganisation):
		problems = append(problems, organisations.Problem{Field: "comune", Code: "comune_unknown"})
	case err != nil:
		return err
	}
	err = problemsOr(problems, func() error {
		return noted(e, frame.Body.Id, "member", func(tx core.App) error {
			return organisations.AddMember(tx, frame.Body.Id, comune.Id, p)
		})
	})
	if err != nil {
		status, err := s.objection(e, f, err)
		if err != nil {
			return err
		}
		return s.renderManagedOrganisation(e, status, f)
	}
	return back(e, withSaid(frame.Base, "union_member_added")+"#members")
}

// problemsOr does something where nothing is wrong yet.
func problemsOr(problems organisations.Problems, act func() error) error {
	if len(problems) > 0 {
		return problems
	}
	return act()
}

func (s *site) unionMember(e *core.RequestEvent) (*unionMemberView, error) {
	frame, err := s.newOrganisationFrame(e, "organisation.member_title")
	if err != nil {
		return nil, err
	}
	rows, err := memberRows(e.App, frame.Body, time.Now())
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if row.ID == e.Request.PathValue("member") && frame.Body.Kind().HasMembers() {
			frame.Title = row.Name
			return &unionMemberView{frame, row}, nil
		}
	}
	return nil, organisations.ErrNoOrganisation
}

func (s *site) showUnionMember(e *core.RequestEvent) error {
	v, err := s.unionMember(e)
	if err != nil {
		return err
	}
	v.Form = filled("until", calendar.FormatDay(v.Row.Last))
	return s.render(e, http.StatusOK, "manage_organisation_member", v)
}

// changeUnionMember says when a comune left, or takes a mistake back.
func (s *site) changeUnionMember(e *core.RequestEvent) error {
	v, err := s.unionMember(e)
	if err != nil {
		return err
	}
	v.Form = typed(e, "until", "act")
	said := "union_member_ended"
	act := func(tx core.App) error { return organisations.RemoveMember(tx, v.Body.Id, v.Row.ID) }
	var problems organisations.Problems
	if v.Form.Is("act", "remove") {
		said = "union_member_removed"
	} else {
		var p organisations.Period
		if p, problems = s.periodOf(e, v.Form); p.Until.IsZero() && len(problems) == 0 {
			problems = organisations.Problems{{Field: "until", Code: "required"}}
		}
		act = func(tx core.App) error { return organisations.EndMember(tx, v.Body.Id, v.Row.ID, p.Until) }
	}
	err = problemsOr(problems, func() error { return noted(e, v.Body.Id, said, act) })
	if err != nil {
		status, err := s.objection(e, v.Form, err)
		if err != nil {
			return err
		}
		return s.render(e, status, "manage_organisation_member", v)
	}
	return back(e, withSaid(v.Base, said)+"#members")
}
