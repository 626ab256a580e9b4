package hooks

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/webinars"
	"aula/webrtc"
)

// Before they come in, people try whether sound and pictures would pass: a connection to the engine over which nothing flows. All try in a
// room of their own, open or not.
const (
	lineRoom    = "the line"
	lineLasts   = 10 * time.Second
	mostOnLines = 30 // at once; of hundreds who come together the others learn it inside
)

// lineTries are the connections that are being tried, one a person.
type lineTries struct {
	mu   sync.Mutex
	open map[string]*webrtc.Session
}

// tryLine answers an offer to receive. The connection ends by itself; another one of the same person ends it before.
func (rs *rooms) tryLine(e *core.RequestEvent) error {
	who, err := rs.knocks(e)
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
	if w, err := webinars.Find(e.App, e.Request.PathValue("id")); err != nil || rs.engineOf(w) != webinars.ThisMachine {
		return cmp.Or(err, errElsewhere)
	}
	if rs.engine == nil {
		return errNoMedia
	}
	room, err := rs.engine.Room(lineRoom)
	if err != nil {
		return err
	}
	if !rs.lines.take(who.ID) {
		return notBegun(e, fmt.Errorf("try the line: %w", webrtc.ErrFull))
	}
	s, err := room.Play(webrtc.Member{ID: who.ID, For: e.Request.PathValue("id"), GCM: knowsGCM(e.Request)}, string(offer))
	rs.lines.put(who.ID, s)
	if err != nil {
		return notBegun(e, err)
	}
	return e.Blob(http.StatusCreated, sdpType, []byte(s.Answer()))
}

// take makes room for a person's try, if there is any, and ends the one before.
func (l *lineTries) take(person string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open == nil {
		l.open = map[string]*webrtc.Session{}
	}
	before, again := l.open[person]
	if !again && len(l.open) >= mostOnLines {
		return false
	}
	if before != nil {
		before.End()
	}
	l.open[person] = nil
	return true
}

// put notes what a try has come to, and ends it after a while. nil: it has come to nothing.
func (l *lineTries) put(person string, s *webrtc.Session) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s == nil {
		delete(l.open, person)
		return
	}
	l.open[person] = s
	time.AfterFunc(lineLasts, func() {
		s.End()
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.open[person] == s {
			delete(l.open, person)
		}
	})
}

// knocks is who stands before the door of the request's webinar, whether it is open yet or not.
func (rs *rooms) knocks(e *core.RequestEvent) (webinars.Participant, error) {
	knock := knockOf(e)
	if knock.User == nil && knock.Room == "" {
		return webinars.Participant{}, errSignIn
	}
	if !sameOrigin(e) {
		return webinars.Participant{}, errCrossOrigin
	}
	who, err := webinars.Admitted(e.App, knock)
	if errors.Is(err, webinars.ErrNotOpen) { // who is early waits on the line, and is told
		err = nil
	}
	return who, err
}
