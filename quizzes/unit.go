package quizzes

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// UnitRule says whether a number is answered with its unit.
type UnitRule string

const (
	// NoUnit is a number alone.
	NoUnit UnitRule = ""
	// UnitOptional takes the first unit for meant where none is written.
	UnitOptional UnitRule = "optional"
	// UnitRequired takes UnitPenalty away where none is written.
	UnitRequired UnitRule = "required"
)

// Unit is one unit in which a number may be given.
type Unit struct {
	Names  []string `json:"names"`            // as people write it, the first is the one to show
	Factor float64  `json:"factor,omitempty"` // how many of the question's first unit one of it is: m where km is first: 0.001; 0 is 1
}

func (u Unit) factor() float64 {
	if u.Factor == 0 {
		return 1
	}
	return u.Factor
}

// splitUnit parts a number from what stands behind it ("5 km", "1,2e3 m²"), or before it as a currency does ("€ 12").
func splitUnit(text string) (number, unit string) {
	runes := []rune(strings.TrimSpace(text))
	start := slices.IndexFunc(runes, numeral)
	if start > 0 {
		return strings.TrimSpace(string(runes[start:])), strings.TrimSpace(string(runes[:start]))
	}
	end := 0
	for end < len(runes) && (numeral(runes[end]) || unicode.IsSpace(runes[end]) || exponent(runes, end)) {
		end++
	}
	return strings.TrimSpace(string(runes[:end])), strings.TrimSpace(string(runes[end:]))
}

// readAsNumber tells whether a unit's name would be taken for a part of the number before it.
func readAsNumber(name string) bool {
	_, unit := splitUnit("1 " + name)
	return unit != name
}

// numeral tells whether a number may be written with r.
func numeral(r rune) bool { return r >= '0' && r <= '9' || strings.ContainsRune("+-−–.,'’", r) }

// exponent tells whether the letter at i is that of 1,2e3.
func exponent(runes []rune, i int) bool {
	if r := runes[i]; r != 'e' && r != 'E' || i == 0 || i+1 == len(runes) {
		return false
	}
	return unicode.IsDigit(runes[i-1]) && (unicode.IsDigit(runes[i+1]) || strings.ContainsRune("+-−", runes[i+1]))
}

// unitNamed finds a unit by what was written: to the letter, since mW is not MW, else without regard to capitals where only one is meant.
func unitNamed(units []Unit, name string) *Unit {
	var alike []*Unit
	for i := range units {
		for _, n := range units[i].Names {
			if n == name {
				return &units[i]
			}
			if normalise(n, false, false) == normalise(name, false, false) && !slices.Contains(alike, &units[i]) {
				alike = append(alike, &units[i])
			}
		}
	}
	if len(alike) == 1 {
		return alike[0]
	}
	return nil
}

// measure reads a number with its unit as numbers of the first unit; named tells whether a unit was written. Nil if it is none.
func measure(text string, units []Unit) (readings []float64, named bool) {
	if len(units) == 0 {
		return ReadNumber(text), false
	}
	number, name := splitUnit(text)
	readings = ReadNumber(number)
	if name == "" {
		return readings, false
	}
	unit := unitNamed(units, name)
	if unit == nil {
		return nil, true
	}
	for i := range readings {
		readings[i] *= unit.factor()
	}
	return readings, true
}

// plainNumber writes a number as programs do.
func plainNumber(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
