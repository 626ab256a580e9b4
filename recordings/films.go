package recordings

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
)

// LessonFiles are the files of all lessons that are recordings, below the data folder and with slashes: their films, captions, chapters and
// pictures. What was cut away from them is in none. films is how many lessons there are.
func LessonFiles(app core.App) (files []string, films int, err error) {
	err = eachLesson(app, func(p *Publication, r *Recording) error {
		films++
		seen := map[string]bool{}
		for _, path := range []string{p.MediaPath(app, r), r.CaptionsPath(app), r.ChaptersPath(app), r.PosterPath(app)} {
			if _, err := os.Stat(path); err != nil || seen[path] { // what is not there is named elsewhere
				continue
			}
			seen[path] = true
			inside, err := filepath.Rel(app.DataDir(), path)
			if err != nil {
				return err
			}
			files = append(files, filepath.ToSlash(inside))
		}
		return nil
	})
	return files, films, err
}

// Filmless is a lesson whose film is not there.
type Filmless struct {
	Course, Lesson string // titles
	File           string // where the film would be, below the data folder
}

// FilmlessLessons are the lessons whose films are not there, as after a restore of a backup that had none.
func FilmlessLessons(app core.App) (list []Filmless, err error) {
	err = eachLesson(app, func(p *Publication, r *Recording) error {
		path := p.MediaPath(app, r)
		if _, err := os.Stat(path); err == nil {
			return nil
		}
		inside, err := filepath.Rel(app.DataDir(), path)
		if err != nil {
			return err
		}
		c, err := courses.FindByID(app, p.Course())
		if err != nil {
			return err
		}
		list = append(list, Filmless{c.Title(), p.Title(), filepath.ToSlash(inside)})
		return nil
	})
	return list, err
}

// eachLesson visits the lessons that are recordings, the oldest first. An academy of an older schema has none.
func eachLesson(app core.App, visit func(*Publication, *Recording) error) error {
	if !app.HasTable(Publications) {
		return nil
	}
	var rows []*core.Record
	if err := app.RecordQuery(Publications).AndWhere(dbx.NewExp("lesson != ''")).OrderBy("rowid").All(&rows); err != nil {
		return fmt.Errorf("lessons of recordings: %w", err)
	}
	for _, row := range rows {
		p := publication(row)
		r, err := Find(app, p.Recording())
		if err == nil {
			err = visit(p, r)
		}
		if err != nil {
			return fmt.Errorf("lesson of recording %s: %w", p.Recording(), err)
		}
	}
	return nil
}
