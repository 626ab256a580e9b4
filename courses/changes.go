package courses

import (
	"cmp"
	"slices"

	"aula/quizzes"
)

// How a part of a course differs from the revision before.
const (
	Added    = "added"
	Returned = "returned" // was there once, was taken out, and is back with its progress
	Changed  = "changed"
	Moved    = "moved"
	Removed  = "removed" // kept for those who did it, shown to nobody
)

// Changes are what an import changed, or would.
type Changes struct {
	Course, Slug, Title string
	New                 bool // the course was not there
	Same                bool // this revision was there already
	Revision            int
	WasState, State     string
	Head                []string // fields of the front matter that differ
	Lessons             []LessonChange
	Quizzes             []QuizChange
	Asked, Dropped      []RequirementChange // what completion asks now and did not, and the reverse
	Files               FileChanges
	Learners            LearnerChanges
}

// LessonChange is one lesson that differs.
type LessonChange struct{ Kind, Key, Title string }

// RequirementChange is one requirement that came or went.
type RequirementChange struct{ Kind, Key, Title string }

// QuizChange is one quiz that differs, and how many of its questions do.
type QuizChange struct {
	Kind, Key, Title           string
	Added, Reworded, Withdrawn int
}

// FileChanges count files.
type FileChanges struct{ Added, Changed, Removed, Kept int }

// LearnerChanges count enrolments.
type LearnerChanges struct {
	Open      int // enrolled and not finished
	Finished  int // they and their certificates stay as they are
	Ahead     int // open ones whose percent rises
	Back      int // open ones whose percent falls
	Completed int // open ones that are complete now, because the course asks for less
}

// Nothing tells whether the import changes nothing at all.
func (c *Changes) Nothing() bool { return c.Same && c.State == c.WasState }

// quizChanges gathers what storing the quizzes did, quiz by quiz, in the order in which it was done.
func quizChanges(done []quizzes.Change, titles map[string]string) []QuizChange {
	var list []QuizChange
	place := map[string]int{}
	for _, d := range done {
		at, known := place[d.Quiz]
		if !known {
			at = len(list)
			place[d.Quiz] = at
			list = append(list, QuizChange{Kind: Changed, Key: d.Quiz, Title: cmp.Or(titles[d.Quiz], d.Quiz)})
		}
		if d.Question == "" {
			list[at].Kind = quizKinds[d.Kind]
			continue
		}
		switch d.Kind {
		case quizzes.Added, quizzes.Restored:
			list[at].Added++
		case quizzes.Changed:
			list[at].Reworded++
		case quizzes.Retired:
			list[at].Withdrawn++
		}
	}
	return list
}

var quizKinds = map[quizzes.ChangeKind]string{
	quizzes.Added: Added, quizzes.Changed: Changed, quizzes.Retired: Removed, quizzes.Restored: Returned,
}

// sortLessons puts removed lessons last and keeps the course's order otherwise.
func sortLessons(list []LessonChange) {
	slices.SortStableFunc(list, func(a, b LessonChange) int {
		return cmp.Compare(last(a.Kind == Removed), last(b.Kind == Removed))
	})
}

func last(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// staying marks the keys of the longest run that keeps its order between two orders; the others moved.
func staying(before, after []string) map[string]bool {
	place := map[string]int{}
	for i, key := range before {
		place[key] = i
	}
	var tails []int                     // index into after of the end of the best run of each length
	previous := make([]int, len(after)) // index of the run's element before
	for i, key := range after {
		p, known := place[key]
		if !known {
			continue
		}
		length, _ := slices.BinarySearchFunc(tails, p, func(tail, p int) int { return cmp.Compare(place[after[tail]], p) })
		previous[i] = -1
		if length > 0 {
			previous[i] = tails[length-1]
		}
		if length == len(tails) {
			tails = append(tails, i)
		} else {
			tails[length] = i
		}
	}
	stay := map[string]bool{}
	if len(tails) > 0 {
		for i := tails[len(tails)-1]; i >= 0; i = previous[i] {
			stay[after[i]] = true
		}
	}
	return stay
}
