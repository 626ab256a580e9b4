package gift

import (
	"regexp"
	"strings"
)

// notes are what the comments of a question say about it.
type notes map[string]string

var (
	setting = regexp.MustCompile(`^([a-z_]+):\s*(.+)$`)
	note    = regexp.MustCompile(`\[(id|points|objective):([^\]]*)\]`)
)

// comments reads the comments of a chunk: settings before the first question, notes anywhere.
func (r *reader) comments(c chunk) notes {
	found := notes{}
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
			found[m[1]] = strings.TrimSpace(m[2])
		}
	}
	return found
}
