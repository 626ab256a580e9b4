package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/privacy"
	"aula/webinars"
)

// bindRoomRegistrations shows out of an open room who has no seat any more, guests whose link was withdrawn, and who has deleted the account.
func bindRoomRegistrations(app core.App, rs *rooms) {
	app.OnRecordAfterUpdateSuccess(webinars.Registrations).BindFunc(func(e *core.RecordEvent) error {
		r := webinars.RegistrationOf(e.Record)
		switch {
		case r.IsErased():
			rs.forgetPerson(r.Webinar(), r.Id)
		case r.State() == webinars.Withdrawn || r.IsGuest() && !r.HasEntered():
			rs.expel(r.Webinar(), r.Id)
		}
		return e.Next()
	})
	app.OnRecordAfterDeleteSuccess(accounts.Collection).BindFunc(func(e *core.RecordEvent) error {
		for _, r := range rs.all() { // hosts and presenters without a registration
			r.forgetPerson("u" + e.Record.Id)
		}
		return e.Next()
	})
}

// forgetPerson takes a name from a room, if it is open here, and shows its bearer out.
func (rs *rooms) forgetPerson(webinar, person string) {
	if r := rs.openHere(webinar); r != nil {
		r.forgetPerson(person)
	}
}

// forgetPerson makes what the room remembers of somebody say what the rows of it say now: no name, and no words. Then it shows them out.
func (r *liveRoom) forgetPerson(person string) {
	r.turn.Lock()
	defer r.turn.Unlock()
	if g := r.guests[person]; g != nil {
		g.Name, g.User = "", ""
		if g.stay != nil {
			g.stay.Name, g.stay.User = "", ""
		}
	}
	for _, s := range r.unwritten {
		if s.ID == person {
			s.Name, s.User = "", ""
		}
	}
	for i := range r.chat {
		if r.chat[i].Person == person {
			r.chat[i].Name, r.chat[i].Text = "", privacy.StruckOut
		}
	}
	for i, q := range r.questions {
		if q.Person == person {
			nameless := *q
			nameless.Name, nameless.Text = "", privacy.StruckOut
			r.questions[i] = &nameless
		}
	}
	r.expel(person, forgottenCut)
}

// expel ends somebody's tabs in a room, if it is open here. Its caller may hold the room's turn.
func (rs *rooms) expel(webinar, person string) {
	rs.afterwards(func() {
		if r := rs.openHere(webinar); r != nil {
			r.turn.Lock()
			defer r.turn.Unlock()
			r.expel(person, seatlessCut)
		}
	})
}
