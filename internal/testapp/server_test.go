package testapp_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/tools/cron"

	"aula/internal/testapp"
)

// Minutes that last a millisecond end while the test waits for another clock to make its rounds.
func TestNoRoundIsMadeByTheClockOfATestedServer(t *testing.T) {
	app := testapp.New(t)
	app.Cron().SetInterval(time.Millisecond)
	var made atomic.Int32
	app.Cron().MustAdd("each", "* * * * *", func() { made.Add(1) })
	testapp.Serve(t, app)
	other, rounds := cron.New(), make(chan struct{})
	other.SetInterval(time.Millisecond)
	other.MustAdd("each", "* * * * *", func() {
		select {
		case rounds <- struct{}{}:
		case <-t.Context().Done():
		}
	})
	other.Start()
	for range 20 {
		<-rounds
	}
	other.Stop()
	if n := made.Load(); n != 0 {
		t.Errorf("%d rounds were made", n)
	}
}
