package pages

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/internal/audit"
	"aula/privacy"
)

const privacyAddress = "/manage/privacy"

// privacyParts are the pages of the area, in the order in which they are offered.
var privacyParts = []string{"retention", "register", "notices", "preservation"}

// privacyFrame is the frame of a page of the area.
type privacyFrame struct {
	manageFrame
	Parts []centrePart
	Form  *form
}

func (s *site) bindManagePrivacy(root *router.RouterGroup[*core.RequestEvent]) {
	group := root.Group(privacyAddress)
	group.BindFunc(s.managersOnly, s.allowedOnly(accounts.ManagePrivacy))
	group.GET("", func(e *core.RequestEvent) error { return back(e, privacyAddress+"/retention") })
	group.GET("/retention", s.showRetention)
	group.POST("/retention", s.saveRetention)
	s.bindProcessing(group)
	s.bindPrivacyNotices(group, root)
	s.bindPreservation(group)
}

func (s *site) newPrivacyFrame(e *core.RequestEvent, part string) privacyFrame {
	l := s.locale(e)
	title := l.T("privacy." + part + "_title")
	f := privacyFrame{
		manageFrame: s.newManageFrame(e, title, privacyAddress, Crumb{l.T("manage.privacy"), privacyAddress}, Crumb{Title: title}), Form: &form{},
	}
	for _, p := range privacyParts {
		f.Parts = append(f.Parts, centrePart{l.T("privacy." + p + "_title"), privacyAddress + "/" + p, p == part})
	}
	return f
}

// retentionView shows for how long what is kept, and what tonight would take.
type retentionView struct {
	privacyFrame
	Rules []retentionRow
}

type retentionRow struct {
	privacy.Due
	Typed   string
	Problem string
}

func (s *site) showRetention(e *core.RequestEvent) error {
	return s.renderRetention(e, http.StatusOK, nil, nil)
}

// renderRetention shows the rules, with what was typed and what is wrong with it.
func (s *site) renderRetention(e *core.RequestEvent, status int, typed, problems map[string]string) error {
	list, err := privacy.Tonight(e.App, time.Now())
	if err != nil {
		return err
	}
	v := retentionView{privacyFrame: s.newPrivacyFrame(e, "retention")}
	for _, d := range list {
		row := retentionRow{Due: d, Typed: strconv.Itoa(d.Chosen), Problem: problems[d.Class]}
		if problems != nil {
			row.Typed = typed[d.Class]
		}
		if row.Problem != "" {
			v.Form.say(s.locale(e), d.Class, row.Problem)
		}
		v.Rules = append(v.Rules, row)
	}
	return s.render(e, status, "manage_privacy_retention", &v)
}

// saveRetention takes all days or none.
func (s *site) saveRetention(e *core.RequestEvent) error {
	l := s.locale(e)
	typed, problems := map[string]string{}, map[string]string{}
	days := map[string]int{}
	details := []string{}
	for _, r := range privacy.Rules {
		typed[r.Class] = strings.TrimSpace(e.Request.PostFormValue(r.Class))
		n, err := strconv.Atoi(typed[r.Class])
		if err != nil {
			problems[r.Class] = l.T("privacy.retention_number", "least", r.Least)
			continue
		}
		days[r.Class] = n
		details = append(details, r.Class, strconv.Itoa(n))
	}
	if len(problems) == 0 {
		err := accounts.Audited(e, audit.RetentionChanged.On(audit.Centre, "", details...), func() error {
			for _, r := range privacy.Rules {
				if err := privacy.Choose(e.App, r.Class, days[r.Class]); errors.Is(err, privacy.ErrDays) {
					problems[r.Class] = l.T("privacy.retention_number", "least", r.Least)
				} else if err != nil {
					return err
				}
			}
			if len(problems) > 0 {
				return privacy.ErrDays
			}
			return nil
		})
		if err == nil {
			return back(e, withSaid(privacyAddress+"/retention", "retention_saved"))
		}
		if !errors.Is(err, privacy.ErrDays) {
			return err
		}
	}
	return s.renderRetention(e, http.StatusUnprocessableEntity, typed, problems)
}
