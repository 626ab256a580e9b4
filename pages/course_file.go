package pages

import (
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/courses"
)

func (s *site) bindCourseFiles(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/courses/{slug}/files/{path...}", s.sendCourseFile).Unbind(apis.DefaultGzipMiddlewareId)
}

// sendCourseFile serves a file that an author put into the course: to look at or to save, never to run. Lessons name
// files with the hash of their content (?v=…), and what is named so may be kept for good.
func (s *site) sendCourseFile(e *core.RequestEvent) error {
	o, err := s.open(e)
	if err != nil {
		return err
	}
	file, err := courses.FindStoredFile(e.App, o.Course.Id, e.Request.PathValue("path"))
	if err != nil {
		return err
	}
	version := e.Request.URL.Query().Get("v")
	if isSource(file.Path()) && !o.Manages && (len(version) < 16 || !names(version, file.SHA256())) {
		return courses.ErrNotFound
	}
	storage, err := e.App.NewFilesystem()
	if err != nil {
		return err
	}
	defer storage.Close()
	content, err := storage.GetReader(file.Stored())
	if err != nil {
		return err
	}
	defer content.Close()
	h := e.Response.Header()
	h.Set("Content-Type", file.MediaType())
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("ETag", strconv.Quote(file.SHA256()))
	h.Set("Cache-Control", fileCaching(o.Course.State() == courses.Published, version, file.SHA256()))
	if !shownInPage(file.MediaType()) || e.Request.URL.Query().Has("download") {
		h.Set("Content-Disposition", `attachment; filename*=UTF-8''`+escapeName(path.Base(file.Path())))
	}
	http.ServeContent(e.Response, e.Request, "", content.ModTime(), content)
	return nil
}

// isSource tells texts that pages are made from. They may hold what learners must not read yet, such as the answers of
// a quiz: those who do not manage the course get them only where a page links to them, by the hash of their content.
func isSource(file string) bool {
	switch strings.ToLower(path.Ext(file)) {
	case ".md", ".markdown", ".gift":
		return true
	}
	return false
}

// names tells whether an address names the content itself.
func names(version, sha256 string) bool {
	return len(version) >= 8 && strings.HasPrefix(sha256, version)
}

// fileCaching: what is public and named by its content is kept for good; the rest is asked for again each time.
func fileCaching(public bool, version, sha256 string) string {
	named := names(version, sha256)
	switch {
	case named && public:
		return "public, max-age=31536000, immutable"
	case named:
		return "private, max-age=31536000, immutable"
	default:
		return "private, no-cache"
	}
}

// shownInPage tells whether browsers show the type by themselves, safely within a sandbox.
func shownInPage(mediaType string) bool {
	kind, _, _ := strings.Cut(mediaType, "/")
	switch {
	case kind == "image", kind == "video", kind == "audio", mediaType == "application/pdf":
		return true
	}
	return strings.HasPrefix(mediaType, "text/plain") || strings.HasPrefix(mediaType, "text/vtt")
}

// escapeName writes a file's name for a header (RFC 8187).
func escapeName(name string) string { return strings.ReplaceAll(escape(name), "+", "%20") }
