package quizzes

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// Draw takes questions at random from a bank. A group of questions that belong together counts as one and comes whole.
type Draw struct {
	Count    int    `json:"count"`              // 0 is all that fit
	Bank     string `json:"bank,omitempty"`     // key of another quiz of the course; empty: the quiz's own questions
	Category string `json:"category,omitempty"` // and those below it: "reti" has "reti/wi-fi"; empty: any
	Skill    string `json:"skill,omitempty"`    // empty: any
	Line     int    `json:"-"`                  // of the author's file
}

// fits tells whether the draw may take a question.
func (d Draw) fits(q drawable) bool {
	return q.bank == d.Bank &&
		(d.Category == "" || q.category == d.Category || strings.HasPrefix(q.category, d.Category+"/")) &&
		(d.Skill == "" || slices.Contains(q.skills, d.Skill))
}

// drawable is a version with what drawing must know of it.
type drawable struct {
	id       string
	bank     string // key of the quiz that lends it; empty: the quiz's own
	group    string
	category string
	skills   []string
	options  []string // of its gaps too
	keep     bool     // options stay as written
	mix      bool     // options are shuffled whatever the quiz says
	order    []string // of an ordering: never shown like this
}

// draw chooses the questions of an attempt and orders them and their options.
func draw(all []drawable, s Settings, random *rand.Rand) drawn {
	d := drawn{Pass: s.Pass, Feedback: s.Feedback, FeedbackDate: s.FeedbackDate, Limit: s.TimeLimit, Grace: s.Grace, Bands: s.Bands,
		Certainty: s.Certainty, SecondMarker: s.SecondMarker}
	units := pick(inUnits(all), s, random)
	if s.ShuffleQuestions {
		random.Shuffle(len(units), func(i, j int) { units[i], units[j] = units[j], units[i] })
	}
	for _, unit := range units {
		for _, q := range unit {
			d.Questions = append(d.Questions, drawnQuestion{ID: q.id, Options: q.arranged(s.ShuffleOptions, random)})
		}
	}
	return d
}

// pick takes the units that the settings ask for, fewer where there are not so many; none twice.
func pick(units [][]drawable, s Settings, random *rand.Rand) [][]drawable {
	draws := s.Draws
	if len(draws) == 0 {
		draws = []Draw{{Count: s.Draw}}
	}
	var chosen [][]drawable
	taken := make([]bool, len(units))
	for _, d := range draws {
		var fitting []int
		for i, u := range units {
			if !taken[i] && d.fits(u[0]) {
				fitting = append(fitting, i)
			}
		}
		if d.Count > 0 && d.Count < len(fitting) {
			for n, i := range sample(len(fitting), d.Count, random) {
				fitting[n] = fitting[i]
			}
			fitting = fitting[:d.Count]
		}
		for _, i := range fitting {
			taken[i] = true
			chosen = append(chosen, units[i])
		}
	}
	return chosen
}

// inUnits puts the questions of a group together, at the place of the first.
func inUnits(all []drawable) [][]drawable {
	var units [][]drawable
	first := map[[2]string]int{}
	for _, q := range all {
		if at, known := first[[2]string{q.bank, q.group}]; q.group != "" && known {
			units[at] = append(units[at], q)
			continue
		}
		first[[2]string{q.bank, q.group}] = len(units)
		units = append(units, []drawable{q})
	}
	return units
}

// arranged are the options in the order in which they are shown.
func (q drawable) arranged(shuffle bool, random *rand.Rand) []string {
	options := slices.Clone(q.options)
	if !q.mix && (!shuffle || q.keep) {
		return options
	}
	random.Shuffle(len(options), func(i, j int) { options[i], options[j] = options[j], options[i] })
	if len(options) > 1 && slices.Equal(options, q.order) {
		options[0], options[1] = options[1], options[0]
	}
	return options
}

// sample chooses n of the numbers below total and leaves them in order.
func sample(total, n int, random *rand.Rand) []int {
	chosen := make([]int, 0, n)
	for i := 0; len(chosen) < n; i++ {
		if random.IntN(total-i) < n-len(chosen) {
			chosen = append(chosen, i)
		}
	}
	return chosen
}
