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
