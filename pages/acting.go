package pages

import (
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/organisations"
)

// actingView is where the reader belongs, and for whom they act.
type actingView struct {
	Frame
	Asked []belongingLine // which the reader has yet to answer
	First bool            // an organisation asked the reader's mailbox, and nobody has confirmed that it is theirs
	Now   []belongingLine
	Past  []belongingLine
	Next  string // where to go after choosing

	Notice string // why an answer does not count
}

type belongingLine struct {
	ID, Name, Office string
	Address          string // of the organisation's people, where the reader answers for them
	Role             accounts.MembershipRole
	From, Until      time.Time
	Chosen           bool
}

func (s *site) bindActing(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET(accounts.ActingPath, s.showActing)
	root.POST(accounts.ActingPath, s.chooseActing)
}

// actor is who asks, and for which organisation.
func actor(e *core.RequestEvent) accounts.Actor {
	a, _ := e.Get(accounts.ActorKey).(accounts.Actor)
	return a
}

func (s *site) showActing(e *core.RequestEvent) error {
	return s.renderActing(e, http.StatusOK, "")
}

func (s *site) renderActing(e *core.RequestEvent, status int, notice string) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	list, err := accounts.MembershipsOf(e.App, user.Id)
	if err != nil {
		return err
	}
	l := s.locale(e)
	v := actingView{Frame: s.newFrame(e, l.T("acting.title")), Notice: notice, Next: localPath(e.Request.URL.Query().Get("next"), "")}
	v.Section, v.NoIndex, v.Crumbs = "me", true, []Crumb{{l.T("frame.me"), "/me"}, {Title: v.Title}}
	e.Response.Header().Set("Cache-Control", "no-store")
	chosen, now := actor(e).For.ID, time.Now()
	for _, m := range list {
		o, err := organisations.Find(e.App, m.Organisation())
		if err != nil {
			return err
		}
		line := belongingLine{ID: m.Id, Name: o.Name(), Office: m.Office(), Role: m.Role(), From: m.From(), Until: m.Until(), Chosen: m.Id == chosen}
		if m.Role() == accounts.Referent {
			line.Address = peopleOf(o)
		}
		switch asked := m.Waits() && m.Until().IsZero() && o.Retired().IsZero(); {
		case asked && !user.Verified():
			v.First = true
		case asked:
			v.Asked = append(v.Asked, line)
		case m.Holds(now):
			v.Now = append(v.Now, line)
		case !m.Waits():
			v.Past = append(v.Past, line)
		}
	}
	return s.render(e, status, "acting", &v)
}

func (s *site) chooseActing(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	membership := e.Request.PostFormValue("membership")
	switch e.Request.PostFormValue("act") {
	case "accept":
		return s.answerAsked(e, accounts.Accept(e.App, user.Id, membership), "membership_accepted")
	case "decline":
		return s.answerAsked(e, accounts.Decline(e.App, user.Id, membership), "membership_declined")
	case "confirm":
		return confirmFirst(e, user)
	}
	visit, _ := e.Get(accounts.VisitKey).(accounts.Visit)
	if err := accounts.ActFor(e.App, user.Id, visit.Session, membership); err != nil {
		return err
	}
	return back(e, localPath(e.Request.PostFormValue("next"), accounts.ActingPath))
}

// answerAsked says what became of the answer to an organisation.
func (s *site) answerAsked(e *core.RequestEvent, err error, done string) error {
	refused := ""
	switch {
	case err == nil:
		return back(e, withSaid(accounts.ActingPath, done))
	case errors.Is(err, accounts.ErrMember):
		return back(e, withSaid(accounts.ActingPath, "membership_already"))
	case errors.Is(err, accounts.ErrUnconfirmed):
		refused = "acting.first_refused"
	case errors.Is(err, organisations.ErrRetired):
		refused = "acting.retired"
	case errors.Is(err, accounts.ErrMembershipOver), errors.Is(err, accounts.ErrNoMembership): // of somebody else's it tells nothing
		refused = "acting.over"
	default:
		return err
	}
	return s.renderActing(e, http.StatusConflict, s.locale(e).T(refused))
}

// confirmFirst sends the confirming mail again to who is signed in. Its link asks for no password in this browser, since who came in by an
// identity has none, and leads back to what they were asked.
func confirmFirst(e *core.RequestEvent, user *core.Record) error {
	if user.Verified() {
		return back(e, accounts.ActingPath)
	}
	err := accounts.Take(e.App, accounts.TryConfirmMail, user.Email(), e.RealIP())
	if err == nil {
		err = accounts.ResendConfirmation(e.App, user)
	}
	if err != nil && !errors.Is(err, accounts.ErrTooMany) { // then the mails sent before suffice
		return err
	}
	keepProof(e, user, accounts.ActingPath)
	return back(e, withSaid(accounts.ActingPath, "confirmation_sent"))
}
