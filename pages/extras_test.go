package pages

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"aula/internal/audit"
	"aula/internal/testapp"
	"aula/quizzes"
)

func TestMoreTimeIsGrantedSeenAndTakenBack(t *testing.T) {
	lib := newLibrary(t)
	lib.enrol(lib.learner, "published")
	author := lib.as(lib.author)
	list := "/manage/courses/published/learners"
	form := list + "/" + lib.learner.Id
	if body := author.page(list); !strings.Contains(body, `href="`+form+`"`) || !strings.Contains(body, "Concedi altro tempo") {
		t.Fatalf("the list does not lead there: %s", mainOf(body))
	}
	if body := author.page(form); !strings.Contains(body, "mai il motivo") || strings.Contains(body, `value="remove"`) {
		t.Errorf("the form: %s", mainOf(body))
	}
	for _, row := range []struct{ time, tries, problem string }{
		{"", "", "Scrivi quanto tempo"}, {"molto", "", "da 0 a 300"}, {"301", "", "da 0 a 300"}, {"30", "-1", "da 0 a 20"},
	} {
		res, body := author.send(http.MethodPost, form, url.Values{"act": {"grant"}, "time": {row.time}, "tries": {row.tries}})
		author.must(http.StatusUnprocessableEntity, res, body, row.problem, `value="`+row.time+`"`, `value="`+row.tries+`"`)
	}
	if at := author.post(form, url.Values{"act": {"grant"}, "time": {"30 %"}, "tries": {"1"}}); at != list+"?said=extras_granted" {
		t.Errorf("led to %s", at)
	}
	if got, err := quizzes.AccommodationOf(lib.App, lib.learner.Id, lib.courses["published"]); err != nil || got != (quizzes.Accommodation{TimePercent: 30, Tries: 1}) {
		t.Errorf("granted %+v, %v", got, err)
	}
	if body := author.page(list); !strings.Contains(body, "30 % di tempo in più, un tentativo in più") || !strings.Contains(body, "Concesso da Ugo") {
		t.Errorf("the list does not show it: %s", mainOf(body))
	}
	author.post(form, url.Values{"act": {"remove"}})
	if body := author.page(list); strings.Contains(body, "Concesso da") {
		t.Error("it is still granted")
	}
	testapp.Audited(t, lib.App, lib.author.Id, audit.AccommodationGranted, audit.AccommodationEnded)
}

func TestTimeGrantedInTheRoomReachesTheOpenPage(t *testing.T) {
	app, as := quizSite(t, strings.Replace(quizPages, "attempts: 2", "time_limit: 10", 1))
	anna, staff := testapp.Person(t, app, "learner"), as(testapp.Person(t, app, "staff"))
	attempt := as(anna).post("/courses/spid/quizzes/fine/attempts", nil)
	form := "/manage/courses/spid/learners/" + anna.Id
	if at := staff.post(form, url.Values{"act": {"grant"}, "time": {"100"}}); at != "/manage/courses/spid/learners?said=extras_granted_at_once" {
		t.Errorf("led to %s", at)
	}
	if body := staff.page("/manage/courses/spid/learners?said=extras_granted_at_once"); !strings.Contains(body, "Anche il tentativo in corso dura di più") {
		t.Errorf("nobody says so: %s", mainOf(body))
	}
	left := regexp.MustCompile(`data-expires="([^"]+)" data-now="([^"]+)"`).FindStringSubmatch(as(anna).page(attempt))
	if left == nil {
		t.Fatal("the page does not say how much time is left")
	}
	end, err := time.Parse(time.RFC3339, left[1])
	now, nowErr := time.Parse(time.RFC3339, left[2])
	if err != nil || nowErr != nil || end.Sub(now) < 19*time.Minute || end.Sub(now) > 20*time.Minute {
		t.Errorf("%v left of twice ten minutes, %v %v", end.Sub(now), err, nowErr)
	}
	if body := as(anna).page("/courses/spid/quizzes/fine"); !strings.Contains(body, "20 minuti, con il tempo in più che hai") {
		t.Errorf("the quiz does not say whose time it is: %s", mainOf(body))
	}
	before := staff.page("/courses/spid/quizzes/fine")
	if !strings.Contains(before, "10 minuti</dd>") || !strings.Contains(before, "Il tempo però continua a passare") {
		t.Errorf("who has no more time reads: %s", mainOf(before))
	}
}

func TestOnlyWhoIsEnrolledIsGrantedAnything(t *testing.T) {
	lib := newLibrary(t)
	lib.enrol(lib.learner, "published")
	for _, row := range []struct {
		name, path string
		as         reader
		want       int
	}{
		{"who is not enrolled", "/manage/courses/published/learners/" + lib.stranger.Id, lib.as(lib.author), 404},
		{"nobody", "/manage/courses/published/learners/manca", lib.as(lib.author), 404},
		{"by another author", "/manage/courses/published/learners/" + lib.learner.Id, lib.as(lib.user("author", "Pia")), 404},
		{"by the learner", "/manage/courses/published/learners/" + lib.learner.Id, lib.as(lib.learner), 403},
	} {
		for _, method := range []string{"GET", "POST"} {
			if res, _ := row.as.send(method, row.path, url.Values{"act": {"grant"}, "time": {"10"}}); res.StatusCode != row.want {
				t.Errorf("%s %s: %d, want %d", method, row.name, res.StatusCode, row.want)
			}
		}
	}
}
