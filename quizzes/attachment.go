package quizzes

import (
	"errors"
	"fmt"
	"slices"
)

// Attachment is a file that a learner added to an essay.
type Attachment struct {
	ID       string
	Attempt  string
	Question string // of the version
	Name     string // as the learner's device named it, cleaned
	Type     string // key of FileTypes, found out from its bytes
	Media    string // its media type
	Size     int64
	stored   string
}

// FileTypes are the kinds of files that an essay may ask for, each with the forms that it has.
var FileTypes = map[string][]FileForm{
	"pdf":         {{"pdf", "application/pdf", ".pdf"}},
	"image":       {{"png", "image/png", ".png"}, {"jpeg", "image/jpeg", ".jpg"}, {"webp", "image/webp", ".webp"}},
	"text":        {{"text", "text/plain; charset=utf-8", ".txt"}},
	"document":    {{"odt", "application/vnd.oasis.opendocument.text", ".odt"}, {"docx", officeMedia + "wordprocessingml.document", ".docx"}},
	"spreadsheet": {{"ods", "application/vnd.oasis.opendocument.spreadsheet", ".ods"}, {"xlsx", officeMedia + "spreadsheetml.sheet", ".xlsx"}},
}

const officeMedia = "application/vnd.openxmlformats-officedocument."

// fileOrder is the order in which kinds of files are named to people.
var fileOrder = []string{"pdf", "image", "text", "document", "spreadsheet"}

// FileForm is one form of a kind of file.
type FileForm struct {
	Name   string // what Recognise says
	Media  string
	Ending string
}

// formNamed finds a form and the kind that it belongs to.
func formNamed(name string) (kind string, form FileForm) {
	for kind, forms := range FileTypes {
		for _, f := range forms {
			if f.Name == name {
				return kind, f
			}
		}
	}
	return "", FileForm{}
}

// Accepts are the kinds of files that the task takes.
func (t *Task) Accepts() []string {
	if t == nil || len(t.Accept) == 0 {
		return fileOrder
	}
	return slices.DeleteFunc(slices.Clone(fileOrder), func(kind string) bool { return !slices.Contains(t.Accept, kind) })
}

// Endings are the endings of the files that the task takes.
func (t *Task) Endings() []string {
	var endings []string
	for _, kind := range t.Accepts() {
		for _, form := range FileTypes[kind] {
			endings = append(endings, form.Ending)
		}
	}
	return endings
}

// Bounds of a file.
const (
	MaxFile  = 25 << 20 // bytes
	maxNamed = 120      // characters of its name
)

// What a caller can decide about a file.
var (
	ErrFileTooLarge = errors.New("file is too large")
	ErrTooManyFiles = errors.New("no more files are taken")
	ErrNoFiles      = errors.New("question takes no files")
	ErrFile         = errors.New("file of a type that is not taken") // the error is a *FileError
)

// FileError says what a file is that is not taken, and what is. It is ErrFile.
type FileError struct {
	Found    string   // a form of FileTypes, or one of those that Recognise names and nobody takes
	Accepted []string // keys of FileTypes
}

func (e *FileError) Error() string {
	return fmt.Sprintf("file is %s, not one of %v", e.Found, e.Accepted)
}
func (e *FileError) Is(target error) bool { return target == ErrFile }
