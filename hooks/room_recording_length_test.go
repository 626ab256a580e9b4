package hooks_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"aula/hooks"
	"aula/internal/testapp"
	"aula/organisations"
	"aula/recordings"
	"aula/webinars"
	"aula/webrtc"
)

// lengthHall is a hall whose plan lets so many minutes be recorded, and its ticks.
func lengthHall(t *testing.T, minutes int) (*hall, func(time.Time)) {
	t.Helper()
	limits := recordings.Standard
	limits.Free = func(string) (uint64, bool) { return 1 << 40, true }
	o := hooks.Options{MailDir: t.TempDir(), Media: &webrtc.Config{Address: "127.0.0.1"}, Recording: &limits}
	ticks := o.Ticks()
	app := testapp.New(t)
	hooks.Bind(app, o)
	return hallIn(t, app, testapp.Serve(t, app), map[string]any{"recording_minutes": minutes}), ticks
}

func TestARecordingEndsWhenTheWebinarsTimeIsUpAndHostsAreWarned(t *testing.T) {
	t.Parallel()
	h, ticks := lengthHall(t, 30)
	host, _ := h.enter(t, "host")
	ada, _ := h.enter(t, "ada")
	host.must("record.start", "")
	began := time.Now()
	ticks(began.Add(15 * time.Minute))
	ticks(began.Add(21 * time.Minute))
	ticks(began.Add(22 * time.Minute)) // they are told once
	if m := host.until("recording.ending"); !strings.Contains(m.raw, `"minutes":9`) && !strings.Contains(m.raw, `"minutes":10`) {
		t.Errorf("hosts are warned by %s", m.raw)
	}
	w, err := webinars.Find(h.app, h.webinar)
	if err != nil {
		t.Fatal(err)
	}
	w.Set("recording_minutes", 60)
	if err := h.app.Save(w); err != nil {
		t.Fatal(err)
	}
	ticks(began.Add(31 * time.Minute)) // the plan was changed meanwhile: it goes on
	ticks(began.Add(52 * time.Minute))
	if m := host.until("recording.ending"); !strings.Contains(m.raw, `"minutes":8`) && !strings.Contains(m.raw, `"minutes":9`) {
		t.Errorf("hosts are warned again by %s", m.raw)
	}
	ticks(began.Add(61 * time.Minute))
	for _, s := range []*seat{host, ada} {
		for m := s.read(); m.Type != "recording" || !strings.Contains(m.raw, `"reason":"length"`); m = s.read() {
			if m.Type == "recording.ending" {
				t.Errorf("told once more, or to who is no host: %s", m.raw)
			}
		}
	}
}

func TestWhoMayRecordAndComesAfterTheWarningLearnsWhatIsLeft(t *testing.T) {
	t.Parallel()
	ending := func(m said) bool { return m.Type == "recording.ending" }
	h, _ := lengthHall(t, 8) // the end is near from the beginning
	first, _ := h.enter(t, "host")
	ada, _ := h.enter(t, "ada")
	first.must("record.start", "")
	if err := first.ws.CloseNow(); err != nil {
		t.Error(err)
	}
	host, _ := h.enter(t, "host")
	if m := host.until("recording.ending"); !strings.Contains(m.raw, `"minutes":8`) && !strings.Contains(m.raw, `"minutes":7`) {
		t.Errorf("who comes back is told %s", m.raw)
	}
	host.must("role.set", `"person":"`+h.ids["ada"]+`","role":"presenter"`)
	ada.until("state")
	ada.must("ping", "")
	if !slices.ContainsFunc(first.seen, ending) || slices.ContainsFunc(ada.seen, ending) {
		t.Error("the first host is not warned, or one who may not record is")
	}
	host.must("role.set", `"person":"`+h.ids["ada"]+`","role":"host"`)
	ada.until("recording.ending")
}

func TestWhatWasRecordedBeforeCounts(t *testing.T) {
	t.Parallel()
	h, _ := lengthHall(t, 30)
	former := testapp.Save(t, h.app, "recordings", map[string]any{"webinar": h.webinar, "state": "ready", "duration": 29.5 * 60, "started": time.Now(), "ended": time.Now()})
	testapp.Save(t, h.app, "recordings", map[string]any{"webinar": h.webinar, "state": "failed", "reason": "empty", "started": time.Now().Add(-time.Hour), "ended": time.Now()})
	host, _ := h.enter(t, "host")
	m := host.ask("record.start", "")
	if m.Code != "recording_no_time" {
		t.Errorf("when nothing is left: %s", m.raw)
	}
	if err := h.app.Delete(former); err != nil {
		t.Fatal(err)
	}
	host.must("record.start", "")
}

func TestARecordingEndsInTimeThoughThePlanCannotBeRead(t *testing.T) {
	t.Parallel()
	h, ticks := lengthHall(t, 30)
	host, _ := h.enter(t, "host")
	host.must("record.start", "")
	organisations.Forget(h.app)
	if _, err := h.app.NonconcurrentDB().NewQuery("ALTER TABLE centre RENAME TO elsewhere").Execute(); err != nil {
		t.Fatal(err)
	}
	ticks(time.Now().Add(31 * time.Minute))
	for m := host.read(); m.Type != "recording" || !strings.Contains(m.raw, `"reason":"length"`); m = host.read() {
	}
}
