package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// request is asked many times; every answer is checked.
type request struct {
	url      string
	token    string   // of the collection users; empty: nobody
	cookie   string   // instead of a token
	encoding string   // Accept-Encoding; empty: identity
	wanted   []string // each answer contains these, unless it is compressed
}

// load asks over a number of connections that stay open.
type load struct {
	client      *http.Client
	connections int
}

func newLoad(connections int) *load {
	return &load{connections: connections, client: &http.Client{
		Timeout: patience,
		Transport: &http.Transport{
			MaxConnsPerHost: connections, MaxIdleConnsPerHost: connections, DisableCompression: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// processorTimePer asks count times and returns what an answer cost the server in microseconds.
func (l *load) processorTimePer(s *server, r request, count int) (float64, error) {
	before, err := s.processorTime()
	if err != nil {
		return 0, err
	}
	if err := l.run(r, count); err != nil {
		return 0, err
	}
	after, err := s.processorTime()
	return float64((after - before).Microseconds()) / float64(count), err
}

// run asks count times over all connections at once.
func (l *load) run(r request, count int) error {
	var left atomic.Int64
	left.Store(int64(count))
	faults := make([]error, l.connections)
	var all sync.WaitGroup
	for i := range l.connections {
		all.Go(func() {
			for left.Add(-1) >= 0 {
				if _, faults[i] = l.ask(r); faults[i] != nil {
					return
				}
			}
		})
	}
	all.Wait()
	return errors.Join(faults...)
}

// latencies asks count times, one after the other, and returns how long each took.
func (l *load) latencies(r request, count int) ([]float64, error) {
	list := make([]float64, count)
	for i := range list {
		began := time.Now()
		if _, err := l.ask(r); err != nil {
			return nil, err
		}
		list[i] = float64(time.Since(began).Microseconds())
	}
	return list, nil
}

// ask asks once and returns the body.
func (l *load) ask(r request) ([]byte, error) {
	q, err := http.NewRequest(http.MethodGet, r.url, nil)
	if err != nil {
		return nil, err
	}
	encoding := r.encoding
	if encoding == "" {
		encoding = "identity"
	}
	q.Header.Set("Accept-Encoding", encoding)
	q.Header.Set("Accept-Language", "it")
	if r.token != "" {
		q.Header.Set("Authorization", "Bearer "+r.token)
	}
	if r.cookie != "" {
		q.Header.Set("Cookie", r.cookie)
	}
	a, err := l.client.Do(q)
	if err != nil {
		return nil, err
	}
	defer a.Body.Close()
	body, err := io.ReadAll(a.Body)
	if err != nil {
		return nil, err
	}
	if a.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("GET %s: %s", r.url, a.Status)
	}
	if got := a.Header.Get("Content-Encoding"); got != r.encoding && got != "" || r.encoding != "" && got == "" {
		return nil, fmt.Errorf("GET %s: encoding %q, not %q", r.url, got, r.encoding)
	}
	for _, text := range r.wanted {
		if r.encoding == "" && !bytes.Contains(body, []byte(text)) {
			return nil, fmt.Errorf("GET %s: the answer lacks %q", r.url, text)
		}
	}
	return body, nil
}

// escaped is a text as JSON writes it.
func escaped(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string always has a form in JSON
	}
	return string(quoted)
}
