package hooks

import (
	"context"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/quizzes"
)

// clockTick is how often the machine's time is looked at. What attempts are measured by goes on steadily in between.
const clockTick = 5 * time.Second

// bindClock brings the clock of attempts after the machine's as long as the app serves.
func bindClock(app core.App) {
	var running sync.WaitGroup
	ctx, stop := context.WithCancel(context.Background())
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		running.Go(func() { followClock(ctx, app) })
		return se.Next()
	})
	app.OnTerminate().BindFunc(func(te *core.TerminateEvent) error {
		stop()
		running.Wait()
		return te.Next()
	})
}

func followClock(ctx context.Context, app core.App) {
	clock := quizzes.ClockOf(app)
	tick := time.NewTicker(clockTick)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		jump, err := clock.Follow(app)
		if err != nil {
			app.Logger().Error("the machine's time jumped and attempts do not follow yet", "error", err)
		} else if jump != 0 {
			app.Logger().Warn("the machine's time jumped: the ends of open attempts moved with it", "seconds", jump.Seconds())
		}
	}
}
