package hooks

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/internal/body"
	"aula/webinars"
	"aula/webrtc"
)

// Decisions about what WHIP and WHEP clients send.
var (
	errSDP          = errors.New("offer cannot be taken")
	errFragment     = errors.New("fragment cannot be taken")
	errMediaType    = errors.New("body is of another type")
	errAccept       = errors.New("answer would be of another type")
	errMethod       = errors.New("method is not known here")
	errNoSession    = errors.New("no such media session")
	errPrecondition = errors.New("request names no ICE session")
)

const (
	sdpType      = "application/sdp"
	fragmentType = "application/trickle-ice-sdpfrag"
	mostSDP      = 64 << 10
)

// studio is who publishes by WHIP, among the people in the room; player is who plays by WHEP, in hosts' statistics.
const (
	studio = "studio"
	player = "player"
)

// mediaDoor is one of the two plain ways to media: WHIP to publish (RFC 9725), WHEP to play (draft-ietf-wish-whep). Both know who asks by
// a media token alone.
type mediaDoor struct {
	rooms *rooms
	begin func(r *webrtc.Room, m webrtc.Member, offer string) (*webrtc.Session, error)
	right func(webinars.MediaGrant) bool
}

func bindMediaRoutes(api *router.RouterGroup[*core.RequestEvent], rs *rooms) {
	whip := mediaDoor{rs, publishPlainly, func(g webinars.MediaGrant) bool { return g.Publish }}
	whep := mediaDoor{rs, playPlainly, func(g webinars.MediaGrant) bool { return g.Play }}
	api.GET("/webinars/{id}/whip", nothingToShow)
	api.GET("/webinars/{id}/whip/{session}", nothingToShow)
	api.POST("/webinars/{id}/whip", whip.open).Bind(body.Limit(mostSDP))
	api.PATCH("/webinars/{id}/whip/{session}", whip.patch).Bind(body.Limit(mostSDP))
	api.DELETE("/webinars/{id}/whip/{session}", whip.end)
	api.GET("/webinars/{id}/whep", nothingToShow)
	api.GET("/webinars/{id}/whep/{session}", nothingToShow)
	api.POST("/webinars/{id}/whep", whep.open).Bind(body.Limit(mostSDP))
	api.PATCH("/webinars/{id}/whep/{session}", whep.patch).Bind(body.Limit(mostSDP))
	api.DELETE("/webinars/{id}/whep/{session}", whep.end)
	for _, door := range []string{"/webinars/{id}/whip", "/webinars/{id}/whep"} {
		api.Any(door, otherMethods("GET, HEAD, OPTIONS, POST"))
		api.Any(door+"/{session}", otherMethods("DELETE, GET, HEAD, OPTIONS, PATCH"))
	}
}

func publishPlainly(r *webrtc.Room, m webrtc.Member, offer string) (*webrtc.Session, error) {
	m.ID, m.May = studio, []webrtc.Source{webrtc.Camera, webrtc.Microphone}
	return r.Ingest(m, offer)
}

func playPlainly(r *webrtc.Room, m webrtc.Member, offer string) (*webrtc.Session, error) {
	m.ID = player
	return r.Play(m, offer)
}

// nothingToShow answers GET: what is there has no representation (RFC 9725, 4.1).
func nothingToShow(e *core.RequestEvent) error { return e.NoContent(http.StatusNoContent) }

func otherMethods(allowed string) func(*core.RequestEvent) error {
	return func(e *core.RequestEvent) error {
		e.Response.Header().Set("Allow", allowed)
		return errMethod
	}
}

// open begins a session.
func (d mediaDoor) open(e *core.RequestEvent) error {
	grant, err := d.mayUse(e)
	if err != nil {
		return err
	}
	if !isOfType(e, sdpType) {
		e.Response.Header().Set("Accept-Post", sdpType)
		return errMediaType
	}
	if !takes(e.Request.Header.Values("Accept"), sdpType) {
		return errAccept
	}
	offer, err := io.ReadAll(e.Request.Body)
	if err != nil {
		return err
	}
	r, room, err := d.rooms.stage(e)
	if err != nil {
		return err
	}
	s, err := d.begin(room, webrtc.Member{Key: grant.ID, GCM: knowsGCM(e.Request)}, string(offer))
	if err != nil {
		return notBegun(e, err)
	}
	if _, err := d.mayUse(e); err != nil { // it was withdrawn meanwhile
		s.End()
		return err
	}
	s.EndAt(grant.Until)
	if s.Publishes() {
		r.studioCame(s, grant)
	}
	if err := webinars.NoteMediaUse(e.App, grant.ID, time.Now()); err != nil { // a disk that is full stops no broadcast
		e.App.Logger().Error("the use of a media token is not noted", "token", grant.ID, "error", err)
	}
	h := e.Response.Header()
	h.Set("Location", e.Request.URL.Path+"/"+s.ID)
	h.Set("ETag", `"`+s.ETag()+`"`)
	h.Set("Accept-Patch", fragmentType)
	return e.Blob(http.StatusCreated, sdpType, []byte(s.Answer()))
}

// notBegun is why a session has not begun.
func notBegun(e *core.RequestEvent, err error) error {
	switch {
	case errors.Is(err, webrtc.ErrMalformed):
		return fmt.Errorf("%w: %w", errSDP, err)
	case errors.Is(err, webrtc.ErrGone):
		return webinars.ErrEnded
	case errors.Is(err, webrtc.ErrTaken), errors.Is(err, webrtc.ErrFull):
		retry(e)
	}
	return err
}

// stage is the room of an open webinar, and the engine's.
func (rs *rooms) stage(e *core.RequestEvent) (*liveRoom, *webrtc.Room, error) {
	w, err := webinars.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return nil, nil, err
	}
	switch w.State() {
	case webinars.Cancelled:
		return nil, nil, webinars.ErrCancelled
	case webinars.Ended:
		return nil, nil, webinars.ErrEnded
	case webinars.Planned:
		retry(e)
		return nil, nil, webinars.ErrNotOpen
	}
	r, err := rs.room(w.Id)
	if err != nil {
		return nil, nil, err
	}
	r.turn.Lock()
	defer r.turn.Unlock()
	if r.closed {
		return nil, nil, webinars.ErrEnded
	}
	if room := r.mediaRoom(); room != nil {
		return r, room, nil
	}
	if r.distant.Load() != nil {
		return nil, nil, errElsewhere
	}
	return nil, nil, errNoMedia
}

// retryAfter is when whoever comes too early may try again.
const retryAfter = 5 * time.Second

func retry(e *core.RequestEvent) {
	e.Response.Header().Set("Retry-After", fmt.Sprint(int(retryAfter.Seconds())))
}

// session is the one of the address, if it is of this door and was opened by the same token.
func (d mediaDoor) session(e *core.RequestEvent) (*webrtc.Session, error) {
	grant, err := d.mayUse(e)
	if err != nil {
		return nil, err
	}
	_, room, err := d.rooms.stage(e)
	if errors.Is(err, webinars.ErrEnded) || errors.Is(err, webinars.ErrNotOpen) || errors.Is(err, webinars.ErrCancelled) {
		return nil, errNoSession
	}
	if err != nil {
		return nil, err
	}
	s, err := room.Session(e.Request.PathValue("session"))
	if err != nil || s.Publishes() != d.right(webinars.MediaGrant{Publish: true}) {
		return nil, errNoSession
	}
	if s.Key() != grant.ID {
		challenge(e, `, error="insufficient_scope"`)
		return nil, webinars.ErrMediaRight
	}
	return s, nil
}

// patch takes candidates, or restarts ICE.
func (d mediaDoor) patch(e *core.RequestEvent) error {
	s, err := d.session(e)
	if err != nil {
		return err
	}
	if !isOfType(e, fragmentType) {
		e.Response.Header().Set("Accept-Patch", fragmentType)
		return errMediaType
	}
	match := e.Request.Header.Get("If-Match")
	if match == "" {
		return errPrecondition
	}
	text, err := io.ReadAll(e.Request.Body)
	if err != nil {
		return err
	}
	answer, err := s.Patch(namedTag(match, s.ETag()), string(text))
	switch {
	case errors.Is(err, webrtc.ErrMalformed):
		return fmt.Errorf("%w: %w", errFragment, err)
	case errors.Is(err, webrtc.ErrGone):
		return errNoSession
	case err != nil:
		return err
	case answer == "":
		return e.NoContent(http.StatusNoContent)
	}
	e.Response.Header().Set("ETag", `"`+s.ETag()+`"`)
	return e.Blob(http.StatusOK, fragmentType, []byte(answer))
}

// end ends a session.
func (d mediaDoor) end(e *core.RequestEvent) error {
	s, err := d.session(e)
	if err != nil {
		return err
	}
	s.End()
	return e.NoContent(http.StatusOK)
}
