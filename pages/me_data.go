package pages

import (
	"errors"
	"net/http"
	"os"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/internal/calendar"
	"aula/locales"
	"aula/privacy"
)

// dataView is what the academy holds about the reader, and what they may ask for.
type dataView struct {
	accountView
	Copy    *privacy.Copy // the last one asked for; nil: none was
	Ready   bool          // it can be downloaded
	MayAsk  bool
	Ask     time.Time  // from when on another can be asked for
	Holding []heldView // all that is about people
	Staying []stayView // what stays in some form when the account goes
}

const dataAddress = "/me/data"

func (s *site) bindData(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET(dataAddress, s.showData)
	root.POST(dataAddress, s.askCopy)
	root.GET(dataAddress+"/copy.zip", s.sendCopy).Unbind(apis.DefaultGzipMiddlewareId)
}

func (s *site) showData(e *core.RequestEvent) error {
	base, err := s.mine(e, "data.title")
	if err != nil {
		return err
	}
	return s.renderData(e, http.StatusOK, base)
}

func (s *site) renderData(e *core.RequestEvent, status int, base accountView) error {
	v := dataView{accountView: base, MayAsk: true}
	v.Holding, v.Staying = heldAboutPeople(s.locale(e))
	last, err := privacy.LastCopy(e.App, base.Account.Id)
	if err != nil && !errors.Is(err, privacy.ErrNoCopy) {
		return err
	}
	if err == nil {
		now := time.Now()
		v.Copy, v.Ready = last, last.Downloadable(now)
		if last.State() == privacy.CopyReady {
			v.Ask = last.Next()
		}
		v.MayAsk = !last.UnderWay() && now.After(v.Ask)
	}
	return s.render(e, status, "me_data", &v)
}

// stayView is all that stays for one reason.
type stayView struct{ What, How, Why string }

// heldAboutPeople are the holdings of whose rows people can be found, in words, and those that stay, by their reason.
func heldAboutPeople(l *locales.Locale) (all []heldView, staying []stayView) {
	for _, h := range privacy.Holdings() {
		if len(h.Ways) == 0 {
			continue
		}
		v := heldOf(l, h)
		all = append(all, v)
		if !v.Stays {
			continue
		}
		at := slices.IndexFunc(staying, func(s stayView) bool { return s.Why == v.Why })
		if at < 0 {
			staying = append(staying, stayView{v.Title, v.Gone, v.Why})
			continue
		}
		staying[at].What += ", " + v.Title
	}
	return all, staying
}

// askCopy queues a copy; asking again while it is made changes nothing.
func (s *site) askCopy(e *core.RequestEvent) error {
	base, err := s.mine(e, "data.title")
	if err != nil {
		return err
	}
	_, err = privacy.AskCopy(e.App, base.Account.Id, s.locale(e).Tag())
	if errors.Is(err, privacy.ErrRecent) {
		l := s.locale(e)
		last, err := privacy.LastCopy(e.App, base.Account.Id)
		if err != nil {
			return err
		}
		base.Form.say(l, "", l.T("data.recent", "when", l.DateTime(last.Next())))
		return s.renderData(e, http.StatusTooManyRequests, base)
	}
	if err != nil {
		return err
	}
	return back(e, withSaid(dataAddress, "copy_asked"))
}

// sendCopy sends the copy to whose it is, as long as it stays. Who sits at a browser that was left signed in does not get it: it has everything.
func (s *site) sendCopy(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	visit, known := e.Get(accounts.VisitKey).(accounts.Visit)
	if known && !visit.Fresh && user.Email() != "" { // who has no mailbox could show nothing here
		return back(e, accounts.FactorsPath+"/confirm?next="+escape(dataAddress))
	}
	last, err := privacy.LastCopy(e.App, user.Id)
	if errors.Is(err, privacy.ErrNoCopy) || err == nil && !last.Downloadable(time.Now()) {
		return errNoPage
	}
	if err != nil {
		return err
	}
	f, err := os.Open(last.Path(e.App))
	if errors.Is(err, os.ErrNotExist) { // the academy was brought back without it
		return errNoPage
	}
	if err != nil {
		return err
	}
	defer f.Close()
	h := e.Response.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="aula-`+calendar.FormatDay(last.Asked())+`.zip"`)
	h.Set("Cache-Control", "private, no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	_ = http.NewResponseController(e.Response).SetWriteDeadline(time.Now().Add(exportPatience))
	http.ServeContent(e.Response, e.Request, "", last.Asked(), f)
	return nil
}
