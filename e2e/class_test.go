package e2e

import (
	"bytes"
	"database/sql"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A class meets in a room and in a webinar: some sign a sheet, some are remote, one is both. The register counts each once, and their hours grow.
func TestAClassWithAPaperRegisterAndRemotePeople(t *testing.T) {
	t.Parallel()
	h, _ := houseWithMedia(t)
	presenceCourse(t, h)
	facilitator, staff := h.as(t, "facilitator"), h.as(t, "staff")
	w := plansWebinar(t, staff, "In aula e da casa", nil)
	desk, id := plansEditionAt(t, facilitator, workplace+"/classes", "Di lunedì", url.Values{
		"course": {facilitator.find(workplace+"/classes/new", `<option value="([a-z0-9]{15})"[^>]*>In diretta<`)}, "session_0_kind": {"both"}, "session_0_webinar": {strings.TrimPrefix(w.path, "/webinars/")}, "counts": {"yes"}, "percent": {"80"},
	})
	local, both, remote, absent := h.newLearner(t, "Licia", "Banchi"), h.newLearner(t, "Bice", "D'Ambrì"), h.newLearner(t, "Remo", "Lontano"), h.newLearner(t, "Assunta", "Manca")
	for _, v := range []*person{local, both, remote, absent} {
		v.post("/courses/in-diretta/editions/"+id, nil)
		v.hasMinutes(0)
	}

	page := openAt(t, h, desktop)
	page.become(facilitator)
	page.visit(desk)
	page.follow(`main a[href*="/sessions/"]:not([href$="/door"])`)
	register := page.where()
	if sheet := facilitator.get(register + "/sheet.pdf"); sheet.status != 200 || !bytes.HasPrefix(sheet.body, []byte("%PDF-")) {
		t.Errorf("the sheet: %d, %s", sheet.status, sheet.header.Get("Content-Type"))
	}
	w.isHeldFor(t, h, staff, both, remote)
	page.entersTheSheet(register)
	for _, v := range []*person{local, both, remote} {
		v.hasMinutes(0) // the register is open
	}
	page.closesTheRegister()
	for _, v := range []*person{local, both, remote} {
		v.hasMinutes(60)
		v.hasCertificate("in-diretta")
	}
	absent.hasMinutes(0)
	own := openAt(t, h, phone)
	own.become(both)
	own.visit("/me/hours")
	own.sees("In diretta")
	own.picture("class-hours")
}

// isHeldFor lets those people be in the webinar, and shifts what was written of it, so that an hour has passed: they were there for 55 minutes.
func (w webinar) isHeldFor(t *testing.T, h *house, staff *person, all ...*person) {
	t.Helper()
	host := w.atDoor(t, h, desktop, staff, 0)
	host.enters()
	tabs := make([]roomTab, len(all))
	for i, v := range all {
		tabs[i] = w.atDoor(t, h, phone, v, 0)
		tabs[i].enters()
	}
	w.shifts(t, h, len(all))
	host.opensPanel("people")
	host.click("#end")
	host.click(`dialog[open] [value="yes"], dialog[open] .btn-danger`)
	for _, r := range tabs {
		r.isAt("ended")
	}
}

// shifts waits until so many stays are written beside the host's, and moves the webinar and the session that is held in it into the hour before.
func (w webinar) shifts(t *testing.T, h *house, guests int) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(h.dir, "data.db")+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	id, now := strings.TrimPrefix(w.path, "/webinars/"), time.Now().UTC()
	written := func() (n int) {
		if err := db.QueryRow(`SELECT count(DISTINCT person) FROM webinar_presences WHERE webinar = ?`, id).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for wait := time.NewTicker(asked); written() <= guests; <-wait.C {
		if time.Since(now) > patience {
			t.Fatalf("%d stays are written", written())
		}
	}
	at := func(minutes int) string {
		return now.Add(time.Duration(minutes) * time.Minute).Format("2006-01-02 15:04:05.000Z")
	}
	for _, act := range []string{
		`UPDATE webinar_presences SET joined = '` + at(-55) + `' WHERE webinar = '` + id + `'`,
		`UPDATE webinars SET started = '` + at(-60) + `' WHERE id = '` + id + `'`,
		`UPDATE class_sessions SET [from] = '` + at(-60) + `', until = '` + at(0) + `' WHERE webinar = '` + id + `'`,
	} {
		if _, err := db.Exec(act); err != nil {
			t.Fatalf("%s: %v", act, err)
		}
	}
}

// entersTheSheet types the sheet that people signed: somebody twice and somebody unknown. Nothing typed is lost, and nothing is written before it is mended.
func (p *tab) entersTheSheet(register string) {
	p.Helper()
	const typed = "Banchi Licia\nBice D'Ambri\nD’AMBRÌ, Bice\nVerdi Zoe"
	p.visit(register)
	p.fill("#names", typed)
	p.follow(`form[action$="/paper"] button`)
	p.sees("Riga 4, «Verdi Zoe»: nessuno con questo nome ha un posto.", "iscrivi prima la persona")
	p.picture("class-sheet-wrong")
	if kept := eval[string](p, `document.getElementById("names").value`); kept != typed {
		p.Errorf("what was typed is now %q", kept)
	}
	if known := eval[string](p, `[...document.querySelectorAll(".class-channel")].map((e) => e.textContent).join()`); strings.Contains(known, "foglio") {
		p.Errorf("before the sheet is confirmed the register knows %s", known)
	}
	p.fill("#names", strings.TrimSuffix(typed, "\nVerdi Zoe"))
	p.follow(`form[action$="/paper"] button`)
	p.sees("contano una volta sola", "D'Ambrì Bice")
	p.picture("class-sheet-read")
	p.follow(`button[value="write"]`)
	p.sees("Foglio delle firme scritto nel registro")
	p.picture("class-register-open")
}

func (p *tab) closesTheRegister() {
	p.Helper()
	p.follow(`button[value="close"]`)
	p.picture("class-close")
	p.follow(`form[action$="/close"] button`)
	p.sees("Registro chiuso")
	p.picture("class-register-closed")
	minutes := eval[map[string]string](p, `Object.fromEntries([...document.querySelectorAll("tbody tr")].map((r) => [r.querySelector("a").firstChild.textContent.trim(), r.querySelector(".num").textContent.trim()]))`)
	for name, want := range map[string]string{"Banchi Licia": "60", "D'Ambrì Bice": "60", "Manca Assunta": "0"} { // on paper and in the webinar is once
		if minutes[name] != want {
			p.Errorf("%s has %s minutes, want %s: %v", name, minutes[name], want, minutes)
		}
	}
	if got := minutes["Lontano Remo"]; got != "55" {
		p.Errorf("who was in the webinar only has %s minutes", got)
	}
}

// hasMinutes fails unless the person's own hours of the year are so many minutes.
func (v *person) hasMinutes(want int) {
	v.Helper()
	got := v.get("/me/hours")
	found := regexp.MustCompile(`figure-big">([0-9,]+)<`).FindSubmatch(got.body)
	if found == nil {
		v.Fatalf("no hours at %s: %d", got.path, got.status)
	}
	hours := map[int]string{0: "0", 60: "1"}[want]
	if string(found[1]) != hours {
		v.Errorf("%s has %s hours, want %s", v.name, found[1], hours)
	}
}
