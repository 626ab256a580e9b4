package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

type devicesView struct {
	accountView
	Devices []deviceView
}

// deviceView is a session as its owner recognises it.
type deviceView struct {
	*accounts.Session
	Name string
	Here bool // the one that shows this page
}

func (s *site) showDevices(e *core.RequestEvent) error {
	v, err := s.mine(e, "account.devices_title")
	if err != nil {
		return err
	}
	open, err := accounts.OpenSessions(e.App, v.Account.Id)
	if err != nil {
		return err
	}
	visit, _ := e.Get(accounts.VisitKey).(accounts.Visit)
	view := devicesView{accountView: v}
	for _, o := range open {
		view.Devices = append(view.Devices, deviceView{o, accounts.Device(o.Agent()), o.Id == visit.Session})
	}
	return s.render(e, http.StatusOK, "account_devices", &view)
}

// endDevice signs out one device; the name "others" means all but this one.
func (s *site) endDevice(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	visit, _ := e.Get(accounts.VisitKey).(accounts.Visit)
	session := e.Request.PathValue("session")
	if session == "others" {
		err = accounts.EndSessions(e.App, user.Id, visit.Session)
	} else {
		err = accounts.EndSession(e.App, user.Id, session)
	}
	if err != nil && !errors.Is(err, accounts.ErrNoSession) { // ended already is as good
		return err
	}
	return back(e, withSaid("/me/account/devices", "device_ended"))
}
