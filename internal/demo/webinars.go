package demo

import (
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/calendar"
	"aula/webinars"
)

// Webinar is what the demo tells scripts of a webinar.
type Webinar struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	State string `json:"state"`
	WHIP  string `json:"whip"`
	WHEP  string `json:"whep"`
	Token string `json:"token"` // bearer for both
}

const (
	theHost   = "centro@aula.example"
	theSeries = "Incontri con gli enti"
	tokenStay = 30 * 24 * time.Hour
	studio    = "Regia" // under what name programs publish
)

// soon is how long after the first start the webinar begins whose room nobody has opened yet.
const soon = 15 * time.Minute

// scene is a webinar of the demo: so many days from today, at an hour; at no hour: soon.
type scene struct {
	title, text, series string
	days, hour, minutes int
	seats               int
	state               webinars.State
	counts              bool     // for theLiveCourse
	people              []string // mailboxes; those beyond the seats wait
}

var scenes = []scene{
	{"Sportello aperto: domande su SPID e CIE", "Portaci i casi che ti capitano allo sportello: rispondiamo **dal vivo**.", "", 0, 9, 480, 0, webinars.Open, true,
		[]string{"allievo@aula.example", "giulia.conti@aula.example"}},
	{"Prova generale: apri tu la stanza", "Chi conduce apre la stanza ed entra per primo. Chi resta fino alla fine ha l'attestato.", "", 0, 0, 30, 0, webinars.Planned, true,
		[]string{"allievo@aula.example", "rosa.villa@aula.example"}},
	{"App IO: che cosa cambia per il comune", "Messaggi, pagamenti e avvisi: da dove si comincia.", theSeries, 7, 10, 90, 2, webinars.Planned, true,
		[]string{"giulia.conti@aula.example", "ahmed.benali@aula.example", "rosa.villa@aula.example"}},
	{"PagoPA senza sorprese", "Gli errori che si ripetono, e come evitarli.", theSeries, 21, 10, 90, 0, webinars.Planned, false, []string{"rosa.villa@aula.example"}},
	{"Accessibilità: i dieci controlli di base", "Che cosa guardare in un documento prima di pubblicarlo.", theSeries, -2, 10, 60, 0, webinars.Ended, true,
		[]string{"giulia.conti@aula.example", "ahmed.benali@aula.example", "rosa.villa@aula.example"}},
}

// addWebinars plans the demo's webinars, and holds the one that is over.
func addWebinars(tx core.App, people map[string]*core.Record) error {
	for _, s := range scenes {
		if err := s.play(tx, people); err != nil {
			return fmt.Errorf("add webinar %s: %w", s.title, err)
		}
	}
	return nil
}

func (s scene) play(tx core.App, people map[string]*core.Record) error {
	course := ""
	if s.counts {
		c, err := courses.FindBySlug(tx, theLiveCourse)
		if err != nil {
			return err
		}
		course = c.Id
	}
	start := calendar.At(calendar.AddDays(time.Now(), s.days), s.hour)
	if s.hour == 0 {
		start = time.Now().Add(soon).Truncate(5 * time.Minute)
	}
	w, err := webinars.Create(tx, people[theHost].Id, webinars.Plan{
		Title: s.title, Description: s.text, Series: s.series, Start: calendar.At(calendar.AddDays(time.Now(), 30), s.hour), Minutes: s.minutes,
		Zone: calendar.Zone.String(), Hosts: []string{theHost}, Presenters: []string{theAuthor}, Seats: s.seats,
		Audience: webinars.Anyone, Lobby: webinars.LobbyAutomatic, Percent: 80, Course: course,
	})
	if err != nil {
		return err
	}
	w.Set("start", start.UTC())
	if s.state != webinars.Planned {
		w.Set("state", string(webinars.Open))
		w.Set("started", start.UTC())
		w.Set("alive", time.Now().UTC())
	}
	if s.state == webinars.Open {
		w.Set("started", time.Now().UTC())
	}
	if err := tx.Save(w); err != nil {
		return err
	}
	for i, mailbox := range s.people {
		r, _, err := webinars.Apply(tx, w.Id, webinars.Applicant{User: people[mailbox].Id, Remind: true})
		if err != nil {
			return err
		}
		if s.state == webinars.Ended {
			if err := s.attend(tx, w, r, people[mailbox], i); err != nil {
				return err
			}
		}
	}
	if s.state != webinars.Ended {
		return nil
	}
	if w, err = webinars.Find(tx, w.Id); err != nil {
		return err
	}
	w.Set("state", string(webinars.Ended))
	w.Set("ended", w.End().UTC())
	return tx.Save(w)
}

// attend writes that somebody was there: each of them left some minutes before the one before, and the first one's line broke once.
func (s scene) attend(tx core.App, w *webinars.Webinar, r *webinars.Registration, user *core.Record, place int) error {
	c, err := tx.FindCollectionByNameOrId(webinars.Presences)
	if err != nil {
		return err
	}
	name, err := webinars.NameOf(tx, r)
	if err != nil {
		return err
	}
	came, left := w.Start().Add(time.Minute), w.End().Add(-time.Duration(place)*10*time.Minute)
	stays := []webinars.Interval{{From: came, To: left}}
	if place == 0 {
		stays = []webinars.Interval{{From: came, To: came.Add(20 * time.Minute)}, {From: came.Add(22 * time.Minute), To: left}}
	}
	for _, stay := range stays {
		row := core.NewRecord(c)
		row.Load(map[string]any{
			"webinar": w.Id, "person": r.Id, "registration": r.Id, "user": user.Id, "name": name, "joined": stay.From.UTC(), "left": stay.To.UTC(),
		})
		if err := tx.Save(row); err != nil {
			return err
		}
	}
	return nil
}

// webinarsToShow are the demo's webinars with a token each, the open one first.
func webinarsToShow(app core.App, url string) ([]Webinar, error) {
	list := []Webinar{}
	for _, s := range scenes {
		r, err := app.FindFirstRecordByData(webinars.Collection, "title", s.title)
		if err != nil {
			continue // somebody has renamed or deleted it
		}
		w := webinars.Of(r)
		token, err := mediaToken(app, w.Id)
		if err != nil {
			return nil, err
		}
		address := url + "/api/aula/webinars/" + w.Id
		list = append(list, Webinar{ID: w.Id, Title: w.Title(), State: string(w.State()), WHIP: address + "/whip", WHEP: address + "/whep", Token: token})
	}
	return list, nil
}

// mediaToken makes a new token in place of those of earlier starts.
func mediaToken(app core.App, webinar string) (string, error) {
	old, err := webinars.MediaGrants(app, webinar, time.Now())
	if err != nil {
		return "", err
	}
	for _, g := range old {
		if g.Name != studio {
			continue
		}
		if err := webinars.WithdrawMedia(app, webinar, g.ID); err != nil {
			return "", err
		}
	}
	_, token, err := webinars.MediaToken(app, webinars.MediaGrant{Webinar: webinar, Name: studio, Publish: true, Play: true, Until: time.Now().Add(tokenStay)})
	return token, err
}
