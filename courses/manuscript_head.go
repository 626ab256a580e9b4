package courses

import (
	"regexp"
	"slices"
	"strings"

	"aula/internal/areas"
	"aula/internal/markup"
	"aula/quizzes"
)

const (
	maxSummary = 500
	maxHours   = 1000
	maxMinutes = 24 * 60
	maxMonths  = 120
)

var languageTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

// audiences are those for whom a course can be.
var audiences = []string{"employees", "residents", "all"}

// readHead reads what the course says about itself. Without a word it is in the language of its texts and for all.
func (c *composer) readHead() {
	front := &fields{}
	if c.intro != nil {
		front = c.intro.front
	} else {
		front.fill(nil)
	}
	h := &c.m.Head
	h.Slug = c.courseSlug(front)
	h.Title = front.text("title", maxField)
	h.Summary = front.text("summary", maxSummary)
	h.Language = c.language(front)
	h.Hours, h.hoursLine = front.number("hours", 0, maxHours), front.lines["hours"]
	h.Audience = c.audience(front)
	h.Level = front.text("level", maxField)
	h.Licence = front.text("licence", maxField)
	h.Certificate = front.yes("certificate")
	h.Validity = front.whole("validity", 0, maxMonths)
	h.Area, h.Compulsory = c.area(front), front.yes("compulsory")
	h.Skills = c.skills(front)
	h.Requires = c.requires(front)
	h.requiresLine = front.lines["requires"]
	h.Objectives = c.objectives(front)
	front.ask("complete") // applyRule reads it, when the parts have their names
	c.unknown(front, "id")
	if !c.m.Plain && c.intro != nil && h.Title == "" && !firstHeading(c.intro.body).found {
		c.warn("course.no_title", c.m.headPath, 1)
	}
}

func (c *composer) courseSlug(front *fields) string {
	if slug := front.text("slug", maxField); slug != "" {
		if slugify(slug) == slug && len(slug) <= maxName {
			return slug
		}
		c.fail("course.bad_slug", c.m.headPath, front.lines["slug"], "slug", printable(slug), "proposal", slugify(slug))
	}
	if slug := slugify(c.tree.Name); slug != "" {
		return slug
	}
	c.fail("course.bad_slug", c.m.headPath, 1, "slug", printable(c.tree.Name), "proposal", "il-mio-corso")
	return "corso"
}

func (c *composer) language(front *fields) string {
	said := front.text("language", maxField)
	if languageTag.MatchString(said) {
		return said
	}
	if said != "" {
		c.fail("course.bad_language", c.m.headPath, front.lines["language"], "language", printable(said))
	}
	guess := c.guessLanguage()
	if said == "" && !c.m.Plain {
		c.note("course.no_language", c.m.headPath, 1, "guess", guess)
	}
	return guess
}

func (c *composer) audience(front *fields) string {
	said := front.text("audience", maxField)
	switch {
	case said == "":
		return "all"
	case !slices.Contains(audiences, said):
		c.fail("course.bad_audience", c.m.headPath, front.lines["audience"], "audience", printable(said))
		return "all"
	}
	return said
}

func (c *composer) area(front *fields) areas.Area {
	said := areas.Area(front.text("area", maxField))
	switch {
	case said == "":
		return areas.Standard
	case !said.Valid():
		c.fail("course.bad_area", c.m.headPath, front.lines["area"], "area", printable(string(said)))
		return areas.Standard
	}
	return said
}

func (c *composer) skills(front *fields) []string {
	var skills []string
	for _, entry := range front.list("skills") {
		switch {
		case !quizzes.ValidSkill(entry.text):
			c.warn("course.bad_skill", c.m.headPath, entry.line, "skill", printable(entry.text))
		case !slices.Contains(skills, entry.text):
			skills = append(skills, entry.text)
		}
	}
	return skills
}

func (c *composer) requires(front *fields) []string {
	var slugs []string
	for _, entry := range front.list("requires") {
		switch {
		case entry.text == "" || slugify(entry.text) != entry.text:
			c.fail("course.bad_requirement", c.m.headPath, entry.line, "slug", printable(entry.text))
		case !slices.Contains(slugs, entry.text):
			slugs = append(slugs, entry.text)
		}
	}
	return slugs
}

// objectives are sentences, or mappings with an id that questions name.
func (c *composer) objectives(front *fields) []Objective {
	var list []Objective
	for _, entry := range front.list("objectives") {
		o := Objective{ID: slugify(entry.text), Text: entry.text}
		if entry.fields != nil {
			o = Objective{ID: entry.fields.text("id", maxName), Text: entry.fields.text("text", maxSummary)}
			c.unknown(entry.fields)
			if o.ID == "" {
				o.ID = slugify(o.Text)
			}
		}
		switch {
		case o.Text == "":
			c.fail("course.empty_objective", c.m.headPath, entry.line)
		case slices.ContainsFunc(list, func(other Objective) bool { return other.ID == o.ID }):
			c.fail("course.objective_twice", c.m.headPath, entry.line, "id", o.ID)
		default:
			list = append(list, o)
		}
	}
	return list
}

// unknown reports the fields that nobody asked for: one by one where the course was written for the academy, once each where not.
func (c *composer) unknown(front *fields, known ...string) {
	if !c.m.Plain {
		front.unknown(markup.Warning, known...)
		return
	}
	for _, name := range front.order {
		if front.asked[name] || slices.Contains(known, name) {
			continue
		}
		if f := c.foreign[name]; f != nil {
			f.count++
			continue
		}
		c.foreign[name] = &foreignField{finding(markup.Note, "front.foreign", front.path, front.lines[name], "field", printable(name)), 1}
	}
}

// titleFallback makes a title where the front matter gives none.
func titleFallback(said, heading, name string) string {
	for _, title := range []string{said, heading} {
		if title = strings.Join(strings.Fields(title), " "); title != "" {
			return cut(title, maxField)
		}
	}
	return cut(humanise(name), maxField)
}

func cut(text string, limit int) string {
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit-1]) + "…"
	}
	return text
}
