package accounts

import (
	"slices"
	"strings"
)

// Problem is something wrong with one field of a form: the field's name, and what is wrong as a code.
// Its text is under "account.problem." and the code.
type Problem struct{ Field, Code string }

// Problems are what is wrong with a form, in the order of its fields. It is an error if there are any.
type Problems []Problem

// Error names the codes, for operators; people read their texts.
func (p Problems) Error() string {
	codes := make([]string, len(p))
	for i, problem := range p {
		codes[i] = problem.Field + ": " + problem.Code
	}
	return "form has problems: " + strings.Join(codes, ", ")
}

// Err is nil if there are no problems.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}

func (p *Problems) add(field, code string) {
	if code != "" {
		*p = append(*p, Problem{field, code})
	}
}

// AddIf adds what is wrong with a field, if it is; the first problem of a field counts.
func (p *Problems) AddIf(wrong bool, field, code string) {
	if wrong && !slices.ContainsFunc(*p, func(x Problem) bool { return x.Field == field }) {
		*p = append(*p, Problem{field, code})
	}
}
