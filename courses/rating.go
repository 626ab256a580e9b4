package courses

import (
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Decisions about ratings.
var (
	ErrRated         = errors.New("course was already rated by this learner")
	ErrNotComplete   = errors.New("course is not complete")
	ErrRatingInvalid = errors.New("rating is outside its bounds")
)

// commentAtMost is how many characters a rating's comment may have; more is cut.
const commentAtMost = 4000

// Rating is what a learner thinks of a finished course, from 1 to 5. It is stored without the learner, and without
// the time: in a small class both would say who wrote it.
type Rating struct {
	Clarity, Usefulness, Recommend int
	Comment                        string
}

// ValidStars tells whether n is an answer to one of the questions.
func ValidStars(n int) bool { return n >= 1 && n <= 5 }

// Rate stores the rating of the person's finished course, once an enrolment. It returns ErrNotEnrolled,
// ErrNotComplete, ErrRated or ErrRatingInvalid.
func Rate(app core.App, user, course string, r Rating) error {
	if !ValidStars(r.Clarity) || !ValidStars(r.Usefulness) || !ValidStars(r.Recommend) {
		return ErrRatingInvalid
	}
	return app.RunInTransaction(func(tx core.App) error {
		e, err := FindEnrolment(tx, user, course)
		switch {
		case err != nil:
			return err
		case !e.IsComplete():
			return fmt.Errorf("rate by enrolment %s: %w", e.Id, ErrNotComplete)
		case e.Rated():
			return fmt.Errorf("rate by enrolment %s: %w", e.Id, ErrRated)
		}
		// Written past the model: an update would leave a time beside the rating's.
		_, err = tx.DB().Update("enrolments", dbx.Params{"rated": true}, dbx.HashExp{"id": e.Id}).Execute()
		if err != nil {
			return fmt.Errorf("rate by enrolment %s: %w", e.Id, err)
		}
		return insertRating(tx, course, r)
	})
}

func insertRating(tx core.App, course string, r Rating) error {
	collection, err := tx.FindCachedCollectionByNameOrId("ratings")
	if err != nil {
		return err
	}
	record := core.NewRecord(collection)
	record.Set("course", course)
	record.Set("clarity", r.Clarity)
	record.Set("usefulness", r.Usefulness)
	record.Set("recommend", r.Recommend)
	comment := []rune(r.Comment)
	record.Set("comment", string(comment[:min(len(comment), commentAtMost)]))
	if err := tx.Save(record); err != nil {
		return fmt.Errorf("rate course %s: %w", course, err)
	}
	return nil
}
