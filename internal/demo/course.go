package demo

import (
	"fmt"
	"io/fs"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/courses/content"
	"aula/locales"
)

// addCourses imports the courses that Aula ships, owned by the author, and returns the first.
func addCourses(tx core.App, owner string) (*courses.Course, error) {
	for _, slug := range content.Slugs() {
		folder, err := fs.Sub(content.FS, slug)
		if err != nil {
			return nil, err
		}
		tree, err := courses.ReadFS(folder, slug, courses.DefaultLimits())
		if err != nil {
			return nil, fmt.Errorf("read course %s: %w", slug, err)
		}
		manuscript := courses.Compose(tree, courses.ComposeOptions{Label: locales.MarkupLabel})
		if _, err := courses.Import(tx, manuscript, courses.ImportOptions{Owner: owner}); err != nil {
			return nil, fmt.Errorf("import course %s: %w", slug, err)
		}
	}
	return courses.FindBySlug(tx, theCourse)
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
