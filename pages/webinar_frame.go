package pages

import (
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/locales"
	"aula/webinars"
)

func (s *site) bindWebinars(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/webinars", s.listWebinars)
	root.GET("/webinars/{id}", s.showWebinar)
	root.POST("/webinars/{id}/registration", s.registerForWebinar)
	root.GET("/webinars/{id}/withdraw", s.askLeaveWebinar)
	root.POST("/webinars/{id}/withdraw", s.leaveWebinar)
	root.GET("/webinars/{id}/webinar.ics", s.webinarCalendar)
	root.GET("/webinars/{id}/join/{token}", s.showJoin)
	root.POST("/webinars/{id}/join/{token}", s.join)
	root.GET("/webinars/{id}/join/{token}/withdraw", s.askWithdrawByLink)
	root.POST("/webinars/{id}/join/{token}/withdraw", s.withdrawByLink)
	root.GET("/webinars/{id}/code", s.showRoomCode)
	root.POST("/webinars/{id}/code", s.enterRoomCode)
	root.POST("/webinars/{id}/code/again", s.sendRoomCode)
	root.GET("/calendar/{file}", s.ownCalendar)
	root.POST("/me/calendar", s.renewCalendar)
	s.bindManageWebinars(root)
}

// webinarItem is a webinar as lists show it.
type webinarItem struct {
	ID, Title, Series, State string
	Start                    time.Time
	When                     string
	Standing                 string // of seats, or of the webinar itself
	Enter                    bool
	Taken, Waiting, Seats    int
}

func newWebinarItem(app core.App, l *locales.Locale, w *webinars.Webinar, now time.Time) (webinarItem, error) {
	item := webinarItem{
		ID: w.Id, Title: w.Title(), Series: w.Series(), State: shownState(w, now), Start: w.Start(),
		When: l.Moment(w.Start(), w.Zone()), Seats: w.Seats(),
	}
	var err error
	if item.Taken, item.Waiting, err = webinars.CountSeats(app, w.Id); err != nil {
		return item, err
	}
	switch standing := shownState(w, now); {
	case standing != string(webinars.Planned):
		item.Standing = l.T("webinar.state_" + standing)
	default:
		item.Standing = l.T("webinar.places_" + string(webinars.PlacesLeft(item.Seats, item.Taken)))
	}
	return item, nil
}

// notHeld stands in pages for a webinar that is over though nobody opened its room.
const notHeld = "missed"

// shownState is the webinar's state as people see it.
func shownState(w *webinars.Webinar, now time.Time) string {
	if w.State() == webinars.Planned && now.After(w.Over()) || w.State() == webinars.Ended && !w.Held() {
		return notHeld
	}
	return string(w.State())
}

// knock is what a page's request says about who comes to a webinar.
func knock(e *core.RequestEvent, id string) webinars.Knock {
	k := webinars.Knock{Webinar: id, User: person(e)}
	if c, err := e.Request.Cookie(webinars.RoomCookie); err == nil && !looking(e) {
		k.Room = c.Value
	}
	return k
}

// webinarCookie sets a cookie for the paths of one webinar: its pages and its routes. Without until it ends with the browser's session.
func (s *site) webinarCookie(e *core.RequestEvent, name, value string, w *webinars.Webinar, until time.Time) {
	for _, path := range []string{"/webinars/" + w.Id, "/api/aula/webinars/" + w.Id} {
		c := &http.Cookie{Name: name, Value: value, Path: path, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: encrypted(e)}
		if value == "" {
			c.MaxAge = -1
		} else if !until.IsZero() {
			c.Expires = until
		}
		e.SetCookie(c)
	}
}

// blameWebinar writes what a rule objects to into a form about webinars.
func (f *form) blameWebinar(l *locales.Locale, problems accounts.Problems) {
	f.named = map[string]string{"name": "webinar.your_name", "email": "webinar.your_mailbox"}
	for _, p := range problems {
		f.say(l, p.Field, l.T("webinar.problem."+p.Code))
	}
}
