package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"aula/webinars"
)

// bindRoomRegistrations shows out of an open room who has no seat any more, and guests whose link was withdrawn.
func bindRoomRegistrations(app core.App, rs *rooms) {
	app.OnRecordAfterUpdateSuccess(webinars.Registrations).BindFunc(func(e *core.RecordEvent) error {
		r := webinars.RegistrationOf(e.Record)
		if r.State() == webinars.Withdrawn || r.IsGuest() && !r.HasEntered() {
			rs.expel(r.Webinar(), r.Id)
		}
		return e.Next()
	})
}

// expel ends somebody's tabs in a room, if it is open here.
func (rs *rooms) expel(webinar, person string) {
	rs.mu.Lock()
	r := rs.open[webinar]
	rs.mu.Unlock()
	if r != nil {
		r.signal.Expel(person, removedCut)
	}
}
