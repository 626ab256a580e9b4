package pages

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
)

// manageFrame is the frame of the pages for those who run the academy, with the tabs that this person may open.
type manageFrame struct {
	Frame
	Tabs []manageTab
}

type manageTab struct {
	Title, Address string
	Current        bool
}

// manageTabs are the parts of the area and who may open each.
var manageTabs = []struct {
	key, address string
	act          accounts.Act
}{
	{"manage.home", "/manage", accounts.OpenManage},
	{"manage.courses", "/manage/courses", accounts.ManageOwnCourses},
	{"manage.questions", "/manage/questions", accounts.ManageOwnCourses},
	{"manage.marking", "/manage/marking", accounts.MarkAnswers},
	{"manage.webinars", "/manage/webinars", accounts.PlanWebinars},
	{"manage.certificates", "/manage/certificates", accounts.SeeCertificates},
	{"manage.organisations", "/manage/organisations", accounts.ManageOrganisations},
	{"manage.people", "/manage/people", accounts.SeePeople},
	{"manage.privacy", privacyAddress, accounts.ManagePrivacy},
	{"audit.title", auditAddress, accounts.SeeAudit},
	{"manage.jobs", "/manage/jobs", accounts.SeeJobs},
	{"manage.backups", "/manage/backups", accounts.ManageBackups},
	{"signin.title", signInAddress, accounts.ManageSignIn},
	{"manage.centre", "/manage/centre", accounts.ManageCentre},
}

// newManageFrame builds the frame of a page below the tab at an address; crumbs lead there from the area's home.
func (s *site) newManageFrame(e *core.RequestEvent, title, tab string, crumbs ...Crumb) manageFrame {
	l := s.locale(e)
	f := manageFrame{Frame: s.newFrame(e, title)}
	f.Section, f.NoIndex = "manage", true
	f.Crumbs = append([]Crumb{{l.T("manage.title"), "/manage"}}, crumbs...)
	for _, t := range manageTabs {
		if accounts.Allowed(e.Auth, t.act) {
			f.Tabs = append(f.Tabs, manageTab{l.T(t.key), t.address, t.address == tab})
		}
	}
	return f
}

func (s *site) bindManage(root *router.RouterGroup[*core.RequestEvent]) {
	manage := root.Group("/manage")
	manage.BindFunc(s.managersOnly)
	manage.GET("", s.showManage)
	s.bindManageCourses(manage)
	manage.GET("/questions", s.listQuestions)
	manage.POST("/questions/{id}", s.answerQuestion)
	s.bindMarking(manage)
	jobs := manage.Group("/jobs")
	jobs.BindFunc(s.allowedOnly(accounts.SeeJobs))
	jobs.GET("", s.listJobs)
	jobs.POST("/retry", s.retryJobs)
	jobs.GET("/{id}/discard", s.askDiscardJob)
	jobs.POST("/{id}/discard", s.discardJob)
}

// managersOnly lets in who may open the area; others are asked to sign in, or told that it is not theirs.
func (s *site) managersOnly(e *core.RequestEvent) error {
	if _, err := signedIn(e); err != nil {
		return err
	}
	return s.allowedOnly(accounts.OpenManage)(e)
}

func (s *site) allowedOnly(act accounts.Act) func(*core.RequestEvent) error {
	return func(e *core.RequestEvent) error {
		if !accounts.Allowed(e.Auth, act) {
			return e.ForbiddenError("", nil)
		}
		e.Response.Header().Set("Cache-Control", "private, no-store")
		return e.Next()
	}
}

// ownOnly is the id of the person for whom lists are narrowed to their own courses; empty for those who see all.
func ownOnly(e *core.RequestEvent) string {
	if accounts.Allowed(e.Auth, accounts.ManageAllCourses) {
		return ""
	}
	return e.Auth.Id
}
