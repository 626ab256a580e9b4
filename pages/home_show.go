package pages

import (
	"cmp"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/courses"
	"aula/hours"
	"aula/internal/calendar"
)

// shownAtHome is how many courses the home page shows of each audience.
const shownAtHome = 3

type homeView struct {
	Frame
	Hello    string        // the reader's first name
	Continue *continueView // nil for guests and for those with nothing under way
	UnderWay []courses.Learning
	Hours    float64 // of training this year
	Year     int
	Shelves  []homeShelf
	Webinars []webinarItem // the next ones
}

// homeShelf is the newest courses for one audience.
type homeShelf struct {
	Audience string
	Cards    []*cardView
}

func (s *site) bindHome(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/{$}", s.showHome)
}

func (s *site) showHome(e *core.RequestEvent) error {
	if cardOf(e) != "" {
		return back(e, accounts.CardPath+"/class")
	}
	l := s.locale(e)
	view := homeView{Frame: s.newFrame(e, ""), Year: time.Now().In(calendar.Zone).Year()}
	view.Description = l.T("home.sentence")
	catalogue, err := s.window.Look(e.App)
	if err != nil {
		return err
	}
	var mine map[string]courses.Learning
	if user := person(e); user != nil {
		view.Hello = cmp.Or(user.GetString("given_name"), view.Person.Name)
		if mine, err = s.welcomeBack(e, user.Id, &view); err != nil {
			return err
		}
	}
	shown := map[string]bool{}
	for _, audience := range []string{courses.Residents, courses.Employees} {
		shelf := homeShelf{Audience: audience}
		for _, c := range catalogue.Narrow(courses.Filter{Audience: audience}, l.Tag()) {
			if len(shelf.Cards) < shownAtHome && !shown[c.ID] {
				shown[c.ID] = true // what is for everyone stands once
				card, err := s.newCard(l, catalogue, c, mine, nil)
				if err != nil {
					return err
				}
				shelf.Cards = append(shelf.Cards, card)
			}
		}
		if len(shelf.Cards) > 0 {
			view.Shelves = append(view.Shelves, shelf)
		}
	}
	if view.Webinars, err = s.nextWebinars(e); err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "home_show", &view)
}

// welcomeBack fills in what is the reader's own: the step to go on with, the courses under way, the year's hours.
func (s *site) welcomeBack(e *core.RequestEvent, user string, view *homeView) (map[string]courses.Learning, error) {
	list, err := courses.LearningOf(e.App, user, mineAtMost)
	if err != nil {
		return nil, err
	}
	mine := courses.ByCourse(list)
	for _, l := range list {
		if !l.IsComplete() && l.State != courses.Draft {
			view.UnderWay = append(view.UnderWay, l)
		}
	}
	earned, err := hours.MinutesOf(e.App, hours.TotalsFilter{Person: user, Year: view.Year})
	if err != nil {
		return nil, err
	}
	view.Hours = hours.InHours(earned[user])
	if len(view.UnderWay) > 0 {
		view.Continue, err = s.continuation(e, view.UnderWay[0])
		view.UnderWay = byDue(view.UnderWay[1:])
		view.UnderWay = view.UnderWay[:min(len(view.UnderWay), shownAtHome)]
	}
	return mine, err
}
