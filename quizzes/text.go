package quizzes

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"

	"aula/internal/markup"
)

// Format is how a text was written.
type Format string

const (
	Markdown Format = "markdown"
	HTML     Format = "html"
	Moodle   Format = "moodle" // HTML in which line ends count
	Plain    Format = "plain"
)

// Text is one text of an author: as written, so that it can be edited and exported, and as shown.
type Text struct {
	Source string `json:"source,omitempty"`
	Format Format `json:"format,omitempty"`
	HTML   string `json:"html,omitempty"`   // safe
	Plain  string `json:"plain,omitempty"`  // without any markup
	Inline bool   `json:"inline,omitempty"` // the HTML is phrasing content: it may stand in a label or a legend
	Line   int    `json:"-"`                // of the author's file
}

// IsZero tells whether there is nothing to show.
func (t Text) IsZero() bool { return t.Source == "" && t.HTML == "" }

// render fills HTML and Plain from Source.
func (t *Text) render(o Options) ([]markup.Finding, error) {
	if strings.TrimSpace(t.Source) == "" {
		*t = Text{}
		return nil, nil
	}
	if t.Format == Plain || (t.Format == Moodle || t.Format == HTML) && !strings.ContainsAny(t.Source, "<&") {
		t.HTML = strings.ReplaceAll(html.EscapeString(t.Source), "\n", "<br>")
		t.Plain, t.Inline = t.Source, true
		return nil, nil
	}
	doc, err := markup.Render([]byte(t.markdown()), markup.Options{
		Resolve: o.Resolve, Label: o.Label, Language: o.Language, FirstLine: t.Line, KeepTitle: true,
		Prefix: "q" + fingerprint(t.Source) + "-", // all texts of a quiz share one page
	})
	if err != nil {
		return nil, fmt.Errorf("render text at line %d: %w", t.Line, err)
	}
	t.HTML, t.Inline = unwrap(strings.TrimSpace(doc.HTML), t.Format)
	t.Plain = strings.TrimSpace(doc.Text)
	return doc.Findings, nil
}

var blankLines = regexp.MustCompile(`\n\s*\n`)

// markdown is the source in the only language that the renderer reads: HTML becomes one HTML block.
func (t *Text) markdown() string {
	switch t.Format {
	case HTML:
		return "<div>\n" + blankLines.ReplaceAllString(t.Source, "\n") + "\n</div>"
	case Moodle:
		return "<div>\n" + strings.ReplaceAll(strings.TrimSpace(t.Source), "\n", "<br>\n") + "\n</div>"
	}
	return t.Source
}

var (
	onlyParagraph = regexp.MustCompile(`(?s)^<p>(.*)</p>$`)
	blockTag      = regexp.MustCompile(`(?i)<(address|article|aside|blockquote|dd|details|dl|dt|div|figcaption|figure|` +
		`h[1-6]|hr|li|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|video|audio|iframe)\b`)
)

// unwrap takes away what surrounds a text that is one paragraph, and tells whether the rest is phrasing content.
func unwrap(rendered string, format Format) (string, bool) {
	if format == HTML || format == Moodle { // the division that markdown put around it
		rendered = strings.TrimSuffix(strings.TrimPrefix(rendered, "<div>"), "</div>")
		rendered = strings.TrimSpace(rendered)
	}
	if m := onlyParagraph.FindStringSubmatch(rendered); m != nil && !blockTag.MatchString(m[1]) {
		return strings.TrimSpace(m[1]), true
	}
	return rendered, !blockTag.MatchString(rendered)
}

// Block is the HTML as a block of its own.
func (t Text) Block() string {
	if t.HTML == "" || !t.Inline {
		return t.HTML
	}
	return "<p>" + t.HTML + "</p>"
}

// join puts texts together for those who want one.
func join(texts ...Text) (plain, html string) {
	var plains, blocks []string
	for _, t := range texts {
		if t.Plain != "" {
			plains = append(plains, t.Plain)
		}
		if t.HTML != "" {
			blocks = append(blocks, t.Block())
		}
	}
	return strings.Join(plains, "\n\n"), strings.Join(blocks, "\n")
}

// Line is the prompt where it fits on the line that asks. One with blanks to fill does not: it is a text.
func (b Body) Line() Text {
	blank := slices.ContainsFunc(b.Gaps, func(g Gap) bool { return strings.Contains(b.Prompt.HTML, g.Mark()) })
	if !b.Prompt.Inline || blank {
		return Text{}
	}
	return b.Prompt
}

// Below is what stands under the line that asks: everything but a prompt that fits on it.
func (b Body) Below() string {
	_, html := join(b.Preface, Text{HTML: b.Under(), Inline: false})
	return html
}

// Under is what stands under the line that asks, without what is told before the question.
func (b Body) Under() string {
	prompt := b.Prompt
	if !b.Line().IsZero() {
		prompt = Text{}
	}
	_, html := join(prompt, b.Detail)
	return html
}

// Asked joins what the body tells and asks, as plain text and as HTML.
func (b Body) Asked() (plain, html string) { return join(b.Preface, b.Prompt, b.Detail) }

// Brief is what the body asks on one line of plain text, for lists: without what is told before, and with a mark where a blank is.
func (b Body) Brief() string {
	plain, _ := join(b.Prompt, b.Detail)
	for _, g := range b.Gaps {
		plain = strings.ReplaceAll(plain, g.Mark(), "[…]")
	}
	return strings.Join(strings.Fields(plain), " ")
}
