package hooks_test

import (
	"strings"
	"sync/atomic"
	"testing"

	"aula/hooks"
	"aula/internal/testapp"
	"aula/recordings"
	"aula/webrtc"
)

// filmHall is a hall with media whose disk has as much room as the test says.
func filmHall(t *testing.T) (*hall, *atomic.Uint64) {
	t.Helper()
	room := &atomic.Uint64{}
	room.Store(1 << 40)
	limits := recordings.Standard
	limits.Free = func(string) (uint64, bool) { return room.Load(), true }
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir(), Media: &webrtc.Config{Address: "127.0.0.1"}, Recording: &limits})
	return hallIn(t, app, testapp.Serve(t, app), nil), room
}

func (h *hall) recordings(t *testing.T) []*recordings.Recording {
	t.Helper()
	list, err := recordings.OfWebinar(h.app, h.webinar)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestHostsRecordAndEverybodyIsTold(t *testing.T) {
	h, _ := filmHall(t)
	host, _ := h.enter(t, "host")
	ada, _ := h.enter(t, "ada")
	for says, m := range map[string]said{"an attendee starts": ada.ask("record.start", ""), "an attendee stops": ada.ask("record.stop", "")} {
		if m.Code != "room_not_allowed" {
			t.Errorf("%s: %s", says, m.raw)
		}
	}
	if m := host.ask("record.stop", ""); m.Code != "recording_none" {
		t.Errorf("nothing to stop: %s", m.raw)
	}
	host.must("record.start", "")
	if m := ada.until("recording"); !strings.Contains(m.raw, `"since":"20`) {
		t.Errorf("an attendee is told %s", m.raw)
	}
	if m := host.ask("record.start", ""); m.Code != "recording_running_already" {
		t.Errorf("a second one: %s", m.raw)
	}
	if _, m := h.enter(t, "bruno"); !strings.Contains(m.raw, `"recording":{"since":"20`) {
		t.Errorf("who comes later is told %s", m.raw)
	}
	host.must("record.stop", "")
	if m := ada.until("recording"); !strings.Contains(m.raw, `"since":null`) || !strings.Contains(m.raw, `"reason":"host"`) {
		t.Errorf("an attendee is told of the end: %s", m.raw)
	}
	host.must("record.start", "")
	host.endsTheRoom()
	ended := func(r *recordings.Recording, why recordings.Reason) bool {
		return r.Why() == why || r.Why() == recordings.Nothing
	} // as soon as its film was tried
	eventually(t, "the recordings", func() (bool, any) {
		list := h.recordings(t)
		return len(list) == 2 && ended(list[0], recordings.ByHost) && ended(list[1], recordings.AtEnd), len(list)
	})
}

func TestWithoutRoomNothingIsRecordedAndTheWebinarGoesOn(t *testing.T) {
	t.Parallel()
	h, room := filmHall(t)
	host, _ := h.enter(t, "host")
	ada, _ := h.enter(t, "ada")
	room.Store(1<<30 + 300<<20)
	if m := host.ask("record.start", ""); m.Code != "recording_no_space" {
		t.Errorf("on a full disk: %s", m.raw)
	}
	room.Store(1 << 40)
	host.must("record.start", "")
	room.Store(1 << 20)
	for _, s := range []*seat{host, ada} {
		m := s.until("recording")
		for strings.Contains(m.raw, `"since":"20`) {
			m = s.until("recording")
		}
		if !strings.Contains(m.raw, `"reason":"disk"`) {
			t.Errorf("when room runs out they are told %s", m.raw)
		}
		s.must("chat.send", `"text":"si continua"`)
	}
	if list := h.recordings(t); len(list) != 1 {
		t.Errorf("%d recordings", len(list))
	}
}
