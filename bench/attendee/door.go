// Package attendee is a person's tab in a room without a browser: it exchanges a joining link, speaks the room's protocol and
// receives what is published. Crowds of them are the load of bench; bench/crowd lets them be used by hand.
package attendee

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// Ticket is how somebody gets in: by a joining link, or with an account's token.
type Ticket struct {
	URL     string // of the academy
	Webinar string // its id
	Link    string // path of the joining link
	Token   string // of PocketBase's collection users, instead of a link
}

// ReadLink reads the address of a joining link.
func ReadLink(address string) (Ticket, error) {
	u, err := url.Parse(address)
	if err != nil {
		return Ticket{}, err
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if u.Host == "" || len(parts) != 4 || parts[0] != "webinars" || parts[2] != "join" {
		return Ticket{}, fmt.Errorf("%s is no joining link", address)
	}
	return Ticket{URL: u.Scheme + "://" + u.Host, Webinar: parts[1], Link: u.Path}, nil
}

// door is what a browser has of its own: cookies and connections.
type door struct {
	ticket Ticket
	client *http.Client
	sent   *atomic.Int64 // bytes
}

func newDoor(t Ticket) (*door, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	d := &door{ticket: t, sent: &atomic.Int64{}}
	dialer := &net.Dialer{Timeout: patience}
	d.client = &http.Client{Jar: jar, Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := dialer.DialContext(ctx, network, address)
			return counted{c, d.sent}, err
		},
		IdleConnTimeout: 10 * time.Second,
	}}
	return d, nil
}

// counted adds up what is sent.
type counted struct {
	net.Conn
	sent *atomic.Int64
}

func (c counted) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.sent.Add(int64(n))
	return n, err
}

// enter does what a person does with a link: look, press the button, arrive at the page of the room.
func (d *door) enter(ctx context.Context) error {
	room := "/webinars/" + d.ticket.Webinar + "/room"
	if d.ticket.Link == "" {
		return nil
	}
	if _, err := d.ask(ctx, http.MethodGet, d.ticket.Link); err != nil {
		return err
	}
	at, err := d.ask(ctx, http.MethodPost, d.ticket.Link)
	if err == nil && at != room {
		err = fmt.Errorf("the link leads to %s", at)
	}
	return err
}

// ask returns the path at which it arrived.
func (d *door) ask(ctx context.Context, method, path string) (at string, err error) {
	q, err := http.NewRequestWithContext(ctx, method, d.ticket.URL+path, nil)
	if err != nil {
		return "", err
	}
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	q.Header.Set("Accept", "text/html")
	a, err := d.client.Do(q)
	if err != nil {
		return "", errors.Unwrap(err) // the address is a key
	}
	defer a.Body.Close()
	if _, err := io.Copy(io.Discard, a.Body); err != nil {
		return "", err
	}
	if a.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s of the link: %s", method, a.Status)
	}
	return a.Request.URL.Path, nil
}
