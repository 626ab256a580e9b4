package hooks

import (
	"context"
	"fmt"
	"time"

	"aula/webinars"
	"aula/webrtc"
	"aula/webrtc/signal"
)

// asker is who asks for something in the room.
type asker struct {
	*guest
	conn *signal.Conn
	role webinars.Role
	peer *webrtc.Peer // nil: no media, or another engine's
	seat *seat        // at LiveKit
}

// answers are what people may ask for in the room, beside media. What each needs of a role is said by webinars.MayInRoom.
var answers = map[string]func(*liveRoom, asker, signal.Request) (any, error){
	"chat.send": (*liveRoom).chatSend, "chat.remove": (*liveRoom).chatRemove,
	"question.ask": (*liveRoom).questionAsk, "question.vote": (*liveRoom).questionVote, "question.answered": (*liveRoom).questionAnswered,
	"poll.make": (*liveRoom).pollMake, "poll.open": (*liveRoom).pollOpen, "poll.close": (*liveRoom).pollClose,
	"poll.show": (*liveRoom).pollShow, "poll.vote": (*liveRoom).pollVote,
	"hand.raise": (*liveRoom).handRaise, "hand.lower": (*liveRoom).handLower, "reaction": (*liveRoom).react,
	"caption.say": (*liveRoom).captionSay, "caption.allow": (*liveRoom).captionAllow,
	"slides.show": (*liveRoom).slidesShow, "timer.set": (*liveRoom).timerSet, "timer.stop": (*liveRoom).timerStop,
	"role.set": (*liveRoom).roleSet, "person.mute": (*liveRoom).personMute, "person.stop": (*liveRoom).personStop,
	"person.remove": (*liveRoom).personRemove,
	"door.admit":    (*liveRoom).doorAdmit, "door.refuse": (*liveRoom).doorRefuse, "door.lobby": (*liveRoom).doorLobby,
	"room.lock": (*liveRoom).roomLock, "room.end": (*liveRoom).roomEnd,
	"record.start": (*liveRoom).recordStart, "record.stop": (*liveRoom).recordStop,
	"media.stats": (*liveRoom).mediaStats, "media.plain": (*liveRoom).mediaPlain, "leave": (*liveRoom).leave, "ping": (*liveRoom).ping,
}

// Ask decides a request and answers it.
func (r *liveRoom) Ask(ctx context.Context, c *signal.Conn, q signal.Request) (any, error) {
	a, err := r.ask(c, q.Type)
	if err != nil {
		return nil, err
	}
	if media := mediaAnswers[q.Type]; media != nil { // descriptions of media take their time: nobody waits for another's
		if a.seat != nil {
			return nil, a.seat.ask(q)
		}
		if a.peer == nil {
			return nil, errNoMedia
		}
		return media(a, q)
	}
	r.turn.Lock()
	defer r.turn.Unlock()
	if r.closed {
		return nil, webinars.ErrEnded
	}
	a.role = r.roleOf(a.guest)
	if err := webinars.MayInRoom(a.role, r.mayCaption(a.guest), q.Type); err != nil { // somebody may have changed it meanwhile
		return nil, err
	}
	return answers[q.Type](r, a, q)
}

// ask finds out who asks, and whether they may.
func (r *liveRoom) ask(c *signal.Conn, act string) (asker, error) {
	r.turn.Lock()
	defer r.turn.Unlock()
	if answers[act] == nil && mediaAnswers[act] == nil {
		return asker{}, fmt.Errorf("%w: %s", signal.ErrMalformed, act)
	}
	t := r.tabs[c]
	if t == nil || !t.inside && act != "leave" && act != "ping" {
		return asker{}, webinars.ErrInLobby
	}
	a := asker{guest: t.guest, conn: c, role: r.roleOf(t.guest)}
	switch place := r.places[c].(type) {
	case *webrtc.Peer:
		a.peer = place
	case *seat:
		a.seat = place
	}
	if err := webinars.MayInRoom(a.role, r.mayCaption(t.guest), act); err != nil {
		return asker{}, err
	}
	return a, webinars.KeepPace(r.pace, a.ID, act)
}

func (r *liveRoom) leave(a asker, _ signal.Request) (any, error) {
	if t := r.tabs[a.conn]; t != nil {
		t.left = true
	}
	defer a.conn.End(signal.Left)
	return nil, nil
}

func (r *liveRoom) ping(asker, signal.Request) (any, error) {
	return fields{"now": time.Now().UTC()}, nil
}
