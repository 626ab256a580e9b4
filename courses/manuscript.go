package courses

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"aula/internal/areas"
	"aula/internal/markup"
	"aula/quizzes"
)

// courseFile holds a course's front matter and introduction.
const courseFile = "course.md"

// rendering changes when the same files would make other pages: what was imported before is then rendered anew.
const rendering = 2

// Manuscript is a course as its author wrote it: read, rendered and checked, not yet stored.
type Manuscript struct {
	Head
	IntroHTML string // sanitised
	IntroText string
	Lessons   []Page
	Quizzes   []quizzes.Quiz
	Files     []*SourceFile // all of the source, byte for byte
	Digest    string        // changes whenever an import would change anything
	Findings  []Finding
	Plain     bool // a repository without a course.md
	headPath  string
}

// Head is what a course's front matter says.
type Head struct {
	Slug, Title, Summary, Language string
	Hours                          float64
	Audience, Level, Licence       string
	Area                           areas.Area // of the yearly training
	Compulsory                     bool       // the law obliges to it
	Skills                         []string   // "framework:code"
	Requires                       []string   // slugs
	Objectives                     []Objective
	Certificate                    bool
	Validity                       int // months that the certificate holds; 0: for ever
	Rule                           Rule
	requiresLine, hoursLine        int
}

// Objective is something that the learner will be able to do. Questions name it by its id.
type Objective struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Page is one rendered lesson.
type Page struct {
	Key      string // carries progress across revisions
	Slug     string
	Module   string // title of its folder, may be empty
	Title    string
	Minutes  int
	HTML     string // sanitised
	Text     string
	Headings []markup.Heading
	Words    int
	Path     string // of its file
	Position int    // among the lessons and quizzes of the course, from 1
}

// ComposeOptions are what the reader of a source does not know itself.
type ComposeOptions struct {
	// Label gives the words that the renderer adds itself, in a language of the course. Nil means Italian.
	Label func(language, key string) string

	before *revision // whose lessons have the same bytes; nil: every lesson is rendered
}

// revision is what was rendered before.
type revision struct {
	links map[string]string // by which its pages were rendered
	pages map[string]Page   // by key
}

// Compose reads the course in a tree. Whatever is wrong with it is among the findings; with errors among them it
// must not be stored.
func Compose(tree *Tree, o ComposeOptions) *Manuscript {
	c := begin(tree, o)
	c.readQuizzes()
	c.checkDraws()
	c.renderLessons()
	c.placeQuizzes()
	c.renderIntro()
	c.applyRule()
	c.titleModules()
	c.judge()
	c.m.Digest = c.digest()
	c.m.sort()
	return c.m
}

// begin reads the texts of a tree and names them.
func begin(tree *Tree, o ComposeOptions) *composer {
	c := &composer{
		tree: tree, options: o, links: map[string]string{}, foreign: map[string]*foreignField{},
		m: &Manuscript{Files: tree.Files, Findings: slices.Clone(tree.Findings)},
	}
	c.survey()
	c.readHead()
	c.name()
	return c
}

// sort puts the findings in the order in which the course is read.
func (m *Manuscript) sort() {
	slices.SortStableFunc(m.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(min(1, len(a.Path)), min(1, len(b.Path))), comparePaths(a.Path, b.Path), cmp.Compare(a.Line, b.Line))
	})
}

// composer makes one manuscript.
type composer struct {
	tree    *Tree
	options ComposeOptions
	m       *Manuscript
	intro   *part
	lessons []*part
	quizzes []*part
	links   map[string]string // path of a file → address of its page
	foreign map[string]*foreignField
	anchors []anchor
	folded  map[string]*SourceFile // by path without regard to capitals; nil for two
	text    int64                  // bytes of texts read so far
}

// foreignField is a field of another program's front matter, reported once a course.
type foreignField struct {
	first Finding
	count int
}

// report keeps a finding. In a plain repository, which was not written for the academy, nothing that can be left out is an error.
func (c *composer) report(f Finding) {
	if c.m.Plain && f.Severity == markup.Error && !grave[f.Code] {
		f.Severity = markup.Warning
	}
	c.m.Findings = append(c.m.Findings, f)
}

// grave are the errors that leave no course to speak of, wherever it comes from.
var grave = map[string]bool{
	"course.no_lessons": true, "course.id_twice": true, "course.slug_twice": true, "text.not_utf8": true, "text.not_text": true,
	"source.unreadable": true, "source.text_too_large": true, "source.texts_too_large": true, "course.bad_slug": true,
	"lesson.page_too_large": true,
}

func (c *composer) fail(code, path string, line int, values ...any) {
	c.report(finding(markup.Error, code, path, line, values...))
}

func (c *composer) warn(code, path string, line int, values ...any) {
	c.report(finding(markup.Warning, code, path, line, values...))
}

func (c *composer) note(code, path string, line int, values ...any) {
	c.report(finding(markup.Note, code, path, line, values...))
}

// digest names the whole course: its address and every file.
func (c *composer) digest() string {
	hash := sha256.New()
	fmt.Fprintf(hash, "%d %s\n", rendering, c.m.Slug)
	for _, f := range c.m.Files {
		fmt.Fprintf(hash, "%s %q\n", f.SHA256, f.Path)
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// Count is how many findings have a severity.
func (m *Manuscript) Count(s markup.Severity) int {
	n := 0
	for _, f := range m.Findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// Minutes that reading all lessons takes.
func (m *Manuscript) Minutes() int {
	total := 0
	for _, p := range m.Lessons {
		total += p.Minutes
	}
	return total
}

// Questions is how many questions the quizzes have.
func (m *Manuscript) Questions() int {
	n := 0
	for _, q := range m.Quizzes {
		n += len(q.Questions)
	}
	return n
}

// Bytes is the size of all files.
func (m *Manuscript) Bytes() int64 {
	var total int64
	for _, f := range m.Files {
		total += f.Size
	}
	return total
}
