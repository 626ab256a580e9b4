package webinars_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"aula/internal/testapp"
	"aula/webinars"
)

// facts are what is read of a webinar, by whatever query it was found.
func facts(w *webinars.Webinar) string {
	return fmt.Sprint(w.Id, w.Title(), w.Series(), w.DescriptionHTML(), w.State(), w.Start(), w.Minutes(), w.Zone(), w.Hosts(), w.Presenters(), w.Owner(),
		w.Seats(), w.Audience(), w.Lobby(), w.NeedsSignIn(), w.Course(), w.Percent(), w.Revision(), w.Locked(), w.Started(), w.Ended(), w.Alive())
}

func TestAPosterShowsThePlanTheSeatsTakenAndWhoSpeaks(t *testing.T) {
	app := testapp.New(t)
	one, two := testapp.Person(t, app, "author", "one@example.org"), testapp.Person(t, app, "author", "two@example.org")
	two.Set("given_name", "")
	two.Set("family_name", " ")
	if err := app.SaveNoValidate(two); err != nil {
		t.Fatal(err)
	}
	name := func(id string) string {
		speakers := map[string]string{one.Id: one.GetString("given_name") + " " + one.GetString("family_name"), two.Id: "two@example.org"}
		return speakers[id]
	}
	for _, row := range []struct {
		name     string
		values   map[string]any
		speakers []string
		taken    int
	}{
		{"presenters speak", map[string]any{"seats": 5, "hosts": []string{one.Id}, "presenters": []string{two.Id}}, []string{name(two.Id)}, 2},
		{"or else hosts, in order", map[string]any{"seats": 2, "hosts": []string{two.Id, one.Id}, "presenters": nil}, []string{name(two.Id), name(one.Id)}, 2},
		{"nobody is named, and seats have no end", map[string]any{"seats": 0, "hosts": nil, "presenters": nil}, nil, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := planned(t, app, row.values)
			for n := range 3 {
				apply(t, app, w, guest(n))
			}
			if w.Seats() != 2 { // where there are more, one of them goes
				r, err := webinars.FindGuest(app, w.Id, "bea1@example.org")
				if err != nil {
					t.Fatal(err)
				}
				if err := webinars.Withdraw(app, r.Id); err != nil {
					t.Fatal(err)
				}
			}
			found, err := webinars.Find(app, w.Id)
			if err != nil {
				t.Fatal(err)
			}
			p, err := webinars.FindPoster(app, w.Id)
			if err != nil {
				t.Fatal(err)
			}
			if facts(p.Webinar) != facts(found) {
				t.Errorf("%s\nis found as\n%s", facts(p.Webinar), facts(found))
			}
			if p.Taken != row.taken || !slices.Equal(p.Speakers, row.speakers) {
				t.Errorf("%d taken, %q speak", p.Taken, p.Speakers)
			}
		})
	}
	if _, err := webinars.FindPoster(app, "nowhere"); !errors.Is(err, webinars.ErrNotFound) {
		t.Errorf("error %v", err)
	}
}
