package quizzes_test

import (
	"errors"
	"testing"

	"aula/internal/testapp"
	"aula/quizzes"
)

func TestWhatIsGrantedReplacesTheEarlierAndIsTakenBack(t *testing.T) {
	a := open(t)
	staff := testapp.Person(t, a.app, "staff").Id
	for _, extras := range []quizzes.Accommodation{{TimePercent: 30}, {TimePercent: 50, Tries: 2}} {
		if err := quizzes.Grant(a.app, staff, a.user, a.course, extras); err != nil {
			t.Fatal(err)
		}
		got, err := quizzes.AccommodationOf(a.app, a.user, a.course)
		if err != nil || got != extras {
			t.Errorf("granted %+v, read %+v, %v", extras, got, err)
		}
	}
	all, err := quizzes.GrantedIn(a.app, a.course)
	if err != nil || len(all) != 1 || all[a.user].By != staff || all[a.user].Tries != 2 || all[a.user].At.IsZero() {
		t.Errorf("granted %+v, %v", all, err)
	}
	for range 2 {
		if err := quizzes.Ungrant(a.app, a.user, a.course); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := quizzes.AccommodationOf(a.app, a.user, a.course); err != nil || got != (quizzes.Accommodation{}) {
		t.Errorf("still %+v, %v", got, err)
	}
}

func TestWhatCannotBeGranted(t *testing.T) {
	a := open(t)
	for _, extras := range []quizzes.Accommodation{{}, {TimePercent: -1}, {TimePercent: 301}, {Tries: 21}, {TimePercent: 10, Tries: -1}} {
		if err := quizzes.Grant(a.app, "", a.user, a.course, extras); !errors.Is(err, quizzes.ErrExtras) {
			t.Errorf("%+v: %v", extras, err)
		}
	}
}
