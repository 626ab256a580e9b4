package webinars_test

import (
	"testing"
	"time"

	"aula/internal/testapp"
	"aula/webinars"
)

func TestWhoComesAndGoesBetweenTwoWritingsStayedOnce(t *testing.T) {
	app := testapp.New(t)
	w := planned(t, app, nil)
	r := apply(t, app, w, guest(1))
	came := time.Now().Truncate(time.Millisecond)
	stay := &webinars.Stay{Participant: webinars.Participant{ID: r.Id, Registration: r.Id, Name: "Bea Verdi"}, Joined: came, Left: came.Add(time.Second)}
	if err := webinars.WriteStays(app, w.Id, []*webinars.Stay{stay, stay}, came.Add(2*time.Second)); err != nil {
		t.Fatal(err)
	}
	stays, err := webinars.StaysOf(app, w.Id)
	if err != nil || len(stays) != 1 || !stays[0].Joined.Equal(came) || !stays[0].Left.Equal(stay.Left) {
		t.Errorf("%+v, error %v", stays, err)
	}
}
