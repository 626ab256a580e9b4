package courses_test

import (
	"encoding/json"
	"testing"

	"aula/courses"
)

func TestWhatCompletesACourse(t *testing.T) {
	lessons := []string{"uno", "due", "tre"}
	rows := []struct {
		name, rule string
		met        []string
		percent    int
		complete   bool
		missing    int
	}{
		{"nothing said asks for every lesson", `{}`, []string{"lesson:uno", "lesson:due", "lesson:tre"}, 100, true, 0},
		{"two of three lessons", `{"lessons":"all"}`, []string{"lesson:uno", "lesson:due"}, 66, false, 1},
		{"some lessons only", `{"lessons":["due"]}`, []string{"lesson:due"}, 100, true, 0},
		{"a quiz alone", `{"quizzes":[{"id":"finale","pass":60}]}`, []string{"lesson:uno"}, 0, false, 1},
		{"lessons and quiz, quiz missing", `{"lessons":"all","quizzes":[{"id":"finale","pass":60}]}`, []string{"lesson:uno", "lesson:due", "lesson:tre"}, 75, false, 1},
		{"presence counts like the others", `{"presence":[{"webinar":"live","percent":80}]}`, []string{"presence:live"}, 100, true, 0},
		{"what is met but not asked for adds nothing", `{"lessons":["uno"]}`, []string{"lesson:due", "quiz:finale"}, 0, false, 1},
		{"an empty list of lessons asks for nothing and is never complete", `{"lessons":[]}`, nil, 0, false, 0},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			var rule courses.Rule
			if err := json.Unmarshal([]byte(row.rule), &rule); err != nil {
				t.Fatal(err)
			}
			met := map[string]bool{}
			for _, m := range row.met {
				met[m] = true
			}
			got := courses.Judge(rule.Requirements(lessons), met)
			if got.Percent != row.percent || got.Complete != row.complete || len(got.Missing) != row.missing {
				t.Errorf("got %+v", got)
			}
			again, err := json.Marshal(rule)
			if err != nil {
				t.Fatal(err)
			}
			var second courses.Rule
			if err := json.Unmarshal(again, &second); err != nil || second.AllLessons != rule.AllLessons {
				t.Errorf("%s came back as %s (%v)", row.rule, again, err)
			}
		})
	}
}
