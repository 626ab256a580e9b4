package pages

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/recordings"
	"aula/recordings/captions"
	"aula/webinars"
)

// trimRecording says which part of a recording is shown.
func (s *site) trimRecording(e *core.RequestEvent) error {
	w, r, err := managedRecording(e)
	if err != nil {
		return err
	}
	l := s.locale(e)
	f := typed(e, "from", "to")
	f.named = map[string]string{"from": "recordings.from", "to": "recordings.to"}
	from, fromOK := captions.ParseClock(cmp.Or(strings.TrimSpace(f.Value("from")), "0"))
	to, toOK := r.Duration(), true
	if typed := strings.TrimSpace(f.Value("to")); typed != "" {
		to, toOK = captions.ParseClock(typed)
	}
	if !fromOK {
		f.say(l, "from", l.T("recordings.problem_time"))
	}
	if !toOK {
		f.say(l, "to", l.T("recordings.problem_time"))
	}
	if !f.Wrong() {
		_, err = recordings.Trim(e.App, r.Id, revisionRead(e), from, to)
		switch {
		case err == nil:
			return back(e, withSaid("/manage/webinars/"+w.Id+"/recordings/"+r.Id, "recording_part"))
		case errors.Is(err, recordings.ErrPart):
			f.say(l, "to", l.T("recordings.problem_part", "length", captions.FormatClock(r.Duration())))
		default:
			return s.recordingChanged(e, w, r, err, f, recordingForms{part: f})
		}
	}
	return s.renderRecording(e, http.StatusUnprocessableEntity, w, r, recordingForms{part: f})
}

// recordingChanged shows the page again, with what was typed, to who saves over somebody else's change; other errors come back.
func (s *site) recordingChanged(e *core.RequestEvent, w *webinars.Webinar, r *recordings.Recording, err error, f *form, typed recordingForms) error {
	if !errors.Is(err, recordings.ErrChanged) {
		return err
	}
	l := s.locale(e)
	f.say(l, "", l.T("recordings.changed"))
	return s.renderRecording(e, http.StatusConflict, w, r, typed)
}

// chapterRow is a chapter as it is typed.
type chapterRow struct{ At, Title string }

// moreChapters are empty rows in which chapters can be added.
const moreChapters = 2

func chapterRows(list []recordings.Chapter) []chapterRow {
	var rows []chapterRow
	for _, c := range list {
		rows = append(rows, chapterRow{captions.FormatClock(c.Begins()), c.Title})
	}
	return append(rows, make([]chapterRow, moreChapters)...)
}

// saveChapters keeps the chapters' places and titles. A row without a title is no chapter.
func (s *site) saveChapters(e *core.RequestEvent) error {
	w, r, err := managedRecording(e)
	if err != nil {
		return err
	}
	l := s.locale(e)
	if err := e.Request.ParseForm(); err != nil {
		return e.BadRequestError("", err)
	}
	before, err := recordings.ReadChapters(e.App, r)
	if err != nil {
		return err
	}
	f := &form{}
	var rows []chapterRow
	var list []recordings.Chapter
	for i, at := range e.Request.PostForm["at"] {
		row := chapterRow{At: at}
		if titles := e.Request.PostForm["title"]; i < len(titles) {
			row.Title = strings.TrimSpace(titles[i])
		}
		rows = append(rows, row)
		if row.Title == "" {
			continue
		}
		place, ok := captions.ParseClock(at)
		if !ok {
			f.say(l, "", l.T("recordings.problem_chapter_time", "title", row.Title))
		}
		list = append(list, withDeck(before, recordings.Chapter{At: place.Seconds(), Title: row.Title}))
	}
	slices.SortStableFunc(list, func(a, b recordings.Chapter) int { return cmp.Compare(a.At, b.At) })
	if !f.Wrong() {
		_, err = recordings.SaveChapters(e.App, r.Id, revisionRead(e), list)
		switch {
		case err == nil:
			return back(e, withSaid("/manage/webinars/"+w.Id+"/recordings/"+r.Id, "recording_chapters"))
		case errors.Is(err, recordings.ErrChapters):
			f.say(l, "", l.T("recordings.problem_chapters", "length", captions.FormatClock(r.Duration())))
		default:
			return s.recordingChanged(e, w, r, err, f, recordingForms{chapters: f, rows: rows})
		}
	}
	return s.renderRecording(e, http.StatusUnprocessableEntity, w, r, recordingForms{chapters: f, rows: rows})
}

// withDeck keeps which page was shown where a chapter stays at its place.
func withDeck(before []recordings.Chapter, c recordings.Chapter) recordings.Chapter {
	for _, b := range before {
		if b.At == c.At {
			c.Deck, c.Page = b.Deck, b.Page
		}
	}
	return c
}
