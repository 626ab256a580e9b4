package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/quizzes"
)

const (
	regradedAttempts = 10_000
	askedInEach      = 20
	batchOfRewriting = 200 // as many as the regrade changes in one transaction
)

// regradeTime compares marking many attempts again, all of which change, with reading and writing their rows.
func regradeTime(l *lab) ([]figure, error) {
	var figures []figure
	err := within(filepath.Join(l.dir, "regrade"), func(app core.App) error {
		s, err := openSchool(app)
		if err != nil {
			return err
		}
		var counting []float64
		ours := func() (float64, error) {
			counted, committed, err := s.regrade()
			counting = append(counting, counted)
			return committed, err
		}
		rows := func() (float64, error) {
			return each(1, func(int) error {
				return rewriteRows(app, "attempts", "regraded", dbx.HashExp{"quiz": s.quiz}, batchOfRewriting)
			})
		}
		p, err := watched(func() (pairs, error) { return inTurn(ours, rows) })
		figures = append(ratio("regrade_time", "ms", p), figure{name: "regrade_time_counting", value: median(counting), unit: "ms"})
		return err
	})
	return figures, err
}

// school is a quiz with its submitted attempts.
type school struct {
	app          core.App
	course, quiz string
	turn         int
}

// source is the quiz with another right answer to its first question each turn; the attempts gave one of the two.
func (s *school) source() []byte {
	var b strings.Builder
	b.WriteString("---\npass: 60\n---\n\n## Prima? {#q0}\n= PEC\n")
	if s.turn%2 == 1 {
		b.Reset()
		b.WriteString("---\npass: 60\n---\n\n## Prima? {#q0}\n= fax\n")
	}
	for i := 1; i < askedInEach; i++ {
		fmt.Fprintf(&b, "\n## Domanda numero %d? {#q%d}\n- [x] La risposta giusta, con qualche parola\n  > Giusto: ecco perché.\n- [ ] Una sbagliata\n- [ ] Un'altra\n- [ ] Un'altra ancora\n", i, i)
	}
	return []byte(b.String())
}

func (s *school) store() error {
	quiz, found := quizzes.ParseMarkdown(s.source(), quizzes.Options{Key: "finale"})
	if len(found) > 0 {
		return fmt.Errorf("quiz: %v", found)
	}
	return s.app.RunInTransaction(func(tx core.App) error {
		_, err := quizzes.Store(tx, s.course, []quizzes.Quiz{quiz})
		return err
	})
}

// openSchool lets one person take the quiz and copies their attempt for all others.
func openSchool(app core.App) (*school, error) {
	s := &school{app: app}
	course, err := save(app, "courses", map[string]any{"slug": "corso", "title": "Corso", "state": "published"})
	if err != nil {
		return nil, err
	}
	s.course = course.Id
	if err := s.store(); err != nil {
		return nil, err
	}
	quiz, err := quizzes.FindBySlug(app, s.course, "finale")
	if err != nil {
		return nil, err
	}
	s.quiz = quiz.Id
	attempt, err := s.take()
	if err != nil {
		return nil, err
	}
	return s, s.copy(attempt)
}

func (s *school) take() (*quizzes.Attempt, error) {
	user, err := save(s.app, "users", map[string]any{"email": "ada@example.org", "password": "una frase lunga e tranquilla", "verified": true, "role": "learner"})
	if err != nil {
		return nil, err
	}
	enrolment, err := save(s.app, "enrolments", map[string]any{"user": user.Id, "course": s.course, "cycle": 1})
	if err != nil {
		return nil, err
	}
	attempt, _, err := quizzes.Start(s.app, user.Id, s.quiz, enrolment.Id)
	if err != nil {
		return nil, err
	}
	asked, err := quizzes.Questions(s.app, attempt)
	if err != nil {
		return nil, err
	}
	answers := map[string]json.RawMessage{}
	for _, q := range asked {
		answers[q.ID] = json.RawMessage(`"PEC"`)
		if len(q.Body.Options) > 0 {
			answers[q.ID] = json.RawMessage(`"` + q.Body.Options[0].ID + `"`)
		}
	}
	if _, err := quizzes.Give(s.app, user.Id, attempt.Id, answers); err != nil {
		return nil, err
	}
	return quizzes.Submit(s.app, user.Id, attempt.Id)
}

func (s *school) copy(attempt *quizzes.Attempt) error {
	for _, query := range []string{
		`WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {:people})
		INSERT INTO users (id, email, tokenKey, password, verified, role, locale, created, updated)
		SELECT printf('p%014d', i), 'p' || i || '@example.org', hex(randomblob(25)), 'none', 1, 'learner', 'it', '2026-11-10 09:00:00.000Z',
			'2026-11-10 09:00:00.000Z' FROM n`,
		`INSERT INTO enrolments (id, user, course, cycle, created, updated)
		SELECT 'e' || substr(id, 2), id, {:course}, 1, created, updated FROM users WHERE id LIKE 'p0%'`,
		`WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {:people})
		INSERT INTO attempts (id, user, quiz, enrolment, number, state, drawn, answers, result, score, max, passed, submitted, created, updated)
		SELECT substr(lower(hex(randomblob(8))), 1, 15), printf('p%014d', i), quiz, printf('e%014d', i), 1, state, drawn, answers, result, score, max, passed, submitted,
			created, updated FROM n, attempts WHERE attempts.id = {:attempt}`,
	} {
		_, err := s.app.DB().NewQuery(query).Bind(dbx.Params{"people": regradedAttempts, "course": s.course, "attempt": attempt.Id}).Execute()
		if err != nil {
			return err
		}
	}
	return nil
}

// regrade changes the question, and tells how many milliseconds counting and committing took.
func (s *school) regrade() (counting, committing float64, err error) {
	s.turn++
	if err := s.store(); err != nil {
		return 0, 0, err
	}
	g, err := quizzes.ProposeRegrade(s.app, s.quiz, "")
	if err != nil {
		return 0, 0, err
	}
	silent := func(core.App, *quizzes.Regrade, quizzes.Difference) error { return nil }
	run := func(int) error { return quizzes.RunRegrade(context.Background(), s.app, g.Id, silent) }
	if counting, err = each(1, run); err != nil {
		return counting, 0, err
	}
	if err := quizzes.DecideRegrade(s.app, s.quiz, g.Id, true); err != nil {
		return counting, 0, err
	}
	if committing, err = each(1, run); err != nil {
		return counting, committing, err
	}
	done, err := quizzes.FindRegrade(s.app, s.quiz, g.Id)
	if err == nil && (done.State() != quizzes.RegradeCommitted || done.Done() != regradedAttempts) {
		err = fmt.Errorf("%d of %d attempts were marked again, %s", done.Done(), regradedAttempts, done.State())
	}
	return counting, committing, err
}
