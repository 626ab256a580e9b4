package pages

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/locales"
	"aula/recordings"
	"aula/webinars"
)

// roomPermissions lets the room alone ask for what its people speak and show with.
const roomPermissions = "camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(), usb=(), browsing-topics=()"

type roomView struct {
	Frame
	ID        string
	When      string
	Over      bool // ended or cancelled: there is only the way back
	Recorded  bool // now
	Speaks    bool // may publish; the others listen, unless a host gives them the floor
	Reactions []reactionView
	Texts     []spoken
	Elsewhere bool // LiveKit carries what is heard and seen
}

// reactionView is a sign with its name: not every device has a picture of it.
type reactionView struct{ Sign, Name string }

// spoken is a text that the room's script says.
type spoken struct{ Key, Text string }

func (s *site) bindRoom(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/webinars/{id}/room", s.showRoom)
}

// showRoom is door and room in one page: its script asks the server by websocket which of them it is.
func (s *site) showRoom(e *core.RequestEvent) error {
	w, err := webinars.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	knock := webinars.Knock{Webinar: w.Id, User: person(e)}
	if cookie, err := e.Request.Cookie(webinars.RoomCookie); err == nil {
		knock.Room = cookie.Value
	}
	who, err := webinars.Admitted(e.App, knock)
	l := s.locale(e)
	view := roomView{
		Frame: s.newFrame(e, w.Title()), ID: w.Id, When: l.Moment(w.Start(), w.Zone()), Speaks: who.Role.AtLeast(webinars.Presenter),
		Reactions: reactionViews(l), Texts: slices.Concat(roomTexts(l), lineTexts(l), wayTexts(l)),
	}
	view.NoIndex = true
	view.Elsewhere = s.options.LiveKit != "" && w.Engine() == webinars.LiveKit
	switch {
	case errors.Is(err, webinars.ErrEnded), errors.Is(err, webinars.ErrCancelled):
		view.Over = true
	case errors.Is(err, webinars.ErrSignInFirst):
		return signInFirst(e)
	case err != nil && !errors.Is(err, webinars.ErrNotOpen):
		return back(e, "/webinars/"+w.Id) // which says what is missing
	}
	if view.Recorded, err = recordings.Runs(e.App, w.Id); err != nil {
		return err
	}
	e.Response.Header().Set("Permissions-Policy", roomPermissions)
	if view.Elsewhere {
		s.letReach(e.Response.Header())
	}
	return s.render(e, 200, "webinar_room", &view)
}

// letReach lets this page alone talk to LiveKit.
func (s *site) letReach(h http.Header) {
	socket := s.options.LiveKit
	web := "http" + strings.TrimPrefix(socket, "ws") // it is asked there why a socket was refused
	policy := h.Get("Content-Security-Policy")
	h.Set("Content-Security-Policy", strings.Replace(policy, "connect-src 'self'", "connect-src 'self' "+socket+" "+web, 1))
}

func reactionViews(l *locales.Locale) []reactionView {
	names := map[string]string{
		"👍": l.T("room.sign_agree"), "👏": l.T("room.sign_applause"), "❤️": l.T("room.sign_heart"), "😊": l.T("room.sign_smile"),
		"🤔": l.T("room.sign_doubt"), "🎉": l.T("room.sign_party"),
	}
	list := make([]reactionView, 0, len(webinars.Reactions))
	for _, sign := range webinars.Reactions {
		list = append(list, reactionView{sign, names[sign]})
	}
	return list
}

// roomTexts are what the script says by itself. Names in braces are filled in by it.
func roomTexts(l *locales.Locale) []spoken {
	return []spoken{
		{"error_refused", l.T("room.error_refused")}, {"error_busy", l.T("room.error_busy")}, {"error_none", l.T("room.error_none")},
		{"error_insecure", l.T("room.error_insecure")}, {"error_device", l.T("room.error_device")}, {"error_sharing", l.T("room.error_sharing")},
		{"try_microphone", l.T("room.try_microphone")}, {"stop_microphone", l.T("room.stop_microphone")},
		{"try_camera", l.T("room.try_camera")}, {"stop_camera", l.T("room.stop_camera")}, {"speaker_said", l.T("room.speaker_said")},
		{"transport_good", l.T("room.transport_good", "speed", "{speed}")}, {"transport_slow", l.T("room.transport_slow", "speed", "{speed}")},
		{"transport_none", l.T("room.transport_none")}, {"transport_passes", l.T("room.transport_passes")}, {"no_udp", l.T("room.no_udp")}, {"no_media", l.T("room.no_media")}, {"media_away", l.T("engine.away")}, {"engine_changed", l.T("engine.changed")}, {"engine_reins", l.T("engine.reins")},
		{"waiting_open", l.T("room.waiting_open")}, {"waiting_lobby", l.T("room.waiting_lobby")},
		{"removed", l.T("room.removed")}, {"seatless", l.T("room.seatless")}, {"forgotten", l.T("room.forgotten")}, {"left", l.T("room.left")}, {"replaced", l.T("room.replaced")}, {"ended_words", l.T("room.ended_words")},
		{"line_good", l.T("room.line_good")}, {"line_lost", l.T("room.line_lost")}, {"line_back", l.T("room.line_back")},
		{"you", l.T("room.you", "name", "{name}")}, {"screen_of", l.T("room.screen_of", "name", "{name}")}, {"own_screen", l.T("room.own_screen")}, {"studio", l.T("room.studio")}, {"only_hosts", l.T("room.only_hosts")},
		{"erased", l.T("webinar.erased")}, {"new_messages", l.T("room.new_messages", "number", "{number}")}, {"answered", l.T("room.answered")}, {"mark_answered", l.T("room.mark_answered")}, {"mark_open", l.T("room.mark_open")},
		{"new_question", l.T("room.new_question", "name", "{name}")}, {"hand_up", l.T("room.hand_up", "name", "{name}")}, {"poll_now", l.T("room.poll_now", "text", "{text}")},
		{"poll_draft", l.T("room.poll_draft")}, {"poll_is_open", l.T("room.poll_is_open", "number", "{number}")}, {"poll_is_closed", l.T("room.poll_is_closed", "number", "{number}")},
		{"poll_open_unseen", l.T("room.poll_open_unseen")}, {"poll_closed_unseen", l.T("room.poll_closed_unseen")},
		{"poll_voted", l.T("room.poll_voted")}, {"result", l.T("room.result", "number", "{number}", "percent", "{percent}")},
		{"role_host", l.T("room.role_host")}, {"role_presenter", l.T("room.role_presenter")}, {"role_attendee", l.T("room.role_attendee")}, {"role_now", l.T("room.role_now", "role", "{role}")},
		{"silenced", l.T("room.silenced")}, {"slide_where", l.T("room.slide_where", "page", "{page}", "pages", "{pages}")}, {"slide_name", l.T("room.slide_name", "page", "{page}")}, {"slide_coming", l.T("room_slides.coming")},
		{"deck_progress", l.T("room.deck_progress", "page", "{page}", "pages", "{pages}")}, {"deck_not_pdf", l.T("room.deck_not_pdf")},
		{"deck_large", l.T("room.deck_large")}, {"deck_many", l.T("room.deck_many", "pages", "{pages}")}, {"deck_failed", l.T("room.deck_failed")}, {"deck_locked", l.T("room.deck_locked")},
		{"timer_over", l.T("room.timer_over")}, {"timer_minute", l.T("room.timer_minute")}, {"sure_end", l.T("room.sure_end")}, {"sure_remove", l.T("room.sure_remove", "name", "{name}")},
		{"sure_leave", l.T("room.sure_leave")}, {"end", l.T("room.end")}, {"remove", l.T("room.remove")}, {"leave", l.T("room.leave")}, {"cancel", l.T("room.cancel")}, {"offline", l.T("room.offline")},
		{"stats_flow", l.T("room.stats_flow", "down", "{down}", "up", "{up}")}, {"stats_loss", l.T("room.stats_loss", "percent", "{percent}")},
		{"stats_trip", l.T("room.stats_trip", "milliseconds", "{milliseconds}")},
		{"record", l.T("recording.record")}, {"record_stop", l.T("recording.record_stop")}, {"recorded", l.T("recording.recorded")},
		{"recorded_speaker", l.T("recording.recorded_speaker")}, {"recorded_listener", l.T("recording.recorded_listener")},
		{"recording_sure", l.T("recording.sure")}, {"recording_sure_stop", l.T("recording.sure_stop")},
		{"recording_ended_host", l.T("recording.ended_host")}, {"recording_ended_end", l.T("recording.ended_host")}, {"recording_ended_length", l.T("recording.ended_length")},
		{"recording_ending", l.T("recording.ending", "minutes", "{minutes}")},
		{"recording_ended_disk", l.T("recording.ended_disk")}, {"recording_ended_broken", l.T("recording.ended_broken")},
		{"waiting_one", l.T("room.waiting_one", "name", "{name}")},
	}
}
