package hooks_test

import (
	"testing"

	"aula/hooks"
	"aula/internal/testapp"
	"aula/webrtc"
)

func TestARoomWithMediaAnswersWhatIsNoDescription(t *testing.T) {
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir(), Media: &webrtc.Config{Address: "127.0.0.1"}})
	h := hallIn(t, app, testapp.Serve(t, app), nil)
	host, _ := h.enter(t, "host")
	ada, _ := h.enter(t, "ada")
	rows := []struct {
		name, kind, fields, want string
		from                     *seat
	}{
		{"an offer that is none", "media.publish", `"generation":1,"sdp":"hello","tracks":[]`, "invalid", host},
		{"an attendee's offer", "media.publish", `"generation":1,"sdp":"v=0","tracks":[]`, "room_not_allowed", ada},
		{"an answer that is none", "media.answer", `"generation":1,"sdp":"hello"`, "", ada},
		{"a wish", "media.want", `"tracks":[{"track":"none","width":640}]`, "ok", ada},
		{"a restart", "media.restart", `"connection":"subscription"`, "ok", ada},
		{"a restart of nothing", "media.restart", `"connection":"x"`, "invalid", ada},
	}
	for _, row := range rows {
		m := row.from.ask(row.kind, row.fields)
		if got := m.Type; got == "ok" && row.want != "ok" || got == "error" && row.want != "" && m.Code != row.want {
			t.Errorf("%s: %s", row.name, m.raw)
		}
	}
	host.must("role.set", `"person":"`+h.ids["ada"]+`","role":"presenter"`)
	host.must("person.mute", `"person":"`+h.ids["ada"]+`"`)
	host.must("role.set", `"person":"`+h.ids["ada"]+`","role":"attendee"`)
	if m := ada.ask("media.publish", `"generation":1,"sdp":"v=0","tracks":[]`); m.Code != "room_not_allowed" {
		t.Error(m.raw)
	}
}
