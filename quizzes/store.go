package quizzes

import (
	"cmp"
	"encoding/json"
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Change is one thing that storing a course's quizzes did.
type Change struct {
	Quiz     string // its key
	Question string // its key; empty where the quiz itself changed
	Kind     ChangeKind
}

// ChangeKind says what was done.
type ChangeKind string

const (
	Added    ChangeKind = "added"
	Changed  ChangeKind = "changed"  // of a question: a new version is asked from now on
	Retired  ChangeKind = "retired"  // asked no more; attempts keep it
	Restored ChangeKind = "restored" // asked again
)

// Store makes quizzes the quizzes of the course, in this order, and returns what changed. A question whose meaning
// changed gets a new version; quizzes and questions that are missing are retired. tx must be a transaction's app.
func Store(tx core.App, course string, quizzes []Quiz) ([]Change, error) {
	s := &storage{tx: tx, course: course, known: map[string]*Record{}, moved: map[string]bool{}}
	all, err := OfCourse(tx, course)
	if err != nil {
		return nil, err
	}
	for _, q := range all {
		s.known[q.Key()] = q
	}
	if err := s.makeRoom(quizzes); err != nil {
		return nil, err
	}
	for i, q := range quizzes {
		if err := s.quiz(q, cmp.Or(q.Position, i+1)); err != nil {
			return nil, fmt.Errorf("store quiz %s: %w", q.Key, err)
		}
	}
	return s.changes, nil
}

// storage is one run of Store.
type storage struct {
	tx      core.App
	course  string
	known   map[string]*Record
	moved   map[string]bool // retired for a moment, so that its new address is free
	changes []Change
}

func (s *storage) note(quiz, question string, kind ChangeKind) {
	s.changes = append(s.changes, Change{Quiz: quiz, Question: question, Kind: kind})
}

// makeRoom retires what is missing, and frees the addresses that change hands.
func (s *storage) makeRoom(quizzes []Quiz) error {
	wanted := make(map[string]string, len(quizzes))
	for _, q := range quizzes {
		wanted[q.Key] = q.Slug
	}
	for key, q := range s.known {
		slug, kept := wanted[key]
		if q.Retired() || kept && slug == q.Slug() {
			continue
		}
		if !kept {
			s.note(key, "", Retired)
		}
		q.Set("retired", true)
		if err := s.tx.Save(q); err != nil {
			return fmt.Errorf("retire quiz %s: %w", key, err)
		}
		s.moved[key] = kept
	}
	return nil
}

func (s *storage) quiz(q Quiz, position int) error {
	settings, err := json.Marshal(q.Settings)
	if err != nil {
		return err
	}
	r, err := s.record(q.Key)
	if err != nil {
		return err
	}
	kind := s.changeOf(r, q, settings)
	if kind != "" {
		s.note(q.Key, "", kind)
	}
	if kind != "" || r.GetInt("position") != position {
		r.Set("slug", q.Slug)
		r.Set("title", q.Title)
		r.Set("position", position)
		r.Set("intro_html", q.Intro.Block())
		r.Set("settings", types.JSONRaw(settings))
		r.Set("retired", false)
		if err := s.tx.Save(r); err != nil {
			return err
		}
	}
	return s.questions(r, q)
}

// record is the row of a quiz, perhaps not saved yet.
func (s *storage) record(key string) (*Record, error) {
	if r, ok := s.known[key]; ok {
		return r, nil
	}
	collection, err := s.tx.FindCachedCollectionByNameOrId("quizzes")
	if err != nil {
		return nil, err
	}
	r := newRecord(core.NewRecord(collection))
	r.Set("course", s.course)
	r.Set("key", key)
	return r, nil
}

func (s *storage) changeOf(r *Record, q Quiz, settings []byte) ChangeKind {
	switch {
	case r.IsNew():
		return Added
	case r.Retired() && !s.moved[q.Key]:
		return Restored
	case r.Slug() != q.Slug, r.Title() != q.Title, r.IntroHTML() != q.Intro.Block(), !sameJSON(r.GetString("settings"), settings):
		return Changed
	}
	return ""
}

func (s *storage) questions(r *Record, q Quiz) error {
	newest, err := newestVersions(s.tx, r.Id)
	if err != nil {
		return err
	}
	for i, question := range q.Questions {
		if err := s.question(r, newest[question.Key], question, i+1); err != nil {
			return fmt.Errorf("question %s: %w", question.Key, err)
		}
		delete(newest, question.Key)
	}
	for key, v := range newest {
		if !v.Current() {
			continue
		}
		s.note(q.Key, key, Retired)
		v.Set("current", false)
		if err := s.tx.Save(v); err != nil {
			return fmt.Errorf("retire question %s: %w", key, err)
		}
	}
	return nil
}

// question keeps the newest version if it means the same, and makes the next one otherwise.
func (s *storage) question(r *Record, newest *Version, q Question, position int) error {
	digest, err := q.Digest()
	if err != nil {
		return err
	}
	meant := false
	if newest != nil {
		if meant, err = newest.means(digest); err != nil {
			return err
		}
	}
	switch {
	case newest == nil:
		s.note(r.Key(), q.Key, Added)
		newest, err = s.version(r.Id, 1, digest, q)
	case !meant:
		s.note(r.Key(), q.Key, Changed)
		newest, err = s.succeed(newest, digest, q)
	case !newest.Current():
		s.note(r.Key(), q.Key, Restored)
	}
	if err != nil {
		return err
	}
	return s.write(newest, q, position)
}

// succeed is the version that takes the place of another.
func (s *storage) succeed(old *Version, digest string, q Question) (*Version, error) {
	if old.Current() {
		old.Set("current", false)
		if err := s.tx.Save(old); err != nil {
			return nil, err
		}
	}
	return s.version(old.Quiz(), old.Number()+1, digest, q)
}

func (s *storage) version(quiz string, number int, digest string, q Question) (*Version, error) {
	collection, err := s.tx.FindCachedCollectionByNameOrId("questions")
	if err != nil {
		return nil, err
	}
	v := newVersion(core.NewRecord(collection))
	v.Set("quiz", quiz)
	v.Set("key", q.Key)
	v.Set("version", number)
	v.Set("digest", digest)
	v.Set("type", string(q.Type))
	v.Set("points", q.Points)
	return v, nil
}

// write saves what may differ between two rows of one meaning, if it does.
func (s *storage) write(v *Version, q Question, position int) error {
	body, err := json.Marshal(q.Body)
	if err != nil {
		return err
	}
	solution, err := json.Marshal(q.Solution)
	if err != nil {
		return err
	}
	if !v.IsNew() && v.Current() && v.GetInt("position") == position &&
		sameJSON(v.GetString("body"), body) && sameJSON(v.GetString("solution"), solution) {
		return nil
	}
	v.Set("position", position)
	v.Set("current", true)
	v.Set("body", types.JSONRaw(body))
	v.Set("solution", types.JSONRaw(solution))
	return s.tx.Save(v)
}

// sameJSON compares what is stored with what would be.
func sameJSON(stored string, packed []byte) bool { return stored == string(packed) }
