package pages

import (
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/internal/calendar"
	"aula/locales"
	"aula/webinars"
)

// rollView is an edition as those see it who run it.
type rollView struct {
	editionFrame
	editionItem
	At       string // address of the edition at the desk
	Show     string // address of its page
	Code     string
	Settled  bool
	Plans    bool // the reader may change it
	Sessions []sessionItem
	Next     *sessionItem // whose register is written next: of today, or not yet closed; nil: none
	People   []classes.Member
	Form     *form // people to add, news
	Brought  *brought
	News     string
	Doubts   []webinars.Unsupported
	Cards    string // address where its cards are given out
}

func (s *site) showRoll(e *core.RequestEvent) error {
	d, x, err := deskOf(e, true)
	if err != nil {
		return err
	}
	return s.renderRoll(e, http.StatusOK, d, x, filled(), nil)
}

func (s *site) renderRoll(e *core.RequestEvent, status int, d editionDesk, x *classes.Edition, f *form, b *brought) error {
	l, now := s.locale(e), time.Now()
	item, err := s.newEditionItem(e, x, d.course, now)
	if err != nil {
		return err
	}
	view := rollView{
		editionFrame: s.newEditionFrame(e, d, x.Title(), Crumb{Title: x.Title()}), editionItem: item, At: d.of(x), Show: item.Address,
		Code: classes.SpacedCode(x.Code()), Settled: x.Settled(), Form: f, Brought: b, News: x.News(), Cards: classes.CardsAddress(x.Id),
		Plans: d.body != nil || accounts.MayManageCourse(e.Auth, d.course.Owner()),
	}
	if err = view.addSessions(e.App, l, d, x, now); err != nil {
		return err
	}
	if view.Doubts, err = s.options.Rooms.ClassDoubts(e.App, x); err != nil {
		return err
	}
	if view.People, err = classes.Roll(e.App, x.Id); err != nil {
		return err
	}
	return s.render(e, status, "edition_roll", &view)
}

// addSessions adds the meetings with what the reader does at each, and which of them comes next.
func (v *rollView) addSessions(app core.App, l *locales.Locale, d editionDesk, x *classes.Edition, now time.Time) (err error) {
	if v.Sessions, err = sessionItems(app, l, x, now); err != nil {
		return err
	}
	for n := range v.Sessions {
		i := &v.Sessions[n]
		i.Register = registerAddress(d, x, i.ID)
		i.ToClose = i.Past && !i.Closed && x.State() != classes.Cancelled
		if i.Kind != string(classes.InWebinar) && !i.Past {
			i.Door = doorAddress(d, x, i.ID)
		}
		today := !i.Closed && x.State() != classes.Cancelled && calendar.DaysBetween(now, i.From) == 0
		if v.Next == nil && (i.ToClose || today) {
			v.Next = i
		}
	}
	return nil
}

// addPeople brings those whose mailboxes are in a list.
func (s *site) addPeople(e *core.RequestEvent) error {
	d, x, err := deskOf(e, true)
	if err != nil {
		return err
	}
	l, f := s.locale(e), typed(e, "list")
	f.named = map[string]string{"list": "edition.list"}
	list := accounts.Mailboxes(f.Value("list"))
	switch {
	case len(list) == 0:
		f.say(l, "list", l.T("edition.list_empty"))
		return s.renderRoll(e, http.StatusUnprocessableEntity, d, x, f, nil)
	case len(list) > mostBrought:
		f.say(l, "list", l.T("edition.list_long", "most", mostBrought))
		return s.renderRoll(e, http.StatusUnprocessableEntity, d, x, f, nil)
	}
	known := func(email string) (string, error) {
		p, err := accounts.FindByEmail(e.App, email)
		if err != nil {
			return "", err
		}
		if d.body != nil { // nobody learns of accounts that are not the organisation's
			theirs, err := accounts.BelongsTo(e.App, p.Id, d.body.Id)
			if err != nil || !theirs {
				return "", errors.Join(accounts.ErrNoPerson, err)
			}
		}
		return p.Id, nil
	}
	b, err := s.bring(e, x, list, known, classes.Joining{Edition: x.Id, By: e.Auth.Id})
	if err != nil {
		return err
	}
	f = filled()
	for _, not := range b.Others { // they are not lost
		f.values["list"] += not.Email + "\n"
	}
	return s.renderRoll(e, http.StatusOK, d, x, f, b)
}
