package hooks

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/locales"
	"aula/webinars"
	"aula/webrtc"
	"aula/webrtc/signal"
)

// Groups of who gets an event.
const (
	groupInside signal.Groups = 1 << iota
	groupStage                // presenters and hosts
	groupHosts
	groupLobby
)

// What a room keeps in memory, and how many tabs one person may have in it.
const (
	lastMessages = 200
	lastCaptions = 20
	mostTabs     = 10
)

// removedCut is what the tabs of a person whom a host removed are told, endedCut what everybody's are at the end, seatlessCut those of who has no
// seat any more, and forgottenCut those of who has deleted the account.
var (
	removedCut   = signal.Cut{Code: 4010, Reason: "removed"}
	endedCut     = signal.Cut{Code: 4011, Reason: "ended"}
	seatlessCut  = signal.Cut{Code: 4012, Reason: "seatless"}
	forgottenCut = signal.Cut{Code: 4013, Reason: "forgotten"}
)

// liveRoom is the room of one webinar while it is open. Requests are taken one after the other: each is decided, kept and told to
// whom it concerns before the next, so that two hosts who act at once act in some order.
type liveRoom struct {
	rooms  *rooms
	app    core.App
	id     string
	signal *signal.Room

	turn       sync.Mutex // guards what follows; taken before the locks of signal
	webinar    *webinars.Webinar
	state      *webinars.Room
	guests     map[string]*guest // who is or was here since the room was opened or restored
	tabs       map[*signal.Conn]*tab
	places     map[*signal.Conn]Place
	codec      webrtc.Codec            // in which pictures are to be published; empty: nothing speaks for one
	distant    atomic.Pointer[distant] // nil: this machine's engine carries the media
	watching   map[*signal.Conn]bool   // hosts' tabs that look at how everybody's media does
	measuring  bool                    // they are told
	chat       []webinars.Message
	questions  []*webinars.Question
	polls      []*webinars.Poll
	captions   []webinars.Caption
	pace       *accounts.Limiter
	gathered   map[string]func() // what is told a little later, together
	came       map[string]bool   // who came or went since people were last told
	signs      map[string]int    // reactions not told yet
	told       int               // how many people everybody was last told of
	unwritten  []*webinars.Stay
	emptySince time.Time
	taping     *taping // nil: nothing is recorded
	seating    seating
	closed     bool
}

// guest is a person in the room, by however many tabs.
type guest struct {
	webinars.Participant
	inside  int // tabs
	waiting int // tabs in the lobby
	entered bool
	stay    *webinars.Stay
	queued  time.Time       // since when they wait for a seat with media, through lines that break; zero: they do not
	studio  *webrtc.Session // of a program that publishes; nil: a person
}

// tab is one connection.
type tab struct {
	guest   *guest
	inside  bool
	waiting bool // in the lobby
	locale  *locales.Locale
	gcm     bool      // its browser knows AES-GCM
	plain   bool      // hears the room over plain HTTP by choice, and has no place at the media
	left    bool      // said goodbye
	queued  time.Time // since when it waits for a seat with media; zero: it does not
}

// restoreRoom makes a room of what was kept of it.
func restoreRoom(rs *rooms, id string) (*liveRoom, error) {
	r := &liveRoom{
		rooms: rs, app: rs.app, id: id, guests: map[string]*guest{}, tabs: map[*signal.Conn]*tab{}, places: map[*signal.Conn]Place{}, watching: map[*signal.Conn]bool{},
		gathered: map[string]func(){}, came: map[string]bool{}, signs: map[string]int{}, pace: accounts.NewLimiter(time.Now),
	}
	var err error
	if r.webinar, err = webinars.Find(r.app, id); err != nil {
		return nil, err
	}
	events, err := webinars.EventsOf(r.app, id)
	if err != nil {
		return nil, err
	}
	r.state = webinars.NewRoom(r.webinar.Lobby() == webinars.LobbyHosts, events)
	if r.chat, err = webinars.Messages(r.app, id, lastMessages); err != nil {
		return nil, err
	}
	if r.questions, err = webinars.Questions(r.app, id); err != nil {
		return nil, err
	}
	if r.polls, err = webinars.Polls(r.app, id); err != nil {
		return nil, err
	}
	if r.captions, err = webinars.Captions(r.app, id, lastCaptions); err != nil {
		return nil, err
	}
	if r.codec, err = codecAtFirst(r.app, id); err != nil {
		return nil, err
	}
	stays, err := webinars.StaysOf(r.app, id)
	if err != nil {
		return nil, err
	}
	for _, s := range stays { // who was in before may come back though it is locked
		r.guests[s.ID] = &guest{Participant: s.Participant, entered: true}
	}
	r.signal = signal.NewRoom(r, signal.Options{})
	r.settleEngine()
	return r, nil
}

// serve talks to one tab of a person until it ends.
func (r *liveRoom) serve(ctx context.Context, ws *websocket.Conn, who webinars.Participant, l *locales.Locale) {
	r.turn.Lock()
	g := r.guests[who.ID]
	if g == nil {
		g = &guest{}
		r.guests[who.ID] = g
	}
	g.Participant = who
	r.turn.Unlock()
	r.signal.Serve(context.WithValue(ctx, localeKey{}, l), ws, signal.Member{Person: who.ID})
}

type localeKey struct{}

func (r *liveRoom) roleOf(g *guest) webinars.Role { return r.state.RoleOf(g.ID, g.Role) }

func (r *liveRoom) mayCaption(g *guest) bool { return g.Captioner || r.state.Captions(g.ID) }

// groupsOf says which events somebody of a role gets.
func groupsOf(role webinars.Role) signal.Groups {
	g := groupInside
	if role.AtLeast(webinars.Presenter) {
		g |= groupStage
	}
	if role.AtLeast(webinars.Host) {
		g |= groupHosts
	}
	return g
}

// Enter lets a tab in, or into the lobby.
func (r *liveRoom) Enter(ctx context.Context, c *signal.Conn, h signal.Hello) error {
	r.turn.Lock()
	defer r.turn.Unlock()
	g := r.guests[c.Person()]
	t := &tab{guest: g, locale: ctx.Value(localeKey{}).(*locales.Locale)}
	t.gcm, _ = ctx.Value(gcmKey{}).(bool)
	if slices.Contains(locales.Languages, h.Language) {
		t.locale = locales.For(h.Language)
	}
	r.tabs[c] = t // so that a refusal is in the right language
	role := r.roleOf(g)
	err := r.mayEnter(g, role)
	if err != nil && err != webinars.ErrInLobby {
		return err
	}
	if err != nil {
		g.waiting++
		t.waiting = true
		r.tellWaiting(g, false)
		c.Welcome(groupLobby, r.youOf(g), fields{"title": r.webinar.Title(), "state": "lobby", "scheduled": r.scheduled()})
		return nil
	}
	if role.AtLeast(webinars.Presenter) {
		if err := r.begin(); err != nil {
			return err
		}
	}
	if r.webinar.State() != webinars.Open { // the tab comes again when it is told that the room has opened
		c.Welcome(groupLobby, r.youOf(g), fields{"title": r.webinar.Title(), "state": r.webinar.State(), "scheduled": r.scheduled()})
		return nil
	}
	r.admit(t)
	if !c.Resume(groupsOf(role), h) {
		c.Welcome(groupsOf(role), r.youOf(g), r.stateFor(g))
		r.remindOfEnd(role, c.Tell) // a tab that goes on was warned, or is with what it missed
	}
	r.joinStage(c, g)
	return nil
}

func (r *liveRoom) mayEnter(g *guest, role webinars.Role) error {
	if r.closed {
		return webinars.ErrEnded
	}
	if g.inside+g.waiting >= mostTabs {
		return webinars.ErrTooManyTabs
	}
	return r.state.Enter(g.ID, role, g.entered)
}

// begin opens the webinar when the first host or presenter comes.
func (r *liveRoom) begin() error {
	if r.webinar.State() == webinars.Open {
		return nil
	}
	if err := webinars.OpenRoom(r.app, r.id, time.Now()); err != nil {
		return err
	}
	w, err := webinars.Find(r.app, r.id)
	if err != nil {
		return err
	}
	r.webinar = w
	r.settleEngine()
	r.tell("room.changed", signal.Audience{Groups: groupInside | groupLobby}, r.changed())
	return nil
}

// admit counts a tab as inside from now on.
func (r *liveRoom) admit(t *tab) {
	t.inside = true
	t.guest.inside++
	t.guest.entered = true
	if t.guest.inside == 1 {
		r.arrive(t.guest, time.Now())
	}
}

// Gone takes a tab that has ended out of the room.
func (r *liveRoom) Gone(c *signal.Conn, at time.Time) {
	if place := r.gone(c, at); place != nil {
		place.Leave() // waits for what it still tells
	}
	if !r.isInside(c.Person()) {
		r.rooms.overflows.end(r.id, c.Person())
	}
}

func (r *liveRoom) gone(c *signal.Conn, at time.Time) Place {
	r.turn.Lock()
	defer r.turn.Unlock()
	t, place := r.tabs[c], r.places[c]
	delete(r.tabs, c)
	delete(r.places, c)
	if t == nil {
		return place
	}
	switch {
	case t.waiting:
		t.guest.waiting--
		if t.guest.waiting == 0 {
			r.tellWaiting(t.guest, true)
		}
	case t.inside:
		r.rises(t, place)
		t.guest.inside--
		if t.guest.inside == 0 {
			if t.left { // on purpose: who comes back begins to wait anew
				t.guest.queued = time.Time{}
			}
			r.depart(t.guest, at)
		}
	}
	return place
}

// Explain says an error in the words of who reads it.
func (r *liveRoom) Explain(c *signal.Conn, err error) (code, message string) {
	r.turn.Lock()
	defer r.turn.Unlock()
	code, key := explainRoom(err)
	l := locales.For(locales.Languages[0])
	if t := r.tabs[c]; t != nil {
		l = t.locale
	}
	if key == "error.internal" {
		r.app.Logger().Error("request in a room failed", "webinar", r.id, "error", err)
	}
	return code, l.T(key)
}

type fields = map[string]any

// tell tells something to those whom it concerns.
func (r *liveRoom) tell(kind string, to signal.Audience, f any) {
	r.signal.Send(signal.Event{Type: kind, To: to, Fields: f})
}

func (r *liveRoom) tellAll(kind string, f any) { r.tell(kind, signal.Audience{Groups: groupInside}, f) }

// later does something once, after a while: what happens often is gathered. Its caller holds the turn.
func (r *liveRoom) later(name string, after time.Duration, do func()) {
	if r.gathered[name] != nil || r.closed {
		return
	}
	r.gathered[name] = do
	time.AfterFunc(after, func() {
		r.turn.Lock()
		defer r.turn.Unlock()
		if do := r.gathered[name]; do != nil && !r.closed {
			delete(r.gathered, name)
			do()
		}
	})
}

// do keeps something that was done, and changes the room by it.
func (r *liveRoom) do(e webinars.RoomEvent) error {
	e.At = time.Now()
	if err := webinars.KeepEvent(r.app, r.id, e); err != nil {
		return err
	}
	r.state.Apply(e)
	return nil
}

// close tells everybody to come back later, and writes who was there until now.
func (r *liveRoom) close() {
	r.turn.Lock()
	r.closed = true
	r.turn.Unlock()
	r.signal.Close(signal.Restart)
	r.turn.Lock()
	defer r.turn.Unlock()
	r.write(time.Now())
}
