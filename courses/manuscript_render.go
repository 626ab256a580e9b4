package courses

import (
	"bytes"
	"errors"
	"maps"
	"path"
	"regexp"
	"strings"
	"sync"

	"aula/internal/markup"
)

const (
	wordsAMinute = 150     // of somebody who reads with care
	maxPage      = 2 << 20 // characters of a rendered page, as the database keeps them
)

// renderLessons renders every lesson in order. Where they are those of the revision before, and lead to the same places, that costs nothing.
func (c *composer) renderLessons() {
	before := c.options.before
	if before == nil || !maps.Equal(c.links, before.links) {
		before = &revision{}
	}
	headings := sync.OnceValue(c.openingHeadings)
	for _, p := range c.lessons {
		page, there := before.pages[p.key]
		if there {
			page.Key, page.Slug, page.Path = p.key, p.slug, p.file.Path
		} else {
			var doc markup.Document
			page, doc = c.renderLesson(p, headings())
			c.checkPage(page, doc)
		}
		c.m.Lessons = append(c.m.Lessons, page)
	}
	if len(c.lessons) == 0 {
		c.fail("course.no_lessons", "", 0)
	}
}

func (c *composer) renderLesson(p *part, headings map[string]int) (Page, markup.Document) {
	title := p.front.text("title", maxField)
	minutes := p.front.whole("minutes", 0, maxMinutes)
	if c.m.Plain && minutes == 0 { // the Carpentries' names for it
		minutes = p.front.whole("teaching", 0, maxMinutes) + p.front.whole("exercises", 0, maxMinutes)
	}
	c.unknown(p.front)
	body := p.body
	if h := firstHeading(body); h.found && h.level > 1 && headings[h.text] == 1 {
		body = promote(body, h)
	}
	doc := c.render(p, body)
	page := Page{
		Key: p.key, Slug: p.slug, Path: p.file.Path, Title: titleFallback(title, doc.Title, p.stem), Minutes: minutes,
		HTML: doc.HTML, Text: doc.Text, Headings: doc.Headings, Words: doc.Words,
	}
	if page.Minutes == 0 {
		page.Minutes = max(1, (doc.Words+wordsAMinute-1)/wordsAMinute)
	}
	return page, doc
}

// render renders one text and reports what the renderer found.
func (c *composer) render(p *part, body []byte) markup.Document {
	doc, err := markup.Render(body, markup.Options{
		Resolve: c.resolver(p.file.Path), FirstLine: p.bodyLine, Label: c.label(), Language: c.m.Language,
	})
	if err != nil {
		code := "lesson.not_rendered"
		if errors.Is(err, markup.ErrNotUTF8) {
			code = "text.not_utf8"
		}
		c.fail(code, p.file.Path, p.bodyLine, "guess", "?", "byte", "?")
		return markup.Document{}
	}
	for _, f := range doc.Findings {
		f.Path = p.file.Path
		c.report(f)
	}
	if len(doc.HTML) > maxPage || len(doc.Text) > maxPage {
		c.fail("lesson.page_too_large", p.file.Path, p.bodyLine, "limit", megabytes(maxPage))
		return markup.Document{Title: doc.Title}
	}
	return doc
}

func (c *composer) label() func(string) string {
	if c.options.Label == nil {
		return nil
	}
	return func(key string) string { return c.options.Label(c.m.Language, key) }
}

// renderIntro renders what stands below the course's front matter.
func (c *composer) renderIntro() {
	if c.intro != nil {
		doc := c.render(c.intro, c.intro.body)
		c.m.IntroHTML, c.m.IntroText = doc.HTML, doc.Text
		c.m.Title = titleFallback(c.m.Title, doc.Title, c.tree.Name)
	}
	if c.m.Title == "" {
		c.m.Title = titleFallback("", "", c.tree.Name)
	}
	if c.m.Summary == "" && c.m.Plain {
		c.m.Summary = firstSentences(c.m.IntroText, 200)
	}
}

var sentenceEnd = regexp.MustCompile(`[.?!](\s|$)`)

// firstSentences is the beginning of the first paragraph that has a sentence (badges have none), up to the end of a sentence
// where one comes within limit characters. A text has a line for each of its paragraphs.
func firstSentences(text string, limit int) string {
	for line := range strings.Lines(text) {
		line = strings.Join(strings.Fields(line), " ")
		if !sentenceEnd.MatchString(line) {
			continue
		}
		short := cut(line, limit)
		ends := sentenceEnd.FindAllStringIndex(strings.TrimSuffix(short, "…"), -1)
		if len([]rune(line)) <= limit || len(ends) == 0 {
			return short
		}
		return strings.TrimSpace(short[:ends[len(ends)-1][1]])
	}
	return ""
}

// titleModules gives each lesson the title of its folder: that of the folder's README, else its name.
func (c *composer) titleModules() {
	title := map[string]string{}
	for i, p := range c.lessons {
		if p.readme {
			title[path.Dir(p.file.Path)] = c.m.Lessons[i].Title
		}
	}
	for i, p := range c.lessons {
		var names []string
		for dir := path.Dir(p.file.Path); dir != "."; dir = path.Dir(dir) {
			name := title[dir]
			if name == "" {
				name = humanise(path.Base(dir))
			}
			names = append([]string{name}, names...)
		}
		c.m.Lessons[i].Module = cut(strings.Join(names, " › "), maxField)
	}
}

// heading is the first heading of a text.
type heading struct {
	found      bool
	text       string
	level      int
	start, end int // of its marks
}

var (
	atxHeading = regexp.MustCompile(`^(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$`)
	underline  = regexp.MustCompile(`^=+[ \t]*$`)
)

// firstHeading finds what a text's title is made of: a heading of level one anywhere in it, or else the heading that it opens with.
func firstHeading(body []byte) heading {
	var opening heading
	fenced, blank, offset, previous := false, true, 0, ""
	for raw := range bytes.Lines(body) {
		line := strings.TrimRight(string(raw), "\r\n")
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~") {
			fenced = !fenced
		}
		if !fenced {
			m := atxHeading.FindStringSubmatch(line)
			switch {
			case m != nil && len(m[1]) == 1:
				return heading{true, m[2], 1, offset, offset + 1}
			case underline.MatchString(line) && previous != "":
				return heading{true, previous, 1, offset, offset}
			case m != nil && blank:
				opening = heading{true, m[2], len(m[1]), offset, offset + len(m[1])}
			}
			previous = trimmed
		}
		blank = blank && trimmed == ""
		offset += len(raw)
	}
	return opening
}

// promote makes the heading one of level one, which the renderer takes for the title.
func promote(body []byte, h heading) []byte {
	out := make([]byte, 0, len(body))
	out = append(out, body[:h.start]...)
	out = append(out, '#')
	return append(out, body[h.end:]...)
}

// openingHeadings counts how many texts open with the same lower heading. "Introduction" on top of every page is no title.
func (c *composer) openingHeadings() map[string]int {
	count := map[string]int{}
	for _, p := range c.lessons {
		if h := firstHeading(p.body); h.found && h.level > 1 {
			count[h.text]++
		}
	}
	return count
}
