package quizzes

import "testing"

func TestCertaintyIsPaidForWhenRightAndCostsWhenWrong(t *testing.T) {
	for _, row := range []struct {
		name      string
		score     float64 // without certainty, of 6
		grade     Grade
		certainty int
		want      float64
	}{
		{"right, hardly sure", 6, Right, Hardly, 2},
		{"right, fairly sure", 6, Right, Fairly, 4},
		{"right, very sure", 6, Right, Very, 6},
		{"wrong, hardly sure", 0, Wrong, Hardly, 0},
		{"wrong, fairly sure", 0, Wrong, Fairly, -4},
		{"wrong, very sure", 0, Wrong, Very, -12},
		{"half right, hardly sure", 3, Partly, Hardly, 1},
		{"half right, fairly sure", 3, Partly, Fairly, 0},
		{"half right, very sure", 3, Partly, Very, -3},
		{"penalised is no worse than wrong", -6, Wrong, Fairly, -4},
		{"nothing said is hardly sure", 6, Right, 0, 2},
		{"no answer", 0, Unanswered, Very, 0},
		{"waiting for its marker", 0, Waiting, Very, 0},
	} {
		if got := (Outcome{Score: row.score, Max: 6, Grade: row.grade}).sure(row.certainty).Score; got != row.want {
			t.Errorf("%s: %v, want %v", row.name, got, row.want)
		}
	}
}

func TestWhoSaysTrulyHowSureTheyAreDoesBest(t *testing.T) {
	for _, row := range []struct {
		chance float64 // of being right
		best   int
	}{{0.3, Hardly}, {0.6, Hardly}, {0.7, Fairly}, {0.79, Fairly}, {0.81, Very}, {0.95, Very}} {
		best, most := 0, -10.0
		for c := Hardly; c <= Very; c++ {
			right, wrong := Stake(c)
			if expected := row.chance*right + (1-row.chance)*wrong; expected > most {
				best, most = c, expected
			}
		}
		if best != row.best {
			t.Errorf("at %v it pays to say %d, want %d", row.chance, best, row.best)
		}
	}
}

func TestHowHardAQuestionIsDoesNotDependOnHowSurePeopleFelt(t *testing.T) {
	for certainty := 0; certainty <= Very; certainty++ {
		for _, worth := range []float64{0, 1.5, 3, 6} {
			marked := Outcome{Score: worth, Max: 6, Grade: Partly}.sure(certainty)
			if got := withoutCertainty(marked.Score, marked.Max, certainty); got < worth-0.001 || got > worth+0.001 {
				t.Errorf("%v of 6 at %d is seen as %v", worth, certainty, got)
			}
		}
	}
}
