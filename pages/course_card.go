package pages

import (
	"time"

	"aula/courses"
	"aula/locales"
)

// zone is where the academy's years begin and end.
var zone = func() *time.Location {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		return time.UTC
	}
	return rome
}()

// cardView is a course in a list.
type cardView struct {
	*courses.Card
	Audience string // in words
	Level    string // in words, empty where the course says none
	Foreign  string // the course's language in its own words, where it is not the reader's
	Begun    bool
	Done     bool
	Percent  int
	Found    []foundView // where the words of the search stand
}

// foundView is a lesson, or the course itself, where words were found.
type foundView struct {
	Title   string
	Address string
	Excerpt []courses.Piece
}

func newCardView(l *locales.Locale, c *courses.Card, mine map[string]courses.Learning) *cardView {
	v := &cardView{Card: c, Audience: l.T("audience." + audienceOr(c.Audience)), Level: levelName(l, c.Level)}
	if c.Language != l.Tag() {
		v.Foreign = languageNames[c.Language]
	}
	if m, ok := mine[c.ID]; ok {
		v.Begun, v.Done, v.Percent = true, m.IsComplete(), m.Percent
	}
	return v
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
