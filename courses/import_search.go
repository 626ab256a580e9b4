package courses

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// index lets the search find the course's words where they have changed: one row for the course itself, one for each lesson.
func (i *importer) index() error {
	if i.o.DryRun || !i.words {
		return nil
	}
	if err := unindex(i.tx, i.course.Id); err != nil {
		return err
	}
	ids, err := i.lessonIDs()
	if err != nil {
		return err
	}
	if err := i.indexRow("", i.m.Title, i.m.Summary+"\n"+i.m.IntroText); err != nil {
		return err
	}
	for _, page := range i.m.Lessons {
		if err := i.indexRow(ids[page.Key], page.Title, page.Text); err != nil {
			return err
		}
	}
	made, err := i.made()
	if err != nil {
		return err
	}
	for _, l := range made {
		if err := i.indexRow(l.Id, l.Title(), l.Text()); err != nil {
			return err
		}
	}
	return nil
}

func (i *importer) lessonIDs() (map[string]string, error) {
	lessons, err := Lessons(i.tx, i.course.Id)
	if err != nil {
		return nil, err
	}
	ids := make(map[string]string, len(lessons))
	for _, l := range lessons {
		ids[l.Key()] = l.Id
	}
	return ids, nil
}

func (i *importer) indexRow(lesson, title, body string) error {
	_, err := i.tx.DB().Insert("course_search", dbx.Params{
		"course": i.course.Id, "lesson": lesson, "title": title, "body": body,
	}).Execute()
	if err != nil {
		return fmt.Errorf("index course %s: %w", i.course.Id, err)
	}
	return nil
}

// unindex takes the course's words out of the search.
func unindex(tx core.App, course string) error {
	if _, err := tx.DB().Delete("course_search", dbx.HashExp{"course": course}).Execute(); err != nil {
		return fmt.Errorf("unindex course %s: %w", course, err)
	}
	return nil
}
