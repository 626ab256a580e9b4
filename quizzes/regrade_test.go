package quizzes_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/testapp"
	"aula/quizzes"
)

// The author took PEC to be wrong first, and gave the second question two points later.
const (
	strict = "quiz|---\npass: 60\n---\n\n## Uno? {#uno}\n= posta certificata\n\n## Due? {#due}\n- [x] a\n- [ ] b\n"
	kind   = "quiz|---\npass: 60\n---\n\n## Uno? {#uno}\n= posta certificata\n= PEC\n\n## Due? {#due}\n- [x] a\n- [ ] b\n"
	worth2 = "quiz|---\npass: 60\n---\n\n## Uno? {#uno}\n= posta certificata\n= PEC\n\n## Due? {#due points=3}\n- [x] a\n- [ ] b\n"
	gone   = "quiz|---\npass: 60\n---\n\n## Uno? {#uno}\n= posta certificata\n= PEC\n\n## Due? {#due}\n- [x] c\n- [ ] d\n"
)

// answered submits an attempt of somebody new, who answers the first question in words and chooses a or b.
func (a *academy) answered(t testing.TB, text, option string) *quizzes.Attempt {
	t.Helper()
	n, err := a.app.CountRecords("users")
	if err != nil {
		t.Fatal(err)
	}
	user := testapp.Person(t, a.app, "learner", fmt.Sprintf("p%d@example.org", n)).Id
	enrolment := testapp.Save(t, a.app, "enrolments", map[string]any{"user": user, "course": a.course, "cycle": 1}).Id
	attempt, _, err := quizzes.Start(a.app, user, a.quiz(t, "quiz").Id, enrolment)
	if err != nil {
		t.Fatal(err)
	}
	asked := a.asked(t, attempt)
	due := asked["due"]
	i := slices.IndexFunc(due.Body.Options, func(o quizzes.Option) bool { return o.Text.Plain == option })
	answers := packed(t, map[string]any{asked["uno"].ID: text, due.ID: due.Body.Options[i].ID})
	if _, err := quizzes.Give(a.app, user, attempt.Id, answers); err != nil {
		t.Fatal(err)
	}
	if attempt, err = quizzes.Submit(a.app, user, attempt.Id); err != nil {
		t.Fatal(err)
	}
	return attempt
}

func (a *academy) again(t testing.TB, attempt *quizzes.Attempt) *quizzes.Attempt {
	t.Helper()
	found, err := quizzes.FindAttempt(a.app, attempt.User(), attempt.Id)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// told collects who hears of a changed result.
type told struct{ attempts []string }

func (x *told) tell(_ core.App, _ *quizzes.Regrade, d quizzes.Difference) error {
	x.attempts = append(x.attempts, d.Attempt)
	return nil
}

func (a *academy) propose(t testing.TB) (*quizzes.Regrade, quizzes.RegradeSummary) {
	t.Helper()
	g, err := quizzes.ProposeRegrade(a.app, a.quiz(t, "quiz").Id, a.user)
	if err != nil {
		t.Fatal(err)
	}
	return a.run(t, g, nil)
}

func (a *academy) run(t testing.TB, g *quizzes.Regrade, tell quizzes.Tell) (*quizzes.Regrade, quizzes.RegradeSummary) {
	t.Helper()
	if err := quizzes.RunRegrade(t.Context(), a.app, g.Id, tell); err != nil {
		t.Fatal(err)
	}
	g, err := quizzes.FindRegrade(a.app, g.Quiz(), g.Id)
	if err != nil {
		t.Fatal(err)
	}
	s, err := g.Summary()
	if err != nil {
		t.Fatal(err)
	}
	return g, s
}

func (a *academy) commit(t testing.TB, g *quizzes.Regrade, tell quizzes.Tell) *quizzes.Regrade {
	t.Helper()
	if err := quizzes.DecideRegrade(a.app, g.Quiz(), g.Id, true); err != nil {
		t.Fatal(err)
	}
	g, _ = a.run(t, g, tell)
	return g
}

func TestAChangedQuestionLeavesOldAttemptsAsTheyWereUntilSomebodySaysYes(t *testing.T) {
	a := open(t)
	a.store(t, strict)
	short, long, wrong := a.answered(t, "PEC", "a"), a.answered(t, "posta certificata", "a"), a.answered(t, "fax", "b")
	a.store(t, kind)
	if got := a.again(t, short); got.Percent() != 50 || got.Passed() {
		t.Fatalf("storing the question changed the attempt to %v %%", got.Percent())
	}
	g, s := a.propose(t)
	up, down, gained, lost := s.Count()
	if g.State() != quizzes.RegradeProposed || s.Looked != 3 || len(s.Changed) != 1 || up != 1 || down != 0 || gained != 1 || lost != 0 {
		t.Fatalf("proposed %s: %+v", g.State(), s)
	}
	if d := s.Changed[0]; d.Attempt != short.Id || d.Before != 50 || d.After != 100 || d.WasPassed || !d.IsPassed {
		t.Errorf("difference %+v", d)
	}
	if got := a.again(t, short); got.Percent() != 50 {
		t.Fatalf("counting changed the attempt to %v %%", got.Percent())
	}
	heard := &told{}
	g = a.commit(t, g, heard.tell)
	if got := a.again(t, short); g.State() != quizzes.RegradeCommitted || got.Percent() != 100 || !got.Passed() || got.GetDateTime("regraded").IsZero() {
		t.Errorf("committed %s: %v %%", g.State(), got.Percent())
	}
	if !slices.Equal(heard.attempts, []string{short.Id}) {
		t.Errorf("told of %v", heard.attempts)
	}
	for _, kept := range []*quizzes.Attempt{long, wrong} {
		if got := a.again(t, kept); got.Percent() != kept.Percent() || !got.GetDateTime("regraded").IsZero() {
			t.Errorf("attempt %s changed to %v %%", kept.Id, got.Percent())
		}
	}
}

func TestAResultExplainsItselfByTheVersionThatMarkedIt(t *testing.T) {
	a := open(t)
	a.store(t, strict)
	attempt := a.answered(t, "PEC", "a")
	a.store(t, "quiz|---\npass: 60\n---\n\n## Uno? {#uno}\n= PEC\n> Proprio lei.\n\n## Due? {#due}\n- [x] a\n- [ ] b\n")
	g, _ := a.propose(t)
	a.commit(t, g, (&told{}).tell)
	r, err := quizzes.ResultOf(a.app, attempt.User(), attempt.Id)
	if err != nil {
		t.Fatal(err)
	}
	if q := r.Questions[0]; q.Right.Text != "PEC" || len(q.Feedback) != 1 || q.Feedback[0].Plain != "Proprio lei." {
		t.Errorf("right %q, feedback %v", q.Right.Text, q.Feedback)
	}
}

func TestPointsThatChangeCount(t *testing.T) {
	a := open(t)
	a.store(t, kind)
	good, bad := a.answered(t, "boh", "a"), a.answered(t, "PEC", "b")
	a.store(t, worth2)
	g, s := a.propose(t)
	up, down, gained, lost := s.Count()
	if up != 1 || down != 1 || gained != 1 || lost != 0 || s.Changed[0].Attempt != good.Id {
		t.Fatalf("%+v", s)
	}
	a.commit(t, g, (&told{}).tell)
	if got := a.again(t, good); got.Score() != 3 || got.Max() != 4 {
		t.Errorf("%v of %v", got.Score(), got.Max())
	}
	if got := a.again(t, bad); got.Score() != 1 || got.Max() != 4 {
		t.Errorf("%v of %v", got.Score(), got.Max())
	}
}

func TestHowSureAnAnswerWasCountsAgain(t *testing.T) {
	a := open(t)
	const sure = "quiz|---\ncertainty: true\n---\n\n## Uno? {#uno}\n= fax\n\n## Due? {#due}\n- [x] a\n- [ ] b\n"
	a.store(t, sure)
	attempt := a.answered(t, "PEC", "a") // nobody said how sure: one third of the second question
	a.store(t, strings.Replace(sure, "= fax", "= PEC", 1))
	g, s := a.propose(t)
	if len(s.Changed) != 1 || s.Changed[0].Before >= 17 || s.Changed[0].After <= 33 || s.Changed[0].After >= 34 {
		t.Fatalf("%+v", s)
	}
	a.commit(t, g, (&told{}).tell)
	if got := a.again(t, attempt); got.Percent() <= 33 || got.Percent() >= 34 {
		t.Errorf("%v %%", got.Percent())
	}
}

func TestWhatWasShownIsWhatIsCommitted(t *testing.T) {
	a := open(t)
	a.store(t, strict)
	before := a.answered(t, "PEC", "a")
	a.store(t, kind)
	g, s := a.propose(t)
	if len(s.Changed) != 1 || s.Changed[0].After != 100 {
		t.Fatalf("proposed %+v", s)
	}
	a.store(t, worth2) // while the proposal waits: now the second question weighs more
	during := a.answered(t, "fax", "a")
	heard := &told{}
	a.commit(t, g, heard.tell)
	if got := a.again(t, before); got.Percent() != 100 || got.Max() != 2 {
		t.Errorf("committed %v of %v", got.Score(), got.Max())
	}
	if got := a.again(t, during); got.Max() != 4 || !got.Regraded().IsZero() {
		t.Errorf("who answered meanwhile has %v of %v", got.Score(), got.Max())
	}
	if !slices.Equal(heard.attempts, []string{before.Id}) {
		t.Errorf("told of %v", heard.attempts)
	}
	if _, s = a.propose(t); len(s.Changed) != 1 || s.Changed[0].Attempt != before.Id || s.Changed[0].After != 100 {
		t.Errorf("the next proposal is %+v", s.Changed) // three points more of as many more
	}
}

func TestAnAnswerThatNoLongerFitsStaysAsItWas(t *testing.T) {
	a := open(t)
	a.store(t, kind)
	attempt := a.answered(t, "PEC", "a")
	a.store(t, gone)
	g, s := a.propose(t)
	if len(s.Changed) != 0 || s.Unfit["due"] != 1 {
		t.Fatalf("%+v", s)
	}
	a.commit(t, g, (&told{}).tell)
	if got := a.again(t, attempt); got.Percent() != 100 {
		t.Errorf("%v %%", got.Percent())
	}
}

func TestARegradeThatACrashStoppedGoesOnAndTellsNobodyTwice(t *testing.T) {
	a := open(t)
	a.store(t, strict)
	for range 3 {
		a.answered(t, "PEC", "a")
	}
	a.store(t, kind)
	g, _ := a.propose(t)
	if err := quizzes.DecideRegrade(a.app, g.Quiz(), g.Id, true); err != nil {
		t.Fatal(err)
	}
	heard, crash := &told{}, errors.New("the machine went down")
	err := quizzes.RunRegrade(t.Context(), a.app, g.Id, func(tx core.App, g *quizzes.Regrade, d quizzes.Difference) error {
		if len(heard.attempts) == 2 {
			heard.attempts = nil // what the transaction had written is not there
			return crash
		}
		return heard.tell(tx, g, d)
	})
	if !errors.Is(err, crash) {
		t.Fatal(err)
	}
	g, _ = a.run(t, g, heard.tell)
	if len(heard.attempts) != 3 || g.Done() != 3 || g.State() != quizzes.RegradeCommitted {
		t.Errorf("told of %d, done %d, %s", len(heard.attempts), g.Done(), g.State())
	}
	if a.run(t, g, heard.tell); len(heard.attempts) != 3 {
		t.Errorf("told again: %d", len(heard.attempts))
	}
}

func TestOnlyOneRegradeRunsAndItIsDecidedOnce(t *testing.T) {
	a := open(t)
	a.store(t, kind)
	quiz := a.quiz(t, "quiz").Id
	first, err := quizzes.ProposeRegrade(a.app, quiz, a.user)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := quizzes.ProposeRegrade(a.app, quiz, a.user); !errors.Is(err, quizzes.ErrRegrading) {
		t.Errorf("a second one while the first counts: %v", err)
	}
	if err := quizzes.DecideRegrade(a.app, quiz, first.Id, true); !errors.Is(err, quizzes.ErrNotProposed) {
		t.Errorf("decided while it counts: %v", err)
	}
	a.run(t, first, nil)
	second, _ := a.propose(t)
	if err := quizzes.DecideRegrade(a.app, quiz, first.Id, true); !errors.Is(err, quizzes.ErrNotProposed) {
		t.Errorf("the first was dropped for the second: %v", err)
	}
	if err := quizzes.DecideRegrade(a.app, quiz, second.Id, false); err != nil {
		t.Fatal(err)
	}
	if latest, err := quizzes.LatestRegrade(a.app, quiz); !errors.Is(err, quizzes.ErrNotFound) {
		t.Errorf("a dropped one is still there: %v %v", latest, err)
	}
}

func TestACancelledRegradeStops(t *testing.T) {
	a := open(t)
	a.store(t, kind)
	a.answered(t, "PEC", "a")
	g, err := quizzes.ProposeRegrade(a.app, a.quiz(t, "quiz").Id, a.user)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := quizzes.RunRegrade(ctx, a.app, g.Id, nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestStatisticsLookAtEachPersonsFirstAttempt(t *testing.T) {
	a := open(t)
	a.store(t, kind)
	for i := range 12 {
		option := "a"
		if i%3 == 0 {
			option = "b"
		}
		a.answered(t, "PEC", option)
	}
	quiz := a.quiz(t, "quiz").Id
	s, err := quizzes.StatisticsOf(a.app, quiz, quizzes.FirstAttempts)
	if err != nil {
		t.Fatal(err)
	}
	if s.Attempts != 12 || len(s.Items) != 2 || s.Items[0].Facility != 1 || s.Items[0].Choices[0].Answer != "pec" || s.Items[0].Choices[0].Part != 1 {
		t.Fatalf("%+v", s)
	}
	counts := map[float64]int{}
	for _, c := range s.Items[1].Choices {
		counts[c.Part] = c.Count()
	}
	if counts[1] != 8 || counts[0] != 4 {
		t.Errorf("chosen %v", counts)
	}
	var enrolment string
	if err := a.app.DB().Select("enrolment").From("attempts").Where(dbx.HashExp{"quiz": quiz}).OrderBy("id ASC").Limit(1).Row(&enrolment); err != nil {
		t.Fatal(err)
	}
	if _, err := a.app.DB().Update("attempts", dbx.Params{"number": 2, "enrolment": enrolment}, dbx.NewExp("id = (SELECT max(id) FROM attempts)")).Execute(); err != nil {
		t.Fatal(err)
	}
	for which, want := range map[quizzes.Which]int{quizzes.FirstAttempts: 11, quizzes.BestAttempts: 11, quizzes.AllAttempts: 12} {
		if s, err := quizzes.StatisticsOf(a.app, quiz, which); err != nil || s.Attempts != want {
			t.Errorf("%s: %d attempts, want %d (%v)", which, s.Attempts, want, err)
		}
	}
}
