package quizzes

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestDrawingKeepsToTheSettings(t *testing.T) {
	var all []drawable
	for i := range 10 {
		all = append(all, drawable{id: fmt.Sprint(i), options: []string{"a", "b", "c", "d"}, keep: i%2 == 0})
	}
	rows := []struct {
		name     string
		settings Settings
		count    int
		ordered  bool
	}{
		{"as written", Settings{}, 10, true},
		{"some, in order", Settings{Draw: 4}, 4, true},
		{"all, shuffled", Settings{ShuffleQuestions: true}, 10, false},
		{"some, shuffled", Settings{Draw: 4, ShuffleQuestions: true, ShuffleOptions: true}, 4, false},
		{"more than there are", Settings{Draw: 99}, 10, true},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			shuffled, mixed := false, false
			for seed := range uint64(40) {
				d := draw(all, row.settings, rand.New(rand.NewPCG(seed, seed)))
				ids := d.ids()
				if len(ids) != row.count || len(slices.Compact(slices.Sorted(slices.Values(ids)))) != row.count {
					t.Fatalf("drew %v", ids)
				}
				shuffled = shuffled || !slices.IsSorted(ids)
				for _, q := range d.Questions {
					moved := !slices.IsSorted(q.Options)
					if moved && all[int(q.ID[0]-'0')].keep {
						t.Fatalf("question %s lost the order of its options", q.ID)
					}
					mixed = mixed || moved
				}
			}
			if shuffled == row.ordered || mixed != row.settings.ShuffleOptions {
				t.Errorf("shuffled %v, options mixed %v", shuffled, mixed)
			}
		})
	}
}

func TestEveryQuestionIsDrawnAsOften(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	counts := make([]int, 10)
	const rounds = 10000
	for range rounds {
		for _, i := range sample(10, 3, random) {
			counts[i]++
		}
	}
	for i, n := range counts {
		if n < rounds*3/10*9/10 || n > rounds*3/10*11/10 {
			t.Errorf("question %d was drawn %d times of %d", i, n, rounds)
		}
	}
}

func TestThePlainestRightAnswerIsShown(t *testing.T) {
	rows := []struct{ name, source, want string }{
		{"the first", "= PEC\n= posta certificata", "PEC"},
		{"one without wildcards", "= CIE*\n= carta d'identità", "carta d'identità"},
		{"a wildcard if there is nothing else", "= CIE*", "CIE…"},
		{"an asterisk that is one", "= 2 \\* 3", "2 * 3"},
		{"a full one before a half one", "= forse {weight=50}\n= certo", "certo"},
	}
	for _, row := range rows {
		if got := asked(t, "## q {type=short}\n"+row.source).solved().Text; got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
	}
}
