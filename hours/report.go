package hours

import (
	"cmp"
	"slices"
	"strings"

	"aula/accounts"
	"aula/internal/areas"
)

// TargetSince is the year from which staff trained on digital skills count towards the targets of the Directive of 24 March 2023.
const TargetSince = 2023

// DigitalTargets are those targets: the percentages of the staff to be reached by the end of 2023, 2024 and 2025.
var DigitalTargets = []int{30, 55, 75}

// DigitalTarget is the percentage to be reached by the end of a year.
func DigitalTarget(year int) int {
	return DigitalTargets[min(max(year-TargetSince, 0), len(DigitalTargets)-1)]
}

// AreaShare is what an organisation's people learned in an area.
type AreaShare struct {
	Area       areas.Area
	Minutes    int
	Compulsory int // of them
	People     int // who have some
	Share      int // percent of all people
}

// OfficeShare is how far an office is.
type OfficeShare struct {
	Office  string // empty: of those whose office nobody said
	People  int
	Minutes int
	Reached int // people who have the yearly hours
	Digital int // people trained on digital skills since TargetSince
}

// Average is how many minutes each of its people has.
func (o OfficeShare) Average() int { return o.Minutes / max(1, o.People) }

// ReachedShare and DigitalShare are percentages of its people, rounded down: 74.9 is not 75.
func (o OfficeShare) ReachedShare() int { return percent(o.Reached, o.People) }
func (o OfficeShare) DigitalShare() int { return percent(o.Digital, o.People) }

// Report is where an organisation stands in a year. Its people are those whom it employed on some day of the year, and those who have hours
// there of it and have left the academy since.
type Report struct {
	Year       int
	Whole      OfficeShare // of all of them
	Compulsory int         // minutes
	Areas      []AreaShare // all areas, in their order
	Offices    []OfficeShare
}

func percent(part, whole int) int { return part * 100 / max(1, whole) }

// earned is what one person has in an area.
type earned struct {
	Person     string     `db:"person"`
	Area       areas.Area `db:"area"`
	Minutes    int        `db:"minutes"`
	Compulsory int        `db:"compulsory"`
}

// tally makes the report of what people earned. digital are those trained on digital skills.
func tally(year int, people []accounts.Employed, totals []earned, digital map[string]bool) Report {
	offices, minutes := map[string]string{}, map[string]int{}
	for _, p := range people {
		offices[p.User] = strings.TrimSpace(p.Office)
	}
	byArea := map[areas.Area]*AreaShare{}
	r := Report{Year: year}
	for _, t := range totals {
		if _, known := offices[t.Person]; !known && t.Minutes > 0 {
			offices[t.Person] = ""
		}
		minutes[t.Person] += t.Minutes
		r.Compulsory += t.Compulsory
		a := byArea[t.Area]
		if a == nil {
			a = &AreaShare{Area: t.Area}
			byArea[t.Area] = a
		}
		a.Minutes += t.Minutes
		a.Compulsory += t.Compulsory
		if t.Minutes > 0 {
			a.People++
		}
	}
	r.gather(offices, minutes, digital)
	for _, name := range areas.All {
		a := AreaShare{Area: name}
		if found := byArea[name]; found != nil {
			a = *found
		}
		a.Share = percent(a.People, r.Whole.People)
		r.Areas = append(r.Areas, a)
	}
	return r
}

// gather counts people by office, those without one last.
func (r *Report) gather(offices map[string]string, minutes map[string]int, digital map[string]bool) {
	shares := map[string]*OfficeShare{}
	for person, office := range offices {
		o := shares[office]
		if o == nil {
			o = &OfficeShare{Office: office}
			shares[office] = o
		}
		for _, s := range []*OfficeShare{o, &r.Whole} {
			s.People++
			s.Minutes += minutes[person]
			if minutes[person] >= Yearly*60 {
				s.Reached++
			}
			if digital[person] {
				s.Digital++
			}
		}
	}
	for _, o := range shares {
		r.Offices = append(r.Offices, *o)
	}
	slices.SortFunc(r.Offices, func(a, b OfficeShare) int {
		if (a.Office == "") != (b.Office == "") {
			return -cmp.Compare(a.Office, b.Office)
		}
		return cmp.Compare(strings.ToLower(a.Office), strings.ToLower(b.Office))
	})
}
