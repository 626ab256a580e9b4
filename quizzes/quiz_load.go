package quizzes

import "github.com/pocketbase/pocketbase/core"

// Load returns a quiz as it is asked now, to be written in a file. Its introduction is the HTML that was made of it.
func Load(app core.App, q *Record) (Quiz, error) {
	settings, err := q.Settings()
	if err != nil {
		return Quiz{}, err
	}
	quiz := Quiz{Key: q.Key(), Slug: q.Slug(), Title: q.Title(), Settings: settings}
	if intro := q.IntroHTML(); intro != "" {
		quiz.Intro = Text{Source: intro, Format: HTML, HTML: intro}
	}
	current, err := currentVersions(app, q.Id)
	if err != nil {
		return Quiz{}, err
	}
	for _, v := range current {
		question, err := v.Question()
		if err != nil {
			return Quiz{}, err
		}
		quiz.Questions = append(quiz.Questions, question)
	}
	return quiz, nil
}
