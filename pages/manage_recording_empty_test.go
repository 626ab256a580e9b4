package pages

import (
	"strings"
	"testing"
	"time"

	"aula/internal/testapp"
	"aula/recordings"
)

func TestAnEmptyRecordingSaysWhyAndWhatToDo(t *testing.T) {
	lib := newLibrary(t)
	webinar := testapp.Webinar(t, lib.App, map[string]any{"state": "ended", "owner": lib.staff.Id, "started": time.Now()}).Id
	r := testapp.Save(t, lib.App, "recordings", map[string]any{"webinar": webinar, "state": "failed", "reason": "empty", "started": time.Now(), "until": time.Now().AddDate(0, 0, 90)})
	list := "/manage/webinars/" + webinar + "/recordings"
	for _, path := range []string{list, list + "/" + r.Id} {
		if _, page := lib.as(lib.staff).get(path, nil); !strings.Contains(page, "Vuota") || strings.Contains(page, "Non riuscita") || strings.Contains(page, "non si è potuto") {
			t.Errorf("%s:\n%s", path, mainOf(page))
		}
	}
	if _, page := lib.as(lib.staff).get(list+"/"+r.Id, nil); !strings.Contains(page, "nessuno ha parlato") || !strings.Contains(page, "premi «Registra»") {
		t.Errorf("its page does not say why:\n%s", mainOf(page))
	}
}

func TestARecordingWhoseFilmHadNoRoomSaysThatItIsSafeAndWhatToDo(t *testing.T) {
	lib := newLibrary(t)
	webinar := testapp.Webinar(t, lib.App, map[string]any{"state": "ended", "owner": lib.staff.Id}).Id
	for why, words := range map[string]string{
		"film of recording x: " + recordings.ErrNoRoom.Error() + ": given up": "non c&#39;era spazio", "another reason": "trova il motivo",
	} {
		r := testapp.Save(t, lib.App, "recordings", map[string]any{"webinar": webinar, "state": "failed", "reason": "host", "error": why, "started": time.Now()})
		_, page := lib.as(lib.staff).get("/manage/webinars/"+webinar+"/recordings/"+r.Id, nil)
		if room := strings.Contains(page, "al sicuro") && strings.Contains(page, "«Riprova»"); !strings.Contains(page, words) || room == (words == "trova il motivo") {
			t.Errorf("%s:\n%s", why, mainOf(page))
		}
	}
}
