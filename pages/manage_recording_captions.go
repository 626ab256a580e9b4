package pages

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/locales"
	"aula/organisations"
	"aula/recordings"
	"aula/recordings/captions"
	"aula/webinars"
)

// cuesAPage is how many captions one page of the table holds.
const cuesAPage = 200

// captionsView is the table in which captions are corrected, a stretch of them at a time.
type captionsView struct {
	manageFrame
	Base     string
	Film     *filmView
	Revision int
	Page     int
	At       int // index of the stretch's first caption among all that are kept
	Count    int // how many of those that are kept the stretch takes the place of
	All      int
	Rows     []cueRow
	Pages    []filterView
	Form     *form // what is wrong
	Position string
	Dirty    bool // something was done that is not kept yet
	Keys     []keyHint
}

// cueRow is a caption as it is typed.
type cueRow struct {
	Number           int // among all, from 1
	Start, End, Text string
	Problems         []string
	Focus            bool
}

type keyHint struct{ Keys, Words string }

func (s *site) showCaptions(e *core.RequestEvent) error {
	w, r, cues, err := s.captionsOf(e)
	if err != nil {
		return err
	}
	page, _ := strconv.Atoi(e.Request.URL.Query().Get("page")) // none is the first
	page = max(1, min(page, pagesOf(len(cues))))
	at := (page - 1) * cuesAPage
	stretch := cues[at:min(len(cues), at+cuesAPage)]
	v := s.newCaptionsView(e, w, r, cues, page, at, len(stretch))
	v.Rows = cueRows(stretch, at)
	v.blame(s.locale(e), captions.Check(cues, r.Duration()))
	return s.render(e, http.StatusOK, "manage_recording_captions", v)
}

func pagesOf(cues int) int { return max(1, (cues+cuesAPage-1)/cuesAPage) }

func (s *site) captionsOf(e *core.RequestEvent) (*webinars.Webinar, *recordings.Recording, []captions.Cue, error) {
	w, r, err := managedRecording(e)
	if err != nil {
		return nil, nil, nil, err
	}
	if r.State() != recordings.Ready {
		return nil, nil, nil, recordings.ErrNotReady
	}
	cues, err := recordings.ReadCaptions(e.App, r)
	return w, r, cues, err
}

func (s *site) newCaptionsView(e *core.RequestEvent, w *webinars.Webinar, r *recordings.Recording, cues []captions.Cue, page, at, count int) *captionsView {
	l := s.locale(e)
	title := l.T("recordings.captions")
	list := "/manage/webinars/" + w.Id + "/recordings"
	v := &captionsView{
		manageFrame: s.webinarFrame(e, title, w, Crumb{l.T("recordings.title"), list}, Crumb{l.T("recordings.of", "when", l.Moment(r.Started(), w.Zone())), list + "/" + r.Id}, Crumb{Title: title}),
		Base:        list + "/" + r.Id, Film: managedFilm(e, l, r, len(cues) > 0), Revision: r.Revision(), Page: page, At: at, Count: count, All: len(cues), Form: &form{},
	}
	for n := range pagesOf(len(cues)) {
		if len(cues) <= cuesAPage {
			break
		}
		last := cues[min(len(cues), (n+1)*cuesAPage)-1]
		v.Pages = append(v.Pages, filterView{
			captions.FormatClock(cues[n*cuesAPage].Start.Truncate(time.Second)) + " – " + captions.FormatClock(last.End.Truncate(time.Second)),
			v.Base + "/captions?page=" + strconv.Itoa(n+1), n+1 == page,
		})
	}
	for _, key := range []string{"play", "next", "times", "film"} {
		v.Keys = append(v.Keys, keyHint{l.T("captions.keys_" + key), l.T("captions.keys_" + key + "_do")})
	}
	return v
}

func cueRows(cues []captions.Cue, at int) []cueRow {
	rows := make([]cueRow, len(cues))
	for i, c := range cues {
		rows[i] = cueRow{Number: at + i + 1, Start: captions.FormatClock(c.Start), End: captions.FormatClock(c.End), Text: c.Text}
	}
	return rows
}

// blame writes beside each row what is wrong with its caption, and above all how many are wrong, and where those are that are not shown.
func (v *captionsView) blame(l *locales.Locale, wrong []captions.Problem) {
	elsewhere := 0
	for _, p := range wrong {
		words := problemInWords(l, p)
		i := p.Cue - 1 - v.At
		if i < 0 || i >= len(v.Rows) {
			if elsewhere++; elsewhere == 1 {
				v.Form.say(l, "", l.T("captions.wrong_elsewhere", "number", p.Cue, "problem", words))
			}
			continue
		}
		v.Rows[i].Problems = append(v.Rows[i].Problems, words)
		if len(v.Form.Problems) < 20 {
			v.Form.say(l, "start-"+strconv.Itoa(i), l.T("captions.wrong", "number", p.Cue, "problem", words))
		}
	}
}

func problemInWords(l *locales.Locale, p captions.Problem) string {
	return l.T("captions.problem_"+p.Code, "at", captions.FormatClock(p.Other), "most", captions.TextAtMost)
}

// saveCaptions keeps the stretch as it was typed, or does to it what a button says and shows it again, not kept yet.
func (s *site) saveCaptions(e *core.RequestEvent) error {
	w, r, cues, err := s.captionsOf(e)
	if err != nil {
		return err
	}
	if err := e.Request.ParseForm(); err != nil {
		return e.BadRequestError("", err)
	}
	l := s.locale(e)
	number := func(name string) int {
		n, err := strconv.Atoi(e.Request.PostForm.Get(name))
		if err != nil {
			return 0
		}
		return n
	}
	at := max(0, min(number("at"), len(cues)))
	count := max(0, min(number("count"), len(cues)-at))
	v := s.newCaptionsView(e, w, r, cues, max(1, number("page")), at, count)
	v.Revision, v.Dirty = revisionRead(e), true
	typed, ok := v.readRows(e, l)
	if v.Revision != r.Revision() {
		v.Form.say(l, "", l.T("captions.changed"))
		return s.render(e, http.StatusConflict, "manage_recording_captions", v)
	}
	if !ok {
		return s.render(e, http.StatusUnprocessableEntity, "manage_recording_captions", v)
	}
	all := slices.Concat(cues[:at], typed, cues[at+count:])
	act, of, _ := strings.Cut(e.Request.PostForm.Get("act"), ":")
	row, _ := strconv.Atoi(of)
	switch act {
	case "shift":
		by, ok := readShift(e.Request.PostForm.Get("shift"))
		if !ok {
			v.Form.say(l, "shift", l.T("captions.problem_shift"))
			return s.render(e, http.StatusUnprocessableEntity, "manage_recording_captions", v)
		}
		all = captions.Shift(all, by)
	case "mend":
		all = captions.Mend(all, r.Duration())
	case "split", "join", "insert", "remove":
		v.act(act, row, typed, e.Request.PostForm.Get("position"))
		return s.render(e, http.StatusOK, "manage_recording_captions", v)
	}
	return s.keepCaptions(e, v, r, all, "captions_saved")
}

// keepCaptions saves all captions and goes back to the stretch, or shows it again with what is wrong.
func (s *site) keepCaptions(e *core.RequestEvent, v *captionsView, r *recordings.Recording, all []captions.Cue, said string) error {
	l := s.locale(e)
	strict, err := captionsNeeded(e.App)
	if err != nil {
		return err
	}
	_, err = recordings.SaveCaptions(e.App, r.Id, v.Revision, all, strict)
	var wrong *recordings.CaptionsError
	var uncovered *recordings.UncoveredError
	switch {
	case err == nil:
		return back(e, withSaid(v.Base+"/captions?page="+strconv.Itoa(v.Page)+place(v.Position), said))
	case errors.As(err, &wrong):
		v.blame(l, wrong.Problems)
	case errors.As(err, &uncovered):
		v.Form.say(l, "", l.T("captions.uncovered", "first", gapInWords(l, uncovered.Gaps[0])))
	case errors.Is(err, recordings.ErrChanged):
		v.Form.say(l, "", l.T("captions.changed"))
		return s.render(e, http.StatusConflict, "manage_recording_captions", v)
	default:
		return err
	}
	return s.render(e, http.StatusUnprocessableEntity, "manage_recording_captions", v)
}

func place(position string) string {
	if position == "" {
		return ""
	}
	return "&t=" + position
}

func captionsNeeded(app core.App) (bool, error) {
	centre, err := organisations.CentreOf(app)
	if err != nil {
		return false, err
	}
	return !centre.CaptionsOptional, nil
}

// readRows reads the rows as they were typed, and tells whether all times are times. A row without anything is none.
func (v *captionsView) readRows(e *core.RequestEvent, l *locales.Locale) (cues []captions.Cue, ok bool) {
	post := e.Request.PostForm
	ok = true
	if at, err := strconv.ParseFloat(post.Get("position"), 64); err == nil && at > 0 && at < 1e6 {
		v.Position = strconv.FormatFloat(at, 'f', -1, 64)
		v.Film.At = "#t=" + v.Position
	}
	for i, start := range post["start"] {
		row := cueRow{Number: v.At + i + 1, Start: start}
		if i < len(post["end"]) {
			row.End = post["end"][i]
		}
		if i < len(post["text"]) {
			row.Text = strings.ReplaceAll(post["text"][i], "\r\n", "\n")
		}
		from, fromOK := captions.ParseClock(row.Start)
		to, toOK := captions.ParseClock(row.End)
		if !fromOK || !toOK {
			ok = false
			field := "start-"
			if fromOK {
				field = "end-"
			}
			row.Problems = append(row.Problems, l.T("recordings.problem_time"))
			v.Form.say(l, field+strconv.Itoa(i), l.T("captions.wrong", "number", row.Number, "problem", l.T("recordings.problem_time")))
		}
		v.Rows = append(v.Rows, row)
		cues = append(cues, captions.Cue{Start: from, End: to, Text: captions.Clean(row.Text)})
	}
	return cues, ok
}

// act does something to the stretch, and brings the reader to the row that it is about.
func (v *captionsView) act(act string, row int, typed []captions.Cue, position string) {
	focus := row
	switch act {
	case "split":
		at := time.Duration(-1)
		if seconds, err := strconv.ParseFloat(position, 64); err == nil && seconds < 1e6 {
			at = time.Duration(seconds*1000) * time.Millisecond
		}
		typed, focus = captions.Split(typed, row, at), row+1
	case "join":
		typed = captions.Join(typed, row)
	case "insert":
		typed, focus = captions.Insert(typed, row), row+1
	case "remove":
		typed, focus = captions.Remove(typed, row), max(0, row-1)
	}
	v.Rows = cueRows(typed, v.At)
	if focus >= 0 && focus < len(v.Rows) {
		v.Rows[focus].Focus = true
	}
}

// readShift reads by how many seconds all captions are moved: "-1,5".
func readShift(typed string) (time.Duration, bool) {
	seconds, err := strconv.ParseFloat(strings.Replace(strings.Replace(strings.TrimSpace(typed), ",", ".", 1), "−", "-", 1), 64)
	if err != nil || !(seconds > -86400 && seconds < 86400) {
		return 0, false
	}
	return (time.Duration(seconds * 1000)) * time.Millisecond, true
}
