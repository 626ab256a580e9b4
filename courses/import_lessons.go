package courses

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// saveLessons stores the lessons by their ids: those that are gone are retired, and keep what was fulfilled by them.
func (i *importer) saveLessons() error {
	existing, order, err := i.lessonsBefore()
	if err != nil {
		return err
	}
	keys := make([]string, len(i.m.Lessons))
	for n, page := range i.m.Lessons {
		keys[n] = page.Key
	}
	if err := i.freeSlugs(existing); err != nil {
		return err
	}
	if err := i.giveWay(); err != nil {
		return err
	}
	stay := staying(order, keys)
	for _, page := range i.m.Lessons {
		if err := i.saveLesson(existing[page.Key], page, stay[page.Key]); err != nil {
			return err
		}
		delete(existing, page.Key)
		i.step()
	}
	for _, l := range existing {
		if l.Retired() {
			continue
		}
		i.words = true
		l.Set("retired", true)
		if err := i.tx.Save(l); err != nil {
			return fmt.Errorf("retire lesson %s: %w", l.Key(), err)
		}
		i.changes.Lessons = append(i.changes.Lessons, LessonChange{Removed, l.Key(), l.Title()})
	}
	sortLessons(i.changes.Lessons)
	return placeMade(i.tx, i.course.Id)
}

// lessonsBefore returns the lessons of the revision before, retired ones too, by key, and the keys of the others in order. Those that
// were made in the academy are none of them.
func (i *importer) lessonsBefore() (map[string]*Lesson, []string, error) {
	var records []*core.Record
	err := i.tx.RecordQuery("lessons").AndWhere(dbx.HashExp{"course": i.course.Id, "origin": ""}).OrderBy("position ASC").All(&records)
	if err != nil {
		return nil, nil, fmt.Errorf("lessons before: %w", err)
	}
	byKey := make(map[string]*Lesson, len(records))
	var order []string
	for _, r := range records {
		l := newLesson(r)
		byKey[l.Key()] = l
		if !l.Retired() {
			order = append(order, l.Key())
		}
	}
	return byKey, order, nil
}

// freeSlugs takes their slugs from lessons that will get another one, so that two may swap theirs.
func (i *importer) freeSlugs(existing map[string]*Lesson) error {
	wanted := map[string]string{}
	for _, page := range i.m.Lessons {
		wanted[page.Key] = page.Slug
	}
	for key, l := range existing {
		if l.Retired() || wanted[key] == l.Slug() {
			continue
		}
		_, err := i.tx.DB().Update("lessons", dbx.Params{"slug": "~" + l.Id}, dbx.HashExp{"id": l.Id}).Execute()
		if err != nil {
			return fmt.Errorf("free slug of lesson %s: %w", key, err)
		}
	}
	return nil
}

func (i *importer) saveLesson(l *Lesson, page Page, stays bool) error {
	kind := ""
	if l == nil {
		collection, err := i.tx.FindCachedCollectionByNameOrId("lessons")
		if err != nil {
			return err
		}
		l, kind = newLesson(core.NewRecord(collection)), Added
		l.Set("course", i.course.Id)
		l.Set("key", page.Key)
	} else {
		kind = lessonKind(l, page, stays)
	}
	if kind == "" && l.GetInt("position") == page.Position && l.Text() == page.Text {
		return nil
	}
	i.words = i.words || kind == Added || kind == Returned || l.Title() != page.Title || l.Text() != page.Text
	for name, value := range map[string]any{
		"slug": page.Slug, "module": page.Module, "position": page.Position, "title": page.Title, "minutes": page.Minutes,
		"html": page.HTML, "text": page.Text, "headings": page.Headings, "retired": false,
	} {
		l.Set(name, value)
	}
	if err := i.tx.Save(l); err != nil {
		return fmt.Errorf("save lesson %s: %w", page.Key, err)
	}
	if kind != "" && !i.changes.New {
		i.changes.Lessons = append(i.changes.Lessons, LessonChange{kind, page.Key, page.Title})
	}
	return nil
}

// lessonKind says how a stored lesson differs from the page that replaces it.
func lessonKind(l *Lesson, page Page, stays bool) string {
	switch {
	case l.Retired():
		return Returned
	case l.HTML() != page.HTML || l.Title() != page.Title || l.Minutes() != page.Minutes:
		return Changed
	case !stays || l.Slug() != page.Slug || l.Module() != page.Module:
		return Moved
	}
	return ""
}
