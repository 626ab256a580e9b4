package courses_test

import (
	"errors"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/calendar"
	"aula/internal/testapp"
)

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	if text == "" {
		return time.Time{}
	}
	m, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestUntilWhenSomebodyHasTime(t *testing.T) {
	rows := []struct {
		name          string
		day           string
		after         int
		enrolled, due string
	}{
		{"no deadline", "", 0, "2026-11-01T10:00:00Z", ""},
		{"a fixed day, to its end", "2026-12-31T00:00:00Z", 0, "2026-11-01T10:00:00Z", "2026-12-31T22:59:59.999Z"},
		{"enrolled on that very day", "2026-12-31T00:00:00Z", 0, "2026-12-31T22:00:00Z", "2026-12-31T22:59:59.999Z"},
		{"enrolled when it is over", "2026-12-31T00:00:00Z", 0, "2026-12-31T23:00:00Z", ""},
		{"thirty days after enrolling", "", 30, "2026-11-01T10:00:00Z", "2026-12-01T22:59:59.999Z"},
		{"enrolled late in the evening", "", 1, "2026-11-01T23:30:00Z", "2026-11-03T22:59:59.999Z"},
		{"over the beginning of summer time", "", 7, "2026-03-25T10:00:00Z", "2026-04-01T21:59:59.999Z"},
		{"over its end", "", 7, "2026-10-20T10:00:00Z", "2026-10-27T22:59:59.999Z"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			d := courses.Deadline{Day: moment(t, row.day), After: row.after}
			if got := d.Due(moment(t, row.enrolled)); !got.Equal(moment(t, row.due)) {
				t.Errorf("due %s, want %s", got.UTC(), row.due)
			}
		})
	}
}

func TestWhichDeadlinesCanBeSet(t *testing.T) {
	now := moment(t, "2026-11-26T10:00:00Z")
	rows := []struct {
		name  string
		day   string
		after int
		want  error
	}{
		{"none", "", 0, nil}, {"today", "2026-11-26T00:00:00Z", 0, nil}, {"yesterday", "2026-11-25T12:00:00Z", 0, courses.ErrDeadlinePast},
		{"one day after enrolling", "", 1, nil}, {"two years", "", courses.MostDays, nil},
		{"longer", "", courses.MostDays + 1, courses.ErrDeadlineDays}, {"before enrolling", "", -1, courses.ErrDeadlineDays},
	}
	for _, row := range rows {
		if err := (courses.Deadline{Day: moment(t, row.day), After: row.after}).Check(now); !errors.Is(err, row.want) {
			t.Errorf("%s: error %v, want %v", row.name, err, row.want)
		}
	}
}

func TestWhatIsLate(t *testing.T) {
	due := "2026-12-31T22:59:59.999Z"
	rows := []struct {
		name, completed, due string
		late                 bool
	}{
		{"in time", "2026-12-01T10:00:00Z", due, false}, {"in the last second", "2026-12-31T22:59:59Z", due, false},
		{"a second later", "2026-12-31T23:00:00Z", due, true}, {"without deadline", "2026-12-31T23:00:00Z", "", false},
		{"not finished", "", due, false},
	}
	for _, row := range rows {
		if got := courses.Late(moment(t, row.completed), moment(t, row.due)); got != row.late {
			t.Errorf("%s: late %v", row.name, got)
		}
	}
}

func TestWhichReminderADeadlineHasReached(t *testing.T) {
	due := moment(t, "2026-03-31T21:59:59.999Z") // in summer time, which begins on the 29th
	rows := []struct {
		now  string
		want courses.Reminder
	}{
		{"2026-03-16T22:59:00Z", courses.NoReminder}, // fifteen days before, almost midnight
		{"2026-03-16T23:00:00Z", courses.RemindEarly},
		{"2026-03-27T22:59:00Z", courses.RemindEarly},
		{"2026-03-27T23:00:00Z", courses.RemindSoon},
		{"2026-03-30T21:59:00Z", courses.RemindSoon},
		{"2026-03-30T22:00:00Z", courses.RemindToday},
		{"2026-03-31T21:59:59Z", courses.RemindToday},
		{"2026-03-31T22:00:00Z", courses.RemindOverdue},
		{"2026-04-03T10:00:00Z", courses.RemindOverdue}, // the machine slept
		{"2026-04-04T10:00:00Z", courses.NoReminder},
	}
	for _, row := range rows {
		if got := courses.ReminderOf(due, moment(t, row.now)); got != row.want {
			t.Errorf("at %s reached %q, want %q", row.now, got, row.want)
		}
	}
	if got := courses.ReminderOf(time.Time{}, due); got != courses.NoReminder {
		t.Errorf("without deadline: %q", got)
	}
}

// deadlines is a published course with three learners who are under way and one who has finished.
type deadlines struct {
	core.App
	t         *testing.T
	course    string
	learners  []string // enrolments
	completed string
}

func newDeadlines(t *testing.T) *deadlines {
	t.Helper()
	app := testapp.New(t)
	d := &deadlines{App: app, t: t}
	d.course = testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published"}).Id
	for _, name := range []string{"ada", "bea", "cia", "dea"} {
		e, err := courses.Enrol(app, testapp.Person(t, app, "learner", name+"@example.org").Id, d.course)
		if err != nil {
			t.Fatal(err)
		}
		d.learners = append(d.learners, e.Id)
	}
	d.completed, d.learners = d.learners[3], d.learners[:3]
	done, err := app.FindRecordById("enrolments", d.completed)
	if err != nil {
		t.Fatal(err)
	}
	done.Set("completed", time.Now())
	if err := app.Save(done); err != nil {
		t.Fatal(err)
	}
	return d
}

// due is the day until which an enrolment has time, "" if there is none.
func (d *deadlines) due(enrolment string) string {
	d.t.Helper()
	e, err := courses.FindEnrolmentByID(d, enrolment)
	if err != nil {
		d.t.Fatal(err)
	}
	return calendar.FormatDay(e.Due())
}

func (d *deadlines) set(deadline courses.Deadline) {
	d.t.Helper()
	if err := courses.SetDeadline(d, d.course, deadline); err != nil {
		d.t.Fatal(err)
	}
}

func (d *deadlines) expect(want ...string) {
	d.t.Helper()
	for i, enrolment := range append(append([]string{}, d.learners...), d.completed) {
		if got := d.due(enrolment); got != want[i] {
			d.t.Errorf("learner %d has time until %q, want %q", i, got, want[i])
		}
	}
}

func inDays(days int) time.Time    { return calendar.AddDays(time.Now(), days) }
func dayIn(days int) string        { return calendar.FormatDay(inDays(days)) }
func fixed(d int) courses.Deadline { return courses.Deadline{Day: inDays(d)} }

func TestACoursesDeadlineReachesWhoHasNotFinished(t *testing.T) {
	d := newDeadlines(t)
	d.set(fixed(20))
	d.expect(dayIn(20), dayIn(20), dayIn(20), "")
	late, err := courses.Enrol(d, testapp.Person(t, d, "learner", "late@example.org").Id, d.course)
	if err != nil || calendar.FormatDay(late.Due()) != dayIn(20) {
		t.Errorf("who enrols now has time until %s, %v", calendar.FormatDay(late.Due()), err)
	}
	d.set(courses.Deadline{After: 30})
	d.expect(dayIn(30), dayIn(30), dayIn(30), "")
	d.set(courses.Deadline{})
	d.expect("", "", "", "")
}

func TestALearnersOwnDeadlineStaysWhenTheCoursesChanges(t *testing.T) {
	d := newDeadlines(t)
	d.set(fixed(20))
	own := func(who []string, o courses.OwnDeadline, want int) string {
		t.Helper()
		change, count, err := courses.SetOwnDeadline(d, d.course, courses.LearnerChoice{Enrolments: who}, o)
		if err != nil || count != want {
			t.Fatalf("%d learners, want %d, %v", count, want, err)
		}
		return change
	}
	own(d.learners[:1], courses.OwnDeadline{Day: inDays(40)}, 1)
	own(d.learners[1:2], courses.OwnDeadline{}, 1)
	own([]string{d.completed, "nobody"}, courses.OwnDeadline{Day: inDays(40)}, 0)
	d.set(fixed(10))
	d.expect(dayIn(40), "", dayIn(10), "")
	touched, err := courses.TouchedByDeadline(d, d.course)
	if err != nil || touched != (courses.Touched{Open: 1, Own: 2}) {
		t.Errorf("touches %+v, %v", touched, err)
	}
	own(d.learners, courses.OwnDeadline{AsCourse: true}, 3)
	d.expect(dayIn(10), dayIn(10), dayIn(10), "")
}

func TestAChangeForManyIsTakenBackOnce(t *testing.T) {
	d := newDeadlines(t)
	d.set(fixed(20))
	if _, _, err := courses.SetOwnDeadline(d, d.course, courses.LearnerChoice{Enrolments: d.learners[:1]}, courses.OwnDeadline{Day: inDays(40)}); err != nil {
		t.Fatal(err)
	}
	all := courses.LearnerChoice{All: &courses.LearnerFilter{}}
	change, count, err := courses.SetOwnDeadline(d, d.course, all, courses.OwnDeadline{Day: inDays(60)})
	if err != nil || count != 3 {
		t.Fatalf("%d learners, %v", count, err)
	}
	d.expect(dayIn(60), dayIn(60), dayIn(60), "")
	for _, want := range []int{3, 0} {
		if n, err := courses.UndoOwnDeadline(d, d.course, change); err != nil || n != want {
			t.Errorf("taken back for %d, want %d, %v", n, want, err)
		}
	}
	d.expect(dayIn(40), dayIn(20), dayIn(20), "")
	d.set(fixed(25)) // those who follow the course again do so
	d.expect(dayIn(40), dayIn(25), dayIn(25), "")
	if _, _, err := courses.SetOwnDeadline(d, d.course, all, courses.OwnDeadline{Day: inDays(-1)}); !errors.Is(err, courses.ErrDeadlinePast) {
		t.Errorf("a day that is over: %v", err)
	}
}

func TestADeadlineSaysNothingAboutWhenSomebodyWasActive(t *testing.T) {
	d := newDeadlines(t)
	before, err := d.FindRecordById("enrolments", d.learners[0])
	if err != nil {
		t.Fatal(err)
	}
	d.set(fixed(20))
	if _, _, err := courses.SetOwnDeadline(d, d.course, courses.LearnerChoice{Enrolments: d.learners}, courses.OwnDeadline{Day: inDays(40)}); err != nil {
		t.Fatal(err)
	}
	after, err := d.FindRecordById("enrolments", d.learners[0])
	if err != nil || after.GetString("updated") != before.GetString("updated") {
		t.Errorf("active %s, before %s, %v", after.GetString("updated"), before.GetString("updated"), err)
	}
}

func TestEachReminderIsDueOnceForEachDeadline(t *testing.T) {
	d := newDeadlines(t)
	d.set(fixed(20))
	at := func(days int) time.Time { return calendar.At(inDays(days), 9) }
	steps := []struct {
		name string
		now  time.Time
		want courses.Reminder
	}{
		{"too early", at(5), courses.NoReminder},
		{"fourteen days before", at(6), courses.RemindEarly},
		{"the day after that", at(7), courses.NoReminder},
		{"three days before", at(17), courses.RemindSoon},
		{"on the day", at(20), courses.RemindToday},
		{"the day after", at(21), courses.RemindOverdue},
		{"later", at(22), courses.NoReminder},
	}
	for _, step := range steps {
		list, err := courses.Remindings(d, step.now)
		if err != nil {
			t.Fatal(err)
		}
		if step.want == courses.NoReminder && len(list) != 0 || step.want != courses.NoReminder && len(list) != len(d.learners) {
			t.Errorf("%s: reminds %+v", step.name, list)
		}
		for _, r := range list {
			if r.Reminder != step.want {
				t.Errorf("%s: reminder %q, want %q", step.name, r.Reminder, step.want)
			}
			if err := courses.Reminded(d, r); err != nil {
				t.Fatal(err)
			}
		}
	}
	d.set(fixed(30)) // a deadline that is moved reminds anew, of the nearest only
	list, err := courses.Remindings(d, at(29))
	if err != nil || len(list) != len(d.learners) || list[0].Reminder != courses.RemindSoon {
		t.Errorf("after moving: %+v, %v", list, err)
	}
}

func TestNobodyIsRemindedOfWhatIsOver(t *testing.T) {
	d := newDeadlines(t)
	d.set(fixed(10))
	names := func() (list []string) {
		t.Helper()
		all, err := courses.Remindings(d, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range all {
			list = append(list, r.Enrolment)
		}
		return list
	}
	if got := names(); len(got) != 3 {
		t.Errorf("reminds %v", got)
	}
	gone, err := d.FindRecordById("enrolments", d.learners[0])
	if err != nil {
		t.Fatal(err)
	}
	user, err := d.FindRecordById("users", gone.GetString("user"))
	if err == nil {
		err = d.Delete(user)
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := names(); len(got) != 2 {
		t.Errorf("without the account: reminds %v", got)
	}
	if err := courses.Withdraw(d, d.course); err != nil {
		t.Fatal(err)
	}
	if got := names(); len(got) != 0 {
		t.Errorf("of a withdrawn course: reminds %v", got)
	}
}

func TestWhoEnrolsIsNotRemindedOfWhatTheyHaveJustRead(t *testing.T) {
	d := newDeadlines(t)
	d.set(courses.Deadline{After: 10})
	late, err := courses.Enrol(d, testapp.Person(t, d, "learner", "late@example.org").Id, d.course)
	if err != nil {
		t.Fatal(err)
	}
	reminds := func(now time.Time) bool {
		list, err := courses.Remindings(d, now)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range list {
			if r.Enrolment == late.Id {
				return true
			}
		}
		return false
	}
	if reminds(time.Now()) || !reminds(inDays(7)) {
		t.Error("reminded on enrolling, or not three days before")
	}
}
