package webrtc_test

import (
	"context"
	"errors"
	"testing"
	"time"

	pion "github.com/pion/webrtc/v3"

	"aula/webrtc"
	"aula/webrtc/stranger"
)

func engineWith(t *testing.T, c webrtc.Config) *webrtc.Engine {
	t.Helper()
	c.Address = "127.0.0.1"
	e, err := webrtc.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// plays opens a session that plays.
func plays(t *testing.T, r *webrtc.Room, key string) (*webrtc.Session, *pion.PeerConnection) {
	t.Helper()
	pc, _, offer := player(t)
	s, err := r.Play(webrtc.Member{ID: "viewer", Key: key}, offer)
	if err != nil {
		t.Fatal(err)
	}
	return s, pc
}

// publishes opens a session that publishes pictures, and waits until they come.
func publishes(ctx context.Context, t *testing.T, r *webrtc.Room, key string) (*webrtc.Session, *pion.PeerConnection) {
	t.Helper()
	pc, video, offer := sender(t)
	m := studio
	m.Key = key
	s, err := r.Ingest(m, offer)
	if err != nil {
		t.Fatal(err)
	}
	w := watch(t, r, webrtc.Member{ID: "bruno"})
	acceptAnswer(t, pc, s.Answer())
	stranger.Steadily(t, func(n int) { _ = video.WriteRTP(vp8Packet(uint16(n), n, n%20 == 0, 640)) })
	w.next(ctx, "a picture", func(p received) bool { return p.name.Source == webrtc.Camera })
	return s, pc
}

// ended is closed once a session has.
func ended(s *webrtc.Session) <-chan struct{} {
	c := make(chan struct{})
	s.WhenEnded(func() { close(c) })
	return c
}

func mustEnd(ctx context.Context, t *testing.T, what string, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-ctx.Done():
		t.Fatalf("%s goes on", what)
	}
}

func TestARoomHasSoManyPlacesForPlayers(t *testing.T) {
	guarded(t)
	r := room(t, engineWith(t, webrtc.Config{Players: 2}))
	first, _ := plays(t, r, "")
	plays(t, r, "")
	_, _, offer := player(t)
	if _, err := r.Play(webrtc.Member{ID: "viewer"}, offer); !errors.Is(err, webrtc.ErrFull) {
		t.Errorf("a third one: %v", err)
	}
	_, _, camera := sender(t)
	if _, err := r.Ingest(studio, camera); err != nil {
		t.Errorf("who publishes needs no place among them: %v", err)
	}
	first.End()
	if _, err := r.Play(webrtc.Member{ID: "viewer"}, offer); err != nil {
		t.Errorf("after one has gone: %v", err)
	}
}

func TestWhoOpensASessionAndNeverComesLosesItsPlace(t *testing.T) {
	ctx := guarded(t)
	r := room(t, engineWith(t, webrtc.Config{Settling: 2 * time.Second}))
	there, _ := publishes(ctx, t, r, "")
	idle, _ := plays(t, r, "")
	mustEnd(ctx, t, "a player who never came", ended(idle))
	if _, err := r.Session(there.ID); err != nil {
		t.Errorf("who has come: %v", err)
	}
	there.End()
	_, _, offer := sender(t)
	never, err := r.Ingest(studio, offer)
	if err != nil {
		t.Fatal(err)
	}
	mustEnd(ctx, t, "a publisher who never came", ended(never))
	if _, err := r.Ingest(studio, offer); err != nil {
		t.Errorf("its place: %v", err)
	}
}

func TestWhatAKeyLetInEndsWithIt(t *testing.T) {
	ctx := guarded(t)
	r := room(t, openEngine(t))
	from, _ := publishes(ctx, t, r, "mine")
	with, _ := plays(t, r, "mine")
	without, _ := plays(t, r, "another's")
	gone := []<-chan struct{}{ended(from), ended(with)}
	r.Dismiss("mine")
	for _, c := range gone {
		mustEnd(ctx, t, "a session", c)
	}
	if _, err := r.Session(without.ID); err != nil {
		t.Errorf("another's: %v", err)
	}
	if n := len(r.Tracks()); n != 0 {
		t.Errorf("%d tracks are left", n)
	}
	mustEnd(ctx, t, "what has ended already", ended(from))
}

func TestWhatASessionPublishesIsSilencedUntilTheNextOne(t *testing.T) {
	ctx := guarded(t)
	r := room(t, openEngine(t))
	s, pc := publishes(ctx, t, r, "")
	s.Silence(webrtc.Microphone)
	if list := r.Tracks(); len(list) != 1 || list[0].Source != webrtc.Camera {
		t.Fatalf("without the microphone: %v", list)
	}
	s.Silence("")
	for range 2 {
		if list := r.Tracks(); len(list) != 0 {
			t.Fatalf("without anything: %v", list)
		}
		if _, err := s.Patch("*", fragmentFrom(localOffer(t, pc, true))); err != nil {
			t.Fatalf("ICE is restarted: %v", err)
		}
		acceptAnswer(t, pc, s.Answer())
	}
	s.End()
	publishes(ctx, t, r, "")
	if list := r.Tracks(); len(list) != 1 || list[0].Source != webrtc.Camera {
		t.Errorf("the next session: %v", list)
	}
}
