package webinars

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// States of a poll.
const (
	PollDraft  = "draft" // hosts and presenters see it
	PollOpen   = "open"
	PollClosed = "closed"
)

// Bounds of a poll's options.
const (
	optionsAtLeast = 2
	optionsAtMost  = 12
)

// Poll is a question with options to choose from.
type Poll struct {
	ID       string    `json:"id"`
	Text     string    `json:"text"`
	Options  []string  `json:"options"`
	Multiple bool      `json:"multiple"`
	Live     bool      `json:"live"` // everybody sees the results while people still vote
	State    string    `json:"state"`
	Shown    bool      `json:"shown"` // everybody sees the results
	At       time.Time `json:"at"`

	ballots map[string][]int
}

// Seen tells whether somebody of a role sees that there is the poll.
func (p *Poll) Seen(r Role) bool { return p.State != PollDraft || r.AtLeast(Presenter) }

// Begun returns ErrPollClosed for a poll that nobody could vote in yet.
func (p *Poll) Begun() error {
	if p.State == PollDraft {
		return ErrPollClosed
	}
	return nil
}

// ResultsSeen tells whether somebody of a role sees its results.
func (p *Poll) ResultsSeen(r Role) bool { return p.Shown || p.Live || r.AtLeast(Presenter) }

// Results counts the ballots.
func (p *Poll) Results() (counts []int, voters int) {
	counts = make([]int, len(p.Options))
	for _, chosen := range p.ballots {
		for _, i := range chosen {
			counts[i]++
		}
	}
	return counts, len(p.ballots)
}

// Ballot is what a person chose; nil: nothing yet.
func (p *Poll) Ballot(person string) []int { return p.ballots[person] }

// MakePoll keeps a poll that is not open yet. It returns ErrTextEmpty, ErrTextLong or ErrMeant.
func MakePoll(app core.App, webinar, by string, p Poll) (*Poll, error) {
	var err error
	if p.Text, err = cleanText(p.Text, PollAtMost); err != nil {
		return nil, err
	}
	if len(p.Options) < optionsAtLeast || len(p.Options) > optionsAtMost {
		return nil, ErrMeant
	}
	options := make([]string, len(p.Options))
	for i, o := range p.Options {
		if options[i], err = cleanText(o, OptionAtMost); err != nil {
			return nil, err
		}
	}
	p.Options, p.State, p.ballots = options, PollDraft, map[string][]int{}
	content, err := json.Marshal(options)
	if err != nil {
		return nil, fmt.Errorf("options of a poll: %w", err)
	}
	r, err := newRow(app, "webinar_polls", webinar, p.At)
	if err != nil {
		return nil, err
	}
	r.Set("text", p.Text)
	r.Set("options", types.JSONRaw(content))
	r.Set("multiple", p.Multiple)
	r.Set("live", p.Live)
	r.Set("state", p.State)
	r.Set("by", by)
	err = saveRow(app, r)
	p.ID = r.Id
	return &p, err
}

// Move opens, closes or shows a poll; closed ones may be opened again. What holds already changes nothing.
func (p *Poll) Move(app core.App, webinar, state string, shown bool) error {
	if p.State == state && p.Shown == shown {
		return nil
	}
	r, err := rowOf(app, "webinar_polls", webinar, p.ID)
	if err != nil {
		return err
	}
	r.Set("state", state)
	r.Set("shown", shown)
	if err := saveRow(app, r); err != nil {
		return err
	}
	p.State, p.Shown = state, shown
	return nil
}

// Vote keeps a person's ballot in place of an earlier one. It returns ErrPollClosed or ErrMeant.
func (p *Poll) Vote(app core.App, person string, options []int, at time.Time) error {
	if p.State != PollOpen {
		return ErrPollClosed
	}
	chosen := slices.Compact(slices.Sorted(slices.Values(options)))
	if len(chosen) == 0 || len(chosen) != len(options) || !p.Multiple && len(chosen) > 1 || chosen[0] < 0 || chosen[len(chosen)-1] >= len(p.Options) {
		return ErrMeant
	}
	content, err := json.Marshal(chosen)
	if err != nil {
		return fmt.Errorf("ballot of poll %s: %w", p.ID, err)
	}
	var r *core.Record
	if p.ballots[person] == nil {
		if r, err = newRow(app, "webinar_ballots", "", at); err != nil {
			return err
		}
		r.Set("poll", p.ID)
		r.Set("person", person)
	} else if r, err = app.FindFirstRecordByFilter("webinar_ballots", "poll = {:poll} && person = {:person}", dbx.Params{"poll": p.ID, "person": person}); err != nil {
		return fmt.Errorf("ballot of poll %s: %w", p.ID, err)
	}
	r.Set("options", types.JSONRaw(content))
	r.Set("at", at)
	if err := saveRow(app, r); err != nil {
		return err
	}
	p.ballots[person] = chosen
	return nil
}

// Polls returns a room's polls in the order in which they were made.
func Polls(app core.App, webinar string) ([]*Poll, error) {
	records, err := app.FindAllRecords("webinar_polls", dbx.HashExp{"webinar": webinar})
	if err != nil {
		return nil, fmt.Errorf("polls of webinar %s: %w", webinar, err)
	}
	polls := make([]*Poll, len(records))
	for i, r := range records {
		p := &Poll{ID: r.Id, Text: r.GetString("text"), Multiple: r.GetBool("multiple"), Live: r.GetBool("live"), State: r.GetString("state"),
			Shown: r.GetBool("shown"), At: r.GetDateTime("at").Time(), ballots: map[string][]int{}}
		if err := r.UnmarshalJSONField("options", &p.Options); err != nil {
			return nil, fmt.Errorf("options of poll %s: %w", r.Id, err)
		}
		ballots, err := app.FindAllRecords("webinar_ballots", dbx.HashExp{"poll": r.Id})
		if err != nil {
			return nil, fmt.Errorf("ballots of poll %s: %w", r.Id, err)
		}
		for _, b := range ballots {
			var chosen []int
			if err := b.UnmarshalJSONField("options", &chosen); err != nil {
				return nil, fmt.Errorf("ballot %s: %w", b.Id, err)
			}
			p.ballots[b.GetString("person")] = chosen
		}
		polls[i] = p
	}
	slices.SortStableFunc(polls, func(a, b *Poll) int { return a.At.Compare(b.At) })
	return polls, nil
}
