package quizzes

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// RegisterColumn is one question of those that the attempts at a quiz asked, in whatever version.
type RegisterColumn struct {
	Key    string
	Prompt string // plain, of the newest version
	Max    float64
}

// RegisterCell is what one attempt made of one question.
type RegisterCell struct {
	Asked   bool
	Waiting bool
	Score   float64
	Answer  string // where answers were asked for
}

// registerBatch is how many attempts are in memory at once.
const registerBatch = 200

// Register goes through the attempts at a quiz, with a cell for each question that any of them asked.
type Register struct {
	Columns []RegisterColumn
	app     core.App
	ids     []string
	at      map[string]int // version: its column
	asked   map[string]Question
}

// OpenRegister finds the attempts that a filter lets through, in its order, and the questions that they asked.
func OpenRegister(app core.App, quiz string, f RegisterFilter) (*Register, error) {
	r := &Register{app: app, at: map[string]int{}, asked: map[string]Question{}}
	where, params := f.where(quiz)
	if err := app.DB().NewQuery("SELECT a.id" + registerSource + where + f.order()).Bind(params).Column(&r.ids); err != nil {
		return nil, fmt.Errorf("attempts at quiz %s: %w", quiz, err)
	}
	var ids []string
	err := app.DB().NewQuery("SELECT DISTINCT j.value->>'$.id' FROM attempts a, json_each(a.result) j WHERE a.quiz = {:quiz} AND a.state = 'submitted'").
		Bind(dbx.Params{"quiz": quiz}).Column(&ids)
	if err != nil {
		return nil, fmt.Errorf("questions of quiz %s: %w", quiz, err)
	}
	return r, r.columns(quiz, ids)
}

// columns puts the versions of one question into one column.
func (r *Register) columns(quiz string, ids []string) error {
	found, err := versionsByID(r.app, ids)
	if err != nil {
		return err
	}
	known := map[[2]string]int{}
	for _, v := range inRegisterOrder(quiz, found) {
		q, err := v.Question()
		if err != nil {
			return err
		}
		r.asked[v.Id] = q
		at, there := known[questionOf(v)]
		if !there {
			at = len(r.Columns)
			known[questionOf(v)] = at
			r.Columns = append(r.Columns, RegisterColumn{v.Key(), q.Body.Brief(), q.Points})
		}
		r.at[v.Id] = at
	}
	return nil
}

// questionOf names the question whatever its version.
func questionOf(v *Version) [2]string { return [2]string{v.Quiz(), v.Key()} }

// inRegisterOrder puts the quiz's own questions first, then those of its banks, each where its newest version stands, newest first.
func inRegisterOrder(quiz string, found map[string]*Version) []*Version {
	list := make([]*Version, 0, len(found))
	newest := map[[2]string]*Version{}
	for _, v := range found {
		list = append(list, v)
		if n := newest[questionOf(v)]; n == nil || v.Number() > n.Number() {
			newest[questionOf(v)] = v
		}
	}
	lent := func(v *Version) int {
		if v.Quiz() == quiz {
			return 0
		}
		return 1
	}
	place := func(v *Version) int { return newest[questionOf(v)].GetInt("position") }
	slices.SortFunc(list, func(a, b *Version) int {
		return cmp.Or(lent(a)-lent(b), cmp.Compare(a.Quiz(), b.Quiz()), place(a)-place(b), cmp.Compare(a.Key(), b.Key()), b.Number()-a.Number())
	})
	return list
}

// Each calls with every attempt in order, and its cells in the order of the columns. answers asks for what was answered too.
func (r *Register) Each(answers bool, w Statements, call func(RegisterRow, []RegisterCell) error) error {
	for batch := range slices.Chunk(r.ids, registerBatch) {
		rows, err := r.batch(batch)
		if err != nil {
			return err
		}
		for _, id := range batch {
			row, there := rows[id]
			if !there { // deleted meanwhile
				continue
			}
			cells, err := r.cells(row, answers, w)
			if err != nil {
				return err
			}
			if err := call(row.RegisterRow, cells); err != nil {
				return err
			}
		}
	}
	return nil
}

type registerEntry struct {
	RegisterRow
	Result  string `db:"result"`
	Answers string `db:"answers"`
}

func (r *Register) batch(ids []string) (map[string]registerEntry, error) {
	packed, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	var list []registerEntry
	err = r.app.DB().NewQuery("SELECT " + registerColumns + `, coalesce(a.result, 'null') AS result, coalesce(a.answers, 'null') AS answers
		FROM attempts a LEFT JOIN users u ON u.id = a.user WHERE a.id IN (SELECT value FROM json_each({:ids}))`).
		Bind(dbx.Params{"ids": string(packed)}).All(&list)
	if err != nil {
		return nil, fmt.Errorf("read attempts: %w", err)
	}
	rows := make(map[string]registerEntry, len(list))
	for _, e := range list {
		rows[e.ID] = e
	}
	return rows, nil
}

func (r *Register) cells(e registerEntry, answers bool, w Statements) ([]RegisterCell, error) {
	cells := make([]RegisterCell, len(r.Columns))
	var marks []mark
	var given map[string]json.RawMessage
	if err := json.Unmarshal([]byte(orNull(e.Result)), &marks); err != nil {
		return nil, fmt.Errorf("result of attempt %s: %w", e.ID, err)
	}
	if answers {
		if err := json.Unmarshal([]byte(orNull(e.Answers)), &given); err != nil {
			return nil, fmt.Errorf("answers of attempt %s: %w", e.ID, err)
		}
	}
	for _, m := range marks {
		at, known := r.at[m.ID]
		if !known {
			continue
		}
		cells[at] = RegisterCell{Asked: true, Waiting: m.Grade == Waiting, Score: m.Score}
		if raw, there := given[m.ID]; there {
			q := r.asked[m.ID]
			if a, err := ReadAnswer(q, raw); err == nil {
				cells[at].Answer = q.Written(a, w)
			}
		}
	}
	return cells, nil
}

func orNull(packed string) string {
	if packed == "" {
		return "null"
	}
	return packed
}
