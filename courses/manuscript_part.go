package courses

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"aula/internal/markup"
)

// part is one text file of a course: its introduction, a lesson or a quiz.
type part struct {
	file     *SourceFile
	source   []byte
	front    *fields
	body     []byte
	bodyLine int
	stem     string // the file's name without its ending; a README's folder
	readme   bool
	quiz     bool
	bank     bool // its front matter says that it lends questions
	key      string
	slug     string
	ownKey   bool // given by the author, as the next
	ownSlug  bool
}

// survey finds the course's texts, reads them and puts them in order.
func (c *composer) survey() {
	intro := c.introFile()
	c.m.Plain = intro == nil || intro.Path != courseFile
	c.m.headPath = courseFile
	if intro != nil {
		c.m.headPath = intro.Path
	}
	if c.m.Plain {
		c.note("course.plain", "", 0)
	}
	files := slices.SortedFunc(slices.Values(c.tree.Files), func(a, b *SourceFile) int { return comparePaths(a.Path, b.Path) })
	for _, f := range files {
		if f != intro && !c.isText(f) {
			continue
		}
		p := c.read(f)
		switch {
		case p == nil:
		case f == intro:
			c.intro = p
		case c.isQuiz(p):
			p.quiz = true
			c.quizzes = append(c.quizzes, p)
		default:
			c.lessons = append(c.lessons, p)
		}
	}
}

// introFile is course.md, else the README at the top, else the index; nil where there is none.
func (c *composer) introFile() *SourceFile {
	if f, ok := c.tree.Find(courseFile); ok {
		return f
	}
	for _, wanted := range []string{"readme", "index"} {
		for _, f := range c.tree.Files {
			if !strings.Contains(f.Path, "/") && isMarkdown(f.Path) && strings.EqualFold(stemOf(f.Path), wanted) {
				return f
			}
		}
	}
	return nil
}

// isText tells whether a file is a lesson or a quiz. What speaks about a repository rather than in it is none.
func (c *composer) isText(f *SourceFile) bool {
	if strings.HasPrefix(f.Path, "assets/") || strings.Contains(f.Path, "/assets/") {
		return false
	}
	if strings.EqualFold(path.Ext(f.Path), ".gift") {
		return true
	}
	if !isMarkdown(f.Path) {
		return false
	}
	stem, top := stemOf(f.Path), !strings.Contains(f.Path, "/")
	about := aboutRepository[strings.ToLower(stem)] && (top || stem == strings.ToUpper(stem))
	if about || top && !c.m.Plain && strings.EqualFold(stem, "readme") {
		c.note("course.not_a_lesson", f.Path, 0)
		return false
	}
	return true
}

var aboutRepository = map[string]bool{
	"contributing": true, "code_of_conduct": true, "code-of-conduct": true, "license": true, "licence": true, "changelog": true, "history": true,
	"security": true, "support": true, "governance": true, "maintainers": true, "authors": true, "contributors": true, "citation": true,
	"summary": true, "pull_request_template": true, "issue_template": true, "copying": true, "notice": true,
}

// read returns a file's text, or nil after reporting why it is none.
func (c *composer) read(f *SourceFile) *part {
	source, err := f.read(c.tree.limits.Text)
	if err != nil {
		c.refused(err, f.Path)
		return nil
	}
	if c.text += int64(len(source)); c.text > c.tree.limits.Texts {
		c.fail("source.texts_too_large", f.Path, 0, "limit", megabytes(c.tree.limits.Texts))
		return nil
	}
	if !c.isUTF8(source, f.Path) {
		return nil
	}
	p := &part{file: f, source: bytes.TrimPrefix(source, []byte(byteOrderMark)), stem: stemOf(f.Path)}
	p.readme = strings.EqualFold(p.stem, "readme") && strings.Contains(f.Path, "/")
	if p.readme {
		p.stem = path.Base(path.Dir(f.Path))
	}
	var front []byte
	front, p.body, p.bodyLine = nil, p.source, 1
	if isMarkdown(f.Path) {
		front, p.body, p.bodyLine = markup.FrontMatter(p.source)
	}
	if front == nil && unclosed.Match(p.body) {
		c.warn("front.unclosed", f.Path, 1)
	}
	p.bank = saysBank.Match(front)
	report := c.report
	if c.isQuiz(p) {
		report = func(Finding) {} // the quiz's own reader says what is wrong with it
	}
	p.front = readFields(front, f.Path, 2, report)
	return p
}

// unclosed is a front matter that nothing ends.
var unclosed = regexp.MustCompile(`^---[ \t]*\r?\n[A-Za-z_]+[ \t]*:`)

// saysBank is the line that makes a file a bank of questions, whatever its name: as a lesson it would show all answers.
var saysBank = regexp.MustCompile(`(?mi)^bank[ \t]*:[ \t]*(?:true|yes)[ \t]*\r?$`)

const byteOrderMark = "\xef\xbb\xbf"

// isUTF8 reports the first line that is no UTF-8, with what it probably is, or that the file is no text at all.
func (c *composer) isUTF8(source []byte, path string) bool {
	if bytes.HasPrefix(source, []byte{0xff, 0xfe}) || bytes.HasPrefix(source, []byte{0xfe, 0xff}) {
		c.fail("text.not_utf8", path, 1, "guess", "UTF-16", "byte", "FF FE")
		return false
	}
	for i, line := 0, 1; i < len(source); {
		r, size := utf8.DecodeRune(source[i:])
		if r == utf8.RuneError && size == 1 {
			if bytes.IndexByte(source, 0) >= 0 { // no encoding of old texts has it
				c.fail("text.not_text", path, 0)
				return false
			}
			c.fail("text.not_utf8", path, line, "guess", "Windows-1252", "byte", hexByte(source[i]))
			return false
		}
		if r == 0 {
			c.fail("text.not_utf8", path, line, "guess", "UTF-16", "byte", "00")
			return false
		}
		if r == '\n' {
			line++
		}
		i += size
	}
	return true
}

func hexByte(b byte) string {
	const digits = "0123456789ABCDEF"
	return string([]byte{digits[b>>4], digits[b&15]})
}

// refused turns the refusal of one file into a finding about it.
func (c *composer) refused(err error, path string) {
	if r, ok := AsRefusal(err); ok {
		c.report(r.Finding)
		return
	}
	c.fail("source.unreadable", path, 0)
}

// isQuiz tells a quiz by its name; in a plain repository, whose names mean nothing to us, also by its answers.
func (c *composer) isQuiz(p *part) bool {
	if strings.EqualFold(path.Ext(p.file.Path), ".gift") || p.bank && !c.m.Plain {
		return true
	}
	name := strings.ToLower(withoutNumber(p.stem))
	named := !p.readme && (name == "quiz" || strings.HasPrefix(name, "quiz-") || strings.HasPrefix(name, "quiz_") || strings.HasPrefix(name, "quiz "))
	return named && (!c.m.Plain || hasAnswers(p.body))
}

// hasAnswers tells whether a Markdown text has questions with answers, as quizzes have them.
func hasAnswers(body []byte) bool {
	asked := false
	for line := range bytes.Lines(body) {
		text := strings.TrimSpace(string(line))
		if strings.HasPrefix(text, "## ") {
			asked = true
		}
		answer := strings.HasPrefix(text, "- [x] ") || strings.HasPrefix(text, "- [X] ") || strings.HasPrefix(text, "* [x] ") || strings.HasPrefix(text, "= ")
		if asked && answer {
			return true
		}
	}
	return false
}
