package quizzes

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"unicode/utf8"
)

// ErrAnswer says that something given cannot be an answer to its question. The error is an *AnswerError.
var ErrAnswer = errors.New("not an answer to the question")

// What is wrong with an answer.
const (
	WrongShape    = "shape"    // a text where a list is wanted, and the like
	UnknownOption = "option"   // an option that the question does not have
	TooLong       = "length"   // a text beyond what the question takes
	NotAsked      = "question" // a question that the attempt does not ask

	AlreadyChecked = "checked"   // the answer was checked, and is what it is
	NoCertainty    = "certainty" // one that cannot be, or in a quiz that does not ask for it
	Unreadable     = "number"    // a text that is no number, to be checked
)

// AnswerError names the question and what is wrong with what was given. It is ErrAnswer.
type AnswerError struct {
	Question  string // as the caller named it
	Reason    string // one of those above
	Has, Most int    // of TooLong: characters
}

func (e *AnswerError) Error() string {
	return fmt.Sprintf("answer to question %s: %s", e.Question, e.Reason)
}

func (e *AnswerError) Is(target error) bool { return target == ErrAnswer }

// maxAnswer bounds a written answer, in characters.
const maxAnswer = 1000

// Answer is what a learner gave to one question. The zero value is no answer.
type Answer struct {
	Options []string          // ids of what was chosen; of an ordering all of them, in order
	Text    string            // written
	Parts   map[string]string // matching: left id to right id; gaps: gap id to what was written, or to the chosen option's id
	Files   []Attachment      // of an essay; they are uploaded beside the answer and are not in its JSON form
}

// Given tells whether there is an answer.
func (a Answer) Given() bool {
	return len(a.Options) > 0 || a.Text != "" || len(a.Parts) > 0 || len(a.Files) > 0
}

// ReadAnswer makes an answer of its JSON form, which the question's type decides: an option's id, a list of ids, a bool, a
// text, an object of texts. null and what is empty take an answer back. Anything else is an *AnswerError naming q.Key.
func ReadAnswer(q Question, raw json.RawMessage) (Answer, error) { return q.read(raw) }

func (q *Question) read(raw json.RawMessage) (Answer, error) {
	k := kinds[q.Type]
	if k == nil {
		return Answer{}, &AnswerError{Question: q.Key, Reason: WrongShape}
	}
	if string(raw) == "null" {
		return Answer{}, nil
	}
	return k.read(q, raw)
}

// JSON is the answer in the form that ReadAnswer takes; null where there is none.
func (a Answer) JSON(t Type) json.RawMessage {
	k := kinds[t]
	if a.Files = nil; k == nil || !a.Given() {
		return json.RawMessage("null")
	}
	packed, err := json.Marshal(k.write(a))
	if err != nil { // plain texts, lists and bools always have a form
		panic(fmt.Sprintf("write answer: %v", err))
	}
	return packed
}

// readText reads a written answer.
func readText(q *Question, raw json.RawMessage) (Answer, error) {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return Answer{}, &AnswerError{Question: q.Key, Reason: WrongShape}
	}
	if err := q.fits(text, maxAnswer); err != nil {
		return Answer{}, err
	}
	return Answer{Text: text}, nil
}

// fits refuses a text of more characters.
func (q *Question) fits(text string, most int) error {
	if n := utf8.RuneCountInString(text); n > most {
		return &AnswerError{Question: q.Key, Reason: TooLong, Has: n, Most: most}
	}
	return nil
}

// readParts reads an object of texts; those that are empty are taken back.
func readParts(q *Question, raw json.RawMessage) (map[string]string, error) {
	var given map[string]string
	if err := json.Unmarshal(raw, &given); err != nil {
		return nil, &AnswerError{Question: q.Key, Reason: WrongShape}
	}
	maps.DeleteFunc(given, func(_, text string) bool { return text == "" })
	return given, nil
}
