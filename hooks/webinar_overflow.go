package hooks

import (
	"io"
	"net/http"
	"sync"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/internal/body"
	"aula/webrtc"
)

// overflows are the connections of those who watch so, one a person.
type overflows struct {
	mu   sync.Mutex
	open map[string]*webrtc.Session // by room and person
}

func bindOverflowRoutes(api *router.RouterGroup[*core.RequestEvent], rs *rooms) {
	api.POST("/webinars/{id}/overflow", rs.watchStage).Bind(body.Limit(mostSDP))
}

// watchStage answers an offer to receive one picture and one voice of the stage, of who is in the room.
func (rs *rooms) watchStage(e *core.RequestEvent) error {
	who, err := rs.knocks(e)
	if err != nil {
		return err
	}
	r, err := rs.room(e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	if !isOfType(e, sdpType) {
		e.Response.Header().Set("Accept-Post", sdpType)
		return errMediaType
	}
	offer, err := io.ReadAll(e.Request.Body)
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
	s, err := room.Play(webrtc.Member{ID: who.ID, GCM: knowsGCM(e.Request)}, string(offer))
	if err != nil {
		return notBegun(e, err)
	}
	rs.overflows.put(r.id, who.ID, s)
	if !r.isInside(who.ID) { // left meanwhile
		rs.overflows.end(r.id, who.ID)
		return errNotInside
	}
	return e.Blob(http.StatusCreated, sdpType, []byte(s.Answer()))
}

// put keeps a person's connection, and ends the one before.
func (o *overflows) put(room, person string, s *webrtc.Session) {
	o.mu.Lock()
	if o.open == nil {
		o.open = map[string]*webrtc.Session{}
	}
	key := room + " " + person
	before := o.open[key]
	o.open[key] = s
	o.mu.Unlock()
	if before != nil {
		before.End()
	}
	s.WhenEnded(func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.open[key] == s {
			delete(o.open, key)
		}
	})
}

// end ends a person's connection, if there is one. It is called without the room's turn.
func (o *overflows) end(room, person string) {
	o.mu.Lock()
	s := o.open[room+" "+person]
	o.mu.Unlock()
	if s != nil {
		s.End()
	}
}
