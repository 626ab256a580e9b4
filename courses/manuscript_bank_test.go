package courses_test

import (
	"testing"

	"aula/internal/markup"
	"aula/quizzes"
)

const bank = "---\nbank: true\n---\n\n# Reti {category=reti}\n\n## a {#a}\n= x\n\n## b {#b}\n= y\n\n## c {#c category=carte}\n= z\n"

func TestAQuizDrawsFromABankOfItsCourse(t *testing.T) {
	lesson := "# Uno\n\nTesto."
	for _, row := range []struct {
		name, rule, quiz, banks, want string
	}{
		{"all of it", "", "draw: [{from: banca-reti, category: reti, count: 2}]", bank, ""},
		{"by the name of its file", "", "draw: [{from: banca-reti.md}]", bank, ""},
		{"more than there is", "", "draw:\n  - {from: banca-reti, category: reti, count: 9}", bank, "quiz-fine.md:3 quiz.draw"},
		{"two draws that share what there is", "", "draw:\n  - {from: banca-reti, category: reti, count: 1}\n  - {from: banca-reti, category: reti, count: 1}", bank, ""},
		{"two draws that want more together than there is", "", "draw:\n  - {from: banca-reti, count: 2}\n  - {from: banca-reti, category: reti, count: 1}", bank,
			"quiz-fine.md:4 quiz.draw_overlap"},
		{"three draws, the last of which gets what is left", "", "draw:\n  - {from: banca-reti, count: 2}\n  - {from: banca-reti, category: carte}", bank, ""},
		{"one draw takes all, another one more", "", "draw:\n  - {from: banca-reti}\n  - {from: banca-reti, category: carte, count: 1}", bank,
			"quiz-fine.md:4 quiz.draw_overlap"},
		{"draws that share nothing", "", "draw:\n  - {from: banca-reti, category: reti, count: 2}\n  - {from: banca-reti, category: carte, count: 1}", bank, ""},
		{"a bank that is not there", "", "draw:\n  - from: banca-fax\n    count: 2", bank, "quiz-fine.md:3 quiz.draw_bank"},
		{"a category that the bank lacks", "", "draw:\n  - from: banca-reti\n    category: fax", bank, "quiz-fine.md:3 quiz.draw_category"},
		{"a skill that the bank lacks", "", "draw:\n  - {from: banca-reti, skill: \"digcomp-2.2:2.3\"}", bank, "quiz-fine.md:3 quiz.draw_skill"},
		{"a bank cannot complete a course", "complete: {quizzes: [banca-reti]}\n", "draw: [{from: banca-reti}]", bank, "course.md:5 complete.bank"},
	} {
		t.Run(row.name, func(t *testing.T) {
			m := compose(t, "corso", folder{
				"course.md": "---\ntitle: Corso\nsummary: Un corso.\nlanguage: it\n" + row.rule + "---\n\nBenvenuti.\n", "01-uno.md": lesson,
				"banca-reti.md": row.banks, "quiz-fine.md": "---\n" + row.quiz + "\n---\n",
			})
			if got := found(m, markup.Warning); got != row.want {
				t.Errorf("found %q, want %q", got, row.want)
			}
			if len(m.Lessons) != 1 {
				t.Errorf("the bank became a lesson: %s", outline(m))
			}
		})
	}
}

func TestABankIsKeptUnderItsOwnIdHoweverItIsNamed(t *testing.T) {
	m := compose(t, "corso", folder{"course.md": head, "01-uno.md": "# Uno\n\nTesto.", "quiz-banca-reti.md": "---\nid: reti\nbank: true\n---\n## a\n= x\n",
		"quiz-fine.md": "---\ndraw: [{from: quiz-banca-reti}, {from: quiz-fine}]\n---\n## b\n= y\n"})
	if got := found(m, markup.Warning); got != "" {
		t.Errorf("found %q", got)
	}
	for _, q := range m.Quizzes {
		if q.Key == "quiz-fine" && (len(q.Settings.Draws) != 2 || q.Settings.Draws[0].Bank != "reti" || q.Settings.Draws[1].Bank != "") {
			t.Errorf("draws %+v", q.Settings.Draws)
		}
		if q.Asks(map[string]*quizzes.Quiz{}) == 0 && q.Key != "reti" {
			t.Errorf("%s asks nothing", q.Key)
		}
	}
}
