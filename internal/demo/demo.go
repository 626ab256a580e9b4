// Package demo fills an empty academy with people, a course and some progress, so that somebody who starts
// Aula for the first time sees it alive. It is for loopback only: everybody knows its passwords.
package demo

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/organisations"
)

// FileName is the file in the data folder that tells scripts about the demo.
const FileName = "demo.json"

// MailFolder is the folder in the data folder where the demo's mails are written instead of being sent.
const MailFolder = "mails"

// ErrInUse says that the folder already holds an academy that is not the demo.
var ErrInUse = errors.New("the data folder already holds an academy")

// Account is a person of the demo who can sign in.
type Account struct {
	Role     string `json:"role"`
	Email    string `json:"email"`
	Password string `json:"password"`
}

// Academy is what the demo tells scripts.
type Academy struct {
	URL      string    `json:"url"`
	Accounts []Account `json:"accounts"`
	Courses  []string  `json:"courses"`
	Webinars []Webinar `json:"webinars"`
	Classes  []Class   `json:"classes"` // that give out cards
}

// Fill makes the demo in an empty academy, or finds the one that it made before. url is where it will be served.
// It returns ErrInUse for an academy that has people of its own. As long as the program runs the cast sign in by password alone.
func Fill(app core.App, url string) (Academy, error) {
	mine, err := isMine(app)
	if err != nil {
		return Academy{}, err
	}
	if !mine {
		if err := app.RunInTransaction(func(tx core.App) error { return fill(tx, url) }); err != nil {
			return Academy{}, fmt.Errorf("fill the demo academy: %w", err)
		}
		organisations.Forget(app)
	}
	accounts.ExemptFromFactor(app, mailboxes()...)
	a := Academy{URL: url, Accounts: accountsToShow()}
	if a.Webinars, err = webinarsToShow(app, url); err != nil {
		return Academy{}, err
	}
	if a.Classes, err = classesToShow(app); err != nil {
		return Academy{}, err
	}
	list, err := courses.All(app, courses.Published)
	if err != nil {
		return Academy{}, err
	}
	a.Courses = []string{theCourse} // a walk through the demo begins with the one that has people in it
	for _, c := range list {
		if c.Slug() != theCourse {
			a.Courses = append(a.Courses, c.Slug())
		}
	}
	return a, nil
}

// ExemptCast lets the cast do without a second factor as Fill does, for programs that look at a demo from outside: a folder with the demo's
// file in it.
func ExemptCast(app core.App) {
	if _, err := os.Stat(filepath.Join(app.DataDir(), FileName)); err == nil {
		accounts.ExemptFromFactor(app, mailboxes()...)
	}
}

// isMine tells whether the academy is a demo already; an empty one is not.
func isMine(app core.App) (bool, error) {
	people, err := app.CountRecords("users")
	if err != nil || people == 0 {
		return false, err
	}
	if _, err := app.FindAuthRecordByEmail("users", cast[0].email); err != nil {
		return false, ErrInUse
	}
	return true, nil
}

// Write leaves the demo's file in the data folder, readable by its owner only.
func (a Academy) Write(dir string) error {
	content, err := json.MarshalIndent(a, "", " ")
	if err != nil {
		return err
	}
	path := filepath.Join(dir, FileName)
	if err := os.WriteFile(path+".new", append(content, '\n'), 0o600); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return os.Rename(path+".new", path)
}

// Forget removes the demo's file from a data folder that is a demo's no longer.
func Forget(dir string) error {
	if err := os.Remove(filepath.Join(dir, FileName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
