package quizzes_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/audit"
	"aula/internal/testapp"
	"aula/quizzes"
)

func plain(s string) quizzes.Text { return quizzes.Text{Source: s, Format: quizzes.Plain} }

// rubric judges clarity by three levels and completeness by two: 6 points in all.
func rubric() []quizzes.Criterion {
	level := func(points float64, text string) quizzes.Level {
		return quizzes.Level{Points: points, Text: plain(text)}
	}
	return []quizzes.Criterion{
		{ID: "c1", Text: plain("È chiaro?"), Levels: []quizzes.Level{level(0, "no"), level(2, "quasi"), level(4, "sì")}},
		{ID: "c2", Text: plain("È completo?"), Levels: []quizzes.Level{level(0, "no"), level(2, "sì")}},
	}
}

func essay(key string, points float64, rubric []quizzes.Criterion) quizzes.Question {
	return quizzes.Question{Key: key, Type: quizzes.Essay, Points: points, Line: 1, Body: quizzes.Body{
		Prompt: plain("Perché " + key + "?"), Task: &quizzes.Task{Rubric: rubric}}}
}

// desk is an academy whose learners wait for their essays to be marked.
type desk struct {
	*academy
	anna, bruno, carla string // who mark
}

// deskWith stores a quiz "tema" with these questions.
func deskWith(t *testing.T, second bool, questions ...quizzes.Question) *desk {
	t.Helper()
	d := &desk{academy: open(t)}
	for name, id := range map[string]*string{"anna": &d.anna, "bruno.b": &d.bruno, "carla": &d.carla} {
		*id = testapp.Person(t, d.app, "staff", name+"@example.org").Id
	}
	d.ask(t, second, questions...)
	return d
}

func (d *desk) ask(t *testing.T, second bool, questions ...quizzes.Question) {
	t.Helper()
	quiz := quizzes.Quiz{Key: "tema", Slug: "tema", Title: "Tema", Settings: quizzes.DefaultSettings(), Questions: questions}
	quiz.Settings.SecondMarker = second
	if found := quizzes.Prepare(&quiz, quizzes.Options{}); len(quiz.Questions) != len(questions) {
		t.Fatalf("left out: %v", found)
	}
	err := d.app.RunInTransaction(func(tx core.App) error {
		_, err := quizzes.Store(tx, d.course, []quizzes.Quiz{quiz})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// handIn answers every essay of an attempt and submits it. It returns the attempt and the questions' ids by their keys.
func (d *desk) handIn(t *testing.T, user, enrolment string) (attempt string, ids map[string]string) {
	t.Helper()
	a, _, err := quizzes.Start(d.app, user, d.quiz(t, "tema").Id, enrolment)
	if err != nil {
		t.Fatal(err)
	}
	ids = map[string]string{}
	answers := map[string]any{}
	for key, q := range d.asked(t, a) {
		ids[key] = q.ID
		answers[q.ID] = "Secondo me\n" + key
	}
	if _, err := quizzes.Give(d.app, user, a.Id, packed(t, answers)); err != nil {
		t.Fatal(err)
	}
	if _, err := quizzes.Submit(d.app, user, a.Id); err != nil {
		t.Fatal(err)
	}
	return a.Id, ids
}

func points(x float64) quizzes.Given { return quizzes.Given{Points: &x} }

func levels(clear, whole int) quizzes.Given {
	return quizzes.Given{Levels: map[string]int{"c1": clear, "c2": whole}}
}

// after is a moment some minutes from now.
func after(minutes int) time.Time { return time.Now().Add(time.Duration(minutes) * time.Minute) }

// give makes a verdict final, by the form as it is now.
func (d *desk) give(t *testing.T, marker, attempt, question string, g quizzes.Given, comment string) (*quizzes.Paper, error) {
	t.Helper()
	return quizzes.GiveVerdict(d.app, quizzes.Verdict{Marker: marker, Attempt: attempt, Question: question, Given: g, Comment: comment}, time.Now())
}

func (d *desk) score(t *testing.T, attempt string) (score float64, waiting int, passed bool) {
	t.Helper()
	a, err := quizzes.FindAttempt(d.app, d.user, attempt)
	if err != nil {
		t.Fatal(err)
	}
	return a.Score(), a.Waiting(), a.Passed()
}

func (d *desk) judgement(t *testing.T, attempt, question string) (quizzes.Judgement, bool) {
	t.Helper()
	a, err := quizzes.FindAttempt(d.app, d.user, attempt)
	if err != nil {
		t.Fatal(err)
	}
	all, err := quizzes.MarkingOf(d.app, a)
	if err != nil {
		t.Fatal(err)
	}
	j, found := all[question]
	return j, found
}

func TestARubricGivesItsShareOfThePoints(t *testing.T) {
	for _, row := range []struct {
		clear, whole int
		want         float64
	}{{0, 0, 0}, {1, 0, 10. / 3}, {2, 0, 20. / 3}, {0, 1, 10. / 3}, {2, 1, 10}} {
		if got := levels(row.clear, row.whole).Score(rubric(), 10); fmt.Sprintf("%.4f", got) != fmt.Sprintf("%.4f", row.want) {
			t.Errorf("levels %d and %d: %v, want %v", row.clear, row.whole, got, row.want)
		}
	}
}

func TestTwoMarkersAgreeWithinATenthOfThePoints(t *testing.T) {
	for _, row := range []struct {
		first, second, most, want float64
		agreed                    bool
	}{
		{7, 7, 10, 7, true}, {7, 8, 10, 7.5, true}, {8, 7, 10, 7.5, true}, {7, 8.1, 10, 0, false}, {0, 10, 10, 0, false},
		{0.2, 0.3, 1, 0.25, true}, {2, 2.3, 3, 2.15, true}, {0, 0, 10, 0, true},
	} {
		if score, agreed := quizzes.Agreed(row.first, row.second, row.most); score != row.want || agreed != row.agreed {
			t.Errorf("%v and %v of %v: %v %v", row.first, row.second, row.most, score, agreed)
		}
	}
}

func TestAMarkedEssayCountsAndIsExplained(t *testing.T) {
	d := deskWith(t, false, essay("uno", 6, rubric()), essay("due", 4, nil))
	attempt, ids := d.handIn(t, d.user, d.enrolment)
	if _, found := d.judgement(t, attempt, ids["uno"]); found {
		t.Error("said something before anybody marked")
	}
	p, err := d.give(t, d.anna, attempt, ids["uno"], levels(2, 1), "Bene.\nAvanti così.")
	if err != nil || p.Score != 6 || p.Grade != quizzes.Right {
		t.Fatalf("%+v, %v", p, err)
	}
	if score, waiting, passed := d.score(t, attempt); score != 6 || waiting != 1 || !passed {
		t.Errorf("score %v, %d wait, passed %v", score, waiting, passed)
	}
	if _, err := d.give(t, d.bruno, attempt, ids["due"], points(2.5), ""); err != nil {
		t.Fatal(err)
	}
	if score, waiting, _ := d.score(t, attempt); score != 8.5 || waiting != 0 {
		t.Errorf("score %v, %d wait", score, waiting)
	}
	j, _ := d.judgement(t, attempt, ids["uno"])
	if len(j.Comments) != 1 || j.Comments[0] != "Bene.\nAvanti così." || len(j.Criteria) != 2 || j.Criteria[0].Points != 4 || j.Criteria[0].Level.Plain != "sì" {
		t.Errorf("judgement %+v", j)
	}
}

func TestWhatAVerdictCannotBe(t *testing.T) {
	d := deskWith(t, false, essay("uno", 6, rubric()), essay("due", 4, nil))
	attempt, ids := d.handIn(t, d.user, d.enrolment)
	nan := 0.0
	nan /= nan
	for _, row := range []struct {
		name, key, comment string
		given              quizzes.Given
		want               string
	}{
		{"a criterion left out", "uno", "", quizzes.Given{Levels: map[string]int{"c1": 1}}, "c2: missing"},
		{"all left out", "uno", "", quizzes.Given{}, "c1: missing, c2: missing"},
		{"a level that there is not", "uno", "", levels(3, 1), "c1: unknown"},
		{"points instead of levels", "uno", "", points(3), "c1: missing, c2: missing"},
		{"points above the maximum", "due", "", points(4.01), "points: range"},
		{"points below nought", "due", "", points(-1), "points: range"},
		{"no number", "due", "", points(nan), "points: range"},
		{"no points", "due", "", quizzes.Given{}, "points: missing"},
		{"a very long comment", "due", strings.Repeat("è", quizzes.CommentAtMost+1), points(1), "comment: long"},
	} {
		_, err := d.give(t, d.anna, attempt, ids[row.key], row.given, row.comment)
		var wrong *quizzes.VerdictError
		if !errors.As(err, &wrong) || wrong.Error() != "verdict cannot be: "+row.want {
			t.Errorf("%s: %v", row.name, err)
		}
	}
	if _, waiting, _ := d.score(t, attempt); waiting != 2 {
		t.Errorf("%d wait", waiting)
	}
}

func TestOpeningKeepsAnAnswerForItsMarker(t *testing.T) {
	d := deskWith(t, false, essay("uno", 6, nil))
	attempt, ids := d.handIn(t, d.user, d.enrolment)
	take := func(marker string, minutes int) (*quizzes.Paper, error) {
		return quizzes.TakePaper(d.app, marker, attempt, ids["uno"], after(minutes))
	}
	for _, row := range []struct {
		name, marker string
		minutes      int
		want         error
		holder       string
	}{
		{"the first opens it", d.anna, 0, nil, ""},
		{"the second must wait", d.bruno, 5, quizzes.ErrHeld, d.anna},
		{"the first goes on", d.anna, 10, nil, ""},
		{"which keeps it for longer", d.bruno, 20, quizzes.ErrHeld, d.anna},
		{"until the time is over", d.bruno, 26, nil, ""},
		{"and then the first must wait", d.anna, 27, quizzes.ErrHeld, d.bruno},
	} {
		p, err := take(row.marker, row.minutes)
		if !errors.Is(err, row.want) || p == nil {
			t.Fatalf("%s: %v", row.name, err)
		}
		if row.holder != "" && (p.Holder == nil || p.Holder.Marker() != row.holder) {
			t.Errorf("%s: held by %+v", row.name, p.Holder)
		}
	}
	if err := quizzes.LeavePaper(d.app, d.bruno, attempt, ids["uno"], after(28)); err != nil {
		t.Fatal(err)
	}
	if _, err := take(d.anna, 28); err != nil {
		t.Errorf("given back, and still held: %v", err)
	}
}

func TestADraftBelongsToItsWriter(t *testing.T) {
	d := deskWith(t, false, essay("uno", 6, rubric()))
	attempt, ids := d.handIn(t, d.user, d.enrolment)
	draft := func(marker string, given quizzes.Given, comment string, minutes int) error {
		_, err := quizzes.DraftVerdict(d.app, quizzes.Verdict{Marker: marker, Attempt: attempt, Question: ids["uno"], Given: given, Comment: comment}, after(minutes))
		return err
	}
	if err := draft(d.anna, quizzes.Given{Levels: map[string]int{"c1": 1}}, "da finire", 0); err != nil {
		t.Fatal(err)
	}
	p, err := quizzes.TakePaper(d.app, d.bruno, attempt, ids["uno"], after(16))
	if err != nil || p.Mine.Comment() != "" {
		t.Fatalf("the second sees the first one's draft, %v", err)
	}
	if err := draft(d.bruno, quizzes.Given{}, "anch'io", 17); err != nil {
		t.Fatal(err)
	}
	p, err = quizzes.TakePaper(d.app, d.anna, attempt, ids["uno"], after(40))
	if err != nil || p.Mine.Comment() != "da finire" {
		t.Fatalf("the first lost the draft: %+v, %v", p.Mine, err)
	}
	if given, err := p.Mine.Given(); err != nil || given.Levels["c1"] != 1 || given.Revision != 1 {
		t.Errorf("the draft is %+v, %v", given, err)
	}
	if _, err := d.give(t, d.anna, attempt, ids["uno"], quizzes.Given{Levels: map[string]int{"c1": 1, "c2": 1}, Revision: 1}, "finito"); err != nil {
		t.Fatal(err)
	}
	if n, _ := d.app.CountRecords("markings"); n != 1 {
		t.Errorf("%d rows are left of one mark", n)
	}
}

func TestAStaleWindowOverwritesNothing(t *testing.T) {
	d := deskWith(t, false, essay("uno", 6, nil))
	attempt, ids := d.handIn(t, d.user, d.enrolment)
	v := quizzes.Verdict{Marker: d.anna, Attempt: attempt, Question: ids["uno"], Given: points(3), Comment: "prima finestra"}
	if _, err := quizzes.DraftVerdict(d.app, v, time.Now()); err != nil {
		t.Fatal(err)
	}
	v.Comment = "seconda finestra"
	p, err := quizzes.GiveVerdict(d.app, v, time.Now())
	if !errors.Is(err, quizzes.ErrChanged) || p.Mine.Comment() != "prima finestra" {
		t.Fatalf("%v, %+v", err, p)
	}
	v.Revision = 1
	if _, err := quizzes.GiveVerdict(d.app, v, time.Now()); err != nil {
		t.Error(err)
	}
}

func TestOfTwoMarkersAtOnceOneIsToldOfTheOther(t *testing.T) {
	d := deskWith(t, false, essay("uno", 6, nil))
	attempt, ids := d.handIn(t, d.user, d.enrolment)
	var wait sync.WaitGroup
	errs := map[string]error{}
	papers := map[string]*quizzes.Paper{}
	var mu sync.Mutex // guards both maps
	for marker, score := range map[string]float64{d.anna: 4, d.bruno: 5} {
		wait.Go(func() {
			p, err := quizzes.GiveVerdict(d.app, quizzes.Verdict{Marker: marker, Attempt: attempt, Question: ids["uno"], Given: points(score)}, time.Now())
			mu.Lock()
			defer mu.Unlock()
			errs[marker], papers[marker] = err, p
		})
	}
	wait.Wait()
	winner, loser := d.anna, d.bruno
	if errs[winner] != nil {
		winner, loser = loser, winner
	}
	if errs[winner] != nil || !errors.Is(errs[loser], quizzes.ErrMarked) {
		t.Fatalf("%v and %v", errs[winner], errs[loser])
	}
	if seen := papers[loser].Earlier; len(seen) != 1 || seen[0].Marker() != winner || seen[0].Score() != papers[winner].Score {
		t.Errorf("the second is shown %+v", seen)
	}
	if n, _ := d.app.CountRecords("markings"); n != 1 {
		t.Errorf("%d rows", n)
	}
}

func TestTwoMarkersAreTwoPeopleAndBlind(t *testing.T) {
	d := deskWith(t, true, essay("uno", 10, nil))
	attempt, ids := d.handIn(t, d.user, d.enrolment)
	if p, err := d.give(t, d.anna, attempt, ids["uno"], points(6), "bene"); err != nil || p.Marked() {
		t.Fatalf("counts after one: %v", err)
	}
	if _, err := d.give(t, d.anna, attempt, ids["uno"], points(9), ""); !errors.Is(err, quizzes.ErrOwnPart) {
		t.Errorf("the same person twice: %v", err)
	}
	p, err := quizzes.TakePaper(d.app, d.bruno, attempt, ids["uno"], time.Now())
	if err != nil || len(p.Earlier) != 0 || p.Mine.Comment() != "" {
		t.Fatalf("the second sees %+v, %v", p.Earlier, err)
	}
	if _, err := d.give(t, d.bruno, attempt, ids["uno"], points(7), "chiaro"); err != nil {
		t.Fatal(err)
	}
	if score, waiting, passed := d.score(t, attempt); score != 6.5 || waiting != 0 || !passed {
		t.Errorf("score %v, %d wait, passed %v", score, waiting, passed)
	}
	if j, _ := d.judgement(t, attempt, ids["uno"]); strings.Join(j.Comments, "|") != "bene|chiaro" {
		t.Errorf("comments %q", j.Comments)
	}
}

func TestAThirdSettlesWhatTwoDisagreeAbout(t *testing.T) {
	d := deskWith(t, true, essay("uno", 6, rubric()))
	attempt, ids := d.handIn(t, d.user, d.enrolment)
	for marker, given := range map[string]quizzes.Given{d.anna: levels(2, 1), d.bruno: levels(0, 1)} {
		if _, err := d.give(t, marker, attempt, ids["uno"], given, ""); err != nil {
			t.Fatal(err)
		}
	}
	if _, waiting, _ := d.score(t, attempt); waiting != 1 {
		t.Fatal("counts although they disagree")
	}
	p, err := quizzes.TakePaper(d.app, d.carla, attempt, ids["uno"], time.Now())
	if err != nil || !p.Settling() || len(p.Earlier) != 2 {
		t.Fatalf("the third sees %+v, %v", p, err)
	}
	if _, err := quizzes.TakePaper(d.app, d.anna, attempt, ids["uno"], time.Now()); !errors.Is(err, quizzes.ErrHeld) {
		t.Errorf("two settle at once: %v", err)
	}
	if _, err := d.give(t, d.carla, attempt, ids["uno"], levels(1, 1), "deciso"); err != nil {
		t.Fatal(err)
	}
	if score, waiting, _ := d.score(t, attempt); score != 4 || waiting != 0 {
		t.Errorf("score %v, %d wait", score, waiting)
	}
	if j, _ := d.judgement(t, attempt, ids["uno"]); len(j.Comments) != 1 || j.Criteria[0].Level.Plain != "quasi" {
		t.Errorf("judgement %+v", j)
	}
}

func TestWhereMarkersChoseDifferentLevelsTheMeanIsTold(t *testing.T) {
	near := rubric()
	near[0].Levels[1].Points = 3.9 // of 4, so that the two agree
	d := deskWith(t, true, essay("uno", 60, near))
	attempt, ids := d.handIn(t, d.user, d.enrolment)
	for marker, given := range map[string]quizzes.Given{d.anna: levels(2, 1), d.bruno: levels(1, 1)} {
		if _, err := d.give(t, marker, attempt, ids["uno"], given, ""); err != nil {
			t.Fatal(err)
		}
	}
	j, found := d.judgement(t, attempt, ids["uno"])
	if !found || j.Criteria[0].Points != 3.95 || !j.Criteria[0].Level.IsZero() || j.Criteria[1].Level.Plain != "sì" {
		t.Errorf("judgement %+v", j)
	}
}

func TestAMarkIsChangedWithAReason(t *testing.T) {
	d := deskWith(t, false, essay("uno", 6, nil))
	attempt, ids := d.handIn(t, d.user, d.enrolment)
	change := func(score float64, reason string, revision int) error {
		v := quizzes.Verdict{Marker: d.bruno, Attempt: attempt, Question: ids["uno"], Given: points(score), Comment: "nuovo", Reason: reason}
		v.Revision = revision
		_, err := quizzes.ChangeMark(d.app, v, time.Now())
		return err
	}
	if err := change(6, "presto", 0); !errors.Is(err, quizzes.ErrNotMarked) {
		t.Errorf("changed before it was marked: %v", err)
	}
	if _, err := d.give(t, d.anna, attempt, ids["uno"], points(2), "vecchio"); err != nil {
		t.Fatal(err)
	}
	var wrong *quizzes.VerdictError
	if err := change(7, "", 0); !errors.As(err, &wrong) || wrong.Error() != "verdict cannot be: points: range, reason: missing" {
		t.Errorf("without a reason: %v", err)
	}
	if err := change(5, "riletto", 0); err != nil {
		t.Fatal(err)
	}
	if err := change(1, "da un'altra finestra", 0); !errors.Is(err, quizzes.ErrChanged) {
		t.Errorf("the second of two changes: %v", err)
	}
	if score, _, passed := d.score(t, attempt); score != 5 || !passed {
		t.Errorf("score %v, passed %v", score, passed)
	}
	if j, _ := d.judgement(t, attempt, ids["uno"]); j.Reason != "riletto" || strings.Join(j.Comments, "|") != "nuovo" {
		t.Errorf("judgement %+v", j)
	}
	if n, _ := d.app.CountRecords("markings"); n != 2 {
		t.Errorf("%d rows: the first mark should stay", n)
	}
}

func TestWhatMarkersWroteGoesWithWhomTheyWroteTo(t *testing.T) {
	d := deskWith(t, false, essay("uno", 6, nil))
	attempt, ids := d.handIn(t, d.user, d.enrolment)
	if _, err := d.give(t, d.anna, attempt, ids["uno"], points(2), "Cara Ada, rileggi"); err != nil {
		t.Fatal(err)
	}
	v := quizzes.Verdict{Marker: d.bruno, Attempt: attempt, Question: ids["uno"], Given: points(5), Comment: "Brava Ada", Reason: "Ada ha ragione"}
	if _, err := quizzes.ChangeMark(d.app, v, time.Now()); err != nil {
		t.Fatal(err)
	}
	testapp.Audited(t, d.app, d.anna, audit.MarkGiven)
	testapp.Audited(t, d.app, d.bruno, audit.MarkChanged)
	other, otherIDs := d.handIn(t, d.stranger, d.strangerIn)
	if _, err := d.give(t, d.anna, other, otherIDs["uno"], points(4), "Va bene"); err != nil {
		t.Fatal(err)
	}
	if err := quizzes.Erase(d.app, d.user); err != nil {
		t.Fatal(err)
	}
	rows, err := d.app.FindAllRecords("markings")
	if err != nil || len(rows) != 3 {
		t.Fatal(len(rows), err)
	}
	for _, r := range rows {
		mine := r.GetString("attempt") == attempt
		if said := r.GetString("comment") + r.GetString("reason"); mine != (said == "") {
			t.Errorf("of %s stays %q", r.GetString("attempt"), said)
		}
	}
	if score, _, _ := d.score(t, attempt); score != 5 {
		t.Errorf("the mark is %v", score)
	}
}

func TestWhatCannotBeMarked(t *testing.T) {
	d := deskWith(t, false, essay("uno", 6, nil), essay("due", 6, nil))
	attempt, ids := d.handIn(t, d.user, d.enrolment)
	other, otherIDs := d.handIn(t, d.stranger, d.strangerIn)
	rows := []struct {
		name              string
		before            func() error
		attempt, question string
	}{
		{"a question that was not asked", nil, attempt, "manca"},
		{"an attempt that there is not", nil, "manca", ids["uno"]},
		{"the answer of somebody who has gone", func() error {
			r, err := d.app.FindRecordById("users", d.stranger)
			if err != nil {
				return err
			}
			return d.app.Delete(r)
		}, other, otherIDs["uno"]},
		{"an attempt deleted meanwhile", func() error {
			if _, err := quizzes.TakePaper(d.app, d.anna, attempt, ids["uno"], time.Now()); err != nil {
				return err
			}
			r, err := d.app.FindRecordById("attempts", attempt)
			if err != nil {
				return err
			}
			return d.app.Delete(r)
		}, attempt, ids["uno"]},
	}
	for _, row := range rows {
		if row.before != nil {
			if err := row.before(); err != nil {
				t.Fatalf("%s: %v", row.name, err)
			}
		}
		if _, err := d.give(t, d.anna, row.attempt, row.question, points(1), "un commento"); !errors.Is(err, quizzes.ErrNotFound) {
			t.Errorf("%s: %v", row.name, err)
		}
	}
	if n, _ := d.app.CountRecords("markings"); n != 0 {
		t.Errorf("%d marks of an attempt that has gone", n)
	}
}

func TestAnEssayWhoseQuestionWasRetiredOrDeletedIsMarkedAllTheSame(t *testing.T) {
	d := deskWith(t, false, essay("uno", 6, rubric()), essay("due", 4, nil))
	attempt, ids := d.handIn(t, d.user, d.enrolment)
	d.ask(t, false, essay("tre", 1, nil))
	p, err := d.give(t, d.anna, attempt, ids["uno"], levels(2, 1), "")
	if err != nil || p.Gone || p.Score != 6 {
		t.Fatalf("retired: %+v, %v", p, err)
	}
	r, err := d.app.FindRecordById("questions", ids["due"])
	if err != nil {
		t.Fatal(err)
	}
	if err := d.app.Delete(r); err != nil {
		t.Fatal(err)
	}
	p, err = d.give(t, d.anna, attempt, ids["due"], points(4), "")
	if err != nil || !p.Gone || p.Answer.Text != "Secondo me\ndue" {
		t.Fatalf("deleted: %+v, %v", p, err)
	}
	if score, waiting, _ := d.score(t, attempt); score != 10 || waiting != 0 {
		t.Errorf("score %v, %d wait", score, waiting)
	}
}

func TestAMarkIsWholeOrNotAtAll(t *testing.T) {
	d := deskWith(t, false, essay("uno", 6, nil))
	attempt, ids := d.handIn(t, d.user, d.enrolment)
	broken := errors.New("what follows fails")
	hook := d.app.OnRecordUpdate("attempts").BindFunc(func(e *core.RecordEvent) error {
		if err := e.Next(); err != nil {
			return err
		}
		return broken
	})
	if _, err := d.give(t, d.anna, attempt, ids["uno"], points(6), ""); !errors.Is(err, broken) {
		t.Fatalf("marked all the same: %v", err)
	}
	if n, _ := d.app.CountRecords("markings"); n != 0 {
		t.Errorf("%d marks without effect", n)
	}
	d.app.OnRecordUpdate("attempts").Unbind(hook)
	if _, err := d.give(t, d.anna, attempt, ids["uno"], points(6), ""); err != nil {
		t.Error(err)
	}
}
