package hours_test

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/hours"
	"aula/internal/areas"
	"aula/internal/calendar"
	"aula/internal/testapp"
)

// office is an organisation with somebody who works there and somebody who decides.
type office struct {
	*testing.T
	app                   core.App
	body, ada, rita, otto string
	now                   time.Time
}

func newOffice(t *testing.T) *office {
	t.Helper()
	app := testapp.New(t)
	o := &office{T: t, app: app, body: testapp.Organisation(t, app, "c_l736").Id, now: time.Now()}
	join := func(email, body string, role accounts.MembershipRole) string {
		p := testapp.Person(t, app, "learner", email)
		if _, err := accounts.Join(app, "", accounts.Joining{User: p.Id, Organisation: body, Role: role, From: o.now.AddDate(-3, 0, 0)}); err != nil {
			t.Fatal(err)
		}
		return p.Id
	}
	o.ada = join("ada@comune.example", o.body, accounts.Employee)
	o.rita = join("rita@comune.example", o.body, accounts.Referent)
	o.otto = join("otto@altro.example", testapp.Organisation(t, app, "c_altro").Id, accounts.Employee)
	return o
}

// course is training of two days that ended yesterday.
func (o *office) course(change ...func(*hours.Filing)) hours.Filing {
	f := hours.Filing{User: o.ada, Title: "Anticorruzione", Holder: "SNA", From: calendar.AddDays(o.now, -2), Until: calendar.AddDays(o.now, -1), Minutes: 90,
		Area: areas.Values, Compulsory: true}
	for _, c := range change {
		c(&f)
	}
	return f
}

func paper(text string) io.Reader { return strings.NewReader("%PDF-1.4\n" + text + "\n%%EOF\n") }

func (o *office) files(f hours.Filing, document io.Reader) *hours.Filed {
	o.Helper()
	filed, err := hours.File(o.app, f, "attestato.pdf", document, o.now)
	if err != nil {
		o.Fatal(err)
	}
	return filed
}

// decides takes a decision as the referent would.
func (o *office) decides(take func(core.App, hours.Decision, time.Time) (*hours.Filed, error), f *hours.Filed, change ...func(*hours.Decision)) error {
	o.Helper()
	d := hours.Decision{Organisation: o.body, By: o.rita, ID: f.Id, Revision: f.Revision()}
	for _, c := range change {
		c(&d)
	}
	return o.app.RunInTransaction(func(tx core.App) error {
		_, err := take(tx, d, o.now)
		return err
	})
}

func because(text string) func(*hours.Decision) { return func(d *hours.Decision) { d.Reason = text } }

func (o *office) minutes() int {
	o.Helper()
	all, err := hours.EntriesOf(o.app, o.ada, 0)
	if err != nil {
		o.Fatal(err)
	}
	return hours.SumOf(all).Minutes
}

func TestTrainingElsewhereCountsOnceItIsAcceptedAndNoLongerOnceThatIsCancelled(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	f := o.files(o.course(), paper("uno"))
	if !f.Waits() || f.Organisation() != o.body || o.minutes() != 0 {
		t.Fatalf("filed as %s for %s, %d minutes", f.State(), f.Organisation(), o.minutes())
	}
	if err := o.decides(hours.Accept, f); err != nil || o.minutes() != 90 {
		t.Fatalf("accepted: %v, %d minutes", err, o.minutes())
	}
	if err := o.decides(hours.Accept, f); !errors.Is(err, hours.ErrDecided) || o.minutes() != 90 {
		t.Errorf("accepted twice: %v, %d minutes", err, o.minutes())
	}
	if err := hours.Withdraw(o.app, o.ada, f.Id); !errors.Is(err, hours.ErrDecided) {
		t.Errorf("withdrawn once accepted: %v", err)
	}
	if err := o.decides(hours.Cancel, f); !errors.Is(err, hours.ErrNoReason) {
		t.Errorf("cancelled without a reason: %v", err)
	}
	if err := o.decides(hours.Cancel, f, because("documento falso")); err != nil || o.minutes() != 0 {
		t.Errorf("cancelled: %v, %d minutes", err, o.minutes())
	}
	all, err := hours.EntriesOf(o.app, o.ada, f.Until().In(calendar.Zone).Year())
	if err != nil || len(all) != 2 || all[1].Reason != "documento falso" || all[1].By != o.rita || !all[0].Compulsory || all[0].Area != areas.Values {
		t.Errorf("in the ledger: %+v, %v", all, err)
	}
	if err := o.decides(hours.Cancel, f, because("ancora")); !errors.Is(err, hours.ErrNotAccepted) {
		t.Errorf("cancelled twice: %v", err)
	}
}

func TestADecisionIsOnWhatItsTakerRead(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	f := o.files(o.course(), paper("uno"))
	anew, err := hours.Refile(o.app, f.Id, f.Revision(), o.course(func(f *hours.Filing) { f.Minutes = 600 }), "", nil, o.now)
	if err != nil || anew.SHA256() != f.SHA256() {
		t.Fatal(err, "or another document")
	}
	rows := []struct {
		name   string
		take   func(core.App, hours.Decision, time.Time) (*hours.Filed, error)
		change func(*hours.Decision)
		want   error
	}{
		{"as it was before", hours.Accept, func(d *hours.Decision) { d.Revision = f.Revision() }, hours.ErrFiledAnew},
		{"by who filed", hours.Accept, func(d *hours.Decision) { d.By = o.ada }, hours.ErrOwnOutside},
		{"by another organisation", hours.Accept, func(d *hours.Decision) { d.Organisation = "altro" }, hours.ErrNoOutside},
		{"with other hours and no reason", hours.Accept, func(d *hours.Decision) { d.Minutes = 60 }, hours.ErrNoReason},
		{"refused without a reason", hours.Refuse, func(*hours.Decision) {}, hours.ErrNoReason},
		{"cancelled while it waits", hours.Cancel, because("x"), hours.ErrNotAccepted},
	}
	for _, row := range rows {
		if err := o.decides(row.take, anew, row.change); !errors.Is(err, row.want) {
			t.Errorf("%s: %v, want %v", row.name, err, row.want)
		}
	}
	var wrong hours.FilingProblems
	if err := o.decides(hours.Accept, anew, func(d *hours.Decision) { d.Minutes, d.Reason = 3000, "di più" }); !errors.As(err, &wrong) {
		t.Errorf("accepted with fifty hours in two days: %v", err)
	}
	err = o.decides(hours.Accept, anew, func(d *hours.Decision) { d.Minutes, d.Reason = 480, "l'attestato dice 8" })
	if now, _ := hours.FindOutside(o.app, f.Id); err != nil || o.minutes() != 480 || !now.Corrected() || now.Minutes() != 600 {
		t.Errorf("corrected: %v, %d minutes", err, o.minutes())
	}
}

func TestADocumentCountsOnceForAPersonAndIsShownAsSharedToWhoDecides(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	first := o.files(o.course(), paper("uno"))
	var same *hours.SameDocument
	if _, err := hours.File(o.app, o.course(), "altro-nome.pdf", paper("uno"), o.now); !errors.As(err, &same) || same.First != first.Id {
		t.Fatalf("filed twice: %v", err)
	}
	theirs := o.files(o.course(func(f *hours.Filing) { f.User = o.otto }), paper("uno"))
	if first.IsShared() || !theirs.IsShared() {
		t.Errorf("shared: %v %v", first.IsShared(), theirs.IsShared())
	}
	row, err := hours.OutsideIn(o.app, theirs.Organisation(), theirs.Id)
	if err != nil || len(row.Others) != 0 || !row.Elsewhere {
		t.Errorf("of another organisation's people too much is told: %+v, %v", row, err)
	}
	for _, shared := range []bool{true, false} { // who filed it first is looked at again, as long as the other stands
		mine, err := hours.OutsideIn(o.app, first.Organisation(), first.Id)
		if err != nil || mine.IsShared() != shared || mine.Elsewhere != shared {
			t.Errorf("the first: %v, want shared %v, %v", mine.IsShared(), shared, err)
		}
		if shared {
			if err := hours.Withdraw(o.app, o.otto, theirs.Id); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := o.decides(hours.Refuse, first, because("illeggibile")); err != nil {
		t.Fatal(err)
	}
	o.files(o.course(), paper("uno")) // what was refused may be filed again
	second := o.files(o.course(), paper("due"))
	if err := hours.Withdraw(o.app, o.otto, second.Id); !errors.Is(err, hours.ErrNoOutside) {
		t.Errorf("withdrawn by somebody else: %v", err)
	}
	if err := hours.Withdraw(o.app, o.ada, second.Id); err != nil {
		t.Fatal(err)
	}
	storage, err := o.app.NewFilesystem()
	if err != nil {
		t.Fatal(err)
	}
	defer storage.Close()
	for limit := time.Now().Add(10 * time.Second); ; <-time.After(5 * time.Millisecond) { // it goes behind the transaction
		there, err := storage.Exists(second.Document().Stored())
		if !there && err == nil {
			return
		}
		if err != nil || time.Now().After(limit) {
			t.Fatalf("the document is still there: %v", err)
		}
	}
}

func TestWhatCannotBeFiledIsSaid(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	day := func(n int) time.Time { return calendar.AddDays(o.now, n) }
	rows := []struct {
		name   string
		change func(*hours.Filing)
		want   string
	}{
		{"400 hours", func(f *hours.Filing) { f.Minutes, f.From = 24000, day(-300) }, "minutes hours_most"},
		{"more than fits into two days", func(f *hours.Filing) { f.Minutes = 25 * 60 }, "minutes hours_day"},
		{"none", func(f *hours.Filing) { f.Minutes = 0 }, "minutes hours_none"},
		{"tomorrow", func(f *hours.Filing) { f.From, f.Until = day(1), day(1) }, "from future"},
		{"until tomorrow", func(f *hours.Filing) { f.Until = day(1) }, "until future"},
		{"backwards", func(f *hours.Filing) { f.From, f.Until = day(-1), day(-2) }, "until backwards"},
		{"long ago", func(f *hours.Filing) { f.From = day(-366 * 6) }, "from old"},
		{"two years long", func(f *hours.Filing) { f.From = day(-700) }, "until days"},
		{"without title, holder and area", func(f *hours.Filing) { f.Title, f.Holder, f.Area = " ", "", "x" }, "title title_missing, holder holder_missing, area area_missing"},
		{"without days", func(f *hours.Filing) { f.From, f.Until = time.Time{}, time.Time{} }, "from day_missing"},
	}
	for _, row := range rows {
		_, err := hours.File(o.app, o.course(row.change), "a.pdf", paper(row.name), o.now)
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: %v, want %s", row.name, err, row.want)
		}
	}
	for document, want := range map[string]error{
		"": hours.ErrNoDocument, "<svg/>": hours.ErrDocumentKind, "%PDF-1.4 cut off": hours.ErrDocumentKind, "\x89PNG\r\n\x1a\n": hours.ErrDocumentKind,
		"GIF89a\x01\x00\x01\x00\x00\x00\x00": hours.ErrDocumentKind, "%PDF-" + strings.Repeat("x", hours.MaxDocument): hours.ErrDocumentSize,
	} {
		if _, err := hours.File(o.app, o.course(), "attestato.pdf", strings.NewReader(document), o.now); !errors.Is(err, want) {
			t.Errorf("document %.12q: %v, want %v", document, err, want)
		}
	}
	stranger := testapp.Person(t, o.app, "learner", "nessuno@example.org")
	if _, err := hours.File(o.app, o.course(func(f *hours.Filing) { f.User = stranger.Id }), "a.pdf", paper("x"), o.now); !errors.Is(err, hours.ErrNoEmployer) {
		t.Errorf("of nobody's people: %v", err)
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	filed, err := hours.File(o.app, o.course(), `C:\foto\..\<b>.exe`, &picture, o.now)
	if err != nil || filed.Document().Name != "b.png" || filed.Document().Media != "image/png" {
		t.Errorf("a picture: %+v, %v", filed, err)
	}
}
