package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/internal/markup"
	"aula/locales"
)

// findingsAtMost is how many findings of one severity a report shows.
const findingsAtMost = 300

type reportView struct {
	manageFrame
	Upload   *courses.Upload
	Name     string // of the course; empty when it could not be read
	Slug     string
	Contents string
	Tally    string
	Groups   []findingGroup
	Problem  string // why it cannot be imported
	Other    string // slug of the course that was expected instead
	Heading  string // what the import would do
	Changes  []string
	Importer bool // it can be imported
	Drafts   bool // also as a draft
	Again    uploadForm
}

// findingGroup is the findings of one severity.
type findingGroup struct {
	Title string
	Key   string // errors | warnings | notes
	Rows  []findingRow
	More  int // that are not shown
	Open  bool
}

type findingRow struct{ Place, Text string }

// showUpload shows what is in an archive, what is wrong with it and what importing it would change. Nothing is changed yet.
func (s *site) showUpload(e *core.RequestEvent) error {
	return s.renderReport(e, http.StatusOK, nil)
}

// renderReport shows the report again after an import failed, with the reason.
func (s *site) renderReport(e *core.RequestEvent, status int, failure error) error {
	u, err := courses.FindUpload(e.App, e.Auth.Id, e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	l := s.locale(e)
	view := reportView{
		manageFrame: s.newManageFrame(e, l.T("manage.report"), "/manage/courses",
			Crumb{l.T("manage.courses"), "/manage/courses"}, Crumb{Title: l.T("manage.report")}),
		Upload: u, Again: uploadForm{Course: e.Request.URL.Query().Get("course"), Limit: uploadLimit >> 20},
	}
	err = withManuscript(e.App, u, func(m *courses.Manuscript) error { return view.fill(e, l, m, failure) })
	if refusal, ok := courses.AsRefusal(err); ok {
		view.Groups = groupsOf(l, []courses.Finding{refusal.Finding})
		err = nil
	}
	if err != nil {
		return err
	}
	return s.render(e, status, "manage_course_report", &view)
}

// withManuscript reads the course in an upload and hands it on while its archive is open.
func withManuscript(app core.App, u *courses.Upload, act func(*courses.Manuscript) error) error {
	tree, err := u.Open(courses.DefaultLimits())
	if err != nil {
		return err
	}
	parts := tree.Split()
	m := courses.Compose(parts[0], courses.ComposeOptions{Label: locales.MarkupLabel})
	if len(parts) > 1 {
		m.Findings = append(m.Findings, courses.Finding{
			Severity: markup.Error, Code: "source.several", Values: map[string]any{"number": len(parts)},
		})
	}
	if err := courses.CheckRequires(app, m); err != nil {
		return errors.Join(err, tree.Close())
	}
	return errors.Join(act(m), tree.Close())
}

func (v *reportView) fill(e *core.RequestEvent, l *locales.Locale, m *courses.Manuscript, failure error) error {
	v.Name, v.Slug = m.Title, m.Slug
	v.Contents, v.Tally = courses.Join(l, m.Contents()), courses.Join(l, courses.Tally(m.Findings))
	v.Groups = groupsOf(l, m.Findings)
	if expected := e.Request.URL.Query().Get("course"); expected != "" && expected != m.Slug {
		v.Other = expected
	}
	changes, err := courses.Import(e.App, m, courses.ImportOptions{DryRun: true, By: e.Auth})
	if failure != nil {
		err = failure
	}
	switch {
	case errors.Is(err, courses.ErrFaulty):
		return nil
	case errors.Is(err, courses.ErrNotYours):
		v.Problem = l.T("manage.not_yours", "slug", m.Slug)
		return nil
	case errors.Is(err, courses.ErrPublished):
		v.Problem = l.T("manage.published_meanwhile")
		return nil
	case err != nil:
		return err
	}
	v.Importer = !changes.Nothing()
	v.Drafts = changes.WasState != courses.Published
	v.Heading = changes.Heading(true).In(l)
	for _, line := range changes.Sentences() {
		v.Changes = append(v.Changes, line.In(l))
	}
	return nil
}

// groupsOf parts findings by severity, the gravest first.
func groupsOf(l *locales.Locale, findings []courses.Finding) []findingGroup {
	groups := []findingGroup{
		{Key: "errors", Open: true}, {Key: "warnings", Open: true}, {Key: "notes"},
	}
	counts := make([]int, len(groups))
	for _, f := range findings {
		at := int(markup.Error - f.Severity)
		if counts[at]++; counts[at] <= findingsAtMost {
			groups[at].Rows = append(groups[at].Rows, findingRow{placeOf(f), courses.TextOf(f).In(l)})
		}
	}
	var shown []findingGroup
	for i, g := range groups {
		if counts[i] > 0 {
			g.Title, g.More = l.T("report."+g.Key, "count", counts[i]), counts[i]-len(g.Rows)
			shown = append(shown, g)
		}
	}
	return shown
}

// decideUpload imports an archive, as a draft or for everybody, or throws it away.
func (s *site) decideUpload(e *core.RequestEvent) error {
	u, err := courses.FindUpload(e.App, e.Auth.Id, e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	act := e.Request.PostFormValue("act")
	if act == "discard" {
		if err := u.Discard(); err != nil {
			return err
		}
		return back(e, withSaid("/manage/courses", "upload_discarded"))
	}
	if act != "publish" && act != "draft" || !accounts.Allowed(e.Auth, accounts.ManageOwnCourses) {
		return e.BadRequestError("", nil)
	}
	var done *courses.Changes
	err = withManuscript(e.App, u, func(m *courses.Manuscript) (err error) {
		done, err = courses.Import(e.App, m, courses.ImportOptions{Draft: act == "draft", By: e.Auth})
		return err
	})
	_, refused := courses.AsRefusal(err)
	switch {
	case refused, errors.Is(err, courses.ErrFaulty), errors.Is(err, courses.ErrNotYours), errors.Is(err, courses.ErrPublished):
		return s.renderReport(e, http.StatusConflict, err)
	case err != nil:
		return err
	}
	if err := u.Discard(); err != nil {
		e.App.Logger().Warn("imported upload stays", "error", err)
	}
	said := "course_published"
	if done.State == courses.Draft {
		said = "course_kept_as_draft"
	}
	return back(e, withSaid("/manage/courses/"+done.Slug, said))
}
