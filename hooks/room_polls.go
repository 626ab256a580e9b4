package hooks

import (
	"time"

	"aula/webinars"
	"aula/webrtc/signal"
)

// resultsEvery is how often results that change are told at most.
const resultsEvery = 500 * time.Millisecond

func (r *liveRoom) pollMake(a asker, q signal.Request) (any, error) {
	var f struct {
		Text     string
		Options  []string
		Multiple bool
		Live     bool
	}
	if err := q.Into(&f); err != nil {
		return nil, err
	}
	made, err := webinars.MakePoll(r.app, r.id, a.ID, webinars.Poll{Text: f.Text, Options: f.Options, Multiple: f.Multiple, Live: f.Live, At: time.Now().UTC()})
	if err != nil {
		return nil, err
	}
	r.polls = append(r.polls, made)
	r.tell("poll.made", signal.Audience{Groups: groupStage}, fields{"poll": r.pollFor(made, webinars.Presenter)})
	return fields{"poll": made.ID}, nil
}

// poll is the poll that a request means.
func (r *liveRoom) poll(q signal.Request, f any, id func() string) (*webinars.Poll, error) {
	if err := q.Into(f); err != nil {
		return nil, err
	}
	for _, p := range r.polls {
		if p.ID == id() {
			return p, nil
		}
	}
	return nil, webinars.ErrNotThere
}

// pollMoved brings the poll that a request means to what next says of it.
func (r *liveRoom) pollMoved(q signal.Request, next func(*webinars.Poll) (state string, shown bool, err error)) (*webinars.Poll, error) {
	var f struct{ Poll string }
	p, err := r.poll(q, &f, func() string { return f.Poll })
	if err != nil {
		return nil, err
	}
	state, shown, err := next(p)
	if err != nil {
		return nil, err
	}
	return p, p.Move(r.app, r.id, state, shown)
}

func (r *liveRoom) pollOpen(_ asker, q signal.Request) (any, error) {
	p, err := r.pollMoved(q, func(p *webinars.Poll) (string, bool, error) { return webinars.PollOpen, p.Shown, nil })
	if err != nil {
		return nil, err
	}
	r.tellAll("poll.opened", fields{"poll": r.pollFor(p, webinars.Attendee)})
	r.tellResults(p)
	return nil, nil
}

func (r *liveRoom) pollClose(_ asker, q signal.Request) (any, error) {
	p, err := r.pollMoved(q, func(p *webinars.Poll) (string, bool, error) { return webinars.PollClosed, p.Shown, p.Begun() })
	if err != nil {
		return nil, err
	}
	r.tellAll("poll.closed", fields{"poll": p.ID})
	r.tellResults(p)
	return nil, nil
}

func (r *liveRoom) pollShow(_ asker, q signal.Request) (any, error) {
	p, err := r.pollMoved(q, func(p *webinars.Poll) (string, bool, error) { return p.State, true, p.Begun() })
	if err != nil {
		return nil, err
	}
	r.tellResults(p)
	return nil, nil
}

func (r *liveRoom) pollVote(a asker, q signal.Request) (any, error) {
	var f struct {
		Poll    string
		Options []int
	}
	p, err := r.poll(q, &f, func() string { return f.Poll })
	if err != nil {
		return nil, err
	}
	if !p.Seen(a.role) {
		return nil, webinars.ErrNotThere
	}
	if err := p.Vote(r.app, a.ID, f.Options, time.Now()); err != nil {
		return nil, err
	}
	r.later("poll "+p.ID, resultsEvery, func() { r.tellResults(p) })
	return nil, nil
}

// tellResults tells the results to those who may see them.
func (r *liveRoom) tellResults(p *webinars.Poll) {
	to := signal.Audience{Groups: groupStage}
	if p.ResultsSeen(webinars.Attendee) {
		to.Groups = groupInside
	}
	counts, voters := p.Results()
	r.tell("poll.results", to, fields{"poll": p.ID, "counts": counts, "voters": voters})
}
