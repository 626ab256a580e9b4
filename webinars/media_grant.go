package webinars

import (
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/audit"
)

// mostGranted is how long after the webinar a token for its media may still hold.
const mostGranted = 30 * 24 * time.Hour

// GrantMedia writes a token that lets a programme publish or play the media of a webinar. Without an end it holds until the webinar is
// over, at least for a day. It returns ErrSettled, or ErrGrant if nothing is granted, the end is past or too far, or the name too long.
func GrantMedia(app core.App, w *Webinar, asked MediaGrant, now time.Time) (MediaGrant, string, error) {
	if w.Settled() {
		return MediaGrant{}, "", ErrSettled
	}
	asked.Webinar = w.Id
	if asked.Until.IsZero() {
		asked.Until = laterOf(w.Over(), now.Add(24*time.Hour))
	}
	if !asked.Publish && !asked.Play || !asked.Until.After(now) || asked.Until.After(laterOf(w.Over(), now).Add(mostGranted)) {
		return MediaGrant{}, "", ErrGrant
	}
	var err error
	if asked.Name, err = studioName(asked.Name); err != nil {
		return MediaGrant{}, "", err
	}
	var token string
	err = app.RunInTransaction(func(tx core.App) (err error) {
		if asked, token, err = MediaToken(tx, asked); err != nil {
			return err
		}
		return audit.Write(tx, audit.MediaTokenGiven.On(audit.Webinar, w.Id, "token", asked.ID).DoneBy(asked.By))
	})
	return asked, token, err
}

func laterOf(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
