package webinars_test

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/testapp"
	"aula/webinars"
)

func linkOf(t testing.TB, app core.App, w *webinars.Webinar, r *webinars.Registration) string {
	t.Helper()
	path, err := webinars.JoinPath(app, w, r)
	if err != nil {
		t.Fatal(err)
	}
	return path[strings.LastIndex(path, "/")+1:]
}

func TestALinkOpensItsRoomAndNothingElse(t *testing.T) {
	app := testapp.New(t)
	now := time.Now()
	w, other := planned(t, app, map[string]any{"state": "open"}), planned(t, app, map[string]any{"state": "open"})
	r := apply(t, app, w, guest(1))
	entry, err := webinars.Exchange(app, w, linkOf(t, app, w, r), "", now)
	if err != nil {
		t.Fatal(err)
	}
	p, err := webinars.Admitted(app, webinars.Knock{Webinar: w.Id, Room: entry.Room})
	if err != nil || p.ID != r.Id || p.Name != "Bea Verdi" || p.Role != webinars.Attendee || p.User != "" {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err := webinars.Admitted(app, webinars.Knock{Webinar: other.Id, Room: entry.Room}); !errors.Is(err, webinars.ErrLink) {
		t.Errorf("another room: %v", err)
	}
	if _, err := webinars.Admitted(app, webinars.Knock{Webinar: w.Id, Room: linkOf(t, app, w, r)}); !errors.Is(err, webinars.ErrLink) {
		t.Errorf("a link is no cookie: %v", err)
	}
	if _, err := webinars.Exchange(app, w, entry.Room, "", now); !errors.Is(err, webinars.ErrLink) {
		t.Errorf("a cookie is no link: %v", err)
	}
}

func TestWhatEndsALinkIsSaid(t *testing.T) {
	app := testapp.New(t)
	w := planned(t, app, nil)
	r := apply(t, app, w, guest(1))
	link := linkOf(t, app, w, r)
	entry, err := webinars.Exchange(app, w, link, "", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := webinars.ReadLink(app, w, link, w.Over().Add(time.Second)); !errors.Is(err, webinars.ErrLinkEnded) {
		t.Errorf("after the webinar: %v", err)
	}
	if _, err := webinars.ReadLink(app, w, link[:len(link)-1], time.Now()); !errors.Is(err, webinars.ErrLink) {
		t.Errorf("a link that was cut: %v", err)
	}
	if err := webinars.WithdrawLink(app, r.Id); err != nil {
		t.Fatal(err)
	}
	if _, err := webinars.ReadLink(app, w, link, time.Now()); !errors.Is(err, webinars.ErrLinkWithdrawn) {
		t.Errorf("withdrawn: %v", err)
	}
	if _, err := webinars.Admitted(app, webinars.Knock{Webinar: w.Id, Room: entry.Room}); !errors.Is(err, webinars.ErrLinkWithdrawn) {
		t.Errorf("the cookie of a withdrawn link: %v", err)
	}
	again, _ := webinars.FindRegistration(app, r.Id)
	if _, err := webinars.Exchange(app, w, linkOf(t, app, w, again), "", time.Now()); err != nil {
		t.Errorf("the link that follows: %v", err)
	}
	if err := webinars.Cancel(app, w.Id); err != nil {
		t.Fatal(err)
	}
	w, _ = webinars.Find(app, w.Id)
	if _, err := webinars.ReadLink(app, w, linkOf(t, app, w, again), time.Now()); !errors.Is(err, webinars.ErrCancelled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestASecondDeviceNeedsTheCode(t *testing.T) {
	app := testapp.New(t)
	now := time.Now()
	w := planned(t, app, nil)
	r := apply(t, app, w, guest(1))
	link := linkOf(t, app, w, r)
	first, err := webinars.Exchange(app, w, link, "", now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := webinars.Exchange(app, w, link, first.Device, now); err != nil {
		t.Errorf("the same device again: %v", err)
	}
	if _, err := webinars.Exchange(app, w, link, "another", now); !errors.Is(err, webinars.ErrOtherDevice) {
		t.Errorf("another device: %v", err)
	}
	cookie, _, err := webinars.AskCode(app, w, link, now)
	if err != nil {
		t.Fatal(err)
	}
	code, err := webinars.MintCode(app, r.Id, now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := webinars.EnterCode(app, w, cookie, "00000000x", now); !errors.Is(err, webinars.ErrCode) {
		t.Errorf("a wrong code: %v", err)
	}
	second, err := webinars.EnterCode(app, w, cookie, code[:4]+" "+code[4:], now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := webinars.EnterCode(app, w, cookie, code, now); !errors.Is(err, webinars.ErrCodeSpent) {
		t.Errorf("the code a second time: %v", err)
	}
	for _, device := range []string{first.Device, second.Device} {
		if _, err := webinars.Exchange(app, w, link, device, now); err != nil {
			t.Errorf("a device that is known: %v", err)
		}
	}
}

func TestACodeIsTriedFiveTimesAndNoMoreEvenAtOnce(t *testing.T) {
	app := testapp.New(t)
	now := time.Now()
	w := planned(t, app, nil)
	r := apply(t, app, w, guest(1))
	cookie, _, err := webinars.AskCode(app, w, linkOf(t, app, w, r), now)
	if err != nil {
		t.Fatal(err)
	}
	code, err := webinars.MintCode(app, r.Id, now)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	var tried atomic.Int32
	for range 12 {
		all.Go(func() {
			_, err := webinars.EnterCode(app, w, cookie, "wrong", now)
			if errors.Is(err, webinars.ErrCode) {
				tried.Add(1)
			} else if !errors.Is(err, webinars.ErrCodeSpent) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if tried.Load() != 5 {
		t.Errorf("tried %d times", tried.Load())
	}
	if _, err := webinars.EnterCode(app, w, cookie, code, now); !errors.Is(err, webinars.ErrCodeSpent) {
		t.Errorf("the right code too late: %v", err)
	}
	fresh, _ := webinars.MintCode(app, r.Id, now)
	if _, err := webinars.EnterCode(app, w, cookie, fresh, now.Add(16*time.Minute)); !errors.Is(err, webinars.ErrLinkEnded) {
		t.Errorf("after a quarter of an hour: %v", err)
	}
}

func TestTwoDevicesAtOnceAreNotBothTheFirst(t *testing.T) {
	app := testapp.New(t)
	w := planned(t, app, nil)
	r := apply(t, app, w, guest(1))
	link := linkOf(t, app, w, r)
	var all sync.WaitGroup
	var in atomic.Int32
	for range 10 {
		all.Go(func() {
			if _, err := webinars.Exchange(app, w, link, "", time.Now()); err == nil {
				in.Add(1)
			} else if !errors.Is(err, webinars.ErrOtherDevice) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if in.Load() != 1 {
		t.Errorf("%d devices came in", in.Load())
	}
}

func TestALinkIsNotEnoughWhereSigningInIsAsked(t *testing.T) {
	app := testapp.New(t)
	w := planned(t, app, map[string]any{"sign_in": true, "audience": "people"})
	learner := testapp.Person(t, app, "learner")
	r := apply(t, app, w, webinars.Applicant{User: learner.Id})
	if _, err := webinars.Exchange(app, w, linkOf(t, app, w, r), "", time.Now()); !errors.Is(err, webinars.ErrSignInFirst) {
		t.Errorf("%v, want ErrSignInFirst", err)
	}
}

func FuzzTokens(f *testing.F) {
	app := testapp.New(f)
	w := planned(f, app, nil)
	r := seated(f, app, w, map[string]any{"name": "Bea", "email": "bea@example.org"})
	link := linkOf(f, app, w, r)
	_, media, err := webinars.MediaToken(app, webinars.MediaGrant{Webinar: w.Id, Publish: true, Until: time.Now().Add(time.Hour)})
	if err != nil {
		f.Fatal(err)
	}
	learner := testapp.Person(f, app, "learner")
	path, err := webinars.CalendarPath(app, learner.Id)
	if err != nil {
		f.Fatal(err)
	}
	calendar := strings.TrimSuffix(path[strings.LastIndex(path, "/")+1:], ".ics")
	for _, seed := range []string{link, media, calendar, "", ".", "...."} {
		f.Add(seed)
	}
	now := time.Now()
	f.Fuzz(func(t *testing.T, token string) {
		if _, err := webinars.ReadLink(app, w, token, now); err == nil && token != link {
			t.Errorf("%q is taken for a link", token)
		}
		if _, err := webinars.ReadMediaToken(app, token, now); err == nil && token != media {
			t.Errorf("%q is taken for a media token", token)
		}
		if _, err := webinars.WhoseCalendar(app, token); err == nil && token != calendar {
			t.Errorf("%q is taken for a calendar", token)
		}
	})
}
