package pages

import (
	"cmp"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/internal/audit"
	"aula/locales"
	"aula/webinars"
)

// studioView is the page of the tokens by which programs publish into a webinar or play it.
type studioView struct {
	manageFrame
	ID, Zone  string // Zone: in words, in which hours are typed
	Settled   bool
	Elsewhere bool // LiveKit carries its media: no program gets in
	List      []studioToken
	Made      *studioMade // the token that has just been made: shown this once
	Form      *form
}

// studioToken is one that holds, without what makes it a token.
type studioToken struct {
	ID, Name, May       string
	By                  string // empty: nobody knows any more
	Made, Used, Until   string // Used empty: never
	MadeAt, UsedAt, End time.Time
}

type studioMade struct {
	Name, Token, WHIP, WHEP string // addresses empty: not allowed
	Until                   string
}

func (s *site) bindWebinarStudio(m *router.RouterGroup[*core.RequestEvent]) {
	m.GET("/{id}/studio", s.showStudio)
	m.POST("/{id}/studio", s.makeStudioToken)
	m.GET("/{id}/studio/{token}/withdraw", s.askWithdrawStudioToken)
	m.POST("/{id}/studio/{token}/withdraw", s.withdrawStudioToken)
}

func (s *site) showStudio(e *core.RequestEvent) error {
	w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	return s.renderStudio(e, http.StatusOK, w, filled("may", "publish"), nil)
}

func (s *site) renderStudio(e *core.RequestEvent, status int, w *webinars.Webinar, f *form, made *studioMade) error {
	l := s.locale(e)
	grants, err := webinars.MediaGrants(e.App, w.Id, time.Now())
	if err != nil {
		return err
	}
	title := l.T("studio.title")
	view := studioView{
		manageFrame: s.webinarFrame(e, title, w, Crumb{Title: title}), ID: w.Id, Zone: l.ZoneName(w.Zone()), Settled: w.Settled(),
		Elsewhere: w.Engine() != webinars.ThisMachine, Made: made, Form: f,
	}
	for _, g := range grants {
		item := studioToken{
			ID: g.ID, Name: cmp.Or(g.Name, l.T("room.studio")), May: grantInWords(l, g), Made: l.Moment(g.Made, w.Zone()), MadeAt: g.Made,
			Until: l.Moment(g.Until, w.Zone()), End: g.Until, UsedAt: g.Used,
		}
		if !g.Used.IsZero() {
			item.Used = l.Moment(g.Used, w.Zone())
		}
		if p, err := accounts.Find(e.App, g.By); err == nil { // who has gone has no name any more
			item.By = p.Name()
		}
		view.List = append(view.List, item)
	}
	return s.render(e, status, "manage_webinar_studio", &view)
}

func grantInWords(l *locales.Locale, g webinars.MediaGrant) string {
	switch {
	case g.Publish && g.Play:
		return l.T("studio.both")
	case g.Publish:
		return l.T("studio.publish")
	}
	return l.T("studio.play")
}

// makeStudioToken makes a token and shows it, this once: it is nowhere else to be read, and never in an address.
func (s *site) makeStudioToken(e *core.RequestEvent) error {
	w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	l, f := s.locale(e), typed(e, "name", "may", "until")
	f.named = map[string]string{"name": "studio.name", "until": "studio.until"}
	grant := webinars.MediaGrant{
		Name: cmp.Or(strings.TrimSpace(f.Value("name")), l.T("room.studio")), By: e.Auth.Id,
		Publish: !f.Is("may", "play"), Play: f.Is("may", "play") || f.Is("may", "both"),
	}
	if text := f.Value("until"); text != "" {
		if grant.Until, err = time.ParseInLocation(localTime, text, w.Location()); err != nil {
			f.say(l, "until", l.T("studio.problem_until"))
			return s.renderStudio(e, http.StatusUnprocessableEntity, w, f, nil)
		}
	}
	grant, token, err := webinars.GrantMedia(e.App, w, grant, time.Now())
	switch {
	case errors.Is(err, webinars.ErrGrant) && len([]rune(f.Value("name"))) > webinars.OptionAtMost:
		f.say(l, "name", l.T("studio.problem_name"))
	case errors.Is(err, webinars.ErrGrant):
		f.say(l, "until", l.T("studio.problem_until"))
	case err != nil:
		return err
	default:
		return s.renderStudio(e, http.StatusOK, w, filled("may", "publish"), s.studioMade(e, l, w, grant, token))
	}
	return s.renderStudio(e, http.StatusUnprocessableEntity, w, f, nil)
}

func (s *site) studioMade(e *core.RequestEvent, l *locales.Locale, w *webinars.Webinar, g webinars.MediaGrant, token string) *studioMade {
	made := &studioMade{Name: g.Name, Token: token, Until: l.Moment(g.Until, w.Zone())}
	base := s.home(e) + "/api/aula/webinars/" + w.Id
	if g.Publish {
		made.WHIP = base + "/whip"
	}
	if g.Play {
		made.WHEP = base + "/whep"
	}
	return made
}

// askWithdrawStudioToken says what ends with it.
func (s *site) askWithdrawStudioToken(e *core.RequestEvent) error {
	w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	g, err := webinars.MediaGrantOf(e.App, w.Id, e.Request.PathValue("token"), time.Now())
	if err != nil {
		return err
	}
	l := s.locale(e)
	title, base := l.T("studio.withdraw"), "/manage/webinars/"+w.Id+"/studio"
	view := sureView{
		manageFrame: s.webinarFrame(e, title, w, Crumb{l.T("studio.title"), base}, Crumb{Title: title}),
		Lead:        l.T("studio.withdraw_lead", "name", cmp.Or(g.Name, l.T("room.studio"))), Means: []string{l.T("studio.withdraw_ends"), l.T("studio.withdraw_for_good")},
		Act: base + "/" + g.ID + "/withdraw", Button: title, Danger: true, Back: base,
	}
	return s.render(e, http.StatusOK, "manage_course_sure", &view)
}

func (s *site) withdrawStudioToken(e *core.RequestEvent) error {
	w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	id := e.Request.PathValue("token")
	err = accounts.Audited(e, audit.MediaTokenWithdrawn.On(audit.Webinar, w.Id, "token", id), func() error { return webinars.WithdrawMedia(e.App, w.Id, id) })
	if err != nil {
		return err
	}
	return back(e, withSaid("/manage/webinars/"+w.Id+"/studio", "studio_withdrawn"))
}
