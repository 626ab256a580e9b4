package pages

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/certificates"
)

// certificatesOnPage is how many certificates one page of the list has.
const certificatesOnPage = 25

type certificateListView struct {
	manageFrame
	Find         string
	Rows         []certificateRow
	Newer, Older string // addresses of the pages beside this one; empty where there is none
}

type certificateRow struct {
	ID, Number, Person, Course, State string
	Holds                             bool
	Issued                            time.Time
}

func (s *site) listCertificates(e *core.RequestEvent) error {
	l := s.locale(e)
	query := e.Request.URL.Query()
	filter := certificates.Filter{Find: shorten(strings.TrimSpace(query.Get("find")), 100), Below: query.Get("below"), Above: query.Get("above")}
	list, more, err := certificates.List(e.App, filter, certificatesOnPage)
	if err != nil {
		return err
	}
	view := certificateListView{manageFrame: s.newManageFrame(e, l.T("certificates.title"), "/manage/certificates", Crumb{Title: l.T("certificates.title")}), Find: filter.Find}
	for _, c := range list {
		f := c.Facts()
		view.Rows = append(view.Rows, certificateRow{
			ID: c.Id, Number: c.Number(), Person: f.Name(), Course: f.Course, State: l.T("certificates.state." + string(c.State())),
			Holds: c.Holds(), Issued: c.Issued(),
		})
	}
	if len(list) > 0 {
		up := filter.Above != "" && more || filter.Below != ""
		down := filter.Above != "" || more
		if up {
			view.Newer = listAddress(filter.Find, "above", list[0].Number())
		}
		if down {
			view.Older = listAddress(filter.Find, "below", list[len(list)-1].Number())
		}
	}
	return s.render(e, http.StatusOK, "certificate_list", &view)
}

func listAddress(find, name, number string) string {
	q := url.Values{name: {number}}
	if find != "" {
		q.Set("find", find)
	}
	return "/manage/certificates?" + q.Encode()
}
