package hooks

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/internal/jobs"
	"aula/recordings"
)

// bindRecordingLessons lets the queue make the films of lessons, and gives a recording its day again where its lesson goes with a course.
func bindRecordingLessons(app core.App, queue *jobs.Queue) {
	queue.Register(recordings.LessonJob, func(_ context.Context, app core.App, payload json.RawMessage) error {
		var order recordings.LessonOrder
		if err := json.Unmarshal(payload, &order); err != nil {
			return fmt.Errorf("read order of a lesson: %w: %w", err, jobs.ErrGiveUp)
		}
		return recordings.MakeLesson(app, order)
	})
	app.OnRecordUpdate("jobs").BindFunc(func(e *core.RecordEvent) error {
		before := e.Record.Original()
		if err := e.Next(); err != nil {
			return err
		}
		state := jobs.State(e.Record.GetString("state"))
		if e.Record.GetString("kind") != recordings.LessonJob || state != jobs.Failed && state != jobs.Discarded {
			return nil
		}
		var order recordings.LessonOrder
		if err := before.UnmarshalJSONField("payload", &order); err != nil {
			return fmt.Errorf("read order of a lesson: %w", err)
		}
		return recordings.LessonFailed(e.App, order, e.Record.GetString("error"))
	})
	app.OnRecordAfterDeleteSuccess(recordings.Publications).BindFunc(func(e *core.RecordEvent) error {
		until, err := keptUntil(e.App, time.Now())
		if err != nil {
			return err
		}
		if err := recordings.Release(e.App, e.Record.GetString("recording"), until); err != nil {
			return err
		}
		return e.Next()
	})
}

func bindRecordingLessonRoutes(api *router.RouterGroup[*core.RequestEvent]) {
	api.POST("/courses/{slug}/lessons/{lesson}/watching", watchLesson)
}

type watchingAnswer struct {
	Done    bool    `json:"done"`
	Percent int     `json:"percent"`
	Left    float64 `json:"left"`
	Resume  float64 `json:"resume"`
	Words   string  `json:"words"`
}

// watchLesson takes what a browser says was played of a lesson that is a recording, in seconds.
func watchLesson(e *core.RequestEvent) error {
	user, c, err := learnerAndCourse(e)
	if err != nil {
		return err
	}
	var body struct {
		Version int          `json:"version"`
		Played  [][2]float64 `json:"played"`
	}
	if err := e.BindBody(&body); err != nil {
		return errInvalid
	}
	spans := make([]recordings.Span, len(body.Played))
	for i, p := range body.Played {
		spans[i] = recordings.Span{From: seconds(p[0]), To: seconds(p[1])}
	}
	w, err := recordings.Watch(e.App, user.Id, c.Id, e.Request.PathValue("lesson"), body.Version, spans, time.Now())
	if err != nil {
		return err
	}
	l := readerLocale(e)
	key, minutes := w.Standing()
	words := l.T(key, "length", l.Length(minutes))
	return e.JSON(http.StatusOK, watchingAnswer{w.Done, w.Percent(), w.Left().Seconds(), w.Resume.Seconds(), words})
}

// seconds are those of a player, to the millisecond; what is more than any film has is a year.
func seconds(s float64) time.Duration {
	const year = 365 * 24 * 3600
	return time.Duration(math.Round(max(-year, min(s, year))*1000)) * time.Millisecond
}
