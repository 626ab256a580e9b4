package webinars

import "time"

// pace is how often a person may do something: so many at once, then one each so often.
type pace struct {
	atOnce int
	each   time.Duration
}

// paces bound what everybody has to read. What is not in it is bounded by the connection alone.
var paces = map[string]pace{
	"chat.send":     {5, 2 * time.Second},
	"question.ask":  {3, 10 * time.Second},
	"question.vote": {20, 500 * time.Millisecond},
	"poll.vote":     {10, time.Second},
	"hand.raise":    {5, 3 * time.Second},
	"hand.lower":    {20, time.Second},
	"reaction":      {10, 500 * time.Millisecond},
	"caption.say":   {20, 200 * time.Millisecond},
	"door.lobby":    {10, time.Second},
	"slides.show":   {30, 250 * time.Millisecond},
}

// Pacer remembers how often people did what. The zero value has seen nothing. Not for concurrent use.
type Pacer struct{ free map[string]time.Time }

// Take counts one act of a person, or returns ErrTooFast and counts nothing.
func (p *Pacer) Take(person, act string, now time.Time) error {
	limit, bounded := paces[act]
	if !bounded {
		return nil
	}
	if p.free == nil {
		p.free = map[string]time.Time{}
	}
	key := act + " " + person
	from := p.free[key] // when it would all be free again
	if from.Before(now) {
		from = now
	}
	if from.Sub(now) > time.Duration(limit.atOnce-1)*limit.each {
		return ErrTooFast
	}
	p.free[key] = from.Add(limit.each)
	return nil
}
