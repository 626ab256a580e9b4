package quizzes_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"aula/quizzes"
)

func (d *desk) papers(t *testing.T, f quizzes.PaperFilter, others bool) string {
	t.Helper()
	list, total, err := quizzes.ListPapers(d.app, f, others, time.Now())
	if err != nil || total != len(list) {
		t.Fatalf("%d of %d, %v", len(list), total, err)
	}
	var out []string
	for _, p := range list {
		state := string(p.State)
		if p.Settling {
			state += "!"
		}
		out = append(out, strings.TrimSuffix(strings.TrimPrefix(p.Prompt, "Perché "), "?")+" "+state)
	}
	return strings.Join(out, ", ")
}

func TestTheQueueStandsDifferentlyForEachMarker(t *testing.T) {
	d := deskWith(t, true, essay("uno", 10, nil), essay("due", 10, nil))
	attempt, ids := d.handIn(t, d.user, d.enrolment)
	step := func(name string, act func() error, want map[string][2]string) {
		t.Helper()
		if err := act(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for marker, lists := range want {
			f := quizzes.PaperFilter{Marker: marker}
			if got := [2]string{d.papers(t, f, false), d.papers(t, f, true)}; got != lists {
				t.Errorf("%s, for %s: %q, want %q", name, marker, got, lists)
			}
			if n, err := quizzes.CountPapers(d.app, f, time.Now()); err != nil || n != strings.Count(lists[0], "ready") {
				t.Errorf("%s, for %s: %d counted, %v", name, marker, n, err)
			}
		}
	}
	take := func(marker string) func() error {
		return func() error { _, err := quizzes.TakePaper(d.app, marker, attempt, ids["uno"], time.Now()); return err }
	}
	give := func(marker string, x float64) func() error {
		return func() error { _, err := d.give(t, marker, attempt, ids["uno"], points(x), ""); return err }
	}
	anna, bruno, carla := d.anna, d.bruno, d.carla
	both := [2]string{"uno ready, due ready", ""}
	step("handed in", func() error { return nil }, map[string][2]string{anna: both, bruno: both})
	step("one opened it", take(anna), map[string][2]string{anna: both, bruno: both})
	step("two opened it", take(bruno), map[string][2]string{anna: both, carla: {"uno held, due ready", ""}})
	step("one marked it", give(anna, 9), map[string][2]string{anna: {"due ready", "uno others"}, bruno: both, carla: {"uno held, due ready", ""}})
	step("the other disagrees", give(bruno, 2), map[string][2]string{anna: {"uno ready!, due ready", ""}, carla: {"uno ready!, due ready", ""}})
	step("a third opened it", take(carla), map[string][2]string{anna: {"uno held!, due ready", ""}, carla: {"uno ready!, due ready", ""}})
	step("the third settled it", give(carla, 5), map[string][2]string{anna: {"due ready", ""}, carla: {"due ready", ""}})
	list, total, err := quizzes.ListMarked(d.app, quizzes.PaperFilter{Marker: anna})
	if err != nil || total != 1 || list[0].Score != 5 || list[0].Learner != "Ada Bianchi" || list[0].Marked().IsZero() {
		t.Errorf("marked: %+v, %d, %v", list, total, err)
	}
}

func TestTheQueueIsNarrowedAndGoneThroughInOrder(t *testing.T) {
	d := deskWith(t, false, essay("uno", 10, nil), essay("due", 10, nil))
	first, ids := d.handIn(t, d.user, d.enrolment)
	second, _ := d.handIn(t, d.stranger, d.strangerIn)
	quiz := d.quiz(t, "tema").Id
	for _, row := range []struct {
		name   string
		filter quizzes.PaperFilter
		want   string
	}{
		{"everything", quizzes.PaperFilter{}, "uno ready, due ready, uno ready, due ready"},
		{"the courses of nobody", quizzes.PaperFilter{Courses: []string{}}, ""},
		{"the own courses", quizzes.PaperFilter{Courses: []string{"altro", d.course}}, "uno ready, due ready, uno ready, due ready"},
		{"another course", quizzes.PaperFilter{Course: "altro"}, ""},
		{"one question", quizzes.PaperFilter{Course: d.course, Quiz: quiz, Question: "due"}, "due ready, due ready"},
	} {
		row.filter.Marker = d.anna
		if got := d.papers(t, row.filter, false); got != row.want {
			t.Errorf("%s: %q", row.name, got)
		}
	}
	f := quizzes.PaperFilter{Marker: d.anna, Quiz: quiz, Question: "due"}
	for _, row := range []struct{ name, after, want string }{
		{"from the beginning", "", first}, {"after the first", first, second}, {"after the last comes the first", second, first},
	} {
		if next, err := quizzes.NextPaper(d.app, f, row.after, ids["due"], time.Now()); err != nil || next.Attempt != row.want {
			t.Errorf("%s: %+v, %v", row.name, next, err)
		}
	}
	if next, err := quizzes.NextPaper(d.app, quizzes.PaperFilter{Marker: d.anna}, first, ids["uno"], time.Now()); err != nil || next.Attempt != first || next.Question != ids["due"] {
		t.Errorf("the next of the same attempt: %+v, %v", next, err)
	}
	if _, err := quizzes.TakePaper(d.app, d.bruno, second, ids["due"], time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := quizzes.NextPaper(d.app, f, first, ids["due"], time.Now()); !errors.Is(err, quizzes.ErrNotFound) {
		t.Errorf("what another marks is next: %v", err)
	}
	groups, err := quizzes.PaperGroups(d.app, []string{d.course})
	if err != nil || len(groups) != 2 || groups[0].Key != "uno" || groups[0].Count != 2 || groups[1].Prompt != "Perché due?" {
		t.Errorf("groups %+v, %v", groups, err)
	}
}
