package courses

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// fewRatings is how many ratings a course needs before anyone sees them: of one or two, teachers would know whose they are.
const fewRatings = 3

// Ratings sum up what learners think of a course.
type Ratings struct {
	Count                          int
	Clarity, Usefulness, Recommend float64 // means, 1 to 5; 0 where there are too few ratings
	Comments                       []string
}

// Enough tells whether there are enough ratings to show their means and comments.
func (r Ratings) Enough() bool { return r.Count >= fewRatings }

// RatingsOf sums up the ratings of a course.
func RatingsOf(app core.App, course string) (Ratings, error) {
	var r Ratings
	err := app.DB().NewQuery(`SELECT count(*), coalesce(avg(clarity), 0), coalesce(avg(usefulness), 0), coalesce(avg(recommend), 0)
		FROM ratings WHERE course = {:course}`).Bind(dbx.Params{"course": course}).Row(&r.Count, &r.Clarity, &r.Usefulness, &r.Recommend)
	if err != nil {
		return r, fmt.Errorf("ratings of course %s: %w", course, err)
	}
	if !r.Enough() {
		return Ratings{Count: r.Count}, nil
	}
	err = app.DB().Select("comment").From("ratings").Where(dbx.HashExp{"course": course}).AndWhere(dbx.NewExp("comment != ''")).
		OrderBy("id").Limit(100).Column(&r.Comments) // ids are random: the order tells nothing
	if err != nil {
		return r, fmt.Errorf("comments on course %s: %w", course, err)
	}
	return r, nil
}
