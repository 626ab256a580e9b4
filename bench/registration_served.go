package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// registrationServed compares the same as registrationTime as whoever registers meets it: a request to the server that answers when the
// seat is given, beside a request to PocketBase that creates a record, by the same kind of token, one after the other on one connection.
func registrationServed(l *lab) (figures []figure, err error) {
	q := &queue{dir: filepath.Join(l.dir, "served")}
	if err := within(q.dir, q.found); err != nil {
		return nil, err
	}
	plain, err := openPlainSeats(l, "served_seats")
	if err != nil {
		return nil, err
	}
	token, err := plain.open()
	if err = errors.Join(err, plain.app.ResetBootstrapState()); err != nil {
		return nil, err
	}
	ours, err := l.serveAula(q.dir)
	if err != nil {
		return nil, err
	}
	theirs, err := l.serveStock(plain.app.DataDir())
	if err != nil {
		return nil, errors.Join(err, ours.stop())
	}
	q.url, plain.url = ours.url, theirs.url
	p, err := watched(func() (pairs, error) {
		return inTurn(q.turn, func() (float64, error) {
			return each(webinarsOfATurn*registrationsOfATurn, func(count int) error { return plain.post(token, count) })
		})
	})
	if err := errors.Join(err, ours.stop(), theirs.stop(), within(q.dir, q.check)); err != nil {
		return nil, err
	}
	return ratio("registration_served", "ms", p), nil
}

// queue are people who register over the network, for one webinar after the other.
type queue struct {
	dir, url string
	counter  *counter
	webinars []string // in the order in which people register
	tokens   []string // of registrationsOfATurn people
}

func (q *queue) found(app core.App) (err error) {
	if q.counter, err = openCounter(app); err != nil {
		return err
	}
	for range rounds * webinarsOfATurn {
		if err := q.counter.plan(); err != nil {
			return err
		}
		q.webinars = append(q.webinars, q.counter.webinar)
	}
	for _, id := range q.counter.users[registeredBefore:] {
		user, err := app.FindRecordById("users", id)
		if err != nil {
			return err
		}
		token, err := user.NewAuthToken()
		if err != nil {
			return err
		}
		q.tokens = append(q.tokens, token)
	}
	return nil
}

// turn measures registrations for the next webinars.
func (q *queue) turn() (float64, error) {
	next := q.webinars[:webinarsOfATurn]
	q.webinars = q.webinars[webinarsOfATurn:]
	return each(webinarsOfATurn*registrationsOfATurn, func(int) error {
		for _, id := range next {
			for _, token := range q.tokens {
				if err := post(q.url+"/api/aula/webinars/"+id+"/registration", token, map[string]any{"remind": true}, http.StatusCreated, `"registered"`); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (q *queue) check(app core.App) error {
	q.counter.app = app
	return q.counter.check()
}

// open lets anybody create seats by API, which is the rule that costs least, and returns a token as the other side's people have one.
func (p *plainSeats) open() (string, error) {
	anybody := ""
	p.seats.CreateRule = &anybody
	if err := p.app.Save(p.seats); err != nil {
		return "", err
	}
	user, err := p.app.FindRecordById("users", p.user)
	if err != nil {
		return "", err
	}
	return user.NewAuthToken()
}

// post creates so many records over the network, one after the other.
func (p *plainSeats) post(token string, count int) error {
	for range count {
		if err := post(p.url+"/api/collections/seats/records", token, p.values(), http.StatusOK, `"registered"`); err != nil {
			return err
		}
	}
	return nil
}

var poster = &http.Client{Timeout: time.Minute}

// post sends a body as JSON and checks the answer.
func post(url, token string, body any, status int, wanted string) error {
	content, err := json.Marshal(body)
	if err != nil {
		return err
	}
	q, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(content))
	if err != nil {
		return err
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("Authorization", "Bearer "+token)
	a, err := poster.Do(q)
	if err != nil {
		return err
	}
	defer a.Body.Close()
	answer, err := io.ReadAll(a.Body)
	if err == nil && (a.StatusCode != status || !bytes.Contains(answer, []byte(wanted))) {
		err = fmt.Errorf("POST %s: %s: %s", url, a.Status, answer)
	}
	return err
}
