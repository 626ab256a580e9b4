package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"aula/bench/attendee"
)

// whep compares the academy itself, as it is served, with pion as shipped, before clients as shipped: somebody else's measurement. Publisher
// and subscribers come by WHIP and WHEP, as to any server, and send what pion sends unless told otherwise.
func whep(l *lab) ([]figure, error) {
	program, err := l.build("sfu", "./bench/sfu")
	if err != nil {
		return nil, err
	}
	halls := 0
	ours := func() (*server, venue, error) {
		halls++
		h, err := l.openHall(fmt.Sprintf("whep%d", halls), 0, attendee.Options{})
		if err != nil {
			return nil, venue{}, err
		}
		v, err := h.grant()
		if err != nil {
			return nil, venue{}, errors.Join(err, h.close())
		}
		time.Sleep(idleTime) // what the start needed is given back only then, and would be taken off what people take
		return h.server, v, nil
	}
	return compare("whep", asShipped, ours, bare(program, "stock"), judgedCrowd)
}

// grant is where the hall is published to and played from, and what opens both.
func (h *hall) grant() (v venue, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	address := h.ticket.URL + "/api/aula/webinars/" + h.webinar
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/media-tokens", bytes.NewReader([]byte(`{"publish":true,"play":true}`)))
	if err != nil {
		return v, err
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("Authorization", "Bearer "+h.ticket.Token)
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		return v, err
	}
	defer a.Body.Close()
	if a.StatusCode != http.StatusCreated {
		return v, fmt.Errorf("the media token: %s", a.Status)
	}
	v.publish, v.play = address+"/whip", address+"/whep"
	var made struct{ Token string }
	err = json.NewDecoder(a.Body).Decode(&made)
	v.token = made.Token
	return v, err
}
