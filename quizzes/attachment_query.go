package quizzes

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

type attachmentRecord struct{ core.BaseRecordProxy }

func newAttachment(r *core.Record) *attachmentRecord {
	a := &attachmentRecord{}
	a.SetProxyRecord(r)
	return a
}

func (a *attachmentRecord) attachment() Attachment {
	kind, form := formNamed(a.GetString("type"))
	return Attachment{ID: a.Id, Attempt: a.GetString("attempt"), Question: a.GetString("question"), Name: a.GetString("name"), Type: kind,
		Media: form.Media, Size: int64(a.GetInt("size")), stored: a.BaseFilesPath() + "/" + a.GetString("file")}
}

// Stored is where the academy's storage keeps the file.
func (a Attachment) Stored() string { return a.stored }

func attachments(app core.App, where dbx.Expression) ([]*attachmentRecord, error) {
	var records []*core.Record
	if err := app.RecordQuery("attachments").AndWhere(where).OrderBy("created ASC", "id ASC").All(&records); err != nil {
		return nil, fmt.Errorf("find files of attempts: %w", err)
	}
	list := make([]*attachmentRecord, len(records))
	for i, r := range records {
		list[i] = newAttachment(r)
	}
	return list, nil
}

// FindAttachment returns a file of an attempt and the attempt. Who may have it decides the caller: its learner, and who manages the
// course. It returns ErrNotFound.
func FindAttachment(app core.App, attempt, file string) (Attachment, *Attempt, error) {
	found, err := attachments(app, dbx.HashExp{"id": file, "attempt": attempt})
	if err != nil {
		return Attachment{}, nil, err
	}
	if len(found) == 0 {
		return Attachment{}, nil, fmt.Errorf("file %s of attempt %s: %w", file, attempt, ErrNotFound)
	}
	r, err := app.FindRecordById("attempts", attempt)
	if err != nil {
		return Attachment{}, nil, absent(err, "attempt %s", attempt)
	}
	return found[0].attachment(), newAttempt(r), nil
}

// attach puts the files that were given beside the answers to essays that ask for them.
func (a *Attempt) attach(app core.App, sheet []posed) error {
	takers := map[string]*posed{}
	for i := range sheet {
		if t := sheet[i].question.Body.Task; t != nil && t.Files > 0 {
			takers[sheet[i].id] = &sheet[i]
		}
	}
	if len(takers) == 0 {
		return nil
	}
	files, err := attachments(app, dbx.HashExp{"attempt": a.Id})
	if err != nil {
		return err
	}
	for _, f := range files {
		if p := takers[f.GetString("question")]; p != nil {
			p.answer.Files = append(p.answer.Files, f.attachment())
		}
	}
	return nil
}

// Erase removes what a person gave in their own words, written answers and files, and what markers wrote to them, from all their attempts, as they
// leave the academy. What was chosen and scored stays, for it names nobody.
func Erase(tx core.App, user string) error {
	var ids []string
	if err := tx.DB().Select("id").From("attempts").Where(dbx.HashExp{"user": user}).Column(&ids); err != nil {
		return fmt.Errorf("find attempts to erase: %w", err)
	}
	for _, id := range ids {
		files, err := attachments(tx, dbx.HashExp{"attempt": id})
		if err != nil {
			return err
		}
		for _, f := range files {
			if err := tx.Delete(f); err != nil {
				return fmt.Errorf("erase a file of attempt %s: %w", id, err)
			}
		}
	}
	return eraseWords(tx, user)
}

// eraseWords goes past the rule that answers never change.
func eraseWords(tx core.App, user string) error {
	var written []struct {
		Attempt string `db:"attempt"`
		Key     string `db:"key"`
	}
	err := tx.DB().NewQuery(`SELECT a.id AS attempt, e.key FROM attempts a, json_each(a.answers) e JOIN questions q ON q.id = e.key
		WHERE a.user = {:user} AND q.type IN ('essay', 'short', 'gaps')`).Bind(dbx.Params{"user": user}).All(&written)
	if err != nil {
		return fmt.Errorf("find answers to erase: %w", err)
	}
	for _, e := range written {
		_, err := tx.DB().NewQuery(`UPDATE attempts SET answers = json_remove(answers, '$."' || {:key} || '"') WHERE id = {:attempt}`).
			Bind(dbx.Params{"key": e.Key, "attempt": e.Attempt}).Execute()
		if err != nil {
			return fmt.Errorf("erase an answer of attempt %s: %w", e.Attempt, err)
		}
	}
	return eraseComments(tx, user)
}

// eraseComments removes what markers wrote to the person, who may be named in it. The marks stay.
func eraseComments(tx core.App, user string) error {
	_, err := tx.DB().NewQuery(`UPDATE markings SET comment = '', reason = ''
		WHERE attempt IN (SELECT id FROM attempts WHERE user = {:user})`).Bind(dbx.Params{"user": user}).Execute()
	if err != nil {
		return fmt.Errorf("erase comments on essays: %w", err)
	}
	return nil
}
