package pages

import (
	"net/http"
	"net/url"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/classes"
	"aula/internal/calendar"
	"aula/locales"
	"aula/webinars"
)

// classFrame is the frame of the pages about one session of an edition.
type classFrame struct {
	editionFrame
	At                string // address of the session's register
	Back              string // address of the edition at the desk
	Door              string // address at which its door is projected
	Course, Edition   string // titles
	Day, Hours, Place string
	From              time.Time
	Room, Web         bool   // people meet in a room, in a webinar
	Webinar           string // record id
	Closed            string // when the register was closed; empty: it is open
	desk              editionDesk
	edition           *classes.Edition
	session           *classes.Session
}

// classView is the register of a session.
type classView struct {
	classFrame
	State      string // early: it cannot be written yet; open, over, closed, cancelled
	Opens      string // when it can
	Ends       string
	Percent    int // of presence that the course asks for; 0: none
	Here       int // how many were there, as far as is known
	Rows       []classRow
	Doubts     []webinars.Unsupported
	Seen       string
	Form       *form
	Papers     string // the names that were typed from paper
	Sheet      *classes.Sheet
	Unfinished bool // its webinar has not ended: more presence may come
}

// classRow is a person in the register.
type classRow struct {
	User, Name, Email string
	Here              bool // ticked
	From, Until       string
	Came, Went        string // when they were there as far as is known, if all at once and not as planned
	Channels          []classChannel
	Minutes           int // as far as is known
	Some              bool
	Percent           int // of the whole edition, with this register
	Enough, Corrected bool
	Own               bool // the reader's: somebody else writes it
}

// classChannel is what one channel says of a person.
type classChannel struct {
	Channel string
	Hours   string
	Drop    bool // a facilitator may say that it is wrong
	Dropped bool
}

func (s *site) bindRegister(at *router.RouterGroup[*core.RequestEvent]) {
	one := at.Group("/{edition}/sessions/{session}")
	one.GET("", s.showClass)
	one.POST("", s.writeClass)
	one.GET("/sheet.pdf", s.printSheet)
	one.POST("/paper", s.enterSheet)
	one.GET("/close", s.askCloseClass)
	one.POST("/close", s.closeClass)
	one.GET("/history", s.showClassHistory)
	one.GET("/people/{person}", s.askCorrectClass)
	one.POST("/people/{person}", s.correctClass)
}

// classAt is the session of the address at its desk, for those who hold it.
func classAt(e *core.RequestEvent) (d editionDesk, x *classes.Edition, m *classes.Session, err error) {
	if d, x, err = deskOf(e, true); err != nil {
		return d, x, nil, err
	}
	m, err = classes.FindSession(e.App, e.Request.PathValue("session"))
	if err == nil && m.Edition() != x.Id {
		err = classes.ErrNoSession
	}
	return d, x, m, err
}

// registerAddress is where the session's register is, at a desk.
func registerAddress(d editionDesk, x *classes.Edition, session string) string {
	return d.of(x) + "/sessions/" + url.PathEscape(session)
}

func (s *site) newClassFrame(e *core.RequestEvent, title string, deeper bool) (f classFrame, err error) {
	d, x, m, err := classAt(e)
	if err != nil {
		return f, err
	}
	l, zone := s.locale(e), calendar.Zone.String()
	f = classFrame{
		At: registerAddress(d, x, m.Id), Back: d.of(x), Door: doorAddress(d, x, m.Id), Course: d.course.Title(), Edition: x.Title(), Day: l.DayIn(m.From(), zone), Hours: hoursIn(l, m.From(), m.Until()),
		Place: m.Place(), From: m.From(), Room: m.HasRoom(), Web: m.HasWebinar(), Webinar: m.Webinar(), desk: d, edition: x, session: m,
	}
	if m.Closed() {
		f.Closed = l.DateTime(m.GetDateTime("closed").Time())
	}
	name := l.T("class.title", "day", f.Day)
	crumbs := []Crumb{{x.Title(), f.Back}}
	if deeper {
		crumbs = append(crumbs, Crumb{name, f.At}, Crumb{Title: title})
	} else {
		title, crumbs = name, append(crumbs, Crumb{Title: name})
	}
	f.editionFrame = s.newEditionFrame(e, d, title, crumbs...)
	return f, nil
}

// hoursIn says from when until when, as people in Italy read it.
func hoursIn(l *locales.Locale, from, until time.Time) string {
	zone := calendar.Zone.String()
	return l.T("register.from_to", "from", l.HourIn(from, zone), "to", l.HourIn(until, zone))
}

func (s *site) showClass(e *core.RequestEvent) error {
	view, err := s.newClassView(e, time.Now(), nil)
	if err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "class_register", view)
}

// newClassView is the register with the form as it was typed; nil: as it was written.
func (s *site) newClassView(e *core.RequestEvent, now time.Time, f *form) (*classView, error) {
	frame, err := s.newClassFrame(e, "", false)
	if err != nil {
		return nil, err
	}
	l, x, m := s.locale(e), frame.edition, frame.session
	view := &classView{classFrame: frame, State: classState(x, m, now), Form: f}
	view.Opens, view.Ends = l.Moment(m.RegisterOpens(), calendar.Zone.String()), l.HourIn(m.Until(), calendar.Zone.String())
	if x.Presence() != "" {
		view.Percent = x.Percent()
	}
	rows, err := classes.PresencesAt(e.App, m.Id)
	if err != nil {
		return nil, err
	}
	view.Seen = classes.Written(rows)
	if view.Form == nil {
		view.Form = filled()
	}
	if err := view.addPeople(e, l, rows, f); err != nil {
		return nil, err
	}
	if m.HasWebinar() {
		w, err := webinars.Find(e.App, m.Webinar())
		view.Unfinished = err == nil && !w.Settled()
	}
	view.Doubts, err = s.options.Rooms.ClassDoubts(e.App, x)
	return view, err
}

func classState(x *classes.Edition, m *classes.Session, now time.Time) string {
	switch {
	case m.Closed():
		return "closed"
	case x.State() == classes.Cancelled:
		return "cancelled"
	case now.Before(m.RegisterOpens()):
		return "early"
	case now.Before(m.Until()):
		return "open"
	}
	return "over"
}

// addPeople adds everybody who has a seat, with what is known of their presence.
func (v *classView) addPeople(e *core.RequestEvent, l *locales.Locale, rows []*classes.Presence, f *form) error {
	roll, err := classes.Roll(e.App, v.edition.Id)
	if err != nil {
		return err
	}
	whole, err := classes.Foresee(e.App, v.edition, v.session.Id)
	if err != nil {
		return err
	}
	of := map[string][]*classes.Presence{}
	for _, p := range rows {
		of[p.User()] = append(of[p.User()], p)
	}
	for _, p := range roll {
		if p.State != classes.In || p.User == "" {
			continue
		}
		r := newClassRow(l, v.session, p, of[p.User])
		r.Own = p.User == e.Auth.Id
		r.Percent, r.Enough = whole[p.User].Percent, whole[p.User].Enough
		if r.Some {
			v.Here++
		}
		if f != nil && f.Is("row_"+p.User, "yes") {
			r.retype(f)
		}
		v.Rows = append(v.Rows, r)
	}
	return nil
}

func newClassRow(l *locales.Locale, m *classes.Session, p classes.Member, rows []*classes.Presence) classRow {
	r := classRow{User: p.User, Name: p.Name(), Email: p.Email, Minutes: int(m.Present(rows).Present / time.Minute)}
	r.Some = r.Minutes > 0
	if stays := webinars.Merge(classes.StaysIn(rows)); len(stays) == 1 && r.Some {
		r.Came, r.Went = otherHour(stays[0].From, m.From()), otherHour(stays[0].To, m.Until())
	}
	for _, row := range rows {
		if !row.Holds() {
			continue
		}
		if row.Reason() != "" {
			r.Corrected = true
		} else if row.Channel() == classes.ByHand {
			r.Here = true
			r.From, r.Until = otherHour(row.From(), m.From()), otherHour(row.Until(), m.Until())
		}
		hours := hoursIn(l, row.From(), row.Until())
		if row.From().Equal(row.Until()) {
			hours = l.T("class.absent")
		}
		r.Channels = append(r.Channels, classChannel{Channel: string(row.Channel()), Hours: hours, Drop: row.Channel() == classes.OnPaper || row.Channel() == classes.AtDoor})
	}
	return r
}

// otherHour is a moment as fields of hours have it; empty where it is the one that was planned.
func otherHour(t, planned time.Time) string {
	if t.Equal(planned) {
		return ""
	}
	return calendar.FormatHour(t)
}
