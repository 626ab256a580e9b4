package pages

import (
	"net/http"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/locales"
	"aula/notifications"
)

const noticesAddress = "/me/notifications"

type noticesView struct {
	Frame
	Notices []noticeView
	Unread  bool // something can be put aside
	Table   tableView
}

// noticeView is a notice in the reader's words.
type noticeView struct {
	ID, Text, Button, Link string
	Told                   time.Time
	Read, Over             bool
}

func (s *site) bindNotices(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET(noticesAddress, s.listNotices)
	root.POST(noticesAddress, s.readAllNotices)
	root.POST(noticesAddress+"/{notice}", s.readNotice)
	root.GET(noticeChoicesAddress, s.showNoticeChoices)
	root.POST(noticeChoicesAddress, s.saveNoticeChoices)
	root.GET(notifications.UnsubscribePath+"{token}", s.askUnsubscribe)
	root.POST(notifications.UnsubscribePath+"{token}", s.unsubscribe)
}

func (s *site) listNotices(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	q := listing{noticesAddress, e.Request.URL.Query()}
	list, total, err := notifications.List(e.App, user.Id, q.page())
	if err != nil {
		return err
	}
	if err := s.settleNotices(e.App, list); err != nil {
		return err
	}
	l := s.locale(e)
	view := noticesView{Frame: s.newFrame(e, l.T("notice.title")), Table: tableView{Page: q.page()}}
	view.Section, view.NoIndex = "me", true
	view.Crumbs = []Crumb{{l.T("frame.me"), "/me"}, {Title: view.Title}}
	view.Unread = view.Person.Unread > 0
	view.Table.turn(q, total, notifications.Page)
	if view.Table.Page > view.Table.Pages {
		return back(e, view.Table.Before)
	}
	for _, n := range list {
		view.Notices = append(view.Notices, newNoticeView(l, n))
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return s.render(e, http.StatusOK, "notice_list", &view)
}

func newNoticeView(l *locales.Locale, n *notifications.Entry) noticeView {
	key, args := "notice."+string(n.Kind()), l.Args(n.Values())
	return noticeView{
		ID: n.Id, Text: l.T(key+".subject", args...), Button: l.T(key+".button", args...), Link: n.Link(),
		Told: n.Told(), Read: n.IsRead() || n.IsOver(), Over: n.IsOver(),
	}
}

// settleNotices finds out which of them hold no more.
func (s *site) settleNotices(app core.App, list []*notifications.Entry) error {
	var over []*notifications.Entry
	for _, n := range list {
		if n.IsOver() || s.options.StillTrue == nil {
			continue
		}
		holds, err := s.options.StillTrue(app, n)
		if err != nil {
			return err
		}
		if !holds {
			over = append(over, n)
		}
	}
	if len(over) == 0 {
		return nil
	}
	return notifications.Stop(app, over)
}

func (s *site) readAllNotices(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	if err := notifications.MarkAllRead(e.App, user.Id); err != nil {
		return err
	}
	return back(e, withSaid(noticesAddress, "notices_read"))
}

// readNotice puts a notice aside, and opens what it is about where that was asked for. A browser that fetches links ahead
// posts nothing, so it reads nothing in anybody's stead.
func (s *site) readNotice(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	n, err := notifications.MarkRead(e.App, user.Id, e.Request.PathValue("notice"))
	if err != nil {
		return err
	}
	if e.Request.PostFormValue("act") == "open" && n.Link() != "" {
		return back(e, localPath(n.Link(), noticesAddress))
	}
	return back(e, localPath(refererPath(e), noticesAddress)+"#n-"+n.Id)
}

// ring lets the bell of the header say how much is unread.
func (p *Person) ring(l *locales.Locale) {
	switch {
	case p.Unread == 0:
		p.Bell = l.T("notice.bell_none")
	case p.Unread >= notifications.ManyUnread:
		p.Count = strconv.Itoa(notifications.ManyUnread-1) + "+"
		p.Bell = l.T("notice.bell_many", "most", notifications.ManyUnread-1)
	default:
		p.Count = strconv.Itoa(p.Unread)
		p.Bell = l.T("notice.bell", "count", p.Unread)
	}
}
