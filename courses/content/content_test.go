package content_test

import (
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"aula/courses"
	"aula/courses/content"
	"aula/internal/markup"
	"aula/quizzes"
)

// plainWords is the least readability of a lesson, by whom the course is for. At 60 people with a lower-school diploma
// read by themselves; employees read the words of their own office.
var plainWords = map[string]int{"residents": 60, "all": 60, "employees": 45}

// longestLesson is how many minutes a lesson may ask.
const longestLesson = 10

// fewestQuestions is how many questions the quizzes ask that completion requires.
const fewestQuestions = 15

type course struct {
	folder string
	front  struct {
		Audience   string
		Objectives []struct{ ID, Text string }
		Complete   struct {
			Quizzes []struct {
				ID   string
				Pass float64
			}
		}
	}
	lessons []string // file names
	quizzes map[string]quizzes.Quiz
}

func open(t *testing.T, folder string) course {
	t.Helper()
	c := course{folder: folder, quizzes: map[string]quizzes.Quiz{}}
	front, _, _ := markup.FrontMatter(c.read(t, "course.md"))
	if err := yaml.Unmarshal(front, &c.front); err != nil {
		t.Fatal(err)
	}
	files, err := fs.Glob(content.FS, folder+"/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := path.Base(file)
		switch {
		case name == "course.md":
		case strings.Contains(name, "quiz-"):
			quiz, found := quizzes.ParseMarkdown(c.read(t, name), quizzes.Options{Path: name})
			for _, f := range found {
				t.Errorf("%s:%d: %s %v", f.Path, f.Line, f.Code, f.Values)
			}
			c.quizzes[quiz.Key] = quiz
		default:
			c.lessons = append(c.lessons, name)
		}
	}
	if len(c.lessons) == 0 || len(c.front.Objectives) == 0 {
		t.Fatalf("%s has %d lessons and %d objectives", folder, len(c.lessons), len(c.front.Objectives))
	}
	return c
}

func (c course) read(t *testing.T, name string) []byte {
	t.Helper()
	source, err := fs.ReadFile(content.FS, c.folder+"/"+name)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func (c course) render(t *testing.T, name string) markup.Document {
	t.Helper()
	_, body, line := markup.FrontMatter(c.read(t, name))
	document, err := markup.Render(body, markup.Options{FirstLine: line})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range document.Findings {
		t.Errorf("%s:%d: %s %v", name, f.Line, f.Code, f.Values)
	}
	return document
}

func each(t *testing.T, test func(*testing.T, course)) {
	for _, slug := range content.Slugs() {
		t.Run(slug, func(t *testing.T) { test(t, open(t, slug)) })
	}
}

func TestTheAcademyHasNothingToRemark(t *testing.T) {
	for _, slug := range content.Slugs() {
		t.Run(slug, func(t *testing.T) {
			tree, err := courses.Read(t.Context(), slug, courses.DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			defer tree.Close()
			for _, f := range courses.Compose(tree, courses.ComposeOptions{}).Findings {
				t.Errorf("%s:%d: %s %v", f.Path, f.Line, f.Code, f.Values)
			}
		})
	}
}

func TestEveryLessonIsInPlainWords(t *testing.T) {
	each(t, func(t *testing.T, c course) {
		for _, name := range append(c.lessons, "course.md") {
			got := markup.Gulpease(c.render(t, name).Text)
			t.Logf("%s: %d", name, got)
			if least := plainWords[c.front.Audience]; got < least || least == 0 {
				t.Errorf("%s: Gulpease %d, want at least %d for %q", name, got, least, c.front.Audience)
			}
		}
	})
}

func TestEveryLessonIsShortAndKnownByAnID(t *testing.T) {
	each(t, func(t *testing.T, c course) {
		seen := map[string]string{}
		for _, name := range c.lessons {
			var front struct {
				ID, Title string
				Minutes   int
			}
			source, _, _ := markup.FrontMatter(c.read(t, name))
			if err := yaml.Unmarshal(source, &front); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if front.ID == "" || front.Title == "" || seen[front.ID] != "" {
				t.Errorf("%s: id %q (also of %q), title %q", name, front.ID, seen[front.ID], front.Title)
			}
			if front.Minutes < 1 || front.Minutes > longestLesson {
				t.Errorf("%s: %d minutes, want 1 to %d", name, front.Minutes, longestLesson)
			}
			seen[front.ID] = name
		}
	})
}

func TestEveryObjectiveIsTestedByTwoQuestionsOfARequiredQuiz(t *testing.T) {
	each(t, func(t *testing.T, c course) {
		tested := map[string]int{}
		for _, required := range c.front.Complete.Quizzes {
			quiz, ok := c.quizzes[required.ID]
			if !ok {
				t.Errorf("completion asks for quiz %q, which is not there", required.ID)
			}
			for _, q := range quiz.Questions {
				for _, objective := range q.Body.Objectives {
					tested[objective]++
				}
			}
		}
		var known []string
		for _, o := range c.front.Objectives {
			known = append(known, o.ID)
			if tested[o.ID] < 2 {
				t.Errorf("objective %q is tested by %d questions, want 2", o.ID, tested[o.ID])
			}
		}
		for key, quiz := range c.quizzes {
			for _, q := range quiz.Questions {
				for _, objective := range q.Body.Objectives {
					if !slices.Contains(known, objective) {
						t.Errorf("%s, question %s tests %q, which no objective says", key, q.Key, objective)
					}
				}
			}
		}
	})
}

func TestTheRequiredQuizAsksEnoughToMeanSomething(t *testing.T) {
	each(t, func(t *testing.T, c course) {
		asked := 0
		for _, required := range c.front.Complete.Quizzes {
			asked += len(c.quizzes[required.ID].Questions)
		}
		if asked < fewestQuestions {
			t.Errorf("%d questions, want at least %d", asked, fewestQuestions)
		}
	})
}

func TestThereIsAQuizToPractiseOn(t *testing.T) {
	each(t, func(t *testing.T, c course) {
		if len(c.quizzes) <= len(c.front.Complete.Quizzes) {
			t.Errorf("all of %d quizzes count for the certificate", len(c.quizzes))
		}
	})
}

func TestEveryOptionSaysWhyItIsRightOrWrong(t *testing.T) {
	each(t, func(t *testing.T, c course) {
		for key, quiz := range c.quizzes {
			for _, q := range quiz.Questions {
				for i, choice := range q.Solution.Choices {
					if choice.Feedback.Source == "" {
						t.Errorf("%s, question %s: option %d has no feedback", key, q.Key, i+1)
					}
				}
			}
		}
	})
}

func TestEveryReferenceLeadsSomewhere(t *testing.T) {
	each(t, func(t *testing.T, c course) {
		kinds := map[string]int{}
		for _, name := range append(c.lessons, "course.md") {
			for _, r := range c.render(t, name).References {
				kinds[r.Kind]++
				if !c.leads(r) {
					t.Errorf("%s:%d: %s %q leads nowhere", name, r.Line, r.Kind, r.Destination)
				}
			}
		}
		for _, kind := range []string{"link", "image", "download", "quiz"} {
			if kinds[kind] == 0 {
				t.Errorf("no %s was seen at all", kind)
			}
		}
	})
}

func (c course) leads(r markup.Reference) bool {
	if r.Kind == "quiz" {
		_, ok := c.quizzes[r.Destination]
		return ok
	}
	address, err := url.Parse(r.Destination)
	if err != nil {
		return false
	}
	switch address.Scheme {
	case "http", "https":
		return r.Kind == "link" && address.Host != ""
	case "mailto":
		return r.Kind == "link" && strings.Contains(address.Opaque, "@")
	}
	if address.Path == "" {
		return address.Fragment != ""
	}
	_, err = fs.Stat(content.FS, path.Join(c.folder, address.Path))
	return err == nil
}

// source is one entry of a lesson's sources: what was read, where, and when.
var source = regexp.MustCompile(`(?s)- [^\[]+, \[[^\]]+\]\(https?://[^)]+\).+?Consultat[aoie]\s+il\s+\d{1,2}\s+[a-z]+\s+20\d\d\.`)

func TestEveryLessonNamesItsSourcesWithBodyAddressAndDate(t *testing.T) {
	each(t, func(t *testing.T, c course) {
		for _, name := range c.lessons {
			_, sources, ok := strings.Cut(string(c.read(t, name)), ":::details Fonti di questa lezione\n")
			if !ok {
				t.Errorf("%s names no sources", name)
			}
			entries := strings.Count("\n"+sources, "\n- ")
			if whole := len(source.FindAllString(sources, -1)); entries == 0 || whole != entries {
				t.Errorf("%s: %d of %d sources have body, title, address and date", name, whole, entries)
			}
		}
	})
}
