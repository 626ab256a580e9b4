package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// crowdAtOnce is how many learners submit in the same moment, which is harder than in the same minute.
const crowdAtOnce = 300

// submissionsAtOnce lets a class submit over HTTP, all at the same time, and counts whom the server refuses.
func submissionsAtOnce(l *lab) (figures []figure, err error) {
	dir := filepath.Join(l.dir, "class")
	var x *exam
	tokens := make([]string, crowdAtOnce)
	err = within(dir, func(app core.App) (err error) {
		if x, err = openExam(app, crowdAtOnce); err != nil {
			return err
		}
		for i, id := range x.users {
			user, err := app.FindRecordById("users", id)
			if err != nil {
				return err
			}
			if tokens[i], err = user.NewAuthToken(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s, err := l.serveAula(dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	took, refused := submitAll(s.url, x.attempts, tokens)
	slices.Sort(took)
	if len(refused) > 0 {
		fmt.Fprintln(os.Stderr, "bench: submissions_at_once:", refused[0])
	}
	return []figure{
		{name: "submissions_at_once", value: float64(len(refused)), unit: "refused"},
		{name: "submissions_at_once_p50", value: median(took), unit: "ms"},
		{name: "submissions_at_once_p99", value: took[len(took)*99/100], unit: "ms"},
		{name: "submissions_at_once_last", value: took[len(took)-1], unit: "ms"},
	}, nil
}

// submitAll submits all attempts at the same time and returns how many milliseconds each took, and why any was refused.
func submitAll(url string, attempts, tokens []string) (took []float64, refused []string) {
	client := http.Client{Timeout: patience, Transport: &http.Transport{MaxIdleConnsPerHost: len(attempts)}}
	var all sync.WaitGroup
	var mu sync.Mutex
	start := make(chan struct{})
	for i := range attempts {
		all.Go(func() {
			<-start
			began := time.Now()
			problem := submitOver(&client, url+"/api/aula/attempts/"+attempts[i]+"/submission", tokens[i])
			mu.Lock()
			defer mu.Unlock()
			took = append(took, float64(time.Since(began).Microseconds())/1000)
			if problem != nil {
				refused = append(refused, problem.Error())
			}
		})
	}
	close(start)
	all.Wait()
	return took, refused
}

// submitOver is an error unless the answer is a passed result.
func submitOver(client *http.Client, url, token string) error {
	q, err := http.NewRequest(http.MethodPost, url, nil)
	if err != nil {
		return err
	}
	q.Header.Set("Authorization", "Bearer "+token)
	a, err := client.Do(q)
	if err != nil {
		return err
	}
	defer a.Body.Close()
	body, err := io.ReadAll(a.Body)
	if err != nil {
		return err
	}
	if a.StatusCode != http.StatusOK || !strings.Contains(string(body), `"passed":true`) {
		return fmt.Errorf("%s %.200s", a.Status, body)
	}
	return nil
}
