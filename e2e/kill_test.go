package e2e

import (
	"bytes"
	"database/sql"
	"fmt"
	"net/http"
	"path/filepath"
	"sync"
	"testing"

	_ "modernc.org/sqlite"
)

const (
	fresh    = 9  // learners who submit all their quizzes in the storm
	almost   = 5  // learners who have but one left: it earns the certificate
	proofs   = 5  // quizzes of the course
	powerCut = 12 // answers after which the power goes
)

func TestWhatWasAnsweredIsThereAfterAPowerCut(t *testing.T) {
	t.Parallel()
	h := newHouse(t, true)
	h.as(t, "staff").publish("alla-prova", provingCourse(proofs))
	learners, storm := crowd(t, h)
	h.cutPowerDuring(t, storm)
	if err := h.start(); err != nil {
		t.Fatal(err)
	}
	h.isConsistent(t)
	answered := 0
	for _, s := range storm {
		before := s.answer
		if before != nil {
			answered++
		}
		if err := s.send(); err != nil {
			t.Errorf("%s submits again: %v", s.who.mailbox, err)
		} else if before != nil && !bytes.Equal(before, s.answer) {
			t.Errorf("%s was told %s, and now %s", s.who.mailbox, before, s.answer)
		}
	}
	t.Logf("%d of %d submissions had been answered when the power went", answered, len(storm))
	if answered < powerCut || answered == len(storm) {
		t.Errorf("%d answers: the power did not go in between", answered)
	}
	h.isConsistent(t)
	for _, v := range learners {
		v.hasCertificate("alla-prova")
	}
	if err := h.stop(); err != nil {
		t.Fatal(err)
	}
	spoiled := h.contradictions(t, "mode=rw", `DELETE FROM fulfilments WHERE id = (SELECT min(id) FROM fulfilments WHERE requirement = 'quiz:quiz-1')`,
		`DELETE FROM certificates WHERE number = (SELECT min(number) FROM certificates)`)
	if len(spoiled) < 4 {
		t.Errorf("a spoiled database is told from a good one by %v only", spoiled)
	}
}

// crowd makes the learners and all that they will submit; those who have one quiz left come first.
func crowd(t *testing.T, h *house) (learners []*person, storm []*submission) {
	t.Helper()
	for i := range almost + fresh {
		v := h.newLearner(t, fmt.Sprintf("Prova%d", i), "Folla")
		v.json(http.MethodPost, "/api/aula/courses/alla-prova/enrolment", nil, nil)
		learners = append(learners, v)
		for n := range proofs {
			s := v.prepares(v.quizOf("alla-prova", fmt.Sprintf("quiz-%d", n)))
			if i >= almost || n == proofs-1 {
				storm = append(storm, s)
			} else if err := s.send(); err != nil {
				t.Fatal(err)
			}
		}
	}
	return learners, storm
}

// cutPowerDuring sends all at once and kills the program after some answers.
func (h *house) cutPowerDuring(t *testing.T, storm []*submission) {
	t.Helper()
	var all sync.WaitGroup
	answers := make(chan bool, len(storm))
	for _, s := range storm {
		all.Go(func() { answers <- s.send() == nil })
	}
	came := 0
	for range storm {
		if <-answers {
			came++
		}
		if came == powerCut {
			break
		}
	}
	if err := h.kill(); err != nil {
		t.Fatal(err)
	}
	all.Wait()
}

// contradictory counts what must not be, by what it is.
var contradictory = map[string]string{
	"attempts that were passed without a fulfilment": `SELECT count(*) FROM attempts a JOIN quizzes q ON q.id = a.quiz JOIN courses c ON c.id = q.course
		WHERE a.state = 'submitted' AND a.passed AND c.slug = 'alla-prova'
		AND NOT EXISTS (SELECT 1 FROM fulfilments f WHERE f.enrolment = a.enrolment AND f.requirement = 'quiz:' || q.key)`,
	"fulfilments without a passed attempt": `SELECT count(*) FROM fulfilments f JOIN enrolments e ON e.id = f.enrolment JOIN courses c ON c.id = e.course
		WHERE c.slug = 'alla-prova' AND f.requirement LIKE 'quiz:%' AND NOT EXISTS
		(SELECT 1 FROM attempts a JOIN quizzes q ON q.id = a.quiz WHERE a.enrolment = f.enrolment AND a.passed AND a.state = 'submitted' AND f.requirement = 'quiz:' || q.key)`,
	"complete enrolments that lack something": `SELECT count(*) FROM enrolments e JOIN courses c ON c.id = e.course WHERE c.slug = 'alla-prova' AND e.completed != ''
		AND (SELECT count(*) FROM fulfilments f WHERE f.enrolment = e.id) != 5`,
	"enrolments that have all and are not complete": `SELECT count(*) FROM enrolments e JOIN courses c ON c.id = e.course WHERE c.slug = 'alla-prova' AND e.completed = ''
		AND (SELECT count(*) FROM fulfilments f WHERE f.enrolment = e.id) = 5`,
	"complete enrolments without just one certificate": `SELECT count(*) FROM enrolments e JOIN courses c ON c.id = e.course WHERE c.certificate AND e.completed != ''
		AND (SELECT count(*) FROM certificates x WHERE x.enrolment = e.id) != 1`,
	"certificates of enrolments that are not complete": `SELECT count(*) FROM certificates x JOIN enrolments e ON e.id = x.enrolment WHERE e.completed = ''`,
	"certificates without a job":                       `SELECT count(*) FROM certificates x WHERE x.pdf = '' AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.kind = 'certificate' AND j.payload LIKE '%' || x.id || '%')`,
	"gaps in the numbers": `SELECT coalesce(sum(last - made), 0) FROM
		(SELECT max(cast(substr(number, 6) AS integer)) AS last, count(*) AS made FROM certificates GROUP BY substr(number, 1, 4))`,
	"submitted attempts without a result": `SELECT count(*) FROM attempts WHERE state = 'submitted' AND (result IN ('', 'null') OR submitted = '')`,
	"open attempts with a result":         `SELECT count(*) FROM attempts WHERE state = 'open' AND (result NOT IN ('', 'null') OR submitted != '' OR passed)`,
}

// isConsistent fails if anything is half-written.
func (h *house) isConsistent(t *testing.T) {
	t.Helper()
	for name, n := range h.contradictions(t, "mode=ro") {
		t.Errorf("%d %s", n, name)
	}
}

// contradictions reads the database itself, after doing some acts to it, and counts what cannot be.
func (h *house) contradictions(t *testing.T, mode string, acts ...string) map[string]int {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(h.dir, "data.db")+"?"+mode)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, act := range acts {
		if _, err := db.Exec(act); err != nil {
			t.Fatalf("%s: %v", act, err)
		}
	}
	found := map[string]int{}
	for name, query := range contradictory {
		var n int
		if err := db.QueryRow(query).Scan(&n); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if n != 0 {
			found[name] = n
		}
	}
	return found
}
