package signal_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"aula/webrtc/signal"
)

const deadline = 20 * time.Second

// desk lets everybody in, and says again to all what somebody says.
type desk struct {
	room *signal.Room
	gone chan string
	at   chan time.Time
}

var errNo = errors.New("no")

const (
	inside signal.Groups = 1 << iota
	hosts
)

func (d *desk) Enter(_ context.Context, c *signal.Conn, h signal.Hello) error {
	if c.Person() == "stranger" {
		return errNo
	}
	g := inside
	if strings.HasPrefix(c.Person(), "host") {
		g |= hosts
	}
	if !c.Resume(g, h) {
		c.Welcome(g, map[string]any{"id": c.Person()}, map[string]any{"title": "prova"})
	}
	return nil
}

func (d *desk) Ask(_ context.Context, c *signal.Conn, q signal.Request) (any, error) {
	var f struct{ Text string }
	if err := q.Into(&f); err != nil {
		return nil, err
	}
	switch q.Type {
	case "say":
		d.room.Send(signal.Event{Type: "said", To: signal.Audience{Groups: inside}, Fields: map[string]any{"text": f.Text, "by": c.Person()}})
	case "confess":
		d.room.Send(signal.Event{Type: "confessed", To: signal.Audience{Groups: hosts, People: []string{c.Person()}}, Fields: map[string]any{"text": f.Text}})
	case "leave":
		c.End(signal.Left)
	default:
		return nil, errNo
	}
	return nil, nil
}

func (d *desk) Explain(_ *signal.Conn, err error) (code, message string) {
	switch {
	case errors.Is(err, signal.ErrMalformed):
		return "malformed", "!"
	case errors.Is(err, signal.ErrFlood):
		return "flood", "!"
	case errors.Is(err, signal.ErrHello):
		return "hello", "!"
	}
	return "no", "!"
}

func (d *desk) Gone(c *signal.Conn, at time.Time) {
	d.gone <- c.Person()
	d.at <- at
}

// open serves a room until the test ends, and then looks whether anything of it still runs.
func open(t *testing.T, o signal.Options) (*desk, string) {
	t.Helper()
	d := &desk{gone: make(chan string, 2000), at: make(chan time.Time, 2000)}
	d.room = signal.NewRoom(d, o)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{signal.Subprotocol}})
		if err != nil {
			t.Error(err)
			return
		}
		d.room.Serve(r.Context(), ws, signal.Member{Person: r.URL.Query().Get("as")})
	}))
	t.Cleanup(func() {
		d.room.Close(signal.Restart)
		server.Close()
		for end := time.Now().Add(deadline); ; {
			var stacks strings.Builder
			_ = pprof.Lookup("goroutine").WriteTo(&stacks, 1)
			if !strings.Contains(stacks.String(), "signal.(*Conn)") {
				return
			}
			if time.Now().After(end) {
				t.Fatalf("still running:\n%s", stacks.String())
			}
		}
	})
	return d, "ws" + strings.TrimPrefix(server.URL, "http")
}

// tab is a browser's side.
type tab struct {
	t  *testing.T
	ws *websocket.Conn
}

type message struct {
	ID     int64
	Type   string
	Seq    int64
	Resume string
	Text   string
	Code   string
}

func dial(t *testing.T, url, person string) *tab {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	ws, _, err := websocket.Dial(ctx, url+"?as="+person, &websocket.DialOptions{Subprotocols: []string{signal.Subprotocol}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ws.CloseNow() })
	return &tab{t, ws}
}

func (b *tab) send(text string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), deadline)
	defer cancel()
	if err := b.ws.Write(ctx, websocket.MessageText, []byte(text)); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) next() (message, error) {
	ctx, cancel := context.WithTimeout(b.t.Context(), deadline)
	defer cancel()
	_, raw, err := b.ws.Read(ctx)
	if err != nil {
		return message{}, err
	}
	var m message
	return m, json.Unmarshal(raw, &m)
}

// until reads up to the first message of a type.
func (b *tab) until(kind string) message {
	b.t.Helper()
	for {
		m, err := b.next()
		if err != nil {
			b.t.Fatalf("waiting for %s: %v", kind, err)
		}
		if m.Type == kind {
			return m
		}
	}
}

// ended reads up to the end and returns why.
func (b *tab) ended() (websocket.StatusCode, string) {
	b.t.Helper()
	for {
		if _, err := b.next(); err != nil {
			var closed websocket.CloseError
			if !errors.As(err, &closed) {
				b.t.Fatalf("ended without a reason: %v", err)
			}
			return closed.Code, closed.Reason
		}
	}
}

func enter(t *testing.T, url, person string) (*tab, message) {
	t.Helper()
	b := dial(t, url, person)
	b.send(`{"id":1,"type":"hello","resume":"","seq":0,"language":"it"}`)
	return b, b.until("welcome")
}

func TestFiveHundredConnectionsGetAMessage(t *testing.T) {
	d, url := open(t, signal.Options{})
	const people = 500
	tabs := make([]*tab, people)
	for i := range tabs {
		tabs[i], _ = enter(t, url, fmt.Sprint("p", i))
	}
	if n := d.room.Count(); n != people {
		t.Fatalf("%d connections", n)
	}
	tabs[0].send(`{"id":2,"type":"say","text":"buongiorno"}`)
	var all sync.WaitGroup
	for _, b := range tabs {
		all.Go(func() {
			if m, err := b.next(); err != nil || m.Type != "said" || m.Text != "buongiorno" || m.Seq != 1 {
				t.Errorf("%+v, error %v", m, err)
			}
		})
	}
	all.Wait()
}

func TestEventsReachOnlyThoseWhomTheyAreFor(t *testing.T) {
	_, url := open(t, signal.Options{})
	host, _ := enter(t, url, "host")
	ada, _ := enter(t, url, "ada")
	bruno, _ := enter(t, url, "bruno")
	ada.send(`{"id":2,"type":"confess","text":"segreto"}`)
	if m := host.until("confessed"); m.Text != "segreto" {
		t.Errorf("%+v", m)
	}
	if m := ada.until("ok"); m.ID != 2 {
		t.Errorf("%+v", m)
	}
	ada.send(`{"id":3,"type":"say","text":"a tutti"}`)
	if m, err := bruno.next(); err != nil || m.Type != "said" || m.Seq != 2 {
		t.Errorf("bruno was told %+v, error %v", m, err)
	}
}

func TestATabThatComesBackGetsWhatItMissedAndNothingElse(t *testing.T) {
	d, url := open(t, signal.Options{})
	ada, welcome := enter(t, url, "ada")
	bruno, _ := enter(t, url, "bruno")
	_ = ada.ws.CloseNow()
	if who := <-d.gone; who != "ada" {
		t.Fatal(who)
	}
	bruno.send(`{"id":2,"type":"say","text":"uno"}`)
	bruno.send(`{"id":3,"type":"confess","text":"non per ada"}`)
	bruno.send(`{"id":4,"type":"say","text":"due"}`)
	for bruno.until("ok").ID != 4 {
	}
	again := dial(t, url, "ada")
	again.send(fmt.Sprintf(`{"id":1,"type":"hello","resume":%q,"seq":0}`, welcome.Resume))
	var got []string
	for len(got) < 3 {
		m, err := again.next()
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, m.Type+" "+m.Text)
	}
	if strings.Join(got, ", ") != "resumed , said uno, said due" {
		t.Errorf("%q", got)
	}
}

func TestWhoMayNotGoOnIsWelcomedAnew(t *testing.T) {
	var mu sync.Mutex
	now := time.Now()
	d, url := open(t, signal.Options{Kept: 2, Now: func() time.Time { mu.Lock(); defer mu.Unlock(); return now }})
	forward := func(by time.Duration) { mu.Lock(); defer mu.Unlock(); now = now.Add(by) }
	rows := []struct {
		name, as string
		token    func(mine string) string
		seq      string
		before   func(*tab)
		want     string
	}{
		{"within the minute", "ada", nil, "0", func(*tab) { forward(59 * time.Second) }, "resumed"},
		{"after the minute", "ada", nil, "0", func(*tab) { forward(61 * time.Second) }, "welcome"},
		{"another person's token", "eva", nil, "0", func(*tab) {}, "welcome"},
		{"a token that is none", "ada", func(string) string { return "x" }, "0", func(*tab) {}, "welcome"},
		{"a seq that never was", "ada", nil, "99", func(*tab) {}, "welcome"},
		{"a negative seq", "ada", nil, "-1", func(*tab) {}, "welcome"},
		{"more was missed than is kept", "ada", nil, "0", func(b *tab) {
			for i := range 3 {
				b.send(fmt.Sprintf(`{"id":%d,"type":"say","text":"x"}`, i))
				b.until("ok")
			}
		}, "welcome"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			bruno, _ := enter(t, url, "bruno")
			first, welcome := enter(t, url, "ada")
			_ = first.ws.CloseNow()
			<-d.gone
			row.before(bruno)
			_ = bruno.ws.CloseNow()
			<-d.gone
			token := welcome.Resume
			if row.token != nil {
				token = row.token(token)
			}
			again := dial(t, url, row.as)
			again.send(fmt.Sprintf(`{"id":1,"type":"hello","resume":%q,"seq":%s}`, token, row.seq))
			if m, err := again.next(); err != nil || m.Type != row.want {
				t.Errorf("%+v, error %v, want %s", m, err, row.want)
			}
			_ = again.ws.CloseNow()
			<-d.gone
		})
	}
}

func TestATabTakesItsOwnPlaceFromALineThatIsStillOpen(t *testing.T) {
	d, url := open(t, signal.Options{})
	first, welcome := enter(t, url, "ada")
	again := dial(t, url, "ada")
	again.send(fmt.Sprintf(`{"id":1,"type":"hello","resume":%q,"seq":0}`, welcome.Resume))
	again.until("resumed")
	if code, reason := first.ended(); code != 4003 || reason != "replaced" {
		t.Errorf("%d %s", code, reason)
	}
	<-d.gone
	if n := d.room.Count(); n != 1 {
		t.Errorf("%d connections", n)
	}
}

func TestWhoReadsTooSlowlyIsCutAndNobodyWaits(t *testing.T) {
	d, url := open(t, signal.Options{Queue: 4, Patience: deadline})
	enter(t, url, "slow") // and never reads again
	text := strings.Repeat("x", 60_000)
	for {
		d.room.Send(signal.Event{Type: "said", To: signal.Audience{Groups: inside}, Fields: map[string]any{"text": text}})
		select {
		case who := <-d.gone:
			if who != "slow" {
				t.Error(who)
			}
			return
		default:
		}
		if d.room.Count() == 0 {
			t.Fatal("gone without a word")
		}
	}
}

func TestFloodIsRefusedAndThenCut(t *testing.T) {
	_, url := open(t, signal.Options{Now: func() time.Time { return time.Unix(1, 0) }, Queue: 5000})
	ada, _ := enter(t, url, "ada")
	done := make(chan [2]int)
	go func() {
		oks, refused := 0, 0
		for {
			m, err := ada.next()
			if err != nil {
				if websocket.CloseStatus(err) != 4002 {
					t.Errorf("ended by %v", err)
				}
				done <- [2]int{oks, refused}
				return
			}
			switch {
			case m.Type == "ok":
				oks++
			case m.Code == "flood":
				refused++
			}
		}
	}()
	for i := range 400 {
		if err := ada.ws.Write(t.Context(), websocket.MessageText, fmt.Appendf(nil, `{"id":%d,"type":"say","text":"x"}`, i)); err != nil {
			break
		}
	}
	if got := <-done; got != [2]int{59, 300} { // hello was the first of sixty
		t.Errorf("%v were answered and refused", got)
	}
}

func TestWhatATabDoesWrong(t *testing.T) {
	_, url := open(t, signal.Options{Patience: 300 * time.Millisecond})
	rows := []struct {
		name, as string
		send     []string
		code     string
		closes   websocket.StatusCode
	}{
		{"says nothing", "ada", nil, "", 4005},
		{"says something else first", "ada", []string{`{"id":1,"type":"say","text":"x"}`}, "hello", 4004},
		{"is not let in", "stranger", []string{`{"id":1,"type":"hello"}`}, "no", 4004},
		{"says hello in another shape", "ada", []string{`{"id":1,"type":"hello","seq":"x"}`}, "malformed", 4004},
		{"says hello twice", "ada", []string{`{"id":1,"type":"hello"}`, `{"id":2,"type":"hello"}`, `{"id":3,"type":"leave"}`}, "hello", 1000},
		{"sends no JSON", "ada", []string{`{"id":1,"type":"hello"}`, `hello`, `{"id":3,"type":"leave"}`}, "malformed", 1000},
		{"sends more than 64 kB", "ada", []string{`{"id":1,"type":"hello"}`, `{"text":"` + strings.Repeat("x", 65<<10) + `"}`}, "", websocket.StatusMessageTooBig},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			b := dial(t, url, row.as)
			for _, text := range row.send {
				b.send(text)
			}
			code := ""
			for {
				m, err := b.next()
				if err != nil {
					if got := websocket.CloseStatus(err); got != row.closes || code != row.code {
						t.Errorf("code %q, closed by %v; want %q, %v", code, err, row.code, row.closes)
					}
					return
				}
				if m.Type == "error" {
					code = m.Code
				}
			}
		})
	}
}

func TestALineThatFellSilentIsCutAsOfWhenItWasLastHeard(t *testing.T) {
	d, url := open(t, signal.Options{Ping: 50 * time.Millisecond, Patience: 50 * time.Millisecond})
	before := time.Now()
	enter(t, url, "ada") // pongs are only sent by who reads
	if who := <-d.gone; who != "ada" {
		t.Fatal(who)
	}
	if at := <-d.at; at.Before(before) || time.Since(at) < 40*time.Millisecond {
		t.Errorf("last there %v ago", time.Since(at))
	}
}

func TestTheEndOfTheRoomIsToldToEverybody(t *testing.T) {
	d, url := open(t, signal.Options{})
	ada, _ := enter(t, url, "ada")
	shy := dial(t, url, "shy") // has not said hello yet
	var all sync.WaitGroup
	for _, b := range []*tab{ada, shy} {
		all.Go(func() {
			if code, reason := b.ended(); code != websocket.StatusServiceRestart || reason != "restart" {
				t.Errorf("%d %s", code, reason)
			}
		})
	}
	d.room.Close(signal.Restart)
	all.Wait()
	late := dial(t, url, "late")
	if code, _ := late.ended(); code != websocket.StatusServiceRestart {
		t.Error(code)
	}
}

func TestAPersonIsExpelledFromAllTabsAndStaysOut(t *testing.T) {
	d, url := open(t, signal.Options{})
	ada, welcome := enter(t, url, "ada")
	other, _ := enter(t, url, "ada")
	d.room.Expel("ada", signal.Cut{Code: 4010, Reason: "removed"})
	for _, b := range []*tab{ada, other} {
		if code, reason := b.ended(); code != 4010 || reason != "removed" {
			t.Errorf("%d %s", code, reason)
		}
	}
	again := dial(t, url, "ada")
	again.send(fmt.Sprintf(`{"id":1,"type":"hello","resume":%q,"seq":0}`, welcome.Resume))
	if m, err := again.next(); err != nil || m.Type != "welcome" {
		t.Errorf("went on: %+v, error %v", m, err)
	}
}
