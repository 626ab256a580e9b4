package webinars

import (
	"time"

	"aula/accounts"
)

// paces bound what everybody has to read. What is not in it is bounded by the connection alone.
var paces = map[string]accounts.Limit{
	"chat.send":     {Burst: 5, Every: 2 * time.Second},
	"question.ask":  {Burst: 3, Every: 10 * time.Second},
	"question.vote": {Burst: 20, Every: 500 * time.Millisecond},
	"poll.vote":     {Burst: 10, Every: time.Second},
	"hand.raise":    {Burst: 5, Every: 3 * time.Second},
	"hand.lower":    {Burst: 20, Every: time.Second},
	"reaction":      {Burst: 10, Every: 500 * time.Millisecond},
	"caption.say":   {Burst: 20, Every: 200 * time.Millisecond},
	"door.lobby":    {Burst: 10, Every: time.Second},
	"slides.show":   {Burst: 30, Every: 250 * time.Millisecond},
}

// KeepPace counts one act of a person, or returns ErrTooFast and counts nothing.
func KeepPace(l *accounts.Limiter, person, act string) error {
	limit, bounded := paces[act]
	if bounded && l.Take(limit, act, person) > 0 {
		return ErrTooFast
	}
	return nil
}
