package webinars

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

// Role is what somebody is in a room.
type Role string

// The roles in a room, from the most to the least trusted.
const (
	Host      Role = "host"
	Presenter Role = "presenter"
	Attendee  Role = "attendee"
)

// Participant is who comes to a room, as the room needs to know them.
type Participant struct {
	ID           string // opaque: the registration's id, or "u" and the user's id for hosts and presenters without one
	Registration string // record id, empty for who has none
	User         string // record id, empty for guests
	Name         string
	Role         Role
	Captioner    bool
}

// Knock is what a request says about who wants to come in.
type Knock struct {
	Webinar string
	Room    string       // value of the cookie RoomCookie, may be empty
	User    *core.Record // who is signed in; nil: nobody
	Now     time.Time    // zero: now
}

// Admitted says who knocks, and in what role. While the room is not open yet it returns the participant together with ErrNotOpen: the
// waiting page greets them. Hosts and presenters may come in before: they open it. It returns ErrNotFound, ErrCancelled,
// ErrEnded, ErrNotRegistered, ErrWaiting, ErrRemoved, ErrSignInFirst, ErrLinkEnded or ErrLinkWithdrawn. A session counts more than
// a joining link: who is signed in comes as themselves.
func Admitted(app core.App, k Knock) (Participant, error) {
	w, err := Find(app, k.Webinar)
	if err != nil {
		return Participant{}, err
	}
	p, err := recognise(app, w, k)
	switch {
	case err != nil:
		return Participant{}, err
	case w.State() == Cancelled:
		return Participant{}, ErrCancelled
	case w.State() == Ended:
		return Participant{}, ErrEnded
	case w.State() != Open && p.Role == Attendee:
		return p, ErrNotOpen
	}
	return p, nil
}

// recognise finds out who knocks, by session first and by joining link then.
func recognise(app core.App, w *Webinar, k Knock) (Participant, error) {
	if k.User != nil && k.User.Collection().Name == accounts.Collection {
		p, err := byAccount(app, w, k.User)
		if err == nil || k.Room == "" || !errors.Is(err, ErrNotRegistered) {
			return p, err
		}
	}
	if k.Room == "" {
		return Participant{}, ErrNotRegistered
	}
	if w.NeedsSignIn() {
		return Participant{}, ErrSignInFirst
	}
	r, err := readRoom(app, w, k.Room, k.now())
	if err != nil {
		return Participant{}, err
	}
	return byRegistration(app, w, r)
}

func (k Knock) now() time.Time {
	if k.Now.IsZero() {
		return time.Now()
	}
	return k.Now
}

func byAccount(app core.App, w *Webinar, user *core.Record) (Participant, error) {
	r, err := FindOwn(app, w.Id, user.Id)
	if err == nil {
		p, err := byRegistration(app, w, r)
		if err == nil || w.plannedRole(user.Id) == Attendee {
			return p, err
		}
	} else if !errors.Is(err, ErrNotRegistered) {
		return Participant{}, err
	}
	role := w.plannedRole(user.Id)
	if role == Attendee {
		return Participant{}, ErrNotRegistered
	}
	return Participant{ID: "u" + user.Id, User: user.Id, Name: accounts.PersonOf(user).Name(), Role: role}, nil
}

func byRegistration(app core.App, w *Webinar, r *Registration) (Participant, error) {
	switch {
	case r.State() == Waiting:
		return Participant{}, ErrWaiting
	case r.State() != Registered:
		return Participant{}, ErrNotRegistered
	case r.IsRemoved():
		return Participant{}, ErrRemoved
	}
	name, err := NameOf(app, r)
	if err != nil {
		return Participant{}, err
	}
	p := Participant{ID: r.Id, Registration: r.Id, User: r.User(), Name: name, Role: r.Role(), Captioner: r.IsCaptioner()}
	if p.Role == "" {
		p.Role = w.plannedRole(r.User())
	}
	return p, nil
}

// HeldBy returns the registration of who knocks, whatever it stands at, or ErrNotRegistered: by session first, by joining link then.
func HeldBy(app core.App, w *Webinar, k Knock) (*Registration, error) {
	if k.User != nil && k.User.Collection().Name == accounts.Collection {
		return FindOwn(app, w.Id, k.User.Id)
	}
	if k.Room == "" {
		return nil, ErrNotRegistered
	}
	r, err := readRoom(app, w, k.Room, k.now())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotRegistered, err)
	}
	return r, nil
}

// RoleOf is what the plan makes of a person; everybody else is an attendee.
func (w *Webinar) RoleOf(user string) Role { return w.plannedRole(user) }

// plannedRole is the role that the plan gives to a person.
func (w *Webinar) plannedRole(user string) Role {
	switch {
	case w.IsHost(user):
		return Host
	case w.IsPresenter(user):
		return Presenter
	}
	return Attendee
}
