package hooks

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/calendar"
	"aula/recordings"
	"aula/webinars"
)

func bindRecordingRoutes(api *router.RouterGroup[*core.RequestEvent]) {
	api.GET("/webinars/{id}/recordings", listRecordings)
	api.GET("/recordings/{id}", showRecording)
	api.DELETE("/recordings/{id}", deleteRecording)
	api.GET("/recordings/{id}/media", sendMedia)
	api.GET("/recordings/{id}/captions.vtt", sendCaptions)
	api.GET("/recordings/{id}/poster", sendPoster)
}

type recordingAnswer struct {
	ID       string               `json:"id"`
	Webinar  string               `json:"webinar"`
	State    recordings.State     `json:"state"`
	Reason   recordings.Reason    `json:"reason"`
	Started  time.Time            `json:"started"`
	Ended    *time.Time           `json:"ended"`
	Duration float64              `json:"duration"` // seconds
	Bytes    int64                `json:"bytes"`
	Progress int                  `json:"progress"`
	Type     string               `json:"type"`
	Width    int                  `json:"width"`
	Height   int                  `json:"height"`
	Poster   bool                 `json:"poster"`
	Dropped  int                  `json:"dropped"`
	Unshown  string               `json:"unshown"` // a codec whose pictures could not be taken
	Until    *time.Time           `json:"until"`
	Chapters []recordings.Chapter `json:"chapters"`
}

func answerOfRecording(app core.App, k *recordings.Recording) (recordingAnswer, error) {
	chapters, err := recordings.ReadChapters(app, k)
	return recordingAnswer{
		ID: k.Id, Webinar: k.Webinar(), State: k.State(), Reason: k.Why(), Started: k.Started(), Ended: moment(k.Ended()), Duration: k.Duration().Seconds(),
		Bytes: k.Bytes(), Progress: k.Progress(), Type: k.MediaType(), Width: k.Width(), Height: k.Height(), Poster: k.HasPoster(), Dropped: k.Dropped(), Unshown: k.Unshown(),
		Until: moment(k.Until()), Chapters: append([]recordings.Chapter{}, chapters...),
	}, err
}

func listRecordings(e *core.RequestEvent) error {
	_, w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	list, err := recordings.OfWebinar(e.App, w.Id)
	if err != nil {
		return err
	}
	answers := make([]recordingAnswer, len(list))
	for i, k := range list {
		if answers[i], err = answerOfRecording(e.App, k); err != nil {
			return err
		}
	}
	return e.JSON(http.StatusOK, map[string]any{"recordings": answers})
}

// managedRecording is the recording of the address, if who asks may manage its webinar.
func managedRecording(e *core.RequestEvent) (*recordings.Recording, error) {
	user, err := learner(e)
	if err != nil {
		return nil, err
	}
	k, err := recordings.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return nil, err
	}
	w, err := webinars.Find(e.App, k.Webinar())
	if err != nil {
		return nil, err
	}
	if !webinars.MayManage(user, w) {
		return nil, errForbidden
	}
	return k, nil
}

func showRecording(e *core.RequestEvent) error {
	k, err := managedRecording(e)
	if err != nil {
		return err
	}
	answer, err := answerOfRecording(e.App, k)
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, answer)
}

func deleteRecording(e *core.RequestEvent) error {
	k, err := managedRecording(e)
	if err != nil {
		return err
	}
	err = accounts.Audited(e, audit.RecordingDeleted.On(audit.Recording, k.Id, "webinar", k.Webinar()), func() error { return recordings.Delete(e.App, k) })
	if err != nil {
		return err
	}
	return e.NoContent(http.StatusNoContent)
}

func sendMedia(e *core.RequestEvent) error {
	k, err := managedRecording(e)
	if err != nil {
		return err
	}
	path := k.MediaPath(e.App)
	e.Response.Header().Set("Content-Disposition", fmt.Sprintf(`inline; filename="webinar-%s%s"`, calendar.FormatDay(k.Started()), filepath.Ext(path)))
	return sendRecorded(e, k, path, k.MediaType())
}

func sendCaptions(e *core.RequestEvent) error {
	k, err := managedRecording(e)
	if err != nil {
		return err
	}
	return sendRecorded(e, k, k.CaptionsPath(e.App), "text/vtt; charset=utf-8")
}

func sendPoster(e *core.RequestEvent) error {
	k, err := managedRecording(e)
	if err != nil {
		return err
	}
	return sendRecorded(e, k, k.PosterPath(e.App), "image/jpeg")
}

// sendRecorded gives a file of a recording that is ready, or a range of it: to be played or saved, never to be run.
func sendRecorded(e *core.RequestEvent, k *recordings.Recording, path, kind string) error {
	if k.State() != recordings.Ready {
		return recordings.ErrNotReady
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return recordings.ErrNotFound
	}
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	h := e.Response.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-cache")
	http.ServeContent(e.Response, e.Request, "", info.ModTime(), f)
	return nil
}
