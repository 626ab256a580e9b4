package hours

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/areas"
)

// YearsOf are the years in which a person has entries, the latest first.
func YearsOf(app core.App, person string) (list []int, err error) {
	err = app.DB().Select("year").Distinct(true).From("hours_totals").Where(dbx.HashExp{"person": person}).OrderBy("year DESC").Column(&list)
	if err != nil {
		return nil, fmt.Errorf("years of %s: %w", person, err)
	}
	return list, nil
}

// Whole names what gave the hours: the course and its part, where it has one.
func (e Entry) Whole() string {
	if part := e.Evidence()["part"]; part != "" {
		return e.Title + ": " + part
	}
	return e.Title
}

// Sums are what entries come to.
type Sums struct {
	Minutes    int
	Compulsory int                // of them
	Areas      map[areas.Area]int // of them
}

// SumOf adds entries up.
func SumOf(entries []Entry) Sums {
	s := Sums{Areas: map[areas.Area]int{}}
	for _, e := range entries {
		s.add(e.Area, e.Compulsory, e.Minutes)
	}
	return s
}

func (s *Sums) add(area areas.Area, compulsory bool, minutes int) {
	s.Minutes += minutes
	s.Areas[area] += minutes
	if compulsory {
		s.Compulsory += minutes
	}
}
