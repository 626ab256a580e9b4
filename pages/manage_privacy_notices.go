package pages

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/calendar"
	"aula/organisations"
	"aula/privacy"
)

// privacyNoticesView is what people are told about their data by one body, and the form for what comes next.
type privacyNoticesView struct {
	privacyFrame
	Body     string // iPA code; empty: the centre
	Named    string
	Versions []noticeVersion
	Address  string // where everybody reads it
}

// noticeVersion is one version with when it holds.
type noticeVersion struct {
	*privacy.Notice
	Ended   time.Time // zero: nothing follows it
	Current bool
}

func (s *site) bindPrivacyNotices(group, root *router.RouterGroup[*core.RequestEvent]) {
	group.GET("/notices", s.listPrivacyNotices)
	group.POST("/notices", s.publishPrivacyNotice)
	root.GET("/organisations/{ipa}/privacy", s.showBodysPrivacy)
}

// noticesFor are the page's facts for the body that the address names.
func (s *site) noticesFor(e *core.RequestEvent, ipa string) (*privacyNoticesView, string, error) {
	v := &privacyNoticesView{privacyFrame: s.newPrivacyFrame(e, "notices"), Body: ipa, Address: "/privacy"}
	v.Named = v.Centre.Name
	organisation := ""
	if ipa != "" {
		o, err := organisations.FindByIPA(e.App, ipa)
		if err != nil {
			return nil, "", err
		}
		organisation, v.Named, v.Address = o.Id, o.Name(), "/organisations/"+o.IPA()+"/privacy"
	}
	list, err := privacy.NoticesOf(e.App, organisation)
	v.Versions = versionsOf(list)
	v.Form = filled("from", calendar.FormatDay(time.Now()))
	if len(list) > 0 {
		v.Form.values["source"] = list[0].Source()
	}
	return v, organisation, err
}

func versionsOf(list []*privacy.Notice) (versions []noticeVersion) {
	current, err := privacy.NoticeAt(list, time.Now())
	for _, n := range list {
		versions = append(versions, noticeVersion{n, privacy.Until(list, n.Version()), err == nil && n.Id == current.Id})
	}
	return versions
}

func (s *site) listPrivacyNotices(e *core.RequestEvent) error {
	v, _, err := s.noticesFor(e, e.Request.URL.Query().Get("body"))
	if err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "manage_privacy_notices", v)
}

func (s *site) publishPrivacyNotice(e *core.RequestEvent) error {
	v, organisation, err := s.noticesFor(e, e.Request.PostFormValue("body"))
	if err != nil {
		return err
	}
	l := s.locale(e)
	v.Form = typed(e, "source", "from")
	v.Form.named = map[string]string{"source": "privacy.notice_text", "from": "privacy.notice_from"}
	from, err := calendar.ParseDay(v.Form.Value("from"))
	if err != nil {
		v.Form.say(l, "from", l.T("audit.no_day"))
		return s.render(e, http.StatusUnprocessableEntity, "manage_privacy_notices", v)
	}
	on := audit.NoticePublished.On(audit.Centre, "", "version", strconv.Itoa(len(v.Versions)+1))
	if organisation != "" {
		on = audit.NoticePublished.On(audit.Organisation, organisation, "version", strconv.Itoa(len(v.Versions)+1))
	}
	err = accounts.Audited(e, on, func() error {
		_, err := privacy.PublishNotice(e.App, organisation, v.Form.Value("source"), from, audit.By(e.Auth))
		return err
	})
	switch {
	case errors.Is(err, privacy.ErrNoText):
		v.Form.say(l, "source", l.T("privacy.notice_no_text"))
	case errors.Is(err, privacy.ErrNoticePast):
		v.Form.say(l, "from", l.T("privacy.notice_past", "from", l.Date(v.Versions[0].From())))
	case err != nil:
		return err
	default:
		address := privacyAddress + "/notices"
		if v.Body != "" {
			address += "?body=" + escape(v.Body)
		}
		return back(e, withSaid(address, "notice_published"))
	}
	return s.render(e, http.StatusUnprocessableEntity, "manage_privacy_notices", v)
}
