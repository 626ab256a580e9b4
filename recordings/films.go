package recordings

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/recordings/captions"
)

// LessonFile is a file of a lesson that is a recording.
type LessonFile struct {
	Path    string                 // below the data folder, with slashes
	Content func() ([]byte, error) // of it, what the lesson shows; nil: all that is there
}

// LessonFiles are the files of all lessons that are recordings: their films, captions, chapters and pictures. What was cut away from a
// film, or said in that part, is in none; nor is the picture of one that is cut, which may show it. films is how many lessons there are.
func LessonFiles(app core.App) (files []LessonFile, films int, err error) {
	err = eachLesson(app, func(p *Publication, r *Recording) error {
		films++
		for _, f := range p.files(app, r) {
			if _, err := os.Stat(f.Path); err != nil { // what is not there is named elsewhere
				continue
			}
			inside, err := filepath.Rel(app.DataDir(), f.Path)
			if err != nil {
				return err
			}
			files = append(files, LessonFile{filepath.ToSlash(inside), f.Content})
		}
		return nil
	})
	return files, films, err
}

// files are the lesson's, by their whole paths. Captions and chapters that are cut keep the recording's time, as they do in the file.
func (p *Publication) files(app core.App, r *Recording) []LessonFile {
	film, said, parts := LessonFile{Path: p.MediaPath(app, r)}, LessonFile{Path: r.CaptionsPath(app)}, LessonFile{Path: r.ChaptersPath(app)}
	if p.showsAll(r) {
		return []LessonFile{film, said, parts, {Path: r.PosterPath(app)}}
	}
	said.Content = func() ([]byte, error) {
		cues, err := p.Captions(app, r)
		return captions.Write(captions.Shift(cues, p.From())), err
	}
	parts.Content = func() ([]byte, error) {
		list, err := p.Chapters(app, r)
		if err != nil {
			return nil, err
		}
		for i := range list {
			list[i].At += p.From().Seconds()
		}
		return json.Marshal(list)
	}
	return []LessonFile{film, said, parts}
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
		course := p.Course() // one that has gone is called by its id
		switch c, err := courses.FindByID(app, course); {
		case err == nil:
			course = c.Title()
		case !errors.Is(err, courses.ErrNotFound):
			return err
		}
		list = append(list, Filmless{course, p.Title(), filepath.ToSlash(inside)})
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
		if errors.Is(err, ErrNotFound) { // there is no film then
			continue
		}
		if err == nil {
			err = visit(p, r)
		}
		if err != nil {
			return fmt.Errorf("lesson of recording %s: %w", p.Recording(), err)
		}
	}
	return nil
}
