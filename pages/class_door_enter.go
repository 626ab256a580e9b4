package pages

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/classes"
	"aula/courses"
	"aula/internal/calendar"
)

// doorCookie keeps in this browser that the code at a door was read, and when: the code itself stays in no history.
const doorCookie = "aula_door"

func (s *site) bindDoor(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/door", s.scanDoor)
	root.GET("/door/{session}", s.showDoorEntry)
	root.POST("/door/{session}", s.enterDoor)
}

// doorCodeView is where the code is typed by who cannot scan it.
type doorCodeView struct {
	Frame
	Form *form
}

// scanDoor is where the QR code leads, and where who types the code sends it. It writes nothing down: scanners of links follow them, too.
func (s *site) scanDoor(e *core.RequestEvent) error {
	l, user := s.locale(e), ""
	if u := person(e); u != nil {
		user = u.Id
	}
	code := e.Request.URL.Query().Get("c")
	view := doorCodeView{Frame: s.newFrame(e, l.T("door.type_title")), Form: filled("c", code)}
	view.NoIndex, view.Path = true, "/door"
	view.Form.named = map[string]string{"c": "door.code"}
	e.Response.Header().Set("Cache-Control", "no-store")
	e.Response.Header().Set("Referrer-Policy", "no-referrer")
	if !e.Request.URL.Query().Has("c") {
		return s.render(e, http.StatusOK, "class_door_code", &view)
	}
	if err := accounts.Take(e.App, accounts.TryDoor, user, e.RealIP()); err != nil {
		status, err := view.Form.take(e, l, err, "c")
		if err != nil {
			return err
		}
		return s.render(e, status, "class_door_code", &view)
	}
	m, proof, err := classes.Scan(e.App, user, code, time.Now())
	if doorRefuses(err) {
		status, key := s.describe(err)
		view.Form.say(l, "c", l.T(key))
		return s.render(e, status, "class_door_code", &view)
	}
	if err != nil {
		return err
	}
	setCookie(e, doorCookie, proof, int(classes.DoorPatience.Seconds()))
	return back(e, "/door/"+m.Id)
}

// doorRefuses tells whether an error is one that people at a door read there, with what they can do.
func doorRefuses(err error) bool {
	for _, why := range []error{classes.ErrDoorOld, classes.ErrDoorWrong, classes.ErrDoorClosed, classes.ErrDoorScan, classes.ErrRegisterClosed, classes.ErrNoSeat} {
		if errors.Is(err, why) {
			return true
		}
	}
	return false
}

// readDoor is the session whose code somebody has read who comes in by a card now: they go on there.
func readDoor(e *core.RequestEvent, user string) (session string, read bool) {
	proof := cookieValue(e, doorCookie)
	session, _, _ = strings.Cut(proof, ".")
	_, err := classes.ReadScan(e.App, session, user, proof, time.Now())
	return session, err == nil
}

// What somebody at a door may do, or has done.
const (
	doorScan    = "scan"    // read the code first
	doorSign    = "sign"    // sign in
	doorConfirm = "confirm" // say that they are there
	doorNoSeat  = "no_seat"
	doorWaits   = "waits" // on the waiting list, or for approval
	doorIn      = "in"
	doorOut     = "out" // left
)

// doorEntryView is the page of somebody who stands at a door with a phone.
type doorEntryView struct {
	Frame
	Session, State        string
	Course, Edition, When string // empty for who has neither read the code nor a seat
	EditionAddress        string
	Message               string // why the last act did nothing
	Email                 string
	Read, Lasts           string // when the code was read, and until when that counts; empty: it was not
	From, Until           string // of the presence
	Leaves                bool   // so much is over that they may be leaving
}

func (s *site) showDoorEntry(e *core.RequestEvent) error {
	m, err := classes.FindSession(e.App, e.Request.PathValue("session"))
	if err != nil {
		return err
	}
	return s.renderDoorEntry(e, http.StatusOK, m, "")
}

// enterDoor writes down that the reader is there, or leaves.
func (s *site) enterDoor(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	m, err := classes.FindSession(e.App, e.Request.PathValue("session"))
	if err != nil {
		return err
	}
	at, err := classes.ReadScan(e.App, m.Id, user.Id, cookieValue(e, doorCookie), time.Now())
	if err == nil && e.Request.PostFormValue("act") == "leave" {
		err = classes.GoOut(e.App, m.Id, user.Id, at)
	} else if err == nil {
		err = classes.ComeIn(e.App, m.Id, user.Id, at)
	}
	if doorRefuses(err) {
		status, key := s.describe(err)
		return s.renderDoorEntry(e, status, m, s.locale(e).T(key))
	}
	if err != nil {
		return err
	}
	setCookie(e, doorCookie, "", -1)
	return back(e, "/door/"+m.Id)
}

func (s *site) renderDoorEntry(e *core.RequestEvent, status int, m *classes.Session, message string) error {
	l, zone := s.locale(e), calendar.Zone.String()
	view := doorEntryView{Frame: s.newFrame(e, l.T("door.entry_title")), Session: m.Id, State: doorScan, Message: message}
	view.NoIndex = true
	user := ""
	if u := person(e); u != nil {
		user, view.Email = u.Id, u.Email()
	}
	at, err := classes.ReadScan(e.App, m.Id, user, cookieValue(e, doorCookie), time.Now())
	read := err == nil
	if err != nil && !errors.Is(err, classes.ErrDoorScan) {
		return err
	}
	if read {
		view.Read, view.Lasts = l.HourIn(at, zone), l.HourIn(at.Add(classes.DoorPatience), zone)
	}
	if err := view.stand(e.App, m, user, at, read); err != nil {
		return err
	}
	if view.State == doorIn || view.State == doorOut {
		stay, _, err := classes.LastStay(e.App, m.Id, user)
		if err != nil {
			return err
		}
		view.From, view.Until = l.HourIn(stay.From(), zone), l.HourIn(stay.Until(), zone)
	}
	if view.State != doorScan {
		if err := view.name(e.App, m); err != nil {
			return err
		}
		if cardOf(e) != "" { // editions' pages are not for cards
			view.EditionAddress = accounts.CardPath + "/class"
		}
		view.When = l.Moment(m.From(), zone)
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return s.render(e, status, "class_door_enter", &view)
}

// stand finds where somebody stands who read the code at a moment, if they did.
func (v *doorEntryView) stand(app core.App, m *classes.Session, user string, at time.Time, read bool) error {
	if user == "" {
		if read {
			v.State = doorSign
		}
		return nil
	}
	seat, err := classes.FindOwn(app, m.Edition(), user)
	switch {
	case err != nil && !errors.Is(err, classes.ErrNoSeat):
		return err
	case err != nil || !seat.State().Held():
		if read {
			v.State = doorNoSeat
		}
		return nil
	case seat.State() != classes.In:
		v.State = doorWaits
		return nil
	}
	stay, been, err := classes.LastStay(app, m.Id, user)
	if err != nil {
		return err
	}
	switch {
	case been && stay.Until().Equal(m.Until()):
		v.State, v.Leaves = doorIn, read && at.After(stay.From()) && m.MayGoOut(at)
	case been && !read:
		v.State = doorOut
	case read:
		v.State = doorConfirm
	}
	return nil
}

func (v *doorEntryView) name(app core.App, m *classes.Session) error {
	x, err := classes.Find(app, m.Edition())
	if err != nil {
		return err
	}
	c, err := courses.FindByID(app, x.Course())
	if err != nil {
		return err
	}
	v.Course, v.Edition, v.EditionAddress = c.Title(), x.Title(), editionAddress(c.Slug(), x.Id)
	return nil
}
