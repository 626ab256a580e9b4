package demo

import (
	"embed"
	"encoding/json"
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/quizzes"
)

//go:embed consegne
var handed embed.FS

// theMarker has given a first mark that waits for another person's.
const theMarker = "centro@aula.example"

// paper is an essay of the trial that waits for who marks.
type paper struct {
	by, quiz string
	text     string
	file     string           // of the folder consegne; empty: none
	first    *quizzes.Verdict // of theMarker; nil: nobody has read it
}

var papers = []paper{
	{by: "giulia.conti@aula.example", quiz: "quiz-tutti-i-tipi", file: "prenotazione.pdf",
		text: "Ho prenotato online l'appuntamento per la carta d'identità elettronica. Ho scelto giorno e ora dal calendario, e la ricevuta è " +
			"arrivata subito: la allego. Mi è piaciuto non dover telefonare. Però il sito non diceva quanto costa la carta, e allo sportello " +
			"ho dovuto cercare un bancomat: scriverei il prezzo già nella pagina della prenotazione."},
	{by: "ahmed.benali@aula.example", quiz: "quiz-tutti-i-tipi",
		text: "Ho iscritto mio figlio alla mensa della scuola con SPID. La prima volta la pagina si è chiusa mentre caricavo un documento e " +
			"ho dovuto ricominciare da capo. La seconda volta è andata bene.\n\nMetterei un pulsante per salvare quello che ho già scritto: " +
			"così uno può continuare la sera, quando i bambini dormono."},
	{by: "rosa.villa@aula.example", quiz: "quiz-tutti-i-tipi",
		text: "Ho pagato la TARI con l'app IO. Mi ha aiutata mia nipote, perché non trovavo l'avviso. Quando l'abbiamo trovato ci sono voluti " +
			"due minuti, e la ricevuta è rimasta nel telefono."},
	{by: "marko.kovac@aula.example", quiz: "quiz-una-mail",
		text: "Gentile signora Bruni,\n\nla sua domanda per il contributo affitto è arrivata, grazie. Manca solo la copia della carta " +
			"d'identità: può mandarla rispondendo a questa mail, anche fotografata con il telefono, oppure portarla allo sportello.\n\n" +
			"Ci serve entro il 30 giugno: dopo quel giorno non potremo più accogliere la domanda.\n\nUn cordiale saluto\nMarko Kovač, Ufficio Casa",
		first: &quizzes.Verdict{Given: quizzes.Given{Levels: map[string]int{"c1": 2, "c2": 2, "c3": 2}},
			Comment: "Si capisce subito che cosa mandare, come ed entro quando. Nell'oggetto della mail scriverei già che manca un documento."}},
	{by: "giulia.conti@aula.example", quiz: "quiz-una-mail",
		text: "In riferimento all'istanza in oggetto si comunica che la stessa risulta priva della copia del documento di riconoscimento. " +
			"Si invita pertanto la S.V. a voler provvedere alla relativa integrazione entro e non oltre il 30 giugno, pena l'archiviazione."},
}

// addPapers hands in the essays, so that who marks finds something to read.
func addPapers(tx core.App, people map[string]*core.Record) error {
	course, err := courses.FindBySlug(tx, theTrial)
	if err != nil {
		return err
	}
	for _, p := range papers {
		if err := p.handIn(tx, course, people); err != nil {
			return fmt.Errorf("%s hands in %s: %w", p.by, p.quiz, err)
		}
	}
	return nil
}

// handIn answers the quiz, rightly where no person marks, and submits it.
func (p paper) handIn(tx core.App, course *courses.Course, people map[string]*core.Record) error {
	user := people[p.by].Id
	quiz, err := quizzes.FindBySlug(tx, course.Id, p.quiz)
	if err != nil {
		return err
	}
	solved, err := quizzes.Preview(tx, quiz.Id)
	if err != nil {
		return err
	}
	enrolment, err := courses.Enrol(tx, user, course.Id)
	if err != nil {
		return err
	}
	attempt, _, err := quizzes.Start(tx, user, quiz.Id, enrolment.Id)
	if err != nil {
		return err
	}
	essay, answers := "", map[string]json.RawMessage{}
	for _, q := range solved {
		if q.Type == quizzes.Essay {
			essay, answers[q.ID] = q.ID, packed(p.text)
		} else {
			answers[q.ID] = q.Right.JSON(q.Type)
		}
	}
	if _, err := quizzes.Give(tx, user, attempt.Id, answers); err != nil {
		return err
	}
	if err := p.attach(tx, user, attempt.Id, essay); err != nil {
		return err
	}
	if _, err := quizzes.Submit(tx, user, attempt.Id); err != nil || p.first == nil {
		return err
	}
	verdict := *p.first
	verdict.Marker, verdict.Attempt, verdict.Question = people[theMarker].Id, attempt.Id, essay
	_, err = quizzes.GiveVerdict(tx, verdict, time.Now())
	return err
}

func (p paper) attach(tx core.App, user, attempt, question string) error {
	if p.file == "" {
		return nil
	}
	content, err := handed.Open("consegne/" + p.file)
	if err != nil {
		return err
	}
	defer content.Close()
	_, err = quizzes.Attach(tx, user, attempt, question, p.file, content)
	return err
}
