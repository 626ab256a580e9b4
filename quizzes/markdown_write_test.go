package quizzes

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"aula/internal/markup"
)

// sameQuiz tells in words how two quizzes differ.
func sameQuiz(a, b Quiz) string {
	if a.Key != b.Key || a.Slug != b.Slug || a.Title != b.Title || a.Intro.Source != b.Intro.Source {
		return fmt.Sprintf("%q %q %q %q is read as %q %q %q %q", a.Key, a.Slug, a.Title, a.Intro.Source, b.Key, b.Slug, b.Title, b.Intro.Source)
	}
	if x, y := plainSettings(a.Settings), plainSettings(b.Settings); !reflect.DeepEqual(x, y) {
		return fmt.Sprintf("settings %+v are read as %+v", x, y)
	}
	if len(a.Questions) != len(b.Questions) {
		return fmt.Sprintf("%d questions are read as %d", len(a.Questions), len(b.Questions))
	}
	for i, q := range a.Questions {
		other := b.Questions[i]
		one, _ := q.Digest()
		two, _ := other.Digest()
		if one != two || q.Key != other.Key || q.Body.Title != other.Body.Title || q.Body.Category != other.Body.Category ||
			!slices.Equal(q.Body.Objectives, other.Body.Objectives) || !slices.Equal(q.Body.Skills, other.Body.Skills) {
			return fmt.Sprintf("question\n%+v\nis read as\n%+v", q, other)
		}
	}
	return ""
}

// plainSettings are settings without where they stand and how they look.
func plainSettings(s Settings) Settings {
	s.Draws, s.Bands = slices.Clone(s.Draws), slices.Clone(s.Bands)
	for i := range s.Draws {
		s.Draws[i].Line = 0
	}
	for i := range s.Bands {
		s.Bands[i].Text = Text{Source: s.Bands[i].Text.Source, Format: s.Bands[i].Text.Format}
	}
	if len(s.Draws) == 0 {
		s.Draws = nil
	}
	return s
}

// rewritten writes a quiz and reads it again.
func rewritten(t *testing.T, quiz Quiz) (Quiz, string) {
	t.Helper()
	written, err := WriteMarkdown(quiz)
	if err != nil {
		t.Fatal(err)
	}
	again, found := ParseMarkdown(written, Options{Key: "altro"})
	for _, f := range found {
		if f.Severity == markup.Error && strings.HasPrefix(f.Code, "quiz.") {
			t.Errorf("what was written is wrong at line %d: %s %v\n%s", f.Line, f.Code, f.Values, written)
		}
	}
	return again, string(written)
}

func TestWhatTheAcademyShipsIsWrittenAsItWasRead(t *testing.T) {
	shipped, err := filepath.Glob("../courses/content/*/*quiz*.md")
	if err != nil || len(shipped) < 3 {
		t.Fatalf("%d quizzes, %v", len(shipped), err)
	}
	for _, path := range shipped {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		quiz, _ := ParseMarkdown(source, Options{Key: "quiz"})
		again, written := rewritten(t, quiz)
		if differ := sameQuiz(quiz, again); differ != "" {
			t.Errorf("%s: %s", path, differ)
		}
		if lines := strings.Count(written, "\n"); lines > strings.Count(string(source), "\n")*6/5+10 {
			t.Errorf("%s: %d lines grew to %d", path, strings.Count(string(source), "\n"), lines)
		}
	}
}

func TestEveryKindOfQuestionIsWrittenAsItWouldBeWrittenByHand(t *testing.T) {
	for _, source := range handwritten {
		t.Run(strings.SplitN(source, "\n", 2)[0], func(t *testing.T) {
			quiz, found := ParseMarkdown([]byte(source), Options{Key: "prova"})
			if len(found) > 0 || len(quiz.Questions) == 0 {
				t.Fatal(found)
			}
			_, written := rewritten(t, quiz)
			_, body, _ := strings.Cut(written, "\n---\n\n")
			if body != source {
				t.Errorf("written\n%s\nwant\n%s", body, source)
			}
		})
	}
}

// handwritten are questions in the form in which they should be written.
var handwritten = []string{
	"## Quale? {#a points=2,5 objective=x,y}\n\nGuarda:\n\n```sh\n- [x] no\n```\n\n- [x] questa\n  > Sì.\n- [ ] quella\n  e quell'altra\n\n> Per tutti.\n> Due righe.\n",
	"## Quale? {#a penalty=0,5}\n\n- [x] questa\n- [ ] quella\n",
	"## Quali? {#a partial=false shuffle=false}\n\n- [x] a\n- [x] b\n- [ ] c\n- [ ] d\n",
	"## Quali? {#a type=multiple}\n\n- [x] a\n- [ ] b\n",
	"## Quali? {#a}\n\n- [x] a\n- [x] b\n- [ ] c {weight=-25}\n- [ ] d\n",
	"## Quale? {#a type=single}\n\n- [x] a\n- [x] b {weight=50}\n- [ ] c\n",
	"## Vero? {#a}\n\n- [ ] Vero\n  > No.\n- [x] Falso\n",
	"## Come? {#a case=true}\n\n= PEC\n= posta* {weight=50}\n> Quasi.\n~\n> Riprova.\n\n> Per tutti.\n",
	"## Quanto? {#a units=\"km|chilometri; m=0,001\" unit=required unit_penalty=0,1}\n\n= 42\n= 40 ± 0,5 {weight=50}\n= 1..2,1250 {weight=25}\n",
	"## Che CAP? {#a type=short}\n\n= 10123\n",
	"## Abbina. {#a}\n\n- a -> x\n  > Perché.\n- b -> y\n- -> z\n- c -> w\n- d -> x\n- -> v\n",
	"## In ordine. {#a}\n\n1. uno\n2. due\n   e mezzo\n3. tre\n",
	"## Il [[PIN]]{points=2} {#a}\n\nha [[8|otto|=9]] cifre e [[*si blocca|si perde > No.]] dopo [[3 ± 1]] errori.\n\n> Per tutti.\n",
	"## Scrivi. {#a type=essay points=6 lines=12 min_words=40 files=2 accept=pdf,image}\n\nChe cosa?\n\n:::rubric\n|  | 0 | 2 |\n| --- | --- | --- |\n| Chiara | no | sì |\n| Cortese | no | sì |\n:::\n\n:::template\nGentile …\n:::\n\n:::notes\nAttenzione.\n:::\n",
	"## Scrivi. {#a type=essay}\n\n:::rubric\n- Chiara\n  - 0: no\n  - 2,5: sì\n- Cortese\n  - 0\n  - 1\n:::\n\n> Per tutti.\n",
	"# Il caso {group=caso}\n\nAnna apre la mail.\n\n## a {#a}\n\n= x\n\n## b {#b}\n\n= y\n\n#\n\n## c {#c category=Reti/Wi-Fi skill=digcomp-2.2:2.3 title=\"Il \\\"terzo\\\" {c}\"}\n\n= z\n",
}

func TestSettingsAreWrittenAsTheyWereRead(t *testing.T) {
	for _, front := range []string{
		"", "id: fine\nslug: alla-fine\ntitle: \"Prova: uno\"\npass: 72,5\nattempts: 3\nwait: 1d12h\nshuffle: true\ntime_limit: 30\nfeedback: question\ncertainty: true\nsecond_marker: true",
		"bank: true", "draw: 1\nshuffle: options\nfeedback: 2026-12-31", "time_limit: 5\ngrace: 0", "time_limit: 5\ngrace: 90\nshuffle: questions", "title: \"true\"",
		"draw:\n  - {from: banca, category: \"Reti: e altro\", count: 2}\n  - {skill: \"digcomp-2.2:2.3\"}\n  - {}",
		"bands:\n  80: Ottimo.\n  60,5: |\n    Bene.\n\n    - rileggi\n      {questo}\n  0: \"- da: capo\"",
	} {
		quiz, _ := ParseMarkdown([]byte("---\n"+front+"\n---\nIntro.\n\n## q\n= x\n\n## r {skill=digcomp-2.2:2.3}\n= y\n"), Options{Key: "prova"})
		again, written := rewritten(t, quiz)
		if differ := sameQuiz(quiz, again); differ != "" {
			t.Errorf("%s\n%s", differ, written)
		}
		line := Quiz{Key: quiz.Key, Settings: DefaultSettings()}
		for _, said := range SettingsText(quiz) {
			if found, known := line.Set(1, said.Name, said.Value); !known || len(found) > 0 {
				t.Errorf("%s: %v", said.Name, found)
			}
		}
		line.Set(1, "draw", DrawsText(quiz.Settings.Draws))
		line.Set(1, "bands", BandsText(quiz.Settings.Bands))
		if len(quiz.Settings.Draws) == 0 {
			line.Settings.Draw, line.Settings.Draws = quiz.Settings.Draw, nil
		}
		if !reflect.DeepEqual(plainSettings(line.Settings), plainSettings(quiz.Settings)) {
			t.Errorf("said one by one: %+v, want %+v", line.Settings, quiz.Settings)
		}
	}
}

func TestAnyQuizIsWrittenAsItWasRead(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 11))
	for range 300 {
		quiz, found := ParseMarkdown([]byte(anyQuiz(random)), Options{Key: "prova"})
		if len(quiz.Questions) == 0 {
			continue
		}
		again, written := rewritten(t, quiz)
		if differ := sameQuiz(quiz, again); differ != "" {
			t.Fatalf("%s\nfindings %v\n%s", differ, codes(found), written)
		}
	}
}

// anyQuiz puts handwritten lines together at random.
func anyQuiz(random *rand.Rand) string {
	var lines []string
	for range 5 + random.IntN(40) {
		text := handwritten[random.IntN(len(handwritten))]
		if all := strings.Split(text, "\n"); random.IntN(3) > 0 {
			if l := all[random.IntN(len(all))]; fenceOf(l) == "" {
				lines = append(lines, l)
			}
		} else {
			lines = append(lines, "", strings.ReplaceAll(text, "{#", fmt.Sprintf("{#k%d-", random.IntN(1e6))))
		}
	}
	return strings.Join(lines, "\n")
}

func TestTextsOfOtherFormatsAreTurnedIntoMarkdown(t *testing.T) {
	for _, row := range []struct {
		format       Format
		source, want string
	}{
		{Plain, "2 * 3 < 7 & _x_ [y]", "2 * 3 < 7 & _x_ [y]"},
		{HTML, "<b>forte</b> e 2*3 _x_ `y`", "forte e 2*3 _x_ `y`"},
		{Moodle, "prima\nseconda & terza", "prima seconda & terza"},
		{HTML, "a &lt; b # [c] \\ ~d~", "a < b # [c] \\ ~d~"},
	} {
		quiz := Quiz{Key: "prova", Settings: DefaultSettings(), Questions: []Question{{Key: "q", Type: Short, Points: 1, Line: 1,
			Body: Body{Prompt: Text{Source: row.source, Format: row.format}}, Solution: Solution{Accepted: []Accepted{{Text: "x", Weight: 1}}}}}}
		Prepare(&quiz, Options{})
		again, written := rewritten(t, quiz)
		if got := strings.Join(strings.Fields(again.Questions[0].Body.Prompt.Plain), " "); got != row.want {
			t.Errorf("%s %q is shown as %q, want %q\n%s", row.format, row.source, got, row.want, written)
		}
	}
}

func TestTextThatLooksLikeAnAnswerIsKeptText(t *testing.T) {
	quiz := Quiz{Key: "prova", Settings: DefaultSettings(), Questions: []Question{{Key: "q", Type: Short, Points: 1, Line: 1,
		Body:     Body{Prompt: word("Che # cosa? #"), Detail: Text{Source: "# titolo\n## altro\n- [x] casella\n= segno\n~", Format: Markdown}},
		Solution: Solution{Accepted: []Accepted{{Text: "x", Weight: 1}}}}}}
	Prepare(&quiz, Options{})
	again, _ := rewritten(t, quiz)
	if len(again.Questions) != 1 || len(again.Questions[0].Solution.Accepted) != 1 {
		t.Fatalf("%+v", again.Questions)
	}
	for _, want := range []string{"# titolo", "## altro", "[x] casella", "= segno", "~"} {
		if !strings.Contains(again.Questions[0].Body.Detail.Plain, want) {
			t.Errorf("%q is not in %q", want, again.Questions[0].Body.Detail.Plain)
		}
	}
}

func TestABlockOfCodeThatIsLeftOpenDoesNotTakeInWhatFollows(t *testing.T) {
	quiz, _ := ParseMarkdown([]byte("## a {#a}\n- [x] x\n- [ ] y\n\n> ~~~sh\n> ls\n"), Options{Key: "prova"})
	next, _ := ParseMarkdown([]byte("## b {#b}\n= x\n"), Options{Key: "prova"})
	quiz.Questions = append(quiz.Questions, next.Questions...)
	if again, written := rewritten(t, quiz); len(again.Questions) != 2 {
		t.Errorf("%d questions in\n%s", len(again.Questions), written)
	}
}

func TestAQuestionThatMarkdownCannotSayIsRefused(t *testing.T) {
	quiz := Quiz{Key: "prova", Questions: []Question{{Key: "q", Type: "disegno", Points: 1, Body: Body{Prompt: word("Che cosa?")}}}}
	if _, err := WriteMarkdown(quiz); !errors.Is(err, ErrUnwritable) || !strings.Contains(err.Error(), "question q") {
		t.Errorf("%v", err)
	}
}

func FuzzWriteMarkdown(f *testing.F) {
	for _, seed := range handwritten {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		quiz, _ := ParseMarkdown(source, Options{Key: "prova"})
		written, err := WriteMarkdown(quiz)
		if err != nil {
			return // said, and nothing lost
		}
		again, _ := ParseMarkdown(written, Options{Key: "altro"})
		if len(again.Questions) != len(quiz.Questions) {
			t.Fatalf("%d questions are read as %d from\n%s", len(quiz.Questions), len(again.Questions), written)
		}
	})
}
