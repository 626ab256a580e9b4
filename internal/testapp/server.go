package testapp

import (
	"net/http/httptest"
	"testing"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
)

// startsRounds is what PocketBase calls the handler that starts the rounds of each minute.
const startsRounds = "__pbCronStart__"

// Serve starts a real server with PocketBase's routes and whatever was bound to the app, and returns its
// address. It ends with the test. Rounds are bound and not made: a test that is about one runs it, and no
// other meets one because it happens to be running when a minute ends.
func Serve(t testing.TB, app core.App) string {
	t.Helper()
	router, err := apis.NewRouter(app)
	if err != nil {
		t.Fatal(err)
	}
	app.OnServe().Unbind(startsRounds)
	event := &core.ServeEvent{App: app, Router: router}
	var server *httptest.Server
	err = app.OnServe().Trigger(event, func(e *core.ServeEvent) error {
		mux, err := e.Router.BuildMux()
		if err != nil {
			return err
		}
		server = httptest.NewServer(mux)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Close()
		stop := &core.TerminateEvent{App: app}
		if err := app.OnTerminate().Trigger(stop, func(*core.TerminateEvent) error { return nil }); err != nil {
			t.Error(err)
		}
	})
	return server.URL
}
