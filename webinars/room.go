package webinars

import (
	"slices"
	"time"
)

// Room is what holds in a room beside what people write: who is what, who may come in, hands, slides, lock and timer. It is made
// of the events kept of it, so that it is the same again after a restart. Not for concurrent use.
type Room struct {
	Ended  time.Time // zero: not yet
	Locked bool
	Lobby  bool // attendees wait to be admitted
	Hands  []Hand
	Slides *Shown
	Timer  time.Time // when it ends; zero: there is none

	Recording   string // that runs; empty: none
	RecordingBy string // who began it

	roles      map[string]Role
	captioners map[string]bool
	admitted   map[string]bool // or refused
	removed    map[string]bool
}

// Hand is a raised hand.
type Hand struct {
	Person string    `json:"person"`
	Name   string    `json:"name"`
	Since  time.Time `json:"since"`
}

// Shown is the slide on stage.
type Shown struct {
	Deck string `json:"deck"`
	Page int    `json:"page"`
}

// NewRoom is a room as it was planned, after what was done in it.
func NewRoom(lobby bool, events []RoomEvent) *Room {
	r := &Room{Lobby: lobby, roles: map[string]Role{}, captioners: map[string]bool{}, admitted: map[string]bool{}, removed: map[string]bool{}}
	for _, e := range events {
		r.Apply(e)
	}
	return r
}

// Apply changes the room as an event says.
func (r *Room) Apply(e RoomEvent) {
	switch e.Kind {
	case HandRaisedKind:
		r.Hands = append(r.Hands, Hand{e.Person, e.Name, e.At})
	case HandLoweredKind:
		r.Hands = slices.DeleteFunc(r.Hands, func(h Hand) bool { return h.Person == e.Person })
	case SlidesKind:
		r.Slides = &Shown{e.Data.Deck, e.Data.Page}
		if e.Data.Deck == "" {
			r.Slides = nil
		}
	case RoleKind:
		r.roles[e.Person] = e.Data.Role
	case CaptionerKind:
		r.captioners[e.Person] = e.Data.On
	case LobbyKind:
		r.Lobby = e.Data.On
	case LockKind:
		r.Locked = e.Data.On
	case AdmittedKind, RefusedKind:
		r.admitted[e.Person] = e.Kind == AdmittedKind
	case RemovedKind:
		r.removed[e.Person] = true
		r.Hands = slices.DeleteFunc(r.Hands, func(h Hand) bool { return h.Person == e.Person })
	case TimerKind:
		r.Timer = time.Time{}
		if e.Data.Ends != nil {
			r.Timer = *e.Data.Ends
		}
	case RecordingKind:
		r.Recording, r.RecordingBy = e.Data.Recording, e.By
		if !e.Data.On {
			r.Recording, r.RecordingBy = "", ""
		}
	case EndedKind:
		r.Ended = e.At
	}
}

// RoleOf is what a person is now, who was planned to be something.
func (r *Room) RoleOf(person string, planned Role) Role {
	if role, changed := r.roles[person]; changed {
		return role
	}
	return planned
}

// Captions tells whether a person may type captions.
func (r *Room) Captions(person string) bool { return r.captioners[person] }

// HasRaised tells whether a person's hand is up.
func (r *Room) HasRaised(person string) bool {
	return slices.ContainsFunc(r.Hands, func(h Hand) bool { return h.Person == person })
}

// Enter decides whether a person of a role may come in. It returns ErrEnded, ErrRemoved, ErrRoomLocked for who was not in
// before, or ErrInLobby for who has to be admitted.
func (r *Room) Enter(person string, role Role, before bool) error {
	admitted, decided := r.admitted[person]
	switch {
	case !r.Ended.IsZero():
		return ErrEnded
	case r.removed[person], decided && !admitted:
		return ErrRemoved
	case role.AtLeast(Presenter):
		return nil
	case r.Locked && !before && !admitted:
		return ErrRoomLocked
	case r.Lobby && !before && !admitted:
		return ErrInLobby
	}
	return nil
}
