package gift

import (
	"regexp"
	"strings"
)

// notes are what the comments of a question say about it, in their order.
type notes []noted

type noted struct{ name, value string }

var (
	setting = regexp.MustCompile(`^([a-z_]+):\s*(.+)$`)
	note    = regexp.MustCompile(`\[([a-z_]+):((?:[^\]\\]|\\.)*)\]`)
	escaped = regexp.MustCompile(`\\(.)`)
)

// comments reads the comments of a chunk: settings before the first question, notes anywhere.
func (r *reader) comments(c chunk) notes {
	var found notes
	for _, comment := range c.comments {
		if m := setting.FindStringSubmatch(comment.text); m != nil && !r.begun {
			if problems, known := r.quiz.Set(comment.number, m[1], m[2]); known {
				for _, f := range problems {
					f.Path = r.path
					r.found = append(r.found, f)
				}
				continue
			}
		}
		for _, m := range note.FindAllStringSubmatch(comment.text, -1) {
			found = append(found, noted{m[1], strings.TrimSpace(escaped.ReplaceAllString(m[2], "$1"))})
		}
	}
	return found
}
