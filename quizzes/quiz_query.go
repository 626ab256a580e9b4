package quizzes

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Find returns the quiz with this id, or ErrNotFound. A retired one is found too.
func Find(app core.App, id string) (*Record, error) {
	r, err := app.FindRecordById("quizzes", id)
	if err != nil {
		return nil, absent(err, "quiz %s", id)
	}
	return newRecord(r), nil
}

// KeyOf returns the key of the quiz with this id, or ErrNotFound.
func KeyOf(app core.App, id string) (key string, err error) {
	if err := app.DB().Select("key").From("quizzes").Where(dbx.HashExp{"id": id}).Row(&key); err != nil {
		return "", absent(err, "quiz %s", id)
	}
	return key, nil
}

// FindBySlug returns the course's quiz that an address names, by its slug, its id or its file's stem, which may begin with
// a number, or ErrNotFound.
func FindBySlug(app core.App, course, name string) (*Record, error) {
	stem := strings.TrimLeft(strings.TrimLeft(name, "0123456789"), "-_. ")
	var err error
	for _, by := range []struct{ column, value string }{{"slug", name}, {"key", name}, {"slug", stem}} {
		r := &core.Record{}
		err = app.RecordQuery("quizzes").
			AndWhere(dbx.HashExp{"course": course, by.column: by.value, "retired": false}).Limit(1).One(r)
		if err == nil {
			return newRecord(r), nil
		}
	}
	return nil, absent(err, "quiz %q of course %s", name, course)
}

// FindAnyBySlug is FindBySlug for those who run the course: it finds a quiz that is asked no more too, if no other has its address.
func FindAnyBySlug(app core.App, course, name string) (*Record, error) {
	found, err := FindBySlug(app, course, name)
	if !errors.Is(err, ErrNotFound) {
		return found, err
	}
	r := &core.Record{}
	err = app.RecordQuery("quizzes").AndWhere(dbx.HashExp{"course": course, "slug": name}).OrderBy("updated DESC").Limit(1).One(r)
	if err != nil {
		return nil, absent(err, "quiz %q of course %s", name, course)
	}
	return newRecord(r), nil
}

// findBank returns the course's bank with this key, or ErrNotFound.
func findBank(app core.App, course, key string) (*Record, error) {
	r := &core.Record{}
	err := app.RecordQuery("quizzes").AndWhere(dbx.HashExp{"course": course, "key": key, "retired": false}).Limit(1).One(r)
	if err != nil {
		return nil, absent(err, "bank %q of course %s", key, course)
	}
	return newRecord(r), nil
}

// FindVersion returns one version of a question, asked now or not, or ErrNotFound.
func FindVersion(app core.App, id string) (*Version, error) {
	r, err := app.FindRecordById("questions", id)
	if err != nil {
		return nil, absent(err, "question %s", id)
	}
	return newVersion(r), nil
}

// OfCourse returns all quizzes that a course ever had, in order.
func OfCourse(app core.App, course string) ([]*Record, error) {
	var records []*core.Record
	err := app.RecordQuery("quizzes").AndWhere(dbx.HashExp{"course": course}).OrderBy("position ASC").All(&records)
	if err != nil {
		return nil, fmt.Errorf("quizzes of course %s: %w", course, err)
	}
	list := make([]*Record, len(records))
	for i, r := range records {
		list[i] = newRecord(r)
	}
	return list, nil
}

// CountQuestions tells how many questions the quiz has now.
func CountQuestions(app core.App, quiz string) (int, error) {
	count := 0
	err := app.DB().Select("count(*)").From("questions").
		Where(dbx.HashExp{"quiz": quiz, "current": true}).Row(&count)
	if err != nil {
		return 0, fmt.Errorf("count questions of quiz %s: %w", quiz, err)
	}
	return count, nil
}

// currentVersions are the questions that the quiz has now, in order.
func currentVersions(app core.App, quiz string) ([]*Version, error) {
	return versions(app, dbx.HashExp{"quiz": quiz, "current": true}, "position ASC")
}

// newestVersions are the newest versions of all questions that the quiz ever had, by their keys.
func newestVersions(app core.App, quiz string) (map[string]*Version, error) {
	all, err := versions(app, dbx.HashExp{"quiz": quiz}, "version ASC")
	if err != nil {
		return nil, err
	}
	newest := make(map[string]*Version, len(all))
	for _, v := range all {
		newest[v.Key()] = v
	}
	return newest, nil
}

// versionsByID returns those of the versions that are there.
func versionsByID(app core.App, ids []string) (map[string]*Version, error) {
	if len(ids) == 0 {
		return map[string]*Version{}, nil
	}
	values := make([]any, len(ids))
	for i, id := range ids {
		values[i] = id
	}
	all, err := versions(app, dbx.In("id", values...), "")
	if err != nil {
		return nil, err
	}
	byID := make(map[string]*Version, len(all))
	for _, v := range all {
		byID[v.Id] = v
	}
	return byID, nil
}

func versions(app core.App, where dbx.Expression, order string) ([]*Version, error) {
	var records []*core.Record
	q := app.RecordQuery("questions").AndWhere(where)
	if order != "" {
		q.OrderBy(order)
	}
	if err := q.All(&records); err != nil {
		return nil, fmt.Errorf("find questions: %w", err)
	}
	list := make([]*Version, len(records))
	for i, r := range records {
		list[i] = newVersion(r)
	}
	return list, nil
}

// absent turns "no rows" into ErrNotFound and leaves other failures what they are.
func absent(err error, what string, args ...any) error {
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	return fmt.Errorf("%s: %w", fmt.Sprintf(what, args...), err)
}
