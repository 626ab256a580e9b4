package demo

import (
	"embed"
	"fmt"
	"io/fs"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/courses/content"
	"aula/locales"
)

//go:embed prova-le-domande un-ora-dal-vivo sicurezza-sul-lavoro
var own embed.FS

// theTrial is the course in which everybody may try every kind of question.
const theTrial = "prova-le-domande"

// theLiveCourse is the course for which the demo's webinars count.
const theLiveCourse = "un-ora-dal-vivo"

// addCourses imports the courses that Aula ships and the demo's own, owned by the author, and returns the first.
func addCourses(tx core.App, owner string) (*courses.Course, error) {
	for _, slug := range content.Slugs() {
		if err := addCourse(tx, owner, content.FS, slug); err != nil {
			return nil, err
		}
	}
	for _, slug := range []string{theTrial, theLiveCourse, theSafetyCourse} {
		if err := addCourse(tx, owner, own, slug); err != nil {
			return nil, err
		}
	}
	return courses.FindBySlug(tx, theCourse)
}

func addCourse(tx core.App, owner string, from fs.FS, slug string) error {
	folder, err := fs.Sub(from, slug)
	if err != nil {
		return err
	}
	tree, err := courses.ReadFS(folder, slug, courses.DefaultLimits())
	if err != nil {
		return fmt.Errorf("read course %s: %w", slug, err)
	}
	manuscript := courses.Compose(tree, courses.ComposeOptions{Label: locales.MarkupLabel})
	if _, err := courses.Import(tx, manuscript, courses.ImportOptions{Owner: owner}); err != nil {
		return fmt.Errorf("import course %s: %w", slug, err)
	}
	return nil
}

// ask leaves a learner's question for the teacher.
func ask(tx core.App, course *courses.Course, user string) error {
	lessons, err := courses.Lessons(tx, course.Id)
	if err != nil {
		return err
	}
	_, err = courses.Ask(tx, user, course.Id, lessons[0].Id, theQuestion)
	return err
}
