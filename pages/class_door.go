package pages

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/classes"
	"aula/internal/calendar"
	"aula/internal/documents"
)

// doorView is the door of a session as it is projected for who comes in.
type doorView struct {
	editionFrame
	Course, Edition string
	When            string
	At              string // address of the edition at the desk
	Feed            string // address of what the door shows
	Site            string // what people type who cannot scan
	Shut            string // why the door is shut; empty: it is open
	doorFace
}

// doorFace is what changes at a door.
type doorFace struct {
	Open  bool   `json:"open"`
	Code  string `json:"code"`
	Path  string `json:"path"` // of the QR code, in a square of Side
	Side  int    `json:"side"`
	Left  int64  `json:"left"` // milliseconds until it shows another
	In    int    `json:"in"`   // who have come in
	Seats int    `json:"seats"`
}

// doorAt is the session of the address and its edition, for those who hold it.
func doorAt(e *core.RequestEvent) (editionDesk, *classes.Edition, *classes.Session, error) {
	d, x, err := deskOf(e, true)
	if err != nil {
		return d, nil, nil, err
	}
	m, err := classes.FindSession(e.App, e.Request.PathValue("session"))
	if err == nil && m.Edition() != x.Id {
		err = classes.ErrNoSession
	}
	return d, x, m, err
}

func (s *site) showDoor(e *core.RequestEvent) error {
	d, x, m, err := doorAt(e)
	if err != nil {
		return err
	}
	l := s.locale(e)
	title := l.T("door.title")
	view := doorView{
		editionFrame: s.newEditionFrame(e, d, title, Crumb{x.Title(), d.of(x)}, Crumb{Title: title}),
		Course:       d.course.Title(), Edition: x.Title(), When: sessionHours(l, m), At: d.of(x),
		Feed: doorAddress(d, x, m.Id) + "/code", Site: siteName(s.home(e)) + "/door",
	}
	view.doorFace, err = s.faceOf(e, x, m)
	if why := s.doorShut(e, m, err); why != "" {
		view.Shut, err = why, nil
	}
	if err != nil {
		return err
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return s.render(e, http.StatusOK, "class_door", &view)
}

func doorAddress(d editionDesk, x *classes.Edition, session string) string {
	return d.of(x) + "/sessions/" + url.PathEscape(session) + "/door"
}

// siteName is the academy's address as people read it out.
func siteName(home string) string {
	_, name, _ := strings.Cut(home, "://")
	return name
}

// doorShut says why a door is shut; empty for what is no reason for that.
func (s *site) doorShut(e *core.RequestEvent, m *classes.Session, err error) string {
	l, now := s.locale(e), time.Now()
	switch opens := m.From().Add(-classes.DoorEarly); {
	case errors.Is(err, classes.ErrRegisterClosed):
		return l.T("door.is_closed")
	case !errors.Is(err, classes.ErrDoorClosed):
		return ""
	case !m.HasRoom():
		return l.T("door.no_room")
	case now.Before(opens):
		return l.T("door.opens_at", "when", l.Moment(opens, calendar.Zone.String()))
	case now.Before(m.Until()):
		return l.T("door.is_cancelled")
	}
	return l.T("door.is_over")
}

func (s *site) faceOf(e *core.RequestEvent, x *classes.Edition, m *classes.Session) (f doorFace, err error) {
	door, err := classes.ShowDoor(e.App, m, time.Now())
	if err != nil {
		return f, err
	}
	f = doorFace{Open: true, Code: door.Code[:3] + " " + door.Code[3:], Left: door.Left.Milliseconds()}
	if f.Path, f.Side, err = documents.QRPath(s.home(e) + "/door?c=" + door.Code); err != nil {
		return f, err
	}
	if f.In, err = classes.CountIn(e.App, m.Id); err != nil {
		return f, err
	}
	count, err := classes.CountSeats(e.App, x.Id)
	f.Seats = count.In
	return f, err
}

// sendDoorFace tells the projector's page what the door shows now.
func (s *site) sendDoorFace(e *core.RequestEvent) error {
	_, x, m, err := doorAt(e)
	if err != nil {
		return err
	}
	f, err := s.faceOf(e, x, m)
	if err != nil && s.doorShut(e, m, err) == "" {
		return err
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, f)
}
