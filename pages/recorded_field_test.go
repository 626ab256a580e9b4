package pages

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"aula/internal/testapp"
	"aula/webinars"
)

func TestAPlanSaysForHowLongItIsRecorded(t *testing.T) {
	d := openDoor(t)
	v := d.visitor(t)
	staff := testapp.Person(t, d.app, "staff")
	v.signIn(staff.Email(), testapp.Password)
	plan := func(hours, minutes, revision string) []string {
		return []string{"title", "Consiglio", "start", time.Now().AddDate(0, 0, 3).Format(localTime), "minutes", "60", "zone", "Europe/Rome", "audience", "anyone", "lobby", "automatic",
			"engine", "here", "recording_hours", hours, "recording_minutes", minutes, "revision", revision}
	}
	at, status, body := v.page("/manage/webinars/new")
	v.found("/manage/webinars/new", http.StatusOK, at, status, body, "4 ore", `name="recording_hours" min="0" max="12" inputmode="numeric" value=""`)
	for _, wrong := range [][2]string{{"0", "0"}, {"0", "4"}, {"13", "0"}, {"1", "60"}, {"due", ""}, {"-1", ""}} {
		at, status, body = v.send("/manage/webinars/new", plan(wrong[0], wrong[1], "0")...)
		v.found("/manage/webinars/new", http.StatusUnprocessableEntity, at, status, body, "Scrivi una durata da 5 minuti a 12 ore, o lascia vuoto.", `value="`+wrong[0]+`"`)
	}
	at, status, body = v.send("/manage/webinars/new", plan("1", "30", "0")...)
	w, err := webinars.Find(d.app, at[len("/manage/webinars/"):])
	if err != nil || status != http.StatusOK || w.RecordingMinutes() != 90 {
		t.Fatalf("%d at %s: %v", status, at, err)
	}
	v.found(at, http.StatusOK, at, status, body, `name="recording_hours" min="0" max="12" inputmode="numeric" value="1"`, `value="30"`)
	at, status, body = v.send("/manage/webinars/"+w.Id, plan("", "", strconv.Itoa(w.Revision()))...)
	v.found("/manage/webinars/"+w.Id, http.StatusOK, at, status, body, "Webinar salvato")
	if w, err = webinars.Find(d.app, w.Id); err != nil || w.RecordingMinutes() != 0 {
		t.Errorf("left to the centre it is %d: %v", w.RecordingMinutes(), err)
	}
}
