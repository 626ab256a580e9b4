package pages

import (
	"strings"
	"testing"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/testapp"
)

func TestPrivacyIsTheAdministrations(t *testing.T) {
	d := openDoor(t)
	staff := d.member(t, "staff", "staff@example.org")
	for _, path := range []string{"/manage/privacy/retention", "/manage/privacy/register", "/manage/privacy/register.ods", "/manage/privacy/notices", "/manage/privacy/preservation"} {
		if _, status, _ := staff.page(path); status != 403 {
			t.Errorf("staff open %s: %d", path, status)
		}
		if _, status, _ := staff.send(path); status != 403 && status != 404 && status != 405 {
			t.Errorf("staff send %s: %d", path, status)
		}
	}
	if accounts.Staff.Allows(accounts.ManagePrivacy) || !accounts.Administrator.Allows(accounts.ManagePrivacy) {
		t.Error("the table of rights says otherwise")
	}
}

func TestTheCentreChoosesForHowLongDataStay(t *testing.T) {
	d := openDoor(t)
	v := d.member(t, "administrator", "admin@example.org")
	days := func(notices string) []string {
		return []string{"notices", notices, "questions", "730", "messages", "365", "room_questions", "365", "room_events", "180", "presences", "730", "guests", "365", "vouchers", "365", "jobs", "90"}
	}
	at, status, body := v.page("/manage/privacy/retention")
	v.found("/manage/privacy/retention", 200, at, status, body, `name="notices" value="365"`)
	at, status, body = v.send("/manage/privacy/retention", days("7")...)
	v.found("/manage/privacy/retention", 422, at, status, body, `value="7"`)
	if !strings.Contains(body, `id="notices-error"`) {
		t.Error("what is wrong is not said at the field")
	}
	at, status, body = v.send("/manage/privacy/retention", days("molti")...)
	v.found("/manage/privacy/retention", 422, at, status, body, `value="molti"`)
	at, status, body = v.send("/manage/privacy/retention", days("90")...)
	v.found("/manage/privacy/retention", 200, at, status, body, `name="notices" value="90"`)
	admin, err := d.app.FindAuthRecordByEmail("users", "admin@example.org")
	if err != nil {
		t.Fatal(err)
	}
	testapp.Audited(t, d.app, admin.Id, audit.RetentionChanged)
}

func TestTheRegisterOfProcessingIsKeptAndGivenAway(t *testing.T) {
	d := openDoor(t)
	v := d.member(t, "administrator", "admin@example.org")
	at, status, body := v.page("/manage/privacy/register")
	v.found("/manage/privacy/register", 200, at, status, body, "Identità digitali (SPID, CIE)")
	at, status, body = v.send("/manage/privacy/register", "controller", "Città metropolitana <b>di Genova</b>", "dpo", "dpo@example.org")
	v.found("/manage/privacy/register", 200, at, status, body, "Città metropolitana &lt;b&gt;di Genova")
	for path, begins := range map[string]string{"register.csv": "\ufeff", "register.ods": "PK", "register.pdf": "%PDF"} {
		_, status, body := v.page("/manage/privacy/" + path)
		if status != 200 || !strings.HasPrefix(body, begins) {
			t.Errorf("%s: %d %.20q", path, status, body)
		}
	}
	_, _, csv := v.page("/manage/privacy/register.csv")
	if !strings.Contains(csv, "dpo@example.org") || !strings.Contains(csv, "Attestati") {
		t.Errorf("%.300s", csv)
	}
}

func TestANoticeIsPublishedAndStaysReadable(t *testing.T) {
	d := openDoor(t)
	testapp.Organisation(t, d.app, "c_l736")
	v := d.member(t, "administrator", "admin@example.org")
	at, status, body := v.send("/manage/privacy/notices", "source", "", "from", "2026-01-01")
	v.found("/manage/privacy/notices", 422, at, status, body, `id="source-error"`)
	at, status, body = v.send("/manage/privacy/notices", "source", "Testo **uno**", "from", "2026-01-01")
	v.found("/manage/privacy/notices", 200, at, status, body, "in vigore")
	at, status, body = v.send("/manage/privacy/notices", "source", "Testo due", "from", "2025-01-01")
	v.found("/manage/privacy/notices", 422, at, status, body, `id="from-error"`)
	v.send("/manage/privacy/notices", "source", "Testo due", "from", "2026-06-01")
	v.send("/manage/privacy/notices", "source", "Testo del comune", "from", "2026-01-01", "body", "c_l736")
	reader := d.visitor(t)
	for path, want := range map[string]string{
		"/privacy": "Testo due", "/privacy?version=1": "<strong>uno</strong>", "/organisations/c_l736/privacy": "Testo del comune",
	} {
		if _, status, body := reader.page(path); status != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: %d, without %s", path, status, want)
		}
	}
	for _, path := range []string{"/privacy?version=9", "/privacy?version=x", "/organisations/c_none/privacy"} {
		if _, status, _ := reader.page(path); status != 404 {
			t.Errorf("%s: %d", path, status)
		}
	}
	if _, _, body := reader.page("/privacy?version=1"); !strings.Contains(body, "Sostituita il 1º giugno 2026") {
		t.Error("until when it held is not said")
	}
}

func TestAYearsCertificatesAreOffered(t *testing.T) {
	d := openDoor(t)
	v := d.member(t, "administrator", "admin@example.org")
	at, status, body := v.page("/manage/privacy/preservation")
	v.found("/manage/privacy/preservation", 200, at, status, body, "Non ci sono ancora attestati")
	testapp.Save(t, d.app, "certificates", map[string]any{"code": "C", "number": "2025/000001", "state": "valid", "issued": "2025-01-01 10:00:00Z", "facts": map[string]any{"given": "Ada", "course": "SPID"}})
	at, status, body = v.page("/manage/privacy/preservation")
	v.found("/manage/privacy/preservation", 200, at, status, body, `value="2025"`)
	if _, status, body := v.send("/manage/privacy/preservation", "year", "2025"); status != 200 || !strings.HasPrefix(body, "PK") {
		t.Errorf("%d %.40q", status, body)
	}
	if _, status, _ := v.send("/manage/privacy/preservation", "year", "x"); status != 422 {
		t.Errorf("no year: %d", status)
	}
}
