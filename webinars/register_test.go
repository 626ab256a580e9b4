package webinars_test

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"aula/internal/testapp"
	"aula/webinars"
)

func TestARegisterIsSearchedNarrowedAndSorted(t *testing.T) {
	row := func(name, email string, minutes, percent int, enough bool) webinars.Attendance {
		a := webinars.Attendance{Participant: webinars.Participant{ID: name, Name: name}, Email: email}
		a.Present, a.Percent, a.Enough = time.Duration(minutes)*time.Minute, percent, enough
		return a
	}
	r := webinars.Register{Rows: []webinars.Attendance{
		row("Ada", "ada@a.example", 50, 83, true), row("bruno", "bruno@b.example", 0, 0, false), row("Carla", "carla@a.example", 20, 33, false), row("Dino", "", 50, 83, true),
	}}
	for name, c := range map[string]struct {
		filter webinars.RegisterFilter
		want   []string
	}{
		"all by name":                      {webinars.RegisterFilter{}, []string{"Ada", "bruno", "Carla", "Dino"}},
		"an order that there is not":       {webinars.RegisterFilter{Sort: "-x"}, []string{"Ada", "bruno", "Carla", "Dino"}},
		"by name the other way":            {webinars.RegisterFilter{Sort: "-name"}, []string{"Dino", "Carla", "bruno", "Ada"}},
		"by minutes, equals by name":       {webinars.RegisterFilter{Sort: "-minutes"}, []string{"Ada", "Dino", "Carla", "bruno"}},
		"by percent":                       {webinars.RegisterFilter{Sort: "percent"}, []string{"bruno", "Carla", "Ada", "Dino"}},
		"words of a name, whatever case":   {webinars.RegisterFilter{Words: "BRU"}, []string{"bruno"}},
		"words of a mailbox":               {webinars.RegisterFilter{Words: "@a.ex"}, []string{"Ada", "Carla"}},
		"those who reached the threshold":  {webinars.RegisterFilter{Result: webinars.Enough}, []string{"Ada", "Dino"}},
		"those who were there too briefly": {webinars.RegisterFilter{Result: webinars.Short}, []string{"Carla"}},
		"those who never came":             {webinars.RegisterFilter{Result: webinars.Missing, Words: "x"}, []string{"bruno"}},
	} {
		var got []string
		for _, a := range r.List(c.filter) {
			got = append(got, a.Name)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	if _, err := r.Row("Zoe"); !errors.Is(err, webinars.ErrNotThere) {
		t.Errorf("nobody's row: %v", err)
	}
}

func TestOfTwoWhoCorrectAtOnceOneIsTold(t *testing.T) {
	app := testapp.New(t)
	w := planned(t, app, map[string]any{"state": "ended", "started": time.Now().Add(-time.Hour), "ended": time.Now()})
	testapp.Save(t, app, webinars.Attendances, map[string]any{"webinar": w.Id, "person": "p"})
	var all sync.WaitGroup
	var kept, refused atomic.Int32
	for range 10 {
		all.Go(func() {
			err := webinars.Correct(app, w.Id, webinars.Correction{Person: "p", Minutes: 50, Reason: "Era in sala", By: "u", ByName: "Sara", At: time.Now()}, 0)
			switch {
			case err == nil:
				kept.Add(1)
			case errors.Is(err, webinars.ErrCorrected):
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if kept.Load() != 1 || refused.Load() != 9 {
		t.Errorf("%d corrections were kept and %d refused", kept.Load(), refused.Load())
	}
	if err := webinars.Correct(app, w.Id, webinars.Correction{Person: "p", Minutes: 40, Reason: "No, meno", By: "u", ByName: "Ugo", At: time.Now()}, 1); err != nil {
		t.Errorf("who has read the first correction: %v", err)
	}
}

func TestNobodyCorrectsTheirOwnPresence(t *testing.T) {
	app := testapp.New(t)
	w := planned(t, app, map[string]any{"state": "ended", "started": time.Now().Add(-time.Hour), "ended": time.Now()})
	anna := testapp.Person(t, app, "staff").Id
	seat := testapp.Save(t, app, webinars.Registrations, map[string]any{"webinar": w.Id, "user": anna, "name": "Anna", "state": "registered"}).Id
	testapp.Save(t, app, webinars.Attendances, map[string]any{"webinar": w.Id, "person": "u" + anna, "user": anna})
	testapp.Save(t, app, webinars.Attendances, map[string]any{"webinar": w.Id, "person": "r" + seat, "registration": seat})
	testapp.Save(t, app, webinars.Attendances, map[string]any{"webinar": w.Id, "person": "guest"})
	for _, row := range []struct {
		person, by string
		want       error
	}{{"u" + anna, anna, webinars.ErrOwnPresence}, {"r" + seat, anna, webinars.ErrOwnPresence}, {"guest", anna, nil}, {"u" + anna, "ugo", nil}, {"nobody", anna, webinars.ErrNotThere}} {
		err := webinars.Correct(app, w.Id, webinars.Correction{Person: row.person, Minutes: 50, Reason: "C'ero", By: row.by, At: time.Now()}, webinars.Unseen)
		if !errors.Is(err, row.want) {
			t.Errorf("%s by %s: %v, want %v", row.person, row.by, err, row.want)
		}
	}
}
