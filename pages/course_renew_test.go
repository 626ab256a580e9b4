package pages

import (
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"aula/certificates"
	"aula/courses"
	"aula/internal/calendar"
	"aula/locales"
)

func TestAHolderRenewsOnTheCoursePageAndTheOldCertificateStays(t *testing.T) {
	app, c, holder, as := certified(t)
	ends := func(days int) {
		t.Helper()
		day := calendar.FormatDay(calendar.AddDays(time.Now(), days))
		_, err := app.DB().Update(certificates.Collection, dbx.Params{"facts": dbx.NewExp("json_set(facts, '$.expires', {:day})", dbx.Params{"day": day})},
			dbx.HashExp{"id": c.Id}).Execute()
		if err != nil {
			t.Fatal(err)
		}
	}
	reads := func(address string, has bool, words string) {
		t.Helper()
		if page := as(holder).page(address); strings.Contains(page, words) != has {
			t.Errorf("%s: %q is there: %v\n%s", address, words, !has, page)
		}
	}
	const button, public = "Rinnova l’attestato", "Valido fino al"
	reads("/courses/spid", false, button)
	ends(91)
	reads("/courses/spid", false, button)
	reads("/courses/spid", true, "Il tuo attestato vale fino al")
	reads("/me", true, "Vale fino al "+locales.For("it").Date(calendar.AddDays(time.Now(), 91)))
	reads("/me", false, button)
	ends(-1)
	if n, err := certificates.Expire(app, time.Now()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	reads("/courses/spid", true, button)
	reads("/me", true, "Scaduto il "+locales.For("it").Date(calendar.AddDays(time.Now(), -1)))
	reads("/me", true, button)
	reads("/courses/spid", true, "l&#39;attestato è scaduto")
	reads("/certificates/"+c.Code(), true, "È scaduto il")
	for range 2 {
		as(holder).post("/courses/spid/renewal", nil)
	}
	course, err := courses.FindBySlug(app, "spid")
	if err != nil {
		t.Fatal(err)
	}
	e, err := courses.FindEnrolment(app, holder.Id, course.Id)
	if err != nil || e.Cycle() != 2 {
		t.Fatalf("cycle %d, %v", e.Cycle(), err)
	}
	reads("/courses/spid", false, button)
	reads("/me", false, button)
	reads("/courses/spid", true, "Vedi l’attestato di prima")
	if page := as(nil).page("/certificates/" + c.Code()); !strings.Contains(page, public) || !strings.Contains(page, "È scaduto il") || strings.Contains(page, button) {
		t.Errorf("anyone reads\n%s", page)
	}
}
