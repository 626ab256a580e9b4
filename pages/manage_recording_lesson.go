package pages

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/internal/audit"
	"aula/locales"
	"aula/organisations"
	"aula/recordings"
	"aula/recordings/captions"
	"aula/webinars"
)

// recordingLesson is the lesson that a recording is, as its managers see it.
type recordingLesson struct {
	Title, Course, CourseTitle string
	Address                    string // of the lesson; empty: it is not there yet
	State                      string
	Preparing                  bool
	Stale                      bool   // another part is to be shown than learners see
	Picture                    string // after how long the first picture comes, where one waits for it
	Mine                       bool   // the reader manages the course
	After                      string // where it stands; see courses.Made
	Places                     []placeChoice
}

// placeChoice is a lesson after which one may stand.
type placeChoice struct{ Key, Title string }

func (v *recordingView) prepareLesson(e *core.RequestEvent, l *locales.Locale, w *webinars.Webinar, r *recordings.Recording) error {
	p, err := recordings.OfRecording(e.App, r.Id)
	if err != nil && !errors.Is(err, recordings.ErrNotPublished) {
		return err
	}
	if p == nil {
		if v.Publish == nil {
			v.Publish = filled("title", w.Title(), "course", w.Course())
		}
		v.Courses, err = coursesToFill(e)
		return err
	}
	c, err := courses.FindByID(e.App, p.Course())
	if err != nil {
		return err
	}
	from, to := r.Part()
	lesson := &recordingLesson{
		Title: p.Title(), Course: "/courses/" + c.Slug(), CourseTitle: c.Title(), State: l.T("recordings.lesson_" + string(p.State())),
		Preparing: p.State() == recordings.Preparing, Mine: accounts.MayManageCourse(e.Auth, c.Owner()),
		Stale: p.State() != recordings.Preparing && (p.From() != from || p.To() != to),
	}
	if lesson.Mine {
		if lesson.After, lesson.Places, err = placesFor(e.App, l, c.Id, p.After()); err != nil {
			return err
		}
	}
	if p.Picture() > time.Second {
		lesson.Picture = captions.FormatClock(p.Picture().Truncate(time.Second))
	}
	if p.Lesson() != "" {
		found, err := courses.FindLesson(e.App, c.Id, p.Lesson())
		if err != nil {
			return err
		}
		lesson.Address = lesson.Course + "/" + found.Slug()
	}
	if v.Publish == nil {
		v.Publish = filled("title", p.Title())
	}
	v.Lesson = lesson
	return nil
}

// placesFor are the places that a lesson of a recording may have in a course, and which of them it has: at the end, where the lesson has gone
// after which it stood.
func placesFor(app core.App, l *locales.Locale, course, after string) (string, []placeChoice, error) {
	list, err := courses.Lessons(app, course)
	if err != nil {
		return "", nil, err
	}
	places, there := []placeChoice{{courses.AtTheStart, l.T("recordings.place_start")}}, after == courses.AtTheStart
	for _, lesson := range list {
		if lesson.Origin() == "" {
			there = there || lesson.Key() == after
			places = append(places, placeChoice{lesson.Key(), l.T("recordings.place_after", "title", lesson.Title())})
		}
	}
	if !there {
		after = ""
	}
	return after, append(places, placeChoice{"", l.T("recordings.place_end")}), nil
}

// placeRecordingLesson lets the lesson stand elsewhere in its course.
func (s *site) placeRecordingLesson(e *core.RequestEvent) error {
	w, r, err := managedRecording(e)
	if err != nil {
		return err
	}
	if _, _, err := lessonToWithdraw(e, r); err != nil {
		return err
	}
	if err := recordings.Place(e.App, r.Id, e.Request.PostFormValue("after")); err != nil {
		return err
	}
	return back(e, withSaid("/manage/webinars/"+w.Id+"/recordings/"+r.Id, "recording_placed"))
}

// coursesToFill are those in which the reader may publish.
func coursesToFill(e *core.RequestEvent) ([]courseChoice, error) {
	if !accounts.Allowed(e.Auth, accounts.ManageOwnCourses) {
		return nil, nil
	}
	list, err := courses.Owned(e.App, ownOnly(e))
	var choices []courseChoice
	for _, c := range list {
		choices = append(choices, courseChoice{c.ID, c.Title})
	}
	return choices, err
}

// publishRecording makes a lesson of a recording, or makes the lesson that it is anew.
func (s *site) publishRecording(e *core.RequestEvent) error {
	w, r, err := managedRecording(e)
	if err != nil {
		return err
	}
	l := s.locale(e)
	f := typed(e, "title", "course")
	f.named = map[string]string{"title": "recordings.lesson_title", "course": "recordings.course"}
	centre, err := organisations.CentreOf(e.App)
	if err != nil {
		return err
	}
	err = accounts.Audited(e, audit.RecordingPublished.On(audit.Recording, r.Id), func() error { return publishOrRenew(e, r, f, !centre.CaptionsOptional) })
	var uncovered *recordings.UncoveredError
	switch {
	case err == nil:
		return back(e, withSaid("/manage/webinars/"+w.Id+"/recordings/"+r.Id, "recording_published"))
	case errors.As(err, &uncovered):
		f.say(l, "", l.T("recordings.uncovered", "first", gapInWords(l, uncovered.Gaps[0])))
	case errors.Is(err, recordings.ErrTitle):
		f.say(l, "title", l.T("recordings.problem_title"))
	case errors.Is(err, courses.ErrNotFound):
		f.say(l, "course", l.T("recordings.problem_course"))
	default:
		return s.recordingChanged(e, w, r, err, f, recordingForms{publish: f})
	}
	return s.renderRecording(e, http.StatusUnprocessableEntity, w, r, recordingForms{publish: f})
}

func publishOrRenew(e *core.RequestEvent, r *recordings.Recording, f *form, strict bool) error {
	p, err := recordings.OfRecording(e.App, r.Id)
	if err != nil && !errors.Is(err, recordings.ErrNotPublished) {
		return err
	}
	course := f.Value("course")
	if p != nil {
		course = p.Course()
	}
	c, err := courses.FindByID(e.App, course)
	if err != nil {
		return err
	}
	if !accounts.MayManageCourse(e.Auth, c.Owner()) {
		return courses.ErrNotFound
	}
	if p != nil {
		_, err = recordings.Renew(e.App, r.Id, revisionRead(e), f.Value("title"), strict)
	} else {
		_, err = recordings.Publish(e.App, r.Id, revisionRead(e), c.Id, f.Value("title"), e.Auth.Id, strict)
	}
	return err
}

// askWithdrawRecording says whom that touches.
func (s *site) askWithdrawRecording(e *core.RequestEvent) error {
	w, r, err := managedRecording(e)
	if err != nil {
		return err
	}
	p, c, err := lessonToWithdraw(e, r)
	if err != nil {
		return err
	}
	l := s.locale(e)
	base := "/manage/webinars/" + w.Id + "/recordings/" + r.Id
	open, _, err := courses.CountLearners(e.App, c.Id)
	if err != nil {
		return err
	}
	until, err := keptUntil(e.App)
	if err != nil {
		return err
	}
	title := l.T("recordings.withdraw")
	view := sureView{
		manageFrame: s.webinarFrame(e, title, w, Crumb{l.T("recordings.title"), "/manage/webinars/" + w.Id + "/recordings"}, Crumb{Title: title}),
		Lead:        l.T("recordings.withdraw_lead", "title", p.Title(), "course", c.Title()),
		Means: []string{
			l.T("recordings.withdraw_learners", "count", open), l.T("recordings.withdraw_kept", "date", l.Date(until)),
		},
		Act: base + "/lesson/withdraw", Button: title, Danger: true, Back: base,
	}
	return s.render(e, http.StatusOK, "manage_course_sure", &view)
}

func lessonToWithdraw(e *core.RequestEvent, r *recordings.Recording) (*recordings.Publication, *courses.Course, error) {
	p, err := recordings.OfRecording(e.App, r.Id)
	if err != nil {
		return nil, nil, err
	}
	c, err := courses.FindByID(e.App, cmp.Or(p.Course(), "none"))
	if err != nil {
		return nil, nil, err
	}
	if !accounts.MayManageCourse(e.Auth, c.Owner()) {
		return nil, nil, e.ForbiddenError("", nil)
	}
	return p, c, nil
}

func (s *site) withdrawRecording(e *core.RequestEvent) error {
	w, r, err := managedRecording(e)
	if err != nil {
		return err
	}
	if _, _, err := lessonToWithdraw(e, r); err != nil {
		return err
	}
	until, err := keptUntil(e.App)
	if err != nil {
		return err
	}
	err = accounts.Audited(e, audit.RecordingWithdrawn.On(audit.Recording, r.Id), func() error { return recordings.Withdraw(e.App, r.Id, until) })
	if err != nil {
		return err
	}
	return back(e, withSaid("/manage/webinars/"+w.Id+"/recordings/"+r.Id, "recording_withdrawn"))
}

// keptUntil is until when a recording is kept that is no lesson from now on.
func keptUntil(app core.App) (time.Time, error) {
	centre, err := organisations.CentreOf(app)
	if err != nil {
		return time.Time{}, err
	}
	return recordings.KeptUntil(time.Now(), centre.RecordingDays), nil
}
