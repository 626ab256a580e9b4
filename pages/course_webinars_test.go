package pages

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/testapp"
)

func TestACourseThatAsksForPresenceLeadsToItsNextWebinars(t *testing.T) {
	d := openDoor(t)
	course := testapp.Save(t, d.app, "courses", map[string]any{
		"slug": "dal-vivo", "title": "Dal vivo", "language": "it", "state": "published", "complete": types.JSONRaw(`{"lessons":[],"presence":[{"webinar":"diretta","percent":85}]}`),
	}).Id
	v := d.visitor(t)
	at, status, body := v.page("/courses/dal-vivo")
	v.found("/courses/dal-vivo", http.StatusOK, at, status, body, "almeno 85\u00a0% del tempo", "Per ora non ce ne sono in programma")
	next := aWebinar(t, d.app, map[string]any{"course": course, "course_key": "diretta"})
	over := aWebinar(t, d.app, map[string]any{"course": course, "course_key": "diretta", "state": "cancelled"})
	at, status, body = v.page("/courses/dal-vivo")
	v.found("/courses/dal-vivo", http.StatusOK, at, status, body, `href="/webinars/`+next.Id+`"`)
	if strings.Contains(body, over.Id) {
		t.Error("the course leads to a webinar that was called off")
	}
}
