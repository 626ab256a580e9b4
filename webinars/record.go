package webinars

import (
	"github.com/pocketbase/pocketbase/core"
)

// Record is everything that was said and done in a room, for those who run it.
type Record struct {
	Messages  []Message   `json:"messages"`
	Questions []*Question `json:"questions"`
	Polls     []Tally     `json:"polls"`
	Captions  []Caption   `json:"captions"`
	Events    []RoomEvent `json:"events"`
}

// Tally is a poll with its results.
type Tally struct {
	*Poll
	Counts []int `json:"counts"`
	Voters int   `json:"voters"`
}

// RecordOf gathers what is kept of a room.
func RecordOf(app core.App, webinar string) (Record, error) {
	var r Record
	var err error
	if r.Messages, err = Messages(app, webinar, 0); err != nil {
		return r, err
	}
	if r.Questions, err = Questions(app, webinar); err != nil {
		return r, err
	}
	if r.Captions, err = Captions(app, webinar, 0); err != nil {
		return r, err
	}
	if r.Events, err = EventsOf(app, webinar); err != nil {
		return r, err
	}
	polls, err := Polls(app, webinar)
	r.Polls = []Tally{}
	for _, p := range polls {
		counts, voters := p.Results()
		r.Polls = append(r.Polls, Tally{p, counts, voters})
	}
	return r, err
}
