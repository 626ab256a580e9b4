package webinars

import (
	"errors"
	"slices"
)

// roles from the least to the most trusted.
var roles = []Role{Attendee, Presenter, Host}

// IsRole tells whether there is such a role.
func IsRole(r Role) bool { return slices.Contains(roles, r) }

// AtLeast tells whether r has all the rights of least.
func (r Role) AtLeast(least Role) bool { return slices.Index(roles, r) >= slices.Index(roles, least) }

// Decisions about what somebody asks for in the room.
var (
	ErrNoRight     = errors.New("not allowed in the room")
	ErrNotThere    = errors.New("not in the room")     // the person, message, question, poll, deck or page meant
	ErrMeant       = errors.New("no such thing meant") // a field is out of bounds
	ErrTextEmpty   = errors.New("text is empty")
	ErrTextLong    = errors.New("text is too long")
	ErrTooFast     = errors.New("too much in a short time")
	ErrRoomLocked  = errors.New("room is locked")
	ErrInLobby     = errors.New("waits to be admitted by a host")
	ErrPollClosed  = errors.New("poll is not open")
	ErrTooManyTabs = errors.New("too many tabs of one person")
	ErrLastHost    = errors.New("no host would be left")
	ErrPageLate    = errors.New("picture of the page has not arrived yet")
)

// captioning is what only captioners may do, whatever their role.
const captioning = "caption.say"

// leastRoomRole is the one place that says who may do what in the room. What is not in it nobody may do.
var leastRoomRole = map[string]Role{
	"media.publish": Presenter, "media.answer": Attendee, "media.want": Attendee, "media.restart": Attendee, "media.plain": Attendee, "media.stats": Host,
	"chat.send": Attendee, "chat.remove": Host,
	"question.ask": Attendee, "question.vote": Attendee, "question.answered": Presenter,
	"poll.make": Presenter, "poll.open": Presenter, "poll.close": Presenter, "poll.show": Presenter, "poll.vote": Attendee,
	"hand.raise": Attendee, "hand.lower": Attendee, "hand.lower of others": Host,
	"reaction":    Attendee,
	"caption.say": Attendee, "caption.allow": Host,
	"slides.show": Presenter, "timer.set": Presenter, "timer.stop": Presenter,
	"role.set": Host, "person.mute": Host, "person.stop": Host, "person.remove": Host,
	"door.admit": Host, "door.refuse": Host, "door.lobby": Host, "room.lock": Host, "room.end": Host,
	"record.start": Host, "record.stop": Host,
	"leave": Attendee, "ping": Attendee,
}

// KnownAct tells whether there is such an act at all.
func KnownAct(act string) bool { _, known := leastRoomRole[act]; return known }

// MayInRoom tells whether somebody of a role may do an act, named as its request is. It returns ErrNoRight.
func MayInRoom(r Role, captioner bool, act string) error {
	least, known := leastRoomRole[act]
	if !known || !r.AtLeast(least) || act == captioning && !captioner {
		return ErrNoRight
	}
	return nil
}

// PublishedBy are the sources that a role may publish.
func PublishedBy(r Role) []string {
	if r.AtLeast(Presenter) {
		return []string{"camera", "microphone", "screen", "screen_audio"}
	}
	return nil
}
