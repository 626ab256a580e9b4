package quizzes_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"aula/quizzes"
)

func TestRightAnswersAreShownWhenTheyMayBe(t *testing.T) {
	rows := []struct {
		name, front string
		pass        bool
		again       bool // a first attempt failed before
		explained   bool
	}{
		{"after submission, failed", "", false, false, true},
		{"after submission, passed", "feedback: submission", true, false, true},
		{"when passed, failed", "feedback: passed", false, false, false},
		{"when passed, passed", "feedback: passed", true, false, true},
		{"when passed, failed with a try left", "feedback: passed\nattempts: 2", false, false, false},
		{"when passed, failed for the last time", "feedback: passed\nattempts: 2", false, true, true},
		{"never, passed", "feedback: never", true, false, false},
	}
	a := open(t)
	for i, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			slug := fmt.Sprint("quiz", i)
			a.store(t, strings.Replace(quizSource, "quiz|", slug+"|---\ntitle: Q\n"+row.front+"\n---\n", 1))
			if row.again {
				first, _ := a.start(t, slug)
				if _, err := quizzes.Submit(a.app, a.user, first.Id); err != nil {
					t.Fatal(err)
				}
			}
			attempt, asked := a.start(t, slug)
			answers := map[string]any{asked["uno"].ID: optionNamed(asked["uno"], "b")}
			if row.pass {
				answers = map[string]any{asked["uno"].ID: optionNamed(asked["uno"], "a"), asked["due"].ID: "PEC"}
			}
			a.give(t, attempt, answers)
			if _, err := quizzes.Submit(a.app, a.user, attempt.Id); err != nil {
				t.Fatal(err)
			}
			result, err := quizzes.ResultOf(a.app, a.user, attempt.Id)
			if err != nil || result.Explained != row.explained || result.Passed != row.pass {
				t.Fatalf("explained %v, passed %v, %v", result.Explained, result.Passed, err)
			}
			for _, q := range result.Questions {
				shown := len(q.Feedback) > 0 || q.Right.Text != "" || len(q.Right.Options) > 0
				if shown && !row.explained {
					t.Errorf("%s gives itself away: %+v", q.Key, q)
				}
			}
			if row.explained {
				one := result.Questions[0]
				if !slices.Equal(one.Right.Options, []string{optionNamed(asked["uno"], "a")}) || len(one.Feedback) != 1 {
					t.Errorf("not explained: %+v", one)
				}
			}
		})
	}
}

func TestNothingOfASolutionIsInWhatIsAsked(t *testing.T) {
	a := open(t)
	a.store(t, quizSource)
	attempt, asked := a.start(t, "quiz")
	content, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"perché", "spiegazione", "PEC", "weight"} {
		if strings.Contains(string(content), secret) || strings.Contains(attempt.GetString("drawn"), secret) {
			t.Errorf("%q is in what is asked", secret)
		}
	}
}
