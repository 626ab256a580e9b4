package livekit

import (
	"os"
	"strings"
	"testing"
	"time"
)

// A LiveKit server of today answers as the one that was recorded, also about rooms and people that are not there.
func TestARealLiveKitAnswersAsTheRecordedOne(t *testing.T) {
	c := Config{URL: os.Getenv("AULA_LIVEKIT_URL"), Key: os.Getenv("AULA_LIVEKIT_KEY"), Secret: Secret(os.Getenv("AULA_LIVEKIT_SECRET"))}
	if c.URL == "" {
		t.Skip("NOT TESTED: no real LiveKit server, see make livekit")
	}
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, room := t.Context(), "aula-test-of-answers"
	if ahead, err := s.Try(ctx); err != nil || ahead.Abs() > time.Minute {
		t.Errorf("try: %v ahead, %v", ahead, err)
	}
	for _, act := range []struct {
		name string
		does func() error
	}{
		{"create", func() error { return s.Create(ctx, room) }},
		{"create what is there", func() error { return s.Create(ctx, room) }},
		{"remove who is gone", func() error { return s.Remove(ctx, room, "gone.TAB") }},
		{"delete", func() error { return s.Delete(ctx, room) }},
		{"delete what is gone", func() error { return s.Delete(ctx, room) }},
	} {
		if err := act.does(); err != nil {
			t.Errorf("%s: %v", act.name, err)
		}
		if list, err := s.Participants(ctx, room); err != nil || len(list) != 0 {
			t.Errorf("after %s: %v %v", act.name, list, err)
		}
	}
	wantError(t, "allow who is gone", s.Allow(ctx, room, "gone.TAB", PermissionOf([]Source{Camera})), ErrNotThere)
	wantError(t, "mute who is gone", s.Mute(ctx, room, "gone.TAB", "TR_x"), ErrAway)

	c.Secret = Secret(strings.Repeat("x", shortestSecret))
	stranger, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	_, err = stranger.Try(ctx)
	wantError(t, "another's secret", err, ErrRefused)
}
