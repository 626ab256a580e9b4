package organisations

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Adhesions holds the acts by which bodies adhere to the academy.
const Adhesions = "adhesions"

// ErrNoAdhesion says that the organisation has no such adhesion, or that it has no file.
var ErrNoAdhesion = errors.New("no such adhesion")

// Covers says for whom a body adheres.
type Covers string

// For the body alone, or for it and the comuni that belong to it at each moment.
const (
	Itself  Covers = "itself"
	Members Covers = "members"
)

// ActBodies are those who decide, in the order in which people choose from them.
var ActBodies = []string{"giunta", "consiglio", "sindaco", "determina", "other"}

// Adhesion is an act by which a body adheres to services of the academy for a period.
type Adhesion struct{ core.BaseRecordProxy }

// AdhesionOf reads a record of Adhesions.
func AdhesionOf(r *core.Record) *Adhesion {
	a := &Adhesion{}
	a.SetProxyRecord(r)
	return a
}

const (
	fieldOrganisation = "organisation"
	fieldActNumber    = "act_number"
	fieldActDate      = "act_date"
	fieldActBody      = "act_body"
	fieldActFile      = "act_file"
	fieldServices     = "services"
	fieldCovers       = "covers"
	fieldAnnounced    = "announced"
)

// Organisation is the id of the body that adheres.
func (a *Adhesion) Organisation() string { return a.GetString(fieldOrganisation) }

// File is the name of the stored act, "" if there is none.
func (a *Adhesion) File() string { return a.GetString(fieldActFile) }

// Stored is where the file lies in the academy's storage.
func (a *Adhesion) Stored() string { return a.BaseFilesPath() + "/" + a.File() }

// Announced names the warning that was given last of its end: how many days before its last.
func (a *Adhesion) Announced() string { return a.GetString(fieldAnnounced) }

// Terms are what an adhesion says.
type Terms struct {
	ActNumber string
	ActDate   time.Time
	ActBody   string
	Services  []Service
	Covers    Covers
	Period
}

// Terms returns what the adhesion says.
func (a *Adhesion) Terms() Terms {
	t := Terms{
		ActNumber: a.GetString(fieldActNumber), ActDate: a.GetDateTime(fieldActDate).Time(), ActBody: a.GetString(fieldActBody),
		Covers: Covers(a.GetString(fieldCovers)), Period: periodOf(a.Record),
	}
	_ = a.UnmarshalJSONField(fieldServices, &t.Services) // what is no list names no service
	return t
}

func (a *Adhesion) write(t Terms) {
	if before := periodOf(a.Record); !before.Until.Equal(t.Until) {
		a.Set(fieldAnnounced, "") // it ends on another day, which nobody was told of
	}
	a.Set(fieldActNumber, strings.TrimSpace(t.ActNumber))
	a.Set(fieldActDate, t.ActDate)
	a.Set(fieldActBody, t.ActBody)
	a.Set(fieldCovers, string(t.Covers))
	a.Set(fieldServices, t.Services)
	setPeriod(a.Record, t.Period)
}

// Check returns what is wrong with the terms of a body of this kind.
func (t Terms) Check(kind Kind) Problems {
	p := t.Period.Check()
	for _, row := range []struct {
		wrong       bool
		field, code string
	}{
		{strings.TrimSpace(t.ActNumber) == "", fieldActNumber, "required"},
		{!oneLine(t.ActNumber), fieldActNumber, "line"},
		{t.ActDate.IsZero(), fieldActDate, "required"},
		{!slices.Contains(ActBodies, t.ActBody), fieldActBody, "act_body"},
		{len(t.Services) == 0, fieldServices, "services"},
		{slices.ContainsFunc(t.Services, func(s Service) bool { return !s.Known() }), fieldServices, "services"},
		{t.Covers != Itself && t.Covers != Members, fieldCovers, "covers"},
		{t.Covers == Members && !kind.HasMembers(), fieldCovers, "covers_members"},
	} {
		if row.wrong {
			p = append(p, Problem{row.field, row.code})
		}
	}
	return p
}

func wrapAdhesion(act, id string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s adhesion %s: %w", act, id, err)
}
