package pages

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/hours"
	"aula/internal/areas"
	"aula/internal/body"
	"aula/internal/calendar"
	"aula/locales"
)

// outsideBody is the most that a form with a document may have: larger documents are refused in words up to twice their bound.
const outsideBody = 2*hours.MaxDocument + 1<<20

// outsideView is the form by which somebody files training that they had elsewhere.
type outsideView struct {
	Frame
	Form    *form
	Areas   []areas.Area
	Filed   *hours.Filed // nil: not yet
	Today   string
	Again   bool   // begins with what was refused before
	First   string // address of what was filed with the same document
	Largest int64  // document, in bytes
}

func (s *site) bindMyOutside(mine *router.RouterGroup[*core.RequestEvent]) {
	mine.GET("/new", s.newOutside)
	mine.POST("/new", s.fileOutside).Bind(body.Limit(outsideBody))
	mine.GET("/{outside}", s.editOutside)
	mine.POST("/{outside}", s.refileOutside).Bind(body.Limit(outsideBody))
	mine.POST("/{outside}/withdrawal", s.withdrawOutside)
	mine.GET("/{outside}/document", s.sendOwnDocument)
}

func (s *site) newOutside(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	v := &outsideView{Form: filled()}
	if before := e.Request.URL.Query().Get("again"); before != "" {
		o, err := hours.FindOutsideOf(e.App, user.Id, before)
		if err != nil {
			return err
		}
		v.Form = filedAs(o)
		v.Again = true
	}
	return s.renderOutside(e, http.StatusOK, v)
}

func (s *site) renderOutside(e *core.RequestEvent, status int, v *outsideView) error {
	l := s.locale(e)
	title := l.T("outside.new")
	if v.Filed != nil {
		title = l.T("outside.edit")
	}
	v.Frame = s.newFrame(e, title)
	v.Section, v.NoIndex, v.Crumbs = "me", true, []Crumb{{l.T("frame.me"), "/me"}, {l.T("hours.mine"), "/me/hours"}, {Title: title}}
	v.Areas, v.Today, v.Largest = areas.All, calendar.FormatDay(time.Now()), hours.MaxDocument
	v.Form.named = outsideLabels
	e.Response.Header().Set("Cache-Control", "private, no-store")
	return s.render(e, status, "me_outside", v)
}

var outsideLabels = map[string]string{
	"title": "outside.title", "holder": "outside.holder", "from": "outside.from", "until": "outside.until", "minutes": "outside.hours", "area": "hours.area",
	"document": "outside.document", "reason": "outside.reason", "refusal": "outside.reason", "cancellation": "outside.reason",
}

// fileOutside files what the form says.
func (s *site) fileOutside(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	l := s.locale(e)
	v := &outsideView{Form: typed(e, "title", "holder", "from", "until", "minutes", "area", "compulsory")}
	f := readFiling(l, v.Form, user.Id)
	name, document, err := sentDocument(e)
	if err != nil {
		return err
	}
	_, err = hours.File(e.App, f, name, document, time.Now())
	if err != nil {
		return s.refuseOutside(e, v, err)
	}
	return back(e, withSaid(myHoursIn(f.Until), "outside_filed"))
}

// myHoursIn is the address of the page on which training of a day stands.
func myHoursIn(day time.Time) string {
	return "/me/hours?year=" + strconv.Itoa(day.In(calendar.Zone).Year())
}

// refuseOutside shows the form again with all that is wrong with it; what is not about it comes back.
func (s *site) refuseOutside(e *core.RequestEvent, v *outsideView, err error) error {
	l := s.locale(e)
	v.First = firstWith(err)
	if other := blameOutside(l, v.Form, err); other != nil {
		return other
	}
	return s.renderOutside(e, http.StatusUnprocessableEntity, v)
}

// readFiling reads the form. One day is enough for training that lasted no longer.
func readFiling(l *locales.Locale, f *form, user string) hours.Filing {
	filing := hours.Filing{User: user, Title: f.Value("title"), Holder: f.Value("holder"), Area: areas.Area(f.Value("area")), Compulsory: f.Is("compulsory", "yes")}
	filing.From, _ = calendar.ParseDay(f.Value("from")) // the zero day is to blame
	filing.Until = filing.From
	if f.Value("until") != "" {
		filing.Until, _ = calendar.ParseDay(f.Value("until"))
	}
	filing.Minutes = readHours(l, f, "minutes")
	return filing
}

// readHours says in the form what it cannot read, and returns 0 then.
func readHours(l *locales.Locale, f *form, field string) int {
	minutes, err := hours.ParseHours(f.Value(field))
	switch {
	case f.Value(field) == "":
		f.say(l, field, l.T("outside.problem.hours_none"))
	case errors.Is(err, hours.ErrHoursDual):
		f.say(l, field, l.T("outside.problem.hours_dual", "typed", f.Value(field)))
	case err != nil:
		f.say(l, field, l.T("outside.problem.hours"))
	}
	return minutes
}

// sentDocument is the document of a form; nil where none was chosen.
func sentDocument(e *core.RequestEvent) (name string, document io.Reader, err error) {
	file, header, err := e.Request.FormFile("document")
	switch {
	case errors.Is(err, http.ErrMissingFile), errors.Is(err, http.ErrNotMultipart):
		return "", nil, nil
	case err != nil:
		return "", nil, err
	}
	return header.Filename, file, nil
}

// blameOutside says in the form what is wrong with it; what is not about it comes back.
func blameOutside(l *locales.Locale, f *form, err error) error {
	var problems hours.FilingProblems
	var same *hours.SameDocument
	known := false
	if errors.As(err, &problems) {
		for _, p := range problems {
			if f.Problem(p.Field) == "" {
				f.say(l, p.Field, l.T("outside.problem."+p.Code, p.Values...))
			}
		}
		known = true
	}
	if errors.As(err, &same) {
		f.say(l, "document", l.T("outside.problem.same"))
		known = true
	}
	for _, row := range []struct {
		err        error
		field, key string
	}{
		{hours.ErrNoDocument, "document", "document_missing"}, {hours.ErrDocumentSize, "document", "document_large"}, {hours.ErrDocumentKind, "document", "document_kind"},
		{hours.ErrNoEmployer, "until", "employer"}, {hours.ErrTooManyFiled, "", "many"}, {hours.ErrDecided, "", "decided"}, {hours.ErrFiledAnew, "", "anew"},
	} {
		if errors.Is(err, row.err) {
			f.say(l, row.field, l.T("outside.problem."+row.key, "most", hours.OutsideAtOnce, "megabytes", hours.MaxDocument>>20))
			known = true
		}
	}
	slices.SortStableFunc(f.Problems, func(a, b fieldProblem) int {
		return cmp.Compare(slices.Index(outsideFields, a.Field), slices.Index(outsideFields, b.Field))
	})
	if known {
		return nil
	}
	return err
}

// outsideFields are those of the form as they are read; what is about none of them comes first.
var outsideFields = []string{"title", "holder", "from", "until", "minutes", "area", "document", "reason", "refusal", "cancellation"}

// firstWith is the address of what was filed with the same document, if that is what is wrong.
func firstWith(err error) string {
	var same *hours.SameDocument
	if errors.As(err, &same) {
		return "/me/hours/outside/" + same.First
	}
	return ""
}
