// Package pages renders what people see in a browser: one file a page, one view struct a template. A page
// reads the request, calls one rule of a domain package and shows the outcome; it decides nothing itself.
// Every page works without JavaScript: forms are posted and answered with a redirect.
package pages

import (
	"cmp"
	"net/http"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts/federation"
	"aula/classes"
	"aula/courses"
	"aula/internal/backups"
	"aula/internal/body"
	"aula/internal/vault"
	"aula/notifications"
	"aula/webinars"
)

// Options is what main tells the pages.
type Options struct {
	Version  string
	Demo     bool
	Describe func(error) (status int, key string) // how an error is shown: hooks decides that once
	// StillTrue tells whether what a notice says holds: hooks has the rules.
	StillTrue func(core.App, *notifications.Entry) (bool, error)
	Rooms     Rooms
	Backups   backups.Plan
	Vault     *vault.Vault // seals personal data
	// TellOfCards tells facilitators that somebody guesses PINs: hooks has the notices.
	TellOfCards func(core.App, classes.Alarm) error
	// Federation is what the academy is to identity providers.
	Federation *federation.Office
	CNS        *federation.CNS // lets people in by their card; nil: nobody
	LiveKit    string          // address of the server that carries the media of rooms that choose it; empty: there is none
}

// Rooms writes to people about their seats, and says what their presence is worth: hooks has the mails, and knows courses.
type Rooms struct {
	Register func(core.App, *webinars.Webinar) (webinars.Register, error)
	Doubts   func(core.App, *webinars.Webinar, webinars.Register) ([]webinars.Unsupported, error)
	// ClassDoubts are those who completed the edition's course on presence that a correction has taken from its registers since.
	ClassDoubts func(core.App, *classes.Edition) ([]webinars.Unsupported, error)
	// RegisterGuest registers a guest, who reads the outcome in a mail: nobody else learns whether the mailbox was registered before.
	RegisterGuest func(app core.App, webinar string, a webinars.Applicant) error
	Resend        func(core.App, *webinars.Registration) error // the confirmation, with the joining link that counts now
	SendCode      func(core.App, *webinars.Registration) error // the code for another device
}

// site holds what all pages share.
type site struct {
	app     core.App
	options Options
	shelf   *courses.Shelf
	window  *courses.Window
	shells  shells
	faces   faces
	parts   partFaces

	cardSheets sheetDesk
}

// Bind adds every page to the server that is about to start.
func Bind(se *core.ServeEvent, o Options) error {
	o.Federation = cmp.Or(o.Federation, &federation.Office{})
	s := &site{app: se.App, options: o, shelf: courses.NewShelf(), window: &courses.Window{}}
	root := se.Router.Group("")
	root.Unbind(apis.DefaultActivityLoggerMiddlewareId)
	root.Bind(packing())
	root.Bind(body.Limit(body.Most))
	root.BindFunc(s.showProblems)
	for _, bind := range []func(*router.RouterGroup[*core.RequestEvent]){
		s.bindAssets, s.bindLanguage, s.bindTextSize, s.bindTexts,
		s.bindHome, s.bindCourses, s.bindCourse, s.bindEditions, s.bindEditionDesks, s.bindDoor, s.bindLesson, s.bindLessonFilm, s.bindCourseFiles,
		s.bindQuiz, s.bindMe, s.bindMyHours, s.bindCertificates, s.bindManage,
		s.bindSign, s.bindIdentity, s.bindSPID, s.bindManageSPID, s.bindOIDC, s.bindCNS, s.bindManageSignIn, s.bindAccount, s.bindData, s.bindManagePrivacy, s.bindSetup, s.bindCentre, s.bindPeople, s.bindLooking, s.bindBackups, s.bindAudit, s.bindNotices, s.bindWebinars, s.bindRoom, s.bindActing, s.bindMembers, s.bindOrganisations, s.bindCards, s.bindCardDesk,
	} {
		bind(root)
	}
	root.Any("/{path...}", func(*core.RequestEvent) error { return errNoPage })
	return nil
}

// back answers a form: the browser goes on with a GET.
func back(e *core.RequestEvent, address string) error {
	return e.Redirect(http.StatusSeeOther, address)
}
