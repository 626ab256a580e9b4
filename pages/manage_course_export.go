package pages

import (
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
)

// exportPatience is how long an archive may take to be fetched over a slow line.
const exportPatience = time.Hour

// exportCourse gives the course's folder back as an archive, written as it is read.
func (s *site) exportCourse(e *core.RequestEvent) error {
	c, err := managed(e)
	if err != nil {
		return err
	}
	_ = http.NewResponseController(e.Response).SetWriteDeadline(time.Now().Add(exportPatience))
	h := e.Response.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="`+c.Slug()+`.zip"`)
	h.Set("X-Content-Type-Options", "nosniff")
	return whole(e, "a course", c.Id, courses.ExportZip(e.App, c, e.Response))
}
