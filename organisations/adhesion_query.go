package organisations

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// FindAdhesion returns an adhesion of the organisation, or ErrNoAdhesion.
func FindAdhesion(app core.App, organisation, id string) (*Adhesion, error) {
	list, err := adhesions(app, dbx.HashExp{"id": id, fieldOrganisation: organisation})
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, ErrNoAdhesion
	}
	return list[0], nil
}

// AdhesionByID returns an adhesion of whatever organisation, or ErrNoAdhesion.
func AdhesionByID(app core.App, id string) (*Adhesion, error) {
	list, err := adhesions(app, dbx.HashExp{"id": id})
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, ErrNoAdhesion
	}
	return list[0], nil
}

// AdhesionsOf returns all adhesions of the organisation by its own acts, the latest first.
func AdhesionsOf(app core.App, organisation string) ([]*Adhesion, error) {
	return adhesions(app, dbx.HashExp{fieldOrganisation: organisation})
}

func adhesions(app core.App, where dbx.Expression) ([]*Adhesion, error) {
	list := []*Adhesion{}
	if err := app.RecordQuery(Adhesions).AndWhere(where).OrderBy("[[from]] DESC", "id").All(&list); err != nil {
		return nil, fmt.Errorf("list adhesions: %w", err)
	}
	return list, nil
}

// coveringSQL chooses the adhesions that cover an organisation at a moment: its own, and those of a union on behalf of its members while it
// is one of them. Neither who is retired nor by whom counts.
const coveringSQL = `[[from]] <= {:at} AND ([[until]] = '' OR [[until]] > {:at}) AND (
	[[organisation]] = {:organisation} OR [[covers]] = 'members' AND [[organisation]] IN (SELECT m.[[union]] FROM union_members m
		WHERE m.comune = {:organisation} AND m.[[from]] <= {:at} AND (m.[[until]] = '' OR m.[[until]] > {:at})))
	AND NOT EXISTS (SELECT 1 FROM organisations o WHERE o.id IN ({:organisation}, [[organisation]]) AND o.retired != '' AND o.retired <= {:at})`

// Covering returns the adhesions that cover the organisation at that moment, its own and those of its unions, the latest first.
func Covering(app core.App, organisation string, at time.Time) ([]*Adhesion, error) {
	return adhesions(app, dbx.NewExp(coveringSQL, dbx.Params{"organisation": organisation, "at": stamp(at)}))
}

// CoveredAt tells whether an adhesion covers the organisation for the service at that moment.
func CoveredAt(app core.App, organisation string, service Service, at time.Time) (bool, error) {
	n, err := app.CountRecords(Adhesions, dbx.NewExp(coveringSQL+" AND EXISTS (SELECT 1 FROM json_each([[services]]) WHERE value = {:service})",
		dbx.Params{"organisation": organisation, "at": stamp(at), "service": string(service)}))
	if err != nil {
		return false, fmt.Errorf("is %s covered for %s: %w", organisation, service, err)
	}
	return n > 0, nil
}
