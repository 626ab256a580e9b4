package pages

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/courses"
	"aula/internal/audit"
)

// brought is what became of a list of mailboxes.
type brought struct {
	In, Waiting, Already int
	Others               []broughtNot
}

type broughtNot struct{ Email, Why string }

const mostBrought = 500 // in one list

// bring brings people one by one, each in a transaction of their own, and says what became of them.
func (s *site) bring(e *core.RequestEvent, x *classes.Edition, list []string, known func(string) (string, error), j classes.Joining) (*brought, error) {
	l, b := s.locale(e), &brought{}
	for _, email := range list {
		user, err := known(email)
		if errors.Is(err, accounts.ErrNoPerson) {
			b.Others = append(b.Others, broughtNot{email, l.T("edition.person_unknown")})
			continue
		}
		if err != nil {
			return nil, err
		}
		j.User = user
		var seat *classes.Seat
		made := false
		err = accounts.Audited(e, audit.SeatGiven.On(audit.Edition, x.Id, "person", user), func() (err error) {
			seat, made, err = classes.Join(e.App, j)
			return err
		})
		if key, _ := joiningProblem(err); key != "" {
			b.Others = append(b.Others, broughtNot{email, l.T(broughtKey(err, key))})
			continue
		}
		switch {
		case err != nil:
			return nil, err
		case !made:
			b.Already++
		case seat.State() == classes.Waiting:
			b.Waiting++
		default:
			b.In++
		}
	}
	return b, nil
}

// broughtKey says of another what joiningProblem says of the reader.
func broughtKey(err error, key string) string {
	switch {
	case errors.Is(err, classes.ErrElsewhere):
		return "edition.person_elsewhere"
	case errors.Is(err, classes.ErrRemoved):
		return "edition.person_removed"
	}
	return key
}

// bringView is an edition of others to which a referent brings the organisation's people, and sees these alone.
type bringView struct {
	memberFrame
	editionItem
	At       string
	Show     string
	Sessions []sessionItem
	Members  []classes.Member
	Form     *form
	Brought  *brought
}

// toBring is the edition of the address, if the reader may bring the organisation's people to it.
func toBring(e *core.RequestEvent) (editionDesk, *classes.Edition, error) {
	o, err := theirs(e, accounts.AssignCourses)
	if err != nil {
		return editionDesk{}, nil, err
	}
	d := bodyDesk(o)
	x, err := classes.Find(e.App, e.Request.PathValue("edition"))
	if err != nil {
		return d, nil, err
	}
	if !x.Takes(classes.ByReferent) {
		return d, nil, classes.ErrWay
	}
	d.course, err = courses.FindByID(e.App, x.Course())
	if err == nil && d.course.State() != courses.Published {
		err = courses.ErrNotFound
	}
	return d, x, err
}

func (s *site) showBring(e *core.RequestEvent) error {
	d, x, err := toBring(e)
	if err != nil {
		return err
	}
	return s.renderBring(e, http.StatusOK, d, x, filled(), nil)
}

func (s *site) renderBring(e *core.RequestEvent, status int, d editionDesk, x *classes.Edition, f *form, b *brought) error {
	l, now := s.locale(e), time.Now()
	item, err := s.newEditionItem(e, x, d.course, now)
	if err != nil {
		return err
	}
	view := bringView{memberFrame: s.newMemberFrame(e, d.body, x.Title(), "/classes", Crumb{l.T("edition.classes"), d.base}, Crumb{Title: x.Title()}),
		editionItem: item, At: d.of(x) + "/bring", Show: item.Address, Form: f, Brought: b}
	if view.Sessions, err = sessionItems(e.App, l, x, now); err != nil {
		return err
	}
	if view.Members, err = classes.RollOf(e.App, x.Id, d.body.Id); err != nil {
		return err
	}
	return s.render(e, status, "edition_bring", &view)
}

// bringMembers brings those of the organisation whose mailboxes are in a list.
func (s *site) bringMembers(e *core.RequestEvent) error {
	d, x, err := toBring(e)
	if err != nil {
		return err
	}
	l, f := s.locale(e), typed(e, "list")
	f.named = map[string]string{"list": "edition.list"}
	list := accounts.Mailboxes(f.Value("list"))
	if len(list) == 0 || len(list) > mostBrought {
		f.say(l, "list", l.T(map[bool]string{true: "edition.list_empty", false: "edition.list_long"}[len(list) == 0], "most", strconv.Itoa(mostBrought)))
		return s.renderBring(e, http.StatusUnprocessableEntity, d, x, f, nil)
	}
	ids := map[string]string{}
	for _, email := range list {
		found, _, err := accounts.MemberChoice{Organisation: d.body.Id, Mailboxes: []string{email}}.Choose(e.App)
		if err != nil {
			return err
		}
		if len(found) == 1 {
			ids[email] = found[0]
		}
	}
	known := func(email string) (string, error) {
		if ids[email] == "" {
			return "", accounts.ErrNoPerson
		}
		return ids[email], nil
	}
	b, err := s.bring(e, x, list, known, classes.Joining{Edition: x.Id, By: e.Auth.Id, Way: classes.ByReferent, Organisation: d.body.Id})
	if err != nil {
		return err
	}
	f = filled()
	for _, not := range b.Others {
		f.values["list"] += not.Email + "\n"
	}
	return s.renderBring(e, http.StatusOK, d, x, f, b)
}
