package hooks

import (
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/webinars"
	"aula/webrtc"
	"aula/webrtc/oggopus"
)

// Where no WebRTC gets through at all, the room's voices are heard over plain HTTP, as any radio. Who listens so is in the room by its
// websocket like everybody: that is their admission, and their presence.
const (
	pieceOf     = 10 // packets of 20 ms
	pieceWithin = 10 * time.Second
	stillInside = 2 * time.Second // between two looks
)

// errNotInside says that somebody is not in the room.
var errNotInside = errors.New("not in the room")

// listeners are who listens by plain HTTP: one stream a person.
type listeners struct {
	mu   sync.Mutex
	open map[string]chan struct{} // by room and person; closed when another one takes the place
}

func bindListenRoutes(api *router.RouterGroup[*core.RequestEvent], rs *rooms) {
	api.GET("/webinars/{id}/audio", rs.listen).Unbind(apis.DefaultGzipMiddlewareId)
}

// listen streams the room's voices until somebody leaves, the room ends, or they listen elsewhere.
func (rs *rooms) listen(e *core.RequestEvent) error {
	who, err := rs.knocks(e)
	if err != nil {
		return err
	}
	r, err := rs.room(e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	if !r.isInside(who.ID) {
		return errNotInside
	}
	room := r.mediaRoom()
	if room == nil {
		return errNoMedia
	}
	l, err := room.Listen()
	if err != nil {
		return err
	}
	defer l.Close()
	replaced, done := rs.listeners.take(r.id + " " + who.ID)
	defer done()
	s := streamFor(e.Request)
	h := e.Response.Header()
	h.Set("Content-Type", s.Type())
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // a proxy that gathers would be late
	e.Response.WriteHeader(http.StatusOK)
	rs.stream(e, s, l, r, who, replaced)
	return nil // whatever ended it, the answer has begun
}

// streamFor is Ogg, or WebM for browsers that ask for it because they know no Ogg.
func streamFor(q *http.Request) oggopus.Stream {
	if q.URL.Query().Get("format") == "webm" {
		return &oggopus.WebM{}
	}
	return &oggopus.Ogg{Serial: uint32(time.Now().UnixNano())}
}

func (rs *rooms) stream(e *core.RequestEvent, s oggopus.Stream, l *webrtc.Listener, r *liveRoom, who webinars.Participant, replaced <-chan struct{}) {
	out := http.NewResponseController(e.Response)
	write := func(b []byte) bool {
		_ = out.SetWriteDeadline(time.Now().Add(pieceWithin)) // a server that cannot has its own
		if _, err := e.Response.Write(b); err != nil {
			return false
		}
		return out.Flush() == nil
	}
	if !write(s.Begin()) {
		return
	}
	look := time.NewTicker(stillInside)
	defer look.Stop()
	var packets [][]byte
	for {
		select {
		case p, ok := <-l.Packets():
			if !ok {
				return
			}
			if packets = append(packets, p); len(packets) == pieceOf {
				if !write(s.Piece(packets)) {
					return
				}
				packets = packets[:0]
			}
		case <-look.C:
			if !r.isInside(who.ID) {
				return
			}
		case <-replaced:
			return
		case <-rs.ctx.Done():
			return
		case <-e.Request.Context().Done():
			return
		}
	}
}

// take gives somebody their place, and ends the stream that had it before.
func (l *listeners) take(who string) (replaced <-chan struct{}, done func()) {
	mine := make(chan struct{})
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open == nil {
		l.open = map[string]chan struct{}{}
	}
	if before := l.open[who]; before != nil {
		close(before)
	}
	l.open[who] = mine
	return mine, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.open[who] == mine {
			delete(l.open, who)
		}
	}
}

// isInside says whether a person has a tab in the room.
func (r *liveRoom) isInside(person string) bool {
	r.turn.Lock()
	defer r.turn.Unlock()
	g := r.guests[person]
	return g != nil && g.inside > 0
}
