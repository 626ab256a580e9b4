package hooks

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/internal/body"
	"aula/organisations"
	"aula/recordings"
	"aula/webinars"
	"aula/webrtc"
	"aula/webrtc/livekit"
	"aula/webrtc/signal"
)

// roomTick is how often presence is written while a room is open: what a crash loses at most is twice that.
const roomTick = 5 * time.Second

// rooms are the rooms that this process holds.
type rooms struct {
	app       core.App
	engine    Engine          // nil: no media; set before anybody enters
	livekit   *livekit.Server // nil: there is none
	ticking   sync.WaitGroup
	running   sync.WaitGroup // all else
	stop      context.CancelFunc
	ctx       context.Context
	lines     lineTries
	listeners listeners
	overflows overflows
	seats     int // people with everybody's media in a room

	recording recordings.Limits

	mu     sync.Mutex // guards what follows
	open   map[string]*liveRoom
	closed bool
}

// bindRooms keeps rooms as long as the app serves, and takes up again those that were open when it last ended.
func bindRooms(app core.App, media *webrtc.Config, elsewhere *livekit.Server, limits recordings.Limits) *rooms {
	rs := &rooms{app: app, livekit: elsewhere, recording: limits, open: map[string]*liveRoom{}}
	rs.ctx, rs.stop = context.WithCancel(context.Background())
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		listening := func() {}
		if media != nil {
			with := certified(*media, se)
			engine, err := webrtc.Open(with)
			if err != nil {
				return fmt.Errorf("open the port for media: %w", err)
			}
			rs.engine = engine
			if err := writePorts(app, engine, *media); err != nil {
				app.Logger().Warn("the doctor cannot know the ports of media", "error", err)
			}
			if with.Relay != media.Relay {
				listening = func() { go foresee(app, with.Relay) }
			}
		}
		if err := rs.takeUp(); err != nil {
			return err
		}
		rs.ticking.Go(rs.tick)
		err := se.Next()
		if err == nil {
			listening()
		}
		return err
	})
	app.OnRecordAfterCreateSuccess(webinars.MediaTokens).BindFunc(func(e *core.RecordEvent) error {
		if e.Record.GetBool("publish") {
			rs.afterwards(func() { rs.awaitStudio(e.Record.GetString("webinar")) })
		}
		return e.Next()
	})
	app.OnRecordAfterDeleteSuccess(webinars.MediaTokens).BindFunc(func(e *core.RecordEvent) error { // whoever took it back
		rs.afterwards(func() { rs.dismiss(e.Record.GetString("webinar"), e.Record.Id) })
		return e.Next()
	})
	app.OnTerminate().BindFunc(func(te *core.TerminateEvent) error {
		rs.close()
		return te.Next()
	})
	return rs
}

func bindRoomRoutes(api *router.RouterGroup[*core.RequestEvent], rs *rooms) {
	api.GET("/webinars/{id}/room", rs.enter)
	api.GET("/webinars/{id}/line", rs.ways)
	bindListenRoutes(api, rs)
	bindOverflowRoutes(api, rs)
	api.POST("/webinars/{id}/line", rs.tryLine).Bind(body.Limit(mostSDP))
}

// takeUp ends the stays that a crash left open, and opens the rooms that were open.
func (rs *rooms) takeUp() error {
	if err := rs.takeUpRecordings(); err != nil {
		return err
	}
	ids, err := webinars.OpenRooms(rs.app)
	if err != nil {
		return err
	}
	for _, id := range ids {
		w, err := webinars.Find(rs.app, id)
		if err != nil {
			return err
		}
		if err := webinars.EndStays(rs.app, w); err != nil {
			return err
		}
		r, err := rs.room(id)
		if err != nil {
			return err
		}
		r.goOnRecording()
	}
	return nil
}

// room returns the room of a webinar as it was left.
func (rs *rooms) room(id string) (*liveRoom, error) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.closed {
		return nil, http.ErrServerClosed
	}
	if r := rs.open[id]; r != nil {
		return r, nil
	}
	r, err := restoreRoom(rs, id)
	if err != nil {
		return nil, err
	}
	rs.open[id] = r
	return r, nil
}

func (rs *rooms) all() []*liveRoom {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	all := make([]*liveRoom, 0, len(rs.open))
	for _, r := range rs.open {
		all = append(all, r)
	}
	return all
}

// forget lets go of a room that has ended.
func (rs *rooms) forget(id string) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	delete(rs.open, id)
}

// tick writes presence every few seconds, and nothing else.
func (rs *rooms) tick() {
	tick := time.NewTicker(roomTick)
	defer tick.Stop()
	for {
		select {
		case <-rs.ctx.Done():
			return
		case <-tick.C:
		}
		for _, r := range rs.all() {
			r.tick(time.Now())
		}
	}
}

// close tells everybody to come back, and writes who was there until now.
func (rs *rooms) close() {
	rs.mu.Lock()
	rs.closed = true
	rs.mu.Unlock()
	rs.stop()
	rs.ticking.Wait()
	var all sync.WaitGroup
	for _, r := range rs.all() {
		all.Go(r.close)
	}
	all.Wait()
	rs.running.Wait() // nothing begins any more
	if rs.engine != nil {
		if err := rs.engine.Close(); err != nil {
			rs.app.Logger().Error("the media engine did not end in order", "error", err)
		}
	}
}

// enter lets a tab into a room by websocket.
func (rs *rooms) enter(e *core.RequestEvent) error {
	who, err := rs.knocks(e)
	if err != nil {
		return err
	}
	if !strings.EqualFold(e.Request.Header.Get("Upgrade"), "websocket") {
		return errInvalid
	}
	r, err := rs.room(e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	ws, err := websocket.Accept(e.Response, e.Request, &websocket.AcceptOptions{
		Subprotocols: []string{signal.Subprotocol}, InsecureSkipVerify: true, // the origin was checked above, behind proxies too
	})
	if err != nil {
		return nil // it has answered
	}
	r.serve(context.WithValue(e.Request.Context(), gcmKey{}, knowsGCM(e.Request)), ws, who, readerLocale(e))
	return nil
}

// knockOf is what a request says about who wants to come into the room of its address.
func knockOf(e *core.RequestEvent) webinars.Knock {
	k := webinars.Knock{Webinar: e.Request.PathValue("id"), User: e.Auth}
	if cookie, err := e.Request.Cookie(webinars.RoomCookie); err == nil {
		k.Room = cookie.Value
	}
	return k
}

// sameOrigin tells whether a page of this academy asks, or a program: browsers always name where a websocket is opened from.
func sameOrigin(e *core.RequestEvent) bool {
	origin := e.Request.Header.Get("Origin")
	if origin == "" {
		return true
	}
	if from, err := url.Parse(origin); err == nil && strings.EqualFold(from.Host, e.Request.Host) {
		return true
	}
	centre, err := organisations.CentreOf(e.App)
	return err == nil && centre.URL != "" && strings.TrimRight(centre.URL, "/") == origin
}

// explain says an error of the room as its code and the key of its text.
func explainRoom(err error) (code, key string) {
	switch {
	case errors.Is(err, signal.ErrMalformed), errors.Is(err, signal.ErrHello):
		return "invalid", "error.invalid"
	case errors.Is(err, signal.ErrFlood):
		return "room_too_fast", "error.room_too_fast"
	}
	_, key = Describe(err)
	return codeOf(key), key
}
