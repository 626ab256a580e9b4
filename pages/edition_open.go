package pages

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/classes"
)

func (s *site) bindEditions(root *router.RouterGroup[*core.RequestEvent]) {
	root.POST("/courses/{slug}/editions", s.joinByCode)
	one := root.Group("/courses/{slug}/editions/{edition}")
	one.GET("", s.showEdition)
	one.POST("", s.joinEdition)
	one.GET("/leave", s.askLeaveEdition)
	one.POST("/leave", s.leaveEdition)
	one.GET("/edition.ics", s.editionCalendar)
}

// openEdition is the edition of the address and its course, as this reader may see them.
func (s *site) openEdition(e *core.RequestEvent) (*classes.Edition, *opened, error) {
	o, err := s.open(e)
	if err != nil {
		return nil, nil, err
	}
	x, err := classes.Find(e.App, e.Request.PathValue("edition"))
	if err == nil && x.Course() != o.Course.Id {
		err = classes.ErrNotFound
	}
	return x, o, err
}
