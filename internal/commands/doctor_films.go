package commands

import (
	"fmt"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/recordings"
)

// lookAtFilms finds lessons whose film is not there: its file has gone, or the academy was brought back without it.
func lookAtFilms(app core.App) ([]finding, error) {
	list, err := recordings.FilmlessLessons(app)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	var lessons strings.Builder
	for _, f := range list {
		fmt.Fprintf(&lessons, "\n    %s · %s: %s", f.Course, f.Lesson, f.File)
	}
	return []finding{{fault, "film_missing", []any{"number", len(list), "lessons", lessons.String(), "dir", app.DataDir()}}}, nil
}
