package quizzes

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// FindAttempt returns the person's attempt. It returns ErrNotFound, or ErrNotYours for that of somebody else.
func FindAttempt(app core.App, user, id string) (*Attempt, error) {
	r, err := app.FindRecordById("attempts", id)
	if err != nil {
		return nil, absent(err, "attempt %s", id)
	}
	a := newAttempt(r)
	if user == "" || a.User() != user {
		return nil, fmt.Errorf("attempt %s: %w", id, ErrNotYours)
	}
	return a, nil
}

// FindAnyAttempt returns an attempt to those who manage its course, or ErrNotFound.
func FindAnyAttempt(app core.App, id string) (*Attempt, error) {
	r, err := app.FindRecordById("attempts", id)
	if err != nil {
		return nil, absent(err, "attempt %s", id)
	}
	return newAttempt(r), nil
}

// Attempts returns the attempts of an enrolment at a quiz, the newest first.
func Attempts(app core.App, enrolment, quiz string) ([]*Attempt, error) {
	var records []*core.Record
	err := app.RecordQuery("attempts").
		AndWhere(dbx.HashExp{"enrolment": enrolment, "quiz": quiz}).OrderBy("number DESC").All(&records)
	if err != nil {
		return nil, fmt.Errorf("attempts at quiz %s: %w", quiz, err)
	}
	list := make([]*Attempt, len(records))
	for i, r := range records {
		list[i] = newAttempt(r)
	}
	return list, nil
}

// overdue are open attempts that took no answer any more at the given moment, at most a handful at once.
func overdue(app core.App, now time.Time) ([]string, error) {
	at, err := types.ParseDateTime(now)
	if err != nil {
		return nil, err
	}
	var ids []string
	err = app.DB().Select("id").From("attempts").
		Where(dbx.NewExp(`[[state]] = 'open' AND [[user]] != '' AND [[expires]] != '' AND [[expires]] <= {:now}
			AND unixepoch([[expires]], 'subsec') + coalesce(json_extract([[drawn]], '$.grace'), 0) <= unixepoch({:now}, 'subsec')`,
			dbx.Params{"now": at.String()})).
		Limit(200).Column(&ids)
	if err != nil {
		return nil, fmt.Errorf("find attempts out of time: %w", err)
	}
	return ids, nil
}

// Standing is where an enrolment is with a quiz.
type Standing struct {
	Attempts  []*Attempt // the newest first
	Open      *Attempt   // nil if there is none
	Best      *Attempt   // of those submitted; nil if there is none
	Passed    bool
	TriesLeft int       // -1 without limit; an open attempt is not among them
	NotBefore time.Time // when another attempt may be begun; zero: now
}

// MayStart tells whether another attempt may be begun.
func (s Standing) MayStart() bool { return s.Open == nil && s.TriesLeft != 0 && s.NotBefore.IsZero() }

// StandingOf returns where an enrolment is with a quiz.
func StandingOf(app core.App, enrolment string, quiz *Record) (Standing, error) {
	settings, err := quiz.Settings()
	if err != nil {
		return Standing{}, err
	}
	all, err := Attempts(app, enrolment, quiz.Id)
	if err != nil {
		return Standing{}, err
	}
	granted, err := accommodationIn(app, enrolment)
	if err != nil {
		return Standing{}, err
	}
	s := Standing{Attempts: all, TriesLeft: -1}
	if settings.Attempts > 0 {
		s.TriesLeft = max(0, granted.Attempts(settings.Attempts)-len(all))
	}
	if next := settings.mayFollow(all); next.After(Now(app)) {
		s.NotBefore = next
	}
	for _, a := range all {
		switch {
		case !a.IsSubmitted():
			s.Open = a
		case s.Best == nil || a.Percent() > s.Best.Percent():
			s.Best = a
		}
		s.Passed = s.Passed || a.Passed()
	}
	return s, nil
}

// mayFollow is from when on an attempt may follow those that there are, the newest first.
func (s Settings) mayFollow(all []*Attempt) time.Time {
	if s.Wait == 0 || len(all) == 0 || !all[0].IsSubmitted() {
		return time.Time{}
	}
	return all[0].Submitted().Add(time.Duration(s.Wait) * time.Minute)
}
