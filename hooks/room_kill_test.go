package hooks_test

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"aula/webinars"
)

// doomedRoomDir tells the child of the test below which folder it serves until it is killed.
const doomedRoomDir = "AULA_TEST_DOOMED_ROOM_DIR"

// serveFolder serves a data folder with everything bound, and returns its address.
func serveFolder(dir string) (core.App, *httptest.Server, error) {
	app, err := openFolder(dir)
	if err != nil {
		return nil, nil, err
	}
	router, err := apis.NewRouter(app)
	if err != nil {
		return nil, nil, err
	}
	var server *httptest.Server
	err = app.OnServe().Trigger(&core.ServeEvent{App: app, Router: router}, func(e *core.ServeEvent) error {
		mux, err := e.Router.BuildMux()
		if err != nil {
			return err
		}
		server = httptest.NewServer(mux)
		return nil
	})
	return app, server, err
}

func serveDoomed(dir string) int {
	_, server, err := serveFolder(dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println(server.URL)
	select {}
}

func TestAServerThatIsKilledLosesTenSecondsOfPresenceAtMostAndNothingThatWasSaid(t *testing.T) {
	h := newHall(t, nil)
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), doomedRoomDir+"="+h.app.DataDir())
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	first := *h
	if first.url, err = bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	first.url = strings.TrimSpace(first.url)
	host, _ := first.enter(t, "host")
	ada, _ := first.enter(t, "ada")
	joined := time.Now()
	ada.must("chat.send", `"text":"prima del guasto"`)
	question := field(t, ada.must("question.ask", `"text":"Che cosa resta?"`), "question")
	poll := field(t, host.must("poll.make", `"text":"Resta?","options":["sì","no"],"live":true`), "poll")
	host.must("poll.open", `"poll":"`+poll+`"`)
	ada.must("poll.vote", `"poll":"`+poll+`","options":[0]`)
	host.must("question.vote", `"question":"`+question+`","up":true`)
	host.must("role.set", `"person":"`+h.ids["ada"]+`","role":"presenter"`)
	ada.must("hand.raise", "")
	look := time.NewTicker(50 * time.Millisecond) // at what another process writes
	defer look.Stop()
	for n := 0; n < 2; <-look.C { // until presence is written
		if stays, err := webinars.StaysOf(h.app, h.webinar); err != nil {
			t.Fatal(err)
		} else {
			n = len(stays)
		}
		if time.Since(joined) > roomDeadline {
			t.Fatal("presence is not written")
		}
	}
	killed := time.Now()
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // killed: that is what it says

	app, server, err := serveFolder(h.app.DataDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Close()
		if err := app.OnTerminate().Trigger(&core.TerminateEvent{App: app}, func(*core.TerminateEvent) error { return nil }); err != nil {
			t.Error(err)
		}
		if err := app.ResetBootstrapState(); err != nil {
			t.Error(err)
		}
	})
	stays, err := webinars.StaysOf(app, h.webinar)
	if err != nil || len(stays) != 2 {
		t.Fatalf("%d stays, error %v", len(stays), err)
	}
	for _, s := range stays {
		if s.Left.After(killed) || killed.Sub(s.Left) > 10*time.Second || s.Joined.After(joined) {
			t.Errorf("%s was there from %v to %v, killed at %v", s.Name, s.Joined, s.Left, killed)
		}
	}
	second := *h
	second.url = server.URL
	_, welcome := second.enter(t, "ada")
	for _, kept := range []string{"prima del guasto", "Che cosa resta?", `"votes":1`, `"counts":[1,0]`, `"role":"presenter"`, `"state":"open"`, `"ballots":{"` + poll + `":[0]}`} {
		if !strings.Contains(welcome.raw, kept) {
			t.Errorf("%s is lost: %s", kept, welcome.raw)
		}
	}
	status, _ := call(t, http.MethodGet, second.url+"/api/aula/webinars/"+h.webinar+"/attendance", "", nil)
	if status != http.StatusUnauthorized {
		t.Errorf("the register was shown to nobody in particular: %d", status)
	}
}
