package organisations

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// ServiceStates holds how far bodies are with services, a row each time that somebody said so.
const ServiceStates = "service_states"

// Adoption is how far a body is with a service.
type Adoption string

// The states of adoption. Nobody having said anything is NotAdopted.
const (
	NotAdopted Adoption = "not_adopted"
	Planned    Adoption = "planned"
	UnderWay   Adoption = "under_way"
	Adopted    Adoption = "adopted"
)

// Adoptions are all states, from none to the end.
var Adoptions = []Adoption{NotAdopted, Planned, UnderWay, Adopted}

// ServiceState is what somebody said of a body and a service.
type ServiceState struct{ core.BaseRecordProxy }

const (
	fieldService = "service"
	fieldState   = "state"
	fieldNote    = "note"
	fieldBy      = "by"
	fieldUpdated = "updated"
)

// Service is what it is about.
func (s *ServiceState) Service() Service { return Service(s.GetString(fieldService)) }

// State is how far the body was then.
func (s *ServiceState) State() Adoption { return Adoption(s.GetString(fieldState)) }

// Note is what was said beside.
func (s *ServiceState) Note() string { return s.GetString(fieldNote) }

// By is the id of the person who said so.
func (s *ServiceState) By() string { return s.GetString(fieldBy) }

// At is when.
func (s *ServiceState) At() time.Time { return s.GetDateTime(fieldUpdated).Time() }

// SayState notes how far a body is with a service. What was said before stays. Saying the same again notes nothing. It returns
// ErrNoOrganisation, ErrRetired or Problems.
func SayState(app core.App, organisation string, service Service, state Adoption, note, by string) error {
	note = strings.TrimSpace(note)
	var problems Problems
	for _, row := range []struct {
		wrong       bool
		field, code string
	}{
		{!service.Known(), fieldService, "services"}, {!slices.Contains(Adoptions, state), fieldState, "adoption"}, {!oneLine(note), fieldNote, "line"},
	} {
		if row.wrong {
			problems = append(problems, Problem{row.field, row.code})
		}
	}
	if len(problems) > 0 {
		return problems
	}
	return app.RunInTransaction(func(tx core.App) error {
		if _, err := servedBy(tx, organisation); err != nil {
			return err
		}
		now, err := StatesOf(tx, organisation)
		if err != nil {
			return err
		}
		last := now[service]
		if last == nil && state == NotAdopted && note == "" || last != nil && last.State() == state && last.Note() == note {
			return nil
		}
		c, err := tx.FindCachedCollectionByNameOrId(ServiceStates)
		if err != nil {
			return err
		}
		r := core.NewRecord(c)
		r.Load(map[string]any{fieldOrganisation: organisation, fieldService: string(service), fieldState: string(state), fieldNote: note, fieldBy: by})
		return tx.Save(r)
	})
}

// StatesOf returns what was last said of each service; what nobody spoke of is missing.
func StatesOf(app core.App, organisation string) (map[Service]*ServiceState, error) {
	list, err := states(app, dbx.HashExp{fieldOrganisation: organisation})
	if err != nil {
		return nil, err
	}
	last := map[Service]*ServiceState{}
	for _, s := range list {
		if last[s.Service()] == nil {
			last[s.Service()] = s
		}
	}
	return last, nil
}

// StateHistory returns all that was said of a service, the latest first.
func StateHistory(app core.App, organisation string, service Service) ([]*ServiceState, error) {
	return states(app, dbx.HashExp{fieldOrganisation: organisation, fieldService: string(service)})
}

func states(app core.App, where dbx.Expression) ([]*ServiceState, error) {
	list := []*ServiceState{}
	if err := app.RecordQuery(ServiceStates).AndWhere(where).OrderBy("updated DESC", "rowid DESC").All(&list); err != nil {
		return nil, fmt.Errorf("list states of services: %w", err)
	}
	return list, nil
}
