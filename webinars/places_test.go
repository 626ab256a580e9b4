package webinars_test

import (
	"testing"

	"aula/webinars"
)

func TestPlacesAreSaidWithoutTheirNumber(t *testing.T) {
	for _, row := range []struct {
		seats, taken int
		want         webinars.Places
	}{
		{0, 500, webinars.PlacesUnlimited}, {2, 0, webinars.PlacesSome}, {2, 1, webinars.PlacesSome}, {2, 2, webinars.PlacesNone}, {2, 3, webinars.PlacesNone},
		{20, 17, webinars.PlacesSome}, {20, 18, webinars.PlacesFew}, {200, 179, webinars.PlacesSome}, {200, 180, webinars.PlacesFew}, {200, 200, webinars.PlacesNone},
	} {
		if got := webinars.PlacesLeft(row.seats, row.taken); got != row.want {
			t.Errorf("%d of %d taken: %s, want %s", row.taken, row.seats, got, row.want)
		}
	}
}
