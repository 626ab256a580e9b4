package pages

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/courses"
	"aula/locales"
	"aula/recordings"
	"aula/recordings/captions"
)

// filmView is a film with what stands around it: in a lesson, and where a recording is prepared.
type filmView struct {
	Address  string // of the film
	At       string // where it is to begin, "#t=75"
	Poster   string // empty: its first picture
	Portray  string // where the browser gives a picture of it; empty: it has one
	Captions string // address; empty: it has none
	Language string // of the captions
	Speaks   string // the language's own name
	Length   string
	Page     string // address of the page without a place in the film
	Chapters []placeView
	Words    []placeView // what is said, in paragraphs
	Missing  string      // that the film is not there, in words; empty: it is
	Read     string      // address of the page on which it is read; empty: there is none
	Whole    bool        // reading it counts
	Rates    []rateView

	Report  string // where the browser says what was played; empty: nobody asks
	Version int
	Left    string // how much is to be watched, in words
	Resume  string // where the first part begins that was not played, in seconds; empty: nothing is left or nothing was played
	Done    bool
}

// placeView is a place in a film with what is there.
type placeView struct {
	At    string // seconds
	Clock string
	Text  string
}

func newPlace(at time.Duration, text string) placeView {
	return placeView{strconv.FormatFloat(at.Seconds(), 'f', -1, 64), captions.FormatClock(at.Truncate(time.Second)), text}
}

func (s *site) bindLessonFilm(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/courses/{slug}/lessons/{lesson}/words", s.showLessonWords)
	root.POST("/courses/{slug}/lessons/{lesson}/words", s.readLessonWords)
	root.GET("/courses/{slug}/lessons/{lesson}/film/{file}", s.sendLessonFilm).Unbind(apis.DefaultGzipMiddlewareId)
}

// filmOf is the film of a lesson that is a recording; nil where it has gone.
func (s *site) filmOf(e *core.RequestEvent, o *opened, lesson *courses.Lesson) (*filmView, error) {
	p, r, err := recordings.OfLesson(e.App, lesson.Id)
	if errors.Is(err, recordings.ErrNotPublished) || errors.Is(err, recordings.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	l := s.locale(e)
	base := o.address() + "/lessons/" + lesson.Slug() + "/film/"
	version := "?v=" + strconv.Itoa(p.Version())
	v := &filmView{
		Address: base + "film" + version, Language: o.Course.Language(), Speaks: languageNames[o.Course.Language()],
		Length: captions.FormatClock(p.Length().Truncate(time.Second)), Page: o.address() + "/" + lesson.Slug(), Version: p.Version(), Rates: filmRates(l),
	}
	v.beginAt(e)
	if r.HasPoster() && p.From() == 0 && p.To() >= r.Duration() { // else it may show what was cut away
		v.Poster = base + "poster.jpg" + version
	}
	words, err := recordings.WordsOf(e.App, p, r)
	if err != nil {
		return nil, err
	}
	v.Whole = words.Whole
	if _, err := os.Stat(p.MediaPath(e.App, r)); err != nil {
		v.Missing = filmMissing(l, words)
	}
	if len(words.Cues) > 0 {
		v.Captions = base + "captions.vtt"
		v.Read = o.address() + "/lessons/" + lesson.Slug() + "/words"
	}
	chapters, err := p.Chapters(e.App, r)
	if err != nil {
		return nil, err
	}
	if v.Missing != "" {
		v.add(words.Cues, nil)
		return v, nil
	}
	v.add(words.Cues, chapters)
	return v, v.addWatching(e, l, o, lesson, p)
}

// filmMissing says that a film is not there, and what reading its words is worth.
func filmMissing(l *locales.Locale, words recordings.Words) string {
	switch {
	case len(words.Cues) == 0:
		return l.T("film.missing")
	case words.Whole:
		return l.T("film.missing") + " " + l.T("film.missing_whole")
	}
	return l.T("film.missing") + " " + l.T("film.missing_lacking")
}

// beginAt reads the place that the address names.
func (v *filmView) beginAt(e *core.RequestEvent) {
	if at, err := strconv.ParseFloat(e.Request.URL.Query().Get("t"), 64); err == nil && at > 0 && at < 1e6 {
		v.At = "#t=" + strconv.FormatFloat(at, 'f', -1, 64)
	}
}

func (v *filmView) add(cues []captions.Cue, chapters []recordings.Chapter) {
	for _, c := range chapters {
		v.Chapters = append(v.Chapters, newPlace(c.Begins(), c.Title))
	}
	for _, p := range captions.Paragraphs(cues) {
		v.Words = append(v.Words, newPlace(p.Start, p.Text))
	}
}

// addWatching says how far the reader is, if enrolled.
func (v *filmView) addWatching(e *core.RequestEvent, l *locales.Locale, o *opened, lesson *courses.Lesson, p *recordings.Publication) error {
	if !o.Reading.Enrolled() {
		return nil
	}
	w, err := recordings.WatchingOf(e.App, o.Reading.Enrolment, p, o.Reading.Done(lesson))
	if err != nil {
		return err
	}
	v.Report = "/api/aula/courses/" + o.Course.Slug() + "/lessons/" + lesson.Id + "/watching"
	key, minutes := w.Standing()
	v.Left, v.Done = l.T(key, "length", l.Length(minutes)), w.Done
	if w.Resume > 0 && w.Resume < w.Length && !w.Done {
		v.Resume = newPlace(w.Resume, "").At
	}
	return nil
}

func filmRates(l *locales.Locale) []rateView {
	var list []rateView
	for _, rate := range []float64{0.75, 1, 1.25, 1.5, 2} { // no faster: what is played at a higher speed counts for nothing
		list = append(list, rateView{locales.For("en").Number(rate), l.Number(rate) + "×"})
	}
	return list
}

// sendLessonFilm sends the film of a lesson, its captions or its picture to whoever may read the lesson. Of what was cut away nothing is in
// them.
func (s *site) sendLessonFilm(e *core.RequestEvent) error {
	_, lesson, p, r, err := s.lessonFilm(e)
	if err != nil {
		return err
	}
	h := e.Response.Header()
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; media-src 'self'")
	h.Set("X-Content-Type-Options", "nosniff")
	switch e.Request.PathValue("file") {
	case "film":
		path := p.MediaPath(e.App, r)
		h.Set("Content-Disposition", fmt.Sprintf("inline; filename=%q", lesson.Slug()+filepath.Ext(path)))
		return sendFilm(e, path, r.MediaType(), p)
	case "poster.jpg":
		if p.From() == 0 && p.To() >= r.Duration() {
			return sendFilm(e, r.PosterPath(e.App), "image/jpeg", p)
		}
	case "captions.vtt":
		cues, err := p.Captions(e.App, r)
		if err != nil {
			return err
		}
		h.Set("Cache-Control", "private, no-cache")
		return e.Blob(http.StatusOK, "text/vtt; charset=utf-8", captions.Write(cues))
	}
	return courses.ErrNotFound
}

// sendFilm sends a file of the version that the address names; a former one has gone.
func sendFilm(e *core.RequestEvent, path, mediaType string, p *recordings.Publication) error {
	if v := e.Request.URL.Query().Get("v"); v != "" && v != strconv.Itoa(p.Version()) {
		return courses.ErrNotFound
	}
	f, err := os.Open(path)
	if err != nil {
		return courses.ErrNotFound
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	h := e.Response.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Cache-Control", "private, max-age=3600")
	h.Set("ETag", strconv.Quote(p.Id+"-"+strconv.Itoa(p.Version())+"-"+strings.TrimPrefix(mediaType, "image/")))
	http.ServeContent(e.Response, e.Request, "", info.ModTime(), f)
	return nil
}
