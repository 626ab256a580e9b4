package main

import (
	"errors"
	"path/filepath"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/webinars"
)

// webinarText is what such a page says.
const webinarText = "Portaci i casi che ti capitano allo sportello: rispondiamo **dal vivo**.\n\n- SPID e CIE: rilascio, rinnovo, recupero\n- App IO: messaggi e pagamenti\n- Deleghe: che cosa si può fare per altri\n\nServe solo un browser; chi non può esserci trova la registrazione tra le lezioni."

const (
	pageRegistered = 300
	pageSeats      = 500
)

// webinarPage compares the page of a webinar for a guest, who may register on it, with PocketBase's view of a record as it is measured
// for lessons. A view for nobody in particular, which spares PocketBase its token, is printed besides.
func webinarPage(l *lab) (figures []figure, err error) {
	theirs, err := l.plain()
	if err != nil {
		return nil, err
	}
	a, err := l.academy()
	if err != nil {
		return nil, err
	}
	dir, path := filepath.Join(l.dir, "webinars"), ""
	if err := within(dir, func(app core.App) error { return planWebinar(app, &path) }); err != nil {
		return nil, err
	}
	s := &sides{academy: a, plain: theirs}
	if s.ours, err = l.serveAula(dir); err != nil {
		return nil, err
	}
	if s.theirs, err = l.serveStock(theirs.dir); err != nil {
		return nil, errors.Join(err, s.ours.stop())
	}
	defer func() { err = errors.Join(err, s.close()) }()
	page := request{url: s.ours.url + path, wanted: []string{"<strong>dal vivo</strong>", "Ci sono posti liberi", `name="email"`, learnerName}}
	record := request{url: s.theirs.url + theirs.page, token: theirs.token, wanted: []string{`"html":"`, escaped(a.lesson.html)}}
	p, err := s.compare(page, record)
	if err != nil {
		return nil, err
	}
	record.token = ""
	bare, err := s.compare(page, record)
	if err != nil {
		return nil, err
	}
	return append(ratio("webinar_page", "us", p), bare.figure("webinar_page_without_token")), nil
}

// planWebinar plans a webinar with seats, some of which are taken.
func planWebinar(app core.App, path *string) error {
	if err := foundAcademy(app); err != nil {
		return err
	}
	host, err := save(app, "users", person("author", "host@example.org", learnerName))
	if err != nil {
		return err
	}
	w, err := webinars.Create(app, host.Id, webinars.Plan{
		Title: "Sportello aperto: domande su SPID e CIE", Description: webinarText, Series: "Incontri con gli enti", Start: time.Now().Add(7 * 24 * time.Hour),
		Minutes: 60, Zone: "Europe/Rome", Seats: pageSeats, Audience: webinars.Anyone, Lobby: webinars.LobbyAutomatic, Percent: 80, Hosts: []string{"host@example.org"},
	})
	if err != nil {
		return err
	}
	*path = "/webinars/" + w.Id
	return app.RunInTransaction(func(tx core.App) error {
		for i := range pageRegistered {
			if _, err := invite(tx, w.Id, i); err != nil {
				return err
			}
		}
		return nil
	})
}
