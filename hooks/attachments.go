package hooks

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/courses"
	"aula/internal/body"
	"aula/quizzes"
)

// attachmentPatience is how long a file may take to arrive over a slow line.
const attachmentPatience = 20 * time.Minute

// attachmentBody is the most that a request with a file may have: the file, and the form around it.
const attachmentBody = quizzes.MaxFile + 1<<20

// fileAnswer is a file that was given to an essay.
type fileAnswer struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Type string `json:"type"`
	Size int64  `json:"size"`
	URL  string `json:"url"`
}

func bindAttachmentRoutes(api *router.RouterGroup[*core.RequestEvent]) {
	api.POST("/attempts/{id}/questions/{question}/files", attachFile).Bind(body.Limit(attachmentBody))
	api.DELETE("/attempts/{id}/questions/{question}/files/{file}", detachFile)
	api.GET("/attempts/{id}/files/{file}", sendAttachment)
}

func describeFile(a quizzes.Attachment) fileAnswer {
	return fileAnswer{ID: a.ID, Name: a.Name, Type: a.Type, Size: a.Size, URL: "/api/aula/attempts/" + a.Attempt + "/files/" + a.ID}
}

// attachFile takes the field "file" of a form. It goes to the disk as it comes: memory stays small.
func attachFile(e *core.RequestEvent) error {
	user, err := learner(e)
	if err != nil {
		return err
	}
	_ = http.NewResponseController(e.Response).SetReadDeadline(time.Now().Add(attachmentPatience)) // the server's own stays where it cannot be moved
	parts, err := e.Request.MultipartReader()
	if err != nil {
		return errInvalid
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) || err == nil && part.FormName() == "file" && part.FileName() == "" {
			return errInvalid
		}
		if err != nil {
			return err
		}
		if part.FormName() != "file" {
			continue
		}
		kept, err := quizzes.Attach(e.App, user.Id, e.Request.PathValue("id"), e.Request.PathValue("question"), part.FileName(), part)
		if err != nil {
			return withDetails(err)
		}
		return e.JSON(http.StatusCreated, describeFile(kept))
	}
}

func detachFile(e *core.RequestEvent) error {
	user, err := learner(e)
	if err != nil {
		return err
	}
	if err := quizzes.Detach(e.App, user.Id, e.Request.PathValue("id"), e.Request.PathValue("file")); err != nil {
		return err
	}
	return e.NoContent(http.StatusNoContent)
}

// sendAttachment gives a file to who gave it and to who manages the course: to look at or to save, never to run.
func sendAttachment(e *core.RequestEvent) error {
	if e.Auth == nil {
		return errSignIn
	}
	file, attempt, err := quizzes.FindAttachment(e.App, e.Request.PathValue("id"), e.Request.PathValue("file"))
	if err != nil {
		return err
	}
	if err := maySeeAttempt(e, attempt); err != nil {
		return err
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
	h.Set("Content-Type", file.Media)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-store")
	h.Set("Content-Disposition", disposition(file, e.Request.URL.Query().Has("download")))
	http.ServeContent(e.Response, e.Request, "", content.ModTime(), content)
	return nil
}

// maySeeAttempt answers everybody else that nothing is there.
func maySeeAttempt(e *core.RequestEvent, a *quizzes.Attempt) error {
	if a.User() == e.Auth.Id && e.Auth.Collection().Name == accounts.Collection {
		return nil
	}
	quiz, err := quizzes.Find(e.App, a.Quiz())
	if err != nil {
		return err
	}
	course, err := courses.FindByID(e.App, quiz.Course())
	if err != nil {
		return err
	}
	if !accounts.MayManageCourse(e.Auth, course.Owner()) {
		return quizzes.ErrNotYours
	}
	return nil
}

// disposition lets browsers show pictures and saves everything else.
func disposition(file quizzes.Attachment, save bool) string {
	how := "attachment"
	if file.Type == "image" && !save {
		how = "inline"
	}
	return how + "; filename*=UTF-8''" + strings.ReplaceAll(url.QueryEscape(file.Name), "+", "%20")
}
