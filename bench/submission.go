package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/hooks"
	"aula/quizzes"
)

const submissionsOfATurn = 150

// submissionTime compares submitting a passed attempt of twenty questions of all kinds, with everything that follows from it, with
// creating as many records with the same contents in one transaction of PocketBase. A submission writes four rows: the attempt, the
// requirement that it fulfils, the enrolment with how far the course is, and the entry of hours. The sum that the entry raises, a fifth, is
// not asked of the other side.
func submissionTime(l *lab) ([]figure, error) {
	var figures []figure
	err := within(filepath.Join(l.dir, "submissions"), func(app core.App) error {
		x, err := openExam(app, rounds*submissionsOfATurn+submissionsOfATurn)
		if err != nil {
			return err
		}
		plain, err := openPlainRows(l)
		if err != nil {
			return err
		}
		sheet, err := x.firstSheet()
		if err != nil {
			return err
		}
		p, err := watched(func() (pairs, error) {
			return inTurn(
				func() (float64, error) { return each(submissionsOfATurn, x.submit) },
				func() (float64, error) {
					return each(submissionsOfATurn, func(count int) error { return plain.createAll(count, sheet) })
				})
		})
		figures = ratio("submission_time", "ms", p)
		return errors.Join(err, x.check(), plain.app.ResetBootstrapState())
	})
	return figures, err
}

// exam is a quiz with people who have answered all of it and submit it.
type exam struct {
	app       core.App
	quiz      string
	attempts  []string
	users     []string
	submitted int
}

// examSource asks 20 questions of every kind that marks itself.
func examSource() []byte {
	var b strings.Builder
	b.WriteString("---\npass: 60\nshuffle: true\n---\n\n")
	for i := range 9 {
		fmt.Fprintf(&b, "## Che cosa fai per prima cosa nel caso %d? {#s%d}\n- [x] Leggo il mittente e l'indirizzo\n  > Giusto.\n- [ ] Apro l'allegato\n  > Mai prima.\n- [ ] Rispondo\n- [ ] Inoltro ai colleghi\n\n", i, i)
	}
	for i := range 4 {
		fmt.Fprintf(&b, "## Quali sono sicure nel caso %d? {#m%d}\n- [x] La prima\n- [x] La seconda\n- [ ] La terza\n- [ ] La quarta\n\n> Per tutti.\n\n", i, i)
	}
	for i := range 2 {
		fmt.Fprintf(&b, "## La PEC vale come raccomandata, caso %d {#t%d}\n= vero\n\n## Come si chiama, caso %d? {#k%d}\n= PEC\n= posta elettronica certificata\n\n", i, i, i, i)
	}
	b.WriteString("## Quanti metri? {#n units=\"m; km=1000\" unit=required}\n= 1500\n\n## Abbina {#a}\n- Torino -> Piemonte\n- Genova -> Liguria\n- Roma -> Lazio\n\n" +
		"## Completa {#g}\nLa [[PEC]] vale come una [[*raccomandata|lettera]].\n")
	return []byte(b.String())
}

// openExam lets so many people answer everything rightly. One goes the way of people; the rows of the others are copied from theirs.
func openExam(app core.App, people int) (*exam, error) {
	hooks.Bind(app, hooks.Options{})
	if err := foundAcademy(app); err != nil {
		return nil, err
	}
	course, err := save(app, "courses", map[string]any{
		"slug": "sicurezza", "title": "Sicurezza", "state": "published", "hours": 2, "complete": types.JSONRaw(`{"quizzes":[{"id":"finale"},{"id":"altro"}]}`),
	})
	if err != nil {
		return nil, err
	}
	var list []quizzes.Quiz
	for key, source := range map[string][]byte{"finale": examSource(), "altro": []byte("## Uno\n= a\n")} {
		quiz, found := quizzes.ParseMarkdown(source, quizzes.Options{Key: key})
		if len(found) > 0 {
			return nil, fmt.Errorf("quiz %s: %v", key, found)
		}
		list = append(list, quiz)
	}
	err = app.RunInTransaction(func(tx core.App) error {
		_, err := quizzes.Store(tx, course.Id, list)
		return err
	})
	if err != nil {
		return nil, err
	}
	quiz, err := quizzes.FindBySlug(app, course.Id, "finale")
	if err != nil {
		return nil, err
	}
	x := &exam{app: app, quiz: quiz.Id}
	user, err := save(app, "users", person("learner", "ada@example.org", learnerName))
	if err != nil {
		return nil, err
	}
	enrolment, err := save(app, "enrolments", map[string]any{"user": user.Id, "course": course.Id, "cycle": 1})
	if err != nil {
		return nil, err
	}
	if err := x.answer(user.Id, enrolment.Id); err != nil {
		return nil, err
	}
	return x, x.copy(people, enrolment.Id)
}

// answer starts an attempt and gives the right answers.
func (x *exam) answer(user, enrolment string) error {
	a, _, err := quizzes.Start(x.app, user, x.quiz, enrolment)
	if err != nil {
		return err
	}
	all, err := quizzes.Preview(x.app, x.quiz)
	if err != nil {
		return err
	}
	answers := map[string]json.RawMessage{}
	for _, q := range all {
		answers[q.ID] = q.Right.JSON(q.Type)
	}
	if len(answers) != 20 {
		return fmt.Errorf("%d questions are asked", len(answers))
	}
	_, err = quizzes.Give(x.app, user, a.Id, answers)
	return err
}

// copy makes the attempt that of so many others.
func (x *exam) copy(people int, enrolment string) error {
	for _, query := range []string{
		`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {:people})
		INSERT INTO users (id, email, tokenKey, password, verified, role, given_name, family_name, locale, created, updated)
		SELECT printf('p%014d', i), 'p' || i || '@example.org', hex(randomblob(25)), 'none', 1, 'learner', 'Persona', 'N. ' || i, 'it',
			'2026-01-01 09:00:00.000Z', '2026-01-01 09:00:00.000Z' FROM n`,
		`INSERT INTO enrolments (id, user, course, edition, cycle, percent, completed, rated, last_lesson, created, updated)
		SELECT 'e' || substr(u.id, 2), u.id, e.course, '', 1, 0, '', 0, '', e.created, e.updated FROM users u, enrolments e
		WHERE e.id = {:enrolment} AND u.id LIKE 'p0%'`,
		`INSERT INTO attempts (id, user, quiz, enrolment, number, state, drawn, answers, result, score, max, passed, expires, submitted, waiting,
			certainty, checked, regraded, created, updated)
		SELECT 'a' || substr(u.id, 2), u.id, a.quiz, 'e' || substr(u.id, 2), 1, 'open', a.drawn, a.answers, a.result, 0, 0, 0, '', '', 0,
			a.certainty, a.checked, '', a.created, a.updated FROM users u, attempts a
		WHERE a.enrolment = {:enrolment} AND u.id LIKE 'p0%'`,
	} {
		if _, err := x.app.DB().NewQuery(query).Bind(dbx.Params{"people": people, "enrolment": enrolment}).Execute(); err != nil {
			return err
		}
	}
	var rows []struct {
		ID   string `db:"id"`
		User string `db:"user"`
	}
	if err := x.app.DB().Select("id", "user").From("attempts").Where(dbx.NewExp("[[user]] LIKE 'p0%'")).All(&rows); err != nil {
		return err
	}
	for _, r := range rows {
		x.attempts, x.users = append(x.attempts, r.ID), append(x.users, r.User)
	}
	return nil
}

// submit ends the next attempts, so many of them.
func (x *exam) submit(count int) error {
	for range count {
		n := x.submitted
		x.submitted++
		a, err := quizzes.Submit(x.app, x.users[n], x.attempts[n])
		if err != nil {
			return err
		}
		if !a.Passed() {
			return fmt.Errorf("attempt %s is not passed: %v of %v", a.Id, a.Score(), a.Max())
		}
	}
	return nil
}

// firstSheet submits one turn, so that both sides are warm, and returns what a submitted attempt holds.
func (x *exam) firstSheet() (map[string]any, error) {
	if err := x.submit(submissionsOfATurn); err != nil {
		return nil, err
	}
	r, err := x.app.FindRecordById("attempts", x.attempts[0])
	if err != nil {
		return nil, err
	}
	sheet := map[string]any{}
	for _, name := range []string{"user", "quiz", "enrolment", "number", "state", "score", "max", "waiting", "passed", "submitted"} {
		sheet[name] = r.Get(name)
	}
	for _, name := range []string{"drawn", "answers", "result", "certainty", "checked"} {
		sheet[name] = types.JSONRaw(r.GetString(name))
	}
	return sheet, nil
}

// check makes sure that what follows from a submission was written.
func (x *exam) check() error {
	rows := 0
	err := x.app.DB().NewQuery(`SELECT count(*) FROM attempts a JOIN fulfilments f ON f.enrolment = a.enrolment JOIN enrolments e ON e.id = a.enrolment
		JOIN hours_entries h ON h.key = a.enrolment || '/' || f.requirement AND h.person = a.user AND h.minutes = 60
		WHERE a.passed AND e.percent = 50`).Row(&rows)
	if err == nil && rows != x.submitted {
		err = fmt.Errorf("%d of %d submissions fulfilled a requirement", rows, x.submitted)
	}
	return err
}
