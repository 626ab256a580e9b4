package pages

import (
	"errors"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/internal/audit"
	"aula/locales"
	"aula/organisations"
	"aula/recordings"
	"aula/recordings/captions"
	"aula/webinars"
)

// recordingView is the page on which a recording is prepared: what is shown of it, its chapters, the lesson that it is.
type recordingView struct {
	manageFrame
	recordingItem
	Film     *filmView // nil: there is none yet
	Revision int
	Part     *form
	Chapters []chapterRow
	Wrong    *form // what is wrong with the chapters
	Cues     int
	Gaps     []string
	Strict   bool // no lesson without captions
	Lesson   *recordingLesson
	Publish  *form
	Courses  []courseChoice
}

// recordingItem is a recording as lists show it.
type recordingItem struct {
	ID, Base      string // Base: address of its page
	State         string
	Why           string // why it stopped, where that is worth saying; empty otherwise
	When          string
	Started       time.Time
	Length        string
	Bytes         int64
	Progress      int
	Until         time.Time // zero: it stays
	Ready, Coming bool      // Coming: its film is being made
	Published     bool
	Empty         bool     // nobody spoke: there is nothing to make a film of
	LacksRoom     bool     // the disk was too full for its film
	Lacks         []string // what of the webinar is not in it
}

func newRecordingItem(app core.App, l *locales.Locale, w *webinars.Webinar, r *recordings.Recording) (recordingItem, error) {
	item := recordingItem{
		ID: r.Id, Base: "/manage/webinars/" + w.Id + "/recordings/" + r.Id, State: string(r.State()), Started: r.Started(), When: l.Moment(r.Started(), w.Zone()),
		Length: captions.FormatClock(r.Duration().Truncate(time.Second)), Bytes: r.Bytes(), Progress: r.Progress(), Until: r.Until(),
		Ready: r.State() == recordings.Ready, Coming: r.State() == recordings.Running || r.State() == recordings.Processing,
		LacksRoom: r.LacksRoom(),
	}
	if r.IsEmpty() {
		item.State, item.Empty = "empty", true
	}
	if key := "recordings.why_" + string(r.Why()); l.Has(key) {
		item.Why = l.T(key)
	}
	switch {
	case r.Stills():
		item.Lacks = append(item.Lacks, l.T("recordings.stills", "codec", r.Unshown()))
	case r.Unshown() != "":
		item.Lacks = append(item.Lacks, l.T("recordings.unshown", "codec", r.Unshown()))
	}
	if r.Dropped() > 0 {
		item.Lacks = append(item.Lacks, l.T("recordings.dropped"))
	}
	_, err := recordings.OfRecording(app, r.Id)
	item.Published = err == nil
	if errors.Is(err, recordings.ErrNotPublished) {
		err = nil
	}
	return item, err
}

func (s *site) bindManageRecordings(m *router.RouterGroup[*core.RequestEvent]) {
	m.GET("/{id}/recordings", s.listRecordings)
	one := m.Group("/{id}/recordings/{recording}")
	one.GET("", s.showRecording)
	one.POST("/part", s.trimRecording)
	one.POST("/chapters", s.saveChapters)
	one.POST("/poster", takePoster)
	one.GET("/captions", s.showCaptions)
	one.POST("/captions", s.saveCaptions)
	one.POST("/captions/file", s.importCaptions)
	one.GET("/captions.vtt", s.exportCaptions).Unbind(apis.DefaultGzipMiddlewareId)
	one.POST("/lesson", s.publishRecording)
	one.POST("/lesson/place", s.placeRecordingLesson)
	one.GET("/lesson/withdraw", s.askWithdrawRecording)
	one.POST("/lesson/withdraw", s.withdrawRecording)
	one.GET("/delete", s.askDeleteRecording)
	one.POST("/delete", s.deleteRecording)
}

// managedRecording is the recording of the address with its webinar, if the reader may manage it.
func managedRecording(e *core.RequestEvent) (*webinars.Webinar, *recordings.Recording, error) {
	w, err := managedWebinar(e)
	if err != nil {
		return nil, nil, err
	}
	r, err := recordings.Find(e.App, e.Request.PathValue("recording"))
	if err != nil {
		return nil, nil, err
	}
	if r.Webinar() != w.Id {
		return nil, nil, recordings.ErrNotFound
	}
	return w, r, nil
}

// takePoster takes the picture of a film from the browser of who prepares it.
func takePoster(e *core.RequestEvent) error {
	_, r, err := managedRecording(e)
	if err != nil {
		return err
	}
	switch err := recordings.PutPoster(e.App, r.Id, e.Request.Body); {
	case errors.Is(err, recordings.ErrPoster):
		return e.NoContent(http.StatusUnprocessableEntity)
	case err != nil:
		return err
	}
	return e.NoContent(http.StatusNoContent)
}

type recordingsView struct {
	manageFrame
	Webinar   string
	List      []recordingItem
	Coming    bool
	Planned   bool
	Elsewhere bool // LiveKit carries its media: nothing is recorded here
}

// listRecordings shows what was recorded of a webinar, and loads itself again while films are being made.
func (s *site) listRecordings(e *core.RequestEvent) error {
	w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	l := s.locale(e)
	list, err := recordings.OfWebinar(e.App, w.Id)
	if err != nil {
		return err
	}
	title := l.T("recordings.title")
	view := recordingsView{manageFrame: s.webinarFrame(e, title, w, Crumb{Title: title}), Webinar: w.Id, Planned: !w.Settled(), Elsewhere: w.Engine() != webinars.ThisMachine}
	for _, r := range list {
		item, err := newRecordingItem(e.App, l, w, r)
		if err != nil {
			return err
		}
		view.Coming = view.Coming || item.Coming
		view.List = append(view.List, item)
	}
	return s.render(e, http.StatusOK, "manage_recording_list", &view)
}

func (s *site) showRecording(e *core.RequestEvent) error {
	w, r, err := managedRecording(e)
	if err != nil {
		return err
	}
	return s.renderRecording(e, http.StatusOK, w, r, recordingForms{})
}

// recordingForms are the page's forms as they were typed; what is nil is shown as it is kept.
type recordingForms struct {
	part, chapters, publish *form
	rows                    []chapterRow
}

func (s *site) renderRecording(e *core.RequestEvent, status int, w *webinars.Webinar, r *recordings.Recording, typed recordingForms) error {
	l := s.locale(e)
	item, err := newRecordingItem(e.App, l, w, r)
	if err != nil {
		return err
	}
	title := l.T("recordings.of", "when", item.When)
	view := &recordingView{
		manageFrame:   s.webinarFrame(e, title, w, Crumb{l.T("recordings.title"), "/manage/webinars/" + w.Id + "/recordings"}, Crumb{Title: title}),
		recordingItem: item, Revision: r.Revision(), Part: typed.part, Wrong: typed.chapters, Publish: typed.publish, Chapters: typed.rows,
	}
	if item.Ready {
		if err := view.prepare(e, s, l, w, r); err != nil {
			return err
		}
	}
	return s.render(e, status, "manage_recording_show", view)
}

// prepare fills what a recording has whose film is there.
func (v *recordingView) prepare(e *core.RequestEvent, s *site, l *locales.Locale, w *webinars.Webinar, r *recordings.Recording) error {
	from, to := r.Part()
	if v.Part == nil {
		v.Part = filled("from", captions.FormatClock(from), "to", captions.FormatClock(to))
	}
	if v.Wrong == nil {
		v.Wrong = &form{}
	}
	cues, err := recordings.ReadCaptions(e.App, r)
	if err != nil {
		return err
	}
	v.Cues = len(cues)
	v.Film = managedFilm(e, l, r, len(cues) > 0)
	if v.Chapters == nil {
		chapters, err := recordings.ReadChapters(e.App, r)
		if err != nil {
			return err
		}
		v.Chapters = chapterRows(chapters)
	}
	gaps, err := recordings.Lacking(e.App, r)
	if err != nil {
		return err
	}
	for _, g := range gaps {
		v.Gaps = append(v.Gaps, gapInWords(l, g))
	}
	centre, err := organisations.CentreOf(e.App)
	if err != nil {
		return err
	}
	v.Strict = !centre.CaptionsOptional
	return v.prepareLesson(e, l, w, r)
}

func gapInWords(l *locales.Locale, g captions.Gap) string {
	return l.T("recordings.gap", "from", captions.FormatClock(g.From.Truncate(time.Second)), "to", captions.FormatClock(g.To.Truncate(time.Second)))
}

// managedFilm is the whole film, for those who manage it.
func managedFilm(e *core.RequestEvent, l *locales.Locale, r *recordings.Recording, captioned bool) *filmView {
	base := "/api/aula/recordings/" + r.Id
	f := &filmView{Address: base + "/media", Length: captions.FormatClock(r.Duration()), Rates: filmRates(l), Language: l.Tag(), Speaks: l.T("recordings.captions")}
	if _, err := os.Stat(r.MediaPath(e.App)); err != nil {
		f.Missing = l.T("recordings.film_missing")
	}
	if r.HasPoster() {
		f.Poster = base + "/poster"
	} else if r.Width() > 0 {
		f.Portray = "/manage/webinars/" + r.Webinar() + "/recordings/" + r.Id + "/poster"
	}
	if captioned {
		f.Captions = base + "/captions.vtt?r=" + strconv.Itoa(r.Revision())
	}
	f.beginAt(e)
	return f
}

// revisionRead is the revision that the form's editor has read.
func revisionRead(e *core.RequestEvent) int {
	n, err := strconv.Atoi(e.Request.PostFormValue("revision"))
	if err != nil {
		return -1 // none of ours
	}
	return n
}

// askDeleteRecording says what goes with it.
func (s *site) askDeleteRecording(e *core.RequestEvent) error {
	w, r, err := managedRecording(e)
	if err != nil {
		return err
	}
	l := s.locale(e)
	item, err := newRecordingItem(e.App, l, w, r)
	if err != nil {
		return err
	}
	title := l.T("recordings.delete")
	view := sureView{
		manageFrame: s.webinarFrame(e, title, w, Crumb{l.T("recordings.title"), "/manage/webinars/" + w.Id + "/recordings"}, Crumb{Title: title}),
		Lead:        l.T("recordings.delete_lead", "when", item.When, "length", item.Length), Means: []string{l.T("recordings.delete_means")},
		Act: item.Base + "/delete", Button: title, Danger: true, Back: item.Base,
	}
	switch {
	case item.Published:
		view.Blocked, view.Lead, view.Means = true, l.T("error.recording_published"), nil
	case r.State() == recordings.Running:
		view.Blocked, view.Lead, view.Means = true, l.T("recordings.delete_running"), nil
	}
	return s.render(e, http.StatusOK, "manage_course_sure", &view)
}

func (s *site) deleteRecording(e *core.RequestEvent) error {
	w, r, err := managedRecording(e)
	if err != nil {
		return err
	}
	err = accounts.Audited(e, audit.RecordingDeleted.On(audit.Recording, r.Id, "webinar", w.Id), func() error { return recordings.Delete(e.App, r) })
	if err != nil {
		return err
	}
	return back(e, withSaid("/manage/webinars/"+w.Id+"/recordings", "recording_deleted"))
}
