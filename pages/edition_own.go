package pages

import (
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/classes"
	"aula/courses"
)

// myEditions are those that are not over, the next first.
func (s *site) myEditions(e *core.RequestEvent, user string) ([]editionItem, error) {
	now := time.Now()
	seats, of, err := classes.Mine(e.App, user, now)
	if err != nil {
		return nil, err
	}
	var list []editionItem
	for _, seat := range seats {
		x := of[seat.Edition()]
		c, err := courses.FindByID(e.App, x.Course())
		if err != nil {
			return nil, err
		}
		i, err := s.newEditionItem(e, x, c, now)
		if err != nil {
			return nil, err
		}
		list = append(list, i)
	}
	return list, nil
}

// heldEditions are those that the person holds and that are not over, or of which registers wait to be closed, at the desk where they run them.
func (s *site) heldEditions(e *core.RequestEvent, user string) (items []editionItem, err error) {
	now := time.Now()
	list, _, err := classes.List(e.App, classes.Filter{Facilitator: user, Coming: true, ToClose: true}, now)
	if err != nil {
		return nil, err
	}
	for _, x := range list {
		c, err := courses.FindByID(e.App, x.Course())
		if err != nil {
			return nil, err
		}
		desk, err := deskAddress(e, x, c)
		if err != nil {
			return nil, err
		}
		if desk == "" { // they may hold it no longer
			continue
		}
		i, err := s.newEditionItem(e, x, c, now)
		if err != nil {
			return nil, err
		}
		i.Address = desk
		items = append(items, i)
	}
	return items, nil
}
