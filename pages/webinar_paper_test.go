package pages

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"aula/courses"
	"aula/internal/testapp"
)

func TestARegisterPrintsEverybodyWhateverPageIsOnTheScreen(t *testing.T) {
	d := openDoor(t)
	staff := testapp.Person(t, d.app, "staff", "sara@example.org")
	w, _ := heldWebinar(t, d, nil)
	people := 2
	for ; people < courses.ManagedPage+3; people++ {
		testapp.Save(t, d.app, "webinar_registrations", map[string]any{
			"webinar": w.Id, "name": fmt.Sprintf("Zita %03d", people), "email": fmt.Sprintf("zita%d@example.org", people), "state": "registered",
		})
	}
	v := d.visitor(t)
	v.send("/sign-in", "email", staff.Email(), "password", testapp.Password)
	for query, onScreen := range map[string]int{"": courses.ManagedPage, "?page=2": 3} {
		page := "/manage/webinars/" + w.Id + "/register" + query
		at, status, body := v.page(page)
		v.found("/manage/webinars/"+w.Id+"/register", http.StatusOK, at, status, body, "Bea Verdi")
		rows, paper := strings.Count(body, `<th scope="row">`), strings.Count(body, `<tr class="on-paper">`)
		if rows != people || rows-paper != onScreen {
			t.Errorf("%s has %d rows, %d of them for paper alone; want %d on the screen of %d", page, rows, paper, onScreen, people)
		}
	}
}
