package pages

import (
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/webinars"
)

// myWebinar is a webinar to come that the reader has a seat in, hosts or presents.
type myWebinar struct {
	webinarItem
	Hosts bool
}

// ownAtMost bounds the list of webinars on a person's page.
const ownAtMost = 10

// ownWebinars are those to come, soonest first, and whether the person hosts any, of the last months too: their registers are read.
func (s *site) ownWebinars(e *core.RequestEvent, user string) (list []myWebinar, hosts bool, err error) {
	now := time.Now()
	all, err := webinars.Mine(e.App, user, now.Add(-calendarReach))
	if err != nil {
		return nil, false, err
	}
	for _, w := range all {
		host := w.IsHost(user)
		hosts = hosts || host
		if state := webinars.State(shownState(w, now)); state != webinars.Planned && state != webinars.Open || len(list) == ownAtMost {
			continue
		}
		item, err := newWebinarItem(e.App, s.locale(e), w, now)
		if err != nil {
			return nil, false, err
		}
		item.Enter = item.State == string(webinars.Open)
		list = append(list, myWebinar{item, host})
	}
	return list, hosts, nil
}
