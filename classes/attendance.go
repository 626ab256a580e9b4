package classes

import (
	"github.com/pocketbase/pocketbase/core"

	"aula/webinars"
)

// Attendance is how long everybody who has a seat was at the edition, by user, as far as its registers are closed.
func Attendance(app core.App, e *Edition) (map[string]webinars.Measured, error) {
	sessions, err := SessionsOf(app, e.Id)
	if err != nil {
		return nil, err
	}
	people, err := People(app, e.Id, In)
	if err != nil {
		return nil, err
	}
	meetings, stays := make([]Meeting, len(sessions)), map[string][][]webinars.Interval{}
	for _, p := range people {
		if p.User() != "" {
			stays[p.User()] = make([][]webinars.Interval, len(sessions))
		}
	}
	for i, s := range sessions {
		meetings[i] = s.Meeting()
		if !s.Closed() {
			continue
		}
		rows, err := PresencesAt(app, s.Id)
		if err != nil {
			return nil, err
		}
		of := map[string][]*Presence{}
		for _, p := range rows {
			of[p.User()] = append(of[p.User()], p)
		}
		for user, list := range stays {
			list[i] = StaysIn(of[user])
		}
	}
	measured := make(map[string]webinars.Measured, len(stays))
	for user, list := range stays {
		measured[user] = Measure(meetings, list, e.Percent())
	}
	return measured, nil
}
