package hooks

import (
	"fmt"
	"time"

	"aula/webinars"
	"aula/webrtc"
)

type personView struct {
	ID        string        `json:"id"`
	Name      string        `json:"name"`
	Role      webinars.Role `json:"role"`
	Hand      bool          `json:"hand"`
	Captioner bool          `json:"captioner"`
	Sources   []string      `json:"sources"`
	Studio    bool          `json:"studio,omitempty"` // a program, by WHIP
}

type pollView struct {
	*webinars.Poll
	Counts []int `json:"counts,omitempty"`
	Voters int   `json:"voters"`
}

// stateView is the whole room as one person may see it.
type stateView struct {
	Title     string               `json:"title"`
	State     webinars.State       `json:"state"`
	Started   *time.Time           `json:"started"`
	Scheduled map[string]any       `json:"scheduled"`
	Locked    bool                 `json:"locked"`
	Lobby     bool                 `json:"lobby"`
	People    []personView         `json:"people"`
	Waiting   []map[string]any     `json:"waiting"`
	Count     int                  `json:"count"`
	Hands     []webinars.Hand      `json:"hands"`
	Slides    any                  `json:"slides"`
	Chat      []webinars.Message   `json:"chat"`
	Questions []*webinars.Question `json:"questions"`
	Polls     []pollView           `json:"polls"`
	Timer     *time.Time           `json:"timer"`
	Tracks    []webrtc.TrackState  `json:"tracks"`
	Captions  []webinars.Caption   `json:"captions"`
	Reactions []string             `json:"reactions"`
	Recording any                  `json:"recording"` // since when; null: it is not recorded
	Engine    webinars.Engine      `json:"engine"`
	Codec     webrtc.Codec         `json:"codec"` // in which to publish pictures, if the browser can
}

func (r *liveRoom) scheduled() map[string]any {
	return map[string]any{"start": r.webinar.Start(), "end": r.webinar.End()}
}

func (r *liveRoom) changed() any {
	return fields{"state": r.webinar.State(), "started": moment(r.webinar.Started()), "locked": r.state.Locked, "lobby": r.state.Lobby}
}

func (r *liveRoom) personOf(g *guest) personView {
	return personView{g.ID, g.Name, r.roleOf(g), r.state.HasRaised(g.ID), r.mayCaption(g), r.publishedBy(g.ID), g.studio != nil}
}

// youOf is what a person is told of themselves.
func (r *liveRoom) youOf(g *guest) any {
	votes, ballots := []string{}, map[string][]int{}
	for _, q := range r.questions {
		if q.VotedBy(g.ID) {
			votes = append(votes, q.ID)
		}
	}
	for _, p := range r.polls {
		if b := p.Ballot(g.ID); b != nil {
			ballots[p.ID] = b
		}
	}
	return struct {
		personView
		May     []string         `json:"may"` // sources to publish
		Votes   []string         `json:"votes"`
		Ballots map[string][]int `json:"ballots"`
	}{r.personOf(g), append([]string{}, webinars.PublishedBy(r.roleOf(g))...), votes, ballots}
}

// stands tells whether everybody sees that a person is there.
func (r *liveRoom) stands(g *guest) bool {
	return r.roleOf(g).AtLeast(webinars.Presenter) || r.state.HasRaised(g.ID)
}

func (r *liveRoom) pollFor(p *webinars.Poll, role webinars.Role) pollView {
	counts, voters := p.Results()
	if !p.ResultsSeen(role) {
		counts = nil
	}
	return pollView{p, counts, voters}
}

func (r *liveRoom) countInside() int {
	n := 0
	for _, g := range r.guests {
		if g.inside > 0 && g.studio == nil {
			n++
		}
	}
	return n
}

// stateFor is the room as a person sees it who comes in.
func (r *liveRoom) stateFor(g *guest) stateView {
	role := r.roleOf(g)
	s := stateView{
		Title: r.webinar.Title(), State: r.webinar.State(), Started: moment(r.webinar.Started()), Scheduled: r.scheduled(),
		Locked: r.state.Locked, Lobby: r.state.Lobby, People: []personView{}, Waiting: []map[string]any{}, Count: r.countInside(),
		Hands: append([]webinars.Hand{}, r.state.Hands...), Slides: r.slidesNow(), Chat: []webinars.Message{},
		Questions: append([]*webinars.Question{}, r.questions...), Polls: []pollView{}, Timer: moment(r.state.Timer),
		Tracks: r.tracksNow(), Captions: append([]webinars.Caption{}, r.captions...), Reactions: webinars.Reactions,
		Recording: r.recordingNow(), Engine: r.rooms.engineOf(r.webinar), Codec: r.codecNow(),
	}
	for _, other := range r.guests {
		if other.inside > 0 && (role.AtLeast(webinars.Host) || r.stands(other) || other == g) {
			s.People = append(s.People, r.personOf(other))
		}
		if other.waiting > 0 && role.AtLeast(webinars.Host) {
			s.Waiting = append(s.Waiting, map[string]any{"id": other.ID, "name": other.Name})
		}
	}
	for _, m := range r.chat {
		if m.Read(g.ID, role) {
			s.Chat = append(s.Chat, m)
		}
	}
	for _, p := range r.polls {
		if p.Seen(role) {
			s.Polls = append(s.Polls, r.pollFor(p, role))
		}
	}
	return s
}

// slidesNow is the slide on stage with the addresses of all pages of its deck; nil: there is none.
func (r *liveRoom) slidesNow() any {
	if r.state.Slides == nil {
		return nil
	}
	d, err := webinars.FindDeck(r.app, r.id, r.state.Slides.Deck)
	if err != nil {
		return nil // it was deleted meanwhile
	}
	pictures := make([]string, d.Pages)
	for i := range pictures {
		pictures[i] = fmt.Sprintf("/api/aula/webinars/%s/decks/%s/pages/%d", r.id, d.ID, i+1)
	}
	return fields{"deck": d.ID, "name": d.Name, "page": r.state.Slides.Page, "pages": d.Pages, "pictures": pictures}
}
