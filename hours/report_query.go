package hours

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/areas"
	"aula/internal/calendar"
)

// ReportOf says where an organisation stands in a year. It reads a few rows a person, however many entries they have.
func ReportOf(app core.App, organisation string, year int) (Report, error) {
	from := time.Date(year, time.January, 1, 0, 0, 0, 0, calendar.Zone)
	people, _, err := accounts.EmployedBetween(app, accounts.EmployedFilter{Organisation: organisation, From: from, To: from.AddDate(1, 0, 0)})
	if err != nil {
		return Report{}, err
	}
	totals, err := earnedIn(app, organisation, year)
	if err != nil {
		return Report{}, err
	}
	digital, err := trainedSince(app, organisation, year)
	if err != nil {
		return Report{}, err
	}
	return tally(year, people, totals, digital), nil
}

func earnedIn(app core.App, organisation string, year int) (list []earned, err error) {
	err = app.DB().Select("person", "area", "SUM(minutes) AS minutes", "SUM(CASE WHEN compulsory THEN minutes ELSE 0 END) AS compulsory").From("hours_totals").
		Where(dbx.HashExp{"organisation": organisation, "year": year}).GroupBy("person", "area").All(&list)
	if err != nil {
		return nil, fmt.Errorf("hours of %s: %w", organisation, err)
	}
	return list, nil
}

// trainedSince are those who learned digital skills in some year from TargetSince to one.
func trainedSince(app core.App, organisation string, year int) (map[string]bool, error) {
	var ids []string
	err := app.DB().Select("person").From("hours_totals").Where(dbx.HashExp{"organisation": organisation, "area": string(areas.Digital)}).
		AndWhere(dbx.Between("year", TargetSince, year)).GroupBy("person").Having(dbx.NewExp("SUM(minutes) > 0")).Column(&ids)
	if err != nil {
		return nil, fmt.Errorf("who of %s learned digital skills: %w", organisation, err)
	}
	trained := make(map[string]bool, len(ids))
	for _, id := range ids {
		trained[id] = true
	}
	return trained, nil
}
