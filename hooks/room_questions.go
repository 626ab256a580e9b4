package hooks

import (
	"time"

	"aula/webinars"
	"aula/webrtc/signal"
)

func (r *liveRoom) questionAsk(a asker, q signal.Request) (any, error) {
	var f struct{ Text string }
	if err := q.Into(&f); err != nil {
		return nil, err
	}
	asked, err := webinars.Ask(r.app, r.id, webinars.Question{Person: a.ID, Name: a.Name, Text: f.Text, At: time.Now().UTC()})
	if err != nil {
		return nil, err
	}
	r.questions = append(r.questions, &asked)
	r.tellAll("question.asked", fields{"question": asked})
	return fields{"question": asked.ID}, nil
}

func (r *liveRoom) question(id string) (*webinars.Question, error) {
	for _, q := range r.questions {
		if q.ID == id {
			return q, nil
		}
	}
	return nil, webinars.ErrNotThere
}

func (r *liveRoom) questionVote(a asker, q signal.Request) (any, error) {
	var f struct {
		Question string
		Up       bool
	}
	if err := q.Into(&f); err != nil {
		return nil, err
	}
	meant, err := r.question(f.Question)
	if err != nil {
		return nil, err
	}
	if err := meant.Vote(r.app, a.ID, f.Up, time.Now()); err != nil {
		return nil, err
	}
	r.later("votes "+meant.ID, resultsEvery, func() {
		r.tellAll("question.votes", fields{"question": meant.ID, "votes": meant.Votes})
	})
	return fields{"votes": meant.Votes}, nil
}

func (r *liveRoom) questionAnswered(_ asker, q signal.Request) (any, error) {
	var f struct {
		Question string
		Answered bool
	}
	if err := q.Into(&f); err != nil {
		return nil, err
	}
	meant, err := r.question(f.Question)
	if err != nil {
		return nil, err
	}
	if err := meant.SetAnswered(r.app, r.id, f.Answered, time.Now()); err != nil {
		return nil, err
	}
	r.tellAll("question.changed", fields{"question": *meant})
	return nil, nil
}
