package quizzes

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"aula/internal/markup"
)

// codes writes findings as "line:code".
func codes(found []markup.Finding) []string {
	var out []string
	for _, f := range found {
		out = append(out, fmt.Sprintf("%d:%s", f.Line, strings.TrimPrefix(f.Code, "quiz.")))
	}
	return out
}

func TestFrontMatterSettlesHowAQuizIsAsked(t *testing.T) {
	const question = "\n## q\n= sì\n\n## r\n= no\n"
	usual := DefaultSettings()
	rows := []struct {
		name, front string
		want        func(*Settings)
		codes       []string
	}{
		{"nothing said", "", func(*Settings) {}, nil},
		{"a title alone", "title: Prova", func(*Settings) {}, nil},
		{"pass mark", "pass: 75", func(s *Settings) { s.Pass = 75 }, nil},
		{"pass mark as a percentage", "pass: 72,5%", func(s *Settings) { s.Pass = 72.5 }, nil},
		{"attempts and draw", "attempts: 3\ndraw: 1", func(s *Settings) { s.Attempts, s.Draw = 3, 1 }, nil},
		{"shuffle everything", "shuffle: true", func(s *Settings) { s.ShuffleQuestions, s.ShuffleOptions = true, true }, nil},
		{"shuffle options", "shuffle: options", func(s *Settings) { s.ShuffleOptions = true }, nil},
		{"shuffle questions", "shuffle: questions", func(s *Settings) { s.ShuffleQuestions = true }, nil},
		{"a limit", "time_limit: 30", func(s *Settings) { s.TimeLimit, s.Grace = 30, 30 }, nil},
		{"feedback when passed", "feedback: passed", func(s *Settings) { s.Feedback = WhenPassed }, nil},
		{"impossible values", "pass: 101\nattempts: -1\ndraw: 1.5\nfeedback: forse\nshuffle: forse", func(*Settings) {},
			[]string{"2:bad_number", "3:bad_number", "4:bad_number", "5:bad_moment", "6:bad_value"}},
		{"an unknown key", "titolo: Prova", func(*Settings) {}, []string{"2:unknown_setting"}},
		{"a list where a value is wanted", "pass:\n  - 60", func(*Settings) {}, []string{"2:bad_value"}},
		{"a list", "- pass", func(*Settings) {}, []string{"1:front_matter"}},
		{"broken YAML", "pass: 70\ntitle: [", func(s *Settings) {}, []string{"3:front_matter"}},
		{"more to draw than there is", "draw: 9", func(*Settings) {}, []string{"1:draw"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			quiz, found := ParseMarkdown([]byte("---\n"+row.front+"\n---\n"+question), Options{Key: "prova"})
			want := usual
			row.want(&want)
			if !reflect.DeepEqual(quiz.Settings, want) {
				t.Errorf("settings %+v, want %+v", quiz.Settings, want)
			}
			if got := codes(found); !slices.Equal(got, row.codes) {
				t.Errorf("findings %q, want %q", got, row.codes)
			}
		})
	}
}

func TestAQuizIsNamedByItsFileUnlessItSaysOtherwise(t *testing.T) {
	rows := []struct{ source, key, slug, title string }{
		{"## q\n= sì", "stem", "stem", "stem"},
		{"# Alla prova\n\nIntro.\n\n## q\n= sì", "stem", "stem", "Alla prova"},
		{"---\nid: finale\ntitle: \"Il quiz: finale\"\n---\n# Altro\n## q\n= sì", "finale", "finale", "Il quiz: finale"},
		{"---\nid: finale\nslug: alla-prova\n---\n## q\n= sì", "finale", "alla-prova", "finale"},
	}
	for _, row := range rows {
		quiz, _ := ParseMarkdown([]byte(row.source), Options{Key: "stem"})
		if quiz.Key != row.key || quiz.Slug != row.slug || quiz.Title != row.title {
			t.Errorf("%q is %q, %q, %q", row.source, quiz.Key, quiz.Slug, quiz.Title)
		}
		if strings.Contains(quiz.Intro.Source, "#") {
			t.Errorf("the introduction keeps the title: %q", quiz.Intro.Source)
		}
	}
}

func TestTheKindOfAQuestionFollowsFromItsAnswers(t *testing.T) {
	rows := []struct {
		name, source string
		want         Type
	}{
		{"one right option", "- [x] a\n- [ ] b", Single},
		{"capital X and other bullets", "* [X] a\n* [] b", Single},
		{"several right options", "- [x] a\n- [x] b\n- [ ] c", Multiple},
		{"true and false as options", "- [ ] Falso\n- [x] Vero", TrueFalse},
		{"true as a line", "= Vero", TrueFalse},
		{"words", "= PEC\n= posta certificata", Short},
		{"numbers", "= 42\n= 40..44 {weight=50}", Numeric},
		{"a number and a word", "= 42\n= quarantadue", Short},
		{"negative numbers", "= -3,5 ± 0,1", Numeric},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if q := asked(t, "## q\n"+row.source); q.Type != row.want {
				t.Errorf("type %s, want %s", q.Type, row.want)
			}
		})
	}
}

func TestAHeadingCarriesItsAttributes(t *testing.T) {
	q := asked(t, `## Che cos'è {x}? {#uno points=2,5 objective="a, b" shuffle=no .nota}
- [x] a
- [ ] b`)
	if q.Key != "uno" || q.Points != 2.5 || !q.Body.KeepOrder || !slices.Equal(q.Body.Objectives, []string{"a", "b"}) {
		t.Errorf("%+v", q)
	}
	if q.Body.Prompt.Plain != "Che cos'è {x}?" || !q.Body.Prompt.Inline {
		t.Errorf("prompt %+v", q.Body.Prompt)
	}
}

func TestTheWholeOfAQuestionIsKept(t *testing.T) {
	q := asked(t, strings.Join([]string{
		"## 1. Che cosa **stampa**?", "", "Guarda:", "", "```sh", "## non un titolo", "- [x] non un'opzione", "= né una risposta", "```", "",
		"> [!NOTE]", "> Una nota.", "",
		"- [x] Questo:", "", "      echo ciao", "", "  e poi basta.", "  > Sì, perché", "  > stampa.", "",
		"- [ ] Niente", "che va a capo", "  > No.", "continua.", "",
		"> Per tutti", "> una riga.", "", "> E un'altra.",
	}, "\n"))
	for _, want := range []string{"Guarda:", "## non un titolo", "> Una nota."} {
		if !strings.Contains(q.Body.Detail.Source, want) {
			t.Errorf("detail lacks %q: %q", want, q.Body.Detail.Source)
		}
	}
	if q.Body.Prompt.Plain != "1. Che cosa stampa?" {
		t.Errorf("prompt %q", q.Body.Prompt.Plain)
	}
	got := []string{q.Body.Options[0].Text.Source, q.Solution.Choices[0].Feedback.Source,
		q.Body.Options[1].Text.Source, q.Solution.Choices[1].Feedback.Source, q.Solution.Feedback.Source}
	want := []string{"Questo:\n\n    echo ciao\n\ne poi basta.", "Sì, perché\nstampa.", "Niente\nche va a capo", "No.\ncontinua.",
		"Per tutti\nuna riga.\n\nE un'altra."}
	if !slices.Equal(got, want) {
		t.Errorf("texts\n%q\nwant\n%q", got, want)
	}
}

func TestWhatIsWrongIsReportedAndTheRestIsRead(t *testing.T) {
	const good = "\n\n## buona {#buona}\n= sì\n"
	rows := []struct {
		name, source string
		codes        []string
		kept         int
	}{
		{"no answers", "## a\nsolo testo", []string{"1:no_answers"}, 0},
		{"no right option", "## a\n- [ ] x\n- [ ] y", []string{"1:no_right_option"}, 0},
		{"a single option", "## a\n- [x] x", []string{"1:too_few_options"}, 0},
		{"two right options in a single choice", "## a {type=single}\n- [x] x\n- [x] y", []string{"1:two_right_options"}, 0},
		{"options and written answers", "## a\n- [x] x\n= y", []string{"3:mixed_answers"}, 0},
		{"an unknown type", "## a {type=tema}\n- [x] x\n- [ ] y", []string{"1:wrong_answers_for_type"}, 0},
		{"options for a number", "## a {type=numeric}\n- [x] x\n- [ ] y", []string{"1:wrong_answers_for_type"}, 0},
		{"words for a number", "## a {type=numeric}\n= x", []string{"1:not_numbers"}, 0},
		{"a number of two meanings", "## a\n= 1.000", []string{"1:ambiguous_number"}, 0},
		{"half right and no more", "## a\n= x {weight=50}", []string{"1:no_right_answer"}, 0},
		{"half right options and no more", "## a {type=single}\n- [ ] x {weight=50}\n- [ ] y", []string{"1:no_right_option"}, 0},
		{"shares that do not add up", "## a {type=multiple}\n- [ ] x {weight=50}\n- [ ] y {weight=-50}", []string{"1:no_full_score"}, 0},
		{"everything wins", "## a {penalty=0}\n- [x] x\n- [x] y\n- [ ] z", []string{"1:all_options_win"}, 1},
		{"impossible points", "## a {points=0}\n= x", []string{"1:bad_number"}, 0},
		{"an unknown attribute", "## a {punti=2}\n= x", []string{"1:unknown_attribute"}, 1},
		{"an impossible weight", "## a\n= x {weight=200}\n= y", []string{"2:bad_number"}, 0},
		{"text after the answers", "## a\n- [x] x\n- [ ] y\n\nSpiegazione.", []string{"5:text_after_answers"}, 1},
		{"the same option twice", "## a\n- [x] x\n- [ ] y\n- [ ] y", []string{"4:same_option"}, 1},
		{"an id used twice", "## a {#buona}\n= x", []string{"4:duplicate_id"}, 0},
		{"a question asked twice", "## a\n= x\n\n## a\n= y", []string{"4:same_question"}, 2},
		{"an impossible id", "## a {#è/così}\n= x", []string{"1:bad_id"}, 1},
		{"an empty heading", "##\n= x", []string{"1:empty_question"}, 0},
		{"a code block that never ends", "## a\n= x\n\n```\n", []string{"4:open_fence", "4:text_after_answers"}, 1},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			source := row.source + good
			kept := row.kept + 1
			if strings.Contains(row.source, "```") {
				source, kept = row.source, row.kept
			}
			quiz, found := ParseMarkdown([]byte(source), Options{Key: "prova", Path: "prova.md"})
			if got := codes(found); !slices.Equal(got, row.codes) {
				t.Errorf("findings %q, want %q", got, row.codes)
			}
			if row.codes[0] == "4:duplicate_id" {
				kept = 1
			}
			if len(quiz.Questions) != kept {
				t.Errorf("%d questions kept, want %d", len(quiz.Questions), kept)
			}
			for _, f := range found {
				if f.Path != "prova.md" {
					t.Errorf("finding without its file: %+v", f)
				}
			}
		})
	}
}

func TestAFileThatIsNoTextIsReportedAtItsLine(t *testing.T) {
	rows := []struct{ source, code string }{
		{"## q\n= s\xec\n", "2:not_utf8"},
		{"\x00", "1:not_utf8"},
		{"", "1:no_questions"},
		{"# Solo un titolo\n\ne del testo", "1:no_questions"},
	}
	for _, row := range rows {
		quiz, found := ParseMarkdown([]byte(row.source), Options{Key: "prova"})
		if got := codes(found); !slices.Equal(got, []string{row.code}) || len(quiz.Questions) != 0 {
			t.Errorf("%q: %q", row.source, got)
		}
	}
}

func TestADigestChangesWithTheMeaningOnly(t *testing.T) {
	base := "## Come si chiama? {#q points=2 objective=a}\n\n![figura](assets/a.png)\n\n- [x] a\n  > sì\n- [ ] b\n"
	digest := func(source string, o Options) string {
		o.Key = "prova"
		quiz, found := ParseMarkdown([]byte(source), o)
		if len(quiz.Questions) != 1 {
			t.Fatal(found)
		}
		d, err := quiz.Questions[0].Digest()
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	want := digest(base, Options{})
	moved := func(markup.Reference) (string, bool) { return "/altrove/a.png", true }
	rows := []struct {
		name, source string
		options      Options
		same         bool
	}{
		{"pictures moved", base, Options{Resolve: moved}, true},
		{"Windows line ends and later in the file", "Intro\r\n\r\n" + strings.ReplaceAll(base, "\n", "\r\n"), Options{}, true},
		{"another objective", strings.Replace(base, "objective=a", "objective=b", 1), Options{}, true},
		{"other points", strings.Replace(base, "points=2", "points=3", 1), Options{}, false},
		{"another right option", "## Come si chiama? {#q points=2}\n\n![figura](assets/a.png)\n\n- [ ] a\n  > sì\n- [x] b\n", Options{}, false},
		{"another option", strings.Replace(base, "] b", "] c", 1), Options{}, false},
		{"another feedback", strings.Replace(base, "> sì", "> certo", 1), Options{}, false},
		{"another text", strings.Replace(base, "chiama", "dice", 1), Options{}, false},
	}
	for _, row := range rows {
		if same := digest(row.source, row.options) == want; same != row.same {
			t.Errorf("%s: same digest %v, want %v", row.name, same, row.same)
		}
	}
}

func FuzzParseMarkdown(f *testing.F) {
	for _, seed := range []string{
		"---\ntitle: x\npass: 70\n---\nintro\n\n## q {#a points=2}\n\n- [x] a\n  > f\n- [ ] b\n\n> tutti\n",
		"## q\n= 42 ± 0,5\n> f\n= 1..2 {weight=50}\n", "## q\n= vero", "##\n", "## q {type=multiple penalty=0,1}\n* [X]\n* []",
		"```\n## q\n", "## q\n- [x] a\n\tb\n >c\n~~~\n", "---\n- a\n---\n", "# t\n## {#}\n= \\*",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		quiz, found := ParseMarkdown(source, Options{Key: "prova"})
		if len(quiz.Questions) == 0 && !slices.ContainsFunc(found, func(f markup.Finding) bool { return f.Severity == markup.Error }) {
			t.Fatal("an empty quiz without an error")
		}
		checkAll(t, quiz)
	})
}

// checkAll asks and marks whatever a reader let through.
func checkAll(t *testing.T, quiz Quiz) {
	t.Helper()
	keys := map[string]bool{}
	for _, q := range quiz.Questions {
		if q.Key == "" || keys[q.Key] {
			t.Fatalf("key %q is empty or used twice", q.Key)
		}
		keys[q.Key] = true
		if _, err := q.Digest(); err != nil {
			t.Fatal(err)
		}
		for _, answer := range []Answer{{}, {Text: "x"}, {Options: q.Right()}} {
			if out := Mark(q, answer); out.Score > q.Points || out.Max != q.Points {
				t.Fatalf("score %v of %v", out.Score, q.Points)
			}
		}
	}
}
