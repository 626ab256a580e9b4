package courses

import (
	"fmt"
	"slices"

	"github.com/pocketbase/pocketbase/core"
)

// AtTheStart says that a made lesson stands before all others: no folder's lesson has such an id.
const AtTheStart = ":start"

// betweenTwo is how many made lessons fit between two of a folder, whose places are whole numbers.
const betweenTwo = 1024

// After is the id within the course of the lesson after which a made one stands, or AtTheStart; empty: at the end.
func (l *Lesson) After() string { return l.GetString("after") }

// PlaceMade lets a made lesson stand after another one of its course, by that one's key; AtTheStart: before all; empty: at the end, where it
// also stands once that one has gone. It returns ErrNotFound for a lesson of a folder, and for a place that is none. tx must be a
// transaction's app.
func PlaceMade(tx core.App, lesson, after string) error {
	r, err := tx.FindRecordById("lessons", lesson)
	if err != nil {
		return absent(err, ErrNotFound, "lesson %s", lesson)
	}
	l := newLesson(r)
	if l.Origin() == "" {
		return fmt.Errorf("place lesson %s: %w", lesson, ErrNotFound)
	}
	return changeMade(tx, l.Course(), func() error {
		if err := CheckPlace(tx, l.Course(), after); err != nil {
			return err
		}
		l.Set("after", after)
		if err := tx.Save(l); err != nil {
			return fmt.Errorf("place lesson %s: %w", lesson, err)
		}
		return placeMade(tx, l.Course())
	})
}

// CheckPlace returns ErrNotFound unless a folder's lesson of the course has this key, or it is a place without one.
func CheckPlace(tx core.App, course, after string) error {
	if after == "" || after == AtTheStart {
		return nil
	}
	list, err := Lessons(tx, course)
	if err != nil {
		return err
	}
	for _, l := range list {
		if l.Key() == after && l.Origin() == "" {
			return nil
		}
	}
	return fmt.Errorf("a place after lesson %s: %w", after, ErrNotFound)
}

// placeMade gives the made lessons of a course their places among the folder's as these are now, and the modules of those they stand after.
func placeMade(tx core.App, course string) error {
	list, err := Lessons(tx, course)
	if err != nil {
		return err
	}
	anchors := map[string]*Lesson{}
	first := ""
	for _, l := range list {
		if l.Origin() != "" {
			continue
		}
		if len(anchors) == 0 {
			first = l.Module()
		}
		anchors[l.Key()] = l
	}
	slices.SortStableFunc(list, func(a, b *Lesson) int { return a.GetDateTime("created").Compare(b.GetDateTime("created")) })
	count, last := map[string]int{}, madeFrom
	for _, l := range list {
		if l.Origin() == "" {
			continue
		}
		position, module := float64(last), ""
		anchor := anchors[l.After()]
		switch {
		case l.After() == AtTheStart:
			count[AtTheStart]++
			position, module = float64(count[AtTheStart])/betweenTwo-1, first
		case anchor != nil:
			count[l.After()]++
			position, module = float64(anchor.GetInt("position"))+float64(count[l.After()])/betweenTwo, anchor.Module()
		default:
			last++
		}
		if l.GetFloat("position") == position && l.Module() == module {
			continue
		}
		l.Set("position", position)
		l.Set("module", module)
		if err := tx.Save(l); err != nil {
			return fmt.Errorf("place lesson %s: %w", l.Key(), err)
		}
	}
	return nil
}
