package pages

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/certificates"
	"aula/hours"
	"aula/internal/audit"
	"aula/internal/calendar"
	"aula/privacy"
)

// preservationView offers packages for the conservatore, a year each.
type preservationView struct {
	privacyFrame
	Years []privacy.Year
}

func (s *site) bindPreservation(group *router.RouterGroup[*core.RequestEvent]) {
	group.GET("/preservation", s.showPreservation)
	group.POST("/preservation", s.makePackage).Unbind(apis.DefaultGzipMiddlewareId)
}

func (s *site) showPreservation(e *core.RequestEvent) error {
	return s.renderPreservation(e, http.StatusOK, "")
}

func (s *site) renderPreservation(e *core.RequestEvent, status int, problem string) error {
	v := preservationView{privacyFrame: s.newPrivacyFrame(e, "preservation")}
	if problem != "" {
		v.Form.say(s.locale(e), "", problem)
	}
	var err error
	if v.Years, err = privacy.Years(e.App); err != nil {
		return err
	}
	return s.render(e, status, "manage_privacy_preservation", &v)
}

// makePackage makes a year's package, reads it again, and sends it. It lies on the disk meanwhile, and no longer.
func (s *site) makePackage(e *core.RequestEvent) error {
	l := s.locale(e)
	year, err := strconv.Atoi(e.Request.PostFormValue("year"))
	if err != nil {
		return s.renderPreservation(e, http.StatusUnprocessableEntity, l.T("privacy.preservation_year"))
	}
	dir, err := os.MkdirTemp("", "aula-package-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "package.zip")
	_ = http.NewResponseController(e.Response).SetWriteDeadline(time.Now().Add(exportPatience))
	packed, err := privacy.MakePackage(e.App, year, path)
	if errors.Is(err, certificates.ErrDamaged) || errors.Is(err, hours.ErrStatementDamaged) || errors.Is(err, privacy.ErrDamagedPackage) {
		e.App.Logger().Error("package for preservation not made", "year", year, "error", err)
		return s.renderPreservation(e, http.StatusUnprocessableEntity, l.T("privacy.preservation_damaged"))
	}
	if err != nil {
		return err
	}
	on := audit.PackageMade.On(audit.Centre, "", "year", strconv.Itoa(year), "documents", strconv.Itoa(packed.Files))
	if err := accounts.Audited(e, on, func() error { return nil }); err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	h := e.Response.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="attestati-`+strconv.Itoa(year)+"-"+calendar.FormatDay(time.Now())+`.zip"`)
	h.Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(e.Response, e.Request, "", time.Now(), f)
	return nil
}
