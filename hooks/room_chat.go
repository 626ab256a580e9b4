package hooks

import (
	"slices"
	"time"

	"aula/webinars"
	"aula/webrtc/signal"
)

func (r *liveRoom) chatSend(a asker, q signal.Request) (any, error) {
	var f struct{ Text, To string }
	if err := q.Into(&f); err != nil {
		return nil, err
	}
	m, err := webinars.Say(r.app, r.id, webinars.Message{Person: a.ID, Name: a.Name, Text: f.Text, To: f.To, At: time.Now().UTC()})
	if err != nil {
		return nil, err
	}
	r.chat = append(r.chat, m)
	if len(r.chat) > lastMessages {
		r.chat = slices.Clone(r.chat[1:])
	}
	r.tell("chat.said", readersOf(m), fields{"message": m})
	return fields{"message": m.ID}, nil
}

// readersOf are those who may read a message.
func readersOf(m webinars.Message) signal.Audience {
	if m.To == webinars.ToAll {
		return signal.Audience{Groups: groupInside}
	}
	return signal.Audience{Groups: groupHosts, People: []string{m.Person}}
}

func (r *liveRoom) chatRemove(a asker, q signal.Request) (any, error) {
	var f struct{ Message string }
	if err := q.Into(&f); err != nil {
		return nil, err
	}
	if err := webinars.Unsay(r.app, r.id, f.Message, a.ID, time.Now()); err != nil {
		return nil, err
	}
	r.chat = slices.DeleteFunc(r.chat, func(m webinars.Message) bool { return m.ID == f.Message })
	r.tellAll("chat.removed", fields{"message": f.Message})
	return nil, nil
}
