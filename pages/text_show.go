package pages

import (
	"net/http"
	"strconv"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/organisations"
	"aula/privacy"
)

// textView is a page of the centre's own words: how accessible the academy is.
type textView struct {
	Frame
	Own string // address of the body's own document; empty: the text of the academy stands alone
}

// privacyView is what people are told about their data: by a body's own notice in the version that holds or was asked for, and by the academy.
type privacyView struct {
	textView
	Notice   *noticeVersion // nil: the body has published none
	Versions []noticeVersion
	Address  string // of the page without a version
	Body     string // an organisation's name; empty: the centre
}

func (s *site) bindTexts(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/privacy", func(e *core.RequestEvent) error { return s.showPrivacy(e, nil) })
	root.GET("/accessibility", func(e *core.RequestEvent) error {
		view := textView{Frame: s.newFrame(e, s.locale(e).T("accessibility.title"))}
		view.Own = view.Centre.AccessibilityURL
		view.Crumbs = []Crumb{{Title: view.Title}}
		return s.render(e, http.StatusOK, "accessibility_show", &view)
	})
}

func (s *site) showBodysPrivacy(e *core.RequestEvent) error {
	o, err := organisations.FindByIPA(e.App, e.Request.PathValue("ipa"))
	if err != nil {
		return err
	}
	if !o.Retired().IsZero() {
		return organisations.ErrNoOrganisation
	}
	return s.showPrivacy(e, o)
}

// showPrivacy shows the notice of an organisation, or the centre's where it is nil.
func (s *site) showPrivacy(e *core.RequestEvent, o *organisations.Organisation) error {
	l := s.locale(e)
	v := privacyView{textView: textView{Frame: s.newFrame(e, l.T("privacy.title"))}, Address: "/privacy"}
	v.Own, v.Crumbs = v.Centre.PrivacyURL, []Crumb{{Title: v.Title}}
	organisation := ""
	if o != nil {
		organisation, v.Body, v.Own, v.Address = o.Id, o.Name(), "", "/organisations/"+o.IPA()+"/privacy"
		v.Crumbs = []Crumb{{o.Name(), "/organisations/" + o.IPA()}, {Title: v.Title}}
	}
	list, err := privacy.NoticesOf(e.App, organisation)
	if err != nil {
		return err
	}
	v.Versions = versionsOf(list)
	if v.Notice, err = noticeAsked(v.Versions, e.Request.URL.Query().Get("version")); err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "privacy_show", &v)
}

// noticeAsked is the version that an address asks for, or the one that holds; nil where there is none and none was asked for.
func noticeAsked(versions []noticeVersion, asked string) (*noticeVersion, error) {
	number, err := strconv.Atoi(asked)
	if asked != "" && err != nil {
		return nil, errNoPage
	}
	for i, v := range versions {
		if asked != "" && v.Version() == number || asked == "" && v.Current {
			return &versions[i], nil
		}
	}
	if asked != "" {
		return nil, errNoPage
	}
	return nil, nil
}
