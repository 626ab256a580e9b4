package hooks

import (
	"context"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/quizzes"
)

// clockTick is how often the machine's time is looked at. What attempts are measured by goes on steadily in between.
const clockTick = 5 * time.Second

// bindClock measures attempts and sessions by a clock that goes on steadily, and brings it after the machine's as long as
// the app serves.
func bindClock(app core.App) {
	accounts.MeasureSessionsBy(app, func() time.Time { return quizzes.Now(app) })
	var running sync.WaitGroup
	ctx, stop := context.WithCancel(context.Background())
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		running.Go(func() {
			tick := time.NewTicker(clockTick)
			defer tick.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-tick.C:
					followClock(app)
				}
			}
		})
		return se.Next()
	})
	app.OnTerminate().BindFunc(func(te *core.TerminateEvent) error {
		stop()
		running.Wait()
		return te.Next()
	})
}

func followClock(app core.App) {
	doorkeeper := accounts.DoorkeeperOf(app)
	writeNotes := func(tx core.App, _ time.Duration, _ time.Time) error { return doorkeeper.WriteNotes(tx) } // they move with the rest
	jump, err := quizzes.ClockOf(app).Follow(app, writeNotes, accounts.ShiftTimes)
	switch {
	case err != nil:
		app.Logger().Error("the machine's time jumped and attempts and sessions do not follow yet", "error", err)
	case jump != 0:
		doorkeeper.ForgetAll()
		app.Logger().Warn("the machine's time jumped: attempts and sessions moved with it", "seconds", jump.Seconds())
	}
}
