package pages

import (
	"aula/courses"
	"aula/locales"
)

// cardView is a course in a list.
type cardView struct {
	face
	Begun   bool
	Done    bool
	Percent int
	Found   []foundView // where the words of the search stand
}

// foundView is a lesson, or the course itself, where words were found.
type foundView struct {
	Title   string
	Address string
	Excerpt []courses.Piece
}

// newCard puts together what the card shows to everybody and what is the reader's own.
func (s *site) newCard(l *locales.Locale, all *courses.Catalogue, c *courses.Card, mine map[string]courses.Learning, found []foundView) (*cardView, error) {
	t, err := bound.of(l.Tag(), "course_list")
	if err != nil {
		return nil, err
	}
	f, err := s.faces.of(t, all, l, c)
	if err != nil {
		return nil, err
	}
	v := &cardView{face: f, Found: found}
	if m, ok := mine[c.ID]; ok {
		v.Begun, v.Done, v.Percent = true, m.IsComplete(), m.Percent
	}
	if v.Begun || len(found) > 0 {
		v.Whole = ""
	}
	return v, nil
}

func audienceOr(audience string) string {
	if audience == "" {
		return courses.Everyone
	}
	return audience
}

// levelName says a level in the reader's language; one that we do not know is shown as the author wrote it.
func levelName(l *locales.Locale, level string) string {
	if level != "" && l.Has("level."+level) {
		return l.T("level." + level)
	}
	return level
}
