package hooks

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"aula/accounts"
	"aula/internal/testapp"
	"aula/locales"
	"aula/webinars"
	"aula/webrtc"
	"aula/webrtc/signal"
)

// fuzzRoom is an open room with a host in it, whose requests are asked without a line between: its pace is another test's.
func fuzzRoom(f *testing.F) (*liveRoom, *signal.Conn) {
	f.Helper()
	app := testapp.New(f)
	owner := testapp.Person(f, app, "learner", "host@example.org")
	w := testapp.Save(f, app, "webinars", map[string]any{
		"title": "SPID dal vivo", "start": time.Now().Add(-time.Minute), "minutes": 60, "zone": "Europe/Rome", "state": "open",
		"started": time.Now(), "owner": owner.Id, "audience": "anyone", "lobby": "automatic",
	})
	engine, err := webrtc.Open(webrtc.Config{Address: "127.0.0.1"})
	if err != nil {
		f.Fatal(err)
	}
	rs := &rooms{app: app, engine: engine, open: map[string]*liveRoom{}}
	rs.ctx, rs.stop = context.WithCancel(context.Background())
	r, err := rs.room(w.Id)
	if err != nil {
		f.Fatal(err)
	}
	now := time.Now()
	r.pace = accounts.NewLimiter(func() time.Time { now = now.Add(time.Hour); return now })
	who, err := webinars.Admitted(app, webinars.Knock{Webinar: w.Id, User: owner})
	if err != nil {
		f.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, q *http.Request) {
		if ws, err := websocket.Accept(out, q, &websocket.AcceptOptions{Subprotocols: []string{signal.Subprotocol}}); err == nil {
			r.serve(q.Context(), ws, who, locales.For("it"))
		}
	}))
	ws, _, err := websocket.Dial(context.Background(), "ws"+strings.TrimPrefix(server.URL, "http"), &websocket.DialOptions{Subprotocols: []string{signal.Subprotocol}})
	if err != nil {
		f.Fatal(err)
	}
	ws.SetReadLimit(-1)
	if err := ws.Write(context.Background(), websocket.MessageText, []byte(`{"id":1,"type":"hello"}`)); err != nil {
		f.Fatal(err)
	}
	if _, _, err := ws.Read(context.Background()); err != nil {
		f.Fatal(err)
	}
	go func() { // reads what it is told, so that it is not cut as slow
		for {
			if _, _, err := ws.Read(context.Background()); err != nil {
				return
			}
		}
	}()
	f.Cleanup(func() {
		_ = ws.CloseNow()
		rs.close()
		server.Close()
	})
	r.turn.Lock()
	defer r.turn.Unlock()
	for c := range r.places {
		return r, c
	}
	f.Fatal("the host has not come in")
	return nil, nil
}

func FuzzRoomRequest(f *testing.F) {
	r, c := fuzzRoom(f)
	for kind := range answers {
		f.Add(kind, `"text":"ciao","to":"all","options":["a","b"],"person":"x","role":"host","on":true`)
		f.Add(kind, `"deck":"","page":1,"seconds":60,"poll":"x","question":"x","up":true,"message":"x","locked":true,"sign":"👍"`)
	}
	for kind := range mediaAnswers {
		f.Add(kind, `"generation":1,"sdp":"v=0","tracks":[{"mid":"0","source":"camera","track":"x","width":1}],"connection":"subscription"`)
	}
	f.Add("chat.send", `"text":7`)
	f.Add("chat.send", `"text":"\u0000\ud800","to":[]`)
	f.Add("poll.make", `"text":"?","options":["a","a"],"multiple":"x","live":null`)
	f.Add("timer.set", `"seconds":-1e300`)
	f.Add("slides.show", `"deck":"../..","page":-1`)
	f.Fuzz(func(t *testing.T, kind, fields string) {
		q, err := signal.ParseRequest([]byte(`{"id":1,"type":"` + kind + `",` + fields + `}`))
		if err != nil || q.Type == "room.end" || q.Type == "leave" || len(fields) > signal.MostBytes {
			return
		}
		answer, err := r.Ask(context.Background(), c, q)
		if code, key := explainRoom(err); err != nil && key == "error.internal" {
			t.Fatalf("%s %s: nobody foresaw %v (%s)", kind, fields, err, code)
		}
		if _, err := json.Marshal(answer); err != nil {
			t.Fatalf("%s %s: the answer cannot be written: %v", kind, fields, err)
		}
		r.turn.Lock()
		defer r.turn.Unlock()
		if r.closed || r.guests[c.Person()].inside != 1 || len(r.guests) != 1 {
			t.Fatalf("%s %s: %d people, closed %v", kind, fields, len(r.guests), r.closed)
		}
		if _, err := json.Marshal(r.stateFor(r.guests[c.Person()])); err != nil {
			t.Fatalf("%s %s: the room can no longer be told: %v", kind, fields, err)
		}
		if len(r.chat) > lastMessages+1 || len(r.captions) > lastCaptions+1 || len(r.state.Hands) > 1 {
			t.Fatalf("%d messages, %d captions, %d hands", len(r.chat), len(r.captions), len(r.state.Hands))
		}
	})
}
