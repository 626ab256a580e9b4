package pages

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/calendar"
	"aula/internal/testapp"
	"aula/locales"
)

func did(t *testing.T, app core.App, entries ...audit.Entry) {
	t.Helper()
	for _, e := range entries {
		if err := audit.Do(app, e, func(core.App) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheAuditLogIsForStaff(t *testing.T) {
	lib := newLibrary(t)
	for _, row := range []struct {
		who  *core.Record
		want int
	}{{nil, 303}, {lib.learner, 403}, {lib.author, 403}, {lib.user("host", "Olga"), 403}, {lib.staff, 200}, {lib.user("administrator", "Gea"), 200}} {
		for _, path := range []string{"/manage/audit", "/manage/audit.csv"} {
			if res, _ := lib.as(row.who).send(http.MethodGet, path, nil); res.StatusCode != row.want {
				t.Errorf("%s: %d, want %d", path, res.StatusCode, row.want)
			}
		}
	}
	if body := lib.as(lib.author).page("/manage"); strings.Contains(body, `href="/manage/audit"`) {
		t.Error("an author is shown the way there")
	}
}

func TestTheAuditLogTellsWhoDidWhatByTheNamesOfToday(t *testing.T) {
	lib := newLibrary(t)
	gea := lib.user("administrator", "Gea")
	if body := lib.as(gea).page("/manage/audit"); !strings.Contains(body, "Ancora nessuna operazione") || !strings.Contains(body, "Il registro è integro: operazioni 0") {
		t.Errorf("an empty log: %s", mainOf(body))
	}
	course := lib.courses["published"]
	did(t, lib.App,
		audit.RoleChanged.On(audit.Person, lib.author.Id, "from", "learner", "to", "author").DoneBy(gea.Id),
		audit.AccommodationGranted.On(audit.Person, lib.learner.Id, "course", course, "tries", "2").DoneBy(lib.author.Id),
		audit.CoursePublished.On(audit.Course, course).DoneBy(audit.Operator),
		audit.CourseDeleted.On(audit.Course, "a-gone-course-1", "slug", "vecchio").DoneBy(audit.System),
		audit.CentreChanged.On(audit.Centre, "", "part", "mail").DoneBy(gea.Id),
		audit.Entry{By: gea.Id, For: testapp.Organisation(t, lib.App, "c_a001").Id, As: lib.learner.Id, Act: audit.DataExported, On: audit.Object{Kind: audit.Log}},
	)
	body := lib.as(gea).page("/manage/audit")
	for _, want := range []string{
		"Ruolo cambiato", "prima: Studente", "ora: Autore", `href="/manage/people/` + lib.author.Id + `"`, "Chi gestisce la macchina", "Aula, da sé",
		`href="/manage/courses/published"`, "Corso: <code>a-gone-course-1</code>", "indirizzo: vecchio", "tentativi in più: 2", `href="/manage/centre"`, "parte: posta", "Guardando come", "Comune di c_a001",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("lacks %q: %s", want, mainOf(body))
		}
	}
	if staff := lib.as(lib.staff).page("/manage/audit"); strings.Contains(staff, `href="/manage/people/`) || strings.Contains(staff, `href="/manage/centre"`) {
		t.Error("staff are led where they may not go")
	}
	if strings.Index(body, "Ruolo cambiato<br>") < strings.Index(body, "Corso cancellato<br>") {
		t.Error("not the newest first")
	}
	p, err := accounts.Find(lib.App, lib.learner.Id)
	if err == nil {
		err = accounts.Delete(lib.App, p)
	}
	if err != nil {
		t.Fatal(err)
	}
	body = lib.as(gea).page("/manage/audit")
	if strings.Contains(body, p.Name()) || strings.Count(body, "Account cancellato") != 4 || !strings.Contains(body, "<code>"+p.Id+"</code>") {
		t.Errorf("who has gone: %s", mainOf(body))
	}
}

func TestTheAuditLogIsNarrowed(t *testing.T) {
	lib := newLibrary(t)
	gea := lib.user("administrator", "Gea")
	did(t, lib.App,
		audit.RoleChanged.On(audit.Person, lib.author.Id).DoneBy(gea.Id),
		audit.CertificateRevoked.On(audit.Certificate, "c1").DoneBy(lib.staff.Id),
		audit.JobDiscarded.On(audit.Job, "j1").DoneBy(audit.Operator),
		audit.BackupStarted.On(audit.Backup, "").DoneBy("whohasgonetoday"),
	)
	today, tomorrow := calendar.FormatDay(time.Now()), calendar.FormatDay(calendar.AddDays(time.Now(), 1))
	name := func(r *core.Record) string { return url.QueryEscape(accounts.PersonOf(r).Name()) }
	all := []string{"Ruolo cambiato</td>", "Attestato revocato</td>", "Lavoro in coda scartato</td>", "Copia di sicurezza chiesta</td>"}
	for _, row := range []struct {
		name, query string
		shown       []int
	}{
		{"all", "", []int{0, 1, 2, 3}},
		{"an act", "?act=certificate.revoked", []int{1}},
		{"an act that there is not", "?act=nothing", nil},
		{"a kind", "?kind=job", []int{2}},
		{"a thing", "?kind=certificate&object=c1", []int{1}},
		{"by name who did it", "?who=" + name(gea), []int{0}},
		{"by name whom it is about", "?who=" + name(lib.author), []int{0}},
		{"by id", "?who=" + lib.staff.Id, []int{1}},
		{"by the id of who has gone", "?who=whohasgonetoday", []int{3}},
		{"by what the list calls the operator", "?who=chi+gestisce+la+MACCHINA", []int{2}},
		{"today", "?from=" + today + "&to=" + today, []int{0, 1, 2, 3}},
		{"from tomorrow", "?from=" + tomorrow, nil},
		{"up to the year before", "?to=2025-12-31", nil},
		{"several at once", "?act=role.changed&who=" + name(lib.author) + "&from=" + today, []int{0}},
		{"from before an entry", "?before=3", []int{0, 1}},
	} {
		body := lib.as(gea).page("/manage/audit" + row.query)
		var shown []int
		for i, text := range all {
			if strings.Contains(body, text) {
				shown = append(shown, i)
			}
		}
		if fmt.Sprint(shown) != fmt.Sprint(row.shown) {
			t.Errorf("%s shows %v, want %v", row.name, shown, row.shown)
		}
	}
	for query, problem := range map[string]string{"who=Zaccaria+Nessuno": "Nessuno ha questo nome", "from=ieri": "Non è un giorno", "to=2026-13-40": "Non è un giorno"} {
		res, body := lib.as(gea).send(http.MethodGet, "/manage/audit?"+query, nil)
		if res.StatusCode != http.StatusOK || !strings.Contains(body, problem) || !strings.Contains(body, `aria-invalid="true"`) || strings.Contains(body, all[0]) {
			t.Errorf("%s: %d %s", query, res.StatusCode, mainOf(body))
		}
		if res, _ := lib.as(gea).send(http.MethodGet, "/manage/audit.csv?"+query, nil); res.StatusCode != http.StatusBadRequest {
			t.Errorf("a file of %s: %d", query, res.StatusCode)
		}
	}
}

func TestTheAuditLogIsPagedAndTakenAwayWhole(t *testing.T) {
	lib := newLibrary(t)
	lib.staff.Set("family_name", "=1+1")
	if err := lib.Save(lib.staff); err != nil {
		t.Fatal(err)
	}
	for range audit.Page + 2 {
		did(t, lib.App, audit.JobDiscarded.On(audit.Job, "j").DoneBy(lib.staff.Id), audit.BackupStarted.On(audit.Backup, "").DoneBy(audit.System))
	}
	staff := lib.as(lib.staff)
	first := staff.page("/manage/audit?act=job.discarded")
	older := fmt.Sprintf("/manage/audit?act=job.discarded&amp;before=%d", 5)
	if !strings.Contains(first, older) || strings.Contains(first, "Torna alle più recenti") || strings.Count(first, "Lavoro in coda scartato</td>") != audit.Page {
		t.Errorf("the first page: %s", mainOf(first))
	}
	last := staff.page(strings.ReplaceAll(older, "&amp;", "&"))
	if strings.Contains(last, "Più vecchie") || !strings.Contains(last, `href="/manage/audit?act=job.discarded"`) || strings.Count(last, "Lavoro in coda scartato</td>") != 2 {
		t.Errorf("the last page: %s", mainOf(last))
	}
	res, file := staff.send(http.MethodGet, "/manage/audit.csv?act=job.discarded&before=5", nil)
	if res.StatusCode != http.StatusOK || strings.Count(file, "job.discarded") != audit.Page+2 || !strings.HasPrefix(file, "\xef\xbb\xbfN.;Quando;Chi;") || strings.Contains(file, ";=1") {
		t.Errorf("the file: %d %.300s", res.StatusCode, file)
	}
	list, _, err := audit.List(lib.App, audit.Filter{Act: audit.DataExported})
	if err != nil || len(list) != 1 || list[0].On.Kind != audit.Log || list[0].By != lib.staff.Id {
		t.Errorf("taking it away is not kept: %+v %v", list, err)
	}
}

func TestTheAuditLogSaysWhetherItIsWhole(t *testing.T) {
	lib := newLibrary(t)
	did(t, lib.App, audit.CentreChanged.On(audit.Centre, "").DoneBy(audit.System), audit.CentreChanged.On(audit.Centre, "").DoneBy(audit.System))
	staff := lib.as(lib.staff)
	if body := staff.page("/manage/audit"); !strings.Contains(body, "Il registro è integro: operazioni 2") {
		t.Errorf("whole: %s", mainOf(body))
	}
	for _, row := range []struct{ harm, says string }{
		{"DROP TRIGGER audit_entries_no_update", "Il database accetterebbe modifiche"},
		{`UPDATE audit_entries SET details = 'x' WHERE seq = 2`, "non è integro dall&#39;operazione 2"},
	} {
		if _, err := lib.DB().NewQuery(row.harm).Execute(); err != nil {
			t.Fatal(err)
		}
		if _, err := audit.CheckNow(lib.App); err != nil {
			t.Fatal(err)
		}
		if body := staff.page("/manage/audit"); !strings.Contains(body, row.says) || !strings.Contains(body, "avvisa chi gestisce la macchina") {
			t.Errorf("%s: %s", row.harm, mainOf(body))
		}
	}
}

func TestTheAuditLogSpeaksEveryLanguage(t *testing.T) {
	lib := newLibrary(t)
	for _, a := range audit.Acts {
		did(t, lib.App, a.On(audit.Person, "x", "from", "learner", "to", "host", "what", "learners", "part", "identity", "state", "draft", "course", "x").DoneBy(audit.Operator))
	}
	for _, k := range audit.Kinds {
		did(t, lib.App, audit.DataExported.On(k, "").DoneBy(audit.System))
	}
	for _, lang := range locales.Languages {
		lib.staff.Set("locale", lang)
		if err := lib.Save(lib.staff); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"", "?act=role.changed", "?who=nobody+at+all", ".csv"} {
			if _, body := lib.as(lib.staff).send(http.MethodGet, "/manage/audit"+path, nil); strings.Contains(body, "⟦") {
				t.Errorf("%s %s lacks a text: %s", lang, path, around(body, "⟦"))
			}
		}
	}
	testapp.Audited(t, lib.App, lib.staff.Id, audit.DataExported, audit.DataExported, audit.DataExported, audit.DataExported, audit.DataExported)
}
