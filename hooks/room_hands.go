package hooks

import (
	"time"

	"aula/webinars"
	"aula/webrtc/signal"
)

// reactionsEvery is how long reactions are gathered before they are told.
const reactionsEvery = time.Second

func (r *liveRoom) tellHands() {
	r.tellAll("hands", fields{"hands": append([]webinars.Hand{}, r.state.Hands...)})
}

func (r *liveRoom) handRaise(a asker, q signal.Request) (any, error) {
	var f struct{ Person string }
	if err := q.Into(&f); err != nil {
		return nil, err
	}
	if f.Person != "" && f.Person != a.ID {
		return nil, webinars.ErrNoRight // nobody raises another's hand
	}
	if r.state.HasRaised(a.ID) {
		return nil, nil
	}
	if err := r.do(webinars.RoomEvent{Kind: webinars.HandRaisedKind, Person: a.ID, Name: a.Name}); err != nil {
		return nil, err
	}
	r.tellHands()
	return nil, nil
}

func (r *liveRoom) handLower(a asker, q signal.Request) (any, error) {
	f := struct{ Person string }{a.ID}
	if err := q.Into(&f); err != nil {
		return nil, err
	}
	if f.Person == "" {
		f.Person = a.ID
	}
	if f.Person != a.ID {
		if err := webinars.MayInRoom(a.role, false, "hand.lower of others"); err != nil {
			return nil, err
		}
	}
	if !r.state.HasRaised(f.Person) {
		return nil, nil
	}
	if err := r.do(webinars.RoomEvent{Kind: webinars.HandLoweredKind, Person: f.Person, By: a.ID}); err != nil {
		return nil, err
	}
	r.tellHands()
	return nil, nil
}

func (r *liveRoom) react(_ asker, q signal.Request) (any, error) {
	var f struct{ Sign string }
	if err := q.Into(&f); err != nil {
		return nil, err
	}
	if !webinars.IsReaction(f.Sign) {
		return nil, webinars.ErrMeant
	}
	r.signs[f.Sign]++
	r.later("reactions", reactionsEvery, func() {
		counts := r.signs
		r.signs = map[string]int{}
		if err := r.do(webinars.RoomEvent{Kind: webinars.ReactedKind, Data: webinars.EventData{Counts: counts}}); err != nil {
			r.app.Logger().Error("reactions are not kept", "webinar", r.id, "error", err)
		}
		r.tellAll("reactions", fields{"counts": counts})
	})
	return nil, nil
}
