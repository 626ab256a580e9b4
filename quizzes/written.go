package quizzes

import (
	"fmt"
	"strings"
)

// Statements is what stands for a statement's answers in the reader's language.
type Statements struct{ True, False string }

// Written is an answer as plain text, for lists and files: options by their texts, parts one after the other.
func (q Question) Written(a Answer, w Statements) string {
	parts := q.writtenParts(a, w)
	if a.Text != "" {
		parts = append(parts, a.Text)
	}
	for _, f := range a.Files {
		parts = append(parts, f.Name)
	}
	return strings.Join(parts, "; ")
}

func (q Question) writtenParts(a Answer, w Statements) []string {
	var parts []string
	switch q.Type {
	case TrueFalse:
		for _, o := range a.Options {
			parts = append(parts, map[string]string{optionTrue: w.True, optionFalse: w.False}[o])
		}
	case Ordering:
		for i, o := range a.Options {
			parts = append(parts, fmt.Sprintf("%d. %s", i+1, optionText(q.Body.Options, o)))
		}
	case Matching:
		for _, left := range q.Body.Left {
			if right, given := a.Parts[left.ID]; given {
				parts = append(parts, left.Text.Plain+" → "+optionText(q.Body.Options, right))
			}
		}
	case Gaps:
		for i, g := range q.Body.Gaps {
			if filled, given := a.Parts[g.ID]; given {
				parts = append(parts, fmt.Sprintf("%d. %s", i+1, optionText(g.Options, filled)))
			}
		}
	default:
		for _, o := range a.Options {
			parts = append(parts, optionText(q.Body.Options, o))
		}
	}
	return parts
}

// optionText is the text of an option; what is none stands for itself.
func optionText(options []Option, id string) string {
	for _, o := range options {
		if o.ID == id {
			return o.Text.Plain
		}
	}
	return id
}
