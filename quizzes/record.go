package quizzes

import (
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"
)

// Decisions that a caller can take.
var (
	ErrNotFound    = errors.New("quiz or attempt not found")
	ErrNotYours    = errors.New("attempt of another person") // to be shown as if it were not there
	ErrClosed      = errors.New("attempt is closed")         // submitted, or out of time
	ErrOpen        = errors.New("attempt is still open")
	ErrNoTriesLeft = errors.New("no attempts left")
	ErrTooSoon     = errors.New("attempt follows another too soon") // the error is a TooSoon
	ErrImmutable   = errors.New("what was asked and answered does not change")
)

// Record is a quiz as it is stored.
type Record struct{ core.BaseRecordProxy }

func newRecord(r *core.Record) *Record {
	q := &Record{}
	q.SetProxyRecord(r)
	return q
}

func (q *Record) Course() string    { return q.GetString("course") }
func (q *Record) Key() string       { return q.GetString("key") }
func (q *Record) Slug() string      { return q.GetString("slug") }
func (q *Record) Title() string     { return q.GetString("title") }
func (q *Record) IntroHTML() string { return q.GetString("intro_html") } // sanitised when it was imported
func (q *Record) Retired() bool     { return q.GetBool("retired") }

// Settings say how the quiz is asked.
func (q *Record) Settings() (Settings, error) {
	s := DefaultSettings()
	if err := q.UnmarshalJSONField("settings", &s); err != nil {
		return s, fmt.Errorf("settings of quiz %s: %w", q.Id, err)
	}
	return s, nil
}

// Version is one version of a question as it is stored. Its meaning never changes: a changed question is another
// version, and an attempt keeps those that it was asked.
type Version struct{ core.BaseRecordProxy }

func newVersion(r *core.Record) *Version {
	v := &Version{}
	v.SetProxyRecord(r)
	return v
}

func (v *Version) Quiz() string   { return v.GetString("quiz") }
func (v *Version) Key() string    { return v.GetString("key") }
func (v *Version) Number() int    { return v.GetInt("version") }
func (v *Version) Digest() string { return v.GetString("digest") }
func (v *Version) Current() bool  { return v.GetBool("current") }

// Question returns the question, its solution included.
func (v *Version) Question() (Question, error) {
	q := Question{Key: v.Key(), Type: Type(v.GetString("type")), Points: v.GetFloat("points")}
	if err := v.UnmarshalJSONField("body", &q.Body); err != nil {
		return q, fmt.Errorf("body of question %s: %w", v.Id, err)
	}
	if err := v.UnmarshalJSONField("solution", &q.Solution); err != nil {
		return q, fmt.Errorf("solution of question %s: %w", v.Id, err)
	}
	return q, nil
}

// means tells whether the version is the question of a digest, also where its own was made in an earlier way.
func (v *Version) means(digest string) (bool, error) {
	if v.Digest() == digest {
		return true, nil
	}
	q, err := v.Question()
	if err != nil {
		return false, err
	}
	now, err := q.Digest()
	return now == digest, err
}

// CheckVersion refuses with ErrImmutable a change of what a stored question means. Addresses and places may change.
func CheckVersion(r *core.Record) error {
	q, err := newVersion(r).Question()
	if err != nil {
		return err
	}
	digest, err := q.Digest()
	if err != nil {
		return err
	}
	same, err := newVersion(r.Original()).means(digest)
	if err != nil {
		return err
	}
	if !same || r.GetString("digest") != r.Original().GetString("digest") {
		return fmt.Errorf("question %s: %w", r.Id, ErrImmutable)
	}
	return nil
}
