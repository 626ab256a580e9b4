package attendee

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
)

const (
	patience = 60 * time.Second
	protocol = "aula.room.1"
	largest  = 4 << 20 // of a message
	// Beat is how often a browser asks the line whether it lives.
	Beat = 20 * time.Second
)

// ErrRefused is an answer of type "error".
var ErrRefused = errors.New("refused")

// Options say what a tab does.
type Options struct {
	Media *Media                            // nil: it receives no sound and no pictures
	Heard func(kind string, message []byte) // is told every event, by the tab's own goroutine; nil: nobody
	Beat  time.Duration                     // between two pings; 0: none

	Through func(description string) string // says how the server is reached, for media behind a bad line; nil: as it says itself
	Ear     *Ear                            // hears what is said; nil: it is only counted
}

// Tab is one tab in a room. Its methods are safe for concurrent use, but Return.
type Tab struct {
	door    *door
	options Options
	ended   chan struct{} // of the present line
	ws      *websocket.Conn
	asked   atomic.Int64 // requests sent

	restarts atomic.Int64 // of media

	mu      sync.Mutex // guards what follows
	next    int64
	answers map[int64]chan []byte
	resume  string
	seq     int64
	you     string
	why     error // that the line ended
	stage   *subscription
	beyond  *overflow     // all seats are taken
	offered chan struct{} // closed when the server has offered media
	voice   *publication
}

// Come goes the whole way from the ticket into the room, and returns once the tab is welcome there.
func Come(ctx context.Context, ticket Ticket, o Options) (*Tab, error) {
	d, err := newDoor(ticket)
	if err != nil {
		return nil, err
	}
	if err := d.enter(ctx); err != nil {
		return nil, err
	}
	t := &Tab{door: d, options: o}
	_, err = t.connect(ctx)
	return t, err
}

// Again opens another tab of the same browser: its cookies open the room.
func (t *Tab) Again(ctx context.Context) (*Tab, error) {
	more := &Tab{door: t.door, options: t.options}
	_, err := more.connect(ctx)
	return more, err
}

// Return comes back after the line ended, and tells whether the tab goes on where it was.
func (t *Tab) Return(ctx context.Context) (resumed bool, err error) { return t.connect(ctx) }

// connect opens the line and says hello.
func (t *Tab) connect(ctx context.Context) (resumed bool, err error) {
	t.hangUp()
	header := http.Header{"Origin": {t.door.ticket.URL}}
	if t.door.ticket.Token != "" {
		header.Set("Authorization", "Bearer "+t.door.ticket.Token)
	}
	address := "ws" + strings.TrimPrefix(t.door.ticket.URL, "http") + "/api/aula/webinars/" + t.door.ticket.Webinar + "/room"
	ws, answer, err := websocket.Dial(ctx, address, &websocket.DialOptions{HTTPClient: t.door.client, HTTPHeader: header, Subprotocols: []string{protocol}})
	if err != nil {
		if answer != nil {
			err = fmt.Errorf("the room answers %s", answer.Status)
		}
		return false, err
	}
	ws.SetReadLimit(largest)
	hello, err := json.Marshal(map[string]any{"id": 0, "type": "hello", "resume": t.resume, "seq": t.seq, "language": "it"})
	if err == nil {
		err = ws.Write(ctx, websocket.MessageText, hello)
	}
	if err == nil {
		resumed, err = t.welcomed(ctx, ws)
	}
	if err != nil {
		_ = ws.CloseNow()
		return false, err
	}
	t.mu.Lock()
	t.ws, t.why, t.answers, t.ended, t.offered = ws, nil, map[int64]chan []byte{}, make(chan struct{}), make(chan struct{})
	ended := t.ended
	t.mu.Unlock()
	go t.read(ws, ended)
	if t.options.Beat > 0 {
		go t.beat(ended)
	}
	return resumed, nil
}

// welcomed reads until the tab is in.
func (t *Tab) welcomed(ctx context.Context, ws *websocket.Conn) (resumed bool, err error) {
	for {
		_, message, err := ws.Read(ctx)
		if err != nil {
			return false, err
		}
		switch kind := kindOf(message); kind {
		case "welcome", "resumed":
			var w struct {
				Resume string
				Seq    int64
				You    struct{ ID string }
				Room   struct{ State string }
			}
			if err := json.Unmarshal(message, &w); err != nil {
				return false, err
			}
			t.mu.Lock()
			t.resume = w.Resume
			if kind == "welcome" {
				t.seq, t.you = w.Seq, w.You.ID
			}
			t.mu.Unlock()
			t.tell(kind, message)
			if kind == "welcome" && w.Room.State != "open" {
				return false, fmt.Errorf("the room is %q", w.Room.State)
			}
			return kind == "resumed", nil
		case "error":
			return false, refusal(message)
		}
	}
}

func refusal(message []byte) error {
	var e struct{ Code string }
	_ = json.Unmarshal(message, &e) // without a code it is refused all the same
	return fmt.Errorf("%w: %s", ErrRefused, e.Code)
}

// kindOf reads the type of a message, which stands first.
func kindOf(message []byte) string {
	rest, ok := bytes.CutPrefix(message, []byte(`{"type":"`))
	if !ok {
		return ""
	}
	kind, _, _ := bytes.Cut(rest, []byte(`"`))
	return string(kind)
}

// read takes what comes until the line ends.
func (t *Tab) read(ws *websocket.Conn, ended chan struct{}) {
	defer close(ended)
	for {
		_, message, err := ws.Read(context.Background())
		if err != nil {
			t.mu.Lock()
			t.why = err
			t.mu.Unlock()
			return
		}
		t.take(message)
	}
}

func (t *Tab) take(message []byte) {
	kind := kindOf(message)
	switch kind {
	case "ok", "error":
		var m struct{ ID int64 }
		if json.Unmarshal(message, &m) == nil {
			t.mu.Lock()
			answer := t.answers[m.ID]
			delete(t.answers, m.ID)
			t.mu.Unlock()
			if answer != nil {
				answer <- message
			}
		}
		return
	case "media.offer":
		if t.options.Media != nil {
			t.receive(message)
		}
	case "media.overflow":
		if t.options.Media != nil {
			t.watch()
		}
	}
	t.note(message)
	t.tell(kind, message)
}

// note keeps the number of the last event, which stands behind the type.
func (t *Tab) note(message []byte) {
	head := message[:min(len(message), 80)]
	_, rest, ok := bytes.Cut(head, []byte(`","seq":`))
	if !ok {
		return
	}
	seq := int64(0)
	for _, c := range rest {
		if c < '0' || c > '9' {
			break
		}
		seq = seq*10 + int64(c-'0')
	}
	t.mu.Lock()
	t.seq = max(t.seq, seq)
	t.mu.Unlock()
}

func (t *Tab) tell(kind string, message []byte) {
	if t.options.Heard != nil {
		t.options.Heard(kind, message)
	}
}

// Ask sends a request and returns its answer. Its error is ErrRefused, or says that the line ended.
func (t *Tab) Ask(ctx context.Context, kind string, fields map[string]any) ([]byte, error) {
	answer := make(chan []byte, 1)
	t.mu.Lock()
	t.next++
	id, ws, ended := t.next, t.ws, t.ended
	if ws != nil {
		t.answers[id] = answer
	}
	t.mu.Unlock()
	if ws == nil {
		return nil, fmt.Errorf("%s: there is no line", kind)
	}
	request := map[string]any{"id": id, "type": kind}
	for name, value := range fields {
		request[name] = value
	}
	text, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	t.asked.Add(1)
	if err := ws.Write(ctx, websocket.MessageText, text); err != nil {
		return nil, err
	}
	select {
	case message := <-answer:
		if kindOf(message) == "error" {
			return nil, fmt.Errorf("%s: %w", kind, refusal(message))
		}
		return message, nil
	case <-ended:
		return nil, fmt.Errorf("%s: the line ended", kind)
	case <-ctx.Done():
		return nil, fmt.Errorf("%s: %w", kind, ctx.Err())
	}
}

// beat asks the line now and then whether it lives, as a browser does.
func (t *Tab) beat(ended chan struct{}) {
	tick := time.NewTicker(t.options.Beat)
	defer tick.Stop()
	for {
		select {
		case <-ended:
			return
		case <-tick.C:
		}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		_, _ = t.Ask(ctx, "ping", nil) // if it does not live, reading ends
		cancel()
	}
}

// Person is who one is in the room.
func (t *Tab) Person() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.you
}

// Asked is how many requests were sent, hello excepted.
func (t *Tab) Asked() int64 { return t.asked.Load() }

// Sent is how many bytes went out, by HTTP and websocket.
func (t *Tab) Sent() int64 { return t.door.sent.Load() }

// Ended is closed when the present line has ended.
func (t *Tab) Ended() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.ended
}

// Why says why the line ended.
func (t *Tab) Why() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.why
}

// Cut ends the line without a goodbye, as a closed lid does.
func (t *Tab) Cut() { t.hangUp() }

// Leave says goodbye.
func (t *Tab) Leave(ctx context.Context) error {
	_, err := t.Ask(ctx, "leave", nil)
	t.hangUp()
	return err
}

// hangUp ends the line and the media that came with it.
func (t *Tab) hangUp() {
	t.mu.Lock()
	ws, ended, stage, beyond, voice := t.ws, t.ended, t.stage, t.beyond, t.voice
	t.ws, t.stage, t.beyond, t.voice = nil, nil, nil, nil
	t.mu.Unlock()
	if ws != nil {
		_ = ws.CloseNow() // it may have ended before
		<-ended
	}
	if stage != nil {
		stage.close()
	}
	beyond.close()
	if voice != nil {
		voice.close()
	}
	t.door.client.CloseIdleConnections()
}
