package webinars

// Places is how many seats are left, as everybody may know it: by an exact number whoever registers a mailbox would see whether it was
// registered before.
type Places string

// How many seats may be left.
const (
	PlacesUnlimited Places = "unlimited"
	PlacesSome      Places = "some"
	PlacesFew       Places = "few"
	PlacesNone      Places = "none"
)

// fewFrom is how many seats a webinar has at least for its last tenth to be called few.
const fewFrom = 20

// PlacesLeft says how many of so many seats are left; of 0 there are any number.
func PlacesLeft(seats, taken int) Places {
	switch free := seats - taken; {
	case seats == 0:
		return PlacesUnlimited
	case free <= 0:
		return PlacesNone
	case seats >= fewFrom && 10*free <= seats:
		return PlacesFew
	}
	return PlacesSome
}
