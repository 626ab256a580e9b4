package demo

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/courses"
	"aula/quizzes"
)

// theCohortsCourse is the one whose final quiz a class has taken, so that its results and statistics show something.
const theCohortsCourse = "sicurezza-informatica"

// cohort are its people. They have no password: nobody signs in as one of them.
var cohort = []string{
	"Anna Greco", "Bruno Sala", "Carla Monti", "Diego Ricci", "Emma Fontana", "Fabio Riva", "Gaia Leone", "Hamid Karimi", "Ida Serra", "Luca Testa",
	"Marta Pace", "Nicola Sanna", "Olga Petrova", "Pietro Basile", "Rita Fiore", "Sara Neri", "Tommaso Galli", "Ugo Ferro", "Vera Milani", "Yusuf Diallo",
	"Zoe Amato", "Alba Rota", "Carlo Zanin", "Daria Novak", "Enzo Palma", "Franca Lupi", "Gino Dessì", "Irene Costa", "Lino Vitale", "Mila Horvat",
	"Nadia Orsi", "Omar Haddad", "Piera Sassi", "Remo Conti", "Silvia Grassi", "Tea Bellini",
}

// addCohort lets a class take the final quiz, some well and some badly, always the same way.
func addCohort(tx core.App) error {
	course, err := courses.FindBySlug(tx, theCohortsCourse)
	if err != nil {
		return err
	}
	quiz, err := quizzes.FindBySlug(tx, course.Id, "quiz-finale")
	if err != nil {
		return err
	}
	solved, err := quizzes.Preview(tx, quiz.Id)
	if err != nil {
		return err
	}
	c := classroom{tx: tx, course: course.Id, quiz: quiz.Id, random: rand.New(rand.NewPCG(1, 2)), questions: map[string]quizzes.Previewed{}}
	for i, q := range solved {
		c.questions[q.ID] = q
		c.hard = append(c.hard, math.Mod(float64(i)*0.37, 2)-1)
	}
	for _, name := range cohort {
		if err := c.sits(name); err != nil {
			return fmt.Errorf("%s takes the quiz: %w", name, err)
		}
	}
	return nil
}

type classroom struct {
	tx           core.App
	course, quiz string
	random       *rand.Rand
	questions    map[string]quizzes.Previewed
	hard         []float64 // of each question
}

// sits lets one person take the quiz.
func (c classroom) sits(name string) error {
	user, err := c.person(name)
	if err != nil {
		return err
	}
	enrolment, err := courses.Enrol(c.tx, user, c.course)
	if err != nil {
		return err
	}
	attempt, _, err := quizzes.Start(c.tx, user, c.quiz, enrolment.Id)
	if err != nil {
		return err
	}
	asked, err := quizzes.Questions(c.tx, attempt)
	if err != nil {
		return err
	}
	able, answers := c.random.NormFloat64()+0.8, map[string]json.RawMessage{}
	for i, q := range asked {
		knows := c.random.Float64() < 1/(1+math.Exp(c.hard[i%len(c.hard)]-able))
		if answer := c.answer(c.questions[q.ID], knows); answer != nil {
			answers[q.ID] = answer
		}
	}
	if _, err := quizzes.Give(c.tx, user, attempt.Id, answers); err != nil {
		return err
	}
	_, err = quizzes.Submit(c.tx, user, attempt.Id)
	return err
}

// person makes an account without the work of hashing a password.
func (c classroom) person(name string) (string, error) {
	given, family, _ := strings.Cut(name, " ")
	id, now := security.RandomStringWithAlphabet(core.DefaultIdLength, core.DefaultIdAlphabet), types.NowDateTime().String()
	_, err := c.tx.DB().Insert("users", dbx.Params{
		"id": id, "email": mailboxOf(name), "tokenKey": security.RandomString(50), "password": "none",
		"verified": true, "role": "learner", "given_name": given, "family_name": family, "locale": "it", "created": now, "updated": now,
	}).Execute()
	return id, err
}

func mailboxOf(name string) string {
	return strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@aula.example"
}

// answer is the right one for who knows, else a likely mistake; nil leaves the question out.
func (c classroom) answer(q quizzes.Previewed, knows bool) json.RawMessage {
	if knows || c.random.IntN(12) == 0 {
		return q.Right.JSON(q.Type)
	}
	switch n := len(q.Body.Options); {
	case q.Type == quizzes.Single && n > 1:
		return packed(q.Body.Options[min(c.random.IntN(n), c.random.IntN(n))].ID)
	case q.Type == quizzes.Multiple && n > 0:
		return packed([]string{q.Body.Options[c.random.IntN(n)].ID})
	case q.Type == quizzes.TrueFalse:
		return packed(q.Right.Options[0] != "true")
	case q.Type == quizzes.Short:
		return packed("non lo so")
	}
	return nil
}

func packed(v any) json.RawMessage {
	content, err := json.Marshal(v)
	if err != nil { // texts, lists, bools and numbers always have a form
		panic(err)
	}
	return content
}
