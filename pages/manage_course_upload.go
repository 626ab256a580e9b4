package pages

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
)

// uploadPatience is how long an archive may take to arrive over a slow line.
const uploadPatience = time.Hour

// uploadCourse keeps an archive and leads to its report. It goes to the disk as it comes: memory stays small.
func (s *site) uploadCourse(e *core.RequestEvent) error {
	_ = http.NewResponseController(e.Response).SetReadDeadline(time.Now().Add(uploadPatience)) // the server's own deadline stays where it cannot be moved
	u, course, err := receiveUpload(e)
	problem := ""
	switch {
	case err == nil:
		address := "/manage/uploads/" + u.ID
		if course != "" {
			address += "?course=" + escape(course)
		}
		return back(e, address)
	case errors.Is(err, errNoFile):
		problem = "manage.upload_none"
	case tooLarge(err):
		problem = "manage.upload_large"
	default:
		return err
	}
	return s.renderManagedCourses(e, http.StatusUnprocessableEntity, uploadForm{
		Course: course, Problem: s.locale(e).T(problem, "limit", uploadLimit>>20),
	})
}

var errNoFile = errors.New("form without a file")

// receiveUpload reads the form's parts one after the other: the course that should come, then the archive.
func receiveUpload(e *core.RequestEvent) (u *courses.Upload, course string, err error) {
	parts, err := e.Request.MultipartReader()
	if err != nil {
		return nil, "", errNoFile
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, course, errNoFile
		}
		if err != nil {
			return nil, course, err
		}
		switch part.FormName() {
		case "course":
			course = readField(part)
		case "archive":
			if part.FileName() == "" {
				return nil, course, errNoFile
			}
			u, err = courses.KeepUpload(e.App, e.Auth.Id, part.FileName(), part, uploadLimit)
			return u, course, err
		}
	}
}

func readField(part *multipart.Part) string {
	text, err := io.ReadAll(io.LimitReader(part, 200))
	if err != nil {
		return ""
	}
	return string(text)
}

// tooLarge tells whether the archive, or the request around it, has too many bytes.
func tooLarge(err error) bool {
	var beyond *http.MaxBytesError
	return errors.Is(err, courses.ErrUploadTooLarge) || errors.As(err, &beyond)
}
