package hooks

import (
	"errors"
	"slices"
	"time"

	"aula/locales"
	"aula/webinars"
	"aula/webrtc/signal"
)

// longestTimer is how long a timer may run.
const longestTimer = 4 * time.Hour

func (r *liveRoom) captionSay(a asker, q signal.Request) (any, error) {
	var f struct {
		Text     string
		Language string
		Done     bool
	}
	if err := q.Into(&f); err != nil {
		return nil, err
	}
	text, err := webinars.CaptionText(f.Text)
	if err != nil {
		return nil, err
	}
	if t := r.tabs[a.conn]; t != nil && !locales.Known(f.Language) {
		f.Language = t.locale.Tag()
	}
	if !f.Done {
		r.signal.Whisper(signal.Event{Type: "caption", To: signal.Audience{Groups: groupInside}, Fields: fields{"text": text, "language": f.Language, "done": false}})
		return nil, nil
	}
	c := webinars.Caption{Person: a.ID, Text: text, Language: f.Language, At: time.Now().UTC()}
	if err := webinars.KeepCaption(r.app, r.id, c); err != nil {
		return nil, err
	}
	r.captions = append(r.captions, c)
	if len(r.captions) > lastCaptions {
		r.captions = slices.Clone(r.captions[1:])
	}
	r.tellAll("caption", fields{"text": text, "language": f.Language, "done": true})
	return nil, nil
}

func (r *liveRoom) slidesShow(a asker, q signal.Request) (any, error) {
	var f struct {
		Deck string
		Page int
	}
	if err := q.Into(&f); err != nil {
		return nil, err
	}
	if f.Deck != "" { // an empty one takes the slides away
		d, err := webinars.FindDeck(r.app, r.id, f.Deck)
		if err != nil {
			return nil, err
		}
		if f.Page < 1 || f.Page > d.Pages {
			return nil, webinars.ErrNotThere
		}
		if _, err := webinars.PagePath(r.app, r.id, d.ID, f.Page); errors.Is(err, webinars.ErrNotThere) {
			return nil, webinars.ErrPageLate
		} else if err != nil {
			return nil, err
		}
	}
	if err := r.do(webinars.RoomEvent{Kind: webinars.SlidesKind, By: a.ID, Data: webinars.EventData{Deck: f.Deck, Page: f.Page}}); err != nil {
		return nil, err
	}
	slides := r.slidesNow()
	if slides == nil {
		slides = fields{"deck": "", "page": 0, "pages": 0, "pictures": []string{}}
	}
	r.tellAll("slides", slides)
	r.slidesChanged()
	return nil, nil
}

func (r *liveRoom) timerSet(a asker, q signal.Request) (any, error) {
	var f struct{ Seconds int }
	if err := q.Into(&f); err != nil {
		return nil, err
	}
	if f.Seconds < 1 || f.Seconds > int(longestTimer.Seconds()) {
		return nil, webinars.ErrMeant
	}
	ends := time.Now().UTC().Add(time.Duration(f.Seconds) * time.Second)
	return nil, r.timer(a, &ends)
}

func (r *liveRoom) timerStop(a asker, _ signal.Request) (any, error) { return nil, r.timer(a, nil) }

func (r *liveRoom) timer(a asker, ends *time.Time) error {
	if err := r.do(webinars.RoomEvent{Kind: webinars.TimerKind, By: a.ID, Data: webinars.EventData{Ends: ends}}); err != nil {
		return err
	}
	r.tellAll("timer", fields{"ends": ends})
	return nil
}
