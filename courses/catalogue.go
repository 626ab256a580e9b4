package courses

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/pocketbase/pocketbase/core"
)

// Card is a published course as the catalogue shows it.
type Card struct {
	ID          string   `db:"id"`
	Slug        string   `db:"slug"`
	Title       string   `db:"title"`
	Summary     string   `db:"summary"`
	Language    string   `db:"language"`
	Audience    string   `db:"audience"`
	Level       string   `db:"level"`
	Hours       float64  `db:"hours"`
	Certificate bool     `db:"certificate"`
	Lessons     int      `db:"lessons"`
	Minutes     int      `db:"minutes"`
	Aims        string   `db:"objectives"` // as stored
	Objectives  []string `db:"-"`
}

// Audiences of courses.
const (
	Employees = "employees"
	Residents = "residents"
	Everyone  = "all" // employees and residents alike
)

// Audiences are whom the course is for.
func (c *Card) Audiences() []string {
	if c.Audience == Everyone {
		return []string{Employees, Residents}
	}
	return []string{c.Audience}
}

// Filter narrows the catalogue; an empty field leaves it wide.
type Filter struct{ Audience, Level, Language string }

// admits tells whether the filter lets the card through. A course for everyone is for each audience.
func (f Filter) admits(c *Card) bool {
	return (f.Audience == "" || f.Audience == c.Audience || c.Audience == Everyone) &&
		(f.Level == "" || f.Level == c.Level) &&
		(f.Language == "" || f.Language == c.Language)
}

// Catalogue is what is published, newest first. It is shared between requests and must not be changed.
type Catalogue struct {
	Cards []*Card
	byID  map[string]*Card
}

// Of returns the card of the course with this id, nil if it is not published.
func (c *Catalogue) Of(course string) *Card { return c.byID[course] }

// Narrow returns the cards that the filter admits; those in the reader's language come first.
func (c *Catalogue) Narrow(f Filter, language string) []*Card {
	list := Select(c.Cards, f)
	slices.SortStableFunc(list, func(a, b *Card) int {
		return cmp.Compare(foreign(a, language), foreign(b, language))
	})
	return list
}

// Select returns the cards that the filter admits, in their order.
func Select(cards []*Card, f Filter) []*Card {
	var list []*Card
	for _, card := range cards {
		if f.admits(card) {
			list = append(list, card)
		}
	}
	return list
}

func foreign(c *Card, language string) int {
	if c.Language == language {
		return 0
	}
	return 1
}

// Choice is one value of a facet and how many of the cards have it.
type Choice struct {
	Value string
	Count int
}

// Facet returns the values that the cards have, and how many each, by name. A card may have several.
func Facet(cards []*Card, values func(*Card) []string) []Choice {
	counts := map[string]int{}
	for _, c := range cards {
		for _, v := range values(c) {
			if v != "" {
				counts[v]++
			}
		}
	}
	list := make([]Choice, 0, len(counts))
	for v, n := range counts {
		list = append(list, Choice{v, n})
	}
	slices.SortFunc(list, func(a, b Choice) int { return cmp.Compare(a.Value, b.Value) })
	return list
}

// Window keeps the catalogue in memory. Each look costs one small query, which sees what another process
// published, withdrew or deleted.
type Window struct {
	mu        sync.RWMutex // guards what follows
	stamp     string
	catalogue *Catalogue
}

const (
	stampQuery = `SELECT count(*) || ' ' || coalesce(max(updated), '') FROM courses WHERE state = 'published'`
	cardsQuery = `SELECT c.id, c.slug, c.title, c.summary, c.language, c.audience, c.level, c.hours, c.certificate,
		coalesce(c.objectives, '') AS objectives,
		(SELECT count(*) FROM lessons l WHERE l.course = c.id AND l.retired = 0) AS lessons,
		(SELECT coalesce(sum(l.minutes), 0) FROM lessons l WHERE l.course = c.id AND l.retired = 0) AS minutes
		FROM courses c WHERE c.state = 'published' ORDER BY c.published DESC, c.title`
)

// Look returns what is published now.
func (w *Window) Look(app core.App) (*Catalogue, error) {
	stamp, err := w.look(app)
	if err != nil {
		return nil, fmt.Errorf("look at the catalogue: %w", err)
	}
	w.mu.RLock()
	known, at := w.catalogue, w.stamp
	w.mu.RUnlock()
	if known != nil && at == stamp {
		return known, nil
	}
	fresh, err := readCatalogue(app)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	w.catalogue, w.stamp = fresh, stamp
	w.mu.Unlock()
	return fresh, nil
}

// look tells one state of the catalogue from another.
func (w *Window) look(app core.App) (stamp string, err error) {
	err = app.DB().NewQuery(stampQuery).Row(&stamp)
	return stamp, err
}

func readCatalogue(app core.App) (*Catalogue, error) {
	c := &Catalogue{byID: map[string]*Card{}}
	if err := app.DB().NewQuery(cardsQuery).All(&c.Cards); err != nil {
		return nil, fmt.Errorf("read the catalogue: %w", err)
	}
	for _, card := range c.Cards {
		if card.Aims != "" {
			if err := json.Unmarshal([]byte(card.Aims), &card.Objectives); err != nil {
				return nil, fmt.Errorf("objectives of course %s: %w", card.ID, err)
			}
		}
		c.byID[card.ID] = card
	}
	return c, nil
}
