package pages

import (
	"net/http"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/courses"
	"aula/internal/body"
)

// uploadLimit is how many bytes a course's archive may have.
const uploadLimit = 512 << 20

type manageCoursesView struct {
	manageFrame
	Courses []courses.Managed
	Table   tableView
	Upload  uploadForm
}

// uploadForm is the form that takes an archive.
type uploadForm struct {
	Course  string // slug of the course that should come, empty for any
	Limit   int    // megabytes
	Problem string // what was wrong with the last one
}

func (s *site) bindManageCourses(manage *router.RouterGroup[*core.RequestEvent]) {
	manage.GET("/courses", s.listManagedCourses)
	manage.POST("/courses", s.uploadCourse).Bind(body.Limit(uploadLimit + 1<<20))
	manage.GET("/uploads/{id}", s.showUpload)
	manage.POST("/uploads/{id}", s.decideUpload)
	manage.GET("/courses/{slug}", s.showManagedCourse)
	manage.POST("/courses/{slug}/publish", s.publishCourse)
	manage.GET("/courses/{slug}/withdraw", s.askWithdraw)
	manage.POST("/courses/{slug}/withdraw", s.withdrawCourse)
	manage.GET("/courses/{slug}/delete", s.askDelete)
	manage.POST("/courses/{slug}/delete", s.deleteCourse)
	manage.GET("/courses/{slug}/course.zip", s.exportCourse).Unbind(apis.DefaultGzipMiddlewareId)
	manage.GET("/courses/{slug}/deadline", s.showDeadline)
	manage.POST("/courses/{slug}/deadline", s.setDeadline)
	s.bindResults(manage)
	manage.GET("/courses/{slug}/learners", s.listLearners)
	manage.POST("/courses/{slug}/learners/deadline", s.setOwnDeadlines)
	manage.POST("/courses/{slug}/learners/deadline/undo", s.undoOwnDeadlines)
	manage.GET("/courses/{slug}/learners.csv", s.exportLearners)
	manage.GET("/courses/{slug}/learners/{person}", s.showExtras).BindFunc(s.allowedOnly(accounts.GrantExtras))
	manage.POST("/courses/{slug}/learners/{person}", s.saveExtras).BindFunc(s.allowedOnly(accounts.GrantExtras))
	manage.GET("/courses/{slug}/quizzes/{quiz}/statistics", s.showStatistics)
	manage.GET("/courses/{slug}/quizzes/{quiz}/files", s.showQuizFiles)
	manage.GET("/courses/{slug}/quizzes/{quiz}/markdown", s.exportMarkdown)
	manage.GET("/courses/{slug}/quizzes/{quiz}/gift", s.exportGIFT)
	manage.GET("/courses/{slug}/quizzes/{quiz}/regrade", s.showRegrade)
	manage.POST("/courses/{slug}/quizzes/{quiz}/regrade", s.proposeRegrade)
	manage.POST("/courses/{slug}/quizzes/{quiz}/regrade/{regrade}", s.decideRegrade)
	s.bindQuizEditor(manage)
}

var managedColumns = []column{
	{"manage.column_course", "title", false}, {"manage.column_state", "state", false}, {"manage.column_owner", "", false},
	{"manage.column_learners", "learners", true}, {"manage.column_changed", "updated", false},
}

func (s *site) listManagedCourses(e *core.RequestEvent) error {
	return s.renderManagedCourses(e, http.StatusOK, uploadForm{})
}

func (s *site) renderManagedCourses(e *core.RequestEvent, status int, upload uploadForm) error {
	l := s.locale(e)
	q := listing{"/manage/courses", e.Request.URL.Query()}
	states := []string{courses.Draft, courses.Published, courses.Withdrawn}
	list, total, err := courses.ListManaged(e.App, courses.ManagedFilter{
		Owner: ownOnly(e), State: q.state(states...), Words: q.words(), Sort: q.sort(), Page: q.page(),
	})
	if err != nil {
		return err
	}
	upload.Limit = uploadLimit >> 20
	view := manageCoursesView{
		manageFrame: s.newManageFrame(e, l.T("manage.courses"), "/manage/courses", Crumb{Title: l.T("manage.courses")}),
		Courses:     list, Upload: upload, Table: q.table(l, total, managedColumns, "title", "manage.state_", states...),
	}
	return s.render(e, status, "manage_course_list", &view)
}
