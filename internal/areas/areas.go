// Package areas names the fields of knowledge by which the Directive of the Minister for the Public Administration of 14 January 2025
// counts training. Courses say which is theirs, the ledger of hours keeps it.
package areas

import "slices"

// Area is a field of knowledge.
type Area string

// The areas, in the order of the Directive.
const (
	Leadership     Area = "leadership"     // leadership and soft skills
	Administrative Area = "administrative" // the administrative transition
	Digital        Area = "digital"        // the digital transition
	Ecological     Area = "ecological"     // the ecological transition
	Values         Area = "values"         // values and principles of public administrations
)

// Standard is the area of what names none.
const Standard = Digital

// All are the areas in order.
var All = []Area{Leadership, Administrative, Digital, Ecological, Values}

// Valid tells whether it is one of them.
func (a Area) Valid() bool { return slices.Contains(All, a) }
