package quizzes

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"aula/internal/markup"
)

// sketch says a question's type, texts and solution in one line each.
func sketch(q Question) string {
	var out []string
	add := func(format string, values ...any) { out = append(out, fmt.Sprintf(format, values...)) }
	feedback := func(t Text) string {
		if t.Source == "" {
			return ""
		}
		return "#" + t.Source
	}
	text := map[string]string{}
	for _, o := range slices.Concat(q.Body.Options, q.Body.Left) {
		text[o.ID] = o.Text.Source
	}
	add("%s", q.Type)
	add("%s", strings.TrimSpace(q.Body.Prompt.Source+" / "+q.Body.Detail.Source))
	for _, p := range q.Solution.Pairs {
		add("%s->%s%s", text[p.Left], text[p.Right], feedback(p.Feedback))
	}
	for _, o := range q.Body.Options {
		if q.Type == Matching && !slices.ContainsFunc(q.Solution.Pairs, func(p Pair) bool { return p.Right == o.ID }) {
			add("->%s", o.Text.Source)
		}
	}
	for _, id := range q.Solution.Order {
		add("%s", text[id])
	}
	for i, f := range q.Solution.Gaps {
		part := f.Gap
		if f.Worth != 0 {
			part += fmt.Sprintf("*%v", f.Worth)
		}
		for k, c := range f.Choices {
			part += fmt.Sprintf(" (%s=%v%s)", q.Body.Gaps[i].Options[k].Text.Source, c.Weight, feedback(c.Feedback))
		}
		for _, a := range f.Accepted {
			part += fmt.Sprintf(" %s", acceptedText(a)+feedback(a.Feedback))
		}
		add("%s", part)
	}
	for _, a := range q.Solution.Accepted {
		add("%s", acceptedText(a)+feedback(a.Feedback))
	}
	if q.Solution.Otherwise.Source != "" {
		add("else%s", feedback(q.Solution.Otherwise))
	}
	if q.Solution.Feedback.Source != "" {
		add("all%s", feedback(q.Solution.Feedback))
	}
	return strings.Join(out, " | ")
}

func acceptedText(a Accepted) string {
	if a.Number != nil {
		return fmt.Sprintf("%.6g..%.6g=%v", a.Number.Low, a.Number.High, a.Weight)
	}
	return fmt.Sprintf("%s=%v", a.Text, a.Weight)
}

func TestPairsStepsAndGapsAreReadAsTheyAreWritten(t *testing.T) {
	rows := []struct{ name, source, want string }{
		{"pairs", "## q\n\nAbbina.\n\n- Piemonte -> Torino\n  > La prima capitale.\n- Liguria → Genova\n- -> Bari\n\n> Per tutti.",
			"matching | q / Abbina. | Piemonte->Torino#La prima capitale. | Liguria->Genova | ->Bari | all#Per tutti."},
		{"two things with one partner", "## q\n- a -> x\n- b -> y\n- c -> x", "matching | q / | a->x | b->y | c->x"},
		{"an arrow in code is none", "## q\n- `a -> b` -> *x*\n- c -> d -> e", "matching | q / | `a -> b`->*x* | c->d -> e"},
		{"a list without arrows stays text", "## q\n- nota\n\nAbbina.\n\n- a -> x\n- b -> y", "matching | q / - nota\n\nAbbina. | a->x | b->y"},
		{"arrows do not matter where there are options", "## q\n- File -> Salva\n\nChe cosa fa?\n\n- [x] Salva\n- [ ] Esce", "single | q / - File -> Salva\n\nChe cosa fa?"},
		{"steps", "## q\n\nMetti in ordine.\n\n1. primo\n2. secondo\n   su due righe\n3. terzo\n\n> Per tutti.",
			"ordering | q / Metti in ordine. | primo | secondo\nsu due righe | terzo | all#Per tutti."},
		{"steps that all are number one", "## q\n1) a\n1) b", "ordering | q / | a | b"},
		{"typed gaps", "## q\n\nLa [[PEC|posta elettronica certificata|posta {weight=50} > Quasi.]] vale.",
			"gaps | q / La [[g1]] vale. | g1 PEC=1 posta elettronica certificata=1 posta=0.5#Quasi."},
		{"chosen gaps", "## q\n\nVale come [[*raccomandata|lettera > No.|cartolina {weight=-50}]].",
			"gaps | q / Vale come [[g1]]. | g1 (raccomandata=1) (lettera=0#No.) (cartolina=-0.5)"},
		{"numbers in gaps", "## q\n\nDopo [[3]] giorni, [[10 ± 0,5|=dieci]] euro, CAP [[=10123]].",
			"gaps | q / Dopo [[g1]] giorni, [[g2]] euro, CAP [[g3]]. | g1 3..3=1 | g2 9.5..10.5=1 dieci=1 | g3 10123=1"},
		{"gaps of unlike worth, in the line that asks and below", "## Il [[PIN]]{points=2} della CIE {#q}\n\nè di [[8]] cifre.\n\n> Per tutti.",
			"gaps | Il [[g1]] della CIE / è di [[g2]] cifre. | g1*2 PIN=1 | g2 8..8=1 | all#Per tutti."},
		{"signs that mean something in a gap", `## q {type=gaps}` + "\n\n" + `[[a\|b|x\]\]|=*fine|1 \> 0]] e \[[questo]] e ` + "`[[ -f x ]]`",
			"gaps | q / [[g1]] e \\[[questo]] e `[[ -f x ]]` | g1 a|b=1 x]]=1 *fine=1 1 > 0=1"},
		{"a star before a text that begins with one", "## q\n[[*a|=**b**]]", "gaps | q / [[g1]] | g1 (a=1) (**b**=0)"},
		{"what all other answers are told", "## q\n= 8\n~\n> Contale ancora.\n\n> Per tutti.", "numeric | q / | 8..8=1 | else#Contale ancora. | all#Per tutti."},
		{"a number in its unit", "## q {units=\"km|chilometri; m=0,001\"}\n= 1,5 km\n= 2 ± 0,5 chilometri {weight=50}", "numeric | q / | 1.5..1.5=1 | 1.5..2.5=0.5"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if got := sketch(asked(t, row.source)); got != row.want {
				t.Errorf("read\n%s\nwant\n%s", got, row.want)
			}
		})
	}
}

func TestUnitsAreReadFromTheHeading(t *testing.T) {
	q := asked(t, `## Quanto dista? {units="km|chilometri; m|metri = 0,001" unit=required unit_penalty=0,2}`+"\n= 12")
	s := q.Solution
	if len(s.Units) != 2 || !slices.Equal(s.Units[0].Names, []string{"km", "chilometri"}) || s.Units[1].Factor != 0.001 {
		t.Errorf("units %+v", s.Units)
	}
	if q.Body.Unit != UnitRequired || s.UnitPenalty != 0.2 {
		t.Errorf("rule %s, penalty %v", q.Body.Unit, s.UnitPenalty)
	}
	if q := asked(t, "## q {units=km}\n= 12"); q.Body.Unit != UnitOptional || q.Solution.UnitPenalty != 0 {
		t.Errorf("unsaid: %+v", q)
	}
	if q := asked(t, "## q {units=km unit=required}\n= 12"); q.Solution.UnitPenalty != 0.1 {
		t.Errorf("unsaid penalty: %v", q.Solution.UnitPenalty)
	}
}

const mailEssay = `## Scrivi la mail con cui chiedi il documento. {#mail type=essay points=6 min_words=40 max_words=120 lines=12 files=2 accept=pdf,image}

Il cittadino non ha allegato la carta d'identità.

:::rubric
%s
:::

:::notes
Il tono conta quanto il **contenuto**.

- Niente burocratese.
:::

:::template
Gentile …,
:::

> Una buona mail dice che cosa fare.
`

func TestAnEssaySaysWhatIsAskedAndByWhatItIsJudged(t *testing.T) {
	rubrics := map[string]string{
		"a table": "| Criterio | 0 | 1 | 2 |\n|---|---|---|---|\n| Chiarezza | Oscura | Incerta | Chiara |\n| Tono | Brusco | | Cortese \\| caldo |",
		"a list":  "- Chiarezza\n  - 0: Oscura\n  - 1: Incerta\n  - 2: Chiara\n- Tono\n  - 0: Brusco\n  - 2: Cortese | caldo",
	}
	for name, rubric := range rubrics {
		t.Run(name, func(t *testing.T) {
			q := asked(t, fmt.Sprintf(mailEssay, rubric))
			task := q.Body.Task
			if task == nil || task.MinWords != 40 || task.MaxWords != 120 || task.Lines != 12 || task.Files != 2 || !slices.Equal(task.Accept, []string{"pdf", "image"}) {
				t.Fatalf("task %+v", task)
			}
			if q.Body.Detail.Source != "Il cittadino non ha allegato la carta d'identità." || task.Template.Source != "Gentile …," ||
				q.Solution.Notes.Source != "Il tono conta quanto il **contenuto**.\n\n- Niente burocratese." || q.Solution.Feedback.Source != "Una buona mail dice che cosa fare." {
				t.Errorf("texts: %q, %q, %q, %q", q.Body.Detail.Source, task.Template.Source, q.Solution.Notes.Source, q.Solution.Feedback.Source)
			}
			var got []string
			for _, c := range task.Rubric {
				got = append(got, c.Text.Source)
				for _, l := range c.Levels {
					got = append(got, fmt.Sprintf("%v %s", l.Points, l.Text.Source))
				}
			}
			want := []string{"Chiarezza", "0 Oscura", "1 Incerta", "2 Chiara", "Tono", "0 Brusco", "2 Cortese | caldo"}
			if !slices.Equal(got, want) {
				t.Errorf("rubric %q, want %q", got, want)
			}
		})
	}
}

func TestAnEssayNeedsNothingButItsType(t *testing.T) {
	q := asked(t, "## Che cosa cambieresti? {type=essay}\n\n- una lista\n- [ ] e una casella\n= e un segno")
	if q.Type != Essay || q.Body.Task != nil || !strings.Contains(q.Body.Detail.Source, "una casella") {
		t.Errorf("%+v", q)
	}
}

func TestALevelOneHeadingSpeaksForTheQuestionsBelowIt(t *testing.T) {
	quiz, found := ParseMarkdown([]byte(strings.Join([]string{
		"# Il titolo", "", "Introduzione.", "",
		"## Prima {#prima}", "= a", "",
		"# Il caso di Anna {group=anna category=\"Reti/ Wi-Fi\" skill=digcomp-2.2:2.3}", "", "Anna apre una mail.", "",
		"## Che cosa guarda? {#guarda}", "= b", "", "## E poi? {#poi category=altro points=2}", "= c", "",
		"# Dopo", "", "## Ultima {#ultima}", "= d", "",
		"#", "", "Leggi prima questo.", "", "## Che cosa hai letto? {#letto}", "= e",
	}, "\n")), Options{Key: "prova"})
	if len(found) > 0 || len(quiz.Questions) != 5 || quiz.Title != "Il titolo" || quiz.Intro.Source != "Introduzione." {
		t.Fatalf("%v, %d questions, %q, %q", found, len(quiz.Questions), quiz.Title, quiz.Intro.Source)
	}
	rows := []struct{ group, category, skill, preface string }{
		{"", "", "", ""},
		{"anna", "Reti/Wi-Fi", "digcomp-2.2:2.3", "**Il caso di Anna**\n\nAnna apre una mail."},
		{"anna", "altro", "digcomp-2.2:2.3", "**Il caso di Anna**\n\nAnna apre una mail."},
		{"", "", "", ""},
		{"", "", "", "Leggi prima questo."},
	}
	for i, row := range rows {
		b := quiz.Questions[i].Body
		if b.Group != row.group || b.Category != row.category || strings.Join(b.Skills, ",") != row.skill || b.Preface.Source != row.preface {
			t.Errorf("%s: %q, %q, %q, %q", quiz.Questions[i].Key, b.Group, b.Category, b.Skills, b.Preface.Source)
		}
	}
}

func TestAQuestionOfANewKindSaysWhatIsWrongWithIt(t *testing.T) {
	rows := []struct {
		name, source string
		codes        []string
	}{
		{"a pair without its right side", "## a\n- x -> y\n- z ->", []string{"3:pair_incomplete"}},
		{"one pair", "## a\n- x -> y\n- -> z", []string{"1:too_few_pairs"}},
		{"a distractor with an explanation", "## a\n- x -> y\n- z -> w\n- -> v\n  > perché", []string{"4:feedback_unseen"}},
		{"one step", "## a\n1. x", []string{"1:too_few_options"}},
		{"a step with an explanation", "## a\n1. x\n   > perché\n2. y", []string{"2:feedback_unseen"}},
		{"a gap of two meanings", "## a\n[[1.000]]", []string{"2:ambiguous_number"}},
		{"an empty gap", "## a {type=gaps}\n[[]]", []string{"2:gap_empty"}},
		{"an empty variant", "## a\n[[x|]]", []string{"2:gap_empty"}},
		{"a gap that nothing fills", "## a\n[[x {weight=50}]]", []string{"1:gap_unsolved"}},
		{"gaps without a gap", "## a {type=gaps}\ntesto", []string{"1:no_gaps"}},
		{"a gap that is never closed", "## a {type=gaps}\n[[x", []string{"1:no_gaps"}},
		{"an impossible worth", "## a\n[[x]]{points=0}", []string{"2:bad_number"}},
		{"too many files", "## a {type=essay files=99}", []string{"1:bad_number"}},
		{"a kind of file that nobody takes", "## a {type=essay files=1 accept=pdf,exe}", []string{"1:bad_file_type"}},
		{"fewer words than the least", "## a {type=essay min_words=9 max_words=3}", []string{"1:words_crossed"}},
		{"neither text nor file", "## a {type=essay text=no}", []string{"1:nothing_to_give"}},
		{"a rubric without levels", "## a {type=essay}\n:::rubric\n- Chiarezza\n:::", []string{"1:rubric_levels"}},
		{"a level without points", "## a {type=essay}\n:::rubric\n- Chiarezza\n  - senza punti\n:::", []string{"4:rubric_line"}},
		{"points that are none", "## a {type=essay}\n:::rubric\n- Chiarezza\n  - x: uno\n:::", []string{"4:bad_number"}},
		{"a table with more cells than its head", "## a {type=essay}\n:::rubric\n| c | 0 | 1 |\n|-|-|-|\n| x | a | b | c |\n:::", []string{"5:rubric_line"}},
		{"a block that is never closed", "## a {type=essay}\n:::notes\nx", []string{"2:open_block"}},
		{"a unit without a name", "## a {units=\"=2\"}\n= 1", []string{"1:bad_unit"}},
		{"a unit that looks like a number", "## a {units=00}\n= 1", []string{"1:bad_unit"}},
		{"a unit that is required and not said", "## a {unit=required}\n= 1", []string{"1:no_units"}},
		{"a first unit that is several of itself", "## a {units=\"km=1000; m\"}\n= 1", []string{"1:bad_unit"}},
		{"a unit of no size", "## a {units=\"km; m=0\"}\n= 1", []string{"1:bad_unit"}},
		{"an unknown rule for units", "## a {units=km unit=forse}\n= 1", []string{"1:bad_value"}},
		{"a skill that is none", "## a {skill=digcomp}\n= x", []string{"1:bad_skill"}},
		{"words for a number with a unit", "## a {units=km}\n= lontano", []string{"1:not_numbers"}},
		{"something wrong with a part is said once", "# {group=\"a b\" punti=3}\n## a\n= x\n\n## b\n= y", []string{"1:bad_value", "1:unknown_attribute"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			_, found := ParseMarkdown([]byte(row.source+"\n\n## buona {#buona}\n= sì\n"), Options{Key: "prova"})
			if got := codes(found); !slices.Equal(got, row.codes) {
				t.Errorf("findings %q, want %q", got, row.codes)
			}
		})
	}
}

func TestSettingsMayBeListsAndMappings(t *testing.T) {
	rows := []struct {
		name, front string
		want        func(*Settings)
		codes       []string
	}{
		{"a bank", "bank: true", func(s *Settings) { s.Bank = true }, nil},
		{"a wait in hours", "wait: 24h", func(s *Settings) { s.Wait = 1440 }, nil},
		{"a wait in minutes", "wait: 90", func(s *Settings) { s.Wait = 90 }, nil},
		{"a wait of all units", "wait: 1d 2h 30m", func(s *Settings) { s.Wait = 1590 }, nil},
		{"an impossible wait", "wait: domani", func(*Settings) {}, []string{"2:bad_wait"}},
		{"no grace", "grace: 0\ntime_limit: 20", func(s *Settings) { s.TimeLimit = 20 }, nil},
		{"a longer grace", "time_limit: 20\ngrace: 90", func(s *Settings) { s.TimeLimit, s.Grace = 20, 90 }, nil},
		{"feedback after each question", "feedback: question", func(s *Settings) { s.Feedback = AtOnce }, nil},
		{"feedback on a day", "feedback: 2026-12-31", func(s *Settings) { s.Feedback, s.FeedbackDate = OnDate, "2026-12-31" }, nil},
		{"feedback on a day that is none", "feedback: 2026-02-30", func(*Settings) {}, []string{"2:bad_moment"}},
		{"certainty and a second marker", "certainty: true\nsecond_marker: yes", func(s *Settings) { s.Certainty, s.SecondMarker = true, true }, nil},
		{"draws of the own questions", "draw:\n  - category: reti\n    count: 1\n  - {skill: \"digcomp-2.2:2.3\", count: 1}", func(s *Settings) {
			s.Draws = []Draw{{Category: "reti", Count: 1, Line: 3}, {Skill: "digcomp-2.2:2.3", Count: 1, Line: 5}}
		}, nil},
		{"a draw from a bank", "draw: {from: banca, count: 3}", func(s *Settings) { s.Draws = []Draw{{Bank: "banca", Count: 3, Line: 2}} }, nil},
		{"more than the category has", "draw:\n  - category: reti\n    count: 5", func(s *Settings) { s.Draws = []Draw{{Category: "reti", Count: 5, Line: 3}} }, []string{"3:draw"}},
		{"a category that is not there", "draw:\n  - category: fax", func(s *Settings) { s.Draws = []Draw{{Category: "fax", Line: 3}} }, []string{"3:draw_category"}},
		{"a skill that is not there", "draw:\n  - skill: digcomp-2.2:9.9", func(s *Settings) { s.Draws = []Draw{{Skill: "digcomp-2.2:9.9", Line: 3}} }, []string{"3:draw_skill"}},
		{"a category and a skill that no question has together", "draw:\n  - {category: reti, skill: \"digcomp-2.2:2.3\"}",
			func(s *Settings) { s.Draws = []Draw{{Category: "reti", Skill: "digcomp-2.2:2.3", Line: 3}} }, []string{"3:draw_nothing"}},
		{"draws that are none", "draw:\n  - 5\n  - {quanti: 3}\n  - {count: molte}", func(s *Settings) { s.Draws = []Draw{{Line: 4}} },
			[]string{"3:bad_draw", "4:unknown_setting", "5:bad_number"}},
		{"bands", "bands:\n  80: Ottimo.\n  60%: |\n    Bene.\n    Rileggi.\n  0: Ancora.", func(s *Settings) {
			s.Bands = []Band{{80, Text{Source: "Ottimo.", Line: 3}}, {60, Text{Source: "Bene.\nRileggi.", Line: 4}}, {0, Text{Source: "Ancora.", Line: 7}}}
		}, nil},
		{"bands that are none", "bands:\n  bene: x\n  120: y\n  50: [z]\n  10: a\n  10: b", func(s *Settings) { s.Bands = []Band{{10, Text{Source: "a", Line: 6}}} },
			[]string{"3:bad_number", "4:bad_number", "5:bad_bands", "7:setting_twice"}},
		{"bands as a list", "bands: [80]", func(*Settings) {}, []string{"2:bad_bands"}},
		{"a setting twice", "pass: 70\npass: 80", func(s *Settings) { s.Pass = 70 }, []string{"3:setting_twice"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			source := "---\n" + row.front + "\n---\n\n## q {category=reti/wifi}\n= sì\n\n## r {category=reti}\n= no\n\n## s {skill=digcomp-2.2:2.3}\n= no\n"
			quiz, found := ParseMarkdown([]byte(source), Options{Key: "prova"})
			for i := range quiz.Settings.Bands {
				b := &quiz.Settings.Bands[i].Text
				*b = Text{Source: b.Source, Line: b.Line}
			}
			want := DefaultSettings()
			row.want(&want)
			if fmt.Sprintf("%+v", quiz.Settings) != fmt.Sprintf("%+v", want) {
				t.Errorf("settings %+v, want %+v", quiz.Settings, want)
			}
			if got := codes(found); !slices.Equal(got, row.codes) {
				t.Errorf("findings %q, want %q", got, row.codes)
			}
		})
	}
}

func TestAQuizThatDrawsFromABankNeedsNoQuestionOfItsOwn(t *testing.T) {
	quiz, found := ParseMarkdown([]byte("---\ndraw: [{from: banca, count: 2}]\n---\n"), Options{Key: "prova"})
	if len(found) > 0 || len(quiz.Settings.Draws) != 1 {
		t.Errorf("%v, %+v", found, quiz.Settings)
	}
	_, found = ParseMarkdown([]byte("---\nbank: true\n---\n"), Options{Key: "prova"})
	if got := codes(found); !slices.Equal(got, []string{"1:no_questions"}) {
		t.Errorf("an empty bank: %q", got)
	}
}

func TestAGroupCountsAsOneWhenMoreIsDrawnThanThereIs(t *testing.T) {
	_, found := ParseMarkdown([]byte("---\ndraw: 3\n---\n# {group=a}\n## q\n= x\n## r\n= y\n#\n## s\n= z\n"), Options{Key: "prova"})
	if len(found) != 1 || found[0].Severity != markup.Warning || found[0].Values["draw"] != 3 || found[0].Values["there"] != 2 {
		t.Errorf("%+v", found)
	}
}
