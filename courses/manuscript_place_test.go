package courses

import "testing"

func TestWhereAQuizStandsAmongTheLessons(t *testing.T) {
	lessons := []Page{{Path: "01-uno.md"}, {Path: "02-due.md"}, {Path: "03-modulo/01-tre.md"}, {Path: "03-modulo/02-quattro.md"}, {Path: "altro/cinque.md"}}
	rows := []struct {
		quiz   string
		before int
	}{
		{"01-quiz.md", 1},
		{"02-verifica.md", 2},
		{"quiz-finale.md", 5},
		{"03-modulo/quiz.md", 4},
		{"03-modulo/01-via.md", 3},
		{"altro/quiz.gift", 5},
		{"00-prima.md", 0},
	}
	for _, row := range rows {
		if got := lessonsBefore(lessons, row.quiz); got != row.before {
			t.Errorf("%s comes after %d lessons, want %d", row.quiz, got, row.before)
		}
	}
}
