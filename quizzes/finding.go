package quizzes

import "aula/internal/markup"

// problem is something wrong with a question, before it is known in which file.
type problem struct {
	line   int
	code   string
	values map[string]any
	mild   bool // the question can be asked all the same
}

func (p problem) finding(path string) markup.Finding {
	severity := markup.Error
	if p.mild {
		severity = markup.Warning
	}
	return markup.Finding{Path: path, Line: p.line, Severity: severity, Code: p.code, Values: p.values}
}

// name adds what the finding's text names: names and values in turn.
func (p *problem) name(values []any) {
	p.values = map[string]any{}
	for i := 0; i+1 < len(values); i += 2 {
		p.values[values[i].(string)] = values[i+1]
	}
}
