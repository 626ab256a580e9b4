package courses

import (
	"math"
	"slices"
	"strings"

	"aula/internal/markup"
)

const (
	easyForAll    = 60  // Gulpease at which people with middle school read alone
	measurable    = 100 // words below which the index says nothing
	plausible     = 0.5 // how far the hours may be from the lessons' minutes
	minutesPerQ   = 2   // that answering a question takes
	shortestHours = 0.25
)

// checkPage looks at one lesson by itself.
func (c *composer) checkPage(page Page, doc markup.Document) {
	if strings.TrimSpace(doc.Text) == "" && !strings.Contains(doc.HTML, "<img") && !strings.Contains(doc.HTML, "<video") {
		c.warn("lesson.empty", page.Path, 1)
	}
	if c.m.Audience != "residents" || c.m.Language != "it" || doc.Words < measurable {
		return
	}
	if index := markup.Gulpease(doc.Text); index < easyForAll {
		c.note("lesson.hard_to_read", page.Path, 0, "index", index, "wanted", easyForAll)
	}
}

// judge looks at the course as a whole.
func (c *composer) judge() {
	c.judgeHours()
	c.judgeAnchors()
	for name, f := range c.foreign {
		f.first.Values = map[string]any{"field": printable(name), "count": f.count}
		c.m.Findings = append(c.m.Findings, f.first)
	}
	if c.m.Plain {
		return
	}
	if c.m.Summary == "" {
		c.note("course.no_summary", c.m.headPath, 1)
	}
	if c.m.Certificate && c.m.Hours == 0 {
		c.warn("course.no_hours", c.m.headPath, 1)
	}
	for _, slug := range c.m.Requires {
		if slug == c.m.Slug {
			c.fail("course.cycle", c.m.headPath, c.m.requiresLine, "cycle", slug+" → "+slug)
		}
	}
}

// judgeHours compares what the course promises with what its parts take.
func (c *composer) judgeHours() {
	if c.m.Hours < shortestHours || len(c.m.Rule.Presence) > 0 {
		return
	}
	minutes := c.m.Minutes() + minutesPerQ*c.m.asked()
	promised := c.m.Hours * 60
	if math.Abs(promised-float64(minutes)) > plausible*promised {
		c.warn("course.hours", c.m.headPath, c.m.hoursLine, "hours", c.m.Hours, "minutes", minutes)
	}
}

// judgeAnchors reports links to places within a page of the course that are not there.
func (c *composer) judgeAnchors() {
	ids := map[string][]string{}
	html := map[string]string{c.address(): c.m.IntroHTML}
	for _, page := range c.m.Lessons {
		address := c.address(page.Slug)
		html[address] = page.HTML
		for _, h := range page.Headings {
			ids[address] = append(ids[address], h.ID)
		}
	}
	for _, a := range c.anchors {
		content, ours := html[a.page]
		if !ours || slices.Contains(ids[a.page], a.id) || strings.Contains(content, `id="`+a.id+`"`) {
			continue
		}
		c.note("link.no_anchor", a.from, a.line, "address", printable(a.written))
	}
}

// anchor is a link to a place within a page.
type anchor struct {
	from, written, page, id string
	line                    int
}
